import type { WideInt } from '../../base/datum';
import { normalizeInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { BitType } from './type';
import { typeName } from './type-name';

/** BIT and VARBIT: strings of `0` and `1`. */

/** Reads bits: `101`, `b101`, or four a digit behind an `x`; undefined for other text. */
export function parseBits(text: string): string | undefined {
  if (/^[01]*$/.test(text)) return text;
  if (/^[bB][01]*$/.test(text)) return text.slice(1);
  if (!/^[xX][0-9a-fA-F]*$/.test(text)) return undefined;
  return Array.from(text.slice(1), (digit) => parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
}

/** The error for a text that `parseBits` does not read. */
export function notBits(text: string): SqlError {
  const isHex = /^[xX]/.test(text);
  const bad = (isHex ? /[^0-9a-fA-F]/u : /[^01]/u).exec(text.replace(/^[bBxX]/, ''))?.[0] ?? text.slice(0, 1);
  return new SqlError(
    '22P02',
    `could not parse string as bit array: "${bad}" is not a valid ${isHex ? 'hexadecimal' : 'binary'} digit`
  );
}

/** Cut off or filled with zeros on the right: an explicit cast to BIT(n); VARBIT(n) only cuts. */
export function castBits(bits: string, type: BitType): string {
  if (type.width === undefined) return bits;
  return type.varying ? bits.slice(0, type.width) : bits.slice(0, type.width).padEnd(type.width, '0');
}

/** Bits as a column takes them. @throws SqlError 22026 for another length than BIT's, 22001 for more than VARBIT's */
export function checkBits(bits: string, type: BitType): string {
  if (type.width === undefined) return bits;
  if (type.varying) {
    if (bits.length <= type.width) return bits;
    throw new SqlError('22001', `bit string length ${bits.length} too large for type ${typeName(type)}`);
  }
  if (bits.length === type.width) return bits;
  throw new SqlError('22026', `bit string length ${bits.length} does not match type ${typeName(type)}`);
}

/** An integer's lowest bits in two's complement, sign bits on the left where there are more than 64. */
export function bitsFromInt(value: WideInt, width: number): string {
  const size = width || 64;
  const low = BigInt.asUintN(64, BigInt(value)).toString(2).padStart(64, '0');
  if (size <= 64) return low.slice(64 - size);
  return low.padStart(size, value < 0 ? '1' : '0');
}

/** The lowest 64 bits (or `width` of them, sign extended) as an integer. */
export function intFromBits(bits: string, width: number): WideInt {
  const size = Math.min(width || 64, 64);
  const low = bits.slice(-size);
  const value = low === '' ? 0n : BigInt(`0b${low}`);
  return normalizeInt(BigInt.asIntN(size, value));
}

/** Bit by bit. @throws SqlError 22026 when the lengths differ */
export function combineBits(op: '&' | '|' | '#', a: string, b: string): string {
  if (a.length !== b.length) {
    const name = op === '&' ? 'AND' : op === '|' ? 'OR' : 'XOR';
    throw new SqlError('22026', `cannot ${name} bit strings of different sizes`);
  }
  let out = '';
  for (let i = 0; i < a.length; i++) {
    const x = a[i] === '1';
    const y = b[i] === '1';
    out += (op === '&' ? x && y : op === '|' ? x || y : x !== y) ? '1' : '0';
  }
  return out;
}

export function complementBits(bits: string): string {
  return bits.replace(/[01]/g, (bit) => (bit === '0' ? '1' : '0'));
}

/** Moved left (`by` > 0) or right, the length kept. */
export function shiftBits(bits: string, by: number): string {
  const size = bits.length;
  if (Math.abs(by) >= size) return '0'.repeat(size);
  return by >= 0 ? bits.slice(by) + '0'.repeat(by) : '0'.repeat(-by) + bits.slice(0, size + by);
}
