import type { Interval, TimeTz, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import {
  civilFromDays,
  dayOfYear,
  daysFromCivil,
  isInfinite,
  isoWeek,
  joinMicros,
  julianDay,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  splitMicros,
  weekday
} from '../types/calendar';
import { secondsOf } from '../types/cast';
import { intervalToSeconds, makeInterval } from '../types/interval';

/** The fields of dates, times and intervals: `extract` reads them, `date_trunc` cuts below them. */

type Field =
  | 'millennium'
  | 'century'
  | 'decade'
  | 'year'
  | 'isoyear'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'dow'
  | 'isodow'
  | 'doy'
  | 'julian'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond'
  | 'epoch'
  | 'timezone'
  | 'timezone_hour'
  | 'timezone_minute';

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['millennia', 'millennium'],
  ['millennium', 'millennium'],
  ['millenniums', 'millennium'],
  ['centuries', 'century'],
  ['century', 'century'],
  ['decade', 'decade'],
  ['decades', 'decade'],
  ['year', 'year'],
  ['years', 'year'],
  ['isoyear', 'isoyear'],
  ['quarter', 'quarter'],
  ['month', 'month'],
  ['months', 'month'],
  ['week', 'week'],
  ['weeks', 'week'],
  ['day', 'day'],
  ['days', 'day'],
  ['dow', 'dow'],
  ['dayofweek', 'dow'],
  ['isodow', 'isodow'],
  ['doy', 'doy'],
  ['dayofyear', 'doy'],
  ['julian', 'julian'],
  ['hour', 'hour'],
  ['hours', 'hour'],
  ['minute', 'minute'],
  ['minutes', 'minute'],
  ['second', 'second'],
  ['seconds', 'second'],
  ['millisecond', 'millisecond'],
  ['milliseconds', 'millisecond'],
  ['microsecond', 'microsecond'],
  ['microseconds', 'microsecond'],
  ['epoch', 'epoch'],
  ['timezone', 'timezone'],
  ['timezone_hour', 'timezone_hour'],
  ['timezone_hours', 'timezone_hour'],
  ['timezone_minute', 'timezone_minute'],
  ['timezone_minutes', 'timezone_minute']
]);

export function unknownField(name: string): SqlError {
  return new SqlError('22023', `unsupported timespan: ${name.slice(0, 100)}`);
}

/** @throws SqlError 22023 */
function fieldNamed(name: string): Field {
  const field = FIELDS.get(name.toLowerCase());
  if (!field) throw unknownField(name);
  return field;
}

/** Whole periods that a year lies in, counted from the year 1; years before count down. */
function periodOfYear(year: number, length: number): number {
  return year > 0 ? Math.floor((year + length - 1) / length) : -Math.floor((length - year) / length);
}

function decadeOfYear(year: number): number {
  return year >= 0 ? Math.floor(year / 10) : -Math.floor((9 - year) / 10);
}

/** A field of a time of day, as FLOAT; undefined for a field it has not. */
function timeField(field: Field, time: number): number | undefined {
  const second = Math.floor(time / MICROS_PER_SECOND) % 60;
  const micros = time % MICROS_PER_SECOND;
  switch (field) {
    case 'hour':
      return Math.floor(time / MICROS_PER_HOUR);
    case 'minute':
      return Math.floor(time / MICROS_PER_MINUTE) % 60;
    case 'second':
      return second + micros / 1e6;
    case 'millisecond':
      return second * 1000 + micros / 1000;
    case 'microsecond':
      return second * 1e6 + micros;
    default:
      return undefined;
  }
}

/** The fields that grow with time, so that an endless time has them too. */
const ENDLESS: ReadonlySet<Field> = new Set<Field>([
  'millennium',
  'century',
  'decade',
  'year',
  'isoyear',
  'julian',
  'epoch'
]);

/** A field of a clock reading. Of an endless time most are NULL. @throws SqlError 22023 */
export function timestampField(name: string, micros: WideInt): number | null {
  const field = fieldNamed(name);
  if (isInfinite(micros)) return ENDLESS.has(field) ? Number(micros) : null;
  const { days, time } = splitMicros(micros);
  const date = civilFromDays(days);
  switch (field) {
    case 'millennium':
      return periodOfYear(date.year, 1000);
    case 'century':
      return periodOfYear(date.year, 100);
    case 'decade':
      return decadeOfYear(date.year);
    case 'year':
      return date.year;
    case 'isoyear':
      return isoWeek(days).year;
    case 'quarter':
      return Math.floor((date.month - 1) / 3) + 1;
    case 'month':
      return date.month;
    case 'week':
      return isoWeek(days).week;
    case 'day':
      return date.day;
    case 'dow':
      return weekday(days);
    case 'isodow':
      return weekday(days) || 7;
    case 'doy':
      return dayOfYear(date);
    case 'julian':
      return julianDay(days) + time / MICROS_PER_DAY;
    case 'epoch':
      return secondsOf(micros);
    default:
      return timeField(field, time) ?? refuse(name);
  }
}

function refuse(name: string): never {
  throw unknownField(name);
}

/** A field of a moment that a clock so many seconds east of UTC shows as `local`. @throws SqlError 22023 */
export function timestampTzField(
  name: string,
  micros: WideInt,
  local: WideInt,
  offset: number
): number | null {
  const zone = zoneField(fieldNamed(name), offset);
  if (zone !== undefined) return isInfinite(micros) ? null : zone;
  return fieldNamed(name) === 'epoch' ? timestampField(name, micros) : timestampField(name, local);
}

