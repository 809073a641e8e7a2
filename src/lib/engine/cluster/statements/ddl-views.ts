import { SqlError, type Span } from '../../base/errors';
import type { ColumnDef, TableDef, ViewDef } from '../../catalog/descriptors';
import { addRowId } from '../../catalog/ddl/columns';
import type { TableDraft } from '../../catalog/ddl/draft';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import { makeFamilies } from '../../catalog/ddl/families';
import { storedType } from '../../catalog/ddl/type-sql';
import { visitTree } from '../../catalog/ddl/tree';
import { qualifyTypes, type QualifyType } from '../../catalog/ddl/view-types';
import {
  qualifyQuery,
  usedColumns,
  type NamedFunction,
  type NamedRelation
} from '../../catalog/ddl/view-query';
import { defaultPrivileges } from '../../catalog/privileges';
import type { AlterViewOptionsStatement, CreateViewStatement, RefreshViewStatement } from '../../sql/ast/ddl';
import type { ObjectName } from '../../sql/ast/name';
import type { Query } from '../../sql/ast/select';
import { lookupFunction } from '../../sql/builtins/registry';
import { functionName } from '../../sql/plan/check-call';
import type { TypeRef } from '../../sql/ast/type';
import type { CreateTableAsStatement } from '../../sql/ast/table-def';
import { parseStatement } from '../../sql/parse/parser';
import { printStatement } from '../../sql/print/statement';
import { STRING, sameType, type SqlType } from '../../sql/types/type';
import { findAsOf } from '../../sql/plan/planner';
import type { Cluster } from '../cluster';
import { functionsNamed } from '../names';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { SchemaStatement, writtenName } from './ddl-host';
import { nameTaken, newTable, relationOfKind } from './ddl-tables';
import { emptiedIndexes, fillFromQuery, readPast } from './fill-table';
import { makePrimaryKey } from '../../catalog/ddl/indexes';
import { primaryKeyOfElements } from '../../catalog/ddl/create-as';
import { refuseTemporary } from './temporary';

