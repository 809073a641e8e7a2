import type { Span } from '../base/errors';
import { redactHeadersJson, redactUri } from '../sinks/redaction';
import { lexStatement } from '../sql/lex/lexer';
import { Tokens } from '../sql/lex/tokens';
import { quoteSql } from '../sql/types/sql-literal';

/**
 * Statements without their secrets, as history and listings show them (design §7). A literal is replaced as a whole, however it is
 * quoted; what cannot be read as SQL is searched for URIs.
 */

/** A part of a statement's text that is shown otherwise. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
}

/** URIs inside other text: up to a quote, a bracket or a blank. */
const URI_IN_TEXT = /[A-Za-z][A-Za-z0-9+.-]*:\/\/[^'"\s)]*/g;
const BEGINS_AS_URI = /^\s*[A-Za-z][A-Za-z0-9+.-]*:\/\//;
const SECRET_OPTION = /webhook_auth_header|extra_headers/i;

/** A statement's text without the secrets of URIs and options. */
export function redactStatement(sql: string): string {
  return shownText(sql, piecesOf(sql));
}

/** A statement as it is shown, and where a place in it lies there: no secret's length tells in the position of an error. */
export function redactedPlace(sql: string, span: Span): { readonly text: string; readonly span: Span } {
  const pieces = piecesOf(sql);
  if (pieces.length === 0) return { text: sql, span };
  const start = placeOf(span.offset, pieces, 'start');
  const end = placeOf(span.offset + span.length, pieces, 'end');
  return { text: shownText(sql, pieces), span: { offset: start, length: Math.max(0, end - start) } };
}

/** A backslash command: its literals as those of a statement, and its other words, which may be addresses as well. */
export function redactCommand(line: string): string {
  // What makes it a command is no escape.
  const words = line.startsWith('\\') ? 1 : 0;
  return line.slice(0, words) + redactText(redactStatement(line.slice(words)));
}

/** Text that is no statement, such as the message of an error that quotes one. */
export function redactText(text: string): string {
  return text.includes('://') ? text.replace(URI_IN_TEXT, (uri) => redactUri(uri)) : text;
}

function shownText(sql: string, pieces: readonly Piece[]): string {
  let text = '';
  let at = 0;
  for (const { start, end, shown } of pieces) {
    text += sql.slice(at, start) + shown;
    at = end;
  }
  return text + sql.slice(at);
}

/** A place inside a piece counts as its begin or its end. */
function placeOf(offset: number, pieces: readonly Piece[], side: 'start' | 'end'): number {
  let moved = 0;
  for (const { start, end, shown } of pieces) {
    if (offset <= start) break;
    if (offset < end) return start + moved + (side === 'end' ? shown.length : 0);
    moved += shown.length - (end - start);
  }
  return offset + moved;
}

/** A scheme may be written with escapes. Every statement is asked; a text is searched for one character much faster than for a pattern. */
const mayHoldSecrets = (sql: string): boolean =>
  sql.includes('//') || sql.includes('\\') || (sql.includes('_') && SECRET_OPTION.test(sql));

function piecesOf(sql: string): Piece[] {
  if (!mayHoldSecrets(sql)) return [];
  const pieces: Piece[] = [];
  const add = (start: number, end: number, shown: string) => {
    if (sql.slice(start, end) !== shown) pieces.push({ start, end, shown });
  };
  const tokens = new Tokens();
  let behind = 0;
  for (let from = 0; from < sql.length;) {
    from = lexStatement(sql, from, tokens);
    for (let i = 0; i < tokens.count; i++) {
      const [kind, start, end] = [tokens.kinds[i], tokens.starts[i], tokens.ends[i]];
      // Comments lie between tokens.
      add(behind, start, redactText(sql.slice(behind, start)));
      behind = Math.max(behind, end);
      if (kind === 'error') add(start, end, redactRest(sql.slice(start, end)));
      else if (kind === 'string')
        addLiteral(add, { start, end, text: stringOf(sql, tokens, i), option: optionAt(sql, tokens, i) });
      else if (kind === 'ident' && optionAt(sql, tokens, i) === 'webhook_auth_header')
        add(start, end, "'redacted'");
    }
  }
  add(behind, sql.length, redactText(sql.slice(behind)));
  return pieces;
}

function addLiteral(
  add: (start: number, end: number, shown: string) => void,
  { start, end, text, option }: { start: number; end: number; text: string; option: string | undefined }
): void {
  const shown = shownLiteral(text, option);
  if (shown !== text) add(start, end, quoteSql(shown));
}

function shownLiteral(text: string, option: string | undefined): string {
  if (option === 'webhook_auth_header') return text === '' ? '' : 'redacted';
  if (option === 'extra_headers') return redactHeadersJson(text);
  return BEGINS_AS_URI.test(text) ? redactUri(text) : redactText(text);
}

function stringOf(sql: string, tokens: Tokens, i: number): string {
  const decoded = tokens.values.get(i);
  return typeof decoded === 'string' ? decoded : sql.slice(tokens.starts[i] + 1, tokens.ends[i] - 1);
}

/** The option that a token is the value of: `name = value`. */
function optionAt(sql: string, tokens: Tokens, i: number): string | undefined {
  if (i < 2 || tokens.kinds[i - 1] !== '=') return undefined;
  return sql
    .slice(tokens.starts[i - 2], tokens.ends[i - 2])
    .replaceAll('"', '')
    .toLowerCase();
}

/** A literal that does not end: all behind a scheme may be secret. */
const redactRest = (text: string): string =>
  text.replace(/([A-Za-z][A-Za-z0-9+.-]*:\/\/)[\s\S]+/, '$1redacted');
