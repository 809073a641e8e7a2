import { makeRandom, type RandomState } from '../../base/random';
import { NS_PER_SECOND, type Nanos } from '../../base/timestamp';
import type { ClientEntry } from '../client';
import type { Cluster } from '../cluster';
import { initMovr, movrTransaction } from './movr';

/** Workloads: transactions that come by themselves, in sessions of their own, while the script goes on (design §6). */

export interface WorkloadRun {
  readonly no: number;
  readonly until: Nanos;
  readonly interval: Nanos;
  readonly sessions: readonly string[];
  /** Where the command stands, to which its statements belong. */
  readonly line: number;
  readonly column: number;
  random: RandomState;
  /** Transactions begun. */
  count: number;
}

export interface WorkloadsState {
  next: number;
  runs: Map<number, WorkloadRun>;
}

export const makeWorkloadsState = (): WorkloadsState => ({ next: 1, runs: new Map() });

export interface WorkloadOptions {
  readonly duration: Nanos;
  /** Transactions a virtual second. */
  readonly rate: number;
  readonly sessions: number;
}

export class Workloads {
  readonly #cluster: Cluster;
  readonly #state: WorkloadsState;

  constructor(cluster: Cluster, state: WorkloadsState) {
    this.#cluster = cluster;
    this.#state = state;
  }

  /** The lines that stand in place of `\workload init movr`. */
  init({ line, column }: Pick<ClientEntry, 'line' | 'column'>): ClientEntry[] {
    const random = makeRandom(this.#cluster.state.run.seed, 'movr');
    return initMovr(random).map((text) => ({ kind: 'sql', text, line, column }));
  }

  start(options: WorkloadOptions, { line, column }: Pick<ClientEntry, 'line' | 'column'>): void {
    const no = this.#state.next++;
    const { now, state } = this.#cluster;
    this.#state.runs.set(no, {
      no,
      until: now + options.duration,
      interval: Math.max(1, Math.floor(NS_PER_SECOND / options.rate)),
      sessions: Array.from({ length: options.sessions }, (_, i) => `movr${no}_${i + 1}`),
      line,
      column,
      random: makeRandom(state.run.seed, `workload ${no}`),
      count: 0
    });
    this.#cluster.schedule(0, { kind: 'workload.tick', run: no });
  }

  /** Begins the next transaction in the session whose turn it is; one that is still busy lets its turn pass. */
  tick(no: number): void {
    const run = this.#state.runs.get(no);
    if (!run) return;
    const { sessions, client, now } = this.#cluster;
    if (now >= run.until) {
      this.#state.runs.delete(no);
      return;
    }
    const name = run.sessions[run.count++ % run.sessions.length];
    const session = sessions.find(name) ?? sessions.open(name, 'root');
    const statements = movrTransaction(run.random);
    if (!session.active && session.queue.length === 0)
      for (const text of statements) client.sendFrom(session, text, run);
    this.#cluster.schedule(run.interval, { kind: 'workload.tick', run: no });
  }
}
