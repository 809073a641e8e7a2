import { releaseOf, type Release } from '../../base/release';
import { normalizeInt, type Datum, type Row } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { NS_PER_SECOND, type Nanos, type Timestamp } from '../../base/timestamp';
import { Authority } from '../../catalog/privileges';
import type { AlterJobOwnerStatement, JobAction, JobSelection } from '../../sql/ast/job';
import type { ShowJobs } from '../../sql/ast/show';
import { arrayOf, DECIMAL, FLOAT, INT, STRING, TIMESTAMPTZ, type SqlType } from '../../sql/types/type';
import type { Cluster } from '../cluster';
import { isTerminal, shownError, type JobRecord } from '../jobs';
import { WaitsForJob } from '../schema/claims';
import { WAITS_FOR_GC } from '../schema/reclaim';
import type { ScheduleRecord } from '../schedules/schedule-state';
import { done, type Handlers, type StatementContext, type StatementResult } from '../statement';
import { textOf } from './feed-definition';
import type { StatementRunner } from '../statement-runner';
import type { VirtualTables } from '../virtual-tables';
import { cancelQueries, cancelSessions } from './cancel';
import { newOwner } from './ddl-databases';
import { SchemaStatement } from './ddl-host';
import { idsOf, listedIds } from './ids';
import { selectSchedules } from './schedules';
import { namesNow } from './altered-targets';

