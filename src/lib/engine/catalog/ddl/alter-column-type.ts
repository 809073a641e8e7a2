import { SqlError } from '../../base/errors';
import type { AlterColumnType } from '../../sql/ast/alter-table';
import { resolveType } from '../../sql/plan/type-resolution';
import { canCast } from '../../sql/types/cast-rules';
import { sameType, type SqlType, type TimeLikeType } from '../../sql/types/type';
import type { ColumnDef } from '../descriptors';
import { noteAdded, refuseExpirationColumn, requireColumn } from './alter-columns';
import type { Alteration } from './alteration';
import { columnType } from './columns';
import { columnReaders, neededBy } from './dependencies';
import { ddlErrors, quoted } from './errors';
import { checkExpr, mentionsColumn } from './expressions';
import { storedType, typeSql } from './type-sql';
import { expirationSql } from './storage-params';

/** ALTER COLUMN … TYPE: metadata alone, a check that every value fits, or a column of its own filled with converted values. */

type Conversion = 'none' | 'metadata' | 'validate' | 'rewrite';

export function alterColumnType(alteration: Alteration, command: AlterColumnType): void {
  const { draft, host, tasks } = alteration;
  const column = requireColumn(alteration, command.column);
  const type = storedType(columnType(resolveType(command.type, host.plan), column.name, command.type.span));
  refuseUsers(alteration, column, command);
  if (column.identity && type.family !== 'int')
    throw new SqlError('22023', 'identity column type must be INT, INT2, INT4 or INT8', {
      span: command.type.span
    });
  const conversion = command.using ? 'rewrite' : conversionOf(column.type, type);
  if (conversion === 'none') return;
  if (conversion === 'rewrite' && column.computed)
    throw ddlErrors.unsupported(
      'ALTER COLUMN TYPE of a computed column',
      'drop the column and add it anew',
      command.span
    );
  if (conversion !== 'rewrite') {
    draft.replaceColumn({ ...column, type });
    if (conversion === 'validate') tasks.push({ kind: 'fitsType', column: column.id });
    return;
  }
  requireCasts(alteration, column, type, command);
  refuseRewrite(alteration, column, command);
  replaceWithNew(alteration, column, type, command);
}

/** The old column goes and a new one with its name and place comes, in one version (reference §6.2). */
function replaceWithNew(
  alteration: Alteration,
  column: ColumnDef,
  type: SqlType,
  command: AlterColumnType
): void {
  const { draft, host, tasks } = alteration;
  const using =
    command.using &&
    checkExpr(
      command.using,
      {
        place: 'ALTER COLUMN TYPE USING EXPRESSION',
        table: draft,
        wanted: type
      },
      host
    );
  const made: ColumnDef = { ...column, id: draft.newColumnId(), slot: draft.newSlot(), type };
  const family = draft.familyOf(column.id)?.id ?? 0;
  draft.columns = draft.columns.map((c) => (c.id === column.id ? made : c));
  draft.families = draft.families.map((f) => ({
    ...f,
    columns: f.columns.map((id) => (id === column.id ? made.id : id))
  }));
  noteAdded(alteration, made.id, true);
  draft.change.droppedColumns = [
    ...(draft.change.droppedColumns ?? []),
    { column: column.id, family, virtual: false }
  ];
  tasks.push({ kind: 'convertColumn', from: column.id, to: made.id, usingSql: using?.sql ?? null });
}

function refuseUsers(alteration: Alteration, column: ColumnDef, command: AlterColumnType): void {
  const { draft, host } = alteration;
  const { span } = command.column;
  refuseExpirationColumn(alteration, column, 'alter type of', span);
  const expiration = expirationSql(draft);
  if (expiration !== undefined && mentionsColumn(expiration, column.name))
    throw ddlErrors.dependsOn(
      `cannot alter type of column ${quoted(column.name)} referenced by row-level TTL expiration expression ${quoted(expiration)}`,
      {
        span,
        hint: `use ALTER TABLE ${draft.name} SET (ttl_expiration_expression = ...) to change the expression`
      }
    );
  const [reader] = columnReaders(draft.base.id, column.id, host.view);
  if (reader) throw neededBy(`cannot alter type of column ${quoted(column.name)}`, reader, span);
  const computed = draft.columns.find(
    (c) => c.computed && c.id !== column.id && mentionsColumn(c.computed.sql, column.name)
  );
  if (computed)
    throw ddlErrors.dependsOn(
      `cannot alter type of column ${quoted(column.name)} because computed column ${quoted(computed.name)} depends on it`,
      {
        span,
        hint: `consider dropping ${quoted(computed.name)} first`
      }
    );
  const partial = draft.indexes.find(
    (i) => i.predicateSql !== undefined && mentionsColumn(i.predicateSql, column.name)
  );
  if (partial)
    throw ddlErrors.dependsOn(
      `cannot alter type of column ${quoted(column.name)} because it is referenced by partial index ${quoted(partial.name)}`,
      { span }
    );
}

