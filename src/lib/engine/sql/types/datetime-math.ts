import type { Interval, TimeTz, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import {
  addMicros,
  civilFromDays,
  daysFromCivil,
  daysInMonth,
  isInfinite,
  joinMicros,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  splitMicros
} from './calendar';
import { checkDate, checkTimestamp } from './datetime';
import { makeInterval } from './interval';
import { dateOutOfRange, intervalOutOfRange } from './type-errors';
import { toLocal, toUtc, UTC, type TimeZone } from './time-zone';

/** Arithmetic on dates and times (duration.Add, eval/binary_op.go). */

/**
 * A moment plus an interval: months and days move the calendar of the zone (a day that the month lacks becomes its
 * last), then the time is added.
 * @throws SqlError 22008
 */
export function addInterval(micros: WideInt, interval: Interval, zone: TimeZone = UTC): WideInt {
  if (isInfinite(micros)) return micros;
  const moved =
    interval.months === 0 && interval.days === 0
      ? micros
      : toUtc(zone, addCalendar(toLocal(zone, micros), interval.months, interval.days));
  return checkTimestamp(addMicros(moved, interval.micros));
}

/** Farther moves leave every calendar there is. */
const MAX_MONTHS = 12 * 400_000;
const MAX_DAYS = 400_000 * 366;

function addCalendar(micros: WideInt, months: number, days: number): WideInt {
  if (Math.abs(months) > MAX_MONTHS || Math.abs(days) > MAX_DAYS) {
    throw new SqlError('22008', 'timestamp out of range');
  }
  const { days: start, time } = splitMicros(micros);
  return joinMicros(addMonths(start, months) + days, time);
}

/** A day so many months later, or the last day of that month. */
export function addMonths(days: number, months: number): number {
  if (months === 0) return days;
  const { year, month, day } = civilFromDays(days);
  const total = year * 12 + (month - 1) + months;
  const newYear = Math.floor(total / 12);
  const newMonth = total - newYear * 12 + 1;
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

export function negate(interval: Interval): Interval {
  return makeInterval(-interval.months, -interval.days, -interval.micros);
}

/** The time between two moments, in days of 24 hours and a rest. @throws SqlError 22008 for infinite moments */
export function timestampDifference(a: WideInt, b: WideInt): Interval {
  if (isInfinite(a) || isInfinite(b)) throw intervalOutOfRange();
  const micros = addMicros(a, typeof b === 'number' ? 0 - b : -b);
  const days =
    typeof micros === 'number'
      ? Math.trunc(micros / MICROS_PER_DAY)
      : Number(micros / BigInt(MICROS_PER_DAY));
  const rest =
    typeof micros === 'number' ? micros - days * MICROS_PER_DAY : Number(micros % BigInt(MICROS_PER_DAY));
  return makeInterval(0, days, rest);
}

/** What a clock in a zone shows at a moment. */
export function clockReading(micros: WideInt, zone: TimeZone): WideInt {
  return toLocal(zone, micros);
}

/** `date + n`. @throws SqlError 22008 */
export function addDays(days: number, n: WideInt): number {
  if (!Number.isFinite(days)) return days;
  if (typeof n !== 'number') throw dateOutOfRange();
  return checkDate(days + n);
}

/** `date - date` in days. @throws SqlError 22008 for infinite dates */
export function dateDifference(a: number, b: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b))
    throw new SqlError('22008', 'cannot subtract infinite dates');
  return a - b;
}

/** A date as the moment it begins. @throws SqlError 22008 for infinite dates */
export function dateToMicros(days: number): WideInt {
  if (!Number.isFinite(days)) {
    throw new SqlError('22008', `${days > 0 ? 'infinity' : '-infinity'} out of range for timestamp`);
  }
  return joinMicros(days, 0);
}

/** A date and a time of day on it, which may be moved by an offset. @throws SqlError 22008 */
export function dateAtTime(days: number, time: number): WideInt {
  return checkTimestamp(addMicros(dateToMicros(days), time));
}

/** Around the clock; only the time of the interval counts. */
export function addToTime(time: number, interval: Interval): number {
  const rest = (time + (interval.micros % MICROS_PER_DAY)) % MICROS_PER_DAY;
  return rest < 0 ? rest + MICROS_PER_DAY : rest;
}

export function addToTimeTz(value: TimeTz, interval: Interval): TimeTz {
  return { micros: addToTime(value.micros, interval), offsetSeconds: value.offsetSeconds };
}

/** Calendar parts of a moment, as a clock in UTC shows it. */
function partsOf(micros: WideInt) {
  const { days, time } = splitMicros(micros);
  const { year, month, day } = civilFromDays(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(time / MICROS_PER_HOUR),
    minute: Math.floor(time / MICROS_PER_MINUTE) % 60,
    second: Math.floor(time / MICROS_PER_SECOND) % 60,
    micros: time % MICROS_PER_SECOND
  };
}

/**
 * `age(a, b)`: the difference as a calendar tells it, in years, months, days and time, all of one sign. Days are borrowed
 * from the month of the earlier moment.
 * @throws SqlError 22008 for infinite moments
 */
export function age(a: WideInt, b: WideInt): Interval {
  if (isInfinite(a) || isInfinite(b)) throw intervalOutOfRange();
  const backwards = b > a;
  const late = partsOf(backwards ? b : a);
  const early = partsOf(backwards ? a : b);
  let time =
    (late.hour - early.hour) * MICROS_PER_HOUR +
    (late.minute - early.minute) * MICROS_PER_MINUTE +
    (late.second - early.second) * MICROS_PER_SECOND +
    (late.micros - early.micros);
  let days = late.day - early.day;
  let months = (late.year - early.year) * 12 + late.month - early.month;
  if (time < 0) {
    time += MICROS_PER_DAY;
    days -= 1;
  }
  if (days < 0) {
    days += daysInMonth(early.year, early.month);
    months -= 1;
  }
  return backwards ? makeInterval(-months, -days, -time) : makeInterval(months, days, time);
}
