import { lowerBound } from './columns';
import { FEED_BAR, FEED_BATCHES, FEED_PLOT, highWaterSteps, plotY, promisesOf } from './feed-plot';
import type { Drawing } from './hit';
import type { FeedRow } from './layout';
import type { Style } from './paint';
import type { Palette } from './palette';
import { perPixel, toTime, toX, type TimeScale } from './scale';
import { strokeMark } from './shapes';
import type { Surface } from './surface';
import { between, type FeedTrack, type ScanStretch, type StatusStretch } from './tracks';

/** Paints a feed: what state its job was in, what it scanned, its batches, and what it has promised. */

/** Marks a little outside the edges reach into the picture. */
const OVERHANG = 12;

export function paintFeed(ctx: Surface, drawing: Drawing, row: FeedRow, style: Style): void {
  const { scale } = drawing;
  const { end } = drawing.columns;
  ctx.save();
  ctx.translate(0, row.y);
  for (const status of row.feed.statuses) paintStatus(ctx, drawing, row, status, style);
  paintProgress(ctx, scale, row, style.palette, end);
  paintBatches(ctx, drawing, row, style.palette);
  for (const scan of row.feed.scans) paintScan(ctx, scan, { scale, style, end });
  paintCheckpoints(ctx, scale, row, style.palette);
  ctx.restore();
}

function paintStatus(
  ctx: Surface,
  { scale, columns: { end } }: Drawing,
  { feed }: FeedRow,
  { status, from, to }: StatusStretch,
  { palette, font }: Style
): void {
  const x = Math.max(toX(scale, from), -OVERHANG);
  const right = Math.min(toX(scale, to ?? Math.max(end, from)), scale.width + OVERHANG);
  if (right < 0 || x > scale.width) return;
  const width = Math.max(right - x, 2);
  const { y, height } = FEED_BAR;
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, 3);
  ctx.fillStyle = statusGround(status, palette);
  ctx.fill();
  if (status === 'paused' || status === 'pause-requested' || status === 'retrying') {
    ctx.strokeStyle = status === 'retrying' ? palette.loss : palette['ink-3'];
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 2]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  ctx.font = `500 10px ${font}`;
  ctx.fillStyle = status === 'retrying' || status === 'failed' ? palette.loss : palette['ink-2'];
  const wide = ctx.measureText(status).width;
  // A running job's first checkpoint often stands where it begins: the word keeps clear of its flag.
  const first = Math.max(x, 0) + (status === 'running' ? 14 : 6);
  // Where none is free, the bar's colour and its tip say it: a word under marks cannot be read.
  const left = clearOfMarks(feed, scale, first, wide);
  if (left + wide < right - 4) ctx.fillText(status, left, y + height - 3);
}

/** Marks that are gone past in search of room. */
const MOST_MARKS = 40;
/** How far a checkpoint's flag and a failure's triangle reach, to the left of their moment and to the right of it. */
const FLAG = { left: 0, right: 12 };
const TRIANGLE = { left: 6, right: 8 };

/** Where a word begins so that no mark of the bar stands in it, from `left` on. */
function clearOfMarks(feed: FeedTrack, scale: TimeScale, left: number, width: number): number {
  const reaches = ([list, reach]: readonly [readonly { readonly t: number }[], typeof FLAG]) => {
    const [from] = between(list, toTime(scale, left - reach.right), scale.to);
    return list.slice(from, from + MOST_MARKS).map(({ t }) => {
      const x = toX(scale, t);
      return { from: x - reach.left, to: x + reach.right };
    });
  };
  const marks = [[feed.checkpoints, FLAG] as const, [feed.failures, TRIANGLE] as const].flatMap(reaches);
  let start = left;
  for (const mark of marks.sort((a, b) => a.from - b.from)) {
    if (mark.from > start + width + 3) break;
    start = Math.max(start, mark.to);
  }
  return start;
}

function statusGround(status: StatusStretch['status'], palette: Palette): string {
  switch (status) {
    case 'running':
      return palette['promise-ground'];
    case 'retrying':
    case 'failed':
      return palette['loss-ground'];
    default:
      return palette.hover;
  }
}

const SCAN_WORDS = { initial: 'initial scan', catch_up: 'catch-up scan', backfill: 'backfill' } as const;

/** A scan: a bracket over the stretch in which rows were read, with what it was where there is room. */
function paintScan(
  ctx: Surface,
  { kind, from, to }: ScanStretch,
  { scale, style, end }: { readonly scale: TimeScale; readonly style: Style; readonly end: number }
): void {
  const x = toX(scale, from);
  const right = toX(scale, to ?? end);
  if (right < -OVERHANG || x > scale.width + OVERHANG) return;
  const { palette, font } = style;
  const { y, height } = FEED_BATCHES;
  const width = Math.max(right - x, 3);
  ctx.fillStyle = palette['data-light'];
  ctx.fillRect(x, y + height - 2, width, 2);
  ctx.fillRect(x, y - 1, 1, height + 1);
  ctx.fillRect(x + width - 1, y - 1, 1, height + 1);
  // A catch-up scan comes with every start of a flow: its name would be everywhere.
  if (kind === 'catch_up' && width < 60) return;
  ctx.font = `500 9px ${font}`;
  const label = SCAN_WORDS[kind];
  ctx.fillStyle = palette.surface;
  ctx.fillRect(x + width + 1, y - 1, ctx.measureText(label).width + 5, height + 2);
  ctx.fillStyle = palette['ink-2'];
  ctx.fillText(label, x + width + 3, y + height - 0.5);
}

