import type { Expr, FunctionCall } from './expr';
import type { IndexName, Name, Node, TableName } from './name';
import type { Query } from './select';
import type { TypeRef } from './type';

/** The parts that CREATE TABLE, ALTER TABLE and CREATE INDEX share: columns, constraints, indexes, storage. */

/** `key = value` of WITH (…) and SET (…). */
export interface StorageParameter extends Node {
  readonly key: string;
  /** Bare words such as `on` come as strings, as in SET. */
  readonly value: Expr;
}

export type DropBehavior = 'CASCADE' | 'RESTRICT' | undefined;

export type TableElement = ColumnDef | IndexDef | FamilyDef | ConstraintDef | LikeTable;

/** A column with everything said of it; each thing at most once where CockroachDB insists on that. */
export interface ColumnDef extends Node {
  readonly kind: 'columnDef';
  readonly name: Name;
  readonly type: TypeRef;
  readonly nullability: 'NULL' | 'NOT NULL' | undefined;
  readonly nullabilityConstraint: Name | undefined;
  /** `NOT VISIBLE`. */
  readonly hidden: boolean;
  readonly primaryKey: ColumnPrimaryKey | undefined;
  readonly unique: ColumnUnique | undefined;
  readonly default: NamedExpr | undefined;
  readonly onUpdate: NamedExpr | undefined;
  readonly identity: Identity | undefined;
  readonly checks: readonly NamedExpr[];
  readonly references: ColumnReference | undefined;
  readonly computed: ComputedColumn | undefined;
  readonly family: ColumnFamily | undefined;
}

/** An expression with the name of the constraint it was given under. */
export interface NamedExpr {
  readonly expr: Expr;
  readonly constraint: Name | undefined;
}

export interface ColumnPrimaryKey {
  readonly constraint: Name | undefined;
  readonly sharded: HashSharding | undefined;
  readonly storage: readonly StorageParameter[];
}

export interface ColumnUnique {
  readonly constraint: Name | undefined;
  readonly withoutIndex: boolean;
}

export interface ComputedColumn {
  readonly expr: Expr;
  readonly virtual: boolean;
}

/** `GENERATED ALWAYS | BY DEFAULT AS IDENTITY [(…)]`. */
export interface Identity {
  readonly always: boolean;
  readonly options: readonly SequenceOption[];
}

/** `FAMILY f`, `CREATE FAMILY [f]`, `CREATE IF NOT EXISTS FAMILY f`. */
export interface ColumnFamily {
  readonly name: Name | undefined;
  readonly create: boolean;
  readonly ifNotExists: boolean;
}

export interface ColumnReference {
  readonly constraint: Name | undefined;
  readonly table: TableName;
  readonly column: Name | undefined;
  readonly match: 'SIMPLE' | 'FULL' | undefined;
  readonly onDelete: ReferenceAction | undefined;
  readonly onUpdate: ReferenceAction | undefined;
}

/** NO ACTION, the default, is left out by the parser. */
export type ReferenceAction = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

/** `USING HASH [WITH BUCKET_COUNT = n]`. */
export interface HashSharding {
  readonly buckets: Expr | undefined;
}

/** `FAMILY [f] (a, b)`. */
export interface FamilyDef extends Node {
  readonly kind: 'familyDef';
  readonly name: Name | undefined;
  readonly columns: readonly Name[];
}

/** `LIKE t INCLUDING INDEXES …`. */
export interface LikeTable extends Node {
  readonly kind: 'like';
  readonly table: TableName;
  readonly options: readonly LikeTableOption[];
}

export interface LikeTableOption {
  readonly including: boolean;
  readonly option: 'CONSTRAINTS' | 'DEFAULTS' | 'GENERATED' | 'INDEXES' | 'ALL';
}

export type ConstraintDef = CheckConstraint | UniqueConstraint | PrimaryKeyConstraint | ForeignKeyConstraint;

interface ConstraintNode extends Node {
  readonly name: Name | undefined;
  /** `ADD CONSTRAINT IF NOT EXISTS`. */
  readonly ifNotExists: boolean;
}

export interface CheckConstraint extends ConstraintNode {
  readonly kind: 'check';
  readonly expr: Expr;
}

export interface UniqueConstraint extends ConstraintNode {
  readonly kind: 'unique';
  readonly withoutIndex: boolean;
  readonly columns: readonly IndexElement[];
  readonly storing: readonly Name[];
  readonly partitionBy: PartitionBy | undefined;
  readonly where: Expr | undefined;
}

export interface PrimaryKeyConstraint extends ConstraintNode {
  readonly kind: 'primaryKey';
  readonly columns: readonly IndexElement[];
  readonly sharded: HashSharding | undefined;
  readonly storage: readonly StorageParameter[];
}

