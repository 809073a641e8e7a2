import type { Cluster } from '../cluster';
import type { Handlers } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { registerAlterations } from './ddl-alter';
import { registerDatabases } from './ddl-databases';
import { registerRanges } from './ddl-ranges';
import { registerTables } from './ddl-tables';

/** Data definition: who carries out which statement. */
export function registerDdl(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  registerDatabases(handlers, cluster, runner);
  registerTables(handlers, cluster, runner);
  registerAlterations(handlers, cluster, runner);
  registerRanges(handlers, cluster, runner);
}
