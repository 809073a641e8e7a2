import { SqlError, type Span } from '../../base/errors';
import type { AnnotateExpr } from '../../sql/ast/expr';
import type { ColumnDef as ColumnNode, Identity, SequenceOption } from '../../sql/ast/table-def';
import { resolveType } from '../../sql/plan/type-resolution';
import { parseExpression } from '../../sql/parse/parser';
import { INT, type SqlType } from '../../sql/types/type';
import type { ColumnDef, SequenceDef } from '../descriptors';
import type { TableDraft } from './draft';
import { ddlErrors, quoted } from './errors';
import { checkExpr, refuseComputed, type StoredExpr } from './expressions';
import type { DdlHost } from './host';
import { makeOwnedSequence } from './owned-sequences';
import { optionsSql } from './sequences';
import { visitTree } from './tree';
import { enumsIn, storedType, storedTypeSql } from './type-sql';

/** Columns from their definitions: type, SERIAL and identity, defaults, computed values. */

/** A column made from its definition, still without the computed value, which may name columns that come later. */
export interface MadeColumn {
  readonly node: ColumnNode;
  readonly column: ColumnDef;
}

const SERIAL_TYPES: ReadonlyMap<string, string> = new Map([
  ['SERIAL2', 'INT2'],
  ['SERIAL4', 'INT4'],
  ['SERIAL8', 'INT8']
]);

/** Whether a column's values follow one another: SERIAL, identity, or a default that draws from a sequence. */
export function isSequential({ type, identity, default: value }: ColumnNode): boolean {
  const isDrawn = value?.expr.kind === 'call' && value.expr.name.object === 'nextval';
  return SERIAL_TYPES.has(type.name) || identity !== undefined || isDrawn;
}

/** Adds a column to a table. @throws SqlError for clauses that do not go together, or a type or default that is wrong */
export function addColumn(draft: TableDraft, node: ColumnNode, host: DdlHost): MadeColumn {
  const name = node.name.text;
  if (draft.column(name)) throw ddlErrors.columnTwice(name, node.name.span);
  refuseClashes(node);
  const serial = SERIAL_TYPES.get(node.type.name);
  const declared = serial ? { ...node.type, name: serial } : node.type;
  const type = storedType(columnType(resolveType(declared, host.plan), node.name.text, node.type.span));
  refuseOtherDatabase(type, draft, node, host);
  const id = draft.newColumnId();
  const base = {
    id,
    name,
    type,
    nullable: node.nullability !== 'NOT NULL' && !node.primaryKey,
    slot: draft.newSlot(),
    hidden: node.hidden,
    state: 'public' as const
  };
  const column = {
    ...base,
    ...generated(draft, node, base, serial !== undefined, host),
    ...expressions(node, type, host)
  };
  draft.columns.push(column);
  return { node, column };
}

/** @throws SqlError 0A000 for a type of another database */
function refuseOtherDatabase(type: SqlType, draft: TableDraft, node: ColumnNode, host: DdlHost): void {
  for (const id of enumsIn(type)) {
    const stored = host.view.get(id);
    if (stored?.kind === 'type' && stored.database !== draft.base.database)
      throw new SqlError(
        '0A000',
        `cross database type references are not supported: ${storedTypeSql(type, host.view)}`,
        { span: node.type.span }
      );
  }
}

/** @throws SqlError 42P16, 0A000 for types that a column cannot have */
export function columnType(type: SqlType, column: string, span: Span): SqlType {
  const { family } = type.family === 'array' ? type.elem : type;
  if (family === 'tuple' || family === 'any' || family === 'void' || family === 'unknown')
    throw ddlErrors.invalidDefinition(`value type of column ${quoted(column)} cannot be stored`, span);
  if (type.family === 'array' && family === 'jsonb')
    throw new SqlError('0A000', 'arrays of JSON are unsupported as a column type', {
      span,
      hint: 'a JSONB column can hold a JSON array'
    });
  return type;
}

function refuseClashes(node: ColumnNode): void {
  const name = quoted(node.name.text);
  const serial = SERIAL_TYPES.has(node.type.name);
  if (serial && node.default)
    throw new SqlError('42601', `multiple default values specified for column ${name}`, { span: node.span });
  if (serial && node.nullability === 'NULL')
    throw new SqlError('42601', `conflicting NULL/NOT NULL declarations for column ${name}`, {
      span: node.span
    });
  if (node.identity && node.default)
    throw new SqlError('42601', `both default and identity specified for column ${name}`, {
      span: node.span
    });
  if (node.identity && node.nullability === 'NULL')
    throw new SqlError('42601', `conflicting NULL/NOT NULL declarations for column ${name}`, {
      span: node.span
    });
  if (node.identity && node.computed)
    throw new SqlError(
      '42601',
      `both generated identity and computed expression specified for column ${name}`,
      {
        span: node.span
      }
    );
  if (node.computed && node.default)
    throw ddlErrors.invalidDefinition(`computed column ${name} cannot have a DEFAULT expression`, node.span);
  if (node.computed && node.onUpdate)
    throw ddlErrors.invalidDefinition(
      `computed column ${name} cannot have an ON UPDATE expression`,
      node.span
    );
}

