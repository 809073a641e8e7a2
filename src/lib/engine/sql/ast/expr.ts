import type { Datum } from '../../base/datum';
import type { SqlType } from '../types/type';
import type { Name, Node, ObjectName, TableName } from './name';
import type { OrderItem, Query } from './select';
import type { TypeRef } from './type';

/**
 * Expressions. A chain of ANDs or ORs is one node with many operands and so is a list; everything else nests no deeper
 * than the parser's limit, so a walker may recurse.
 *
 * `lit` is the index of a literal's token among the number and plain string tokens of its statement, in text order, or
 * -1 where the value did not come from one such token: what a plan cache rebinds (`lex/shape.ts`).
 */
export type Expr =
  | IntLiteral
  | DecimalLiteral
  | StringLiteral
  | BytesLiteral
  | BitLiteral
  | BoolLiteral
  | NullLiteral
  | DefaultExpr
  | Placeholder
  | ColumnRef
  | StarExpr
  | OrdinalRef
  | ParenExpr
  | UnaryExpr
  | BinaryExpr
  | ComparisonExpr
  | LikeExpr
  | QuantifiedExpr
  | LogicalExpr
  | NotExpr
  | IsExpr
  | IsOfExpr
  | BetweenExpr
  | InExpr
  | CastExpr
  | AnnotateExpr
  | CollateExpr
  | CaseExpr
  | IfExpr
  | IfErrorExpr
  | NullIfExpr
  | CoalesceExpr
  | FunctionCall
  | TupleExpr
  | TupleAccess
  | ArrayExpr
  | ArraySubquery
  | SubscriptExpr
  | SubqueryExpr
  | ExistsExpr;

/** `12`, `0x1F`: digits without leading zeros; a minus before it is a `UnaryExpr`. Any size. */
export interface IntLiteral extends Node {
  readonly kind: 'int';
  readonly text: string;
  readonly lit: number;
}

/** `1.50`, `.5`, `1e3`: as written, so that its scale is kept. */
export interface DecimalLiteral extends Node {
  readonly kind: 'decimal';
  readonly text: string;
  readonly lit: number;
}

export interface StringLiteral extends Node {
  readonly kind: 'string';
  readonly value: string;
  readonly lit: number;
}

/** `b'…'`, `x'…'`. */
export interface BytesLiteral extends Node {
  readonly kind: 'bytes';
  readonly value: Uint8Array;
}

/** `B'0101'`. */
export interface BitLiteral extends Node {
  readonly kind: 'bit';
  readonly value: string;
}

