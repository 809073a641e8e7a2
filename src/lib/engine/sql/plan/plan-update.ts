import { SqlError } from '../../base/errors';
import type { DeleteStatement, UpdateStatement } from '../ast/dml';
import type { TableExpr } from '../ast/select';
import { notImplemented, syntax } from './errors';
import type { DeleteRel, TableWriter, UpdateRel } from './mutation';
import { planFrom, type From } from './plan-from';
import { scanTable, tableColumns } from './table-scan';
import {
  finished,
  mutationTarget,
  planReturning,
  targetSource,
  type MutationTarget,
  type PlannedMutation
} from './plan-mutation';
import { planSelectOrder } from './plan-order';
import { planSets, withOnUpdate } from './plan-sets';
import type { QueryPlanner } from './query-planner';
import type { Rel } from './rel';
import { Scope } from './scope';
import { planCascades } from './foreign-key-plan';
import { planWriter } from './table-writer';
import { conjunctsOf, outputRegisters } from './walk';

/** UPDATE and DELETE: a query for the rows, and what is done to each. */

type Changing = UpdateStatement | DeleteStatement;

/** The rows that a statement is about to change, and the names its expressions see. */
interface Rows {
  readonly rel: Rel;
  readonly scope: Scope;
  readonly from: From | undefined;
  readonly register: number;
}

export function planUpdate(planner: QueryPlanner, statement: UpdateStatement): PlannedMutation {
  const { context } = planner;
  const target = mutationTarget(planner, statement.target);
  planner.context.mutate(target.table, { isPlain: false, span: planner.context.at(statement.target.span) });
  context.use(target.table.id, 'UPDATE');
  // The values that are there must be read whatever the statement says, as in CockroachDB.
  context.use(target.table.id, 'SELECT');
  guardSafeUpdates(planner, statement, 'UPDATE');
  const rows = planRows(planner, statement, target, statement.from);
  const checker = planner.checker(rows.scope, 'UPDATE SET');
  const sets = withOnUpdate(planner, target.table, planSets(planner, checker, target.table, statement.set));
  const writer = planWriter(planner, target.table, context.newRegister());
  const columns = planReturning(planner, statement.returning, [
    targetSource(target, tableColumns(planner, target.table, writer.register), writer.register),
    ...(rows.from?.sources ?? [])
  ]);
  return finished<UpdateRel>(
    {
      kind: 'update',
      input: rows.rel,
      writer,
      cascades: planCascades(planner, writer),
      oldRegister: rows.register,
      sets,
      mayRepeat: rows.from !== undefined,
      scalars: [...sets.map((set) => set.expr), ...writerScalars(writer)],
      ownRegisters: [writer.register],
      outputRegisters: [writer.register, ...outputRegisters(rows.rel)]
    },
    columns
  );
}

export function planDelete(planner: QueryPlanner, statement: DeleteStatement): PlannedMutation {
  const { context } = planner;
  const target = mutationTarget(planner, statement.target);
  planner.context.mutate(target.table, { isPlain: false, span: planner.context.at(statement.target.span) });
  context.use(target.table.id, 'DELETE');
  context.use(target.table.id, 'SELECT');
  if (statement.batch)
    throw notImplemented('DELETE BATCH is not implemented', context.at(statement.span), 'use DELETE … LIMIT');
  guardSafeUpdates(planner, statement, 'DELETE');
  const rows = planRows(planner, statement, target, statement.using);
  const writer = planWriter(planner, target.table, context.newRegister());
  const columns = planReturning(planner, statement.returning, [
    targetSource(target, tableColumns(planner, target.table, rows.register), rows.register),
    ...(rows.from?.sources ?? [])
  ]);
  return finished<DeleteRel>(
    {
      kind: 'delete',
      input: rows.rel,
      writer,
      cascades: planCascades(planner, writer),
      oldRegister: rows.register,
      mayRepeat: rows.from !== undefined,
      scalars: [],
      ownRegisters: [writer.register],
      outputRegisters: outputRegisters(rows.rel)
    },
    columns
  );
}

/** `sql_safe_updates` refuses what would hit every row. */
function guardSafeUpdates(planner: QueryPlanner, statement: Changing, what: string): void {
  if (!planner.context.session.safeUpdates || statement.where || statement.limit) return;
  throw new SqlError('01000', `rejected (sql_safe_updates = true): ${what} without WHERE or LIMIT clause`, {
    span: planner.context.at(statement.span)
  });
}

function planRows(
  planner: QueryPlanner,
  statement: Changing,
  target: MutationTarget,
  others: readonly TableExpr[]
): Rows {
  const { context } = planner;
  const { hint } = statement.target;
  const scan = scanTable(planner, target.table, target.name, {
    hint,
    span: context.at(statement.target.span)
  });
  const own: From = {
    rel: scan.rel,
    columns: scan.columns,
    sources: [targetSource(target, scan.columns, scan.register)]
  };
  const from = others.length > 0 ? planFrom(planner, others, undefined, []) : undefined;
  const scope = new Scope({
    parent: undefined,
    sources: [...own.sources, ...(from?.sources ?? [])],
    columns: [...own.columns, ...(from?.columns ?? [])]
  });
  if (from?.sources.some((source) => source.name === target.name))
    throw new SqlError('42712', `source name "${target.name}" specified more than once (missing AS clause)`, {
      span: context.at(statement.target.span)
    });
  let rel: Rel = from
    ? { kind: 'join', type: 'inner', left: own.rel, right: from.rel, algorithm: 'apply', pairs: [], on: [] }
    : own.rel;
  if (statement.where) {
    const where = planner.checker(scope, 'WHERE').checkBool(statement.where, 'WHERE');
    rel = { kind: 'filter', input: rel, conjuncts: conjunctsOf(where) };
  }
  return { rel: limited(planner, statement, rel, scope), scope, from, register: scan.register };
}

function limited(planner: QueryPlanner, statement: Changing, rel: Rel, scope: Scope): Rel {
  const { orderBy, limit } = statement;
  if (orderBy.length > 0 && !limit)
    throw syntax(
      `${statement.kind.toUpperCase()} statement requires LIMIT when ORDER BY is used`,
      planner.context.at(orderBy[0].span)
    );
  const keys = planSelectOrder(planner.checker(scope, 'ORDER BY'), orderBy, { columns: [], exprs: [] });
  const sorted: Rel = keys.length > 0 ? { kind: 'sort', input: rel, keys, top: undefined } : rel;
  return planner.limited(sorted, { limit, offset: undefined }, undefined);
}

/** Everything a writer evaluates for a row. */
export function writerScalars(writer: TableWriter) {
  const indexes = [writer.primary, ...writer.indexes];
  return [
    ...writer.computed.map((computed) => computed.expr),
    ...writer.checks.map((check) => check.condition),
    ...indexes.flatMap((index) => [
      ...index.keys.map((key) => key.expr),
      ...(index.predicate ? [index.predicate] : [])
    ])
  ];
}
