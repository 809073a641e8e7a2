import { describe, expect, it } from 'vitest';
import { addTo, makeHistogram, mergeInto, quantileOf } from '$lib/engine/base/duration-histogram';

function of(values: readonly number[]) {
  const histogram = makeHistogram();
  for (const value of values) addTo(histogram, value);
  return histogram;
}

describe('quantiles', () => {
  it('of nothing are zero', () => {
    expect(quantileOf(makeHistogram(), 99)).toBe(0);
  });

  it('of one value are that value', () => {
    for (const value of [0, 1, 15, 16, 17, 1_000_003, 2 ** 50 + 1])
      expect(quantileOf(of([value]), 50)).toBe(value);
  });

  it('are never below the true one and at most an eighth above', () => {
    const values = Array.from({ length: 1000 }, (_, i) => i * i * 977);
    const histogram = of(values);
    for (const percent of [1, 10, 50, 90, 99, 100]) {
      const exact = values[Math.ceil((values.length * percent) / 100) - 1];
      const found = quantileOf(histogram, percent);
      expect(found).toBeGreaterThanOrEqual(exact);
      expect(found).toBeLessThanOrEqual(exact * 1.125 + 1);
    }
  });

  it('of merged histograms are those of all values', () => {
    const merged = of([5, 7]);
    mergeInto(merged, of([1000, 3]));
    expect(merged).toEqual(of([3, 5, 7, 1000]));
  });
});
