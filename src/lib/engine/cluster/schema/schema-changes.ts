import { assert } from '../../base/assert';
import { SqlError } from '../../base/errors';
import { nextInt } from '../../base/random';
import { NS_PER_MS, type Nanos, type Timestamp } from '../../base/timestamp';
import type { TableDef } from '../../catalog/descriptors';
import type { SchemaTask } from '../../catalog/ddl/tasks';
import type { Cluster } from '../cluster';
import type { JobOwner, JobRecord } from '../jobs';
import type { StatementContext } from '../statement';
import { txnUsing } from './claims';
import type { SchemaChange, SchemaChangesState, SchemaStep } from './change-state';
import { announced } from './announce';
import { publish } from './publishing';
import { carryOutInTransaction, carryOutTasks } from './tasks';
import { BLOCKED_NS, isInTheWay } from './job-context';
import { rewriteRows } from './legacy-rewrite';
import { Blocked } from '../../storage/txn-state';
import { Unavailable } from '../row-access';

/**
 * Schema change jobs. As in CockroachDB a table goes through versions: what is new is announced (delete-only, then write-only),
 * rows are filled in over virtual time, and one last version makes it public. Between two versions every open transaction that
 * has used the table must end, so that no transaction meets more than two of them.
 *
 * Simpler than CockroachDB: the time of a backfill passes first and the rows are changed in one moment at its end, together
 * with the version that shows them. Nobody can see the difference, because nobody reads what is not public yet.
 */

/** Time between two versions, over and above the messages. */
const STEP_MIN_NS = 2 * NS_PER_MS;
const STEP_MAX_NS = 6 * NS_PER_MS;
/** Time of one row. */
const ROW_NS = 5_000;
/** Rows of one piece of a backfill. */
const PIECE = 50_000;

export interface SchemaChangeDue {
  readonly kind: 'schema.step';
  readonly job: string;
  /** `SchemaChange.ticket` when it was scheduled. */
  readonly ticket: number;
}

export class SchemaChanges implements JobOwner {
  readonly #cluster: Cluster;
  readonly #state: SchemaChangesState;

  constructor(cluster: Cluster, state: SchemaChangesState) {
    this.#cluster = cluster;
    this.#state = state;
  }

  get(job: string): SchemaChange | undefined {
    return this.#state.get(job);
  }

  add(change: SchemaChange): void {
    this.#state.set(change.job, change);
  }

  /** The change of a table that was asked for by a transaction still open. */
  pendingIn(jobs: readonly string[], table: number): SchemaChange | undefined {
    return jobs.map((job) => this.#state.get(job)).find((change) => change?.table === table);
  }

  /** The transaction that asked for it has not committed. */
  forget(job: string): void {
    this.#state.delete(job);
  }

  /** The same for a table that was made by the transaction that changes it: its rows are the transaction's own. */
  carryOutInTransaction(
    ctx: StatementContext,
    parts: { readonly base: TableDef; readonly table: TableDef; readonly tasks: readonly SchemaTask[] }
  ): void {
    carryOutInTransaction(this.#cluster, ctx, parts);
  }

  // --- the job moves -----------------------------------------------------------------------------------------------

  run(job: JobRecord): void {
    this.#scheduleStep(this.#changeOf(job));
  }

  /** Paused, or about to be taken back: whatever was scheduled is out of date. */
  halt(job: JobRecord): void {
    const change = this.#state.get(job.id);
    if (!change) return;
    change.waitsFor = null;
    if (job.status === 'pause-requested') return;
    this.#revert(change);
  }

  ended(job: JobRecord): void {
    const change = this.#state.get(job.id);
    this.#state.delete(job.id);
    this.#cluster.sessions.jobEnded(job.id, change && this.#errorOf(change, job));
  }

  highWater(): Timestamp | null {
    return null;
  }

  #changeOf(job: JobRecord): SchemaChange {
    const change = this.#state.get(job.id);
    assert(change, () => `job ${job.id} has no schema change`);
    return change;
  }

  #errorOf(change: SchemaChange, job: JobRecord): SqlError | undefined {
    if (job.status === 'succeeded') return undefined;
    if (!change.failure) return new SqlError('57014', 'job canceled by user');
    const { sqlstate, message, detail } = change.failure;
    if (!change.inTransaction) return new SqlError(sqlstate, message, detail === null ? {} : { detail });
    return new SqlError(
      'XXA00',
      `transaction committed but schema change aborted with error: (${sqlstate}): ${message}`,
      {
        hint: 'some of the non-DDL statements may have committed successfully, but some of the DDL statements failed'
      }
    );
  }

  // --- steps -------------------------------------------------------------------------------------------------------

  #scheduleStep(change: SchemaChange, delay?: Nanos): void {
    const pause = delay ?? nextInt(this.#cluster.state.random, STEP_MIN_NS, STEP_MAX_NS);
    this.#cluster.schedule(pause, { kind: 'schema.step', job: change.job, ticket: ++change.ticket });
  }

