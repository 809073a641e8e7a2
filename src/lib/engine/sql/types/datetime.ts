import type { TimeTz, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import {
  civilFromDays,
  daysFromCivil,
  floorSeconds,
  inTimestampRange,
  joinMicros,
  MAX_DATE,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  MIN_DATE,
  roundMicros,
  roundTimeOfDay,
  splitMicros
} from './calendar';
import { parseDateTime, type DateTimeParts } from './datetime-parse';
import type { SessionFormat } from './session-format';
import { formatCivil, formatTimeOfDay, longOffsetText, offsetText, pair } from './time-text';
import { offsetAt, parseTimeZone, toLocal, toUtc, UTC, type TimeZone } from './time-zone';
import { cannotParseTime, dateOutOfRange, timestampOutOfRange } from './type-errors';

/** DATE, TIME, TIMETZ, TIMESTAMP and TIMESTAMPTZ: reading and printing. Arithmetic is in `datetime-math.ts`. */

/** The session's zone; one that was valid when it was set stays so. */
export function sessionZone(format: SessionFormat): TimeZone {
  return parseTimeZone(format.timeZone) ?? UTC;
}

/** @throws SqlError 22008 */
export function checkDate(days: number): number {
  if ((days < MIN_DATE || days > MAX_DATE) && Number.isFinite(days)) throw dateOutOfRange();
  return days;
}

/** @throws SqlError 22008 */
export function checkTimestamp(micros: WideInt): WideInt {
  if (!inTimestampRange(micros)) throw timestampOutOfRange(formatTimestamp(micros));
  return micros;
}

/** Microseconds of the clock reading, as if it were UTC; nanoseconds are rounded to the precision (six digits at most). */
function clockMicros(parts: DateTimeParts, precision: number | undefined): WideInt {
  const days = daysFromCivil(parts.year, parts.month, parts.day);
  const time =
    parts.hour * MICROS_PER_HOUR + parts.minute * MICROS_PER_MINUTE + parts.second * MICROS_PER_SECOND;
  const micros = joinMicros(days, time + Math.floor(parts.nanos / 1000 + 0.5));
  return roundMicros(micros, precision);
}

/** @throws SqlError 22007, 22008 */
export function parseDate(text: string, format: SessionFormat): number {
  const parts = parseDateTime(text, 'date', 'date', format);
  switch (parts.sentinel) {
    case 'infinity':
      return Infinity;
    case '-infinity':
      return -Infinity;
    case 'epoch':
      return 0;
    case 'now':
      return splitMicros(toLocal(sessionZone(format), format.nowMicros)).days;
    default:
      return checkDate(daysFromCivil(parts.year, parts.month, parts.day));
  }
}

/** The moment a word stands for, or undefined. */
function sentinelMicros(parts: DateTimeParts, format: SessionFormat): WideInt | undefined {
  switch (parts.sentinel) {
    case 'infinity':
      return Infinity;
    case '-infinity':
      return -Infinity;
    case 'epoch':
      return 0;
    case 'now':
      return format.nowMicros;
    default:
      return undefined;
  }
}

/** A TIMESTAMP: what the clock shows; a zone in the text is read and ignored. @throws SqlError 22007, 22008 */
export function parseTimestamp(text: string, precision: number | undefined, format: SessionFormat): WideInt {
  const parts = parseDateTime(text, 'timestamp', 'date', format);
  const sentinel = sentinelMicros(parts, format);
  if (sentinel === undefined) return checkTimestamp(clockMicros(parts, precision));
  return parts.sentinel === 'now' ? roundMicros(toLocal(sessionZone(format), sentinel), precision) : sentinel;
}

/** A TIMESTAMPTZ: the moment, in the zone that the text names or the session's. @throws SqlError 22007, 22008 */
export function parseTimestampTz(
  text: string,
  precision: number | undefined,
  format: SessionFormat
): WideInt {
  const parts = parseDateTime(text, 'timestamptz', 'date', format);
  const sentinel = sentinelMicros(parts, format);
  if (sentinel !== undefined) return roundMicros(sentinel, precision);
  return checkTimestamp(toUtc(parts.zone ?? sessionZone(format), clockMicros(parts, precision)));
}

/** Only this way of writing midnight means the end of the day. */
const END_OF_DAY = /^([0-9-]*[T\s])?\s*24:00(:00(\.0+)?)?$/;

/** @throws SqlError 22007, 22008 */
export function parseTime(text: string, precision: number | undefined, format: SessionFormat): number {
  if (END_OF_DAY.test(text.trim())) return MICROS_PER_DAY;
  const parts = parseDateTime(text, 'time', 'time', format);
  const clock = timeOfParts(parts, format, sessionZone(format));
  return roundTimeOfDay(clock, precision);
}

function timeOfParts(parts: DateTimeParts, format: SessionFormat, zone: TimeZone): number {
  const sentinel = sentinelMicros(parts, format);
  if (sentinel === Infinity || sentinel === -Infinity)
    throw new SqlError('22007', 'infinity is no time of day');
  if (sentinel !== undefined) return splitMicros(toLocal(zone, sentinel)).time;
  const seconds = parts.hour * 3600 + parts.minute * 60 + parts.second;
  return (seconds * MICROS_PER_SECOND + Math.floor(parts.nanos / 1000 + 0.5)) % MICROS_PER_DAY;
}

/** The widest offset that a TIMETZ may have: 15:59. */
const MAX_TIMETZ_OFFSET = 57_540;

/** @throws SqlError 22007, 22008; 22003 for an offset beyond 15:59 */
export function parseTimeTz(text: string, precision: number | undefined, format: SessionFormat): TimeTz {
  // A TIMETZ is read as a moment: without a day of its own it is one of the first of 1970.
  if (!/\d:/.test(text)) throw cannotParseTime('timetz', text, 'missing required time fields');
  const dated = /^\d+[-/]/.test(text) ? text : `1970-01-01 ${text.trim()}`;
  const parts = parseDateTime(dated, 'timetz', 'date', format);
  const zone = parts.zone ?? sessionZone(format);
  const moment = parts.sentinel
    ? (sentinelMicros(parts, format) ?? 0)
    : toUtc(
        zone,
        joinMicros(daysFromCivil(parts.year, parts.month, parts.day), parts.hour * MICROS_PER_HOUR)
      );
  const offsetSeconds = offsetAt(zone, floorSeconds(moment));
  if (Math.abs(offsetSeconds) > MAX_TIMETZ_OFFSET) {
    throw new SqlError('22003', `time zone displacement out of range: ${JSON.stringify(text.slice(0, 100))}`);
  }
  const micros = /^([0-9-]*[T\s])?\s*24:/.test(text.trim())
    ? MICROS_PER_DAY
    : timeOfParts(parts, format, zone);
  return { micros: micros === MICROS_PER_DAY ? micros : roundTimeOfDay(micros, precision), offsetSeconds };
}

/** How far the session's zone lies east of UTC now: what a TIME that becomes a TIMETZ gets. */
export function currentOffset(format: SessionFormat): number {
  return offsetAt(sessionZone(format), floorSeconds(format.nowMicros));
}

// --- Printing. ---

/** `2024-05-09`, `0044-03-15 BC`, `infinity`. */
export function formatDate(days: number): string {
  if (days === Infinity) return 'infinity';
  if (days === -Infinity) return '-infinity';
  const { year, month, day } = civilFromDays(days);
  return formatCivil(year, month, day) + (year <= 0 ? ' BC' : '');
}

/** The clock reading of a moment: `2025-03-10 14:09:10.047524`. */
export function formatTimestamp(micros: WideInt, between = ' ', zoneText = ''): string {
  if (micros === Infinity) return 'infinity';
  if (micros === -Infinity) return '-infinity';
  const { days, time } = splitMicros(micros);
  const { year, month, day } = civilFromDays(days);
  const bc = year <= 0 ? ' BC' : '';
  return formatCivil(year, month, day) + between + formatTimeOfDay(time) + zoneText + bc;
}

/** A moment in a zone: `2025-03-10 14:09:10.047524+00`. */
export function formatTimestampTz(micros: WideInt, zone: TimeZone): string {
  if (micros === Infinity || micros === -Infinity) return formatTimestamp(micros);
  const offset = offsetAt(zone, floorSeconds(micros));
  return formatTimestamp(toLocal(zone, micros), ' ', offsetText(offset));
}

/** `12:18:42.02+02`. */
export function formatTimeTz(value: TimeTz): string {
  return formatTimeOfDay(value.micros) + offsetText(value.offsetSeconds);
}

/** `12:18:42.02+02:00:00`, the long form that messages of changefeeds show (reference §4.9). */
export function formatTimeTzLong(value: TimeTz): string {
  const text = longOffsetText(value.offsetSeconds);
  return formatTimeOfDay(value.micros) + (text.split(':').length === 2 ? `${text}:00` : text);
}

/**
 * As JSON has a moment (Go's RFC3339Nano and the same without zone): `2024-05-09T12:18:42.022952`, then `Z` or the
 * offset when a zone is given. Years have four digits at least, behind the sign of those before year 0, which is 1 BC.
 */
export function formatRfc3339(micros: WideInt, zone?: TimeZone): string {
  if (micros === Infinity) return 'infinity';
  if (micros === -Infinity) return '-infinity';
  const offset = zone ? offsetAt(zone, floorSeconds(micros)) : 0;
  const { days, time } = splitMicros(offset === 0 || !zone ? micros : toLocal(zone, micros));
  const { year, month, day } = civilFromDays(days);
  const digits = String(Math.abs(year)).padStart(4, '0');
  const yearText = year < 0 ? `-${digits}` : digits;
  const suffix = !zone ? '' : offset === 0 ? 'Z' : longOffsetText(offset).slice(0, 6);
  const clock = formatTimeOfDay(time);
  return `${yearText}-${pair(month)}-${pair(day)}T${clock}${suffix}`;
}
