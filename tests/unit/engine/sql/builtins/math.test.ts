import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';

/** Results of CockroachDB's logic test `builtin_function`, unless a comment says otherwise. */
const RESULTS: readonly (readonly [call: string, out: string | null])[] = [
  ['abs(-1.2::float)', '1.2'],
  ['abs(-1.2121::decimal)', '1.2121'],
  ['abs(-9223372036854775807)', '9223372036854775807'],
  ['acos(-0.5)', '2.0943951023931957'],
  ['asin(1.5)', 'NaN'],
  ['atan2(-10.0, 5.0)', '-1.1071487177940904'],
  ['cbrt(-1.0::float)', '-1'],
  ['cbrt(19.3::decimal)', '2.6823725926296729544'],
  ['ceil(-0.5::float)', '-0'],
  ['ceil(0.1::decimal)', '1'],
  ['ceiling(-0.9::decimal)', '0'],
  ['ceil(3)', '3'],
  ['cos(0.5)', '0.8775825618903728'],
  ['sin(1.0)', '0.8414709848078965'],
  ['cot(0.5)', '1.830487721712452'],
  ['degrees(0.5)', '28.64788975654116'],
  ['div(-9::int, 4::int)', '-2'],
  ['div(-1.0::float, 2.0)', '-0'],
  ['div(1.0::float, 0.0)', 'Infinity'],
  ['div(1111.0::decimal, 9.44)', '117'],
  ['exp(2.0::decimal)', '7.3890560989306502272'],
  ['floor(-1.5::float)', '-2'],
  ['floor(9.123456789::decimal)', '9'],
  ["isnan('NaN'::float)", 't'],
  ['ln(-2.0::float)', 'NaN'],
  ['ln(2.5::decimal)', '0.91629073187415506518'],
  ['log(10.0::float)', '1'],
  ['log(100.000::decimal)', '2.0000000000000000000'],
  ['log(2.0::float, 4.0::float)', '2'],
  ['log(2.0::decimal, 4.0::decimal)', '2.0000000000000000000'],
  ['mod(1.0::float, 0.0)', 'NaN'],
  ['mod(19.3::decimal, 2)', '1.3'],
  ['mod(-100, 8)', '-4'],
  ['mod(-9223372036854775808, -1)', '0'],
  ['mod(9223372036854775807, -2)', '1'],
  ['pow(-2::int, 3::int)', '-8'],
  ['pow(3::int, 0::int)', '1'],
  ['pow(0::int, 0::int)', '1'],
  ['pow(-3.0::float, 2.0)', '9'],
  ['pow(5.0::decimal, 2.0)', '25.00'],
  ['radians(45.0)', '0.7853981633974483'],
  ['round(123.456::float, -2438602134409251682)', 'NaN'],
  ['round(4.2::float, 10)', '4.2'],
  ['round(4.22222222::decimal, 3)', '4.222'],
  ['round(1e-308::float, 324)', '1e-308'],
  ['round(-2.5::float)', '-2'],
  ['round(2.5::float, 0)', '2'],
  ['round(-0.0::float)', '-0'],
  ['round(0.49999999999999994::float)', '0'],
  ['round(2251799813685249.5::float)', '2.25179981368525e+15'],
  ['round(-2.5::decimal)', '-3'],
  ['round(2.5::decimal, 3)', '2.500'],
  ['round(0.0::decimal, 3)', '0.000'],
  ['round(-1.7976931348623157e+308::float, 1)', '-1.7976931348623157e+308'],
  ['round(1.7976931348623157e+308::float, -303)', '1.79769e+308'],
  ['round(1.23456789e+308::float, -308)', '1e+308'],
  ['round(1.234567890123456789::float, 15)', '1.234567890123457'],
  ['round(-1.7976931348623157e-308::float, 1)', '-0'],
  ['round(123.456::float, -3)', '0'],
  ['round(123.456::decimal, -1)', '1.2E+2'],
  ['round(123.456::decimal, -200)', '0E+200'],
  ["round('nan'::decimal, 1)", 'NaN'],
  ["round('inf'::float, 1)", 'Infinity'],
  ["round('inf'::decimal)", 'NaN'],
  ['round(1::decimal, 3000)', 'NaN'],
  ['sign(-2)', '-1'],
  ['sign(-0.0)', '0'],
  ['sign(2.0)', '1'],
  ['sqrt(4.0::float)', '2'],
  ['sqrt(9.0::decimal)', '3.0000000000000000000'],
  ['trunc(1.9::float)', '1'],
  ['trunc(19.5678::decimal)', '19'],
  ["trunc('9127.777'::decimal, -1)", '9.12E+3'],
  ["trunc('-7.777'::decimal, -1)", '0'],
  ["trunc('4.2'::decimal, 2)", '4.20'],
  ["trunc('-inf'::decimal, 2)", '-Infinity'],
  ['width_bucket(8.0, 2.0, 3.0, 5)', '6'],
  ['width_bucket(5.35, 0.024, 10.06, 5)', '3'],
  ['width_bucket(7, 3, 11, 5)', '3'],
  ["width_bucket('Infinity'::numeric, 1, 10, 10)", '11'],
  ['width_bucket(1, array[]::int[])', '0'],
  ['width_bucket(5, array[1, 4, 9])', '2'],
  ['greatest(4, NULL, 7, 1, 2)', '7'],
  ['least(NULL, NULL, NULL, NULL, 2)', '2'],
  ['greatest(NULL, NULL)', null],
  ["least('foo', 'bar', 'foobar')", 'bar'],
  ['num_nulls(1, NULL, 3, NULL)', '2'],
  ['num_nonnulls(1, NULL, 3)', '2'],
  // PostgreSQL's documentation.
  ['gcd(1071, 462)', '21'],
  ['lcm(1071, 462)', '23562'],
  ['gcd(12.5, 5)', '2.5'],
  ['factorial(20)', '2432902008176640000'],
  ['scale(8.4100)', '4'],
  ['min_scale(8.4100)', '2'],
  ['trim_scale(8.4100)', '8.41'],
  ['trim_scale(100)', '100'],
  ['erf(1.0::float)', '0.8427007929497149'],
  ['erfc(1.0::float)', '0.15729920705028513'],
  ['sind(30.0)', '0.5'],
  ['asind(0.5)', '30']
];

