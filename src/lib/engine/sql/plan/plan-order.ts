import type { Expr } from '../ast/expr';
import type { OrderByExpr, OrderByIndex, OrderItem } from '../ast/select';
import { SqlError } from '../../base/errors';
import type { Checker, PlannedQuery } from './checker';
import { constantOf } from './constants';
import { invalidColumnReference, noSource, syntax, typeMismatch } from './errors';
import type { QueryPlanner } from './query-planner';
import type { Rel, SortKey } from './rel';
import { bare } from './same-type';
import type { Scalar } from './scalar';
import { scalarKey } from './scalar-key';
import { Scope, tableText, type ScopeColumn } from './scope';
import { columnById } from './schema';
import { comparisonOf } from './comparison';
import { typeWord } from '../types/type-name';

/** ORDER BY, of queries, aggregates and windows. */

/** Sort keys of an aggregate or window: expressions only, numbers mean nothing there. */
export function planSortKeys(checker: Checker, items: readonly OrderItem[]): SortKey[] {
  return items.flatMap((item) => {
    if (item.kind === 'orderByIndex') return indexKeys(checker, item);
    return checkRow(checker, item.expr).flatMap((expr) => sortKeysOf(checker, item, expr));
  });
}

/** An expression, or all the columns of `t.*`. */
export function checkRow(checker: Checker, expr: Expr): readonly Scalar[] {
  if (expr.kind !== 'star') return [checker.check(expr)];
  return checker.scope.expand(expr, checker.at(expr)).map((column) => column.expr);
}

/** What ORDER BY of a SELECT looks at besides its FROM. */
export interface OutputColumns {
  readonly columns: readonly ScopeColumn[];
  /** The expressions of the select list as written, those of `*` undefined. */
  readonly exprs: readonly (Expr | undefined)[];
}

/** Sort keys of a SELECT: an output column by number or name, or an expression over the FROM. */
export function planSelectOrder(
  checker: Checker,
  items: readonly OrderItem[],
  output: OutputColumns
): SortKey[] {
  return items.flatMap((item) => {
    if (item.kind === 'orderByIndex') return indexKeys(checker, item);
    return flattened(item.expr).flatMap((expr) =>
      sortKeysOf(checker, item, outputExpr(checker, expr, output, 'ORDER BY') ?? checker.check(expr))
    );
  });
}

/** `ORDER BY (a, b)` is `ORDER BY a, b`. */
export function flattened(expr: Expr): readonly Expr[] {
  const inner = bare(expr);
  return inner.kind === 'tuple' && !inner.row && !inner.labels ? inner.items.flatMap(flattened) : [expr];
}

/**
 * The output column that an item of ORDER BY, GROUP BY or DISTINCT ON means, by number or by name.
 * @throws SqlError 42P10 for a number out of range, 42702 for a name that several columns have
 */
export function outputExpr(
  checker: Checker,
  expr: Expr,
  output: OutputColumns,
  clause: 'ORDER BY' | 'DISTINCT ON'
): Scalar | undefined {
  const position = ordinalOf(checker, expr, clause, output.columns.length);
  if (position !== undefined) return output.columns[position].expr;
  const inner = bare(expr);
  if (inner.kind !== 'column' || inner.table) return undefined;
  const named = output.columns.filter((column) => column.name === inner.column);
  const distinct = new Set(named.map((column) => scalarKey(column.expr)));
  if (distinct.size > 1)
    throw new SqlError('42702', `${clause} "${inner.column}" is ambiguous`, { span: checker.at(expr) });
  return named[0]?.expr;
}

/** The index (from 0) of a column given by number. @throws SqlError 42P10, 42601 for other constants */
export function ordinalOf(checker: Checker, expr: Expr, clause: string, count: number): number | undefined {
  const span = checker.at(expr);
  if (CONSTANT_KINDS.has(bare(expr).kind)) throw notAPosition(checker, expr, clause);
  const constant = constantOf(expr);
  if (!constant) return undefined;
  if (constant.kind !== 'number' || !constant.whole) throw notAPosition(checker, expr, clause);
  checker.context.cacheable = false;
  const position = constant.negative ? -1 : Number(constant.text);
  if (position < 1 || position > count)
    throw invalidColumnReference(
      `${clause} position ${constant.negative ? '-' : ''}${constant.text} is not in select list`,
      span
    );
  return position - 1;
}

const CONSTANT_KINDS: ReadonlySet<Expr['kind']> = new Set<Expr['kind']>(['bool', 'null', 'bytes', 'bit']);

function notAPosition(checker: Checker, expr: Expr, clause: string): SqlError {
  return syntax(`non-integer constant in ${clause}: ${checker.textOf(expr)}`, checker.at(expr));
}

function sortKeysOf(checker: Checker, item: OrderByExpr, expr: Scalar): SortKey[] {
  // A row that is written out sorts by its parts, each with the direction and the place of NULLs that was said.
  if (expr.kind === 'tuple' && expr.register === undefined)
    return expr.items.flatMap((part) => sortKeysOf(checker, item, part));
  if (!comparisonOf(expr.type, expr.type) && expr.type.family !== 'unknown')
    throw typeMismatch(`can't order by column type ${typeWord(expr.type)}`, checker.at(item));
  const descending = item.direction === 'DESC';
  return [{ expr, descending, nullsFirst: nullsFirst(checker, item, descending) }];
}

/** NULLs are smaller than everything, unless `null_ordered_last` is set: then they stand last in either direction. */
function nullsFirst(checker: Checker, item: OrderByExpr, descending: boolean): boolean {
  if (item.nulls) return item.nulls === 'FIRST';
  return checker.context.session.nullOrderedLast ? descending : !descending;
}

/** `ORDER BY PRIMARY KEY t`, `ORDER BY INDEX t@i`: the columns of an index in its order. */
function indexKeys(checker: Checker, item: OrderByIndex): SortKey[] {
  const found = checker.context.catalog.relation(item.table);
  const span = checker.at(item);
  if (found?.relation.kind !== 'table')
    throw new SqlError('42P01', `no data source matches prefix: ${tableText(item.table)}`, { span });
  const table = found.relation;
  const source = checker.scope.sourceNamed(item.table.table);
  const register = source?.register;
  if (register === undefined || checker.context.tables.get(register)?.id !== table.id)
    throw noSource(`${found.database}.${found.schema}.${table.name}`, span);
  const index =
    item.index === undefined
      ? table.primary
      : [table.primary, ...table.indexes].find((i) => i.name === item.index);
  if (!index) throw new SqlError('42704', `index "${item.index}" not found`, { span });
  const against = item.direction === 'DESC';
  return index.keys.map((key) => {
    const { name: column } = columnById(table, key.column);
    const expr = checker.check({ kind: 'column', span: item.span, table: item.table, column });
    const descending = key.descending !== against;
    return { expr, descending, nullsFirst: !descending };
  });
}

/** ORDER BY over a set operation or VALUES, which sees nothing but the output columns. */
export function planOutputOrder(
  planner: QueryPlanner,
  planned: PlannedQuery,
  items: readonly OrderItem[],
  outer: Scope | undefined
): Rel {
  if (items.length === 0) return planned.rel;
  const { columns } = planned;
  const scope = new Scope({ parent: outer, sources: [{ name: undefined, columns }] });
  const checker = planner.checker(scope, 'ORDER BY');
  const keys = planSelectOrder(checker, items, { columns, exprs: [] });
  return { kind: 'sort', input: planned.rel, keys, top: undefined };
}
