import { SqlError, type Span } from '../../base/errors';
import type { DatabaseDef, Descriptor, SchemaObject, TableDef } from '../../catalog/descriptors';
import { requireReachable } from '../../catalog/ddl/constraints';
import { defineTable } from '../../catalog/ddl/create-table';
import { readersOf, neededBy, referencingTables } from '../../catalog/ddl/dependencies';
import { TableDraft } from '../../catalog/ddl/draft';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import { defaultPrivileges } from '../../catalog/privileges';
import type { DropRelationStatement, RelationKind, RenameRelationStatement } from '../../sql/ast/ddl';
import type { TruncateStatement } from '../../sql/ast/dml';
import type { TableName } from '../../sql/ast/name';
import type { CreateTableStatement } from '../../sql/ast/table-def';
import type { Cluster } from '../cluster';
import type { FoundObject } from '../names';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { dropObjects } from './ddl-drop';
import { dropAsJob } from './drop-job';
import { SchemaStatement, writtenName } from './ddl-host';
import { regionalPlace } from './ddl-locality';
import { refuseTemporary } from './temporary';

/** CREATE, DROP, RENAME and TRUNCATE of tables, and what drops of all relations have in common. */
export function registerTables(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('createTable', (statement, ctx) =>
    createTable(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('dropRelation', (statement, ctx) =>
    dropRelations(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('renameRelation', (statement, ctx) =>
    renameRelation(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('truncate', (statement, ctx) => truncate(statement, new SchemaStatement(cluster, runner, ctx)));
}

// --- CREATE TABLE --------------------------------------------------------------------------------------------------

function createTable(statement: CreateTableStatement, host: SchemaStatement): StatementResult {
  if (statement.persistence === 'TEMPORARY') refuseTemporary('tables', host, statement.span);
  if (statement.persistence === 'UNLOGGED')
    host.notice('UNLOGGED TABLE will behave as a regular table in CockroachDB');
  const draft = newTable(statement.name, statement.ifNotExists, host);
  if (!draft) return done('CREATE TABLE');
  const database = host.view.get(draft.base.database) as DatabaseDef; // where it was made
  const place =
    statement.locality && regionalPlace(database, statement.locality, 'cannot set LOCALITY on a table', host);
  defineTable(draft, statement, tableFinder(draft, host), host, place);
  host.stage(draft.build());
  return done('CREATE TABLE', 50);
}

/** The frame of a new table; undefined where IF NOT EXISTS finds one. @throws SqlError 42P07 */
export function newTable(
  name: TableName,
  ifNotExists: boolean,
  host: SchemaStatement
): TableDraft | undefined {
  const place = host.placeForNew(name);
  const known = host.view.find(place.schema.id, place.name);
  if (known) {
    if (ifNotExists && known.kind !== 'type') {
      host.notice(`relation ${quoted(place.name)} already exists, skipping`);
      return undefined;
    }
    throw nameTaken(known, place, name.span);
  }
  const { database, schema } = place;
  return TableDraft.create({
    kind: 'table',
    id: host.newId(),
    name: place.name,
    version: 0,
    modified: host.now,
    created: host.now,
    dropped: false,
    privileges: defaultPrivileges({ database, schema, objects: 'tables', kind: 'table', owner: host.user }),
    database: database.id,
    schema: schema.id,
    columns: [],
    primary: NO_INDEX,
    indexes: [],
    families: [],
    checks: [],
    foreignKeys: [],
    nextColumn: 1,
    nextIndex: 1,
    nextFamily: 0,
    nextSlot: 0,
    params: [],
    schemaLocked: false,
    temporary: false
  });
}

/** Stands for the primary key that a new table does not have yet; nobody reads it. */
const NO_INDEX: TableDef['primary'] = {
  id: 0,
  name: '',
  storage: 0,
  unique: true,
  keys: [],
  storing: [],
  constraint: true,
  notVisible: false,
  inverted: false,
  state: 'public'
};

/** The error for a name that something else has: tables, views and sequences as relations. */
export function nameTaken(
  known: Descriptor,
  place: { database: { name: string }; schema: { name: string }; name: string },
  span: Span
): SqlError {
  const full = `${place.database.name}.${place.schema.name}.${place.name}`;
  return known.kind === 'type'
    ? ddlErrors.duplicateObject('type', full, span)
    : ddlErrors.duplicateRelation(full, span);
}

function tableFinder(draft: TableDraft, host: SchemaStatement): Parameters<typeof defineTable>[2] {
  return {
    table: (name) => {
      const found = host.names.find({
        catalog: name.catalog,
        schema: name.schema,
        object: name.table,
        span: name.span
      });
      if (!found || found.object.kind === 'type')
        throw ddlErrors.undefinedRelation(writtenName(name), name.span);
      if (found.object.kind !== 'table') throw ddlErrors.wrongKind(writtenName(name), 'table', name.span);
      requireReachable(found.object, draft.base.database, host, name.span);
      host.authority.requireAny(host.user, found.object, name.span);
      return found.object;
    },
    isSelf: (name) => {
      if (name.table !== draft.name) return false;
      const place = host.names.schemaForNew({
        catalog: name.catalog,
        schema: name.schema,
        object: name.table,
        span: name.span
      });
      return place.schema.id === draft.base.schema;
    }
  };
}

// --- DROP ----------------------------------------------------------------------------------------------------------

const KIND_OF: Readonly<Record<RelationKind, SchemaObject['kind']>> = {
  TABLE: 'table',
  VIEW: 'view',
  'MATERIALIZED VIEW': 'table',
  SEQUENCE: 'sequence'
};

/** Whether an object is of the kind a statement names. A materialized view is a table that only REFRESH writes. */
export function isRelationKind(object: SchemaObject, kind: RelationKind): boolean {
  if (object.kind !== KIND_OF[kind]) return false;
  return object.kind !== 'table' || (object.materialized !== undefined) === (kind === 'MATERIALIZED VIEW');
}

/** A relation of a kind by name; undefined for one that is missing where IF EXISTS allows it. @throws SqlError 42P01, 42809 */
export function relationOfKind(
  name: TableName,
  parts: { readonly kind: RelationKind; readonly ifExists: boolean },
  host: SchemaStatement
): FoundObject | undefined {
  const found = host.findRelation(name);
  if (!found || found.object.kind === 'type') {
    if (!parts.ifExists) throw ddlErrors.undefinedRelation(writtenName(name), name.span);
    host.notice(`relation ${quoted(writtenName(name))} does not exist, skipping`);
    return undefined;
  }
  if (!isRelationKind(found.object, parts.kind))
    throw ddlErrors.wrongKind(writtenName(name), parts.kind.toLowerCase(), name.span);
  return found;
}

function dropRelations(statement: DropRelationStatement, host: SchemaStatement): StatementResult {
  const tag = `DROP ${statement.relation}`;
  const objects: SchemaObject[] = [];
  for (const name of statement.names) {
    const found = relationOfKind(name, { kind: statement.relation, ifExists: statement.ifExists }, host);
    if (!found) continue;
    host.authority.require(host.user, found.object, 'DROP', name.span);
    objects.push(found.object);
  }
  dropAsJob(statement, host, () =>
    dropObjects(objects, { cascade: statement.behavior === 'CASCADE', span: statement.span }, host)
  );
  return done(tag, 100 * objects.length);
}

// --- RENAME --------------------------------------------------------------------------------------------------------

const TAGS: Readonly<Record<RelationKind, string>> = {
  TABLE: 'RENAME TABLE',
  VIEW: 'RENAME VIEW',
  'MATERIALIZED VIEW': 'RENAME VIEW',
  SEQUENCE: 'RENAME SEQUENCE'
};

function renameRelation(statement: RenameRelationStatement, host: SchemaStatement): StatementResult {
  const { relation, name, to } = statement;
  const tag = TAGS[relation];
  const found = relationOfKind(name, { kind: relation, ifExists: statement.ifExists }, host);
  if (!found) return done(tag);
  const { object, database, schema } = found;
  host.authority.require(host.user, object, 'DROP', name.span);
  host.authority.require(host.user, schema, 'CREATE', name.span);
  if (to.catalog !== undefined && to.catalog !== database.name)
    throw new SqlError('0A000', 'cannot change database of table using alter table rename to', {
      span: to.span
    });
  if (to.schema !== undefined && to.schema !== schema.name && to.schema !== database.name)
    throw new SqlError('0A000', 'cannot change schema of table with RENAME', {
      span: to.span,
      hint: `use ALTER ${relation} ${object.name} SET SCHEMA ${to.schema}`
    });
  if (to.table === '') throw new SqlError('42601', 'empty table name', { span: to.span });
  const [reader] = readersOf(object.id, host.view);
  if (reader) throw neededBy(`cannot rename relation ${quoted(object.name)}`, reader, name.span);
  if (to.table === object.name) return done(tag);
  const known = host.view.find(schema.id, to.table);
  if (known) throw nameTaken(known, { database, schema, name: to.table }, to.span);
  host.stage(
    object.kind === 'table'
      ? renamedTable(object, to.table)
      : { ...object, name: to.table, version: object.version + 1 }
  );
  return done(tag);
}

function renamedTable(table: TableDef, name: string): TableDef {
  const draft = TableDraft.of(table);
  draft.name = name;
  return draft.build();
}

// --- TRUNCATE ------------------------------------------------------------------------------------------------------

function truncate(statement: TruncateStatement, host: SchemaStatement): StatementResult {
  const tables = new Map<number, TableDef>();
  for (const name of statement.tables) {
    const table = host.table(name);
    if (table.materialized) throw ddlErrors.wrongKind(writtenName(name), 'table', name.span);
    host.authority.require(host.user, table, 'DROP', name.span);
    tables.set(table.id, table);
  }
  for (const table of tables.values())
    for (const other of referencingTables(table.id, host.view)) {
      if (tables.has(other.id)) continue;
      if (statement.behavior !== 'CASCADE')
        throw ddlErrors.dependsOn(
          `${quoted(table.name)} is referenced by foreign key from table ${quoted(other.name)}`,
          { span: statement.span }
        );
      host.authority.require(host.user, other, 'DROP');
      tables.set(other.id, other); // and so its own references are looked at in turn
    }
  dropAsJob(statement, host, () => {
    for (const table of tables.values()) host.stage(emptied(table, host));
    return [...tables.values()];
  });
  return done('TRUNCATE', 200 * tables.size);
}

/** A table over new, empty indexes; the old ones stay for reads of the past. */
function emptied(table: TableDef, host: SchemaStatement): TableDef {
  const draft = TableDraft.of(table);
  draft.primary = { ...table.primary, id: draft.newIndexId(), storage: host.newPrimaryStorage() };
  draft.indexes = table.indexes.map((index) => ({
    ...index,
    id: draft.newIndexId(),
    storage: host.newSecondaryStorage()
  }));
  draft.change.truncate = true;
  return { ...draft.build(), truncated: host.now };
}
