import type { Nanos, Timestamp } from './timestamp';

/**
 * What happened (design §7, a contract): the engine appends these and nothing else leaves it. Times are inner times
 * here; `history/print.ts` turns them into the absolute HLC text of the contract. Names are the contract's. Fields may
 * be added, never renamed.
 */

interface At {
  /** The scheduler's time; never falls from one event to the next. */
  readonly t: Nanos;
}

export interface StatementEvent extends At {
  readonly type: 'statement';
  readonly statement: number;
  readonly session: string;
  /** After `:name` substitution, secrets redacted. */
  readonly sql: string;
  readonly line: number;
  readonly column: number;
}

export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

export interface ResultEvent extends At {
  readonly type: 'result';
  readonly statement: number;
  readonly tag: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly truncated?: true;
  readonly row_count?: number;
}

export interface ErrorEvent extends At {
  readonly type: 'error';
  readonly statement: number;
  readonly sqlstate: string;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** Length of the marked text in UTF-16 units. */
  readonly length?: number;
}

export interface NoticeEvent extends At {
  readonly type: 'notice';
  readonly statement: number;
  readonly severity: 'NOTICE' | 'WARNING' | 'INFO';
  readonly message: string;
  readonly hint: string | null;
}

export interface NoteEvent extends At {
  readonly type: 'note';
  readonly text: string;
}

export type WriteOp = 'insert' | 'update' | 'delete';

export interface CommitWrite {
  readonly table: string;
  /** Where another table has this name, too. */
  readonly table_id?: number;
  readonly family: string;
  /** The message key of the row: JSON array of its primary key. */
  readonly key: string;
  readonly op: WriteOp;
  readonly range: number;
  /** Written with changefeed replication switched off: feeds leave it out unless told otherwise (reference §1.9). */
  readonly omitted?: true;
}

export interface CommitEvent extends At {
  readonly type: 'commit';
  readonly txn: number;
  readonly session: string;
  readonly statement: number;
  readonly mvcc: Timestamp;
  readonly writes: readonly CommitWrite[];
}

export interface TxnEvent extends At {
  readonly type: 'txn';
  readonly txn: number;
  readonly session: string;
  readonly state: 'begin' | 'waiting' | 'pushed' | 'restarted' | 'aborted';
  readonly blocked_by: number | null;
}

export type FlowReason = 'start' | 'resume' | 'retry' | 'node_lost' | 'drain' | 'alter' | 'boundary';

/** A table, or one column family of it, that a feed watches. */
export interface WatchedTarget {
  /** The table's id, as `schema_change` events have it. */
  readonly table: number;
  /** Null: rows whole. */
  readonly family: string | null;
  readonly topic: string;
  /** The flow after which an ALTER added it: one that was dropped and added in one statement is another target. */
  readonly added?: number;
}

/** What a feed has been asked for, as far as its promises depend on it. */
export interface FeedTerms {
  readonly targets: readonly WatchedTarget[];
  /** Tables whose families each have a stream, where there are any: also families that come after the flow's beginning. */
  readonly split_tables?: readonly number[];
  readonly sink: string;
  readonly format: string;
  readonly envelope: string;
  /** Changes after this are emitted, and the initial scan is made at it … */
  readonly since: Timestamp;
  /** … and before this, where there is an end. */
  readonly end: Timestamp | null;
  readonly initial_scan: 'yes' | 'no' | 'only';
  readonly schema_change_policy: 'backfill' | 'nobackfill' | 'stop' | 'ignore';
  readonly schema_change_events: 'default' | 'column_changes';
  readonly diff: boolean;
  readonly updated: boolean;
  readonly mvcc_timestamp: boolean;
  readonly key_in_value: boolean;
  /** Null: no resolved messages. 0: one at each checkpoint. */
  readonly resolved_ns: Nanos | null;
  readonly min_checkpoint_ns: Nanos;
  /** Per-key order is given up where the sink cannot keep it. */
  readonly unordered: boolean;
  readonly key_column: string | null;
  /** A query that chooses and shapes rows, so that not every change has a message. */
  readonly query: boolean;
  /** Where one was given. */
  readonly metrics_label?: string;
  /** Rows are shown with the columns and values that their table has, nothing left out, added or put in other words. */
  readonly plain_rows: boolean;
  /** Also what was written with replication switched off. */
  readonly all_writes: boolean;
  /** Kafka's `RequiredAcks`; null for other sinks. */
  readonly acks: string | null;
  /** How Kafka keys are hashed; null for other sinks. */
  readonly partitioner: 'fnv-1a' | 'murmur2' | null;
}

