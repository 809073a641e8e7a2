import { MAX_RUN_NS, NS_PER_MS, NS_PER_SECOND, type Nanos } from '../engine/base/timestamp';
import { decimalsFor, formatClock } from './time-format';

/** A stretch of virtual time laid over a width in pixels. Plain numbers; every change makes a new one. */
export interface TimeScale {
  readonly from: Nanos;
  readonly to: Nanos;
  readonly width: number;
}

/** The shortest stretch that fills the width: two neighbouring events may be a microsecond apart. */
const MIN_SPAN_NS = 2000;
/** Room left of the start and right of the end, as part of the width. */
const MARGIN = 0.02;

export function toX(scale: TimeScale, t: Nanos): number {
  return ((t - scale.from) / (scale.to - scale.from)) * scale.width;
}

export function toTime(scale: TimeScale, x: number): Nanos {
  return scale.from + (x / scale.width) * (scale.to - scale.from);
}

/** Nanoseconds to a pixel. */
export const perPixel = (scale: TimeScale): number => (scale.to - scale.from) / scale.width;

/** The scale that shows a run from its start to `end`, with a margin. */
export function fit(end: Nanos, width: number): TimeScale {
  const span = Math.max(end, NS_PER_SECOND);
  return { from: -span * MARGIN, to: span * (1 + MARGIN * 2), width };
}

/** Makes a stretch `factor` times shorter around the moment at `x`, which stays where it is. */
export function zoomAt(scale: TimeScale, x: number, factor: number, end: Nanos): TimeScale {
  const span = scale.to - scale.from;
  const wanted = Math.min(Math.max(span / factor, MIN_SPAN_NS), maxSpan(end));
  const t = toTime(scale, x);
  const from = t - (x / scale.width) * wanted;
  return clamp({ from, to: from + wanted, width: scale.width }, end);
}

/** Moves a stretch by pixels: a positive `dx` shows what lies before. */
export function pan(scale: TimeScale, dx: number, end: Nanos): TimeScale {
  const by = dx * perPixel(scale);
  return clamp({ ...scale, from: scale.from - by, to: scale.to - by }, end);
}

/**
 * The same stretch, moved as little as it takes to have `t` in view with room on both sides. What it gives is left as it is by another call:
 * a little less room is enough, or rounding would move it for ever.
 */
export function reveal(scale: TimeScale, t: Nanos): TimeScale {
  const span = scale.to - scale.from;
  const room = span * 0.08;
  const enough = room * 0.99;
  if (t >= scale.from + enough && t <= scale.to - enough) return scale;
  const from = t < scale.from + room ? t - room : t + room - span;
  return { ...scale, from, to: from + span };
}

const maxSpan = (end: Nanos) => Math.min(Math.max(end, NS_PER_SECOND) * 1.5, MAX_RUN_NS);

/** Keeps a part of the run in view. */
function clamp(scale: TimeScale, end: Nanos): TimeScale {
  const span = scale.to - scale.from;
  const low = -span / 2;
  const high = Math.max(end, NS_PER_SECOND) + span / 2;
  const shift = scale.from < low ? low - scale.from : scale.to > high ? high - scale.to : 0;
  return shift === 0 ? scale : { ...scale, from: scale.from + shift, to: scale.to + shift };
}

export interface Tick {
  readonly t: Nanos;
  readonly label: string;
}

/** Steps between ticks that people count in. */
const STEPS: readonly Nanos[] = [
  ...[1, 10, 100, 1000, 10_000, 100_000, NS_PER_MS, 10 * NS_PER_MS, 100 * NS_PER_MS].flatMap((unit) => [
    unit,
    2 * unit,
    5 * unit
  ]),
  ...[1, 2, 5, 10, 15, 30].map((s) => s * NS_PER_SECOND),
  ...[1, 2, 5, 10, 15, 30].map((m) => m * 60 * NS_PER_SECOND),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240, 480, 1200].map((h) => h * 3600 * NS_PER_SECOND)
];

/** Ticks about `room` pixels apart, at moments people count in, none before the run. */
export function ticks(
  scale: TimeScale,
  room = 96
): { readonly step: Nanos; readonly ticks: readonly Tick[] } {
  const wanted = perPixel(scale) * room;
  const step = STEPS.find((s) => s >= wanted) ?? STEPS[STEPS.length - 1];
  const decimals = decimalsFor(step);
  const list: Tick[] = [];
  for (let n = Math.max(0, Math.ceil(scale.from / step)); n * step <= scale.to; n++)
    list.push({ t: n * step, label: formatClock(n * step, decimals) });
  return { step, ticks: list };
}
