import type { Picture } from './picture';
import type { Place } from './place';

/** Where something that is laid over a picture covers none of its marks. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** From the mark to what is laid beside it. */
const GAP = 14;
/** Steps by which places above and below the mark are tried, and how many of them. */
const STEP = 9;
const MOST_STEPS = 16;
/** How far apart a mark is asked for: nearer than a mark reaches. */
const PROBE = 11;
/** What is kept free around. */
const MARGIN = 4;

/**
 * A place for something of a size beside a mark, as near as one is free; where none is, beside the mark and over others.
 * @param within what is in view, in pixels of the picture
 */
export function freePlace(
  { hit }: Pick<Picture, 'hit'>,
  mark: Place,
  { width, height }: Pick<Box, 'width' | 'height'>,
  within: Box
): Box {
  const sides = [mark.x - GAP - width, mark.x + GAP];
  const level = mark.y - height / 2;
  const places = Array.from({ length: MOST_STEPS }, (_, i) => i * STEP)
    .flatMap((off) => (off === 0 ? [level] : [level + off, level - off]))
    .flatMap((top) => sides.map((left): Box => ({ left, top, width, height })))
    .filter((place) => isInside(place, within));
  const free = places.find((place) => !covers(hit, place));
  return free ?? places[0] ?? { left: sides[0], top: level, width, height };
}

const isInside = (box: Box, within: Box): boolean =>
  box.left >= within.left &&
  box.left + box.width <= within.left + within.width &&
  box.top >= within.top &&
  box.top + box.height <= within.top + within.height;

function covers(hit: Picture['hit'], { left, top, width, height }: Box): boolean {
  const [right, bottom] = [left + width + MARGIN, top + height + MARGIN];
  for (let y = top - MARGIN; y < bottom + PROBE; y += PROBE)
    for (let x = left - MARGIN; x < right + PROBE; x += PROBE) {
      const found = hit(Math.min(x, right), Math.min(y, bottom));
      if (
        found &&
        found.x >= left - MARGIN &&
        found.x <= right &&
        found.y >= top - MARGIN &&
        found.y <= bottom
      )
        return true;
    }
  return false;
}
