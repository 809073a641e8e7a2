import { assert } from '../base/assert';
import type { WideInt } from '../base/datum';
import {
  isBefore,
  MIN_TIMESTAMP,
  NS_PER_MS,
  timestamp,
  laterOf,
  type Nanos,
  type Timestamp
} from '../base/timestamp';
import { idleSince } from './network';
import type { NodeState } from './nodes';

/**
 * Ranges: contiguous pieces of one index, each with a leaseholder that serves it and closes its timestamps.
 *
 * A closed timestamp is a promise: no more writes at or below it. It trails the leaseholder's clock and is worked out
 * when somebody asks, so that idle hours cost nothing (design §4).
 */

export interface RangeState {
  readonly id: number;
  readonly index: number;
  /** First key, included; the empty string for the index's beginning. */
  readonly start: string;
  /** Key behind the last, or undefined for the index's end. */
  end: string | undefined;
  leaseholder: number;
  /** What has been promised already, whatever happens to lease and settings. */
  closedFloor: Timestamp;
  /** What it holds, about, versions of the past included. */
  bytes?: number;
  /** SPLIT AT at its beginning: until when it is kept, in microseconds since 1970. */
  enforcedUntil?: WideInt;
}

export interface ClosedTimestampSettings {
  /** `kv.closed_timestamp.target_duration` */
  readonly targetNs: Nanos;
  /** `kv.closed_timestamp.side_transport_interval` */
  readonly sideTransportNs: Nanos;
}

/** Ranges by index, in key order; plain data but for the lookups. */
export interface RangesState {
  nextId: number;
  byIndex: Map<number, RangeState[]>;
}

export const makeRangesState = (): RangesState => ({ nextId: 1, byIndex: new Map() });

export function addIndexRange(state: RangesState, index: number, leaseholder: number): RangeState {
  const range: RangeState = {
    id: state.nextId++,
    index,
    start: '',
    end: undefined,
    leaseholder,
    closedFloor: MIN_TIMESTAMP
  };
  state.byIndex.set(index, [range]);
  return range;
}

export function rangesOf(state: RangesState, index: number): readonly RangeState[] {
  const ranges = state.byIndex.get(index);
  assert(ranges, () => `index ${index} has no ranges`);
  return ranges;
}

export function rangeOfKey(state: RangesState, index: number, key: string): RangeState {
  const ranges = rangesOf(state, index);
  let low = 0;
  let high = ranges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ranges[middle].start <= key) low = middle;
    else high = middle - 1;
  }
  return ranges[low];
}

/** The ranges that hold keys from `start` to `end` (excluded; undefined for no end). */
export function rangesOverlapping(
  state: RangesState,
  index: number,
  start: string,
  end: string | undefined
): RangeState[] {
  return rangesOf(state, index).filter(
    (range) => (end === undefined || range.start < end) && (range.end === undefined || range.end > start)
  );
}

/** Splits the range that holds `key` there. @returns the right half, or undefined where a range begins at `key` already */
export function splitRange(state: RangesState, index: number, key: string): RangeState | undefined {
  const left = rangeOfKey(state, index, key);
  if (left.start === key) return undefined;
  const { bytes: _bytes, enforcedUntil: _until, ...rest } = left;
  const right: RangeState = { ...rest, id: state.nextId++, start: key };
  left.end = key;
  const ranges = state.byIndex.get(index)!; // rangeOfKey found one
  ranges.splice(ranges.indexOf(left) + 1, 0, right);
  return right;
}

/**
 * The closed timestamp of a range at virtual time `now`. A leaseholder that does not serve closes nothing more: its range
 * stays at what was closed then, until another node takes the lease.
 */
export function closedTimestamp(
  range: RangeState,
  leaseholder: NodeState,
  now: Nanos,
  settings: ClosedTimestampSettings
): Timestamp {
  const until = Math.min(now, idleSince(leaseholder) ?? now);
  const tick = Math.max(settings.sideTransportNs, NS_PER_MS);
  const clock = Math.floor((until + leaseholder.clockOffset) / tick) * tick;
  return laterOf(range.closedFloor, timestamp(clock - settings.targetNs));
}

/**
 * Whether a moment is above what a range can have closed by now, as nearly every write is: the clock has not come that far, whatever its
 * ticks. False says nothing.
 */
export function isPlainlyOpen(
  range: RangeState,
  leaseholder: NodeState,
  now: Nanos,
  settings: ClosedTimestampSettings,
  ts: Timestamp
): boolean {
  return now + leaseholder.clockOffset - settings.targetNs < ts.wall && isBefore(range.closedFloor, ts);
}
