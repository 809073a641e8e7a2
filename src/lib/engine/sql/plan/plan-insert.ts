import { SqlError, type Span } from '../../base/errors';
import type { InsertStatement, OnConflict } from '../ast/dml';
import type { ValuesClause } from '../ast/select';
import { rowExprs, rowSpan, rowWidth } from '../ast/values';
import { BOOL, type SqlType } from '../types/type';
import { invalidColumnReference, syntax } from './errors';
import { impliesPredicate } from './implication';
import { LiteralRowReader } from './literal-rows';
import type { ConflictPlan, IndexWriter, InsertRel, SetValue, TableWriter } from './mutation';
import { tableColumns } from './table-scan';
import {
  finished,
  mutationTarget,
  planReturning,
  targetSource,
  type MutationTarget,
  type PlannedMutation
} from './plan-mutation';
import { isSettable, planSets, refuseGenerated, stored, targetColumn, withOnUpdate } from './plan-sets';
import { writerScalars } from './plan-update';
import { requireWidth } from './plan-values';
import type { QueryPlanner } from './query-planner';
import type { Rel, ValuesRow } from './rel';
import { columnScalar, type Scalar } from './scalar';
import { columnById, publicColumns, type ColumnSchema, type TableSchema } from './schema';
import { Scope } from './scope';
import { planCascades } from './foreign-key-plan';
import { defaultValue, planWriter } from './table-writer';
import { conjunctsOf, valuesRow } from './walk';

/** INSERT and UPSERT. */
export function planInsert(planner: QueryPlanner, statement: InsertStatement): PlannedMutation {
  const { context } = planner;
  const target = mutationTarget(planner, statement.target);
  const { table } = target;
  const isPlain = !statement.upsert && !statement.onConflict;
  context.mutate(table, { isPlain, span: context.at(statement.target.span) });
  usePrivileges(planner, statement, table.id);
  const source = planSource(planner, statement, table);
  const writer = planWriter(planner, table, context.newRegister());
  const conflict = planConflict(planner, statement, target, source.columns, writer);
  const columns = planReturning(planner, statement.returning, [
    targetSource(target, tableColumns(planner, table, writer.register), writer.register)
  ]);
  if (columns) context.use(table.id, 'SELECT');
  const values = rowValues(planner, table, source);
  const { update } = conflict ?? {};
  return finished<InsertRel>(
    {
      kind: 'insert',
      input: source.rel,
      writer,
      cascades: planCascades(planner, writer),
      values,
      conflict,
      upsert: statement.upsert,
      scalars: [
        ...values.map((value) => value.expr),
        ...writerScalars(writer),
        ...(update ? update.sets.map((set) => set.expr) : []),
        ...(update?.where ? [update.where] : [])
      ],
      ownRegisters: [writer.register, ...(update ? [update.oldRegister, update.excludedRegister] : [])],
      outputRegisters: [writer.register]
    },
    columns
  );
}

function usePrivileges(planner: QueryPlanner, statement: InsertStatement, table: number): void {
  const { context } = planner;
  context.use(table, 'INSERT');
  if (statement.upsert || statement.onConflict) context.use(table, 'SELECT');
  if (statement.upsert || statement.onConflict?.set) context.use(table, 'UPDATE');
}

/** The rows to be inserted and the columns they are for. */
interface InsertSource {
  readonly rel: Rel;
  readonly columns: readonly ColumnSchema[];
  /** The values of `columns` over the registers of `rel`. */
  readonly exprs: readonly Scalar[];
}

function planSource(planner: QueryPlanner, statement: InsertStatement, table: TableSchema): InsertSource {
  const named = statement.columns.map((name) => targetColumn(table, name, planner.context.at(name.span)));
  named.forEach((column, i) => {
    if (named.indexOf(column) < i)
      throw syntax(
        `multiple assignments to the same column "${column.name}"`,
        planner.context.at(statement.columns[i].span)
      );
  });
  const { source } = statement;
  if (!source) return { rel: { kind: 'oneRow' }, columns: [], exprs: [] };
  const span = planner.context.at(source.span);
  const isPlain = source.orderBy.length === 0 && !source.limit && !source.offset && !source.with;
  if (source.body.kind === 'values' && isPlain)
    return valuesSource(planner, statement, table, named, source.body);
  const wanted = (named.length > 0 ? named : visibleColumns(table)).map((column) =>
    hydrated(planner, column)
  );
  const planned = planner.planQuery(source, undefined, wanted);
  const visible = planned.columns.filter((column) => !column.hidden);
  const columns = targets(statement, table, named, visible.length, span);
  return {
    rel: planned.rel,
    columns,
    exprs: columns.map((column, i) =>
      stored(planner, visible[i].expr, column, visible[i].expr.span ?? span, 'insert')
    )
  };
}

