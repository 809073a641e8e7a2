import type { Row } from '../base/datum';
import type { Timestamp } from '../base/timestamp';
import type { TableDef } from '../catalog/descriptors';

/** One row as an encoder gets it, with everything an envelope may show. */
export interface RowChange {
  readonly table: TableDef;
  readonly row: Row;
  readonly deleted: boolean;
  /** The version before, where it was asked for and there is one. */
  readonly before: Row | null;
  /** The table version by which `before` is read; a backfill reads it with the one before the schema change. */
  readonly beforeTable: TableDef;
  readonly updated: Timestamp;
  readonly mvcc: Timestamp;
}

/** What a sink sends. Null is a null key or an empty value. */
export interface EncodedRow {
  readonly key: string | null;
  readonly value: string | null;
  readonly keyBytes?: Uint8Array;
  readonly valueBytes?: Uint8Array;
}

export interface RowEncoder {
  encode(change: RowChange): EncodedRow;
}
