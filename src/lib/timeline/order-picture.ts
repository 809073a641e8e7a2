import { MESSAGE_CONTEXT, RESOLVED, RESOLVED_CONTEXT } from '../history/event-codec';
import type { Hit } from './hit';
import { MARK_KINDS, kindOf, seqOf } from './marks';
import { orderIndexOf, orderWithin } from './order-index';
import { keyLine, paintOrderOnCanvas } from './paint-order';
import { topOf, updatedY, upwardScale, type OrderDrawing, type OrderPlot } from './order-plot';
import type { Direction, Picture, PictureCursor } from './picture';
import type { Place } from './place';
import { perPixel, ticks, toTime, toX } from './scale';
import { feedId } from './sieve';
import { between } from './tracks';

/** Order as a picture: each feed's messages by when they went out and by when their change was made. */

const REACH = 9;

export function orderPicture(drawing: OrderDrawing): Picture {
  return {
    kind: 'order',
    scale: drawing.scale,
    height: drawing.height,
    paint: (ctx, view, style) => paintOrderOnCanvas(ctx, drawing, view, style),
    hit: (x, y) => hitOrder(drawing, x, y),
    place: (seq) => placeInOrder(drawing, seq),
    walk: (cursor, direction, selected) => walkOrder(drawing, cursor, direction, selected),
    cursorAt: (seq) => (plotOf(drawing, seq) ? { seq } : undefined)
  };
}

/** The plot that shows a message, a resolved timestamp or the start of a flow. */
function plotOf({ columns, plots }: OrderDrawing, seq: number): OrderPlot | undefined {
  if (seq < 0 || seq >= columns.length) return undefined;
  const context = columns.contextAt(seq);
  switch (columns.typeAt(seq)) {
    case 'message': {
      const id = feedId(
        context[MESSAGE_CONTEXT.job] as string | null,
        context[MESSAGE_CONTEXT.statement] as number
      );
      const plot = plots.find(({ feed }) => feed.id === id);
      return plot && orderIndexOf(plot.feed, seq) >= 0 ? plot : undefined;
    }
    case 'resolved': {
      const statement = columns.numberAt(RESOLVED.statement, seq);
      const id = feedId(context[RESOLVED_CONTEXT.job] as string | null, statement);
      return plots.find(({ feed }) => feed.id === id);
    }
    case 'flow':
      return plots.find(({ track }) => track?.flows.some((flow) => flow.seq === seq));
    default:
      return undefined;
  }
}

export function placeInOrder(drawing: OrderDrawing, seq: number): Place | undefined {
  const plot = plotOf(drawing, seq);
  if (!plot) return undefined;
  const { columns, scale } = drawing;
  const x = toX(scale, columns.tAt(seq));
  const type = columns.typeAt(seq);
  if (type === 'flow') return { x, y: plot.y + 14 };
  const time = type === 'message' ? plot.feed.updated[orderIndexOf(plot.feed, seq)] : columns.wallAt(seq);
  // What lies outside the range that is shown has its place at the edge.
  const y = updatedY(plot, Math.min(Math.max(time, plot.low), plot.high));
  return { x, y };
}

function hitOrder(drawing: OrderDrawing, x: number, y: number): Hit | undefined {
  const { scale } = drawing;
  const plot = drawing.plots.find((p) => y >= p.y && y < p.y + p.height);
  if (!plot) return undefined;
  const t = toTime(scale, x);
  const reach = perPixel(scale) * REACH;
  if (y < topOf(plot)) {
    const flow = plot.track?.flows.findLast(
      (f) => f.reason !== 'start' && f.t <= t + reach && f.t >= t - reach * 4
    );
    return flow && { kind: 'flow', seq: flow.seq, x: toX(scale, flow.t), y: plot.y + 14 };
  }
  const { marks, updated } = plot.feed;
  const [from, to] = orderWithin(drawing.columns, plot.feed, t - reach, t + reach);
  let best: Hit | undefined;
  let least = REACH * REACH;
  for (let i = from; i < to; i++) {
    const dx = toX(scale, drawing.columns.tAt(seqOf(marks[i]))) - x;
    const markY = updatedY(plot, updated[i]);
    const distance = dx * dx + (markY - y) ** 2;
    if (distance > least) continue;
    least = distance;
    best = { kind: MARK_KINDS[kindOf(marks[i])], seq: seqOf(marks[i]), x: x + dx, y: markY };
  }
  return best ?? hitFloor(drawing, plot, x, y);
}

