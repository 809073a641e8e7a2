import { addTo, makeHistogram, quantileOf } from '../engine/base/duration-histogram';
import type {
  BatchEvent,
  FileEvent,
  FlowEvent,
  HistoryEvent,
  JobEvent,
  RequestEvent,
  ScanEvent
} from '../engine/base/events';
import type { Epoch, Nanos, Timestamp } from '../engine/base/timestamp';
import { NS_PER_SECOND } from '../engine/base/timestamp';
import type { HistoryLog } from './log';
import { deliveryOf, type Delivery } from './message-sizes';
import type { GraphLine } from './dashboard';
import { METRICS, type MetricName } from './metric-names';
import { Distribution, Steps, Total } from './time-series';

/**
 * What the metrics of changefeeds (reference §8.5) were at every moment of a run, read off its history. History is read once, as it grows;
 * asking for a moment or a stretch of time afterwards costs a look-up for each point.
 */

/** A changefeed as metrics know it. */
export interface MetricScope {
  /** `job 917…`, or `statement 3` of a changefeed without a sink. */
  readonly feed: string;
  /** Its `metrics_label`, or `default`. */
  readonly label: string;
}

/** Values at evenly spaced moments; null where there is nothing to tell. */
export interface Series {
  readonly times: readonly Nanos[];
  readonly values: readonly (number | null)[];
}

export interface SeriesQuery {
  readonly from: Nanos;
  readonly until: Nanos;
  /** How many moments, the first of them one step behind `from`. */
  readonly points: number;
  /** One changefeed, or those of one label; all of them without either. */
  readonly feed?: string;
  readonly label?: string;
}

const KINDS = new Map(METRICS.map(({ name, kind }) => [name, kind]));

/** The label of changefeeds without one, as in CockroachDB. */
const DEFAULT_LABEL = 'default';

/** What belongs to no changefeed: a registry's event does not tell which one has asked. */
const CLUSTER = 'cluster';

/** Everything that is kept of one changefeed. */
class FeedSeries {
  readonly name: string;
  label = DEFAULT_LABEL;
  /** When it was first heard of: it is behind by that much before its first checkpoint. */
  readonly began: Nanos;
  readonly running = new Steps();
  readonly paused = new Steps();
  readonly scans = new Steps();
  /** High-water mark as persisted. */
  readonly progress = new Steps();
  readonly spanSkew = new Steps();
  readonly tableSkew = new Steps();
  /** What is protected for it; NaN for nothing. */
  readonly protectedFrom = new Steps();
  readonly totals = new Map<MetricName, Total>();
  readonly distributions = new Map<MetricName, Distribution>();
  /** Stored messages whose batch has not been answered yet, by batch and attempt. */
  readonly unanswered = new Map<string, Delivery[]>();

  constructor(name: string, began: Nanos) {
    this.name = name;
    this.began = began;
  }

  /** A changefeed without a sink has no job. */
  get isJob(): boolean {
    return this.name.startsWith('job ');
  }

  add(metric: MetricName, t: Nanos, amount: number): void {
    let total = this.totals.get(metric);
    if (!total) this.totals.set(metric, (total = new Total()));
    total.add(t, amount);
  }

  /** When one of its gauges changed, in a stretch of time: a gauge is largest at one of these moments, or at the end of the stretch. */
  turns(from: Nanos, until: Nanos): Nanos[] {
    const moments: Nanos[] = [];
    for (const steps of this.#gauges) steps.collectMoments(from, until, moments);
    return moments;
  }

  get #gauges(): readonly Steps[] {
    const { running, paused, scans, progress, spanSkew, tableSkew, protectedFrom } = this;
    return [running, paused, scans, progress, spanSkew, tableSkew, protectedFrom];
  }

  measure(metric: MetricName, t: Nanos, value: number): void {
    let distribution = this.distributions.get(metric);
    if (!distribution) this.distributions.set(metric, (distribution = new Distribution()));
    addTo(distribution.of(t), value);
  }
}

/** What a metric says of one changefeed at a moment. */
type Gauge = (feed: FeedSeries, t: Nanos) => number | undefined;

interface GaugeDef {
  readonly of: Gauge;
  /** How changefeeds are put together. */
  readonly over: 'sum' | 'largest' | 'smallest';
}

