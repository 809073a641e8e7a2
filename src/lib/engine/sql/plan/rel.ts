import type { Datum, Row } from '../../base/datum';
import type { EvalContext } from '../builtins/context';
import type { Aggregate, GeneratorFn, WindowFn } from '../builtins/overload';
import type { RowLock } from '../exec/context';
import type { SqlType } from '../types/type';
import type { MutationRel } from './mutation';
import type { Comparison } from './comparison';
import type { Scalar } from './scalar';
import type { IndexSchema, RowSource, TableSchema } from './schema';

/**
 * Relational operators: what a query is planned into. Each puts its rows into registers (see `exec/frame.ts`); which ones
 * is told by `outputRegisters`. Filters are lists of conjuncts.
 */
export type Rel =
  | OneRowRel
  | ValuesRel
  | ScanRel
  | SourceRel
  | FilterRel
  | ProjectRel
  | JoinRel
  | GroupRel
  | WindowRel
  | GenerateRel
  | OrdinalityRel
  | DistinctRel
  | SortRel
  | LimitRel
  | SetRel
  | CteScanRel
  | WithRel
  | MutationRel;

/** One row of nothing: the FROM of a SELECT without one. */
export interface OneRowRel {
  readonly kind: 'oneRow';
}

export interface ValuesRel {
  readonly kind: 'values';
  readonly register: number;
  /** How many columns the rows have. */
  readonly width: number;
  readonly rows: readonly ValuesRow[];
}

/** A row of VALUES, of which a statement may have many thousands: nothing but its values once every cell is a constant. */
export type ValuesRow = Row | ValuesCells;

export interface ValuesCells {
  readonly cells: readonly Scalar[];
}

/** A table read through one of its indexes. Planning fills in `access` when the filter is known. */
export interface ScanRel {
  readonly kind: 'scan';
  readonly table: TableSchema;
  readonly alias: string;
  readonly register: number;
  readonly filter: readonly Scalar[];
  readonly access: IndexAccess;
  /** The key columns of a secondary index over the row, to tell entries of other versions from the row's own. */
  readonly entry: readonly { readonly expr: Scalar; readonly type: SqlType; readonly descending: boolean }[];
  readonly lock: RowLock | undefined;
  /** Slot at which the version's commit time is put behind the row's own; undefined when nobody asks for it. */
  readonly mvccSlot: number | undefined;
  /** What index hints demand. */
  readonly hint: ScanHint;
}

export interface ScanHint {
  /** The only index that may be used. */
  readonly index: IndexSchema | undefined;
  readonly reverse: boolean;
  readonly noFullScan: boolean;
}

/** How the rows of a scan are found. Bounds are worked out for each run, since they may depend on other registers. */
export interface IndexAccess extends IndexSpans {
  readonly index: IndexSchema;
  /** Spans for each part of an OR, read as one set of spans; empty where `equal` and `range` say which. */
  readonly either: readonly IndexSpans[];
  readonly reverse: boolean;
}

/** A set of spans of an index. */
export interface IndexSpans {
  /** Leading key columns held to given values; every combination makes a span. Empty for the whole index. */
  readonly equal: readonly KeyEquality[];
  /** Bounds on the key column after those. */
  readonly range: KeyRange | undefined;
}

/** Whether an index need not be read from end to end. */
export function isNarrowed({ equal, range, either }: IndexAccess): boolean {
  return equal.length > 0 || range !== undefined || either.length > 0;
}

/** Values for one key column: one expression (`a = x`), several (`a IN (…)`), or NULL (`a IS NULL`). */
export interface KeyEquality {
  readonly column: number;
  readonly type: SqlType;
  readonly descending: boolean;
  readonly values: readonly Scalar[];
  /** NULL is a value here and not the end of the search. */
  readonly matchesNull: boolean;
}

export interface KeyRange {
  readonly column: number;
  readonly type: SqlType;
  readonly descending: boolean;
  readonly low: KeyBound | undefined;
  readonly high: KeyBound | undefined;
}

/** A bound by value; `prefix` makes it the end of all strings that begin with the value (LIKE 'abc%'). */
export interface KeyBound {
  readonly value: Scalar;
  readonly inclusive: boolean;
  readonly prefix: boolean;
}

/** Rows made elsewhere: virtual tables and the answers of other statements. */
export interface SourceRel {
  readonly kind: 'source';
  readonly register: number;
  readonly name: string;
  readonly source: RowSource;
}

export interface FilterRel {
  readonly kind: 'filter';
  readonly input: Rel;
  readonly conjuncts: readonly Scalar[];
}

/** Computes a new row. A `closed` one hides its input's registers: a derived table. */
export interface ProjectRel {
  readonly kind: 'project';
  readonly input: Rel;
  readonly register: number;
  readonly exprs: readonly Scalar[];
  readonly names: readonly string[];
  readonly closed: boolean;
}

export type JoinType = 'inner' | 'left' | 'full';

/** A pair of expressions, each over one side, whose equality is part of a join's condition. */
export interface EquiPair {
  readonly left: Scalar;
  readonly right: Scalar;
  /** Values of both are hashed as values of this type. */
  readonly type: SqlType;
}

/**
 * A join. RIGHT has been turned into LEFT: the order of columns does not depend on the sides.
 * - `hash`: the right side is kept in a hash table over `pairs`
 * - `loop`: the right side is kept in a list
 * - `apply`: the right side is run anew for each row of the left, which it may read
 */
