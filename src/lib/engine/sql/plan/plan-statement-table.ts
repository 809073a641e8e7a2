import type { Statement } from '../ast/statement';
import { SqlError } from '../../base/errors';
import { planMutation } from './plan-mutation';
import { registerColumns, type QueryPlanner } from './query-planner';
import type { Rel } from './rel';
import type { ScopeColumn } from './scope';

/** `[SHOW JOBS]`, `[INSERT … RETURNING …]`: a statement used as a table. */
export function planStatementTable(
  planner: QueryPlanner,
  statement: Statement
): { rel: Rel; columns: ScopeColumn[]; name: string } {
  const { context } = planner;
  if (statement.kind === 'query') {
    const planned = planner.planQuery(statement, undefined, undefined);
    return { rel: planned.rel, columns: [...planned.columns], name: 'query' };
  }
  if (isMutation(statement)) {
    // It must run once and to its end, however often and how far its rows are read.
    const { rel, columns } = planMutation(planner, statement);
    if (!columns)
      throw new SqlError(
        '42601',
        `statement source "${statement.kind.toUpperCase()}" does not return any columns`,
        {
          span: context.at(statement.span),
          hint: 'give it a RETURNING clause'
        }
      );
    const memo = context.newMemo();
    const exprs = columns.map((column) => column.expr);
    context.hoisted.push({ name: statement.kind, memo, rel, exprs, recursive: undefined, mutates: true });
    const register = context.newRegister();
    return {
      rel: { kind: 'cteScan', name: statement.kind, memo, register },
      columns: registerColumns(register, columns),
      name: statement.kind
    };
  }
  return planSource(planner, statement);
}

/** The rows of a statement that the cluster answers. */
export function planSource(
  planner: QueryPlanner,
  statement: Statement
): { rel: Rel; columns: ScopeColumn[]; name: string } {
  const { context } = planner;
  context.cacheable = false;
  const { offset, length } = statement.span;
  const source = context.catalog.statementSource(statement, context.text.slice(offset, offset + length));
  const register = context.newRegister();
  const name = statement.kind;
  return {
    rel: { kind: 'source', register, name, source },
    columns: registerColumns(register, source.columns),
    name
  };
}

export type MutationStatement = Statement & { kind: 'insert' | 'update' | 'delete' };

export function isMutation(statement: Statement): statement is MutationStatement {
  return statement.kind === 'insert' || statement.kind === 'update' || statement.kind === 'delete';
}
