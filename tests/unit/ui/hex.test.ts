import { expect, it } from 'vitest';
import { bytesOf, hexRows, schemaIdOf } from '$lib/ui/inspect/hex';

it('shows sixteen bytes a row with the characters they may be', () => {
  const bytes = Uint8Array.from([0, 0, 0, 0, 7, ...new TextEncoder().encode('Petee the dog')]);
  expect(hexRows(bytes)).toEqual([
    { at: '0000', hex: '00 00 00 00 07 50 65 74 65 65 20 74 68 65 20 64', text: '·····Petee the d' },
    { at: '0010', hex: '6f 67', text: 'og' }
  ]);
  expect(hexRows(new Uint8Array())).toEqual([]);
});

it('reads the id of the schema in front of a message', () => {
  expect(schemaIdOf(bytesOf('AAAAAAcC'))).toBe(7);
  expect(schemaIdOf(Uint8Array.from([0, 0, 0, 0, 1]).subarray(0, 4))).toBeNull();
  expect(schemaIdOf(Uint8Array.from([8, 0, 0, 0, 1]))).toBeNull();
});
