import type { MarkKind } from './marks';
import type { Palette } from './palette';
import { strokeMark, type Shape } from './shapes';
import type { Surface } from './surface';

/** Paints the marks of one kind. @param points x and y by turns @param radius about half a mark's size */
export type PutMarks = (kind: MarkKind, points: readonly number[], radius: number) => void;

/** One outline of a mark, filled, stroked or both: later ones lie on top. */
export interface MarkLayer {
  readonly shape: Shape;
  readonly fill?: string;
  readonly stroke?: string;
  readonly width: number;
}

/** What a mark looks like (look.md), from its lowest layer up. */
export function markLayers(kind: MarkKind, palette: Palette): readonly MarkLayer[] {
  switch (kind) {
    case 'commit':
    case 'commit-delete':
      return [{ shape: kind, fill: palette.surface, stroke: palette['ink-2'], width: 1.5 }];
    case 'scan':
      return [{ shape: kind, fill: palette['data-light'], width: 0 }];
    case 'emission':
      return [{ shape: kind, fill: palette.data, width: 0 }];
    case 'delete':
      return [{ shape: kind, stroke: palette.loss, width: 2.25 }];
    case 'duplicate':
    case 'duplicate-delete':
      return [
        { shape: kind, fill: palette.surface, stroke: palette.caution, width: 1.75 },
        {
          shape: kind === 'duplicate' ? 'dot' : 'small-cross',
          fill: palette.caution,
          stroke: palette.caution,
          width: 1.5
        }
      ];
  }
}

/** Puts marks as paths: one path a layer for all marks of a kind. */
export function marksAsPaths(ctx: Surface, palette: Palette): PutMarks {
  return (kind, points, radius) => {
    if (points.length === 0) return;
    for (const layer of markLayers(kind, palette)) paintLayer(ctx, layer, points, radius);
  };
}

/** Paints one layer of marks. */
export function paintLayer(
  ctx: Surface,
  { shape, fill, stroke, width }: MarkLayer,
  points: readonly number[],
  radius: number
): void {
  ctx.beginPath();
  for (let i = 0; i < points.length; i += 2) strokeMark(ctx, shape, points[i], points[i + 1], radius);
  if (fill !== undefined) {
    ctx.fillStyle = fill;
    ctx.fill();
  }
  if (stroke !== undefined) {
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width;
    ctx.stroke();
  }
}
