import { assert } from '../base/assert';
import { nextInt, type RandomState } from '../base/random';
import {
  MIN_TIMESTAMP,
  NS_PER_MS,
  earlierOf,
  isAtOrBefore,
  isBefore,
  laterOf,
  previousTimestamp,
  sameTimestamp,
  type Nanos,
  type Timestamp
} from '../base/timestamp';
import type { SchemaRequest } from '../encode/row-change';
import { releaseOf } from '../base/release';
import type { RowMessage, SinkClient } from '../sinks/sink';
import type { Version } from '../storage/mvcc';
import type { RangeState } from '../storage/ranges';
import { rangesOverlapping } from '../storage/ranges';
import type { Aggregator, AggregatorSpan, Feed, Flow, KvItem, Scan } from './feed';
import { nameBound } from './aggregator-state';
import { minimumOf, roundDown } from './frontier';
import type { FeedHost } from './host';
import { nextBoundary, watchedTables } from './schema-feed';
import type { EncodingSite, RowEncoders } from './row-encoders';
import { makeScan, scanStep, versionsAfter } from './scans';

/**
 * One node's share of a flow: scans its spans where a scan is due, then takes changes as they arrive, hands the encoded rows
 * to its sink client and, when its frontier has advanced and the time has come, flushes and reports (reference §5.7).
 */

/** Rows that may wait in the sink client before the aggregator stops taking more. */
const SINK_BACKLOG = 4096;
const SCAN_ROW_NS = 1000;
/** How soon a scan that met an open transaction's intent looks again. */
const BLOCKED_SCAN_NS = 50 * NS_PER_MS;
/** Catch-up events in one arrival. */
const CATCH_UP_ROWS = 1000;

/** Works on one aggregator's state. */
export class AggregatorRunner {
  readonly #host: FeedHost;
  readonly #encoders: RowEncoders;
  readonly #feed: Feed;
  readonly #flow: Flow;
  readonly #no: number;
  readonly #agg: Aggregator;
  readonly #askFor: (schema: SchemaRequest) => void;
  readonly client: SinkClient;

  constructor(parts: {
    host: FeedHost;
    encoders: RowEncoders;
    feed: Feed;
    flow: Flow;
    no: number;
    client: SinkClient;
    /** Has a schema registered; `schemaRegistered` follows. */
    askFor: (schema: SchemaRequest) => void;
  }) {
    this.#host = parts.host;
    this.#encoders = parts.encoders;
    this.#feed = parts.feed;
    this.#flow = parts.flow;
    this.#no = parts.no;
    this.#agg = parts.flow.aggregators[parts.no];
    this.client = parts.client;
    this.#askFor = parts.askFor;
  }

  get #ref(): { feed: number; flow: number; aggregator: number } {
    return { feed: this.#feed.id, flow: this.#flow.no, aggregator: this.#no };
  }

  get #site(): EncodingSite {
    return { feed: this.#feed, node: this.#agg.node };
  }

