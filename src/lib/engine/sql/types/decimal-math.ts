import { Decimal as Big } from 'decimal.js';
import { SqlError } from '../../base/errors';
import {
  absolute,
  add,
  compare,
  digitCount,
  divide,
  finite,
  formatDecimal,
  INFINITE,
  multiply,
  NAN,
  negate,
  powerOfTen,
  PRECISION,
  quantize,
  roundDigits,
  toDecimal,
  type Decimal
} from './decimal';
import { decimalOutOfRange } from './type-errors';

/**
 * Roots, logarithms and powers of DECIMAL: twenty digits, the last one rounded, zeros kept where the result is exact
 * (`sqrt(9)` is `3.0000000000000000000`), as apd gives them.
 */

/** Digits carried on the way to twenty. */
const WORKING = 40;
/** A library of its own settings, so that nobody else's change the digits here. Its results are correctly rounded. */
const Wide = Big.clone({ precision: WORKING, rounding: Big.ROUND_HALF_EVEN, maxE: 100_000, minE: -100_000 });

const ONE = finite(1n, 0);
const TWO = finite(2n, 0);

function widen(d: Decimal): Big {
  return new Wide(formatDecimal(roundDigits(d, 2 * WORKING)));
}

/** A library value as one of twenty digits, filled up with zeros. */
function narrow(value: Big): Decimal {
  return filled(roundDigits(toDecimal(value.toString()), PRECISION));
}

function filled(d: Decimal): Decimal {
  if (d.form !== 'finite' || d.coeff === 0n) return d;
  const missing = PRECISION - digitCount(d.coeff);
  return missing > 0 ? { ...d, coeff: d.coeff * powerOfTen(missing), exp: d.exp - missing } : d;
}

/** @throws SqlError 2201F below zero */
export function sqrtDecimal(text: string): string {
  const d = toDecimal(text);
  if (d.form === 'nan') return text;
  if (d.neg) throw new SqlError('2201F', 'cannot take square root of a negative number');
  if (d.form === 'infinite') return text;
  if (d.coeff === 0n) return formatDecimal(finite(0n, Math.trunc(d.exp / 2)));
  return formatDecimal(narrow(widen(d).sqrt()));
}

export function cbrtDecimal(text: string): string {
  const d = toDecimal(text);
  if (d.form !== 'finite') return text;
  if (d.coeff === 0n) return formatDecimal(finite(0n, Math.trunc(d.exp / 3)));
  return formatDecimal(narrow(widen(d).cbrt()));
}

/** `e` to the power of a value. @throws SqlError 22003 */
export function expDecimal(text: string): string {
  const d = toDecimal(text);
  if (d.form === 'nan') return text;
  if (d.form === 'infinite') return d.neg ? '0' : text;
  if (d.coeff === 0n) return '1';
  // e^4606 has 2001 digits before the point: nothing beyond is a DECIMAL.
  if (compare(absolute(d), finite(4606n, 0)) > 0) throw decimalOutOfRange();
  return formatDecimal(toDecimal(formatDecimal(narrow(widen(d).exp()))));
}

/** Refuses what has no logarithm. @throws SqlError 2201E */
export function checkLogarithm(sign: number): void {
  if (sign < 0) throw new SqlError('2201E', 'cannot take logarithm of a negative number');
  if (sign === 0) throw new SqlError('2201E', 'cannot take logarithm of zero');
}

function naturalLog(d: Decimal): Decimal {
  if (d.form !== 'finite') return d;
  const above = add(d, ONE, -1);
  if (above.coeff === 0n) return finite(0n, 0);
  // Close to one the difference from one carries all the digits, however small it is.
  if (compare(absolute(above), finite(1n, -1)) <= 0) return logNearOne(roundDigits(above, 2 * WORKING));
  return toDecimal(widen(d).ln().toString());
}

/** ln(1 + y) for |y| ≤ 0.1: twice the series t + t³/3 + t⁵/5 … of t = y / (2 + y). */
function logNearOne(y: Decimal): Decimal {
  const t = divide(y, add(TWO, y), WORKING);
  const square = roundDigits(multiply(t, t), WORKING);
  let power = t;
  let sum = t;
  for (let n = 3n; ; n += 2n) {
    power = roundDigits(multiply(power, square), WORKING);
    const term = divide(power, finite(n, 0), WORKING);
    if (term.coeff === 0n || term.exp + digitCount(term.coeff) < sum.exp + digitCount(sum.coeff) - WORKING)
      break;
    sum = roundDigits(add(sum, term), WORKING);
  }
  return multiply(sum, TWO);
}

