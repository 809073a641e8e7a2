import type { WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { charCount, firstChars, isBasic, mapCase, offsetOfChar } from '../types/string-order';
import type { EvalContext } from './context';

/** Pieces of texts, whose positions count from 1 and may lie outside, and texts made of others. */

type Bytes = Uint8Array;

/** Longest text that padding and repetition make (builtinconstants.MaxAllocatedStringSize). */
const MAX_LENGTH = 128 * 1024 * 1024;

/** @throws SqlError 54000 for a length nobody wants, 53200 for one the statement may not have */
export function askForText(length: number, ctx: EvalContext): void {
  if (length > MAX_LENGTH) throw new SqlError('54000', 'requested length too large');
  ctx.memory(2 * length);
  ctx.budget(Math.ceil(length / 1024));
}

/** What a function says of an argument that it cannot take: 22023. */
export function invalid(message: string): SqlError {
  return new SqlError('22023', message);
}

/** The part from `start` on, `length` long; both may reach over the ends. */
function slice<V extends string | Bytes>(
  value: V,
  size: number,
  start: WideInt,
  length: WideInt | undefined,
  what: string,
  cut: (value: V, from: number, to: number) => V
): V {
  if (length !== undefined && length < 0) throw invalid(`negative ${what} length ${length} not allowed`);
  const first = Number(start) - 1;
  const end = length === undefined ? size : Math.min(first + Number(length), size);
  const from = Math.max(first, 0);
  return cut(value, from, Math.max(from, end));
}

function cutText(text: string, from: number, to: number): string {
  if (isBasic(text)) return text.slice(from, to);
  const start = offsetOfChar(text, from);
  return text.slice(start, start + offsetOfChar(text.slice(start), to - from));
}

const cutBits = (bits: string, from: number, to: number) => bits.slice(from, to);
const cutBytes = (bytes: Bytes, from: number, to: number) => bytes.slice(from, to);

/** A part of a text, counted in characters from 1. @throws SqlError 22023 for a negative length */
export function substring(text: string, start: WideInt, length?: WideInt): string {
  return slice(text, charCount(text), start, length, 'substring', cutText);
}

/** The same of bits. @throws SqlError 22023 */
export function substringBits(bits: string, start: WideInt, length?: WideInt): string {
  return slice(bits, bits.length, start, length, 'bit subarray', cutBits);
}

/** The same of bytes. @throws SqlError 22023 */
export function substringBytes(bytes: Bytes, start: WideInt, length?: WideInt): Bytes {
  return slice(bytes, bytes.length, start, length, 'byte subarray', cutBytes);
}

/** The first `n` characters, or all but the last `-n`. */
export function leftOf(text: string, n: WideInt): string {
  const count = n >= 0 ? Number(n) : Math.max(0, charCount(text) + Number(n));
  return firstChars(text, count);
}

/** The last `n` characters, or all but the first `-n`. */
export function rightOf(text: string, n: WideInt): string {
  const size = charCount(text);
  const skipped = n >= 0 ? Math.max(0, size - Number(n)) : Math.min(size, -Number(n));
  return text.slice(offsetOfChar(text, skipped));
}

/** @throws SqlError 22023 for a position before the text */
export function overlay(text: string, other: string, position: WideInt, size: WideInt): string {
  if (position < 1) throw invalid(`non-positive substring length not allowed: ${position}`);
  const length = charCount(text);
  const start = Math.min(Number(position) - 1, length);
  const end = Math.max(0, Math.min(length, start + Number(size)));
  return cutText(text, 0, start) + other + cutText(text, end, length);
}

/** Position of the first character found, from 1; 0 when there is none. */
export function positionOf(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  return at < 0 ? 0 : charCount(text.slice(0, at)) + 1;
}

/** Where bytes stand in others, from 1; 0 where they do not. */
export function positionInBytes(bytes: Bytes, wanted: Bytes): number {
  for (let i = 0; i + wanted.length <= bytes.length; i++) {
    let k = 0;
    while (k < wanted.length && bytes[i + k] === wanted[k]) k++;
    if (k === wanted.length) return i + 1;
  }
  return 0;
}

// --- Changing texts. ---

/** Without the characters of a set at one or both ends. */
export function trim(text: string, chars: string, ends: 'both' | 'left' | 'right'): string {
  const set = new Set(chars);
  const all = [...text];
  let from = 0;
  let to = all.length;
  if (ends !== 'right') while (from < to && set.has(all[from])) from++;
  if (ends !== 'left') while (to > from && set.has(all[to - 1])) to--;
  return all.slice(from, to).join('');
}

const WHITESPACE = / |\n|\t|\r|\v|\f|\u0085|\u00a0|\u1680|[\u2000-\u200a]|\u2028|\u2029|\u202f|\u205f|\u3000/;

/** Without the spaces at its ends, of which there are many kinds (Go's TrimSpace). */
export function trimSpace(text: string, ends: 'both' | 'left' | 'right'): string {
  let from = 0;
  let to = text.length;
  if (ends !== 'right') while (from < to && WHITESPACE.test(text[from])) from++;
  if (ends !== 'left') while (to > from && WHITESPACE.test(text[to - 1])) to--;
  return text.slice(from, to);
}

/** Filled up to a length on one side, or cut to it. */
export function pad(text: string, length: WideInt, fill: string, left: boolean, ctx: EvalContext): string {
  const wanted = Number(length);
  if (wanted <= 0) return '';
  askForText(wanted, ctx);
  const missing = wanted - charCount(text);
  if (missing <= 0) return firstChars(text, wanted);
  if (fill === '') return text;
  const copies = fill.repeat(Math.ceil(missing / charCount(fill)));
  const padding = firstChars(copies, missing);
  return left ? padding + text : text + padding;
}

/** A text so many times. @throws SqlError 54000 for one that is too long */
export function repeat(text: string, count: WideInt, ctx: EvalContext): string {
  if (count <= 0 || text === '') return '';
  askForText(text.length * Number(count), ctx);
  return text.repeat(Number(count));
}

/** Every occurrence of `from`; an empty one stands between all characters (Go's ReplaceAll). */
export function replaceAll(text: string, from: string, to: string, ctx: EvalContext): string {
  if (from === '') {
    askForText(text.length + (text.length + 1) * to.length, ctx);
    return to + [...text].map((char) => char + to).join('');
  }
  const parts = text.split(from);
  askForText(text.length + (parts.length - 1) * to.length, ctx);
  return parts.join(to);
}

/** Each character of `from` becomes the one at its place in `to`, or goes. */
export function translate(text: string, from: string, to: string): string {
  const targets = [...to];
  const map = new Map<string, string>();
  [...from].forEach((char, i) => {
    if (!map.has(char)) map.set(char, targets[i] ?? '');
  });
  return [...text].map((char) => map.get(char) ?? char).join('');
}

/** Words begin with a capital; letters, digits and underscores make words. */
export function capitalize(text: string): string {
  let inWord = false;
  let out = '';
  for (const char of mapCase(text, false)) {
    out += inWord ? char : mapCase(char, true);
    inWord = /[\p{L}\p{Nd}_]/u.test(char);
  }
  return out;
}

/** The part at an index from 1, or from the end where it is negative. @throws SqlError 22023 for index 0 */
export function splitPart(text: string, separator: string, index: WideInt): string {
  if (index === 0) throw invalid('field position must not be zero');
  const parts = separator === '' ? [text] : text.split(separator);
  const at = Number(index);
  return parts[at > 0 ? at - 1 : parts.length + at] ?? '';
}

/** The text before the `count`th separator, or behind it counted from the end. */
export function substringIndex(text: string, separator: string, count: WideInt): string {
  if (separator === '' || count === 0) return '';
  const parts = text.split(separator);
  const n = Number(count);
  return n > 0
    ? parts.slice(0, n).join(separator)
    : parts.slice(Math.max(0, parts.length + n)).join(separator);
}

/** @throws SqlError 22023 for what is no character's number */
export function characterOf(code: WideInt): string {
  if (code < 0) throw invalid('input value must be >= 0');
  if (code > 0x10ffff) throw invalid('input value must be <= 1114111 (maximum Unicode code point)');
  const number = Number(code);
  return number >= 0xd800 && number <= 0xdfff ? '\ufffd' : String.fromCodePoint(number);
}

/** The number of the first character. @throws SqlError 22023 for an empty text */
export function codeOfFirst(text: string): number {
  const code = text.codePointAt(0);
  if (code === undefined) throw invalid('the input string must not be empty');
  return code;
}

/** Letters that no decomposition takes apart. */
const PLAIN_LETTERS: ReadonlyMap<string, string> = new Map([
  ['ł', 'l'],
  ['Ł', 'L'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ħ', 'h'],
  ['Ħ', 'H'],
  ['ı', 'i'],
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['þ', 'th'],
  ['Þ', 'TH'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['\u00ad', '-']
]);

/** Without accents: each character's base letters. */
export function unaccent(text: string): string {
  let out = '';
  for (const char of text) {
    out += PLAIN_LETTERS.get(char) ?? char.normalize('NFKD').replace(/[\p{Mn}\p{Me}]/gu, '');
  }
  return out;
}

const DIGIT_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** The digits of a number as words, with dashes between. */
export function toEnglish(value: WideInt): string {
  const digits = String(value).replace('-', '');
  const words = Array.from(digits, (digit) => DIGIT_WORDS[Number(digit)]).join('-');
  return value < 0 ? `minus-${words}` : words;
}