function zoneField(field: Field, offset: number): number | undefined {
  switch (field) {
    case 'timezone':
      return offset;
    case 'timezone_hour':
      return Math.trunc(offset / 3600) + 0;
    case 'timezone_minute':
      return (Math.trunc(offset / 60) % 60) + 0;
    default:
      return undefined;
  }
}

/** @throws SqlError 22023 */
export function timeOfDayField(name: string, time: number): number {
  const field = fieldNamed(name);
  return field === 'epoch' ? time / 1e6 : (timeField(field, time) ?? refuse(name));
}

/** @throws SqlError 22023 */
export function timeTzField(name: string, { micros, offsetSeconds }: TimeTz): number {
  const field = fieldNamed(name);
  if (field === 'epoch') return micros / 1e6 - offsetSeconds;
  return zoneField(field, offsetSeconds) ?? timeField(field, micros) ?? refuse(name);
}

/** Months make years and so on; nothing is carried over from days or hours. @throws SqlError 22023 */
export function intervalField(name: string, { months, days, micros }: Interval): number {
  switch (fieldNamed(name)) {
    case 'millennium':
      return Math.trunc(months / 12_000) + 0;
    case 'century':
      return Math.trunc(months / 1200) + 0;
    case 'decade':
      return Math.trunc(months / 120) + 0;
    case 'year':
      return Math.trunc(months / 12) + 0;
    case 'month':
      return (months % 12) + 0;
    case 'day':
      return days;
    case 'hour':
      return Math.trunc(micros / MICROS_PER_HOUR) + 0;
    case 'minute':
      return Math.trunc((micros % MICROS_PER_HOUR) / MICROS_PER_MINUTE) + 0;
    case 'second':
      return ((micros % MICROS_PER_MINUTE) + 0) / 1e6;
    case 'millisecond':
      return ((micros % MICROS_PER_MINUTE) + 0) / 1e3;
    case 'microsecond':
      return (micros % MICROS_PER_MINUTE) + 0;
    case 'epoch':
      return intervalToSeconds({ months, days, micros });
    default:
      return refuse(name);
  }
}

const DURATION_UNITS: ReadonlyMap<Field, number> = new Map<Field, number>([
  ['hour', MICROS_PER_HOUR],
  ['minute', MICROS_PER_MINUTE],
  ['second', MICROS_PER_SECOND],
  ['millisecond', 1000],
  ['microsecond', 1]
]);

/** All of an interval's time in a unit, cut off. @throws SqlError 22023 */
export function durationIn(name: string, { micros }: Interval): number {
  const unit = DURATION_UNITS.get(fieldNamed(name));
  if (unit === undefined) throw unknownField(name);
  return Math.trunc(micros / unit) + 0;
}

// --- Cutting off. ---

/** What is left of a time of day. @throws SqlError 22023 */
function truncateTime(field: Field, name: string, time: number): number {
  const unit = DURATION_UNITS.get(field);
  if (unit === undefined) throw unknownField(name);
  return time - (time % unit);
}

/** @throws SqlError 22023 */
export function truncateTimeOfDay(name: string, time: number): number {
  return truncateTime(fieldNamed(name), name, time);
}

/** A clock reading at the beginning of its century, month, hour … @throws SqlError 22023 */
export function truncateTimestamp(name: string, micros: WideInt): WideInt {
  const field = fieldNamed(name);
  if (isInfinite(micros)) return micros;
  const { days, time } = splitMicros(micros);
  const { year, month } = civilFromDays(days);
  switch (field) {
    case 'millennium':
      return startOfYear(
        year > 0 ? (periodOfYear(year, 1000) - 1) * 1000 + 1 : periodOfYear(year, 1000) * 1000 + 1
      );
    case 'century':
      return startOfYear(
        year > 0 ? (periodOfYear(year, 100) - 1) * 100 + 1 : periodOfYear(year, 100) * 100 + 1
      );
    case 'decade':
      return startOfYear(decadeOfYear(year) * 10);
    case 'year':
      return startOfYear(year);
    case 'quarter':
      return joinMicros(daysFromCivil(year, month - ((month - 1) % 3), 1), 0);
    case 'month':
      return joinMicros(daysFromCivil(year, month, 1), 0);
    case 'week':
      return joinMicros(days - ((weekday(days) + 6) % 7), 0);
    case 'day':
      return joinMicros(days, 0);
    default:
      return joinMicros(days, truncateTime(field, name, time));
  }
}

function startOfYear(year: number): WideInt {
  return joinMicros(daysFromCivil(year, 1, 1), 0);
}

const MONTH_UNITS: ReadonlyMap<Field, number> = new Map<Field, number>([
  ['millennium', 12_000],
  ['century', 1200],
  ['decade', 120],
  ['year', 12],
  ['quarter', 3],
  ['month', 1]
]);

/** @throws SqlError 22023; 0A000 for weeks, which months do not consist of */
export function truncateInterval(name: string, { months, days, micros }: Interval): Interval {
  const field = fieldNamed(name);
  if (field === 'week') {
    throw new SqlError(
      '0A000',
      'interval units "week" not supported because months usually have fractional weeks'
    );
  }
  const unit = MONTH_UNITS.get(field);
  if (unit !== undefined) return makeInterval(months - (months % unit), 0, 0);
  if (field === 'day') return makeInterval(months, days, 0);
  return makeInterval(months, days, truncateTime(field, name, micros));
}
