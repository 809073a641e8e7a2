import type { Aggregator, AggregatorSpan, Feed } from '../../changefeed/feed';
import { makeInterval } from '../../sql/types/interval';
import { rangesOverlapping } from '../../storage/ranges';
import { endPath, keyPath } from '../statements/range-keys';
import type { VirtualDefinition, VirtualRequest, VirtualRow } from './define';

const NS_PER_MICRO = 1000;

/** `crdb_internal.active_range_feeds`: a row for each range that a running changefeed listens to (its crdb_internal page). */
export const ACTIVE_RANGE_FEEDS: VirtualDefinition = {
  schema: 'crdb_internal',
  name: 'active_range_feeds',
  columns:
    'id:INT tags:STRING start_after:DECIMAL diff:BOOL node_id:INT range_id:INT created:TIMESTAMPTZ range_start:STRING range_end:STRING resolved:DECIMAL resolved_age:INTERVAL last_event:TIMESTAMPTZ catchup:BOOL num_errs:INT last_err:STRING',
  *rows(request) {
    let id = 0;
    for (const feed of request.cluster.changefeeds.feeds)
      for (const aggregator of feed.flow?.aggregators ?? []) {
        if (aggregator.phase !== 'live') continue;
        id++;
        for (const span of aggregator.spans) yield* rowsOf(request, { id, feed, aggregator, span });
      }
  }
};

function* rowsOf(
  { cluster, catalog }: VirtualRequest,
  {
    id,
    feed,
    aggregator,
    span
  }: {
    readonly id: number;
    readonly feed: Feed;
    readonly aggregator: Aggregator;
    readonly span: AggregatorSpan;
  }
): Iterable<VirtualRow> {
  const { storage, epoch, now } = cluster;
  const table = catalog.get(span.table);
  if (table?.kind !== 'table') return;
  for (const range of rangesOverlapping(storage.state.ranges, span.index, span.start, span.end)) {
    const resolved = storage.resolvedAt(range);
    const last = aggregator.lastArrival.get(range.id);
    yield {
      id,
      tags: `n${aggregator.node},job=${feed.job ?? feed.id}`,
      start_after: epoch.hlc(feed.highWater ?? feed.spec.startTime),
      diff: feed.spec.options.diff,
      node_id: range.leaseholder,
      range_id: range.id,
      range_start: keyPath(table, range.start, catalog),
      range_end: endPath(table, range.end, catalog),
      resolved: epoch.hlc(resolved),
      resolved_age: makeInterval(0, 0, Math.round((now - resolved.wall) / NS_PER_MICRO)),
      last_event: last === undefined || last > now ? null : epoch.micros(last),
      catchup: false,
      num_errs: 0
    };
  }
}
