import { Authority } from '../../catalog/privileges';
import type { ShowStatement } from '../../sql/ast/show';
import type { Cluster } from '../cluster';
import { errors } from '../errors';
import type { Handlers, StatementContext, StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { isRefusedShow, REFUSED_SHOWS } from './classification';
import { showCreateFunction, showFunctions } from './ddl-functions';
import { showConnections, showCreateConnections } from './external-connections';
import { showJobs } from './jobs';
import { showCreateSchedules, showSchedules } from './schedules';
import { showClusterSetting, showClusterSettings, showVariable } from './settings';
import { showDatabases, showSchemas, showTables } from './show-names';
import {
  showEnums,
  showFullScans,
  showLocality,
  showPolicies,
  showRegions,
  showSequences,
  showStatistics,
  showSurvivalGoal,
  showTriggers,
  showTypes
} from './show-objects';
import { showRangeForRow, showRanges } from './show-ranges';
import {
  showDefaultPrivileges,
  showGrants,
  showRoles,
  showRoleSettings,
  showSystemGrants
} from './show-roles';
import {
  showLastQueryStatistics,
  showQueries,
  showSavepoints,
  showSessions,
  showSyntax,
  showTransactions,
  showTransactionStatus
} from './show-sessions';
import {
  showColumns,
  showConstraints,
  showCreate,
  showCreateAll,
  showCreateDatabase,
  showCreateIndexes,
  showDatabaseIndexes,
  showIndexes
} from './show-table';
import { showPartitions } from './show-partitions';
import { showZone, showZones } from './show-zones';

/** What a SHOW statement is answered from. */
export interface ShowRequest {
  readonly cluster: Cluster;
  readonly runner: StatementRunner;
  readonly ctx: StatementContext;
  readonly authority: Authority;
}

type Answer<W extends ShowStatement['what']> = (
  statement: Extract<ShowStatement, { what: W }>,
  request: ShowRequest
) => StatementResult;

/** One function for each kind of SHOW that is not refused. */
type Answers = {
  readonly [W in Exclude<ShowStatement['what'], keyof typeof REFUSED_SHOWS>]: (
    statement: never,
    request: ShowRequest
  ) => StatementResult;
};

const ANSWERS: Answers = {
  variable: (({ name, span }, { ctx }) => showVariable(name, ctx, span)) satisfies Answer<'variable'>,
  clusterSetting: (({ name, span }, { cluster }) =>
    showClusterSetting(cluster, name, span)) satisfies Answer<'clusterSetting'>,
  clusterSettings: ((_statement, { cluster }) =>
    showClusterSettings(cluster)) satisfies Answer<'clusterSettings'>,
  jobs: (({ jobs }, { cluster, runner, ctx }) =>
    showJobs(jobs, cluster, runner, ctx)) satisfies Answer<'jobs'>,
  tables: showTables,
  databases: showDatabases,
  schemas: showSchemas,
  columns: showColumns,
  constraints: showConstraints,
  indexes: showIndexes,
  databaseIndexes: showDatabaseIndexes,
  createTable: showCreate,
  createDatabase: showCreateDatabase,
  createIndexes: showCreateIndexes,
  createAll: showCreateAll,
  sequences: showSequences,
  enums: showEnums,
  functions: showFunctions,
  procedures: showFunctions,
  createRoutine: showCreateFunction,
  types: showTypes,
  triggers: showTriggers,
  policies: showPolicies,
  partitions: showPartitions,
  statistics: showStatistics,
  fullScans: showFullScans,
  roles: showRoles,
  users: showRoles,
  roleSettings: showRoleSettings,
  grants: showGrants,
  systemGrants: showSystemGrants,
  defaultPrivileges: showDefaultPrivileges,
  sessions: showSessions,
  queries: showQueries,
  transactions: showTransactions,
  savepointStatus: showSavepoints,
  transactionStatus: showTransactionStatus,
  syntax: showSyntax,
  lastQueryStatistics: showLastQueryStatistics,
  ranges: showRanges,
  rangeForRow: showRangeForRow,
  zoneConfiguration: showZone,
  zoneConfigurations: showZones,
  regions: showRegions,
  survivalGoal: showSurvivalGoal,
  locality: showLocality,
  externalConnections: showConnections,
  createExternalConnections: showCreateConnections,
  schedules: showSchedules,
  createSchedules: showCreateSchedules
};

/** SHOW. */
export function registerShow(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('show', (statement, ctx) => {
    const { what } = statement;
    if (isRefusedShow(what))
      throw errors.unsupported(REFUSED_SHOWS[what].name, REFUSED_SHOWS[what].instead, statement.span);
    const answer = ANSWERS[what] as Answer<ShowStatement['what']>;
    return answer(statement, {
      cluster,
      runner,
      ctx,
      // Made when asked for: what only looks at the transaction runs outside any, without a catalog.
      get authority() {
        return new Authority(ctx.catalog);
      }
    });
  });
}
