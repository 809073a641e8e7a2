import { MIN_TIMESTAMP, nextTimestamp, sameTimestamp, type Timestamp } from '../base/timestamp';
import type { SinkClientState } from '../sinks/client-state';
import type { Aggregator, AggregatorSpan } from './feed';
import { minimumOf } from './frontier';

/** What an aggregator begins with. */

/** An inclusive lower bound of what spans have yet to give: files are named by it (reference §3.5). */
export function nameBound(spans: readonly AggregatorSpan[], startTime: Timestamp): Timestamp {
  const frontier = minimumOf(spans.map((span) => span.resolved));
  return frontier && !sameTimestamp(frontier, MIN_TIMESTAMP) ? nextTimestamp(frontier) : startTime;
}

export function makeAggregator(
  node: number,
  spans: AggregatorSpan[],
  { schemaTs, sink }: { readonly schemaTs: Timestamp; readonly sink: SinkClientState }
): Aggregator {
  return {
    node,
    spans,
    phase: 'starting',
    scan: null,
    scanScheduled: false,
    queue: [],
    held: [],
    reported: null,
    flush: null,
    nextFlushAt: 0,
    registering: false,
    tickAt: null,
    schemaTs,
    boundary: null,
    lastArrival: new Map(),
    sink
  };
}
