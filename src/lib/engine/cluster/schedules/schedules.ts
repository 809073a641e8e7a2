import { assert } from '../../base/assert';
import { SqlError } from '../../base/errors';
import { MAX_RUN_NS, NS_PER_SECOND } from '../../base/timestamp';
import { nextCron, parseCron } from '../../catalog/cron';
import type { Descriptor, TableDef } from '../../catalog/descriptors';
import { ttlOf } from '../../catalog/ddl/storage-params';
import type { Cluster } from '../cluster';
import { isTerminal, type JobRecord } from '../jobs';
import { runScheduledFeed } from './scheduled-feed';
import type { ScheduleRecord, SchedulesState } from './schedule-state';

/**
 * The job scheduler. Simpler than CockroachDB: a schedule runs at its very moment, where CockroachDB looks once a minute for those
 * that are due.
 */

/** How long a schedule that waits for its previous job, or retries, stays away (scheduled_job_executor.go). */
const AGAIN_NS = 60 * NS_PER_SECOND;
const MICROS_PER_MINUTE = 60_000_000;

export interface ScheduleDue {
  readonly kind: 'schedule.due';
  readonly schedule: string;
  /** `ScheduleRecord.ticket` when it was scheduled. */
  readonly ticket: number;
}

export class Schedules {
  readonly #cluster: Cluster;
  readonly #state: SchedulesState;

  constructor(cluster: Cluster, state: SchedulesState) {
    this.#cluster = cluster;
    this.#state = state;
  }

  get(id: string): ScheduleRecord | undefined {
    return this.#state.get(id);
  }

  /** In the order in which they were made. */
  get all(): ScheduleRecord[] {
    return [...this.#state.values()];
  }

  /** Lists a new schedule; it waits for `arm`. */
  add(record: ScheduleRecord): void {
    this.#state.set(record.id, record);
  }

  /** The transaction that made a schedule has committed. */
  begin(id: string): void {
    const record = this.#state.get(id);
    if (record) this.arm(record);
  }

  drop(id: string): void {
    this.#state.delete(id);
  }

  pause(record: ScheduleRecord, why: string | null = null): void {
    record.nextRun = null;
    record.status = why;
    record.ticket++;
  }

  /** A schedule that is not paused keeps its next time, which FIRST_RUN may have set. */
  resume(record: ScheduleRecord): void {
    if (record.nextRun !== null) return;
    record.status = null;
    this.#setNext(record, this.nextOf(record.recurrence));
  }

  runNow(record: ScheduleRecord): void {
    this.#setNext(record, this.#cluster.epoch.micros(this.#cluster.now));
  }

  /**
   * The next time of a cron expression, in microseconds since 1970; null where none ever comes.
   * @throws SqlError 22023 for a text that is no cron expression
   */
  nextOf(recurrence: string): number | null {
    const spec = parseCron(recurrence);
    if (!spec)
      throw new SqlError(
        '22023',
        `error parsing schedule expression: '${recurrence.slice(0, 60)}'; it must be a valid cron expression`,
        { hint: "accepted: '@hourly', '@daily', '1 0 * * *'" }
      );
    const now = Math.floor(this.#cluster.epoch.micros(this.#cluster.now) / MICROS_PER_MINUTE);
    const minute = nextCron(spec, now);
    return minute === undefined ? null : minute * MICROS_PER_MINUTE;
  }

  #setNext(record: ScheduleRecord, micros: number | null): void {
    record.nextRun = micros;
    this.arm(record);
  }

  /** Has it waken for its next run, if that comes within the run. */
  arm(record: ScheduleRecord): void {
    record.ticket++;
    if (record.nextRun === null) return;
    const { scheduler, epoch, now } = this.#cluster;
    const at = epoch.clampWall(BigInt(record.nextRun) * 1000n);
    if (at > MAX_RUN_NS) return;
    scheduler.at(Math.max(at, now), {
      kind: 'schedule.due',
      schedule: record.id,
      ticket: record.ticket
    });
  }

  handle({ schedule, ticket }: ScheduleDue): void {
    const record = this.#state.get(schedule);
    if (!record || record.ticket !== ticket || record.nextRun === null) return;
    const running = this.runningJobs(record).length;
    if (running > 0 && record.onRunning === 'wait') {
      record.status = `delayed due to ${running} already running`;
      return this.#again(record);
    }
    const next = this.nextOf(record.recurrence);
    if (running > 0 && record.onRunning === 'skip') {
      record.status = `rescheduled due to ${running} already running`;
      return this.#setNext(record, next);
    }
    record.status = null;
    this.#setNext(record, next);
    try {
      this.#run(record);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      this.#failed(record, error.message);
    }
  }

  #again(record: ScheduleRecord): void {
    const { epoch, now } = this.#cluster;
    this.#setNext(record, epoch.micros(now + AGAIN_NS));
  }

