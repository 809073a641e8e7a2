import { assert } from '../base/assert';
import { SqlError } from '../base/errors';
import type { FlowReason } from '../base/events';
import { makeRandom, nextInt } from '../base/random';
import {
  NS_PER_MS,
  NS_PER_SECOND,
  nextTimestamp,
  sameTimestamp,
  type Nanos,
  type Timestamp
} from '../base/timestamp';
import type { TableDef } from '../catalog/descriptors';
import { releaseOf } from '../catalog/release';
import type { ClientRef, SinkClient } from '../sinks/sink';
import { isVersionAfter } from '../storage/mvcc';
import type { CommittedWrite, TxnState } from '../storage/txn-state';
import type { CommitListener } from '../storage/storage';
import { isServing } from '../storage/network';
import { AggregatorRunner } from './aggregator';
import { makeAggregator, nameBound } from './aggregator-state';
import { CoordinatorRunner, makeCoordinator } from './coordinator';
import { Deliveries } from './deliveries';
import { makeCounters } from './counters';
import { makeEmissions } from './emissions';
import type { Aggregator, Coordinator, Feed, FeedSpec, Flow } from './feed';
import { feedTerms } from './feed-terms';
import { planFlow } from './flow-planner';
import type { FeedDue, FeedHost } from './host';
import { localityError, nodesFor } from './locality';
import { collectedAt, expiredError, hasExpired, protect, releaseProtection } from './protection';
import { Registrations, type SchemaIdsState } from './registrations';
import { RowEncoders } from './row-encoders';
import { terminalSchemaError, watchedTables } from './schema-feed';

/**
 * All changefeeds of the cluster: makes flows, routes events to the aggregator or coordinator they are for, hears of every
 * commit, and starts a feed again after a failure (reference §5.11).
 */

export interface ChangefeedsState {
  nextFeed: number;
  /** Every feed that has ever been made, by number; ended ones stay for their late batches. */
  feeds: Map<number, Feed>;
  /** What is known of schema registries. */
  schemaIds: SchemaIdsState;
}

export const makeChangefeedsState = (): ChangefeedsState => ({
  nextFeed: 1,
  feeds: new Map(),
  schemaIds: new Map()
});

/** The coordinator's client has no aggregator. */
const COORDINATOR = -1;
const FIRST_BACKOFF_NS = NS_PER_SECOND;
/** In releases before 23.2. */
const OLD_FIRST_BACKOFF_NS = 5 * NS_PER_SECOND;
/** How long a node being drained waits for its flows to write down their progress. */
const DRAIN_LIMIT_NS = 5 * NS_PER_SECOND;
/** How long until the loss of an aggregator's node is noticed. */
const LOSS_NOTICED_NS = 100 * NS_PER_MS;

type RestartReason = Extract<FeedDue, { kind: 'feed.restart' }>['reason'];

interface Watcher {
  readonly feed: Feed;
  readonly flow: Flow;
  readonly aggregator: number;
  readonly span: number;
}

export class Changefeeds implements CommitListener {
  readonly #state: ChangefeedsState;
  readonly #host: FeedHost;
  readonly #encoders: RowEncoders;
  readonly #deliveries: Deliveries;
  readonly #registrations: Registrations;
  /** Live spans by index; derived from the flows and made anew after a change. */
  #watchers: Map<number, Watcher[]> | null = null;
  /** Who works on the state of flows. */
  readonly #aggregators = new WeakMap<Aggregator, AggregatorRunner>();
  readonly #coordinators = new WeakMap<Coordinator, CoordinatorRunner>();

  constructor(state: ChangefeedsState, host: FeedHost, seed: number) {
    this.#state = state;
    this.#host = host;
    this.#seed = seed;
    const failed = (feed: Feed, error: string) => this.retry(feed, error);
    this.#registrations = new Registrations(state.schemaIds, host, failed);
    this.#encoders = new RowEncoders(host, this.#registrations);
    this.#deliveries = new Deliveries(host, failed);
  }

