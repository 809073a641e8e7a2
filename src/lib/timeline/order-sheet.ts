import { shortId } from './labels';
import { LEGEND } from './legend';
import { MARK_KINDS, kindOf } from './marks';
import { orderTicks } from './order-picture';
import type { OrderDrawing } from './order-plot';
import { paintOrder } from './paint-order';
import type { Shape } from './shapes';
import { SHEET_FONT, SHEET_LABELS, sheet, type SheetOptions } from './sheet';
import { textWidth } from './svg-surface';

/** Room between the times at the left and the drawing. */
const GAP = 10;

/** The order view as a sheet of its own. Every mark in view is drawn. */
export function writeOrderSheet(drawing: OrderDrawing, options: SheetOptions): string {
  const { palette } = options;
  const shown = new Set<Shape>();
  for (const { feed, from, to, track } of drawing.plots) {
    for (let i = from; i < to; i++) shown.add(MARK_KINDS[kindOf(feed.marks[i])]);
    if (track && track.resolved.length > 0) shown.add('resolved');
  }
  return sheet(options, {
    width: drawing.scale.width,
    height: drawing.height,
    scale: drawing.scale,
    legend: options.hasLegend === false ? [] : LEGEND.filter(({ kind }) => shown.has(kind)),
    label: `${options.title}. Messages by the time at which they were sent and the time of their change.`,
    paint: (out) => paintOrder(out, drawing, { palette, font: options.font ?? SHEET_FONT }),
    labels: (out) => {
      for (const { feed, track, y } of drawing.plots) {
        out.font = '600 12px inherit';
        out.fillStyle = palette.ink;
        out.fillText(
          track?.job === null ? `Stream, statement ${track.statement}` : `Job ${shortId(feed.id)}`,
          0,
          y + 18
        );
        out.font = '400 11px inherit';
        out.fillStyle = palette['ink-3'];
        out.fillText('time of the change ↑', 0, y + 34);
      }
      out.font = '400 11px inherit';
      out.fillStyle = palette['ink-3'];
      for (const { text, y } of orderTicks(drawing))
        out.fillText(text, SHEET_LABELS - GAP - 8 - textWidth(text, 11), y + 4);
    }
  });
}
