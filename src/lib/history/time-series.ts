import type { Nanos } from '../engine/base/timestamp';
import { makeHistogram, mergeInto, type DurationHistogram } from '../engine/base/duration-histogram';

/** What a metric was over time. Moments never fall, so what is looked up is found by halving. */

/** Changes closer together than this are one. */
const RESOLUTION_NS = 100_000_000;

/** A value that holds from its moment until the next. */
export class Steps {
  readonly #times: number[] = [];
  readonly #values: number[] = [];

  /** @param t not before the moment set last */
  set(t: Nanos, value: number): void {
    const last = this.#times.length - 1;
    if (last >= 0 && this.#times[last] === t) this.#values[last] = value;
    else if (last < 0 || this.#values[last] !== value) {
      this.#times.push(t);
      this.#values.push(value);
    }
  }

  /** The value at a moment; undefined before the first. */
  at(t: Nanos): number | undefined {
    return this.#values[lastAtOrBefore(this.#times, t)];
  }

  /** Adds the moments after `from`, up to `until`, at which it changed, and those just before, to a list. */
  collectMoments(from: Nanos, until: Nanos, into: Nanos[]): void {
    for (
      let i = lastAtOrBefore(this.#times, from) + 1;
      i < this.#times.length && this.#times[i] <= until;
      i++
    )
      into.push(Math.max(from, this.#times[i] - 1), this.#times[i]);
  }

  get newest(): number {
    return this.#values.at(-1) ?? 0;
  }
}

/** A sum that only grows. */
export class Total {
  readonly #times: number[] = [];
  readonly #totals: number[] = [];

  add(t: Nanos, amount: number): void {
    const last = this.#times.length - 1;
    if (last >= 0 && t - this.#times[last] < RESOLUTION_NS) this.#totals[last] += amount;
    else {
      this.#times.push(t);
      this.#totals.push((this.#totals[last] ?? 0) + amount);
    }
  }

  at(t: Nanos): number {
    return this.#totals[lastAtOrBefore(this.#times, t)] ?? 0;
  }
}

/** Durations by the moment at which they were measured. */
export class Distribution {
  readonly #times: number[] = [];
  readonly #histograms: DurationHistogram[] = [];

  /** What durations measured at a moment are to be added to. */
  of(t: Nanos): DurationHistogram {
    const last = this.#times.length - 1;
    if (last >= 0 && t - this.#times[last] < RESOLUTION_NS) return this.#histograms[last];
    const made = makeHistogram();
    this.#times.push(t);
    this.#histograms.push(made);
    return made;
  }

  /** Adds everything measured after `from`, up to `until`, to a histogram. */
  collect(from: Nanos, until: Nanos, into: DurationHistogram): void {
    for (
      let i = lastAtOrBefore(this.#times, from) + 1;
      i < this.#times.length && this.#times[i] <= until;
      i++
    )
      mergeInto(into, this.#histograms[i]);
  }
}

/** The place of the last of rising moments that is not behind `t`; -1 for none. */
function lastAtOrBefore(times: readonly number[], t: Nanos): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
