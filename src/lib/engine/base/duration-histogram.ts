import type { Nanos } from './timestamp';

/**
 * How often durations (or sizes) occurred, in buckets an eighth of a power of two wide: a quantile is at most that much too large. Plain
 * data, and whole numbers only.
 */
export interface DurationHistogram {
  count: number;
  sum: number;
  max: number;
  /** Occurrences by bucket. */
  readonly buckets: Map<number, number>;
}

export const makeHistogram = (): DurationHistogram => ({ count: 0, sum: 0, max: 0, buckets: new Map() });

/** Buckets of one power of two. */
const STEPS = 8;

export function addTo(histogram: DurationHistogram, value: Nanos): void {
  const whole = Math.max(0, Math.floor(value));
  const bucket = bucketOf(whole);
  histogram.count++;
  histogram.sum += whole;
  histogram.max = Math.max(histogram.max, whole);
  histogram.buckets.set(bucket, (histogram.buckets.get(bucket) ?? 0) + 1);
}

export function mergeInto(histogram: DurationHistogram, other: DurationHistogram): void {
  histogram.count += other.count;
  histogram.sum += other.sum;
  histogram.max = Math.max(histogram.max, other.max);
  for (const [bucket, count] of other.buckets)
    histogram.buckets.set(bucket, (histogram.buckets.get(bucket) ?? 0) + count);
}

/**
 * The value that a share of all values does not exceed, as the upper end of its bucket; 0 for an empty histogram.
 * @param percent from 0 to 100
 */
export function quantileOf(histogram: DurationHistogram, percent: number): Nanos {
  const wanted = Math.ceil((histogram.count * percent) / 100);
  let seen = 0;
  for (const bucket of [...histogram.buckets.keys()].sort((a, b) => a - b)) {
    seen += histogram.buckets.get(bucket) ?? 0;
    if (seen >= wanted) return Math.min(upperEnd(bucket), histogram.max);
  }
  return histogram.max;
}

/** Values below `STEPS` have a bucket each; above, the leading bit and the three behind it choose. */
function bucketOf(value: number): number {
  let power = 0;
  let rest = value;
  // Down to 32 bits first, where the place of the leading bit is at hand.
  while (rest >= 0x4000_0000) {
    rest = Math.floor(rest / 0x1_0000);
    power += 16;
  }
  const shift = Math.max(0, 28 - Math.clz32(rest));
  return (power + shift) * STEPS + (rest >> shift);
}

/** The largest value of a bucket. */
function upperEnd(bucket: number): number {
  if (bucket < 2 * STEPS) return bucket;
  const power = Math.floor(bucket / STEPS) - 1;
  let end = bucket - power * STEPS + 1;
  for (let i = 0; i < power; i++) end *= 2;
  return end - 1;
}
