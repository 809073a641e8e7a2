import type { MarkKind } from './marks';
import { markLayers, paintLayer, type MarkLayer, type PutMarks } from './paint-marks';
import { clearImage, drawOver } from './paint-pixels';
import type { View } from './paint';
import type { Palette } from './palette';

/**
 * Marks on a canvas, by thousands: each shape is drawn by the browser once and from then on copied, pixel by pixel, into one image that is
 * laid over the picture. Two thousand marks take a fifth of the time of paths; copying them with `drawImage` takes as long as paths, since
 * each call is an operation of its own to the browser.
 */

/** Marks stand at quarters of a device pixel, so that neighbours keep their distance while the picture moves. */
const PHASES = 4;

/** A shape at one place between pixels: a square of pixels around the one that its middle lies in. */
interface Stamp {
  readonly pixels: Uint32Array;
  readonly size: number;
  /** From the square's edge to the pixel of the mark's middle. */
  readonly reach: number;
}

/** A filled or a stroked outline, at each place between pixels; drawn when it is first needed. */
type StampSet = (Stamp | undefined)[];

/** Of a theme's colours; a theme that is gone takes its stamps along. */
const kept = new WeakMap<Palette, Map<string, StampSet[]>>();

export class MarkImage {
  readonly #ctx: CanvasRenderingContext2D;
  readonly #view: View;
  readonly #palette: Palette;
  readonly #image: ImageData;
  readonly #pixels: Uint32Array;
  /** Rows of pixels in which marks are shown. */
  #clipTop = 0;
  #clipBottom: number;
  /** Rows of pixels that have been painted. */
  #top: number;
  #bottom = 0;

  constructor(ctx: CanvasRenderingContext2D, view: View, palette: Palette) {
    this.#ctx = ctx;
    this.#view = view;
    this.#palette = palette;
    this.#image = clearImage(ctx);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.#clipBottom = this.#top = this.#image.height;
  }

  /** Shows what follows only between two heights of the drawing. */
  clip(top: number, bottom: number): void {
    const { ratio, top: scrolled } = this.#view;
    this.#clipTop = Math.max(Math.round((top - scrolled) * ratio), 0);
    this.#clipBottom = Math.min(Math.round((bottom - scrolled) * ratio), this.#image.height);
  }

  readonly put: PutMarks = (kind, points, radius) => {
    if (points.length === 0) return;
    // One layer of all marks after the other, as paths do it: which mark lies on top is the same.
    for (const { layer, stamps } of this.#stampsOf(kind, radius))
      this.#putLayer(layer, stamps, points, radius);
  };

  /** Lays the image over what has been painted. */
  finish(): void {
    if (this.#bottom > this.#top) drawOver(this.#ctx, this.#image, this.#top, this.#bottom);
  }

  #stampsOf(kind: MarkKind, radius: number): { layer: MarkLayer; stamps: StampSet }[] {
    const outlines = markLayers(kind, this.#palette).flatMap(
      ({ shape, fill, stroke, width }): MarkLayer[] => [
        ...(fill === undefined ? [] : [{ shape, fill, width: 0 }]),
        ...(stroke === undefined ? [] : [{ shape, stroke, width }])
      ]
    );
    let sets = kept.get(this.#palette);
    if (!sets) kept.set(this.#palette, (sets = new Map()));
    const name = `${kind} ${radius} ${this.#view.ratio}`;
    let stamps = sets.get(name);
    if (!stamps) sets.set(name, (stamps = outlines.map(() => [])));
    return outlines.map((layer, i) => ({ layer, stamps: stamps[i] }));
  }

  #putLayer(layer: MarkLayer, stamps: StampSet, points: readonly number[], radius: number): void {
    const { ratio, top } = this.#view;
    for (let i = 0; i < points.length; i += 2) {
      const x = Math.round(points[i] * ratio * PHASES);
      const y = Math.round((points[i + 1] - top) * ratio * PHASES);
      const [column, row] = [Math.floor(x / PHASES), Math.floor(y / PHASES)];
      const phase = (y - row * PHASES) * PHASES + (x - column * PHASES);
      const stamp = (stamps[phase] ??= drawStamp(layer, radius, ratio, phase));
      this.#copy(stamp, column - stamp.reach, row - stamp.reach);
    }
  }

  #copy({ pixels: from, size }: Stamp, left: number, top: number): void {
    const to = this.#pixels;
    const { width } = this.#image;
    const [first, last] = [Math.max(top, this.#clipTop), Math.min(top + size, this.#clipBottom)];
    const [begin, end] = [Math.max(left, 0), Math.min(left + size, width)];
    if (first >= last || begin >= end) return;
    if (first < this.#top) this.#top = first;
    if (last > this.#bottom) this.#bottom = last;
    for (let y = first; y < last; y++) {
      let source = (y - top) * size + begin - left;
      const stop = y * width + end;
      for (let at = y * width + begin; at < stop; at++, source++) {
        const pixel = from[source];
        if (pixel >>> 24 === 0) continue;
        to[at] = pixel >>> 24 === 255 || to[at] >>> 24 === 0 ? pixel : over(pixel, to[at]);
      }
    }
  }
}

/** One pixel over another one, as compositing has it; neither of them multiplied by its alpha. */
export function over(upper: number, lower: number): number {
  const a = upper >>> 24;
  const below = ((lower >>> 24) * (255 - a)) / 255;
  const alpha = a + below;
  const mix = (shift: number) =>
    Math.round((((upper >>> shift) & 255) * a + ((lower >>> shift) & 255) * below) / alpha);
  return ((Math.round(alpha) << 24) | (mix(16) << 16) | (mix(8) << 8) | mix(0)) >>> 0;
}

/** Has the browser draw one outline. @param phase its place between pixels, rows of `PHASES` */
function drawStamp(layer: MarkLayer, radius: number, ratio: number, phase: number): Stamp {
  // A ring is one pixel larger than its radius, and half a line wider; half a pixel more is the softness of its edge.
  const reach = Math.ceil((radius + 1 + layer.width / 2) * ratio) + 1;
  const size = 2 * reach + 2;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  if (!ctx) return { pixels: new Uint32Array(size * size), size, reach };
  const [across, down] = [(phase % PHASES) / PHASES, Math.floor(phase / PHASES) / PHASES];
  ctx.setTransform(ratio, 0, 0, ratio, reach + across, reach + down);
  paintLayer(ctx, layer, [0, 0], radius);
  return { pixels: new Uint32Array(ctx.getImageData(0, 0, size, size).data.buffer), size, reach };
}
