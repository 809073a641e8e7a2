import type { Nanos } from '../base/timestamp';
import type { NodeState } from './nodes';

/** Which nodes cannot hear each other, and what follows from it: a node without a majority serves nothing. */

/** A broken link, one way. */
export interface BrokenLink {
  readonly from: number;
  readonly to: number;
  /** The fault that broke it. */
  readonly fault: number;
}

export interface NetworkState {
  broken: BrokenLink[];
}

export const makeNetworkState = (): NetworkState => ({ broken: [] });

/** Whether two nodes can talk: a question needs its answer, so one direction broken is enough to part them. */
export function canTalk(network: NetworkState, a: number, b: number): boolean {
  return (
    a === b ||
    !network.broken.some((link) => (link.from === a && link.to === b) || (link.from === b && link.to === a))
  );
}

/** A node serves ranges while it is up and talks to a majority of the cluster. */
export function isServing(node: NodeState): boolean {
  return node.up && node.cutSince === null;
}

/** Since when a node has not been serving; null while it is. */
export function idleSince(node: NodeState): Nanos | null {
  if (isServing(node)) return null;
  return node.up ? node.cutSince : node.since;
}

/** Works out anew which nodes are cut off, after nodes or links have changed. */
export function updateReach(nodes: readonly NodeState[], network: NetworkState, now: Nanos): void {
  for (const node of nodes) {
    const heard = nodes.filter((other) => other.up && canTalk(network, node.id, other.id)).length;
    const cut = node.up && heard * 2 <= nodes.length;
    if (!cut) node.cutSince = null;
    else node.cutSince ??= now;
  }
}
