import type { Interval } from '../../base/datum';
import { MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND } from './calendar';
import { formatDecimal, powerOfTen, quantize, toDecimal } from './decimal';
import { roundToEven } from './float';
import { decimalOutOfRange, intervalOutOfRange } from './type-errors';
import type { IntervalType } from './type';
import { formatTimeOfDay } from './time-text';

/** INTERVAL: its parts, arithmetic and comparison, and the three styles in which it prints. Reading is in `interval-parse.ts`. */

const DAYS_PER_MONTH = 30;
/** Years of 365.25 days, where an interval is told as one number (duration.go). */
const SECONDS_PER_YEAR = 31_557_600;
const SECONDS_PER_MONTH = 2_592_000;
const SECONDS_PER_DAY = 86_400;

export const ZERO_INTERVAL: Interval = { months: 0, days: 0, micros: 0 };

/** An interval of whole parts; fractions of a microsecond are rounded. @throws SqlError 22008 when a part has no exact number */
export function makeInterval(months: number, days: number, micros: number): Interval {
  const rounded = roundHalfAway(micros);
  if (!Number.isSafeInteger(months) || !Number.isSafeInteger(days) || !Number.isSafeInteger(rounded)) {
    throw intervalOutOfRange();
  }
  return { months: months + 0, days: days + 0, micros: rounded + 0 };
}

function roundHalfAway(value: number): number {
  return value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5);
}

export function addIntervals(a: Interval, b: Interval): Interval {
  return makeInterval(a.months + b.months, a.days + b.days, a.micros + b.micros);
}

export function subtractIntervals(a: Interval, b: Interval): Interval {
  return makeInterval(a.months - b.months, a.days - b.days, a.micros - b.micros);
}

export function negateInterval(a: Interval): Interval {
  return makeInterval(-a.months, -a.days, -a.micros);
}

/** Times a whole number: every part by itself. @throws SqlError 22008 */
export function multiplyInterval(a: Interval, n: number): Interval {
  return makeInterval(a.months * n, a.days * n, a.micros * n);
}

/** Times any number: what is left of a month goes to the days, what is left of a day to the time (Duration.MulFloat). */
export function scaleInterval(a: Interval, factor: number): Interval {
  if (factor === 1) return a;
  if (factor === -1) return negateInterval(a);
  const months = a.months * factor;
  const wholeMonths = Math.trunc(months);
  const days = a.days * factor + (months - wholeMonths) * DAYS_PER_MONTH;
  const wholeDays = Math.trunc(days);
  return makeInterval(
    wholeMonths,
    wholeDays,
    Math.trunc(a.micros * factor * 1000 + (days - wholeDays) * MICROS_PER_DAY * 1000) / 1000
  );
}

/** Divided by a number, which is not zero (Duration.DivFloat): seconds that come out of days are rounded half to even. */
export function divideInterval(a: Interval, divisor: number): Interval {
  if (divisor === 1) return a;
  if (divisor === -1) return negateInterval(a);
  const months = Math.trunc(a.months / divisor);
  let days = Math.trunc(a.days / divisor);
  const restDays = roundSeconds((a.months / divisor - months) * DAYS_PER_MONTH);
  let restSeconds = roundSeconds(
    (a.days / divisor - days + restDays - Math.trunc(restDays)) * SECONDS_PER_DAY
  );
  if (Math.abs(restSeconds) >= SECONDS_PER_DAY) {
    const carried = Math.trunc(restSeconds / SECONDS_PER_DAY);
    days += carried;
    restSeconds -= carried * SECONDS_PER_DAY;
  }
  days += Math.trunc(restDays);
  return makeInterval(months, days, roundToEven(a.micros / divisor + restSeconds * MICROS_PER_SECOND));
}

/** To six digits, half to even. */
function roundSeconds(seconds: number): number {
  return roundToEven(seconds * MICROS_PER_SECOND) / MICROS_PER_SECOND;
}

/**
 * By length, with months of 30 days and days of 24 hours: `30 days` equals `1 month`.
 * @returns negative, zero or positive
 */
