import type { FlowReason, ScanKind } from '../base/events';
import type { Row } from '../base/datum';
import type { RandomState } from '../base/random';
import type { Nanos, Timestamp } from '../base/timestamp';
import type { BatchingState } from '../sinks/batching';
import type { SinkClientState } from '../sinks/client-state';
import type { SinkSpec } from '../sinks/spec';
import type { FeedCounters } from './counters';
import type { FeedQuery } from './feed-query';
import type { SinkFamily } from './option-table';
import type { FeedOptions } from './options';
import type { TopicMetadata } from './resolved';

/** Everything a changefeed is, as plain data. */

/** A table, or one column family of it, that a feed watches. */
export interface Target {
  readonly table: number;
  /** The table's database and schema at statement time. */
  readonly database: string;
  readonly schema: string;
  /** Table name (or full name) at statement time: later renames do not change topics (reference §3.3). */
  readonly statementName: string;
  /** The table's name alone at statement time: names the records of Avro. */
  readonly tableName: string;
  /** Set for family targets. */
  readonly family?: { readonly id: number; readonly name: string };
  /** Whether FAMILY named it: ALTER CHANGEFEED … DROP must name it the same way (reference §1.3). */
  readonly byFamily: boolean;
  /** The flow after which ALTER CHANGEFEED added it. */
  readonly added?: number;
  /** Topic after naming rules. */
  readonly topic: string;
  /** As job listings and notices show it: `{family}` stands for the families of a split table. */
  readonly shownTopic: string;
}

/** How a feed's sink names topics (reference §3.3). */
export interface TopicNaming {
  readonly sink: SinkFamily;
  /** `topic_name`: one topic for all. */
  readonly topicName: string | undefined;
  readonly topicPrefix: string;
}

export interface FeedSpec {
  readonly targets: readonly Target[];
  /** Tables that were emptied while the feed watched them and left out then: they cannot come back (reference §1.3). */
  readonly emptied: readonly number[];
  /** Of a CDC query. */
  readonly query: FeedQuery | null;
  /** The sink as given, secrets and all; null for a sinkless feed. For ALTER CHANGEFEED; never told to anybody. */
  readonly uri: string | null;
  readonly options: FeedOptions;
  readonly sink: SinkSpec;
  /** For families that a split table gets later. */
  readonly naming: TopicNaming;
  /** Planning time of the statement. */
  readonly statementTime: Timestamp;
  /** Where changes begin (exclusive): the cursor, else the statement time. */
  readonly startTime: Timestamp;
  /** Where they end (exclusive), if they do. */
  readonly endTime: Timestamp | null;
  /** The gateway, which coordinates first. */
  readonly node: number;
}

/** Persisted progress of a piece of an index. */
export interface SpanCheckpoint {
  readonly table: number;
  readonly index: number;
  readonly start: string;
  readonly end: string | undefined;
  readonly resolved: Timestamp;
}

export interface Feed {
  readonly id: number;
  /** Null for a sinkless feed. */
  readonly job: string | null;
  readonly statement: number;
  /** The session that streams a sinkless feed. */
  readonly session: string;
  spec: FeedSpec;
  highWater: Timestamp | null;
  /** The span frontier as last persisted; empty when only the high-water mark is known. */
  spans: SpanCheckpoint[];
  /** When `spans` was last persisted. */
  spansPersistedAt: Nanos;
  /** Seq of the newest checkpoint event. */
  checkpoint: number | null;
  /** Number of the newest flow. */
  flows: number;
  /** Whether the feed has been altered since. */
  altered: boolean;
  flow: Flow | null;
  nextBatch: number;
  emissions: Emissions;
  retry: RetryState;
  /** The value sent by the newest resolved message of this flow's predecessor or itself. */
  lastResolved: Timestamp | null;
  /** When its protected timestamp was last moved. */
  protectedAt: Nanos;
  random: RandomState;
  readonly counters: FeedCounters;
}

export interface RetryState {
  /** Failures in a row. */
  failures: number;
  /** When the last one happened, and the high-water mark then. */
  failedAt: Nanos;
  highWater: Timestamp | null;
}

