import { describe, expect, it } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  decimalFromFloat,
  decimalToInt,
  divide,
  divideInteger,
  fitDecimal,
  formatDecimal,
  multiplyDecimals,
  parseDecimalText,
  remainder,
  roundPlaces,
  toDecimal,
  toWhole,
  truncatePlaces
} from '$lib/engine/sql/types/decimal';
import {
  cbrtDecimal,
  expDecimal,
  lnDecimal,
  log10Decimal,
  logDecimal,
  powerDecimals,
  sqrtDecimal
} from '$lib/engine/sql/types/decimal-math';
import { codeOf } from '../../../../support/sql-state';

const of = (f: typeof divide) => (a: string, b: string) => formatDecimal(f(toDecimal(a), toDecimal(b)));

describe('text', () => {
  it.each([
    ['12.50', '12.50'],
    ['007.50', '7.50'],
    ['.5', '0.5'],
    ['-0.00', '0.00'],
    ['1e3', '1E+3'],
    ['1.0000000E+1', '10.000000'],
    ['100000E-4', '10.0000'],
    ['0.000001', '0.000001'],
    ['0.0000001', '1E-7'],
    ['0E-9', '0.000000000'],
    ['-inf', '-Infinity'],
    ['sNaN', 'NaN'],
    ['-NaN', 'NaN'],
    ['1E+2000', '1E+2000']
  ])('%s reads as %s', (text, datum) => expect(parseDecimalText(text)).toBe(datum));

  it.each(['', 'abc', '1.2.3', '1e', '--1', '1_000', '٣'])('%j is no decimal', (text) =>
    expect(parseDecimalText(text)).toBeUndefined()
  );

  it.each(['1E+2001', '1E-2001', '9'.repeat(100_000), '1E+999999999'])('refuses a bomb', (text) =>
    expect(codeOf(() => parseDecimalText(text))).toBe('22003')
  );
});

describe('arithmetic keeps the scale', () => {
  it.each([
    ['+', addDecimals, '1.50', '2.5', '4.00'],
    ['+', addDecimals, '0.1', '0.2', '0.3'],
    ['+', addDecimals, '999999999999999', '1', '1000000000000000'],
    ['+', addDecimals, '1E+3', '0.5', '1000.5'],
    ['+', addDecimals, 'Infinity', '-Infinity', 'NaN'],
    ['*', multiplyDecimals, '1.1', '2', '2.2'],
    ['*', multiplyDecimals, '-0.5', '0', '-0.0'],
    ['*', multiplyDecimals, '-0', '-4', '0'],
    ['*', multiplyDecimals, '123456789.123', '987654321.987', '121932631355968601.347401'],
    ['/', of(divide), '7', '2', '3.5000000000000000000'],
    ['/', of(divide), '4', '5', '0.80000000000000000000'],
    ['/', of(divide), '1', '3', '0.33333333333333333333'],
    ['/', of(divide), '-2', '3', '-0.66666666666666666667'],
    ['/', of(divide), '1', '2.2', '0.45454545454545454545'],
    ['/', of(divide), '1.4238790346995263e-40', '6.011482313728436e+41', '2.3685988919035999994E-82'],
    ['//', of(divideInteger), '4.1', '2', '2'],
    ['//', of(divideInteger), '-7', '2', '-3'],
    ['//', of(divideInteger), '1111.0', '9.44', '117'],
    ['%', of(remainder), '2', '2.1', '2.0'],
    ['%', of(remainder), '19.3', '2', '1.3'],
    ['%', of(remainder), '-7.5', '2', '-1.5']
  ] as const)('%s', (_op, f, a, b, result) => expect(f(a, b)).toBe(result));

  it('division by zero', () => expect(codeOf(() => divide(toDecimal('1'), toDecimal('0.0')))).toBe('22012'));
});

it.each([
  ['1.5', '1.50', 0],
  ['2', '10', -1],
  ['-1', '-2', 1],
  ['NaN', '-Infinity', -1],
  ['1E+3', '1000', 0],
  ['0.1', '0.10000000000000000001', -1],
  ['Infinity', '1E+2000', 1]
])('order of %s and %s', (a, b, sign) => expect(Math.sign(compareDecimals(a, b))).toBe(sign));

