import { columnById, type TableDef } from '../../catalog/descriptors';
import { localityOf } from '../../catalog/ddl/regions';
import { encodeKeyPart } from '../../sql/types/key-encoding';
import { splitRange, type RangeState } from '../../storage/ranges';
import type { Cluster } from '../cluster';
import type { SchemaStatement } from './ddl-host';
import { regionOf } from './localities';

/**
 * Cuts the ranges of a REGIONAL BY ROW table between its regions and gives each lease to a node there; a REGIONAL BY TABLE one
 * has all its leases in its region. Leases of rows that are there already move only when the locality changes.
 */
export function placeRanges(table: TableDef, host: SchemaStatement): void {
  const { view, cluster } = host;
  const locality = localityOf(table, view);
  if (!locality) return;
  const published = cluster.catalog.get(table.id);
  const before = published?.kind === 'table' ? published : undefined;
  const isNew = before?.primary.storage !== table.primary.storage;
  if (locality.kind === 'regional by row') return placeByRow(table, locality.column, isNew, host);
  const database = view.get(table.database);
  const primary = database?.kind === 'database' ? database.primaryRegion : undefined;
  const region = (locality.kind === 'regional by table' ? locality.region : undefined) ?? primary;
  const moved = before !== undefined && JSON.stringify(before.locality) !== JSON.stringify(table.locality);
  if (region === undefined || !(isNew || moved)) return;
  moveTo(region, cluster.storage.rangesOf(table.primary.storage), isNew, cluster);
}

function placeByRow(table: TableDef, column: number, isNew: boolean, host: SchemaStatement): void {
  const { cluster } = host;
  const { storage } = table.primary;
  const type = host.plan.hydrate(columnById(table, column).type);
  if (type.family !== 'enum' || !type.def) return;
  type.def.members.forEach(({ rank, label }, i) => {
    const key = encodeKeyPart(rank, type, false);
    const made = i === 0 ? undefined : splitRange(cluster.storage.state.ranges, storage, key);
    if (made && !isNew) cluster.storage.sizes?.recount(storage);
    if (made || isNew) moveTo(label, [made ?? cluster.storage.rangeOf(storage, key)], isNew, cluster);
  });
}

function moveTo(region: string, ranges: readonly RangeState[], isNew: boolean, cluster: Cluster): void {
  const nodes = cluster.storage.liveNodes.filter(({ locality }) => regionOf(locality) === region);
  for (const range of ranges) {
    if (nodes.length === 0 || nodes.some((node) => node.id === range.leaseholder)) continue;
    const to = nodes[range.id % nodes.length].id;
    // Nothing has been promised of a range without rows that nobody watches yet.
    if (isNew) range.leaseholder = to;
    else cluster.nodes.moveLeases([range], to);
  }
}
