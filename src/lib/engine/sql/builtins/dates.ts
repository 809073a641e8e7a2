import type { Interval, TimeTz, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import {
  daysFromCivil,
  daysInMonth,
  floorSeconds,
  isInfinite,
  joinMicros,
  MICROS_PER_SECOND,
  roundMicros,
  roundTimeOfDay,
  SECONDS_PER_DAY,
  splitMicros
} from '../types/calendar';
import {
  checkDate,
  checkTimestamp,
  formatDate,
  formatTimestamp,
  parseDate,
  parseTime,
  parseTimestamp,
  parseTimestampTz,
  parseTimeTz,
  sessionZone
} from '../types/datetime';
import { age, dateToMicros } from '../types/datetime-math';
import * as dec from '../types/decimal';
import { decimalFromFloat } from '../types/decimal';
import { roundToEven } from '../types/float';
import { formatInterval, makeInterval } from '../types/interval';
import { parseInterval } from '../types/interval-parse';
import type { SessionFormat } from '../types/session-format';
import { offsetText } from '../types/time-text';
import { offsetAt, parseTimeZone, toLocal, toUtc, UTC, type TimeZone } from '../types/time-zone';
import { INTERVAL } from '../types/type';
import { timestampOutOfRange } from '../types/type-errors';
import type { EvalContext } from './context';
import * as fields from './date-fields';
import { readByTemplate } from './from-char';
import { numberFromChar, numberToChar } from './number-format';
import { fn, group, scalar, type OverloadOptions, type OverloadSpec } from './overload';
import { OVERLAPS } from './overlaps';
import * as strftime from './strftime';
import { intervalToChar, timestampToChar, type ZoneParts } from './to-char';

/** Functions on dates and times. */

const stable = { volatility: 'stable' } as const;
const preferred = { volatility: 'stable', preferred: true } as const;

const zoneOf = (ctx: EvalContext): TimeZone => sessionZone(ctx.format);
const dateMicros = (days: number): WideInt => (Number.isFinite(days) ? joinMicros(days, 0) : days);

/** What a clock of the session shows at a moment. */
function localClock(micros: WideInt, ctx: EvalContext): WideInt {
  return toLocal(zoneOf(ctx), micros);
}

function offsetOf(micros: WideInt, zone: TimeZone): number {
  return isInfinite(micros) ? 0 : offsetAt(zone, floorSeconds(micros));
}

/** A zone as AT TIME ZONE has it. @throws SqlError 22023 */
function posixZone(name: string): TimeZone {
  const zone = parseTimeZone(name, true);
  if (!zone) throw new SqlError('22023', `unrecognized time zone: ${JSON.stringify(name.slice(0, 100))}`);
  return zone;
}

// --- Now. ---

/** @throws SqlError 22003 */
function secondsDigits(precision: WideInt): number {
  if (precision < 0 || precision > 6) throw new SqlError('22003', `precision ${precision} out of range`);
  return Number(precision);
}

type Moment = (ctx: EvalContext) => WideInt;
const transaction: Moment = (ctx) => ctx.transactionMicros;

/** A moment as TIMESTAMPTZ, or as what a clock of the session shows; one of them is meant where both would do. */
function moments(
  moment: Moment,
  prefer: 'timestamptz' | 'timestamp',
  kinds: readonly ('' | 'precision')[],
  withDate = true
): OverloadSpec[] {
  return kinds.flatMap((kind) => {
    const params = kind === '' ? '()' : '(precision: int)';
    const rounded = (args: readonly WideInt[], ctx: EvalContext) =>
      kind === '' ? moment(ctx) : roundMicros(moment(ctx), secondsDigits(args[0]));
    const option = (type: string): OverloadOptions => (type === prefer ? preferred : stable);
    return [
      scalar(
        `${params} -> timestamptz`,
        (args: readonly WideInt[], ctx) => rounded(args, ctx),
        option('timestamptz')
      ),
      scalar(
        `${params} -> timestamp`,
        (args: readonly WideInt[], ctx) => localClock(rounded(args, ctx), ctx),
        option('timestamp')
      ),
      ...(withDate
        ? [
            scalar(
              `${params} -> date`,
              (args: readonly WideInt[], ctx) => splitMicros(localClock(rounded(args, ctx), ctx)).days,
              stable
            )
          ]
        : [])
    ];
  });
}

function clockTimes(prefer: 'timetz' | 'time'): OverloadSpec[] {
  return ['()', '(precision: int)'].flatMap((params) => {
    const clock = (args: readonly WideInt[], ctx: EvalContext) => {
      const { time } = splitMicros(localClock(ctx.transactionMicros, ctx));
      return args.length === 0 ? time : roundTimeOfDay(time, secondsDigits(args[0]));
    };
    return [
      scalar(
        `${params} -> timetz`,
        (args: readonly WideInt[], ctx) => ({
          micros: clock(args, ctx),
          offsetSeconds: offsetOf(ctx.transactionMicros, zoneOf(ctx))
        }),
        prefer === 'timetz' ? preferred : stable
      ),
      scalar(`${params} -> time`, clock, prefer === 'time' ? preferred : stable)
    ];
  });
}

/** How far back a follower may be asked: the default closing of timestamps and a margin. */
const FOLLOWER_LAG_MICROS = 4_200_000;

const boundedStaleness = (signatures: readonly string[]): OverloadSpec[] =>
  signatures.map((signature) =>
    scalar(
      signature,
      () => {
        throw new SqlError(
          '0A000',
          'bounded staleness functions can only be used in an AS OF SYSTEM TIME clause'
        );
      },
      { volatility: 'volatile' }
    )
  );

// --- Making moments of numbers. ---

/** @throws SqlError 22008 */
function dayOfCalendar(year: WideInt, month: WideInt, day: WideInt): number {
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
function momentOf([year, month, day, hour, minute, second]: readonly [
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
function momentOfSeconds(seconds: number): WideInt {
  if (seconds !== seconds) throw timestampOutOfRange('NaN');
  if (!Number.isFinite(seconds)) return seconds;
  if (Math.abs(seconds) > 1e13) throw timestampOutOfRange(String(seconds));
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  return checkTimestamp(
    joinMicros(days, roundToEven((seconds - days * SECONDS_PER_DAY) * MICROS_PER_SECOND))
  );
}

/** The wall time of an HLC timestamp: nanoseconds in front of the point. */
function momentOfHlc(hlc: string): WideInt {
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
function zoneParts(micros: WideInt, zone: TimeZone): ZoneParts {
  const offset = offsetOf(micros, zone);
  return { offset, name: zone.name === 'UTC' ? 'UTC' : offsetText(offset) };
}

// --- Texts. ---

/** @throws SqlError 22023 */
function withDateStyle(format: SessionFormat, style: string): SessionFormat {
  const order = /\b(mdy|dmy|ymd)\b/i.exec(style)?.[1].toLowerCase() as SessionFormat['dateOrder'] | undefined;
  if (!order && !/^\s*(iso|default)?\s*$/i.test(style)) {
    throw new SqlError('22023', `invalid DateStyle: ${JSON.stringify(style.slice(0, 40))}`);
  }
  return order ? { ...format, dateOrder: order } : format;
}

/** @throws SqlError 22023 */
function intervalStyle(name: string): SessionFormat['intervalStyle'] {
  const style = name.toLowerCase();
  if (style === 'postgres' || style === 'iso_8601' || style === 'sql_standard') return style;
  throw new SqlError('22023', `invalid IntervalStyle: ${JSON.stringify(name.slice(0, 40))}`);
}

/** Reads a text that may not depend on the time of day. @throws SqlError 0A000 for one that does */
function absolute<V>(
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
function parsers(
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

const extractions: OverloadSpec[] = [
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

const truncations: OverloadSpec[] = [
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
    ([field, micros, zone]: [string, WideInt, string]) => truncateIn(field, micros, posixZone(zone))
  ),
  scalar('(element: string, input: interval) -> interval', ([field, interval]: [string, Interval]) =>
    fields.truncateInterval(field, interval)
  )
];

const inZone: OverloadSpec[] = [
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
  scalar('(timezone: string, timetz: timetz) -> timetz', ([zone, time]: [string, TimeTz]) =>
    timeInZone(time.micros - time.offsetSeconds * MICROS_PER_SECOND, posixZone(zone))
  )
];

const characters: OverloadSpec[] = [
  scalar('(interval: interval) -> string', ([interval]: [Interval]) => formatInterval(interval, 'postgres')),
  scalar('(timestamp: timestamp) -> string', ([micros]: [WideInt]) => formatTimestamp(micros)),
  scalar('(date: date) -> string', ([days]: [number]) => formatDate(days)),
  scalar('(timestamp: timestamp, format: string) -> string', ([micros, template]: [WideInt, string]) =>
    momentToChar(micros, template)
  ),
  scalar(
    '(timestamptz: timestamptz, format: string) -> string',
    ([micros, template]: [WideInt, string], ctx) =>
      momentToChar(localClock(micros, ctx), template, zoneParts(micros, zoneOf(ctx))),
    stable
  ),
  scalar('(interval: interval, format: string) -> string', ([interval, template]: [Interval, string]) =>
    intervalToChar(interval, template)
  ),
  scalar('(date: date, format: string) -> string', ([days, template]: [number, string]) =>
    momentToChar(dateMicros(days), template)
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

const strftimes: OverloadSpec[] = [
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
        : strftime.formatTime(micros, localClock(micros, ctx), template, zoneParts(micros, zoneOf(ctx))),
    stable
  )
];

/** A text read in parts as a moment; without a zone of its own it is one of the given zone. */
function momentRead({ local, offset }: ReturnType<typeof readByTemplate>, zone: TimeZone): WideInt {
  const micros =
    offset === undefined ? toUtc(zone, local) : toUtc({ name: '', offsets: [offset], ends: [] }, local);
  return checkTimestamp(micros);
}

export const DATES = group('Date and time', [
  fn(
    ['now', 'transaction_timestamp'],
    'When the transaction began.',
    moments(transaction, 'timestamptz', [''])
  ),
  fn(
    'current_timestamp',
    'When the transaction began.',
    moments(transaction, 'timestamptz', ['', 'precision'])
  ),
  fn(
    'localtimestamp',
    'When the transaction began, by the clock of the session.',
    moments(transaction, 'timestamp', ['', 'precision'])
  ),
  fn(
    'statement_timestamp',
    'When the statement began.',
    moments((ctx) => ctx.statementMicros, 'timestamptz', [''], false)
  ),
  fn(
    'clock_timestamp',
    'The time on the clock of the node.',
    moments((ctx) => ctx.clockMicros(), 'timestamptz', [''], false).map((spec) => ({
      ...spec,
      options: { ...spec.options, volatility: 'volatile' as const }
    }))
  ),
  fn('current_date', 'The day on which the transaction began.', [
    scalar('() -> date', (_, ctx) => splitMicros(localClock(ctx.transactionMicros, ctx)).days, stable)
  ]),
  fn('current_time', 'The time of day at which the transaction began.', clockTimes('timetz')),
  fn('localtime', 'The time of day at which the transaction began.', clockTimes('time')),
  fn('timeofday', 'The time of the statement as text.', [
    scalar(
      '() -> string',
      (_, ctx) =>
        strftime
          .formatTime(
            ctx.statementMicros,
            localClock(ctx.statementMicros, ctx),
            '%a %b %e %H:%M:%S.%f %Y %z',
            zoneParts(ctx.statementMicros, zoneOf(ctx))
          )
          .replace('  ', ' '),
      stable
    )
  ]),
  fn(
    ['follower_read_timestamp', 'experimental_follower_read_timestamp'],
    'A time at which replicas near by can answer.',
    [
      scalar('() -> timestamptz', (_, ctx) => ctx.statementMicros - FOLLOWER_LAG_MICROS, {
        volatility: 'volatile'
      })
    ]
  ),
  fn(
    'with_min_timestamp',
    'In AS OF SYSTEM TIME: no earlier than a time.',
    boundedStaleness([
      '(min_timestamp: timestamptz) -> timestamptz',
      '(min_timestamp: timestamptz, nearest_only: bool) -> timestamptz'
    ])
  ),
  fn(
    'with_max_staleness',
    'In AS OF SYSTEM TIME: no longer ago than a time.',
    boundedStaleness([
      '(max_staleness: interval) -> timestamptz',
      '(max_staleness: interval, nearest_only: bool) -> timestamptz'
    ])
  ),
  fn('hlc_to_timestamp', 'The wall time of an HLC timestamp.', [
    scalar('(hlc: decimal) -> timestamptz', ([hlc]: [string]) => momentOfHlc(hlc))
  ]),
  fn('age', 'The time between two moments in years, months and days.', [
    scalar(
      '(val: timestamptz) -> interval',
      ([micros]: [WideInt], ctx) => age(localClock(ctx.transactionMicros, ctx), localClock(micros, ctx)),
      stable
    ),
    scalar(
      '(end: timestamptz, begin: timestamptz) -> interval',
      ([end, begin]: [WideInt, WideInt], ctx) => age(localClock(end, ctx), localClock(begin, ctx)),
      stable
    )
  ]),
  fn(['extract', 'date_part'], 'A part of a date or time, such as its year.', extractions),
  fn('extract_duration', 'All of the time of an interval in a unit.', [
    scalar('(element: string, input: interval) -> int', ([field, interval]: [string, Interval]) =>
      fields.durationIn(field, interval)
    )
  ]),
  fn('date_trunc', 'A date or time with its smaller parts cut off.', truncations),
  fn('timezone', 'A time moved into or out of a time zone: AT TIME ZONE.', inZone),
  fn('overlaps', 'Whether two periods overlap.', OVERLAPS),
  fn('make_date', 'A DATE from its year, month and day.', [
    scalar('(year: int, month: int, day: int) -> date', ([year, month, day]: [WideInt, WideInt, WideInt]) =>
      checkDate(dayOfCalendar(year, month, day))
    )
  ]),
  fn('make_timestamp', 'A TIMESTAMP from its parts.', [
    scalar(
      '(year: int, month: int, day: int, hour: int, min: int, sec: float) -> timestamp',
      (parts: readonly [WideInt, WideInt, WideInt, WideInt, WideInt, number]) => momentOf(parts)
    )
  ]),
  fn('make_timestamptz', 'A TIMESTAMPTZ from its parts.', [
    scalar(
      '(year: int, month: int, day: int, hour: int, min: int, sec: float) -> timestamptz',
      (parts: readonly [WideInt, WideInt, WideInt, WideInt, WideInt, number], ctx) =>
        toUtc(zoneOf(ctx), momentOf(parts)),
      stable
    ),
    scalar(
      '(year: int, month: int, day: int, hour: int, min: int, sec: float, timezone: string) -> timestamptz',
      (parts: readonly [WideInt, WideInt, WideInt, WideInt, WideInt, number, string]) => {
        const [year, month, day, hour, minute, second, zone] = parts;
        return toUtc(posixZone(zone), momentOf([year, month, day, hour, minute, second]));
      }
    )
  ]),
  fn('to_timestamp', 'A moment from seconds since 1970, or from a text and its template.', [
    scalar('(timestamp: float) -> timestamptz', ([seconds]: [number]) => momentOfSeconds(seconds)),
    scalar(
      '(date_string: string, format: string) -> timestamptz',
      ([text, template]: [string, string], ctx) => momentRead(readByTemplate(text, template), zoneOf(ctx)),
      stable
    )
  ]),
  fn('to_date', 'A DATE from a text and its template.', [
    scalar('(date_string: string, format: string) -> date', ([text, template]: [string, string]) =>
      checkDate(readByTemplate(text, template).days)
    )
  ]),
  fn('to_number', 'A DECIMAL from a text and its template.', [
    scalar('(value: string, format: string) -> decimal', ([text, template]: [string, string]) =>
      numberFromChar(text, template)
    )
  ]),
  fn('to_char', 'A value as text, by a template.', characters),
  fn('to_char_with_style', 'A value as text in an IntervalStyle or DateStyle.', [
    scalar('(interval: interval, style: string) -> string', ([interval, style]: [Interval, string]) =>
      formatInterval(interval, intervalStyle(style))
    ),
    scalar(
      '(timestamp: timestamp, datestyle: string) -> string',
      ([micros, style]: [WideInt, string], ctx) => {
        withDateStyle(ctx.format, style);
        return formatTimestamp(micros);
      }
    ),
    scalar('(date: date, datestyle: string) -> string', ([days, style]: [number, string], ctx) => {
      withDateStyle(ctx.format, style);
      return formatDate(days);
    })
  ]),
  fn(
    'parse_timestamp',
    'A TIMESTAMP from a text that says everything.',
    parsers(
      'timestamp',
      absolute((text, format) => parseTimestamp(text, undefined, format)),
      'datestyle'
    )
  ),
  fn(
    'parse_date',
    'A DATE from a text that says everything.',
    parsers('date', absolute(parseDate), 'datestyle')
  ),
  fn(
    'parse_time',
    'A TIME from a text that says everything.',
    parsers(
      'time',
      absolute((text, format) => parseTime(text, undefined, format)),
      'timestyle'
    )
  ),
  fn(
    'parse_timetz',
    'A TIMETZ from a text that says everything.',
    parsers(
      'timetz',
      absolute((text, format) => parseTimeTz(text, undefined, format)),
      'timestyle'
    )
  ),
  fn('parse_interval', 'An INTERVAL from a text, in an IntervalStyle.', [
    scalar('(val: string) -> interval', ([text]: [string]) => parseInterval(text)),
    scalar('(string: string, style: string) -> interval', ([text, style]: [string, string]) =>
      parseInterval(text, INTERVAL, intervalStyle(style) === 'sql_standard')
    )
  ]),
  fn(['strftime', 'experimental_strftime'], 'A date or time by the letters of the C library.', strftimes),
  fn(['strptime', 'experimental_strptime'], 'A moment from a text by the letters of the C library.', [
    scalar('(input: string, format: string) -> timestamptz', ([text, template]: [string, string]) =>
      momentRead(strftime.parseTime(text, template), UTC)
    )
  ])
]);
