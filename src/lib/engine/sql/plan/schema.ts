import type { Datum } from '../../base/datum';
import type { ObjectName, TableName } from '../ast/name';
import type { Statement } from '../ast/statement';
import type { TypeRef } from '../ast/type';
import type { ExecContext } from '../exec/context';
import type { SessionFormat } from '../types/session-format';
import type { SqlType } from '../types/type';

/** What SQL needs to know of the catalog and the session. The descriptors of `engine/catalog` add to these shapes what is its own. */

/**
 * A column or index on its way into or out of a table. `write-only`: being added, filled in by writes but not seen; `delete-only`: on
 * the way out. Only what is `public` is read and emitted.
 */
export type ElementState = 'public' | 'write-only' | 'delete-only';

export interface ColumnSchema {
  readonly id: number;
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Where its value stands in a stored row. Never used again for another column. */
  readonly slot: number;
  /** Expressions are kept as SQL text in canonical form. */
  readonly defaultSql?: string;
  readonly onUpdateSql?: string;
  readonly computed?: { readonly sql: string; readonly virtual: boolean };
  readonly hidden: boolean;
  /** Made for an index over an expression: no statement can name it. */
  readonly inaccessible?: boolean;
  readonly state: ElementState;
  /** Identity columns and SERIAL in sequence mode. */
  readonly identity?: 'always' | 'by default';
}

export interface IndexColumnSchema {
  readonly column: number;
  readonly descending: boolean;
}

export interface IndexSchema {
  readonly id: number;
  readonly name: string;
  /** Number of its storage: a primary index of `MvccIndex`, or a secondary one. */
  readonly storage: number;
  readonly unique: boolean;
  readonly keys: readonly IndexColumnSchema[];
  readonly storing: readonly number[];
  /** Partial index predicate. */
  readonly predicateSql?: string;
  readonly sharded?: { readonly buckets: number; readonly column: number };
  /** The column before the key that was asked for: the region, in the primary index of a REGIONAL BY ROW table. */
  readonly region?: number;
  /**
   * Keeps columns unique without being an index that anybody can name: those of a primary key whatever the region, or of
   * UNIQUE WITHOUT INDEX. Simpler than CockroachDB, which looks for such rows with queries.
   */
  readonly unlisted?: 'primary key' | 'without index';
  /** False for UNIQUE WITHOUT INDEX NOT VALID, until it has been validated. */
  readonly validated?: boolean;
  readonly notVisible: boolean;
  readonly inverted: boolean;
  readonly state: ElementState;
}

export interface FamilySchema {
  readonly id: number;
  readonly columns: readonly number[];
}

export interface CheckSchema {
  readonly name: string;
  readonly sql: string;
  readonly columns: readonly number[];
}

export type ForeignKeyAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

export interface ForeignKeySchema {
  readonly name: string;
  readonly columns: readonly number[];
  readonly table: number;
  readonly tableColumns: readonly number[];
  readonly onDelete: ForeignKeyAction;
  readonly onUpdate: ForeignKeyAction;
  readonly match: 'simple' | 'full';
}

export interface TableSchema {
  readonly kind: 'table';
  readonly id: number;
  readonly name: string;
  readonly columns: readonly ColumnSchema[];
  readonly primary: IndexSchema;
  readonly indexes: readonly IndexSchema[];
  readonly families: readonly FamilySchema[];
  readonly checks: readonly CheckSchema[];
  readonly foreignKeys: readonly ForeignKeySchema[];
  readonly nextSlot: number;
}

export interface ViewSchema {
  readonly kind: 'view';
  readonly id: number;
  readonly name: string;
  readonly querySql: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
}

export interface OutputColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** Rows that somebody else makes: `crdb_internal.jobs`, a sequence read as a table, the answer of a SHOW statement. */
export interface RowSource {
  readonly columns: readonly (OutputColumn & { readonly hidden?: boolean })[];
  /** Rows as long as `columns`, made anew for each execution. */
  rows(ctx: ExecContext): Iterable<readonly Datum[]>;
}

