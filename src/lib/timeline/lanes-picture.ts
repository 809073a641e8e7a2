import { hit, type Drawing } from './hit';
import { paint } from './paint';
import type { Direction, Picture, PictureCursor } from './picture';
import { placeOf } from './place';
import { startAt, walk, type Cursor } from './walk';

/** A lane a key: what was written, what was sent of it, and what the feeds have promised. */
export function lanesPicture(drawing: Drawing): Picture {
  return {
    kind: 'lanes',
    scale: drawing.scale,
    height: drawing.layout.height,
    paint: (ctx, view, style) => paint(ctx, drawing, view, style),
    hit: (x, y) => hit(drawing, x, y),
    place: (seq) => placeOf(drawing, seq),
    walk: (cursor: PictureCursor | undefined, direction: Direction, selected) =>
      cursor ? walk(drawing, cursor as Cursor, direction) : startAt(drawing, selected),
    cursorAt: (seq) => startAt(drawing, seq)
  };
}
