import { isSchemaObject, type CatalogView } from '../catalog';
import type { Descriptor, SchemaObject, SequenceDef, TableDef, ViewDef } from '../descriptors';
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

/** A view, ordinary or materialized, and what its query reads. */
export interface Reader {
  readonly object: ViewDef | TableDef;
  readonly querySql: string;
  readonly dependsOn: readonly number[];
  readonly usesColumns: readonly { readonly table: number; readonly columns: readonly number[] }[];
}

/** An object as one that reads others; undefined for those that do not. */
export function readerOf(object: Descriptor): Reader | undefined {
  if (object.kind === 'view')
    return {
      object,
      querySql: object.querySql,
      dependsOn: object.dependsOn,
      usesColumns: object.usesColumns ?? []
    };
  return object.kind === 'table' && object.materialized ? { object, ...object.materialized } : undefined;
}

/** Views that read a relation. */
export function readersOf(id: number, view: CatalogView): Reader[] {
  return [...allObjects(view)]
    .map(readerOf)
    .filter((reader) => reader?.dependsOn.includes(id) === true) as Reader[];
}

/** Views that read a column. */
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

/** Relations that use a user-defined type, in columns or expressions. */
export function typeUsers(type: number, view: CatalogView): (TableDef | ViewDef)[] {
  const users: (TableDef | ViewDef)[] = [];
  for (const object of allObjects(view)) {
    if (object.kind === 'table' && tableUsesType(object, type, view)) users.push(object);
    else if (object.kind === 'view' && viewUsesType(object, type, view)) users.push(object);
  }
  return users;
}

const viewUsesType = ({ columns, querySql }: ViewDef, type: number, view: CatalogView): boolean =>
  columns.some((c) => enumsIn(c.type).includes(type)) || typesInQuery(querySql, view).includes(type);

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
