import { SqlError, type Span } from '../../base/errors';
import type { SetClause } from '../ast/dml';
import type { Expr } from '../ast/expr';
import { tupleOf, type TupleType } from '../types/type';
import { assignmentCast } from './casts';
import { fieldOf } from './check-collections';
import type { Checker } from './checker';
import { syntax, undefinedColumn } from './errors';
import type { SetValue } from './mutation';
import type { QueryPlanner } from './query-planner';
import { bare } from './same-type';
import type { Scalar } from './scalar';
import { publicColumns, type ColumnSchema, type TableSchema } from './schema';
import { defaultValue, onUpdateValue } from './table-writer';

/** Plans the assignments of SET, of UPDATE and of ON CONFLICT. */
export function planSets(
  planner: QueryPlanner,
  checker: Checker,
  table: TableSchema,
  clauses: readonly SetClause[]
): SetValue[] {
  const sets: SetValue[] = [];
  for (const clause of clauses) {
    const columns = clause.columns.map((name) => targetColumn(table, name, planner.context.at(name.span)));
    for (const { column, expr } of assignments(planner, checker, clause, columns)) {
      if (sets.some((set) => set.column === column.id))
        throw syntax(
          `multiple assignments to the same column "${column.name}"`,
          planner.context.at(clause.span)
        );
      sets.push({ slot: column.slot, column: column.id, expr });
    }
  }
  return sets;
}

/** Adds what ON UPDATE says of columns that are not set. */
export function withOnUpdate(
  planner: QueryPlanner,
  table: TableSchema,
  sets: readonly SetValue[]
): SetValue[] {
  const more = table.columns
    .filter((column) => column.onUpdateSql !== undefined && column.state !== 'delete-only')
    .filter((column) => !sets.some((set) => set.column === column.id))
    .map((column) => ({ slot: column.slot, column: column.id, expr: onUpdateValue(planner, column) }));
  return [...sets, ...more];
}

/** A column that may be written by name. @throws SqlError 42703 */
export function targetColumn(
  table: TableSchema,
  name: { readonly text: string },
  span: Span | undefined
): ColumnSchema {
  const column = publicColumns(table).find((c) => c.name === name.text);
  if (!column)
    throw undefinedColumn(
      name.text,
      span,
      publicColumns(table).map((c) => c.name)
    );
  return column;
}

interface Assignment {
  readonly column: ColumnSchema;
  readonly expr: Scalar;
}

function assignments(
  planner: QueryPlanner,
  checker: Checker,
  clause: SetClause,
  columns: readonly ColumnSchema[]
): Assignment[] {
  if (!clause.tuple)
    return [{ column: columns[0], expr: assigned(planner, checker, clause.value, columns[0]) }];
  const value = bare(clause.value);
  const count = (found: number) => {
    if (found !== columns.length)
      throw syntax(
        `number of columns (${columns.length}) does not match number of values (${found})`,
        planner.context.at(clause.span)
      );
  };
  if (value.kind === 'tuple') {
    count(value.items.length);
    return columns.map((column, i) => ({ column, expr: assigned(planner, checker, value.items[i], column) }));
  }
  const wanted = tupleOf(columns.map((column) => planner.context.catalog.hydrate(column.type)));
  const row = checker.check(value, columns.length === 1 ? wanted.elems[0] : wanted);
  // A query of one column gives one value, even when that is a tuple.
  const isRow = row.type.family === 'tuple' && !(row.kind === 'subquery' && row.columns.length === 1);
  const parts = isRow && row.type.family === 'tuple' ? tupleParts(row, row.type) : [row];
  count(parts.length);
  return columns.map((column, i) => ({
    column,
    expr: stored(planner, parts[i], column, planner.context.at(clause.span), 'update')
  }));
}

function tupleParts(row: Scalar, type: TupleType): Scalar[] {
  return type.elems.map((_, i) => fieldOf(row, type, i, row.span));
}

function assigned(planner: QueryPlanner, checker: Checker, expr: Expr, column: ColumnSchema): Scalar {
  const span = planner.context.at(expr.span);
  if (expr.kind === 'default') {
    refuseGenerated(column, span, 'default');
    return defaultValue(planner, column);
  }
  return stored(
    planner,
    checker.check(expr, planner.context.catalog.hydrate(column.type)),
    column,
    span,
    'update'
  );
}

/** What a value is given for: a new row, a row that there is, or either by the word DEFAULT. */
type ValueUse = 'insert' | 'update' | 'default';

/** A value as the column keeps it. @throws SqlError 42804, 55000, 428C9 */
export function stored(
  planner: QueryPlanner,
  value: Scalar,
  column: ColumnSchema,
  span: Span | undefined,
  use: ValueUse
): Scalar {
  refuseGenerated(column, span, use);
  try {
    return assignmentCast(value, planner.context.catalog.hydrate(column.type), column.name);
  } catch (error) {
    throw error instanceof SqlError ? error.at(span) : error;
  }
}

/** Whether a column may be given a value. */
export const isSettable = ({ computed, identity }: ColumnSchema): boolean =>
  !computed && identity !== 'always';

/** @throws SqlError 55000 for computed columns, 428C9 for identity columns that only the database fills */
export function refuseGenerated(column: ColumnSchema, span: Span | undefined, use: ValueUse): void {
  if (column.computed)
    throw new SqlError('55000', `cannot write directly to computed column "${column.name}"`, { span });
  if (column.identity === 'always' && use !== 'default')
    throw new SqlError(
      '428C9',
      use === 'insert'
        ? `cannot insert into column "${column.name}"`
        : `column "${column.name}" can only be updated to DEFAULT`,
      { span, detail: `Column "${column.name}" is an identity column defined as GENERATED ALWAYS` }
    );
}
