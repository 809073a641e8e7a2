import { describe, expect, it } from 'vitest';
import { MarkImage } from '../../src/lib/timeline/mark-image';
import { MARK_KINDS } from '../../src/lib/timeline/marks';
import { paint } from '../../src/lib/timeline/paint';
import { marksAsPaths, type PutMarks } from '../../src/lib/timeline/paint-marks';
import { DARK, LIGHT } from '../../src/lib/timeline/palettes';
import { drawHistory } from '../../src/lib/timeline/timeline-svg';
import { employeesHistory } from '../support/page/employees-history';

/** What is copied looks like what is drawn: the same marks both ways, on top of each other and over the edges too. */
describe('marks as copies of one drawing', () => {
  const [WIDTH, HEIGHT] = [300, 120];

  function picture(
    palette: typeof LIGHT,
    ratio: number,
    paint: (ctx: CanvasRenderingContext2D) => void
  ): Uint8ClampedArray {
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH * ratio;
    canvas.height = HEIGHT * ratio;
    const ctx = canvas.getContext('2d', { willReadFrequently: true })!; // a new canvas has one
    ctx.fillStyle = palette.surface;
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(ctx);
    return ctx.getImageData(0, 0, canvas.width, canvas.height).data;
  }

  function putAll(put: PutMarks): void {
    MARK_KINDS.forEach((kind, row) => {
      const points: number[] = [];
      for (let x = -2; x < WIDTH + 4; x += 3 + (x % 11) * 1.37) points.push(x, 6.5 + row * 17);
      put(kind, points, row % 2 === 0 ? 3.5 : 4.25);
    });
  }

  it.each([
    ['light', LIGHT, 1],
    ['light', LIGHT, 2],
    ['dark', DARK, 1],
    ['dark', DARK, 1.5]
  ] as const)('%s, %#', (_, palette, ratio) => {
    const drawn = picture(palette, ratio, (ctx) => putAll(marksAsPaths(ctx, palette)));
    const copied = picture(palette, ratio, (ctx) => {
      const image = new MarkImage(ctx, { top: 0, height: HEIGHT, ratio }, palette);
      putAll(image.put);
      image.finish();
    });
    const differences = drawn.map((value, i) => Math.abs(value - copied[i]));
    const sum = differences.reduce((all, d) => all + d, 0);
    // Marks stand an eighth of a pixel off at most, and soft edges that lie on each other are mixed once more.
    const far = differences.filter((d) => d > 48).length;
    expect(sum / differences.length).toBeLessThan(2);
    expect(far / differences.length).toBeLessThan(0.005);
  });

  it('shows nothing outside the heights it is clipped to, nor twice what is under the edges', () => {
    const data = picture(LIGHT, 1, (ctx) => {
      const image = new MarkImage(ctx, { top: 100, height: HEIGHT, ratio: 1 }, LIGHT);
      image.clip(110, 130);
      image.put('emission', [10, 112, 10, 128, 10, 160, WIDTH - 1, 120], 4);
      image.finish();
    });
    const rows = new Set<number>();
    for (let i = 0; i < data.length; i += 4) if (data[i] !== data[0]) rows.add(Math.floor(i / 4 / WIDTH));
    expect(Math.min(...rows)).toBe(10);
    expect(Math.max(...rows)).toBe(29);
  });
});

it('nothing is painted on a canvas without a size, as that of a pane which is not laid out yet', () => {
  const { drawing } = drawHistory(employeesHistory(), {});
  for (const [width, height] of [
    [300, 0],
    [0, 120]
  ]) {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const ctx = canvas.getContext('2d')!; // a new canvas has one
    const style = { palette: LIGHT, font: 'sans-serif' };
    expect(() => paint(ctx, drawing, { top: 0, height, ratio: 1 }, style)).not.toThrow();
  }
});
