import type { ShowStatement } from '../../sql/ast/show';
import type { Cluster } from '../cluster';
import { errors } from '../errors';
import type { Handlers, StatementContext, StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { showJobs } from './jobs';
import { showClusterSetting, showClusterSettings, showVariable } from './settings';
import { showDatabases, showSchemas, showTables } from './show-names';

/** What a SHOW statement is answered with; one function for each kind of them. */
export interface ShowRequest {
  readonly cluster: Cluster;
  readonly runner: StatementRunner;
  readonly ctx: StatementContext;
}

type Answer<W extends ShowStatement['what']> = (
  statement: Extract<ShowStatement, { what: W }>,
  request: ShowRequest
) => StatementResult;
type Answers = { [W in ShowStatement['what']]?: Answer<W> };

const ANSWERS: Answers = {
  variable: ({ name, span }, { ctx }) => showVariable(name, ctx, span),
  clusterSetting: ({ name, span }, { cluster }) => showClusterSetting(cluster, name, span),
  clusterSettings: (_statement, { cluster }) => showClusterSettings(cluster),
  jobs: ({ jobs }, { cluster, runner, ctx }) => showJobs(jobs, cluster, runner, ctx),
  tables: showTables,
  databases: showDatabases,
  schemas: showSchemas
};

/** SHOW. */
export function registerShow(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('show', (statement, ctx) => {
    const answer = ANSWERS[statement.what] as
      ((s: ShowStatement, r: ShowRequest) => StatementResult) | undefined;
    if (!answer) throw errors.unsupported(`SHOW (${statement.what})`, undefined, statement.span);
    return answer(statement, { cluster, runner, ctx });
  });
}
