import type { Interval, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { roundMicros, roundTimeOfDay, splitMicros } from '../types/calendar';
import {
  checkDate,
  formatDate,
  formatTimestamp,
  parseDate,
  parseTime,
  parseTimestamp,
  parseTimeTz
} from '../types/datetime';
import { age } from '../types/datetime-math';
import { formatInterval } from '../types/interval';
import { parseInterval } from '../types/interval-parse';
import { toUtc, UTC } from '../types/time-zone';
import { INTERVAL } from '../types/type';
import type { EvalContext } from './context';
import * as fields from './date-fields';
import {
  absolute,
  characters,
  dayOfCalendar,
  extractions,
  inZone,
  intervalStyle,
  momentOf,
  momentOfHlc,
  momentOfSeconds,
  momentRead,
  parsers,
  strftimes,
  truncations,
  withDateStyle,
  zoneParts,
  localClock,
  offsetOf,
  posixZone,
  preferred,
  stable,
  zoneOf
} from './date-conversions';
import { readByTemplate } from './from-char';
import { numberFromChar } from './number-format';
import { fn, group, scalar, type OverloadOptions, type OverloadSpec } from './overload';
import { OVERLAPS } from './overlaps';
import * as strftime from './strftime';

/** Functions on dates and times. */

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
    scalar('(end: timestamptz, begin: timestamptz) -> interval', ([end, begin]: [WideInt, WideInt], ctx) =>
      age(localClock(end, ctx), localClock(begin, ctx))
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
      },
      stable
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
