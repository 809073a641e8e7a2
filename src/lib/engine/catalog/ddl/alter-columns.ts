import { SqlError, type Span } from '../../base/errors';
import type {
  AddColumn,
  AlterColumnExpr,
  AlterColumnFlag,
  AlterColumnIdentity,
  DropColumn,
  RenameColumn
} from '../../sql/ast/alter-table';
import type { Name } from '../../sql/ast/name';
import type { ColumnDef, IndexDef } from '../descriptors';
import { addCheckConstraint, addForeignKeyConstraint } from './alter-constraints';
import type { Alteration } from './alteration';
import { addColumn, identityOf, settleComputed, withExpression } from './columns';
import { refuseTwoUpdates } from './constraints';
import { columnReaders, neededBy, ownedSequences, referencingTables } from './dependencies';
import { ddlErrors, quoted } from './errors';
import { checkExpr, mentionsColumn, renameColumnIn } from './expressions';
import { placeInFamily } from './families';
import { referenceOf } from './create-table';
import { addIndex, shardSql } from './indexes';
import { explicitKeys } from './keys';
import { makeOwnedSequence } from './owned-sequences';
import { EXPIRATION_COLUMN, expressionText } from './storage-params';
import { quoteSql } from '../../sql/types/sql-literal';
import { changedSettings } from './sequences';

/** ADD, DROP, RENAME COLUMN and the flags and expressions of ALTER COLUMN. */

/** @throws SqlError 42703 */
export function requireColumn(alteration: Alteration, name: Name): ColumnDef {
  const column = alteration.draft.column(name.text);
  if (!column || column.inaccessible) throw ddlErrors.undefinedColumn(name.text, name.span);
  return column;
}

/** @throws SqlError 42P16 for the column that TTL keeps by itself */
export function refuseExpirationColumn(
  { draft }: Alteration,
  column: ColumnDef,
  verb: string,
  span: Span
): void {
  if (column.name !== EXPIRATION_COLUMN || !draft.params.has('ttl_expire_after')) return;
  throw ddlErrors.invalidDefinition(
    `cannot ${verb} column ${column.name} while ttl_expire_after is set`,
    span,
    `use ALTER TABLE ${draft.name} RESET (ttl) instead`
  );
}

// --- ADD COLUMN ----------------------------------------------------------------------------------------------------

export function alterAddColumn(alteration: Alteration, { column: node, ifNotExists }: AddColumn): void {
  const { draft, host, tasks } = alteration;
  if (draft.column(node.name.text)) {
    if (!ifNotExists) throw ddlErrors.duplicateColumn(node.name.text, draft.name, node.name.span);
    host.notice(
      `column ${quoted(node.name.text)} of relation ${quoted(draft.name)} already exists, skipping`
    );
    return;
  }
  if (node.primaryKey) throw ddlErrors.multiplePrimaryKeys(draft.name, node.span);
  const made = addColumn(draft, node, host);
  settleComputed(draft, [made], host);
  const column = draft.columnById(made.column.id);
  placeInFamily(draft, column, node.family);
  const hasValue =
    column.defaultSql !== undefined || (column.computed !== undefined && !column.computed.virtual);
  const backfill = hasValue || (!column.nullable && !column.computed);
  noteAdded(alteration, column.id, backfill && !column.computed?.virtual);
  if (hasValue) tasks.push({ kind: 'fillColumn', column: column.id });
  if (!column.nullable) tasks.push({ kind: 'notNull', column: column.id, added: true });
  if (node.unique?.withoutIndex)
    throw new SqlError('0A000', 'adding a column marked as UNIQUE WITHOUT INDEX is unsupported', {
      span: node.span,
      hint: 'add the column first, then ALTER TABLE … ADD CONSTRAINT … UNIQUE WITHOUT INDEX'
    });
  if (node.unique) {
    const index = addIndex(
      draft,
      {
        name: node.unique.constraint,
        columns: [
          {
            column: column.name,
            expr: undefined,
            opClass: undefined,
            direction: undefined,
            nulls: undefined,
            span: node.name.span
          }
        ],
        unique: true,
        constraint: true,
        span: node.span
      },
      host
    );
    tasks.push({ kind: 'buildIndex', index: index.id });
  }
  for (const { expr, constraint } of node.checks)
    addCheckConstraint(alteration, { name: constraint, expr, notValid: false });
  const reference = referenceOf(node);
  if (reference) addForeignKeyConstraint(alteration, reference, false);
}