function hitFloor({ scale }: OrderDrawing, plot: OrderPlot, x: number, y: number): Hit | undefined {
  const resolved = plot.track?.resolved ?? [];
  const reach = perPixel(scale) * REACH;
  const t = toTime(scale, x);
  const [from, to] = between(resolved, t - reach, t + reach);
  for (let i = to - 1; i >= from; i--) {
    const { seq, covers } = resolved[i];
    const markY = covers === null ? Number.NaN : updatedY(plot, covers);
    if (Math.abs(markY - y) <= REACH)
      return { kind: 'resolved', seq, x: toX(scale, resolved[i].t), y: markY };
  }
  return undefined;
}

/** Left and right through all messages in time; up and down through those of the same key. */
function walkOrder(
  drawing: OrderDrawing,
  cursor: PictureCursor | undefined,
  direction: Direction,
  selected: number | null
): PictureCursor | undefined {
  const { columns, plots } = drawing;
  if (!cursor) {
    const seq = selected !== null && plotOf(drawing, selected) ? selected : firstInView(drawing);
    return seq === undefined ? undefined : { seq };
  }
  const plot = plotOf(drawing, cursor.seq);
  if (!plot) return cursor;
  if (direction === 'up' || direction === 'down') {
    const line = plot.feed.byKey.get(columns.messageKeyAt(cursor.seq)) ?? new Uint32Array();
    const here = line.indexOf(orderIndexOf(plot.feed, cursor.seq));
    const next = line[here + (direction === 'up' ? 1 : -1)];
    return here < 0 || next === undefined ? cursor : { seq: seqOf(plot.feed.marks[next]) };
  }
  // The nearest message in time of any feed.
  const step = direction === 'right' ? 1 : -1;
  const near = plots.flatMap(({ feed }) => {
    const t = columns.tAt(cursor.seq);
    const [before, behind] = orderWithin(columns, feed, t, t);
    const seqs: number[] = [];
    for (let i = Math.max(before - 1, 0); i <= behind && i < feed.marks.length; i++)
      seqs.push(seqOf(feed.marks[i]));
    return seqs.filter((seq) => (seq - cursor.seq) * step > 0);
  });
  if (near.length === 0) return cursor;
  return { seq: step === 1 ? Math.min(...near) : Math.max(...near) };
}

function firstInView({ plots }: OrderDrawing): number | undefined {
  const seqs = plots.flatMap(({ feed, from, to }) => (from < to ? [seqOf(feed.marks[from])] : []));
  return seqs.length === 0 ? undefined : Math.min(...seqs);
}

/** The rising line of a message's key, as the `d` of an SVG path. */
export function trailOf(drawing: OrderDrawing, seq: number): string | undefined {
  if (seq < 0 || seq >= drawing.columns.length || drawing.columns.typeAt(seq) !== 'message') return undefined;
  const plot = plotOf(drawing, seq);
  if (!plot) return undefined;
  const points = keyLine(drawing, plot, drawing.columns.messageKeyAt(seq));
  let d = '';
  for (let i = 0; i < points.length; i += 2) d += `${i === 0 ? 'M' : 'L'}${points[i]} ${points[i + 1]}`;
  return d;
}

export interface OrderTick {
  readonly id: string;
  readonly text: string;
  readonly y: number;
}

/** The times at the left of the plots. */
export const orderTicks = ({ plots }: OrderDrawing): OrderTick[] =>
  plots.flatMap((plot) =>
    ticks(upwardScale(plot), 44).ticks.map(({ t, label }) => ({
      id: `${plot.feed.id} ${t}`,
      text: label,
      y: updatedY(plot, t)
    }))
  );