export interface VirtualTableSchema extends RowSource {
  readonly kind: 'virtual';
  readonly id: number;
  readonly name: string;
  /** What a sequence is when it is read. */
  readonly isSequence?: true;
}

export type Relation = TableSchema | ViewSchema | VirtualTableSchema;

/** A relation and where it was found: what `db.schema.t.x` and messages go by. */
export interface ResolvedRelation {
  readonly database: string;
  readonly schema: string;
  readonly relation: Relation;
}

/** A user-defined function in SQL. */
export interface FunctionSchema {
  readonly id: number;
  /** Its name alone; several functions may have it. */
  readonly called: string;
  readonly params: readonly FunctionParam[];
  /** `anytuple` for RECORD. */
  readonly returns: { readonly type: SqlType; readonly setof: boolean };
  readonly volatility: 'leakproof' | 'immutable' | 'stable' | 'volatile';
  /** A NULL argument makes the result NULL. */
  readonly strict: boolean;
  /** SECURITY DEFINER: runs with the privileges of its owner. */
  readonly definer: boolean;
  /** Its queries, names in full; parameters stand in them as names or as `$1`. */
  readonly bodySql: readonly string[];
}

export interface FunctionParam {
  readonly name: string | undefined;
  readonly type: SqlType;
  readonly defaultSql?: string;
}

/** A foreign key seen from the table it points at. */
export interface InboundForeignKey {
  readonly table: TableSchema;
  readonly foreignKey: ForeignKeySchema;
}

/** The catalog as planning sees it; the cluster implements it over its own, at the moment the statement reads at. */
export interface PlanCatalog {
  /** Rises whenever a lookup might give another answer than before: a cached plan of another generation is worthless. */
  readonly generation: number;
  /**
   * A table, view or virtual table by name along the session's search path; undefined when there is none.
   * @throws SqlError 42809 for what is no relation, 3D000 and 3F000 for a database or schema that does not exist
   */
  relation(name: TableName): ResolvedRelation | undefined;
  relationById(id: number): ResolvedRelation | undefined;
  /** Foreign keys of any table, itself included, that point at a table. */
  inboundForeignKeys(table: number): readonly InboundForeignKey[];
  /** A user-defined type by name, its members filled in; undefined when there is none. */
  type(ref: TypeRef): SqlType | undefined;
  /** User-defined functions of a name, along the search path where it says no schema. */
  functions(name: ObjectName): readonly FunctionSchema[];
  /** A stored type with the members of its enums filled in. */
  hydrate(type: SqlType): SqlType;
  /** How `[SHOW …]` and `[EXPLAIN …]` get their columns and rows. @throws SqlError 42601 for a statement without rows */
  statementSource(statement: Statement, text: string): RowSource;
  /** Names of the relations in reach, for near misses. */
  relationNames(): Iterable<string>;
}

/** The part of a session that planning depends on. */
export interface PlanSession {
  readonly database: string;
  readonly user: string;
  readonly format: SessionFormat;
  /** Session variable `null_ordered_last`. */
  readonly nullOrderedLast: boolean;
  /** Session variable `sql_safe_updates`. */
  readonly safeUpdates: boolean;
  /** Changes whenever any of the above or the search path does; part of the key of cached plans. */
  readonly planKey: string;
}

/** Columns that statements may name. */
export function publicColumns(table: TableSchema): ColumnSchema[] {
  return table.columns.filter((column) => column.state === 'public' && !column.inaccessible);
}

/** A column by id. Descriptors are consistent, so a missing one is a broken invariant. */
export function columnById(table: TableSchema, id: number): ColumnSchema {
  const column = table.columns.find((c) => c.id === id);
  if (!column) throw new Error(`internal error: table ${table.name} has no column ${id}`);
  return column;
}
