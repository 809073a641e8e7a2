import { mergeInto, makeHistogram, quantileOf, type DurationHistogram } from '../../base/duration-histogram';
import type { Nanos } from '../../base/timestamp';
import type { FeedCounters } from '../../changefeed/counters';
import type { Feed } from '../../changefeed/feed';
import { protectionOwner } from '../../changefeed/protection';
import { rangesOverlapping } from '../../storage/ranges';
import type { Cluster } from '../cluster';
import type { VirtualDefinition } from './define';

/**
 * `crdb_internal.node_metrics`: what changefeeds count (reference §8.5). The cluster answers as one node, and metrics of other parts of
 * CockroachDB are left out.
 */
export const NODE_METRICS: VirtualDefinition = {
  schema: 'crdb_internal',
  name: 'node_metrics',
  columns: 'store_id:INT name:STRING value:FLOAT',
  *rows({ cluster }) {
    const metrics = [...counters(cluster), ...gauges(cluster)];
    for (const [name, value] of metrics.sort(([a], [b]) => (a < b ? -1 : 1)))
      yield { store_id: null, name, value };
  }
};

type NamedValue = readonly [name: string, value: number];

const COUNTERS: readonly (readonly [string, Exclude<keyof FeedCounters, 'commitLatency'>])[] = [
  ['changefeed.emitted_messages', 'messages'],
  ['changefeed.emitted_bytes', 'bytes'],
  ['changefeed.flushed_bytes', 'flushedBytes'],
  ['changefeed.flushes', 'flushes'],
  ['changefeed.filtered_messages', 'filtered'],
  ['changefeed.error_retries', 'retries'],
  ['changefeed.failures', 'failures'],
  ['changefeed.sink_errors', 'sinkErrors'],
  ['changefeed.schema_registry.registrations', 'registrations'],
  ['changefeed.schema_registry.retry_count', 'registryRetries'],
  ['jobs.changefeed.expired_pts_records', 'expired']
];

function counters({ changefeeds }: Cluster): NamedValue[] {
  const feeds = [...changefeeds.feeds];
  const latency = makeHistogram();
  for (const { counters: own } of feeds) mergeInto(latency, own.commitLatency);
  return [
    ...COUNTERS.map(
      ([name, member]) => [name, feeds.reduce((sum, feed) => sum + feed.counters[member], 0)] as const
    ),
    ...histogram('changefeed.commit_latency', latency)
  ];
}

/** A histogram as the table shows one: its quantiles, and what they are of. */
function histogram(name: string, of: DurationHistogram): NamedValue[] {
  return [
    [`${name}-avg`, of.count === 0 ? 0 : of.sum / of.count],
    [`${name}-count`, of.count],
    [`${name}-max`, of.max],
    [`${name}-sum`, of.sum],
    ...QUANTILES.map((percent) => [`${name}-p${percent}`, quantileOf(of, percent)] as const)
  ];
}

const QUANTILES = [50, 75, 90, 99, 99.9, 99.99, 99.999];

function gauges(cluster: Cluster): NamedValue[] {
  const { changefeeds, jobs, now } = cluster;
  const running = [...changefeeds.feeds].filter((feed) =>
    feed.job === null ? feed.flow !== null : jobs.get(feed.job)?.status === 'running'
  );
  const aggregators = running.flatMap((feed) => feed.flow?.aggregators ?? []);
  const scanning = aggregators.filter(({ scan }) => scan !== null);
  const progress = running.map((feed) => feed.highWater?.wall ?? feed.spec.startTime.wall);
  const resolved = aggregators.flatMap(({ spans }) => spans.map((span) => span.resolved.wall));
  const ranges = running.flatMap((feed) =>
    rangeProgress(cluster, feed).map((wall) => ({ behind: now - wall, limit: feed.spec.options.laggingNs }))
  );
  const unix = (wall: Nanos) => Number(cluster.epoch.wallText(wall));
  const kept = [...changefeeds.feeds].flatMap((feed) => protectedAt(cluster, feed) ?? []);
  const paused = [...changefeeds.feeds].filter(
    ({ job }) => job !== null && jobs.get(job)?.status === 'paused'
  );
  return [
    ['changefeed.running', running.length],
    [
      'changefeed.backfill_count',
      running.filter(({ flow }) => flow?.aggregators.some(({ scan }) => scan)).length
    ],
    [
      'changefeed.backfill_pending_ranges',
      scanning.reduce((sum, { scan }) => sum + (scan?.spans.length ?? 0), 0)
    ],
    ['changefeed.max_behind_nanos', progress.length === 0 ? 0 : Math.max(0, now - Math.min(...progress))],
    ['changefeed.checkpoint_progress', progress.length === 0 ? 0 : unix(Math.min(...progress))],
    // A span that has yet to be scanned lies before all time.
    [
      'changefeed.aggregator_progress',
      resolved.length === 0 ? 0 : Math.max(0, unix(Math.max(0, Math.min(...resolved))))
    ],
    ['changefeed.total_ranges', ranges.length],
    ['changefeed.lagging_ranges', ranges.filter(({ behind, limit }) => behind > limit).length],
    [
      'changefeed.progress_skew.span',
      Math.max(0, ...running.map((feed) => skewOf(feed, spanProgress(feed))))
    ],
    [
      'changefeed.progress_skew.table',
      Math.max(0, ...running.map((feed) => skewOf(feed, tableProgress(feed))))
    ],
    ['jobs.changefeed.currently_paused', paused.length],
    ['jobs.changefeed.currently_running', running.filter(({ job }) => job !== null).length],
    ['jobs.changefeed.protected_record_count', kept.length],
    ['jobs.changefeed.protected_age_sec', kept.length === 0 ? 0 : Math.floor((now - Math.min(...kept)) / 1e9)]
  ];
}

const spansOf = (feed: Feed) => feed.flow?.aggregators.flatMap(({ spans }) => spans) ?? [];

/** How far each watched range has told that everything is there; one that is scanned for the first time lies before all time. */
function rangeProgress({ storage }: Cluster, feed: Feed): Nanos[] {
  const aggregators = feed.flow?.aggregators ?? [];
  return aggregators.flatMap(({ phase, spans }) =>
    spans.flatMap(({ index, start, end, resolved }) =>
      [...rangesOverlapping(storage.state.ranges, index, start, end)].map((range) =>
        phase === 'live' ? storage.resolvedAt(range).wall : resolved.wall
      )
    )
  );
}

const spanProgress = (feed: Feed): Nanos[] => spansOf(feed).map(({ resolved }) => resolved.wall);

/** Of each table, how far its slowest span has come. */
function tableProgress(feed: Feed): Nanos[] {
  const slowest = new Map<number, Nanos>();
  for (const { table, resolved } of spansOf(feed))
    slowest.set(table, Math.min(slowest.get(table) ?? resolved.wall, resolved.wall));
  return [...slowest.values()];
}

/** From the slowest to the fastest; nobody is further back than the feed's beginning. */
function skewOf(feed: Feed, progress: readonly Nanos[]): Nanos {
  if (progress.length === 0) return 0;
  const began = feed.spec.startTime.wall;
  return Math.max(...progress.map((wall) => Math.max(wall, began))) - Math.max(Math.min(...progress), began);
}

function protectedAt({ storage }: Cluster, feed: Feed): Nanos | undefined {
  return storage.gc.protectionOf(protectionOwner(feed))?.ts.wall;
}
