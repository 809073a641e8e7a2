import { civilFromDays } from '../sql/types/calendar';

/**
 * Cron expressions, in UTC, as schedules and row-level TTL jobs have them: five fields (minute, hour, day of the month, month,
 * day of the week) of numbers, names, ranges, steps and lists, or one of the `@` words.
 */
export interface CronSpec {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Both kinds of day are restricted: one that fits is enough, as cron has always had it. */
  readonly eitherDay: boolean;
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *']
]);

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Undefined for a text that is no cron expression. */
export function parseCron(text: string): CronSpec | undefined {
  const trimmed = text.trim().toLowerCase();
  const fields = (WORDS.get(trimmed) ?? trimmed).split(/\s+/);
  if (fields.length !== 5) return undefined;
  const minutes = parseField(fields[0], 0, 59);
  const hours = parseField(fields[1], 0, 23);
  const days = parseField(fields[2], 1, 31);
  const months = parseField(fields[3], 1, 12, MONTH_NAMES, 1);
  const weekdays = parseField(fields[4], 0, 7, DAY_NAMES, 0);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  return {
    minutes,
    hours,
    days,
    months,
    weekdays,
    eitherDay: isRestricted(fields[2]) && isRestricted(fields[4])
  };
}

const isRestricted = (field: string): boolean => field !== '*' && field !== '?';

function parseField(
  field: string,
  low: number,
  high: number,
  names: readonly string[] = [],
  firstName = 0
): Set<number> | undefined {
  const numberOf = (word: string): number => {
    const named = names.indexOf(word);
    if (named >= 0) return named + firstName;
    return /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  };
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const m = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d{1,2}))?$/.exec(part);
    if (!m) return undefined;
    const any = m[1] === '*' || m[1] === '?';
    const from = any ? low : numberOf(m[1]);
    const to = m[2] !== undefined ? numberOf(m[2]) : any || m[3] !== undefined ? high : from;
    const step = m[3] === undefined ? 1 : Number(m[3]);
    if (!(from >= low && to <= high && from <= to && step >= 1) || (any && m[2] !== undefined))
      return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

const MINUTES_PER_DAY = 24 * 60;
/** A day that never comes (30 February) is looked for over this many days. */
const MOST_DAYS = 366 * 28;

/**
 * The first moment after one, both in whole minutes since 1970 (UTC); undefined where none ever comes.
 * @param afterMinute the minute before the first that may be meant
 */
export function nextCron(spec: CronSpec, afterMinute: number): number | undefined {
  let minute = afterMinute + 1;
  for (let i = 0; i < MOST_DAYS; i++) {
    const day = Math.floor(minute / MINUTES_PER_DAY);
    if (isDay(spec, day)) {
      const found = minuteOfDay(spec, minute - day * MINUTES_PER_DAY);
      if (found !== undefined) return day * MINUTES_PER_DAY + found;
    }
    minute = (day + 1) * MINUTES_PER_DAY;
  }
  return undefined;
}

function isDay(spec: CronSpec, day: number): boolean {
  const { month, day: dayOfMonth } = civilFromDays(day);
  if (!spec.months.has(month)) return false;
  const fitsMonth = spec.days.has(dayOfMonth);
  const fitsWeek = spec.weekdays.has((((day + 4) % 7) + 7) % 7); // 1970-01-01 was a Thursday
  return spec.eitherDay ? fitsMonth || fitsWeek : fitsMonth && fitsWeek;
}

function minuteOfDay(spec: CronSpec, from: number): number | undefined {
  for (let hour = Math.floor(from / 60); hour < 24; hour++) {
    if (!spec.hours.has(hour)) continue;
    for (let m = Math.max(0, from - hour * 60); m < 60; m++) if (spec.minutes.has(m)) return hour * 60 + m;
  }
  return undefined;
}
