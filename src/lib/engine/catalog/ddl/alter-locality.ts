import type { Locality as LocalityNode } from '../../sql/ast/table-def';
import { quoteName } from '../../sql/print/names';
import { quoteSql } from '../../sql/types/sql-literal';
import type { DatabaseDef, EnumTypeDef, Locality, TableDef } from '../descriptors';
import { noteAdded } from './alter-columns';
import { moveRows } from './alter-primary-key';
import type { Alteration } from './alteration';
import type { TableDraft } from './draft';
import { ddlErrors } from './errors';
import type { DdlHost } from './host';
import { addRegionColumn, REGION_COLUMN, requireRegionColumn, settleRegionKey } from './regions';

/** Where the rows of a table live: LOCALITY of CREATE TABLE, and ALTER TABLE … SET LOCALITY. */

/** The database, its enum of regions, and whether rows follow whoever changes them (`enable_auto_rehoming`). */
export interface RegionalPlace {
  readonly database: DatabaseDef;
  readonly type: EnumTypeDef;
  readonly rehome: boolean;
}

/** The region column of a new REGIONAL BY ROW table; made where it is not there. @throws SqlError 42703, 42P16 */
export function setNewLocality(
  draft: TableDraft,
  node: LocalityNode,
  { type, rehome }: RegionalPlace,
  host: DdlHost
): void {
  if (node.kind !== 'REGIONAL BY ROW') {
    draft.locality = plainLocality(node);
    return;
  }
  const name = node.name?.text ?? REGION_COLUMN;
  const found = draft.column(name);
  if (node.name && !found) throw ddlErrors.undefinedColumn(name, node.name.span);
  if (found) requireRegionColumn(found, type, { isNew: true, table: draft.name, span: node.span });
  const column = found ?? addRegionColumn(draft, type, { rehome }, host);
  if (column.nullable) draft.replaceColumn({ ...column, nullable: false });
  draft.locality = { kind: 'regional by row', column: column.id };
}

/**
 * Another locality. To and from REGIONAL BY ROW the primary key changes and with it every row's place, which changefeeds take
 * for a change of the whole table (reference §6.1).
 */
export function alterLocality(alteration: Alteration, node: LocalityNode, place: RegionalPlace): void {
  const { draft, host } = alteration;
  const before = draft.locality;
  if (node.kind === 'REGIONAL BY ROW') {
    const column = regionColumn(alteration, node, place);
    if (before?.kind === 'regional by row' && before.column === column) return;
    draft.locality = { kind: 'regional by row', column };
  } else {
    draft.locality = plainLocality(node);
    if (before?.kind !== 'regional by row') return;
  }
  const old = draft.primary!; // every table has one
  draft.primary = { ...old, id: draft.newIndexId(), storage: host.newPrimaryStorage() };
  settleRegionKey(draft, host);
  draft.change.locality = true;
  moveRows(alteration);
}

const plainLocality = (node: LocalityNode): Locality =>
  node.kind === 'GLOBAL'
    ? { kind: 'global' }
    : { kind: 'regional by table', ...(node.name ? { region: node.name.text } : {}) };

/** The id of the column that holds the region: rows that are there get the primary one. */
function regionColumn(alteration: Alteration, node: LocalityNode, place: RegionalPlace): number {
  const { draft, host, tasks } = alteration;
  const { database, type, rehome } = place;
  const name = node.name?.text ?? REGION_COLUMN;
  const found = draft.column(name);
  if (found) {
    requireRegionColumn(found, type, { isNew: false, table: draft.name, span: node.span });
    return found.id;
  }
  if (node.name) throw ddlErrors.undefinedColumn(name, node.name.span);
  const primaryRegion = database.primaryRegion ?? ''; // regional, as has been checked
  if (alteration.safeUpdates)
    throw ddlErrors.invalidDefinition(
      'cannot convert table to REGIONAL BY ROW with sql_safe_updates enabled',
      node.span,
      `SET sql_safe_updates = false, or add the column ${REGION_COLUMN} first with DEFAULT ${quoteSql(primaryRegion)} to ${quoteName(draft.name)}`
    );
  const column = addRegionColumn(draft, type, { rehome }, host);
  draft.addToFamily(draft.families[0].id, column.id);
  noteAdded(alteration, column.id, true);
  tasks.push({ kind: 'fillColumn', column: column.id, sql: primarySql(primaryRegion, column.defaultSql) });
  return column.id;
}

/** `'us-east1'::db.public.crdb_internal_region`: the type as the default spells it. */
function primarySql(region: string, defaultSql: string | undefined): string {
  const type = defaultSql?.slice(defaultSql.lastIndexOf('::') + 2) ?? '';
  return `${quoteSql(region)}::${type}`;
}

/** Whether a table's rows lie by region. */
export const isRegionalByRow = (table: Pick<TableDef, 'locality'>): boolean =>
  table.locality?.kind === 'regional by row';
