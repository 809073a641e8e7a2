import { SqlError } from '../../base/errors';
import { CLASS_UNRESERVED, KEYWORDS } from '../lex/keywords';
import { quoteSql } from '../types/sql-literal';

/** Names and constants as SQL writes them. */

/** A name in quotes unless it is a plain one and no keyword that means something else. */
export function quoteIdentifier(name: string): string {
  const keyword = KEYWORDS.get(name.toUpperCase());
  const isPlain = /^[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*$/.test(name);
  if (isPlain && (keyword === undefined || (keyword & CLASS_UNRESERVED) !== 0)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string constant. */
export function quoteValue(text: string): string {
  return quoteSql(text);
}

/** The parts of a name with dots, unquoted ones in small letters. @throws SqlError 22023 for what is none, unless `strict` is off and text follows */
export function parseIdentifiers(text: string, strict: boolean): string[] {
  const parts: string[] = [];
  const part = /\s*(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{Nd}_$]*))\s*(\.?)/uy;
  let at = 0;
  for (;;) {
    part.lastIndex = at;
    const m = part.exec(text);
    if (!m)
      throw new SqlError('22023', `string is not a valid identifier: ${JSON.stringify(text.slice(0, 100))}`);
    parts.push(m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2].toLowerCase());
    at = part.lastIndex;
    if (m[3] === '') break;
  }
  if (strict && at < text.length) {
    throw new SqlError('22023', `string is not a valid identifier: ${JSON.stringify(text.slice(0, 100))}`);
  }
  return parts;
}
