import { SqlError, type Span } from '../../base/errors';
import { normalizeInt } from '../../base/datum';
import { isBefore, type Timestamp } from '../../base/timestamp';
import { Authority } from '../../catalog/privileges';
import { describeOptions, makeTargets, targetNotices, type NamedTable } from '../../changefeed/create';
import type { FeedSpec } from '../../changefeed/feed';
import { settleOptions, type GivenOption } from '../../changefeed/options';
import type { SinkFamily } from '../../changefeed/option-table';
import { sinkSettings } from '../../changefeed/sink-settings';
import {
  makeSinkSpec,
  sinkFamilyOf,
  sinklessSpec,
  type SinkContext,
  type SinkMade
} from '../../sinks/make-spec';
import { redactUri } from '../../sinks/redaction';
import type { CreateChangefeedStatement, OptionNode, TextOrPlaceholder } from '../../sql/ast/changefeed';
import type { Name } from '../../sql/ast/name';
import { printTableName } from '../../sql/print/names';
import { BYTES, INT, STRING } from '../../sql/types/type';
import { parseMoment } from '../as-of';
import type { Cluster } from '../cluster';
import { errors } from '../errors';
import { done, type Handlers, type StatementContext, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';

/** CREATE CHANGEFEED with a sink and without (reference §1.1, §1.2). */
export function registerChangefeeds(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('createChangefeed', (statement, ctx) => create(statement, ctx, cluster, runner));
}

function create(
  statement: CreateChangefeedStatement,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): StatementResult {
  if (!cluster.settings.bool('feature.changefeed.enabled'))
    throw new SqlError('0A000', 'feature CHANGEFEED was disabled by the database administrator');
  if (statement.source.kind === 'database') throw noDatabaseFeeds(statement.source.database);
  if (statement.source.kind !== 'targets')
    throw errors.unsupported('this form of CREATE CHANGEFEED', undefined, statement.span);
  const sinkText = statement.sink === undefined ? undefined : textOf(statement.sink);
  const family: SinkFamily =
    sinkText === undefined ? 'sinkless' : at(statement.sink!.span, () => sinkFamilyOf(sinkText)); // given
  const given = statement.options.map(givenOption);
  const { options, notices } = settleOptions(given, {
    sink: family,
    query: false,
    queryUsesPrevious: false,
    partitionAlgEnabled: cluster.settings.bool('changefeed.partition_alg.enabled')
  });
  if (!cluster.settings.bool('kv.rangefeed.enabled') && options.initialScan !== 'only')
    throw new SqlError('XXUUU', 'rangefeeds require the kv.rangefeed.enabled setting', {
      hint: 'SET CLUSTER SETTING kv.rangefeed.enabled = true'
    });
  const statementTime = ctx.txn.readTs;
  const cursor = options.cursor === null ? null : moment(cluster, 'cursor', options.cursor, given);
  if (cursor && isBefore(statementTime, cursor))
    throw new SqlError('22023', `cursor='${options.cursor}' is in the future`, {
      span: spanOf(given, 'cursor')
    });
  const endTime = options.endTime === null ? null : moment(cluster, 'end_time', options.endTime, given);
  const startTime = cursor ?? statementTime;
  if (endTime && isBefore(endTime, startTime))
    throw new SqlError(
      '22023',
      `end_time ${cluster.epoch.hlc(endTime)} is before ${cursor ? 'cursor' : 'statement time'} ${cluster.epoch.hlc(startTime)}`,
      { span: spanOf(given, 'end_time') }
    );
  const named = statement.source.targets.map((target) => resolveTarget(target, ctx, cluster, runner, cursor));
  requirePrivileges(named, sinkText !== undefined, ctx);
  const context: SinkContext = { options, settings: sinkSettings(cluster.settings) };
  const sink: SinkMade =
    sinkText === undefined
      ? { spec: sinklessSpec(context), topicName: undefined, topicPrefix: '', notices: [] }
      : at(statement.sink!.span, () => makeSinkSpec(sinkText, context)); // given
  const targets = makeTargets(named, {
    sink: family,
    options,
    topicName: sink.topicName,
    topicPrefix: sink.topicPrefix
  });
  const unreachable = cluster.farEnds.connectError(sink.spec);
  if (unreachable)
    throw new SqlError('57P03', `cannot connect now: ${unreachable}`, { span: statement.sink?.span });
  for (const { message, hint } of notices) ctx.notice(message, hint);
  for (const message of sink.notices) ctx.notice(message);
  for (const message of targetNotices(
    named,
    targets,
    family,
    given.some((o) => o.name === 'virtual_columns')
  ))
    ctx.notice(message);
  const spec: FeedSpec = {
    targets,
    options,
    sink: sink.spec,
    statementTime,
    startTime,
    endTime,
    node: ctx.session.node
  };
  return sinkText === undefined
    ? stream(spec, ctx, cluster)
    : startJob(spec, describe(statement, sinkText, given), ctx, cluster);
}

/** Reference §1.10. @throws SqlError 42501 */
function requirePrivileges(named: readonly NamedTable[], hasSink: boolean, ctx: StatementContext): void {
  const authority = new Authority(ctx.catalog);
  const tables = named.map(({ table }) => table);
  if (!hasSink) return authority.requireSinklessFeed(ctx.session.user, tables);
  if (authority.requireFeedJob(ctx.session.user, tables))
    ctx.notice(
      'the role option CONTROLCHANGEFEED is deprecated; grant the CHANGEFEED privilege on the tables instead'
    );
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
  const id = String(cluster.uniqueId(ctx.session.node));
  const feed = cluster.changefeeds.create({
    job: id,
    statement: ctx.statement,
    session: ctx.session.name,
    spec
  });
  cluster.jobs.create({
    id,
    type: 'CHANGEFEED',
    description,
    statement: ctx.statement,
    owner: ctx.session.user,
    coordinator: ctx.session.node,
    feed: feed.id
  });
  ctx.onCommit({ kind: 'startJob', job: id });
  return {
    tag: 'CREATE CHANGEFEED 1',
    columns: [{ name: 'job_id', type: INT }],
    rows: [[normalizeInt(BigInt(id))]],
    work: 1000
  };
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

function textOf(node: TextOrPlaceholder): string {
  if (node.kind === 'text') return node.text;
  throw new SqlError('42P02', `no value provided for placeholder: $${node.index}`, { span: node.span });
}

function givenOption(node: OptionNode): GivenOption {
  return { name: node.name, value: node.value === undefined ? null : textOf(node.value), span: node.span };
}

const spanOf = (given: readonly GivenOption[], name: string): Span | undefined =>
  given.find((o) => o.name === name)?.span;

/** Marks an error with a place, if it has none of its own. */
function at<T>(span: Span, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SqlError ? error.at(span) : error;
  }
}

function moment(cluster: Cluster, option: string, text: string, given: readonly GivenOption[]): Timestamp {
  const ts = parseMoment(cluster, text);
  if (!ts)
    throw new SqlError('22023', `could not parse ${option}='${text.slice(0, 60)}' as a timestamp`, {
      span: spanOf(given, option),
      hint: "accepted: '1536242855577149065.0000000000', '2024-05-01 10:00:00' or a negative interval such as '-10s'"
    });
  return ts;
}

/** @throws SqlError for what cannot be watched: views, sequences, virtual and system tables, unknown names */
function resolveTarget(
  target: Extract<CreateChangefeedStatement['source'], { kind: 'targets' }>['targets'][number],
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner,
  cursor: Timestamp | null
): NamedTable {
  const { catalog, schema, table, span } = target.table;
  const view = cursor ? cluster.catalog.asOf(cursor) : ctx.catalog;
  const names = runner.names(ctx.session, view);
  const name = { catalog, schema, object: table, span };
  if (names.isSystem(name))
    throw new SqlError('42809', `CHANGEFEEDs are not supported on system tables: "system.${table}"`, {
      span
    });
  if (names.virtualSchema(name))
    throw new SqlError('42809', `CHANGEFEED cannot target virtual table: "${schema}.${table}"`, { span });
  const found = names.find(name);
  if (!found)
    throw new SqlError('42P01', `relation "${table}" does not exist`, {
      span,
      ...(cursor ? { hint: 'did the table exist at the time of the cursor?' } : {})
    });
  if (found.object.kind !== 'table')
    throw new SqlError('42809', `CHANGEFEED cannot target ${found.object.kind}s: "${table}"`, { span });
  return {
    table: found.object,
    database: found.database.name,
    schema: found.schema.name,
    family: target.family?.text,
    span
  };
}

/** The job's description (reference §8.2): table names as typed, options as given. */
function describe(statement: CreateChangefeedStatement, sink: string, given: readonly GivenOption[]): string {
  if (statement.source.kind !== 'targets') return '';
  const targets = statement.source.targets.map(
    ({ table, family }) => `TABLE ${printTableName(table)}${family ? ` FAMILY ${family.text}` : ''}`
  );
  return `CREATE CHANGEFEED FOR ${targets.join(', ')} INTO '${redactUri(sink).replaceAll("'", "''")}'${describeOptions(given)}`;
}