export class FeedMetrics {
  readonly #log: HistoryLog;
  readonly #epoch: Epoch;
  #feeds = new Map<string, FeedSeries>();
  #taken = 0;

  constructor(log: HistoryLog, epoch: Epoch) {
    this.#log = log;
    this.#epoch = epoch;
  }

  /** The changefeeds there have been, in the order of their beginning. */
  get scopes(): readonly MetricScope[] {
    return [...this.#feeds.values()].flatMap(({ name, label }) =>
      name === CLUSTER ? [] : [{ feed: name, label }]
    );
  }

  /** Reads what has been added to history; after history has been cut, everything that is left. */
  update(): void {
    if (this.#log.length < this.#taken) this.cut();
    for (; this.#taken < this.#log.length; this.#taken++) this.#take(this.#taken);
  }

  /** History has been taken back: the next `update` begins anew. */
  cut(): void {
    this.#feeds = new Map();
    this.#taken = 0;
  }

  /** A gauge, or a counter's sum, at a moment. @returns null where no changefeed has anything to tell */
  valueAt(metric: MetricName, t: Nanos, query: Pick<SeriesQuery, 'feed' | 'label'> = {}): number | null {
    const feeds = this.#chosen(query);
    const gauge = GAUGES.get(metric);
    if (!gauge) return feeds.reduce((sum, { totals }) => sum + (totals.get(metric)?.at(t) ?? 0), 0);
    return gaugeAt(gauge, feeds, t);
  }

  /** The most that a gauge was after one moment, up to another. @returns null where no changefeed has anything to tell */
  peak(metric: MetricName, { from, until, ...query }: Omit<SeriesQuery, 'points'>): number | null {
    const gauge = GAUGES.get(metric);
    if (!gauge) return this.valueAt(metric, until, query);
    const feeds = this.#chosen(query);
    let most: number | null = null;
    // The largest of all is the largest of one of them; a sum has to be made of all of them at each moment.
    for (const group of gauge.over === 'largest' ? feeds.map((feed) => [feed]) : [feeds])
      for (const t of [...group.flatMap((feed) => feed.turns(from, until)), until]) {
        const value = gaugeAt(gauge, group, t);
        if (value !== null && (most === null || value > most)) most = value;
      }
    return most;
  }

  /** What a histogram's values between two moments did not exceed. @returns null where there were none */
  quantile(
    metric: MetricName,
    percent: number,
    { from, until, ...query }: Omit<SeriesQuery, 'points'>
  ): number | null {
    const all = makeHistogram();
    for (const { distributions } of this.#chosen(query)) distributions.get(metric)?.collect(from, until, all);
    return all.count === 0 ? null : quantileOf(all, percent);
  }

  /** One line of a graph. */
  series(
    { metric, percent = 50, rate = false, peak = false }: Omit<GraphLine, 'label'>,
    query: SeriesQuery
  ): Series {
    const { from, until, points } = query;
    const step = (until - from) / points;
    const times = Array.from({ length: points }, (_, i) => Math.round(from + step * (i + 1)));
    const isHistogram = KINDS.get(metric) === 'histogram';
    let before = from;
    const values = times.map((t) => {
      const since = before;
      before = t;
      if (isHistogram) return this.quantile(metric, percent, { ...query, from: since, until: t });
      if (peak) return this.peak(metric, { ...query, from: since, until: t });
      const value = this.valueAt(metric, t, query);
      if (!rate || value === null) return value;
      return ((value - (this.valueAt(metric, since, query) ?? 0)) * NS_PER_SECOND) / Math.max(1, t - since);
    });
    return { times, values };
  }

  #chosen({ feed, label }: Pick<SeriesQuery, 'feed' | 'label'>): FeedSeries[] {
    return [...this.#feeds.values()].filter(
      (of) => (feed === undefined || of.name === feed) && (label === undefined || of.label === label)
    );
  }

  #take(seq: number): void {
    switch (this.#log.typeAt(seq)) {
      case 'message':
      case 'resolved':
        return this.#delivered(deliveryOf(this.#log, seq));
      // Large, and nothing in them counts.
      case 'statement':
      case 'commit':
      case 'audit':
        return;
    }
    this.#other(this.#log.at(seq));
  }

  #other(event: HistoryEvent): void {
    switch (event.type) {
      case 'flow':
        return this.#flow(event);
      case 'job':
        return this.#job(event);
      case 'batch':
        return this.#batch(event);
      case 'scan':
        return this.#scan(event);
      case 'checkpoint':
        return this.#checkpoint(event);
      case 'file':
      case 'request':
        return this.#stored(event);
      case 'registry':
        return this.#feed(CLUSTER, event.t).add('changefeed.schema_registry.registrations', event.t, 1);
      case 'cluster':
        if (event.kind === 'protect') this.#protected(event.target, event.value, event.t);
    }
  }