/** Each batch that was taken: a tick, many in one column of pixels as one. Those that were not: open triangles. */
function paintBatches(ctx: Surface, { columns, scale }: Drawing, { feed }: FeedRow, palette: Palette): void {
  const { y, height } = FEED_BATCHES;
  const { batches } = feed;
  const step = perPixel(scale) * 2;
  const inView = columns.within(scale.from, scale.to);
  ctx.beginPath();
  for (let i = lowerBound(batches, inView.from); i < batches.length && batches[i] < inView.to;) {
    const t = columns.tAt(batches[i]);
    ctx.rect(toX(scale, t) - 0.5, y, 1, height - 1);
    // A bisection past the marks of the same pixels, however many there are.
    i = Math.max(i + 1, lowerBound(batches, columns.countAt(t + step)));
  }
  ctx.fillStyle = palette['ink-3'];
  ctx.fill();
  const [first, last] = between(feed.failures, scale.from - step * OVERHANG, scale.to + step * OVERHANG);
  ctx.beginPath();
  let drawn = Number.NEGATIVE_INFINITY;
  for (let i = first; i < last; i++) {
    const x = toX(scale, feed.failures[i].t);
    if (x - drawn < 2) continue;
    drawn = x;
    strokeMark(ctx, 'failure', x, FEED_BAR.y + FEED_BAR.height / 2, 4.5);
  }
  ctx.fillStyle = palette.surface;
  ctx.fill();
  ctx.strokeStyle = palette.loss;
  ctx.lineWidth = 1.5;
  ctx.stroke();
}

/** The diagonal of the present, the staircase of the high-water mark under it, and the ground that it makes safe. */
function paintProgress(
  ctx: Surface,
  scale: TimeScale,
  { feed }: FeedRow,
  palette: Palette,
  end: number
): void {
  const bottom = FEED_PLOT.y + FEED_PLOT.height;
  const start = feed.statuses[0]?.from ?? 0;
  const points = highWaterSteps(scale, promisesOf(feed), end);
  if (points.length > 0) {
    ctx.beginPath();
    ctx.moveTo(points[0].x, bottom);
    for (const { x, y } of points) ctx.lineTo(x, y);
    ctx.lineTo(points[points.length - 1].x, bottom);
    ctx.fillStyle = palette['promise-ground'];
    ctx.fill();
  }
  ctx.beginPath();
  ctx.moveTo(toX(scale, start), plotY(scale, start));
  ctx.lineTo(toX(scale, end), plotY(scale, end));
  ctx.strokeStyle = palette['line-strong'];
  ctx.lineWidth = 1;
  ctx.stroke();
  paintResolved(ctx, scale, feed.resolved, palette);
  if (points.length === 0) return;
  ctx.beginPath();
  points.forEach(({ x, y }, i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.strokeStyle = palette.promise;
  ctx.lineWidth = 1.75;
  ctx.stroke();
}

/** Resolved timestamps that went out: short floors with teeth at the height of the time they cover. */
function paintResolved(
  ctx: Surface,
  scale: TimeScale,
  resolved: FeedRow['feed']['resolved'],
  palette: Palette
): void {
  const margin = perPixel(scale) * OVERHANG;
  const [first, end] = between(resolved, scale.from - margin, scale.to + margin);
  ctx.beginPath();
  let last = Number.NEGATIVE_INFINITY;
  for (let i = first; i < end; i++) {
    const { t, covers } = resolved[i];
    const x = toX(scale, t);
    if (covers === null || x - last < 3) continue;
    last = x;
    const y = plotY(scale, covers);
    ctx.moveTo(x - 5, y);
    ctx.lineTo(x + 5, y);
    for (const tooth of [-4, 0, 4]) {
      ctx.moveTo(x + tooth, y);
      ctx.lineTo(x + tooth, y + 3.5);
    }
  }
  ctx.strokeStyle = palette['promise-light'];
  ctx.lineWidth = 1.25;
  ctx.stroke();
}

/** Each checkpoint: a flag on the time axis, and an arrow back to the time it covers, which ends on the diagonal. */
function paintCheckpoints(ctx: Surface, scale: TimeScale, { feed }: FeedRow, palette: Palette): void {
  const bottom = FEED_PLOT.y + FEED_PLOT.height;
  const margin = perPixel(scale) * 80;
  const [first, end] = between(feed.checkpoints, scale.from - margin, scale.to + margin);
  let last = Number.NEGATIVE_INFINITY;
  ctx.strokeStyle = palette.promise;
  ctx.fillStyle = palette.promise;
  ctx.lineWidth = 1;
  for (let i = first; i < end; i++) {
    const { t, covers } = feed.checkpoints[i];
    const x = toX(scale, t);
    if (x - last < 4) continue;
    last = x;
    ctx.beginPath();
    ctx.moveTo(x, FEED_BAR.y - 4);
    ctx.lineTo(x, bottom);
    ctx.globalAlpha = 0.7;
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.beginPath();
    strokeMark(ctx, 'checkpoint', x, FEED_BAR.y + 1, 5);
    ctx.fill();
    if (covers === null) continue;
    const y = plotY(scale, covers);
    const to = toX(scale, covers);
    if (x - to < 6) continue;
    ctx.beginPath();
    ctx.setLineDash([2, 2]);
    ctx.moveTo(x, y);
    ctx.lineTo(to, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(to, y);
    ctx.lineTo(to + 5, y - 3);
    ctx.lineTo(to + 5, y + 3);
    ctx.closePath();
    ctx.fill();
  }
}
