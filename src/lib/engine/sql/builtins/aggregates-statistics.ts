import type { Datum, WideInt } from '../../base/datum';
import * as dec from '../types/decimal';
import { decimalFromFloat } from '../types/decimal';
import { sqrtDecimal } from '../types/decimal-math';
import { floatOutOfRange } from '../types/type-errors';
import { aggregate, fn, group, type Aggregate, type OverloadSpec } from './overload';

/** Variance, correlation and regression. */

// --- One variable, by Welford's method: the sum of squared differences from the mean so far. ---

interface FloatSpread {
  count: number;
  mean: number;
  squares: number;
}

function floatSpread(result: (spread: FloatSpread) => number | null): Aggregate<FloatSpread> {
  return {
    init: () => ({ count: 0, mean: 0, squares: 0 }),
    step(acc, [arg]) {
      if (arg === null) return acc;
      const value = arg as number;
      acc.count += 1;
      const delta = value - acc.mean;
      acc.mean += delta / acc.count;
      acc.squares += delta * (value - acc.mean);
      return acc;
    },
    finish: result
  };
}

interface DecimalSpread {
  count: bigint;
  mean: dec.Decimal;
  squares: dec.Decimal;
}

/** Digits of values in between: five more than a result has. */
const WORKING = dec.PRECISION + 5;
const round = (d: dec.Decimal) => dec.roundDigits(d, WORKING);
const plus = (a: dec.Decimal, b: dec.Decimal) => round(dec.add(a, b));
const minus = (a: dec.Decimal, b: dec.Decimal) => round(dec.add(a, b, -1));
const times = (a: dec.Decimal, b: dec.Decimal) => round(dec.multiply(a, b));
const over = (a: dec.Decimal, b: dec.Decimal) => dec.divide(a, b, WORKING);
const ZERO = dec.finite(0n, 0);

function decimalSpread(
  read: (arg: Datum) => string,
  result: (spread: DecimalSpread) => dec.Decimal | null,
  finish = (d: dec.Decimal) => dec.formatDecimal(dec.roundDigits(d, dec.PRECISION))
): Aggregate<DecimalSpread> {
  return {
    init: () => ({ count: 0n, mean: ZERO, squares: ZERO }),
    step(acc, [arg]) {
      if (arg === null) return acc;
      const value = dec.toDecimal(read(arg));
      acc.count += 1n;
      const delta = minus(value, acc.mean);
      acc.mean = plus(acc.mean, over(delta, dec.finite(acc.count, 0)));
      acc.squares = plus(acc.squares, times(delta, minus(value, acc.mean)));
      return acc;
    },
    finish(acc) {
      const value = result(acc);
      return value === null ? null : finish(value);
    }
  };
}

/** The mean of the squares, over `less` values less than there are; without zeros at its end, so that order does not show. */
const decimalVariance =
  (less: bigint) =>
  ({ count, squares }: DecimalSpread): dec.Decimal | null =>
    count <= less ? null : dec.reduced(over(squares, dec.finite(count - less, 0)));
const floatVariance =
  (less: number) =>
  ({ count, squares }: FloatSpread): number | null =>
    count <= less ? null : squares / (count - less);

const ofInt = (arg: Datum) => dec.decimalFromInt(arg as WideInt);
const ofDecimal = (arg: Datum) => arg as string;

function spreads(
  decimal: (spread: DecimalSpread) => dec.Decimal | null,
  float: (spread: FloatSpread) => number | null,
  finish?: (d: dec.Decimal) => string
): OverloadSpec[] {
  return [
    aggregate('(val: int) -> decimal', () => decimalSpread(ofInt, decimal, finish)),
    aggregate('(val: decimal) -> decimal', () => decimalSpread(ofDecimal, decimal, finish)),
    aggregate('(val: float) -> float', () => floatSpread(float))
  ];
}

const root = (variance: (spread: FloatSpread) => number | null) => (spread: FloatSpread) => {
  const value = variance(spread);
  return value === null ? null : Math.sqrt(value);
};

const variances = (less: number) => spreads(decimalVariance(BigInt(less)), floatVariance(less));
const deviations = (less: number) =>
  spreads(decimalVariance(BigInt(less)), root(floatVariance(less)), (variance) =>
    sqrtDecimal(dec.formatDecimal(variance))
  );

// --- Two variables, by the method of Youngs and Cramer, y before x. ---

interface Pairs {
  count: bigint;
  sumX: dec.Decimal;
  sumY: dec.Decimal;
  xx: dec.Decimal;
  yy: dec.Decimal;
  xy: dec.Decimal;
}

function asDecimal(arg: Datum): dec.Decimal {
  if (typeof arg === 'string') return dec.toDecimal(arg);
  return dec.toDecimal(typeof arg === 'number' ? decimalFromFloat(arg) : String(arg as bigint));
}

/** @throws SqlError 22003 for a result that no FLOAT holds */
function asFloat(d: dec.Decimal): number {
  if (d.form === 'infinite') throw floatOutOfRange();
  return dec.decimalToFloat(dec.formatDecimal(d));
}

