import type { LikeTable } from '../../sql/ast/table-def';
import { listedIndexes, type ColumnDef, type TableDef } from '../descriptors';
import type { TableDraft } from './draft';
import { ddlErrors } from './errors';
import type { DdlHost } from './host';
import { explicitKeys, isImplicitKey } from './keys';

/** `LIKE t INCLUDING …` of CREATE TABLE: copies of another table's columns and, as asked for, of the rest. */

/** Whether the last word on an option includes it. */
export function includes(
  node: LikeTable,
  option: 'CONSTRAINTS' | 'DEFAULTS' | 'GENERATED' | 'INDEXES'
): boolean {
  let included = false;
  for (const o of node.options) if (o.option === option || o.option === 'ALL') included = o.including;
  return included;
}

/** Copies the columns: names, types, nullability; defaults and computed values where they are included. */
export function likeColumns(draft: TableDraft, table: TableDef, node: LikeTable): void {
  const implicit = isImplicitKey(table) ? explicitKeys(table.primary)[0] : undefined;
  for (const column of table.columns) {
    if (column.id === implicit || column.state !== 'public' || belongsToIndex(column)) continue;
    if (draft.column(column.name)) throw ddlErrors.columnTwice(column.name, node.span);
    draft.columns.push({
      id: draft.newColumnId(),
      name: column.name,
      type: column.type,
      nullable: column.nullable,
      slot: draft.newSlot(),
      hidden: column.hidden,
      state: 'public',
      ...(includes(node, 'DEFAULTS') ? defaultsOf(column) : {}),
      ...(includes(node, 'GENERATED') && column.computed ? { computed: column.computed } : {})
    });
  }
}

/** Shard columns and those of expressions are made again with their indexes. */
const belongsToIndex = (column: ColumnDef): boolean =>
  column.inaccessible === true ||
  (column.hidden && column.computed?.sql.startsWith('mod(fnv32(md5(') === true);

const defaultsOf = (column: ColumnDef): Partial<ColumnDef> => ({
  ...(column.defaultSql === undefined ? {} : { defaultSql: column.defaultSql }),
  ...(column.onUpdateSql === undefined ? {} : { onUpdateSql: column.onUpdateSql }),
  ...(column.usesSequences ? { usesSequences: column.usesSequences } : {})
});

/** Copies indexes and checks, after the table's own. Foreign keys are never copied. */
export function likeRest(draft: TableDraft, table: TableDef, node: LikeTable, host: DdlHost): void {
  const own = copyColumns(draft, table);
  if (includes(node, 'INDEXES'))
    for (const index of listedIndexes(table)) {
      if (draft.hasIndexName(index.name)) throw ddlErrors.duplicateIndex(index.name, node.span);
      draft.indexes.push({
        ...index,
        id: draft.newIndexId(),
        storage: host.newSecondaryStorage(),
        keys: index.keys.map((key) => ({ ...key, column: own(key.column) })),
        storing: index.storing.map(own),
        ...(index.sharded ? { sharded: { ...index.sharded, column: own(index.sharded.column) } } : {})
      });
    }
  if (includes(node, 'CONSTRAINTS'))
    for (const check of table.checks) draft.addCheck({ ...check, columns: check.columns.map(own) });
}

/** The copy of each column; those that belong to indexes are copied when they are asked for. */
function copyColumns(draft: TableDraft, table: TableDef): (id: number) => number {
  return (id) => {
    const column = table.columns.find((c) => c.id === id)!; // an index's own
    const known = draft.column(column.name);
    if (known) return known.id;
    const copy: ColumnDef = { ...column, id: draft.newColumnId(), slot: draft.newSlot() };
    draft.columns.push(copy);
    return copy.id;
  };
}
