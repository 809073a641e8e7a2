import type { Cluster } from '../cluster';
import type { Handlers } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { registerAlterations } from './ddl-alter';
import { registerDatabases } from './ddl-databases';
import { registerFunctions } from './ddl-functions';
import { registerLocalities } from './ddl-locality';
import { registerRanges } from './ddl-ranges';
import { registerRelations } from './ddl-relations';
import { registerRoles } from './roles';
import { registerSequences } from './ddl-sequences';
import { registerTables } from './ddl-tables';
import { registerTypes } from './ddl-types';
import { registerViews } from './ddl-views';

/** Data definition: who carries out which statement. */
export function registerDdl(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  registerDatabases(handlers, cluster, runner);
  registerTables(handlers, cluster, runner);
  registerAlterations(handlers, cluster, runner);
  registerLocalities(handlers, cluster, runner);
  registerViews(handlers, cluster, runner);
  registerSequences(handlers, cluster, runner);
  registerTypes(handlers, cluster, runner);
  registerFunctions(handlers, cluster, runner);
  registerRelations(handlers, cluster, runner);
  registerRanges(handlers, cluster, runner);
  registerRoles(handlers, cluster, runner);
}
