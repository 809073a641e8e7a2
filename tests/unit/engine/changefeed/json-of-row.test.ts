import { describe, expect, it } from 'vitest';
import { jsonAsChangefeed } from '$lib/engine/changefeed/json-of-row';
import { INT, STRING, type TupleType } from '$lib/engine/sql/types/type';

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
    { flags: ['envelope=key_only'], out: '' }
  ])('$flags', ({ flags, out }) => {
    expect(jsonAsChangefeed([1, 'hello'], FOO, flags)).toBe(out);
  });

  it('fails as the statement would', () => {
    expect(() => jsonAsChangefeed([1, 'x'], FOO, ['envelope=lobster'])).toThrow('lobster');
    expect(() => jsonAsChangefeed([1, 'x'], FOO, ['nope'])).toThrow('nope');
  });
});
