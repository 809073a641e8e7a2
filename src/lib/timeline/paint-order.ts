import { MESSAGE } from '../history/event-codec';
import { lowerBound } from './columns';
import { MarkImage } from './mark-image';
import { MARK_KINDS, isDuplicateKind, kindOf, seqOf } from './marks';
import { orderIndexOf } from './order-index';
import { bottomOf, topOf, updatedY, upwardScale, type OrderDrawing, type OrderPlot } from './order-plot';
import type { Style, View } from './paint';
import { paintSchemaChanges } from './paint-above';
import { marksAsPaths, type PutMarks } from './paint-marks';
import {
  MARK_HEIGHTS,
  MARK_ROLES,
  clearImage,
  columnStarts,
  drawOver,
  hasNoSize,
  packed
} from './paint-pixels';
import type { Palette } from './palette';
import { ticks, toX } from './scale';
import { strokeMark } from './shapes';
import type { Surface } from './surface';
import { formatClock } from './time-format';
import { between } from './tracks';

/**
 * Paints the order view. The messages of a key are a rising line; a copy lies below the line, level with its first copy; a resolved timestamp
 * is a floor, and nothing new appears below it.
 */

/** Above so many marks in view shapes would lie on top of each other anyway. */
const SHAPES_UP_TO = 3000;
/** Above so many, lines from mark to mark would be a hatching. */
const LINES_UP_TO = 1500;

export function paintOrderOnCanvas(
  ctx: CanvasRenderingContext2D,
  drawing: OrderDrawing,
  view: View,
  style: Style
): void {
  if (hasNoSize(ctx)) return;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  const marks = drawing.plots.reduce((sum, { from, to }) => sum + to - from, 0);
  const isDense = marks > SHAPES_UP_TO;
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, -view.top * view.ratio);
  if (isDense) {
    paintPlots(ctx, drawing, style);
    paintDense(ctx, drawing, view, style.palette);
    return;
  }
  const image = new MarkImage(ctx, view, style.palette);
  paintPlots(ctx, drawing, style, (plot) => {
    image.clip(plot.y, plot.y + plot.height);
    paintShapes(drawing, plot, image.put);
  });
  image.finish();
}

/** Paints everything as paths, for documents. */
export function paintOrder(ctx: Surface, drawing: OrderDrawing, style: Style): void {
  paintPlots(ctx, drawing, style, (plot) => paintShapes(drawing, plot, marksAsPaths(ctx, style.palette)));
}

/** @param putShapes paints the marks of a plot; they are left out where there are too many for shapes */
function paintPlots(
  ctx: Surface,
  drawing: OrderDrawing,
  style: Style,
  putShapes?: (plot: OrderPlot) => void
): void {
  const marks = drawing.plots.reduce((sum, { from, to }) => sum + to - from, 0);
  for (const plot of drawing.plots) {
    paintGround(ctx, drawing, plot, style.palette);
    paintFrame(ctx, drawing, plot, style.palette);
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, plot.y, drawing.scale.width, plot.height);
    ctx.clip();
    paintFaultBands(ctx, drawing, plot, style);
    paintSchemaChanges(ctx, drawing, { top: topOf(plot), bottom: bottomOf(plot) }, style);
    paintPresent(ctx, drawing, plot, style.palette);
    if (marks <= LINES_UP_TO) {
      paintKeyLines(ctx, drawing, plot, style.palette);
      paintCopies(ctx, drawing, plot, style.palette);
    }
    paintFloor(ctx, drawing, plot, style.palette);
    paintFlows(ctx, drawing, plot, style);
    putShapes?.(plot);
    ctx.restore();
  }
}

