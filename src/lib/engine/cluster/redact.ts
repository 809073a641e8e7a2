import { redactUri } from '../sinks/redaction';

/** URIs inside a statement: up to the quote that ends the literal. */
const URI_IN_TEXT = /[A-Za-z][A-Za-z0-9+.-]*:\/\/[^'"\s)]*/g;
/** Options whose value is a secret as a whole. */
const SECRET_OPTION = /(webhook_auth_header\s*=\s*)('(?:[^']|'')*'|[^\s,)]+)/gi;

/** A statement's text without the secrets of URIs and options, as history and listings show it (design §7). */
export function redactStatement(sql: string): string {
  if (!sql.includes('://') && !/webhook_auth_header/i.test(sql)) return sql;
  return sql
    .replace(URI_IN_TEXT, (uri) => redactUri(uri))
    .replace(SECRET_OPTION, (_all, head: string) => `${head}'redacted'`);
}
