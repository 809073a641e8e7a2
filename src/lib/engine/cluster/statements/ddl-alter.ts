import { SqlError, type Span } from '../../base/errors';
import { namedIndexes, type IndexDef, type TableDef } from '../../catalog/descriptors';
import type { Alteration } from '../../catalog/ddl/alteration';
import { dropIndexColumns } from '../../catalog/ddl/alter-columns';
import { removeIndex } from '../../catalog/ddl/alter-constraints';
import { alterTable } from '../../catalog/ddl/alter-table';
import { readersOf, neededBy } from '../../catalog/ddl/dependencies';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import { addIndex, requestOf } from '../../catalog/ddl/indexes';
import type { SchemaTask } from '../../catalog/ddl/tasks';
import type { AlterTableStatement } from '../../sql/ast/alter-table';
import type { AlterIndexVisibleStatement, RenameIndexStatement } from '../../sql/ast/ddl';
import type { IndexName, TableName } from '../../sql/ast/name';
import type { CreateIndexStatement, DropIndexStatement } from '../../sql/ast/table-def';
import { quoteName } from '../../sql/print/names';
import type { Cluster } from '../cluster';
import { variableIsOn } from '../session-variables';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { dropObjects } from './ddl-drop';
import { SchemaStatement, writtenName } from './ddl-host';
import { draftOf, finishTable, isNewTable, requireUnlocked, usesLegacyChanger } from './table-change';