  readonly #seed: number;

  get(id: number): Feed {
    const feed = this.#state.feeds.get(id);
    assert(feed, () => `there is no changefeed ${id}`);
    return feed;
  }

  get feeds(): Iterable<Feed> {
    return this.#state.feeds.values();
  }

  /** Makes a feed; `start` begins its first flow. */
  create(parts: { job: string | null; statement: number; session: string; spec: FeedSpec }): Feed {
    const id = this.#state.nextFeed++;
    const feed: Feed = {
      id,
      ...parts,
      highWater: null,
      spans: [],
      spansPersistedAt: -1,
      checkpoint: null,
      flows: 0,
      flow: null,
      nextBatch: 1,
      emissions: makeEmissions(),
      retry: { failures: 0, failedAt: 0, highWater: null },
      lastResolved: null,
      protectedAt: 0,
      random: makeRandom(this.#seed, `changefeed ${id}`),
      counters: makeCounters()
    };
    this.#state.feeds.set(id, feed);
    return feed;
  }

  /**
   * Plans a flow and sets it going.
   * @param wanted the coordinator, if the feed may run there
   */
  start(feed: Feed, reason: FlowReason, wanted: number): void {
    const nodes = nodesFor(feed, this.#host.storage).map(({ id }) => id);
    const coordinator = nodes.includes(wanted) ? wanted : (nodes[0] ?? wanted);
    assert(!feed.flow, () => `changefeed ${feed.id} has a flow already`);
    const since = feed.highWater ?? feed.spec.startTime;
    const broken =
      localityError(feed, this.#host.storage) ??
      terminalSchemaError(feed, this.#host.catalog, since) ??
      (this.#host.seams.checksCollection ? collectedAt(feed, nextTimestamp(since), this.#host) : undefined);
    if (broken) return this.#fail(feed, broken);
    if (reason === 'start') protect(feed, this.#host);
    const schemaTs = feed.highWater ?? feed.spec.startTime;
    const planned = planFlow({
      feed,
      storage: this.#host.storage,
      coordinator,
      nodes,
      tableAt: (table) => this.#tableAt(table, nextTimestamp(schemaTs))
    });
    const about = { no: feed.flows + 1, now: this.#host.now, highWater: feed.highWater };
    for (const span of planned.flatMap(({ spans }) => spans))
      span.resolved = this.#host.seams.spanStart(span.resolved, about);
    const aggregators = planned.map(({ node, spans }) =>
      makeAggregator(node, spans, {
        schemaTs,
        sink: this.#deliveries.newState(feed, node, nameBound(spans, feed.spec.startTime))
      })
    );
    const flow: Flow = {
      no: ++feed.flows,
      reason,
      coordinator,
      startedFrom: feed.checkpoint,
      aggregators,
      coord: makeCoordinator(aggregators),
      draining: null
    };
    feed.flow = flow;
    // The value persisted last may be sent again, and is, so that a consumer that missed it gets it (reference §5.6).
    feed.lastResolved = null;
    this.#watchers = null;
    this.#host.history.append({
      type: 'flow',
      t: this.#host.now,
      job: feed.job,
      statement: feed.statement,
      flow: flow.no,
      coordinator,
      nodes: planned.map(({ node }) => node),
      reason,
      high_water: feed.highWater,
      checkpoint: feed.checkpoint,
      terms: feedTerms(feed.spec)
    });
    aggregators.forEach((agg, aggregator) => {
      const at = this.#host.now + this.#host.hop(feed.random, coordinator, agg.node);
      this.#host.schedule(at, { kind: 'feed.begin', feed: feed.id, flow: flow.no, aggregator });
    });
  }

  #tableAt(id: number, ts: Timestamp): TableDef {
    const table = this.#host.catalog.at(id, ts) ?? this.#host.catalog.versions(id).at(-1);
    assert(table?.kind === 'table', () => `changefeed watches ${id}, which is no table`);
    return table;
  }

  /** A paused feed has been altered: other tables may have to be kept for it. */
  altered(feed: Feed): void {
    protect(feed, this.#host);
  }

  /** The feed has come to its end: nothing it might have read is kept for it any longer. */
  end(feed: Feed): void {
    this.stop(feed);
    releaseProtection(feed, this.#host);
  }

  #expire(feed: Feed): void {
    if (hasExpired(feed, this.#host)) this.#host.owner.expired(feed, expiredError(feed, this.#host));
  }

  /** Its job has been paused. */
  halt(feed: Feed): void {
    if (this.#host.seams.haltsWhenPaused) this.stop(feed);
  }

  /** Ends the flow: what is under way in it comes to nothing, but for batches that are out already. */
  stop(feed: Feed): void {
    feed.flow = null;
    this.#watchers = null;
  }

  handle(due: FeedDue): void {
    try {
      this.#handle(due);
    } catch (error) {
      // A row that the format cannot hold is a terminal error of its changefeed (reference §5.11).
      if (!(error instanceof SqlError)) throw error;
      this.#fail(this.get(feedOf(due)), error);
    }
  }

  #handle(due: FeedDue): void {
    switch (due.kind) {
      case 'feed.batch':
        return this.#deliveries.arrive(this.get(due.batch.client.feed), due.batch);
      case 'feed.answer':
        return this.#answered(due);
      case 'feed.resend':
        return this.#client(due.client)?.retry(due.no);
      case 'feed.timer':
        return this.#client(due.client)?.timerFired();
      case 'feed.register':
        return this.#registrations.arrive(this.get(due.client.feed), due);
      case 'feed.registered':
        return this.#registered(due);
      case 'feed.reregister':
        if (this.#flowOf(due.client)) this.#registrations.again(this.get(due.client.feed), due);
        return;
      case 'feed.restart':
        return this.#restart(due);
      case 'feed.expiry':
        return this.#expire(this.get(due.feed));
      default:
        return this.#inFlow(due);
    }
  }

  #inFlow(
    due: Exclude<
      FeedDue,
      {
        kind:
          | 'feed.batch'
          | 'feed.answer'
          | 'feed.resend'
          | 'feed.timer'
          | 'feed.register'
          | 'feed.registered'
          | 'feed.reregister'
          | 'feed.restart'
          | 'feed.expiry';
      }
    >
  ): void {
    const feed = this.get(due.feed);
    const flow = feed.flow;
    if (!flow || flow.no !== due.flow) return;
    if (due.kind === 'feed.persist') return this.#persisted(feed, flow);
    if (due.kind === 'feed.drained') return this.#endDrained(feed);
    if (due.kind === 'feed.report') {
      flow.draining &&= flow.draining.filter((aggregator) => aggregator !== due.aggregator);
      this.#coordinator(feed, flow).report(due.aggregator, due.resolved, due.boundary, due.ended);
      return this.#endIfDrained(feed, flow);
    }
    const runner = this.#aggregator(feed, flow, due.aggregator);
    switch (due.kind) {
      case 'feed.begin':
        runner.begin();
        this.#watchers = null;
        return;
      case 'feed.scan': {
        const live = flow.aggregators[due.aggregator].phase === 'live';
        runner.scanStep();
        if (!live) this.#watchers = null;
        return;
      }
      case 'feed.arrive':
        return runner.arrive(due.items);
      case 'feed.tick':
        return runner.tick(due.at);
      case 'feed.frontier':
        return runner.frontier(due.resolved);
      case 'feed.proceed':
        return runner.proceed(due.boundary);
    }
  }

  /** Every commit comes by here; each written row goes to the aggregators that watch it. */
  committed(_txn: TxnState, writes: readonly CommittedWrite[]): void {
    const watchers = (this.#watchers ??= this.#findWatchers());
    if (watchers.size === 0) return;
    const batches = new Map<
      Watcher['flow'],
      Map<number, { runner: AggregatorRunner; items: ReturnType<AggregatorRunner['makeItem']>[] }>
    >();
    for (const { index, key, version } of writes) {
      for (const watcher of watchers.get(index) ?? []) {
        const span = watcher.flow.aggregators[watcher.aggregator].spans[watcher.span];
        if (key < span.start || (span.end !== undefined && key >= span.end)) continue;
        // A rangefeed tells nothing at or below the time it was started at.
        if (!isVersionAfter(version, span.resolved)) continue;
        let byAggregator = batches.get(watcher.flow);
        if (!byAggregator) batches.set(watcher.flow, (byAggregator = new Map()));
        let batch = byAggregator.get(watcher.aggregator);
        if (!batch) {
          batch = { runner: this.#aggregator(watcher.feed, watcher.flow, watcher.aggregator), items: [] };
          byAggregator.set(watcher.aggregator, batch);
        }
        batch.items.push(
          batch.runner.makeItem(watcher.span, key, version, this.#host.storage.rangeOf(index, key))
        );
      }
    }
    for (const byAggregator of batches.values())
      for (const { runner, items } of byAggregator.values()) runner.deliver(items);
  }

  #findWatchers(): Map<number, Watcher[]> {
    const watchers = new Map<number, Watcher[]>();
    for (const feed of this.#state.feeds.values()) {
      const flow = feed.flow;
      if (!flow) continue;
      flow.aggregators.forEach((agg, aggregator) => {
        // A backfill interrupts nothing: its aggregator went live before.
        if (agg.phase !== 'live' && agg.boundary === null) return;
        agg.spans.forEach((s, span) => {
          const list = watchers.get(s.index) ?? [];
          list.push({ feed, flow, aggregator, span });
          watchers.set(s.index, list);
        });
      });
    }
    return watchers;
  }

  /** New versions of tables have been published. */
  schemaChanged(tables: readonly number[]): void {
    for (const feed of this.#state.feeds.values()) {
      const flow = feed.flow;
      if (!flow || !watchedTables(feed).some((id) => tables.includes(id))) continue;
      const broken = terminalSchemaError(feed, this.#host.catalog, feed.highWater ?? feed.spec.startTime);
      if (broken) this.#fail(feed, broken);
      else flow.aggregators.forEach((_agg, i) => this.#aggregator(feed, flow, i).schemaChanged());
    }
  }

  /**
   * Nodes or links have changed. A flow whose coordinator no longer serves waits for another node to take the job; one that has lost
   * touch with an aggregator starts again.
   */
  reachChanged(): void {
    const { storage, settings } = this.#host;
    for (const feed of this.#state.feeds.values()) {
      const flow = feed.flow;
      if (!flow) continue;
      if (!isServing(storage.node(flow.coordinator))) {
        this.stop(feed);
        this.#scheduleRestart(feed, settings.duration('playground.node.liveness'), 'node_lost');
        continue;
      }
      const lost = flow.aggregators.find(
        ({ node }) => !isServing(storage.node(node)) || !storage.canTalk(flow.coordinator, node)
      );
      if (!lost) continue;
      this.stop(feed);
      this.#host.owner.retrying(feed, `node ${lost.node} cannot be reached`);
      this.#scheduleRestart(feed, LOSS_NOTICED_NS + this.#backoff(feed), 'node_lost');
    }
  }

  /** A node is being drained: its flows write down how far they have come and start again elsewhere. */
  drain(node: number): void {
    for (const feed of this.#state.feeds.values()) {
      const flow = feed.flow;
      if (!flow || (flow.coordinator !== node && !flow.aggregators.some((agg) => agg.node === node)))
        continue;
      flow.draining = flow.aggregators.map((_agg, i) => i);
      flow.aggregators.forEach((_agg, i) => this.#aggregator(feed, flow, i).flushForDrain());
      this.#host.schedule(this.#host.now + DRAIN_LIMIT_NS, {
        kind: 'feed.drained',
        feed: feed.id,
        flow: flow.no
      });
    }
  }

  /** A drained flow ends once every aggregator's last progress is persisted … */
  #endIfDrained(feed: Feed, flow: Flow): void {
    if (feed.flow === flow && flow.draining?.length === 0 && !flow.coord.persisting) this.#endDrained(feed);
  }

  /** … or when it takes too long. */
  #endDrained(feed: Feed): void {
    this.stop(feed);
    this.#scheduleRestart(feed, 0, 'drain');
  }

  #persisted(feed: Feed, flow: Flow): void {
    const after = this.#coordinator(feed, flow).persisted();
    switch (after.kind) {
      case 'go on':
        return this.#endIfDrained(feed, flow);
      case 'succeeded':
        return this.#succeed(feed);
      case 'stopped':
        return this.#fail(feed, after.error);
      case 'restart':
        this.stop(feed);
        return this.#scheduleRestart(feed, 0, 'boundary');
    }
  }

  /** Handling an event has met a broken invariant: the feed it belongs to fails. */
  broken(due: FeedDue, error: SqlError): void {
    this.#fail(this.get(feedOf(due)), error);
  }

  #succeed(feed: Feed): void {
    this.stop(feed);
    this.#host.owner.succeeded(feed);
  }

  #fail(feed: Feed, error: SqlError): void {
    feed.counters.failures++;
    this.stop(feed);
    this.#host.owner.failed(feed, error);
  }

  /** A retryable error: the flow ends and the feed begins again from its checkpoint after a while. */
  retry(feed: Feed, message: string): void {
    this.stop(feed);
    if (this.#host.seams.tellsRetries) this.#host.owner.retrying(feed, message);
    this.#scheduleRestart(feed, this.#backoff(feed), 'retry');
  }

  /** 1 s, doubling up to the cap, with up to a fifth at random; from the beginning again after health or progress. */
  #backoff(feed: Feed): Nanos {
    const retry = feed.retry;
    const healthy =
      this.#host.now - retry.failedAt >= this.#host.settings.duration('changefeed.retry_backoff_reset');
    const progressed =
      this.#host.settings.isAtLeast(releaseOf(26, 2)) &&
      feed.highWater !== null &&
      (retry.highWater === null || !sameTimestamp(feed.highWater, retry.highWater));
    if (healthy || progressed) retry.failures = 0;
    let wait = this.#host.settings.isAtLeast(releaseOf(23, 2)) ? FIRST_BACKOFF_NS : OLD_FIRST_BACKOFF_NS;
    const cap = this.#host.settings.duration('changefeed.max_retry_backoff');
    for (let i = 0; i < retry.failures && wait < cap; i++) wait *= 2;
    wait = Math.min(wait, cap);
    retry.failures++;
    retry.failedAt = this.#host.now;
    retry.highWater = feed.highWater;
    return this.#host.seams.backoff(wait + nextInt(feed.random, 0, Math.floor(wait / 5)));
  }

  #scheduleRestart(feed: Feed, delay: Nanos, reason: RestartReason): void {
    if (reason === 'retry' || reason === 'node_lost') feed.counters.retries++;
    this.#host.schedule(this.#host.now + delay, {
      kind: 'feed.restart',
      feed: feed.id,
      flow: feed.flows,
      reason
    });
  }

  #restart(due: Extract<FeedDue, { kind: 'feed.restart' }>): void {
    const feed = this.get(due.feed);
    // Paused, cancelled or started otherwise in the meantime.
    if (feed.flow || feed.flows !== due.flow || !this.#host.owner.mayRun(feed)) return;
    const coordinator = this.#chooseCoordinator(feed);
    if (coordinator === undefined) return this.#scheduleRestart(feed, NS_PER_SECOND, due.reason);
    this.start(feed, due.reason, coordinator);
  }

  /** The node of the statement while it lives and may, else the first node that may. */
  #chooseCoordinator(feed: Feed): number | undefined {
    const nodes = nodesFor(feed, this.#host.storage);
    return nodes.find((node) => node.id === feed.spec.node)?.id ?? nodes[0]?.id;
  }

  // --- sinks -------------------------------------------------------------------------------------------------------

  /** Kept for as long as its state is: a flow that begins anew, and one that comes out of a snapshot, have others. */
  #aggregator(feed: Feed, flow: Flow, no: number): AggregatorRunner {
    const agg = flow.aggregators[no];
    const known = this.#aggregators.get(agg);
    if (known) return known;
    const runner = this.#makeAggregator(feed, flow, no);
    this.#aggregators.set(agg, runner);
    return runner;
  }

  #makeAggregator(feed: Feed, flow: Flow, no: number): AggregatorRunner {
    const holder: { runner?: AggregatorRunner } = {};
    const agg = flow.aggregators[no];
    const client = this.#deliveries.client(agg.sink, {
      feed,
      ref: { feed: feed.id, flow: flow.no, aggregator: no },
      node: agg.node,
      idle: () => holder.runner?.sinkIdle(),
      roomy: () => holder.runner?.sinkRoomy()
    });
    const ref = { feed: feed.id, flow: flow.no, aggregator: no };
    return (holder.runner = new AggregatorRunner({
      host: this.#host,
      encoders: this.#encoders,
      feed,
      flow,
      no,
      client,
      askFor: (request) => this.#registrations.ask({ feed, ref, request })
    }));
  }

  #coordinator(feed: Feed, flow: Flow): CoordinatorRunner {
    let runner = this.#coordinators.get(flow.coord);
    if (!runner) this.#coordinators.set(flow.coord, (runner = this.#makeCoordinator(feed, flow)));
    return runner;
  }

  #makeCoordinator(feed: Feed, flow: Flow): CoordinatorRunner {
    const ref = { feed: feed.id, flow: flow.no, aggregator: COORDINATOR };
    const client = this.#deliveries.resolvedClient(flow.coord.sink, {
      feed,
      ref,
      node: flow.coordinator,
      idle: () => {
        if (feed.flow === flow && this.#coordinator(feed, flow).isFinished) this.#succeed(feed);
      },
      roomy: () => {}
    });
    return new CoordinatorRunner({
      host: this.#host,
      encoders: this.#encoders,
      feed,
      flow,
      client,
      ids: this.#registrations.idsOf(feed),
      askFor: (request) => this.#registrations.ask({ feed, ref, request })
    });
  }

  /** The flow that a client belongs to, if it still runs. */
  #flowOf(ref: ClientRef): Flow | undefined {
    const { flow } = this.get(ref.feed);
    return flow?.no === ref.flow ? flow : undefined;
  }

  #registered(due: Extract<FeedDue, { kind: 'feed.registered' }>): void {
    const feed = this.get(due.client.feed);
    const flow = this.#flowOf(due.client);
    if (!this.#registrations.answered(feed, due, flow !== undefined) || !flow) return;
    if (due.client.aggregator === COORDINATOR) this.#coordinator(feed, flow).schemaRegistered();
    else this.#aggregator(feed, flow, due.client.aggregator).schemaRegistered();
  }

  /** The client an event is for, if its flow still runs. */
  #client(ref: ClientRef): SinkClient | undefined {
    const feed = this.get(ref.feed);
    const flow = this.#flowOf(ref);
    if (!flow) return undefined;
    return ref.aggregator === COORDINATOR
      ? this.#coordinator(feed, flow).client
      : this.#aggregator(feed, flow, ref.aggregator).client;
  }

  #answered(due: Extract<FeedDue, { kind: 'feed.answer' }>): void {
    this.#deliveries.tellAnswer(this.get(due.client.feed), due);
    this.#client(due.client)?.answered(due.no, due);
  }
}

function feedOf(due: FeedDue): number {
  if ('feed' in due) return due.feed;
  return due.kind === 'feed.batch' ? due.batch.client.feed : due.client.feed;
}
