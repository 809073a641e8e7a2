import { assert } from '../base/assert';
import { SqlError } from '../base/errors';
import type { FlowReason } from '../base/events';
import { makeRandom } from '../base/random';
import { NS_PER_MS, NS_PER_SECOND, nextTimestamp, type Timestamp } from '../base/timestamp';
import type { TableDef } from '../catalog/descriptors';
import type { ClientRef, SinkClient } from '../sinks/sink';
import { isServing } from '../storage/network';
import { makeAggregator, nameBound } from './aggregator-state';
import { CommitRouter } from './commit-router';
import { makeCoordinator } from './coordinator';
import { Deliveries } from './deliveries';
import { makeCounters } from './counters';
import { makeEmissions } from './emissions';
import type { Feed, FeedSpec, Flow } from './feed';
import { feedTerms } from './feed-terms';
import { planFlow } from './flow-planner';
import { FlowRunners } from './flow-runners';
import type { FeedDue, FeedHost } from './host';
import { localityError, nodesFor } from './locality';
import { collectedAt, expiredError, hasExpired, protect, releaseProtection } from './protection';
import { Registrations, type SchemaIdsState } from './registrations';
import { Restarts } from './restarts';
import { RowEncoders } from './row-encoders';
import { terminalSchemaError, watchedTables } from './schema-feed';

/**
 * All changefeeds of the cluster: makes and ends flows, and routes events to the aggregator or coordinator they are for.
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

/** How long a node being drained waits for its flows to write down their progress. */
const DRAIN_LIMIT_NS = 5 * NS_PER_SECOND;
/** How long until the loss of an aggregator's node is noticed. */
const LOSS_NOTICED_NS = 100 * NS_PER_MS;

export class Changefeeds {
  readonly #state: ChangefeedsState;
  readonly #host: FeedHost;
  readonly #seed: number;
  readonly #deliveries: Deliveries;
  readonly #registrations: Registrations;
  readonly #runners: FlowRunners;
  readonly #restarts: Restarts;
  /** What is to be told of commits. */
  readonly commits: CommitRouter;