export interface FlowEvent extends At {
  readonly type: 'flow';
  readonly job: string | null;
  readonly statement: number;
  readonly flow: number;
  readonly coordinator: number;
  readonly nodes: readonly number[];
  readonly reason: FlowReason;
  readonly high_water: Timestamp | null;
  /** Seq of the checkpoint it restarts from. */
  readonly checkpoint: number | null;
  readonly terms?: FeedTerms;
}

export type ScanKind = 'initial' | 'catch_up' | 'backfill';

export interface ScanEvent extends At {
  readonly type: 'scan';
  readonly job: string | null;
  readonly statement: number;
  readonly flow: number;
  readonly node: number;
  readonly table: string;
  /** Where another table has this name, too. */
  readonly table_id?: number;
  readonly kind: ScanKind;
  readonly at: Timestamp;
  readonly state: 'begin' | 'end';
}

export type BatchOutcome = 'ok' | 'failed' | 'timeout' | 'ack_lost';

export interface BatchEvent extends At {
  readonly type: 'batch';
  readonly job: string | null;
  readonly statement: number;
  readonly flow: number;
  readonly node: number;
  readonly sink: string;
  readonly batch: number;
  readonly attempt: number;
  readonly messages: number;
  readonly stored: number;
  readonly outcome: BatchOutcome;
  readonly error: string | null;
}

export type MessageCause = 'change' | 'initial_scan' | 'backfill' | 'replay';

export interface MessageEvent extends At {
  readonly type: 'message';
  readonly job: string | null;
  readonly statement: number;
  readonly sink: string;
  readonly topic: string | null;
  readonly partition: number | null;
  readonly offset: number | null;
  /** Null for a null key or an empty payload; for binary formats the decoded JSON. */
  readonly key: string | null;
  readonly value: string | null;
  /** The primary key of the row as `commit` events have it, where `key` is another text. */
  readonly row?: string;
  readonly key_base64?: string;
  readonly value_base64?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly mvcc: Timestamp;
  readonly updated: Timestamp;
  readonly table: string;
  /** Where another table has this name, too. */
  readonly table_id?: number;
  readonly family: string;
  readonly cause: MessageCause;
  readonly emission: number;
  readonly first: number | null;
  readonly checkpoint: number | null;
  readonly commit: number | null;
  readonly flow: number;
  readonly range: number;
  readonly node: number;
  readonly batch: number;
  readonly attempt: number;
  readonly path?: string;
}

export interface ResolvedEvent extends At {
  readonly type: 'resolved';
  readonly job: string | null;
  readonly statement: number;
  readonly sink: string;
  readonly topic: string | null;
  readonly partition: number | null;
  readonly offset: number | null;
  readonly resolved: Timestamp;
  readonly value: string;
  readonly value_base64?: string;
  readonly path?: string;
}

export interface FileEvent extends At {
  readonly type: 'file';
  readonly job: string | null;
  readonly statement: number;
  readonly sink: string;
  readonly path: string;
  readonly bytes: number;
  readonly batch: number | null;
  readonly content: string;
  readonly content_base64?: string;
  /**
   * The messages in the file, each a line: the log puts `content` and `content_base64` together from them when it is asked
   * (design §7), so an event that is appended leaves both empty.
   */
  readonly rows?: { readonly first: number; readonly count: number };
  readonly compression?: 'gzip' | 'zstd' | null;
  /** The names of the columns that a CSV file was written from: the file has no header line, so it does not hold them. */
  readonly fields?: readonly string[];
}