/** @throws SqlError 2201E */
export function lnDecimal(text: string): string {
  const d = toDecimal(text);
  if (d.form === 'nan') return text;
  checkLogarithm(compare(d, finite(0n, 0)));
  return formatDecimal(filled(roundDigits(naturalLog(d), PRECISION)));
}

/** The logarithm to the base ten. @throws SqlError 2201E */
export function log10Decimal(text: string): string {
  const d = toDecimal(text);
  if (d.form === 'nan') return text;
  checkLogarithm(compare(d, finite(0n, 0)));
  return formatDecimal(logTo(finite(10n, 0), d));
}

/** The logarithm to any base. @throws SqlError 2201E, 22012 for the base one */
export function logDecimal(base: string, text: string): string {
  const b = toDecimal(base);
  const d = toDecimal(text);
  if (b.form === 'nan' || d.form === 'nan') return 'NaN';
  checkLogarithm(compare(b, finite(0n, 0)));
  checkLogarithm(compare(d, finite(0n, 0)));
  return formatDecimal(logTo(b, d));
}

function logTo(base: Decimal, d: Decimal): Decimal {
  const numerator = naturalLog(d);
  if (numerator.form === 'finite' && numerator.coeff === 0n) return finite(0n, 0);
  const quotient = divide(numerator, naturalLog(base), WORKING);
  // The quotient of two rounded logarithms misses an exact result by its last digits.
  return filled(roundDigits(roundDigits(quotient, WORKING - 4), PRECISION));
}

/** `base ^ exponent`. @throws SqlError 22003, 2201F */
export function powerDecimals(base: string, exponent: string): string {
  return formatDecimal(power(toDecimal(base), toDecimal(exponent)));
}

export const zeroToNegative = (): SqlError =>
  new SqlError('2201F', 'zero raised to a negative power is undefined');

/** As handlePowEdgeCases in eval/math.go: PostgreSQL's answers where the decimal specification has others. */
function power(x: Decimal, y: Decimal): Decimal {
  if (y.form === 'finite' && y.coeff === 0n) return ONE;
  if (x.form === 'finite' && compare(x, ONE) === 0) return ONE;
  if (x.form === 'nan' || y.form === 'nan') return NAN;
  if (x.form === 'finite' && x.coeff === 0n && y.neg) throw zeroToNegative();
  const whole = y.form === 'finite' ? (quantize(y, 0, 'down') ?? NAN) : NAN;
  const isWhole = whole.form === 'finite' && compare(whole, y) === 0;
  if (x.neg && !isWhole && y.form === 'finite')
    throw new SqlError('2201F', 'a negative number raised to a non-integer power yields a complex result');
  const isOdd = isWhole && whole.coeff % 2n === 1n;
  if (x.form === 'infinite') return y.neg ? finite(0n, 0) : signed(INFINITE, x.neg && isOdd);
  if (x.coeff === 0n) return finite(0n, 0);
  if (y.form === 'infinite') return powerToInfinity(x, y.neg);
  // Ten digits more than asked for, and no fewer than the base has, as in apd.
  const precision = Math.max(PRECISION, digitCount(x.coeff)) + 10;
  const wholePower = integerPower(x, whole, precision);
  if (isWhole) return toDecimalRange(roundDigits(wholePower, PRECISION));
  const rest = multiply(naturalLog(x), add(y, whole, -1));
  const factor = toDecimal(widen(rest).exp().toString());
  return toDecimalRange(filled(roundDigits(multiply(wholePower, factor), PRECISION)));
}

function powerToInfinity(x: Decimal, neg: boolean): Decimal {
  const size = compare(absolute(x), ONE);
  if (size === 0) return ONE;
  return size > 0 === neg ? finite(0n, 0) : INFINITE;
}

function signed(d: Decimal, neg: boolean): Decimal {
  return neg ? negate(d) : d;
}

/** Through the text, which refuses a result that is out of range. @throws SqlError 22003 */
function toDecimalRange(d: Decimal): Decimal {
  return toDecimal(formatDecimal(d));
}

/** By squaring, every product rounded; a power that leaves the range stops at once. @throws SqlError 22003 */
function integerPower(x: Decimal, y: Decimal, precision: number): Decimal {
  let n: Decimal = x;
  let result: Decimal = ONE;
  for (let bits = y.coeff; bits > 0n; bits >>= 1n) {
    if (bits & 1n) result = roundDigits(multiply(result, n), precision);
    if (bits > 1n) n = roundDigits(multiply(n, n), precision);
  }
  return y.neg ? divide(ONE, result, precision) : result;
}