/** PAUSE, RESUME and CANCEL of jobs, and how jobs are listed (reference §1.6, §8.1). */
export function registerJobs(
  handlers: Handlers,
  virtual: VirtualTables,
  cluster: Cluster,
  runner: StatementRunner
): void {
  handlers.on('controlJobs', (statement, ctx) => {
    const jobs = selectJobs(statement.jobs, statement.action, cluster, runner, ctx);
    const authority = new Authority(ctx.catalog);
    for (const job of jobs) authority.requireJobControl(ctx.session.user, job);
    const reason = statement.reason ? textOf(statement.reason) : null;
    for (const job of jobs) {
      if (statement.action === 'PAUSE') cluster.jobs.pause(job, reason);
      else if (statement.action === 'RESUME') cluster.jobs.resume(job);
      else cluster.jobs.cancel(job);
    }
    return done(`${statement.action} JOBS ${jobs.length}`, 1000);
  });
  handlers.on('alterJobOwner', (statement, ctx) =>
    alterOwner(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('cancelQueries', (statement, ctx) => cancelQueries(statement, ctx, cluster, runner));
  handlers.on('cancelSessions', (statement, ctx) => cancelSessions(statement, ctx, cluster, runner));

  virtual.add('crdb_internal', {
    kind: 'virtual',
    id: 1,
    name: 'jobs',
    columns: INTERNAL_JOB_COLUMNS,
    rows: () => cluster.jobs.all.map((job) => internalJobRow(cluster, job))
  });
}

/** @throws SqlError naming a job that does not exist */
function selectJobs(
  selection: JobSelection,
  action: JobAction,
  cluster: Cluster,
  runner: StatementRunner,
  ctx: StatementContext
): JobRecord[] {
  switch (selection.kind) {
    case 'job':
    case 'jobs': {
      const column = { statement: `${action} JOBS`, name: 'job_id', type: INT };
      return idsOf(selection, column, ctx, runner).map((id) => {
        const job = cluster.jobs.get(String(id));
        if (!job) throw new SqlError('42704', `job with ID ${String(id)} does not exist`);
        return job;
      });
    }
    case 'all': {
      if (selection.type.text !== 'changefeed')
        throw new SqlError(
          '0A000',
          `${selection.type.text} jobs: the playground has only changefeed jobs to control`,
          { span: selection.type.span }
        );
      return cluster.jobs.all.filter((job) => job.type === 'CHANGEFEED' && isLegal(action, job));
    }
    case 'schedule':
    case 'schedules': {
      const id = selection.kind === 'schedule' ? selection.id : undefined;
      const query = selection.kind === 'schedules' ? selection.query : undefined;
      return jobsOfSchedules(selectSchedules(id, query, ctx, cluster, runner), cluster).filter((job) =>
        isLegal(action, job)
      );
    }
  }
}

/** Whether a job can be meant by a statement that speaks of all of them: those it would be an error for are passed over. */
function isLegal(action: JobAction, { status }: JobRecord): boolean {
  if (action === 'RESUME') return status === 'paused';
  if (action === 'PAUSE') return status === 'running' || status === 'pending';
  return !isTerminal(status) && status !== 'reverting' && status !== 'cancel-requested';
}

function jobsOfSchedules(schedules: readonly ScheduleRecord[], cluster: Cluster): JobRecord[] {
  const ids = new Set(schedules.map(({ id }) => id));
  return cluster.jobs.all.filter((job) => job.schedule !== null && ids.has(job.schedule));
}

/** A job's owner, an admin, or CONTROLJOB may give it away. @throws SqlError 42501, 42704 */
function alterOwner(statement: AlterJobOwnerStatement, host: SchemaStatement): StatementResult {
  const { cluster, ctx } = host;
  const id = jobId(statement.job, host.runner, ctx);
  const job = id === null ? undefined : cluster.jobs.get(String(id));
  if (!job) throw new SqlError('42704', `job with ID ${String(id ?? 'NULL')} does not exist`);
  host.authority.requireJobControl(host.user, job);
  job.owner = newOwner(statement.owner, host);
  return done('ALTER JOB');
}

/** A job id: any integer expression. */
export function jobId(
  expr: Parameters<StatementRunner['scalar']>[0],
  runner: StatementRunner,
  ctx: StatementContext
): Datum {
  const { type, value } = runner.scalar(expr, ctx);
  if (value === null) return null;
  if (type.family === 'int') return value;
  // A constant in quotes is read as the integer it stands for.
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return normalizeInt(BigInt(value));
  const what = typeof value === 'string' ? `"${value}"` : `type ${type.family}`;
  throw new SqlError('42804', `a job id must be type int: ${what} is none`, { span: expr.span });
}

type Column = { readonly name: string; readonly type: SqlType };
const col = (name: string, type: SqlType): Column => ({ name, type });

const CHANGEFEED_JOB_COLUMNS: readonly Column[] = [
  col('job_id', INT),
  col('description', STRING),
  col('user_name', STRING),
  col('status', STRING),
  col('running_status', STRING),
  col('created', TIMESTAMPTZ),
  col('started', TIMESTAMPTZ),
  col('finished', TIMESTAMPTZ),
  col('modified', TIMESTAMPTZ),
  col('high_water_timestamp', DECIMAL),
  col('readable_high_water_timestamptz', TIMESTAMPTZ),
  col('error', STRING),
  col('sink_uri', STRING),
  col('full_table_names', arrayOf(STRING)),
  col('topics', STRING),
  col('format', STRING)
];

const JOB_COLUMNS: readonly Column[] = [
  col('job_id', INT),
  col('job_type', STRING),
  col('description', STRING),
  col('statement', STRING),
  col('user_name', STRING),
  col('status', STRING),
  col('running_status', STRING),
  col('created', TIMESTAMPTZ),
  col('finished', TIMESTAMPTZ),
  col('modified', TIMESTAMPTZ),
  col('fraction_completed', FLOAT),
  col('error', STRING),
  col('coordinator_id', INT)
];

const INTERNAL_JOB_COLUMNS: readonly Column[] = [
  ...JOB_COLUMNS.slice(0, 8),
  col('started', TIMESTAMPTZ),
  ...JOB_COLUMNS.slice(8, 11),
  col('high_water_timestamp', DECIMAL),
  ...JOB_COLUMNS.slice(11)
];

/** How far back finished jobs are listed. */
const LISTED_FOR_NS: Nanos = 12 * 3600 * NS_PER_SECOND;

/** SHOW JOBS and SHOW CHANGEFEED JOBS in their forms. */
export function showJobs(
  show: ShowJobs,
  cluster: Cluster,
  runner: StatementRunner,
  ctx: StatementContext
): StatementResult {
  const changefeeds = show.type === 'CHANGEFEED';
  const authority = new Authority(ctx.catalog);
  const jobs = listedJobs(show, cluster, runner, ctx).filter(
    (job) => (!changefeeds || job.type === 'CHANGEFEED') && authority.maySeeJob(ctx.session.user, job.owner)
  );
  if (show.block) for (const job of jobs) if (!isTerminal(job.status)) throw new WaitsForJob(job.id);
  if (changefeeds) return changefeedListing(jobs, cluster);
  const full = show.id !== undefined;
  const resolved = show.options.includes('RESOLVED TIMESTAMP');
  const columns = resolved ? [...JOB_COLUMNS, col('resolved_timestamp', DECIMAL)] : JOB_COLUMNS;
  return listing(
    columns,
    jobs.map((job) => [...jobRow(cluster, job, full), ...(resolved ? [highWaterDecimal(cluster, job)] : [])])
  );
}

/** Columns that came with a release (reference §8.1, §9). */
const COLUMN_SINCE: ReadonlyMap<string, Release> = new Map([
  ['topics', releaseOf(23, 1)],
  ['readable_high_water_timestamptz', releaseOf(25, 1)]
]);

function changefeedListing(jobs: readonly JobRecord[], cluster: Cluster): StatementResult {
  const shown = CHANGEFEED_JOB_COLUMNS.map(({ name }) =>
    cluster.settings.isAtLeast(COLUMN_SINCE.get(name) ?? 0)
  );
  return listing(
    CHANGEFEED_JOB_COLUMNS.filter((_, i) => shown[i]),
    jobs.map((job) => changefeedJobRow(cluster, job).filter((_, i) => shown[i]))
  );
}

function listedJobs(
  show: ShowJobs,
  cluster: Cluster,
  runner: StatementRunner,
  ctx: StatementContext
): JobRecord[] {
  if (show.id || show.query) {
    const ids = new Set(listedIds(show, ctx, runner).map(String));
    return cluster.jobs.all.filter((job) => ids.has(job.id));
  }
  if (show.scheduleId || show.scheduleQuery)
    return jobsOfSchedules(
      selectSchedules(show.scheduleId, show.scheduleQuery, ctx, cluster, runner),
      cluster
    );
  if (show.type === 'AUTOMATIC') return cluster.jobs.all.filter((job) => job.type === 'AUTO CREATE STATS');
  const recent = cluster.jobs.all.filter(
    (job) =>
      job.type !== 'AUTO CREATE STATS' &&
      (job.finished === null || cluster.now - job.finished <= LISTED_FOR_NS)
  );
  return recent.sort(
    (a, b) => listedAmong(a) - listedAmong(b) || (b.finished ?? b.created) - (a.finished ?? a.created)
  );
}

/** Running ones first, then others that are not over, then those that are, the last to end first (show_changefeed_jobs.go). */
const listedAmong = ({ status, finished }: JobRecord): number =>
  status === 'running' ? 0 : finished === null ? 1 : 2;

function listing(columns: readonly Column[], rows: Row[]): StatementResult {
  return { tag: `SHOW JOBS ${rows.length}`, columns, rows, work: rows.length };
}

function changefeedJobRow(cluster: Cluster, job: JobRecord): Row {
  const feed = cluster.changefeeds.get(job.feed!); // a changefeed job has its feed
  const { spec, highWater } = feed;
  const hasTopics = spec.sink.type === 'kafka' || spec.sink.type === 'pubsub';
  const topics = hasTopics ? [...new Set(spec.targets.map((t) => t.shownTopic))].join(',') : null;
  return [
    normalizeInt(BigInt(job.id)),
    job.description,
    job.owner,
    job.status,
    runningStatus(cluster, job),
    micros(cluster, job.created),
    micros(cluster, job.created),
    job.finished === null ? null : micros(cluster, job.finished),
    micros(cluster, job.modified),
    highWaterDecimal(cluster, job),
    highWater ? micros(cluster, highWater.wall) : null,
    shownError(job),
    spec.sink.shown,
    [...new Set(spec.targets.map((target) => namesNow(cluster, target).join('.')))],
    topics,
    spec.options.format
  ];
}

/** `SHOW JOBS` cuts descriptions. */
const SHOWN_DESCRIPTION = 100;

function jobRow(cluster: Cluster, job: JobRecord, full: boolean): Row {
  return [
    normalizeInt(BigInt(job.id)),
    job.type,
    full ? job.description : job.description.slice(0, SHOWN_DESCRIPTION),
    '',
    job.owner,
    job.status,
    runningStatus(cluster, job),
    micros(cluster, job.created),
    job.finished === null ? null : micros(cluster, job.finished),
    micros(cluster, job.modified),
    job.status === 'succeeded' ? 1 : job.type === 'CHANGEFEED' && highWaterOf(cluster, job) ? null : 0,
    shownError(job),
    isTerminal(job.status) ? null : job.coordinator
  ];
}

function internalJobRow(cluster: Cluster, job: JobRecord): Row {
  const row = jobRow(cluster, job, true);
  return [
    ...row.slice(0, 8),
    micros(cluster, job.created),
    ...row.slice(8, 11),
    highWaterDecimal(cluster, job),
    ...row.slice(11)
  ];
}

function runningStatus(cluster: Cluster, job: JobRecord): string | null {
  if (job.status !== 'running') return null;
  if (job.transient !== null) return `retryable error: ${job.transient}`;
  if (job.type === 'SCHEMA CHANGE GC') return WAITS_FOR_GC;
  const highWater = highWaterOf(cluster, job);
  if (!highWater) return null;
  const { seconds, nanos } = cluster.epoch.unix(highWater.wall);
  return `running: resolved=${seconds}.${String(nanos).padStart(9, '0')},${highWater.logical}`;
}

function highWaterOf(cluster: Cluster, job: JobRecord): Timestamp | null {
  return job.feed === null ? null : cluster.changefeeds.get(job.feed).highWater;
}

function highWaterDecimal(cluster: Cluster, job: JobRecord): string | null {
  const highWater = highWaterOf(cluster, job);
  return highWater ? cluster.epoch.hlc(highWater) : null;
}

const micros = (cluster: Cluster, at: Nanos): Datum => cluster.epoch.micros(at);
