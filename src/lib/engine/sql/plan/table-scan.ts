import { SqlError, type Span } from '../../base/errors';
import type { IndexHint } from '../ast/select';
import { DECIMAL, OID, type SqlType } from '../types/type';
import { unsupported } from './errors';
import { type QueryPlanner } from './query-planner';
import type { Rel, ScanHint } from './rel';
import { columnScalar, type Scalar } from './scalar';
import { publicColumns, type TableSchema } from './schema';
import type { ScopeColumn } from './scope';
import { virtualValue } from './table-writer';

/** The scan of a table and the columns it gives: stored, virtual and those of the system. */

/** The scan of a table and the columns that may be read from it, system columns included. */
export function scanTable(
  planner: QueryPlanner,
  table: TableSchema,
  alias: string,
  options: {
    readonly hint?: IndexHint;
    readonly lock?: (Rel & { kind: 'scan' })['lock'];
    readonly span?: Span;
  }
): { rel: Rel & { kind: 'scan' }; columns: readonly ScopeColumn[]; register: number } {
  const { context } = planner;
  const register = context.newRegister();
  context.tables.set(register, table);
  const rel: Rel & { kind: 'scan' } = {
    kind: 'scan',
    table,
    alias,
    register,
    filter: [],
    access: { index: table.primary, equal: [], range: undefined, either: [], reverse: false },
    entry: [],
    lock: options.lock,
    mvccSlot: undefined,
    hint: scanHint(table, options.hint, options.span)
  };
  return { rel, columns: tableColumns(planner, table, register), register };
}

/** The columns of a table's row in a register. */
export function tableColumns(planner: QueryPlanner, table: TableSchema, register: number): ScopeColumn[] {
  const { catalog } = planner.context;
  const stored = publicColumns(table).map(({ name, type, slot, hidden }) => {
    const full = catalog.hydrate(type);
    return { name, type: full, expr: columnScalar(register, slot, name, full), hidden };
  });
  const virtual = virtualColumns(planner, table, register, stored);
  return [...stored.map((column) => virtual.get(column.name) ?? column), ...systemColumns(table, register)];
}

/** Virtual computed columns, by name: their expressions over the stored ones. */
function virtualColumns(
  planner: QueryPlanner,
  table: TableSchema,
  register: number,
  stored: readonly ScopeColumn[]
): Map<string, ScopeColumn> {
  const found = new Map<string, ScopeColumn>();
  for (const column of publicColumns(table)) {
    if (!column.computed?.virtual) continue;
    const base = stored.find((s) => s.name === column.name)!; // stored has every public column
    const expr = virtualValue(planner, column, stored, base.type);
    found.set(column.name, {
      ...base,
      expr: { kind: 'virtual', type: base.type, span: undefined, register, name: column.name, expr }
    });
  }
  return found;
}

function systemColumns(table: TableSchema, register: number): ScopeColumn[] {
  const system = (name: string, type: SqlType, expr: Scalar): ScopeColumn => ({
    name,
    type,
    expr,
    hidden: true,
    system: true
  });
  const mvcc = 'crdb_internal_mvcc_timestamp';
  const tableId: Scalar = { kind: 'const', type: OID, span: undefined, value: table.id };
  return [
    system(mvcc, DECIMAL, { ...columnScalar(register, table.nextSlot, mvcc, DECIMAL), system: true }),
    system('tableoid', OID, {
      kind: 'virtual',
      type: OID,
      span: undefined,
      register,
      name: 'tableoid',
      expr: tableId
    })
  ];
}

function scanHint(table: TableSchema, hint: IndexHint | undefined, span: Span | undefined): ScanHint {
  if (!hint) return { index: undefined, reverse: false, noFullScan: false };
  const all = [table.primary, ...table.indexes.filter((index) => index.state === 'public')];
  let index: ScanHint['index'];
  if (hint.index !== undefined) {
    index = all.find((i) => i.name === hint.index) ?? (hint.index === 'primary' ? table.primary : undefined);
    if (!index) throw new SqlError('42704', `index "${hint.index}" not found`, { span });
  } else if (hint.indexId !== undefined) {
    index = all.find((i) => i.id === hint.indexId);
    if (!index) throw new SqlError('42704', `index [${hint.indexId}] not found`, { span });
  }
  if (index?.inverted)
    throw unsupported(`reading through the inverted index ${index.name}`, span, 'leave the hint out');
  return { index, reverse: hint.direction === 'DESC', noFullScan: hint.flags.includes('NO_FULL_SCAN') };
}
