import type { Nanos } from '../../base/timestamp';

/** Schedules as plain data: what is to be done again and again, and when next (reference §1.5). */

export type OnFailure = 'retry' | 'reschedule' | 'pause';
export type OnRunning = 'start' | 'skip' | 'wait';

/** What a schedule does when it is due. */
export type ScheduledWork =
  | {
      readonly kind: 'changefeed';
      /** CREATE CHANGEFEED with qualified names, its secrets included; shown only after redaction. */
      readonly sql: string;
      readonly database: string;
      readonly variables: ReadonlyMap<string, string>;
    }
  /** Row-level TTL of a table. */
  | { readonly kind: 'ttl'; readonly table: number };

export interface ScheduleRecord {
  /** An INT8 as decimal text, like that of a job. */
  readonly id: string;
  label: string;
  owner: string;
  readonly created: Nanos;
  /** Number of the statement that made it. */
  readonly statement: number;
  readonly work: ScheduledWork;
  /** The cron expression as given. */
  recurrence: string;
  /** Microseconds since 1970; null while it is paused. */
  nextRun: number | null;
  /** Last-known trouble, or why it is paused. */
  status: string | null;
  readonly onFailure: OnFailure;
  readonly onRunning: OnRunning;
  /** Rises with everything that is scheduled, so that what was scheduled before is known to be out of date. */
  ticket: number;
}

/** By id. */
export type SchedulesState = Map<string, ScheduleRecord>;
