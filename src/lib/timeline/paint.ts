import { MESSAGE } from '../history/event-codec';
import { FEED_BAR, FEED_PLOT, highWaterSteps, plotY, promisesOf } from './feed-plot';
import type { Drawing } from './hit';
import {
  FAULT_ROW,
  GROUP_HEAD,
  TXN_ROW,
  laneLines,
  lanesWithin,
  type FaultRow,
  type FeedRow,
  type GroupRow,
  type ScriptRow,
  type TxnRow
} from './layout';
import {
  MARK_KINDS,
  isDuplicateKind,
  kindOf,
  marksWithin,
  seqOf,
  type MarkKind,
  type MarkList
} from './marks';
import type { Palette } from './palette';
import { paintPixels } from './paint-pixels';
import { strokeMark } from './shapes';
import { perPixel, ticks, toX } from './scale';
import type { StatusStretch } from './tracks';

/**
 * Paints the timeline on a canvas, from the same numbers that hit testing reads. Few marks are drawn as crisp shapes, one path a kind;
 * many as pixels in one image, which holds sixty frames a second at a million (stack.md §3).
 */

/** The part of the drawing that is seen. */
export interface View {
  /** How far the drawing is scrolled down. */
  readonly top: number;
  readonly height: number;
  /** Device pixels to a CSS pixel. */
  readonly ratio: number;
}

export interface Style {
  readonly palette: Palette;
  readonly font: string;
}

/** Above so many marks in view shapes would lie on top of each other anyway. */
const SHAPES_UP_TO = 3000;
/** Marks a little outside the edges reach into the picture. */
const OVERHANG = 12;

type Context2D = CanvasRenderingContext2D;

export function paint(ctx: Context2D, drawing: Drawing, view: View, style: Style): void {
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  const groups = drawing.layout.rows.filter((row): row is GroupRow => row.kind === 'group');
  const dense = countMarks(drawing, groups, view) > SHAPES_UP_TO;
  if (dense) paintPixels(ctx, drawing, groups, view, style.palette);
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, -view.top * view.ratio);
  paintGrid(ctx, drawing, view, style);
  for (const row of drawing.layout.rows) {
    if (row.y > view.top + view.height || row.y + row.height < view.top) continue;
    switch (row.kind) {
      case 'script':
        paintScript(ctx, drawing, row, view, style);
        break;
      case 'faults':
        paintFaults(ctx, drawing, row, style);
        break;
      case 'txns':
        paintTxns(ctx, drawing, row, style);
        break;
      case 'feed':
        paintFeed(ctx, drawing, row, style);
        break;
      case 'group':
        paintGroup(ctx, drawing, row, view, style, dense);
    }
  }
}

/** Marks in view, by bisection; stops when there are too many for shapes. */
function countMarks({ scale, layout, lanes }: Drawing, groups: readonly GroupRow[], view: View): number {
  let count = 0;
  for (const row of groups) {
    const [from, to] = lanesWithin(layout, row, view.top, view.top + view.height);
    for (let lane = from; lane < to && count <= SHAPES_UP_TO; lane++) {
      const key = row.group.keys[lane];
      for (const list of [row.group.messages.get(key), lanes.commits.get(key)])
        if (list) {
          const [first, end] = marksWithin(list, scale.from, scale.to);
          count += end - first;
        }
    }
  }
  return count;
}

function paintGrid(
  ctx: Context2D,
  { scale, layout, tracks }: Drawing,
  view: View,
  { palette, font }: Style
): void {
  const bottom = Math.min(layout.height, view.top + view.height);
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const { t } of ticks(scale).ticks) {
    const x = Math.round(toX(scale, t)) + 0.5;
    ctx.moveTo(x, view.top);
    ctx.lineTo(x, bottom);
  }
  ctx.stroke();
  ctx.strokeStyle = palette['ink-3'];
  ctx.fillStyle = palette['ink-2'];
  ctx.font = `500 11px ${font}`;
  ctx.setLineDash([1, 3]);
  let free = Number.NEGATIVE_INFINITY;
  for (const { t, label } of tracks.schemaChanges) {
    const x = Math.round(toX(scale, t)) + 0.5;
    if (x < -OVERHANG || x > scale.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, layout.height);
    ctx.stroke();
    // Versions that follow close on each other share the first one's label.
    if (x < free) continue;
    ctx.fillText(label, x + 4, 10);
    free = x + ctx.measureText(label).width + 10;
  }
  ctx.setLineDash([]);
}

