import type { CatalogView } from './catalog';
import type { DatabaseDef, Descriptor, TableDef, ZoneConfig } from './descriptors';
import { regionalDatabaseZone, regionalTableZone } from './regional-zones';

/**
 * Zone configurations: variables of tables and databases, each inherited from above where it is not set. Only `gc.ttlseconds`
 * has an effect; the rest is kept and shown.
 */

/** What every zone begins with, in the order in which SHOW ZONE CONFIGURATION prints it. */
export const ZONE_DEFAULTS: readonly (readonly [string, string])[] = [
  ['range_min_bytes', '134217728'],
  ['range_max_bytes', '536870912'],
  ['gc.ttlseconds', '14400'],
  ['num_replicas', '3'],
  ['constraints', "'[]'"],
  ['lease_preferences', "'[]'"]
];

/** All variables, in the order in which they are printed. */
export const ZONE_VARIABLES: ReadonlySet<string> = new Set([
  'range_min_bytes',
  'range_max_bytes',
  'gc.ttlseconds',
  'global_reads',
  'num_replicas',
  'num_voters',
  'constraints',
  'voter_constraints',
  'lease_preferences'
]);

/** The id of the database that holds the zones of ranges that belong to no table. */
const SYSTEM_DATABASE = 1;

/** Zones of named ranges (`RANGE default`, `RANGE system` …). */
export function rangeZone(view: ObjectsById, name: string): ZoneConfig | undefined {
  const system = view.get(SYSTEM_DATABASE);
  return system?.kind === 'database' ? system.rangeZones?.find(([range]) => range === name)?.[1] : undefined;
}

export function systemDatabase(view: CatalogView): DatabaseDef {
  const system = view.get(SYSTEM_DATABASE);
  if (system?.kind !== 'database') throw new Error('internal error: there is no system database');
  return system;
}

/** Where zones look objects up. */
type ObjectsById = Pick<CatalogView, 'get'>;

/** The zones that an object's variables come from, its own first. */
export function zonesOf(view: ObjectsById, object: Descriptor | undefined): ZoneConfig[] {
  const zones: (ZoneConfig | undefined)[] = [];
  if (object?.kind === 'table') {
    const database = view.get(object.database);
    zones.push(object.zone);
    if (database?.kind === 'database')
      zones.push(regionalTableZone(object, database), ...databaseZones(database));
  } else if (object?.kind === 'database') zones.push(...databaseZones(object));
  zones.push(rangeZone(view, 'default'));
  return zones.filter((zone) => zone !== undefined);
}

const databaseZones = (database: DatabaseDef): (ZoneConfig | undefined)[] => [
  database.zone,
  regionalDatabaseZone(database)
];

/** How long overwritten versions of a table's rows can be read: `gc.ttlseconds`; undefined where no zone sets it. */
export function gcTtlSeconds(view: ObjectsById, table: TableDef): number | undefined {
  for (const zone of zonesOf(view, table)) if (zone.gcTtlSeconds !== undefined) return zone.gcTtlSeconds;
  return undefined;
}

/** How large a range of a table grows before it is split: `range_max_bytes`. */
export function rangeMaxBytes(view: CatalogView, table: TableDef): number {
  for (const zone of zonesOf(view, table)) {
    const value = zoneVariable(zone, 'range_max_bytes');
    if (value !== undefined) return Number(value);
  }
  return 536_870_912;
}

/** One variable of a zone as text; undefined where it is inherited. */
export function zoneVariable(zone: ZoneConfig, name: string): string | undefined {
  if (name === 'gc.ttlseconds')
    return zone.gcTtlSeconds === undefined ? undefined : String(zone.gcTtlSeconds);
  return zone.others?.find(([variable]) => variable === name)?.[1];
}

/** A zone with one variable set, or inherited again (`undefined`). */
export function withVariable(zone: ZoneConfig, name: string, value: string | undefined): ZoneConfig {
  if (name === 'gc.ttlseconds') {
    const { gcTtlSeconds: _ttl, ...rest } = zone;
    return value === undefined ? rest : { ...rest, gcTtlSeconds: Number(value) };
  }
  const others = (zone.others ?? []).filter(([variable]) => variable !== name);
  return { ...zone, others: value === undefined ? others : [...others, [name, value]] };
}
