import { perPixel, toTime, toX, type TimeScale } from './scale';
import { lowerBound, type EventColumns } from './columns';
import { FEED_BAR, FEED_BATCHES, FEED_PLOT } from './feed-plot';
import type { LaneIndex } from './lane-index';
import { laneAt, laneLines, rowAt, type FeedRow, type LaneAt, type TimelineLayout } from './layout';
import { MARK_KINDS, kindOf, refOf, seqOf, type MarkKind } from './marks';
import { between, type TrackIndex } from './tracks';

/** What lies under a point: by division to the lane, by bisection to the mark. Reads the same lists as the painter. */

export type HitKind =
  | MarkKind
  | 'statement'
  | 'note'
  | 'schema-change'
  | 'fault'
  | 'txn'
  | 'checkpoint'
  | 'resolved'
  | 'failure'
  | 'flow'
  | 'status'
  | 'cluster'
  | 'file'
  | 'request'
  | 'batch'
  | 'registration'
  | 'scanning';

export interface Hit {
  readonly kind: HitKind;
  readonly seq: number;
  readonly x: number;
  readonly y: number;
}

/** How far from a mark's middle it still counts as hit. */
const REACH = 9;

/** Everything a picture of the timeline is made of. */
export interface Drawing {
  readonly columns: EventColumns;
  readonly scale: TimeScale;
  readonly layout: TimelineLayout;
  readonly lanes: LaneIndex;
  readonly tracks: TrackIndex;
}

/** The mark nearest to a point of the drawing, or undefined. */
export function hit(drawing: Drawing, x: number, y: number): Hit | undefined {
  const lane = laneAt(drawing.layout, y);
  if (lane) return hitLane(drawing, lane, x, y);
  const row = rowAt(drawing.layout, y);
  if (row?.kind === 'script') return hitScript(drawing, x, row.y + row.height / 2);
  if (row?.kind === 'feed') return hitFeed(drawing, row, x, y);
  if (row?.kind === 'group') {
    return y < row.lanesY
      ? nearestOf(drawing, 'resolved', row.group.resolved, { x, y: row.lanesY - 6 })
      : undefined;
  }
  if (row?.kind === 'faults' || row?.kind === 'txns') {
    const stretches = row.kind === 'faults' ? drawing.tracks.faults : drawing.tracks.txns;
    const t = toTime(drawing.scale, x);
    const found = stretches.findLast((s) => s.from <= t && (s.to === null || t <= s.to));
    return found && { kind: row.kind === 'faults' ? 'fault' : 'txn', seq: found.seq, x, y };
  }
  return undefined;
}

function hitLane({ columns, scale, layout }: Drawing, lane: LaneAt, x: number, y: number): Hit | undefined {
  const present = refOf(columns.countBefore(toTime(scale, x)), 0);
  const key = lane.row.group.keys[lane.index];
  const lines = laneLines(layout.laneHeight);
  let best: (Hit & { distance: number }) | undefined;
  const consider = (marks: Uint32Array | undefined, markY: number) => {
    for (const ref of neighbours(marks ?? [], present)) {
      const markX = toX(scale, columns.tAt(seqOf(ref)));
      const distance = (markX - x) ** 2 + (markY - y) ** 2;
      if (distance > REACH * REACH || (best && best.distance <= distance)) continue;
      best = {
        kind: MARK_KINDS[kindOf(ref)],
        seq: seqOf(ref),
        x: markX,
        y: markY,
        distance
      };
    }
  };
  // Messages first: where both are as near, what was sent is what people ask about.
  consider(lane.row.group.messages.get(key), lane.y + lines.message);
  consider(lane.row.group.commits.get(key), lane.y + lines.commit);
  return best && { kind: best.kind, seq: best.seq, x: best.x, y: best.y };
}

/** The numbers of a rising list that lie next to a number, on either side. */
function neighbours(list: ArrayLike<number>, value: number): number[] {
  const i = lowerBound(list, value);
  return [i - 1, i].filter((n) => n >= 0 && n < list.length).map((n) => list[n]);
}

/** The event of a list that lies nearest to a moment. @param place the moment, and how high the list's marks lie */
function nearestOf(
  { columns, scale }: Drawing,
  kind: HitKind,
  seqs: readonly number[],
  { x, y }: { readonly x: number; readonly y: number }
): Hit | undefined {
  const near = neighbours(seqs, columns.countBefore(toTime(scale, x)));
  return closest(
    near.map((seq): Hit => ({ kind, seq, x: toX(scale, columns.tAt(seq)), y })),
    x
  );
}

function hitScript({ scale, tracks }: Drawing, x: number, y: number): Hit | undefined {
  const near: Hit[] = [
    ...tracks.notes.map(({ seq, t }) => ({ kind: 'note' as const, seq, x: toX(scale, t), y })),
    ...tracks.schemaChanges.map(({ seq, t }) => ({
      kind: 'schema-change' as const,
      seq,
      x: toX(scale, t),
      y
    })),
    ...tracks.statements.map(({ seq, t }) => ({ kind: 'statement' as const, seq, x: toX(scale, t), y }))
  ];
  return closest(near, x);
}

function hitFeed(drawing: Drawing, { feed, y: top }: FeedRow, x: number, y: number): Hit | undefined {
  const { scale } = drawing;
  const at = y - top;
  const t = toTime(scale, x);
  const reach = perPixel(scale) * REACH;
  const markOf = (
    kind: HitKind,
    list: readonly { readonly seq: number; readonly t: number }[],
    markY: number
  ) => {
    const [from, to] = between(list, t - reach, t + reach);
    return list
      .slice(from, to)
      .map((mark): Hit => ({ kind, seq: mark.seq, x: toX(scale, mark.t), y: top + markY }));
  };
  const barY = FEED_BAR.y + FEED_BAR.height / 2;
  const marks = [
    ...markOf('checkpoint', feed.checkpoints, FEED_BAR.y + 1),
    ...markOf('failure', feed.failures, barY)
  ];
  if (at < FEED_BATCHES.y) {
    const mark = closest(marks, x);
    if (mark) return mark;
    const status = feed.statuses.findLast((s) => s.from <= t && (s.to === null || t <= s.to));
    return status && { kind: 'status', seq: status.seq, x, y };
  }
  if (at < FEED_PLOT.y) {
    const scan = feed.scans.findLast((s) => s.from <= t + reach && (s.to === null || t - reach <= s.to));
    if (scan)
      return {
        kind: 'scanning',
        seq: scan.seq,
        x: Math.max(x, toX(scale, scan.from)),
        y: top + FEED_BATCHES.y + 3
      };
    return nearestOf(drawing, 'batch', feed.batches, { x, y: top + FEED_BATCHES.y + 3 });
  }
  return closest(
    [...markOf('resolved', feed.resolved, at), ...markOf('checkpoint', feed.checkpoints, at)],
    x
  );
}

function closest(hits: readonly Hit[], x: number): Hit | undefined {
  let best: Hit | undefined;
  for (const h of hits)
    if (Math.abs(h.x - x) <= REACH && (!best || Math.abs(h.x - x) <= Math.abs(best.x - x))) best = h;
  return best;
}
