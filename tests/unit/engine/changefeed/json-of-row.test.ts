import { describe, expect, it } from 'vitest';
import { jsonAsChangefeed } from '$lib/engine/changefeed/json-of-row';
import { INT, STRING, type TupleType } from '$lib/engine/sql/types/type';

/** Microseconds whose nanoseconds are a number as well. */
const NOW = 1_700_000_000_123_456;
const FOO: TupleType = { family: 'tuple', elems: [INT, STRING], labels: ['a', 'b'] };

describe('a row as a changefeed would send it (reference §4.1)', () => {
  it.each([
    { flags: [], out: '{"after": {"a": 1, "b": "hello"}}' },
    {
      flags: ['updated', 'diff'],
      out: '{"after": {"a": 1, "b": "hello"}, "before": null, "updated": "0.0000000000"}'
    },
    {
      flags: ['updated', 'envelope=row'],
      out: '{"__crdb__": {"updated": "0.0000000000"}, "a": 1, "b": "hello"}'
    },
    { flags: ['envelope=key_only'], out: '' },
    {
      flags: ['envelope=enriched'],
      out: '{"after": {"a": 1, "b": "hello"}, "op": "c", "ts_ns": 1700000000123456000}'
    }
  ])('$flags', ({ flags, out }) => {
    expect(jsonAsChangefeed([1, 'hello'], FOO, flags, NOW)).toBe(out);
  });

  it('fails as the statement would', () => {
    expect(() => jsonAsChangefeed([1, 'x'], FOO, ['envelope=lobster'], NOW)).toThrow('lobster');
    expect(() => jsonAsChangefeed([1, 'x'], FOO, ['nope'], NOW)).toThrow('nope');
  });
});
