import type { Drawing } from './hit';
import { laneLines, lanesWithin, type GroupRow } from './layout';
import { lowerBound, type EventColumns } from './columns';
import { MARK_KINDS, kindOf, refOf, type MarkKind } from './marks';
import type { View } from './paint';
import { parseColor, type Palette, type PaletteRole } from './palette';
import type { TimeScale } from './scale';

/** Many marks as pixels: one image for the whole picture, written once. */

export const MARK_ROLES: Readonly<Record<MarkKind, PaletteRole>> = {
  commit: 'ink-3',
  'commit-delete': 'ink-3',
  scan: 'data-light',
  emission: 'data',
  delete: 'loss',
  duplicate: 'caution',
  'duplicate-delete': 'caution'
};

/** Heights differ by kind, so that dense marks too are told apart by more than colour. */
export const MARK_HEIGHTS: Readonly<Record<MarkKind, number>> = {
  commit: 3,
  'commit-delete': 3,
  scan: 4,
  emission: 5,
  delete: 7,
  duplicate: 9,
  'duplicate-delete': 9
};

/** Kept from frame to frame: making four million bytes anew each time is what would be slow. */
let kept: ImageData | undefined;

export function paintPixels(
  ctx: CanvasRenderingContext2D,
  drawing: Drawing,
  groups: readonly GroupRow[],
  view: View,
  palette: Palette
): void {
  const { width, height } = ctx.canvas;
  const image = clearImage(ctx);
  const pixels = new Uint32Array(image.data.buffer);
  const colors = MARK_KINDS.map((kind) => packed(palette[MARK_ROLES[kind]]));
  const heights = MARK_KINDS.map((kind) => Math.max(1, Math.round(MARK_HEIGHTS[kind] * view.ratio)));
  const lines = laneLines(drawing.layout.laneHeight);
  const starts = columnStarts(drawing.columns, drawing.scale, width);
  const paint = (marks: Uint32Array | undefined, y: number) => {
    if (marks) paintLine({ pixels, width, height }, marks, starts, y * view.ratio, { colors, heights });
  };
  for (const row of groups) {
    const [from, to] = lanesWithin(drawing.layout, row, view.top, view.top + view.height);
    for (let lane = from; lane < to; lane++) {
      const key = row.group.keys[lane];
      const top = row.lanesY + lane * drawing.layout.laneHeight - view.top;
      paint(row.group.commits.get(key), top + lines.commit);
      paint(row.group.messages.get(key), top + lines.message);
    }
  }
  ctx.putImageData(image, 0, 0);
}

/** Whether there is nothing to paint on, as in a pane that is closed or not laid out yet. */
export const hasNoSize = ({ canvas }: CanvasRenderingContext2D): boolean =>
  canvas.width === 0 || canvas.height === 0;

/** An empty image of the canvas's size, which is the same one as long as the size is. The canvas must have one. */
export function clearImage(ctx: CanvasRenderingContext2D): ImageData {
  const { width, height } = ctx.canvas;
  if (kept?.width !== width || kept.height !== height) kept = ctx.createImageData(width, height);
  else new Uint32Array(kept.data.buffer).fill(0);
  return kept;
}

interface Image {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Which mark is the first of each column of pixels, and of what lies right of the last: then a million marks find their columns without one look
 * at their times.
 */
export function columnStarts(columns: EventColumns, { from, to }: TimeScale, width: number): Uint32Array {
  const starts = new Uint32Array(width + 1);
  const step = (to - from) / width;
  for (let x = 0; x <= width; x++) starts[x] = refOf(columns.countBefore(from + x * step), 0);
  return starts;
}

interface Looks {
  /** By kind. */
  readonly colors: readonly number[];
  readonly heights: readonly number[];
}

/** Paints a line of marks. Within a column of pixels the rarest kind, which is the highest, stands for all. */
function paintLine(
  { pixels, width, height }: Image,
  marks: Uint32Array,
  starts: Uint32Array,
  middle: number,
  { colors, heights }: Looks
): void {
  const end = lowerBound(marks, starts[width]);
  let x = 0;
  for (let i = lowerBound(marks, starts[0]); i < end;) {
    while (starts[x + 1] <= marks[i]) x++;
    let kind = kindOf(marks[i]);
    const next = starts[x + 1];
    for (i++; i < end && marks[i] < next; i++) if (kindOf(marks[i]) > kind) kind = kindOf(marks[i]);
    let y = Math.round(middle - heights[kind] / 2);
    const bottom = Math.min(y + heights[kind], height);
    if (y < 0) y = 0;
    for (; y < bottom; y++) {
      const at = y * width + x;
      pixels[at] = colors[kind];
      if (x + 1 < width) pixels[at + 1] = colors[kind];
    }
  }
}

/** A colour as the number that lies in an image's memory on every machine that browsers run on. */
export function packed(color: string): number {
  const [r, g, b] = parseColor(color);
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/**
 * Lays an image over what is painted: `putImageData` would wipe that out, a canvas of the same pixels does not.
 * @param top bottom the rows of pixels that have something in them
 */
export function drawOver(ctx: CanvasRenderingContext2D, image: ImageData, top: number, bottom: number): void {
  const { width, height } = image;
  sheet ??= document.createElement('canvas');
  // A canvas whose size is set is made anew.
  if (sheet.width !== width) sheet.width = width;
  if (sheet.height !== height) sheet.height = height;
  sheet.getContext('2d')?.putImageData(image, 0, 0, 0, top, width, bottom - top);
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.drawImage(sheet, 0, top, width, bottom - top, 0, top, width, bottom - top);
}

let sheet: HTMLCanvasElement | undefined;
