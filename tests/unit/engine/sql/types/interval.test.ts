import { describe, expect, it } from 'vitest';
import * as iv from '$lib/engine/sql/types/interval';
import { parseInterval } from '$lib/engine/sql/types/interval-parse';
import { codeOf } from '../../../../support/sql-state';

const show = (text: string) => iv.formatPostgres(parseInterval(text));

describe('reading', () => {
  it.each([
    ['1h30m', '01:30:00'],
    ['1 year 2 mons 3 days 04:05:06', '1 year 2 mons 3 days 04:05:06'],
    ['P1Y2M3DT4H5M6.7S', '1 year 2 mons 3 days 04:05:06.7'],
    ['P1W', '7 days'],
    ['1-2 3 4:05:06', '1 year 2 mons 3 days 04:05:06'],
    ['-1-2 -3 -4:05:06', '-1 years -2 mons -3 days -04:05:06'],
    ['5', '00:00:05'],
    ['1 day -23:59:59', '1 day -23:59:59'],
    ['-1 day +02:03:04', '-1 days +02:03:04'],
    ['1.5 months', '1 mon 15 days'],
    ['1.5 years', '1 year 6 mons'],
    ['12.5 hours', '12:30:00'],
    ['10:20.5', '00:10:20.5'],
    ['-00:30:00', '-00:30:00'],
    ['100:00:00', '100:00:00'],
    ['2us', '00:00:00.000002'],
    ['1.1234567s', '00:00:01.123457'],
    ['-10s', '-00:00:10'],
    ['1000us', '00:00:00.001']
  ])('%s', (text, expected) => expect(show(text)).toBe(expected));

  it.each(['', 'garbage', '1 foo', '1 2', '1 day 2', 'P1X', '1:2:3:4', '--1 day'])('%j is none', (text) =>
    expect(codeOf(() => parseInterval(text))).toBe('22007')
  );

  it.each(['9007199254740993 days', '1e30 days'.replace('e30', '0'.repeat(30)), '99999999999999 hours'])(
    '%s is out of range',
    (text) => expect(codeOf(() => parseInterval(text))).toBe('22008')
  );

  it('cuts to the field of the type', () => {
    const cut = (text: string, field: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second') =>
      iv.formatPostgres(parseInterval(text, { family: 'interval', field }));
    const all = '1 year 2 mons 3 days 04:05:06.7';
    expect(cut(all, 'year')).toBe('1 year');
    expect(cut(all, 'month')).toBe('1 year 2 mons');
    expect(cut(all, 'day')).toBe('1 year 2 mons 3 days');
    expect(cut(all, 'hour')).toBe('1 year 2 mons 3 days 04:00:00');
    expect(cut(all, 'minute')).toBe('1 year 2 mons 3 days 04:05:00');
    expect(cut('5', 'minute')).toBe('00:05:00');
  });

  it('rounds seconds to the precision', () =>
    expect(iv.formatPostgres(parseInterval('1.2345s', { family: 'interval', precision: 2 }))).toBe(
      '00:00:01.23'
    ));
});

describe('printing in the three styles', () => {
  it.each([
    ['1 year 2 mons 3 days 04:05:06.7', 'P1Y2M3DT4H5M6.7S', '+1-2 +3 +4:05:06.7'],
    ['2 days -00:00:01.5', 'P2DT-1.5S', '+2 -0:00:01.5'],
    ['1-2', 'P1Y2M', '1-2'],
    ['-3 days -04:05:06', 'P-3DT-4H-5M-6S', '-3 4:05:06'],
    ['00:00:00', 'PT0S', '0'],
    ['00:30:00', 'PT30M', '0:30:00']
  ])('%s', (text, iso, standard) => {
    const value = parseInterval(text);
    expect(iv.formatInterval(value, 'iso_8601')).toBe(iso);
    expect(iv.formatInterval(value, 'sql_standard')).toBe(standard);
  });
});

describe('arithmetic', () => {
  const value = (text: string) => parseInterval(text);
  it.each([
    ['1 month * 1.5', iv.scaleInterval(value('1 month'), 1.5), '1 mon 15 days'],
    ['1 day / 2', iv.divideInterval(value('1 day'), 2), '12:00:00'],
    ['1 month / 2', iv.divideInterval(value('1 month'), 2), '15 days'],
    ['24 hours justified', iv.justifyHours(value('27:00:00')), '1 day 03:00:00'],
    ['35 days justified', iv.justifyDays(value('35 days')), '1 mon 5 days'],
    ['all justified', iv.justifyInterval(value('1 mon -1 hour')), '29 days 23:00:00'],
    ['from seconds', iv.intervalFromSeconds(3_000_000), '1 mon 4 days 17:20:00']
  ])('%s', (_name, result, expected) => expect(iv.formatPostgres(result)).toBe(expected));

  it('compares by length', () => {
    expect(iv.compareIntervals(value('1 month'), value('30 days'))).toBe(0);
    expect(iv.compareIntervals(value('1 month'), value('31 days'))).toBeLessThan(0);
    expect(iv.compareIntervals(value('1000000 years'), value('-1000000 years'))).toBeGreaterThan(0);
  });

  it('counts years as 365.25 days in seconds', () =>
    expect(iv.intervalToFloat(value('1 year 1 day 00:00:01.5'))).toBe(31557600 + 86400 + 1.5));
});
