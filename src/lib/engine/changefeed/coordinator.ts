import { nextInt } from '../base/random';
import { NS_PER_MS, isBefore, sameTimestamp, type Nanos, type Timestamp } from '../base/timestamp';
import type { SchemaIds, SchemaRequest } from '../encode/row-change';
import { makeBatchingState } from '../sinks/batching';
import { releaseOf } from '../base/release';
import type { SinkClient } from '../sinks/sink';
import { forgetEmissions } from './emissions';
import type { Aggregator, Coordinator, Feed, Flow, SpanCheckpoint } from './feed';
import { minimumOf } from './frontier';
import type { FeedHost } from './host';
import { moveProtection } from './protection';
import { resolvedMessages } from './resolved';
import { nextBoundary, stoppedBySchemaChange } from './schema-feed';
import type { RowEncoders } from './row-encoders';

/**
 * Merges what the aggregators report, persists the high-water mark and the span frontier in the job, and then, never before,
 * sends resolved messages (reference §5.6, §5.7; guarantee P4).
 */

/** Time of a write of the job record. */
const PERSIST_MIN_NS = 2 * NS_PER_MS;
const PERSIST_MAX_NS = 8 * NS_PER_MS;

export function makeCoordinator(aggregators: readonly Aggregator[]): Coordinator {
  return {
    reported: aggregators.map((agg) => agg.spans.map(() => null)),
    atBoundary: aggregators.map(() => null),
    ended: aggregators.map(() => false),
    persisting: false,
    persistAgain: false,
    highWaterPersistedAt: -1,
    sink: makeBatchingState(),
    metadata: null,
    unsent: []
  };
}

/** What happens to the flow after a checkpoint. */
export type AfterPersist =
  | { readonly kind: 'go on' }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'stopped'; readonly error: ReturnType<typeof stoppedBySchemaChange> }
  | { readonly kind: 'restart' };

export class CoordinatorRunner {
  readonly #host: FeedHost;
  readonly #encoders: RowEncoders;
  readonly #feed: Feed;
  readonly #flow: Flow;
  readonly client: SinkClient;
  readonly #ids: SchemaIds;
  readonly #askFor: (schema: SchemaRequest) => void;

  constructor(parts: {
    host: FeedHost;
    encoders: RowEncoders;
    feed: Feed;
    flow: Flow;
    client: SinkClient;
    ids: SchemaIds;
    /** Has a schema registered; `schemaRegistered` follows. */
    askFor: (schema: SchemaRequest) => void;
  }) {
    this.#host = parts.host;
    this.#encoders = parts.encoders;
    this.#feed = parts.feed;
    this.#flow = parts.flow;
    this.client = parts.client;
    this.#ids = parts.ids;
    this.#askFor = parts.askFor;
  }

