import { SqlError, type Span } from '../../base/errors';
import type { Expr } from '../../sql/ast/expr';
import type { Name, TableName } from '../../sql/ast/name';
import type { ReferenceAction } from '../../sql/ast/table-def';
import { BOOL, equivalent } from '../../sql/types/type';
import { typeWord } from '../../sql/types/type-name';
import type { ForeignKeyAction } from '../../sql/plan/schema';
import type { CheckDef, ColumnDef, ForeignKeyDef, TableDef } from '../descriptors';
import type { TableDraft } from './draft';
import { ddlErrors, quoted } from './errors';
import { checkExpr, columnsIn } from './expressions';
import { typeSql } from './type-sql';
import { explicitKeys, isUniqueOn } from './keys';
import type { DdlHost } from './host';

/** CHECK and FOREIGN KEY constraints. */

/** @throws SqlError for an expression that is no BOOL over the table's columns, 42710 for a name that is taken */
export function makeCheck(
  draft: TableDraft,
  parts: { readonly name: Name | undefined; readonly expr: Expr; readonly validated: boolean },
  host: DdlHost
): CheckDef {
  const { name, expr, validated } = parts;
  if (name && draft.hasConstraint(name.text)) throw ddlErrors.duplicateConstraint(name.text, name.span);
  const stored = checkExpr(expr, { place: 'CHECK', table: draft, wanted: BOOL }, host);
  const names = columnsIn(stored.sql);
  const made = draft.freeConstraintName(['check', ...names].join('_'));
  return { name: name?.text ?? made, sql: stored.sql, columns: stored.columns, validated };
}

/** A foreign key as the statement says it. */
export interface ForeignKeyRequest {
  readonly name: Name | undefined;
  readonly columns: readonly Name[];
  readonly table: TableName;
  readonly references: readonly Name[];
  readonly match: 'SIMPLE' | 'FULL' | undefined;
  readonly onDelete: ReferenceAction | undefined;
  readonly onUpdate: ReferenceAction | undefined;
  readonly span: Span;
}

const ACTIONS: Readonly<Record<ReferenceAction, ForeignKeyAction>> = {
  'NO ACTION': 'no action',
  RESTRICT: 'restrict',
  CASCADE: 'cascade',
  'SET NULL': 'set null',
  'SET DEFAULT': 'set default'
};

/** @throws SqlError 42830 for a table of another database, unless the cluster allows it */
export function requireReachable(
  target: TableDef,
  database: number,
  host: Pick<DdlHost, 'crossDatabaseKeys'>,
  span: Span
): void {
  if (target.database !== database && !host.crossDatabaseKeys)
    throw new SqlError('42830', 'foreign references between databases are not allowed', {
      span,
      hint: 'SET CLUSTER SETTING sql.cross_db_fks.enabled = true allows them'
    });
}

/**
 * @param target the table that the key points at; undefined for the table itself
 * @throws SqlError 42703, 42804, 42830 for columns that are missing or do not fit
 */
export function makeForeignKey(
  draft: TableDraft,
  request: ForeignKeyRequest,
  target: TableDef | undefined,
  { validated, host }: { readonly validated: boolean; readonly host: DdlHost }
): ForeignKeyDef {
  const columns = request.columns.map((name) => ownColumn(draft, name));
  const again = request.columns.find((_name, i) => columns.indexOf(columns[i]) !== i);
  if (again)
    throw new SqlError('42830', `foreign key contains duplicate column ${quoted(again.text)}`, {
      span: again.span
    });
  const other = target ?? draft.build();
  const tableColumns =
    request.references.length > 0
      ? request.references.map((name) => targetColumn(other, name))
      : explicitKeys(other.primary).map((id) => other.columns.find((c) => c.id === id)!); // its own key
  if (columns.length !== tableColumns.length)
    throw new SqlError(
      '42601',
      `${columns.length} columns must reference exactly ${columns.length} columns in referenced table (found ${tableColumns.length})`,
      { span: request.span }
    );
  columns.forEach((column, i) => {
    requireSameType(column, tableColumns[i], other, request.span);
    noteOtherType(column, tableColumns[i], other, host);
  });
  requireUnique(other, tableColumns, request.span);
  const onDelete = request.onDelete ? ACTIONS[request.onDelete] : 'no action';
  const onUpdate = request.onUpdate ? ACTIONS[request.onUpdate] : 'no action';
  const place = [
    host.view.get(draft.base.database)?.name,
    host.view.get(draft.base.schema)?.name,
    draft.name
  ].join('.');
  checkAction({ action: onDelete, clause: 'ON DELETE', columns, place }, request.span);
  checkAction({ action: onUpdate, clause: 'ON UPDATE', columns, place }, request.span);
  for (const column of columns)
    if (column.onUpdateSql !== undefined) refuseTwoUpdates({ onUpdate }, column, request.span);
  if (request.name && draft.hasConstraint(request.name.text))
    throw ddlErrors.duplicateConstraint(request.name.text, request.name.span);
  const base = [draft.name, ...columns.map((c) => c.name), 'fkey'].join('_');
  return {
    name: request.name?.text ?? draft.freeConstraintName(base),
    columns: columns.map((c) => c.id),
    table: other.id,
    tableColumns: tableColumns.map((c) => c.id),
    onDelete,
    onUpdate,
    match: request.match === 'FULL' ? 'full' : 'simple',
    validated
  };
}

