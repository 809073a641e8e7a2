import type { MessageCause } from '../base/events';
import type { Nanos, Timestamp } from '../base/timestamp';
import type { Headers } from '../encode/headers';
import type { ParquetRow } from '../encode/parquet-encoder';

/**
 * What a changefeed hands to a sink and what it hears back.
 *
 * A sink client belongs to one aggregator (or to the coordinator, for resolved messages) and lives in that flow's state as
 * plain data. It sends batches to a far end, which stores messages whether or not its answer arrives: that difference is
 * where duplicates within a flow come from. Everything that takes time goes through `ClientHost`.
 *
 * Contract: messages of one key are stored in the order in which they were given, retries included; two batches in flight
 * never share a key; `isIdle` is true exactly when every message given has been acknowledged.
 */
export interface SinkClient {
  readonly isIdle: boolean;
  /** Messages given and not on their way yet: the aggregator stops taking more when there are many. */
  readonly backlog: number;
  /** Takes messages in order. */
  emit(messages: readonly SinkMessage[]): void;
  /**
   * Sends everything; `host.idle` is called when all of it has been acknowledged, at once if nothing is there.
   * @param bound an inclusive lower bound of what is given afterwards, by which files are named
   */
  flush(bound: Timestamp): void;
  /** The answer to a batch, or that none came in time. */
  answered(no: number, answer: BatchAnswer): void;
  /** The wait before a batch is sent again is over. */
  retry(no: number): void;
  timerFired(): void;
}

/** How a client keeps its contract, in pieces that a planted bug may replace. */
export interface ClientSeams {
  /** Whether keys in flight hold back later messages of theirs. */
  readonly holdsKeys: boolean;
  /** What of a batch is sent. */
  sent<M>(messages: readonly M[], attempt: number): readonly M[];
  /** The inclusive lower bound of the timestamps in a file, by which it is named. */
  fileBound(frontier: Timestamp, now: Nanos): Timestamp;
  /** What an answer means. */
  understood(answer: BatchAnswer): BatchAnswer;
}

/** What a sink client is given by the flow it belongs to. */
export interface ClientHost {
  readonly now: Nanos;
  nextBatchNo(): number;
  /** Sends a batch towards its far end; the answer comes back through `answered`. */
  send(batch: Omit<Batch, 'client' | 'node'>): void;
  /** Calls `retry` later. */
  scheduleRetry(no: number, delay: Nanos): void;
  /** Calls `timerFired` later. */
  scheduleTimer(delay: Nanos): void;
  readonly seams: ClientSeams;
  /** Nothing is pending or in flight any more. */
  idle(): void;
  /** Room has come free behind a full buffer. */
  roomy(): void;
  /** A batch has failed for good. */
  failed(error: string): void;
}

/** Who sends: the aggregator's place in its flow, or -1 for the coordinator. */
export interface ClientRef {
  readonly feed: number;
  readonly flow: number;
  readonly aggregator: number;
}

/** One encoded row on its way. Texts are exactly what the far end receives. */
export interface RowMessage {
  readonly kind: 'row';
  /** Topic after naming rules; for sinks without topics the table column or file topic. */
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | null;
  /** Bytes of binary formats; `key` and `value` are then their decoded form. */
  readonly keyBytes?: Uint8Array;
  readonly valueBytes?: Uint8Array;
  /** What a Parquet file is written from; `value` is the row as JSON then. */
  readonly parquet?: ParquetRow;
  /** The names of a CSV record's fields, for the file that it goes into. */
  readonly fields?: readonly string[];
  readonly headers: Headers;
  /** The primary key as `commit` events have it, where `key` is another text. */
  readonly row?: string;
  readonly table: string;
  /** Where another table has this name, too. */
  readonly tableId?: number;
  readonly family: string;
  /** Version of the table's descriptor: rows of two versions never share a file. */
  readonly schema: number;
  readonly mvcc: Timestamp;
  readonly updated: Timestamp;
  readonly cause: MessageCause;
  /** The row version and family sent: with `updated` the identity by which emissions are counted. */
  readonly version: number;
  readonly commit: number | null;
  readonly range: number;
}

/** A resolved timestamp for one topic (or for the whole sink, where it has no topics). */
export interface ResolvedMessage {
  readonly kind: 'resolved';
  readonly topic: string | null;
  readonly resolved: Timestamp;
  readonly value: string;
  readonly valueBytes?: Uint8Array;
  /** Partitions that the client knows of the topic; null for a sink without partitions. */
  readonly partitions: number | null;
  /** Where a sink of files puts it. */
  readonly path?: string;
}

export type SinkMessage = RowMessage | ResolvedMessage;

export function isRow(message: SinkMessage): message is RowMessage {
  return message.kind === 'row';
}

/** A request to a far end. Plain data: it travels inside scheduled events. */
export interface Batch {
  readonly client: ClientRef;
  readonly node: number;
  readonly no: number;
  readonly attempt: number;
  readonly messages: readonly SinkMessage[];
  /** The file that the messages make, for a sink of files. */
  readonly path?: string;
}

/** How a batch ended for its sender. */
export type BatchOutcome = 'ok' | 'failed' | 'timeout' | 'ack_lost';

export interface BatchAnswer {
  readonly outcome: BatchOutcome;
  readonly error: string | null;
  /** The far end takes no request of this size; a smaller one may pass. */
  readonly tooLarge: boolean;
}
