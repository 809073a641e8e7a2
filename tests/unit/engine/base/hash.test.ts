import { expect, it } from 'vitest';
import { fnv1a, murmur2 } from '../../../../src/lib/engine/base/hash';
import { partitionOf } from '../../../../src/lib/engine/sinks/far/kafka-cluster';

const bytes = (text: string) => new TextEncoder().encode(text);

// The vectors of reference §3.4.
it.each([
  { key: '[0]', fnv: 'ba14edd9', f: [1, 3, 7], murmur: 'a0a852ee', m: [1, 2, 6] },
  { key: '[1]', fnv: '7616c164', f: [1, 0, 4], murmur: '2f4a20f1', m: [1, 1, 1] },
  { key: '[2]', fnv: '7610059f', f: [1, 3, 7], murmur: '7f673088', m: [0, 0, 0] },
  { key: '[3]', fnv: 'ba12af42', f: [0, 2, 6], murmur: 'b9fe7e66', m: [2, 2, 6] },
  { key: '["a"]', fnv: 'ca0f9962', f: [1, 2, 6], murmur: '3bcd32b7', m: [2, 3, 7] },
  { key: '["amsterdam", 7]', fnv: '3b1f70d6', f: [2, 2, 6], murmur: 'b16d5df5', m: [1, 1, 5] },
  { key: '', fnv: '811c9dc5', f: [0, 3, 3], murmur: '106e08d9', m: [0, 1, 1] }
])('hashes $key and finds its partition', ({ key, fnv, f, murmur, m }) => {
  expect(fnv1a(bytes(key)).toString(16).padStart(8, '0')).toBe(fnv);
  expect(murmur2(bytes(key)).toString(16).padStart(8, '0')).toBe(murmur);
  expect([3, 4, 8].map((n) => partitionOf(bytes(key), n, 'fnv-1a'))).toEqual(f);
  expect([3, 4, 8].map((n) => partitionOf(bytes(key), n, 'murmur2'))).toEqual(m);
});
