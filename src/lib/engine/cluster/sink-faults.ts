import { timestamp, type Nanos } from '../base/timestamp';
import type { FaultEntry, SinkFault } from '../sinks/far/faults';
import type { Cluster } from './cluster';

/** What is done to far ends: faults begin, end by themselves or are cleared, and history tells of it. */
export class SinkFaults {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** @param duration after which the fault ends by itself; null for never */
  add(prefix: string, fault: SinkFault, duration: Nanos | null): void {
    const faults = this.#cluster.farEnds.state.faults;
    const until = duration === null ? null : this.#cluster.now + duration;
    const entry: FaultEntry = { no: faults.nextNo++, prefix, fault, until };
    faults.entries.push(entry);
    this.#tellFault(entry, 'begin');
    if (duration !== null) this.#cluster.schedule(duration, { kind: 'fault.end', fault: entry.no });
  }

  clear(prefix: string): void {
    const faults = this.#cluster.farEnds.state.faults;
    const ended = faults.entries.filter(
      (entry) => entry.prefix.startsWith(prefix) || prefix.startsWith(entry.prefix)
    );
    faults.entries = faults.entries.filter((entry) => !ended.includes(entry));
    for (const entry of ended) this.#tellFault(entry, 'end');
  }

  end(no: number): void {
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
}
