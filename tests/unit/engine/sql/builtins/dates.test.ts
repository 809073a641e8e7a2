import { describe, expect, it } from 'vitest';
import { DEFAULT_FORMAT } from '$lib/engine/sql/types/session-format';
import { evaluate, makeContext, NOW } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';

/** Results of CockroachDB's logic tests `builtin_function` and `datetime`, and of PostgreSQL's documentation for `to_char`. */
const RESULTS: readonly (readonly [call: string, out: string | null])[] = [
  ['now()', '2024-05-09 12:18:42.022952+00'],
  ['current_date()', '2024-05-09'],
  ['current_time()', '12:18:42.022952+00'],
  ['current_timestamp(3)', '2024-05-09 12:18:42.023+00'],
  ['localtimestamp()', '2024-05-09 12:18:42.022952'],
  ['localtime(0)', '12:18:42'],
  ['timeofday()', 'Thu May 9 12:18:42.022952 2024 +0000'],
  ['hlc_to_timestamp(1601990400000000000.0000000000)', '2020-10-06 13:20:00+00'],
  ["extract('year', '2001-04-10 12:04:59'::timestamp)", '2001'],
  ["extract('quarter', '2001-04-10'::date)", '2'],
  ["extract('week', '2001-01-05'::date)", '1'],
  ["extract('dow', '2001-04-12'::date)", '4'],
  ["extract('isodow', '2001-04-15'::date)", '7'],
  ["extract('doy', '2001-04-10'::date)", '100'],
  ["extract('julian', '4714-11-24 BC'::date)", '0'],
  ["extract('julian', '2006-01-01 12:00'::timestamp)", '2.4537375e+06'],
  ["extract('epoch', '1970-01-02 00:00:01.000001'::timestamp)", '86401.000001'],
  ["extract('second', '2001-04-10 12:04:59.34565423'::timestamp)", '59.345654'],
  ["extract('millisecond', '2001-04-10 12:04:59.345654'::timestamp)", '59345.654'],
  ["extract('microseconds', '2001-04-10 12:04:59.345654'::timestamp)", '5.9345654e+07'],
  ["extract('century', '0001-12-31 BC'::date)", '-1'],
  ["extract('millennium', '2000-12-31'::date)", '2'],
  ["extract('decade', '2010-01-10'::date)", '201'],
  ["extract('hour', '12:00'::time)", '12'],
  ["extract('timezone', '10:00:00-03:30'::timetz)", '-12600'],
  ["extract('timezone_minute', '10:00:00-03:30'::timetz)", '-30'],
  ["extract('epoch', '12:00:00+03:00'::timetz)", '32400'],
  ["extract('months', '1 year 14 mons 3 days 04:05:06'::interval)", '2'],
  ["extract('second', '10:05:06.7'::interval)", '6.7'],
  ["extract('epoch', '1 year'::interval)", '3.15576e+07'],
  ["extract('year', 'infinity'::timestamp)", 'Infinity'],
  ["extract('month', 'infinity'::timestamp)", null],
  ["extract_duration('minute', '10:05:06'::interval)", '605'],
  ["date_trunc('quarter', '2016-02-10 19:46:33.306157'::timestamp)", '2016-01-01 00:00:00'],
  ["date_trunc('week', '2016-02-10 19:46:33.306157'::timestamp)", '2016-02-08 00:00:00'],
  ["date_trunc('century', '2016-02-10'::timestamp)", '2001-01-01 00:00:00'],
  ["date_trunc('millennia', '2000-02-10 19:46:33'::timestamp)", '1001-01-01 00:00:00'],
  ["date_trunc('millisecond', '2016-02-10 19:46:33.306157'::timestamp)", '2016-02-10 19:46:33.306'],
  ["date_trunc('month', '2010-06-07'::date)", '2010-06-01 00:00:00+00'],
  ["date_trunc('minute', '12:00:23.456'::time)", '12:00:00'],
  ["date_trunc('hour', '1 day 02:03:04'::interval)", '1 day 02:00:00'],
  ["date_trunc('day', '2001-02-16 20:38:40-05'::timestamptz, 'Australia/Sydney')", '2001-02-16 13:00:00+00'],
  ["age('2001-04-10 22:06:45', '1957-06-13')", '43 years 9 mons 27 days 22:06:45'],
  ["timezone('UTC+6', '1970-01-01 01:00'::timestamp)", '1970-01-01 07:00:00+00'],
  ["timezone('UTC+6', '1970-01-01 01:00'::timestamptz)", '1969-12-31 19:00:00'],
  ["timezone('America/New_York', '2024-07-01 12:00:00+00'::timestamptz)", '2024-07-01 08:00:00'],
  ["timezone('UTC', 'infinity'::timestamp)", 'infinity'],
  [
    "overlaps('2000-01-01 00:00'::timestamp, '2000-01-01 01:00'::timestamp, '2000-01-01 00:30'::timestamp, '2000-01-01 01:30'::timestamp)",
    't'
  ],
  [
    "overlaps('2000-01-01 00:00'::timestamp, '2000-01-01 00:30'::timestamp, '2000-01-01 00:30'::timestamp, '2000-01-01 01:30'::timestamp)",
    'f'
  ],
  [
    "overlaps('2000-01-01 00:30'::timestamp, '2000-01-01 00:30'::timestamp, '2000-01-01 00:30'::timestamp, '2000-01-01 01:30'::timestamp)",
    't'
  ],
  ["overlaps('2000-01-01'::date, '2 days'::interval, '2000-01-02'::date, '2 days'::interval)", 't'],
  ['make_date(2013, 7, 15)', '2013-07-15'],
  ['make_date(-44, 3, 15)', '0044-03-15 BC'],
  ['make_timestamp(2013, 7, 15, 8, 15, 23.5)', '2013-07-15 08:15:23.5'],
  ["make_timestamptz(2013, 7, 15, 8, 15, 23.5, 'America/New_York')", '2013-07-15 12:15:23.5+00'],
  ['to_timestamp(1284352323.5)', '2010-09-13 04:32:03.5+00'],
  ["to_timestamp('-infinity'::float)", '-infinity'],
  ["to_timestamp('05 Dec 2000', 'DD Mon YYYY')", '2000-12-05 00:00:00+00'],
  ["to_timestamp('2000    JUN', 'YYYY MON')", '2000-06-01 00:00:00+00'],
  ["to_timestamp('2000/JUN', 'YYYY MON')", '2000-06-01 00:00:00+00'],
  ["to_timestamp('2023-03-15 14:30:45', 'YYYY-MM-DD HH24:MI:SS')", '2023-03-15 14:30:45+00'],
  ["to_timestamp('2011-12-18 11:38 PM', 'YYYY-MM-DD HH12:MI PM')", '2011-12-18 23:38:00+00'],
  ["to_timestamp('12:3', 'HH24:MI')", '0001-01-01 12:03:00+00 BC'],
  ["to_date('2023-03-15', 'YYYY-MM-DD')", '2023-03-15'],
  ["to_date('20230315', 'YYYYMMDD')", '2023-03-15'],
  ["to_date('2005-027', 'IYYY-IDDD')", '2005-01-29'],
  ["to_char('2002-04-20 17:31:12.66'::timestamp, 'HH12:MI:SS')", '05:31:12'],
  ["to_char('2002-04-20 17:31:12.66'::timestamp, 'Day, DD  HH12:MI:SS')", 'Saturday , 20  05:31:12'],
  ["to_char('2002-04-20 17:31:12.66'::timestamp, 'FMDay, FMDD  HH12:MI:SS')", 'Saturday, 20  05:31:12'],
  [
    "to_char('2012-12-12 12:00'::timestamptz, 'YYYY-MM-DD\"T\"HH24:MI:SS TZ OF')",
    '2012-12-12T12:00:00 UTC +00'
  ],
  [
    "to_char('2002-04-20 17:31:12.66'::timestamp, 'Mon DDth YYYY AM MS US J WW IW')",
    'Apr 20th 2002 PM 660 660000 2452385 16 16'
  ],
  ["to_char('0044-03-15 BC'::date, 'YYYY BC')", '0044 BC'],
  ["to_char('15h 2m 12s'::interval, 'HH24:MI:SS')", '15:02:12'],
  ["to_char('1 day'::interval)", '1 day'],
  ["to_char(-125.8, '999D99')", '-125.80'],
  ["to_char(12, '9990999.9')", '    0012.0'],
  ["to_char(12, 'FM9990999.9')", '0012.'],
  ["to_char(485, '999')", ' 485'],
  ["to_char(1485, '9,999')", ' 1,485'],
  ["to_char(-485, '999S')", '485-'],
  ["to_char(-485, '9SG99')", '4-85'],
  ["to_char(-485, '999PR')", '<485>'],
  ["to_char(485, 'FMRN')", 'CDLXXXV'],
  ["to_char(482, '999th')", ' 482nd'],
  ['to_char(485.8, \'"Pre:"999" Post:" .999\')', 'Pre: 485 Post: .800'],
  ["to_char(12.45, '99V9')", ' 125'],
  ["to_char(0.0004859, '9.99EEEE')", ' 4.86e-04'],
  ["to_char(12345, '999')", ' ###'],
  ["to_char(-0.1, '99.99')", '  -.10'],
  ["to_char(-0.1, 'FM9.99')", '-.1'],
  ["to_number('12,454.8-', '99G999D9S')", '-12454.8'],
  ["to_char_with_style('1 year 2 mons 3 days 04:05:06'::interval, 'iso_8601')", 'P1Y2M3DT4H5M6S'],
  ["parse_timestamp('2020-06-26 15:45:41')", '2020-06-26 15:45:41'],
  ["parse_date('01-02-2003', 'DMY')", '2003-02-01'],
  ["parse_interval('1h')", '01:00:00'],
  [
    "strftime('2019-11-22 22:14:15.03'::timestamp, '%Y-%m-%d %H:%M:%S.%f %j %a')",
    '2019-11-22 22:14:15.030000 326 Fri'
  ],
  ["strptime('2019-11-22 22:14:15', '%Y-%m-%d %H:%M:%S')", '2019-11-22 22:14:15+00']
];