  get #coord(): Coordinator {
    return this.#flow.coord;
  }

  report(
    aggregator: number,
    resolved: readonly Timestamp[],
    boundary: Timestamp | null,
    ended: boolean
  ): void {
    this.#coord.reported[aggregator] = [...resolved];
    this.#coord.atBoundary[aggregator] = boundary;
    this.#coord.ended[aggregator] = ended;
    if (this.#coord.persisting) this.#coord.persistAgain = true;
    else if (this.#mustPersist()) this.#startPersist();
  }

  /** The minimum over all spans, where every span has been told. */
  get #frontier(): Timestamp | undefined {
    return this.#host.seams.frontier(this.#reported);
  }

  /** What the spans of all aggregators have come to. */
  get #reported(): (Timestamp | null)[] {
    const { reported } = this.#coord;
    if (reported.length === 1) return reported[0];
    const all: (Timestamp | null)[] = [];
    for (const spans of reported) for (const ts of spans) all.push(ts);
    return all;
  }

  #mustPersist(): boolean {
    const { highWater } = this.#feed;
    const frontier = this.#frontier;
    if (this.#boundaryReached || this.#allEnded) return true;
    if (frontier && (highWater === null || isBefore(highWater, frontier))) return this.#highWaterIsDue();
    // Before the first high-water mark, and while a span lags, what the other spans have done is kept (reference §5.8).
    return (
      this.#spansAreDue() &&
      this.#reported.some((ts) => ts !== null && (highWater === null || isBefore(highWater, ts)))
    );
  }

  #highWaterIsDue(): boolean {
    const least = this.#host.settings.duration('changefeed.resolved_timestamp.min_update_interval');
    return this.#coord.highWaterPersistedAt < 0 || this.#host.now - this.#coord.highWaterPersistedAt >= least;
  }

  /** Whether span-level progress is to be kept: always since 25.4, before while spans are far apart (reference §5.8). */
  #spansAreDue(): boolean {
    const { settings } = this.#host;
    if (!settings.isAtLeast(releaseOf(25, 4)) && !this.#isScanning && !this.#isFarApart()) return false;
    const interval = this.#host.settings.duration('changefeed.progress.frontier_persistence.interval');
    return this.#feed.spansPersistedAt < 0 || this.#host.now - this.#feed.spansPersistedAt >= interval;
  }

  /** The first scan is not over, whose progress is kept since 22.1. */
  get #isScanning(): boolean {
    return this.#feed.highWater === null && this.#host.settings.isAtLeast(releaseOf(22, 1));
  }

  #isFarApart(): boolean {
    const { highWater } = this.#feed;
    const threshold = this.#host.settings.duration('changefeed.span_checkpoint.lag_threshold');
    return (
      highWater !== null &&
      this.#host.settings.isAtLeast(releaseOf(23, 1)) &&
      this.#reported.some((ts) => ts !== null && ts.wall - highWater.wall > threshold)
    );
  }

  get #boundaryReached(): Timestamp | undefined {
    return minimumOf(this.#coord.atBoundary);
  }

  get #allEnded(): boolean {
    return this.#coord.ended.every(Boolean);
  }

  #startPersist(): void {
    this.#coord.persisting = true;
    this.#coord.persistAgain = false;
    const wait: Nanos =
      this.#feed.job === null ? 0 : nextInt(this.#feed.random, PERSIST_MIN_NS, PERSIST_MAX_NS);
    const at = this.#host.now + wait + this.#host.nodeDelay(this.#flow.coordinator);
    this.#host.schedule(at, { kind: 'feed.persist', feed: this.#feed.id, flow: this.#flow.no });
  }

  /** The job record has been written: what it holds now is what the next flow starts from. */
  persisted(): AfterPersist {
    const feed = this.#feed;
    const before = feed.highWater;
    const frontier = this.#frontier;
    const boundary = this.#boundaryReached;
    this.#coord.persisting = false;
    const advanced = frontier !== undefined && (before === null || isBefore(before, frontier));
    if (advanced) {
      feed.highWater = this.#host.seams.persisted(frontier, before);
      this.#coord.highWaterPersistedAt = this.#host.now;
    }
    if (this.#spansAreDue() || boundary || feed.highWater === null) {
      feed.spans = this.#spanCheckpoints();
      feed.spansPersistedAt = this.#host.now;
    } else
      feed.spans = feed.spans.filter((span) => feed.highWater && isBefore(feed.highWater, span.resolved));
    if (feed.job !== null) this.#tellCheckpoint(feed.job);
    if (feed.highWater && advanced) {
      forgetEmissions(feed.emissions, feed.highWater, feed.flows);
      this.#host.owner.progressed(feed);
      moveProtection(feed, this.#host);
      this.#maybeSendResolved(feed.highWater);
    }
    // The last resolved message belongs to the feed: it has to be stored before the job succeeds (guarantee P10).
    if (this.#allEnded) return { kind: this.isFinished ? 'succeeded' : 'go on' };
    if (boundary) return this.#pass(boundary);
    if (this.#coord.persistAgain && this.#mustPersist()) this.#startPersist();
    return { kind: 'go on' };
  }

  /** Whether nothing more will come: everything has been persisted and the last resolved message stored. */
  get isFinished(): boolean {
    return this.#allEnded && !this.#coord.persisting && this.#coord.unsent.length === 0 && this.client.isIdle;
  }

  /** Loops, not chains of arrays: an idle feed does nothing else, and does this all day. */
  #spanCheckpoints(): SpanCheckpoint[] {
    const { highWater } = this.#feed;
    const { aggregators } = this.#flow;
    const checkpoints: SpanCheckpoint[] = [];
    for (let a = 0; a < aggregators.length; a++) {
      const { spans } = aggregators[a];
      const reported = this.#coord.reported[a];
      for (let s = 0; s < spans.length; s++) {
        const resolved = reported[s];
        if (!resolved || (highWater && isBefore(resolved, highWater))) continue;
        const { table, index, start, end } = spans[s];
        checkpoints.push({ table, index, start, end, resolved });
      }
    }
    return checkpoints;
  }

  #tellCheckpoint(job: string): void {
    const { highWater, spans } = this.#feed;
    this.#feed.checkpoint = this.#host.history.append({
      type: 'checkpoint',
      t: this.#host.now,
      job,
      flow: this.#flow.no,
      high_water: highWater,
      spans: spans
        .filter((span) => !highWater || !sameTimestamp(span.resolved, highWater))
        .map(({ table, start, end, resolved }) => ({
          ...this.#encoders.tableWords(table),
          start: printKey(start, '/Min'),
          end: printKey(end, '/Max'),
          resolved
        }))
    });
  }

  /** Every span has come to the boundary and that is persisted. */
  #pass(at: Timestamp): AfterPersist {
    const boundary = nextBoundary(this.#feed, this.#host.catalog, this.#flow.aggregators[0].schemaTs);
    if (boundary?.stop) return { kind: 'stopped', error: stoppedBySchemaChange(this.#host.epoch.hlc(at)) };
    if (boundary?.restart) return { kind: 'restart' };
    this.#coord.atBoundary.fill(null);
    this.#flow.aggregators.forEach((agg, aggregator) => {
      const delay = this.#host.hop(this.#feed.random, this.#flow.coordinator, agg.node);
      this.#host.schedule(this.#host.now + delay, {
        kind: 'feed.proceed',
        feed: this.#feed.id,
        flow: this.#flow.no,
        aggregator,
        boundary: at
      });
    });
    return { kind: 'go on' };
  }

  #maybeSendResolved(highWater: Timestamp): void {
    const { resolvedNs } = this.#feed.spec.options;
    if (resolvedNs === null) return;
    const sent = { last: this.#feed.lastResolved, every: resolvedNs };
    for (const resolved of this.#host.seams.resolved(highWater, sent)) {
      this.#feed.lastResolved = resolved;
      this.#coord.unsent.push(resolved);
      if (this.#coord.unsent.length === 1) this.#sendResolved();
    }
  }

  /** Sends what waits, oldest first, as far as schemas are registered. */
  #sendResolved(): void {
    const { unsent } = this.#coord;
    while (unsent.length > 0) {
      const parts = { coord: this.#coord, ids: this.#ids };
      const messages = resolvedMessages(this.#host, this.#feed, parts, unsent[0]);
      if (!Array.isArray(messages)) return this.#askFor(messages as SchemaRequest);
      this.client.emit(messages);
      unsent.shift();
    }
  }

  /** The schema of its resolved messages has its id. */
  schemaRegistered(): void {
    this.#sendResolved();
  }
}

/** A key of a span for reading: the ends of the index by name, bytes as hex. */
export function printKey(key: string | undefined, end: string): string {
  if (!key) return end;
  return `/${[...key].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')}`;
}
