import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '$lib/engine/base/base64';
import { makeRandom, nextInt } from '$lib/engine/base/random';

describe('base64', () => {
  it.each([
    { name: 'nothing', in: [], out: '' },
    { name: 'one byte', in: [255], out: '/w==' },
    { name: 'two bytes', in: [255, 254], out: '//4=' },
    { name: 'three bytes', in: [102, 111, 111], out: 'Zm9v' }
  ])('$name', ({ in: bytes, out }) => {
    expect(toBase64(Uint8Array.from(bytes))).toBe(out);
    expect(fromBase64(out)).toEqual(Uint8Array.from(bytes));
  });

  it('agrees with the platform over any bytes', () => {
    const random = makeRandom(7, 'base64');
    // 12,288 bytes make a chunk of the encoder.
    for (const length of [...Array(40).keys(), 12_287, 12_288, 12_289]) {
      const bytes = Uint8Array.from({ length }, () => nextInt(random, 0, 255));
      const text = Buffer.from(bytes).toString('base64');
      expect(toBase64(bytes)).toBe(text);
      expect(fromBase64(text)).toEqual(bytes);
    }
  });

  it.each(['!', 'Zm9', 'Zm9v=', 'Zm 9v', 'ä===', '====', 'A==='])('refuses %j', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });

  it('skips line breaks', () => {
    expect(fromBase64('Zm\n9v\r\n')).toEqual(Uint8Array.from([102, 111, 111]));
  });
});