/** The floor's steps within the picture, from left to right, as x and y; the last one goes on to the end. */
function floorSteps({ scale, columns }: OrderDrawing, plot: OrderPlot): number[] {
  const { floor } = plot.feed;
  const { end } = columns;
  const [firstInView, last] = between(floor, scale.from, scale.to);
  const points: number[] = [];
  for (let i = Math.max(firstInView - 1, 0); i < last; i++) {
    const y = Math.min(updatedY(plot, floor[i].covers), bottomOf(plot));
    const x = toX(scale, floor[i].t);
    if (points.length > 0) points.push(x, points[points.length - 1]);
    points.push(x, y);
  }
  if (points.length > 0) points.push(toX(scale, Math.max(end, scale.from)), points[points.length - 1]);
  return points;
}

function paintGround(ctx: Surface, drawing: OrderDrawing, plot: OrderPlot, palette: Palette): void {
  const points = floorSteps(drawing, plot);
  if (points.length === 0) return;
  const bottom = bottomOf(plot);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, topOf(plot), drawing.scale.width, bottom - topOf(plot));
  ctx.clip();
  ctx.beginPath();
  ctx.moveTo(points[0], bottom);
  for (let i = 0; i < points.length; i += 2) ctx.lineTo(points[i], points[i + 1]);
  ctx.lineTo(points[points.length - 2], bottom);
  ctx.fillStyle = palette['promise-ground'];
  ctx.fill();
  ctx.restore();
}

function paintFrame(ctx: Surface, { scale }: OrderDrawing, plot: OrderPlot, palette: Palette): void {
  const [top, bottom] = [topOf(plot), bottomOf(plot)];
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const { t } of ticks(scale).ticks) {
    const x = Math.round(toX(scale, t)) + 0.5;
    ctx.moveTo(x, plot.y);
    ctx.lineTo(x, bottom);
  }
  for (const { t } of ticks(upwardScale(plot), 44).ticks) {
    const y = Math.round(updatedY(plot, t)) + 0.5;
    ctx.moveTo(0, y);
    ctx.lineTo(scale.width, y);
  }
  ctx.stroke();
  ctx.strokeStyle = palette['line-strong'];
  ctx.beginPath();
  ctx.moveTo(0, bottom + 0.5);
  ctx.lineTo(scale.width, bottom + 0.5);
  ctx.moveTo(0, top - 0.5);
  ctx.lineTo(scale.width, top - 0.5);
  ctx.stroke();
}

/** While something was wrong: a ground from top to bottom, with what it was at its foot. */
function paintFaultBands(
  ctx: Surface,
  { scale, tracks }: OrderDrawing,
  plot: OrderPlot,
  { palette, font }: Style
): void {
  const [top, bottom] = [topOf(plot), bottomOf(plot)];
  ctx.font = `500 11px ${font}`;
  for (const { from, to, label } of tracks.faults) {
    const left = Math.max(toX(scale, from), 0);
    const right = to === null ? scale.width : Math.min(toX(scale, to), scale.width);
    if (right < 0 || left > scale.width) continue;
    ctx.fillStyle = palette['caution-ground'];
    ctx.globalAlpha = 0.6;
    ctx.fillRect(left, top, Math.max(right - left, 2), bottom - top);
    ctx.globalAlpha = 1;
    if (ctx.measureText(label).width > right - left - 8) continue;
    ctx.fillStyle = palette.caution;
    ctx.fillText(label, left + 5, bottom - 5);
  }
}

