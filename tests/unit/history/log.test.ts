import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { Epoch, timestamp } from '../../../src/lib/engine/base/timestamp';
import { HistoryLog } from '../../../src/lib/history/log';
import { printEvent } from '../../../src/lib/history/print';
import { SEGMENT_EVENTS } from '../../../src/lib/history/segment';

const message = (parts: Partial<Extract<HistoryEvent, { type: 'message' }>> = {}): HistoryEvent => ({
  t: 5,
  type: 'message',
  job: '123',
  statement: 2,
  sink: 'kafka://h',
  topic: 'foo',
  partition: 0,
  offset: 7,
  key: '[1]',
  value: '{"after": {"a": 1}}',
  headers: {},
  mvcc: timestamp(3, 1),
  updated: timestamp(3, 1),
  table: 'foo',
  family: 'primary',
  cause: 'change',
  emission: 1,
  first: null,
  checkpoint: null,
  commit: 4,
  flow: 1,
  range: 1,
  node: 2,
  batch: 9,
  attempt: 1,
  ...parts
});

const samples: { name: string; event: HistoryEvent }[] = [
  {
    name: 'a statement',
    event: { t: 0, type: 'statement', statement: 1, session: 'root', sql: "SELECT 'é😀'", line: 3, column: 1 }
  },
  {
    name: 'a result with NULL, empty and odd cells',
    event: {
      t: 1,
      type: 'result',
      statement: 1,
      tag: 'SELECT 1',
      columns: [{ name: '__proto__', type: 'INT8' }],
      rows: [[null], [''], ['\u0000']]
    }
  },
  {
    name: 'a result without rows',
    event: { t: 1, type: 'result', statement: 1, tag: 'INSERT 0 1', columns: [], rows: [] }
  },
  {
    name: 'a truncated result',
    event: {
      t: 1,
      type: 'result',
      statement: 1,
      tag: 'SELECT 3',
      columns: [],
      rows: [['1']],
      truncated: true,
      row_count: 3
    }
  },
  {
    name: 'an error',
    event: {
      t: 2,
      type: 'error',
      statement: 1,
      sqlstate: '42P01',
      message: 'm',
      detail: null,
      hint: 'h',
      line: 1,
      column: 2,
      length: 3
    }
  },
  {
    name: 'a commit of one row',
    event: {
      t: 2,
      type: 'commit',
      txn: 5,
      session: 'root',
      statement: 4,
      mvcc: timestamp(1, 2),
      writes: [{ table: 'foo', family: 'primary', key: '["a", 1]', op: 'insert', range: 3 }]
    }
  },
  {
    name: 'a commit of several rows',
    event: {
      t: 2,
      type: 'commit',
      txn: 5,
      session: 'root',
      statement: 4,
      mvcc: timestamp(1, 2),
      writes: [
        { table: 'foo', family: 'primary', key: '[1]', op: 'insert', range: 3 },
        { table: 'bar', family: 'f', key: '[2]', op: 'delete', range: 4 }
      ]
    }
  },
  { name: 'a message', event: message() },
  { name: 'a message with an empty value', event: message({ value: null }) },
  { name: 'a message with an empty text for a key', event: message({ key: '' }) },
  {
    name: 'a message without partition',
    event: message({ partition: null, offset: null, topic: null, job: null })
  },
  {
    name: 'a scan message, whose time differs from its commit',
    event: message({ updated: timestamp(9), cause: 'initial_scan', commit: null })
  },
  {
    name: 'a duplicate',
    event: message({
      emission: 2,
      first: 11,
      checkpoint: 8,
      cause: 'replay',
      flow: 2,
      attempt: 3,
      partition: 63
    })
  },
  {
    name: 'a message with headers, bytes and path',
    event: message({ headers: { h: 'v' }, value_base64: 'AA==', path: 'a/b' })
  },
  { name: 'a message whose value holds separators', event: message({ value: '1,2;\u0000"' }) },
  {
    name: 'a resolved message',
    event: {
      t: 5,
      type: 'resolved',
      job: '1',
      statement: 2,
      sink: 's',
      topic: 't',
      partition: 2,
      offset: 5,
      resolved: timestamp(4),
      value: '{"resolved":"x"}'
    }
  },
  {
    name: 'a batch',
    event: {
      t: 5,
      type: 'batch',
      job: '1',
      statement: 2,
      flow: 1,
      node: 1,
      sink: 's',
      batch: 3,
      attempt: 2,
      messages: 5,
      stored: 2,
      outcome: 'failed',
      error: 'e'
    }
  },
  {
    name: 'a checkpoint',
    event: {
      t: 6,
      type: 'checkpoint',
      job: '1',
      flow: 1,
      high_water: timestamp(3),
      spans: [{ table: 't', start: '/Min', end: '/Max', resolved: timestamp(4) }]
    }
  },
  { name: 'a note', event: { t: 7, type: 'note', text: 'n' } }
];

