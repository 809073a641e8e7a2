import { MIN_TIMESTAMP, type Nanos, type Timestamp } from '../base/timestamp';

/** The nodes of the cluster: whether each is up, what its clock says, and its hybrid logical clock. */

export interface NodeState {
  /** 1, 2 … */
  readonly id: number;
  /** Such as `region=us-east1,az=b`; empty where nothing is known of it. */
  locality: string;
  up: boolean;
  draining: boolean;
  /** When it last went up or down. */
  since: Nanos;
  /** Since when it has been without a majority of the cluster; null while it hears one. */
  cutSince: Nanos | null;
  /** How far its physical clock is ahead of virtual time. */
  clockOffset: Nanos;
  /** The last reading of its hybrid logical clock. */
  hlc: Timestamp;
}

export function makeNode(id: number, locality: string): NodeState {
  return {
    id,
    locality,
    up: true,
    draining: false,
    since: 0,
    cutSince: null,
    clockOffset: 0,
    hlc: MIN_TIMESTAMP
  };
}

/** A new reading of a node's hybrid logical clock, later than every reading before (guarantee S5). */
export function tickClock(node: NodeState, now: Nanos): Timestamp {
  const physical = now + node.clockOffset;
  const last = node.hlc;
  return (node.hlc =
    physical > last.wall ? { wall: physical, logical: 0 } : { wall: last.wall, logical: last.logical + 1 });
}

/** A node that learns of a timestamp never gives an earlier one afterwards. */
export function observeTimestamp(node: NodeState, ts: Timestamp): void {
  if (ts.wall > node.hlc.wall || (ts.wall === node.hlc.wall && ts.logical > node.hlc.logical)) node.hlc = ts;
}
