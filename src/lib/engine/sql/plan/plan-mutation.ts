import { SqlError } from '../../base/errors';
import type { Returning } from '../ast/dml';
import type { TableById, TableRef } from '../ast/select';
import type { PlannedQuery } from './checker';
import { undefinedTable } from './errors';
import { planDelete, planUpdate } from './plan-update';
import { planInsert } from './plan-insert';
import { planItems } from './plan-select';
import type { MutationStatement } from './plan-statement-table';
import { planWith } from './plan-with';
import type { QueryPlanner } from './query-planner';
import type { MutationRel } from './mutation';
import type { Rel } from './rel';
import type { TableSchema } from './schema';
import { Scope, tableText, type ScopeColumn, type ScopeSource } from './scope';
import { hasSubquery } from './walk';

/** A planned INSERT, UPDATE or DELETE; `columns` are those of RETURNING. */
export interface PlannedMutation {
  readonly rel: Rel;
  readonly columns: readonly ScopeColumn[] | undefined;
}

export function planMutation(planner: QueryPlanner, statement: MutationStatement): PlannedMutation {
  return planner.context.nested(statement.span, () => {
    if (!statement.with) return planBare(planner, statement);
    const { planner: inner, defs } = planWith(planner, statement.with, undefined, statement);
    const planned = planBare(inner, statement);
    return { ...planned, rel: { kind: 'with', ctes: defs, input: planned.rel } };
  });
}

function planBare(planner: QueryPlanner, statement: MutationStatement): PlannedMutation {
  switch (statement.kind) {
    case 'insert':
      return planInsert(planner, statement);
    case 'update':
      return planUpdate(planner, statement);
    case 'delete':
      return planDelete(planner, statement);
  }
}

/** The table that a statement changes, and the name it goes by in the statement. */
export interface MutationTarget {
  readonly table: TableSchema;
  readonly name: string;
  readonly database: string;
  readonly schema: string;
}

/** @throws SqlError 42P01 for an unknown table, 42809 for what cannot be written */
export function mutationTarget(planner: QueryPlanner, target: TableRef | TableById): MutationTarget {
  const { context } = planner;
  const span = context.at(target.kind === 'table' ? target.name.span : target.span);
  const found = target.kind === 'table' ? resolve(planner, target) : context.catalog.relationById(target.id);
  const text = target.kind === 'table' ? tableText(target.name) : `[${target.id}]`;
  if (!found) throw undefinedTable(text, span, context.catalog.relationNames());
  const { relation, database, schema } = found;
  if (relation.kind === 'view' || (relation.kind === 'virtual' && relation.isSequence))
    throw new SqlError('42809', `"${text}" is not a table`, { span });
  if (relation.kind === 'virtual')
    throw new SqlError('42501', `cannot modify the virtual table "${text}"`, {
      span,
      hint: 'it shows what the cluster is doing'
    });
  const own = target.kind === 'tableById' ? target.ownAlias.name?.text : undefined;
  return { table: relation, name: target.alias?.name?.text ?? own ?? relation.name, database, schema };
}

function resolve(planner: QueryPlanner, target: TableRef) {
  try {
    return planner.context.catalog.relation(target.name);
  } catch (error) {
    throw error instanceof SqlError ? error.at(planner.context.at(target.name.span)) : error;
  }
}

/** The target as an item of FROM. */
export function targetSource(
  target: MutationTarget,
  columns: readonly ScopeColumn[],
  register: number
): ScopeSource {
  const { name, database, schema } = target;
  const qualified = name === target.table.name ? { database, schema } : {};
  return { name, ...qualified, columns, register };
}

/** Plans RETURNING over the written row and what else the statement read. */
export function planReturning(
  planner: QueryPlanner,
  returning: Returning | undefined,
  sources: readonly ScopeSource[]
): PlannedQuery['columns'] | undefined {
  if (!returning || returning.items.length === 0) return undefined;
  const checker = planner.checker(new Scope({ parent: undefined, sources }), 'RETURNING');
  return planItems(checker, returning.items, undefined).columns;
}

/** Finishes a mutation: whether anything evaluated between its writes reads tables. */
export function finished<R extends MutationRel>(
  rel: Omit<R, 'readsTables'>,
  columns: readonly ScopeColumn[] | undefined
): PlannedMutation {
  const between = [...rel.scalars, ...(columns?.map((column) => column.expr) ?? [])];
  return { rel: { ...rel, readsTables: between.some(hasSubquery) } as R, columns };
}
