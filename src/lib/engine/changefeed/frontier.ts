import { NS_PER_SECOND, isBefore, laterOf, type Nanos, type Timestamp } from '../base/timestamp';

/** The earliest of some timestamps; undefined where one of them is missing or there are none. */
export function minimumOf(timestamps: readonly (Timestamp | null)[]): Timestamp | undefined {
  let least: Timestamp | undefined;
  for (const ts of timestamps) {
    if (!ts) return undefined;
    if (!least || isBefore(ts, least)) least = ts;
  }
  return least;
}

/**
 * Progress is kept in whole seconds (reference §5.6), never below what has been reached exactly: the scan time, the cursor or
 * a boundary, which `atLeast` is.
 * @param epochNs nanoseconds of the run's start within its second
 */
export function roundDown(ts: Timestamp, atLeast: Timestamp, epochNs: Nanos): Timestamp {
  const wall = Math.floor((ts.wall + epochNs) / NS_PER_SECOND) * NS_PER_SECOND - epochNs;
  return laterOf({ wall, logical: 0 }, atLeast);
}
