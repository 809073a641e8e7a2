import { functionsOf, isSchemaObject, type CatalogView } from '../catalog';
import type { Descriptor, FunctionDef, SchemaObject, SequenceDef, TableDef, ViewDef } from '../descriptors';
import type { SqlError, Span } from '../../base/errors';
import { calledName } from '../privileges';
import { ddlErrors, quoted } from './errors';
import { typesNamedIn } from './expressions';
import { enumsIn } from './type-sql';
import { typesInQuery } from './view-types';

/** Who needs whom. Nothing of this is kept beside the descriptors: each says what it needs, and the rest is looked up. */

/** Every object of every database. */
export function* allObjects(view: CatalogView): Iterable<SchemaObject> {
  for (const database of view.children(0))
    if (database.kind === 'database') yield* databaseObjects(database.id, view);
}

export function* databaseObjects(database: number, view: CatalogView): Iterable<SchemaObject> {
  for (const schema of view.children(database))
    if (schema.kind === 'schema')
      for (const object of view.children(schema.id)) if (isSchemaObject(object)) yield object;
}

export function* allTables(view: CatalogView): Iterable<TableDef> {
  for (const object of allObjects(view)) if (object.kind === 'table') yield object;
}

/** Functions of every schema of a database. */
export function* databaseFunctions(database: number, view: CatalogView): Iterable<FunctionDef> {
  for (const schema of view.children(database)) yield* schemaFunctions(schema.id, view);
}

export function* schemaFunctions(schema: number, view: CatalogView): Iterable<FunctionDef> {
  for (const object of view.children(functionsOf(schema))) if (object.kind === 'function') yield object;
}

function* allFunctions(view: CatalogView): Iterable<FunctionDef> {
  for (const database of view.children(0))
    if (database.kind === 'database') yield* databaseFunctions(database.id, view);
}

/** A view, ordinary or materialized, or a function, and what its queries read. */
export interface Reader {
  readonly object: ViewDef | TableDef | FunctionDef;
  /** A function's queries one behind the other. */
  readonly querySql: string;
  readonly dependsOn: readonly number[];
  readonly usesColumns: readonly { readonly table: number; readonly columns: readonly number[] }[];
}

/** An object as one that reads others; undefined for those that do not. */
export function readerOf(object: Descriptor): Reader | undefined {
  if (object.kind === 'function')
    return {
      object,
      querySql: object.bodySql.join('; '),
      dependsOn: object.dependsOn,
      usesColumns: object.usesColumns
    };
  if (object.kind === 'view')
    return {
      object,
      querySql: object.querySql,
      dependsOn: object.dependsOn,
      usesColumns: object.usesColumns ?? []
    };
  return object.kind === 'table' && object.materialized ? { object, ...object.materialized } : undefined;
}

/** Views and functions that read a relation or call a function. */
export function readersOf(id: number, view: CatalogView): Reader[] {
  return [...allObjects(view), ...allFunctions(view)]
    .map(readerOf)
    .filter((reader) => reader?.dependsOn.includes(id) === true) as Reader[];
}

/** The error of a change that a reader stands in the way of: 2BP01. @param what is refused: `cannot drop column "a"` */
export function neededBy(what: string, { object }: Pick<Reader, 'object'>, span: Span | undefined): SqlError {
  const word = object.kind === 'function' ? 'function' : 'view';
  const name = calledName(object);
  return ddlErrors.dependsOn(`${what} because ${word} ${quoted(name)} depends on it`, {
    span,
    hint: `you can drop ${name} instead`
  });
}

/** Views and functions that read a column. */
export function columnReaders(table: number, column: number, view: CatalogView): Reader[] {
  return readersOf(table, view).filter((reader) =>
    reader.usesColumns.some((use) => use.table === table && use.columns.includes(column))
  );
}

/** Tables, other than itself, whose foreign keys point at a table. */
export function referencingTables(table: number, view: CatalogView): TableDef[] {
  return [...allTables(view)].filter(
    (other) => other.id !== table && other.foreignKeys.some((key) => key.table === table)
  );
}

/** Tables with columns whose defaults draw from a sequence. */
export function sequenceUsers(sequence: number, view: CatalogView): TableDef[] {
  return [...allTables(view)].filter((table) =>
    table.columns.some((c) => c.usesSequences?.includes(sequence))
  );
}

/** Sequences that go with a table because it owns them. */
export function ownedSequences(table: number, view: CatalogView): SequenceDef[] {
  return [...allObjects(view)].filter(
    (d): d is SequenceDef => d.kind === 'sequence' && d.ownedBy?.table === table
  );
}

/** Relations and functions that use a user-defined type, in columns, parameters or expressions. */
export function typeUsers(type: number, view: CatalogView): (TableDef | ViewDef | FunctionDef)[] {
  const users: (TableDef | ViewDef | FunctionDef)[] = [];
  for (const fn of allFunctions(view)) if (functionUsesType(fn, type, view)) users.push(fn);
  for (const object of allObjects(view)) {
    if (object.kind === 'table' && tableUsesType(object, type, view)) users.push(object);
    else if (object.kind === 'view' && viewUsesType(object, type, view)) users.push(object);
  }
  return users;
}

const viewUsesType = ({ columns, querySql }: ViewDef, type: number, view: CatalogView): boolean =>
  columns.some((c) => enumsIn(c.type).includes(type)) || typesInQuery(querySql, view).includes(type);

const functionUsesType = (
  { params, returns, bodySql }: FunctionDef,
  type: number,
  view: CatalogView
): boolean =>
  [...params.map((param) => param.type), returns.type].some((t) => enumsIn(t).includes(type)) ||
  bodySql.some((sql) => typesInQuery(sql, view).includes(type));

function tableUsesType(table: TableDef, type: number, view: CatalogView): boolean {
  if (table.columns.some((c) => enumsIn(c.type).includes(type))) return true;
  const query = table.materialized?.querySql;
  if (query !== undefined && typesInQuery(query, view).includes(type)) return true;
  return tableExpressions(table).some((sql) => typesNamedIn(sql, view).includes(type));
}

/** Every expression text that a table keeps. */
export function tableExpressions(table: TableDef): string[] {
  return [
    ...table.columns.flatMap((c) => [c.defaultSql, c.onUpdateSql, c.computed?.sql]),
    ...table.checks.map((check) => check.sql),
    ...table.indexes.map((index) => index.predicateSql)
  ].filter((sql) => sql !== undefined);
}
