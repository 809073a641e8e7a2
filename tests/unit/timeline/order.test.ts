import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { NO_FILTER } from '../../../src/lib/timeline/filter';
import { OrderIndex, updatedRange } from '../../../src/lib/timeline/order-index';
import { orderPicture, placeInOrder, trailOf } from '../../../src/lib/timeline/order-picture';
import { layOutOrder } from '../../../src/lib/timeline/order-plot';
import { writeOrderSheet } from '../../../src/lib/timeline/order-sheet';
import { LIGHT } from '../../../src/lib/timeline/palettes';
import { fit } from '../../../src/lib/timeline/scale';
import { Sieve } from '../../../src/lib/timeline/sieve';
import { runScript } from '../../support/audit/audited-run';
import { drawingOf } from '../../support/page/drawing-of';
import { expectDrawing } from '../../support/page/drawings';
import { employeesHistory } from '../../support/page/employees-history';
import { messageOf, resolvedOf } from '../../support/page/made-events';

const S = 1_000_000_000;

function orderOf(events: readonly HistoryEvent[], width = 1000) {
  const { columns, tracks } = drawingOf(events);
  const index = new OrderIndex(columns, new Sieve(NO_FILTER, columns));
  index.update();
  const scale = fit(events.at(-1)?.t ?? 0, width);
  return { index, drawing: layOutOrder({ columns, tracks, scale }, index.feeds(), 400) };
}

describe('the order view of the employees example', () => {
  const events = employeesHistory();
  const { drawing } = orderOf(events);
  const picture = orderPicture(drawing);
  const messages = events.flatMap((e, seq) => (e.type === 'message' ? [[seq, e] as const] : []));

  it('has first copies of a key on a rising line', () => {
    const first = messages.filter(([, m]) => m.key === '[1]' && m.emission === 1);
    expect(first.length).toBeGreaterThan(2);
    const places = first.map(([seq]) => placeInOrder(drawing, seq)!); // every message has a place
    for (let i = 1; i < places.length; i++) {
      expect(places[i].x).toBeGreaterThan(places[i - 1].x);
      expect(places[i].y).toBeLessThan(places[i - 1].y);
    }
  });

  it('has a copy level with its first one, and below what was sent before it', () => {
    for (const [seq, m] of messages.filter(([, e]) => e.emission > 1)) {
      const here = placeInOrder(drawing, seq)!; // as above
      expect(here.y).toBeCloseTo(placeInOrder(drawing, m.first!)!.y, 6); // a copy has a first one
      const newest = messages.filter(([other, e]) => other < seq && e.emission === 1).at(-1)!; // there are some
      expect(here.y).toBeGreaterThanOrEqual(placeInOrder(drawing, newest[0])!.y);
    }
  });

  it('finds every message at its place', () => {
    for (const [seq, { key }] of messages) {
      const place = picture.place(seq)!; // as above
      const found = picture.hit(place.x, place.y);
      const at = picture.place(found!.seq)!; // something lies there
      expect([Math.round(at.x), Math.round(at.y)]).toEqual([Math.round(place.x), Math.round(place.y)]);
      expect(key).not.toBeNull();
    }
  });

  it('is walked through in time, and through the messages of one key', () => {
    let cursor = picture.walk(undefined, 'right', null);
    expect(cursor?.seq).toBe(messages[0][0]);
    for (const [seq] of messages.slice(1)) {
      cursor = picture.walk(cursor, 'right', null);
      expect(cursor?.seq).toBe(seq);
    }
    const ofKey = messages.filter(([, m]) => m.key === '[1]').map(([seq]) => seq);
    let up = picture.cursorAt(ofKey[0]);
    for (const seq of ofKey.slice(1)) {
      up = picture.walk(up, 'up', null);
      expect(up?.seq).toBe(seq);
    }
    expect(picture.walk(picture.cursorAt(ofKey[0]), 'down', null)?.seq).toBe(ofKey[0]);
  });

  it('shows the line of a key', () => {
    expect(trailOf(drawing, messages[0][0])).toMatch(/^M[\d.-]+ [\d.-]+L/);
  });

  it('is drawn', () => {
    const { drawing: narrow } = orderOf(events, 660);
    expectDrawing(
      'employees-order',
      writeOrderSheet(narrow, { title: 'Pause before a checkpoint', palette: LIGHT, at: narrow.scale.to })
    );
  });
});

describe('what happened to the cluster', () => {
  it('stands in the plot of every feed: faults as grounds, schema changes as rules', () => {
    const { events } = runScript(
      `CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k';
\\wait 5s
INSERT INTO t VALUES (1);
\\sink 'kafka://k' down for 20s
\\wait 25s
ALTER TABLE t ADD COLUMN v INT DEFAULT 1;
\\wait 10s
`
    );
    const { drawing } = orderOf(events);
    const sheet = writeOrderSheet(drawing, { title: 'x', palette: LIGHT, at: drawing.scale.to });
    expect(sheet).toContain('>kafka://k down</text>');
    expect(sheet).toContain('>t v');
  });
});

describe('the floor', () => {
  it('is what every partition has promised', () => {
    const { index } = orderOf([
      messageOf(1 * S, '[1]', 1),
      resolvedOf(2 * S, 1.5, 0),
      resolvedOf(2.1 * S, 1.2, 1),
      resolvedOf(3 * S, 2.5, 0),
      resolvedOf(3.1 * S, 2.6, 1)
    ]);
    expect(index.feeds()[0].floor.map(({ covers }) => covers / S)).toEqual([1.5, 1.2, 2.5]);
  });
});

describe('many messages', () => {
  const events = Array.from({ length: 5000 }, (_, i) => messageOf(i * 1e7, `[${i % 7}]`, (i * 7919) % 5000));
  const { index } = orderOf(events);
  const [feed] = index.feeds();

  it.each([
    [0, 5000],
    [17, 4100],
    [512, 1024],
    [600, 601],
    [9, 9]
  ])('have the range of their changes at hand, from %i to %i', (from, to) => {
    const slice = feed.updated.slice(from, to);
    expect(updatedRange(feed, from, to)).toEqual(
      slice.length === 0 ? undefined : [Math.min(...slice), Math.max(...slice)]
    );
  });
});
