import { normalizeInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { releaseOf, type Release } from '../../base/release';
import type { FeedSpec } from '../../changefeed/feed';
import type { CreateChangefeedStatement } from '../../sql/ast/changefeed';
import type { Name } from '../../sql/ast/name';
import { BYTES, INT, STRING } from '../../sql/types/type';
import type { Cluster } from '../cluster';
import { errors } from '../errors';
import type { JobRecord } from '../jobs';
import { done, type Handlers, type StatementContext, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { alterChangefeed } from './alter-changefeed';
import { defineFeed, givenOption, textOf, type FeedDefinition } from './feed-definition';

/** CREATE CHANGEFEED with a sink and without, and ALTER CHANGEFEED (reference §1.1–1.3). */
export function registerChangefeeds(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('createChangefeed', (statement, ctx) => create(statement, ctx, cluster, runner));
  handlers.on('alterChangefeed', (statement, ctx) => alterChangefeed(statement, ctx, cluster, runner));
}

function create(
  statement: CreateChangefeedStatement,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): StatementResult {
  requireEnabled(cluster);
  requireForm(statement, cluster);
  const defined = defineFeed(definitionOf(statement), ctx, cluster, runner);
  for (const { message, hint } of defined.notices) ctx.notice(message, hint);
  return statement.sink === undefined
    ? stream(defined.spec, ctx, cluster)
    : startJob(defined.spec, defined.description, ctx, cluster);
}

/** Forms that came later than the statement (reference §9). @throws SqlError 0A000 */
function requireForm(
  { source, sink, experimental, span }: CreateChangefeedStatement,
  { settings }: Cluster
): void {
  const require = (form: string, since: Release) => {
    if (!settings.isAtLeast(since)) throw errors.tooNew(form, since, span);
  };
  if (source.kind === 'query') require('CREATE CHANGEFEED … AS SELECT', releaseOf(22, 2));
  if (!sink && !experimental) require('CREATE CHANGEFEED without INTO', releaseOf(23, 1));
  if (source.kind === 'targets' && source.targets.some(({ family }) => family))
    require('a target of one column FAMILY', releaseOf(22, 1));
}

/** @throws SqlError 0A000 */
export function requireEnabled(cluster: Cluster): void {
  if (!cluster.settings.bool('feature.changefeed.enabled'))
    throw new SqlError('0A000', 'feature CHANGEFEED was disabled by the database administrator');
}

export function definitionOf({
  source,
  sink,
  options
}: Pick<CreateChangefeedStatement, 'source' | 'sink' | 'options'>): FeedDefinition {
  if (source.kind === 'database') throw noDatabaseFeeds(source.database);
  return {
    source,
    sink: sink && { uri: textOf(sink), span: sink.span },
    given: options.map(givenOption)
  };
}

/** As CockroachDB v26.2 has it (reference §1.4). */
function noDatabaseFeeds({ text, span }: Name): SqlError {
  return new SqlError('0A000', `CREATE CHANGEFEED FOR DATABASE "${text}" is not implemented`, {
    span,
    hint: 'name the tables: CREATE CHANGEFEED FOR TABLE a, TABLE b'
  });
}

function startJob(
  spec: FeedSpec,
  description: string,
  ctx: StatementContext,
  cluster: Cluster
): StatementResult {
  const { id } = listJob(spec, { description }, ctx, cluster);
  ctx.onCommit({ kind: 'startJob', job: id });
  return {
    tag: 'CREATE CHANGEFEED 1',
    columns: [{ name: 'job_id', type: INT }],
    rows: [[normalizeInt(BigInt(id))]],
    work: 1000
  };
}

/** Lists a changefeed's job, which waits for its start. */
function listJob(
  spec: FeedSpec,
  { description, schedule }: { readonly description: string; readonly schedule?: string },
  ctx: StatementContext,
  cluster: Cluster
): JobRecord {
  const id = String(cluster.uniqueId(ctx.session.node));
  const feed = cluster.changefeeds.create({
    job: id,
    statement: ctx.statement,
    session: ctx.session.name,
    spec
  });
  return cluster.jobs.create({
    id,
    type: 'CHANGEFEED',
    description,
    statement: ctx.statement,
    owner: ctx.session.user,
    coordinator: ctx.session.node,
    feed: feed.id,
    ...(schedule === undefined ? {} : { schedule })
  });
}

/** The job of a schedule's changefeed. @throws SqlError as CREATE CHANGEFEED */
export function createFeedJob(
  statement: CreateChangefeedStatement,
  ctx: StatementContext,
  { cluster, runner, schedule }: { cluster: Cluster; runner: StatementRunner; schedule: string }
): JobRecord {
  requireEnabled(cluster);
  const { spec, description } = defineFeed(definitionOf(statement), ctx, cluster, runner);
  return listJob(spec, { description, schedule }, ctx, cluster);
}

/** A sinkless feed streams in a session of its own, so that the script can go on (design §6). */
function stream(spec: FeedSpec, ctx: StatementContext, cluster: Cluster): StatementResult {
  if (!ctx.implicit)
    throw new SqlError(
      'XXUUU',
      'CHANGEFEED without a sink cannot be used inside a multi-statement transaction'
    );
  const feed = cluster.changefeeds.create({
    job: null,
    statement: ctx.statement,
    session: ctx.session.name,
    spec
  });
  const session = cluster.sessions.openStream(ctx.session, feed.id, ctx.statement);
  ctx.notice(
    `the changefeed streams its rows in session ${session.name}; \\session ${session.name} close ends it`
  );
  ctx.onCommit({ kind: 'startStream', feed: feed.id });
  return { ...done('CREATE CHANGEFEED'), columns: STREAM_COLUMNS, streams: true };
}

const STREAM_COLUMNS = [
  { name: 'table', type: STRING },
  { name: 'key', type: BYTES },
  { name: 'value', type: BYTES }
];