/** Tells the schema feed of a new column (reference §6.1). */
export function noteAdded({ draft }: Alteration, column: number, backfill: boolean): void {
  draft.change.addedColumns = [...(draft.change.addedColumns ?? []), { column, backfill }];
}

// --- DROP COLUMN ---------------------------------------------------------------------------------------------------

export function alterDropColumn(alteration: Alteration, command: DropColumn): void {
  const { draft, host } = alteration;
  const { column: name, ifExists, behavior } = command;
  if (alteration.safeUpdates)
    throw new SqlError(
      '01000',
      'rejected (sql_safe_updates = true): ALTER TABLE DROP COLUMN will remove all data in that column'
    );
  const column = draft.column(name.text);
  if (!column || column.inaccessible) {
    if (!ifExists) throw ddlErrors.undefinedColumn(name.text, name.span);
    host.notice(`column ${quoted(name.text)} does not exist, skipping`);
    return;
  }
  refuseExpirationColumn(alteration, column, 'drop', name.span);
  const cascade = behavior === 'CASCADE';
  if (draft.locality?.kind === 'regional by row' && draft.locality.column === column.id)
    throw new SqlError(
      '42P10',
      `cannot drop column ${column.name} as it is used to store the region in a REGIONAL BY ROW table`,
      { span: name.span, hint: 'change the locality of the table before dropping this column' }
    );
  if (draft.primary?.keys.some((key) => key.column === column.id))
    throw new SqlError('42P10', `column ${quoted(column.name)} is referenced by the primary key`, {
      span: name.span
    });
  if (cascade)
    for (const other of computedFrom(alteration, column))
      alterDropColumn(alteration, { ...command, ifExists: true, column: { ...name, text: other.name } });
  refuseExpressionUsers(alteration, column, name.span);
  const readers = columnReaders(draft.base.id, column.id, host.view);
  if (readers.length > 0 && !cascade)
    throw neededBy(`cannot drop column ${quoted(column.name)}`, readers[0], name.span);
  if (readers.length > 0)
    alteration.drop(
      readers.map((reader) => reader.object),
      { cascade: true, span: name.span }
    );
  dropInboundKeys(alteration, [column.id], cascade, name.span);
  removeColumn(alteration, column);
  const owned = ownedSequences(draft.base.id, host.view).filter(
    (sequence) => sequence.ownedBy?.column === column.id
  );
  if (owned.length > 0) alteration.drop(owned, { cascade: true, span: name.span });
}

/** Columns that are computed from another one. */
const computedFrom = ({ draft }: Alteration, column: ColumnDef): ColumnDef[] =>
  draft.columns.filter(
    (other) =>
      other.computed &&
      other.id !== column.id &&
      !other.inaccessible &&
      !isShardOf(other, column) &&
      mentionsColumn(other.computed.sql, column.name)
  );

