import { SqlError } from '../../base/errors';

/** The text of arrays (`{1,NULL,"a b"}`) and of tuples (`(1,"a b")`) as lists of texts; what these mean is the caller's. */

/** One element; null for NULL. */
export type ListItem = string | null;

/** Space as these texts have it: ASCII's. */
const SPACE = /[ \t\n\v\f\r]/;
const TRIM = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g;

function malformed(reason: string): SqlError {
  return new SqlError('22P02', reason);
}

/** Splits the text of an array. @throws SqlError 22P02, 0A000 for arrays inside */
export function splitArray(text: string): ListItem[] {
  const items: ListItem[] = [];
  let at = skipSpace(text, 0);
  if (text[at] !== '{') throw malformed('array must be enclosed in { and }');
  at = skipSpace(text, at + 1);
  if (text[at] === '}') return ended(text, at, items);
  for (;;) {
    const item = readItem(text, at);
    items.push(item.value);
    at = skipSpace(text, item.end);
    const c = text[at];
    if (c === '}') return ended(text, at, items);
    if (c !== ',')
      throw c === undefined ? malformed('array must be enclosed in { and }') : malformed('malformed array');
    at = skipSpace(text, at + 1);
  }
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && SPACE.test(text[at])) at++;
  return at;
}

function ended(text: string, at: number, items: ListItem[]): ListItem[] {
  if (skipSpace(text, at + 1) < text.length) throw malformed('extra text after closing right brace');
  return items;
}

/** Runs of ordinary characters, and backslashes with what they protect. */
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y;
const BARE = /(?:[^"\\{},]|\\[\s\S])+/y;

function readItem(text: string, at: number): { value: ListItem; end: number } {
  if (text[at] === '{') throw new SqlError('0A000', 'nested arrays are not supported');
  const quoted = text[at] === '"';
  const pattern = quoted ? QUOTED : BARE;
  pattern.lastIndex = at;
  const m = pattern.exec(text);
  if (!m) throw malformed('malformed array');
  if (quoted) return { value: unescape(m[1]), end: pattern.lastIndex };
  const value = unescape(m[0].replace(TRIM, ''));
  return { value: /^null$/i.test(value) ? null : value, end: pattern.lastIndex };
}

function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\s\S])/g, '$1') : text;
}

/** Splits the text of a tuple: an element with nothing in it is NULL. @throws SqlError 22P02 */
export function splitTuple(text: string): ListItem[] {
  let at = skipSpace(text, 0);
  if (text[at] !== '(') throw malformed('record must be enclosed in ( and )');
  at++;
  const items: ListItem[] = [];
  let item = '';
  let wasQuoted = false;
  let inQuotes = false;
  for (; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') {
      item += text[++at] ?? '';
    } else if (c === '"') {
      if (inQuotes && text[at + 1] === '"') {
        item += '"';
        at++;
      } else {
        inQuotes = !inQuotes;
        wasQuoted = true;
      }
    } else if (!inQuotes && (c === ',' || c === ')')) {
      items.push(item === '' && !wasQuoted ? null : item);
      item = '';
      wasQuoted = false;
      if (c === ')') {
        if (skipSpace(text, at + 1) < text.length) throw malformed('extra text after closing right paren');
        return items;
      }
    } else if (!inQuotes && c === '(') throw malformed('malformed record literal');
    else item += c;
  }
  throw malformed('malformed record literal');
}

const ARRAY_QUOTED = /[ \t\v\f\r\n{},"\\]|^$|^null$/i;
const TUPLE_QUOTED = /[ \t\v\f\r\n(),"\\]|^$/;

/** Marks are doubled with every level of nesting: no statement may have what comes of forty of them. */
const LONGEST_QUOTED = 2 * 1024 * 1024;

/** An element of an array, in quotes where it needs them. @throws SqlError 53200 for one that has become too long */
export function arrayItem(text: string): string {
  return ARRAY_QUOTED.test(text) ? `"${withMarks(allowed(text), '\\"')}"` : text;
}

/** An element of a tuple: quotes and backslashes are doubled. @throws SqlError 53200 for one that has become too long */
export function tupleItem(text: string): string {
  return TUPLE_QUOTED.test(text) ? `"${withMarks(allowed(text), '""')}"` : text;
}

/** The text with backslashes doubled and another mark for each quote. Where most of it is marks, a pattern would take six times as long. */
const withMarks = (text: string, quote: string): string =>
  text.split('\\').join('\\\\').split('"').join(quote);

function allowed(text: string): string {
  if (text.length <= LONGEST_QUOTED) return text;
  throw new SqlError('53200', 'memory budget exceeded: the text of a nested value is too long', {
    hint: 'select the parts of the value'
  });
}