/** @throws SqlError 42804 where only an explicit cast leads from one type to the other */
function requireCasts(
  { host }: Alteration,
  column: ColumnDef,
  type: SqlType,
  command: AlterColumnType
): void {
  const name = typeSql(type, host.view);
  if (!command.using && !canCast(column.type, type, 'assignment'))
    throw new SqlError(
      '42804',
      `column ${quoted(column.name)} cannot be cast automatically to type ${name}`,
      {
        span: command.type.span,
        hint: `you might need to specify "USING ${column.name}::${name}"`
      }
    );
  for (const [what, sql] of [
    ['default', column.defaultSql],
    ['on update', column.onUpdateSql]
  ] as const)
    if (sql !== undefined && !canCast(column.type, type, 'assignment'))
      throw new SqlError(
        '42804',
        `${what} for column ${quoted(column.name)} cannot be cast automatically to type ${name}`,
        { span: command.type.span }
      );
}

/** What CockroachDB does not rewrite either. @throws SqlError 0A000 */
function refuseRewrite(alteration: Alteration, column: ColumnDef, command: AlterColumnType): void {
  const { draft } = alteration;
  const refuse = (message: string): never => {
    throw new SqlError('0A000', message, { span: command.span });
  };
  if (alteration.commands > 1)
    refuse(
      'ALTER COLUMN TYPE operations that require rewriting on-disk data cannot be combined with other ALTER TABLE commands'
    );
  if (alteration.inTransaction)
    refuse('ALTER COLUMN TYPE requiring a rewrite of on-disk data is not supported inside a transaction');
  const indexed = draft.allIndexes.some(
    (i) => i.keys.some((key) => key.column === column.id) || i.storing.includes(column.id)
  );
  if (indexed)
    refuse(
      'ALTER COLUMN TYPE requiring rewrite of on-disk data is currently not supported for columns that are part of an index'
    );
  const constrained =
    draft.checks.some((check) => check.columns.includes(column.id)) ||
    draft.foreignKeys.some((key) => key.columns.includes(column.id));
  if (constrained)
    refuse(
      'ALTER COLUMN TYPE requiring a rewrite of on-disk data is not supported for columns that have constraints'
    );
  if (column.ownsSequence !== undefined)
    refuse(
      'ALTER COLUMN TYPE requiring a rewrite of on-disk data is not supported for columns that own a sequence'
    );
}

/** How much a change of type asks for (schemachange/alter_column_type.go). */
export function conversionOf(from: SqlType, to: SqlType): Conversion {
  if (sameType(from, to)) return 'none';
  // A time with a zone is stored as one without is: only how it is read differs.
  if (isMoment(from) && isMoment(to)) return precisions(from.precision, to.precision);
  if (from.family !== to.family) return 'rewrite';
  switch (from.family) {
    case 'int':
      return widths(from.width, (to as typeof from).width);
    case 'string':
      return widths(from.width ?? Infinity, (to as typeof from).width ?? Infinity);
    case 'collated':
      return from.locale === (to as typeof from).locale
        ? widths(from.width ?? Infinity, (to as typeof from).width ?? Infinity)
        : 'rewrite';
    case 'float':
      return from.width <= (to as typeof from).width ? 'metadata' : 'rewrite';
    case 'bit': {
      const other = to as typeof from;
      if (!other.varying) return 'validate';
      return widths(from.width ?? Infinity, other.width ?? Infinity);
    }
    case 'decimal': {
      const other = to as typeof from;
      if (other.precision === undefined) return 'metadata';
      if (from.precision === undefined || (other.scale ?? 0) < (from.scale ?? 0)) return 'rewrite';
      const digits = (precision: number, scale = 0): number => precision - scale;
      return digits(from.precision, from.scale) <= digits(other.precision, other.scale)
        ? 'metadata'
        : 'validate';
    }
    case 'time':
    case 'timetz':
    case 'interval':
      return precisions(from.precision, (to as typeof from).precision);
    default:
      return 'rewrite';
  }
}

const isMoment = (type: SqlType): type is TimeLikeType =>
  type.family === 'timestamp' || type.family === 'timestamptz';

const precisions = (from = 6, to = 6): Conversion => (from <= to ? 'metadata' : 'rewrite');

const widths = (from: number, to: number): Conversion => (from <= to ? 'metadata' : 'validate');