function hydrated(planner: QueryPlanner, column: ColumnSchema): SqlType {
  return planner.context.catalog.hydrate(column.type);
}

/** VALUES in place: DEFAULT may stand in them, and every value is brought to its column's type where it stands. */
function valuesSource(
  planner: QueryPlanner,
  statement: InsertStatement,
  table: TableSchema,
  named: readonly ColumnSchema[],
  values: ValuesClause
): InsertSource {
  const { context } = planner;
  const width = rowWidth(values, 0);
  const columns = targets(statement, table, named, width, context.at(rowSpan(values, 0)));
  const checker = planner.checker(new Scope({ parent: undefined, sources: [] }), 'VALUES');
  const types = columns.map((column) => hydrated(planner, column));
  const { literals } = values;
  const isGiven = columns.every((column) => isSettable(column));
  // A plan that is kept has its literals bound anew each time.
  const reader = context.cacheable || !isGiven ? undefined : new LiteralRowReader(types, context);
  const rows = values.rows.map((items, row): ValuesRow => {
    requireWidth(planner, values, row);
    const known = typeof items === 'number' ? reader?.read(literals!, items) : undefined; // a number leads there
    if (known) return known;
    const cells = rowExprs(values, row).map((expr, i) => {
      const span = context.at(expr.span);
      if (expr.kind !== 'default')
        return stored(planner, checker.check(expr, types[i]), columns[i], span, 'insert');
      refuseGenerated(columns[i], span, 'default');
      return defaultValue(planner, columns[i]);
    });
    return valuesRow(cells);
  });
  const register = context.newRegister();
  const exprs = columns.map((column, i) => columnScalar(register, i, column.name, types[i]));
  return { rel: { kind: 'values', register, width, rows }, columns, exprs };
}

/**
 * The columns that so many values are for: the named ones, or the visible ones in order.
 * @throws SqlError 42601 where there are more or fewer, 23502 without a column of the primary key that has no value of its own
 */
function targets(
  { upsert }: InsertStatement,
  table: TableSchema,
  named: readonly ColumnSchema[],
  count: number,
  span: Span | undefined
): readonly ColumnSchema[] {
  const columns = named.length > 0 ? named : visibleColumns(table).slice(0, count);
  if (count === columns.length) {
    requirePrimaryKey(table, columns);
    return columns;
  }
  const which =
    count > columns.length ? 'more expressions than target columns' : 'more target columns than expressions';
  throw syntax(
    `${upsert ? 'UPSERT' : 'INSERT'} has ${which}, ${count} expressions for ${columns.length} targets`,
    span
  );
}

function requirePrimaryKey(table: TableSchema, given: readonly ColumnSchema[]): void {
  for (const { column: id } of table.primary.keys) {
    const column = columnById(table, id);
    if (column.defaultSql || column.computed || column.identity || given.includes(column)) continue;
    throw new SqlError('23502', `missing "${column.name}" primary key column`);
  }
}

function visibleColumns(table: TableSchema): ColumnSchema[] {
  return publicColumns(table).filter((column) => !column.hidden);
}

/** A value for every stored column: the given one, its default, or nothing for NULL. */
function rowValues(planner: QueryPlanner, table: TableSchema, source: InsertSource): InsertRel['values'] {
  return table.columns
    .filter((column) => !column.computed && column.state !== 'delete-only')
    .flatMap((column) => {
      const given = source.columns.indexOf(column);
      if (given >= 0) return [{ slot: column.slot, expr: source.exprs[given] }];
      if (column.defaultSql === undefined) return [];
      return [{ slot: column.slot, expr: defaultValue(planner, column) }];
    });
}

function planConflict(
  planner: QueryPlanner,
  statement: InsertStatement,
  target: MutationTarget,
  given: readonly ColumnSchema[],
  writer: TableWriter
): ConflictPlan | undefined {
  if (statement.upsert) return upsertPlan(planner, statement, target.table, given, writer);
  const { onConflict } = statement;
  if (!onConflict) return undefined;
  const arbiters = findArbiters(planner, onConflict, writer);
  if (!onConflict.set) return { arbiters, update: undefined };
  const { context } = planner;
  const oldRegister = context.newRegister();
  const excludedRegister = context.newRegister();
  const old = targetSource(target, tableColumns(planner, target.table, oldRegister), oldRegister);
  const excluded = {
    name: 'excluded',
    columns: tableColumns(planner, target.table, excludedRegister),
    register: excludedRegister
  };
  if (target.name === 'excluded')
    throw new SqlError('42712', 'ambiguous source name: "excluded"', {
      span: context.at(statement.target.span)
    });
  // An excluded column is always asked for by its full name, so its bare name is not ambiguous.
  const scope = new Scope({ parent: undefined, sources: [old, excluded] });
  const checker = planner.checker(scope, 'ON CONFLICT');
  const sets = withOnUpdate(planner, target.table, planSets(planner, checker, target.table, onConflict.set));
  const where = onConflict.where && checker.checkBool(onConflict.where, 'WHERE');
  return { arbiters, update: { oldRegister, excludedRegister, where, sets, mayRepeat: false } };
}

