import { describe, expect, it } from 'vitest';
import { PlainCodec } from '../../../../src/lib/engine/base/plain-codec';

const codec = new PlainCodec();
const roundTrip = (value: unknown) => codec.decode(codec.encode(value));

describe('state written out and read back', () => {
  it.each([
    { name: 'minus zero', value: -0 },
    { name: 'NaN', value: Number.NaN },
    { name: 'infinity', value: -Infinity },
    { name: 'fractions', value: 0.1 },
    { name: 'the largest safe integer', value: Number.MAX_SAFE_INTEGER },
    { name: 'the smallest', value: Number.MIN_SAFE_INTEGER },
    { name: 'small integers', value: [0, 1, -1, 127, 128, -128, 2 ** 31, 2 ** 40] },
    { name: 'undefined inside an array', value: [1, undefined, null] },
    { name: 'bigints', value: [9223372036854775807n, -9223372036854775808n] },
    { name: 'text of every kind', value: ['', 'é😀\u0000', 'x'.repeat(1000), '\u00ff'] },
    { name: 'bytes', value: new Uint8Array([0, 255, 7]) },
    {
      name: 'maps with keys of any kind',
      value: new Map<unknown, unknown>([
        [1, 'a'],
        ['__proto__', { x: 1 }]
      ])
    },
    { name: 'sets', value: new Set([1, 'x']) },
    { name: 'nested objects', value: { a: { b: [{ c: null }] } } }
  ])('$name', ({ value }) => expect(roundTrip(value)).toStrictEqual(value));

  it('keeps a member called __proto__ a member', () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    const back = roundTrip(value) as object;
    expect(Object.keys(back)).toEqual(['__proto__']);
    expect('polluted' in {}).toBe(false);
  });

  it('gives equal bytes for equal values', () => {
    const make = () => ({ map: new Map([['k', [1, 2]]]), text: 'é' });
    expect(codec.encode(make())).toEqual(codec.encode(make()));
  });

  it('refuses a class nobody has registered', () => {
    class Stranger {}
    expect(() => codec.encode(new Stranger())).toThrow('no codec knows');
  });

  it('refuses bytes cut short', () => {
    const bytes = codec.encode({ list: [1, 2, 3], text: 'hello' });
    for (let length = 0; length < bytes.length; length++)
      expect(() => codec.decode(bytes.subarray(0, length))).toThrow();
  });
});