  #run(record: ScheduleRecord): void {
    const { work } = record;
    if (work.kind === 'changefeed') return runScheduledFeed(this.#cluster, record, work);
    const table = this.#cluster.catalog.get(work.table);
    if (table?.kind === 'table') this.#cluster.ttlJobs.begin(table, record);
  }

  runningJobs(record: ScheduleRecord): JobRecord[] {
    return this.#cluster.jobs.all.filter((job) => job.schedule === record.id && !isTerminal(job.status));
  }

  /** One of its jobs has come to an end. */
  jobEnded(job: JobRecord): void {
    const record = job.schedule === null ? undefined : this.#state.get(job.schedule);
    if (!record) return;
    if (job.status === 'succeeded') {
      if (record.work.kind === 'ttl') record.status = job.status;
      return;
    }
    const reason = job.error === '' ? `status ${job.status}` : job.error;
    this.#failed(
      record,
      `${record.work.kind === 'ttl' ? 'row level ttl' : 'changefeed'} job ${job.id} failed: ${reason}`
    );
  }

  /** `on_execution_failure`. */
  #failed(record: ScheduleRecord, why: string): void {
    if (record.nextRun === null) return;
    switch (record.onFailure) {
      case 'retry':
        record.status = `retrying: ${why}`;
        return this.#again(record);
      case 'reschedule':
        record.status = `reschedule: ${why}`;
        return;
      case 'pause':
        return this.pause(record, `schedule paused: ${why}`);
    }
  }

  // --- row-level TTL -----------------------------------------------------------------------------------------------

  /** New versions of descriptors: a table with row-level TTL has a schedule, another has none. */
  published(descriptors: readonly Descriptor[], statement: number): void {
    for (const descriptor of descriptors)
      if (descriptor.kind === 'table') this.#followTable(descriptor, statement);
  }

  #followTable(table: TableDef, statement: number): void {
    const ttl = table.dropped ? undefined : ttlOf(table);
    const known = this.all.find(({ work }) => work.kind === 'ttl' && work.table === table.id);
    if (!ttl) {
      if (known) this.drop(known.id);
      return;
    }
    const label = `row-level-ttl: ${table.name} [${table.id}]`;
    if (!known) {
      const { owner } = table.privileges;
      this.add(this.#makeTtlSchedule(table.id, { label, owner, recurrence: ttl.cron, statement }));
      return;
    }
    known.label = label;
    if (known.recurrence === ttl.cron) return;
    known.recurrence = ttl.cron;
    this.#setNext(known, this.nextOf(ttl.cron));
  }

  #makeTtlSchedule(
    table: number,
    parts: Pick<ScheduleRecord, 'label' | 'owner' | 'recurrence' | 'statement'>
  ): ScheduleRecord {
    const [gateway] = this.#cluster.storage.liveNodes;
    const record: ScheduleRecord = {
      ...parts,
      id: String(this.#cluster.uniqueId(gateway?.id ?? 1)),
      created: this.#cluster.now,
      work: { kind: 'ttl', table },
      nextRun: this.nextOf(parts.recurrence),
      status: null,
      onFailure: 'reschedule',
      onRunning: 'wait',
      ticket: 0
    };
    assert(!this.#state.has(record.id), () => `schedule ${record.id} exists`);
    this.arm(record);
    return record;
  }
}
