import type { Datum } from '../../base/datum';
import type { Expr } from '../../sql/ast/expr';
import type { SqlType } from '../../sql/types/type';
import type { PlanCatalog, PlanSession } from '../../sql/plan/schema';
import type { CatalogView } from '../catalog';
import type { Descriptor, SequenceDef } from '../descriptors';
import type { Span } from '../../base/errors';
import type { Timestamp } from '../../base/timestamp';

/** What building descriptors needs of its surroundings: the cluster passes it in. */
export interface DdlHost {
  /** For the types and names inside expressions. */
  readonly plan: PlanCatalog;
  readonly session: PlanSession;
  readonly view: CatalogView;
  /** The statement's text, into which spans point. */
  readonly text: string;
  /** The time that new objects say they were made at; publishing puts the commit's in its place. */
  readonly now: Timestamp;
  readonly serialNormalization: string;
  /** Session variable `create_table_with_schema_locked`. */
  readonly lockNewTables: boolean;
  /** Session variable `require_explicit_primary_keys`. */
  readonly needsPrimaryKeys: boolean;
  /** Session variable `experimental_enable_unique_without_index_constraints`. */
  readonly uniqueWithoutIndex: boolean;
  /** Cluster setting `sql.cross_db_fks.enabled`. */
  readonly crossDatabaseKeys: boolean;
  newId(): number;
  newPrimaryStorage(): number;
  newSecondaryStorage(): number;
  /** Adds a new version of an object to the transaction. */
  stage(descriptor: Descriptor): void;
  /**
   * The value of an expression without columns.
   * @param place what it is, for messages
   * @throws SqlError 42601 for columns and subqueries
   */
  constant(expr: Expr, place: string): { readonly type: SqlType; readonly value: Datum };
  /** An expression as it was written. */
  textOf(expr: Expr): string;
  /** A storage parameter's value as SHOW CREATE prints it. */
  parameterText(expr: Expr): string;
  /** A sequence by name as written inside a text (`'s'`, `'public.s'`). @throws SqlError 42P01, 42809 */
  sequence(name: string | number, span: Span | undefined): SequenceDef;
  notice(message: string, hint?: string): void;
}
