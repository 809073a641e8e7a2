import type { WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { combineBits, parseBits } from '../types/bit';
import { fromBase64, fromEscapes, fromHex, toBase64, toEscapes, toHex } from '../types/bytes-text';
import { encodeUtf8, requireUtf8 } from '../types/utf8';
import { scalar } from './overload';
import { invalid } from './text-parts';

/** Bytes and bits: their texts, and single ones of them. */

type Bytes = Uint8Array;

/** @throws SqlError 22023 */
function formatName(format: string, what: string): 'hex' | 'escape' | 'base64' {
  const name = format.toLowerCase();
  if (name === 'hex' || name === 'escape' || name === 'base64') return name;
  throw invalid(`only 'hex', 'escape', and 'base64' formats are supported for ${what}()`);
}

/** Bytes as text in a form that is named. @throws SqlError 22023 for another */
export function encode(bytes: Bytes, format: string): string {
  switch (formatName(format, 'encode')) {
    case 'hex':
      return toHex(bytes);
    case 'escape':
      return toEscapes(bytes);
    default:
      return toBase64(bytes);
  }
}

/** Bytes from such a text. @throws SqlError 22023 */
export function decode(text: string, format: string): Bytes {
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

/** Bytes of an encoding as text. @throws SqlError 22023, 22021 */
export function convertFrom(bytes: Bytes, encoding: string): string {
  if (encodingName(encoding) === 'utf8') return requireUtf8(bytes);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** A text in the bytes of an encoding. @throws SqlError 22023, 22021 for a character that it has not */
export function convertTo(text: string, encoding: string): Bytes {
  if (encodingName(encoding) === 'utf8') return encodeUtf8(text);
  return Uint8Array.from(text, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code > 255) throw new SqlError('22P05', 'character has no equivalent in encoding LATIN1');
    return code;
  });
}

/** @throws SqlError 2202E for an index outside `size` */
export function indexIn(index: WideInt, size: number, what: string): number {
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

/** The bytes with one bit changed, counted from the highest of the first. @throws SqlError 2202E, 22023 */
export function setBit(bytes: Bytes, index: WideInt, bit: WideInt): Bytes {
  const value = bitValue(bit);
  const at = indexIn(index, bytes.length * 8, 'bit');
  const copy = bytes.slice();
  // Bits of a byte count from the lowest.
  copy[at >> 3] = value ? copy[at >> 3] | (1 << (at & 7)) : copy[at >> 3] & ~(1 << (at & 7));
  return copy;
}

/** The bits with one of them changed. @throws SqlError 2202E, 22023 */
export function setBitOf(bits: string, index: WideInt, bit: WideInt): string {
  const value = bitValue(bit);
  const at = indexIn(index, bits.length, 'bit');
  return bits.slice(0, at) + String(value) + bits.slice(at + 1);
}

/** The bytes with one of them changed. @throws SqlError 2202E */
export function setByte(bytes: Bytes, index: WideInt, value: WideInt): Bytes {
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

/** The overloads of a bitmask function. */
export const masks = (op: 'and' | 'or' | 'xor') => [
  scalar('(a: varbit, b: varbit) -> varbit', ([a, b]: [string, string]) => bitmask(op, a, b)),
  scalar('(a: string, b: string) -> varbit', ([a, b]: [string, string]) => bitmask(op, a, b)),
  scalar('(a: varbit, b: string) -> varbit', ([a, b]: [string, string]) => bitmask(op, a, b)),
  scalar('(a: string, b: varbit) -> varbit', ([a, b]: [string, string]) => bitmask(op, a, b))
];
