import type { Interval } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND } from './calendar';
import {
  addIntervals,
  fitInterval,
  makeInterval,
  multiplyInterval,
  negateInterval,
  scaleInterval,
  ZERO_INTERVAL
} from './interval';
import { shown } from './type-errors';
import { INTERVAL, type IntervalType } from './type';

/**
 * Reads the text forms of INTERVAL: ISO 8601 (`P1Y2M3DT4H`), the SQL standard's (`1-2 3 4:05:06`), and counted units,
 * in PostgreSQL's and in Go's spelling (`1 year 2 mons`, `1h30m`, `1 day 04:05:06`). The rules are those of
 * CockroachDB's duration package.
 */

function unreadable(text: string, reason: string): SqlError {
  return new SqlError('22007', `could not parse ${shown(text)} as type interval: ${reason}`);
}

const MICROSECOND = makeInterval(0, 0, 1);
const MILLISECOND = makeInterval(0, 0, 1000);
const SECOND = makeInterval(0, 0, MICROS_PER_SECOND);
const MINUTE = makeInterval(0, 0, MICROS_PER_MINUTE);
const HOUR = makeInterval(0, 0, MICROS_PER_HOUR);
const DAY = makeInterval(0, 1, 0);
const WEEK = makeInterval(0, 7, 0);
const MONTH = makeInterval(1, 0, 0);
const YEAR = makeInterval(12, 0, 0);

const UNITS: ReadonlyMap<string, Interval> = new Map(
  (
    [
      [MICROSECOND, 'microsecond microseconds us µs μs usec usecs usecond useconds'],
      [MILLISECOND, 'millisecond milliseconds ms msec msecs msecond mseconds'],
      [SECOND, 'second seconds s sec secs'],
      [MINUTE, 'minute minutes m min mins'],
      [HOUR, 'hour hours h hr hrs'],
      [DAY, 'day days d'],
      [WEEK, 'week weeks w'],
      [MONTH, 'month months mon mons'],
      [YEAR, 'year years y yr yrs']
    ] as const
  ).flatMap(([unit, names]) => names.split(' ').map((name) => [name, unit] as const))
);

const ISO_DATE_UNITS: ReadonlyMap<string, Interval> = new Map([
  ['Y', YEAR],
  ['M', MONTH],
  ['W', WEEK],
  ['D', DAY]
]);
const ISO_TIME_UNITS: ReadonlyMap<string, Interval> = new Map([
  ['H', HOUR],
  ['M', MINUTE],
  ['S', SECOND]
]);

/** The unit that a bare number counts, by the interval's field; seconds where it has none. */
const FIELD_UNITS = {
  year: YEAR,
  month: MONTH,
  day: DAY,
  hour: HOUR,
  minute: MINUTE,
  second: SECOND
} as const;

/**
 * Reads an interval and brings it to its type.
 * @throws SqlError 22007 for text that is none, 22008 for one with parts out of range
 */
export function parseInterval(text: string, type: IntervalType = INTERVAL, sqlStandard = false): Interval {
  const trimmed = text.trim();
  if (trimmed === '') throw unreadable(text, 'it is empty');
  const value = trimmed.startsWith('P')
    ? parseIso(trimmed)
    : /\p{L}/u.test(trimmed)
      ? parseCounted(trimmed, type, sqlStandard)
      : parseStandard(trimmed, type);
  return fitInterval(value, type);
}

/** Whole part and fraction of a number, the fraction with the number's sign. */
interface Amount {
  readonly whole: number;
  readonly fraction: number;
}

const AMOUNT = /([+-]?)(\d*)(\.\d*)?/y;

/** Reads the number at `at`; undefined when there is none. */
function readAmount(
  text: string,
  at: number
): { amount: Amount; end: number; negative: boolean; hasPoint: boolean } | undefined {
  AMOUNT.lastIndex = at;
  const m = AMOUNT.exec(text);
  if (!m || (m[2] === '' && (m[3] === undefined || m[3] === '.'))) return undefined;
  const negative = m[1] === '-';
  const whole = Number(m[2] || '0');
  const fraction = m[3] === undefined || m[3] === '.' ? 0 : Number(m[3]);
  const amount = negative ? { whole: 0 - whole, fraction: 0 - fraction } : { whole, fraction };
  return { amount, end: AMOUNT.lastIndex, negative, hasPoint: m[3] !== undefined };
}

