import type { CatalogView } from '../../catalog/catalog';
import type { DatabaseDef, TableDef, ZoneConfig } from '../../catalog/descriptors';
import { ddlErrors } from '../../catalog/ddl/errors';
import { regionalTableZone } from '../../catalog/regional-zones';
import { rangeZone, zonesOf, zoneVariable, ZONE_DEFAULTS, ZONE_VARIABLES } from '../../catalog/zones';
import { quoteName } from '../../sql/print/names';
import type { ShowStatement } from '../../sql/ast/show';
import { STRING } from '../../sql/types/type';
import type { StatementResult } from '../statement';
import type { ShowRequest } from './show';
import { column, listing } from './show-listing';
import { tableNamed } from './show-table';

/** SHOW ZONE CONFIGURATION. */

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

const COLUMNS = [column('target', STRING), column('raw_config_sql', STRING)];

/** `ALTER TABLE … CONFIGURE ZONE USING` with the variables that were set; undefined where there are none. */
export function zoneStatement(table: TableDef, view: CatalogView): string | undefined {
  const { zone } = table;
  const set = zone ? ownVariables(zone) : [];
  return set.length > 0
    ? `ALTER TABLE ${tableTarget(table, view)} CONFIGURE ZONE USING\n${zoneLines(set)}`
    : undefined;
}

type Variables = readonly (readonly [string, string])[];

/** Variables as they stand in CONFIGURE ZONE USING, one a line. */
export const zoneLines = (variables: Variables, indent = '\t'): string =>
  variables.map(([name, value]) => `${indent}${name} = ${value}`).join(',\n');

/** The variables that a zone sets itself. */
export const ownVariables = (zone: ZoneConfig): Variables =>
  [...ZONE_VARIABLES].flatMap((name) => {
    const value = zoneVariable(zone, name);
    return value === undefined ? [] : [[name, value] as const];
  });

function tableTarget(table: TableDef, view: CatalogView): string {
  return [view.get(table.database)?.name, view.get(table.schema)?.name, table.name]
    .map((name) => quoteName(name ?? ''))
    .join('.');
}

/** Every variable in force, inherited ones included. */
export function variablesInForce(zones: readonly ZoneConfig[]): Variables {
  const names = [...ZONE_VARIABLES];
  const initial = new Map(ZONE_DEFAULTS);
  return names.flatMap((name) => {
    const value =
      zones.map((zone) => zoneVariable(zone, name)).find((v) => v !== undefined) ?? initial.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

const row = (kind: string, name: string, zones: readonly ZoneConfig[]): [string, string] => [
  `${kind} ${name}`,
  `ALTER ${kind} ${name} CONFIGURE ZONE USING\n${zoneLines(variablesInForce(zones))}`
];

export function showZone({ target, span }: Of<'zoneConfiguration'>, request: ShowRequest): StatementResult {
  const { ctx, runner } = request;
  const { catalog } = ctx;
  const ranges = zonesOf(catalog, undefined);
  switch (target.kind) {
    case 'range': {
      const zone = rangeZone(catalog, target.name);
      return listing(COLUMNS, [row('RANGE', target.name, zone ? [zone, ...ranges] : ranges)]);
    }
    case 'database': {
      const database = runner.names(ctx.session, catalog).database(target.name.text, target.name.span);
      return listing(COLUMNS, [
        hasZone(database) ? databaseRow(database, catalog) : row('RANGE', 'default', ranges)
      ]);
    }
    case 'table': {
      const table = tableNamed(target.table, request);
      const database = catalog.get(table.database) as DatabaseDef;
      if (table.zone || regionalTableZone(table, database))
        return listing(COLUMNS, [row('TABLE', tableTarget(table, catalog), zonesOf(catalog, table))]);
      return listing(COLUMNS, [
        hasZone(database) ? databaseRow(database, catalog) : row('RANGE', 'default', ranges)
      ]);
    }
    case 'index':
    case 'allIndexes':
      throw ddlErrors.unsupported('zones of indexes', 'SHOW ZONE CONFIGURATION FROM TABLE', span);
  }
}

const hasZone = ({ zone, primaryRegion }: DatabaseDef): boolean =>
  zone !== undefined || primaryRegion !== undefined;

const databaseRow = (database: DatabaseDef, view: CatalogView): [string, string] =>
  row('DATABASE', quoteName(database.name), zonesOf(view, database));

export function showZones(_statement: Of<'zoneConfigurations'>, { ctx }: ShowRequest): StatementResult {
  const { catalog } = ctx;
  const rows = [row('RANGE', 'default', zonesOf(catalog, undefined))];
  for (const database of catalog.children(0)) {
    if (database.kind !== 'database') continue;
    if (hasZone(database)) rows.push(databaseRow(database, catalog));
    for (const schema of catalog.children(database.id))
      for (const table of catalog.children(schema.id))
        if (table.kind === 'table' && (table.zone || regionalTableZone(table, database)))
          rows.push(row('TABLE', tableTarget(table, catalog), zonesOf(catalog, table)));
  }
  return listing(COLUMNS, rows);
}
