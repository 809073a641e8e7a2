import { assert } from '../base/assert';
import { timestamp, type Nanos } from '../base/timestamp';
import { idleSince, updateReach } from '../storage/network';
import { tickClock } from '../storage/nodes';
import type { RangeState } from '../storage/ranges';
import type { Cluster } from './cluster';

/** Clock offset that a cluster tolerates. */
const MAX_OFFSET_NS: Nanos = 500_000_000;

/** Nodes that go and come back, broken links, leases that move, clocks that jump: everything that is done to the cluster's nodes. */
export class Nodes {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** A node stops at once and stays down. Its leases move after the liveness time (design §4). */
  kill(id: number): void {
    const node = this.#cluster.storage.node(id);
    if (!node.up) return;
    this.#change(() => {
      node.up = false;
      node.since = this.#cluster.now;
      this.#tell('node', String(id), 'down');
    });
    this.#cluster.sessions.nodeLost(id);
  }

  restart(id: number): void {
    const node = this.#cluster.storage.node(id);
    if (node.up && !node.draining) return;
    this.#change(() => {
      node.up = true;
      node.draining = false;
      node.since = this.#cluster.now;
      this.#tell('node', String(id), 'up');
    });
  }

  /** A node gives up its leases, lets its flows write down their progress, and ends its sessions; it stays up without work. */
  drain(id: number): void {
    const { storage, sessions, changefeeds } = this.#cluster;
    const node = storage.node(id);
    if (!node.up || node.draining) return;
    storage.fixClosedTimestamps();
    node.draining = true;
    this.#tell('node', String(id), 'draining');
    const live = storage.liveNodes;
    for (const range of this.#allRanges())
      if (range.leaseholder === id && live.length > 0)
        this.#moveLease(range, live[range.id % live.length].id);
    changefeeds.drain(id);
    sessions.nodeLost(id);
    sessions.leaseMoved();
  }

  /**
   * A node's physical clock jumps. Beyond the offset that a cluster tolerates the node stops itself rather than serve wrong times
   * (guarantee S5).
   */
  moveClock(id: number, by: Nanos): void {
    const { storage } = this.#cluster;
    const node = storage.node(id);
    storage.fixClosedTimestamps();
    // Its hybrid clock has followed the physical one up to now, whether anybody has read it or not.
    tickClock(node, this.#cluster.now);
    node.clockOffset += by;
    this.#tell('node', String(id), `clock ${by >= 0 ? '+' : ''}${by}ns`);
    if (Math.abs(node.clockOffset) <= MAX_OFFSET_NS) return;
    node.clockOffset = 0;
    this.#tell('node', String(id), 'clock offset beyond the limit, stopping');
    this.kill(id);
  }

  /** Breaks links between nodes; the fault ends by itself after a while or with `heal`. */
  partition(from: number, to: readonly number[], options: { oneWay: boolean; duration: Nanos | null }): void {
    const { storage, state } = this.#cluster;
    const no = state.farEnds.faults.nextNo++;
    this.#change(() => {
      for (const other of to) {
        storage.state.network.broken.push({ from, to: other, fault: no });
        if (!options.oneWay) storage.state.network.broken.push({ from: other, to: from, fault: no });
      }
      this.#tellPartition(
        no,
        `${from} from ${to.join(',')}${options.oneWay ? ' one-way' : ''}`,
        'begin',
        options.duration
      );
    });
    if (options.duration !== null) this.#cluster.schedule(options.duration, { kind: 'fault.end', fault: no });
  }

  /** All links work again. */
  heal(): void {
    const { network } = this.#cluster.storage.state;
    this.#change(() => {
      for (const no of new Set(network.broken.map((link) => link.fault)))
        this.#tellPartition(no, 'all', 'end', null);
      network.broken = [];
    });
  }

  /** Moves the lease of the range that holds a key, or of all ranges of an index. */
  moveLeases(ranges: readonly RangeState[], to: number): void {
    for (const range of ranges) if (range.leaseholder !== to) this.#moveLease(range, to);
    this.#cluster.sessions.leaseMoved();
  }

  /** Something about nodes or links changes: what was closed stays closed, and whoever depends on it is told. */
  #change(work: () => void): void {
    const { storage, changefeeds, sessions } = this.#cluster;
    storage.fixClosedTimestamps();
    const before = storage.state.nodes.map(idleSince);
    work();
    updateReach(storage.state.nodes, storage.state.network, this.#cluster.now);
    changefeeds.reachChanged();
    storage.state.nodes.forEach((node, i) => {
      // A node that was cut off and dies then counts as gone from its death on.
      const since = idleSince(node);
      if (since !== null && since !== before[i]) this.#scheduleLeases(node.id);
    });
    this.moveOrphans();
    sessions.leaseMoved();
  }

  #scheduleLeases(id: number): void {
    const liveness = this.#cluster.settings.duration('playground.node.liveness');
    this.#cluster.schedule(liveness, { kind: 'node.leases', node: id });
  }

  /** Leases of nodes that have not served for the liveness time go to serving nodes in turn. */
  moveOrphans(): void {
    const { storage } = this.#cluster;
    const live = storage.liveNodes;
    if (live.length === 0) return;
    const liveness = this.#cluster.settings.duration('playground.node.liveness');
    let moved = false;
    for (const range of this.#allRanges()) {
      const since = idleSince(storage.node(range.leaseholder));
      if (since === null || this.#cluster.now - since < liveness) continue;
      this.#moveLease(range, live[range.id % live.length].id);
      moved = true;
    }
    if (moved) this.#cluster.sessions.leaseMoved();
  }

  *#allRanges(): Iterable<RangeState> {
    for (const ranges of this.#cluster.storage.state.ranges.byIndex.values()) yield* ranges;
  }

  #moveLease(range: RangeState, to: number): void {
    assert(to >= 1, () => `a lease cannot move to node ${to}`);
    range.closedFloor = this.#cluster.storage.closedAt(range);
    const from = `n${range.leaseholder}`;
    range.leaseholder = to;
    this.#cluster.history.append({
      type: 'cluster',
      t: this.#cluster.now,
      kind: 'lease',
      target: `r${range.id}`,
      value: `n${to}`,
      range: range.id,
      from
    });
  }

  #tellPartition(no: number, target: string, state: 'begin' | 'end', duration: Nanos | null): void {
    this.#cluster.history.append({
      type: 'fault',
      t: this.#cluster.now,
      fault: no,
      kind: 'partition',
      target,
      state,
      until: duration === null ? null : timestamp(this.#cluster.now + duration)
    });
  }

  /** @returns whether the fault was a partition */
  endPartition(no: number): boolean {
    const { network } = this.#cluster.storage.state;
    if (!network.broken.some((link) => link.fault === no)) return false;
    this.#change(() => {
      network.broken = network.broken.filter((link) => link.fault !== no);
      this.#tellPartition(no, 'all', 'end', null);
    });
    return true;
  }

  #tell(kind: 'node', target: string, value: string): void {
    this.#cluster.history.append({ type: 'cluster', t: this.#cluster.now, kind, target, value });
  }
}