const FAILURES: readonly (readonly [call: string, code: string])[] = [
  ["extract('bogus', now())", '22023'],
  ["extract('day', '12:00'::time)", '22023'],
  ["date_trunc('nonsense', now())", '22023'],
  ["date_trunc('week', '1 day'::interval)", '0A000'],
  ["timezone('Mars/Olympus', now())", '22023'],
  ['current_timestamp(7)', '22003'],
  ['make_date(2013, 2, 30)', '22008'],
  ['make_date(0, 1, 1)', '22008'],
  ["to_timestamp('nan'::float)", '22008'],
  ['to_timestamp(1e300::float)', '22008'],
  ["to_date('abc', 'YYYY')", '22007'],
  ["to_date('2023-02-30', 'YYYY-MM-DD')", '22008'],
  ["to_char('1 day'::interval, 'Month')", '22007'],
  ["to_number('abc', '999')", '22P02'],
  ["to_char(1, '9.9.9')", '42601'],
  ["parse_timestamp('now')", '0A000'],
  ["with_max_staleness('1s'::interval)", '0A000'],
  ["strftime(now(), '%Q')", '22023']
];

describe('functions on dates and times', () => {
  it.each(RESULTS)('%s', (call, out) => {
    expect(evaluate(call)).toBe(out);
  });

  it.each(FAILURES)('%s fails with %s', (call, code) => {
    expect(codeOf(() => evaluate(call))).toBe(code);
  });

  it.each([
    ['now()', '2024-05-09 08:18:42.022952-04'],
    ['localtimestamp()', '2024-05-09 08:18:42.022952'],
    ["extract('hour', now())", '8'],
    ["extract('timezone_hour', now())", '-4'],
    ["date_trunc('day', now())", '2024-05-09 00:00:00-04'],
    ["timezone('UTC+6', '01:00'::time)", '00:00:00-06'],
    ["to_char(now(), 'HH24 TZH')", '08 -04']
  ])('%s by the clock of New York', (call, out) => {
    const format = { ...DEFAULT_FORMAT, timeZone: 'America/New_York', nowMicros: NOW };
    expect(evaluate(call, makeContext({ format }))).toBe(out);
  });
});
