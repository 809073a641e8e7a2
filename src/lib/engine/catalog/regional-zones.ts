import type { DatabaseDef, TableDef, ZoneConfig } from './descriptors';

/**
 * The zones that regions make by themselves: replicas in every region, voters and leases at home. As
 * zoneConfigForMultiRegionDatabase and its neighbours in CockroachDB; nothing here but SHOW ZONE CONFIGURATION reads them.
 */

type Variable = readonly [string, string];

/** The zone of a database with regions; undefined for one without. */
export function regionalDatabaseZone(database: DatabaseDef): ZoneConfig | undefined {
  const { primaryRegion } = database;
  if (primaryRegion === undefined) return undefined;
  return { others: [...replicas(database), ...voters(database, primaryRegion)] };
}

/** What a table's locality changes of its database's zone; undefined where it changes nothing. */
export function regionalTableZone({ locality }: TableDef, database: DatabaseDef): ZoneConfig | undefined {
  const { primaryRegion } = database;
  if (primaryRegion === undefined || !locality) return undefined;
  if (locality.kind === 'global') {
    const { others = [] } = regionalDatabaseZone(database) ?? {};
    return { others: [['global_reads', 'true'], ...others] };
  }
  if (locality.kind === 'regional by row' || locality.region === undefined) return undefined;
  return { others: [...replicas(database), ...voters(database, locality.region)] };
}

/** What the partition of one region has of its own, in a REGIONAL BY ROW table; its copies are those of the database. */
export function regionalPartitionZone(database: DatabaseDef, region: string): ZoneConfig {
  return { others: [['num_voters', votersOf(database)], ...voters(database, region)] };
}

const survivesRegion = ({ survival }: DatabaseDef): boolean => survival === 'region';

const votersOf = (database: DatabaseDef): string => (survivesRegion(database) ? '5' : '3');

function replicas(database: DatabaseDef): Variable[] {
  const regions = [...(database.regions ?? [])].sort((a, b) => (a < b ? -1 : 1));
  const others = regions.length - 1;
  const count = survivesRegion(database) ? Math.max(5, 2 + others) : 3 + others;
  return [
    ['num_replicas', String(count)],
    ['num_voters', votersOf(database)],
    ['constraints', `'{${regions.map((region) => `+region=${region}: 1`).join(', ')}}'`]
  ];
}

function voters(database: DatabaseDef, home: string): Variable[] {
  return [
    ['voter_constraints', survivesRegion(database) ? `'{+region=${home}: 2}'` : `'[+region=${home}]'`],
    ['lease_preferences', `'[[+region=${home}]]'`]
  ];
}
