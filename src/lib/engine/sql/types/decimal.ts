import type { WideInt } from '../../base/datum';
import { normalizeInt } from '../../base/datum';
import { MAX_INT64, MIN_INT64 } from './int';
import { decimalOutOfRange, divisionByZero, intOutOfRange } from './type-errors';
import type { DecimalType } from './type';
import { SqlError } from '../../base/errors';

/**
 * DECIMAL on its text datum (`12.50`, `1E+3`, `NaN`), with the rules of apd, the library CockroachDB uses: the scale is
 * part of the value (`1.50 + 2.5` is `4.00`), sums and products are exact, quotients have twenty digits. A value is a
 * coefficient times a power of ten; one whose size lies beyond 10^±2000 is out of range (22003), and so is one of more
 * than `MAX_DIGITS` digits, which CockroachDB would take and a browser tab should not.
 */

/**
 * A finite decimal is `(neg ? -1 : 1) * coeff * 10^exp`. Zero has a sign where a product, a quotient, a remainder or
 * `fitDecimal` gave it one, as in CockroachDB; texts, sums and `round` have no negative zero.
 */
export interface Decimal {
  readonly form: 'finite' | 'infinite' | 'nan';
  readonly neg: boolean;
  readonly coeff: bigint;
  readonly exp: number;
}

export type Rounding = 'half-up' | 'half-even' | 'down';

/** Digits of a quotient or a root (CockroachDB's DecimalCtx). */
export const PRECISION = 20;
/** The largest power of ten that a value may have, and the smallest (DecimalCtx too). */
const MAX_EXPONENT = 2000;
/** Digits of `//`, `%` and rounding (HighPrecisionCtx). */
const HIGH_PRECISION = 2000;
const MAX_DIGITS = 20_000;

export const NAN: Decimal = { form: 'nan', neg: false, coeff: 0n, exp: 0 };
export const INFINITE: Decimal = { form: 'infinite', neg: false, coeff: 0n, exp: 0 };
const ZERO: Decimal = { form: 'finite', neg: false, coeff: 0n, exp: 0 };
const MINUS_INFINITE: Decimal = { form: 'infinite', neg: true, coeff: 0n, exp: 0 };

export function finite(coeff: bigint, exp: number): Decimal {
  return coeff < 0n
    ? { form: 'finite', neg: true, coeff: -coeff, exp }
    : { form: 'finite', neg: false, coeff, exp };
}

const SMALL_POWERS: readonly bigint[] = Array.from({ length: 64 }, (_, i) => BigInt(`1${'0'.repeat(i)}`));

/** 10^n for n ≥ 0. */
export function powerOfTen(n: number): bigint {
  return n < SMALL_POWERS.length ? SMALL_POWERS[n] : BigInt(`1${'0'.repeat(n)}`);
}

/** How many digits a coefficient has; zero has one. */
export function digitCount(coeff: bigint): number {
  return coeff.toString().length;
}

function isZero(d: Decimal): boolean {
  return d.form === 'finite' && d.coeff === 0n;
}

/** -1, 0 or 1; NaN counts as 1, as in apd. */
function signOf(d: Decimal): number {
  return isZero(d) ? 0 : d.neg ? -1 : 1;
}

const DECIMAL_TEXT = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d{1,9}))?$/;
const SPECIAL_TEXT = /^([+-]?)(inf|infinity|s?nan\d{0,19})$/i;

/**
 * Reads a decimal. Undefined when the text is none.
 * @throws SqlError 22003 when it is one that is too large, too small or too long
 */
export function parseDecimal(text: string): Decimal | undefined {
  const m = DECIMAL_TEXT.exec(text);
  if (!m) {
    const special = SPECIAL_TEXT.exec(text);
    if (!special) return undefined;
    if (!special[2].toLowerCase().startsWith('inf')) return NAN;
    return special[1] === '-' ? MINUS_INFINITE : INFINITE;
  }
  const [, sign, whole, wholeFraction, bareFraction, exponent] = m;
  const fraction = wholeFraction ?? bareFraction ?? '';
  const digits = ((whole ?? '') + fraction).replace(/^0+(?=\d)/, '');
  if (digits.length > MAX_DIGITS) throw decimalOutOfRange();
  const exp = Number(exponent ?? 0) - fraction.length;
  return checked(finite(sign === '-' ? -BigInt(digits) : BigInt(digits), exp));
}