function refuseExpressionUsers(alteration: Alteration, column: ColumnDef, span: Span): void {
  const { draft } = alteration;
  const [computed] = computedFrom(alteration, column);
  if (computed)
    throw new SqlError(
      '42P10',
      `column ${quoted(column.name)} is referenced by computed column ${quoted(computed.name)}`,
      { span, hint: 'DROP COLUMN … CASCADE drops it as well' }
    );
  for (const index of draft.indexes)
    if (index.predicateSql !== undefined && mentionsColumn(index.predicateSql, column.name))
      throw new SqlError(
        '42P10',
        `column ${quoted(column.name)} cannot be dropped because it is referenced by partial index ${quoted(index.name)}`,
        {
          span,
          hint: 'drop the partial index first, then drop the column'
        }
      );
  const expiration = draft.params.get('ttl_expiration_expression');
  if (expiration !== undefined && mentionsColumn(expressionText(expiration), column.name))
    throw new SqlError(
      '42P10',
      `cannot drop column ${quoted(column.name)} referenced by row-level TTL expiration expression ${quoted(expressionText(expiration))}`,
      {
        span,
        hint: `use ALTER TABLE ${draft.name} SET (ttl_expiration_expression = ...) to change the expression`
      }
    );
}

const isShardOf = (shard: ColumnDef, column: ColumnDef): boolean =>
  shard.hidden &&
  shard.computed?.sql.startsWith('mod(fnv32(md5(') === true &&
  mentionsColumn(shard.computed.sql, column.name);

/** Foreign keys of other tables that point at columns which are about to go. @throws SqlError 2BP01 without CASCADE */
export function dropInboundKeys(
  { draft, host }: Alteration,
  columns: readonly number[],
  cascade: boolean,
  span: Span
): void {
  for (const other of referencingTables(draft.base.id, host.view)) {
    const pointing = other.foreignKeys.filter(
      (key) => key.table === draft.base.id && key.tableColumns.some((id) => columns.includes(id))
    );
    if (pointing.length === 0) continue;
    if (!cascade)
      throw ddlErrors.dependsOn(
        `${quoted(draft.name)} is referenced by foreign key from table ${quoted(other.name)}`,
        { span }
      );
    host.stage({
      ...other,
      version: other.version + 1,
      foreignKeys: other.foreignKeys.filter((key) => !pointing.includes(key))
    });
  }
}

/** Takes a column away, and the indexes, checks and foreign keys of the table that it is part of. */
export function removeColumn(alteration: Alteration, column: ColumnDef): void {
  const { draft } = alteration;
  const family = draft.familyOf(column.id)?.id ?? 0;
  const virtual = column.computed?.virtual ?? false;
  const uses = (index: IndexDef): boolean =>
    index.keys.some((key) => key.column === column.id) ||
    index.storing.includes(column.id) ||
    explicitKeys(index).some((id) => {
      const { inaccessible, computed } = draft.columnById(id);
      return inaccessible === true && computed !== undefined && mentionsColumn(computed.sql, column.name);
    });
  const going = draft.indexes.filter(uses);
  draft.indexes = draft.indexes.filter((index) => !going.includes(index));
  draft.checks = draft.checks.filter((check) => !check.columns.includes(column.id));
  draft.foreignKeys = draft.foreignKeys.filter((key) => !key.columns.includes(column.id));
  draft.columns = draft.columns.filter((c) => c.id !== column.id);
  draft.removeFromFamily(column.id);
  for (const index of going) dropIndexColumns(alteration, index);
  // Nothing is to be done any more for a column that the same statement has added.
  const left = alteration.tasks.filter((task) => !('column' in task) || task.column !== column.id);
  alteration.tasks.splice(0, alteration.tasks.length, ...left);
  const added = draft.change.addedColumns?.some((a) => a.column === column.id) ?? false;
  if (added) draft.change.addedColumns = draft.change.addedColumns?.filter((a) => a.column !== column.id);
  else
    draft.change.droppedColumns = [
      ...(draft.change.droppedColumns ?? []),
      { column: column.id, family, virtual }
    ];
  if (!virtual && !added) alteration.removesData = true;
}

/** Shard and expression columns go with the last index that used them. */
export function dropIndexColumns({ draft }: Pick<Alteration, 'draft'>, index: IndexDef): void {
  const ids = [index.sharded?.column, ...index.keys.map((key) => key.column)];
  for (const id of ids) {
    const column = draft.columns.find((c) => c.id === id);
    const belongs =
      column?.inaccessible === true || (column !== undefined && column.id === index.sharded?.column);
    const used = draft.allIndexes.some(
      (other) => other.id !== index.id && other.keys.some((key) => key.column === id)
    );
    if (belongs && !used) draft.columns = draft.columns.filter((c) => c.id !== id);
  }
}