/** So much of a unit. A fraction of a month is counted in days and hours, one of a year in months only. */
function counted(amount: Amount, unit: Interval): Interval {
  const whole = multiplyInterval(unit, amount.whole);
  if (amount.fraction === 0) return whole;
  if (unit.months > 0) {
    const months = amount.fraction * unit.months;
    const rest = unit.months === 1 ? (months % 1) * 30 : 0;
    const hours = (rest % 1) * 24;
    return addIntervals(
      whole,
      makeInterval(Math.trunc(months), Math.trunc(rest), Math.trunc(hours * MICROS_PER_HOUR))
    );
  }
  if (unit.days > 0) {
    const days = amount.fraction * unit.days;
    return addIntervals(whole, makeInterval(0, Math.trunc(days), Math.trunc((days % 1) * MICROS_PER_DAY)));
  }
  return addIntervals(whole, makeInterval(0, 0, unit.micros * amount.fraction));
}

function parseIso(text: string): Interval {
  let units = ISO_DATE_UNITS;
  let value = ZERO_INTERVAL;
  let at = 1;
  while (at < text.length) {
    if (text[at] === 'T') {
      units = ISO_TIME_UNITS;
      at++;
    }
    const number = readAmount(text, at);
    if (!number) throw unreadable(text, `a number is missing at position ${at}`);
    const name = text.charAt(number.end);
    const unit = units.get(name);
    if (!unit) throw unreadable(text, `unknown unit ${shown(name)}`);
    value = addIntervals(value, counted(number.amount, unit));
    at = number.end + 1;
  }
  return value;
}

const UNIT_NAME = /[^\d \-+.:]+/y;

/** `1 day 2 hours`, `1d2h`, `3 days 04:05:06`. */
function parseCounted(text: string, type: IntervalType, sqlStandard: boolean): Interval {
  // In the SQL standard's style one leading minus counts for all parts, if it is the only sign.
  const negateAll = sqlStandard && text.startsWith('-') && !/[+-]/.test(text.slice(1));
  let value = ZERO_INTERVAL;
  let at = negateAll ? 1 : 0;
  while (at < text.length) {
    const number = readAmount(text, at);
    if (!number) throw unreadable(text, `a number is missing at position ${at}`);
    at = skipSpaces(text, number.end);
    if (text[at] === ':' && !number.hasPoint) {
      const clock = readClock(text, number.amount.whole, number.negative, at, type);
      value = addIntervals(value, clock.value);
      at = clock.end;
      continue;
    }
    UNIT_NAME.lastIndex = at;
    const m = UNIT_NAME.exec(text);
    if (!m) throw unreadable(text, `a unit is missing at position ${at}`);
    const unit = UNITS.get(m[0].toLowerCase());
    if (!unit) throw unreadable(text, `unknown unit ${shown(m[0])}`);
    value = addIntervals(value, counted(number.amount, unit));
    at = skipSpaces(text, UNIT_NAME.lastIndex);
  }
  return negateAll ? negateInterval(value) : value;
}

function skipSpaces(text: string, at: number): number {
  while (text.charCodeAt(at) === 0x20) at++;
  return at;
}

/** What follows the first number of a clock: `H:M`, `H:M:S.f` or `M:S.f`. The sign of the first number is that of all. */
function readClock(
  text: string,
  first: number,
  negative: boolean,
  at: number,
  type: IntervalType
): { value: Interval; end: number } {
  const sign = negative ? -1 : 1;
  const second = readAmount(text, at + 1);
  if (!second || second.negative) throw unreadable(text, 'invalid format');
  if (second.hasPoint) {
    // With a point the two numbers are minutes and seconds.
    const seconds = second.amount.whole + second.amount.fraction;
    return { value: clockTime(0, first, sign * seconds), end: skipSpaces(text, second.end) };
  }
  if (text[second.end] === ':') {
    const third = readAmount(text, second.end + 1);
    if (!third || third.negative) throw unreadable(text, 'invalid format');
    const seconds = third.amount.whole + third.amount.fraction;
    return {
      value: clockTime(first, sign * second.amount.whole, sign * seconds),
      end: skipSpaces(text, third.end)
    };
  }
  const end = skipSpaces(text, second.end);
  return isMinuteToSecond(type)
    ? { value: clockTime(0, first, sign * second.amount.whole), end }
    : { value: clockTime(first, sign * second.amount.whole, 0), end };
}

