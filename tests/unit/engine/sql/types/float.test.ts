import { expect, it } from 'vitest';
import { compareFloats, formatFloat, parseFloat64, roundToEven } from '$lib/engine/sql/types/float';

it.each([
  [0, 64, 1, '0'],
  [-0, 64, 1, '-0'],
  [1, 64, 1, '1'],
  [100000, 64, 1, '100000'],
  [1000000, 64, 1, '1e+06'],
  [123456789, 64, 1, '1.23456789e+08'],
  [0.0001, 64, 1, '0.0001'],
  [0.00001, 64, 1, '1e-05'],
  [0.1 + 0.2, 64, 1, '0.30000000000000004'],
  [1 / 3, 64, 0, '0.333333333333333'],
  [4503599627370497, 64, 0, '4.5035996273705e+15'],
  [1000000, 64, 0, '1000000'],
  [1.2345678901234567, 64, -6, '1.23456789'],
  [Math.fround(0.1), 32, 1, '0.1'],
  [Math.fround(16777216), 32, 1, '1.6777216e+07'],
  [Infinity, 64, 1, 'Infinity'],
  [NaN, 64, 1, 'NaN']
] as const)('%s (FLOAT%s, extra digits %s) prints %s', (value, width, extra, text) =>
  expect(formatFloat(value, width, extra)).toBe(text)
);

it.each([
  ['1.5', 1.5],
  ['.5', 0.5],
  ['1e3', 1000],
  ['+Inf', Infinity],
  ['-infinity', -Infinity],
  ['nan', NaN],
  ['0x1.8p3', 12],
  ['1e400', undefined],
  ['1_0', undefined],
  ['', undefined],
  ['abc', undefined]
])('%j reads as %s', (text, value) => expect(parseFloat64(text)).toBe(value));

it('orders NaN first', () =>
  expect([1, NaN, -Infinity, 0].sort(compareFloats)).toEqual([NaN, -Infinity, 0, 1]));

it.each([
  [0.5, 0],
  [1.5, 2],
  [-2.5, -2],
  [-0.4, -0],
  [0.49999999999999994, 0],
  [4503599627370497, 4503599627370497]
])('rounds %s to %s', (value, rounded) => expect(roundToEven(value)).toBe(rounded));
