import { assert } from '../base/assert';
import { SqlError } from '../base/errors';
import type { HistorySink, JobStatus } from '../base/events';
import type { Nanos, Timestamp } from '../base/timestamp';

/**
 * The job registry: what every long-running thing is listed as, and the moves its status may make (reference §8.4). What a
 * job does is its owner's; the registry tells the owner when to stop and when to go on.
 */

/** Schema changes: of the declarative schema changer are the `NEW` ones, the others are of the one before it. */
export type JobType =
  | 'CHANGEFEED'
  | 'SCHEMA CHANGE'
  | 'NEW SCHEMA CHANGE'
  | 'SCHEMA CHANGE GC'
  | 'ROW LEVEL TTL'
  | 'AUTO CREATE STATS';

export interface JobRecord {
  /** An INT8 as decimal text: most are too large for a number. */
  readonly id: string;
  readonly type: JobType;
  description: string;
  /** Number of the statement that made it. */
  readonly statement: number;
  owner: string;
  readonly schedule: string | null;
  status: JobStatus;
  /** A transient error of a running job. */
  transient: string | null;
  error: string;
  /** WITH REASON, or why it paused itself; shown as error while it is paused. */
  pauseReason: string | null;
  readonly created: Nanos;
  finished: Nanos | null;
  modified: Nanos;
  /** The changefeed behind it. */
  feed: number | null;
  coordinator: number;
}

export type JobsState = Map<string, JobRecord>;

/** What a kind of job does when its status moves; called after the record says so. */
export interface JobOwner {
  /** It may run: newly made, or resumed. */
  run(job: JobRecord, reason: 'start' | 'resume'): void;
  /** It must not go on: paused, or reverting before `canceled` or `failed`. */
  halt(job: JobRecord): void;
  /** It has come to a terminal state. */
  ended(job: JobRecord): void;
  highWater(job: JobRecord): Timestamp | null;
}

const TERMINAL: ReadonlySet<JobStatus> = new Set<JobStatus>(['canceled', 'failed', 'succeeded']);

export interface JobsHost {
  readonly now: Nanos;
  readonly history: HistorySink;
  /** Calls `settle` with the job a moment later. */
  scheduleSettle(job: string): void;
  ownerOf(job: JobRecord): JobOwner;
  /** A job has come to a terminal state, and its owner knows. */
  ended(job: JobRecord): void;
}

export class Jobs {
  readonly #state: JobsState;
  readonly #host: JobsHost;

  constructor(state: JobsState, host: JobsHost) {
    this.#state = state;
    this.#host = host;
  }

  get(id: string): JobRecord | undefined {
    return this.#state.get(id);
  }

