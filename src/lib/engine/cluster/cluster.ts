import type { HistorySink, NoticeEvent } from '../base/events';
import { makeRandom, nextInt, nextWord, type RandomState } from '../base/random';
import { Scheduler } from '../base/scheduler';
import { Epoch, laterOf, NS_PER_SECOND, timestamp, type Nanos, type Timestamp } from '../base/timestamp';
import { Catalog } from '../catalog/catalog';
import { ClusterSettings } from '../catalog/cluster-settings';
import { primaryKeyColumns, type Descriptor, type FamilyDef, type TableDef } from '../catalog/descriptors';
import { hydrateType } from '../catalog/hydrate';
import type { SqlType } from '../sql/types/type';
import { makeRowKeyWriter } from '../encode/json-encoder';
import type { CommitWrite, SchemaChangeEvent } from '../base/events';
import { Changefeeds } from '../changefeed/changefeeds';
import type { Feed } from '../changefeed/feed';
import type { CompiledQuery, FeedQuery } from '../changefeed/feed-query';
import type { FeedDue } from '../changefeed/host';
import { seamsWith } from '../changefeed/planted-bugs';
import { FarEnds } from '../sinks/far/far-ends';
import { formatDatum } from '../sql/types/format';
import { DEFAULT_FORMAT } from '../sql/types/session-format';
import { releaseOf } from '../catalog/release';
import { SharedNames } from '../catalog/shared-names';
import { observeTimestamp, tickClock } from '../storage/nodes';
import { Storage } from '../storage/storage';
import type { CommittedWrite, TxnState } from '../storage/txn-state';
import { parseDuration } from '../base/duration';
import type { SqlError } from '../base/errors';
import { ClientRunner } from './client-runner';
import { makeWriteDescriber, type WriteDescriber } from './commit-writes';
import { ConnectionWatch } from './connection-watch';
import { FeedJobs } from './feed-jobs';
import { compileFeedQuery, type WorkMeter } from './feed-queries';
import { internalError } from './internal-error';
import { Jobs } from './jobs';
import { Nodes } from './nodes';
import { redactText } from './redact';
import { scriptPosition } from './outcome';
import { Sessions } from './sessions';
import type { ActiveStatement, CommitAction, Outcome, SessionState } from './session-state';
import { SinkFaults } from './sink-faults';
import { StatementRunner } from './statement-runner';
import type { SqlCatalog } from './sql-catalog';
import type { StatementContext, StatementResult } from './statement';
import type { Due, EngineState } from './state';
import { nextUniqueId } from './ids';
import type { WideInt } from '../base/datum';
import { bootstrapCatalog } from './bootstrap';
import { SchemaChanges } from './schema/schema-changes';
import { rangeMaxBytes } from '../catalog/zones';
import { prettyKey } from './statements/range-keys';
import { Workloads } from './workload/workloads';
import { Sequences } from './sequences';
import type { JobOwner, JobRecord, JobType } from './jobs';
import { Schedules } from './schedules/schedules';
import { TtlJobs } from './schedules/ttl-jobs';
import { createFeedJob } from './statements/changefeeds';
import { parseStatement } from '../sql/parse/parser';
import type { CreateChangefeedStatement } from '../sql/ast/changefeed';

/**
 * Wires the layers over one state: hands each what it asks of its surroundings and routes events. It keeps nothing of its own
 * but what can be derived.
 */
export class Cluster {
  readonly state: EngineState;
  readonly history: HistorySink;
  readonly epoch: Epoch;
  readonly scheduler: Scheduler<Due>;
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly settings: ClusterSettings;
  readonly farEnds: FarEnds;
  readonly changefeeds: Changefeeds;
  readonly jobs: Jobs;
  readonly sessions: Sessions;
  readonly client: ClientRunner;
  readonly nodes: Nodes;
  readonly connections: ConnectionWatch;
  readonly workloads: Workloads;
  readonly sinkFaults: SinkFaults;
  readonly feedJobs: FeedJobs;
  readonly schemaChanges: SchemaChanges;
  readonly schedules: Schedules;
  readonly ttlJobs: TtlJobs;
  readonly sequences: Sequences;
  /**
   * What statements and the queries of feeds have done since this object was made, in units of their budget: for hosts that bound what they carry
   * out at once.
   */
  unitsDone = 0;
  /** How far `unitsDone` may go: what would go further is cancelled, and the run is none that anybody could have had. */
  mostUnits = Number.POSITIVE_INFINITY;
  wasCut = false;
  readonly #statements: StatementRunner;
  /** Key writers by table version; derived. */
  #describers = new WeakMap<TableDef, WriteDescriber>();
  readonly #sharedNames: SharedNames;

