import { normalizeInt, type WideInt } from '../base/datum';
import type { Epoch, Nanos } from '../base/timestamp';

/** The last number given out, so that two in one moment differ; plain data. */
export interface UniqueIdState {
  last: number;
}

/** 2015-01-01, from which CockroachDB counts. */
const ID_EPOCH_NS = 1_420_070_400_000_000_000n;
const PRECISION_NS = 10_000n;
const NODE_BITS = 15n;

/**
 * `unique_rowid()` and job ids: time in steps of 10 µs since 2015, then 15 bits for the node. Always rising, and so nearly in
 * order of insertion.
 */
export function nextUniqueId(state: UniqueIdState, epoch: Epoch, now: Nanos, node: number): WideInt {
  const step = Number((epoch.startNs + BigInt(now) - ID_EPOCH_NS) / PRECISION_NS);
  state.last = Math.max(state.last + 1, step);
  return normalizeInt((BigInt(state.last) << NODE_BITS) ^ BigInt(node));
}
