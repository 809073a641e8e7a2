import type { Datum } from '../../base/datum';
import type { Span } from '../../base/errors';
import type { EvalContext } from '../builtins/context';
import type { SqlType } from '../types/type';
import type { Comparison } from './comparison';
import type { Rel } from './rel';

/**
 * Typed scalar expressions: what the type checker makes of the syntax tree. Names are resolved to registers and slots,
 * operators and functions to one overload, constants to values of their final type.
 */
export type Scalar =
  | ConstScalar
  | LiteralScalar
  | ColumnScalar
  | VirtualScalar
  | UnaryScalar
  | BinaryScalar
  | CompareScalar
  | DistinctScalar
  | LogicScalar
  | NotScalar
  | IsScalar
  | InScalar
  | QuantifiedScalar
  | CallScalar
  | CastScalar
  | CaseScalar
  | CoalesceScalar
  | NullIfScalar
  | IfErrorScalar
  | TupleScalar
  | FieldScalar
  | ArrayScalar
  | SubscriptScalar
  | SubqueryScalar
  | RoutineScalar;

interface Base {
  readonly type: SqlType;
  /** Where the expression stands in the statement's text; undefined inside expressions of the catalog. */
  readonly span: Span | undefined;
}

export interface ConstScalar extends Base {
  readonly kind: 'const';
  readonly value: Datum;
}

/** A literal of the statement's text: `index` counts the plan's literals, whose values are bound anew for each execution. */
export interface LiteralScalar extends Base {
  readonly kind: 'literal';
  readonly index: number;
  /** The value it has in the text that was planned. */
  readonly value: Datum;
}

/** A value of the row in a register. */
export interface ColumnScalar extends Base {
  readonly kind: 'column';
  readonly register: number;
  readonly slot: number;
  readonly name: string;
  /** The commit time of the row's version, which only a scan that is asked for it puts there. */
  readonly system?: true;
}

/** A virtual computed column: worked out from the row it belongs to, and NULL where an outer join has no row. */
export interface VirtualScalar extends Base {
  readonly kind: 'virtual';
  readonly register: number;
  readonly name: string;
  readonly expr: Scalar;
}

export type Volatility = 'leakproof' | 'immutable' | 'stable' | 'volatile';

export interface UnaryScalar extends Base {
  readonly kind: 'unary';
  readonly op: string;
  readonly operand: Scalar;
  readonly fn: (operand: Datum, ctx: EvalContext) => Datum;
  readonly volatility: Volatility;
}

/** An operator of two operands; NULL for a NULL operand unless `nullable`. */
export interface BinaryScalar extends Base {
  readonly kind: 'binary';
  readonly op: string;
  readonly left: Scalar;
  readonly right: Scalar;
  readonly fn: (left: Datum, right: Datum, ctx: EvalContext) => Datum;
  readonly nullable: boolean;
  readonly volatility: Volatility;
}

export type CompareOp = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A comparison by order; NULL when either side is. */
export interface CompareScalar extends Base {
  readonly kind: 'compare';
  readonly op: CompareOp;
  readonly left: Scalar;
  readonly right: Scalar;
  readonly comparison: Comparison;
}

/** `IS [NOT] DISTINCT FROM`: never NULL. */
export interface DistinctScalar extends Base {
  readonly kind: 'distinct';
  readonly not: boolean;
  readonly left: Scalar;
  readonly right: Scalar;
  readonly comparison: Comparison;
}

export interface LogicScalar extends Base {
  readonly kind: 'and' | 'or';
  readonly operands: readonly Scalar[];
}

export interface NotScalar extends Base {
  readonly kind: 'not';
  readonly operand: Scalar;
}

/** `tuple null` holds for a row whose every element is NULL, `tuple not null` for one without any. */
export interface IsScalar extends Base {
  readonly kind: 'is';
  readonly test: 'null' | 'true' | 'false' | 'nan' | 'tuple null' | 'tuple not null';
  readonly not: boolean;
  readonly operand: Scalar;
}

/** `IN` over a list. */
export interface InScalar extends Base {
  readonly kind: 'in';
  readonly not: boolean;
  readonly left: Scalar;
  readonly items: readonly Scalar[];
  readonly comparison: Comparison;
}

