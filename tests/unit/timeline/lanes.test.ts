import { describe, expect, it } from 'vitest';
import type { HistoryEvent, MessageEvent } from '../../../src/lib/engine/base/events';
import { timestamp } from '../../../src/lib/engine/base/timestamp';
import { WRITE_OPS } from '../../../src/lib/history/key-index';
import { EventColumns } from '../../../src/lib/timeline/columns';
import { LaneIndex, type LaneGroup } from '../../../src/lib/timeline/lane-index';
import { MARK_KINDS, kindOf, seqOf } from '../../../src/lib/timeline/marks';
import { RecordedHistory } from '../../support/page/columns-of';
import { employeesHistory, JOB } from '../../support/page/employees-history';
import { commitOf, messageOf } from '../../support/page/made-events';

function indexOf(events: readonly HistoryEvent[]) {
  const history = new RecordedHistory(events);
  const columns = new EventColumns();
  columns.take(history.columns());
  const lanes = new LaneIndex(columns);
  lanes.update(0);
  return { history, columns, lanes };
}

const kinds = (marks: Uint32Array | undefined) => [...(marks ?? [])].map((ref) => MARK_KINDS[kindOf(ref)]);
/** The messages of a group's lanes, lane by lane. */
const messagesOf = ({ keys, messages }: LaneGroup) =>
  keys.map((key) => [key, [...(messages.get(key) ?? [])]]);
const keyTexts = (columns: EventColumns, keys: readonly number[]) => keys.map((key) => columns.keys[key].key);

const commit = (t: number, table: string, key: string, op: 'insert' | 'update' | 'delete', txn = t) =>
  commitOf(t, key, op, { txn, writes: [{ table, family: 'primary', key, op, range: 1 }] });

const message = (t: number, table: string, key: string, parts: Partial<MessageEvent> = {}) =>
  messageOf(t, key, 0, { topic: table, table, mvcc: timestamp(t), updated: timestamp(t), ...parts });

describe('a message whose key is another text than the primary key', () => {
  const { columns, lanes } = indexOf([
    commit(1, 't', '[1]', 'insert'),
    message(2, 't', '{"id":{"long":1}}', { row: '[1]', commit: 0 }),
    commit(3, 't', '[1]', 'delete'),
    message(4, 't', '{"id":{"long":1}}', { row: '[1]', commit: 2 })
  ]);
  const [group] = lanes.groups();

  it('lies in the lane of its row, beside the commits', () => {
    expect(keyTexts(columns, group.keys)).toEqual(['[1]']);
  });

  it('is known as that of a deletion', () => {
    expect(kinds(group.messages.get(group.keys[0]))).toEqual(['emission', 'delete']);
  });
});

it('what a commit did to each of its rows is found in whatever order it is asked for', () => {
  const ops = ['insert', 'update', 'delete', 'insert'] as const;
  const write = (n: number) =>
    ({ table: 't', family: 'primary', key: `[${n}]`, op: ops[n], range: 1 }) as const;
  const { columns } = indexOf([
    commitOf(1, '[0]', 'insert', { txn: 1, writes: [0, 1, 2, 3].map(write) }),
    commitOf(2, '[2]', 'insert', { txn: 2, writes: [{ ...write(2), op: 'insert' }] })
  ]);
  const key = (n: number) => columns.keys.findIndex((k) => k.key === `[${n}]`);
  const asked = [0, 1, 1, 3, 2, 0, 3];
  expect(asked.map((n) => WRITE_OPS[columns.writeOp(0, key(n))])).toEqual(asked.map((n) => ops[n]));
  expect(WRITE_OPS[columns.writeOp(1, key(2))]).toBe('insert');
  expect(columns.writeOp(1, key(0))).toBe(-1);
  expect(WRITE_OPS[columns.writeOp(0, key(2))]).toBe('delete');
});