export interface RequestEvent extends At {
  readonly type: 'request';
  readonly job: string | null;
  readonly statement: number;
  readonly sink: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly batch: number | null;
  readonly attempt: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly real: boolean;
  /** `Retry-After` of the answer, in seconds: webhook sinks pay no heed to it. */
  readonly retry_after?: string;
}

export interface RegistryEvent extends At {
  readonly type: 'registry';
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly schema: string;
}

export interface SpanProgress {
  readonly table: string;
  /** Where another table has this name, too. */
  readonly table_id?: number;
  readonly start: string;
  readonly end: string;
  readonly resolved: Timestamp;
}

export interface CheckpointEvent extends At {
  readonly type: 'checkpoint';
  readonly job: string;
  readonly flow: number;
  readonly high_water: Timestamp | null;
  readonly spans: readonly SpanProgress[];
}

export type JobStatus =
  | 'pending'
  | 'running'
  | 'pause-requested'
  | 'paused'
  | 'cancel-requested'
  | 'reverting'
  | 'canceled'
  | 'failed'
  | 'succeeded';

export interface JobEvent extends At {
  readonly type: 'job';
  readonly job: string;
  readonly statement: number;
  readonly status: JobStatus;
  readonly running_status: string | null;
  readonly error: string | null;
  readonly high_water: Timestamp | null;
}

export interface SchemaChangeEvent extends At {
  readonly type: 'schema_change';
  readonly table: string;
  /** The table's id, which renaming does not change. */
  readonly id?: number;
  /** What became of the rows, where they did not stay as they are: all gone, or under other primary keys. */
  readonly rows?: 'removed' | 'rekeyed';
  /** What became of its columns, where changefeeds may stop at it: every row got another content, or one column more that is NULL. */
  readonly columns?: 'copied' | 'added';
  readonly version: number;
  readonly mvcc: Timestamp;
  readonly statement: number;
}

export interface ClusterEvent extends At {
  readonly type: 'cluster';
  readonly kind: 'node' | 'split' | 'lease' | 'setting' | 'gc' | 'protect' | 'compatibility';
  /** Of a compatibility: the subject of the schema registry, empty for all of them. */
  readonly target: string;
  readonly value: string;
  /** Of a split: the range that begins there. Of a lease: the range whose lease moves. */
  readonly range?: number;
  /** Of a lease: the node that had it. */
  readonly from?: string;
}

export interface FaultEvent extends At {
  readonly type: 'fault';
  readonly fault: number;
  readonly kind: string;
  readonly target: string;
  readonly state: 'begin' | 'end';
  readonly until: Timestamp | null;
}

export interface AuditEvent extends At {
  readonly type: 'audit';
  readonly guarantee: string;
  readonly ok: boolean;
  readonly evidence: readonly number[];
}

export type HistoryEvent =
  | StatementEvent
  | ResultEvent
  | ErrorEvent
  | NoticeEvent
  | NoteEvent
  | CommitEvent
  | TxnEvent
  | FlowEvent
  | ScanEvent
  | BatchEvent
  | MessageEvent
  | ResolvedEvent
  | FileEvent
  | RequestEvent
  | RegistryEvent
  | CheckpointEvent
  | JobEvent
  | SchemaChangeEvent
  | ClusterEvent
  | FaultEvent
  | AuditEvent;

export type HistoryEventType = HistoryEvent['type'];

/** Where the engine appends. The log is the caller's; the engine keeps only sequence numbers. */
export interface HistorySink {
  /** Appends one event and gives its seq: 0, 1, 2 … without holes. */
  append(event: HistoryEvent): number;
  /** How many events there are, which is the seq of the next one. */
  readonly length: number;
}
