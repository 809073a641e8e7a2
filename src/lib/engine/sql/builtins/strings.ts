import type { Datum, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { combineBits, parseBits } from '../types/bit';
import { fromBase64, fromEscapes, fromHex, toBase64, toEscapes, toHex } from '../types/bytes-text';
import { castToText } from '../types/cast';
import { charCount, firstChars, isBasic, mapCase, offsetOfChar, utf8Length } from '../types/string-order';
import { trigrams, trigramSimilarity } from '../types/trigram';
import { encodeUtf8, requireUtf8 } from '../types/utf8';
import type { EvalContext } from './context';
import { formatText } from './format-function';
import { levenshtein, soundex, soundexDifference } from './fuzzy';
import { fn, group, scalar } from './overload';
import { parseIdentifiers, quoteIdentifier, quoteValue } from './quoting';

/** Functions on STRING, BYTES and VARBIT. */

type Bytes = Uint8Array;

/** Longest text that padding and repetition make (builtinconstants.MaxAllocatedStringSize). */
const MAX_LENGTH = 128 * 1024 * 1024;

/** @throws SqlError 54000 for a length nobody wants, 53200 for one the statement may not have */
function askForText(length: number, ctx: EvalContext): void {
  if (length > MAX_LENGTH) throw new SqlError('54000', 'requested length too large');
  ctx.memory(2 * length);
  ctx.budget(Math.ceil(length / 1024));
}

function invalid(message: string): SqlError {
  return new SqlError('22023', message);
}

// --- Pieces of texts. Positions count from 1 and may lie outside. ---

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

function substring(text: string, start: WideInt, length?: WideInt): string {
  return slice(text, charCount(text), start, length, 'substring', cutText);
}

function substringBits(bits: string, start: WideInt, length?: WideInt): string {
  return slice(bits, bits.length, start, length, 'bit subarray', cutBits);
}

function substringBytes(bytes: Bytes, start: WideInt, length?: WideInt): Bytes {
  return slice(bytes, bytes.length, start, length, 'byte subarray', cutBytes);
}

/** The first `n` characters, or all but the last `-n`. */
function leftOf(text: string, n: WideInt): string {
  const count = n >= 0 ? Number(n) : Math.max(0, charCount(text) + Number(n));
  return firstChars(text, count);
}

/** The last `n` characters, or all but the first `-n`. */
function rightOf(text: string, n: WideInt): string {
  const size = charCount(text);
  const skipped = n >= 0 ? Math.max(0, size - Number(n)) : Math.min(size, -Number(n));
  return text.slice(offsetOfChar(text, skipped));
}

/** @throws SqlError 22023 for a position before the text */
function overlay(text: string, other: string, position: WideInt, size: WideInt): string {
  if (position < 1) throw invalid(`non-positive substring length not allowed: ${position}`);
  const length = charCount(text);
  const start = Math.min(Number(position) - 1, length);
  const end = Math.max(0, Math.min(length, start + Number(size)));
  return cutText(text, 0, start) + other + cutText(text, end, length);
}

/** Position of the first character found, from 1; 0 when there is none. */
function positionOf(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  return at < 0 ? 0 : charCount(text.slice(0, at)) + 1;
}

function positionInBytes(bytes: Bytes, wanted: Bytes): number {
  for (let i = 0; i + wanted.length <= bytes.length; i++) {
    let k = 0;
    while (k < wanted.length && bytes[i + k] === wanted[k]) k++;
    if (k === wanted.length) return i + 1;
  }
  return 0;
}

// --- Changing texts. ---

/** Without the characters of a set at one or both ends. */
function trim(text: string, chars: string, ends: 'both' | 'left' | 'right'): string {
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
function trimSpace(text: string, ends: 'both' | 'left' | 'right'): string {
  let from = 0;
  let to = text.length;
  if (ends !== 'right') while (from < to && WHITESPACE.test(text[from])) from++;
  if (ends !== 'left') while (to > from && WHITESPACE.test(text[to - 1])) to--;
  return text.slice(from, to);
}

/** Filled up to a length on one side, or cut to it. */
function pad(text: string, length: WideInt, fill: string, left: boolean, ctx: EvalContext): string {
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

function repeat(text: string, count: WideInt, ctx: EvalContext): string {
  if (count <= 0 || text === '') return '';
  askForText(text.length * Number(count), ctx);
  return text.repeat(Number(count));
}

/** Every occurrence of `from`; an empty one stands between all characters (Go's ReplaceAll). */
function replaceAll(text: string, from: string, to: string, ctx: EvalContext): string {
  if (from === '') {
    askForText(text.length + (text.length + 1) * to.length, ctx);
    return to + [...text].map((char) => char + to).join('');
  }
  const parts = text.split(from);
  askForText(text.length + (parts.length - 1) * to.length, ctx);
  return parts.join(to);
}

/** Each character of `from` becomes the one at its place in `to`, or goes. */
function translate(text: string, from: string, to: string): string {
  const targets = [...to];
  const map = new Map<string, string>();
  [...from].forEach((char, i) => {
    if (!map.has(char)) map.set(char, targets[i] ?? '');
  });
  return [...text].map((char) => map.get(char) ?? char).join('');
}

/** Words begin with a capital; letters, digits and underscores make words. */
function capitalize(text: string): string {
  let inWord = false;
  let out = '';
  for (const char of mapCase(text, false)) {
    out += inWord ? char : mapCase(char, true);
    inWord = /[\p{L}\p{Nd}_]/u.test(char);
  }
  return out;
}

/** The part at an index from 1, or from the end where it is negative. @throws SqlError 22023 for index 0 */
function splitPart(text: string, separator: string, index: WideInt): string {
  if (index === 0) throw invalid('field position must not be zero');
  const parts = separator === '' ? [text] : text.split(separator);
  const at = Number(index);
  return parts[at > 0 ? at - 1 : parts.length + at] ?? '';
}

/** The text before the `count`th separator, or behind it counted from the end. */
function substringIndex(text: string, separator: string, count: WideInt): string {
  if (separator === '' || count === 0) return '';
  const parts = text.split(separator);
  const n = Number(count);
  return n > 0
    ? parts.slice(0, n).join(separator)
    : parts.slice(Math.max(0, parts.length + n)).join(separator);
}

/** @throws SqlError 22023 for what is no character's number */
function characterOf(code: WideInt): string {
  if (code < 0) throw invalid('input value must be >= 0');
  if (code > 0x10ffff) throw invalid('input value must be <= 1114111 (maximum Unicode code point)');
  const number = Number(code);
  return number >= 0xd800 && number <= 0xdfff ? '\ufffd' : String.fromCodePoint(number);
}

function codeOfFirst(text: string): number {
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
function unaccent(text: string): string {
  let out = '';
  for (const char of text) {
    out += PLAIN_LETTERS.get(char) ?? char.normalize('NFKD').replace(/[\p{Mn}\p{Me}]/gu, '');
  }
  return out;
}

const DIGIT_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function toEnglish(value: WideInt): string {
  const digits = String(value).replace('-', '');
  const words = Array.from(digits, (digit) => DIGIT_WORDS[Number(digit)]).join('-');
  return value < 0 ? `minus-${words}` : words;
}

// --- Bytes and their texts. ---

/** @throws SqlError 22023 */
function formatName(format: string, what: string): 'hex' | 'escape' | 'base64' {
  const name = format.toLowerCase();
  if (name === 'hex' || name === 'escape' || name === 'base64') return name;
  throw invalid(`only 'hex', 'escape', and 'base64' formats are supported for ${what}()`);
}

function encode(bytes: Bytes, format: string): string {
  switch (formatName(format, 'encode')) {
    case 'hex':
      return toHex(bytes);
    case 'escape':
      return toEscapes(bytes);
    default:
      return toBase64(bytes);
  }
}

function decode(text: string, format: string): Bytes {
  const name = formatName(format, 'decode');
  const bytes = name === 'hex' ? fromHex(text) : name === 'escape' ? fromEscapes(text) : fromBase64(text);
  if (!bytes) throw invalid(`illegal ${name} data`);
  return bytes;
}

/** Only these names mean UTF-8 and Latin 1. @throws SqlError 22023 */
function encodingName(encoding: string): 'utf8' | 'latin1' {
  const name = encoding.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (name === 'utf8' || name === 'unicode' || name === 'cp65001') return 'utf8';
  if (name === 'latin1' || name === 'iso88591' || name === 'cp28591') return 'latin1';
  throw invalid(`invalid source encoding name ${JSON.stringify(encoding.slice(0, 40))}`);
}

function convertFrom(bytes: Bytes, encoding: string): string {
  if (encodingName(encoding) === 'utf8') return requireUtf8(bytes);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function convertTo(text: string, encoding: string): Bytes {
  if (encodingName(encoding) === 'utf8') return encodeUtf8(text);
  return Uint8Array.from(text, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code > 255) throw new SqlError('22P05', 'character has no equivalent in encoding LATIN1');
    return code;
  });
}

/** @throws SqlError 2202E for an index outside `size` */
function indexIn(index: WideInt, size: number, what: string): number {
  if (index < 0 || index >= size) {
    throw new SqlError('2202E', `${what} index ${index} out of valid range (0..${size - 1})`);
  }
  return Number(index);
}

/** @throws SqlError 22023 for what is no bit */
function bitValue(bit: WideInt): number {
  if (bit !== 0 && bit !== 1) throw invalid('new bit must be 0 or 1.');
  return bit;
}

function setBit(bytes: Bytes, index: WideInt, bit: WideInt): Bytes {
  const value = bitValue(bit);
  const at = indexIn(index, bytes.length * 8, 'bit');
  const copy = bytes.slice();
  // Bits of a byte count from the lowest.
  copy[at >> 3] = value ? copy[at >> 3] | (1 << (at & 7)) : copy[at >> 3] & ~(1 << (at & 7));
  return copy;
}

function setBitOf(bits: string, index: WideInt, bit: WideInt): string {
  const value = bitValue(bit);
  const at = indexIn(index, bits.length, 'bit');
  return bits.slice(0, at) + String(value) + bits.slice(at + 1);
}

function setByte(bytes: Bytes, index: WideInt, value: WideInt): Bytes {
  const copy = bytes.slice();
  copy[indexIn(index, bytes.length, 'byte')] = Number(BigInt.asUintN(8, BigInt(value)));
  return copy;
}

/** Bit by bit on bits of any lengths; the shorter ones are filled up with zeros on the left. @throws SqlError 22P02 */
function bitmask(op: 'and' | 'or' | 'xor', left: string, right: string): string {
  const [a, b] = [parseBits(left), parseBits(right)];
  if (a === undefined || b === undefined) throw new SqlError('22P02', 'a bit mask consists of 0 and 1');
  const size = Math.max(a.length, b.length);
  return combineBits(MASK_OPERATORS[op], a.padStart(size, '0'), b.padStart(size, '0'));
}

const MASK_OPERATORS = { and: '&', or: '|', xor: '#' } as const;

const masks = (op: 'and' | 'or' | 'xor') => [
  scalar('(a: varbit, b: varbit) -> varbit', ([a, b]: [string, string]) => bitmask(op, a, b)),
  scalar('(a: string, b: string) -> varbit', ([a, b]: [string, string]) => bitmask(op, a, b)),
  scalar('(a: varbit, b: string) -> varbit', ([a, b]: [string, string]) => bitmask(op, a, b)),
  scalar('(a: string, b: varbit) -> varbit', ([a, b]: [string, string]) => bitmask(op, a, b))
];

const lengths = [
  scalar('(val: string) -> int', ([text]: [string]) => charCount(text)),
  scalar('(val: bytes) -> int', ([bytes]: [Bytes]) => bytes.length)
];

const substrings = [
  scalar('(input: string, start_pos: int) -> string', ([text, start]: [string, WideInt]) =>
    substring(text, start)
  ),
  scalar(
    '(input: string, start_pos: int, length: int) -> string',
    ([text, start, length]: [string, WideInt, WideInt]) => substring(text, start, length)
  ),
  scalar('(input: varbit, start_pos: int) -> varbit', ([bits, start]: [string, WideInt]) =>
    substringBits(bits, start)
  ),
  scalar(
    '(input: varbit, start_pos: int, length: int) -> varbit',
    ([bits, start, length]: [string, WideInt, WideInt]) => substringBits(bits, start, length)
  ),
  scalar('(input: bytes, start_pos: int) -> bytes', ([bytes, start]: [Bytes, WideInt]) =>
    substringBytes(bytes, start)
  ),
  scalar(
    '(input: bytes, start_pos: int, length: int) -> bytes',
    ([bytes, start, length]: [Bytes, WideInt, WideInt]) => substringBytes(bytes, start, length)
  )
];

/** The texts of arguments of any type, NULLs left out. */
function textsOf(
  args: readonly Datum[],
  ctx: EvalContext,
  types: Parameters<typeof castToText>[1][]
): string[] {
  const texts: string[] = [];
  args.forEach((arg, i) => {
    if (arg !== null) texts.push(castToText(arg, types[i], ctx.format));
  });
  return texts;
}

/** A distance, or the next one above the limit. */
function atMost(distance: number, limit: WideInt): WideInt {
  return limit >= 0 && distance > limit ? Number(limit) + 1 : distance;
}

const variadicText = { nullable: true, volatility: 'immutable' } as const;

export const STRINGS = group('String and byte', [
  fn('length', 'How many characters a text has, or bytes, or bits.', [
    ...lengths,
    scalar('(val: varbit) -> int', ([bits]: [string]) => bits.length)
  ]),
  fn(['char_length', 'character_length'], 'How many characters a text has, or bytes.', lengths),
  fn('octet_length', 'How many bytes a value takes.', [
    scalar('(val: string) -> int', ([text]: [string]) => utf8Length(text)),
    scalar('(val: bytes) -> int', ([bytes]: [Bytes]) => bytes.length),
    scalar('(val: varbit) -> int', ([bits]: [string]) => Math.ceil(bits.length / 8))
  ]),
  fn('bit_length', 'How many bits a value takes.', [
    scalar('(val: string) -> int', ([text]: [string]) => utf8Length(text) * 8),
    scalar('(val: bytes) -> int', ([bytes]: [Bytes]) => bytes.length * 8),
    scalar('(val: varbit) -> int', ([bits]: [string]) => bits.length)
  ]),
  fn('lower', 'The text in small letters.', [
    scalar('(val: string) -> string', ([text]: [string]) => mapCase(text, false))
  ]),
  fn('upper', 'The text in capitals.', [
    scalar('(val: string) -> string', ([text]: [string]) => mapCase(text, true))
  ]),
  fn('initcap', 'The text with a capital at the beginning of every word.', [
    scalar('(val: string) -> string', ([text]: [string]) => capitalize(text))
  ]),
  fn('unaccent', 'The text without accents.', [
    scalar('(val: string) -> string', ([text]: [string]) => unaccent(text))
  ]),
  fn('reverse', 'The characters from last to first.', [
    scalar('(val: string) -> string', ([text]: [string]) => [...text].reverse().join(''))
  ]),
  fn('ascii', 'The number of the first character.', [
    scalar('(val: string) -> int', ([text]: [string]) => codeOfFirst(text))
  ]),
  fn('chr', 'The character of a number.', [
    scalar('(val: int) -> string', ([code]: [WideInt]) => characterOf(code))
  ]),
  fn('concat', 'Its arguments one after another, NULLs left out.', [
    scalar(
      '(args: any...) -> string',
      (args: readonly Datum[], ctx, types) => {
        const texts = textsOf(args, ctx, [...types]);
        askForText(
          texts.reduce((sum, text) => sum + text.length, 0),
          ctx
        );
        return texts.join('');
      },
      variadicText
    )
  ]),
  fn('concat_ws', 'Its arguments with the first one between them, NULLs left out.', [
    scalar(
      '(separator: string, args: any...) -> string',
      (args: readonly Datum[], ctx, types) => {
        const [separator] = args;
        if (separator === null) return null;
        const texts = textsOf(args.slice(1), ctx, types.slice(1));
        askForText(
          texts.reduce((sum, text) => sum + text.length + (separator as string).length, 0),
          ctx
        );
        return texts.join(separator as string);
      },
      variadicText
    )
  ]),
  fn('repeat', 'A text so many times.', [
    scalar('(input: string, repeat_counter: int) -> string', ([text, count]: [string, WideInt], ctx) =>
      repeat(text, count, ctx)
    )
  ]),
  fn('replace', 'The text with every occurrence of one text replaced by another.', [
    scalar(
      '(input: string, find: string, replace: string) -> string',
      ([text, from, to]: [string, string, string], ctx) => replaceAll(text, from, to, ctx)
    )
  ]),
  fn('translate', 'The text with characters replaced one by one.', [
    scalar(
      '(input: string, find: string, replace: string) -> string',
      ([text, from, to]: [string, string, string]) => translate(text, from, to)
    )
  ]),
  fn('overlay', 'The text with a part of it replaced.', [
    scalar(
      '(input: string, overlay_val: string, start_pos: int) -> string',
      ([text, other, at]: [string, string, WideInt]) => overlay(text, other, at, charCount(other))
    ),
    scalar(
      '(input: string, overlay_val: string, start_pos: int, end_pos: int) -> string',
      ([text, other, at, size]: [string, string, WideInt, WideInt]) => overlay(text, other, at, size)
    )
  ]),
  fn(['substr', 'substring'], 'A part of a text, counted from 1.', substrings),
  fn('substring_index', 'The text up to a separator that is counted from one of its ends.', [
    scalar(
      '(input: string, delim: string, count: int) -> string',
      ([text, separator, count]: [string, string, WideInt]) => substringIndex(text, separator, count)
    )
  ]),
  fn('left', 'The first characters of a text.', [
    scalar('(input: string, return_set: int) -> string', ([text, n]: [string, WideInt]) => leftOf(text, n)),
    scalar('(input: bytes, return_set: int) -> bytes', ([bytes, n]: [Bytes, WideInt]) =>
      bytes.slice(0, n >= 0 ? Number(n) : Math.max(0, bytes.length + Number(n)))
    )
  ]),
  fn('right', 'The last characters of a text.', [
    scalar('(input: string, return_set: int) -> string', ([text, n]: [string, WideInt]) => rightOf(text, n)),
    scalar('(input: bytes, return_set: int) -> bytes', ([bytes, n]: [Bytes, WideInt]) =>
      bytes.slice(n >= 0 ? Math.max(0, bytes.length - Number(n)) : -Number(n))
    )
  ]),
  fn('lpad', 'The text filled up on the left.', [
    scalar('(string: string, length: int) -> string', ([text, length]: [string, WideInt], ctx) =>
      pad(text, length, ' ', true, ctx)
    ),
    scalar(
      '(string: string, length: int, fill: string) -> string',
      ([text, length, fill]: [string, WideInt, string], ctx) => pad(text, length, fill, true, ctx)
    )
  ]),
  fn('rpad', 'The text filled up on the right.', [
    scalar('(string: string, length: int) -> string', ([text, length]: [string, WideInt], ctx) =>
      pad(text, length, ' ', false, ctx)
    ),
    scalar(
      '(string: string, length: int, fill: string) -> string',
      ([text, length, fill]: [string, WideInt, string], ctx) => pad(text, length, fill, false, ctx)
    )
  ]),
  fn('btrim', 'The text without spaces, or given characters, at both ends.', [
    scalar('(input: string, trim_chars: string) -> string', ([text, chars]: [string, string]) =>
      trim(text, chars, 'both')
    ),
    scalar('(val: string) -> string', ([text]: [string]) => trimSpace(text, 'both'))
  ]),
  fn('ltrim', 'The text without spaces, or given characters, at its beginning.', [
    scalar('(input: string, trim_chars: string) -> string', ([text, chars]: [string, string]) =>
      trim(text, chars, 'left')
    ),
    scalar('(val: string) -> string', ([text]: [string]) => trimSpace(text, 'left'))
  ]),
  fn('rtrim', 'The text without spaces, or given characters, at its end.', [
    scalar('(input: string, trim_chars: string) -> string', ([text, chars]: [string, string]) =>
      trim(text, chars, 'right')
    ),
    scalar('(val: string) -> string', ([text]: [string]) => trimSpace(text, 'right'))
  ]),
  fn('strpos', 'Where a text stands in another, from 1; 0 when it does not.', [
    scalar('(input: string, find: string) -> int', ([text, wanted]: [string, string]) =>
      positionOf(text, wanted)
    ),
    scalar(
      '(input: varbit, find: varbit) -> int',
      ([bits, wanted]: [string, string]) => bits.indexOf(wanted) + 1
    ),
    scalar('(input: bytes, find: bytes) -> int', ([bytes, wanted]: [Bytes, Bytes]) =>
      positionInBytes(bytes, wanted)
    )
  ]),
  fn('split_part', 'One of the parts between separators, from 1.', [
    scalar(
      '(input: string, delimiter: string, return_index_pos: int) -> string',
      ([text, separator, n]: [string, string, WideInt]) => splitPart(text, separator, n)
    )
  ]),
  fn('to_english', 'The digits of a number as words.', [
    scalar('(val: int) -> string', ([value]: [WideInt]) => toEnglish(value))
  ]),
  fn('to_hex', 'A value in hexadecimal digits.', [
    scalar('(val: int) -> string', ([value]: [WideInt]) => BigInt.asUintN(64, BigInt(value)).toString(16)),
    scalar('(val: bytes) -> string', ([bytes]: [Bytes]) => toHex(bytes)),
    scalar('(val: string) -> string', ([text]: [string]) => toHex(encodeUtf8(text)))
  ]),
  fn('encode', 'Bytes as text in hex, escape or base64 form.', [
    scalar('(data: bytes, format: string) -> string', ([bytes, format]: [Bytes, string]) =>
      encode(bytes, format)
    )
  ]),
  fn('decode', 'Bytes from text in hex, escape or base64 form.', [
    scalar('(text: string, format: string) -> bytes', ([text, format]: [string, string]) =>
      decode(text, format)
    )
  ]),
  fn('convert_from', 'Bytes of an encoding as text.', [
    scalar('(str: bytes, enc: string) -> string', ([bytes, encoding]: [Bytes, string]) =>
      convertFrom(bytes, encoding)
    )
  ]),
  fn('convert_to', 'A text in the bytes of an encoding.', [
    scalar('(str: string, enc: string) -> bytes', ([text, encoding]: [string, string]) =>
      convertTo(text, encoding)
    )
  ]),
  fn('get_bit', 'A bit by its number.', [
    scalar('(bit_string: varbit, index: int) -> int', ([bits, index]: [string, WideInt]) =>
      Number(bits[indexIn(index, bits.length, 'bit')])
    ),
    scalar('(byte_string: bytes, index: int) -> int', ([bytes, index]: [Bytes, WideInt]) => {
      const at = indexIn(index, bytes.length * 8, 'bit');
      return (bytes[at >> 3] >> (at & 7)) & 1;
    })
  ]),
  fn('set_bit', 'The value with one bit changed.', [
    scalar(
      '(bit_string: varbit, index: int, to_set: int) -> varbit',
      ([bits, index, bit]: [string, WideInt, WideInt]) => setBitOf(bits, index, bit)
    ),
    scalar(
      '(byte_string: bytes, index: int, to_set: int) -> bytes',
      ([bytes, index, bit]: [Bytes, WideInt, WideInt]) => setBit(bytes, index, bit)
    )
  ]),
  fn('get_byte', 'A byte by its number.', [
    scalar(
      '(byte_string: bytes, index: int) -> int',
      ([bytes, index]: [Bytes, WideInt]) => bytes[indexIn(index, bytes.length, 'byte')]
    )
  ]),
  fn('set_byte', 'The value with one byte changed.', [
    scalar(
      '(byte_string: bytes, index: int, to_set: int) -> bytes',
      ([bytes, index, value]: [Bytes, WideInt, WideInt]) => setByte(bytes, index, value)
    )
  ]),
  fn('bit_count', 'How many bits are set.', [
    scalar(
      '(val: bytes) -> int',
      ([bytes]: [Bytes]) =>
        toHex(bytes)
          .replace(/./g, (digit) => parseInt(digit, 16).toString(2))
          .replaceAll('0', '').length
    ),
    scalar('(val: varbit) -> int', ([bits]: [string]) => bits.replaceAll('0', '').length)
  ]),
  fn('bitmask_and', 'Bits that two masks share.', masks('and')),
  fn('bitmask_or', 'Bits that one of two masks has.', masks('or')),
  fn('bitmask_xor', 'Bits that just one of two masks has.', masks('xor')),
  fn('quote_ident', 'A name as SQL writes it, in quotes where it needs them.', [
    scalar('(val: string) -> string', ([text]: [string]) => quoteIdentifier(text))
  ]),
  fn('quote_literal', 'A value as a constant of SQL.', [
    scalar('(val: string) -> string', ([text]: [string]) => quoteValue(text), { preferred: true }),
    scalar(
      '(val: any) -> string',
      ([value]: [Datum], ctx, [type]) => quoteValue(castToText(value, type, ctx.format)),
      { volatility: 'stable' }
    )
  ]),
  fn('quote_nullable', 'A value as a constant of SQL, NULL as NULL.', [
    scalar(
      '(val: string) -> string',
      ([text]: [string | null]) => (text === null ? 'NULL' : quoteValue(text)),
      {
        nullable: true,
        preferred: true
      }
    ),
    scalar(
      '(val: any) -> string',
      ([value]: [Datum], ctx, [type]) =>
        value === null ? 'NULL' : quoteValue(castToText(value, type, ctx.format)),
      { nullable: true, volatility: 'stable' }
    )
  ]),
  fn('parse_ident', 'The parts of a qualified name.', [
    scalar('(qualified_identifier: string) -> string[]', ([text]: [string]) => parseIdentifiers(text, true)),
    scalar('(qualified_identifier: string, strict: bool) -> string[]', ([text, strict]: [string, boolean]) =>
      parseIdentifiers(text, strict)
    )
  ]),
  fn('format', 'A text with arguments put in for %s, %I and %L.', [
    scalar(
      '(format: string, args: any...) -> string',
      (args: readonly Datum[], ctx, types) =>
        args[0] === null ? null : formatText(args[0] as string, args.slice(1), types.slice(1), ctx),
      { nullable: true, volatility: 'stable' }
    )
  ]),
  fn('levenshtein', 'How many edits lead from one text to another.', [
    scalar('(source: string, target: string) -> int', ([a, b]: [string, string], ctx) =>
      levenshtein(a, b, [1, 1, 1], ctx)
    ),
    scalar(
      '(source: string, target: string, ins_cost: int, del_cost: int, sub_cost: int) -> int',
      ([a, b, ins, del, sub]: [string, string, WideInt, WideInt, WideInt], ctx) =>
        levenshtein(a, b, [Number(ins), Number(del), Number(sub)], ctx)
    )
  ]),
  fn('levenshtein_less_equal', 'How many edits lead from one text to another, or more than a limit.', [
    scalar(
      '(source: string, target: string, max_d: int) -> int',
      ([a, b, most]: [string, string, WideInt], ctx) => atMost(levenshtein(a, b, [1, 1, 1], ctx), most)
    ),
    scalar(
      '(source: string, target: string, ins_cost: int, del_cost: int, sub_cost: int, max_d: int) -> int',
      ([a, b, ins, del, sub, most]: [string, string, WideInt, WideInt, WideInt, WideInt], ctx) =>
        atMost(levenshtein(a, b, [Number(ins), Number(del), Number(sub)], ctx), most)
    )
  ]),
  fn('soundex', 'The code of how a name sounds in English.', [
    scalar('(source: string) -> string', ([text]: [string]) => soundex(text))
  ]),
  fn('difference', 'How many letters of two Soundex codes agree.', [
    scalar('(source: string, target: string) -> int', ([a, b]: [string, string]) => soundexDifference(a, b))
  ]),
  fn('similarity', 'How much two texts resemble each other by trigrams, 0 to 1.', [
    scalar('(left: string, right: string) -> float', ([a, b]: [string, string]) => trigramSimilarity(a, b))
  ]),
  fn('show_trgm', 'The trigrams of a text.', [
    scalar('(input: string) -> string[]', ([text]: [string]) => trigrams(text))
  ])
]);
