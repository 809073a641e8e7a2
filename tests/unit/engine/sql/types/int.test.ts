import { describe, expect, it } from 'vitest';
import * as ints from '$lib/engine/sql/types/int';
import { INT2, INT4 } from '$lib/engine/sql/types/type';
import { codeOf } from '../../../../support/sql-state';

const MAX = 9223372036854775807n;
const MIN = -9223372036854775808n;

describe('arithmetic', () => {
  it.each([
    ['sum beyond 2^53', ints.addInts(9007199254740991, 2), 9007199254740993n],
    ['sum back below 2^53', ints.addInts(9007199254740993n, -2), 9007199254740991],
    ['product', ints.multiplyInts(3037000499, 3037000499), 9223372030926249001n],
    ['product with zero has no sign', ints.multiplyInts(-5, 0), 0],
    ['quotient cut off', ints.divideInts(-7, 2), -3],
    ['remainder with the sign of the left side', ints.remainderInts(-7, 3), -1],
    ['remainder by -1', ints.remainderInts(MIN, -1), 0],
    ['power', ints.powerInts(-2, 3), -8],
    ['-1 to a huge power', ints.powerInts(-1, MAX), -1],
    ['complement', ints.complementInt(0), -1],
    ['shift left', ints.shiftInt(1, 62, true), 4611686018427387904n],
    ['shift right keeps the sign', ints.shiftInt(-8, 1, false), -4],
    ['xor', ints.bitwiseInts('#', -1, 1), -2]
  ])('%s', (_name, value, expected) => expect(value).toBe(expected));

  it.each([
    ['sum', () => ints.addInts(MAX, 1), '22003'],
    ['difference', () => ints.subtractInts(MIN, 1), '22003'],
    ['product', () => ints.multiplyInts(MAX, 2), '22003'],
    ['the quotient of 65 bits', () => ints.divideInts(MIN, -1), '22003'],
    ['negation', () => ints.negateInt(MIN), '22003'],
    ['power', () => ints.powerInts(10, 19), '22003'],
    ['division by zero', () => ints.divideInts(1, 0), '22012'],
    ['remainder by zero', () => ints.remainderInts(1, 0), '22012'],
    ['INT2', () => ints.checkIntWidth(40000, INT2), '22003'],
    ['INT4', () => ints.checkIntWidth(-2147483649, INT4), '22003']
  ])('%s overflows', (_name, run, code) => expect(codeOf(run)).toBe(code));
});

// Go's ParseInt with base 0, which strings go through.
it.each([
  ['12', 12],
  ['-0', 0],
  ['+7', 7],
  ['0x1F', 31],
  ['0b101', 5],
  ['0o17', 15],
  ['017', 15],
  ['1_000', 1000],
  ['9223372036854775807', MAX],
  ['-9223372036854775808', MIN],
  ['9223372036854775808', undefined],
  ['09', undefined],
  ['1__0', undefined],
  ['1.0', undefined],
  ['', undefined]
])('%j reads as %s', (text, value) => expect(ints.parseInt64(text)).toBe(value));