/** The value if its size is one a DECIMAL may have. @throws SqlError 22003 */
function checked(d: Decimal): Decimal {
  if (d.form !== 'finite') return d;
  // One test for all values that are clearly fine spares counting their digits.
  if (d.exp >= -1000 && d.exp <= 1000 && d.coeff < SMALL_POWERS[40]) return d;
  const digits = digitCount(d.coeff);
  if (digits > MAX_DIGITS) throw decimalOutOfRange();
  const adjusted = d.exp + digits - 1;
  if (d.coeff === 0n) {
    const exp = Math.min(Math.max(d.exp, -MAX_EXPONENT), MAX_EXPONENT);
    return exp === d.exp ? d : { ...d, exp };
  }
  if (adjusted > MAX_EXPONENT || adjusted < -MAX_EXPONENT) throw decimalOutOfRange();
  return d;
}

/** The datum: plain where the exponent is not positive and at most six zeros follow the point, else scientific. */
export function formatDecimal(d: Decimal): string {
  if (d.form === 'nan') return 'NaN';
  if (d.form === 'infinite') return d.neg ? '-Infinity' : 'Infinity';
  const sign = d.neg ? '-' : '';
  const digits = d.coeff.toString();
  if (d.exp === 0) return sign + digits;
  const adjusted = d.exp + digits.length - 1;
  if (d.exp < 0 && (adjusted >= -6 || d.coeff === 0n)) {
    const point = digits.length + d.exp;
    if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
    return `${sign}0.${'0'.repeat(-point)}${digits}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${sign}${mantissa}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`;
}

/** A datum read back. Only ever given text that `formatDecimal` made. */
export function toDecimal(text: string): Decimal {
  const d = parseDecimal(text) ?? NAN;
  return d.form === 'finite' && d.coeff === 0n && text.startsWith('-') ? { ...d, neg: true } : d;
}

/** The canonical datum of a text, or undefined when it is no decimal. @throws SqlError 22003 */
export function parseDecimalText(text: string): string | undefined {
  if (/^-?(0|[1-9]\d{0,17})(\.\d{1,6})?$/.test(text) && !/^-0(\.0+)?$/.test(text)) return text;
  const d = parseDecimal(text);
  return d === undefined ? undefined : formatDecimal(d);
}

// --- The short way: most decimals in use are money, and fit a number without their point. ---

/** Coefficient and scale of the short decimal read last by `readShort`: two results without an object. */
let shortCoeff = 0;
let shortScale = 0;

/** Reads `-12.50` into `shortCoeff` and `shortScale`; false for what is longer than 15 digits or not plain. */
function readShort(text: string): boolean {
  const length = text.length;
  if (length > 16) return false;
  let i = text.charCodeAt(0) === 0x2d ? 1 : 0;
  let coeff = 0;
  let point = -1;
  for (; i < length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit >= 0 && digit <= 9) coeff = coeff * 10 + digit;
    else if (digit === -2 && point < 0) point = i;
    else return false;
  }
  if (coeff > 999_999_999_999_999) return false;
  shortCoeff = text.charCodeAt(0) === 0x2d ? -coeff : coeff;
  shortScale = point < 0 ? 0 : length - point - 1;
  return true;
}

const SHORT_POWERS: readonly number[] = Array.from({ length: 16 }, (_, i) => Number(`1e${i}`));