function clockTime(hours: number, minutes: number, seconds: number): Interval {
  return makeInterval(
    0,
    0,
    hours * MICROS_PER_HOUR + minutes * MICROS_PER_MINUTE + Math.round(seconds * 1e9) / 1000
  );
}

function isMinuteToSecond(type: IntervalType): boolean {
  return type.from === 'minute' && type.field === 'second';
}

/**
 * The SQL standard's form, read from its end because a lone number there is seconds and one before it days:
 * `[years-months] [days] [hours:minutes[:seconds]]`.
 */
function parseStandard(text: string, type: IntervalType): Interval {
  const parts = text.split(/\s+/);
  if (parts.length > 3) throw unreadable(text, 'too many parts');
  let value = ZERO_INTERVAL;
  /** What has been read so far, counted from the end. */
  let stage: 'nothing' | 'time' | 'days' | 'months' = 'nothing';
  let sawNumber = false;
  for (const part of parts.reverse()) {
    const m = /^([+-]?)([\d.:][\d.:+-]*)$/.exec(part);
    if (!m) throw unreadable(text, 'invalid format');
    const sign = m[1] === '-' ? -1 : 1;
    const rest = m[2];
    if (rest.includes(':')) {
      if (stage !== 'nothing') throw unreadable(text, 'a time stands before something else');
      stage = 'time';
      value = addIntervals(value, standardTime(text, rest, sign, type));
    } else if (rest.includes('-')) {
      const ym = /^(\d+)-(\d*)$/.exec(rest);
      if (!ym || stage === 'months') throw unreadable(text, 'invalid format');
      stage = 'months';
      value = addIntervals(value, makeInterval(sign * (Number(ym[1]) * 12 + Number(ym[2] || '0')), 0, 0));
    } else {
      const amount = Number(rest);
      // Two lone numbers would be days and seconds, which nobody means; DAY TO HOUR says that they are.
      const dayToHour = type.from === 'day' && type.field === 'hour';
      if (Number.isNaN(amount) || (sawNumber && !dayToHour)) throw unreadable(text, 'invalid format');
      sawNumber = true;
      if (stage === 'nothing') {
        value = addIntervals(value, scaleInterval(FIELD_UNITS[type.field ?? 'second'], sign * amount));
        stage = 'time';
      } else if (stage === 'time') {
        value = addIntervals(value, scaleInterval(DAY, sign * amount));
        stage = 'days';
      } else throw unreadable(text, 'invalid format');
    }
  }
  return value;
}

/** `H:M`, `H:M:S.f`, `M:S.f`, or any of them behind a number of days that has a point, or behind a bare colon. */
function standardTime(text: string, part: string, sign: number, type: IntervalType): Interval {
  let fields = part.split(':');
  let days = ZERO_INTERVAL;
  let timeSign = sign;
  if (fields[0] === '' || fields[0].includes('.')) {
    if (sign < 0) throw unreadable(text, 'invalid format');
    if (fields[0] !== '') days = scaleInterval(DAY, numberOf(text, fields[0]));
    fields = fields.slice(1);
    if (fields[0].startsWith('-')) timeSign = -1;
    fields[0] = fields[0].replace(/^[+-]/, '');
  }
  const numbers = fields.map((field) => (field === '' ? 0 : numberOf(text, field)));
  const isWhole = (n: number) => Number.isInteger(n);
  let clock: readonly [hours: number, minutes: number, seconds: number];
  if (numbers.length === 2) {
    clock =
      fields[1].includes('.') || isMinuteToSecond(type)
        ? [0, numbers[0], numbers[1]]
        : [numbers[0], numbers[1], 0];
  } else if (numbers.length === 3) clock = [numbers[0], numbers[1], numbers[2]];
  else throw unreadable(text, 'invalid format');
  if (!isWhole(clock[0]) || !isWhole(clock[1])) throw unreadable(text, 'invalid format');
  return addIntervals(days, clockTime(timeSign * clock[0], timeSign * clock[1], timeSign * clock[2]));
}

function numberOf(text: string, field: string): number {
  if (!/^(\d+\.?\d*|\.\d+)$/.test(field)) throw unreadable(text, 'invalid format');
  return Number(field);
}
