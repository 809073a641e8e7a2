import { describe, expect, it } from 'vitest';
import type { HistoryEvent, MessageEvent } from '../../../src/lib/engine/base/events';
import { findShape, parseLength, type SearchShape } from '../../../src/lib/timeline/shape-search';
import { drawingOf } from '../../support/page/drawing-of';
import { employeesHistory } from '../../support/page/employees-history';
import { commitOf, messageOf, resolvedOf } from '../../support/page/made-events';

const S = 1_000_000_000;

const found = (shape: SearchShape, events: readonly HistoryEvent[], above?: number) => {
  const { columns, tracks } = drawingOf(events);
  return findShape(shape, { columns, tracks }, above).map(({ seq, against }) => [seq, against]);
};

describe('search by shape', () => {
  const cases: readonly {
    readonly name: string;
    readonly shape: SearchShape;
    readonly events: readonly HistoryEvent[];
    readonly above?: number;
    readonly hits: readonly (readonly [number, number | null])[];
  }[] = [
    {
      name: 'a duplicate is told by its count, and leads to the first copy',
      shape: 'duplicate',
      events: [messageOf(1 * S, '[1]', 1), messageOf(2 * S, '[1]', 1, { emission: 2, first: 0 })],
      hits: [[1, 0]]
    },
    {
      name: 'two messages of equal text are no duplicate',
      shape: 'duplicate',
      events: [messageOf(1 * S, '[1]', 1), messageOf(2 * S, '[1]', 2)],
      hits: []
    },
    {
      name: 'a batch that was tried again',
      shape: 'retried',
      events: [messageOf(1 * S, '[1]', 1), messageOf(2 * S, '[1]', 1, { emission: 2, first: 0, attempt: 2 })],
      hits: [[1, null]]
    },
    {
      name: 'older after newer, for one key',
      shape: 'older-after-newer',
      events: [messageOf(5 * S, '[1]', 4), messageOf(6 * S, '[1]', 3), messageOf(7 * S, '[1]', 5)],
      hits: [[1, 0]]
    },
    {
      name: 'older after newer of another key is no such thing, but keys out of order',
      shape: 'older-after-newer',
      events: [messageOf(5 * S, '[1]', 4), messageOf(6 * S, '[2]', 3)],
      hits: []
    },
    {
      name: 'keys out of order',
      shape: 'overtaken',
      events: [messageOf(5 * S, '[1]', 4), messageOf(6 * S, '[2]', 3)],
      hits: [[1, 0]]
    },
    {
      name: 'a gap between resolved timestamps of one partition',
      shape: 'resolved-gap',
      above: 10 * S,
      events: [
        resolvedOf(1 * S, 0, 0),
        resolvedOf(2 * S, 0, 1),
        resolvedOf(11 * S, 9, 1),
        resolvedOf(14 * S, 12, 0)
      ],
      hits: [[3, 0]]
    },
    {
      name: 'a resolved timestamp that lags',
      shape: 'resolved-lag',
      above: 5 * S,
      events: [resolvedOf(10 * S, 8, 0), resolvedOf(20 * S, 9, 0)],
      hits: [[1, null]]
    },
    {
      name: 'a message that was late after its commit',
      shape: 'latency',
      above: 1 * S,
      events: [
        commitOf(1 * S, '[1]', 'insert'),
        messageOf(1.2 * S, '[1]', 1, { commit: 0 }),
        commitOf(2 * S, '[1]', 'update'),
        messageOf(4 * S, '[1]', 2, { commit: 2 })
      ],
      hits: [[3, 2]]
    },
    {
      name: 'delete, then insert, of the same row',
      shape: 'delete-insert',
      events: [
        commitOf(1 * S, '[1]', 'delete'),
        commitOf(2 * S, '[2]', 'insert'),
        commitOf(3 * S, '[1]', 'insert'),
        commitOf(4 * S, '[1]', 'insert')
      ],
      hits: [[2, 0]]
    },
    {
      name: 'a commit that no message tells of, once the table is sent',
      shape: 'unsent',
      events: [
        commitOf(1 * S, '[1]', 'insert'),
        commitOf(2 * S, '[2]', 'insert'),
        messageOf(2.1 * S, '[2]', 2, { commit: 1 }),
        commitOf(3 * S, '[3]', 'insert')
      ],
      hits: [[3, null]]
    }
  ];

  it.each(cases)('$name', ({ shape, events, above, hits }) => {
    expect(found(shape, events, above)).toEqual(hits);
  });

  it('finds the two copies of the employees example, and the gap between its checkpoints', () => {
    const events = employeesHistory();
    const copies = events.flatMap((e, seq) =>
      e.type === 'message' && e.emission > 1 ? [[seq, (e satisfies MessageEvent).first]] : []
    );
    expect(found('duplicate', events)).toEqual(copies);
    expect(copies).toHaveLength(2);
    // Each copy is of what is newest of its key.
    expect(found('older-after-newer', events)).toEqual([]);
    expect(found('checkpoint-gap', events, 25 * S).length).toBeGreaterThan(0);
    expect(found('checkpoint-gap', events, 40 * S)).toEqual([]);
  });

  it('keeps up with a hundred thousand messages', () => {
    const events = Array.from({ length: 100_000 }, (_, i) => messageOf(i * 1e6, `[${i % 100}]`, i / 1000));
    const { columns, tracks } = drawingOf(events);
    const start = performance.now();
    findShape('older-after-newer', { columns, tracks });
    // Ten times what it takes on a quiet machine.
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('lengths of time as people write them', () => {
  it.each([
    ['5', 5 * S],
    ['1.5s', 1.5 * S],
    ['200 ms', 0.2 * S],
    ['2min', 120 * S],
    ['1 h', 3600 * S],
    ['soon', null],
    ['', null]
  ])('%j', (text, length) => {
    expect(parseLength(text)).toBe(length);
  });
});
