import { normalizeInt, type WideInt } from '../../base/datum';

/**
 * Days and microseconds since 1970-01-01 to calendar parts and back, in the proleptic Gregorian calendar. Years count
 * as astronomers do: year 0 is 1 BC, year -1 is 2 BC.
 */

export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
export const MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
export const MICROS_PER_DAY = 24 * MICROS_PER_HOUR;
export const SECONDS_PER_DAY = 86_400;

/** The days a DATE can hold: 4714-11-24 BC to 5874897-12-31. */
export const MIN_DATE = -2_440_588;
export const MAX_DATE = 2_145_042_905;

/** The microseconds a TIMESTAMP can hold: 4714-11-24 BC to the end of 294276. */
export const MIN_TIMESTAMP_MICROS = -210_866_803_200_000_000n;
export const MAX_TIMESTAMP_MICROS = 9_224_318_015_999_999_999n;

/** A calendar day. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Years start in March here, so that the leap day is their last and month lengths follow one formula. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function civilFromDays(days: number): CivilDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days of a month; months count from 1. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : MONTH_DAYS[month - 1];
}

/** 0 is Sunday. */
export function weekday(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

/** From 1. */
export function dayOfYear(date: CivilDate): number {
  return daysFromCivil(date.year, date.month, date.day) - daysFromCivil(date.year, 1, 1) + 1;
}

/** The week of ISO 8601 and the year it belongs to: weeks start on Monday, and the first holds 4 January. */
export function isoWeek(days: number): { year: number; week: number } {
  const thursday = days - ((weekday(days) + 6) % 7) + 3;
  const { year } = civilFromDays(thursday);
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

/** The day number that astronomers count from 4714-11-24 BC. */
export function julianDay(days: number): number {
  return days + 2_440_588;
}

/** A moment as whole days and the microseconds into the day; `micros` is finite. */
export function splitMicros(micros: WideInt): { days: number; time: number } {
  if (typeof micros === 'number') {
    const days = Math.floor(micros / MICROS_PER_DAY);
    const time = micros - days * MICROS_PER_DAY;
    // Near 2⁵³ the quotient can round up to the next day.
    return time < 0 ? { days: days - 1, time: time + MICROS_PER_DAY } : { days, time };
  }
  const perDay = BigInt(MICROS_PER_DAY);
  let days = micros / perDay;
  let time = micros - days * perDay;
  if (time < 0n) {
    time += perDay;
    days -= 1n;
  }
  return { days: Number(days), time: Number(time) };
}

export function joinMicros(days: number, time: number): WideInt {
  const micros = days * MICROS_PER_DAY + time;
  if (Number.isSafeInteger(micros)) return micros;
  return normalizeInt(BigInt(days) * BigInt(MICROS_PER_DAY) + BigInt(time));
}

/** Adds whole microseconds, exactly. */
export function addMicros(micros: WideInt, delta: WideInt): WideInt {
  if (typeof micros === 'number' && typeof delta === 'number') {
    const sum = micros + delta;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normalizeInt(BigInt(micros) + BigInt(delta));
}

/** Whole seconds since 1970, cut off below. */
export function floorSeconds(micros: WideInt): number {
  const { days, time } = splitMicros(micros);
  return days * SECONDS_PER_DAY + Math.floor(time / MICROS_PER_SECOND);
}

export function isInfinite(micros: WideInt): boolean {
  return micros === Infinity || micros === -Infinity;
}

/** True for moments a TIMESTAMP can hold, infinities included. */
export function inTimestampRange(micros: WideInt): boolean {
  return isInfinite(micros) || (micros >= MIN_TIMESTAMP_MICROS && micros <= MAX_TIMESTAMP_MICROS);
}

/**
 * Rounds to a number of digits after the second, half away from zero as Go's Time.Round does (from year 1 on, which is
 * where all moments that matter lie).
 */
export function roundMicros(micros: WideInt, precision: number | undefined): WideInt {
  if (precision === undefined || precision >= 6 || isInfinite(micros)) return micros;
  const { days, time } = splitMicros(micros);
  return joinMicros(days, roundTimeOfDay(time, precision));
}

const ROUNDING_UNITS = [1_000_000, 100_000, 10_000, 1000, 100, 10];

/** The same for a time of day, which may become 24:00:00. */
export function roundTimeOfDay(time: number, precision: number | undefined): number {
  if (precision === undefined || precision >= 6) return time;
  const unit = ROUNDING_UNITS[precision];
  return Math.floor((time + unit / 2) / unit) * unit;
}