  constructor(state: ChangefeedsState, host: FeedHost, seed: number) {
    this.#state = state;
    this.#host = host;
    this.#seed = seed;
    const failed = (feed: Feed, error: string) => this.retry(feed, error);
    this.#registrations = new Registrations(state.schemaIds, host, failed);
    this.#deliveries = new Deliveries(host, failed);
    this.#runners = new FlowRunners({
      host,
      encoders: new RowEncoders(host, this.#registrations),
      deliveries: this.#deliveries,
      registrations: this.#registrations,
      succeeded: (feed) => this.#succeed(feed)
    });
    this.#restarts = new Restarts(host, (feed, reason, coordinator) => this.start(feed, reason, coordinator));
    this.commits = new CommitRouter({
      storage: host.storage,
      feeds: state.feeds,
      runner: (feed, flow, no) => this.#runners.aggregator(feed, flow, no)
    });
  }

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
      altered: false,
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
   * @param why of a feed altered in the meantime, that is the reason
   * @param wanted the coordinator, if the feed may run there
   */
  start(feed: Feed, why: FlowReason, wanted: number): void {
    const reason = feed.altered ? 'alter' : why;
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
    feed.altered = false;
    this.#host.owner.runsOn(feed, coordinator);
    // The value persisted last may be sent again, and is, so that a consumer that missed it gets it (reference §5.6).
    feed.lastResolved = null;
    this.commits.flowsChanged();
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
    feed.altered = true;
    protect(feed, this.#host);
  }

  /** The feed has come to its end: nothing it might have read is kept for it any longer. */
  end(feed: Feed): void {
    this.stop(feed);
    releaseProtection(feed, this.#host);
  }

  #expire(feed: Feed): void {
    if (!hasExpired(feed, this.#host)) return;
    feed.counters.expired++;
    this.#host.owner.expired(feed, expiredError(feed, this.#host));
  }

  /** Its job has been paused. */
  halt(feed: Feed): void {
    if (this.#host.seams.haltsWhenPaused) this.stop(feed);
  }

  /** Ends the flow: what is under way in it comes to nothing, but for batches that are out already. */
  stop(feed: Feed): void {
    feed.flow = null;
    this.commits.flowsChanged();
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
        return this.#restarts.due(this.get(due.feed), due);
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
      this.#runners.coordinator(feed, flow).report(due.aggregator, due.resolved, due.boundary, due.ended);
      return this.#endIfDrained(feed, flow);
    }
    const runner = this.#runners.aggregator(feed, flow, due.aggregator);
    switch (due.kind) {
      case 'feed.begin':
        runner.begin();
        this.commits.flowsChanged();
        return;
      case 'feed.scan': {
        const live = flow.aggregators[due.aggregator].phase === 'live';
        runner.scanStep();
        if (!live) this.commits.flowsChanged();
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

  /** New versions of tables have been published. */
  schemaChanged(tables: readonly number[]): void {
    for (const feed of this.#state.feeds.values()) {
      const flow = feed.flow;
      if (!flow || !watchedTables(feed).some((id) => tables.includes(id))) continue;
      const broken = terminalSchemaError(feed, this.#host.catalog, feed.highWater ?? feed.spec.startTime);
      if (broken) this.#fail(feed, broken);
      else flow.aggregators.forEach((_agg, i) => this.#runners.aggregator(feed, flow, i).schemaChanged());
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
        this.#restarts.schedule(feed, settings.duration('playground.node.liveness'), 'node_lost');
        continue;
      }
      const lost = flow.aggregators.find(
        ({ node }) => !isServing(storage.node(node)) || !storage.canTalk(flow.coordinator, node)
      );
      if (!lost) continue;
      this.stop(feed);
      this.#host.owner.retrying(feed, `node ${lost.node} cannot be reached`);
      this.#restarts.schedule(feed, LOSS_NOTICED_NS + this.#restarts.backoff(feed), 'node_lost');
    }
  }

  /** A node is being drained: its flows write down how far they have come and start again elsewhere. */
  drain(node: number): void {
    for (const feed of this.#state.feeds.values()) {
      const flow = feed.flow;
      if (!flow || (flow.coordinator !== node && !flow.aggregators.some((agg) => agg.node === node)))
        continue;
      flow.draining = flow.aggregators.map((_agg, i) => i);
      flow.aggregators.forEach((_agg, i) => this.#runners.aggregator(feed, flow, i).flushForDrain());
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
    this.#restarts.schedule(feed, 0, 'drain');
  }

  #persisted(feed: Feed, flow: Flow): void {
    const after = this.#runners.coordinator(feed, flow).persisted();
    switch (after.kind) {
      case 'go on':
        return this.#endIfDrained(feed, flow);
      case 'succeeded':
        return this.#succeed(feed);
      case 'stopped':
        return this.#fail(feed, after.error);
      case 'restart':
        this.stop(feed);
        return this.#restarts.schedule(feed, 0, 'boundary');
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
    this.#restarts.schedule(feed, this.#restarts.backoff(feed), 'retry');
  }

  #registered(due: Extract<FeedDue, { kind: 'feed.registered' }>): void {
    const feed = this.get(due.client.feed);
    const flow = this.#flowOf(due.client);
    if (!this.#registrations.answered(feed, due, flow !== undefined) || !flow) return;
    this.#runners.schemaRegistered(feed, flow, due.client);
  }

  /** The client an event is for, if its flow still runs. */
  #client(ref: ClientRef): SinkClient | undefined {
    const flow = this.#flowOf(ref);
    return flow && this.#runners.client(this.get(ref.feed), flow, ref);
  }

  /** The flow that a client belongs to, if it still runs. */
  #flowOf(ref: ClientRef): Flow | undefined {
    const { flow } = this.get(ref.feed);
    return flow?.no === ref.flow ? flow : undefined;
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
