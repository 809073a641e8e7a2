import { normalizeInt } from '../../base/datum';
import { SqlError, type Span } from '../../base/errors';
import { isBefore, type Timestamp } from '../../base/timestamp';
import { makeTargets, requireColumns, topicsOf, type NamedTable, type Naming } from '../../changefeed/create';
import type { Feed, FeedSpec, SpanCheckpoint, Target, TopicNaming } from '../../changefeed/feed';
import { Authority } from '../../catalog/privileges';
import { releaseOf } from '../../base/release';
import { changefeedOption, unknownOption } from '../../changefeed/option-table';
import { settleOptions, type FeedOptions, type GivenOption } from '../../changefeed/options';
import type {
  AlterChangefeedCommand,
  AlterChangefeedStatement,
  ChangefeedTarget
} from '../../sql/ast/changefeed';
import type { Name } from '../../sql/ast/name';
import { visitNodes } from '../../sql/ast/visit';
import { INT, STRING } from '../../sql/types/type';
import type { Cluster } from '../cluster';
import { requireUse } from '../connections';
import type { JobRecord } from '../jobs';
import type { AlteredFeed } from '../session-state';
import type { StatementContext, StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import {
  describeFeed,
  familyOfSink,
  givenOption,
  makeSink,
  resolveSink,
  type FeedDefinition,
  type ResolvedSink
} from './feed-definition';
import { feedNotices, refuseManyLabels } from './feed-notices';
import { requireFeedPrivileges, resolveTarget } from './feed-targets';
import { jobId } from './jobs';
import { namedFamily, namesAtStatementTime, targetName, targetTexts } from './altered-targets';

/** ALTER CHANGEFEED (reference §1.3): all clauses are one change, made to a paused feed. */
export function alterChangefeed(
  statement: AlterChangefeedStatement,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): StatementResult {
  const job = pausedJob(statement, ctx, cluster, runner);
  const feed = cluster.changefeeds.get(job.feed!); // a changefeed job has its feed
  const to = new Alteration(feed, job, ctx, cluster, runner).of(statement.commands);
  ctx.onCommit({ kind: 'alterFeed', feed: feed.id, to });
  return {
    tag: 'ALTER CHANGEFEED 1',
    columns: [
      { name: 'job_id', type: INT },
      { name: 'job_description', type: STRING }
    ],
    rows: [[normalizeInt(BigInt(job.id)), to.description]],
    work: 1000
  };
}

/** @throws SqlError for whatever is no paused changefeed */
function pausedJob(
  { job: expr }: AlterChangefeedStatement,
  ctx: StatementContext,
  cluster: Cluster,
  runner: StatementRunner
): JobRecord {
  visitNodes(expr, (node) => {
    if (node.kind === 'subquery' || node.kind === 'query')
      throw new SqlError('0A000', 'a job ID of ALTER CHANGEFEED cannot be a subquery', { span: expr.span });
  });
  const id = jobId(expr, runner, ctx);
  const job = id === null ? undefined : cluster.jobs.get(String(id));
  const { span } = expr;
  if (!job)
    throw new SqlError('42704', `could not load job with job id ${id === null ? 'NULL' : String(id)}`, {
      span
    });
  if (job.type !== 'CHANGEFEED') throw new SqlError('XXUUU', `job ${job.id} is not changefeed job`, { span });
  new Authority(ctx.catalog).requireJobControl(ctx.session.user, job, span);
  if (job.status !== 'paused')
    throw new SqlError('XXUUU', `job ${job.id} is not paused`, { span, hint: `PAUSE JOB ${job.id}` });
  return job;
}

/** Options that say how a feed began: they cannot change any more. */
const FIXED: ReadonlySet<string> = new Set([
  'cursor',
  'initial_scan',
  'no_initial_scan',
  'initial_scan_only',
  'end_time'
]);

/** The scan options of ADD … WITH. */
const SCAN_OPTIONS: ReadonlySet<string> = new Set(['initial_scan', 'no_initial_scan']);

/** A table or family that an ADD names. */
interface Added {
  readonly named: NamedTable;
  readonly scan: boolean;
}

/** One change to one feed, put together clause by clause. */
class Alteration {
  readonly #feed: Feed;
  readonly #job: JobRecord;
  readonly #ctx: StatementContext;
  readonly #cluster: Cluster;
  readonly #runner: StatementRunner;
  readonly #kept: Target[];
  readonly #added: Added[] = [];
  readonly #given: Map<string, GivenOption>;
  readonly #set = new Set<string>();
  readonly #emptied: Set<number>;
  #sink: NonNullable<FeedDefinition['sink']>;

  constructor(feed: Feed, job: JobRecord, ctx: StatementContext, cluster: Cluster, runner: StatementRunner) {
    this.#feed = feed;
    this.#job = job;
    this.#ctx = ctx;
    this.#cluster = cluster;
    this.#runner = runner;
    this.#kept = [...feed.spec.targets];
    this.#emptied = new Set(feed.spec.emptied);
    this.#given = new Map(feed.spec.options.given.map((option) => [option.name, option]));
    this.#sink = { uri: feed.spec.uri!, span: undefined }; // a job has a sink
  }

  of(commands: readonly AlterChangefeedCommand[]): AlteredFeed {
    for (const command of commands) this.#apply(command);
    if (this.#kept.length === 0 && this.#added.length === 0)
      throw new SqlError('XXUUU', `cannot drop all targets of changefeed ${this.#job.id}`);
    const tables = [...this.#keptTables(), ...this.#added.map(({ named }) => named)];
    // What goes on is made anew: whoever alters it may do with every table what whoever made it could.
    requireFeedPrivileges(tables, true, this.#ctx);
    const { spec } = this.#feed;
    const given = [...this.#given.values()];
    const sink = resolveSink(this.#sink, this.#ctx);
    requireUse(this.#sink.uri, this.#sink.span, this.#ctx, this.#cluster);
    const family = familyOfSink(sink, this.#cluster);
    if (this.#set.has('sink')) this.#checkSameKind(family, sink);
    const { options, notices } = settleOptions(given, {
      sink: family,
      query: spec.query !== null,
      queryUsesPrevious: spec.query?.usesPrevious ?? false,
      release: this.#cluster.settings.release,
      partitionAlgEnabled:
        !this.#set.has('partition_alg') || this.#cluster.settings.bool('changefeed.partition_alg.enabled')
    });
    const made = makeSink(sink, options, given, this.#ctx, this.#cluster);
    const unreachable = this.#cluster.farEnds.connectError(made.spec);
    if (unreachable) throw new SqlError('57P03', `cannot connect now: ${unreachable}`, { span: sink?.span });
    refuseManyLabels(options, given, this.#cluster);
    const naming = { sink: family, topicName: made.topicName, topicPrefix: made.topicPrefix };
    const targets = this.#targets(options, naming);
    const told = [...notices, ...feedNotices({ options, made, tables, targets, family }, this.#cluster)];
    for (const { message, hint } of told) this.#ctx.notice(message, hint);
    const progress = this.#progress(targets);
    const changed: FeedSpec = {
      ...spec,
      targets,
      emptied: [...this.#emptied],
      uri: this.#sink.uri,
      options: {
        ...options,
        initialScan: spec.options.initialScan === 'only' ? 'only' : progress.scans ? 'yes' : 'no'
      },
      sink: made.spec,
      naming,
      startTime: progress.startTime
    };
    return {
      spec: changed,
      highWater: progress.highWater,
      spans: progress.spans,
      description: describeFeed(
        targetTexts(this.#cluster, targets),
        this.#sink.uri,
        given,
        spec.query,
        this.#cluster
      )
    };
  }

  #apply(command: AlterChangefeedCommand): void {
    switch (command.kind) {
      case 'add':
        this.#refuseForQuery(command.span);
        return this.#add(command.targets, command.options.map(givenOption));
      case 'drop':
        this.#refuseForQuery(command.span);
        for (const target of command.targets) this.#drop(target);
        return;
      case 'set':
        for (const option of command.options.map(givenOption)) this.#setOption(option);
        return;
      case 'unset':
        for (const name of command.names) this.#unset(name);
        return;
      case 'setFilter':
      case 'unsetFilter':
        throw new SqlError(
          'XXUUU',
          `job ${this.#job.id} is no database-level changefeed: it has no table filter`,
          {
            span: command.span
          }
        );
    }
  }

  #refuseForQuery(span: Span): void {
    if (this.#feed.spec.query)
      throw new SqlError(
        'XXUUU',
        `cannot add or drop targets of changefeed ${this.#job.id}, which has a query`,
        {
          span,
          hint: 'cancel it and create another changefeed'
        }
      );
  }

  // --- targets -----------------------------------------------------------------------------------------------------

  #add(targets: readonly ChangefeedTarget[], options: readonly GivenOption[]): void {
    const scan = this.#scanOf(options);
    for (const node of targets) {
      const named = resolveTarget(node, this.#ctx, this.#cluster, this.#runner, null);
      if (this.#isWatched(named)) {
        // Releases before 26.2 took it silently.
        if (!this.#cluster.settings.isAtLeast(releaseOf(26, 2))) continue;
        throw new SqlError('XXUUU', `target ${targetName(named)} is already watched by the changefeed`, {
          span: node.span
        });
      }
      this.#checkAge(named, node.span);
      this.#checkNotEmptied(named, node.span);
      this.#added.push({ named, scan });
    }
  }

  /** Whether an ADD scans its tables. @throws SqlError 22023 */
  #scanOf(options: readonly GivenOption[]): boolean {
    for (const { name, span } of options)
      if (!SCAN_OPTIONS.has(name)) throw unknownOption(name, span, SCAN_OPTIONS);
    const scan = options.find(({ name }) => name === 'initial_scan');
    const none = options.find(({ name }) => name === 'no_initial_scan');
    if (scan && none)
      throw new SqlError('22023', 'cannot specify both initial_scan and no_initial_scan', {
        span: none.span
      });
    if (!scan) return false;
    const word = (scan.value ?? 'yes').toLowerCase();
    if (word === 'only' && this.#feed.spec.options.initialScan !== 'only')
      throw new SqlError(
        '22023',
        "initial_scan='only' is not accepted for a target of a changefeed that goes on",
        {
          span: scan.span
        }
      );
    if (word !== '' && word !== 'yes' && word !== 'no' && word !== 'only')
      throw new SqlError(
        '22023',
        `unknown initial_scan: ${scan.value}, valid values are 'yes', 'no' and 'only'`,
        {
          span: scan.span
        }
      );
    return word !== 'no';
  }

  #isWatched({ table, family }: NamedTable): boolean {
    const same = (id: number, other: string | undefined) => id === table.id && other === family;
    return (
      this.#kept.some((target) => same(target.table, namedFamily(target))) ||
      this.#added.some(({ named }) => same(named.table.id, named.family))
    );
  }

  /** A table must be as old as the moment the feed goes on from. */
  #checkAge({ table }: NamedTable, span: Span): void {
    const since = this.#goesOnFrom;
    if (!isBefore(since, table.created)) return;
    throw new SqlError(
      'XXUUU',
      `table "${table.name}" was created after the changefeed's high-water mark ${this.#cluster.epoch.hlc(since)}`,
      { span, hint: "resume the changefeed and wait until its progress has passed the table's creation" }
    );
  }

  /** What was emptied under the feed's eyes would be told by nothing. */
  #checkNotEmptied({ table }: NamedTable, span: Span): void {
    if (!this.#emptied.has(table.id)) return;
    throw new SqlError(
      'XXUUU',
      `table "${table.name}" was truncated while the changefeed watched it and cannot be added again`,
      { span, hint: 'create a new changefeed for the table' }
    );
  }

  get #goesOnFrom(): Timestamp {
    return this.#feed.highWater ?? this.#feed.spec.startTime;
  }

  #drop(node: ChangefeedTarget): void {
    const { table, schema, catalog } = node.table;
    const found = this.#find(node);
    const family = node.family?.text;
    const isIt = (target: Target) => found(target) && namedFamily(target) === family;
    const added = this.#added.findIndex(
      ({ named }) => found({ table: named.table.id }) && named.family === family
    );
    const kept = this.#kept.filter((target) => !isIt(target));
    if (added < 0 && kept.length === this.#kept.length) {
      const name = [catalog, schema, table].filter(Boolean).join('.');
      throw new SqlError(
        'XXUUU',
        `target TABLE "${name}"${family === undefined ? '' : ` FAMILY "${family}"`} is already not watched by the changefeed`,
        { span: node.span }
      );
    }
    for (const target of this.#kept) if (isIt(target)) this.#noteEmptied(target.table);
    if (added >= 0) this.#added.splice(added, 1);
    this.#kept.splice(0, this.#kept.length, ...kept);
  }

  #noteEmptied(id: number): void {
    const table = this.#cluster.catalog.versions(id).at(-1);
    if (table?.kind === 'table' && table.truncated && isBefore(this.#goesOnFrom, table.truncated))
      this.#emptied.add(id);
  }

  /** Which targets a name stands for: a table of now, or one that is gone under the name the feed knew it by. */
  #find(node: ChangefeedTarget): (target: Pick<Target, 'table'>) => boolean {
    try {
      const { table } = resolveTarget(node, this.#ctx, this.#cluster, this.#runner, null);
      return (target) => target.table === table.id;
    } catch (error) {
      const { catalog, schema, table } = node.table;
      const database =
        catalog ?? (schema !== undefined && schema !== 'public' ? schema : this.#ctx.session.database);
      const names = new Set([
        `${catalog ?? this.#ctx.session.database}.${schema ?? 'public'}.${table}`,
        `${database}.public.${table}`
      ]);
      const gone = this.#kept.find((target) => names.has(namesAtStatementTime(target).join('.')));
      if (!gone) throw error;
      return (target) => target.table === gone.table;
    }
  }

  #targets(options: FeedOptions, topics: TopicNaming): Target[] {
    const naming: Naming = {
      ...topics,
      options,
      quotesNames: !this.#cluster.settings.isAtLeast(releaseOf(25, 4))
    };
    this.#requireColumns(options);
    const resplit = options.splitFamilies !== this.#feed.spec.options.splitFamilies;
    // Copies: what is derived from a target depends on the options, too.
    const kept = resplit
      ? makeTargets(this.#keptTables(), naming)
      : this.#kept.map((target) => ({ ...target, ...topicsOf(target, naming) }));
    const added = makeTargets(
      this.#added.map(({ named }) => named),
      naming
    ).map((target) => ({ ...target, added: this.#feed.flows }));
    return [...kept, ...added];
  }

  /** A column that is named only now must be one of every table that stays; those that are added are looked at anyway. */
  #requireColumns(options: FeedOptions): void {
    const named = ['key_column', 'headers_json_column_name'].find((name) => this.#set.has(name));
    if (named === undefined) return;
    for (const { table } of this.#keptTables()) requireColumns(table, options, this.#given.get(named)?.span);
  }

  /** The tables of the targets that stay, as they are now: their families are told apart anew. */
  #keptTables(): NamedTable[] {
    const tables = new Map<string, NamedTable>();
    for (const target of this.#kept) {
      const table = this.#cluster.catalog.versions(target.table).at(-1);
      if (table?.kind !== 'table') continue;
      const { database, schema, tableName } = target;
      const family = namedFamily(target);
      tables.set(`${target.table}.${family ?? ''}`, {
        // Topics keep the name of the statement.
        table: { ...table, name: tableName },
        database,
        schema,
        family,
        span: { offset: 0, length: 0 }
      });
    }
    return [...tables.values()];
  }

  /**
   * Where the feed goes on: from its high-water mark, or, where tables are to be scanned, with a scan there that all others have
   * behind them.
   */
  #progress(targets: readonly Target[]): {
    highWater: Timestamp | null;
    spans: SpanCheckpoint[];
    startTime: Timestamp;
    scans: boolean;
  } {
    const { highWater, spans, spec } = this.#feed;
    const from = this.#goesOnFrom;
    const scanned = new Set(this.#added.filter(({ scan }) => scan).map(({ named }) => named.table.id));
    const watched = new Set(targets.map(({ table }) => table));
    const known = spans.filter(({ table }) => watched.has(table));
    const wholeTables = (ids: Iterable<number>): SpanCheckpoint[] =>
      [...ids].flatMap((id) => {
        const table = this.#cluster.catalog.at(id, from);
        return table?.kind === 'table'
          ? [{ table: id, index: table.primary.storage, start: '', end: undefined, resolved: from }]
          : [];
      });
    if (highWater === null) {
      // The first scan is not over: tables that are not to be scanned have it behind them.
      const passed = this.#added.filter(({ scan }) => !scan).map(({ named }) => named.table.id);
      const old = spec.options.initialScan === 'no' ? [...watched].filter((id) => !scanned.has(id)) : passed;
      return {
        highWater,
        spans: [...known, ...wholeTables(new Set(old))],
        startTime: spec.startTime,
        scans: scanned.size > 0 || spec.options.initialScan === 'yes'
      };
    }
    if (scanned.size === 0) return { highWater, spans: known, startTime: spec.startTime, scans: false };
    const rest = [...watched].filter((id) => !scanned.has(id));
    return { highWater: null, spans: [...known, ...wholeTables(rest)], startTime: from, scans: true };
  }

  // --- options -----------------------------------------------------------------------------------------------------

  #setOption(option: GivenOption): void {
    const { name, span } = option;
    this.#refuseFixed(name, span);
    if (name === 'sink') {
      if (option.value === null) throw new SqlError('22023', 'option "sink" requires a value', { span });
      this.#sink = { uri: option.value, span };
    } else {
      if (!changefeedOption(name, this.#cluster.settings.release)) throw unknownOption(name, span);
      this.#given.set(name, option);
    }
    this.#set.add(name);
  }

  #unset({ text: name, span }: Name): void {
    this.#refuseFixed(name, span);
    if (name === 'sink')
      throw new SqlError('22023', 'cannot unset option sink', { span, hint: "SET sink = '…' changes it" });
    if (!changefeedOption(name, this.#cluster.settings.release)) throw unknownOption(name, span);
    this.#given.delete(name);
    this.#set.delete(name);
  }

  #refuseFixed(name: string, span: Span | undefined): void {
    if (FIXED.has(name)) throw new SqlError('22023', `cannot alter option "${name}"`, { span });
  }

  /** A new sink must be of the kind of the old one. */
  #checkSameKind(family: Naming['sink'], sink: ResolvedSink | undefined): void {
    const { spec } = this.#feed;
    const old = resolveSink({ uri: spec.uri!, span: undefined }, this.#ctx);
    if (familyOfSink(old, this.#cluster) === family) return;
    const scheme = (uri: string | undefined) => /^[^:]*/.exec(uri ?? '')![0];
    throw new SqlError(
      '22023',
      `new sink type "${scheme(sink?.uri)}" does not match original sink type "${scheme(old?.uri)}"`,
      { span: this.#sink.span, hint: 'altering a sink is limited to sinks of the same type' }
    );
  }
}
