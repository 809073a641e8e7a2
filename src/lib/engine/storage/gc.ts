import {
  MIN_TIMESTAMP,
  NS_PER_SECOND,
  isAtOrBefore,
  isBefore,
  laterOf,
  previousTimestamp,
  timestamp,
  type Nanos,
  type Timestamp
} from '../base/timestamp';

/**
 * Garbage collection as a promise, not as deletion (design §2.4): it raises a threshold below which reads are refused, and the versions
 * stay where views and the audit find them. Protected timestamps hold the threshold back (reference §5.12).
 */
export interface GcState {
  /** What collection has reached by table, whatever lifetime and protection say since. */
  floors: Map<number, Timestamp>;
  /** Protection records by owner. */
  protections: Map<string, Protection>;
}

export interface Protection {
  readonly tables: readonly number[];
  ts: Timestamp;
}

export const makeGcState = (): GcState => ({ floors: new Map(), protections: new Map() });

/** How often collection comes by on its own. */
const RUNS_EVERY_NS: Nanos = 600 * NS_PER_SECOND;

export interface GcHost {
  readonly now: Nanos;
  /** `gc.ttlseconds` of a table, as a duration. */
  ttl(table: number): Nanos;
}

export class GarbageCollection {
  readonly #state: GcState;
  readonly #host: GcHost;

  constructor(state: GcState, host: GcHost) {
    this.#state = state;
    this.#host = host;
  }

  /** How long overwritten versions of a table's rows can be read. */
  ttl(table: number): Nanos {
    return this.#host.ttl(table);
  }

  /** Reads of a table at or below this are refused. */
  threshold(table: number): Timestamp {
    const lastRun = Math.floor(this.#host.now / RUNS_EVERY_NS) * RUNS_EVERY_NS;
    return this.#reached(table, lastRun);
  }

  #reached(table: number, at: Nanos): Timestamp {
    const wanted = timestamp(at - this.ttl(table));
    let held = wanted;
    for (const { tables, ts } of this.#state.protections.values())
      if (tables.includes(table) && isAtOrBefore(ts, held)) held = previousTimestamp(ts);
    return laterOf(this.#state.floors.get(table) ?? MIN_TIMESTAMP, held);
  }

  isCollected(table: number, ts: Timestamp): boolean {
    return isAtOrBefore(ts, this.threshold(table));
  }

  /** Collects now. @returns the new threshold */
  run(table: number): Timestamp {
    const reached = this.#reached(table, this.#host.now);
    this.#state.floors.set(table, reached);
    return reached;
  }

  /** Keeps what has been reached, before a lifetime or protection changes. */
  fix(tables: readonly number[]): void {
    for (const table of tables) {
      const reached = this.threshold(table);
      if (isBefore(MIN_TIMESTAMP, reached)) this.#state.floors.set(table, reached);
    }
  }

  /** Protects the data of tables from a moment on. The owner's record moves if there is one already. */
  protect(owner: string, tables: readonly number[], ts: Timestamp): void {
    this.fix(tables);
    this.#state.protections.set(owner, { tables, ts });
  }

  protectionOf(owner: string): Protection | undefined {
    return this.#state.protections.get(owner);
  }

  /** @returns whether there was a record */
  release(owner: string): boolean {
    const record = this.#state.protections.get(owner);
    if (!record) return false;
    this.#state.protections.delete(owner);
    return true;
  }

  get protections(): Iterable<readonly [string, Protection]> {
    return this.#state.protections;
  }
}