/** A column takes its new value from one place. @throws SqlError 42P16 */
export function refuseTwoUpdates(
  { onUpdate }: Pick<ForeignKeyDef, 'onUpdate'>,
  { name }: ColumnDef,
  span: Span
): void {
  if (onUpdate === 'no action' || onUpdate === 'restrict') return;
  throw ddlErrors.invalidDefinition(
    `cannot specify both ON UPDATE expression and a foreign key ON UPDATE action for column ${quoted(name)}`,
    span
  );
}

function ownColumn(draft: TableDraft, name: Name): ColumnDef {
  const column = draft.column(name.text);
  if (!column) throw ddlErrors.undefinedColumn(name.text, name.span);
  if (column.inaccessible)
    throw new SqlError(
      '42703',
      `column ${quoted(name.text)} is inaccessible and cannot reference a foreign key`,
      { span: name.span }
    );
  return column;
}

function targetColumn(table: TableDef, name: Name): ColumnDef {
  const column = table.columns.find((c) => c.name === name.text);
  if (!column) throw ddlErrors.undefinedColumn(name.text, name.span);
  if (column.inaccessible)
    throw new SqlError(
      '42703',
      `column ${quoted(name.text)} is inaccessible and cannot be referenced by a foreign key`,
      { span: name.span }
    );
  return column;
}

function requireSameType(column: ColumnDef, other: ColumnDef, table: TableDef, span: Span): void {
  if (equivalent(column.type, other.type)) return;
  throw new SqlError(
    '42804',
    `type of ${quoted(column.name)} (${typeWord(column.type)}) does not match foreign key ${quoted(table.name)}.${quoted(other.name)} (${typeWord(other.type)})`,
    { span }
  );
}

/** Types that only belong together, such as INT4 and INT8, are taken with a notice. */
function noteOtherType(column: ColumnDef, other: ColumnDef, table: TableDef, host: DdlHost): void {
  const [type, wanted] = [column.type, other.type].map((t) => typeSql(t, host.view));
  if (type !== wanted)
    host.notice(
      `type of foreign key column ${quoted(column.name)} (${type}) is not identical to referenced column ${quoted(table.name)}.${quoted(other.name)} (${wanted})`
    );
}

function requireUnique(table: TableDef, columns: readonly ColumnDef[], span: Span): void {
  const ids = columns.map((c) => c.id);
  if ([table.primary, ...table.indexes].some((index) => isUniqueOn(index, ids))) return;
  throw new SqlError(
    '42830',
    `there is no unique constraint matching given keys for referenced table ${table.name}`,
    { span }
  );
}

/** @throws SqlError 42830 for an action that some column cannot follow */
function checkAction(
  parts: { action: ForeignKeyAction; clause: string; columns: readonly ColumnDef[]; place: string },
  span: Span
): void {
  const { action, clause, columns, place } = parts;
  for (const column of columns) {
    const name = quoted(`${place}.${column.name}`);
    if (action === 'set null' && !column.nullable)
      throw new SqlError(
        '42830',
        `cannot add a SET NULL cascading action on column ${name} which has a NOT NULL constraint`,
        { span }
      );
    if (action === 'set default' && !column.nullable && column.defaultSql === undefined)
      throw new SqlError(
        '42830',
        `cannot add a SET DEFAULT cascading action on column ${name} which has a NOT NULL constraint and a NULL default expression`,
        { span }
      );
    // The row goes as a whole, computed or not.
    const changesNothing = action === 'no action' || action === 'restrict';
    if (column.computed && !changesNothing && !(action === 'cascade' && clause === 'ON DELETE'))
      throw new SqlError(
        '42P16',
        `invalid ${clause} action for foreign key constraint containing computed column`,
        { span }
      );
  }
}