describe('lanes of the employees example', () => {
  const events = employeesHistory();
  const { columns, lanes } = indexOf(events);
  const [group] = lanes.groups();

  it('make one group, of the table and its feed', () => {
    expect(lanes.groups()).toHaveLength(1);
    expect(group).toMatchObject({ table: 'employees', feed: { job: JOB, topic: 'employees' } });
  });

  it('are in order of the key', () => {
    expect(keyTexts(columns, group.keys)).toEqual(['[1]', '[2]', '[3]']);
  });

  it('hold the commits and messages of their key in order of time', () => {
    expect(kinds(group.commits.get(group.keys[0]))).toEqual(['commit', 'commit', 'commit']);
    expect(kinds(group.messages.get(group.keys[0]))).toEqual([
      'emission',
      'emission',
      'emission',
      'duplicate'
    ]);
  });

  it('show exactly the messages with an emission above 1 as duplicates', () => {
    const marked = group.keys.flatMap((key) =>
      [...(group.messages.get(key) ?? [])].filter((ref) => MARK_KINDS[kindOf(ref)] === 'duplicate').map(seqOf)
    );
    const recorded = events.flatMap((event, seq) =>
      event.type === 'message' && event.emission > 1 ? [seq] : []
    );
    expect(marked.sort((a, b) => a - b)).toEqual(recorded);
    expect(recorded).toHaveLength(2);
  });
});

describe('kinds of marks', () => {
  it.each([
    { name: 'a change', parts: { commit: 0 }, kind: 'emission' },
    { name: 'an initial scan', parts: { cause: 'initial_scan' }, kind: 'scan' },
    { name: 'a backfill', parts: { cause: 'backfill' }, kind: 'scan' },
    { name: 'a second copy', parts: { commit: 0, emission: 2, first: 1 }, kind: 'duplicate' },
    {
      name: 'a second copy of a scan',
      parts: { cause: 'initial_scan', emission: 2, first: 1 },
      kind: 'duplicate'
    },
    {
      name: 'a replayed message that nobody has had',
      parts: { commit: 0, cause: 'replay' },
      kind: 'emission'
    },
    { name: 'a deletion', parts: { commit: 1 }, kind: 'delete' },
    {
      name: 'a second copy of a deletion',
      parts: { commit: 1, emission: 3, first: 1 },
      kind: 'duplicate-delete'
    }
  ] as const)('$name is a $kind', ({ parts, kind }) => {
    const { lanes } = indexOf([
      commit(1, 't', '[1]', 'insert'),
      commit(2, 't', '[1]', 'delete'),
      message(3, 't', '[1]', parts)
    ]);
    expect(kinds(lanes.groups()[0].messages.get(0))).toEqual([kind]);
  });

  it('are not guessed from texts: equal values with emission 1 are two emissions', () => {
    const { lanes } = indexOf([message(1, 't', '[1]'), message(2, 't', '[1]')]);
    expect(kinds(lanes.groups()[0].messages.get(0))).toEqual(['emission', 'emission']);
  });
});

describe('groups', () => {
  it('stand once for each feed of a table, with all keys of the table', () => {
    const { columns, lanes } = indexOf([
      commit(1, 'a', '[2]', 'insert'),
      commit(2, 'a', '[1]', 'insert'),
      commit(3, 'b', '["x"]', 'insert'),
      message(4, 'a', '[1]'),
      message(5, 'a', '[2]', { job: null, statement: 7, sink: 'sinkless', topic: 'a' })
    ]);
    const groups = lanes.groups();
    expect(groups.map((g) => [g.table, g.feed?.job ?? null, g.feed?.statement ?? null])).toEqual([
      ['a', JOB, 2],
      ['a', null, 7],
      ['b', null, null]
    ]);
    expect(keyTexts(columns, groups[1].keys)).toEqual(['[1]', '[2]']);
  });

  it.each([
    { name: 'numbers as numbers', keys: ['[10]', '[9]', '[-1]'], sorted: ['[-1]', '[9]', '[10]'] },
    { name: 'texts as texts', keys: ['["b"]', '["a"]', '["B"]'], sorted: ['["B"]', '["a"]', '["b"]'] },
    {
      name: 'column by column',
      keys: ['["a",2]', '["a",10]', '["a"]'],
      sorted: ['["a"]', '["a",2]', '["a",10]']
    },
    { name: 'what is no JSON as one text', keys: ['x', '[1', '[0]'], sorted: ['[0]', '[1', 'x'] }
  ])('sort $name', ({ keys, sorted }) => {
    const { columns, lanes } = indexOf(keys.map((key, i) => commit(i + 1, 't', key, 'insert')));
    expect(keyTexts(columns, lanes.groups()[0].keys)).toEqual(sorted);
  });
});