describe('rounding', () => {
  it.each([
    ['-2.5', 0, '-3'],
    ['1.5', 0, '2'],
    ['2.5', 0, '3'],
    ['2.5', 3, '2.500'],
    ['123.456', -1, '1.2E+2'],
    ['123.456', -3, '0E+3'],
    ['-0.1', 0, '0'],
    ['1', 3000, 'NaN'],
    ['1.5', 2147483647, 'NaN'],
    ['Infinity', 0, 'NaN']
  ] as const)('round(%s, %s)', (d, places, result) =>
    expect(formatDecimal(roundPlaces(toDecimal(d), places))).toBe(result)
  );

  it.each([
    ['-7.777', 1, '-7.7'],
    ['9127.777', -1, '9.12E+3'],
    ['4.2', -1, '0'],
    ['1', 2, '1.00'],
    ['Infinity', 1, 'Infinity']
  ] as const)('trunc(%s, %s)', (d, places, result) =>
    expect(formatDecimal(truncatePlaces(toDecimal(d), places))).toBe(result)
  );

  it.each([
    ['0.1', true, '1'],
    ['-0.9', true, '0'],
    ['9.123', false, '9'],
    ['-1.5', false, '-2']
  ] as const)('whole number next to %s', (d, up, result) =>
    expect(formatDecimal(toWhole(toDecimal(d), up))).toBe(result)
  );

  it.each([
    ['1.00', 6, 4, '1.0000'],
    ['1.005', 10, 2, '1.01'],
    ['0.005', 3, 2, '0.01'],
    ['NaN', 3, 1, 'NaN'],
    ['99.949', 3, 1, '99.9']
  ] as const)('%s as DECIMAL(%s,%s)', (d, precision, scale, result) =>
    expect(fitDecimal(d, { family: 'decimal', precision, scale })).toBe(result)
  );

  it.each([
    ['101.00', 6, 4],
    ['1', 2, 2],
    ['99.95', 3, 1]
  ] as const)('%s does not fit DECIMAL(%s,%s)', (d, precision, scale) =>
    expect(codeOf(() => fitDecimal(d, { family: 'decimal', precision, scale }))).toBe('22003')
  );
});

it.each([
  ['3.7', 4],
  ['2.5', 3],
  ['-2.5', -3],
  ['9223372036854775807', 9223372036854775807n],
  ['9223372036854775807.5', undefined],
  ['NaN', undefined]
])('%s to an integer', (d, result) => {
  if (result === undefined) expect(codeOf(() => decimalToInt(d))).toBe('22003');
  else expect(decimalToInt(d)).toBe(result);
});

// The float rule of reference §4.9.
it.each([
  [0, '0'],
  [1, '1'],
  [10, '1E+1'],
  [15, '15'],
  [120, '1.2E+2'],
  [1000, '1E+3'],
  [123456789, '123456789'],
  [1e21, '1E+21'],
  [0.000001, '0.000001'],
  [1e-7, '1E-7'],
  [3.14, '3.14'],
  [1e300, '1E+300'],
  [-2.5e-10, '-2.5E-10'],
  [Infinity, 'Infinity']
])('float %s as a decimal', (value, text) => expect(decimalFromFloat(value)).toBe(text));

describe('functions have twenty digits', () => {
  it.each([
    ['sqrt', sqrtDecimal('9.0'), '3.0000000000000000000'],
    ['sqrt', sqrtDecimal('9.789765531128956e-34'), '3.1288601009199749773E-17'],
    ['cbrt', cbrtDecimal('19.3'), '2.6823725926296729544'],
    ['exp', expDecimal('2.0'), '7.3890560989306502272'],
    ['ln', lnDecimal('2.5'), '0.91629073187415506518'],
    ['ln of a large number', lnDecimal('4.0786335175292462e+34'), '79.693655171940461633'],
    ['ln of a small number', lnDecimal('7.682705743584112e-48'), '-108.48511266823882051'],
    ['log', log10Decimal('100.000'), '2.0000000000000000000'],
    ['log to base 2', logDecimal('2.0', '4.0'), '2.0000000000000000000'],
    ['power', powerDecimals('5.0', '2.0'), '25.00'],
    ['power of pi', powerDecimals('3.141592653589793', '2.0'), '9.8696044010893571205'],
    ['power with a fraction', powerDecimals('2', '2.1'), '4.2870938501451726569'],
    [
      'power of a small number',
      powerDecimals('4.727998800941528e-14', '0.06081860494226844'),
      '0.15472926640705911955'
    ],
    ['0 to the power of 0', powerDecimals('0', '0'), '1'],
    ['what is no number to the power of 0', powerDecimals('NaN', '0'), '1'],
    ['1 to the power of what is no number', powerDecimals('1', 'NaN'), '1'],
    ['infinity to a negative power', powerDecimals('-Infinity', '-3'), '0'],
    ['a fraction to the power of infinity', powerDecimals('0.5', 'Infinity'), '0']
  ])('%s', (_name, result, expected) => expect(result).toBe(expected));

  it.each([
    ['sqrt(-1)', () => sqrtDecimal('-1.0'), '2201F'],
    ['ln(-100)', () => lnDecimal('-100.000'), '2201E'],
    ['ln(0)', () => lnDecimal('0'), '2201E'],
    ['exp(1e2000)', () => expDecimal('1E+2000'), '22003'],
    ['0^-1', () => powerDecimals('0', '-1'), '2201F'],
    ['a root of -1', () => powerDecimals('-1', '-.1'), '2201F'],
    ['10^1000000', () => powerDecimals('10', '1000000'), '22003']
  ])('%s', (_name, run, code) => expect(codeOf(run)).toBe(code));
});
