import { describe, expect, it } from 'vitest';
import * as dt from '$lib/engine/sql/types/datetime';
import { DEFAULT_FORMAT, type SessionFormat } from '$lib/engine/sql/types/session-format';
import { parseTimeZone } from '$lib/engine/sql/types/time-zone';
import { codeOf } from '../../../../support/sql-state';

/** Tuesday 2023-11-14 22:13:20.123456 UTC. */
const FORMAT: SessionFormat = { ...DEFAULT_FORMAT, nowMicros: 1700000000123456 };
const utc = parseTimeZone('UTC')!;

describe('dates', () => {
  it.each([
    ['2024-05-09', '2024-05-09'],
    ['20240509', '2024-05-09'],
    ['5/9/2024', '2024-05-09'],
    ['May 9 2024', '2024-05-09'],
    ['9 May 2024', '2024-05-09'],
    ['May 9, 2024', '2024-05-09'],
    ['240509', '2024-05-09'],
    ['1999.123', '1999-05-03'],
    ['J2451187', '1999-01-08'],
    ['2024-05-09 12:00 America/New_York', '2024-05-09'],
    ['4714-11-24 BC', '4714-11-24 BC'],
    ['0000-01-01', '0001-01-01 BC'],
    ['5874897-12-31', '5874897-12-31'],
    ['2024-02-29', '2024-02-29'],
    ['today', '2023-11-14'],
    ['yesterday', '2023-11-13'],
    ['tomorrow', '2023-11-15'],
    ['now', '2023-11-14'],
    ['epoch', '1970-01-01'],
    ['infinity', 'infinity'],
    ['-infinity', '-infinity']
  ])('%s is %s', (text, expected) => expect(dt.formatDate(dt.parseDate(text, FORMAT))).toBe(expected));

  it('reads day and month in the order of the session', () =>
    expect(dt.formatDate(dt.parseDate('1/2/2024', { ...FORMAT, dateOrder: 'dmy' }))).toBe('2024-02-01'));

  it.each([
    ['not a date', '22007'],
    ['', '22007'],
    ['2024-05', '22007'],
    ['2024-13-01', '22008'],
    ['2023-02-29', '22008'],
    ['5874898-01-01', '22008'],
    ['2024-05-09 12:00 EST', '0A000'],
    ['a b c d e f g h i j k l m n', '22007']
  ])('%j fails with %s', (text, code) => expect(codeOf(() => dt.parseDate(text, FORMAT))).toBe(code));
});

describe('timestamps', () => {
  it.each([
    ['2024-05-09 12:18:42.022952', '2024-05-09 12:18:42.022952+00', '2024-05-09 12:18:42.022952'],
    ['2024-05-09T12:18:42Z', '2024-05-09 12:18:42+00', '2024-05-09 12:18:42'],
    ['2024-05-09 12:18:42+02', '2024-05-09 10:18:42+00', '2024-05-09 12:18:42'],
    ['2024-05-09 12:18:42.1234567-03:30', '2024-05-09 15:48:42.123457+00', '2024-05-09 12:18:42.123457'],
    ['2024-05-09 12:18:42 America/New_York', '2024-05-09 16:18:42+00', '2024-05-09 12:18:42'],
    ['2001-02-03 04:05:06 PM', '2001-02-03 16:05:06+00', '2001-02-03 16:05:06'],
    ['2001-02-03-04.05.06', '2001-02-03 04:05:06+00', '2001-02-03 04:05:06'],
    ['20010203 040506', '2001-02-03 04:05:06+00', '2001-02-03 04:05:06'],
    ['2024-12-31 24:00:00', '2025-01-01 00:00:00+00', '2025-01-01 00:00:00'],
    ['2024-12-31 23:59:60', '2025-01-01 00:00:00+00', '2025-01-01 00:00:00'],
    ['now', '2023-11-14 22:13:20.123456+00', '2023-11-14 22:13:20.123456'],
    ['infinity', 'infinity', 'infinity'],
    ['294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999+00', '294276-12-31 23:59:59.999999'],
    ['4714-11-24 BC', '4714-11-24 00:00:00+00 BC', '4714-11-24 00:00:00 BC']
  ])('%s', (text, zoned, plain) => {
    expect(dt.formatTimestampTz(dt.parseTimestampTz(text, undefined, FORMAT), utc)).toBe(zoned);
    expect(dt.formatTimestamp(dt.parseTimestamp(text, undefined, FORMAT))).toBe(plain);
  });

  it('rounds to the precision of the type', () =>
    expect(dt.formatTimestamp(dt.parseTimestamp('2024-05-09 12:18:42.999999', 3, FORMAT))).toBe(
      '2024-05-09 12:18:43'
    ));

  it('reads in the session zone, summer and winter', () => {
    const berlin = { ...FORMAT, timeZone: 'Europe/Berlin' };
    const moment = (text: string) => dt.formatTimestampTz(dt.parseTimestampTz(text, undefined, berlin), utc);
    expect(moment('2024-07-01 12:00')).toBe('2024-07-01 10:00:00+00');
    expect(moment('2024-01-01 12:00')).toBe('2024-01-01 11:00:00+00');
  });

  it('prints in any zone, also of seconds', () => {
    const newYork = parseTimeZone('America/New_York')!;
    expect(dt.formatTimestampTz(dt.parseTimestampTz('2024-05-09 12:00Z', undefined, FORMAT), newYork)).toBe(
      '2024-05-09 08:00:00-04'
    );
    expect(dt.formatTimestampTz(dt.parseTimestampTz('1800-01-01 12:00Z', undefined, FORMAT), newYork)).toBe(
      '1800-01-01 07:03:58-04:56:02'
    );
  });

  it('refuses years that are too far', () =>
    expect(codeOf(() => dt.parseTimestamp('294277-01-01', undefined, FORMAT))).toBe('22008'));
});

