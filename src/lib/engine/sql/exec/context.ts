import type { Row } from '../../base/datum';
import type { EvalContext } from '../builtins/context';

/**
 * What running a statement needs of the world around it. The cluster implements it over storage and the session; errors of
 * storage (a blocked key, a transaction that must restart) fly through the executor untouched.
 */

/** How rows that a statement reads are locked; undefined for a plain read. */
export interface RowLock {
  /** `latest` holds nothing: what is read is only what nobody has changed or is changing. */
  readonly strength: 'latest' | 'share' | 'update';
  /** What to do at a row somebody else holds. `skip` rows are not visited, `nowait` is an error 55P03 of the implementation. */
  readonly wait: 'block' | 'skip' | 'nowait';
}

/** A stored version of a row; its time is read only through `mvccDecimal`. */
export interface StoredRow {
  readonly row: Row;
  readonly wall: number;
  readonly logical: number;
}

export interface ScanOptions {
  readonly reverse: boolean;
  readonly lock: RowLock | undefined;
}

/**
 * Rows of the statement's transaction. `storage` is the number of an index (`IndexSchema.storage`), a key the
 * concatenated encodings of its key columns. Visitors stop the visit by giving true and must not write meanwhile.
 */
export interface RowAccess {
  /**
   * How a foreign key holds the row it refers to, in a transaction whose reads alone would not keep it there; undefined where plain
   * reads are enough.
   */
  readonly referenceLock: RowLock | undefined;
  /** Visible rows of a primary index from `start` (included) to `end` (excluded; undefined: to the end), in key order. */
  scan(
    storage: number,
    start: string,
    end: string | undefined,
    options: ScanOptions,
    visit: (key: string, row: Row, version: StoredRow) => boolean
  ): void;
  get(storage: number, key: string, lock: RowLock | undefined): StoredRow | null;
  /** The newest version, for somebody about to write the key or to make sure that it is free: foreign intents block. */
  getLatest(storage: number, key: string): StoredRow | null;
  /**
   * Entries of a secondary index. It lists every version that ever was, so one row may come more than once and the caller
   * checks each `entry` against the row it leads to, in the primary index `leadsTo`.
   */
  scanIndex(
    storage: number,
    leadsTo: number,
    start: string,
    end: string | undefined,
    reverse: boolean,
    visit: (primaryKey: string, entry: string) => boolean
  ): void;
  /** Writes a row. `families` is a bit mask over family ids of the families written, -1 for all. The row is kept: hand it over. */
  put(storage: number, key: string, row: Row, families: number): void;
  /** Deletes a row; `keyRow` holds the primary key's slots. */
  delete(storage: number, key: string, keyRow: Row): void;
  addIndexEntry(storage: number, entry: string, primaryKey: string): void;
  /** The commit time of a version as `crdb_internal_mvcc_timestamp` shows it. */
  mvccDecimal(version: StoredRow): string;
}

/**
 * A statement's execution: values from the session and the run, its rows, and the budgets it is held to. Every operator
 * counts one unit of `budget` for each row it visits, and asks for the `memory` of what it keeps.
 */
export interface ExecContext extends EvalContext {
  readonly rows: RowAccess;
  /** True in a read-only transaction. */
  readonly readOnly: boolean;
  /** Asked before tables are read from end to end, by their primary indexes; absent where nobody minds. @throws SqlError P0003 */
  allowFullScans?(indexes: readonly number[]): void;
}
