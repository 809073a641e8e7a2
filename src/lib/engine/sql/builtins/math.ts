import type { Datum, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { compareDatums } from '../types/compare';
import * as dec from '../types/decimal';
import {
  cbrtDecimal,
  checkLogarithm,
  expDecimal,
  lnDecimal,
  log10Decimal,
  logDecimal,
  powerDecimals,
  sqrtDecimal
} from '../types/decimal-math';
import * as dd from '../types/double-double';
import { degrees, radians, roundToEven } from '../types/float';
import { addInts, checkedInt, divideInts, negateInt, remainderInts } from '../types/int';
import { integerPower, sqrtFloat } from '../types/operators';
import { equivalent, type SqlType } from '../types/type';
import type { EvalContext } from './context';
import { bound, fn, group, scalar, type OverloadSpec } from './overload';
import { erf, erfc } from './special-functions';

/** Functions on numbers. */

const float1 = (f: (x: number) => number): OverloadSpec =>
  scalar('(val: float) -> float', ([x]: [number]) => f(x));
const float2 = (params: string, f: (x: number, y: number) => number): OverloadSpec =>
  scalar(`(${params}) -> float`, ([x, y]: [number, number]) => f(x, y));
const decimal1 = (f: (x: string) => string): OverloadSpec =>
  scalar('(val: decimal) -> decimal', ([x]: [string]) => f(x));
const decimal2 = (params: string, f: (x: string, y: string) => string): OverloadSpec =>
  scalar(`(${params}) -> decimal`, ([x, y]: [string, string]) => f(x, y));
const int1 = (f: (x: WideInt) => WideInt): OverloadSpec =>
  scalar('(val: int) -> int', ([x]: [WideInt]) => f(x));
const int2 = (params: string, f: (x: WideInt, y: WideInt) => WideInt): OverloadSpec =>
  scalar(`(${params}) -> int`, ([x, y]: [WideInt, WideInt]) => f(x, y));

/** A function on the parts of a DECIMAL instead of its text. */
const onParts = (f: (d: dec.Decimal) => dec.Decimal) => (text: string) =>
  dec.formatDecimal(f(dec.toDecimal(text)));
const onPairs = (f: (a: dec.Decimal, b: dec.Decimal) => dec.Decimal) => (a: string, b: string) =>
  dec.formatDecimal(f(dec.toDecimal(a), dec.toDecimal(b)));

/** Of an integer the DECIMAL, as `ln` has it. CockroachDB calls `sqrt`, `cbrt` and `exp` of one ambiguous. */
const analytic = (float: (x: number) => number, decimal: (x: string) => string): OverloadSpec[] => [
  float1(float),
  decimal1(decimal),
  scalar('(val: int) -> decimal', ([x]: [WideInt]) => decimal(dec.decimalFromInt(x)))
];

/** Floats round down and up as FLOAT, and so do integers. */
const wholes = (float: (x: number) => number, up: boolean): OverloadSpec[] => [
  float1(float),
  decimal1(onParts((d) => dec.toWhole(d, up))),
  scalar('(val: int) -> float', ([x]: [WideInt]) => Number(x))
];

/** @throws SqlError 22003 */
function absoluteInt(x: WideInt): WideInt {
  if (x >= 0) return x;
  if (x === -9223372036854775808n) {
    throw new SqlError('22003', 'abs of min integer value (-9223372036854775808) not defined');
  }
  return negateInt(x);
}

/** CockroachDB counts places in 32 bits and lets what does not fit wrap around. */
function placesOf(count: WideInt): number {
  return typeof count === 'number' && Math.abs(count) < 1e9
    ? count
    : Number(BigInt.asIntN(32, BigInt(count)));
}

/** A float to some places, halves to the even side of its shortest decimal digits. */
function roundFloat(value: number, places: WideInt): number {
  if (!Number.isFinite(value)) return value;
  const n = placesOf(places);
  // Below the smallest and above the largest digit of all floats nothing depends on how far.
  if (Math.abs(n) > 2000) return NaN;
  const rounded = dec.quantize(dec.toDecimal(dec.decimalFromFloat(value)), -n, 'half-even');
  return rounded === undefined ? NaN : keepSign(dec.decimalToFloat(dec.formatDecimal(rounded)), value);
}

/** Zero with the sign of what became it. */
function keepSign(result: number, from: number): number {
  return result === 0 && (from < 0 || Object.is(from, -0)) ? -0 : result;
}

// --- Logarithms. ---

/** @throws SqlError 2201E for a value that has no logarithm */
function logFloat(base: number, x: number): number {
  checkLogarithm(x === x ? Math.sign(x) : 1);
  checkLogarithm(base === base ? Math.sign(base) : 1);
  return dd.log10(x) / dd.log10(base);
}

// --- Divisors. ---

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function leastMultiple(a: bigint, b: bigint): bigint {
  if (a === 0n || b === 0n) return 0n;
  const product = (a / greatestDivisor(a, b)) * b;
  return product < 0n ? -product : product;
}

const onWholes = (f: (a: bigint, b: bigint) => bigint) => (a: WideInt, b: WideInt) =>
  checkedInt(f(BigInt(a), BigInt(b)));

/** A function on whole numbers of the smaller unit of two DECIMALs. */
const onUnits = (f: (a: bigint, b: bigint) => bigint) =>
  onPairs((a, b) => {
    if (a.form !== 'finite' || b.form !== 'finite') return dec.NAN;
    const exp = Math.min(a.exp, b.exp);
    const units = (d: dec.Decimal) => (d.neg ? -d.coeff : d.coeff) * dec.powerOfTen(d.exp - exp);
    return dec.finite(f(units(a), units(b)), exp);
  });

/** Largest factorial within the 20,000 digits that a DECIMAL may have here. */
const MAX_FACTORIAL = 5000;

/** @throws SqlError 22003 */
function factorial(n: WideInt, ctx: EvalContext): string {
  if (n < 0) throw new SqlError('22003', 'factorial of a negative number is undefined');
  if (n > MAX_FACTORIAL) throw new SqlError('22003', 'value overflows numeric format');
  ctx.budget(1 + Math.floor(Number(n) / 10));
  let product = 1n;
  for (let i = 2n; i <= n; i++) product *= i;
  return product.toString();
}

/** Digits behind the point; null for NaN and infinities. */
function scaleOf(d: dec.Decimal): number | null {
  return d.form === 'finite' ? Math.max(0, -d.exp) : null;
}

function trimmed(d: dec.Decimal): dec.Decimal {
  const short = dec.reduced(d);
  return short.form === 'finite' && short.exp > 0
    ? (dec.quantize(short, 0, 'down', short.exp + 20000) ?? d)
    : short;
}

// --- Buckets. ---

/** Which of equal buckets between two bounds holds a value: 0 below them, `count + 1` above. @throws SqlError 2201G, 22003 */
function bucketOf(value: number, low: number, high: number, count: WideInt): WideInt {
  if (count <= 0) throw new SqlError('2201G', 'count must be greater than zero');
  if (value !== value || !Number.isFinite(low) || !Number.isFinite(high)) {
    throw new SqlError('2201G', 'operand, lower bound, and upper bound cannot be NaN');
  }
  if (low === high) throw new SqlError('2201G', 'lower bound cannot equal upper bound');
  if (low < high ? value > high : value < high) return addInts(count, 1);
  if (low < high ? value < low : value > low) return 0;
  return checkedInt(BigInt(Math.floor((value - low) / ((high - low) / Number(count)))) + 1n);
}

/** How many of ascending thresholds a value has passed. */
function thresholdsPassed(value: Datum, thresholds: readonly Datum[], type: SqlType): number {
  const next = thresholds.findIndex((threshold) => compareDatums(value, threshold, type) < 0);
  return next < 0 ? thresholds.length : next;
}

// --- Chance. ---

/** A float from 0 up to 1, in steps of 2⁻⁵³. */
function randomFloat(ctx: EvalContext): number {
  const high = ctx.random() >>> 5;
  const low = ctx.random() >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}

/** A float with a normal distribution (Box and Muller). */
function randomNormal(mean: number, deviation: number, ctx: EvalContext): number {
  const radius = Math.sqrt(-2 * dd.ln(1 - randomFloat(ctx)));
  return mean + deviation * radius * dd.cos(2 * Math.PI * randomFloat(ctx));
}

/** @throws SqlError 22023 */
function setSeed(seed: number, ctx: EvalContext): string {
  if (!(Math.abs(seed) <= 1)) throw new SqlError('22023', 'setseed parameter is out of allowed range [-1,1]');
  ctx.setSeed?.(seed);
  return '';
}

// --- Choosing. ---

/** The largest (`sign` 1) or smallest of its arguments, NULLs left out. */
const extreme = (sign: 1 | -1): OverloadSpec =>
  bound(
    '(args: any...) -> $1',
    ([type]) =>
      (args: readonly Datum[]) => {
        let best: Datum = null;
        for (const arg of args) {
          if (arg !== null && (best === null || compareDatums(arg, best, type) * sign > 0)) best = arg;
        }
        return best;
      },
    { nullable: true, homogeneous: true }
  );

const powers = [
  float2('x: float, y: float', dd.pow),
  decimal2('x: decimal, y: decimal', powerDecimals),
  int2('x: int, y: int', integerPower)
];

const volatile = { volatility: 'volatile' } as const;

export const MATH = group('Math and numeric', [
  fn('abs', 'The value without its sign.', [
    float1(Math.abs),
    decimal1(onParts(dec.absolute)),
    int1(absoluteInt)
  ]),
  fn(['ceil', 'ceiling'], 'The smallest whole number that is not below.', wholes(Math.ceil, true)),
  fn('floor', 'The largest whole number that is not above.', wholes(Math.floor, false)),
  fn(
    'round',
    'The nearest whole number, or number of some decimal places; halves of a FLOAT go to the even side.',
    [
      float1((x) => keepSign(roundToEven(x), x)),
      decimal1(onParts((d) => dec.roundPlaces(d, 0))),
      scalar('(input: float, decimal_accuracy: int) -> float', ([x, n]: [number, WideInt]) =>
        roundFloat(x, n)
      ),
      scalar('(input: decimal, decimal_accuracy: int) -> decimal', ([x, n]: [string, WideInt]) =>
        dec.formatDecimal(dec.roundPlaces(dec.toDecimal(x), placesOf(n)))
      )
    ]
  ),
  fn('trunc', 'The value with digits cut off.', [
    float1(Math.trunc),
    decimal1(onParts((d) => dec.truncatePlaces(d, 0))),
    scalar('(val: decimal, scale: int) -> decimal', ([x, n]: [string, WideInt]) =>
      dec.formatDecimal(dec.truncatePlaces(dec.toDecimal(x), placesOf(n)))
    )
  ]),
  fn('sign', '1, 0 or -1 for values above, at and below zero.', [
    float1((x) => (x < 0 ? -1 : x === 0 ? 0 : 1)),
    decimal1((x) => String(Math.sign(dec.compareDecimals(x, '0')))),
    int1((x) => (x < 0 ? -1 : x === 0 ? 0 : 1))
  ]),
  fn('sqrt', 'The square root.', analytic(sqrtFloat, sqrtDecimal)),
  fn('cbrt', 'The cube root.', analytic(dd.cbrt, cbrtDecimal)),
  fn('exp', 'e to the power of the value.', analytic(dd.exp, expDecimal)),
  fn('ln', 'The natural logarithm.', analytic(dd.ln, lnDecimal)),
  fn('log', 'The logarithm to the base ten, or to another.', [
    ...analytic(dd.log10, log10Decimal),
    float2('b: float, x: float', logFloat),
    decimal2('b: decimal, x: decimal', logDecimal),
    scalar('(b: int, x: int) -> decimal', ([b, x]: [WideInt, WideInt]) =>
      logDecimal(dec.decimalFromInt(b), dec.decimalFromInt(x))
    )
  ]),
  fn('log10', 'The logarithm to the base ten.', analytic(dd.log10, log10Decimal)),
  fn(['pow', 'power'], 'One value to the power of another.', powers),
  fn('div', 'The quotient without its fraction.', [
    float2('x: float, y: float', (x, y) => Math.trunc(x / y)),
    decimal2('x: decimal, y: decimal', onPairs(dec.divideInteger)),
    int2('x: int, y: int', divideInts)
  ]),
  fn('mod', 'The remainder of a division, with the sign of the dividend.', [
    float2('x: float, y: float', (x, y) => x % y),
    decimal2('x: decimal, y: decimal', onPairs(dec.remainder)),
    int2('x: int, y: int', remainderInts)
  ]),
  fn('gcd', 'The greatest common divisor.', [
    int2('a: int, b: int', onWholes(greatestDivisor)),
    decimal2('a: decimal, b: decimal', onUnits(greatestDivisor))
  ]),
  fn('lcm', 'The least common multiple.', [
    int2('a: int, b: int', onWholes(leastMultiple)),
    decimal2('a: decimal, b: decimal', onUnits(leastMultiple))
  ]),
  fn('factorial', 'The product of all whole numbers up to a number.', [
    scalar('(val: int) -> decimal', ([n]: [WideInt], ctx) => factorial(n, ctx))
  ]),
  fn('scale', 'How many digits a DECIMAL has behind its point.', [
    scalar('(val: decimal) -> int4', ([x]: [string]) => scaleOf(dec.toDecimal(x)))
  ]),
  fn('min_scale', 'How many digits behind the point the value needs.', [
    scalar('(val: decimal) -> int4', ([x]: [string]) => scaleOf(dec.reduced(dec.toDecimal(x))))
  ]),
  fn('trim_scale', 'The value without zeros at its end.', [decimal1(onParts(trimmed))]),
  fn('isnan', 'Whether the value is not a number.', [
    scalar('(val: float) -> bool', ([x]: [number]) => x !== x),
    scalar('(val: decimal) -> bool', ([x]: [string]) => x === 'NaN')
  ]),
  fn('pi', 'The number π.', [scalar('() -> float', () => Math.PI)]),
  fn('degrees', 'Degrees from radians.', [float1(degrees)]),
  fn('radians', 'Radians from degrees.', [float1(radians)]),
  fn('sin', 'The sine.', [float1(dd.sin)]),
  fn('cos', 'The cosine.', [float1(dd.cos)]),
  fn('tan', 'The tangent.', [float1(dd.tan)]),
  fn('cot', 'The cotangent.', [float1((x) => 1 / dd.tan(x))]),
  fn('asin', 'The inverse sine.', [float1(dd.asin)]),
  fn('acos', 'The inverse cosine.', [float1(dd.acos)]),
  fn('atan', 'The inverse tangent.', [float1(dd.atan)]),
  fn('atan2', 'The angle of a point.', [float2('x: float, y: float', dd.atan2)]),
  fn('sinh', 'The hyperbolic sine.', [float1(dd.sinh)]),
  fn('cosh', 'The hyperbolic cosine.', [float1(dd.cosh)]),
  fn('tanh', 'The hyperbolic tangent.', [float1(dd.tanh)]),
  fn('asinh', 'The inverse hyperbolic sine.', [float1(dd.asinh)]),
  fn('acosh', 'The inverse hyperbolic cosine.', [float1(dd.acosh)]),
  fn('atanh', 'The inverse hyperbolic tangent.', [float1(dd.atanh)]),
  fn('sind', 'The sine of an angle in degrees.', [float1(dd.sinOfDegrees)]),
  fn('cosd', 'The cosine of an angle in degrees.', [float1(dd.cosOfDegrees)]),
  fn('tand', 'The tangent of an angle in degrees.', [float1(dd.tanOfDegrees)]),
  fn('cotd', 'The cotangent of an angle in degrees.', [float1((x) => 1 / dd.tanOfDegrees(x))]),
  fn('asind', 'The inverse sine in degrees.', [float1((x) => dd.degreesOf('asin', x))]),
  fn('acosd', 'The inverse cosine in degrees.', [float1((x) => dd.degreesOf('acos', x))]),
  fn('atand', 'The inverse tangent in degrees.', [float1((x) => dd.degreesOf('atan', x))]),
  fn('atan2d', 'The angle of a point in degrees.', [
    float2('x: float, y: float', (x, y) => degrees(dd.atan2(x, y)))
  ]),
  fn('erf', 'The error function.', [float1(erf)]),
  fn('erfc', 'One minus the error function.', [float1(erfc)]),
  fn('width_bucket', 'Which of the buckets between bounds or thresholds a value falls into.', [
    scalar(
      '(operand: decimal, b1: decimal, b2: decimal, count: int) -> int',
      ([value, low, high, count]: [string, string, string, WideInt]) =>
        bucketOf(Number(value), Number(low), Number(high), count)
    ),
    scalar(
      '(operand: int, b1: int, b2: int, count: int) -> int',
      ([value, low, high, count]: [WideInt, WideInt, WideInt, WideInt]) =>
        bucketOf(Number(value), Number(low), Number(high), count)
    ),
    bound('(operand: any, thresholds: any[]) -> int', ([operand, thresholds]) => {
      const elem = thresholds.family === 'array' ? thresholds.elem : operand;
      if (!equivalent(operand, elem))
        throw new SqlError('42804', 'operand and thresholds must be of the same type');
      return ([value, array]: [Datum, readonly Datum[]]) => thresholdsPassed(value, array, elem);
    })
  ]),
  fn('random', 'A random FLOAT from 0 up to 1.', [
    scalar('() -> float', (_, ctx) => randomFloat(ctx), volatile)
  ]),
  fn('random_normal', 'A random FLOAT of a normal distribution.', [
    scalar('() -> float', (_, ctx) => randomNormal(0, 1, ctx), volatile),
    scalar(
      '(mean: float, stddev: float) -> float',
      ([mean, deviation]: [number, number], ctx) => randomNormal(mean, deviation, ctx),
      volatile
    )
  ]),
  fn('setseed', 'Sets what random() goes on with.', [
    scalar('(seed: float) -> void', ([seed]: [number], ctx) => setSeed(seed, ctx), volatile)
  ]),
  fn('greatest', 'The largest of its arguments.', [extreme(1)]),
  fn('least', 'The smallest of its arguments.', [extreme(-1)]),
  fn('num_nulls', 'How many of its arguments are NULL.', [
    scalar('(args: any...) -> int', (args: readonly Datum[]) => args.filter((arg) => arg === null).length, {
      nullable: true
    })
  ]),
  fn('num_nonnulls', 'How many of its arguments are not NULL.', [
    scalar('(args: any...) -> int', (args: readonly Datum[]) => args.filter((arg) => arg !== null).length, {
      nullable: true
    })
  ])
]);