  handle(due: SchemaChangeDue): void {
    const change = this.#state.get(due.job);
    const job = this.#cluster.jobs.get(due.job);
    if (!change || job?.status !== 'running' || change.ticket !== due.ticket || change.waitsFor !== null)
      return;
    const step = change.steps[change.done];
    if (!step) return this.#finish(job);
    try {
      change.outOfReach = false;
      this.#carryOut(change, step);
    } catch (error) {
      if (error instanceof Blocked) return this.#waitFor(change, error.txn);
      if (error instanceof SqlError) return this.#fail(change, job, error);
      if (!isInTheWay(error)) throw error;
      change.outOfReach = true;
      this.#cluster.sessions.jobHeldUp(change.job);
      this.#scheduleStep(change, BLOCKED_NS);
    }
  }

  /** A step has met a broken invariant. */
  broken(id: string, error: SqlError): void {
    const change = this.#state.get(id);
    const job = this.#cluster.jobs.get(id);
    if (change && job) this.#fail(change, job, error);
  }

  /** @throws Unavailable, Blocked, Restart what is in the way; SqlError what ends the change */
  #carryOut(change: SchemaChange, step: SchemaStep): void {
    const table = this.#tableOf(change);
    if (step.kind !== 'announce') this.#requireRows(table);
    if (step.kind === 'backfill') return this.#passTime(change);
    const user = txnUsing(this.#cluster, table, 0);
    if (user) return this.#waitFor(change, user.id);
    switch (step.kind) {
      case 'announce':
        this.#publish(change, announced(change.base, change.target, step.state, change.job));
        break;
      case 'publish':
        carryOutTasks(this.#cluster, change);
        // Later steps (the time a dropped column takes) still hold the table.
        this.#publish(
          change,
          this.#isLastVersion(change) ? change.target : { ...change.target, changing: change.job }
        );
        change.published = true;
        break;
      case 'rewrite':
        rewriteRows(this.#cluster, change, table, step.columns);
        break;
    }
    change.done++;
    this.#scheduleStep(change);
  }

  /** Steps that read or write rows wait until every range has a leaseholder. @throws Unavailable */
  #requireRows(table: TableDef): void {
    const { storage } = this.#cluster;
    const node = storage.liveNodes[0]?.id ?? 1;
    for (const range of storage.rangesOf(table.primary.storage))
      if (!storage.isAvailable(range, node)) throw new Unavailable(range.id);
  }

  #isLastVersion(change: SchemaChange): boolean {
    return change.done === change.steps.length - 1;
  }

  /** The published version, which this job alone may change. */
  #tableOf(change: SchemaChange): TableDef {
    const table = this.#cluster.catalog.get(change.table);
    assert(table?.kind === 'table', () => `table ${change.table} went away under its schema change`);
    return table;
  }

  #publish(change: SchemaChange, table: TableDef): void {
    const { version } = this.#tableOf(change);
    publish(
      this.#cluster,
      [{ ...table, version: version + 1 }],
      this.#cluster.schemaTick(change.node),
      change.statement
    );
  }

  /** Lets the time of a backfill pass, piece by piece. */
  #passTime(change: SchemaChange): void {
    const left = change.rowsLeft ?? this.#cluster.storage.primary(this.#tableOf(change).primary.storage).size;
    const piece = Math.min(left, PIECE);
    change.rowsLeft = left - piece;
    if (change.rowsLeft === 0) {
      change.rowsLeft = null;
      change.done++;
    }
    this.#scheduleStep(
      change,
      piece * ROW_NS + nextInt(this.#cluster.state.random, STEP_MIN_NS, STEP_MAX_NS)
    );
  }

  #waitFor(change: SchemaChange, txn: number): void {
    change.waitsFor = txn;
    this.#cluster.sessions.jobHeldUp(change.job);
  }

  /** Whether somebody else has to act before a job goes on. */
  isHeldUp(job: string): boolean {
    const change = this.#state.get(job);
    return change !== undefined && (change.waitsFor !== null || change.outOfReach === true);
  }

  /** A transaction has ended: changes that waited for it go on. */
  transactionEnded(txn: number): void {
    for (const change of this.#state.values()) {
      if (change.waitsFor !== txn) continue;
      change.waitsFor = null;
      this.#scheduleStep(change);
    }
  }

  #finish(job: JobRecord): void {
    const change = this.#changeOf(job);
    const table = this.#tableOf(change);
    if (table.changing === change.job) {
      const { changing: _changing, change: _change, ...rest } = table;
      this.#publish(change, rest);
    }
    this.#cluster.jobs.succeed(job);
    this.#cluster.reclaims.after(change, job);
  }

  #fail(change: SchemaChange, job: JobRecord, error: SqlError): void {
    change.failure = { sqlstate: error.sqlstate, message: error.message, detail: error.detail ?? null };
    this.#revert(change);
    this.#cluster.jobs.fail(job, error.message);
    this.#cluster.reclaims.after(change, job);
  }

  /**
   * Takes back what was announced. A change that is valid already stays, as in CockroachDB. Ids are not given out again: rows
   * and indexes may hold what the change has written under them.
   */
  #revert(change: SchemaChange): void {
    const table = this.#tableOf(change);
    if (table.changing !== change.job) return;
    const {
      changing: _changing,
      change: _change,
      ...before
    } = change.published ? change.target : change.base;
    const { nextColumn, nextIndex, nextFamily, nextSlot } = change.target;
    this.#publish(change, { ...before, nextColumn, nextIndex, nextFamily, nextSlot });
  }
}