describe('the columnar log gives back what it was given', () => {
  it.each(samples)('$name', ({ event }) => {
    const log = new HistoryLog();
    expect(log.append(event)).toBe(0);
    expect(log.at(0)).toEqual(event);
  });

  it('whose texts take more bytes than they have characters and outgrow the room there is', () => {
    const log = new HistoryLog();
    const texts = [
      'é',
      'a'.repeat(65_000),
      'é'.repeat(40_000),
      `a${'😀'.repeat(30_000)}`,
      '\ud800€'.repeat(300),
      ''
    ];
    texts.forEach((sql, i) =>
      log.append({ t: i, type: 'statement', statement: i, session: 'root', sql, line: 1, column: 1 })
    );
    const found = [...log].map((event) => (event.type === 'statement' ? event.sql : ''));
    // Half a character is no text: it is kept as the mark of what is none.
    expect(found).toEqual(texts.map((text) => text.replaceAll('\ud800', '\ufffd')));
  });

  it('over several segments', () => {
    const log = new HistoryLog();
    const count = SEGMENT_EVENTS * 2 + 10;
    for (let i = 0; i < count; i++) log.append({ ...samples[i % samples.length].event, t: i });
    for (let i = 0; i < count; i += 997)
      expect(log.at(i)).toEqual({ ...samples[i % samples.length].event, t: i });
    expect([...log]).toHaveLength(count);
  });

  it.each([0, 1, SEGMENT_EVENTS - 1, SEGMENT_EVENTS, SEGMENT_EVENTS + 5])(
    'cut back to %i events and continued',
    (length) => {
      const log = new HistoryLog();
      for (let i = 0; i < SEGMENT_EVENTS + 20; i++) log.append({ t: i, type: 'note', text: `n${i}` });
      log.truncate(length);
      expect(log.length).toBe(length);
      log.append({ t: 99, type: 'note', text: 'new' });
      expect(log.at(length)).toEqual({ t: 99, type: 'note', text: 'new' });
      if (length > 0)
        expect(log.at(length - 1)).toEqual({ t: length - 1, type: 'note', text: `n${length - 1}` });
    }
  );

  it('restored from its segments and contexts', () => {
    const log = new HistoryLog();
    for (let i = 0; i < SEGMENT_EVENTS + 30; i++) log.append(samples[i % samples.length].event);
    const back = HistoryLog.restore(log.segments(), log.contexts);
    expect(back.length).toBe(log.length);
    expect(back.at(SEGMENT_EVENTS + 29)).toEqual(log.at(SEGMENT_EVENTS + 29));
    back.append(samples[0].event);
    expect(back.at(back.length - 1)).toEqual(samples[0].event);
  });
});

it('prints events in the form of the contract (design §7)', () => {
  const epoch = new Epoch(1_700_000_000_000_000_000n);
  expect(printEvent(message(), 12, epoch)).toBe(
    '{"seq":12,"t":"1700000000000000005.0000000000","type":"message","job":"123","statement":2,"sink":"kafka://h","topic":"foo",' +
      '"partition":0,"offset":7,"key":"[1]","value":"{\\"after\\": {\\"a\\": 1}}","headers":{},"mvcc":"1700000000000000003.0000000001",' +
      '"updated":"1700000000000000003.0000000001","table":"foo","family":"primary","cause":"change","emission":1,"first":null,' +
      '"checkpoint":null,"commit":4,"flow":1,"range":1,"node":2,"batch":9,"attempt":1}'
  );
});
