import { placesOf, Workbench, feedIdOf, type WorkbenchReport } from '../consumers/workbench';
import { Epoch, MAX_LOGICAL, timestamp, type Nanos, type Timestamp } from '../engine/base/timestamp';
import { findDeliveries } from '../history/find-text';
import { customGraph, GRAPHS, type Graph } from '../history/dashboard';
import { METRICS } from '../history/metric-names';
import { FeedMetrics } from '../history/metrics';
import { PastRows } from '../engine/cluster/past-rows';
import {
  TableViews,
  type RangeView,
  type RowView,
  type RowsView,
  type TableView
} from '../engine/cluster/table-views';
import type { RunHost } from './run-host';

/**
 * What panels read of a run beside its history: tables as of any moment, ranges, and what consumers hold. Nothing here changes the run;
 * every answer is plain data.
 */

/** A workbench as of a moment; where the work allowed was used up, of an earlier one. */
export interface WorkbenchAt {
  readonly report: WorkbenchReport;
  readonly isComplete: boolean;
}

export interface DashboardGraph extends Omit<Graph, 'lines'> {
  /** The dashboard's lines with a value for each step; null where there is nothing to tell. */
  readonly lines: readonly (Graph['lines'][number] & { readonly values: readonly (number | null)[] })[];
}

export interface DashboardView {
  readonly from: Nanos;
  readonly to: Nanos;
  readonly graphs: readonly DashboardGraph[];
}

export class RunReads {
  readonly #host: RunHost;
  #consumers: FeedConsumers | null = null;
  #metrics: FeedMetrics | null = null;

  constructor(host: RunHost) {
    this.#host = host;
  }

  /** History from a seq on is another one now. */
  cut(from: number): void {
    if (this.#consumers && from < this.#consumers.taken) this.#consumers = null;
    this.#metrics?.cut();
  }

  /** Every table that existed at a moment. */
  tables(at: Nanos): TableView[] {
    return this.#views.tables(end(at));
  }

  /** Rows of a table at a moment, `count` of them from the `from`-th on. */
  rows(table: number, at: Nanos, from: number, count: number): RowsView {
    return this.#views.rows(table, end(at), from, count);
  }

  /** Every version of a row by a moment, newest first. */
  versions(table: number, key: string, at: Nanos): RowView[] {
    return this.#views.versions(table, key, end(at));
  }

  /** Messages and resolved timestamps whose topic, key or value contain a text, by seq. */
  find(text: string): Uint32Array {
    return findDeliveries(this.#host.log, text);
  }

  /** The ranges as they are at the run's present. */
  ranges(): RangeView[] {
    return this.#views.ranges();
  }

  /**
   * What three consumers of a feed hold at a moment.
   * @param feed a job, or `statement 4`
   * @param maxEvents how many to read at most in this call
   */
  consumers(feed: string, at: Nanos, maxEvents: number): WorkbenchAt {
    const known = this.#consumers;
    // Time that goes back, and another feed, are read from the beginning.
    const isUsable = known !== null && known.feed === feed && known.until <= at;
    const consumers = isUsable ? known : (this.#consumers = new FeedConsumers(this.#host, feed));
    return consumers.at(at, maxEvents);
  }

  /**
   * The DB Console's changefeed graphs over a stretch of time, in so many steps.
   * @param custom a metric that is to have a graph of its own behind those, or null
   */
  dashboard(from: Nanos, to: Nanos, steps: number, custom: string | null): DashboardView {
    const { log, now, config } = this.#host;
    const metrics = (this.#metrics ??= new FeedMetrics(log, new Epoch(config.start)));
    metrics.update();
    const points = Math.min(Math.max(Math.round(steps), 1), MOST_STEPS);
    const step = (to - from) / points;
    const chosen = METRICS.filter(({ name }) => name === custom).map(customGraph);
    const graphs = [...GRAPHS, ...chosen].map((graph) => ({
      ...graph,
      lines: graph.lines.map((line) => {
        const { times, values } = metrics.series(line, { from, until: to, points });
        // Nothing is known of what has not come, and nothing was before the start.
        const isKnown = (t: number) => t - step <= now && t >= 0;
        return { ...line, values: times.map((t, i) => (isKnown(t) ? values[i] : null)) };
      })
    }));
    return { from, to, graphs };
  }

  get #views(): TableViews {
    return new TableViews(this.#host.engine.cluster);
  }
}

/** Steps of a graph: more than there are pixels are not seen. */
const MOST_STEPS = 2000;

/** What may be asked of `RunReads` by name. */
export type ReadName = Exclude<keyof RunReads, 'cut'>;

/** The consumers of one feed, which follow the playhead. */
class FeedConsumers {
  readonly feed: string;
  readonly #host: RunHost;
  readonly #workbench: Workbench;
  #taken = 0;
  #until: Nanos = 0;

  constructor(host: RunHost, feed: string) {
    this.#host = host;
    this.feed = feed;
    this.#workbench = new Workbench(feed, placesOf(feed, resolvedPlaces(host)));
  }

  get taken(): number {
    return this.#taken;
  }

  get until(): Nanos {
    return this.#until;
  }

  at(until: Nanos, maxEvents: number): WorkbenchAt {
    const { log } = this.#host;
    const last = Math.min(log.length, this.#taken + maxEvents);
    let isComplete = false;
    while (this.#taken < last) {
      const event = log.at(this.#taken);
      isComplete = event.t > until;
      if (isComplete) break;
      this.#workbench.take(this.#taken++, event);
      this.#until = event.t;
    }
    isComplete ||= this.#taken === log.length;
    const rows = new PastRows(this.#host.engine.cluster);
    return { report: this.#workbench.report(rows, end(until)), isComplete };
  }
}

/** Where the feeds of a run tell resolved timestamps, at any time: a consumer asks Kafka for the partitions before it reads. */
function* resolvedPlaces(
  host: RunHost
): Iterable<{ feed: string; topic: string | null; partition: number | null }> {
  for (const event of host.log)
    if (event.type === 'resolved')
      yield { feed: feedIdOf(event), topic: event.topic, partition: event.partition };
}

/** Everything that has happened by a moment. */
const end = (at: Nanos): Timestamp => timestamp(at, MAX_LOGICAL);
