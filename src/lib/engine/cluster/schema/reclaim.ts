import { NS_PER_SECOND, timestamp, type Nanos, type Timestamp } from '../../base/timestamp';
import type { TableDef } from '../../catalog/descriptors';
import type { Cluster } from '../cluster';
import type { JobOwner, JobRecord } from '../jobs';
import type { StatementContext } from '../statement';
import type { SchemaChange } from './change-state';

/**
 * What goes leaves two jobs: the schema change itself and, where there was data, one that waits until nobody may read it any
 * more (`SCHEMA CHANGE GC`; docs v26.2 `show-jobs.md`, scexec/gc_jobs.go). The second looks now and then whether the data has been
 * collected, so a later `gc.ttlseconds` and what protects the tables count (gcjob/gc_job.go). Nothing here frees memory: versions
 * stay for views and the audit (design §2).
 *
 * Simpler than CockroachDB: descriptors go in the moment of the commit, so the first of the two is over as soon as it begins.
 */

/** What a job of either kind has still to do, as plain data. */
export type Reclaim =
  /** Says what the commit has done; `data` are the tables and sequences that leave some. */
  | { readonly kind: 'done'; readonly data: readonly number[] }
  /** For data that was there until `since`; `next` is when it looks again. */
  | { readonly kind: 'wait'; readonly data: readonly number[]; readonly since: Nanos; next: Nanos };

type Wait = Extract<Reclaim, { kind: 'wait' }>;

/** By job. */
export type ReclaimsState = Map<string, Reclaim>;

export interface ReclaimDue {
  readonly kind: 'gc.look';
  readonly job: string;
}

/** The running status of a job that waits for data to go. */
export const WAITS_FOR_GC = 'waiting for MVCC GC';

/** How often it is looked whether data has been collected: `sql.gc_job.wait_for_gc.interval`, which nobody has a reason to change. */
const LOOKS_EVERY_NS: Nanos = 300 * NS_PER_SECOND;

/** Building an index takes a second, temporary one for what is written meanwhile. */
const buildsIndexes = ({ tasks }: SchemaChange): boolean =>
  tasks.some(({ kind }) => kind === 'buildIndex' || kind === 'movePrimary');

/** The older schema changer changes rows where they are; the declarative one writes them into a new primary index. */
function leavesOldIndexes(change: SchemaChange): boolean {
  const { base, target, legacy, removesData, tasks, failure } = change;
  if (dropsIndex(base, target)) return true;
  if (legacy) return failure !== null && buildsIndexes(change);
  const rewrites = tasks.some(({ kind }) => kind === 'fillColumn' || kind === 'convertColumn');
  return rewrites || removesData || buildsIndexes(change);
}

/** Whether a table had an index that it no longer has. */
export function dropsIndex(before: TableDef, after: TableDef): boolean {
  const kept = new Set([after.primary, ...after.indexes].map(({ id }) => id));
  return [before.primary, ...before.indexes].some(({ id }) => !kept.has(id));
}

/** Who the jobs belong to that the declarative schema changer makes. */
const NODE_USER = 'node';

export class Reclaims implements JobOwner {
  readonly #cluster: Cluster;
  readonly #state: ReclaimsState;

  constructor(cluster: Cluster, state: ReclaimsState) {
    this.#cluster = cluster;
    this.#state = state;
  }

  has(job: string): boolean {
    return this.#state.has(job);
  }

  /** A statement's schema change is made by the commit: a job that says so begins, and is over, with it. */
  list(
    parts: {
      /** The statement as SHOW JOBS prints it. */
      readonly description: string;
      /** Ids of the tables and sequences that leave data: rows, or an index. */
      readonly data: readonly number[];
      readonly legacy: boolean;
    },
    ctx: StatementContext
  ): void {
    const { user, node } = ctx.session;
    const id = String(this.#cluster.uniqueId(node));
    this.#state.set(id, { kind: 'done', data: parts.data });
    this.#cluster.jobs.create({
      id,
      type: parts.legacy ? 'SCHEMA CHANGE' : 'NEW SCHEMA CHANGE',
      description: parts.description,
      statement: ctx.statement,
      owner: user,
      coordinator: node
    });
    ctx.onCommit({ kind: 'startJob', job: id });
  }

  /** The transaction has not committed. */
  forget(job: string): void {
    this.#state.delete(job);
  }

  /** A change of a table is over, and may have left indexes that nothing reads any more. */
  after(change: SchemaChange, job: JobRecord): void {
    const rollback = change.failure ? 'ROLLBACK of ' : '';
    if (leavesOldIndexes(change)) this.#wait(job, rollback + job.description, [change.table]);
    if (change.legacy && buildsIndexes(change))
      this.#wait(job, 'temporary index used during index backfill', [change.table]);
  }

  #wait(change: JobRecord, what: string, data: readonly number[]): void {
    const { coordinator, statement } = change;
    const id = String(this.#cluster.uniqueId(coordinator));
    const since = this.#cluster.now;
    this.#state.set(id, { kind: 'wait', data, since, next: since });
    const job = this.#cluster.jobs.create({
      id,
      type: 'SCHEMA CHANGE GC',
      description: `GC for ${what}`,
      statement,
      owner: change.type === 'SCHEMA CHANGE' ? change.owner : NODE_USER,
      coordinator
    });
    this.#cluster.jobs.start(job);
  }

  // --- the job moves -----------------------------------------------------------------------------------------------

  run(job: JobRecord): void {
    const reclaim = this.#state.get(job.id)!; // the job is made with it
    if (reclaim.kind === 'wait') return this.#lookLater(job, reclaim);
    this.#cluster.jobs.succeed(job);
    if (reclaim.data.length > 0) this.#wait(job, job.description, reclaim.data);
  }

  #lookLater(job: JobRecord, wait: Wait): void {
    wait.next = this.#cluster.now + LOOKS_EVERY_NS;
    this.#cluster.schedule(LOOKS_EVERY_NS, { kind: 'gc.look', job: job.id });
  }

  /** A paused job does not look, and once resumed it does so an interval later. */
  handle({ job: id }: ReclaimDue): void {
    const wait = this.#state.get(id);
    const job = this.#cluster.jobs.get(id);
    if (wait?.kind !== 'wait' || job?.status !== 'running' || this.#cluster.now !== wait.next) return;
    const { gc } = this.#cluster.storage;
    if (wait.data.every((table) => gc.isCollected(table, timestamp(wait.since))))
      this.#cluster.jobs.succeed(job);
    else this.#lookLater(job, wait);
  }

  halt(): void {
    // Nothing is under way that could be stopped.
  }

  ended(job: JobRecord): void {
    this.#state.delete(job.id);
  }

  highWater(): Timestamp | null {
    return null;
  }
}