/** What SERIAL and identity stand for. */
function generated(
  draft: TableDraft,
  node: ColumnNode,
  column: { id: number; name: string; type: SqlType },
  serial: boolean,
  host: DdlHost
): Partial<ColumnDef> {
  const { identity } = node;
  if (!serial && !identity) return {};
  if (identity && column.type.family !== 'int')
    throw new SqlError('22023', `identity column type must be an INT`, { span: node.type.span });
  const mode = identity ? 'sql_sequence' : host.serialNormalization;
  if (mode === 'rowid' || mode === 'unordered_rowid')
    return {
      type: fullWidth(column, host),
      nullable: false,
      defaultSql: mode === 'rowid' ? 'unique_rowid()' : 'unordered_unique_rowid()'
    };
  const options: SequenceOption[] = [...(identity?.options ?? [])];
  if (mode === 'virtual_sequence') options.push({ kind: 'virtual' });
  else if (column.type.family === 'int' && column.type.width !== 64 && !options.some((o) => o.kind === 'as'))
    options.unshift({ kind: 'as', type: node.type.name.startsWith('SERIAL') ? intRef(node) : node.type });
  if (mode === 'sql_sequence_cached' || mode === 'sql_sequence_cached_node')
    options.push({ kind: mode === 'sql_sequence_cached' ? 'cache' : 'nodeCache', value: '256' });
  const type = mode === 'virtual_sequence' ? fullWidth(column, host) : column.type;
  const sequence: SequenceDef = makeOwnedSequence(draft, column, options, host);
  return {
    type,
    nullable: false,
    defaultSql: `nextval(${sequence.id}:::REGCLASS)`,
    ownsSequence: sequence.id,
    usesSequences: [sequence.id],
    ...(identity ? identityOf(identity) : {})
  };
}

/** What an identity column keeps of its definition. */
export function identityOf({ always, options }: Identity): Partial<ColumnDef> {
  const identitySql = optionsSql(options);
  return { identity: always ? 'always' : 'by default', ...(identitySql === '' ? {} : { identitySql }) };
}

const intRef = (node: ColumnNode): ColumnNode['type'] => ({
  ...node.type,
  name: SERIAL_TYPES.get(node.type.name) ?? node.type.name
});

/** Row ids need 64 bits, whatever size was asked for. */
function fullWidth(column: { name: string; type: SqlType }, host: DdlHost): SqlType {
  if (column.type.family === 'int' && column.type.width < 64)
    host.notice(
      `upgrading the column ${column.name} to INT8 to utilize the session serial_normalization setting`,
      'change the serial_normalization to sql_sequence or sql_sequence_cached if you wish to use a smaller sized serial column at the cost of performance'
    );
  return INT;
}

/** DEFAULT and ON UPDATE. */
function expressions(node: ColumnNode, type: SqlType, host: DdlHost): Partial<ColumnDef> {
  const made: { -readonly [K in keyof ColumnDef]?: ColumnDef[K] } = {};
  const sequences: number[] = [];
  if (node.default) {
    const stored = checkExpr(node.default.expr, { place: 'DEFAULT', wanted: type }, host);
    if (stored.sql !== 'NULL') made.defaultSql = stored.sql;
    sequences.push(...stored.sequences);
  }
  if (node.onUpdate) {
    const stored = checkExpr(node.onUpdate.expr, { place: 'ON UPDATE', wanted: type }, host);
    made.onUpdateSql = stored.sql;
    sequences.push(...stored.sequences);
  }
  if (sequences.length > 0) made.usesSequences = [...new Set(sequences)];
  return made;
}

/** Works out computed values, once every column that they may name is there. @throws SqlError 42P16, 42703, 42804 */
export function settleComputed(draft: TableDraft, made: readonly MadeColumn[], host: DdlHost): void {
  const computed = made.filter(({ node }) => node.computed);
  const names = new Set(computed.map(({ column }) => column.name));
  for (const { node, column } of computed) {
    const { expr, virtual } = node.computed!; // filtered
    const place = virtual ? 'VIRTUAL COMPUTED COLUMN' : 'STORED COMPUTED COLUMN';
    refuseComputed(expr, draft, names, place);
    const stored = checkExpr(expr, { place, table: draft, wanted: column.type }, host);
    draft.replaceColumn({ ...draft.columnById(column.id), computed: { sql: stored.sql, virtual } });
  }
}

/** The hidden key of a table without one. */
export function addRowId(draft: TableDraft): ColumnDef {
  let name = 'rowid';
  for (let i = 1; draft.column(name); i++) name = `rowid_${i}`;
  const column: ColumnDef = {
    id: draft.newColumnId(),
    name,
    type: INT,
    nullable: false,
    slot: draft.newSlot(),
    defaultSql: 'unique_rowid()',
    hidden: true,
    state: 'public'
  };
  draft.columns.push(column);
  return column;
}

/** A new DEFAULT or ON UPDATE of a column; undefined takes it away. */
export function withExpression(
  column: ColumnDef,
  place: 'DEFAULT' | 'ON UPDATE',
  stored: StoredExpr | undefined
): ColumnDef {
  const { defaultSql, onUpdateSql, usesSequences: _uses, ...rest } = column;
  const sql = stored && stored.sql !== 'NULL' ? stored.sql : undefined;
  const kept =
    place === 'DEFAULT' ? { default: sql, onUpdate: onUpdateSql } : { default: defaultSql, onUpdate: sql };
  const uses = [kept.default, kept.onUpdate].flatMap((text) => (text === undefined ? [] : sequencesIn(text)));
  return {
    ...rest,
    ...(kept.default === undefined ? {} : { defaultSql: kept.default }),
    ...(kept.onUpdate === undefined ? {} : { onUpdateSql: kept.onUpdate }),
    ...(uses.length > 0 ? { usesSequences: [...new Set(uses)] } : {})
  };
}

/** The sequences that a kept text names by id. */
export function sequencesIn(sql: string): number[] {
  const ids: number[] = [];
  if (!sql.includes(':::REGCLASS')) return ids;
  visitTree(parseExpression(sql), (node) => {
    const { kind, operand, type } = node as Partial<AnnotateExpr>;
    if (kind === 'annotate' && type?.name === 'REGCLASS' && operand?.kind === 'int')
      ids.push(Number(operand.text));
  });
  return ids;
}
