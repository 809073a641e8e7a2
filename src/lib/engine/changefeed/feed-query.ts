import type { Row } from '../base/datum';
import type { Timestamp } from '../base/timestamp';
import type { TableDef } from '../catalog/descriptors';
import type { SqlType } from '../sql/types/type';

/** The query of a CDC query, `AS SELECT …` (reference §7), as plain data, and what it does once compiled. */

export interface FeedQuery {
  /** In normal form. */
  readonly sql: string;
  /** Whether it reads the previous row. */
  readonly usesPrevious: boolean;
  /** Session settings of the statement that made it: how names and values in it are read. */
  readonly session: {
    readonly loginUser: string;
    readonly user: string;
    readonly database: string;
    readonly variables: Map<string, string>;
  };
}

/** One version of a row as the query sees it. */
export interface QueryEvent {
  /** Of a deletion only the columns of the primary key have values. */
  readonly row: Row;
  readonly deleted: boolean;
  readonly before: Row | null;
  /** The version of the table that `before` is read with. */
  readonly beforeDef: TableDef;
  readonly mvcc: Timestamp;
  /** The event's time: that of the commit, or of the scan. */
  readonly updated: Timestamp;
}

/** A query over the rows of one version of a table, or of one of its families. */
export interface CompiledQuery {
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  /** @throws SqlError as evaluating its expressions does; undefined where its predicate does not hold */
  project(event: QueryEvent): Row | undefined;
}
