import { expect, it } from 'vitest';
import { makeRandom, nextInt, nextWord } from '../../../../src/lib/engine/base/random';

it('gives the same numbers for the same seed and name, others for others', () => {
  const draw = (seed: number, name: string) => {
    const random = makeRandom(seed, name);
    return Array.from({ length: 5 }, () => nextWord(random));
  };
  expect(draw(1, 'a')).toEqual(draw(1, 'a'));
  expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
  expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
});

it('goes on where a copied state stands', () => {
  const random = makeRandom(3, 'x');
  nextWord(random);
  const copy = { ...random };
  expect(nextWord(copy)).toBe(nextWord(random));
});

it('spreads evenly within bounds', () => {
  const random = makeRandom(1, 'spread');
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[nextInt(random, 5, 14) - 5]++;
  for (const count of counts) expect(count).toBeGreaterThan(9500);
  for (const count of counts) expect(count).toBeLessThan(10500);
});
