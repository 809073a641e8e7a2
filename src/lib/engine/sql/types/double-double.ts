import { powerOfTen } from './decimal';

/**
 * Analysis to the last digit of a double, with nothing but `+ - * /` and square root, which every JavaScript engine
 * rounds alike (Math.sin and its kin are left open by the language). A number is carried as the sum of two doubles, some
 * 32 digits, and rounded once at the end.
 */

/** The value `hi + lo`, where `lo` is below the last bit of `hi`. */
export interface Double2 {
  readonly hi: number;
  readonly lo: number;
}

export function dd(hi: number, lo = 0): Double2 {
  return { hi, lo };
}

const ZERO = dd(0);
const ONE = dd(1);
const LN2 = dd(0.6931471805599453, 2.3190468138462996e-17);
const LN10 = dd(2.302585092994046, -2.1707562233822494e-16);
const PI = dd(3.141592653589793, 1.2246467991473532e-16);
const HALF_PI = dd(1.5707963267948966, 6.123233995736766e-17);
/** What is left of π/2 after the two parts above: angles up to 2³⁰ need it. */
const HALF_PI_REST = -1.4973849048591833e-33;

/** A sum and its rounding error, both exact. */
function twoSum(a: number, b: number): Double2 {
  const sum = a + b;
  const part = sum - a;
  return { hi: sum, lo: a - (sum - part) + (b - part) };
}

