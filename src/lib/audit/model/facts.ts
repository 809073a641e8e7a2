import type {
  BatchEvent,
  CheckpointEvent,
  CommitEvent,
  FlowEvent,
  HistoryEvent,
  JobEvent,
  MessageEvent,
  ResolvedEvent,
  ScanEvent,
  WatchedTarget
} from '../../engine/base/events';
import type { Timestamp } from '../../engine/base/timestamp';
import type { FeedModel, KnownScan, Settled } from './feed-model';
import type { LedgerWrite } from './ledger';
import type { Copy, SentKey, SentVersion } from './sent';

/** What the checkers are told of an event, worked out once for all of them. */

export interface Facts<E extends HistoryEvent = HistoryEvent> {
  readonly seq: number;
  readonly event: E;
}

/** A stored message among everything stored before it. */
export interface MessageFacts extends Facts<MessageEvent> {
  readonly feed: FeedModel;
  /** Undefined where history does not tell which table it is. */
  readonly table: number | undefined;
  readonly target: WatchedTarget | undefined;
  /** The row's primary key, as commits have it. */
  readonly rowKey: string | null;
  /** The scan that it is a copy of. */
  readonly scan: KnownScan | undefined;
  readonly key: SentKey;
  readonly version: SentVersion;
  /** 1 for the first copy. */
  readonly copy: number;
  /** The copy before this one. */
  readonly previous: Copy | null;
  /** The key's newest version and the one stored last, before this message. */
  readonly newestBefore: SentVersion | null;
  readonly latestBefore: SentVersion | null;
  /** What the value shows of the row; null where the format or envelope does not tell. */
  readonly shown: ShownRow | null;
}

/** The parts of a JSON value that say something about a row, as written. */
export interface ShownRow {
  /** `null` for a deletion. */
  readonly after: string;
  readonly before: string | undefined;
  readonly key: string | undefined;
  readonly updated: string | undefined;
  readonly mvcc: string | undefined;
}

/** A flow begins; `previous` is the flow before it. */
export interface FlowFacts extends Facts<FlowEvent> {
  readonly feed: FeedModel;
  readonly previous: FlowEvent | null;
}

export interface CheckpointFacts extends Facts<CheckpointEvent> {
  readonly feed: FeedModel;
  readonly previous: CheckpointEvent | null;
  readonly previousSeq: number;
}

export interface ResolvedFacts extends Facts<ResolvedEvent> {
  readonly feed: FeedModel;
}

/** Debts have fallen due, by a promise that reaches up to `upTo`. */
export interface SettleFacts extends Facts {
  readonly feed: FeedModel;
  readonly upTo: Timestamp;
  readonly settled: readonly Settled[];
}

export interface BatchFacts extends Facts<BatchEvent> {
  readonly feed: FeedModel;
}

export interface ScanFacts extends Facts<ScanEvent> {
  readonly feed: FeedModel;
  readonly table: number | undefined;
}

export interface JobFacts extends Facts<JobEvent> {
  /** Undefined for jobs that are no changefeeds. */
  readonly feed: FeedModel | undefined;
  readonly previous: { readonly status: JobEvent['status']; readonly seq: number } | undefined;
}

export interface CommitFacts extends Facts<CommitEvent> {
  readonly writes: readonly LedgerWrite[];
}
