import type { FloatType } from './type';

/** FLOAT: how one reads, prints, compares and rounds. */

const FLOAT_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Reads a float as Go's ParseFloat does; undefined for other text and for numbers beyond the largest double. */
export function parseFloat64(text: string): number | undefined {
  if (FLOAT_TEXT.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const m = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (m) {
    if (m[2].toLowerCase() === 'nan') return m[1] === '' ? NaN : undefined;
    return m[1] === '-' ? -Infinity : Infinity;
  }
  return parseHexFloat(text);
}

/** `0x1.8p3`: digits in base sixteen and a power of two. */
function parseHexFloat(text: string): number | undefined {
  const m = /^([+-]?)0[xX]([0-9a-fA-F]{1,13})?(?:\.([0-9a-fA-F]{0,13}))?[pP]([+-]?\d{1,5})$/.exec(text);
  if (!m || (m[2] ?? '') + (m[3] ?? '') === '') return undefined;
  const fraction = m[3] ?? '';
  let value = parseInt((m[2] ?? '') + fraction, 16);
  for (
    let power = Number(m[4]) - 4 * fraction.length;
    power !== 0 && value !== 0 && Number.isFinite(value);
  ) {
    value = power > 0 ? value * 2 : value / 2;
    power += power > 0 ? -1 : 1;
  }
  return Number.isFinite(value) ? (m[1] === '-' ? -value : value) : undefined;
}

/** The shortest digits that read back as the value, and the power of ten of the first of them. */
function shortest(value: number, width: 32 | 64): { digits: string; exponent: number } {
  let text = value.toExponential();
  if (width === 32) {
    // Nine digits always read back to the same FLOAT4; most need fewer.
    for (let digits = 0; digits < 9; digits++) {
      text = value.toExponential(digits);
      if (Math.fround(Number(text)) === value) break;
    }
  }
  const [mantissa, exponent] = text.split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/**
 * As PostgreSQL's protocol prints a float (Go's FormatFloat with `g`): the shortest digits that read back and an exponent
 * below 1e-4 and from 1e+06 on; or, when `extraDigits` is not positive, `15 + extraDigits` digits (six for FLOAT4) and an
 * exponent only where they do not reach the point.
 */
export function formatFloat(value: number, width: 32 | 64 = 64, extraDigits = 1): string {
  if (value !== value) return 'NaN';
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '-Infinity';
  const sign = value < 0 || (value === 0 && 1 / value < 0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (magnitude === 0) return `${sign}0`;
  if (extraDigits > 0) {
    // The language's own text is the same digits, and for these sizes the same form.
    if (width === 64 && magnitude >= 1e-4 && magnitude < 1e6) return String(value);
    const { digits, exponent } = shortest(magnitude, width);
    return sign + layOut(digits, exponent, 6);
  }
  const precision = Math.max(1, (width === 64 ? 15 : 6) + extraDigits);
  const [mantissa, exponent] = magnitude.toExponential(precision - 1).split('e');
  return sign + layOut(mantissa.replace('.', '').replace(/0+$/, ''), Number(exponent), precision);
}

function layOut(digits: string, exponent: number, limit: number): string {
  if (exponent < -4 || exponent >= limit) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits || '0';
    const power = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** A result as a value of its type: FLOAT4 keeps 24 bits. */
export function toFloatWidth(value: number, type: FloatType): number {
  return type.width === 32 ? Math.fround(value) : value;
}

/** NaN first, as CockroachDB orders floats; -0 equals 0. */
export function compareFloats(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return (a === a ? 1 : 0) - (b === b ? 1 : 0);
}

/** Half to even: 0.5 → 0, 1.5 → 2. */
export function roundToEven(value: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 4503599627370496) return value;
  const below = Math.floor(value);
  const rest = value - below;
  const rounded = rest < 0.5 ? below : rest > 0.5 ? below + 1 : below % 2 === 0 ? below : below + 1;
  // Small negative values round to -0, which keeps its sign.
  return rounded === 0 && (value < 0 || 1 / value < 0) ? -0 : rounded;
}

/** Degrees to radians and back, as Go's constants have it. */
export function radians(degrees: number): number {
  return degrees * (3.141592653589793 / 180);
}

export function degrees(radians: number): number {
  return radians * (180 / 3.141592653589793);
}
