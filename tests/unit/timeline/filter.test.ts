import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { NO_FILTER, formatFilter, parseFilter, toggleFilter } from '../../../src/lib/timeline/filter';
import { LaneIndex } from '../../../src/lib/timeline/lane-index';
import { seqOf } from '../../../src/lib/timeline/marks';
import { Sieve } from '../../../src/lib/timeline/sieve';
import { drawingOf } from '../../support/page/drawing-of';
import { commitOf, messageOf, resolvedOf } from '../../support/page/made-events';

const S = 1_000_000_000;

describe('a filter as a line of text', () => {
  it.each([
    ['', {}],
    ['kind:duplicate key:[1]', { kind: ['duplicate'], key: ['[1]'] }],
    ['key:1 key:2', { key: ['1', '2'] }],
    ['"two words" table:"my table"', { words: ['two words'], table: ['my table'] }],
    ['unknown:thing', { words: ['unknown:thing'] }],
    ['TABLE:t', { table: ['t'] }],
    ['"open quote', { words: ['open quote'] }]
  ])('%j', (text, parts) => {
    const filter = { ...NO_FILTER, ...parts };
    expect(parseFilter(text)).toEqual(filter);
    expect(parseFilter(formatFilter(filter))).toEqual(filter);
  });

  it('is changed by menus, value by value', () => {
    const once = toggleFilter(NO_FILTER, 'kind', 'scan');
    expect(formatFilter(once)).toBe('kind:scan');
    expect(toggleFilter(once, 'kind', 'scan')).toEqual(NO_FILTER);
  });
});

describe('a sieve', () => {
  const JOB_2 = '1041900000000000002';
  const events: readonly HistoryEvent[] = [
    commitOf(1 * S, '[1]', 'insert'),
    messageOf(1.1 * S, '[1]', 1, { commit: 0 }),
    commitOf(2 * S, '[2]', 'delete'),
    messageOf(2.1 * S, '[2]', 2, { commit: 2, partition: 1 }),
    messageOf(3 * S, '[1]', 1, { emission: 2, first: 1, commit: 0 }),
    messageOf(3.1 * S, '[1]', 1, { job: JOB_2, statement: 3, topic: 'other', commit: 0 }),
    resolvedOf(4 * S, 3, 0),
    resolvedOf(4 * S, 3, 1)
  ];
  const { columns } = drawingOf(events);
  const passing = (text: string, matches?: ReadonlySet<number>) => {
    const sieve = new Sieve(parseFilter(text), columns, matches);
    return events.flatMap((event, seq) => (sieve.event(seq, event) ? [seq] : []));
  };

  it.each([
    ['', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['key:1', [0, 1, 4, 5]],
    ['key:[2]', [2, 3]],
    ['kind:duplicate', [4]],
    ['kind:delete', [2, 3]],
    ['kind:message key:1', [1, 4, 5]],
    ['partition:1', [3, 7]],
    ['topic:other', [5]],
    ['job:0002', [5]],
    ['job:0001 kind:message', [1, 3, 4]],
    ['table:ORDERS kind:commit', [0, 2]],
    ['table:none', []]
  ])('%j', (text, seqs) => {
    expect(passing(text)).toEqual(seqs);
  });

  it('has words looked for by others', () => {
    expect(passing('terry', new Set([3, 4]))).toEqual([3, 4]);
    expect(passing('terry kind:duplicate', new Set([3, 4]))).toEqual([4]);
    expect(passing('terry')).toEqual([]);
  });

  it('leaves lanes of keys that have no such message out', () => {
    const lanesOf = (text: string) => {
      const lanes = new LaneIndex(columns, 'table', new Sieve(parseFilter(text), columns));
      lanes.update(0);
      return lanes.groups().map((group) => group.keys.map((key) => columns.keys[key].key));
    };
    expect(lanesOf('partition:1')).toEqual([['[2]']]);
    expect(lanesOf('key:1')).toEqual([['[1]'], ['[1]']]);
    expect(lanesOf('job:0002')).toEqual([['[1]']]);
  });

  it.each([
    [
      'table',
      [
        ['[1]', '[2]'],
        ['[1]', '[2]']
      ]
    ],
    [
      'topic',
      [
        ['[1]', '[2]'],
        ['[1]', '[2]']
      ]
    ],
    ['partition', [['[1]'], ['[1]'], ['[2]']]],
    ['node', [['[1]', '[2]']]],
    [
      'job',
      [
        ['[1]', '[2]'],
        ['[1]', '[2]']
      ]
    ]
  ] as const)('groups lanes by %s', (grouping, keys) => {
    const lanes = new LaneIndex(columns, grouping);
    lanes.update(0);
    expect(lanes.groups().map((group) => group.keys.map((key) => columns.keys[key].key))).toEqual(keys);
    // Every message has its place in the group that says it has.
    events.forEach((event, seq) => {
      if (event.type !== 'message') return;
      const group = lanes.groups().find(({ id }) => id === lanes.groupIdOf(seq));
      expect([...(group?.messages.get(columns.messageKeyAt(seq)) ?? [])].map(seqOf)).toContain(seq);
    });
  });
});
