import type { Drawing } from './hit';
import { lanesWithin, type GroupRow } from './layout';
import { MarkImage } from './mark-image';
import { marksWithin } from './marks';
import { paintFaults, paintGrid, paintScript, paintTxns } from './paint-above';
import { paintFeed } from './paint-feed';
import { paintGroup } from './paint-lanes';
import type { PutMarks } from './paint-marks';
import type { Palette } from './palette';
import { paintPixels, hasNoSize } from './paint-pixels';
import type { Surface } from './surface';

/**
 * Paints the lanes view from the same numbers that hit testing reads. Few marks are drawn as crisp shapes; many, on a canvas, as single
 * pixels of one image, which holds sixty frames a second at a million (stack.md §3).
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

/** Paints on a canvas, all of it. */
export function paint(ctx: CanvasRenderingContext2D, drawing: Drawing, view: View, style: Style): void {
  if (hasNoSize(ctx)) return;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  const groups = drawing.layout.rows.filter((row): row is GroupRow => row.kind === 'group');
  const isDense = countMarks(drawing, groups, view) > SHAPES_UP_TO;
  if (isDense) paintPixels(ctx, drawing, groups, view, style.palette);
  const marks = isDense ? null : new MarkImage(ctx, view, style.palette);
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, -view.top * view.ratio);
  paintRows(ctx, drawing, view, { ...style, put: marks?.put ?? null });
  marks?.finish();
}

/** Paints the rows that are seen. @param style `put` paints the marks of lanes, and is null where they lie there as pixels */
export function paintRows(
  ctx: Surface,
  drawing: Drawing,
  view: View,
  style: Style & { readonly put: PutMarks | null }
): void {
  paintGrid(ctx, drawing, view, style);
  for (const row of drawing.layout.rows) {
    if (row.y > view.top + view.height || row.y + row.height < view.top) continue;
    switch (row.kind) {
      case 'script':
        paintScript(ctx, drawing, row, style);
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
        paintGroup(ctx, drawing, row, view, style);
    }
  }
}

/** Marks in view, by bisection; stops when there are too many for shapes. */
function countMarks({ columns, scale, layout }: Drawing, groups: readonly GroupRow[], view: View): number {
  const inView = columns.within(scale.from, scale.to);
  let count = 0;
  for (const row of groups) {
    const [from, to] = lanesWithin(layout, row, view.top, view.top + view.height);
    for (let lane = from; lane < to && count <= SHAPES_UP_TO; lane++) {
      const key = row.group.keys[lane];
      for (const marks of [row.group.messages.get(key), row.group.commits.get(key)])
        if (marks) {
          const [first, end] = marksWithin(marks, inView);
          count += end - first;
        }
    }
  }
  return count;
}
