import type { Hit } from './hit';
import type { Style, View } from './paint';
import type { Place } from './place';
import type { TimeScale } from './scale';

/** One way of drawing a run: what the page shows, points at and walks through without knowing which way it is. */
export interface Picture {
  readonly kind: 'lanes' | 'order';
  readonly scale: TimeScale;
  /** Of all of it; a part is seen. */
  readonly height: number;
  paint(ctx: CanvasRenderingContext2D, view: View, style: Style): void;
  /** The mark nearest to a point, or undefined. */
  hit(x: number, y: number): Hit | undefined;
  /** The place of an event's mark; undefined for events that have none. */
  place(seq: number): Place | undefined;
  /** The mark that the keyboard stands on, moved. Undefined where nothing is drawn. */
  walk(
    cursor: PictureCursor | undefined,
    direction: Direction,
    selected: number | null
  ): PictureCursor | undefined;
  /** The cursor on an event's own mark. */
  cursorAt(seq: number): PictureCursor | undefined;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Where the keyboard stands; pictures add what they need to go on from there. */
export interface PictureCursor {
  readonly seq: number;
}