function paintScript(
  ctx: Context2D,
  { scale, tracks }: Drawing,
  row: ScriptRow,
  _view: View,
  { palette, font }: Style
): void {
  const middle = row.y + row.height / 2;
  let last = Number.NEGATIVE_INFINITY;
  ctx.lineWidth = 1.5;
  for (const { t, returned, failed } of tracks.statements) {
    const x = toX(scale, t);
    if (x < -OVERHANG || x > scale.width + OVERHANG) continue;
    // A thousand statements in one column of pixels are one line.
    if (!failed && x - last < 1) continue;
    last = x;
    const width = returned === null ? 0 : toX(scale, returned) - x;
    ctx.fillStyle = failed ? palette.loss : palette['ink-3'];
    ctx.fillRect(x - 1, middle - 5, Math.max(2, width), 10);
  }
  ctx.font = `500 11px ${font}`;
  ctx.textBaseline = 'middle';
  let free = Number.NEGATIVE_INFINITY;
  for (const { t, label } of tracks.notes) {
    const x = toX(scale, t);
    if (x < -200 || x > scale.width || x < free) continue;
    const text = label.length > 40 ? `${label.slice(0, 39)}…` : label;
    const width = ctx.measureText(text).width;
    free = x + width + 16;
    ctx.fillStyle = palette.surface;
    ctx.fillRect(x, row.y + 3, width + 12, row.height - 6);
    ctx.fillStyle = palette.ink;
    ctx.fillRect(x, row.y + 3, 1.5, row.height - 6);
    ctx.fillText(text, x + 6, middle + 0.5);
  }
  ctx.textBaseline = 'alphabetic';
}

function paintFaults(
  ctx: Context2D,
  { scale, tracks }: Drawing,
  row: FaultRow,
  { palette, font }: Style
): void {
  tracks.faults.forEach(({ from, to, label }, i) => {
    const x = Math.max(toX(scale, from), -OVERHANG);
    const end = to === null ? scale.width + OVERHANG : Math.min(toX(scale, to), scale.width + OVERHANG);
    if (end < 0 || x > scale.width) return;
    const y = row.y + 3 + row.lines[i] * FAULT_ROW;
    const width = Math.max(end - x, 3);
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(x, y, width, FAULT_ROW - 4, 3);
    ctx.fillStyle = palette['caution-ground'];
    ctx.fill();
    ctx.strokeStyle = palette['caution-light'];
    ctx.lineWidth = 1;
    ctx.stroke();
    ctx.clip();
    ctx.globalAlpha = 0.45;
    ctx.beginPath();
    for (let hatch = x - 20; hatch < x + width; hatch += 7) {
      ctx.moveTo(hatch, y + FAULT_ROW);
      ctx.lineTo(hatch + 16, y);
    }
    ctx.stroke();
    ctx.restore();
    paintLabel(
      ctx,
      label,
      Math.max(x, 0) + 6,
      y + 12,
      width - 8,
      palette.ink,
      palette['caution-ground'],
      font
    );
  });
}

/** A label on a band of its own colour, so that it can be read over hatching; left out where there is no room. */
function paintLabel(
  ctx: Context2D,
  text: string,
  x: number,
  y: number,
  room: number,
  ink: string,
  ground: string,
  font: string
): void {
  ctx.font = `500 11px ${font}`;
  const width = ctx.measureText(text).width;
  if (width > room) return;
  ctx.fillStyle = ground;
  ctx.fillRect(x - 3, y - 10, width + 6, 13);
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y);
}

