import { BOOL, type SqlType } from '../types/type';
import { assignmentCast } from './casts';
import type { CascadeWriter, ComputedValue, IndexWriter, KeyPart, TableWriter } from './mutation';
import { planForeignKeys } from './foreign-key-plan';
import type { QueryPlanner } from './query-planner';
import { columnScalar, nullConst, type Scalar } from './scalar';
import { columnById, type ColumnSchema, type IndexSchema, type TableSchema } from './schema';
import type { ScopeColumn } from './scope';
import { visitScalar } from './walk';

/**
 * Plans how rows of a table are written.
 * @param register where the new row will stand
 */
export function planWriter(planner: QueryPlanner, table: TableSchema, register: number): TableWriter {
  const columns = writtenColumns(planner, table, register);
  const expr = (sql: string, place: string) => planner.tableExpr(sql, columns, BOOL, place);
  const index = (schema: IndexSchema) => indexWriter(planner, table, schema, columns);
  return {
    table,
    register,
    computed: table.columns
      .filter((column) => isKept(table, column) && column.state !== 'delete-only')
      .map((column) => computedValue(planner, table, column, columns)),
    notNull: table.columns
      .filter((column) => !column.nullable && !column.computed?.virtual && column.state !== 'delete-only')
      .map(({ slot, name }) => ({ slot, name })),
    checks: table.checks.map(({ sql }) => ({ sql, condition: expr(sql, 'CHECK') })),
    primary: index(table.primary),
    indexes: table.indexes.filter((i) => i.state !== 'delete-only' && !i.inverted).map(index),
    foreignKeys: planForeignKeys(planner, table)
  };
}

/** Every column as an expression over the row in a register, those not public yet included. */
export function writtenColumns(planner: QueryPlanner, table: TableSchema, register: number): ScopeColumn[] {
  const { catalog } = planner.context;
  const stored = table.columns.map(({ name, type, slot, hidden }) => {
    const full = catalog.hydrate(type);
    return { name, type: full, expr: columnScalar(register, slot, name, full) as Scalar, hidden };
  });
  return table.columns.map((column, i) => {
    if (!column.computed?.virtual) return stored[i];
    return { ...stored[i], expr: virtualValue(planner, column, stored, stored[i].type) };
  });
}

/** What a virtual column holds: its expression, held to the column's width as a stored one is where it is written. */
export function virtualValue(
  planner: QueryPlanner,
  { name, computed }: ColumnSchema,
  columns: readonly ScopeColumn[],
  type: SqlType
): Scalar {
  const written = planner.tableExpr(computed!.sql, columns, type, 'computed column'); // of virtual columns alone
  return assignmentCast(written, type, name);
}

/**
 * Whether a computed column's value is kept with the row: a stored one, and a virtual one of the primary key (the shard of a
 * hash-sharded key), which changefeed messages show.
 */
function isKept(table: TableSchema, { id, computed }: ColumnSchema): boolean {
  return computed !== undefined && (!computed.virtual || table.primary.keys.some((key) => key.column === id));
}

function computedValue(
  planner: QueryPlanner,
  table: TableSchema,
  column: ColumnSchema,
  columns: readonly ScopeColumn[]
): ComputedValue {
  const type = planner.context.catalog.hydrate(column.type);
  const made = planner.tableExpr(column.computed!.sql, columns, type, 'computed column'); // computed columns only
  const slots = new Map(table.columns.map((c) => [c.slot, c.id]));
  const dependsOn = new Set<number>();
  visitScalar(made, (node) => {
    if (node.kind === 'column') dependsOn.add(slots.get(node.slot)!); // it reads the table's own columns
    return true;
  });
  return { slot: column.slot, column: column.id, expr: assignmentCast(made, type, column.name), dependsOn };
}

function indexWriter(
  planner: QueryPlanner,
  table: TableSchema,
  index: IndexSchema,
  columns: readonly ScopeColumn[]
): IndexWriter {
  const keys = index.keys.map(({ column, descending }): KeyPart => {
    const schema = columnById(table, column);
    const { expr, type } = columns[table.columns.indexOf(schema)];
    const slot = expr.kind === 'column' || isKept(table, schema) ? schema.slot : undefined;
    return { column, name: schema.name, slot, expr, type, descending };
  });
  const predicate =
    index.predicateSql === undefined
      ? undefined
      : planner.tableExpr(index.predicateSql, columns, BOOL, 'index predicate');
  return { index, keys, predicate };
}

/** What a column gets when nothing is said: its default as a value of its type, or NULL. */
export function defaultValue(planner: QueryPlanner, column: ColumnSchema): Scalar {
  const type = planner.context.catalog.hydrate(column.type);
  if (column.defaultSql === undefined) return nullConst(type);
  return assignmentCast(planner.tableExpr(column.defaultSql, [], type, 'DEFAULT'), type, column.name);
}

/** What an ON UPDATE column gets when it is not set itself. */
export function onUpdateValue(planner: QueryPlanner, column: ColumnSchema): Scalar {
  const type = planner.context.catalog.hydrate(column.type);
  return assignmentCast(planner.tableExpr(column.onUpdateSql!, [], type, 'ON UPDATE'), type, column.name); // of ON UPDATE columns
}

/** How foreign key actions write a referencing table. */
export function planCascadeWriter(planner: QueryPlanner, table: TableSchema): CascadeWriter {
  const writer = planWriter(planner, table, planner.context.newRegister());
  const referring = new Set(table.foreignKeys.flatMap((foreignKey) => foreignKey.columns));
  const defaults = new Map<number, Scalar>();
  for (const id of referring) {
    const column = columnById(table, id);
    if (!column.computed) defaults.set(column.slot, defaultValue(planner, column));
  }
  const onUpdate = table.columns
    .filter((column) => column.onUpdateSql !== undefined && column.state !== 'delete-only')
    .map((column) => ({ slot: column.slot, column: column.id, expr: onUpdateValue(planner, column) }));
  return { writer, defaults, onUpdate };
}
