import type { MessageCause } from '../base/events';
import type { Timestamp } from '../base/timestamp';

/**
 * What a changefeed hands to a sink and what it hears back.
 *
 * A sink client belongs to one aggregator (or to the coordinator, for resolved messages) and lives in that flow's state as
 * plain data. It sends batches to a far end, which stores messages whether or not its answer arrives: that difference is
 * where duplicates within a flow come from. Everything that takes time goes through `SinkHost.schedule`.
 *
 * Contract: messages of one key are stored in the order in which they were given, retries included; two batches in flight
 * never share a key; `idle` is true exactly when every message given has been acknowledged.
 */

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
  readonly headers: Readonly<Record<string, string>>;
  /** What the partitioner hashes, where it is not the key (`key_column`). */
  readonly partitionKey?: string;
  readonly table: string;
  readonly family: string;
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
}

export type SinkMessage = RowMessage | ResolvedMessage;

/** A request to a far end. Plain data: it travels inside scheduled events. */
export interface Batch {
  readonly client: ClientRef;
  readonly node: number;
  readonly no: number;
  readonly attempt: number;
  readonly messages: readonly SinkMessage[];
}

/** How a batch ended for its sender. */
export type BatchOutcome = 'ok' | 'failed' | 'timeout' | 'ack_lost';

export const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze(
  Object.create(null) as Record<string, string>
);
