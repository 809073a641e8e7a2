import { describe, expect, it } from 'vitest';
import { makeRandom, nextInt } from '../../../src/lib/engine/base/random';
import { MarkLists, MarkStore } from '../../../src/lib/timeline/mark-lists';

describe('marks of many lanes', () => {
  it.each([1, 2, 3, 4, 5, 6])('are what lists of their own would hold, seed %i', (seed) => {
    const random = makeRandom(seed, 'marks');
    const below = (count: number) => nextInt(random, 0, count - 1);
    const store = new MarkStore();
    const groups = [new MarkLists(store), new MarkLists(store)];
    const plain = groups.map(() => new Map<number, number[]>());
    // Few keys take thousands of marks, which is more than a page; most take one or two.
    const lanes = [3, 40, 5000];
    for (let ref = 0; ref < 60_000; ref++) {
      const group = below(groups.length);
      const key = below(lanes[below(lanes.length)]);
      const marks = plain[group].get(key) ?? [];
      plain[group].set(key, marks);
      const late = below(20) === 0 ? Math.max(0, ref - below(50)) : ref;
      if (late !== ref) {
        groups[group].insert(key, late);
        if (!marks.includes(late)) marks.push(late);
        marks.sort((a, b) => a - b);
      } else {
        groups[group].push(key, ref);
        marks.push(ref);
      }
    }
    plain.forEach((lists, group) =>
      lists.forEach((marks, key) => expect([...(groups[group].get(key) ?? [])]).toEqual(marks))
    );
  });

  it('that nobody has put there are none', () => {
    expect(new MarkLists(new MarkStore()).get(1)).toBeUndefined();
  });

  it('leave the room of a list that has grown to others', () => {
    const store = new MarkStore();
    const lists = new MarkLists(store);
    const KEYS = 1000;
    const MARKS = 200;
    for (let i = 0; i < KEYS * MARKS; i++) lists.push(i % KEYS, i);
    expect(store.room).toBeLessThan(KEYS * MARKS * 1.35);
  });
});