/** ALTER TABLE, and indexes. */
export function registerAlterations(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('alterTable', (statement, ctx) => alter(statement, new SchemaStatement(cluster, runner, ctx)));
  handlers.on('createIndex', (statement, ctx) =>
    createIndex(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('dropIndex', (statement, ctx) =>
    dropIndexes(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('renameIndex', (statement, ctx) =>
    renameIndex(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('alterIndexVisible', (statement, ctx) =>
    alterVisibility(statement, new SchemaStatement(cluster, runner, ctx))
  );
}

/** What ALTER TABLE works on. */
export function alterationOf(table: TableDef, host: SchemaStatement, commands: number): Alteration {
  const tasks: SchemaTask[] = [];
  return {
    draft: draftOf(table, host),
    host,
    tasks,
    removesData: false,
    commands,
    legacy: usesLegacyChanger(host) || !host.ctx.implicit,
    inTransaction: !host.ctx.implicit && !isNewTable(table, host),
    safeUpdates: variableIsOn(host.ctx.session, 'sql_safe_updates'),
    findTable: (name) => {
      const found = host.table(name);
      host.authority.requireAny(host.user, found, name.span);
      return found;
    },
    drop: (objects, options) => dropObjects(objects, options, host)
  };
}

/** A table to be changed; undefined for a missing one where IF EXISTS allows it. @throws SqlError 42P01, 42809, 42501 */
export function tableToChange(
  name: TableName,
  ifExists: boolean,
  host: SchemaStatement
): TableDef | undefined {
  const found = host.findRelation(name);
  if (!found || found.object.kind === 'type') {
    if (!ifExists) throw ddlErrors.undefinedRelation(writtenName(name), name.span);
    host.notice(`relation ${quoted(writtenName(name))} does not exist, skipping`);
    return undefined;
  }
  if (found.object.kind !== 'table' || found.object.materialized)
    throw ddlErrors.wrongKind(writtenName(name), 'table', name.span);
  if (found.database.name === 'system')
    throw new SqlError(
      '42501',
      `user ${host.user} does not have CREATE privilege on relation ${name.table}`,
      { span: name.span }
    );
  host.authority.require(host.user, found.object, 'CREATE', name.span);
  return found.object;
}

// --- ALTER TABLE ---------------------------------------------------------------------------------------------------

function alter(statement: AlterTableStatement, host: SchemaStatement): StatementResult {
  const table = tableToChange(statement.name, statement.ifExists, host);
  if (!table) return done('ALTER TABLE');
  if (!changesLock(statement, host)) requireUnlocked(table, host, { span: statement.name.span });
  const alteration = alterationOf(table, host, statement.commands.length);
  alterTable(alteration, statement.commands);
  finishTable(alteration, statement, host);
  return done('ALTER TABLE', 100);
}

/** SET and RESET of `schema_locked`, which must stand alone. @throws SqlError 22023 */
function changesLock({ commands, span }: AlterTableStatement, host: SchemaStatement): boolean {
  const keys = commands.flatMap((command) =>
    command.kind === 'setStorage'
      ? command.parameters.map(({ key }) => key)
      : command.kind === 'resetStorage'
        ? command.keys
        : []
  );
  if (!keys.includes('schema_locked')) return false;
  if (keys.length > 1 || commands.length > 1 || !host.ctx.implicit)
    throw new SqlError(
      '22023',
      '"schema_locked" can only be set/reset on its own without other parameters in a single-statement implicit transaction',
      { span }
    );
  return true;
}

// --- indexes -------------------------------------------------------------------------------------------------------

function createIndex(statement: CreateIndexStatement, host: SchemaStatement): StatementResult {
  const { object } = host.relation(statement.table);
  if (object.kind !== 'table')
    throw new SqlError('42809', `${quoted(object.name)} is not a table or materialized view`, {
      span: statement.table.span
    });
  host.authority.require(host.user, object, 'CREATE', statement.table.span);
  const name = statement.index.name?.text;
  if (statement.ifNotExists && name !== undefined && namedIndexes(object).some((i) => i.name === name)) {
    host.notice(`index with name ${quoted(name)} already exists, skipping`);
    return done('CREATE INDEX');
  }
  requireUnlocked(object, host, { span: statement.table.span });
  if (statement.concurrently)
    host.notice('CONCURRENTLY is not required as all indexes are created concurrently');
  const alteration = alterationOf(object, host, 1);
  const before = alteration.draft.columns.length;
  const index = addIndex(alteration.draft, requestOf(statement.index), host);
  // Columns of expressions and shards are nobody's business but the index's.
  for (const column of alteration.draft.columns.slice(before))
    alteration.draft.change.addedColumns = [
      ...(alteration.draft.change.addedColumns ?? []),
      { column: column.id, backfill: false }
    ];
  alteration.tasks.push({ kind: 'buildIndex', index: index.id });
  finishTable(alteration, statement, host);
  return done('CREATE INDEX', 100);
}

export interface FoundIndex {
  readonly table: TableDef;
  readonly index: IndexDef;
}

/** An index by `table@index`, or by its name alone in every table of the search path. @throws SqlError 42704, 42P09 */
export function findIndex(name: IndexName, host: SchemaStatement): FoundIndex | undefined {
  if (name.table) {
    const { object } = host.relation(name.table);
    if (object.kind !== 'table') throw ddlErrors.wrongKind(writtenName(name.table), 'table', name.table.span);
    const index = namedIndexes(object).find((i) => i.name === name.index);
    return index && { table: object, index };
  }
  const found: FoundIndex[] = [];
  for (const schema of host.names.searchedSchemas(name))
    for (const object of host.view.children(schema.id)) {
      if (object.kind !== 'table') continue;
      const index = namedIndexes(object).find((i) => i.name === name.index);
      if (index) found.push({ table: object, index });
    }
  if (found.length > 1)
    throw new SqlError(
      '42P09',
      `index name ${quoted(name.index)} is ambiguous (found in ${found.map((f) => f.table.name).join(' and ')})`,
      { span: name.span }
    );
  return found[0];
}

function dropIndexes(statement: DropIndexStatement, host: SchemaStatement): StatementResult {
  if (statement.concurrently)
    host.notice('CONCURRENTLY is not required as all indexes are dropped concurrently');
  for (const name of statement.indexes) {
    const found = findIndex(name, host);
    if (!found) {
      if (!statement.ifExists) throw ddlErrors.undefinedIndex(name.index, name.span);
      continue;
    }
    dropIndex(found, { ...statement, indexes: [name] }, host);
  }
  return done('DROP INDEX', 100);
}

/** @param statement names that one index */
function dropIndex({ table, index }: FoundIndex, statement: DropIndexStatement, host: SchemaStatement): void {
  const [name] = statement.indexes;
  const cascade = statement.behavior === 'CASCADE';
  host.authority.require(host.user, table, 'CREATE', name.span);
  if (index.id === table.primary.id)
    throw new SqlError('0A000', `cannot drop the primary index of a table using DROP INDEX`, {
      span: name.span,
      hint: 'instead, use ALTER TABLE … ALTER PRIMARY KEY or DROP CONSTRAINT and ADD CONSTRAINT in one statement'
    });
  requireUnlocked(table, host, { span: name.span });
  refuseReadIndex(table, index, 'drop', name.span, host);
  const alteration = alterationOf(table, host, 1);
  removeIndex(alteration, index, { cascade, span: name.span });
  dropIndexColumns(alteration, index);
  host.notice(
    'the data for dropped indexes is reclaimed asynchronously',
    'the reclamation delay can be customized in the zone configuration for the table'
  );
  finishTable(alteration, statement, host);
}

/** @throws SqlError 2BP01 for an index that a view's query names */
function refuseReadIndex(
  table: TableDef,
  index: IndexDef,
  verb: 'drop' | 'rename',
  span: Span,
  host: SchemaStatement
): void {
  const reader = readersOf(table.id, host.view).find(({ querySql }) => namesIndex(querySql, index.name));
  if (reader) throw neededBy(`cannot ${verb} index ${quoted(index.name)}`, reader, span);
}

/** Whether a query says `@index`, perhaps with more behind the name. */
function namesIndex(sql: string, index: string): boolean {
  const hint = `@${quoteName(index)}`;
  const at = sql.indexOf(hint);
  return at >= 0 && !/^[\w$]/.test(sql.slice(at + hint.length));
}

function renameIndex(statement: RenameIndexStatement, host: SchemaStatement): StatementResult {
  const { index: name, to, ifExists } = statement;
  const found = findIndex(name, host);
  if (!found) {
    if (ifExists) return done('RENAME INDEX');
    throw ddlErrors.undefinedIndex(name.index, name.span);
  }
  const { table, index } = found;
  host.authority.require(host.user, table, 'CREATE', name.span);
  requireUnlocked(table, host, { span: name.span });
  refuseReadIndex(table, index, 'rename', name.span, host);
  const draft = draftOf(table, host);
  if (to.text === '') throw new SqlError('42601', 'empty index name', { span: to.span });
  if (to.text === index.name) return done('RENAME INDEX');
  if (draft.hasIndexName(to.text))
    throw new SqlError('42P07', `index name ${quoted(to.text)} already exists`, { span: to.span });
  draft.replaceIndex({ ...index, name: to.text });
  finishTable({ draft, tasks: [], removesData: false }, statement, host);
  return done('RENAME INDEX');
}

function alterVisibility(statement: AlterIndexVisibleStatement, host: SchemaStatement): StatementResult {
  const { index: name, visibility, ifExists } = statement;
  const found = findIndex(name, host);
  if (!found) {
    if (ifExists) return done('ALTER INDEX');
    throw ddlErrors.undefinedIndex(name.index, name.span);
  }
  const { table, index } = found;
  host.authority.require(host.user, table, 'CREATE', name.span);
  if (index.id === table.primary.id && (visibility.invisible || visibility.fraction !== undefined))
    throw new SqlError('0A000', 'primary index cannot be invisible', { span: name.span });
  requireUnlocked(table, host, { span: name.span });
  const draft = draftOf(table, host);
  const { visibility: _visibility, ...rest } = index;
  draft.replaceIndex({
    ...rest,
    notVisible: visibility.invisible,
    ...(visibility.fraction === undefined ? {} : { visibility: visibility.fraction })
  });
  finishTable({ draft, tasks: [], removesData: false }, statement, host);
  return done('ALTER INDEX');
}