  get all(): JobRecord[] {
    return [...this.#state.values()];
  }

  /** Lists a new job as `pending`. */
  create(
    parts: Pick<JobRecord, 'id' | 'type' | 'description' | 'statement' | 'owner' | 'coordinator'> & {
      schedule?: string;
      feed?: number;
    }
  ): JobRecord {
    const job: JobRecord = {
      ...parts,
      schedule: parts.schedule ?? null,
      feed: parts.feed ?? null,
      status: 'pending',
      transient: null,
      error: '',
      pauseReason: null,
      created: this.#host.now,
      finished: null,
      modified: this.#host.now
    };
    this.#state.set(job.id, job);
    this.#tell(job);
    return job;
  }

  /** From `pending` to `running`, and off it goes. */
  start(job: JobRecord): void {
    this.#move(job, 'running');
    this.#host.ownerOf(job).run(job, 'start');
  }

  /**
   * Asks a running job to pause. Pausing a paused job does nothing.
   * @throws SqlError for a job that has ended or is ending
   */
  pause(job: JobRecord, reason: string | null): void {
    if (job.status === 'paused' || job.status === 'pause-requested') return;
    if (job.status !== 'running' && job.status !== 'pending') throw this.#illegal(job, 'paused');
    job.pauseReason = reason;
    this.#move(job, 'pause-requested');
    this.#host.scheduleSettle(job.id);
  }

  /** @throws SqlError for a job that has ended or is ending */
  resume(job: JobRecord): void {
    if (job.status === 'running' || job.status === 'pending') return;
    if (job.status !== 'paused') throw this.#illegal(job, 'resumed');
    job.pauseReason = null;
    this.#move(job, 'running');
    this.#host.ownerOf(job).run(job, 'resume');
  }

  /** Cancelling a canceled job does nothing. @throws SqlError for a job that succeeded or failed, and for one that sees its work through */
  cancel(job: JobRecord): void {
    if (job.type === 'SCHEMA CHANGE GC') throw new SqlError('XXUUU', `job ${job.id}: not cancelable`);
    if (job.status === 'canceled' || job.status === 'cancel-requested' || job.status === 'reverting') return;
    if (TERMINAL.has(job.status)) throw this.#illegal(job, 'canceled');
    this.#move(job, 'cancel-requested');
    this.#host.scheduleSettle(job.id);
  }

  /** Carries out what was requested. */
  settle(id: string): void {
    const job = this.#state.get(id);
    assert(job, () => `there is no job ${id}`);
    if (job.status === 'pause-requested') {
      this.#host.ownerOf(job).halt(job);
      this.#move(job, 'paused');
    } else if (job.status === 'cancel-requested') {
      this.#host.ownerOf(job).halt(job);
      this.#move(job, 'reverting');
      this.#host.scheduleSettle(id);
    } else if (job.status === 'reverting') this.#finish(job, job.error === '' ? 'canceled' : 'failed');
  }

  succeed(job: JobRecord): void {
    this.#finish(job, 'succeeded');
  }

  /** A terminal error, by way of `reverting`. */
  fail(job: JobRecord, error: string): void {
    job.error = error;
    job.transient = null;
    this.#move(job, 'reverting');
    this.#host.scheduleSettle(job.id);
  }

  /** A terminal error under `on_error=pause`: the job keeps its place and says why. */
  pauseItself(job: JobRecord, reason: string): void {
    job.pauseReason = reason;
    job.transient = null;
    this.#move(job, 'pause-requested');
    this.#host.scheduleSettle(job.id);
  }

  /** A retryable error: still `running`, and the running status tells. */
  retrying(job: JobRecord, message: string): void {
    job.transient = message;
    job.modified = this.#host.now;
    this.#tell(job);
  }

  /** Its progress has been written; an error that was transient is over. */
  progressed(job: JobRecord): void {
    job.transient = null;
    job.modified = this.#host.now;
  }

  describe(job: JobRecord, description: string): void {
    job.description = description;
    job.modified = this.#host.now;
  }

  #finish(job: JobRecord, status: 'canceled' | 'failed' | 'succeeded'): void {
    job.finished = this.#host.now;
    job.transient = null;
    this.#move(job, status);
    this.#host.ownerOf(job).ended(job);
    this.#host.ended(job);
  }

  #move(job: JobRecord, status: JobStatus): void {
    job.status = status;
    job.modified = this.#host.now;
    this.#tell(job);
  }

  #tell(job: JobRecord): void {
    this.#host.history.append({
      type: 'job',
      t: this.#host.now,
      job: job.id,
      statement: job.statement,
      status: job.status,
      running_status: job.transient,
      error: shownError(job) || null,
      high_water: job.feed === null ? null : this.#host.ownerOf(job).highWater(job)
    });
  }

  #illegal(job: JobRecord, what: string): SqlError {
    return new SqlError('55000', `job ${job.id} with status ${job.status} cannot be ${what}`);
  }
}

/** The `error` column: the last terminal error, or while paused with a reason, that reason (reference §8.1). */
export function shownError(job: JobRecord): string {
  if (job.status === 'paused' && job.pauseReason !== null) return `job paused: ${job.pauseReason}`;
  return job.error;
}

export function isTerminal(status: JobStatus): boolean {
  return TERMINAL.has(status);
}
