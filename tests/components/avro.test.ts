import { describe, expect, it } from 'vitest';
import { AvroEncoder } from '$lib/engine/encode/avro/avro-encoder';
import { change, EPOCH, fooShape, SOURCE } from '../support/engine/table-bench';

/** avsc in a browser: its own Buffer, and our functions in place of Node's `util`. */
describe('Avro in a browser', () => {
  it('writes the bytes that Node writes', () => {
    const encoder = new AvroEncoder({
      options: {
        envelope: 'wrapped',
        updated: false,
        mvccTimestamp: false,
        diff: false,
        enrichedSource: false,
        avroPrefix: null
      },
      target: 'foo',
      table: 'foo',
      epoch: EPOCH,
      source: SOURCE,
      ids: { find: ({ subject }) => (subject === 'foo-key' ? 1 : 2) }
    });
    const { keyBytes, value, valueBytes } = encoder.encode(change(fooShape, [9223372036854775807n, 'ä']));
    expect([...keyBytes!]).toEqual([0, 0, 0, 0, 1, 2, 254, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
    expect([...valueBytes!].slice(-5)).toEqual([1, 2, 4, 195, 164]);
    expect(value).toBe('{"after":{"foo":{"a":{"long":9223372036854775807},"b":{"string":"ä"}}}}');
  });
});