const FAILURES: readonly (readonly [call: string, code: string])[] = [
  ['abs(-9223372036854775808)', '22003'],
  ['div(1::int, 0::int)', '22012'],
  ['div(1.0::decimal, 0.0::decimal)', '22012'],
  ['mod(5, 0)', '22012'],
  ['exp(1e2000::decimal)', '22003'],
  ['ln(-100.000::decimal)', '2201E'],
  ['ln(0)', '2201E'],
  ['log(2.0::float, 0.0::float)', '2201E'],
  ['pow(2::int, -3::int)', '22003'],
  ['pow(0::int, -3::int)', '2201F'],
  ['power(0::decimal, -1)', '2201F'],
  ['power(-1::decimal, -.1)', '2201F'],
  ['power(10::decimal, 1000000)', '22003'],
  ['sqrt(-1)', '2201F'],
  ['sqrt(-1.0::float)', '2201F'],
  ["width_bucket('NaN', 3.0, 4.0, 888)", '2201G'],
  ['width_bucket(1, 3, 4, 0)', '2201G'],
  ['factorial(-1)', '22003'],
  ['factorial(1000000000)', '22003'],
  ['setseed(2.0)', '22023']
];

describe('functions on numbers', () => {
  it.each(RESULTS)('%s', (call, out) => {
    expect(evaluate(call)).toBe(out);
  });

  it.each(FAILURES)('%s fails with %s', (call, code) => {
    expect(codeOf(() => evaluate(call))).toBe(code);
  });

  it('draws chance from the run', () => {
    const value = Number(evaluate('random()'));
    expect(value).toBe(Number(evaluate('random()')));
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(1);
  });

  it('rounds to absurd numbers of places in no time', () => {
    expect(evaluate('round(1.5::decimal, 2147483647)')).toBe('NaN');
  });
});