  constructor(state: EngineState, history: HistorySink) {
    this.state = state;
    this.history = history;
    this.epoch = new Epoch(state.run.start);
    this.scheduler = new Scheduler(state.scheduler);
    this.settings = new ClusterSettings(state.settings);
    this.catalog = new Catalog(state.catalog);
    this.#sharedNames = new SharedNames(this.catalog);
    this.storage = new Storage(state.storage, this.#storageHost());
    this.farEnds = new FarEnds(state.farEnds);
    this.feedJobs = new FeedJobs(this);
    this.schemaChanges = new SchemaChanges(this, state.schemaChanges);
    this.schedules = new Schedules(this, state.schedules);
    this.ttlJobs = new TtlJobs(this, state.ttlRuns);
    const { scheduler } = this;
    this.jobs = new Jobs(state.jobs, {
      get now() {
        return scheduler.now;
      },
      history,
      scheduleSettle: (job) =>
        this.schedule(nextInt(state.random, 1_000_000, 3_000_000), { kind: 'job.settle', job }),
      ownerOf: (type) => this.#jobOwner(type),
      ended: (job) => this.#jobEnded(job)
    });
    this.changefeeds = new Changefeeds(state.feeds, this.#feedHost(), state.run.seed);
    this.storage.listen(this.changefeeds.commits);
    this.sessions = new Sessions(this, state.sessions);
    this.client = new ClientRunner(this, state.client);
    this.nodes = new Nodes(this);
    this.connections = new ConnectionWatch(this);
    this.workloads = new Workloads(this, state.workloads);
    this.sinkFaults = new SinkFaults(this);
    this.#statements = new StatementRunner(this);
    this.sequences = new Sequences(
      state.sequences,
      (name, ctx) => this.#statements.sequence(name, ctx),
      (node) => this.uniqueId(node)
    );
    if (state.catalog.objects.size === 0) this.#bootstrap();
  }

  get now(): Nanos {
    return this.scheduler.now;
  }

  schedule(delay: Nanos, due: Due): void {
    this.scheduler.after(delay, due);
  }

  handle(due: Due): void {
    try {
      this.#carryOut(due);
    } catch (thrown) {
      this.#broken(due, thrown);
    }
  }

  /** An event met a broken invariant: whose it is fails with it, and the run goes on. */
  #broken(due: Due, thrown: unknown): void {
    const { seed } = this.state.run;
    const statement = this.client.state.statements;
    const error = internalError(thrown, seed, `statement ${statement}, event ${due.kind}`);
    if (due.kind.startsWith('feed.')) this.changefeeds.broken(due as FeedDue, error);
    else if (due.kind === 'schema.step') this.schemaChanges.broken(due.job, error);
    else if (due.kind === 'ttl.step') this.ttlJobs.broken(due.job, error);
    else this.notice(statement, error.message, error.hint, 'WARNING');
  }

  #carryOut(due: Due): void {
    switch (due.kind) {
      case 'client.turn':
        return this.client.turn();
      case 'session.exec':
      case 'session.return':
      case 'session.leftWaiting':
      case 'session.timeout':
      case 'session.idle':
        return this.sessions.handle(due);
      case 'job.settle':
        return this.jobs.settle(due.job);
      case 'schema.step':
        return this.schemaChanges.handle(due);
      case 'schedule.due':
        return this.schedules.handle(due);
      case 'connection.look':
        return this.connections.handle(due);
      case 'ttl.step':
        return this.ttlJobs.handle(due);
      case 'node.leases':
        return this.nodes.moveOrphans();
      case 'workload.tick':
        return this.workloads.tick(due.run);
      case 'fault.end':
        if (!this.nodes.endPartition(due.fault)) this.sinkFaults.end(due.fault);
        return;
      default:
        return this.changefeeds.handle(due);
    }
  }

