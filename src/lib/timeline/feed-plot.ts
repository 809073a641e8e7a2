import { between, type FeedTrack, type Promised } from './tracks';
import { toX, type TimeScale } from './scale';

/**
 * The picture of a feed's progress: the staircase of its high-water mark under the diagonal of the present. Both axes are virtual time,
 * so the height between staircase and diagonal is how far the promise lags behind.
 */

/** Parts of a feed's row, in pixels from its top. */
export const FEED_BAR = { y: 7, height: 12 };
export const FEED_BATCHES = { y: 22, height: 7 };
export const FEED_PLOT = { y: 32, height: 32 };

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Height of a moment in the plot: what is at the left edge lies at the bottom, at the right edge at the top. */
export function plotY(scale: TimeScale, t: number): number {
  const part = (t - scale.from) / (scale.to - scale.from);
  return FEED_PLOT.y + FEED_PLOT.height * (1 - Math.min(Math.max(part, 0), 1));
}

/** Corners of the high-water staircase up to a moment, left to right, as far as they are in view. Empty before the first promise. */
export function highWaterSteps(scale: TimeScale, checkpoints: readonly Promised[], until: number): Point[] {
  const points: Point[] = [];
  const [firstInView, end] = between(checkpoints, scale.from, Math.min(until, scale.to) + 1);
  // The step on which the picture begins was made before it; one that covers nothing makes no step.
  let first = firstInView - 1;
  while (first > 0 && checkpoints[first].covers === null) first--;
  for (let i = Math.max(first, 0); i < end; i++) {
    const { t, covers } = checkpoints[i];
    if (covers === null) continue;
    const x = toX(scale, t);
    const y = plotY(scale, covers);
    if (points.length > 0) points.push({ x, y: points[points.length - 1].y });
    points.push({ x, y });
  }
  if (points.length > 0) points.push({ x: toX(scale, until), y: points[points.length - 1].y });
  return points;
}

/** What a feed has promised, step by step: a job by its checkpoints, a stream, which saves none, by its resolved timestamps. */
export const promisesOf = (feed: FeedTrack): readonly Promised[] =>
  feed.job === null ? feed.resolved : feed.checkpoints;

/** The time up to which a feed has promised completeness at a moment: its persisted high-water mark. */
export function highWaterAt(feed: FeedTrack, at: number): number | null {
  const promises = promisesOf(feed);
  for (let i = promises.length - 1; i >= 0; i--) {
    const { t, covers } = promises[i];
    if (t <= at && covers !== null) return covers;
  }
  return null;
}
