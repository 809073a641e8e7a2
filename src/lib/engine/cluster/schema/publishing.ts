import type { SchemaChangeEvent } from '../../base/events';
import type { Timestamp } from '../../base/timestamp';
import type { Descriptor, TableDef } from '../../catalog/descriptors';
import { publishedLabels } from '../../catalog/ddl/enums';
import type { Cluster } from '../cluster';

/** New versions of descriptors become valid: everybody who keeps something about them is told. */
export function publish(
  cluster: Cluster,
  descriptors: readonly Descriptor[],
  at: Timestamp,
  statement: number
): void {
  const published = descriptors.map((descriptor) => stamped(descriptor, at));
  keepCollected(cluster, published);
  cluster.catalog.publish(published);
  tellSizes(cluster, published);
  for (const descriptor of published)
    if (descriptor.kind === 'table')
      cluster.history.append({
        type: 'schema_change',
        t: cluster.now,
        table: descriptor.name,
        id: descriptor.id,
        ...whatBecameOfRows(descriptor),
        version: descriptor.version,
        mvcc: at,
        statement
      });
  cluster.schedules.published(published, statement);
  cluster.connections.published(published);
  cluster.changefeeds.schemaChanged(published.map(({ id }) => id));
}

/** A longer `gc.ttlseconds` brings back nothing that has been collected. */
function keepCollected({ catalog, storage }: Cluster, published: readonly Descriptor[]): void {
  const rezoned = published.filter((object) => hasOtherZone(object, catalog.get(object.id)));
  if (rezoned.length === 0) return;
  const of = new Set(rezoned.map(({ id }) => id));
  const isAll = rezoned.some((object) => object.kind === 'database' && object.rangeZones);
  for (const table of catalog.all())
    if (table.kind === 'table' && (isAll || of.has(table.id) || of.has(table.database)))
      storage.gc.fix([table.id]);
}

function hasOtherZone(object: Descriptor, before: Descriptor | undefined): boolean {
  if (object.kind === 'table') return before?.kind === 'table' && object.zone !== before.zone;
  if (object.kind !== 'database' || before?.kind !== 'database') return false;
  return object.zone !== before.zone || object.rangeZones !== before.rangeZones;
}

/** Rows that have moved into another index, or another `range_max_bytes`, may ask for smaller ranges. */
function tellSizes({ storage: { sizes }, catalog }: Cluster, published: readonly Descriptor[]): void {
  for (const object of published) {
    if (object.dropped) continue;
    if (object.kind === 'table' && object.change?.primaryKey) sizes?.recount(object.primary.storage);
    else if (object.kind === 'table' && object.zone) sizes?.limitChanged(object.primary.storage);
    if (object.kind !== 'database' || !(object.zone ?? object.rangeZones)) continue;
    for (const table of catalog.all()) if (table.kind === 'table') sizes?.limitChanged(table.primary.storage);
  }
}

function whatBecameOfRows(table: TableDef): Pick<SchemaChangeEvent, 'rows' | 'columns'> {
  const { dropped, change } = table;
  if (dropped || change?.truncate) return { rows: 'removed' };
  const columns = whatBecameOfColumns(table);
  return {
    ...(change?.primaryKey || change?.locality ? { rows: 'rekeyed' } : {}),
    ...(columns ? { columns } : {})
  };
}

/** As the changefeeds' schema feed sees it, before their options and families are looked at (reference §6.1). */
function whatBecameOfColumns({ change, columns }: TableDef): SchemaChangeEvent['columns'] {
  if (!change) return undefined;
  const byId = new Map(columns.map((column) => [column.id, column]));
  const added = (change.addedColumns ?? []).filter(({ column }) => {
    const def = byId.get(column);
    return def && !def.hidden && !def.computed?.virtual;
  });
  if (added.some(({ backfill }) => backfill)) return 'copied';
  if (change.droppedColumns?.some(({ virtual }) => !virtual)) return 'copied';
  return added.length > 0 ? 'added' : undefined;
}

/** A new version with its time. */
function stamped(descriptor: Descriptor, at: Timestamp): Descriptor {
  if (descriptor.kind === 'type')
    return { ...descriptor, modified: at, def: publishedLabels(descriptor.def) };
  if (descriptor.kind !== 'table') return { ...descriptor, modified: at };
  return {
    ...descriptor,
    modified: at,
    ...(descriptor.version === 1 ? { created: at } : {}),
    ...(descriptor.change?.truncate ? { truncated: at } : {})
  };
}
