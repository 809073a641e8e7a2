import type { HistoryEvent, JobEvent } from '../../engine/base/events';
import type { Nanos, Timestamp } from '../../engine/base/timestamp';
import { retryError } from '../../history/job-state';

/** The changefeed jobs of a run as of a moment, from its sparse events. */

export interface JobAt {
  readonly id: string;
  /** The statement that made it. */
  readonly statement: number;
  readonly status: JobEvent['status'];
  /** What it is trying again after, while it does. */
  readonly retrying: string | null;
  readonly error: string | null;
  readonly highWater: Timestamp | null;
  readonly flow: number;
  readonly coordinator: number | null;
  readonly nodes: readonly number[];
  /** Seq of the newest event that says something of it. */
  readonly seq: number;
}

export function jobsAt(events: Iterable<readonly [number, HistoryEvent]>, at: Nanos): JobAt[] {
  const jobs = new Map<string, { -readonly [K in keyof JobAt]: JobAt[K] }>();
  const feeds = new Set<string>();
  for (const [seq, event] of events) {
    if (event.t > at) break;
    if (event.type === 'job') {
      const known = jobs.get(event.job);
      jobs.set(event.job, {
        flow: 0,
        coordinator: null,
        nodes: [],
        ...known,
        id: event.job,
        statement: event.statement,
        status: event.status,
        retrying: retryError(event),
        error: event.error,
        highWater: event.high_water ?? known?.highWater ?? null,
        seq
      });
    } else if (event.type === 'flow' && event.job !== null) {
      feeds.add(event.job);
      const job = jobs.get(event.job);
      if (job)
        Object.assign(job, { flow: event.flow, coordinator: event.coordinator, nodes: event.nodes, seq });
    } else if (event.type === 'checkpoint') {
      const job = jobs.get(event.job);
      if (!job) continue;
      job.highWater = event.high_water ?? job.highWater;
      job.retrying = null;
      job.seq = seq;
    }
  }
  return [...jobs.values()].filter(({ id, status }) => feeds.has(id) || status === 'pending');
}

const FINISHED: ReadonlySet<string> = new Set([
  'canceled',
  'failed',
  'succeeded',
  'cancel-requested',
  'reverting'
]);

export const isFinished = ({ status }: JobAt): boolean => FINISHED.has(status);
export const isPaused = ({ status }: JobAt): boolean => status === 'paused' || status === 'pause-requested';
