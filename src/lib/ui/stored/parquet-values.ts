import type { SchemaElement } from 'hyparquet';

/**
 * Values of Parquet columns as text. The reader hands over what is physically stored, and the meaning that the file's schema gives to it is
 * taken here, exactly: the reader itself would make floating-point numbers of decimals and milliseconds of timestamps.
 */

/** A value of a column as text. @param element the column's leaf, with its meaning */
export function leafText(element: SchemaElement, value: unknown): string {
  if (value instanceof Uint8Array) return bytesText(element, value);
  if (typeof value !== 'number' && typeof value !== 'bigint') return String(value);
  const { converted_type: converted, logical_type: logical } = element;
  if (element.type === 'INT96') return timestampText(BigInt(value), 'NANOS', false);
  if (logical?.type === 'TIMESTAMP')
    return timestampText(BigInt(value), logical.unit, logical.isAdjustedToUTC);
  if (logical?.type === 'TIME') return clockText(BigInt(value), logical.unit);
  if (logical?.type === 'DATE' || converted === 'DATE') return dayText(BigInt(value)) ?? `${value} days`;
  if (converted === 'TIMESTAMP_MILLIS') return timestampText(BigInt(value), 'MILLIS', true);
  if (converted === 'TIMESTAMP_MICROS') return timestampText(BigInt(value), 'MICROS', true);
  if (converted === 'TIME_MILLIS') return clockText(BigInt(value), 'MILLIS');
  if (converted === 'TIME_MICROS') return clockText(BigInt(value), 'MICROS');
  if (isDecimal(element)) return decimalText(BigInt(value), scaleOf(element));
  if (isUnsigned(element)) return String(BigInt.asUintN(element.type === 'INT64' ? 64 : 32, BigInt(value)));
  return Object.is(value, -0) ? '-0' : String(value);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function bytesText(element: SchemaElement, bytes: Uint8Array): string {
  if (isDecimal(element)) return decimalText(bigEndian(bytes), scaleOf(element));
  const { converted_type: converted, logical_type: logical } = element;
  if (logical?.type === 'UUID' && bytes.length === 16)
    return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  if (isText(converted, logical?.type)) {
    try {
      return decoder.decode(bytes);
    } catch {
      // Not the text that the schema says it is: its bytes, then.
    }
  }
  return `\\x${hex(bytes)}`;
}

const isText = (converted: string | undefined, logical: string | undefined): boolean =>
  ['UTF8', 'ENUM', 'JSON'].includes(converted ?? '') || ['STRING', 'ENUM', 'JSON'].includes(logical ?? '');

const isDecimal = ({ converted_type, logical_type }: SchemaElement): boolean =>
  converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL';

function scaleOf({ scale, logical_type: logical }: SchemaElement): number {
  const told = scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
  return Number.isInteger(told) ? Math.min(MOST_SCALE, Math.max(0, told)) : 0;
}

const isUnsigned = ({ converted_type, logical_type }: SchemaElement): boolean =>
  (converted_type?.startsWith('UINT_') ?? false) ||
  (logical_type?.type === 'INTEGER' && !logical_type.isSigned);

/** No decimal of SQL has more digits behind its point than this. */
const MOST_SCALE = 2000;

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Two's complement, the highest byte first. */
function bigEndian(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex(bytes)}`));
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
}

type Unit = 'MILLIS' | 'MICROS' | 'NANOS';

const PER_SECOND: Readonly<Record<Unit, { readonly count: bigint; readonly digits: number }>> = {
  MILLIS: { count: 1000n, digits: 3 },
  MICROS: { count: 1_000_000n, digits: 6 },
  NANOS: { count: 1_000_000_000n, digits: 9 }
};
const DAY_SECONDS = 86_400n;

/** Seconds since midnight or the epoch, and what is over as digits behind a point. */
function split(value: bigint, unit: Unit): { seconds: bigint; fraction: string } {
  const { count, digits } = PER_SECOND[unit];
  const over = ((value % count) + count) % count;
  const fraction = over.toString().padStart(digits, '0').replace(/0+$/, '');
  return { seconds: (value - over) / count, fraction: fraction === '' ? '' : `.${fraction}` };
}

function clockText(value: bigint, unit: Unit): string {
  const { seconds, fraction } = split(value, unit);
  return clockOf(seconds) + fraction;
}

function clockOf(seconds: bigint): string {
  const two = (n: bigint) => n.toString().padStart(2, '0');
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
}

function timestampText(value: bigint, unit: Unit, isUtc: boolean): string {
  const { seconds, fraction } = split(value, unit);
  const today = ((seconds % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  const day = dayText((seconds - today) / DAY_SECONDS);
  // A day that no calendar of the browser reaches.
  if (day === undefined) return `${value} ${unit.toLowerCase()}`;
  return `${day} ${clockOf(today)}${fraction}${isUtc ? '+00' : ''}`;
}

function dayText(days: bigint): string | undefined {
  const date = new Date(Number(days) * 86_400_000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().split('T')[0];
}