function pairs(result: (pairs: Pairs) => number | null): Aggregate<Pairs> {
  return {
    init: () => ({ count: 0n, sumX: ZERO, sumY: ZERO, xx: ZERO, yy: ZERO, xy: ZERO }),
    step(acc, [argY, argX]) {
      if (argY === null || argX === null) return acc;
      const [x, y] = [asDecimal(argX), asDecimal(argY)];
      acc.count += 1n;
      acc.sumX = plus(acc.sumX, x);
      acc.sumY = plus(acc.sumY, y);
      if (acc.count === 1n) return acc;
      const count = dec.finite(acc.count, 0);
      const [dx, dy] = [minus(times(x, count), acc.sumX), minus(times(y, count), acc.sumY)];
      const scale = dec.finite(acc.count * (acc.count - 1n), 0);
      acc.xx = plus(acc.xx, over(times(dx, dx), scale));
      acc.yy = plus(acc.yy, over(times(dy, dy), scale));
      acc.xy = plus(acc.xy, over(times(dx, dy), scale));
      return acc;
    },
    finish: (acc) => (acc.count === 0n ? null : result(acc))
  };
}

const isZero = (d: dec.Decimal) => d.form === 'finite' && d.coeff === 0n;

function correlation({ xx, yy, xy }: Pairs): number | null {
  if (isZero(xx) || isZero(yy)) return null;
  const product = dec.toDecimal(sqrtDecimal(dec.formatDecimal(times(xx, yy))));
  return asFloat(over(xy, product));
}

function slope({ xx, xy }: Pairs): number | null {
  return isZero(xx) ? null : asFloat(over(xy, xx));
}

function intercept({ count, sumX, sumY, xx, xy }: Pairs): number | null {
  if (isZero(xx)) return null;
  return asFloat(over(minus(sumY, over(times(sumX, xy), xx)), dec.finite(count, 0)));
}

function determination({ xx, yy, xy }: Pairs): number | null {
  if (isZero(xx)) return null;
  return isZero(yy) ? 1 : asFloat(over(times(xy, xy), times(xx, yy)));
}

const NUMBERS = ['float', 'int', 'decimal'];

/** Overloads for every two kinds of numbers. */
const twoNumbers = (of: () => Aggregate<Pairs>, result = 'float'): OverloadSpec[] =>
  NUMBERS.flatMap((y) => NUMBERS.map((x) => aggregate(`(y: ${y}, x: ${x}) -> ${result}`, of)));

const counted = (result: (pairs: Pairs, count: dec.Decimal) => dec.Decimal) => () =>
  pairs((acc) => asFloat(result(acc, dec.finite(acc.count, 0))));

/** Unlike the others it counts nothing as none. */
const pairCount = (): Aggregate<Pairs> => ({ ...pairs(() => null), finish: (acc) => Number(acc.count) });

export const STATISTICS = group('Aggregate', [
  fn(['variance', 'var_samp'], 'The variance of a sample.', variances(1)),
  fn('var_pop', 'The variance of a population.', variances(0)),
  fn(['stddev', 'stddev_samp'], 'The standard deviation of a sample.', deviations(1)),
  fn('stddev_pop', 'The standard deviation of a population.', deviations(0)),
  fn(
    'sqrdiff',
    'The sum of squared differences from the mean.',
    spreads(
      ({ count, squares }) => (count === 0n ? null : dec.reduced(squares)),
      ({ count, squares }) => (count === 0 ? null : squares),
      dec.formatDecimal
    )
  ),
  fn(
    'corr',
    'The correlation coefficient.',
    twoNumbers(() => pairs(correlation))
  ),
  fn('covar_pop', 'The covariance of a population.', twoNumbers(counted(({ xy }, n) => over(xy, n)))),
  fn(
    'covar_samp',
    'The covariance of a sample.',
    twoNumbers(() =>
      pairs(({ count, xy }) => (count < 2n ? null : asFloat(over(xy, dec.finite(count - 1n, 0)))))
    )
  ),
  fn('regr_avgx', 'The mean of x.', twoNumbers(counted(({ sumX }, n) => over(sumX, n)))),
  fn('regr_avgy', 'The mean of y.', twoNumbers(counted(({ sumY }, n) => over(sumY, n)))),
  fn('regr_count', 'How many pairs there are.', twoNumbers(pairCount, 'int')),
  fn(
    'regr_intercept',
    'Where the line of least squares meets the y axis.',
    twoNumbers(() => pairs(intercept))
  ),
  fn(
    'regr_r2',
    'The square of the correlation coefficient.',
    twoNumbers(() => pairs(determination))
  ),
  fn(
    'regr_slope',
    'The slope of the line of least squares.',
    twoNumbers(() => pairs(slope))
  ),
  fn('regr_sxx', 'The sum of squares of x.', twoNumbers(counted(({ xx }) => xx))),
  fn('regr_sxy', 'The sum of products of x and y.', twoNumbers(counted(({ xy }) => xy))),
  fn('regr_syy', 'The sum of squares of y.', twoNumbers(counted(({ yy }) => yy)))
]);