export interface ForeignKeyConstraint extends ConstraintNode {
  readonly kind: 'foreignKey';
  readonly columns: readonly Name[];
  readonly table: TableName;
  readonly references: readonly Name[];
  readonly match: 'SIMPLE' | 'FULL' | undefined;
  readonly onDelete: ReferenceAction | undefined;
  readonly onUpdate: ReferenceAction | undefined;
}

/** What an index is made of, as an element of CREATE TABLE or as CREATE INDEX. */
export interface IndexDef extends Node {
  readonly kind: 'indexDef';
  readonly name: Name | undefined;
  readonly unique: boolean;
  readonly method: 'FORWARD' | 'INVERTED' | 'VECTOR';
  readonly columns: readonly IndexElement[];
  readonly sharded: HashSharding | undefined;
  readonly storing: readonly Name[];
  readonly partitionBy: PartitionBy | undefined;
  readonly storage: readonly StorageParameter[];
  readonly where: Expr | undefined;
  readonly visibility: IndexVisibility | undefined;
}

/** `VISIBLE` is 1, `NOT VISIBLE` is 0, `VISIBILITY 0.5` a share as written; undefined where nothing is said. */
export type IndexVisibility = { readonly invisible: boolean; readonly fraction: string | undefined };

/** A column, or an expression in brackets or as a call. */
export interface IndexElement extends Node {
  readonly column: string | undefined;
  readonly expr: FunctionCall | Expr | undefined;
  readonly opClass: string | undefined;
  readonly direction: 'ASC' | 'DESC' | undefined;
  readonly nulls: 'FIRST' | 'LAST' | undefined;
}

/** `PARTITION BY …`; `kind` NOTHING takes the partitions away. */
export interface PartitionBy extends Node {
  readonly all: boolean;
  readonly kind: 'LIST' | 'RANGE' | 'NOTHING';
  readonly columns: readonly Name[];
  readonly partitions: readonly Partition[];
}

export interface Partition extends Node {
  readonly name: string;
  /** LIST: the values. RANGE: the lower bound. */
  readonly values: readonly Expr[];
  /** RANGE: the upper bound. */
  readonly to: readonly Expr[];
  readonly subpartition: PartitionBy | undefined;
}

/** `LOCALITY …`. */
export interface Locality extends Node {
  readonly kind: 'GLOBAL' | 'REGIONAL BY TABLE' | 'REGIONAL BY ROW';
  /** REGIONAL BY TABLE: the region, undefined for the primary one. REGIONAL BY ROW: the column after AS. */
  readonly name: Name | undefined;
}

export type SequenceOption =
  | { readonly kind: 'as'; readonly type: TypeRef }
  | { readonly kind: 'cycle' | 'noCycle' | 'noMinValue' | 'noMaxValue' | 'virtual' }
  | {
      readonly kind: 'ownedBy';
      readonly column: { table: TableName | undefined; column: string } | undefined;
    }
  | {
      readonly kind: 'cache' | 'nodeCache' | 'sessionCache' | 'increment' | 'minValue' | 'maxValue';
      readonly value: string;
    }
  | { readonly kind: 'start'; readonly value: string; /** START WITH. */ readonly word?: true }
  | { readonly kind: 'restart'; readonly value: string | undefined };

export interface CreateTableStatement extends Node {
  readonly kind: 'createTable';
  readonly persistence: 'PERMANENT' | 'TEMPORARY' | 'UNLOGGED';
  readonly ifNotExists: boolean;
  readonly name: TableName;
  readonly elements: readonly TableElement[];
  readonly partitionBy: PartitionBy | undefined;
  readonly storage: readonly StorageParameter[];
  /** `ON COMMIT PRESERVE ROWS`. */
  readonly onCommitPreserve: boolean;
  readonly locality: Locality | undefined;
}

export interface CreateTableAsStatement extends Node {
  readonly kind: 'createTableAs';
  readonly persistence: 'PERMANENT' | 'TEMPORARY' | 'UNLOGGED';
  readonly ifNotExists: boolean;
  readonly name: TableName;
  /** Columns, families and a primary key; no types. Empty when left out. */
  readonly elements: readonly CreateAsElement[];
  readonly storage: readonly StorageParameter[];
  readonly query: Query;
  readonly onCommitPreserve: boolean;
}

export type CreateAsElement = CreateAsColumn | FamilyDef | PrimaryKeyConstraint;

export interface CreateAsColumn extends Node {
  readonly kind: 'createAsColumn';
  readonly name: Name;
  readonly primaryKey: ColumnPrimaryKey | undefined;
  readonly family: Name | undefined;
}

export interface CreateIndexStatement extends Node {
  readonly kind: 'createIndex';
  readonly ifNotExists: boolean;
  readonly concurrently: boolean;
  readonly table: TableName;
  readonly index: IndexDef;
}

export interface DropIndexStatement extends Node {
  readonly kind: 'dropIndex';
  readonly ifExists: boolean;
  readonly concurrently: boolean;
  readonly indexes: readonly IndexName[];
  readonly behavior: DropBehavior;
}