/** Views, materialized views and CREATE TABLE AS: relations made of a query. */
export function registerViews(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('createView', (statement, ctx) =>
    createView(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('refreshView', (statement, ctx) =>
    refreshView(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('alterViewOptions', (statement, ctx) =>
    alterViewOptions(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('createTableAs', (statement, ctx) =>
    createTableAs(statement, new SchemaStatement(cluster, runner, ctx))
  );
}

interface Column {
  readonly name: string;
  readonly type: SqlType;
}

/** A query ready to be kept, with what it gives and reads. */
interface StoredQuery {
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly dependsOn: readonly number[];
  readonly usesColumns: ReturnType<typeof usedColumns>;
}

function storeQuery(query: Query, host: SchemaStatement): StoredQuery {
  refuseWrites(query);
  const { columns } = host.runner.plan(query, host.ctx);
  return { ...keptQuery(query, host), columns };
}

/** A query as it is kept, every name in full, and what it reads. */
export function keptQuery(query: Query, host: SchemaStatement): Omit<StoredQuery, 'columns'> {
  const used = new Set<number>();
  const qualified = qualifyQuery(query, {
    relation: (name) => namedRelation(name, host),
    routine: (name) => namedFunction(name, host),
    found: (id) => used.add(id)
  });
  const relations = [...used]
    .map((id) => host.view.get(id))
    .filter((d) => d?.kind === 'table' || d?.kind === 'view');
  const sql = printStatement(qualifyTypes(qualified, (ref) => fullTypeName(ref, host)));
  return {
    sql,
    dependsOn: [...used],
    usesColumns: usedColumns(qualified, relations as (TableDef | ViewDef)[])
  };
}

function namedFunction(name: ObjectName, host: SchemaStatement): NamedFunction | undefined {
  if (lookupFunction(functionName(name))) return undefined;
  const routines = functionsNamed(name, host.names, host.view);
  if (routines.length === 0) return undefined;
  const [{ database, schema }] = routines;
  return {
    catalog: host.view.get(database)!.name, // a function's schema and database exist
    schema: host.view.get(schema)!.name,
    ids: routines.map(({ id }) => id)
  };
}

/** A view only reads. @throws SqlError 42601 */
function refuseWrites(query: Query): void {
  visitTree(query, ({ kind, ...node }) => {
    if (kind !== 'insert' && kind !== 'update' && kind !== 'delete') return;
    const { upsert, span } = node as { upsert?: boolean; span?: Span };
    const word = upsert === true ? 'UPSERT' : kind.toUpperCase();
    throw new SqlError('42601', `${word} cannot be used inside a view definition`, { span });
  });
}

function fullTypeName(ref: TypeRef, host: SchemaStatement): ReturnType<QualifyType> {
  const found = host.names.find({
    catalog: ref.catalog,
    schema: ref.schema,
    object: ref.name,
    span: ref.span
  });
  if (found?.object.kind !== 'type') return undefined;
  return { catalog: found.database.name, schema: found.schema.name, name: found.object.name };
}

/** @throws SqlError 0A000 for a view over another database's relations, unless the cluster allows it */
function refuseOtherDatabases({ dependsOn }: StoredQuery, database: number, host: SchemaStatement): void {
  const setting = 'sql.cross_db_views.enabled';
  if (host.cluster.settings.bool(setting)) return;
  for (const id of dependsOn) {
    const object = host.view.get(id);
    if (object && 'database' in object && object.database !== database)
      throw new SqlError('0A000', 'the view cannot refer to other databases', {
        hint: `the deprecated cluster setting ${setting} allows it`
      });
  }
}

function namedRelation(
  name: Parameters<SchemaStatement['findRelation']>[0],
  host: SchemaStatement
): NamedRelation | undefined {
  const found = host.names.find({
    catalog: name.catalog,
    schema: name.schema,
    object: name.table,
    span: name.span
  });
  if (!found || found.object.kind === 'type') return undefined;
  const { object } = found;
  const columns =
    object.kind === 'table'
      ? object.columns.filter((c) => c.state === 'public' && !c.hidden).map((c) => c.name)
      : object.kind === 'view'
        ? object.columns.map((c) => c.name)
        : undefined;
  return { catalog: found.database.name, schema: found.schema.name, object, columns };
}

/** The columns of a relation: as its query has them, under the names that were given. @throws SqlError 42601, 42701 */
function namedColumns(
  columns: readonly Column[],
  names: readonly { text: string }[],
  what: string
): Column[] {
  if (names.length > 0 && names.length !== columns.length)
    throw new SqlError(
      '42601',
      `${what} specifies ${names.length} column name${names.length === 1 ? '' : 's'}, but data source has ${columns.length} column${columns.length === 1 ? '' : 's'}`
    );
  const made = columns.map((column, i) => ({
    name: names[i]?.text ?? column.name,
    type: column.type.family === 'unknown' ? STRING : storedType(column.type)
  }));
  const seen = new Set<string>();
  for (const { name } of made) {
    if (seen.has(name)) throw ddlErrors.columnTwice(name);
    seen.add(name);
  }
  return made;
}

// --- views ---------------------------------------------------------------------------------------------------------

function createView(statement: CreateViewStatement, host: SchemaStatement): StatementResult {
  const tag = statement.materialized ? 'CREATE MATERIALIZED VIEW' : 'CREATE VIEW';
  if (statement.temporary) refuseTemporary('views', host, statement.span);
  const place = host.placeForNew(statement.name);
  const known = host.view.find(place.schema.id, place.name);
  if (known && statement.ifNotExists && known.kind !== 'type') {
    host.notice(`relation ${quoted(place.name)} already exists, skipping`);
    return done(tag);
  }
  if (known && !(statement.orReplace && known.kind === 'view'))
    throw nameTaken(known, place, statement.name.span);
  const stored = storeQuery(statement.query, host);
  const columns = namedColumns(stored.columns, statement.columns, 'CREATE VIEW');
  refuseOtherDatabases(stored, place.database.id, host);
  if (statement.materialized) return createMaterialized(statement, stored, columns, host);
  const { database, schema } = place;
  const view: ViewDef = {
    kind: 'view',
    id: known?.id ?? host.newId(),
    name: place.name,
    version: (known?.version ?? 0) + 1,
    modified: host.now,
    dropped: false,
    privileges:
      known?.privileges ??
      defaultPrivileges({ database, schema, objects: 'tables', kind: 'table', owner: host.user }),
    database: database.id,
    schema: schema.id,
    querySql: stored.sql,
    columns,
    dependsOn: stored.dependsOn,
    usesColumns: stored.usesColumns,
    ...(statement.securityInvoker ? { securityInvoker: true } : {}),
    temporary: false
  };
  if (known?.kind === 'view') requireCompatible(known, view, host);
  host.stage(view);
  return done(tag);
}

/** OR REPLACE may only add columns at the end. @throws SqlError 42P16 */
function requireCompatible(before: ViewDef, after: ViewDef, host: SchemaStatement): void {
  host.authority.requireOwner(host.user, before);
  if (after.columns.length < before.columns.length)
    throw ddlErrors.invalidDefinition('cannot drop columns from view');
  before.columns.forEach((column, i) => {
    const next = after.columns[i];
    if (next.name !== column.name)
      throw ddlErrors.invalidDefinition(
        `cannot change name of view column ${quoted(column.name)} to ${quoted(next.name)}`
      );
    if (!sameType(next.type, column.type))
      throw ddlErrors.invalidDefinition(`cannot change type of view column ${quoted(column.name)}`);
  });
  if (readsItself(after, host))
    throw new SqlError('42P17', `cyclic view dependency for relation ${before.name}`);
}

/** Whether a view reads itself, by way of other views perhaps. */
function readsItself(view: ViewDef, host: SchemaStatement): boolean {
  const seen = new Set<number>();
  const open = [...view.dependsOn];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === view.id) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    const object = host.view.get(id);
    if (object?.kind === 'view') open.push(...object.dependsOn);
  }
  return false;
}

function alterViewOptions(statement: AlterViewOptionsStatement, host: SchemaStatement): StatementResult {
  const found = relationOfKind(statement.name, { kind: 'VIEW', ifExists: statement.ifExists }, host);
  if (found?.object.kind !== 'view') return done('ALTER VIEW');
  host.authority.requireOwner(host.user, found.object, statement.name.span);
  const { securityInvoker: _before, ...rest } = found.object;
  host.stage({
    ...rest,
    version: rest.version + 1,
    ...(statement.securityInvoker ? { securityInvoker: true } : {})
  });
  return done('ALTER VIEW');
}

// --- tables made of a query ----------------------------------------------------------------------------------------

/** Gives a new table the columns of a query. */
function addQueryColumns(draft: TableDraft, columns: readonly Column[]): void {
  for (const { name, type } of columns) {
    const column: ColumnDef = {
      id: draft.newColumnId(),
      name,
      type,
      nullable: true,
      slot: draft.newSlot(),
      hidden: false,
      state: 'public'
    };
    draft.columns.push(column);
  }
}

function addImplicitKey(draft: TableDraft, host: SchemaStatement): void {
  const rowId = addRowId(draft);
  const element = {
    column: rowId.name,
    expr: undefined,
    opClass: undefined,
    direction: undefined,
    nulls: undefined,
    span: NO_SPAN
  };
  draft.primary = makePrimaryKey(
    draft,
    { name: undefined, columns: [element], unique: true, constraint: true, span: NO_SPAN },
    host
  );
}

const NO_SPAN = { offset: 0, length: 0 };

function createMaterialized(
  statement: CreateViewStatement,
  stored: StoredQuery,
  columns: readonly Column[],
  host: SchemaStatement
): StatementResult {
  if (!host.ctx.implicit)
    throw new SqlError('0A000', 'cannot create materialized views in an explicit transaction', {
      span: statement.span
    });
  const draft = newTable(statement.name, false, host);
  if (!draft) return done('CREATE MATERIALIZED VIEW');
  addQueryColumns(draft, columns);
  addImplicitKey(draft, host);
  makeFamilies(draft, [], new Map());
  const { sql, dependsOn, usesColumns } = stored;
  const table: TableDef = { ...draft.build(), materialized: { querySql: sql, dependsOn, usesColumns } };
  host.stage(table);
  const work = fillFromQuery(table, statement.query, host);
  return done('CREATE MATERIALIZED VIEW', work);
}

function refreshView({ name, span }: RefreshViewStatement, host: SchemaStatement): StatementResult {
  const { object } = host.relation(name);
  if (object.kind !== 'table' || !object.materialized)
    throw new SqlError('42809', `${quoted(writtenName(name))} is not a materialized view`, {
      span: name.span
    });
  if (!host.ctx.implicit)
    throw new SqlError('25000', 'cannot refresh view in an explicit transaction', { span });
  host.authority.require(host.user, object, 'INSERT', name.span);
  const table = emptiedIndexes(object, host);
  host.stage(table);
  const query = parseStatement(object.materialized.querySql) as Query; // it was printed from one
  return done('REFRESH MATERIALIZED VIEW', fillFromQuery(table, query, host));
}

function createTableAs(statement: CreateTableAsStatement, host: SchemaStatement): StatementResult {
  if (statement.persistence === 'TEMPORARY') refuseTemporary('tables', host, statement.span);
  if (statement.storage.length > 0)
    throw ddlErrors.unsupported(
      'storage parameters of CREATE TABLE AS',
      'ALTER TABLE … SET them afterwards',
      statement.span
    );
  const draft = newTable(statement.name, statement.ifNotExists, host);
  if (!draft) return done('CREATE TABLE AS');
  host.notice(
    'CREATE TABLE ... AS does not copy over indexes, default expressions, or constraints; the new table has a hidden rowid primary key column'
  );
  const past = findAsOf(statement) ? readPast(statement.query, host) : undefined;
  const { columns } = past ?? host.runner.plan(statement.query, host.ctx);
  const names = statement.elements.flatMap((element) =>
    element.kind === 'createAsColumn' ? [element.name] : []
  );
  addQueryColumns(draft, namedColumns(columns, names, 'CREATE TABLE'));
  const key = primaryKeyOfElements(draft, statement.elements);
  if (key) draft.primary = makePrimaryKey(draft, key, host);
  else addImplicitKey(draft, host);
  makeFamilies(
    draft,
    statement.elements.filter((element) => element.kind === 'familyDef'),
    new Map(
      statement.elements.flatMap((element) =>
        element.kind === 'createAsColumn' && element.family
          ? [[element.name.text, { name: element.family, create: true, ifNotExists: true }] as const]
          : []
      )
    )
  );
  draft.schemaLocked = host.lockNewTables;
  const table = draft.build();
  host.stage(table);
  const rows = past ? past.query : statement.query;
  return done('CREATE TABLE AS', rows ? fillFromQuery(table, rows, host) : 0);
}