export interface JoinRel {
  readonly kind: 'join';
  readonly type: JoinType;
  readonly left: Rel;
  readonly right: Rel;
  readonly algorithm: 'hash' | 'loop' | 'apply';
  readonly pairs: readonly EquiPair[];
  /** The rest of the condition. */
  readonly on: readonly Scalar[];
}

/** An aggregate function over the rows of a group. */
export interface AggregateCall {
  readonly name: string;
  readonly args: readonly Scalar[];
  readonly distinct: boolean;
  readonly filter: Scalar | undefined;
  readonly orderBy: readonly SortKey[];
  readonly type: SqlType;
  readonly aggregate: Aggregate;
}

/**
 * Groups rows. The group's results stand in `register`; the input's registers hold the group's first row, so that grouping
 * expressions are read from there. Without keys there is exactly one group, also over no rows.
 */
export interface GroupRel {
  readonly kind: 'group';
  readonly input: Rel;
  readonly keys: readonly Scalar[];
  readonly aggregates: readonly AggregateCall[];
  readonly register: number;
  readonly scalar: boolean;
}

export interface SortKey {
  readonly expr: Scalar;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export type FrameMode = 'rows' | 'range' | 'groups';

export interface FrameEdge {
  readonly kind: 'unbounded preceding' | 'preceding' | 'current row' | 'following' | 'unbounded following';
  readonly offset: Scalar | undefined;
}

export interface FrameSpec {
  readonly mode: FrameMode;
  readonly start: FrameEdge;
  readonly end: FrameEdge;
  readonly exclude: 'current row' | 'group' | 'ties' | undefined;
  /** RANGE with offsets: moves a sort value by an offset, against or along the order. */
  readonly shift:
    { readonly add: BinaryFn; readonly subtract: BinaryFn; readonly comparison: Comparison } | undefined;
}

export type BinaryFn = (left: Datum, right: Datum, ctx: EvalContext) => Datum;

/** A window function over its own partitions and order. */
export interface WindowCall {
  readonly name: string;
  readonly args: readonly Scalar[];
  readonly filter: Scalar | undefined;
  readonly partitionBy: readonly Scalar[];
  readonly orderBy: readonly SortKey[];
  readonly frame: FrameSpec;
  readonly type: SqlType;
  readonly function: WindowFunction;
}

/** An aggregate over the frame, or one of the functions that look at a row's place in its partition. */
export type WindowFunction =
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate }
  | { readonly kind: 'window'; readonly fn: WindowFn };

/** Adds a register with the results of window functions. */
export interface WindowRel {
  readonly kind: 'window';
  readonly input: Rel;
  readonly calls: readonly WindowCall[];
  readonly register: number;
}

/** A function that gives rows, or an expression that gives one. */
export interface GeneratorItem {
  readonly name: string;
  readonly args: readonly Scalar[];
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  readonly fn: GeneratorFn;
  /** Called with NULL arguments; otherwise a NULL argument gives no rows. */
  readonly nullable: boolean;
}

/** For each input row, the rows of several generators side by side; shorter ones are filled up with NULL. */
export interface GenerateRel {
  readonly kind: 'generate';
  readonly input: Rel;
  readonly items: readonly GeneratorItem[];
  readonly register: number;
}

/** Adds a register with the row's number, from 1. */
export interface OrdinalityRel {
  readonly kind: 'ordinality';
  readonly input: Rel;
  readonly register: number;
}

/** Keeps the first row of those with equal keys. */
export interface DistinctRel {
  readonly kind: 'distinct';
  readonly input: Rel;
  readonly keys: readonly Scalar[];
  /** Set for the input of INSERT … ON CONFLICT: the error of a second row, instead of skipping it. */
  readonly duplicateError: (() => Error) | undefined;
  /** Rows with a NULL among the keys are all different from each other. */
  readonly nullsDiffer: boolean;
}

export interface SortRel {
  readonly kind: 'sort';
  readonly input: Rel;
  readonly keys: readonly SortKey[];
  /** Only so many rows of the result are wanted (LIMIT plus OFFSET): a bounded heap is enough. */
  readonly top: { readonly limit: Scalar; readonly offset: Scalar | undefined } | undefined;
}

export interface LimitRel {
  readonly kind: 'limit';
  readonly input: Rel;
  readonly limit: Scalar | undefined;
  readonly offset: Scalar | undefined;
}

/** A set operation; each input's expressions give the row to be put into `register`. */
export interface SetRel {
  readonly kind: 'set';
  readonly op: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly inputs: readonly { readonly rel: Rel; readonly exprs: readonly Scalar[] }[];
  readonly types: readonly SqlType[];
  readonly register: number;
}

/** The rows of a WITH table, or of the last round inside a recursive one. */
export interface CteScanRel {
  readonly kind: 'cteScan';
  readonly name: string;
  /** Place of its buffer in `Frame.memos`. */
  readonly memo: number;
  readonly register: number;
}

/** A WITH table that is worked out once and kept. */
export interface CteDef {
  readonly name: string;
  readonly memo: number;
  readonly rel: Rel;
  readonly exprs: readonly Scalar[];
  /** Recursive: `rel` is the first part, `step` is run over the rows of the round before until it gives none. */
  readonly recursive:
    | {
        readonly rel: Rel;
        readonly exprs: readonly Scalar[];
        readonly all: boolean;
        readonly types: readonly SqlType[];
      }
    | undefined;
  /** Run also when nobody reads it, and to its end: it changes data. */
  readonly mutates: boolean;
}

export interface WithRel {
  readonly kind: 'with';
  readonly ctes: readonly CteDef[];
  readonly input: Rel;
}
