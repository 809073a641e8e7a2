import { SqlError, type Span } from '../../base/errors';
import { isBefore, MIN_TIMESTAMP, type Timestamp } from '../../base/timestamp';
import { describeOptions, makeTargets, type NamedTable } from '../../changefeed/create';
import type { FeedSpec } from '../../changefeed/feed';
import type { FeedQuery } from '../../changefeed/feed-query';
import { settleOptions, type FeedOptions, type GivenOption } from '../../changefeed/options';
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
import type { ChangefeedSource, OptionNode, TextOrPlaceholder } from '../../sql/ast/changefeed';
import { printName, printTableName } from '../../sql/print/names';
import { parseMoment } from '../as-of';
import { releaseOf } from '../../base/release';
import type { Cluster } from '../cluster';
import { requireUse, resolveConnection } from '../connections';
import type { StatementContext } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { checkFeedQuery } from './feed-query-check';
import { feedNotices, refuseManyLabels, type FeedNotice } from './feed-notices';
import { requireFeedPrivileges, resolveTarget } from './feed-targets';

/** What CREATE CHANGEFEED, and whatever else makes a changefeed, says of it. */
export interface FeedDefinition {
  readonly source: Exclude<ChangefeedSource, { kind: 'database' }>;
  /** The sink's URI and where it stands; undefined for a sinkless feed. */
  readonly sink: { readonly uri: string; readonly span: Span | undefined } | undefined;
  readonly given: readonly GivenOption[];
}

/** A changefeed that could be made: everything has been checked, nothing has been done. */
export interface DefinedFeed {
  readonly spec: FeedSpec;
  /** Of its job (reference §8.2). */
  readonly description: string;
  readonly notices: readonly FeedNotice[];
}

/**
 * Checks a changefeed's definition in the order in which CockroachDB does, and makes its specification.
 * @throws SqlError for whatever reference §1.1, §2 and §7 forbid; 57P03 when the sink cannot be reached
 */
export function defineFeed(
  { source, sink, given }: FeedDefinition,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): DefinedFeed {
  const resolved = resolveSink(sink, ctx);
  const family = familyOfSink(resolved, cluster);
  const statementTime = ctx.txn.readTs;
  const isQuery = source.kind === 'query';
  const settle = (queryUsesPrevious: boolean) =>
    settleOptions(given, {
      sink: family,
      query: isQuery,
      queryUsesPrevious,
      release: cluster.settings.release,
      partitionAlgEnabled: cluster.settings.bool('changefeed.partition_alg.enabled')
    });
  const first = settle(false);
  checkRangefeeds(cluster, first.options);
  const { cursor, endTime, notices: timeNotices } = moments(first.options, given, statementTime, cluster);
  const named = targetNodes(source).map((target) => resolveTarget(target, ctx, cluster, runner, cursor));
  requireFeedPrivileges(named, sink !== undefined, ctx);
  if (sink) requireUse(sink.uri, sink.span, ctx, cluster);
  if (cursor) requireUncollected(named, cursor, given, cluster);
  const checked =
    source.kind === 'query'
      ? checkFeedQuery(source.query, named[0], first.options, ctx, cluster, runner)
      : undefined;
  const { options, notices } = checked?.query.usesPrevious ? settle(true) : first;
  refuseManyLabels(options, given, cluster);
  const tables = checked?.named ?? named;
  const made = makeSink(resolved, options, given, ctx, cluster);
  const naming = { sink: family, topicName: made.topicName, topicPrefix: made.topicPrefix };
  const targets = makeTargets(tables, {
    ...naming,
    options,
    quotesNames: !cluster.settings.isAtLeast(releaseOf(25, 4))
  });
  const unreachable = cluster.farEnds.connectError(made.spec);
  if (unreachable) throw new SqlError('57P03', `cannot connect now: ${unreachable}`, { span: sink?.span });
  return {
    spec: {
      targets,
      emptied: [],
      query: checked?.query ?? null,
      uri: sink?.uri ?? null,
      options,
      sink: made.spec,
      naming,
      statementTime,
      startTime: cursor ?? statementTime,
      endTime,
      node: ctx.session.node
    },
    description: describeFeed(sourceText(source), sink?.uri, given, checked?.query, cluster),
    notices: [...notices, ...timeNotices, ...feedNotices({ options, made, tables, targets, family }, cluster)]
  };
}

/** A sink after its external connection, if it names one, has been looked up. */
export interface ResolvedSink {
  readonly uri: string;
  readonly external: string | undefined;
  readonly span: Span | undefined;
}

/** @throws SqlError 42704 */
export function resolveSink(sink: FeedDefinition['sink'], ctx: StatementContext): ResolvedSink | undefined {
  if (!sink) return undefined;
  const { uri, external } = resolveConnection(sink.uri, sink.span, ctx);
  return { uri, external, span: sink.span };
}

export function familyOfSink(sink: ResolvedSink | undefined, { settings }: Cluster): SinkFamily {
  return sink === undefined ? 'sinkless' : at(sink.span, () => sinkFamilyOf(sink.uri, settings.release));
}

/** @throws SqlError for what is wrong with its URI or its options */
export function makeSink(
  sink: ResolvedSink | undefined,
  options: FeedOptions,
  given: readonly GivenOption[],
  ctx: StatementContext,
  cluster: Cluster
): SinkMade {
  const registryUri =
    options.registry === null ? undefined : resolveRegistry(options.registry, given, ctx, cluster);
  const context: SinkContext = {
    options,
    settings: sinkSettings(cluster.settings),
    ...(sink?.external === undefined ? {} : { external: sink.external }),
    ...(registryUri === undefined ? {} : { registryUri })
  };
  return sink === undefined
    ? { spec: sinklessSpec(context), topicName: undefined, topicPrefix: '', notices: [] }
    : at(sink.span, () => makeSinkSpec(sink.uri, context));
}

