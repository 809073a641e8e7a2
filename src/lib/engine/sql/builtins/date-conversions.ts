import type { Interval, TimeTz, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import {
  daysFromCivil,
  daysInMonth,
  floorSeconds,
  isInfinite,
  joinMicros,
  MICROS_PER_SECOND,
  SECONDS_PER_DAY,
  splitMicros
} from '../types/calendar';
import {
  checkTimestamp,
  formatDate,
  formatTimestamp,
  parseTimestampTz,
  sessionZone
} from '../types/datetime';
import { dateToMicros } from '../types/datetime-math';
import * as dec from '../types/decimal';
import { decimalFromFloat } from '../types/decimal';
import { roundToEven } from '../types/float';
import { formatInterval, makeInterval } from '../types/interval';
import type { SessionFormat } from '../types/session-format';
import { offsetText } from '../types/time-text';
import { offsetAt, parseTimeZone, toLocal, toUtc, UTC, type TimeZone } from '../types/time-zone';
import { timestampOutOfRange } from '../types/type-errors';
import type { EvalContext } from './context';
import * as fields from './date-fields';
import type { readByTemplate } from './from-char';
import { numberToChar } from './number-format';
import { scalar, type OverloadSpec } from './overload';
import * as strftime from './strftime';
import { intervalToChar, timestampToChar, type ZoneParts } from './to-char';

/** Dates and times made of numbers and texts, moved between zones, taken apart and cut off. */

/** Options of functions whose answer hangs on the session or the time. */
export const stable = { volatility: 'stable' } as const;
/** The same of the overload that an untyped argument means. */
export const preferred = { volatility: 'stable', preferred: true } as const;

/** The session's time zone. */
export const zoneOf = (ctx: EvalContext): TimeZone => sessionZone(ctx.format);
const dateMicros = (days: number): WideInt => (Number.isFinite(days) ? joinMicros(days, 0) : days);

/** What a clock of the session shows at a moment. */
export function localClock(micros: WideInt, ctx: EvalContext): WideInt {
  return toLocal(zoneOf(ctx), micros);
}

/** Seconds east of UTC at a moment. */
export function offsetOf(micros: WideInt, zone: TimeZone): number {
  return isInfinite(micros) ? 0 : offsetAt(zone, floorSeconds(micros));
}

/** A zone as AT TIME ZONE has it. @throws SqlError 22023 */
export function posixZone(name: string): TimeZone {
  const zone = parseTimeZone(name, true);
  if (!zone) throw new SqlError('22023', `unrecognized time zone: ${JSON.stringify(name.slice(0, 100))}`);
  return zone;
}

// --- Making moments of numbers. ---

/** @throws SqlError 22008 */
export function dayOfCalendar(year: WideInt, month: WideInt, day: WideInt): number {
  // There is no year 0: the year before 1 is 1 BC, written -1.
  const astronomical = year < 0 ? Number(year) + 1 : Number(year);
  const isDay =
    year !== 0 &&
    Math.abs(astronomical) < 6_000_000 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(astronomical, Number(month));
  if (!isDay) throw new SqlError('22008', `date field value out of range: ${year}-${month}-${day}`);
  return daysFromCivil(astronomical, Number(month), Number(day));
}

/** @throws SqlError 22008 */
export function momentOf([year, month, day, hour, minute, second]: readonly [
  WideInt,
  WideInt,
  WideInt,
  WideInt,
  WideInt,
  number
]): WideInt {
  const days = dayOfCalendar(year, month, day);
  const isClock =
    hour >= 0 &&
    minute >= 0 &&
    minute <= 59 &&
    second >= 0 &&
    second <= 60 &&
    (hour < 24 || (hour === 24 && minute === 0 && second === 0));
  if (!isClock) throw new SqlError('22008', `time field value out of range: ${hour}:${minute}:${second}`);
  const seconds = Number(hour) * 3600 + Number(minute) * 60;
  return checkTimestamp(
    joinMicros(days, seconds * MICROS_PER_SECOND + roundToEven(second * MICROS_PER_SECOND))
  );
}

/** @throws SqlError 22008 */
export function momentOfSeconds(seconds: number): WideInt {
  if (seconds !== seconds) throw timestampOutOfRange('NaN');
  if (!Number.isFinite(seconds)) return seconds;
  if (Math.abs(seconds) > 1e13) throw timestampOutOfRange(String(seconds));
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  return checkTimestamp(
    joinMicros(days, roundToEven((seconds - days * SECONDS_PER_DAY) * MICROS_PER_SECOND))
  );
}

/** The wall time of an HLC timestamp: nanoseconds in front of the point. */
export function momentOfHlc(hlc: string): WideInt {
  const micros = dec.quantize({ ...dec.toDecimal(hlc), exp: dec.toDecimal(hlc).exp - 3 }, 0, 'half-up');
  if (!micros) throw timestampOutOfRange(hlc);
  return checkTimestamp(dec.decimalToInt(dec.formatDecimal(micros)));
}

// --- Zones. ---

/** A TIMETZ moved to another zone, whose offset is that of the first day of 1970. */
function timeInZone(utcMicros: number, zone: TimeZone): TimeTz {
  const offsetSeconds = offsetAt(zone, 0);
  const micros = splitMicros(utcMicros + offsetSeconds * MICROS_PER_SECOND).time;
  return { micros, offsetSeconds };
}

/** The zone's name where that is a short one, or how far it lies from UTC. */
export function zoneParts(micros: WideInt, zone: TimeZone): ZoneParts {
  const offset = offsetOf(micros, zone);
  return { offset, name: zone.name === 'UTC' ? 'UTC' : offsetText(offset) };
}

// --- Texts. ---

/** @throws SqlError 22023 */
export function withDateStyle(format: SessionFormat, style: string): SessionFormat {
  const order = /\b(mdy|dmy|ymd)\b/i.exec(style)?.[1].toLowerCase() as SessionFormat['dateOrder'] | undefined;
  if (!order && !/^\s*(iso|default)?\s*$/i.test(style)) {
    throw new SqlError('22023', `invalid DateStyle: ${JSON.stringify(style.slice(0, 40))}`);
  }
  return order ? { ...format, dateOrder: order } : format;
}

/** @throws SqlError 22023 */
export function intervalStyle(name: string): SessionFormat['intervalStyle'] {
  const style = name.toLowerCase();
  if (style === 'postgres' || style === 'iso_8601' || style === 'sql_standard') return style;
  throw new SqlError('22023', `invalid IntervalStyle: ${JSON.stringify(name.slice(0, 40))}`);
}

/** Reads a text that may not depend on the time of day. @throws SqlError 0A000 for one that does */
export function absolute<V>(
  parse: (text: string, format: SessionFormat) => V
): (text: string, ctx: EvalContext, style?: string) => V {
  return (text, ctx, style) => {
    if (/\b(now|today|tomorrow|yesterday)\b/i.test(text))
      throw new SqlError('0A000', 'relative dates and times are not supported here');
    const format = { ...ctx.format, timeZone: 'UTC' };
    return parse(text, style === undefined ? format : withDateStyle(format, style));
  };
}

/** `parse_date(text)` and the same with a DateStyle. */
export function parsers(
  type: string,
  parse: ReturnType<typeof absolute<WideInt | TimeTz>>,
  what: string
): OverloadSpec[] {
  return [
    scalar(`(val: string) -> ${type}`, ([text]: [string], ctx) => parse(text, ctx)),
    scalar(`(string: string, ${what}: string) -> ${type}`, ([text, style]: [string, string], ctx) =>
      parse(text, ctx, style)
    )
  ];
}

/** `timestamp` in a template; endless times show nothing. */
function momentToChar(local: WideInt, template: string, zone?: ZoneParts): string {
  return isInfinite(local) ? '' : timestampToChar(local, template, zone);
}

/** The overloads of extract(). */
export const extractions: OverloadSpec[] = [
  scalar('(element: string, input: timestamp) -> float', ([field, micros]: [string, WideInt]) =>
    fields.timestampField(field, micros)
  ),
  scalar('(element: string, input: interval) -> float', ([field, interval]: [string, Interval]) =>
    fields.intervalField(field, interval)
  ),
  scalar('(element: string, input: date) -> float', ([field, days]: [string, number]) =>
    fields.timestampField(field, dateMicros(days))
  ),
  scalar(
    '(element: string, input: timestamptz) -> float',
    ([field, micros]: [string, WideInt], ctx) =>
      fields.timestampTzField(field, micros, localClock(micros, ctx), offsetOf(micros, zoneOf(ctx))),
    stable
  ),
  scalar('(element: string, input: time) -> float', ([field, time]: [string, number]) =>
    fields.timeOfDayField(field, time)
  ),
  scalar('(element: string, input: timetz) -> float', ([field, time]: [string, TimeTz]) =>
    fields.timeTzField(field, time)
  )
];

/** Cut off by the clock of a zone. */
function truncateIn(field: string, micros: WideInt, zone: TimeZone): WideInt {
  return toUtc(zone, fields.truncateTimestamp(field, toLocal(zone, micros)));
}

/** The overloads of date_trunc(). */
export const truncations: OverloadSpec[] = [
  scalar('(element: string, input: timestamp) -> timestamp', ([field, micros]: [string, WideInt]) =>
    fields.truncateTimestamp(field, micros)
  ),
  scalar(
    '(element: string, input: date) -> timestamptz',
    ([field, days]: [string, number], ctx) =>
      toUtc(zoneOf(ctx), fields.truncateTimestamp(field, dateMicros(days))),
    stable
  ),
  scalar('(element: string, input: time) -> interval', ([field, time]: [string, number]) =>
    makeInterval(0, 0, fields.truncateTimeOfDay(field, time))
  ),
  scalar(
    '(element: string, input: timestamptz) -> timestamptz',
    ([field, micros]: [string, WideInt], ctx) => truncateIn(field, micros, zoneOf(ctx)),
    stable
  ),
  scalar(
    '(element: string, input: timestamptz, timezone: string) -> timestamptz',
    ([field, micros, zone]: [string, WideInt, string]) => truncateIn(field, micros, posixZone(zone)),
    stable
  ),
  scalar(
    '(element: string, input: interval) -> interval',
    ([field, interval]: [string, Interval]) => fields.truncateInterval(field, interval),
    stable
  )
];

/** The overloads of timezone(). */
export const inZone: OverloadSpec[] = [
  scalar(
    '(timezone: string, timestamptz_string: string) -> timestamp',
    ([zone, text]: [string, string], ctx) =>
      toLocal(posixZone(zone), parseTimestampTz(text, undefined, ctx.format)),
    stable
  ),
  scalar('(timezone: string, timestamp: timestamp) -> timestamptz', ([zone, local]: [string, WideInt]) =>
    toUtc(posixZone(zone), local)
  ),
  scalar('(timezone: string, timestamptz: timestamptz) -> timestamp', ([zone, micros]: [string, WideInt]) =>
    toLocal(posixZone(zone), micros)
  ),
  scalar(
    '(timezone: string, time: time) -> timetz',
    ([zone, time]: [string, number], ctx) =>
      timeInZone(time - offsetAt(zoneOf(ctx), 0) * MICROS_PER_SECOND, posixZone(zone)),
    stable
  ),
  scalar(
    '(timezone: string, timetz: timetz) -> timetz',
    ([zone, time]: [string, TimeTz]) =>
      timeInZone(time.micros - time.offsetSeconds * MICROS_PER_SECOND, posixZone(zone)),
    stable
  )
];

/** The overloads of to_char(). */
export const characters: OverloadSpec[] = [
  scalar('(interval: interval) -> string', ([interval]: [Interval]) => formatInterval(interval, 'postgres')),
  scalar('(timestamp: timestamp) -> string', ([micros]: [WideInt]) => formatTimestamp(micros)),
  scalar('(date: date) -> string', ([days]: [number]) => formatDate(days)),
  scalar(
    '(timestamp: timestamp, format: string) -> string',
    ([micros, template]: [WideInt, string]) => momentToChar(micros, template),
    stable
  ),
  scalar(
    '(timestamptz: timestamptz, format: string) -> string',
    ([micros, template]: [WideInt, string], ctx) =>
      momentToChar(localClock(micros, ctx), template, zoneParts(micros, zoneOf(ctx))),
    stable
  ),
  scalar(
    '(interval: interval, format: string) -> string',
    ([interval, template]: [Interval, string]) => intervalToChar(interval, template),
    stable
  ),
  scalar(
    '(date: date, format: string) -> string',
    ([days, template]: [number, string]) => momentToChar(dateMicros(days), template),
    stable
  ),
  scalar('(number: int, format: string) -> string', ([n, template]: [WideInt, string]) =>
    numberToChar(dec.decimalFromInt(n), template)
  ),
  scalar('(number: float, format: string) -> string', ([n, template]: [number, string]) =>
    numberToChar(decimalFromFloat(n), template)
  ),
  scalar('(number: decimal, format: string) -> string', ([n, template]: [string, string]) =>
    numberToChar(n, template)
  )
];

/** The overloads of strftime(), immutable as CockroachDB has them, even where the session's zone counts. */
export const strftimes: OverloadSpec[] = [
  scalar('(input: timestamp, extract_format: string) -> string', ([micros, template]: [WideInt, string]) =>
    isInfinite(micros)
      ? formatTimestamp(micros)
      : strftime.formatTime(micros, micros, template, zoneParts(micros, UTC))
  ),
  scalar('(input: date, extract_format: string) -> string', ([days, template]: [number, string]) => {
    const micros = dateToMicros(days);
    return strftime.formatTime(micros, micros, template, zoneParts(micros, UTC));
  }),
  scalar(
    '(input: timestamptz, extract_format: string) -> string',
    ([micros, template]: [WideInt, string], ctx) =>
      isInfinite(micros)
        ? formatTimestamp(micros)
        : strftime.formatTime(micros, localClock(micros, ctx), template, zoneParts(micros, zoneOf(ctx)))
  )
];

/** A text read in parts as a moment; without a zone of its own it is one of the given zone. */
export function momentRead({ local, offset }: ReturnType<typeof readByTemplate>, zone: TimeZone): WideInt {
  const micros =
    offset === undefined ? toUtc(zone, local) : toUtc({ name: '', offsets: [offset], ends: [] }, local);
  return checkTimestamp(micros);
}
