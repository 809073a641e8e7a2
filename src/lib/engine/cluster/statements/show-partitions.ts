import type { CatalogView } from '../../catalog/catalog';
import { namedIndexes, type DatabaseDef, type IndexDef, type TableDef } from '../../catalog/descriptors';
import { ddlErrors } from '../../catalog/ddl/errors';
import { regionalPartitionZone } from '../../catalog/regional-zones';
import { zonesOf } from '../../catalog/zones';
import type { ShowStatement } from '../../sql/ast/show';
import { STRING } from '../../sql/types/type';
import type { StatementResult } from '../statement';
import type { ShowRequest } from './show';
import { column, listing } from './show-listing';
import { tableNamed } from './show-table';
import { ownVariables, variablesInForce, zoneLines } from './show-zones';

/** SHOW PARTITIONS: each index of a REGIONAL BY ROW table has one for each region. Nothing else is partitioned here. */

type Shown = Extract<ShowStatement, { what: 'partitions' }>;

const COLUMNS = [
  'database_name',
  'table_name',
  'partition_name',
  'parent_partition',
  'column_names',
  'index_name',
  'partition_value',
  'zone_config',
  'full_zone_config'
].map((name) => column(name, STRING));

export function showPartitions(statement: Shown, request: ShowRequest): StatementResult {
  return listing(
    COLUMNS,
    indexesOf(statement, request).flatMap(([table, index]) => partitionsOf(table, index, request.ctx.catalog))
  );
}

function indexesOf({ of }: Shown, request: ShowRequest): (readonly [TableDef, IndexDef])[] {
  const { ctx, runner } = request;
  const every = (table: TableDef) => namedIndexes(table).map((index) => [table, index] as const);
  switch (of.kind) {
    case 'table':
    case 'allIndexes':
      return every(tableNamed(of.table, request));
    case 'database': {
      const database = runner.names(ctx.session, ctx.catalog).database(of.name.text, of.name.span);
      return ctx.catalog
        .children(database.id)
        .flatMap((schema) => ctx.catalog.children(schema.id))
        .filter((d): d is TableDef => d.kind === 'table')
        .flatMap(every);
    }
    case 'index': {
      const { table: name, index, span } = of.index;
      if (!name) throw ddlErrors.unsupported('an index without its table here', 'write table@index', span);
      const found = every(tableNamed(name, request)).filter(([, { name }]) => name === index);
      if (found.length === 0) throw ddlErrors.undefinedIndex(index, span);
      return found;
    }
  }
}

function partitionsOf(table: TableDef, index: IndexDef, view: CatalogView): (string | null)[][] {
  const { locality } = table;
  if (locality?.kind !== 'regional by row') return [];
  const database = view.get(table.database) as DatabaseDef;
  const name = table.columns.find(({ id }) => id === locality.column)?.name ?? null;
  return [...(database.regions ?? [])]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((region) => {
      const zone = regionalPartitionZone(database, region);
      return [
        database.name,
        table.name,
        region,
        null,
        name,
        `${table.name}@${index.name}`,
        `('${region}')`,
        zoneLines(ownVariables(zone), ''),
        zoneLines(variablesInForce([zone, ...zonesOf(view, table)]), '')
      ];
    });
}
