import type { HistorySink, NoticeEvent } from '../base/events';
import { makeRandom, nextInt, nextWord, type RandomState } from '../base/random';
import { Scheduler } from '../base/scheduler';
import { Epoch, laterOf, NS_PER_SECOND, timestamp, type Nanos, type Timestamp } from '../base/timestamp';
import { Catalog } from '../catalog/catalog';
import { ClusterSettings } from '../catalog/cluster-settings';
import type { FamilyDef, TableDef } from '../catalog/descriptors';
import { Changefeeds } from '../changefeed/changefeeds';
import type { Feed } from '../changefeed/feed';
import type { CompiledQuery, FeedQuery } from '../changefeed/feed-query';
import type { FeedDue } from '../changefeed/host';
import { seamsWith } from '../changefeed/planted-bugs';
import { FarEnds } from '../sinks/far/far-ends';
import { releaseOf } from '../base/release';
import { observeTimestamp, tickClock } from '../storage/nodes';
import { Storage } from '../storage/storage';
import type { TxnState } from '../storage/txn-state';
import type { SqlError } from '../base/errors';
import { ClientRunner } from './client-runner';
import { ConnectionWatch } from './connection-watch';
import { Delays } from './delays';
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
import { Reclaims } from './schema/reclaim';
import { SchemaChanges } from './schema/schema-changes';
import { gcTtlSeconds, rangeMaxBytes } from '../catalog/zones';
import { prettyKey } from './statements/range-keys';
import { Workloads } from './workload/workloads';
import { WrittenRows } from './written-rows';
import { Sequences } from './sequences';
import type { JobOwner, JobRecord } from './jobs';
import { Schedules } from './schedules/schedules';
import { TtlJobs } from './schedules/ttl-jobs';
import { createFeedJob } from './statements/changefeeds';
import { parseStatement } from '../sql/parse/parser';
import type { CreateChangefeedStatement } from '../sql/ast/changefeed';

/** `gc.ttlseconds` where no zone sets it: since v23.1, and before (reference §5.3). */
const DEFAULT_GC_TTL_SECONDS = 14_400;
const OLD_GC_TTL_SECONDS = 90_000;

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
  readonly reclaims: Reclaims;
  readonly sequences: Sequences;
  readonly delays: Delays;
  readonly writtenRows: WrittenRows;
  /**
   * What statements and the queries of feeds have done since this object was made, in units of their budget: for hosts that bound what they carry
   * out at once.
   */
  unitsDone = 0;
  /** How far `unitsDone` may go: what would go further is cancelled, and the run is none that anybody could have had. */
  mostUnits = Number.POSITIVE_INFINITY;
  wasCut = false;
  readonly #statements: StatementRunner;

  constructor(state: EngineState, history: HistorySink) {
    this.state = state;
    this.history = history;
    this.epoch = new Epoch(state.run.start);
    this.scheduler = new Scheduler(state.scheduler);
    this.settings = new ClusterSettings(state.settings);
    this.catalog = new Catalog(state.catalog);
    this.delays = new Delays(this.settings, state.run.seed);
    this.writtenRows = new WrittenRows(this);
    this.storage = new Storage(state.storage, this.#storageHost());
    this.farEnds = new FarEnds(state.farEnds);
    this.feedJobs = new FeedJobs(this);
    this.schemaChanges = new SchemaChanges(this, state.schemaChanges);
    this.reclaims = new Reclaims(this, state.reclaims);
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
      ownerOf: (job) => this.#jobOwner(job),
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
      case 'gc.look':
        return this.reclaims.handle(due);
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

  #jobOwner(job: JobRecord): JobOwner {
    switch (job.type) {
      case 'CHANGEFEED':
        return this.feedJobs;
      case 'ROW LEVEL TTL':
        return this.ttlJobs;
      default:
        return this.reclaims.has(job.id) ? this.reclaims : this.schemaChanges;
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
      ttl: (table) => this.gcTtl(table),
      ranges: {
        get generation() {
          return catalog.generation;
        },
        maxBytes: (index) => rangeMaxBytes(catalog, this.writtenRows.tableOf(index)),
        split: (index, key) => {
          const { name } = this.writtenRows.tableOf(index);
          const value = prettyKey(this.writtenRows.tableOf(index), key, catalog);
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

  /** How long overwritten versions of a table's rows can be read; the zones of what has been dropped still count. */
  gcTtl(table: number): Nanos {
    const newest = { get: (id: number) => this.catalog.versions(id).at(-1) };
    const def = newest.get(table);
    const own = def?.kind === 'table' ? gcTtlSeconds(newest, def) : undefined;
    const initial = this.settings.isAtLeast(releaseOf(23, 1)) ? DEFAULT_GC_TTL_SECONDS : OLD_GC_TTL_SECONDS;
    return (own ?? initial) * NS_PER_SECOND;
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
      hop: (random, from, to) => this.delays.hop(random, from, to),
      nodeDelay: (node) => this.delays.ofNode(node),
      nextReport: (node, at) => this.delays.nextReport(node, at),
      get seams() {
        return seamsWith(state.planted);
      },
      compileQuery: (feed, query, table, family) => this.compileQuery(feed, query, table, family, this.#meter)
    };
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
      writes: this.writtenRows.describe(writes)
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

  carryOut(action: CommitAction): void {
    if (action.kind === 'startJob')
      this.jobs.start(this.jobs.get(action.job)!); // made with the action
    else if (action.kind === 'alterFeed') this.feedJobs.alter(action.feed, action.to);
    else if (action.kind === 'armSchedule') this.schedules.begin(action.schedule);
    else this.feedJobs.startStream(action.feed);
  }

  dropAction(action: CommitAction): void {
    if (action.kind === 'startJob') {
      this.schemaChanges.forget(action.job);
      this.reclaims.forget(action.job);
    }
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

/** A version 4 UUID out of a stream. */
export function uuidOf(random: RandomState): string {
  const hex = Array.from({ length: 4 }, () => nextWord(random).toString(16).padStart(8, '0')).join('');
  const variant = '89ab'[parseInt(hex[16], 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