/** A product and its rounding error (Dekker's split in halves of 26 bits). */
function twoProduct(a: number, b: number): Double2 {
  const product = a * b;
  const ca = 134217729 * a;
  const cb = 134217729 * b;
  const aHigh = ca - (ca - a);
  const bHigh = cb - (cb - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return { hi: product, lo: aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

function normalized(hi: number, lo: number): Double2 {
  const sum = hi + lo;
  return { hi: sum, lo: lo - (sum - hi) };
}

export function plus(a: Double2, b: Double2): Double2 {
  const s = twoSum(a.hi, b.hi);
  const t = twoSum(a.lo, b.lo);
  const u = normalized(s.hi, s.lo + t.hi);
  return normalized(u.hi, u.lo + t.lo);
}

export function minus(a: Double2, b: Double2): Double2 {
  return plus(a, { hi: -b.hi, lo: -b.lo });
}

export function times(a: Double2, b: Double2): Double2 {
  const p = twoProduct(a.hi, b.hi);
  return normalized(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

export function over(a: Double2, b: Double2): Double2 {
  const q1 = a.hi / b.hi;
  const r = minus(a, times(b, dd(q1)));
  const q2 = r.hi / b.hi;
  const q3 = minus(r, times(b, dd(q2))).hi / b.hi;
  return plus(normalized(q1, q2), dd(q3));
}

export function root(a: Double2): Double2 {
  if (a.hi === 0) return ZERO;
  const estimate = Math.sqrt(a.hi);
  const rest = minus(a, twoProduct(estimate, estimate)).hi;
  return normalized(estimate, rest / (2 * estimate));
}

const view = new DataView(new ArrayBuffer(8));

/** 2^n for -1022 ≤ n ≤ 1023. */
function powerOfTwo(n: number): number {
  view.setUint32(0, (n + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** `value * 2^n`, in steps that stay in range and round only once. */
function scaled(value: Double2, n: number): number {
  const sum = value.hi + value.lo;
  if (n >= -1022 && n <= 1023) return sum * powerOfTwo(n);
  if (n > 1023) return sum * powerOfTwo(1023) * powerOfTwo(Math.min(n - 1023, 1023));
  return sum * powerOfTwo(-1000) * powerOfTwo(Math.max(n + 1000, -1022));
}

/** The exponent of two of a positive double, so that dividing by that power leaves 1 ≤ m < 2. */
function exponentOf(value: number): number {
  view.setFloat64(0, value);
  const biased = (view.getUint32(0) >>> 20) & 0x7ff;
  return biased === 0 ? exponentOf(value * 18014398509481984) - 54 : biased - 1023;
}

/** e^x as a number near one and a power of two. */
function expParts(x: Double2): { mantissa: Double2; power: number } {
  const power = Math.round(x.hi / LN2.hi);
  const r = minus(x, times(LN2, dd(power)));
  // Halved eight times the series is short; the squares undo that.
  const small = dd(r.hi / 256, r.lo / 256);
  let term = small;
  let sum = small;
  for (let n = 2; n <= 12; n++) {
    term = over(times(term, small), dd(n));
    sum = plus(sum, term);
  }
  // (1 + s)² − 1 = 2s + s²: working on the difference from one keeps its digits.
  for (let i = 0; i < 8; i++) sum = plus(plus(sum, sum), times(sum, sum));
  return { mantissa: plus(ONE, sum), power };
}

/** Infinite and zero from where on every double is. */
const EXP_MAX = 710;
const EXP_MIN = -746;

export function exp(x: number): number {
  return x === x ? expOf(dd(x)) : NaN;
}

function expOf(x: Double2): number {
  if (x.hi > EXP_MAX) return Infinity;
  if (x.hi < EXP_MIN) return 0;
  const { mantissa, power } = expParts(x);
  return scaled(mantissa, power);
}

/** e^x where it neither overflows nor vanishes. */
function exp2(x: Double2): Double2 {
  const { mantissa, power } = expParts(x);
  const factor = powerOfTwo(power);
  return dd(mantissa.hi * factor, mantissa.lo * factor);
}

/** Twice the series s + s³/3 + …, or with alternating signs: the area and the arc tangent. */
function oddSeries(s: Double2, alternating: boolean): Double2 {
  const square = times(s, s);
  let power = s;
  let sum = s;
  for (let n = 3; n < 80; n += 2) {
    power = times(power, square);
    const term = over(power, dd(alternating && n % 4 === 3 ? -n : n));
    sum = plus(sum, term);
    if (Math.abs(term.hi) < 1e-33 * Math.abs(sum.hi)) break;
  }
  return sum;
}

/** The natural logarithm of a positive number. */
function lnOf(x: Double2): Double2 {
  let power = exponentOf(x.hi);
  if (power > 1000 || power < -1000) {
    // Scaling by a power of two is exact and keeps what follows in range.
    const shift = power > 0 ? -600 : 600;
    const part = lnOf(dd(x.hi * powerOfTwo(shift), x.lo * powerOfTwo(shift)));
    return minus(part, times(LN2, dd(shift)));
  }
  let factor = powerOfTwo(-power);
  if (x.hi * factor > 1.4142135623730951) {
    power++;
    factor /= 2;
  }
  const m = dd(x.hi * factor, x.lo * factor);
  const area = oddSeries(over(minus(m, ONE), plus(m, ONE)), false);
  return plus(times(LN2, dd(power)), plus(area, area));
}

/** Below zero NaN, at zero -Infinity. */
export function ln(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  return x === Infinity ? x : lnOf(dd(x)).hi;
}

export function log10(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x === Infinity) return x;
  return over(lnOf(dd(x)), LN10).hi;
}

function atanOf(x: Double2): Double2 {
  if (x.hi < 0) {
    const mirrored = atanOf(dd(-x.hi, -x.lo));
    return dd(-mirrored.hi, -mirrored.lo);
  }
  if (x.hi > 1) return minus(HALF_PI, atanOf(over(ONE, x)));
  // Two halvings of the angle bring the series below 0.2.
  const half = (t: Double2) => over(t, plus(ONE, root(plus(ONE, times(t, t)))));
  const quarter = oddSeries(half(half(x)), true);
  return dd(4 * quarter.hi, 4 * quarter.lo);
}

export function atan(x: number): number {
  if (x === 0 || x !== x) return x;
  if (Math.abs(x) > 1e300) return x > 0 ? HALF_PI.hi : -HALF_PI.hi;
  return atanOf(dd(x)).hi;
}

/** The angle of the point (x, y). */
export function atan2(y: number, x: number): number {
  if (y !== y || x !== x) return NaN;
  const below = y < 0 || (y === 0 && 1 / y < 0);
  const left = x < 0 || (x === 0 && 1 / x < 0);
  const turn = (angle: number) => (below ? -angle : angle);
  if (y === 0) return turn(left ? PI.hi : 0);
  if (x === 0) return turn(HALF_PI.hi);
  if (!Number.isFinite(x) || !Number.isFinite(y)) {
    if (Number.isFinite(x)) return turn(HALF_PI.hi);
    if (Number.isFinite(y)) return turn(left ? PI.hi : 0);
    return turn(left ? 2.356194490192345 : 0.7853981633974483);
  }
  const slope = Math.abs(y) / Math.abs(x);
  if (slope > 1e300) return turn(HALF_PI.hi);
  if (slope < 1e-300) return turn(left ? PI.hi : slope);
  const angle = atanOf(over(dd(Math.abs(y)), dd(Math.abs(x))));
  return turn(left ? minus(PI, angle).hi : angle.hi);
}

/** The angle less whole quarter turns, and how many these were, of four. */
function quarterTurns(x: number): { rest: Double2; quarter: number } {
  if (Math.abs(x) >= 1073741824) return bigQuarterTurns(x);
  const count = Math.round(x / HALF_PI.hi);
  const rest = minus(minus(dd(x), twoProduct(count, HALF_PI.hi)), twoProduct(count, HALF_PI.lo));
  return { rest: minus(rest, dd(count * HALF_PI_REST)), quarter: ((count % 4) + 4) % 4 };
}

/** π to 1150 binary digits behind the point would do for the largest double; these are 350 decimal ones. */
const PI_DIGITS = 360;
let halfPiScaled: bigint | undefined;

/** π/2 times 10^PI_DIGITS, by Machin's formula. */
function halfPi(): bigint {
  if (halfPiScaled !== undefined) return halfPiScaled;
  const unit = powerOfTen(PI_DIGITS + 10);
  const arc = (n: bigint) => {
    let power = unit / n;
    let sum = power;
    for (let k = 3n; power !== 0n; k += 2n) {
      power = -power / (n * n);
      sum += power / k;
    }
    return sum;
  };
  halfPiScaled = (8n * arc(5n) - 2n * arc(239n)) / powerOfTen(10);
  return halfPiScaled;
}

function bigQuarterTurns(x: number): { rest: Double2; quarter: number } {
  const unit = powerOfTen(PI_DIGITS);
  // From 2³⁰ on a double is a whole number of 2⁻²³, and from 2⁵³ on a whole number, so this is exact.
  const small = Math.abs(x) < Number.MAX_SAFE_INTEGER;
  const angle = small ? (BigInt(x * 8388608) * unit) / 8388608n : BigInt(x) * unit;
  const turn = halfPi();
  let count = angle / turn;
  let rest = angle - count * turn;
  if (2n * rest > turn) {
    rest -= turn;
    count += 1n;
  } else if (2n * rest < -turn) {
    rest += turn;
    count -= 1n;
  }
  // Two doubles of the remainder: its leading digits, then what they leave.
  const cut = unit / powerOfTen(40);
  const scaledRest = rest / cut;
  const hi = Number(scaledRest);
  const lo = Number(scaledRest - BigInt(hi));
  return { rest: normalized(hi / 1e40, lo / 1e40), quarter: Number(((count % 4n) + 4n) % 4n) };
}

/** Sine (`odd`) or cosine of a small angle, by its series. */
function circularSeries(x: Double2, odd: boolean): Double2 {
  const square = times(x, x);
  let term = odd ? x : ONE;
  let sum = term;
  for (let n = odd ? 3 : 2; n < 40; n += 2) {
    term = over(times(term, square), dd(-n * (n - 1)));
    sum = plus(sum, term);
    if (Math.abs(term.hi) < 1e-34) break;
  }
  return sum;
}

function sinOf(rest: Double2, quarter: number): Double2 {
  const value = circularSeries(rest, quarter % 2 === 0);
  return quarter >= 2 ? dd(-value.hi, -value.lo) : value;
}

export function sin(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (x === 0) return x;
  const { rest, quarter } = quarterTurns(x);
  return sinOf(rest, quarter).hi;
}

export function cos(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { rest, quarter } = quarterTurns(x);
  return sinOf(rest, (quarter + 1) % 4).hi;
}

export function tan(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (x === 0) return x;
  const { rest, quarter } = quarterTurns(x);
  return over(sinOf(rest, quarter), sinOf(rest, (quarter + 1) % 4)).hi;
}

/** √(1 − x²), from the factors so that nothing cancels near one. */
function leg(x: number): Double2 {
  return root(times(minus(ONE, dd(x)), plus(ONE, dd(x))));
}

function asinOf(x: number): Double2 {
  const across = leg(x);
  if (across.hi === 0) return x > 0 ? HALF_PI : dd(-HALF_PI.hi, -HALF_PI.lo);
  return atanOf(over(dd(x), across));
}

export function asin(x: number): number {
  if (!(Math.abs(x) <= 1)) return NaN;
  return x === 0 ? x : asinOf(x).hi;
}

export function acos(x: number): number {
  return Math.abs(x) <= 1 ? minus(HALF_PI, asinOf(x)).hi : NaN;
}

/** (e^x − s·e^−x) / 2: sine and cosine of the hyperbola. */
function hyperbolic(x: number, sign: 1 | -1): number {
  if (Math.abs(x) > 40) {
    const size = expOf(minus(dd(Math.abs(x)), LN2));
    return x < 0 && sign < 0 ? -size : size;
  }
  const up = exp2(dd(x));
  const down = over(ONE, up);
  const value = sign > 0 ? plus(up, down) : minus(up, down);
  return value.hi / 2;
}

/** Close to zero the two powers cancel and the series x + x³/6 takes over. */
export function sinh(x: number): number {
  if (x !== x || !Number.isFinite(x)) return x;
  if (Math.abs(x) > 1e-3) return hyperbolic(x, -1);
  const square = x * x;
  return x === 0 ? x : x + ((x * square) / 6) * (1 + square / 20);
}

export function cosh(x: number): number {
  return Number.isFinite(x) ? hyperbolic(x, 1) : Math.abs(x);
}

export function tanh(x: number): number {
  if (x !== x) return x;
  if (Math.abs(x) > 22) return x > 0 ? 1 : -1;
  if (Math.abs(x) < 1e-3) return x === 0 ? x : x - ((x * x * x) / 3) * (1 - (x * x * 2) / 5);
  const square = exp2(dd(2 * x));
  return over(minus(square, ONE), plus(square, ONE)).hi;
}

export function asinh(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const size = Math.abs(x);
  const value =
    size > 1e150
      ? plus(lnOf(dd(size)), LN2)
      : size < 1e-3
        ? dd(size - ((size * size * size) / 6) * (1 - (size * size * 9) / 20))
        : lnOf(plus(dd(size), root(plus(twoProduct(size, size), ONE))));
  return x < 0 ? -value.hi : value.hi;
}

export function acosh(x: number): number {
  if (!(x >= 1)) return NaN;
  if (!Number.isFinite(x)) return x;
  if (x > 1e150) return plus(lnOf(dd(x)), LN2).hi;
  return lnOf(plus(dd(x), root(minus(twoProduct(x, x), ONE)))).hi;
}

export function atanh(x: number): number {
  if (!(Math.abs(x) <= 1)) return NaN;
  if (Math.abs(x) === 1) return x * Infinity;
  if (Math.abs(x) < 0.5) return x === 0 ? x : oddSeries(dd(x), false).hi;
  const value = lnOf(over(plus(ONE, dd(x)), minus(ONE, dd(x))));
  return value.hi / 2;
}

export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const size = Math.abs(x);
  const third = over(lnOf(dd(size)), dd(3));
  const estimate = dd(expOf(third));
  // One step of Newton's method removes what the exponential rounded off.
  const rest = minus(over(dd(size), times(estimate, estimate)), estimate);
  const value = plus(estimate, over(rest, dd(3))).hi;
  return x < 0 ? -value : value;
}

/** Bits of a power's exponent beyond which multiplying out is no longer exact, nor faster. */
const SMALL_POWER = 64;

export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (x !== x || y !== y) return NaN;
  const whole = Number.isInteger(y);
  const odd = whole && Math.abs(y % 2) === 1;
  const negative = x < 0 || (x === 0 && 1 / x < 0);
  const signed = (size: number) => (negative && odd ? -size : size);
  if (x === 0) return signed(y < 0 ? Infinity : 0);
  if (!Number.isFinite(x)) return signed(y < 0 ? 0 : Infinity);
  const size = Math.abs(x);
  if (!Number.isFinite(y)) return size === 1 ? 1 : size > 1 === y > 0 ? Infinity : 0;
  if (negative && !whole) return NaN;
  if (size === 1) return signed(1);
  if (whole && y > 0 && y <= SMALL_POWER) {
    const product = wholePower(size, y);
    if (product !== undefined) return signed(product);
  }
  const exponent = times(lnOf(dd(size)), dd(y));
  // A product too large for Dekker's split has no low half, and needs none.
  return signed(expOf(exponent.lo === exponent.lo ? exponent : dd(exponent.hi)));
}

/** x^y by squaring; undefined where a step leaves the range in which products are exact in two doubles. */
function wholePower(x: number, y: number): number | undefined {
  let base = dd(x);
  let result = ONE;
  for (let n = y; n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result = times(result, base);
    if (n > 1) base = times(base, base);
  }
  return result.hi < 1e290 && result.hi > 1e-250 && base.hi < 1e290 && base.hi > 1e-250
    ? result.hi
    : undefined;
}

/** The angle in radians of one in degrees, in full: quarter turns are exact. */
export function sinOfDegrees(degrees: number): number {
  if (!Number.isFinite(degrees)) return NaN;
  return ofDegrees(degrees);
}

export function cosOfDegrees(degrees: number): number {
  if (!Number.isFinite(degrees)) return NaN;
  return ofDegrees((degrees % 360) + 90);
}

export function tanOfDegrees(degrees: number): number {
  if (!Number.isFinite(degrees)) return NaN;
  const below = cosOfDegrees(degrees);
  const above = sinOfDegrees(degrees);
  return below === 0 ? above * Infinity : above / below;
}

function ofDegrees(degrees: number): number {
  const turn = ((degrees % 360) + 360) % 360;
  const quarter = Math.round(turn / 90);
  const rest = turn - 90 * quarter;
  // Half a right angle's third is the one angle with a short sine that is no multiple of 90°.
  const sine = (r: number) =>
    Math.abs(r) === 30 ? Math.sign(r) / 2 : circularSeries(over(times(PI, dd(r)), dd(180)), true).hi;
  const cosine = (r: number) => circularSeries(over(times(PI, dd(r)), dd(180)), false).hi;
  switch (quarter % 4) {
    case 0:
      return sine(rest);
    case 1:
      return cosine(rest);
    case 2:
      return rest === 0 ? 0 : -sine(rest);
    default:
      return -cosine(rest);
  }
}

/** An angle in degrees from its sine, cosine or tangent. */
export function degreesOf(f: 'asin' | 'acos' | 'atan', x: number): number {
  if (x !== x || (f !== 'atan' && Math.abs(x) > 1)) return NaN;
  if (!Number.isFinite(x)) return x > 0 ? 90 : -90;
  const angle = f === 'asin' ? asinOf(x) : f === 'acos' ? minus(HALF_PI, asinOf(x)) : atanOf(dd(x));
  return over(times(angle, dd(180)), PI).hi;
}
