import type { Row } from '../base/datum';
import type { Nanos, Timestamp } from '../base/timestamp';
import type { ParquetRow } from './parquet-encoder';
import type { RowShape } from './row-shape';

/** One row as an encoder gets it, with everything an envelope may show. Plain data. */
export interface RowChange {
  readonly shape: RowShape;
  /** By the slots of `shape.columns`. Of a deletion only the columns of the key have values. */
  readonly row: Row;
  /** By the slots of `shape.key` and `shape.messageKey`: the same as `row`, unless a query has made that one. */
  readonly keyRow: Row;
  readonly deleted: boolean;
  /** The version before, where it was asked for and there is one. */
  readonly before: Row | null;
  /** How `before` is read: a backfill reads it as it was before the schema change, a query never projects it. */
  readonly beforeShape: RowShape;
  readonly updated: Timestamp;
  readonly mvcc: Timestamp;
  /** When and where it is encoded, which the enriched envelope tells. */
  readonly now: Nanos;
  readonly node: number;
}

/** What a sink sends. Null is a null key or an empty value. */
export interface EncodedRow {
  readonly key: string | null;
  readonly value: string | null;
  /** The bytes of binary formats; `key` and `value` are then their decoded form. */
  readonly keyBytes?: Uint8Array;
  readonly valueBytes?: Uint8Array;
  /** What a Parquet file is written from. */
  readonly parquet?: ParquetRow;
  /** The names of a CSV record's fields, which the record does not say; one list for all rows of a shape. */
  readonly fields?: readonly string[];
}

/** A resolved timestamp for a topic, as it is sent. */
export interface EncodedResolved {
  readonly value: string;
  readonly valueBytes?: Uint8Array;
}

/** A schema that is to be registered under a subject. */
export interface SchemaRequest {
  readonly subject: string;
  /** JSON text, as it is posted. */
  readonly schema: string;
}

/** What is known of the ids that a schema registry has given. */
export interface SchemaIds {
  find(request: SchemaRequest): number | undefined;
}

/**
 * Turns rows into messages. It keeps nothing but what can be made again from shapes, so a message depends on its change
 * alone: equal changes give equal bytes (guarantee G8), whichever node encodes them.
 */
export interface RowEncoder {
  /**
   * The schema that has to be registered before a change can be encoded, for formats that have schemas; undefined once nothing is
   * missing. @throws SqlError as `encode` does
   */
  missingSchema?(change: RowChange): SchemaRequest | undefined;
  /** @throws SqlError for a type or value that the format cannot hold: terminal for the changefeed */
  encode(change: RowChange): EncodedRow;
}
