import { SqlError } from '../../base/errors';
import { nextInt } from '../../base/random';
import { NS_PER_MS, type Nanos } from '../../base/timestamp';
import type { TableDef } from '../../catalog/descriptors';
import { ttlOf } from '../../catalog/ddl/storage-params';
import { quoteName } from '../../sql/print/names';
import { textOf } from '../../sql/types/format';
import { DEFAULT_FORMAT } from '../../sql/types/session-format';
import { quoteSql } from '../../sql/types/sql-literal';
import { TIMESTAMPTZ } from '../../sql/types/type';
import type { Cluster } from '../cluster';
import type { JobOwner, JobRecord } from '../jobs';
import { BLOCKED_NS, isInTheWay, withJobContext, type JobUser } from '../schema/job-context';
import type { ScheduleRecord } from './schedule-state';

/**
 * Row-level TTL: a job deletes the rows that had expired when it began, batch by batch, each batch a transaction of its own.
 * The deletes are ordinary ones, which changefeeds see unless the table or the cluster says otherwise (reference §1.8, §1.9).
 */

/** Time between two batches, and of one deleted row. */
const STEP_MIN_NS = 2 * NS_PER_MS;
const STEP_MAX_NS = 6 * NS_PER_MS;
const ROW_NS = 20_000;

/** A running job as plain data. */
export interface TtlRun {
  readonly table: number;
  /** Microseconds since 1970: rows that expire later stay. */
  readonly cutoff: number;
  /** Rises with everything that is scheduled. */
  ticket: number;
}

/** By job. */
export type TtlRunsState = Map<string, TtlRun>;

export interface TtlDue {
  readonly kind: 'ttl.step';
  readonly job: string;
  readonly ticket: number;
}

export class TtlJobs implements JobOwner {
  readonly #cluster: Cluster;
  readonly #state: TtlRunsState;

  constructor(cluster: Cluster, state: TtlRunsState) {
    this.#cluster = cluster;
    this.#state = state;
  }

  /** Begins a job for a table, unless its TTL is paused. */
  begin(table: TableDef, schedule: ScheduleRecord): void {
    const ttl = ttlOf(table);
    if (!ttl || ttl.paused) return;
    const { jobs, epoch, now, storage } = this.#cluster;
    const node = storage.liveNodes[0]?.id ?? 1;
    const id = String(this.#cluster.uniqueId(node));
    this.#state.set(id, { table: table.id, cutoff: epoch.micros(now), ticket: 0 });
    const job = jobs.create({
      id,
      type: 'ROW LEVEL TTL',
      description: `ttl for ${this.fullName(table)}`,
      statement: schedule.statement,
      owner: 'node',
      coordinator: node,
      schedule: schedule.id
    });
    jobs.start(job);
  }

  fullName(table: TableDef): string {
    const { catalog } = this.#cluster;
    const places = [catalog.get(table.database), catalog.get(table.schema), table];
    return places.map((place) => quoteName(place?.name ?? '')).join('.');
  }

  run(job: JobRecord): void {
    this.#schedule(job.id, nextInt(this.#cluster.state.random, STEP_MIN_NS, STEP_MAX_NS));
  }

  halt(job: JobRecord): void {
    const run = this.#state.get(job.id);
    if (run) run.ticket++;
  }

  ended(job: JobRecord): void {
    this.#state.delete(job.id);
  }

  highWater(): null {
    return null;
  }

  #schedule(id: string, delay: Nanos): void {
    const run = this.#state.get(id);
    if (run) this.#cluster.schedule(delay, { kind: 'ttl.step', job: id, ticket: ++run.ticket });
  }

  handle({ job: id, ticket }: TtlDue): void {
    const run = this.#state.get(id);
    const job = this.#cluster.jobs.get(id);
    if (!run || run.ticket !== ticket || job?.status !== 'running') return;
    const table = this.#cluster.catalog.get(run.table);
    const ttl = table?.kind === 'table' ? ttlOf(table) : undefined;
    if (table?.kind !== 'table' || !ttl) return this.#cluster.jobs.succeed(job);
    try {
      const deleted = this.#deleteBatch(table, run, job);
      if (deleted < ttl.deleteBatch) return this.#cluster.jobs.succeed(job);
      const pause = nextInt(this.#cluster.state.random, STEP_MIN_NS, STEP_MAX_NS);
      this.#schedule(id, pause + deleted * ROW_NS);
    } catch (error) {
      if (error instanceof SqlError) this.#cluster.jobs.fail(job, error.message);
      else if (isInTheWay(error)) this.#schedule(id, BLOCKED_NS);
      else throw error;
    }
  }

  /** An event has met a broken invariant. */
  broken(id: string, error: SqlError): void {
    const job = this.#cluster.jobs.get(id);
    if (job?.status === 'running') this.#cluster.jobs.fail(job, error.message);
  }

  /** @returns how many rows have gone */
  #deleteBatch(table: TableDef, run: TtlRun, job: JobRecord): number {
    const ttl = ttlOf(table)!; // the caller has found it
    const cutoff = quoteSql(textOf(run.cutoff, TIMESTAMPTZ, DEFAULT_FORMAT));
    const sql =
      `DELETE FROM ${this.fullName(table)} ` +
      `WHERE (${ttl.expirationSql}) <= ${cutoff}::TIMESTAMPTZ LIMIT ${ttl.deleteBatch} RETURNING 1`;
    return withJobContext(this.#cluster, this.#userOf(ttl.disableReplication, job), (ctx) => {
      const deleted = this.#cluster.runSql(sql, { ...ctx, text: sql }).rows.length;
      if (deleted > 0) this.#cluster.commitJob(ctx.txn, job.statement);
      return deleted;
    });
  }

  #userOf(hidden: boolean, job: JobRecord): JobUser {
    const hide = hidden || this.#cluster.settings.bool('sql.ttl.changefeed_replication.disabled');
    return {
      user: 'root',
      database: 'defaultdb',
      variables: new Map(hide ? [['disable_changefeed_replication', 'on']] : []),
      node: job.coordinator,
      statement: job.statement
    };
  }
}
