import type { Cluster } from '../cluster';
import type { VirtualTables } from '../virtual-tables';
import { CRDB_INTERNAL } from './crdb-internal';
import { defineVirtual } from './define';
import { INFORMATION_SCHEMA } from './information-schema';
import { NODE_METRICS } from './node-metrics';
import { PG_CATALOG } from './pg-catalog';
import { PG_SESSION } from './pg-session';
import { ACTIVE_RANGE_FEEDS } from './range-feeds';
import { SYSTEM_TABLES } from './system-tables';

/** Makes every virtual table known. */
export function registerVirtualTables(virtual: VirtualTables, cluster: Cluster): void {
  defineVirtual(virtual, cluster, [
    ...INFORMATION_SCHEMA,
    ...PG_CATALOG,
    ...PG_SESSION,
    ...CRDB_INTERNAL,
    NODE_METRICS,
    ACTIVE_RANGE_FEEDS,
    ...SYSTEM_TABLES
  ]);
}
