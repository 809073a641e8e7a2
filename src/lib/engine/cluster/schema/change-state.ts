import type { TableDef } from '../../catalog/descriptors';
import type { SchemaTask } from '../../catalog/ddl/tasks';

/** Schema changes that take time, as plain data: what a job has still to do (design §2, "a backfill is a record"). */

/** One step of a change, in one event unless it says otherwise. */
export type SchemaStep =
  /** A version that only says what is on its way: new columns and indexes, not readable yet. */
  | { readonly kind: 'announce'; readonly state: 'delete-only' | 'write-only' }
  /** Time in which rows are read and written: so much for each of them, in pieces. */
  | { readonly kind: 'backfill' }
  /** Carries the tasks out and makes the new version valid, both in one moment. */
  | { readonly kind: 'publish' }
  /** Writes every row again as a new version: what the legacy schema changer lets a changefeed see (reference §6.3). */
  | { readonly kind: 'rewrite'; readonly columns: readonly number[] };

export interface SchemaChange {
  readonly job: string;
  readonly statement: number;
  /** The gateway, whose clock gives the new versions their time. */
  readonly node: number;
  readonly table: number;
  readonly user: string;
  readonly database: string;
  /** Session variables at the statement: defaults may read the time zone. */
  readonly variables: ReadonlyMap<string, string>;
  /** The table before and after. */
  base: TableDef;
  target: TableDef;
  tasks: SchemaTask[];
  steps: SchemaStep[];
  /** Values of dropped columns go from every row. */
  removesData: boolean;
  /** As the legacy schema changer does it (reference §6.3). */
  readonly legacy: boolean;
  /** Made in a transaction that has been committed whatever becomes of it. */
  readonly inTransaction: boolean;
  /** Steps done. */
  done: number;
  /** Rises with everything that is scheduled, so that what was scheduled before is known to be out of date. */
  ticket: number;
  /** Rows that the running backfill has left; null between backfills. */
  rowsLeft: number | null;
  /** The open transaction whose use of the table it waits for. */
  waitsFor: number | null;
  /** Set while its rows are out of reach: a range has no leaseholder, a write has to be tried again. */
  outOfReach?: boolean;
  /** Set once the new version is valid: from here on nothing is taken back. */
  published: boolean;
  failure: { readonly sqlstate: string; readonly message: string; readonly detail: string | null } | null;
}

/** By job. */
export type SchemaChangesState = Map<string, SchemaChange>;
