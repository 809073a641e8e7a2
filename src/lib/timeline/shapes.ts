import type { MarkKind } from './marks';

/** The shapes of marks (look.md): shape first, colour second. The same function draws them in the timeline, in lists and in the legend. */

export type Shape = MarkKind | 'failure' | 'checkpoint' | 'resolved' | 'dot' | 'small-cross';

/** What a path can be built on: a canvas, or the text of an SVG path. */
export interface PathTarget {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  closePath(): void;
}

const TURN = Math.PI * 2;

/** Adds one mark's outline to the current path. `r` is about half its size. */
export function strokeMark(path: PathTarget, shape: Shape, x: number, y: number, r: number): void {
  switch (shape) {
    case 'commit':
      return circle(path, x, y, r - 0.5);
    case 'commit-delete': {
      circle(path, x, y, r - 0.5);
      const d = (r - 0.5) * 0.7;
      path.moveTo(x - d, y + d);
      path.lineTo(x + d, y - d);
      return;
    }
    case 'emission':
      return circle(path, x, y, r);
    case 'scan':
      return path.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    case 'delete':
      return cross(path, x, y, r * 0.85);
    case 'duplicate':
    case 'duplicate-delete':
      return circle(path, x, y, r + 1);
    case 'dot':
      return circle(path, x, y, r * 0.42);
    case 'small-cross':
      return cross(path, x, y, r * 0.5);
    case 'failure':
      path.moveTo(x, y - r);
      path.lineTo(x + r, y + r * 0.8);
      path.lineTo(x - r, y + r * 0.8);
      return path.closePath();
    case 'checkpoint':
      path.moveTo(x, y - r);
      path.lineTo(x + r * 1.7, y - r * 0.35);
      path.lineTo(x, y + r * 0.3);
      return path.closePath();
    case 'resolved':
      path.moveTo(x - r, y - r * 0.3);
      path.lineTo(x + r, y - r * 0.3);
      for (const tooth of [-0.75, 0, 0.75]) {
        path.moveTo(x + tooth * r, y - r * 0.3);
        path.lineTo(x + tooth * r, y + r * 0.5);
      }
  }
}

function circle(path: PathTarget, x: number, y: number, r: number): void {
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, TURN);
}

function cross(path: PathTarget, x: number, y: number, d: number): void {
  path.moveTo(x - d, y - d);
  path.lineTo(x + d, y + d);
  path.moveTo(x - d, y + d);
  path.lineTo(x + d, y - d);
}

/** A shape as the `d` of an SVG path, around the middle of a square. */
export function shapePath(shape: Shape, size: number, r: number): string {
  const parts: string[] = [];
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const target: PathTarget = {
    moveTo: (x, y) => parts.push(`M${n(x)} ${n(y)}`),
    lineTo: (x, y) => parts.push(`L${n(x)} ${n(y)}`),
    // Only whole circles are drawn: two half arcs.
    arc: (x, y, radius) =>
      parts.push(
        `A${n(radius)} ${n(radius)} 0 1 1 ${n(x - radius)} ${n(y)}A${n(radius)} ${n(radius)} 0 1 1 ${n(x + radius)} ${n(y)}`
      ),
    rect: (x, y, width, height) => parts.push(`M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}Z`),
    closePath: () => parts.push('Z')
  };
  strokeMark(target, shape, size / 2, size / 2, r);
  return parts.join('');
}
