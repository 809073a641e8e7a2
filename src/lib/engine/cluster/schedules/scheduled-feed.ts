import { assert } from '../../base/assert';
import { parseStatement } from '../../sql/parse/parser';
import type { Cluster } from '../cluster';
import { withJobContext } from '../schema/job-context';
import type { ScheduledWork, ScheduleRecord } from './schedule-state';

/**
 * A schedule's changefeed: an ordinary job that scans and succeeds.
 * @throws SqlError as CREATE CHANGEFEED would
 */
export function runScheduledFeed(
  cluster: Cluster,
  record: ScheduleRecord,
  work: Extract<ScheduledWork, { kind: 'changefeed' }>
): void {
  const [gateway] = cluster.storage.liveNodes;
  const user = {
    user: record.owner,
    database: work.database,
    variables: work.variables,
    node: gateway?.id ?? 1,
    statement: record.statement
  };
  const statement = parseStatement(work.sql);
  assert(statement.kind === 'createChangefeed', () => `schedule ${record.id} makes no changefeed`);
  const job = withJobContext(cluster, user, (ctx) =>
    cluster.createFeedJob(statement, { ...ctx, text: work.sql }, record.id)
  );
  cluster.jobs.start(job);
}
