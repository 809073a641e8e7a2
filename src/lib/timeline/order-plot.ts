import type { EventColumns } from './columns';
import { orderWithin, updatedRange, type OrderFeed } from './order-index';
import { toX, type TimeScale } from './scale';
import type { FeedTrack, TrackIndex } from './tracks';

/**
 * Where the order view's plots lie: one a feed, virtual time across as in the lanes, the time of the change upwards. What is in view fills
 * the height, so a short stretch shows small differences.
 */

export interface OrderPlot {
  readonly feed: OrderFeed;
  readonly track: FeedTrack | undefined;
  /** Top of the plot, its head included. */
  readonly y: number;
  readonly height: number;
  /** The `updated` times at its bottom and at its top. */
  readonly low: number;
  readonly high: number;
  /** The marks in view, as indexes `[from, to)`. */
  readonly from: number;
  readonly to: number;
}

export interface OrderDrawing {
  readonly columns: EventColumns;
  readonly tracks: TrackIndex;
  readonly scale: TimeScale;
  readonly plots: readonly OrderPlot[];
  readonly height: number;
}

/** Room above the marks for what happened to the feed. */
export const PLOT_HEAD = 28;
const PLOT_FOOT = 12;
const LEAST_HEIGHT = 170;
/** Marks a little outside the edges reach into the picture. */
const OVERHANG = 10;
/** A stretch of changes shorter than this is not blown up further. */
const LEAST_RANGE_NS = 1000;

export function layOutOrder(
  { columns, tracks, scale }: Pick<OrderDrawing, 'columns' | 'tracks' | 'scale'>,
  feeds: readonly OrderFeed[],
  available: number
): OrderDrawing {
  const height = Math.max(LEAST_HEIGHT, Math.floor(available / Math.max(feeds.length, 1)));
  const margin = (OVERHANG / scale.width) * (scale.to - scale.from);
  const plots = feeds.map((feed, i): OrderPlot => {
    const [from, to] = orderWithin(columns, feed, scale.from - margin, scale.to + margin);
    const [low, high] = updatedRange(feed, from, to) ?? [Math.max(scale.from, 0), scale.to];
    const room = Math.max((high - low) * 0.06, LEAST_RANGE_NS);
    const track = tracks.feeds.find((t) => t.id === feed.id);
    return { feed, track, y: i * height, height, low: low - room, high: high + room, from, to };
  });
  return { columns, tracks, scale, plots, height: plots.length * height };
}

/** The upward scale of a plot, measured from its bottom. */
export const upwardScale = (plot: OrderPlot): TimeScale => ({
  from: plot.low,
  to: plot.high,
  width: plot.height - PLOT_HEAD - PLOT_FOOT
});

export const bottomOf = (plot: OrderPlot): number => plot.y + plot.height - PLOT_FOOT;
export const topOf = (plot: OrderPlot): number => plot.y + PLOT_HEAD;

/** The height of a change's time, from the top of the drawing. */
export const updatedY = (plot: OrderPlot, updated: number): number =>
  bottomOf(plot) - toX(upwardScale(plot), updated);