/** UPSERT: what was given replaces what is there; without a list of columns everything does. */
function upsertPlan(
  planner: QueryPlanner,
  statement: InsertStatement,
  table: TableSchema,
  given: readonly ColumnSchema[],
  writer: TableWriter
): ConflictPlan {
  const { context } = planner;
  const oldRegister = context.newRegister();
  const excludedRegister = context.newRegister();
  const replaced =
    statement.columns.length > 0
      ? given
      : table.columns.filter(
          (column) => !column.computed && column.state !== 'delete-only' && !isHiddenKey(table, column)
        );
  const sets = replaced.map((column): SetValue => ({
    slot: column.slot,
    column: column.id,
    expr: columnScalar(excludedRegister, column.slot, column.name, hydrated(planner, column))
  }));
  const update = {
    oldRegister,
    excludedRegister,
    where: undefined,
    sets: withOnUpdate(planner, table, sets),
    mayRepeat: isBlind(table, replaced)
  };
  // In a REGIONAL BY ROW table a row is the same whatever its region.
  const overRegions = writer.indexes.find(({ index }) => index.unlisted === 'primary key');
  return { arbiters: [overRegions ?? writer.primary], update };
}

/**
 * Whether an UPSERT writes rows without reading them first, as `needExistingRows` in CockroachDB's mutation builder: every
 * column is given and no index or foreign key wants to know what was there.
 */
function isBlind(table: TableSchema, replaced: readonly ColumnSchema[]): boolean {
  const keys = new Set(table.primary.keys.map((key) => key.column));
  return (
    table.indexes.length === 0 &&
    table.foreignKeys.length === 0 &&
    table.columns.every((column) => keys.has(column.id) || replaced.includes(column))
  );
}

/** `rowid` is never replaced: a row without a key of its own is always a new one. */
function isHiddenKey(table: TableSchema, column: ColumnSchema): boolean {
  return column.hidden && table.primary.keys.some((key) => key.column === column.id);
}

/** The unique indexes whose conflicts are meant. @throws SqlError 42P10, 42704 when there is none */
function findArbiters(planner: QueryPlanner, onConflict: OnConflict, writer: TableWriter): IndexWriter[] {
  const unique = [writer.primary, ...writer.indexes].filter(
    (index) => index === writer.primary || (index.index.unique && index.index.state === 'public')
  );
  const { context } = planner;
  const { constraint } = onConflict;
  if (constraint) {
    const found = unique.filter((index) => index.index.name === constraint.text);
    if (found.length > 0) return found;
    throw new SqlError(
      '42704',
      `unique constraint "${constraint.text}" for table "${writer.table.name}" does not exist`,
      {
        span: context.at(constraint.span)
      }
    );
  }
  if (onConflict.columns.length === 0) return unique;
  const wanted = onConflict.columns.map((name) => targetColumn(writer.table, name, context.at(name.span)).id);
  const where = arbiterCondition(planner, onConflict, writer);
  const found = unique.filter(
    ({ index, predicate }) =>
      sameColumns(
        index.keys.filter((key) => key.column !== index.sharded?.column).map((key) => key.column),
        wanted
      ) &&
      (predicate === undefined || (where.length > 0 && impliesPredicate(where, predicate, context)))
  );
  if (found.length === 0)
    throw invalidColumnReference(
      'there is no unique or exclusion constraint matching the ON CONFLICT specification',
      context.at(onConflict.columns[0].span)
    );
  return found;
}

function arbiterCondition(planner: QueryPlanner, onConflict: OnConflict, writer: TableWriter): Scalar[] {
  if (!onConflict.arbiterWhere) return [];
  const columns = tableColumns(planner, writer.table, writer.register);
  const scope = new Scope({ parent: undefined, sources: [{ name: writer.table.name, columns }] });
  return conjunctsOf(planner.checker(scope, 'ON CONFLICT').check(onConflict.arbiterWhere, BOOL));
}

function sameColumns(keys: readonly number[], wanted: readonly number[]): boolean {
  return new Set(keys).size === new Set(wanted).size && keys.every((key) => wanted.includes(key));
}
