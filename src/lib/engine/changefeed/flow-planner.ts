import { MIN_TIMESTAMP, isBefore, laterOf, type Timestamp } from '../base/timestamp';
import type { TableDef } from '../catalog/descriptors';
import type { Storage } from '../storage/storage';
import type { AggregatorSpan, Feed, SpanCheckpoint } from './feed';
import { watchedTables } from './schema-feed';

/**
 * Which node watches what: every range of every watched table goes to its leaseholder's node, or to the coordinator where
 * that one is down or not for this feed (`execution_locality`). Each span starts from what has been persisted for it (reference §5.9).
 */

export interface PlannedAggregator {
  readonly node: number;
  readonly spans: AggregatorSpan[];
}

/**
 * @param tableAt the version of a table whose primary index holds its rows from the starting point on
 * @param coordinator watches what no live leaseholder can
 */
export function planFlow(parts: {
  feed: Feed;
  storage: Storage;
  coordinator: number;
  /** Nodes that the feed may run on. */
  nodes: readonly number[];
  tableAt: (table: number) => TableDef;
}): PlannedAggregator[] {
  const { feed, storage, coordinator, nodes, tableAt } = parts;
  const byNode = new Map<number, AggregatorSpan[]>();
  for (const id of watchedTables(feed)) {
    const table = tableAt(id);
    const index = table.primary.storage;
    for (const range of storage.rangesOf(index)) {
      const { leaseholder } = range;
      const near = storage.isAvailable(range, coordinator) && nodes.includes(leaseholder);
      const node = near ? leaseholder : coordinator;
      const spans = byNode.get(node) ?? [];
      spans.push(...startingSpans(feed, { table: id, index, start: range.start, end: range.end }));
      byNode.set(node, spans);
    }
  }
  return [...byNode].sort(([a], [b]) => a - b).map(([node, spans]) => ({ node, spans }));
}

/** A range as spans, cut where persisted progress differs. */
function startingSpans(feed: Feed, piece: Omit<AggregatorSpan, 'resolved'>): AggregatorSpan[] {
  const known = feed.spans.filter((span) => overlaps(span, piece));
  const cuts = new Set([piece.start]);
  for (const span of known) {
    if (span.start > piece.start) cuts.add(span.start);
    if (span.end !== undefined && (piece.end === undefined || span.end < piece.end)) cuts.add(span.end);
  }
  const starts = [...cuts].sort((a, b) => (a < b ? -1 : 1));
  return starts.map((start, i) => ({
    table: piece.table,
    index: piece.index,
    start,
    end: i + 1 < starts.length ? starts[i + 1] : piece.end,
    resolved: startOf(feed, known, start)
  }));
}

/** `max(high-water, the span's stored timestamp)`; the beginning of time before an initial scan. */
function startOf(feed: Feed, known: readonly SpanCheckpoint[], start: string): Timestamp {
  const floor =
    feed.highWater ?? (feed.spec.options.initialScan === 'no' ? feed.spec.startTime : MIN_TIMESTAMP);
  const span = known.find((s) => s.start <= start && (s.end === undefined || start < s.end));
  return span && isBefore(floor, span.resolved) ? laterOf(floor, span.resolved) : floor;
}

function overlaps(span: SpanCheckpoint, piece: Omit<AggregatorSpan, 'resolved'>): boolean {
  return (
    span.index === piece.index &&
    (span.end === undefined || span.end > piece.start) &&
    (piece.end === undefined || span.start < piece.end)
  );
}