  #feed(name: string, t: Nanos): FeedSeries {
    let feed = this.#feeds.get(name);
    if (!feed) this.#feeds.set(name, (feed = new FeedSeries(name, t)));
    return feed;
  }

  #flow(event: FlowEvent): void {
    const feed = this.#feed(nameOf(event), event.t);
    feed.label = event.terms?.metrics_label ?? DEFAULT_LABEL;
    feed.running.set(event.t, 1);
    if (event.reason === 'retry' || event.reason === 'node_lost')
      feed.add('changefeed.error_retries', event.t, 1);
    // What the flow before had begun to scan is begun again.
    feed.scans.set(event.t, 0);
  }

  #job({ job, status, t }: JobEvent): void {
    // Jobs of other kinds have no flow.
    const feed = this.#feeds.get(`job ${job}`);
    if (!feed) return;
    feed.running.set(t, status === 'running' || status === 'pause-requested' ? 1 : 0);
    feed.paused.set(t, status === 'paused' ? 1 : 0);
    if (status !== 'running') feed.scans.set(t, 0);
    if (status === 'failed') {
      feed.add('changefeed.failures', t, 1);
      feed.add('jobs.changefeed.resume_failed', t, 1);
    }
  }

  #scan(event: ScanEvent): void {
    if (event.kind === 'catch_up') return;
    const { scans } = this.#feed(nameOf(event), event.t);
    scans.set(event.t, Math.max(0, scans.newest + (event.state === 'begin' ? 1 : -1)));
  }

  #delivered(delivery: Delivery): void {
    const feed = this.#feed(delivery.feed, delivery.t);
    feed.measure('changefeed.message_size_hist', delivery.t, delivery.bytes);
    if (delivery.batch === null) {
      feed.add('changefeed.emitted_bytes', delivery.t, delivery.bytes);
      return;
    }
    const key = batchKey(delivery.batch, delivery.attempt);
    const known = feed.unanswered.get(key);
    if (known) known.push(delivery);
    else feed.unanswered.set(key, [delivery]);
  }

  #batch(event: BatchEvent): void {
    const feed = this.#feed(nameOf(event), event.t);
    const key = batchKey(event.batch, event.attempt);
    const delivered = feed.unanswered.get(key) ?? [];
    feed.unanswered.delete(key);
    if (event.outcome !== 'ok') return feed.add('changefeed.sink_errors', event.t, 1);
    feed.add('changefeed.emitted_messages', event.t, event.messages);
    feed.measure('changefeed.emitted_batch_sizes', event.t, event.messages);
    let bytes = 0;
    for (const message of delivered) {
      bytes += message.bytes;
      if (message.committedAt !== null)
        feed.measure('changefeed.commit_latency', event.t, event.t - message.committedAt);
    }
    feed.add('changefeed.emitted_bytes', event.t, bytes);
    // Sinks of files tell with each file what became of it.
    if (!delivered.some(({ inFile }) => inFile)) feed.add('changefeed.flushed_bytes', event.t, bytes);
  }

  #stored(event: FileEvent | RequestEvent): void {
    if (event.type === 'file')
      this.#feed(nameOf(event), event.t).add('changefeed.flushed_bytes', event.t, event.bytes);
  }

  #checkpoint({ job, t, high_water, spans }: Extract<HistoryEvent, { type: 'checkpoint' }>): void {
    const feed = this.#feed(`job ${job}`, t);
    feed.add('changefeed.flushes', t, 1);
    if (high_water) feed.progress.set(t, high_water.wall);
    feed.spanSkew.set(t, skewOf(spans.map(({ resolved }) => resolved)));
    const slowest = new Map<string, Timestamp>();
    for (const { table, resolved } of spans) {
      const known = slowest.get(table);
      if (!known || resolved.wall < known.wall) slowest.set(table, resolved);
    }
    feed.tableSkew.set(t, skewOf([...slowest.values()]));
  }

  #protected(target: string, value: string, t: Nanos): void {
    const isSinkless = target.startsWith('statement ');
    const feed = this.#feed(isSinkless ? target : `job ${target}`, t);
    feed.protectedFrom.set(t, this.#epoch.parseHlc(value)?.wall ?? Number.NaN);
    // A changefeed without a sink has no job to tell that it has ended; what was kept for it is given up then.
    if (isSinkless && value === RELEASED) feed.running.set(t, 0);
  }
}