export function compareIntervals(a: Interval, b: Interval): number {
  const days = (a.months - b.months) * DAYS_PER_MONTH + (a.days - b.days);
  const micros = a.micros - b.micros;
  // Below this the products are exact, and nearly every interval is below it.
  if (Math.abs(days) < 100_000 && Number.isSafeInteger(micros)) return days * MICROS_PER_DAY + micros;
  const difference = intervalLength(a) - intervalLength(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The length in microseconds that comparison goes by. */
export function intervalLength(a: Interval): bigint {
  return (BigInt(a.months) * 30n + BigInt(a.days)) * BigInt(MICROS_PER_DAY) + BigInt(a.micros);
}

/** Days of 24 hours become months of 30 days, hours days: `justify_hours`, `justify_days`. */
export function justifyHours(a: Interval): Interval {
  let days = a.days + Math.trunc(a.micros / MICROS_PER_DAY);
  let micros = a.micros % MICROS_PER_DAY;
  if (days > 0 && micros < 0) {
    days -= 1;
    micros += MICROS_PER_DAY;
  } else if (days < 0 && micros > 0) {
    days += 1;
    micros -= MICROS_PER_DAY;
  }
  return makeInterval(a.months, days, micros);
}

export function justifyDays(a: Interval): Interval {
  let months = a.months + Math.trunc(a.days / DAYS_PER_MONTH);
  let days = a.days % DAYS_PER_MONTH;
  if (months > 0 && days < 0) {
    months -= 1;
    days += DAYS_PER_MONTH;
  } else if (months < 0 && days > 0) {
    months += 1;
    days -= DAYS_PER_MONTH;
  }
  return makeInterval(months, days, a.micros);
}

export function justifyInterval(a: Interval): Interval {
  const total = intervalLength(a);
  const micros = Number(total % BigInt(MICROS_PER_DAY));
  const days = total / BigInt(MICROS_PER_DAY);
  return makeInterval(Number(days / 30n), Number(days % 30n), micros);
}

/** The interval in seconds, with years of 365.25 days: what `extract(epoch …)` and the cast to FLOAT give. */
export function intervalToFloat(a: Interval): number {
  const years = Math.trunc(a.months / 12);
  return (
    a.micros / MICROS_PER_SECOND +
    a.days * SECONDS_PER_DAY +
    years * SECONDS_PER_YEAR +
    (a.months % 12) * SECONDS_PER_MONTH
  );
}

/** Whole seconds of it, cut off; what the cast to INT gives. */
export function intervalToSeconds(a: Interval): number {
  const years = Math.trunc(a.months / 12);
  const seconds =
    Math.trunc(years * SECONDS_PER_YEAR) +
    (a.months % 12) * SECONDS_PER_MONTH +
    a.days * SECONDS_PER_DAY +
    Math.trunc(a.micros / MICROS_PER_SECOND);
  if (!Number.isSafeInteger(seconds)) throw intervalOutOfRange();
  return seconds + 0;
}

/** The cast to DECIMAL: seconds with nine digits, months of 30 days. */
export function intervalToDecimal(a: Interval): string {
  const nanos = intervalLength(a) * 1000n;
  return formatDecimal({ form: 'finite', neg: nanos < 0n, coeff: nanos < 0n ? -nanos : nanos, exp: -9 });
}

/** Months, days and time of a number of microseconds, each filled from the one below: the cast from numbers. */
function fromLength(micros: bigint): Interval {
  const perDay = BigInt(MICROS_PER_DAY);
  const days = micros / perDay;
  return makeInterval(Number(days / 30n), Number(days % 30n), Number(micros % perDay));
}

export function intervalFromSeconds(seconds: number | bigint): Interval {
  return fromLength(BigInt(seconds) * BigInt(MICROS_PER_SECOND));
}

/** @throws SqlError 22008 for what is no finite number of seconds in range */
export function intervalFromFloat(seconds: number): Interval {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 1e18) throw intervalOutOfRange();
  const months = Math.trunc(seconds / SECONDS_PER_MONTH);
  const rest = seconds % SECONDS_PER_MONTH;
  return makeInterval(
    months,
    Math.trunc(rest / SECONDS_PER_DAY),
    roundHalfAway((rest % SECONDS_PER_DAY) * MICROS_PER_SECOND)
  );
}

export function intervalFromDecimal(text: string): Interval {
  const micros = quantize(toDecimal(text), -6, 'half-up', 40);
  if (!micros || micros.coeff > powerOfTen(25)) throw decimalOutOfRange();
  return fromLength(micros.neg ? -micros.coeff : micros.coeff);
}

/**
 * An interval brought to its type: cut off to the field (`INTERVAL MINUTE` keeps no seconds), seconds rounded to the
 * precision.
 */
export function fitInterval(a: Interval, type: IntervalType): Interval {
  switch (type.field) {
    case 'year':
      return makeInterval(a.months - (a.months % 12), 0, 0);
    case 'month':
      return makeInterval(a.months, 0, 0);
    case 'day':
      return makeInterval(a.months, a.days, 0);
    case 'hour':
      return makeInterval(a.months, a.days, a.micros - (a.micros % MICROS_PER_HOUR));
    case 'minute':
      return makeInterval(a.months, a.days, a.micros - (a.micros % MICROS_PER_MINUTE));
    default:
      break;
  }
  if (type.precision === undefined || type.precision >= 6) return a;
  const unit = SECOND_UNITS[type.precision];
  return makeInterval(a.months, a.days, roundHalfAway(a.micros / unit) * unit);
}

const SECOND_UNITS = [1_000_000, 100_000, 10_000, 1000, 100, 10];

// --- Printing. ---

/** Prints in the session's style. */
export function formatInterval(a: Interval, style: 'postgres' | 'iso_8601' | 'sql_standard'): string {
  switch (style) {
    case 'iso_8601':
      return formatIso(a);
    case 'sql_standard':
      return formatSqlStandard(a);
    default:
      return formatPostgres(a);
  }
}

function counted(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}

/** `1 year 2 mons 3 days 04:05:06.7`, and `00:00:00` for nothing at all. */
export function formatPostgres(a: Interval): string {
  const parts: string[] = [];
  const years = Math.trunc(a.months / 12);
  const months = a.months % 12;
  if (years !== 0) parts.push(counted(years, 'year'));
  if (months !== 0) parts.push(counted(months, 'mon'));
  if (a.days !== 0) parts.push((a.months < 0 && a.days > 0 ? '+' : '') + counted(a.days, 'day'));
  if (a.micros !== 0) {
    // A sign of its own where the part before is negative, so that it is not taken for the sign of both.
    const before = a.days !== 0 ? a.days < 0 : a.months < 0;
    parts.push((a.micros < 0 ? '-' : before ? '+' : '') + clock(Math.abs(a.micros)));
  }
  return parts.length > 0 ? parts.join(' ') : '00:00:00';
}

/** Hours (two digits or more), minutes and seconds. */
function clock(micros: number): string {
  if (micros < MICROS_PER_DAY) return formatTimeOfDay(micros);
  const hours = Math.floor(micros / MICROS_PER_HOUR);
  return String(hours) + formatTimeOfDay(micros - hours * MICROS_PER_HOUR).slice(2);
}

/** `P1Y2M3DT4H5M6.7S`, each part with its own sign; `PT0S` for nothing. */
export function formatIso(a: Interval): string {
  if (a.months === 0 && a.days === 0 && a.micros === 0) return 'PT0S';
  const part = (n: number, unit: string) => (n === 0 ? '' : `${n}${unit}`);
  const date = part(Math.trunc(a.months / 12), 'Y') + part(a.months % 12, 'M') + part(a.days, 'D');
  if (a.micros === 0) return `P${date}`;
  const hours = Math.trunc(a.micros / MICROS_PER_HOUR);
  const minutes = Math.trunc(a.micros / MICROS_PER_MINUTE) % 60;
  const rest = Math.abs(a.micros % MICROS_PER_MINUTE);
  const fraction = String(rest % MICROS_PER_SECOND)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const whole = Math.floor(rest / MICROS_PER_SECOND);
  const seconds =
    rest === 0 ? '' : `${a.micros < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}S`;
  return `P${date}T${part(hours, 'H')}${part(minutes, 'M')}${seconds}`;
}

/** The SQL standard's form, where it has one (`1-2`, `3 4:05:06`), else all parts with their signs. */
function formatSqlStandard(a: Interval): string {
  const negative = a.months < 0 || a.days < 0 || a.micros < 0;
  const positive = a.months > 0 || a.days > 0 || a.micros > 0;
  if (!negative && !positive) return '0';
  const hasDayTime = a.days !== 0 || a.micros !== 0;
  const yearMonth = (months: number) => `${Math.trunc(months / 12)}-${months % 12}`;
  // Hours have no leading zero here.
  const time = (micros: number) => clock(micros).replace(/^0(?=\d:)/, '');
  const sign = (n: number) => (n < 0 ? '-' : '+');
  if ((negative && positive) || (a.months !== 0 && hasDayTime)) {
    const parts: string[] = [];
    if (a.months !== 0) parts.push(sign(a.months) + yearMonth(Math.abs(a.months)));
    if (hasDayTime) parts.push(sign(a.days) + Math.abs(a.days), sign(a.micros) + time(Math.abs(a.micros)));
    return parts.join(' ');
  }
  const lead = negative ? '-' : '';
  if (a.months !== 0) return lead + yearMonth(Math.abs(a.months));
  const clockPart = time(Math.abs(a.micros));
  return lead + (a.days !== 0 ? `${Math.abs(a.days)} ${clockPart}` : clockPart);
}