// --- RENAME COLUMN -------------------------------------------------------------------------------------------------

export function alterRenameColumn(alteration: Alteration, { column: name, to }: RenameColumn): void {
  const { draft, host } = alteration;
  const column = requireColumn(alteration, name);
  refuseExpirationColumn(alteration, column, 'rename', name.span);
  if (to.text === '') throw new SqlError('42601', 'empty column name', { span: to.span });
  if (column.name === to.text) return;
  if (isShardColumn(draft.allIndexes, column))
    throw new SqlError('XXUUU', `cannot rename shard column`, { span: name.span });
  const [reader] = columnReaders(draft.base.id, column.id, host.view);
  if (reader) throw neededBy(`cannot rename column ${quoted(column.name)}`, reader, name.span);
  if (draft.column(to.text)) throw ddlErrors.duplicateColumn(to.text, draft.name, to.span);
  renameColumnTo(alteration, column, to.text);
}

const isShardColumn = (indexes: readonly IndexDef[], column: ColumnDef): boolean =>
  indexes.some((index) => index.sharded?.column === column.id);

function renameColumnTo({ draft }: Alteration, column: ColumnDef, to: string): void {
  const from = column.name;
  const renamed = (sql: string): string => renameColumnIn(sql, from, to);
  draft.columns = draft.columns.map((c) => {
    const own = c.id === column.id ? { ...c, name: to } : c;
    return own.computed ? { ...own, computed: { ...own.computed, sql: renamed(own.computed.sql) } } : own;
  });
  draft.checks = draft.checks.map((check) => ({ ...check, sql: renamed(check.sql) }));
  draft.indexes = draft.indexes.map((index) =>
    index.predicateSql === undefined ? index : { ...index, predicateSql: renamed(index.predicateSql) }
  );
  const expiration = draft.params.get('ttl_expiration_expression');
  if (expiration !== undefined)
    draft.params.set('ttl_expiration_expression', quoteSql(renamed(expressionText(expiration))));
  // A shard column is called after the columns it is made of.
  for (const index of draft.allIndexes) {
    const keys = explicitKeys(index);
    if (!index.sharded || !keys.includes(column.id)) continue;
    const names = keys.map((id) => draft.columnById(id).name);
    const shard = draft.columnById(index.sharded.column);
    const { buckets } = index.sharded;
    draft.replaceColumn({
      ...shard,
      name: `crdb_internal_${names.join('_')}_shard_${buckets}`,
      computed: { sql: shardSql(names, buckets), virtual: true }
    });
  }
}

// --- ALTER COLUMN --------------------------------------------------------------------------------------------------

export function alterColumnExpr(alteration: Alteration, command: AlterColumnExpr): void {
  const { draft, host } = alteration;
  const place = command.kind === 'setDefault' ? 'DEFAULT' : 'ON UPDATE';
  const column = requireColumn(alteration, command.column);
  refuseExpirationColumn(alteration, column, 'alter', command.column.span);
  if (column.computed)
    throw new SqlError(
      '42601',
      `computed column ${quoted(column.name)} cannot also have a DEFAULT or ON UPDATE expression`,
      { span: command.span }
    );
  if (column.identity && place === 'DEFAULT')
    throw new SqlError(
      '42601',
      `column ${quoted(column.name)} of relation ${quoted(draft.name)} is an identity column`,
      {
        span: command.column.span,
        hint: 'use ALTER TABLE … ALTER COLUMN … DROP IDENTITY instead'
      }
    );
  const stored = command.expr && checkExpr(command.expr, { place, wanted: column.type }, host);
  if (stored && command.kind === 'setOnUpdate')
    for (const key of draft.foreignKeys)
      if (key.columns.includes(column.id)) refuseTwoUpdates(key, column, command.span);
  draft.replaceColumn(withExpression(column, place, stored));
}