/** One version of one row (of one family) that has been stored by the far end. */
export interface Emission {
  count: number;
  /** Seq of the first copy, and the flow that sent it. */
  readonly first: number;
  readonly flow: number;
  readonly mvcc: Timestamp;
}

/**
 * Emissions that may still be repeated, by pass (changes, or the scan at one timestamp) and version. What a checkpoint
 * covers is dropped: no flow goes back behind it.
 */
export interface Emissions {
  changes: Map<number, Emission>;
  scans: { readonly at: Timestamp; readonly sent: Map<number, Emission> }[];
  /** Batches on their way to the far end, by the number of the flow that sent them. */
  underway: Map<number, number>;
}

export interface Flow {
  readonly no: number;
  readonly reason: FlowReason;
  readonly coordinator: number;
  /** Seq of the checkpoint it started from. */
  readonly startedFrom: number | null;
  aggregators: Aggregator[];
  coord: Coordinator;
  /** Set while a node it runs on is being drained: aggregators whose last report is still to come. */
  draining: number[] | null;
}

/** A change on its way from a range to its aggregator: what a rangefeed event holds. */
export interface KvItem {
  /** Index into the aggregator's spans. */
  readonly span: number;
  readonly key: string;
  readonly mvcc: Timestamp;
  readonly row: Row;
  readonly deleted: boolean;
  /** The version before, where the feed asked for it: null for none. */
  readonly before: Row | null;
  readonly families: number;
  readonly omitted: boolean;
  readonly version: number;
  readonly commit: number;
  readonly range: number;
  /** A backfill at its own time has sent the row: there is only left what it deleted, which no scan meets. */
  readonly covered?: true;
}

export interface AggregatorSpan {
  readonly table: number;
  readonly index: number;
  readonly start: string;
  readonly end: string | undefined;
  /** Everything at or below has been given to the sink client. */
  resolved: Timestamp;
}

/** Work through spans at one timestamp, piece by piece. */
export interface Scan {
  readonly kind: Exclude<ScanKind, 'catch_up'>;
  readonly at: Timestamp;
  /** Spans still to do, by number; the first is under way. */
  spans: number[];
  /** Where the first span goes on. */
  next: string;
  /** Whether a `scan` event told its beginning. */
  begun: boolean;
}

export type AggregatorPhase = 'starting' | 'scanning' | 'live' | 'stopped';

export interface Aggregator {
  readonly node: number;
  readonly spans: AggregatorSpan[];
  phase: AggregatorPhase;
  scan: Scan | null;
  /** A step of the scan is scheduled. */
  scanScheduled: boolean;
  /** Changes that arrived while it waits for the sink. */
  queue: KvItem[];
  /** Changes that lie behind the boundary. */
  held: KvItem[];
  /** Minimum over its spans as last reported. */
  reported: Timestamp | null;
  /** A flush is under way; it reports when the sink has acknowledged everything. */
  flush: { readonly boundary: Timestamp | null; readonly ended: boolean } | null;
  nextFlushAt: Nanos;
  /** It waits for a schema's id: nothing is encoded meanwhile. */
  registering: boolean;
  /** When it next looks at its ranges' resolved timestamps; null while it does not. */
  tickAt: Nanos | null;
  /** Schema changes up to here have been dealt with. */
  schemaTs: Timestamp;
  /** The schema change that no change may pass. */
  boundary: Timestamp | null;
  /** Last arrival of each range's events, which never overtake one another. */
  lastArrival: Map<number, Nanos>;
  sink: SinkClientState;
}

export interface Coordinator {
  /** Progress as reported, by aggregator and span. */
  reported: (Timestamp | null)[][];
  /** Which aggregators have reached the boundary, and the one they reached. */
  atBoundary: (Timestamp | null)[];
  ended: boolean[];
  /** A write of the job record is under way, and whether another must follow. */
  persisting: boolean;
  persistAgain: boolean;
  highWaterPersistedAt: Nanos;
  sink: BatchingState;
  /** What a Kafka client knows of the partitions of the feed's topics. */
  metadata: TopicMetadata | null;
  /** Resolved timestamps that wait for the id of their schema, oldest first. */
  unsent: Timestamp[];
}
