import type { Drawing } from './hit';
import { laneLines, lanesWithin, type GroupRow } from './layout';
import { MARK_KINDS, kindOf, marksWithin, type MarkKind, type MarkList } from './marks';
import type { View } from './paint';
import { parseColor, type Palette, type PaletteRole } from './palette';

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
  if (width === 0 || height === 0) return;
  const image = clearImage(ctx);
  const pixels = new Uint32Array(image.data.buffer);
  const colors = MARK_KINDS.map((kind) => packed(palette[MARK_ROLES[kind]]));
  const heights = MARK_KINDS.map((kind) => Math.max(1, Math.round(MARK_HEIGHTS[kind] * view.ratio)));
  const lines = laneLines(drawing.layout.laneHeight);
  for (const row of groups) {
    const [from, to] = lanesWithin(drawing.layout, row, view.top, view.top + view.height);
    for (let lane = from; lane < to; lane++) {
      const key = row.group.keys[lane];
      const top = row.lanesY + lane * drawing.layout.laneHeight - view.top;
      const commits = row.group.commits.get(key);
      const messages = row.group.messages.get(key);
      if (commits)
        paintList(
          { pixels, width, height },
          commits,
          drawing,
          (top + lines.commit) * view.ratio,
          colors,
          heights
        );
      if (messages)
        paintList(
          { pixels, width, height },
          messages,
          drawing,
          (top + lines.message) * view.ratio,
          colors,
          heights
        );
    }
  }
  ctx.putImageData(image, 0, 0);
}

/** An empty image of the canvas's size, which is the same one as long as the size is. */
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

function paintList(
  image: Image,
  list: MarkList,
  { scale }: Drawing,
  middle: number,
  colors: readonly number[],
  heights: readonly number[]
): void {
  const { pixels, width, height } = image;
  const [first, end] = marksWithin(list, scale.from, scale.to);
  const factor = width / (scale.to - scale.from);
  const { t, refs } = list;
  /** The moment at which the next column of pixels begins. */
  let nextColumn = Number.NEGATIVE_INFINITY;
  let lastKind = -1;
  for (let i = first; i < end; i++) {
    const kind = kindOf(refs[i]);
    // Within a column the rarer kinds, which come later, win.
    if (kind <= lastKind && t[i] < nextColumn) continue;
    const x = ((t[i] - scale.from) * factor) | 0;
    nextColumn = scale.from + (x + 1) / factor;
    lastKind = kind;
    const h = heights[kind];
    let y = Math.round(middle - h / 2);
    const bottom = Math.min(y + h, height);
    if (y < 0) y = 0;
    const color = colors[kind];
    for (; y < bottom; y++) {
      const at = y * width + x;
      pixels[at] = color;
      if (x + 1 < width) pixels[at + 1] = color;
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