export function alterColumnFlag(alteration: Alteration, command: AlterColumnFlag): void {
  const { draft, tasks } = alteration;
  const column = requireColumn(alteration, command.column);
  refuseExpirationColumn(alteration, column, 'alter', command.column.span);
  switch (command.kind) {
    case 'setNotNull':
      if (!column.nullable) return;
      draft.replaceColumn({ ...column, nullable: false });
      tasks.push({ kind: 'notNull', column: column.id, added: false });
      return;
    case 'dropNotNull':
      if (draft.primary?.keys.some((key) => key.column === column.id))
        throw ddlErrors.invalidDefinition(
          `column ${quoted(column.name)} is in a primary index`,
          command.column.span
        );
      if (column.identity)
        throw new SqlError(
          '42601',
          `column ${quoted(column.name)} of relation ${quoted(draft.name)} is an identity column`,
          { span: command.column.span }
        );
      draft.replaceColumn({ ...column, nullable: true });
      return;
    case 'setVisible':
    case 'setNotVisible':
      draft.replaceColumn({ ...column, hidden: command.kind === 'setNotVisible' });
      return;
    case 'dropStored': {
      if (!column.computed)
        throw ddlErrors.invalidDefinition(
          `column ${quoted(column.name)} is not a computed column`,
          command.column.span
        );
      if (column.computed.virtual)
        throw ddlErrors.invalidDefinition(
          `column ${quoted(column.name)} is not a stored computed column`,
          command.column.span
        );
      const { computed: _computed, ...rest } = column;
      draft.replaceColumn(rest);
    }
  }
}

/** Everything about GENERATED … AS IDENTITY. */
export function alterIdentity(alteration: Alteration, command: AlterColumnIdentity): void {
  const { draft, host } = alteration;
  const column = requireColumn(alteration, command.column);
  const name = `column ${quoted(column.name)} of relation ${quoted(draft.name)}`;
  if (command.kind === 'addIdentity') {
    if (column.identity)
      throw new SqlError('55000', `${name} is already an identity column`, { span: command.span });
    if (column.computed || column.defaultSql !== undefined)
      throw new SqlError('55000', `${name} already has a default value`, { span: command.span });
    if (column.nullable)
      throw new SqlError('55000', `${name} must be declared NOT NULL before identity can be added`, {
        span: command.span
      });
    if (column.type.family !== 'int')
      throw new SqlError('22023', 'identity column type must be INT, INT2, INT4 or INT8', {
        span: command.span
      });
    const sequence = makeOwnedSequence(draft, column, command.options, host);
    draft.replaceColumn({
      ...column,
      defaultSql: `nextval(${sequence.id}:::REGCLASS)`,
      ...identityOf(command),
      ownsSequence: sequence.id,
      usesSequences: [sequence.id]
    });
    return;
  }
  if (!column.identity) {
    if (command.kind === 'dropIdentity' && command.ifExists)
      return host.notice(`${name} is not an identity column, skipping`);
    throw new SqlError('55000', `${name} is not an identity column`, { span: command.span });
  }
  if (command.kind === 'setIdentity') {
    draft.replaceColumn({ ...column, identity: command.always ? 'always' : 'by default' });
    return;
  }
  const sequence = column.ownsSequence === undefined ? undefined : host.view.get(column.ownsSequence);
  if (sequence?.kind !== 'sequence')
    throw new SqlError('55000', `identity ${name} is not backed by a sequence`, { span: command.span });
  if (command.kind === 'setIdentityOptions') {
    host.stage({
      ...sequence,
      ...changedSettings(sequence, command.options, host, command.span),
      version: sequence.version + 1
    });
    return;
  }
  const { identity: _identity, ownsSequence: _owns, ...rest } = column;
  draft.replaceColumn(withExpression(rest, 'DEFAULT', undefined));
  alteration.drop([sequence], { cascade: true, span: command.span });
}