  #jobOwner(type: JobType): JobOwner {
    switch (type) {
      case 'CHANGEFEED':
        return this.feedJobs;
      case 'ROW LEVEL TTL':
        return this.ttlJobs;
      default:
        return this.schemaChanges;
    }
  }

  #jobEnded(job: JobRecord): void {
    this.schedules.jobEnded(job);
    // Of a schema change the owner has told, with its error.
    const isSchemaChange = job.type === 'NEW SCHEMA CHANGE' || job.type === 'SCHEMA CHANGE';
    if (!isSchemaChange) this.sessions.jobEnded(job.id, undefined);
  }

  #storageHost(): ConstructorParameters<typeof Storage>[1] {
    const { scheduler, settings, catalog } = this;
    return {
      ttl: (table) => gcTtl(this.catalog, this.settings, table),
      ranges: {
        get generation() {
          return catalog.generation;
        },
        maxBytes: (index) => rangeMaxBytes(catalog, this.#tableOfIndex(index)),
        split: (index, key) => {
          const { name } = this.#tableOfIndex(index);
          const value = prettyKey(this.#tableOfIndex(index), key, catalog);
          this.history.append({ type: 'cluster', t: this.now, kind: 'split', target: name, value });
        }
      },
      get now() {
        return scheduler.now;
      },
      // Every write asks, nearly always for the first alone.
      closedSettings: {
        get targetNs() {
          return settings.duration('kv.closed_timestamp.target_duration');
        },
        get sideTransportNs() {
          return settings.duration('kv.closed_timestamp.side_transport_interval');
        }
      }
    };
  }

  /** @throws SqlError when the query no longer fits the table */
  compileQuery(
    feed: Feed,
    query: FeedQuery,
    table: TableDef,
    family: FamilyDef | undefined,
    meter?: WorkMeter
  ): CompiledQuery {
    const { options, statementTime } = feed.spec;
    const { virtualColumns, diff } = options;
    return compileFeedQuery(
      query,
      { table, family, virtualColumns, usesDiff: diff, creation: statementTime },
      {
        epoch: this.epoch,
        clusterId: this.state.clusterId,
        catalog: this.#statements.feedCatalog(query.session),
        meter
      }
    );
  }

  get #meter(): WorkMeter {
    const left = () => this.mostUnits - this.unitsDone;
    return {
      get left() {
        return left();
      },
      done: (units) => {
        this.unitsDone += units;
        this.wasCut ||= left() < 0;
      }
    };
  }

  #feedHost(): ConstructorParameters<typeof Changefeeds>[1] {
    const { scheduler, state } = this;
    return {
      get now() {
        return scheduler.now;
      },
      get clusterId() {
        return state.clusterId;
      },
      epoch: this.epoch,
      storage: this.storage,
      catalog: this.catalog,
      settings: this.settings,
      farEnds: this.farEnds,
      history: this.history,
      owner: this.feedJobs,
      schedule: (at, due) => scheduler.at(at, due),
      hop: (random, from, to) => this.hop(random, from, to),
      nodeDelay: (node) => this.nodeDelay(node),
      nextReport: (node, at) => this.#nextReport(node, at),
      get seams() {
        return seamsWith(state.planted);
      },
      compileQuery: (feed, query, table, family) =>
        this.compileQuery(feed, query, table, family, this.#meter)
    };
  }

  /** Time of a message from one node to another; inside a node there is only a little work. */
  hop(random: RandomState, from: number, to: number): Nanos {
    if (from === to) return nextInt(random, 50_000, 200_000) + this.nodeDelay(from);
    const min = this.settings.duration('playground.network.hop_min');
    const max = Math.max(min, this.settings.duration('playground.network.hop_max'));
    return nextInt(random, min, max) + this.nodeDelay(from) + this.nodeDelay(to);
  }

  /** What `playground.node.delay` says of a node. */
  nodeDelay(node: number): Nanos {
    const text = this.settings.text('playground.node.delay');
    if (text === '') return 0;
    for (const pair of text.split(',')) {
      const [id, delay] = pair.split('=');
      if (Number(id) === node) return parseDuration(delay.trim()) ?? 0;
    }
    return 0;
  }

  /** Rangefeeds of a node report together, at a phase of its own. */
  #nextReport(node: number, at: Nanos): Nanos {
    const interval = Math.max(
      1_000_000,
      this.settings.duration('kv.rangefeed.closed_timestamp_refresh_interval')
    );
    const phase = nextWord(makeRandom(this.state.run.seed, `reports of node ${node}`)) % interval;
    return phase + Math.ceil((at - phase) / interval) * interval;
  }

  #bootstrap(): void {
    this.state.clusterId = uuidOf(makeRandom(this.state.run.seed, 'cluster id'));
    this.catalog.publish(bootstrapCatalog(this.state.catalog, timestamp(-1)));
    this.sessions.open('root', 'root');
  }

  // --- asked by sessions -------------------------------------------------------------------------------------------

  run(session: SessionState, active: ActiveStatement): StatementResult {
    return this.#statements.run(session, active);
  }

  resultColumns(result: StatementResult): { name: string; type: string }[] {
    return this.#statements.resultColumns(result);
  }

  resultRows(session: SessionState, result: StatementResult, most: number): (string | null)[][] {
    return this.#statements.resultRows(session, result, most);
  }

  notice(
    statement: number,
    message: string,
    hint: string | undefined,
    severity: NoticeEvent['severity']
  ): void {
    this.history.append({ type: 'notice', t: this.now, statement, severity, message, hint: hint ?? null });
  }

  tellError(
    sent: Pick<ActiveStatement, 'statement' | 'text' | 'line' | 'column'>,
    outcome: Extract<Outcome, { kind: 'error' }>
  ): void {
    const { sqlstate, message, detail, hint, span } = outcome;
    this.history.append({
      type: 'error',
      t: this.now,
      statement: sent.statement,
      sqlstate,
      message: redactText(message),
      detail: detail === null ? null : redactText(detail),
      hint: hint === null ? null : redactText(hint),
      ...scriptPosition(sent, span)
    });
  }

  statementReturned(statement: number, outcome: Outcome): void {
    this.client.statementReturned(statement, outcome);
  }

  statementLeftWaiting(statement: number): void {
    this.client.leave(statement);
  }

  noteCommit(ts: Timestamp): void {
    const { highestCommit } = this.state;
    this.state.highestCommit = highestCommit ? laterOf(highestCommit, ts) : ts;
  }

  /** The next attempt of a session's statement reads at or above this. */
  noteRestart(session: SessionState, ts: Timestamp): void {
    observeTimestamp(this.storage.node(session.node), ts);
  }

  describeWrites(writes: readonly CommittedWrite[]): CommitWrite[] {
    const all: CommitWrite[] = [];
    let last = -1;
    let describe: WriteDescriber | undefined;
    for (const write of writes) {
      // Most writes of a transaction go where the one before went.
      if (!describe || last !== write.index) describe = this.#describerOf(this.#tableOfIndex(write.index));
      last = write.index;
      describe(write, all);
    }
    return all;
  }

  #describerOf(table: TableDef): WriteDescriber {
    const known = this.#describers.get(table);
    if (known) return known;
    const describer = makeWriteDescriber(table, {
      keyOf: makeRowKeyWriter(table, (type) => this.#hydrate(type)),
      rangeOf: (index, key) => this.storage.rangeOf(index, key).id,
      sharesName: this.#sharedNames.has(table.name)
    });
    this.#describers.set(table, describer);
    return describer;
  }

  /** A row as errors about locks name it: `(k)=(1) in t@t_pkey`. */
  describeRow(index: number, key: string): string {
    const table = this.#tableOfIndex(index);
    const row = this.storage.primary(index).newest(key)?.row ?? [];
    const columns = primaryKeyColumns(table);
    const values = columns.map(({ slot, type }) => {
      const value = row[slot] ?? null;
      return value === null
        ? 'NULL'
        : formatDatum(value, this.#hydrate(type), { ...DEFAULT_FORMAT, nowMicros: 0 });
    });
    const names = columns.map(({ name }) => name);
    return `(${names.join(',')})=(${values.join(',')}) in ${table.name}@${table.primary.name}`;
  }

  /** Tables by their primary index; derived, and made anew when the catalog changes. */
  #tables: { generation: number; byIndex: Map<number, TableDef> } = { generation: -1, byIndex: new Map() };

  #forgetTables(): void {
    this.#tables = { generation: this.catalog.generation, byIndex: new Map() };
    // Labels of enums may have changed.
    this.#describers = new WeakMap();
  }

  #tableOfIndex(index: number): TableDef {
    if (this.#tables.generation !== this.catalog.generation) this.#forgetTables();
    let table = this.#tables.byIndex.get(index);
    if (!table) {
      table = this.catalog
        .all()
        .find((d): d is TableDef => d.kind === 'table' && d.primary.storage === index);
      // A table that this very transaction makes is not published yet.
      table ??= this.#stagedTable(index);
      this.#tables.byIndex.set(index, table);
    }
    return table;
  }

  /** A type with the members of its enums, also of those that an open transaction has made. */
  #hydrate(type: SqlType): SqlType {
    return hydrateType({ get: (id) => this.catalog.get(id) ?? this.#stagedType(id) }, type);
  }

  #stagedType(id: number): Descriptor | undefined {
    for (const session of this.sessions.all) {
      const staged = session.transaction?.staged.objects.get(id);
      if (staged) return staged;
    }
    return undefined;
  }

  #stagedTable(index: number): TableDef {
    for (const session of this.sessions.all)
      for (const staged of session.transaction?.staged.objects.values() ?? [])
        if (staged.kind === 'table' && staged.primary.storage === index) return staged;
    throw new Error(`internal error: index ${index} belongs to no table`);
  }

  /** Commits what a job has written. */
  commitJob(txn: TxnState, statement: number): void {
    this.storage.txns.prepareCommit(txn);
    const writes = this.storage.txns.intents(txn);
    if (writes.length === 0) return void this.storage.commit(txn, -1, writes);
    const seq = this.history.append({
      type: 'commit',
      t: this.now,
      txn: txn.id,
      session: txn.session,
      statement,
      mvcc: txn.writeTs,
      writes: this.describeWrites(writes)
    });
    observeTimestamp(this.storage.node(txn.node), txn.writeTs);
    this.storage.commit(txn, seq, writes);
    this.noteCommit(txn.writeTs);
    this.sessions.transactionEnded(txn.id);
  }

  /** Runs a query or DML statement of the cluster's own. @throws as `StatementRunner.run` */
  runSql(sql: string, ctx: StatementContext): StatementResult {
    return this.#statements.query(parseStatement(sql), sql, ctx);
  }

  /** Makes a changefeed's job; it waits for its start. @throws SqlError as CREATE CHANGEFEED */
  createFeedJob(statement: CreateChangefeedStatement, ctx: StatementContext, schedule: string): JobRecord {
    return createFeedJob(statement, ctx, { cluster: this, runner: this.#statements, schedule });
  }

  /** The catalog as planning sees it, for a job's statement. */
  sqlCatalog(ctx: StatementContext): SqlCatalog {
    return this.#statements.sqlCatalog(ctx, ctx.catalog);
  }

  /** New versions of descriptors become valid. */
  publish(descriptors: readonly Descriptor[], at: Timestamp, statement: number): void {
    const published = descriptors.map((descriptor) => stamped(descriptor, at));
    this.catalog.publish(published);
    this.#sizesChanged(published);
    for (const descriptor of published)
      if (descriptor.kind === 'table')
        this.history.append({
          type: 'schema_change',
          t: this.now,
          table: descriptor.name,
          id: descriptor.id,
          ...whatBecameOfRows(descriptor),
          version: descriptor.version,
          mvcc: at,
          statement
        });
    this.schedules.published(published, statement);
    this.connections.published(published);
    this.changefeeds.schemaChanged(published.map(({ id }) => id));
  }

  /** Rows that have moved into another index, or another `range_max_bytes`, may ask for smaller ranges. */
  #sizesChanged(published: readonly Descriptor[]): void {
    const { sizes } = this.storage;
    for (const object of published) {
      if (object.dropped) continue;
      if (object.kind === 'table' && object.change?.primaryKey) sizes?.recount(object.primary.storage);
      else if (object.kind === 'table' && object.zone) sizes?.limitChanged(object.primary.storage);
      if (object.kind !== 'database' || !(object.zone ?? object.rangeZones)) continue;
      for (const table of this.catalog.all())
        if (table.kind === 'table') sizes?.limitChanged(table.primary.storage);
    }
  }

  carryOut(action: CommitAction): void {
    if (action.kind === 'startJob')
      this.jobs.start(this.jobs.get(action.job)!); // made with the action
    else if (action.kind === 'alterFeed') this.feedJobs.alter(action.feed, action.to);
    else if (action.kind === 'armSchedule') this.schedules.begin(action.schedule);
    else this.feedJobs.startStream(action.feed);
  }

  dropAction(action: CommitAction): void {
    if (action.kind === 'startJob') this.schemaChanges.forget(action.job);
    if (action.kind === 'armSchedule') this.schedules.drop(action.schedule);
    this.feedJobs.forget(action);
  }

  /** The schema change jobs among what a transaction did when it committed. */
  schemaChangesOf(actions: readonly CommitAction[]): string[] {
    if (actions.length === 0) return [];
    return actions.flatMap((action) =>
      action.kind === 'startJob' && this.schemaChanges.get(action.job) ? [action.job] : []
    );
  }

  endStream(feed: number, error: SqlError): void {
    this.feedJobs.endStream(feed, error);
  }

  uniqueId(node: number): WideInt {
    return nextUniqueId(this.state.ids, this.epoch, this.now, node);
  }

  /** A time for new versions of descriptors: later than every row and every version there is. */
  schemaTick(node: number): Timestamp {
    const { highestCommit } = this.state;
    const state = this.storage.node(node);
    if (highestCommit) observeTimestamp(state, highestCommit);
    observeTimestamp(state, this.catalog.lastModified);
    return tickClock(state, this.now);
  }

  /** A timestamp later than everything a node has seen. */
  tick(node: number): Timestamp {
    return tickClock(this.storage.node(node), this.now);
  }
}

