import { SqlError, type Span } from '../../base/errors';
import type { EnumTypeDef, TableDef } from '../../catalog/descriptors';
import { TableDraft } from '../../catalog/ddl/draft';
import { allObjects, allTables, readerOf, typeUsers } from '../../catalog/ddl/dependencies';
import { makeEnum, renamedLabel, withLabel, withoutLabel } from '../../catalog/ddl/enums';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import { renameLabelIn, renameTypeIn } from '../../catalog/ddl/expressions';
import { renameLabelInQuery, renameTypeInQuery } from '../../catalog/ddl/view-types';
import { enumsIn } from '../../catalog/ddl/type-sql';
import { defaultPrivileges } from '../../catalog/privileges';
import type { AlterTypeStatement, CreateTypeStatement, DropTypeStatement, TextNode } from '../../sql/ast/ddl';
import type { ObjectName } from '../../sql/ast/name';
import type { Cluster } from '../cluster';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { newOwner } from './ddl-databases';
import { fullObjectName, inUse } from './ddl-drop';
import { SchemaStatement } from './ddl-host';
import { TableRows } from '../schema/table-rows';
import { dropAsJob } from './drop-job';
import { refuseRegionType } from './ddl-regions';
import { nameTaken } from './ddl-tables';
import { schemaFor } from './ddl-relations';