/** The diagonal of the present: a message lies as far below it as it was late. */
function paintPresent(
  ctx: Surface,
  { scale, columns }: OrderDrawing,
  plot: OrderPlot,
  palette: Palette
): void {
  const { end } = columns;
  const from = Math.max(scale.from, plot.low, 0);
  const to = Math.min(scale.to, plot.high, end);
  if (from >= to) return;
  ctx.beginPath();
  ctx.moveTo(toX(scale, from), updatedY(plot, from));
  ctx.lineTo(toX(scale, to), updatedY(plot, to));
  ctx.strokeStyle = palette['line-strong'];
  ctx.lineWidth = 1.25;
  ctx.setLineDash([1, 4]);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The marks of one key in view, each with its neighbour outside, first copies only: x and y by turns. */
export function keyLine({ columns, scale }: OrderDrawing, plot: OrderPlot, key: number): number[] {
  const { feed } = plot;
  const { marks, updated } = feed;
  const indexes = feed.byKey.get(key) ?? [];
  const isFirst = (i: number) => !isDuplicateKind(kindOf(marks[indexes[i]]));
  let first = lowerBound(indexes, plot.from) - 1;
  while (first >= 0 && !isFirst(first)) first--;
  const points: number[] = [];
  for (let i = Math.max(first, 0); i < indexes.length; i++) {
    const index = indexes[i];
    if (!isFirst(i)) continue;
    points.push(toX(scale, columns.tAt(seqOf(marks[index]))), updatedY(plot, updated[index]));
    if (index >= plot.to) break;
  }
  return points;
}

function paintKeyLines(ctx: Surface, drawing: OrderDrawing, plot: OrderPlot, palette: Palette): void {
  const { columns } = drawing;
  const keys = new Set<number>();
  const { marks } = plot.feed;
  for (let i = plot.from; i < plot.to; i++) keys.add(columns.messageKeyAt(seqOf(marks[i])));
  ctx.beginPath();
  for (const key of keys) {
    const points = keyLine(drawing, plot, key);
    for (let i = 0; i < points.length; i += 2)
      if (i === 0) ctx.moveTo(points[i], points[i + 1]);
      else ctx.lineTo(points[i], points[i + 1]);
  }
  ctx.strokeStyle = palette['data-light'];
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** From each copy a level line back to the first one: the same change, sent before. */
function paintCopies(
  ctx: Surface,
  { columns, scale }: OrderDrawing,
  plot: OrderPlot,
  palette: Palette
): void {
  const { marks, updated } = plot.feed;
  ctx.beginPath();
  for (let i = plot.from; i < plot.to; i++) {
    if (!isDuplicateKind(kindOf(marks[i]))) continue;
    const seq = seqOf(marks[i]);
    const first = columns.numberAt(MESSAGE.first, seq);
    if (first < 0 || orderIndexOf(plot.feed, first) < 0) continue;
    const y = updatedY(plot, updated[i]);
    ctx.moveTo(toX(scale, columns.tAt(seq)) - 6, y);
    ctx.lineTo(toX(scale, columns.tAt(first)) + 5, y);
  }
  ctx.strokeStyle = palette['caution-light'];
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 3]);
  ctx.stroke();
  ctx.setLineDash([]);
}

function paintFloor(ctx: Surface, drawing: OrderDrawing, plot: OrderPlot, palette: Palette): void {
  const points = floorSteps(drawing, plot);
  if (points.length === 0) return;
  ctx.beginPath();
  for (let i = 0; i < points.length; i += 2)
    if (i === 0) ctx.moveTo(points[i], points[i + 1]);
    else ctx.lineTo(points[i], points[i + 1]);
  ctx.strokeStyle = palette['promise-light'];
  ctx.lineWidth = 1.5;
  ctx.stroke();
  const { scale } = drawing;
  const { resolved } = plot.track ?? { resolved: [] };
  const [from, to] = between(resolved, scale.from, scale.to);
  ctx.beginPath();
  let last = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const x = toX(scale, resolved[i].t);
    const covers = resolved[i].covers;
    if (covers === null || x - last < 9 || covers < plot.low || covers > plot.high) continue;
    last = x;
    strokeMark(ctx, 'resolved', x, updatedY(plot, covers) + 1, 4);
  }
  ctx.strokeStyle = palette.promise;
  ctx.lineWidth = 1.25;
  ctx.stroke();
}