describe('times', () => {
  it.each([
    ['12:18:42.022952', '12:18:42.022952', '12:18:42.022952+00'],
    ['1:2:3 PM', '13:02:03', '13:02:03+00'],
    ['24:00:00', '24:00:00', '24:00:00+00'],
    ['12:00+03', '12:00:00', '12:00:00+03'],
    ['12:00:00.5-03:30', '12:00:00.5', '12:00:00.5-03:30'],
    ['2003-07-07 15:36:39 America/New_York', '15:36:39', '15:36:39-04'],
    ['11:59:59.99 PM-07', '23:59:59.99', '23:59:59.99-07']
  ])('%s', (text, time, zoned) => {
    const format = (micros: number) => dt.formatTimestamp(micros).slice(11);
    expect(time === '24:00:00' ? time : format(dt.parseTime(text, undefined, FORMAT))).toBe(time);
    expect(dt.formatTimeTz(dt.parseTimeTz(text, undefined, FORMAT))).toBe(zoned);
  });

  it('knows the end of the day', () =>
    expect(dt.parseTime('24:00:00', undefined, FORMAT)).toBe(86_400_000_000));

  it.each([
    ['25:00', '22008'],
    ['124:00', '22007'],
    ['12:60', '22008'],
    ['24:00:01', '22008'],
    ['x', '22007'],
    ['', '22007']
  ])('%j fails with %s', (text, code) =>
    expect(codeOf(() => dt.parseTime(text, undefined, FORMAT))).toBe(code)
  );
});

describe('zones', () => {
  it.each([
    ['utc', 'UTC', 0],
    ['+2', '<+02>-02', 7200],
    ['-3', '<-03>+03', -10800],
    ['5.5', '<+5:30>-5:30', 19800],
    ['+03:30', '+03:30', -12600],
    ['UTC+6', 'UTC+6', -21600],
    ['GMT-3:00', 'GMT-3:00', 10800],
    ['<+02>-02', '<+02>-02', 7200]
  ])('%s', (text, name, offset) => {
    const zone = parseTimeZone(text);
    expect([zone?.name, zone?.offsets[0]]).toEqual([name, offset]);
  });

  it('counts bare offsets westward for AT TIME ZONE', () =>
    expect(parseTimeZone('+3', true)?.offsets[0]).toBe(-10800));

  it('finds names in any case', () =>
    expect(parseTimeZone('america/new_york')?.name).toBe('America/New_York'));

  it.each(['Bogus/Zone', '+99:99', '168', '__proto__', 'constructor', ''])('%j is none', (text) =>
    expect(parseTimeZone(text)).toBeUndefined()
  );
});

it.each([
  ['2024-05-09 12:18:42.022952', '2024-05-09T12:18:42.022952Z'],
  ['2019-01-02 03:04:05', '2019-01-02T03:04:05Z'],
  ['infinity', 'infinity']
])('RFC 3339 of %s', (text, expected) =>
  expect(dt.formatRfc3339(dt.parseTimestampTz(text, undefined, FORMAT), utc)).toBe(expected)
);