function paintTxns(ctx: Context2D, { scale, tracks }: Drawing, row: TxnRow, { palette }: Style): void {
  tracks.txns.forEach(({ from, to, outcome }, i) => {
    const x = toX(scale, from);
    const end = to === null ? scale.width : toX(scale, to);
    if (end < 0 || x > scale.width) return;
    const y = row.y + 3 + row.lines[i] * TXN_ROW;
    ctx.beginPath();
    ctx.roundRect(x, y + 3, Math.max(end - x, 3), TXN_ROW - 9, 4);
    ctx.fillStyle = outcome === 'aborted' ? palette['loss-ground'] : palette.hover;
    ctx.fill();
    ctx.strokeStyle = outcome === 'aborted' ? palette.loss : palette['ink-3'];
    ctx.lineWidth = 1;
    ctx.stroke();
    if (outcome !== 'committed') return;
    ctx.beginPath();
    ctx.arc(end, y + TXN_ROW / 2 - 1.5, 3.5, 0, 7);
    ctx.fillStyle = palette.surface;
    ctx.fill();
    ctx.strokeStyle = palette.ink;
    ctx.stroke();
  });
}

// --- feeds -----------------------------------------------------------------------------------------------------------

function paintFeed(ctx: Context2D, drawing: Drawing, row: FeedRow, style: Style): void {
  const { scale } = drawing;
  const { palette } = style;
  const end = drawing.columns.length === 0 ? 0 : drawing.columns.tAt(drawing.columns.length - 1);
  ctx.save();
  ctx.translate(0, row.y);
  for (const status of row.feed.statuses) paintStatus(ctx, drawing, status, style, end);
  paintProgress(ctx, drawing, row, palette, end);
  paintCheckpoints(ctx, drawing, row, palette);
  for (const { t } of row.feed.failures) {
    const x = toX(scale, t);
    if (x < -OVERHANG || x > scale.width + OVERHANG) continue;
    ctx.beginPath();
    strokeMark(ctx, 'failure', x, FEED_BAR.y + FEED_BAR.height / 2, 4.5);
    ctx.fillStyle = palette.surface;
    ctx.fill();
    ctx.strokeStyle = palette.loss;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
  ctx.restore();
}

function paintStatus(
  ctx: Context2D,
  { scale }: Drawing,
  { status, from, to }: StatusStretch,
  { palette, font }: Style,
  end: number
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
  const left = Math.max(x, 0) + 6;
  const room = right - left - 4;
  ctx.font = `500 10px ${font}`;
  ctx.fillStyle = status === 'retrying' || status === 'failed' ? palette.loss : palette['ink-2'];
  if (ctx.measureText(status).width < room) ctx.fillText(status, left, y + height - 3);
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

/** The diagonal of the present, the staircase of the high-water mark under it, and the ground that it makes safe. */
function paintProgress(
  ctx: Context2D,
  { scale }: Drawing,
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
  ctx: Context2D,
  scale: Drawing['scale'],
  resolved: FeedRow['feed']['resolved'],
  palette: Palette
): void {
  ctx.beginPath();
  let last = Number.NEGATIVE_INFINITY;
  for (const { t, covers } of resolved) {
    const x = toX(scale, t);
    if (covers === null || x < -OVERHANG || x > scale.width + OVERHANG || x - last < 3) continue;
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
function paintCheckpoints(ctx: Context2D, { scale }: Drawing, { feed }: FeedRow, palette: Palette): void {
  const bottom = FEED_PLOT.y + FEED_PLOT.height;
  let last = Number.NEGATIVE_INFINITY;
  ctx.strokeStyle = palette.promise;
  ctx.fillStyle = palette.promise;
  ctx.lineWidth = 1;
  for (const { t, covers } of feed.checkpoints) {
    const x = toX(scale, t);
    if (x < -OVERHANG || x > scale.width + 80 || x - last < 4) continue;
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

// --- lanes -----------------------------------------------------------------------------------------------------------

function paintGroup(
  ctx: Context2D,
  drawing: Drawing,
  row: GroupRow,
  view: View,
  style: Style,
  dense: boolean
): void {
  const { scale, layout } = drawing;
  const { palette } = style;
  ctx.strokeStyle = palette['line-strong'];
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(0, row.lanesY - 0.5);
  ctx.lineTo(scale.width, row.lanesY - 0.5);
  ctx.stroke();
  const [from, to] = lanesWithin(layout, row, view.top - GROUP_HEAD, view.top + view.height);
  ctx.strokeStyle = palette.line;
  ctx.beginPath();
  for (let lane = from; lane < to; lane++) {
    const y = row.lanesY + (lane + 1) * layout.laneHeight - 0.5;
    ctx.moveTo(0, y);
    ctx.lineTo(scale.width, y);
  }
  ctx.stroke();
  if (dense) return;
  const points = collect(drawing, row, from, to);
  paintHairLines(ctx, points.lines, palette);
  const radius = layout.laneHeight > 24 ? 4.25 : 3.5;
  MARK_KINDS.forEach((kind, i) => paintMarks(ctx, kind, points.byKind[i], radius, palette));
}

interface Points {
  /** x and y of marks by kind, one after the other. */
  readonly byKind: readonly number[][];
  /** Hair lines from commit to emission: x, y, x, y. */
  readonly lines: number[];
}

function collect(drawing: Drawing, row: GroupRow, from: number, to: number): Points {
  const { scale, layout, lanes, columns } = drawing;
  const byKind = MARK_KINDS.map((): number[] => []);
  const lines: number[] = [];
  const at = laneLines(layout.laneHeight);
  const margin = OVERHANG * perPixel(scale);
  const add = (list: MarkList | undefined, y: number, each?: (ref: number, x: number) => void) => {
    if (!list) return;
    const [first, end] = marksWithin(list, scale.from - margin, scale.to + margin);
    for (let i = first; i < end; i++) {
      const x = toX(scale, list.t[i]);
      byKind[kindOf(list.refs[i])].push(x, y);
      each?.(list.refs[i], x);
    }
  };
  for (let lane = from; lane < to; lane++) {
    const key = row.group.keys[lane];
    const top = row.lanesY + lane * layout.laneHeight;
    add(lanes.commits.get(key), top + at.commit);
    add(row.group.messages.get(key), top + at.message, (ref, x) => {
      const commit = isDuplicateKind(kindOf(ref)) ? -1 : columns.numberAt(MESSAGE.commit, seqOf(ref));
      if (commit >= 0) lines.push(toX(scale, columns.tAt(commit)), top + at.commit, x, top + at.message);
    });
  }
  return { byKind, lines };
}

function paintHairLines(ctx: Context2D, lines: readonly number[], palette: Palette): void {
  ctx.beginPath();
  for (let i = 0; i < lines.length; i += 4) {
    ctx.moveTo(lines[i], lines[i + 1]);
    ctx.lineTo(lines[i + 2], lines[i + 3]);
  }
  ctx.strokeStyle = palette['ink-3'];
  ctx.lineWidth = 0.75;
  ctx.stroke();
}

/** One path for all marks of a kind. */
export function paintMarks(
  ctx: Context2D,
  kind: MarkKind,
  points: readonly number[],
  radius: number,
  palette: Palette
): void {
  if (points.length === 0) return;
  ctx.beginPath();
  for (let i = 0; i < points.length; i += 2) strokeMark(ctx, kind, points[i], points[i + 1], radius);
  const look = markLook(kind, palette);
  if (look.fill) {
    ctx.fillStyle = look.fill;
    ctx.fill();
  }
  if (look.stroke) {
    ctx.strokeStyle = look.stroke;
    ctx.lineWidth = look.width;
    ctx.stroke();
  }
  if (kind !== 'duplicate' && kind !== 'duplicate-delete') return;
  ctx.beginPath();
  for (let i = 0; i < points.length; i += 2)
    strokeMark(ctx, kind === 'duplicate' ? 'dot' : 'small-cross', points[i], points[i + 1], radius);
  ctx.fillStyle = palette.caution;
  ctx.fill();
  ctx.lineWidth = 1.5;
  ctx.stroke();
}

function markLook(kind: MarkKind, palette: Palette): { fill?: string; stroke?: string; width: number } {
  switch (kind) {
    case 'commit':
    case 'commit-delete':
      return { fill: palette.surface, stroke: palette['ink-2'], width: 1.5 };
    case 'scan':
      return { fill: palette['data-light'], width: 0 };
    case 'emission':
      return { fill: palette.data, width: 0 };
    case 'delete':
      return { stroke: palette.loss, width: 2.25 };
    case 'duplicate':
    case 'duplicate-delete':
      return { fill: palette.surface, stroke: palette.caution, width: 1.75 };
  }
}
