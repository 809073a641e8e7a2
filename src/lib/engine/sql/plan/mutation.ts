import type { SqlType } from '../types/type';
import type { Rel } from './rel';
import type { Scalar } from './scalar';
import type { ForeignKeyAction, ForeignKeySchema, IndexSchema, TableSchema } from './schema';

/**
 * Operators that change data. All expressions about a row to be written read it from the writer's register, so one
 * compiled form serves INSERT, UPDATE and the cascades of foreign keys.
 */
export type MutationRel = InsertRel | UpdateRel | DeleteRel;

/** How rows of a table are written: what every new row must satisfy and where it must be entered. */
export interface TableWriter {
  readonly table: TableSchema;
  /** Where the new row stands while the expressions below are evaluated. */
  readonly register: number;
  readonly computed: readonly ComputedValue[];
  readonly notNull: readonly { readonly slot: number; readonly name: string }[];
  readonly checks: readonly { readonly sql: string; readonly condition: Scalar }[];
  readonly primary: IndexWriter;
  /** Secondary indexes, those still being filled included. */
  readonly indexes: readonly IndexWriter[];
  readonly foreignKeys: ForeignKeyPlan;
}

/** A stored computed column and the columns it is made of. */
export interface ComputedValue {
  readonly slot: number;
  readonly column: number;
  readonly expr: Scalar;
  readonly dependsOn: ReadonlySet<number>;
}

export interface IndexWriter {
  readonly index: IndexSchema;
  readonly keys: readonly KeyPart[];
  /** Only rows for which this holds are entries. */
  readonly predicate: Scalar | undefined;
}

/** One column of an index key: a slot of the row, or an expression for a virtual column. */
export interface KeyPart {
  readonly column: number;
  readonly name: string;
  readonly slot: number | undefined;
  readonly expr: Scalar;
  readonly type: SqlType;
  readonly descending: boolean;
}

/** The foreign keys that a change of a table may concern. */
export interface ForeignKeyPlan {
  /** Those of the table itself: new values must be there. */
  readonly outbound: readonly OutboundKey[];
  /** Those pointing at it: old values must not be missed, or something is done about it. */
  readonly inbound: readonly InboundKey[];
}

export interface OutboundKey {
  readonly foreignKey: ForeignKeySchema;
  readonly child: TableSchema;
  readonly childSlots: readonly number[];
  readonly parent: TableSchema;
  readonly lookup: KeyLookup;
}

export interface InboundKey {
  readonly foreignKey: ForeignKeySchema;
  /** Slots of the referenced columns, in the order of the foreign key. */
  readonly parentSlots: readonly number[];
  readonly onDelete: ForeignKeyAction;
  readonly onUpdate: ForeignKeyAction;
  readonly child: TableSchema;
  readonly childSlots: readonly number[];
  /** Finds the rows that refer to a key. */
  readonly lookup: KeyLookup;
  /** Finds the key itself. */
  readonly parentLookup: KeyLookup;
  readonly parent: TableSchema;
}

/** How foreign key actions write a table. */
export interface CascadeWriter {
  readonly writer: TableWriter;
  /** Values for SET DEFAULT by slot. */
  readonly defaults: ReadonlyMap<number, Scalar>;
  /** What its ON UPDATE expressions put into the rows that are changed. */
  readonly onUpdate: readonly SetValue[];
}

/** How rows with given values in some columns are found: by the leading columns of an index, or by reading all. */
export interface KeyLookup {
  readonly table: TableSchema;
  readonly index: IndexSchema | undefined;
  /** For each leading index column the position among the given values, or -1 for the column of a hash-sharded index. */
  readonly order: readonly number[];
  /** The values that column may have, all of which are tried; 1 for other indexes. */
  readonly buckets: number;
  /** Slots and types of the given values' columns. */
  readonly columns: readonly { readonly slot: number; readonly type: SqlType }[];
}

interface MutationBase {
  readonly input: Rel;
  readonly writer: TableWriter;
  /** Tables that foreign key actions may change, by id. */
  readonly cascades: ReadonlyMap<number, CascadeWriter>;
  /** Every scalar evaluated here, for walks over the plan. */
  readonly scalars: readonly Scalar[];
  /** Registers the operator fills itself. */
  readonly ownRegisters: readonly number[];
  /** Registers that RETURNING may read. */
  readonly outputRegisters: readonly number[];
  /**
   * Expressions evaluated between writes read tables, which they must see as they were before the statement.
   */
  readonly readsTables: boolean;
}

export interface InsertRel extends MutationBase {
  readonly kind: 'insert';
  /** Values of the new row by slot, over the input's registers. */
  readonly values: readonly { readonly slot: number; readonly expr: Scalar }[];
  readonly conflict: ConflictPlan | undefined;
  readonly upsert: boolean;
}

/** ON CONFLICT and UPSERT. */
export interface ConflictPlan {
  /** Unique indexes in which an existing row is looked for. */
  readonly arbiters: readonly IndexWriter[];
  /** Undefined for DO NOTHING. */
  readonly update: ConflictUpdate | undefined;
}

export interface ConflictUpdate {
  /** Where the existing row stands; the row to be inserted (`excluded`) stands in `excludedRegister`. */
  readonly oldRegister: number;
  readonly excludedRegister: number;
  readonly where: Scalar | undefined;
  readonly sets: readonly SetValue[];
  /** The statement may write a row twice: an UPSERT that need not look at what is there. */
  readonly mayRepeat: boolean;
}

export interface SetValue {
  readonly slot: number;
  readonly column: number;
  readonly expr: Scalar;
}

export interface UpdateRel extends MutationBase {
  readonly kind: 'update';
  /** Where the row to be changed stands. */
  readonly oldRegister: number;
  readonly sets: readonly SetValue[];
  /** The input may give a row more than once (UPDATE … FROM): only the first time counts. */
  readonly mayRepeat: boolean;
}

export interface DeleteRel extends MutationBase {
  readonly kind: 'delete';
  readonly oldRegister: number;
  readonly mayRepeat: boolean;
}