/** Where a flow began again: down to the time from which it sends once more. */
function paintFlows(
  ctx: Surface,
  { columns, scale }: OrderDrawing,
  plot: OrderPlot,
  { palette, font }: Style
): void {
  let free = Number.NEGATIVE_INFINITY;
  for (const { t, seq, reason } of plot.track?.flows ?? []) {
    const x = Math.round(toX(scale, t)) + 0.5;
    const highWater = columns.wallAt(seq);
    if (x < -220 || x > scale.width || reason === 'start') continue;
    ctx.strokeStyle = palette.promise;
    ctx.fillStyle = palette.promise;
    ctx.lineWidth = 1;
    const bottom = bottomOf(plot);
    const y = Number.isNaN(highWater) ? bottom : Math.min(updatedY(plot, highWater), bottom);
    ctx.setLineDash([2, 2]);
    ctx.beginPath();
    ctx.moveTo(x, plot.y + 12);
    ctx.lineTo(x, y - 6);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x - 3.5, y - 7);
    ctx.lineTo(x + 3.5, y - 7);
    ctx.closePath();
    ctx.fill();
    ctx.font = `500 10px ${font}`;
    const back = Number.isNaN(highWater) ? 'to its beginning' : `to ${formatClock(highWater, 1)}`;
    const label = `${REASONS[reason]}, back ${back}`;
    if (x < free) continue;
    const width = ctx.measureText(label).width;
    // Left of the line where there is no room to the right of it.
    const isLeft = x + width + 8 > scale.width && x - width - 8 > free;
    ctx.fillText(label, isLeft ? x - width - 6 : x + 5, plot.y + 18);
    free = x + width + 12;
  }
}

const REASONS = {
  start: 'started',
  resume: 'resumed',
  retry: 'retried',
  node_lost: 'node lost',
  drain: 'node drained',
  alter: 'altered',
  boundary: 'schema change'
} as const;

function paintShapes({ columns, scale }: OrderDrawing, plot: OrderPlot, put: PutMarks): void {
  const { marks, updated } = plot.feed;
  const byKind = MARK_KINDS.map((): number[] => []);
  for (let i = plot.from; i < plot.to; i++)
    byKind[kindOf(marks[i])].push(toX(scale, columns.tAt(seqOf(marks[i]))), updatedY(plot, updated[i]));
  const radius = plot.to - plot.from > 400 ? 3 : 4;
  MARK_KINDS.forEach((kind, i) => put(kind, byKind[i], radius));
}

/** Many marks as pixels of one image, over what is painted already. */
function paintDense(
  ctx: CanvasRenderingContext2D,
  drawing: OrderDrawing,
  view: View,
  palette: Palette
): void {
  const { width, height } = ctx.canvas;
  const image = clearImage(ctx);
  const pixels = new Uint32Array(image.data.buffer);
  const colors = MARK_KINDS.map((kind) => packed(palette[MARK_ROLES[kind]]));
  const sizes = MARK_KINDS.map((kind) => Math.max(1, Math.round(MARK_HEIGHTS[kind] * 0.5 * view.ratio)));
  const starts = columnStarts(drawing.columns, drawing.scale, width);
  for (const plot of drawing.plots) {
    const { marks, updated } = plot.feed;
    const bottom = (bottomOf(plot) - view.top) * view.ratio;
    const up = ((bottomOf(plot) - topOf(plot)) * view.ratio) / (plot.high - plot.low);
    const end = lowerBound(marks, starts[width]);
    let x = 0;
    for (let i = lowerBound(marks, starts[0]); i < end; i++) {
      while (starts[x + 1] <= marks[i]) x++;
      const kind = kindOf(marks[i]);
      const y = (bottom - (updated[i] - plot.low) * up) | 0;
      if (y < 0 || y >= height) continue;
      const size = sizes[kind];
      const color = colors[kind];
      const yEnd = Math.min(y + size, height);
      for (let py = y; py < yEnd; py++) {
        pixels[py * width + x] = color;
        if (x + 1 < width) pixels[py * width + x + 1] = color;
      }
    }
  }
  drawOver(ctx, image, 0, height);
}
