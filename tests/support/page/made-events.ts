import type {
  CommitEvent,
  CommitWrite,
  MessageEvent,
  ResolvedEvent
} from '../../../src/lib/engine/base/events';
import { timestamp } from '../../../src/lib/engine/base/timestamp';

/** Events for tests of what the page makes of a history: one feed, one table, everything else as ordinary as can be. */

const JOB = '1041900000000000001';
const S = 1_000_000_000;

/** @param seconds the time of the change that it tells of */
export const messageOf = (
  t: number,
  key: string,
  seconds: number,
  parts: Partial<MessageEvent> = {}
): MessageEvent => ({
  t,
  type: 'message',
  job: JOB,
  statement: 2,
  sink: 'kafka://k',
  topic: 'orders',
  partition: 0,
  offset: 0,
  key,
  value: '{}',
  headers: {},
  mvcc: timestamp(seconds * S),
  updated: timestamp(seconds * S),
  table: 'orders',
  family: 'primary',
  cause: 'change',
  emission: 1,
  first: null,
  checkpoint: null,
  commit: null,
  flow: 1,
  range: 1,
  node: 1,
  batch: 1,
  attempt: 1,
  ...parts
});

export const commitOf = (
  t: number,
  key: string,
  op: CommitWrite['op'],
  parts: Partial<CommitEvent> = {}
): CommitEvent => ({
  t,
  type: 'commit',
  txn: t,
  session: 'root',
  statement: 1,
  mvcc: timestamp(t),
  writes: [{ table: 'orders', family: 'primary', key, op, range: 1 }],
  ...parts
});

/** @param seconds the time that it covers */
export const resolvedOf = (
  t: number,
  seconds: number,
  partition: number | null,
  parts: Partial<ResolvedEvent> = {}
): ResolvedEvent => ({
  t,
  type: 'resolved',
  job: JOB,
  statement: 2,
  sink: 'kafka://k',
  topic: 'orders',
  partition,
  offset: 0,
  resolved: timestamp(seconds * S),
  value: '{}',
  ...parts
});