  get #random(): RandomState {
    return this.#feed.random;
  }

  /** The plan has arrived: scan what has to be scanned, then go live. */
  begin(): void {
    const { initialScanAt, pendingBackfill } = this.#startingPoint();
    const scan = initialScanAt
      ? makeScan(this.#agg.spans, 'initial', initialScanAt)
      : pendingBackfill
        ? makeScan(this.#agg.spans, 'backfill', pendingBackfill.at, pendingBackfill.tables)
        : null;
    if (scan) this.#startScan(scan);
    else if (this.#feed.spec.options.initialScan === 'only') this.#endAfterScan();
    else this.#goLive();
  }

  /** What is to be scanned before changes are taken: the initial scan, or the backfill that a restart interrupted. */
  #startingPoint(): {
    initialScanAt?: Timestamp;
    pendingBackfill?: { at: Timestamp; tables: readonly number[] };
  } {
    const { spec, highWater } = this.#feed;
    if (highWater === null) {
      const scans = spec.options.initialScan !== 'no' && this.#host.seams.scans(this.#flow.no);
      return scans ? { initialScanAt: spec.startTime } : {};
    }
    const boundary = nextBoundary(this.#feed, this.#host.catalog, highWater);
    // A high-water mark directly below a schema change was persisted at that boundary (reference §5.9).
    if (!boundary || boundary.stop || !sameTimestamp(previousTimestamp(boundary.at), highWater)) return {};
    this.#agg.schemaTs = boundary.at;
    const tables = this.#backfilled(boundary.backfill);
    return tables.length > 0 ? { pendingBackfill: { at: boundary.at, tables } } : {};
  }

  #backfilled(due: readonly number[]): readonly number[] {
    return this.#host.seams.backfilled(due, watchedTables(this.#feed));
  }

  #startScan(scan: Scan): void {
    this.#agg.phase = 'scanning';
    this.#agg.scan = scan;
    this.#scheduleScan(this.#host.hop(this.#random, this.#agg.node, this.#agg.node));
  }

  #scheduleScan(delay: Nanos): void {
    if (this.#agg.scanScheduled) return;
    this.#agg.scanScheduled = true;
    this.#host.schedule(this.#host.now + delay, { kind: 'feed.scan', ...this.#ref });
  }

  /** Reads the next rows of the scan. */
  scanStep(): void {
    const agg = this.#agg;
    agg.scanScheduled = false;
    const scan = agg.scan;
    if (!scan || agg.flush || agg.registering || this.#isFull()) return; // taken up again when that is over
    const span = agg.spans[scan.spans[0]];
    if (!scan.begun) {
      scan.begun = true;
      this.#tellScan(scan, span, 'begin');
    }
    const step = scanStep(this.#host.storage, agg.node, { at: scan.at, span, from: scan.next });
    if (!step) return this.#scheduleScan(BLOCKED_SCAN_NS);
    const { rows, more } = step;
    const messages: RowMessage[] = [];
    for (const { key, row, version } of this.#host.seams.scanned(rows, scan.kind)) {
      const before = this.#encoders.wantsBefore(this.#feed) && scan.kind === 'backfill' ? row : null;
      const range = this.#host.storage.rangeOf(span.index, key).id;
      const missing = this.#encoders.encodeScanned(
        this.#site,
        span.table,
        { row, before, version, updated: scan.at, range, kind: scan.kind },
        messages
      );
      if (!missing) continue;
      scan.next = key;
      this.#emit(messages);
      return this.#register(missing);
    }
    this.#emit(messages);
    if (more) {
      scan.next = `${rows[rows.length - 1].key}\0`;
      return this.#scheduleScan(this.#scanTime(rows.length));
    }
    this.#finishSpan(scan, span);
  }

  #scanTime(rows: number): Nanos {
    return this.#host.hop(this.#random, this.#agg.node, this.#agg.node) + rows * SCAN_ROW_NS;
  }

  #finishSpan(scan: Scan, span: AggregatorSpan): void {
    span.resolved = scan.at;
    this.#tellScan(scan, span, 'end');
    scan.spans.shift();
    if (scan.spans.length > 0) {
      scan.next = this.#agg.spans[scan.spans[0]].start;
      scan.begun = false;
      this.#scheduleScan(this.#scanTime(0));
      // A long scan saves which spans are done (reference §5.8).
      if (this.#host.now >= this.#agg.nextFlushAt && this.#agg.reported !== null)
        this.#startFlush(null, false);
      return;
    }
    this.#agg.scan = null;
    if (scan.kind === 'backfill') this.#goOnAfterBackfill(scan);
    else if (this.#feed.spec.options.initialScan === 'only') this.#endAfterScan();
    else this.#goLive();
  }

  /** The scan was all there was to do, now or before a restart. */
  #endAfterScan(): void {
    this.#agg.phase = 'stopped';
    this.#startFlush(null, true);
  }

  #goOnAfterBackfill({ at }: Scan): void {
    if (this.#agg.phase === 'scanning' && !this.#isWatching) this.#goLive(at);
    else {
      this.#agg.phase = 'live';
      this.#leaveBoundary();
    }
  }

  /** Whether its rangefeeds run already: a scan at start comes before them, a backfill while they go on. */
  get #isWatching(): boolean {
    return this.#agg.tickAt !== null || this.#agg.boundary !== null;
  }

  #tellScan(scan: Scan, span: AggregatorSpan, state: 'begin' | 'end'): void {
    this.#host.history.append({
      type: 'scan',
      t: this.#host.now,
      job: this.#feed.job,
      statement: this.#feed.statement,
      flow: this.#flow.no,
      node: this.#agg.node,
      ...this.#encoders.tableWords(span.table),
      kind: scan.kind,
      at: scan.at,
      state
    });
  }

  /**
   * Starts the rangefeeds: what was committed since each span's resolved timestamp comes first, then what follows.
   * @param backfilled the time of the backfill that has just ended
   */
  #goLive(backfilled?: Timestamp): void {
    const agg = this.#agg;
    agg.phase = 'live';
    const { startTime } = this.#feed.spec;
    for (const span of agg.spans) if (sameTimestamp(span.resolved, MIN_TIMESTAMP)) span.resolved = startTime;
    agg.spans.forEach((span, i) => this.#catchUp(span, i, backfilled));
    this.#noticeBoundary();
    // The end of an initial scan is an advance of its own and flushes at once (reference §5.7).
    if (this.#feed.highWater === null && this.#feed.spec.options.initialScan === 'yes')
      this.#startFlush(null, false);
    else this.#scheduleTick();
  }

  /** Every version after the span's resolved timestamp, key by key, as a catch-up scan reads them. */
  #catchUp(span: AggregatorSpan, no: number, backfilled: Timestamp | undefined): void {
    const isCovered = backfilled !== undefined && sameTimestamp(span.resolved, backfilled);
    const from = isCovered ? previousTimestamp(backfilled) : span.resolved;
    const items = versionsAfter(this.#host.storage, span, from).map(({ key, version }) =>
      this.#uncovered(this.makeItem(no, key, version, this.#host.storage.rangeOf(span.index, key)))
    );
    if (items.length === 0) return;
    const about = {
      type: 'scan',
      t: this.#host.now,
      job: this.#feed.job,
      statement: this.#feed.statement
    } as const;
    const scan = {
      ...about,
      flow: this.#flow.no,
      node: this.#agg.node,
      ...this.#encoders.tableWords(span.table),
      kind: 'catch_up',
      at: from
    } as const;
    this.#host.history.append({ ...scan, state: 'begin' });
    for (let i = 0; i < items.length; i += CATCH_UP_ROWS) this.deliver(items.slice(i, i + CATCH_UP_ROWS));
    this.#host.history.append({ ...scan, state: 'end' });
  }

  /** What is left of a change where its span has been read at its own time. */
  #uncovered(item: KvItem): KvItem {
    return isBefore(this.#agg.spans[item.span].resolved, item.mvcc) ? item : { ...item, covered: true };
  }

  /** What a rangefeed tells of one version. */
  makeItem(span: number, key: string, version: Version, range: RangeState): KvItem {
    const prev = version.prev;
    return {
      span,
      key,
      mvcc: { wall: version.wall, logical: version.logical },
      row: version.row,
      deleted: version.deleted,
      before: this.#encoders.wantsBefore(this.#feed) && prev && !prev.deleted ? prev.row : null,
      families: version.families,
      omitted: version.omitted,
      version: version.id,
      commit: version.commit,
      range: range.id
    };
  }

  /** Sends events of one or several ranges on their way. Events of a range never overtake one another. */
  deliver(told: readonly KvItem[]): void {
    const items = this.#host.seams.delivered(told);
    const byRange = new Map<number, KvItem[]>();
    for (const item of items) {
      const list = byRange.get(item.range);
      if (list) list.push(item);
      else byRange.set(item.range, [item]);
    }
    for (const [id, list] of byRange) {
      const index = this.#agg.spans[list[0].span].index;
      const range = this.#host.storage.rangeOf(index, list[0].key);
      this.#host.schedule(this.#arrival(id, range.leaseholder), {
        kind: 'feed.arrive',
        ...this.#ref,
        items: list
      });
    }
  }

  #arrival(range: number, leaseholder: number): Nanos {
    const at = Math.max(
      this.#host.now + this.#host.hop(this.#random, leaseholder, this.#agg.node),
      this.#agg.lastArrival.get(range) ?? 0
    );
    this.#agg.lastArrival.set(range, at);
    return at;
  }

  arrive(items: readonly KvItem[]): void {
    if (this.#mustWait()) {
      for (const item of items) this.#agg.queue.push(item);
      return;
    }
    this.#process(items);
  }

  #mustWait(): boolean {
    const { flush, queue, registering } = this.#agg;
    return flush !== null || registering || queue.length > 0 || this.#isFull();
  }

  /** Nothing is encoded until a schema has its id, so that no row overtakes the one that waits for it. */
  #register(schema: SchemaRequest): void {
    this.#agg.registering = true;
    this.#askFor(schema);
  }

  schemaRegistered(): void {
    this.#agg.registering = false;
    this.sinkRoomy();
  }

  #isFull(): boolean {
    return this.client.backlog >= SINK_BACKLOG;
  }

  #process(items: readonly KvItem[]): void {
    const end = this.#encoders.endTime(this.#feed);
    const messages: RowMessage[] = [];
    let missing: SchemaRequest | undefined;
    for (let i = 0; i < items.length && !missing; i++) {
      const item = items[i];
      if (end && !isBefore(item.mvcc, end)) continue;
      if (this.#agg.boundary === null && isBefore(this.#agg.schemaTs, item.mvcc)) this.#noticeBoundary();
      const { boundary } = this.#agg;
      if (boundary && !isBefore(item.mvcc, boundary)) this.#agg.held.push(item);
      else
        missing = this.#encoders.encodeChange(this.#site, this.#agg.spans[item.span].table, item, messages);
      if (missing) this.#agg.queue = [...items.slice(i), ...this.#agg.queue];
    }
    this.#emit(messages);
    if (missing) this.#register(missing);
  }

  #emit(messages: readonly RowMessage[]): void {
    if (messages.length > 0) this.client.emit(this.#host.seams.encoded(messages, this.#flow.no));
  }

  /** Looks for the next schema change that counts; from then on changes behind it are held. */
  #noticeBoundary(): void {
    if (this.#agg.boundary !== null) return;
    const next = nextBoundary(this.#feed, this.#host.catalog, this.#agg.schemaTs);
    if (next) this.#agg.boundary = next.at;
  }

  /** A watched table has changed: the boundary is looked for at the next report of the ranges. */
  schemaChanged(): void {
    if (this.#agg.phase !== 'live') return;
    this.#noticeBoundary();
    if (this.#agg.boundary && !this.#agg.flush) this.#scheduleTick();
  }

  /** When to look at the ranges next: once the flush time has passed, or at once where a boundary or the end waits. */
  #scheduleTick(): void {
    const agg = this.#agg;
    const soonest = this.#host.now + 1;
    const end = this.#encoders.endTime(this.#feed);
    let from = Math.max(soonest, agg.nextFlushAt);
    if (agg.boundary) from = soonest;
    else if (end) from = Math.min(from, Math.max(soonest, end.wall));
    const at = this.#host.nextReport(agg.node, from);
    if (agg.tickAt !== null && agg.tickAt <= at && agg.tickAt > this.#host.now) return;
    agg.tickAt = at;
    this.#host.schedule(at, { kind: 'feed.tick', ...this.#ref, at });
  }

  /** The ranges tell how far they have resolved; the answers come in behind everything they cover. */
  tick(at: Nanos): void {
    const agg = this.#agg;
    if (agg.tickAt !== at || agg.phase !== 'live') return;
    let arrival = this.#host.now;
    const resolved = agg.spans.map((span) => {
      let least: Timestamp | undefined;
      for (const range of rangesOverlapping(
        this.#host.storage.state.ranges,
        span.index,
        span.start,
        span.end
      )) {
        arrival = Math.max(arrival, this.#arrival(range.id, range.leaseholder));
        const ts = this.#host.storage.resolvedAt(range);
        least = least ? earlierOf(least, ts) : ts;
      }
      assert(least, () => 'a span overlaps no range');
      return least;
    });
    this.#host.schedule(arrival, { kind: 'feed.frontier', ...this.#ref, resolved });
  }

  /** Progress of the ranges has arrived. */
  frontier(resolved: readonly Timestamp[]): void {
    const agg = this.#agg;
    // What waits in the queue has not been emitted yet, so nothing above it is resolved.
    if (agg.queue.length > 0 || agg.flush) return this.#tickLater();
    this.#noticeBoundary();
    const end = this.#encoders.endTime(this.#feed);
    const cap = earliestCap(agg.boundary, end);
    const before = this.#localFrontier();
    agg.spans.forEach((span, i) => {
      const capped = cap !== undefined && isAtOrBefore(cap, resolved[i]);
      const progress = capped ? cap : this.#progress(resolved[i], span.resolved);
      span.resolved = laterOf(span.resolved, progress);
    });
    const after = this.#localFrontier();
    const reached = (limit: Timestamp | null) =>
      limit !== null && isAtOrBefore(previousTimestamp(limit), after);
    const atBoundary = reached(agg.boundary);
    const ended = reached(end);
    const advanced = isBefore(before, after) || agg.reported === null;
    if (atBoundary || ended || (advanced && this.#host.now >= agg.nextFlushAt))
      this.#startFlush(atBoundary ? agg.boundary : null, ended && !atBoundary);
    else this.#tickLater();
  }

  /** Progress in whole seconds, as releases from 25.3 on tell it (reference §5.6). */
  #progress(resolved: Timestamp, before: Timestamp): Timestamp {
    return this.#host.settings.isAtLeast(releaseOf(25, 3))
      ? roundDown(resolved, before, this.#encoders.startNanos)
      : resolved;
  }

  #tickLater(): void {
    this.#agg.tickAt = null;
    this.#scheduleTick();
  }

  #localFrontier(): Timestamp {
    return minimumOf(this.#agg.spans.map((span) => span.resolved)) ?? MIN_TIMESTAMP;
  }

  #startFlush(boundary: Timestamp | null, ended: boolean): void {
    this.#agg.flush = { boundary, ended };
    this.#feed.counters.flushes++;
    this.client.flush(nameBound(this.#agg.spans, this.#feed.spec.startTime));
    // Flushing may have been over at once.
    if (this.#agg.flush && !this.#host.seams.awaitsSink({ ended })) this.sinkIdle();
  }

  /** Flushes and reports at once, whatever the flush time says. */
  flushForDrain(): void {
    if (this.#agg.phase === 'live' && !this.#agg.flush) this.#startFlush(null, false);
  }

  /** The sink has acknowledged everything: now, and only now, progress may be told (guarantee P3). */
  sinkIdle(): void {
    const agg = this.#agg;
    const flush = agg.flush;
    if (!flush) return this.sinkRoomy();
    agg.flush = null;
    agg.reported = this.#localFrontier();
    agg.nextFlushAt = this.#host.now + this.#flushWait();
    const delay = this.#host.hop(this.#random, agg.node, this.#flow.coordinator);
    const often = this.#feed.spec.options.minCheckpointNs;
    this.#host.schedule(this.#host.now + delay, {
      kind: 'feed.report',
      ...this.#ref,
      resolved: agg.spans.map((span) => this.#host.seams.told(span.resolved, { now: this.#host.now, often })),
      boundary: flush.boundary,
      ended: flush.ended
    });
    if (flush.ended) {
      agg.phase = 'stopped';
      return;
    }
    this.sinkRoomy();
    if (agg.phase === 'live' && !flush.boundary && !agg.flush) this.#tickLater();
  }

  /** `min_checkpoint_frequency` and up to a tenth more at random. */
  #flushWait(): Nanos {
    const least = this.#feed.spec.options.minCheckpointNs;
    const jitter = Math.floor(least * this.#host.settings.number('changefeed.aggregator.flush_jitter'));
    return least + (jitter > 0 ? nextInt(this.#random, 0, jitter) : 0);
  }

  /** The sink takes rows again. */
  sinkRoomy(): void {
    const agg = this.#agg;
    if (agg.flush || agg.registering || this.#isFull()) return;
    if (agg.queue.length > 0) {
      this.#process(agg.queue.splice(0, SINK_BACKLOG));
    }
    if (agg.scan) this.#scheduleScan(this.#scanTime(0));
  }

  /** All spans of all aggregators have reached the boundary: scan what it changed, then let the held changes go. */
  proceed(at: Timestamp): void {
    const agg = this.#agg;
    if (!agg.boundary || !sameTimestamp(agg.boundary, at)) return;
    const boundary = nextBoundary(this.#feed, this.#host.catalog, agg.schemaTs);
    assert(
      boundary && sameTimestamp(boundary.at, at),
      () => 'an aggregator went past a boundary it does not know'
    );
    const tables = this.#backfilled(boundary.backfill);
    const scan = makeScan(agg.spans, 'backfill', at, tables);
    if (scan) this.#startScan(scan);
    else this.#leaveBoundary();
  }

  /**
   * Lets the held changes go. A transaction that changes a table's rows and its schema commits both at the boundary itself, where
   * the backfill has read what is there (reference §6.1).
   */
  #leaveBoundary(): void {
    const agg = this.#agg;
    if (agg.boundary) agg.schemaTs = agg.boundary;
    agg.boundary = null;
    const held = agg.held.map((item) => this.#uncovered(item));
    agg.held = [];
    this.#noticeBoundary();
    if (held.length > 0) this.arrive(held);
    if (!agg.flush) this.#tickLater();
  }
}

/** The last tick that may be reported while a boundary or the end waits. */
function earliestCap(boundary: Timestamp | null, end: Timestamp | null): Timestamp | undefined {
  const limit = boundary && end ? earlierOf(boundary, end) : (boundary ?? end);
  return limit ? previousTimestamp(limit) : undefined;
}