function printShort(coeff: number, scale: number): string {
  if (scale === 0) return String(coeff + 0);
  const digits = String(Math.abs(coeff)).padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${coeff < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** `a + b`, or `a - b` when `sign` is -1. @throws SqlError 22003 */
export function addDecimals(a: string, b: string, sign: 1 | -1 = 1): string {
  if (readShort(a)) {
    const ca = shortCoeff;
    const sa = shortScale;
    if (readShort(b)) {
      const scale = sa > shortScale ? sa : shortScale;
      const sum = ca * SHORT_POWERS[scale - sa] + sign * shortCoeff * SHORT_POWERS[scale - shortScale];
      // Six digits after the point never print with an exponent.
      if (scale <= 6 && Number.isSafeInteger(sum)) return printShort(sum, scale);
    }
  }
  return formatDecimal(add(toDecimal(a), toDecimal(b), sign));
}

/** `a * b`. @throws SqlError 22003 */
export function multiplyDecimals(a: string, b: string): string {
  if (readShort(a)) {
    const ca = shortCoeff;
    const sa = shortScale;
    if (readShort(b)) {
      const product = ca * shortCoeff;
      // A zero may have a sign.
      if (sa + shortScale <= 6 && Number.isSafeInteger(product) && product !== 0)
        return printShort(product, sa + shortScale);
    }
  }
  return formatDecimal(multiply(toDecimal(a), toDecimal(b)));
}

/**
 * The order of DECIMAL: NaN first, then -Infinity, numbers by value whatever their scale, Infinity.
 * @returns negative, zero or positive
 */
export function compareDecimals(a: string, b: string): number {
  if (a === b) return 0;
  if (readShort(a)) {
    const ca = shortCoeff;
    const sa = shortScale;
    // Both have at most 15 digits, so the nearest doubles differ whenever the decimals do.
    if (readShort(b)) return sa === shortScale ? ca - shortCoeff : Number(a) - Number(b);
  }
  return compare(toDecimal(a), toDecimal(b));
}

// --- Arithmetic on the parts. ---

/** Both coefficients, signed, brought to the smaller exponent. @throws SqlError 22003 */
function aligned(a: Decimal, b: Decimal): { x: bigint; y: bigint; exp: number } {
  const gap = a.exp - b.exp;
  if (Math.abs(gap) > MAX_DIGITS) throw decimalOutOfRange();
  let x = a.neg ? -a.coeff : a.coeff;
  let y = b.neg ? -b.coeff : b.coeff;
  if (gap > 0) x *= powerOfTen(gap);
  else if (gap < 0) y *= powerOfTen(-gap);
  return { x, y, exp: gap > 0 ? b.exp : a.exp };
}

export function add(a: Decimal, b: Decimal, sign: 1 | -1 = 1): Decimal {
  if (a.form === 'nan' || b.form === 'nan') return NAN;
  if (a.form === 'infinite' || b.form === 'infinite') {
    const bNeg = sign === 1 ? b.neg : !b.neg;
    if (a.form === 'infinite' && b.form === 'infinite') return a.neg === bNeg ? a : NAN;
    return a.form === 'infinite' ? a : bNeg ? MINUS_INFINITE : INFINITE;
  }
  const { x, y, exp } = aligned(a, b);
  return checked(finite(sign === 1 ? x + y : x - y, exp));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  if (a.form === 'nan' || b.form === 'nan') return NAN;
  const neg = a.neg !== b.neg;
  if (a.form === 'infinite' || b.form === 'infinite') {
    return isZero(a) || isZero(b) ? NAN : neg ? MINUS_INFINITE : INFINITE;
  }
  const coeff = a.coeff * b.coeff;
  return checked({ form: 'finite', neg, coeff, exp: a.exp + b.exp });
}

/**
 * `a / b` with `precision` digits, also where fewer would do (`7 / 2` is `3.5000000000000000000`).
 * @throws SqlError 22012, 22003
 */
export function divide(a: Decimal, b: Decimal, precision = PRECISION): Decimal {
  if (a.form === 'nan' || b.form === 'nan') return NAN;
  if (isZero(b)) throw divisionByZero();
  const neg = a.neg !== b.neg;
  if (a.form === 'infinite') return b.form === 'infinite' ? NAN : neg ? MINUS_INFINITE : INFINITE;
  if (b.form === 'infinite') return ZERO;
  if (a.coeff === 0n) return checked({ form: 'finite', neg, coeff: 0n, exp: a.exp - b.exp });
  // The dividend is scaled so that the quotient has `precision` digits or one more.
  const shift = precision + digitCount(b.coeff) - digitCount(a.coeff);
  let dividend = a.coeff;
  let divisor = b.coeff;
  if (shift > 0) dividend *= powerOfTen(shift);
  else divisor *= powerOfTen(-shift);
  let coeff = dividend / divisor;
  let rest = dividend % divisor;
  let exp = a.exp - b.exp - shift;
  if (digitCount(coeff) > precision) {
    // One digit too many: it decides the rounding together with what is left over.
    rest = rest + (coeff % 10n) * divisor;
    divisor *= 10n;
    coeff /= 10n;
    exp += 1;
  }
  if (rest * 2n >= divisor) coeff += 1n;
  return checked(roundDigits({ form: 'finite', neg, coeff, exp }, precision));
}

/** `//`: cut off towards zero, exponent 0. @throws SqlError 22012, 22003 */
export function divideInteger(a: Decimal, b: Decimal): Decimal {
  if (a.form === 'nan' || b.form === 'nan') return NAN;
  if (isZero(b)) throw divisionByZero();
  const neg = a.neg !== b.neg;
  if (a.form === 'infinite') return b.form === 'infinite' ? NAN : neg ? MINUS_INFINITE : INFINITE;
  if (b.form === 'infinite') return { ...ZERO, neg };
  const { x, y } = aligned(absolute(a), absolute(b));
  const coeff = x / y;
  if (digitCount(coeff) > HIGH_PRECISION) throw decimalOutOfRange();
  return { form: 'finite', neg, coeff, exp: 0 };
}

/** `%`: the sign is that of the left side. @throws SqlError 22012, 22003 */
export function remainder(a: Decimal, b: Decimal): Decimal {
  if (a.form === 'nan' || b.form === 'nan') return NAN;
  if (isZero(b)) throw divisionByZero();
  if (a.form !== 'finite') return NAN;
  if (b.form === 'infinite') return a;
  const { x, y, exp } = aligned(absolute(a), absolute(b));
  return checked({ form: 'finite', neg: a.neg, coeff: x % y, exp });
}

export function negate(d: Decimal): Decimal {
  return d.form === 'nan' ? d : { ...d, neg: !d.neg && !isZero(d) };
}

export function absolute(d: Decimal): Decimal {
  return d.neg ? { ...d, neg: false } : d;
}

/** NaN before all else, then by value. */
export function compare(a: Decimal, b: Decimal): number {
  if (a.form === 'nan' || b.form === 'nan') return (a.form === 'nan' ? 0 : 1) - (b.form === 'nan' ? 0 : 1);
  const sa = signOf(a);
  const sb = signOf(b);
  if (sa !== sb) return sa - sb;
  if (sa === 0) return 0;
  if (a.form === 'infinite' || b.form === 'infinite') {
    return a.form === b.form ? 0 : a.form === 'infinite' ? sa : -sa;
  }
  const magnitude = a.exp + digitCount(a.coeff) - (b.exp + digitCount(b.coeff));
  if (magnitude !== 0) return sa * magnitude;
  const { x, y } = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The coefficient cut to `drop` digits fewer, rounded. */
function dropDigits(coeff: bigint, drop: number, rounding: Rounding): bigint {
  const unit = powerOfTen(drop);
  const kept = coeff / unit;
  if (rounding === 'down') return kept;
  const twice = (coeff % unit) * 2n;
  if (twice > unit) return kept + 1n;
  if (twice < unit) return kept;
  return rounding === 'half-up' || kept % 2n === 1n ? kept + 1n : kept;
}

/** Rounded to at most `precision` digits. */
export function roundDigits(d: Decimal, precision: number, rounding: Rounding = 'half-up'): Decimal {
  if (d.form !== 'finite') return d;
  const drop = digitCount(d.coeff) - precision;
  if (drop <= 0) return d;
  const coeff = dropDigits(d.coeff, drop, rounding);
  // 99…9 rounds up to one digit too many, which is a zero.
  return digitCount(coeff) > precision
    ? { ...d, coeff: coeff / 10n, exp: d.exp + drop + 1 }
    : { ...d, coeff, exp: d.exp + drop };
}

/** The value with the exponent `exp`, digits added or rounded off; undefined when that takes over `precision` digits. */
export function quantize(
  d: Decimal,
  exp: number,
  rounding: Rounding,
  precision = HIGH_PRECISION
): Decimal | undefined {
  if (d.form !== 'finite') return undefined;
  const gap = d.exp - exp;
  if (gap >= 0) {
    if (d.coeff !== 0n && gap + digitCount(d.coeff) > precision) return undefined;
    return { ...d, coeff: d.coeff * (d.coeff === 0n ? 1n : powerOfTen(gap)), exp };
  }
  const digits = digitCount(d.coeff);
  const coeff = -gap > digits ? 0n : dropDigits(d.coeff, -gap, rounding);
  if (digitCount(coeff) > precision) return undefined;
  return { form: 'finite', neg: d.neg && coeff !== 0n, coeff, exp };
}

/** `round(d, places)`: half away from zero; NaN where that has over 2000 digits, as in CockroachDB. */
export function roundPlaces(d: Decimal, places: number): Decimal {
  // Below this the exponent itself is out of range (HighPrecisionCtx's smallest).
  if (places > MAX_EXPONENT + HIGH_PRECISION - 1 || places < -MAX_EXPONENT) return NAN;
  return quantize(d, -places, 'half-up') ?? NAN;
}

/** `trunc(d, places)`: cut off towards zero; NaN and infinities stay. */
export function truncatePlaces(d: Decimal, places: number): Decimal {
  if (d.form !== 'finite') return d;
  if (places > MAX_EXPONENT + HIGH_PRECISION - 1 || places < -MAX_EXPONENT) return NAN;
  const cut = quantize(d, -places, 'down') ?? NAN;
  // CockroachDB shows the exponent of a rounded-off number only when something is left of it.
  return cut.form === 'finite' && cut.coeff === 0n && cut.exp > 0 ? finite(0n, 0) : cut;
}

/** The whole number at or above (`up`) or at or below. */
export function toWhole(d: Decimal, up: boolean): Decimal {
  if (d.form !== 'finite' || d.exp >= 0) return d;
  const cut = quantize(d, 0, 'down', MAX_DIGITS) ?? d;
  if (compare(cut, d) === 0 || d.neg === up) return cut;
  return add(cut, finite(1n, 0), up ? 1 : -1);
}

/** Without zeros at the end: equal values get equal parts. */
export function reduced(d: Decimal): Decimal {
  if (d.form !== 'finite') return d;
  if (d.coeff === 0n) return finite(0n, 0);
  const digits = d.coeff.toString();
  let zeros = 0;
  while (digits.charCodeAt(digits.length - 1 - zeros) === 0x30) zeros++;
  return zeros === 0
    ? d
    : { ...d, coeff: BigInt(digits.slice(0, digits.length - zeros)), exp: d.exp + zeros };
}

// --- To and from other types. ---

export function decimalFromInt(value: WideInt): string {
  return value.toString();
}

/** The shortest digits that read back as the float: `1E+1` for ten, as apd takes a float. */
export function decimalFromFloat(value: number): string {
  if (value !== value) return 'NaN';
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '-Infinity';
  const text = String(value);
  // With a point and no exponent the text is what the rules for decimals make of its digits.
  const size = value < 0 ? -value : value;
  if (size >= 1e-6 && size < 1e21 && text.includes('.')) return text;
  const [mantissa, power] = value.toExponential().split('e');
  return floatText(mantissa, Number(power));
}

/** A mantissa of one digit, a point and perhaps more, and its power of ten. */
function floatText(mantissa: string, power: number): string {
  const digits = mantissa.replace(/[-.]/g, '');
  if (digits === '0') return '0';
  const sign = mantissa.startsWith('-') ? '-' : '';
  const exp = power - digits.length + 1;
  if (exp === 0) return sign + digits;
  if (exp < 0 && power >= -6) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  return `${mantissa}E${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

/** The nearest float. @throws SqlError 22003 when a finite value is beyond all of them */
export function decimalToFloat(text: string): number {
  const value = Number(text);
  if ((value === Infinity || value === -Infinity) && !text.endsWith('y')) {
    throw new SqlError('22003', 'float out of range');
  }
  return value;
}

/** Rounded half away from zero to an integer. @throws SqlError 22003 */
export function decimalToInt(text: string): WideInt {
  if (/^-?\d{1,15}$/.test(text)) return Number(text) + 0;
  const d = toDecimal(text);
  // 19 digits are the most that 64 bits have.
  if (d.form !== 'finite' || (d.coeff !== 0n && d.exp + digitCount(d.coeff) > 19)) throw intOutOfRange();
  const whole = quantize(d, 0, 'half-up', MAX_DIGITS);
  const value = whole === undefined ? undefined : whole.neg ? -whole.coeff : whole.coeff;
  if (value === undefined || value > MAX_INT64 || value < MIN_INT64) throw intOutOfRange();
  return normalizeInt(value);
}

/**
 * A value brought to `DECIMAL(p,s)`: rounded to the scale, zeros added up to it.
 * @throws SqlError 22003 when it has too many digits before the point
 */
export function fitDecimal(text: string, type: DecimalType): string {
  if (type.precision === undefined) return text;
  const scale = type.scale ?? 0;
  if (readShort(text) && shortScale === scale && text.length <= type.precision) return text;
  const d = toDecimal(text);
  if (d.form !== 'finite') return text;
  const fitted = quantize(d, -scale, 'half-up', type.precision);
  if (fitted === undefined) {
    const whole = type.precision - scale;
    throw new SqlError(
      '22003',
      `value with precision ${type.precision}, scale ${scale} must round to an absolute value less than ${whole === 0 ? '1' : `10^${whole}`}`
    );
  }
  return formatDecimal({ ...fitted, neg: d.neg });
}