/** `x op ANY (array)` and ALL; `test` is the operator itself. */
export interface QuantifiedScalar extends Base {
  readonly kind: 'quantified';
  readonly op: string;
  readonly all: boolean;
  readonly left: Scalar;
  /** An array or a tuple. */
  readonly right: Scalar;
  readonly test: (left: Datum, right: Datum, ctx: EvalContext) => Datum;
}

export interface CallScalar extends Base {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Scalar[];
  readonly fn: (args: Datum[], ctx: EvalContext) => Datum;
  /** False: a NULL argument makes the result NULL without a call. */
  readonly nullable: boolean;
  readonly volatility: Volatility;
}

export interface CastScalar extends Base {
  readonly kind: 'cast';
  readonly operand: Scalar;
  /** Converts a value that is not NULL. */
  readonly fn: (operand: Datum, ctx: EvalContext) => Datum;
  readonly volatility: Volatility;
}

/** Every condition is a BOOL: `CASE x WHEN 1` has been made `x = 1`. */
export interface CaseScalar extends Base {
  readonly kind: 'case';
  readonly whens: readonly { readonly when: Scalar; readonly then: Scalar }[];
  readonly otherwise: Scalar;
}

export interface CoalesceScalar extends Base {
  readonly kind: 'coalesce';
  readonly items: readonly Scalar[];
}

export interface NullIfScalar extends Base {
  readonly kind: 'nullIf';
  readonly left: Scalar;
  readonly right: Scalar;
  readonly comparison: Comparison;
}

/** IFERROR; with `otherwise` undefined ISERROR. `code`: only errors of this SQLSTATE. */
export interface IfErrorScalar extends Base {
  readonly kind: 'ifError';
  readonly operand: Scalar;
  readonly otherwise: Scalar | undefined;
  readonly code: Scalar | undefined;
}

export interface TupleScalar extends Base {
  readonly kind: 'tuple';
  readonly items: readonly Scalar[];
  /** Set for the tuple of a whole row: it is NULL where an outer join has no row. */
  readonly register: number | undefined;
}

/** One element of a tuple. */
export interface FieldScalar extends Base {
  readonly kind: 'field';
  readonly operand: Scalar;
  readonly index: number;
}

export interface ArrayScalar extends Base {
  readonly kind: 'array';
  readonly items: readonly Scalar[];
}

/** `a[i]`, counted from 1; NULL outside the array. For JSONB `j['a'][0]` see `CallScalar`. */
export interface SubscriptScalar extends Base {
  readonly kind: 'subscript';
  readonly operand: Scalar;
  readonly index: Scalar;
}

/**
 * A query used as a value. `columns` are evaluated for each of its rows.
 * - `scalar`: the one row's value, NULL without one, 21000 with more
 * - `exists`: whether there is a row
 * - `array`: the values of all rows
 * - `any`, `all`: `left op` each row's value, with three-valued logic; IN is `= ANY`
 */
export interface SubqueryScalar extends Base {
  readonly kind: 'subquery';
  readonly mode: 'scalar' | 'exists' | 'array' | 'any' | 'all';
  readonly rel: Rel;
  readonly columns: readonly Scalar[];
  readonly left: Scalar | undefined;
  /** For `any` and `all`: the comparison of two values that are not NULL. */
  readonly test: ((left: Datum, right: Datum, ctx: EvalContext) => Datum) | undefined;
  /** Set where `test` is `=`, which a hash table answers. */
  readonly equality: Comparison | undefined;
  /** Place of the kept result in `Frame.memos`; used when nothing of the outer query is read inside. */
  readonly memo: number;
  /** Set where this is the call of a user-defined function. */
  readonly routine?: RoutineCall;
}

interface RoutineCall {
  readonly name: string;
  readonly args: readonly Scalar[];
}

/** The call of a user-defined function, planned into a query. */
export interface RoutineScalar extends SubqueryScalar {
  readonly routine: RoutineCall;
  /** As it was declared. */
  readonly volatility: Volatility;
}

/** A boolean constant. */
export function boolConst(type: SqlType, value: boolean | null): ConstScalar {
  return { kind: 'const', type, span: undefined, value };
}

export function nullConst(type: SqlType, span?: Span): ConstScalar {
  return { kind: 'const', type, span, value: null };
}

export function columnScalar(register: number, slot: number, name: string, type: SqlType): ColumnScalar {
  return { kind: 'column', type, span: undefined, register, slot, name };
}
