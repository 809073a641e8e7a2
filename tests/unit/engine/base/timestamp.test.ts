import { describe, expect, it } from 'vitest';
import {
  compareTimestamps,
  Epoch,
  MAX_LOGICAL,
  nextTimestamp,
  previousTimestamp,
  timestamp
} from '../../../../src/lib/engine/base/timestamp';

const epoch = new Epoch(1_700_000_000_000_000_000n);

describe('HLC text (reference §5.1)', () => {
  it.each([
    { name: 'the start of a run', in: timestamp(0), out: '1700000000000000000.0000000000' },
    { name: 'nanoseconds and logical', in: timestamp(123_456_789, 2), out: '1700000000123456789.0000000002' },
    { name: 'whole seconds', in: timestamp(31_000_000_000), out: '1700000031000000000.0000000000' },
    { name: 'before the run', in: timestamp(-1), out: '1699999999999999999.0000000000' },
    {
      name: 'the last tick of a nanosecond',
      in: timestamp(5, MAX_LOGICAL),
      out: '1700000000000000005.2147483647'
    }
  ])('prints $name', ({ in: ts, out }) => expect(epoch.hlc(ts)).toBe(out));

  it.each([
    { name: 'what it prints', in: '1700000000123456789.0000000002', out: timestamp(123_456_789, 2) },
    { name: 'nanoseconds alone', in: '1700000000000000007', out: timestamp(7) },
    { name: 'a shortened fraction', in: '1700000000000000000.1', out: timestamp(0, 1_000_000_000) },
    { name: 'text', in: 'banana', out: undefined },
    { name: 'a logical part that is too large', in: '1700000000000000000.9999999999', out: undefined }
  ])('reads $name', ({ in: text, out }) => expect(epoch.parseHlc(text)).toEqual(out));

  it('takes moments too far away to the end of time', () => {
    expect(epoch.parseHlc('1')!.wall).toBeLessThan(-1e15);
    expect(epoch.parseHlc('9999999999999999999')!.wall).toBeGreaterThan(1e15);
  });

  it('counts microseconds since 1970 for SQL', () => expect(epoch.micros(1999)).toBe(1_700_000_000_000_001));
});

describe('ticks', () => {
  it.each([
    { ts: timestamp(5, 3), next: timestamp(5, 4), previous: timestamp(5, 2) },
    { ts: timestamp(5, 0), next: timestamp(5, 1), previous: timestamp(4, MAX_LOGICAL) },
    { ts: timestamp(5, MAX_LOGICAL), next: timestamp(6, 0), previous: timestamp(5, MAX_LOGICAL - 1) }
  ])('around $ts', ({ ts, next, previous }) => {
    expect(nextTimestamp(ts)).toEqual(next);
    expect(previousTimestamp(ts)).toEqual(previous);
    expect(compareTimestamps(previous, ts)).toBeLessThan(0);
    expect(compareTimestamps(next, ts)).toBeGreaterThan(0);
  });
});
