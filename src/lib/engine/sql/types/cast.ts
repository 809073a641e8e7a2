import type { Datum, Interval, TimeTz, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { bitsFromInt, castBits, checkBits, intFromBits, notBits, parseBits } from './bit';
import {
  floorSeconds,
  isInfinite,
  joinMicros,
  MICROS_PER_DAY,
  MICROS_PER_SECOND,
  roundMicros,
  roundTimeOfDay,
  splitMicros
} from './calendar';
import { canCast, castRule } from './cast-rules';
import { checkDate, checkTimestamp, currentOffset, formatDate, sessionZone } from './datetime';
import {
  decimalFromFloat,
  decimalFromInt,
  decimalToFloat,
  decimalToInt,
  finite,
  fitDecimal,
  formatDecimal,
  toDecimal
} from './decimal';
import { enumLabel } from './enum';
import { roundToEven, toFloatWidth } from './float';
import { fullInetText } from './inet';
import { checkIntWidth } from './int';
import {
  fitInterval,
  intervalFromDecimal,
  intervalFromFloat,
  intervalFromSeconds,
  intervalToDecimal,
  intervalToFloat,
  intervalToSeconds,
  makeInterval
} from './interval';
import { isNumber, jsonTypeName, parseJson, type Json } from './json';
import { fitString, oidFromInt, parseDatum, trimSpaces } from './parse';
import type { SessionFormat } from './session-format';
import { textOf } from './format';
import { firstChars } from './string-order';
import { offsetAt, toLocal, toUtc } from './time-zone';
import {
  dateOutOfRange,
  decimalOutOfRange,
  floatOutOfRange,
  intOutOfRange,
  invalidCast
} from './type-errors';
import {
  sameType,
  STRING,
  unbounded,
  type BitType,
  type CollatedType,
  type SqlType,
  type StringType,
  type TimeLikeType
} from './type';
import { typeWord } from './type-name';
import { uuidBytes, uuidFromBytes } from './uuid';

/** Casts of values (eval/cast.go). Which there are is in `cast-rules.ts`. */

/**
 * The value as one of another type: an explicit cast, which cuts strings and bits to length.
 * @throws SqlError 42846 when there is no such cast, 22P02, 22003, 22007, 22008, 22023 for values it does not work on
 */
export function castDatum(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): Datum {
  return datum === null ? null : convert(datum, from, to, format, true);
}

/**
 * The value as a column of the type stores it: as `castDatum`, but what is too long is refused.
 * @throws SqlError 42804 when values of the one type cannot be stored as the other, 22001, 22026 for too long ones
 */
export function assignDatum(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): Datum {
  if (datum === null) return null;
  if (from !== to && !sameType(from, to) && !canCast(from, to, 'assignment')) throw notAssignable(from, to);
  return convert(datum, from, to, format, false);
}

/** The error of storing a value in a column of another type. */
export function notAssignable(from: SqlType, to: SqlType): SqlError {
  return new SqlError(
    '42804',
    `value type ${typeWord(from)} doesn't match type ${typeWord(to)} of the column`,
    {
      hint: castRule(from, to)
        ? `a cast may help: write ::${typeWord(to).toUpperCase()} behind the value`
        : undefined
    }
  );
}

/** Brings a value that is of a type's family to its width: what a column does to a value computed from others. */
export function fitDatum(datum: Datum, type: SqlType, format: SessionFormat): Datum {
  return datum === null ? null : convert(datum, type, type, format, false);
}

function convert(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat, cut: boolean): Datum {
  switch (to.family) {
    case 'bool':
      return toBool(datum, from, to, format);
    case 'int':
      return checkIntWidth(toInt(datum, from, to, format), to);
    case 'float':
      return toFloatWidth(toFloat(datum, from, to, format), to);
    case 'decimal':
      return fitDecimal(toDecimalText(datum, from, to, format), to);
    case 'string':
    case 'collated':
      return toText(datum, from, to, format, cut);
    case 'bit':
      return toBits(datum, from, to, cut);
    case 'date':
      return toDate(datum, from, to, format);
    case 'time':
      return roundTimeOfDay(toTime(datum, from, to, format), to.precision);
    case 'timetz':
      return toTimeTz(datum, from, to, format);
    case 'timestamp':
    case 'timestamptz':
      return toTimestamp(datum, from, to, format);
    case 'interval':
      return fitInterval(toInterval(datum, from, to, format), to);
    case 'array':
      if (from.family === 'array') {
        return (datum as readonly Datum[]).map((item) =>
          item === null ? null : convert(item, from.elem, to.elem, format, cut)
        );
      }
      // Read at any length first: an explicit cast cuts the elements.
      return convert(fromText(datum, from, unbounded(to), format), unbounded(to), to, format, cut);
    case 'tuple':
      if (from.family === 'tuple') {
        if (from.elems.length !== to.elems.length)
          throw new SqlError('42846', 'cannot cast tuple; wrong number of columns');
        return (datum as readonly Datum[]).map((item, i) =>
          castDatum(item, from.elems[i], to.elems[i], format)
        );
      }
      return fromText(datum, from, to, format);
    case 'bytes':
      if (from.family === 'uuid') return uuidBytes(datum as string);
      return from.family === 'bytes' ? datum : fromText(datum, from, to, format);
    case 'uuid':
      if (from.family === 'bytes') return uuidOfBytes(datum as Uint8Array);
      return from.family === 'uuid' ? datum : fromText(datum, from, to, format);
    case 'oid':
      if (from.family === 'oid') return datum;
      return from.family === 'int' ? oidFromInt(datum as WideInt) : fromText(datum, from, to, format);
    case 'inet':
    case 'jsonb':
    case 'enum':
    case 'void':
    case 'other':
      return from.family === to.family ? datum : fromText(datum, from, to, format);
    case 'unknown':
    case 'any':
    case 'anytuple':
    case 'anyenum':
      return datum;
  }
}

/** From a string; everything that has no cast of its own ends here. @throws SqlError 42846 */
function fromText(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): Datum {
  if (from.family !== 'string' && from.family !== 'collated') throw invalidCast(from, to);
  return parseDatum(datum as string, to, format);
}

function toBool(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): boolean {
  switch (from.family) {
    case 'bool':
      return datum as boolean;
    case 'int':
      return datum !== 0;
    case 'float':
      return datum !== 0;
    case 'decimal': {
      const d = toDecimal(datum as string);
      return d.form !== 'finite' || d.coeff !== 0n;
    }
    case 'jsonb': {
      const json = parseJson(datum as string);
      if (typeof json !== 'boolean') throw notInJson(json, to);
      return json;
    }
    default:
      return fromText(datum, from, to, format) as boolean;
  }
}

function notInJson(json: Json, to: SqlType): SqlError {
  return new SqlError('22023', `cannot cast jsonb ${jsonTypeName(json)} to type ${typeWord(to)}`);
}

/** The number that a JSON value is. @throws SqlError 22023 for other values */
function jsonDecimal(text: string, to: SqlType): string {
  const json = parseJson(text);
  if (!isNumber(json)) throw notInJson(json, to);
  return json.number;
}

/** 2⁶³, the first float beyond INT. */
const MAX_INT_FLOAT = 9223372036854775808;

function toInt(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): WideInt {
  switch (from.family) {
    case 'int':
    case 'oid':
      return datum as WideInt;
    case 'bool':
      return datum ? 1 : 0;
    case 'float':
      return intFromFloat(datum as number);
    case 'decimal':
      return decimalToInt(datum as string);
    case 'bit':
      return intFromBits(datum as string, to.family === 'int' ? to.width : 64);
    case 'timestamp':
    case 'timestamptz':
      if (isInfinite(datum as WideInt)) throw intOutOfRange();
      return floorSeconds(datum as WideInt);
    case 'date':
      if (!Number.isFinite(datum)) throw intOutOfRange();
      return datum as number;
    case 'interval':
      return intervalToSeconds(datum as Interval);
    case 'jsonb':
      return decimalToInt(jsonDecimal(datum as string, to));
    default:
      return fromText(datum, from, to, format) as WideInt;
  }
}

/** Half to even, as Go's RoundToEven. @throws SqlError 22003 for NaN and what has more than 64 bits */
export function intFromFloat(value: number): WideInt {
  if (!(value > -MAX_INT_FLOAT && value < MAX_INT_FLOAT)) throw intOutOfRange();
  const rounded = roundToEven(value) + 0;
  return Number.isSafeInteger(rounded) ? rounded : BigInt(rounded);
}

function toFloat(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): number {
  switch (from.family) {
    case 'float':
      return datum as number;
    case 'int':
      return Number(datum);
    case 'bool':
      return datum ? 1 : 0;
    case 'decimal':
      return decimalToFloat(datum as string);
    case 'timestamp':
    case 'timestamptz':
      return secondsOf(datum as WideInt);
    case 'date':
      if (!Number.isFinite(datum)) throw floatOutOfRange();
      return datum as number;
    case 'interval':
      return intervalToFloat(datum as Interval);
    case 'jsonb':
      return decimalToFloat(jsonDecimal(datum as string, to));
    default:
      return fromText(datum, from, to, format) as number;
  }
}

/** Seconds since 1970 with their fraction, as a float. */
export function secondsOf(micros: WideInt): number {
  if (isInfinite(micros)) return Number(micros);
  const seconds = floorSeconds(micros);
  const rest = Number(BigInt(micros) - BigInt(seconds) * 1_000_000n);
  return seconds + rest * 1e-6;
}

function toDecimalText(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): string {
  switch (from.family) {
    case 'decimal':
      return datum as string;
    case 'int':
      return decimalFromInt(datum as WideInt);
    case 'float':
      return decimalFromFloat(datum as number);
    case 'bool':
      return datum ? '1' : '0';
    case 'date':
      if (!Number.isFinite(datum)) throw decimalOutOfRange();
      return String(datum);
    case 'timestamp':
    case 'timestamptz':
      if (isInfinite(datum as WideInt)) throw decimalOutOfRange();
      return formatDecimal(finite(BigInt(datum as WideInt), -6));
    case 'interval':
      return intervalToDecimal(datum as Interval);
    case 'jsonb':
      return jsonDecimal(datum as string, to);
    default:
      return fromText(datum, from, to, format) as string;
  }
}

/** The text of a value as a cast to STRING gives it. */
export function castToText(datum: Datum, from: SqlType, format: SessionFormat): string {
  switch (from.family) {
    case 'string':
    case 'collated':
      return datum as string;
    case 'bool':
      return datum ? 'true' : 'false';
    case 'inet':
      return fullInetText(datum as string);
    case 'enum':
      return enumLabel(datum as number, from);
    default:
      return textOf(datum, from, format);
  }
}

function toText(
  datum: Datum,
  from: SqlType,
  to: StringType | CollatedType,
  format: SessionFormat,
  cut: boolean
): string {
  const text =
    from.family === 'int' && to.variant === '"char"'
      ? charOfCode(datum as WideInt)
      : castToText(datum, from, format);
  if (!cut) return fitString(text, to);
  const trimmed = to.variant === 'char' || to.variant === 'bpchar' ? trimSpaces(text) : text;
  return to.width === undefined ? fitString(trimmed, to) : firstChars(trimmed, to.width);
}

/** An integer as a `"char"` is the character of that number. @throws SqlError 22003 beyond a signed byte */
function charOfCode(code: WideInt): string {
  if (code > 127 || code < -128) throw new SqlError('22003', '"char" out of range');
  return code === 0 ? '' : String.fromCharCode(Number(code) & 127);
}

function toBits(datum: Datum, from: SqlType, to: BitType, cut: boolean): string {
  let bits: string | undefined;
  if (from.family === 'bit') bits = datum as string;
  else if (from.family === 'int') bits = bitsFromInt(datum as WideInt, to.width ?? 0);
  else if (from.family === 'string' || from.family === 'collated') {
    bits = parseBits(datum as string);
    if (bits === undefined) throw notBits(datum as string);
  } else throw invalidCast(from, to);
  return cut ? castBits(bits, to) : checkBits(bits, to);
}

function toDate(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): number {
  switch (from.family) {
    case 'date':
      return datum as number;
    case 'int':
      if (typeof datum !== 'number') throw dateOutOfRange();
      return checkDate(datum);
    case 'timestamp':
      return daysOf(datum as WideInt);
    case 'timestamptz':
      return daysOf(toLocal(sessionZone(format), datum as WideInt));
    default:
      return fromText(datum, from, to, format) as number;
  }
}

/** The day of a moment; infinities stay. */
function daysOf(micros: WideInt): number {
  return isInfinite(micros) ? Number(micros) : checkDate(splitMicros(micros).days);
}

function toTime(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): number {
  switch (from.family) {
    case 'time':
      return datum as number;
    case 'timetz':
      return (datum as TimeTz).micros;
    case 'timestamp':
      return timeOf(datum as WideInt);
    case 'timestamptz':
      return timeOf(toLocal(sessionZone(format), datum as WideInt));
    case 'interval': {
      const rest = (datum as Interval).micros % MICROS_PER_DAY;
      return rest < 0 ? rest + MICROS_PER_DAY : rest;
    }
    default:
      return fromText(datum, from, to, format) as number;
  }
}

function timeOf(micros: WideInt): number {
  return isInfinite(micros) ? 0 : splitMicros(micros).time;
}

function toTimeTz(datum: Datum, from: SqlType, to: TimeLikeType, format: SessionFormat): TimeTz {
  const rounded = (micros: number, offsetSeconds: number) => ({
    micros: roundTimeOfDay(micros, to.precision),
    offsetSeconds
  });
  switch (from.family) {
    case 'timetz': {
      const { micros, offsetSeconds } = datum as TimeTz;
      return rounded(micros, offsetSeconds);
    }
    case 'time':
      return rounded(datum as number, currentOffset(format));
    case 'timestamptz': {
      const zone = sessionZone(format);
      const micros = datum as WideInt;
      return rounded(
        timeOf(toLocal(zone, micros)),
        isInfinite(micros) ? 0 : offsetAt(zone, floorSeconds(micros))
      );
    }
    default:
      return fromText(datum, from, to, format) as TimeTz;
  }
}

function toTimestamp(datum: Datum, from: SqlType, to: TimeLikeType, format: SessionFormat): WideInt {
  const zoned = to.family === 'timestamptz';
  let micros: WideInt;
  switch (from.family) {
    case 'timestamp':
      micros = zoned ? toUtc(sessionZone(format), datum as WideInt) : (datum as WideInt);
      break;
    case 'timestamptz':
      micros = zoned ? (datum as WideInt) : toLocal(sessionZone(format), datum as WideInt);
      break;
    case 'date': {
      if (!Number.isFinite(datum))
        throw new SqlError('22008', `${formatDate(datum as number)} out of range for timestamp`);
      const local = joinMicros(datum as number, 0);
      micros = zoned ? toUtc(sessionZone(format), local) : local;
      break;
    }
    case 'int':
      micros = multiplySeconds(datum as WideInt);
      break;
    default:
      return fromText(datum, from, to, format) as WideInt;
  }
  return checkTimestamp(roundMicros(micros, to.precision));
}

function multiplySeconds(seconds: WideInt): WideInt {
  const micros = Number(seconds) * MICROS_PER_SECOND;
  return Number.isSafeInteger(micros) ? micros : BigInt(seconds) * BigInt(MICROS_PER_SECOND);
}

function toInterval(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): Interval {
  switch (from.family) {
    case 'interval':
      return datum as Interval;
    case 'int':
      return intervalFromSeconds(datum as WideInt);
    case 'float':
      return intervalFromFloat(datum as number);
    case 'decimal':
      return intervalFromDecimal(datum as string);
    case 'time':
      return makeInterval(0, 0, datum as number);
    default:
      return fromText(datum, from, to, format) as Interval;
  }
}

/** @throws SqlError 22P02 */
function uuidOfBytes(bytes: Uint8Array): string {
  const uuid = uuidFromBytes(bytes);
  if (uuid === undefined)
    throw new SqlError('22P02', `UUID must be exactly 16 bytes long, got ${bytes.length} bytes`);
  return uuid;
}

/** The cast to STRING as a datum: what `||`, `concat` and `format` do with their arguments. */
export function datumText(datum: Datum, from: SqlType, format: SessionFormat): string | null {
  return castDatum(datum, from, STRING, format) as string | null;
}