describe('going back', () => {
  it('leaves what a fresh reading of the shorter history has', () => {
    const events = employeesHistory();
    for (const cut of [0, 10, 25, events.length - 3]) {
      const { history, columns, lanes } = indexOf(events);
      columns.take(history.columns(cut, cut));
      lanes.update(cut);
      const fresh = indexOf(events.slice(0, cut));
      expect(lanes.groups().map((g) => [g.id, messagesOf(g)])).toEqual(
        fresh.lanes.groups().map((g) => [g.id, messagesOf(g)])
      );
    }
  });

  it('and on again is the same as never having gone', () => {
    const events = employeesHistory();
    const { history, columns, lanes } = indexOf(events);
    columns.take(
      history.columns(20, 20, { contexts: history.log.contexts.length, keys: history.keys.keys.length })
    );
    lanes.update(20);
    columns.take(history.columns(20));
    lanes.update(20);
    const fresh = indexOf(events);
    expect(lanes.groups().map(messagesOf)).toEqual(fresh.lanes.groups().map(messagesOf));
  });
});

describe('columns', () => {
  /** Wide numbers and narrow ones, some negative, with a lone large one in each part. */
  const events = Array.from({ length: 40_000 }, (_, i) =>
    message(i, 't', `[${i % 7}]`, {
      emission: (i % 3) + 1,
      offset: i,
      batch: i % 10_000 === 5 ? 2_000_000_000 : i % 300,
      commit: i % 2 === 0 ? null : i * 50_000,
      partition: i % 5,
      mvcc: timestamp(i, i % 11)
    })
  );
  const history = new RecordedHistory(events);
  const taken = (parts: readonly (readonly [number, number])[]) => {
    const columns = new EventColumns();
    for (const [from, to] of parts) columns.take(history.columns(from, to));
    return columns;
  };
  const fields = (columns: EventColumns, seq: number) => [
    columns.typeAt(seq),
    columns.tAt(seq),
    columns.wallAt(seq),
    columns.logicalAt(seq),
    columns.messageKeyAt(seq),
    columns.contextAt(seq)[3],
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((column) => columns.numberAt(column, seq))
  ];
  const expected = ({
    t,
    mvcc,
    emission,
    offset,
    batch,
    commit,
    partition,
    range,
    attempt
  }: MessageEvent) => [
    'message',
    t,
    mvcc.wall,
    mvcc.logical,
    t % 7,
    't',
    -1,
    -1,
    commit ?? -1,
    offset,
    batch,
    emission,
    range,
    (partition ?? -1) + 1 + attempt * 0x8000
  ];

  it.each([
    ['taken in parts', [0, 9_999, 19_998, 40_000]],
    ['taken at once', [0, 40_000]],
    ['taken a chunk at a time', [0, 16_384, 32_768, 40_000]]
  ])('give every field back across the borders of chunks, %s', (_name, borders) => {
    const columns = taken(borders.slice(1).map((to, i) => [borders[i], to] as const));
    expect(columns.length).toBe(events.length);
    events.forEach((event, seq) => expect(fields(columns, seq)).toEqual(expected(event)));
  });

  it('go back into a chunk that was full, and on', () => {
    const columns = taken([
      [0, 40_000],
      [5_000, 17_000],
      [16_384, 16_384],
      [16_384, 33_000]
    ]);
    expect(columns.length).toBe(33_000);
    for (let seq = 0; seq < 33_000; seq++) expect(fields(columns, seq)).toEqual(expected(events[seq]));
  });

  it('count events by time', () => {
    const columns = taken([[0, 40_000]]);
    expect(columns.countAt(16_383)).toBe(16_384);
    expect(columns.countBefore(16_383)).toBe(16_383);
    expect(columns.within(10, 20)).toEqual({ from: 10, to: 21 });
    expect(columns.within(20.5, 20.75)).toEqual({ from: 21, to: 21 });
  });
});
