import { isBefore, type Nanos, type Timestamp } from '../base/timestamp';
import type { ClientSeams, RowMessage } from '../sinks/sink';
import type { SinkSpec } from '../sinks/spec';
import type { KvItem } from './feed';
import { minimumOf } from './frontier';

/**
 * The few places at which a changefeed keeps what it promises, each a function of plain data. The mechanism goes through them, so that a
 * planted bug (`\plant`, guarantees B8) is the replacement of one and no condition anywhere else.
 */
export interface Seams extends ClientSeams {
  // --- what is read --------------------------------------------------------------------------------------------------

  /** Whether a flow makes the initial scan that no checkpoint tells to be done. */
  scans(flow: number): boolean;
  /** From where a span is watched, of what has been persisted of it. */
  spanStart(
    persisted: Timestamp,
    flow: { readonly no: number; readonly now: Nanos; readonly highWater: Timestamp | null }
  ): Timestamp;
  /** Rows that a step of a scan has read. */
  scanned<T>(rows: readonly T[], kind: 'initial' | 'backfill'): readonly T[];
  /** Tables that are sent again at a schema change, of those that the feed watches. */
  backfilled(due: readonly number[], watched: readonly number[]): readonly number[];
  /** What a rangefeed tells of one commit or catch-up scan. */
  delivered(items: readonly KvItem[]): readonly KvItem[];
  /** The end of a feed that has one. */
  end(asked: Timestamp | null): Timestamp | null;
  /** At which time's version of its table a row is read. */
  schemaTime(row: Timestamp, now: Nanos): Timestamp;

  // --- what is sent --------------------------------------------------------------------------------------------------

  /** Rows on their way from the encoder to the sink client. */
  encoded(rows: readonly RowMessage[], flow: number): readonly RowMessage[];
  /** The sink as its client knows it. */
  sink(spec: SinkSpec): SinkSpec;
  /** How often a version has been stored, as its message tells. */
  counted(copies: number): number;

  // --- what is promised ----------------------------------------------------------------------------------------------

  /** Whether progress is told only when the sink has acknowledged everything. */
  awaitsSink(flush: { readonly ended: boolean }): boolean;
  /** What an aggregator tells of a span. */
  told(resolved: Timestamp, local: { readonly now: Nanos; readonly often: Nanos }): Timestamp;
  /** The high-water mark, of what the spans have been told to have reached; undefined where one has told nothing. */
  frontier(spans: readonly (Timestamp | null)[]): Timestamp | undefined;
  /** What is written to the job, of the frontier. */
  persisted(frontier: Timestamp, before: Timestamp | null): Timestamp;
  /** Resolved timestamps that are sent when the high-water mark has been written. */
  resolved(
    highWater: Timestamp,
    sent: { readonly last: Timestamp | null; readonly every: Nanos }
  ): readonly Timestamp[];

  // --- the job -------------------------------------------------------------------------------------------------------

  /** Whether a flow ends when its job is paused. */
  readonly haltsWhenPaused: boolean;
  /** Whether an error that may pass is told. */
  readonly tellsRetries: boolean;
  /** The wait before a feed begins again. */
  backoff(wait: Nanos): Nanos;
  /** What is protected from collection. */
  protectedAt(highWater: Timestamp, now: Nanos): Timestamp;
  /** Whether protection is given up with the job. */
  readonly releases: boolean;
  /** Whether a flow that would read what has been collected is an error. */
  readonly checksCollection: boolean;
}

/** As it is without any planted bug. */
export const TRUE_SEAMS: Seams = {
  scans: () => true,
  spanStart: (persisted) => persisted,
  scanned: (rows) => rows,
  backfilled: (due) => due,
  delivered: (items) => items,
  end: (asked) => asked,
  schemaTime: (row) => row,
  encoded: (rows) => rows,
  sink: (spec) => spec,
  fileBound: (frontier) => frontier,
  counted: (copies) => copies,
  awaitsSink: () => true,
  told: (resolved) => resolved,
  frontier: minimumOf,
  persisted: (frontier) => frontier,
  resolved: (highWater, { last, every }) => {
    if (!last) return [highWater];
    return isBefore(last, highWater) && highWater.wall - last.wall >= every ? [highWater] : [];
  },
  haltsWhenPaused: true,
  tellsRetries: true,
  backoff: (wait) => wait,
  protectedAt: (highWater) => highWater,
  releases: true,
  checksCollection: true,
  holdsKeys: true,
  sent: (messages) => messages,
  understood: (answer) => answer
};
