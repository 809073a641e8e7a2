import { lowerBound } from './columns';
import { FEED_BAR, FEED_BATCHES, plotY } from './feed-plot';
import type { Drawing } from './hit';
import { findLane, laneLines, type FeedRow, type Row } from './layout';
import { toX } from './scale';

/** Where in the drawing an event lies, for rings, links between marks and the keyboard's cursor. */

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The place of an event's mark; undefined for events that have none. */
export function placeOf(drawing: Drawing, seq: number): Place | undefined {
  const { columns, scale, layout } = drawing;
  if (seq < 0 || seq >= columns.length) return undefined;
  const x = toX(scale, columns.tAt(seq));
  const lines = laneLines(layout.laneHeight);
  switch (columns.typeAt(seq)) {
    case 'message': {
      const lane = findLane(layout, columns.messageKeyAt(seq), { group: drawing.lanes.groupIdOf(seq) });
      return lane && { x, y: lane.y + lines.message };
    }
    case 'commit': {
      const { seq: commits, key } = columns.writes;
      for (let i = lowerBound(commits, seq); commits[i] === seq; i++) {
        const lane = findLane(layout, key[i], { commit: seq });
        if (lane) return { x, y: lane.y + lines.commit };
      }
      return undefined;
    }
    default:
      return placeInTracks(drawing, seq, x);
  }
}

function placeInTracks({ layout, tracks, scale }: Drawing, seq: number, x: number): Place | undefined {
  for (const row of layout.rows)
    if (row.kind === 'feed') {
      const place = placeInFeed(row, seq, x, scale);
      if (place) return place;
    }
  const rowOf = (kind: Row['kind']) => layout.rows.find((row) => row.kind === kind);
  const middle = (row: Row | undefined) => row && { x, y: row.y + row.height / 2 };
  if (tracks.faults.some((f) => f.seq === seq)) return middle(rowOf('faults'));
  if (tracks.txns.some((txn) => txn.seq === seq)) return middle(rowOf('txns'));
  const isScript = [tracks.notes, tracks.schemaChanges, tracks.statements].some((list) =>
    list.some((mark) => mark?.seq === seq)
  );
  return isScript ? middle(rowOf('script')) : undefined;
}

function placeInFeed(row: FeedRow, seq: number, x: number, scale: Drawing['scale']): Place | undefined {
  const { feed, y } = row;
  if (feed.checkpoints.some((c) => c.seq === seq)) return { x: x + 3, y: y + FEED_BAR.y };
  const resolved = feed.resolved.find((r) => r.seq === seq);
  if (resolved) return { x, y: y + plotY(scale, resolved.covers ?? 0) };
  const isBatch = feed.batches[lowerBound(feed.batches, seq)] === seq;
  if (isBatch || feed.scans.some((scan) => scan.seq === seq)) return { x, y: y + FEED_BATCHES.y + 3 };
  const onBar = [feed.failures, feed.flows, feed.statuses].some((list) =>
    list.some((mark) => mark.seq === seq)
  );
  return onBar ? { x, y: y + FEED_BAR.y + FEED_BAR.height / 2 } : undefined;
}
