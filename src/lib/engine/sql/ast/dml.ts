import type { Expr } from './expr';
import type { Name, Node, TableName } from './name';
import type { OrderItem, Query, SelectItem, TableById, TableExpr, TableRef, WithClause } from './select';

/** INSERT and UPSERT. */
export interface InsertStatement extends Node {
  readonly kind: 'insert';
  readonly upsert: boolean;
  readonly with: WithClause | undefined;
  readonly target: TableRef | TableById;
  /** Empty when the statement names no columns. */
  readonly columns: readonly Name[];
  /** Undefined for `DEFAULT VALUES`. */
  readonly source: Query | undefined;
  readonly onConflict: OnConflict | undefined;
  readonly returning: Returning | undefined;
}

export interface OnConflict extends Node {
  /** `ON CONFLICT (a, b) [WHERE …]`; empty for the form without a target or with a constraint. */
  readonly columns: readonly Name[];
  readonly arbiterWhere: Expr | undefined;
  readonly constraint: Name | undefined;
  /** Undefined for DO NOTHING. */
  readonly set: readonly SetClause[] | undefined;
  readonly where: Expr | undefined;
}

export interface UpdateStatement extends Node {
  readonly kind: 'update';
  readonly with: WithClause | undefined;
  readonly target: TableRef | TableById;
  readonly set: readonly SetClause[];
  readonly from: readonly TableExpr[];
  readonly where: Expr | undefined;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Expr | undefined;
  readonly limitAll: boolean;
  readonly returning: Returning | undefined;
}

/** `a = 1`, or `(a, b) = (1, 2)` where `value` is a tuple or a subquery and `tuple` is true. */
export interface SetClause extends Node {
  readonly tuple: boolean;
  readonly columns: readonly Name[];
  readonly value: Expr;
}

export interface DeleteStatement extends Node {
  readonly kind: 'delete';
  readonly with: WithClause | undefined;
  /** `DELETE BATCH [(SIZE n)]`; undefined without BATCH. */
  readonly batch: { readonly size: Expr | undefined } | undefined;
  readonly target: TableRef | TableById;
  readonly using: readonly TableExpr[];
  readonly where: Expr | undefined;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Expr | undefined;
  readonly limitAll: boolean;
  readonly returning: Returning | undefined;
}

/** `RETURNING NOTHING` has no items. */
export interface Returning extends Node {
  readonly items: readonly SelectItem[];
}

export interface TruncateStatement extends Node {
  readonly kind: 'truncate';
  readonly tables: readonly TableName[];
  readonly behavior: 'CASCADE' | 'RESTRICT' | undefined;
}
