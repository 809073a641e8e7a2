import { describe, expect, it } from 'vitest';
import { hit } from '../../../src/lib/timeline/hit';
import { placeOf } from '../../../src/lib/timeline/place';
import type { Direction } from '../../../src/lib/timeline/picture';
import { seqsOf, startAt, walk } from '../../../src/lib/timeline/walk';
import { drawingOf } from '../../support/page/drawing-of';
import { employeesHistory } from '../../support/page/employees-history';

const events = employeesHistory();
const drawing = drawingOf(events);
const lastDuplicate = events.findLastIndex((e) => e.type === 'message' && e.emission > 1);

describe('walking by keyboard', () => {
  it('begins at what is selected, else at the first mark', () => {
    expect(startAt(drawing, lastDuplicate)?.seq).toBe(lastDuplicate);
    expect(startAt(drawing, null)?.seq).toBe(0);
    expect(startAt(drawingOf([]), null)).toBeUndefined();
  });

  it('goes along a lane in order of time and stops at its ends', () => {
    let cursor = startAt(drawing, lastDuplicate)!; // it has a lane
    const lane = seqsOf(drawing, cursor.row, cursor.lane);
    expect(lane.at(-1)).toBe(lastDuplicate);
    expect(walk(drawing, cursor, 'right')).toBe(cursor);
    for (const expected of [...lane].reverse().slice(1)) {
      cursor = walk(drawing, cursor, 'left');
      expect(cursor.seq).toBe(expected);
    }
    expect(walk(drawing, cursor, 'left')).toBe(cursor);
  });

  it('reaches every mark from every other', () => {
    const seen = new Set<number>();
    const queue = [startAt(drawing, null)!]; // the example has marks
    while (queue.length > 0) {
      const cursor = queue.pop()!; // not empty
      if (seen.has(cursor.seq)) continue;
      seen.add(cursor.seq);
      for (const direction of ['left', 'right', 'up', 'down'] as Direction[])
        queue.push(walk(drawing, cursor, direction));
    }
    const marked = events.flatMap((e, seq) =>
      ['message', 'commit', 'checkpoint', 'statement', 'flow'].includes(e.type) ? [seq] : []
    );
    expect(marked.filter((seq) => !seen.has(seq))).toEqual([]);
  });
});

describe('places', () => {
  it('are where the mark is hit', () => {
    events.forEach((event, seq) => {
      if (event.type !== 'message' && event.type !== 'commit' && event.type !== 'checkpoint') return;
      const place = placeOf(drawing, seq)!; // all three have marks
      const found = hit(drawing, place.x, place.y);
      expect(drawing.columns.typeAt(found!.seq)).toBe(event.type);
    });
  });

  it('are none for what is not drawn', () => {
    expect(
      placeOf(
        drawing,
        events.findIndex((e) => e.type === 'result')
      )
    ).toBeUndefined();
    expect(placeOf(drawing, 10_000)).toBeUndefined();
  });
});
