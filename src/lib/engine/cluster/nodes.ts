import type { Nanos } from '../base/timestamp';
import { timestamp } from '../base/timestamp';
import type { FaultEntry, SinkFault } from '../sinks/far/faults';
import type { RangeState } from '../storage/ranges';
import type { Cluster } from './cluster';

/** Nodes that go and come back, leases that move, faults of far ends: everything that is done to the cluster. */
export class Nodes {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** A node stops at once and stays down. Its leases move after the liveness time (design §4). */
  kill(id: number): void {
    const node = this.#cluster.storage.node(id);
    if (!node.up) return;
    this.#cluster.storage.fixClosedTimestamps();
    node.up = false;
    node.since = this.#cluster.now;
    this.#tell('node', String(id), 'down');
    this.#cluster.sessions.nodeLost(id);
    this.#cluster.changefeeds.nodeLost(id);
    const liveness = this.#cluster.settings.duration('playground.node.liveness');
    this.#cluster.schedule(liveness, { kind: 'node.leases', node: id, downSince: node.since });
  }

  restart(id: number): void {
    const node = this.#cluster.storage.node(id);
    if (node.up) return;
    this.#cluster.storage.fixClosedTimestamps();
    node.up = true;
    node.draining = false;
    node.since = this.#cluster.now;
    this.#tell('node', String(id), 'up');
    // Ranges that found no other leaseholder are served again.
    this.#moveOrphans();
    this.#cluster.sessions.leaseMoved();
  }

  /** The leases of a node that has been down for the liveness time go to live nodes in turn. */
  moveLeases(id: number, downSince: Nanos): void {
    const node = this.#cluster.storage.node(id);
    if (node.up || node.since !== downSince) return;
    this.#moveOrphans();
    this.#cluster.sessions.leaseMoved();
  }

  #moveOrphans(): void {
    const { storage } = this.#cluster;
    const live = storage.liveNodes;
    if (live.length === 0) return;
    const liveness = this.#cluster.settings.duration('playground.node.liveness');
    for (const ranges of storage.state.ranges.byIndex.values())
      for (const range of ranges) {
        const holder = storage.node(range.leaseholder);
        if (!holder.up && this.#cluster.now - holder.since >= liveness)
          this.#moveLease(range, live[range.id % live.length].id);
      }
  }

  #moveLease(range: RangeState, to: number): void {
    range.closedFloor = this.#cluster.storage.closedAt(range);
    range.leaseholder = to;
    this.#tell('lease', `r${range.id}`, `n${to}`);
  }

  // --- far ends ----------------------------------------------------------------------------------------------------

  /** @param duration after which the fault ends by itself; null for never */
  addSinkFault(prefix: string, fault: SinkFault, duration: Nanos | null): void {
    const faults = this.#cluster.farEnds.state.faults;
    const until = duration === null ? null : this.#cluster.now + duration;
    const entry: FaultEntry = { no: faults.nextNo++, prefix, fault, until };
    faults.entries.push(entry);
    this.#tellFault(entry, 'begin');
    if (duration !== null) this.#cluster.schedule(duration, { kind: 'fault.end', fault: entry.no });
  }

  clearSinkFaults(prefix: string): void {
    const faults = this.#cluster.farEnds.state.faults;
    const ended = faults.entries.filter(
      (entry) => entry.prefix.startsWith(prefix) || prefix.startsWith(entry.prefix)
    );
    faults.entries = faults.entries.filter((entry) => !ended.includes(entry));
    for (const entry of ended) this.#tellFault(entry, 'end');
  }

  endFault(no: number): void {
    const faults = this.#cluster.farEnds.state.faults;
    const entry = faults.entries.find((e) => e.no === no);
    if (!entry) return;
    faults.entries = faults.entries.filter((e) => e !== entry);
    this.#tellFault(entry, 'end');
  }

  #tellFault(entry: FaultEntry, state: 'begin' | 'end'): void {
    this.#cluster.history.append({
      type: 'fault',
      t: this.#cluster.now,
      fault: entry.no,
      kind: entry.fault.kind,
      target: entry.prefix,
      state,
      until: entry.until === null ? null : timestamp(entry.until)
    });
  }

  #tell(kind: 'node' | 'lease', target: string, value: string): void {
    this.#cluster.history.append({ type: 'cluster', t: this.#cluster.now, kind, target, value });
  }
}