export interface BoolLiteral extends Node {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface NullLiteral extends Node {
  readonly kind: 'null';
}

/** `DEFAULT` as a value of INSERT, UPDATE or SET. It parses anywhere, as in CockroachDB; the planner says where it may stand. */
export interface DefaultExpr extends Node {
  readonly kind: 'default';
}

/** `$1`; `index` counts from 1. */
export interface Placeholder extends Node {
  readonly kind: 'placeholder';
  readonly index: number;
  /** What is known of it, in a statement that is being prepared or executed; undefined in any other. */
  readonly slot: PlaceholderSlot | undefined;
}

/** The type and value of a placeholder, one slot for all the places where it stands. Both are filled in along the way. */
export interface PlaceholderSlot {
  /** As PREPARE says, or as the first place that wants a type has it. */
  type: SqlType | undefined;
  /** Undefined until EXECUTE gives one. */
  value: Datum | undefined;
}

/** `[[[catalog.]schema.]table.]column`. */
export interface ColumnRef extends Node {
  readonly kind: 'column';
  readonly table: TableName | undefined;
  readonly column: string;
}

/** `*` in a target list, or `t.*`. */
export interface StarExpr extends Node {
  readonly kind: 'star';
  readonly table: TableName | undefined;
}

/** `@1`: a column by its position, from 1. */
export interface OrdinalRef extends Node {
  readonly kind: 'ordinal';
  readonly index: number;
}

/** Brackets around one expression. They mean nothing but are printed back. */
export interface ParenExpr extends Node {
  readonly kind: 'paren';
  readonly operand: Expr;
}

/** A plus sign before an expression changes nothing and leaves no node. */
export type UnaryOp = '-' | '~' | '|/' | '||/';

export interface UnaryExpr extends Node {
  readonly kind: 'unary';
  readonly op: UnaryOp;
  readonly operand: Expr;
}

export type BinaryOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | '//'
  | '%'
  | '^'
  | '||'
  | '&'
  | '|'
  | '#'
  | '<<'
  | '>>'
  | '->'
  | '->>'
  | '#>'
  | '#>>'
  | '#-'
  | '<->'
  | '<=>'
  | '<#>';

export interface BinaryExpr extends Node {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  readonly left: Expr;
  readonly right: Expr;
}

/** Operators that give a BOOL. `<>` is read as `!=`. */
export type ComparisonOp =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '~'
  | '!~'
  | '~*'
  | '!~*'
  | '@>'
  | '<@'
  | '?@>'
  | '?<@'
  | '?'
  | '?|'
  | '?&'
  | '&&'
  | '@@'
  | 'IS DISTINCT FROM'
  | 'IS NOT DISTINCT FROM';

export interface ComparisonExpr extends Node {
  readonly kind: 'comparison';
  readonly op: ComparisonOp;
  readonly left: Expr;
  readonly right: Expr;
}

export type LikeOp = 'LIKE' | 'ILIKE' | 'SIMILAR TO';

/** `[NOT] LIKE … [ESCAPE …]` and its relatives. */
export interface LikeExpr extends Node {
  readonly kind: 'like';
  readonly op: LikeOp;
  readonly not: boolean;
  readonly left: Expr;
  readonly right: Expr;
  readonly escape: Expr | undefined;
}

export type Quantifier = 'ANY' | 'SOME' | 'ALL';

/** `a = ANY (…)`: the right side is a subquery, a tuple or an array. */
export interface QuantifiedExpr extends Node {
  readonly kind: 'quantified';
  readonly op: ComparisonOp | LikeOp | 'NOT LIKE' | 'NOT ILIKE';
  readonly quantifier: Quantifier;
  readonly left: Expr;
  readonly right: Expr;
}

/** `a AND b AND c`: at least two operands, evaluated from the left. */
export interface LogicalExpr extends Node {
  readonly kind: 'and' | 'or';
  readonly operands: readonly Expr[];
}

export interface NotExpr extends Node {
  readonly kind: 'not';
  readonly operand: Expr;
}

/** `IS [NOT] NULL | TRUE | FALSE | UNKNOWN | NAN`, also `ISNULL` and `NOTNULL`. */
export interface IsExpr extends Node {
  readonly kind: 'is';
  readonly test: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN' | 'NAN';
  readonly not: boolean;
  readonly operand: Expr;
}

/** `IS [NOT] OF (INT, STRING)`. */
export interface IsOfExpr extends Node {
  readonly kind: 'isOf';
  readonly not: boolean;
  readonly operand: Expr;
  readonly types: readonly TypeRef[];
}

export interface BetweenExpr extends Node {
  readonly kind: 'between';
  readonly not: boolean;
  readonly symmetric: boolean;
  readonly operand: Expr;
  readonly low: Expr;
  readonly high: Expr;
}

/** `[NOT] IN`: `right` is a tuple (its labels and ROW do not occur here) or a subquery. */
export interface InExpr extends Node {
  readonly kind: 'in';
  readonly not: boolean;
  readonly left: Expr;
  readonly right: TupleExpr | SubqueryExpr;
}

/** How a cast was written: `x::INT`, `CAST(x AS INT)`, or a typed literal `DATE '2024-01-01'`. */
export type CastForm = 'short' | 'function' | 'prefix';

/** With form `prefix` the operand is a string literal. */
export interface CastExpr extends Node {
  readonly kind: 'cast';
  readonly form: CastForm;
  readonly operand: Expr;
  readonly type: TypeRef;
}

/** `x:::INT`, `ANNOTATE_TYPE(x, INT)`: says the type of a constant without converting anything. */
export interface AnnotateExpr extends Node {
  readonly kind: 'annotate';
  readonly form: 'short' | 'function';
  readonly operand: Expr;
  readonly type: TypeRef;
}

export interface CollateExpr extends Node {
  readonly kind: 'collate';
  readonly operand: Expr;
  readonly locale: string;
}

export interface CaseWhen {
  readonly when: Expr;
  readonly then: Expr;
}

export interface CaseExpr extends Node {
  readonly kind: 'case';
  readonly operand: Expr | undefined;
  readonly whens: readonly CaseWhen[];
  readonly else: Expr | undefined;
}

/** `IF(condition, then, else)`. */
export interface IfExpr extends Node {
  readonly kind: 'if';
  readonly condition: Expr;
  readonly then: Expr;
  readonly else: Expr;
}

/** `IFERROR(x, else [, code])`; without `else` it is `ISERROR(x [, code])`. */
export interface IfErrorExpr extends Node {
  readonly kind: 'ifError';
  readonly operand: Expr;
  readonly else: Expr | undefined;
  readonly code: Expr | undefined;
}

export interface NullIfExpr extends Node {
  readonly kind: 'nullIf';
  readonly left: Expr;
  readonly right: Expr;
}

/** `COALESCE(…)` and `IFNULL(a, b)`. */
export interface CoalesceExpr extends Node {
  readonly kind: 'coalesce';
  readonly name: 'COALESCE' | 'IFNULL';
  readonly items: readonly Expr[];
}

/**
 * A call. Forms with a syntax of their own come as the plain calls that CockroachDB makes of them: `EXTRACT(hour FROM t)` is
 * `extract('hour', t)`, `TRIM(LEADING 'x' FROM s)` is `ltrim(s, 'x')`, `POSITION(a IN b)` is `strpos(b, a)`, `CURRENT_DATE` is
 * `current_date()`, `t AT TIME ZONE z` is `timezone(z, t)`, `(a, b) OVERLAPS (c, d)` is `overlaps(a, b, c, d)`, `a <<= b` is
 * `inet_contained_by_or_equals(a, b)` and `a >>= b` is `inet_contains_or_equals(a, b)`.
 */
export interface FunctionCall extends Node {
  readonly kind: 'call';
  readonly name: ObjectName;
  /** For `[FUNCTION 1074](…)` the id instead of a name; `name.object` is then its digits. */
  readonly oid: number | undefined;
  readonly args: readonly Expr[];
  /** `count(*)`: then `args` is empty. */
  readonly star: boolean;
  /** `f(DISTINCT …)`, `f(ALL …)`. */
  readonly quantifier: 'ALL' | 'DISTINCT' | undefined;
  /** Inside the call's brackets: the order of an aggregate's rows. */
  readonly orderBy: readonly OrderItem[];
  readonly withinGroup: OrderItem | undefined;
  readonly filter: Expr | undefined;
  readonly over: WindowSpec | undefined;
}

/** What follows OVER, or is named by a WINDOW clause. */
export interface WindowSpec extends Node {
  /** `OVER w`: nothing else is set. `OVER (w …)`: the window it starts from. */
  readonly base: Name | undefined;
  /** True for `OVER w`, without brackets. */
  readonly named: boolean;
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: WindowFrame | undefined;
}

export interface WindowFrame {
  readonly mode: 'RANGE' | 'ROWS' | 'GROUPS';
  readonly start: FrameBound;
  /** Undefined without BETWEEN: the current row. */
  readonly end: FrameBound | undefined;
  readonly exclude: 'CURRENT ROW' | 'GROUP' | 'TIES' | 'NO OTHERS' | undefined;
}

export interface FrameBound {
  readonly kind: 'UNBOUNDED PRECEDING' | 'PRECEDING' | 'CURRENT ROW' | 'FOLLOWING' | 'UNBOUNDED FOLLOWING';
  /** Set for PRECEDING and FOLLOWING. */
  readonly offset: Expr | undefined;
}

/** `(1, 2)`, `ROW(1)`, `((1, 2) AS a, b)`; `(1,)` has one item. */
export interface TupleExpr extends Node {
  readonly kind: 'tuple';
  readonly row: boolean;
  readonly items: readonly Expr[];
  readonly labels: readonly Name[] | undefined;
}

/** `(x).label`, `(x).@1` (from 1), `(x).*`. */
export interface TupleAccess extends Node {
  readonly kind: 'access';
  readonly operand: Expr;
  readonly field: string | number | '*';
  readonly by: 'label' | 'position' | 'star';
}

export interface ArrayExpr extends Node {
  readonly kind: 'array';
  readonly items: readonly Expr[];
}

/** `ARRAY(SELECT …)`. */
export interface ArraySubquery extends Node {
  readonly kind: 'arraySubquery';
  readonly query: Query;
}

/** `a[1]`, `a[1:2]`: a slice has `colon`, and either bound may be left out. */
export interface Subscript {
  readonly colon: boolean;
  readonly begin: Expr | undefined;
  readonly end: Expr | undefined;
}

export interface SubscriptExpr extends Node {
  readonly kind: 'subscript';
  readonly operand: Expr;
  readonly subscripts: readonly Subscript[];
}

/** A query in brackets used as a value. */
export interface SubqueryExpr extends Node {
  readonly kind: 'subquery';
  readonly query: Query;
}

export interface ExistsExpr extends Node {
  readonly kind: 'exists';
  readonly query: Query;
}
