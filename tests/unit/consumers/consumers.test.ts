import { describe, expect, it } from 'vitest';
import {
  BufferingConsumer,
  IdempotentConsumer,
  NaiveConsumer,
  type Consumer
} from '../../../src/lib/consumers/consumer';
import { compareRow, isWrong } from '../../../src/lib/consumers/compare';
import { rowOf, type Delivery } from '../../../src/lib/consumers/delivery';
import type { FeedTerms } from '../../../src/lib/engine/base/events';
import { timestamp } from '../../../src/lib/engine/base/timestamp';

const row = (key: string, updated: number, value: string | null, seq = updated): Delivery => ({
  kind: 'row',
  seq,
  id: key,
  key,
  table: 't',
  family: 'primary',
  row: value,
  updated: timestamp(updated),
  mvcc: timestamp(updated),
  emission: 1
});
const resolved = (place: string, at: number): Delivery => ({
  kind: 'resolved',
  seq: 0,
  place,
  resolved: timestamp(at)
});

/** Rows that a consumer has after some deliveries, deleted ones left out. */
function after(consumer: Consumer, deliveries: readonly Delivery[]): Record<string, string> {
  for (const delivery of deliveries) consumer.take(delivery);
  const rows = [...consumer.held].filter(([, held]) => held.row !== null);
  return Object.fromEntries(rows.map(([id, held]) => [id, String(held.row)]));
}

/** Three versions of one row, then the first two again: a replay from a checkpoint that is half through. */
const REPLAY = [
  row('a', 1, 'v1'),
  row('a', 2, 'v2'),
  row('a', 3, 'v3'),
  row('a', 1, 'v1'),
  row('a', 2, 'v2')
];

describe('the naive consumer', () => {
  it('goes back in time with a replay', () => {
    expect(after(new NaiveConsumer(), REPLAY)).toEqual({ a: 'v2' });
  });

  it('brings a deleted row back when an old message comes again', () => {
    expect(after(new NaiveConsumer(), [row('a', 1, 'v1'), row('a', 2, null), row('a', 1, 'v1')])).toEqual({
      a: 'v1'
    });
  });
});

describe('the idempotent consumer', () => {
  it('keeps the newest version of each key, whatever comes again', () => {
    const consumer = new IdempotentConsumer();
    expect(after(consumer, REPLAY)).toEqual({ a: 'v3' });
    expect([consumer.applied, consumer.skipped]).toEqual([3, 2]);
  });

  it('lets a deletion stand against older messages', () => {
    expect(
      after(new IdempotentConsumer(), [row('a', 1, 'v1'), row('a', 2, null), row('a', 1, 'v1')])
    ).toEqual({});
  });
});

describe('the buffering consumer', () => {
  const places = new Set(['t/0', 't/1']);

  it('applies nothing before every partition has made its promise', () => {
    const consumer = new BufferingConsumer(places);
    expect(after(consumer, [row('a', 1, 'v1'), resolved('t/0', 5)])).toEqual({});
    expect([consumer.waiting, consumer.upTo]).toEqual([1, null]);
    expect(after(consumer, [resolved('t/1', 4)])).toEqual({ a: 'v1' });
    expect(consumer.upTo).toEqual(timestamp(4));
  });

  it('holds the rows of one moment, over all keys', () => {
    const consumer = new BufferingConsumer(new Set(['t/0']));
    // Two rows of one transaction at 10, of which the first came before the promise of 5.
    expect(after(consumer, [row('a', 3, 'old'), row('a', 10, 'new'), resolved('t/0', 5)])).toEqual({
      a: 'old'
    });
    expect(after(consumer, [row('b', 10, 'new'), resolved('t/0', 12)])).toEqual({ a: 'new', b: 'new' });
  });

  it('passes over copies of what it has applied, and over promises that it has had', () => {
    const consumer = new BufferingConsumer(new Set(['']));
    const rows = [row('a', 1, 'v1'), row('a', 2, 'v2'), resolved('', 3), row('a', 1, 'v1'), resolved('', 2)];
    expect(after(consumer, rows)).toEqual({ a: 'v2' });
    expect(consumer.upTo).toEqual(timestamp(3));
  });
});

describe('how a row stands to the source', () => {
  const held = (updated: number, value: string | null) => {
    const made = row('a', updated, value);
    return made.kind === 'row' ? made : undefined;
  };
  const at = timestamp(10);
  it.each([
    { name: 'the same row', row: held(5, 'v'), source: 'v', standing: 'same', wrong: false },
    { name: 'a later version', row: held(15, 'w'), source: 'v', standing: 'ahead', wrong: false },
    { name: 'an earlier version', row: held(5, 'u'), source: 'v', standing: 'behind', wrong: true },
    { name: 'never heard of', row: undefined, source: 'v', standing: 'missing', wrong: true },
    { name: 'deleted by the source since', row: held(5, 'u'), source: null, standing: 'extra', wrong: true },
    { name: 'deleted by both', row: held(5, null), source: null, standing: 'none', wrong: false },
    { name: 'deleted after the moment', row: held(15, null), source: 'v', standing: 'ahead', wrong: false }
  ])('$name: $standing', ({ row, source, standing, wrong }) => {
    expect(compareRow(row, source, at)).toBe(standing);
    expect(isWrong(compareRow(row, source, at))).toBe(wrong);
  });
});

describe('the row in a value', () => {
  const terms = (envelope: string, format = 'json') => ({ envelope, format }) as FeedTerms;
  it.each([
    { name: 'wrapped', terms: terms('wrapped'), value: '{"after": {"id": 1}}', row: '{"id": 1}' },
    { name: 'wrapped, deleted', terms: terms('wrapped'), value: '{"after": null}', row: null },
    {
      name: 'bare',
      terms: terms('bare'),
      value: '{"__crdb__": {"updated": "1"}, "id": 1}',
      row: '{"id": 1}'
    },
    { name: 'row, deleted', terms: terms('row'), value: null, row: null },
    {
      name: 'enriched',
      terms: terms('enriched'),
      value: '{"after": {"id": 1}, "op": "c"}',
      row: '{"id": 1}'
    },
    { name: 'key only', terms: terms('key_only'), value: '[1]', row: undefined },
    { name: 'avro', terms: terms('wrapped', 'avro'), value: '{}', row: undefined }
  ])('$name', ({ terms, value, row }) => {
    expect(rowOf(value, terms)).toBe(row);
  });
});