function gaugeAt({ of, over }: GaugeDef, feeds: readonly FeedSeries[], t: Nanos): number | null {
  const values = feeds.flatMap((feed) => of(feed, t) ?? []);
  if (over === 'sum') return values.reduce((sum, value) => sum + value, 0);
  if (values.length === 0) return null;
  return values.reduce((a, b) => (over === 'largest' ? Math.max(a, b) : Math.min(a, b)));
}

const isRunning = (feed: FeedSeries, t: Nanos): boolean => feed.running.at(t) === 1;

/** The checkpoint of a running changefeed; before the first, its beginning. */
const progressOf: Gauge = (feed, t) => (isRunning(feed, t) ? (feed.progress.at(t) ?? feed.began) : undefined);

const protectedFrom: Gauge = (feed, t) => {
  const from = feed.protectedFrom.at(t);
  return from === undefined || Number.isNaN(from) ? undefined : from;
};

const GAUGES: ReadonlyMap<MetricName, GaugeDef> = new Map<MetricName, GaugeDef>([
  ['changefeed.running', { of: (feed, t) => feed.running.at(t), over: 'sum' }],
  [
    'jobs.changefeed.currently_running',
    { of: (feed, t) => (feed.isJob ? feed.running.at(t) : undefined), over: 'sum' }
  ],
  ['jobs.changefeed.currently_paused', { of: (feed, t) => feed.paused.at(t), over: 'sum' }],
  [
    'changefeed.max_behind_nanos',
    {
      of: (feed, t) => {
        const progress = progressOf(feed, t);
        return progress === undefined ? undefined : Math.max(0, t - progress);
      },
      over: 'largest'
    }
  ],
  ['changefeed.checkpoint_progress', { of: progressOf, over: 'smallest' }],
  ['changefeed.backfill_count', { of: (feed, t) => Math.min(1, feed.scans.at(t) ?? 0), over: 'sum' }],
  ['changefeed.backfill_pending_ranges', { of: (feed, t) => feed.scans.at(t), over: 'sum' }],
  ['changefeed.progress_skew.span', { of: (feed, t) => feed.spanSkew.at(t), over: 'largest' }],
  ['changefeed.progress_skew.table', { of: (feed, t) => feed.tableSkew.at(t), over: 'largest' }],
  [
    'jobs.changefeed.protected_age_sec',
    {
      of: (feed, t) => {
        const from = protectedFrom(feed, t);
        return from === undefined ? undefined : Math.floor((t - from) / NS_PER_SECOND);
      },
      over: 'largest'
    }
  ],
  [
    'jobs.changefeed.protected_record_count',
    { of: (feed, t) => (protectedFrom(feed, t) === undefined ? undefined : 1), over: 'sum' }
  ]
]);

function nameOf({ job, statement }: { readonly job: string | null; readonly statement: number }): string {
  return job === null ? `statement ${statement}` : `job ${job}`;
}

const RELEASED = 'released';

const batchKey = (batch: number, attempt: number): string => `${batch} ${attempt}`;

function skewOf(resolved: readonly Timestamp[]): Nanos {
  if (resolved.length < 2) return 0;
  const walls = resolved.map(({ wall }) => wall);
  return Math.max(...walls) - Math.min(...walls);
}