/** The registry's URI, by way of its connection where it names one. @throws SqlError 42501, 42704 */
function resolveRegistry(
  uri: string,
  given: readonly GivenOption[],
  ctx: StatementContext,
  cluster: Cluster
): string {
  const span = spanOf(given, 'confluent_schema_registry');
  requireUse(uri, span, ctx, cluster);
  return resolveConnection(uri, span, ctx).uri;
}

function targetNodes(source: FeedDefinition['source']) {
  if (source.kind === 'targets') return source.targets;
  const { from } = source.query;
  if (from.kind === 'tableById')
    throw new SqlError('0A000', 'CDC queries name their table', { span: from.span });
  return [{ table: from.name, family: undefined, span: from.span }];
}

function sourceText(source: FeedDefinition['source']): readonly string[] {
  if (source.kind === 'query') return [];
  return source.targets.map(
    ({ table, family }) => `TABLE ${printTableName(table)}${family ? ` FAMILY ${printName(family)}` : ''}`
  );
}

/**
 * The job's description (reference §8.2).
 * @param targets `TABLE t`, `TABLE t FAMILY f`; none for a CDC query
 */
export function describeFeed(
  targets: readonly string[],
  uri: string | undefined,
  given: readonly GivenOption[],
  query: FeedQuery | null | undefined,
  { settings }: Cluster
): string {
  const watched = query ? '' : ` FOR ${targets.join(', ')}`;
  const into = uri === undefined ? '' : ` INTO '${redactUri(uri).replaceAll("'", "''")}'`;
  const as = query ? ` AS ${query.sql}` : '';
  return `CREATE CHANGEFEED${watched}${into}${describeOptions(given, !settings.isAtLeast(releaseOf(23, 2)))}${as}`;
}

function checkRangefeeds(cluster: Cluster, options: FeedOptions): void {
  if (!cluster.settings.bool('kv.rangefeed.enabled') && options.initialScan !== 'only')
    throw new SqlError('XXUUU', 'rangefeeds require the kv.rangefeed.enabled setting', {
      hint: 'SET CLUSTER SETTING kv.rangefeed.enabled = true'
    });
}

const NS_PER_HOUR = 3_600_000_000_000;
/** A cursor older than this makes a heavy catch-up (reference §2.6). */
const OLD_CURSOR_NS = 5 * NS_PER_HOUR;

/** `cursor` and `end_time`. @throws SqlError 22023 for one that cannot be read or lies on the wrong side */
function moments(
  options: FeedOptions,
  given: readonly GivenOption[],
  statementTime: Timestamp,
  cluster: Cluster
): { cursor: Timestamp | null; endTime: Timestamp | null; notices: { message: string }[] } {
  const cursor = options.cursor === null ? null : moment(cluster, 'cursor', options.cursor, given);
  if (cursor && isBefore(statementTime, cursor))
    throw new SqlError('22023', `cursor='${options.cursor}' is in the future`, {
      span: spanOf(given, 'cursor')
    });
  const endTime = options.endTime === null ? null : moment(cluster, 'end_time', options.endTime, given);
  const startTime = cursor ?? statementTime;
  if (endTime && isBefore(endTime, startTime)) {
    // What lies too far back to be held is told as it was written.
    const end = endTime.wall === MIN_TIMESTAMP.wall ? options.endTime : cluster.epoch.hlc(endTime);
    throw new SqlError(
      '22023',
      `end_time ${end} is before ${cursor ? 'cursor' : 'statement time'} ${cluster.epoch.hlc(startTime)}`,
      { span: spanOf(given, 'end_time') }
    );
  }
  const age = cursor ? statementTime.wall - cursor.wall : 0;
  const notices =
    age > OLD_CURSOR_NS && options.initialScan !== 'only'
      ? [
          {
            message: `the cursor is ${Math.floor(age / NS_PER_HOUR)} hours old: the initial catch-up scan may be heavy`
          }
        ]
      : [];
  return { cursor, endTime, notices };
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

/** What a feed begins behind must still be there (reference §5.3). @throws SqlError */
function requireUncollected(
  named: readonly NamedTable[],
  cursor: Timestamp,
  given: readonly GivenOption[],
  { storage, epoch }: Cluster
): void {
  for (const { table } of named) {
    const threshold = storage.gc.threshold(table.id);
    if (!isBefore(cursor, threshold)) continue;
    throw new SqlError(
      'XXUUU',
      `cursor ${epoch.hlc(cursor)} is older than the GC threshold ${epoch.hlc(threshold)} of table "${table.name}"`,
      { span: spanOf(given, 'cursor'), hint: 'use a later cursor, or none with an initial scan' }
    );
  }
}

export function textOf(node: TextOrPlaceholder): string {
  if (node.kind === 'text') return node.text;
  const value = node.slot?.value;
  if (typeof value === 'string') return value;
  throw new SqlError('42P02', `no value provided for placeholder: $${node.index}`, { span: node.span });
}

export function givenOption(node: OptionNode): GivenOption {
  return { name: node.name, value: node.value === undefined ? null : textOf(node.value), span: node.span };
}

const spanOf = (given: readonly GivenOption[], name: string): Span | undefined =>
  given.find((o) => o.name === name)?.span;

/** Marks an error with a place, if it has none of its own. */
export function at<T>(span: Span | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SqlError ? error.at(span) : error;
  }
}
