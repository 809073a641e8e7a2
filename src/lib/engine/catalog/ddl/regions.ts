import { SqlError, type Span } from '../../base/errors';
import type { Locality as LocalityNode } from '../../sql/ast/table-def';
import { parseExpression } from '../../sql/parse/parser';
import { quoteName } from '../../sql/print/names';
import type { EnumDef, SqlType } from '../../sql/types/type';
import { compareStrings } from '../../sql/types/string-order';
import type { CatalogView } from '../catalog';
import type { ColumnDef, DatabaseDef, EnumTypeDef, IndexDef, Locality, TableDef } from '../descriptors';
import type { TableDraft } from './draft';
import { makeEnumOf } from './enums';
import { ddlErrors, quoted } from './errors';
import { checkExpr } from './expressions';
import type { DdlHost } from './host';

/**
 * Localities of tables. A REGIONAL BY ROW table has a column for the region, which stands before the primary key although nobody
 * named it there: each region's rows lie together. The columns that were named stay unique whatever the region.
 */

/** The enum of a database's regions, and the column of that type which REGIONAL BY ROW makes. */
export const REGION_TYPE = 'crdb_internal_region';
export const REGION_COLUMN = 'crdb_region';

/** Regions in the order of the alphabet, as the enum has them. @param old the labels there are, whose ranks rows may hold */
export function regionEnum(regions: readonly string[], old: EnumDef | undefined): EnumDef {
  return makeEnumOf([...regions].sort(compareStrings), old);
}

/** The enum of a database's regions; undefined for a database without regions. */
export function regionTypeOf(database: number, view: CatalogView): EnumTypeDef | undefined {
  const schema = view.find(database, 'public');
  const type = schema && view.find(schema.id, REGION_TYPE);
  return type?.kind === 'type' && type.ofRegions ? type : undefined;
}

/** A table's locality: what was said of it, else what every table of a database with regions has. */
export function localityOf(table: TableDef, view: CatalogView): Locality | undefined {
  if (table.locality) return table.locality;
  const database = view.get(table.database);
  const regional = database?.kind === 'database' && database.primaryRegion !== undefined;
  return regional && !table.temporary ? { kind: 'regional by table' } : undefined;
}

/** @throws SqlError 42P16 for a database without regions, 42P16 for a region that it has not */
export function requireRegional(database: DatabaseDef, node: LocalityNode, verb: string): void {
  if (database.primaryRegion === undefined)
    throw new SqlError('42P16', `${verb} in a database that is not multi-region enabled`, {
      span: node.span,
      hint: `ALTER DATABASE ${quoteName(database.name)} SET PRIMARY REGION <region> enables it first`
    });
  const region = node.kind === 'REGIONAL BY TABLE' ? node.name : undefined;
  if (region && !database.regions?.includes(region.text))
    throw new SqlError(
      '42P16',
      `region ${quoted(region.text)} has not been added to database ${quoted(database.name)}`,
      { span: region.span, hint: `available regions: ${(database.regions ?? []).join(', ')}` }
    );
}

// --- the column ----------------------------------------------------------------------------------------------------

const typeOfRegions = (type: EnumTypeDef): SqlType => ({ family: 'enum', id: type.id, name: type.name });

/** `db.public.crdb_internal_region` */
function qualifiedType(type: EnumTypeDef, view: CatalogView): string {
  return [view.get(type.database)?.name ?? '', view.get(type.schema)?.name ?? '', type.name]
    .map(quoteName)
    .join('.');
}

/** Adds the hidden column of REGIONAL BY ROW: a row's region is the gateway's unless it is said. */
export function addRegionColumn(
  draft: TableDraft,
  type: EnumTypeDef,
  options: { readonly rehome: boolean },
  host: DdlHost
): ColumnDef {
  const stored = typeOfRegions(type);
  const sql = (call: string): string => {
    const expr = parseExpression(`${call}::${qualifiedType(type, host.view)}`);
    return checkExpr(expr, { place: 'DEFAULT', wanted: stored }, host).sql;
  };
  const column: ColumnDef = {
    id: draft.newColumnId(),
    name: REGION_COLUMN,
    type: stored,
    nullable: false,
    slot: draft.newSlot(),
    defaultSql: sql('default_to_database_primary_region(gateway_region())'),
    ...(options.rehome ? { onUpdateSql: sql('rehome_row()') } : {}),
    hidden: true,
    state: 'public'
  };
  draft.columns.push(column);
  return column;
}

/** A column that is there already and is to hold the region. @throws SqlError 42P16 for one that cannot */
export function requireRegionColumn(
  column: ColumnDef,
  type: EnumTypeDef,
  parts: { readonly isNew: boolean; readonly table: string; readonly span: Span }
): void {
  const { isNew, table, span } = parts;
  const fits = column.type.family === 'enum' && column.type.id === type.id;
  if (!fits)
    throw ddlErrors.invalidDefinition(
      `cannot use column ${column.name} for REGIONAL BY ROW table as it does not have the ${REGION_TYPE} type`,
      span
    );
  if (column.nullable && !isNew)
    throw ddlErrors.invalidDefinition(
      `cannot use column ${column.name} for REGIONAL BY ROW table as it may contain NULL values`,
      span,
      `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quoteName(column.name)} SET NOT NULL first`
    );
}

// --- the key -------------------------------------------------------------------------------------------------------

/**
 * Puts the region before the primary key of a REGIONAL BY ROW table, with an index that keeps the rest of the key unique over
 * all regions, and takes both away where the table is no longer one.
 */
export function settleRegionKey(draft: TableDraft, host: DdlHost): IndexDef | undefined {
  const primary = draft.primary!; // called when there is one
  const { region: before, ...plain } = primary;
  const keys = primary.keys.filter((key) => key.column !== before);
  draft.indexes = draft.indexes.filter((index) => index.unlisted !== 'primary key');
  const { locality } = draft;
  const region = locality?.kind === 'regional by row' ? locality.column : undefined;
  // Where the key was given with the region in front there is nothing to add.
  if (region === undefined || keys[0].column === region) {
    draft.primary = { ...plain, keys };
    return undefined;
  }
  const others = keys.filter((key) => key.column !== region);
  draft.primary = { ...plain, region, keys: [{ column: region, descending: false }, ...others] };
  if (others.length < keys.length) return undefined;
  const { sharded: _sharded, params: _params, comment: _comment, ...rest } = plain;
  const unique: IndexDef = {
    ...rest,
    id: draft.newIndexId(),
    storage: host.newSecondaryStorage(),
    keys: keys.filter((key) => key.column !== primary.sharded?.column),
    unlisted: 'primary key'
  };
  draft.indexes.push(unique);
  return unique;
}