/** 4 h, the default since v23.1, and 25 h before (reference §5.3). */
const DEFAULT_GC_TTL_SECONDS = 14_400;
const OLD_GC_TTL_SECONDS = 90_000;

/** `gc.ttlseconds` of a table's zone configuration, else of its database's. */
function gcTtl(catalog: Catalog, settings: ClusterSettings, table: number): Nanos {
  const def = catalog.get(table);
  const own = def?.kind === 'table' ? def.zone?.gcTtlSeconds : undefined;
  const database = def?.kind === 'table' ? catalog.get(def.database) : undefined;
  const inherited = database?.kind === 'database' ? database.zone?.gcTtlSeconds : undefined;
  const initial = settings.isAtLeast(releaseOf(23, 1)) ? DEFAULT_GC_TTL_SECONDS : OLD_GC_TTL_SECONDS;
  return (own ?? inherited ?? initial) * NS_PER_SECOND;
}

/** A version 4 UUID out of a stream. */
export function uuidOf(random: RandomState): string {
  const hex = Array.from({ length: 4 }, () => nextWord(random).toString(16).padStart(8, '0')).join('');
  const variant = '89ab'[parseInt(hex[16], 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function whatBecameOfRows(table: TableDef): Pick<SchemaChangeEvent, 'rows' | 'columns'> {
  const { dropped, change } = table;
  if (dropped || change?.truncate) return { rows: 'removed' };
  const columns = whatBecameOfColumns(table);
  return {
    ...(change?.primaryKey || change?.locality ? { rows: 'rekeyed' } : {}),
    ...(columns ? { columns } : {})
  };
}

/** As the changefeeds' schema feed sees it, before their options and families are looked at (reference §6.1). */
function whatBecameOfColumns({ change, columns }: TableDef): SchemaChangeEvent['columns'] {
  const added = (change?.addedColumns ?? []).filter(({ column }) => {
    const def = columns.find(({ id }) => id === column);
    return def && !def.hidden && !def.computed?.virtual;
  });
  if (added.some(({ backfill }) => backfill)) return 'copied';
  if (change?.droppedColumns?.some(({ virtual }) => !virtual)) return 'copied';
  return added.length > 0 ? 'added' : undefined;
}

/** A new version with its time. */
function stamped(descriptor: Descriptor, at: Timestamp): Descriptor {
  if (descriptor.kind !== 'table') return { ...descriptor, modified: at };
  return {
    ...descriptor,
    modified: at,
    ...(descriptor.version === 1 ? { created: at } : {}),
    ...(descriptor.change?.truncate ? { truncated: at } : {})
  };
}
