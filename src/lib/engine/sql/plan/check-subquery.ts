import type { ExistsExpr, SubqueryExpr } from '../ast/expr';
import type { Query } from '../ast/select';
import { BOOL, tupleOf, type SqlType } from '../types/type';
import type { Checker, PlannedQuery } from './checker';
import { syntax } from './errors';
import type { Scalar } from './scalar';

/** Queries used as values. */

/** Plans a query inside an expression, which may read the rows around it. */
export function planValueQuery(
  checker: Checker,
  query: Query,
  wanted: readonly SqlType[] | undefined
): PlannedQuery {
  return checker.context.nested(checker.at(query), () =>
    checker.queries.planSubquery(query, checker.scope, wanted)
  );
}

/** `(SELECT …)`: one row of one column; where a tuple is wanted, of several. */
export function checkSubquery(checker: Checker, expr: SubqueryExpr, wanted: SqlType | undefined): Scalar {
  const wish =
    wanted?.family === 'tuple' ? wanted.elems : wanted && wanted.family !== 'anytuple' ? [wanted] : undefined;
  const { rel, columns } = planValueQuery(checker, expr.query, wish);
  const span = checker.at(expr);
  const takesRow = wanted?.family === 'tuple' || wanted?.family === 'anytuple';
  if (columns.length !== 1 && !(takesRow && columns.length > 0))
    throw syntax(`subquery must return only one column, found ${columns.length}`, span);
  const type = rowType(columns);
  return {
    kind: 'subquery',
    mode: 'scalar',
    type,
    span,
    rel,
    columns: columns.map((column) => column.expr),
    left: undefined,
    test: undefined,
    equality: undefined,
    memo: checker.context.newMemo()
  };
}

/** The type of a row as a value: its only column's, or a tuple. */
export function rowType(columns: PlannedQuery['columns']): SqlType {
  if (columns.length === 1) return columns[0].type;
  return tupleOf(
    columns.map((column) => column.type),
    columns.map((column) => column.name)
  );
}

export function checkExists(checker: Checker, expr: ExistsExpr): Scalar {
  const { rel } = planValueQuery(checker, expr.query, undefined);
  return {
    kind: 'subquery',
    mode: 'exists',
    type: BOOL,
    span: checker.at(expr),
    rel,
    columns: [],
    left: undefined,
    test: undefined,
    equality: undefined,
    memo: checker.context.newMemo()
  };
}
