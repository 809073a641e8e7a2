import { normalizeInt, type WideInt } from '../../base/datum';
import { divisionByZero, intOutOfRange } from './type-errors';
import type { IntType } from './type';

/** INT arithmetic: exact in 64 bits, on numbers as long as they are exact. Beyond 64 bits is an error, never a wrap. */

export const MAX_INT64 = 9223372036854775807n;
export const MIN_INT64 = -9223372036854775808n;

/** The integer if it has 64 bits. @throws SqlError 22003 */
export function checkedInt(value: bigint): WideInt {
  if (value > MAX_INT64 || value < MIN_INT64) throw intOutOfRange();
  return normalizeInt(value);
}

const isSafe = Number.isSafeInteger;

export function addInts(a: WideInt, b: WideInt): WideInt {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (isSafe(sum)) return sum;
  }
  return checkedInt(BigInt(a) + BigInt(b));
}

export function subtractInts(a: WideInt, b: WideInt): WideInt {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (isSafe(difference)) return difference;
  }
  return checkedInt(BigInt(a) - BigInt(b));
}

export function multiplyInts(a: WideInt, b: WideInt): WideInt {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Adding zero turns −0, which no integer is, into 0.
    if (isSafe(product)) return product + 0;
  }
  return checkedInt(BigInt(a) * BigInt(b));
}

/** `//`: cut off towards zero. @throws SqlError 22012, 22003 for the one quotient that has 65 bits */
export function divideInts(a: WideInt, b: WideInt): WideInt {
  if (b === 0) throw divisionByZero();
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc((a - (a % b)) / b) + 0;
  return checkedInt(BigInt(a) / BigInt(b));
}

/** `%`: the sign is that of the left side. @throws SqlError 22012 */
export function remainderInts(a: WideInt, b: WideInt): WideInt {
  if (b === 0) throw divisionByZero();
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return normalizeInt(BigInt(a) % BigInt(b));
}

export function negateInt(a: WideInt): WideInt {
  return typeof a === 'number' ? 0 - a : checkedInt(-a);
}

/** `a ^ b` for a power that is not negative. @throws SqlError 22003 */
export function powerInts(base: WideInt, exponent: WideInt): WideInt {
  if (exponent === 0) return 1;
  if (base === 0 || base === 1) return base;
  if (base === -1) return BigInt(exponent) % 2n === 0n ? 1 : -1;
  // Beyond 63 doublings nothing of two or more fits 64 bits, so the loop below is short.
  if (exponent > 64) throw intOutOfRange();
  let result: WideInt = 1;
  for (let n = Number(exponent); n > 0; n--) result = multiplyInts(result, base);
  return result;
}

/** Bit operations work on all 64 bits of two's complement. */
export function bitwiseInts(op: '&' | '|' | '#', a: WideInt, b: WideInt): WideInt {
  const x = BigInt(a);
  const y = BigInt(b);
  return normalizeInt(op === '&' ? x & y : op === '|' ? x | y : x ^ y);
}

export function complementInt(a: WideInt): WideInt {
  return normalizeInt(~BigInt(a));
}

/** The bits moved by `by` places; what leaves 64 bits is lost, and a right shift keeps the sign. `by` lies in 0…63. */
export function shiftInt(a: WideInt, by: number, left: boolean): WideInt {
  return normalizeInt(left ? BigInt.asIntN(64, BigInt(a) << BigInt(by)) : BigInt(a) >> BigInt(by));
}

/** @throws SqlError 22003 naming the type when a value has more bits than it */
export function checkIntWidth(value: WideInt, type: IntType): WideInt {
  if (type.width === 64) return value;
  const max = type.width === 32 ? 2147483647 : 32767;
  if (value > max || value < -max - 1) throw intOutOfRange(type);
  return value;
}

/**
 * Reads an integer as Go's ParseInt with base 0 does, which CockroachDB uses: decimal, `0x`, `0o`, `0b`, a leading `0`
 * for octal, and single `_` between digits where there is such a prefix. Undefined when it is none or has over 64 bits.
 */
export function parseInt64(text: string): WideInt | undefined {
  if (/^[+-]?(0|[1-9]\d{0,14})$/.test(text)) return Number(text) + 0;
  const m =
    /^([+-]?)(?:0[xX](_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)|0[oO]?(_?[0-7]+(?:_[0-7]+)*)|0[bB](_?[01]+(?:_[01]+)*)|([1-9][0-9]*(?:_[0-9]+)*))$/.exec(
      text
    );
  if (!m) return undefined;
  const [, sign, hex, octal, binary, decimal] = m;
  const digits = (hex ?? octal ?? binary ?? decimal).replaceAll('_', '').replace(/^0+(?=.)/, '');
  // 64 bits have at most 64 digits in any base; longer text would only cost time.
  if (digits.length > 64) return undefined;
  const prefix = hex !== undefined ? '0x' : octal !== undefined ? '0o' : binary !== undefined ? '0b' : '';
  const magnitude = BigInt(prefix + digits);
  const value = sign === '-' ? -magnitude : magnitude;
  return value > MAX_INT64 || value < MIN_INT64 ? undefined : normalizeInt(value);
}
