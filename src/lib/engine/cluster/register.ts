import type { Cluster } from './cluster';
import type { Handlers } from './statement';
import type { StatementRunner } from './statement-runner';
import { registerChangefeeds } from './statements/changefeeds';
import { registerCursors } from './statements/cursors';
import { registerConnections } from './statements/external-connections';
import { registerDdl } from './statements/ddl';
import { registerExplain } from './statements/explain';
import { registerJobs } from './statements/jobs';
import { registerSchedules } from './statements/schedules';
import { registerSettings } from './statements/settings';
import { registerShow } from './statements/show';
import { registerTransactions } from './statements/transactions';
import type { VirtualTables } from './virtual-tables';
import { registerVirtualTables } from './virtual/register';

/** Who carries out which statement. */
export function registerHandlers(
  handlers: Handlers,
  virtual: VirtualTables,
  cluster: Cluster,
  runner: StatementRunner
): void {
  registerTransactions(handlers, cluster, runner);
  registerSettings(handlers, cluster, runner);
  registerCursors(handlers, cluster, runner);
  registerDdl(handlers, cluster, runner);
  registerChangefeeds(handlers, cluster, runner);
  registerConnections(handlers, cluster, runner);
  registerJobs(handlers, virtual, cluster, runner);
  registerExplain(handlers, runner);
  registerSchedules(handlers, cluster, runner);
  registerShow(handlers, cluster, runner);
  registerVirtualTables(virtual, cluster);
}
