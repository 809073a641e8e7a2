import type { Expr, FunctionCall, WindowSpec } from './expr';
import type { Name, Node, TableName } from './name';
import type { Statement } from './statement';
import type { TypeRef } from './type';
import type { LiteralRows } from './values';

/** A query with the clauses around its body: what may stand as a statement, a subquery or the source of an INSERT. */
export interface Query extends Node {
  readonly kind: 'query';
  readonly with: WithClause | undefined;
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Expr | undefined;
  /** `LIMIT ALL` was said: the same as no limit. */
  readonly limitAll: boolean;
  readonly offset: Expr | undefined;
  readonly locking: readonly LockingItem[];
}

/** A query in brackets keeps its own clauses and so is a body of its own. */
export type QueryBody = SelectClause | ValuesClause | SetOperation | ParenQuery;

export interface ParenQuery extends Node {
  readonly kind: 'parenQuery';
  readonly query: Query;
}

export interface SelectClause extends Node {
  readonly kind: 'select';
  /** True for `TABLE t`, which is `SELECT * FROM t`. */
  readonly tableForm: boolean;
  readonly distinct: boolean;
  /** `DISTINCT ON (…)`; `distinct` is then false. */
  readonly distinctOn: readonly Expr[];
  /** Empty for a SELECT without any target, which is legal. */
  readonly items: readonly SelectItem[];
  readonly from: readonly TableExpr[];
  readonly asOf: Expr | undefined;
  readonly where: Expr | undefined;
  readonly groupBy: readonly Expr[];
  readonly having: Expr | undefined;
  readonly windows: readonly WindowDefinition[];
}

export interface SelectItem extends Node {
  readonly expr: Expr;
  readonly alias: Name | undefined;
}

export interface WindowDefinition extends Node {
  readonly name: Name;
  readonly spec: WindowSpec;
}

export interface ValuesClause extends Node {
  readonly kind: 'values';
  /** The expressions of each row, or where a row of nothing but literals stands in `literals`: ask `ast/values.ts`. */
  readonly rows: readonly (readonly Expr[] | number)[];
  readonly literals: LiteralRows | undefined;
}

/** A chain of one and the same operation is one node with two or more operands, applied from the left. */
export interface SetOperation extends Node {
  readonly kind: 'setOperation';
  readonly op: 'UNION' | 'INTERSECT' | 'EXCEPT';
  readonly all: boolean;
  readonly operands: readonly QueryBody[];
}

export interface WithClause extends Node {
  readonly recursive: boolean;
  readonly tables: readonly CommonTableExpr[];
}

export interface CommonTableExpr extends Node {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly materialized: 'MATERIALIZED' | 'NOT MATERIALIZED' | undefined;
  /** Any statement that can be prepared; only some give rows. */
  readonly statement: Statement;
}

export type OrderItem = OrderByExpr | OrderByIndex;

export interface OrderByExpr extends Node {
  readonly kind: 'orderBy';
  readonly expr: Expr;
  readonly direction: 'ASC' | 'DESC' | undefined;
  readonly nulls: 'FIRST' | 'LAST' | undefined;
}

/** `ORDER BY PRIMARY KEY t` (no `index`), `ORDER BY INDEX t@i`. */
export interface OrderByIndex extends Node {
  readonly kind: 'orderByIndex';
  readonly table: TableName;
  readonly index: string | undefined;
  readonly direction: 'ASC' | 'DESC' | undefined;
}

export interface LockingItem extends Node {
  readonly strength: 'UPDATE' | 'NO KEY UPDATE' | 'SHARE' | 'KEY SHARE';
  readonly of: readonly TableName[];
  readonly wait: 'BLOCK' | 'SKIP LOCKED' | 'NOWAIT';
}

export type TableExpr =
  TableRef | TableById | DerivedTable | JoinExpr | ParenJoin | FunctionTable | StatementTable;

/** `AS t (a, b)`; a function's columns may have types: `AS t (a INT)`, or `AS (a INT)` without a name. */
export interface TableAlias extends Node {
  readonly name: Name | undefined;
  readonly columns: readonly AliasColumn[];
}

export interface AliasColumn extends Node {
  readonly name: string;
  readonly type: TypeRef | undefined;
}

/** A table with its hints: `t@i`, `t@{NO_FULL_SCAN} AS x`. */
export interface TableRef extends Node {
  readonly kind: 'table';
  readonly name: TableName;
  readonly hint: IndexHint | undefined;
  readonly ordinality: boolean;
  readonly alias: TableAlias | undefined;
}

/** `[53(1, 2) AS t]`: a table and its columns by id. */
export interface TableById extends Node {
  readonly kind: 'tableById';
  readonly id: number;
  readonly columns: readonly number[] | undefined;
  readonly hint: IndexHint | undefined;
  readonly ordinality: boolean;
  /** The alias in the brackets, which is required. */
  readonly ownAlias: TableAlias;
  readonly alias: TableAlias | undefined;
}

/** What follows `@`. An index is given by name or by id. */
export interface IndexHint extends Node {
  readonly index: string | undefined;
  readonly indexId: number | undefined;
  readonly direction: 'ASC' | 'DESC' | undefined;
  /** The flags in upper case: `NO_INDEX_JOIN`, `NO_FULL_SCAN`, `IGNORE_FOREIGN_KEYS` … */
  readonly flags: readonly string[];
  readonly zigzag: readonly (string | number)[];
  readonly familyId: number | undefined;
}

export interface DerivedTable extends Node {
  readonly kind: 'derived';
  readonly query: Query;
  readonly lateral: boolean;
  readonly ordinality: boolean;
  readonly alias: TableAlias | undefined;
}

export interface JoinExpr extends Node {
  readonly kind: 'join';
  readonly type: 'CROSS' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  /** True where the word (INNER, LEFT …) was written; a bare JOIN is INNER. */
  readonly explicit: boolean;
  readonly natural: boolean;
  readonly hint: 'HASH' | 'MERGE' | 'LOOKUP' | 'INVERTED' | 'STRAIGHT' | undefined;
  readonly left: TableExpr;
  readonly right: TableExpr;
  readonly on: Expr | undefined;
  readonly using: readonly Name[] | undefined;
}

/** A join in brackets, perhaps with an alias. */
export interface ParenJoin extends Node {
  readonly kind: 'parenJoin';
  readonly join: JoinExpr | ParenJoin;
  readonly ordinality: boolean;
  readonly alias: TableAlias | undefined;
}

/** A function that gives rows, or several side by side (`ROWS FROM (f(), g())`). */
export interface FunctionTable extends Node {
  readonly kind: 'functionTable';
  /** Several functions: one alone is the same in ROWS FROM and without it. */
  readonly rowsFrom: boolean;
  readonly items: readonly FunctionTableItem[];
  readonly lateral: boolean;
  readonly ordinality: boolean;
  readonly alias: TableAlias | undefined;
}

export interface FunctionTableItem {
  /** A call, or one of the forms that look like one (CAST, COALESCE …). */
  readonly call: FunctionCall | Expr;
  /** Only inside ROWS FROM. */
  readonly alias: TableAlias | undefined;
}

/** `[SHOW JOBS]`, `[INSERT … RETURNING …]`: the rows of a statement. */
export interface StatementTable extends Node {
  readonly kind: 'statementTable';
  readonly statement: Statement;
  readonly ordinality: boolean;
  readonly alias: TableAlias | undefined;
}