/** CREATE, ALTER and DROP TYPE: enums. */
export function registerTypes(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('createType', (statement, ctx) =>
    createType(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('alterType', (statement, ctx) =>
    alterType(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('dropType', (statement, ctx) =>
    dropTypes(statement, new SchemaStatement(cluster, runner, ctx))
  );
}

function createType(statement: CreateTypeStatement, host: SchemaStatement): StatementResult {
  const { name } = statement;
  if (!statement.labels)
    throw ddlErrors.unsupported('composite types', 'use an enum, or columns of a table', statement.span);
  const place = host.placeForNew({ ...name, object: name.object });
  const known = host.view.find(place.schema.id, place.name);
  if (known) {
    if (!statement.ifNotExists) throw nameTaken(known, place, name.span);
    host.notice(`type ${quoted(place.name)} already exists, skipping`);
    return done('CREATE TYPE');
  }
  const { database, schema } = place;
  host.stage({
    kind: 'type',
    id: host.newId(),
    name: place.name,
    version: 1,
    modified: host.now,
    dropped: false,
    privileges: defaultPrivileges({ database, schema, objects: 'types', kind: 'type', owner: host.user }),
    database: database.id,
    schema: schema.id,
    def: makeEnum(statement.labels)
  });
  return done('CREATE TYPE');
}

/** @throws SqlError 42704, 42809 */
export function typeNamed(name: ObjectName, host: SchemaStatement): EnumTypeDef {
  const found = host.names.find({ ...name });
  const written = [name.catalog, name.schema, name.object].filter((part) => part !== undefined).join('.');
  if (found?.object.kind !== 'type') throw ddlErrors.undefinedType(written, name.span);
  return found.object;
}

function alterType({ name, action }: AlterTypeStatement, host: SchemaStatement): StatementResult {
  const type = typeNamed(name, host);
  host.authority.requireOwner(host.user, type, name.span);
  refuseRegionType(type, name.span, host);
  const next = { ...type, version: type.version + 1 };
  switch (action.kind) {
    case 'addValue': {
      const def = withLabel(type.def, action, isSeenByOthers(type, host));
      if (def) host.stage({ ...next, def });
      else host.notice(`enum value ${quoted(action.value.text)} already exists, skipping`);
      break;
    }
    case 'renameValue': {
      const def = renamedLabel(type.def, action.from, action.to);
      rewriteUsers((sql) => renameLabelIn(sql, type.id, action.from.text, action.to.text, host.view), host);
      rewriteQueries(
        (sql) => renameLabelInQuery(sql, type.id, { from: action.from.text, to: action.to.text }, host.view),
        host
      );
      host.stage({ ...next, def });
      break;
    }
    case 'dropValue': {
      const { def, removed } = withoutLabel(type.def, action.value);
      requireUnused(type, removed.rank, action.value, host);
      host.stage({ ...next, def });
      break;
    }
    case 'rename':
      moveType(type, { schema: type.schema, name: action.to.text }, action.to.span, host);
      break;
    case 'setSchema': {
      const schema = schemaFor(action.schema, type.database, host);
      moveType(type, { schema: schema.id, name: type.name }, action.schema.span, host);
      break;
    }
    case 'owner':
      host.stage({ ...next, privileges: { ...type.privileges, owner: newOwner(action.owner, host) } });
  }
  return done('ALTER TYPE');
}

/** Within a transaction a label that others do not know yet cannot be written either, unless the type is as new. */
const isSeenByOthers = (type: EnumTypeDef, host: SchemaStatement): boolean =>
  !host.ctx.implicit && host.cluster.catalog.get(type.id) !== undefined;

/** Another name or schema; expressions that say the type by its name follow. */
function moveType(
  type: EnumTypeDef,
  to: { schema: number; name: string },
  span: Span,
  host: SchemaStatement
): void {
  const known = host.view.find(to.schema, to.name);
  if (known?.id === type.id) return;
  const schema = host.view.get(to.schema);
  const database = host.view.get(type.database);
  if (schema?.kind !== 'schema' || database?.kind !== 'database')
    throw ddlErrors.undefinedSchema(to.name, span);
  if (known) throw nameTaken(known, { database, schema, name: to.name }, span);
  const target = { catalog: database.name, schema: schema.name, name: to.name };
  rewriteUsers((sql) => renameTypeIn(sql, type.id, target, host.view), host);
  rewriteQueries((sql) => renameTypeInQuery(sql, type.id, target, host.view), host);
  host.stage({ ...type, schema: to.schema, name: to.name, version: type.version + 1 });
}

/** The types of a database or schema are called otherwise from now on: expressions that say them by name follow. */
export function renamePlace(
  types: readonly EnumTypeDef[],
  to: { readonly catalog: string; readonly schema?: string },
  host: SchemaStatement
): void {
  for (const type of types) {
    const schema = to.schema ?? host.view.get(type.schema)?.name ?? 'public';
    const target = { catalog: to.catalog, schema, name: type.name };
    rewriteUsers((sql) => renameTypeIn(sql, type.id, target, host.view), host);
    rewriteQueries((sql) => renameTypeInQuery(sql, type.id, target, host.view), host);
  }
}

/** Rewrites the expressions of every table that may name a type. */
function rewriteUsers(rewrite: (sql: string) => string, host: SchemaStatement): void {
  for (const table of [...allTables(host.view)]) {
    const draft = TableDraft.of(table);
    let changed = false;
    const text = (sql: string): string => {
      const next = rewrite(sql);
      changed ||= next !== sql;
      return next;
    };
    draft.columns = draft.columns.map((c) => ({
      ...c,
      ...(c.defaultSql === undefined ? {} : { defaultSql: text(c.defaultSql) }),
      ...(c.onUpdateSql === undefined ? {} : { onUpdateSql: text(c.onUpdateSql) }),
      ...(c.computed ? { computed: { ...c.computed, sql: text(c.computed.sql) } } : {})
    }));
    draft.checks = draft.checks.map((check) => ({ ...check, sql: text(check.sql) }));
    draft.indexes = draft.indexes.map((i) =>
      i.predicateSql === undefined ? i : { ...i, predicateSql: text(i.predicateSql) }
    );
    if (changed) host.stage(draft.build());
  }
}

/** Rewrites the queries of every view that may name a type. */
function rewriteQueries(rewrite: (sql: string) => string, host: SchemaStatement): void {
  for (const object of [...allObjects(host.view)]) {
    const before = readerOf(object)?.querySql;
    if (before === undefined) continue;
    const querySql = rewrite(before);
    if (querySql === before) continue;
    if (object.kind === 'view') host.stage({ ...object, version: object.version + 1, querySql });
    else if (object.kind === 'table' && object.materialized)
      host.stage({
        ...object,
        version: object.version + 1,
        materialized: { ...object.materialized, querySql }
      });
  }
}

/** @throws SqlError 2BP01 where a row, an expression of a table or a view still has the label */
export function requireUnused(type: EnumTypeDef, rank: number, value: TextNode, host: SchemaStatement): void {
  const exec = host.runner.execContext(host.ctx);
  for (const user of typeUsers(type.id, host.view)) {
    const query = readerOf(user)?.querySql;
    const labels = { from: value.text, to: '\0' };
    if (query !== undefined && renameLabelInQuery(query, type.id, labels, host.view) !== query)
      throw ddlErrors.dependsOn(
        `could not remove enum value ${quoted(value.text)} as it is being used in view ${quoted(user.name)}`,
        { span: value.span }
      );
    if (user.kind !== 'table') continue;
    const place = placeOfLabel(
      user,
      (sql) => renameLabelIn(sql, type.id, value.text, '\0', host.view) !== sql
    );
    if (place !== undefined)
      throw ddlErrors.dependsOn(
        `could not remove enum value ${quoted(value.text)} as it is being used in ${place}`,
        { span: value.span }
      );
    exec.rows.scan(user.primary.storage, '', undefined, { reverse: false, lock: undefined }, (_key, row) => {
      exec.work(1);
      if (holdsRank(user, row, type.id, rank))
        throw ddlErrors.dependsOn(
          `could not remove enum value ${quoted(value.text)} as it is being used by ${quoted(user.name)} in row: ${new TableRows(host.cluster, host.ctx, user).describe(row)}`,
          { span: value.span }
        );
      return false;
    });
  }
}

/** Where a table's expressions mention a label, as errors say it. */
function placeOfLabel(table: TableDef, mentions: (sql: string) => boolean): string | undefined {
  const has = (sql: string | undefined): boolean => sql !== undefined && mentions(sql);
  const index = table.indexes.find(({ predicateSql }) => has(predicateSql));
  if (index) return `a predicate of index ${table.name}@${index.name}`;
  const name = quoted(table.name);
  if (table.checks.some(({ sql }) => has(sql))) return `a check constraint of ${name}`;
  if (table.columns.some(({ defaultSql }) => has(defaultSql))) return `a default expresion of ${name}`; // spelt as CockroachDB spells it
  if (table.columns.some(({ computed }) => has(computed?.sql))) return `a computed column of ${name}`;
  if (table.columns.some(({ onUpdateSql }) => has(onUpdateSql))) return `an ON UPDATE expression of ${name}`;
  return undefined;
}

function holdsRank(table: TableDef, row: readonly unknown[], type: number, rank: number): boolean {
  return table.columns.some((column) => {
    if (!enumsIn(column.type).includes(type)) return false;
    const datum = row[column.slot];
    return Array.isArray(datum) ? datum.includes(rank) : datum === rank;
  });
}

function dropTypes(statement: DropTypeStatement, host: SchemaStatement): StatementResult {
  dropAsJob(statement, host, () => droppedTypes(statement, host));
  return done('DROP TYPE');
}

function droppedTypes(
  { names, ifExists, behavior, span }: DropTypeStatement,
  host: SchemaStatement
): EnumTypeDef[] {
  const gone: EnumTypeDef[] = [];
  if (behavior === 'CASCADE') throw new SqlError('0A000', 'DROP TYPE CASCADE is not yet supported', { span });
  for (const name of names) {
    const found = host.names.find({ ...name });
    if (found?.object.kind !== 'type') {
      if (!ifExists) throw ddlErrors.undefinedType(name.object, name.span);
      host.notice(`type ${quoted(name.object)} does not exist, skipping`);
      continue;
    }
    const type = found.object;
    host.authority.requireOwner(host.user, type, name.span);
    if (type.ofRegions)
      throw ddlErrors.dependsOn(
        `${quoted(fullObjectName(type, host.view))} is a multi-region enum and cannot be modified directly`,
        { span: name.span, hint: 'ALTER DATABASE … DROP REGION takes it away with the last region' }
      );
    const users = typeUsers(type.id, host.view);
    if (users.length > 0) throw inUse(type, users, name.span, host);
    host.stage({ ...type, version: type.version + 1, dropped: true });
    gone.push(type);
  }
  return gone;
}
