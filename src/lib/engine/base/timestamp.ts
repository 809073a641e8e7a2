/**
 * Time inside the engine (design §5): nanoseconds since the run's start as a safe integer (100 days fit) and a
 * 32-bit logical counter. Absolute HLC text exists only at the edge, through `Epoch`.
 */

/** Virtual time: whole nanoseconds since the run's start. May be negative for moments before the run. */
export type Nanos = number;

/** A hybrid logical clock reading; plain data, never changed once made. */
export interface Timestamp {
  readonly wall: Nanos;
  readonly logical: number;
}

export const MAX_LOGICAL = 2147483647;
export const NS_PER_SECOND = 1_000_000_000;
export const NS_PER_MS = 1_000_000;

/** Virtual time ends after 100 days (design §5a). */
export const MAX_RUN_NS = 100 * 86_400 * NS_PER_SECOND;

export const MIN_TIMESTAMP: Timestamp = { wall: -Number.MAX_SAFE_INTEGER, logical: 0 };
export const MAX_TIMESTAMP: Timestamp = { wall: Number.MAX_SAFE_INTEGER, logical: MAX_LOGICAL };

export function timestamp(wall: Nanos, logical = 0): Timestamp {
  return { wall, logical };
}

/** Negative, zero or positive as `a` lies before, at or after `b`. */
export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  return a.wall - b.wall || a.logical - b.logical;
}

export function isBefore(a: Timestamp, b: Timestamp): boolean {
  return a.wall < b.wall || (a.wall === b.wall && a.logical < b.logical);
}

export function isAtOrBefore(a: Timestamp, b: Timestamp): boolean {
  return a.wall < b.wall || (a.wall === b.wall && a.logical <= b.logical);
}

export function sameTimestamp(a: Timestamp, b: Timestamp): boolean {
  return a.wall === b.wall && a.logical === b.logical;
}

export function laterOf(a: Timestamp, b: Timestamp): Timestamp {
  return isBefore(a, b) ? b : a;
}

export function earlierOf(a: Timestamp, b: Timestamp): Timestamp {
  return isBefore(b, a) ? b : a;
}

/** The next tick: logical + 1 (reference §5.1). */
export function nextTimestamp(ts: Timestamp): Timestamp {
  return ts.logical === MAX_LOGICAL
    ? { wall: ts.wall + 1, logical: 0 }
    : { wall: ts.wall, logical: ts.logical + 1 };
}

/** The tick before: logical − 1, or at logical 0 the last logical of the nanosecond before (reference §5.1). */
export function previousTimestamp(ts: Timestamp): Timestamp {
  return ts.logical === 0
    ? { wall: ts.wall - 1, logical: MAX_LOGICAL }
    : { wall: ts.wall, logical: ts.logical - 1 };
}

const pad = (n: number, width: number) => String(n).padStart(width, '0');
const LOGICAL_ZERO = '.0000000000';

/**
 * The wall time at which virtual time zero lies: turns inner timestamps into absolute HLC text and back.
 * `startNs` is nanoseconds since 1970 as in a scenario's `start`.
 */
export class Epoch {
  readonly startNs: bigint;
  readonly #seconds: number;
  readonly #nanos: number;

  constructor(startNs: bigint) {
    this.startNs = startNs;
    this.#seconds = Number(startNs / 1_000_000_000n);
    this.#nanos = Number(startNs % 1_000_000_000n);
  }

  /** `<wall nanoseconds>.<ten-digit logical>`, as in messages and `high_water_timestamp` (reference §5.1). */
  hlc(ts: Timestamp): string {
    return this.wallText(ts.wall) + (ts.logical === 0 ? LOGICAL_ZERO : `.${pad(ts.logical, 10)}`);
  }

  /** Absolute nanoseconds since 1970 as decimal text. */
  wallText(wall: Nanos): string {
    const seconds = Math.floor(wall / NS_PER_SECOND);
    let nanos = this.#nanos + (wall - seconds * NS_PER_SECOND);
    let whole = this.#seconds + seconds;
    if (nanos >= NS_PER_SECOND) {
      nanos -= NS_PER_SECOND;
      whole++;
    }
    // Before 1970 the digits of seconds and nanoseconds do not simply stand side by side.
    if (whole < 0) return (this.startNs + BigInt(wall)).toString();
    return whole === 0 ? String(nanos) : String(whole) + pad(nanos, 9);
  }

  /** Whole seconds and nanoseconds since 1970, for text forms that show them apart. */
  unix(wall: Nanos): { seconds: number; nanos: number } {
    const whole = Math.floor(wall / NS_PER_SECOND);
    const seconds = this.#seconds + whole;
    const nanos = this.#nanos + (wall - whole * NS_PER_SECOND);
    if (nanos >= NS_PER_SECOND) return { seconds: seconds + 1, nanos: nanos - NS_PER_SECOND };
    return nanos < 0 ? { seconds: seconds - 1, nanos: nanos + NS_PER_SECOND } : { seconds, nanos };
  }

  /** Microseconds since 1970, cut off below: what SQL timestamps hold. */
  micros(wall: Nanos): number {
    const { seconds, nanos } = this.unix(wall);
    return seconds * 1_000_000 + Math.floor(nanos / 1000);
  }

  /** The inner time of absolute nanoseconds, or undefined where it is too far from the run to be held exactly. */
  fromWall(absoluteNs: bigint): Nanos | undefined {
    const inner = absoluteNs - this.startNs;
    return inner >= BigInt(-Number.MAX_SAFE_INTEGER) && inner <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(inner)
      : undefined;
  }

  /**
   * Reads HLC text (`wall[.logical]`); undefined when it is none. A moment too far away to be held is taken to the
   * nearest end of time, so that it still compares as the past or the future.
   */
  parseHlc(text: string): Timestamp | undefined {
    const m = /^(\d{1,30})(?:\.(\d{1,10}))?$/.exec(text);
    if (!m) return undefined;
    // `.1` and `.0000000001` are both decimal fractions of ten digits: the missing ones are zeros on the right.
    const logical = m[2] === undefined ? 0 : Number(m[2].padEnd(10, '0'));
    if (logical > MAX_LOGICAL) return undefined;
    return { wall: this.clampWall(BigInt(m[1])), logical };
  }

  /** As `fromWall`, but the end of time instead of undefined. */
  clampWall(absoluteNs: bigint): Nanos {
    return this.fromWall(absoluteNs) ?? (absoluteNs < this.startNs ? MIN_TIMESTAMP.wall : MAX_TIMESTAMP.wall);
  }
}
