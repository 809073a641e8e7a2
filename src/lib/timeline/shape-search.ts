import { NS_PER_SECOND, type Nanos } from '../engine/base/timestamp';
import { MESSAGE, MESSAGE_CONTEXT, RESOLVED, RESOLVED_CONTEXT } from '../history/event-codec';
import { typeNumber } from '../history/event-types';
import { WRITE_OPS } from '../history/key-index';
import type { EventColumns } from './columns';
import { updatedAt } from './order-index';
import { feedId } from './sieve';
import type { TrackIndex } from './tracks';

/**
 * Search by shape: patterns that people look for in a changefeed's history. Every pattern reads what was recorded when it happened (links
 * between events, times, what a commit did to a row); texts of messages are never compared.
 */

export const SHAPES = [
  'duplicate',
  'retried',
  'older-after-newer',
  'overtaken',
  'resolved-gap',
  'resolved-lag',
  'checkpoint-gap',
  'latency',
  'delete-insert',
  'unsent',
  'failed-batch',
  'long-transaction'
] as const;
export type SearchShape = (typeof SHAPES)[number];

export interface ShapeInfo {
  readonly name: string;
  readonly text: string;
  /** The length of time that it is measured by, to begin with; null where there is nothing to measure. */
  readonly above: Nanos | null;
}

export const SHAPE_INFO: Readonly<Record<SearchShape, ShapeInfo>> = {
  duplicate: { name: 'Duplicate', text: 'A message that had been sent before.', above: null },
  retried: {
    name: 'Batch sent again',
    text: 'A message whose batch had to be tried more than once.',
    above: null
  },
  'older-after-newer': {
    name: 'Older after newer',
    text: 'A message of a key that comes after one with a newer `updated`. Allowed for copies, and for nothing else.',
    above: null
  },
  overtaken: {
    name: 'Keys out of order',
    text: 'A first copy that is older than one of another key before it: only keys are in order, not the feed.',
    above: null
  },
  'resolved-gap': {
    name: 'Gap between resolved above …',
    text: 'Two resolved timestamps of one partition, further apart than this.',
    above: 15 * NS_PER_SECOND
  },
  'resolved-lag': {
    name: 'Resolved behind by more than …',
    text: 'A resolved timestamp that covers less than it might: something holds it back.',
    above: 5 * NS_PER_SECOND
  },
  'checkpoint-gap': {
    name: 'Gap between checkpoints above …',
    text: 'What lies between two checkpoints is sent again after a restart.',
    above: 40 * NS_PER_SECOND
  },
  latency: {
    name: 'From commit to message more than …',
    text: 'First copies that went out late.',
    above: NS_PER_SECOND
  },
  'delete-insert': {
    name: 'Delete, then insert',
    text: 'A row that came back under the same key.',
    above: null
  },
  unsent: {
    name: 'Commit without a message',
    text: 'A change to a table that a feed sends, of which no message tells yet.',
    above: null
  },
  'failed-batch': { name: 'Failed batch', text: 'The sink did not take it or did not answer.', above: null },
  'long-transaction': {
    name: 'Transaction open longer than …',
    text: 'It holds back the closed timestamp, and with it the resolved one.',
    above: 5 * NS_PER_SECOND
  }
};

export interface ShapeHit {
  readonly seq: number;
  /** What it is measured against: the first copy, the newer message, the delete before. */
  readonly against: number | null;
  /** The length of time found, where one is asked for. */
  readonly length: Nanos | null;
}

interface Searched {
  readonly columns: EventColumns;
  readonly tracks: TrackIndex;
}

const MESSAGE_TYPE = typeNumber('message');
const RESOLVED_TYPE = typeNumber('resolved');
const DELETE = WRITE_OPS.indexOf('delete');
const INSERT = WRITE_OPS.indexOf('insert');

/** All places that have a shape, in order of history. @param above for shapes that are measured, in nanoseconds */
export function findShape(shape: SearchShape, searched: Searched, above: Nanos = 0): ShapeHit[] {
  switch (shape) {
    case 'duplicate':
      return messages(searched, (seq, columns) =>
        columns.numberAt(MESSAGE.emission, seq) > 1
          ? { against: columns.numberAt(MESSAGE.first, seq) }
          : undefined
      );
    case 'retried':
      return messages(searched, (seq, columns) =>
        columns.numberAt(MESSAGE.partitionAttempt, seq) >= 2 * 0x8000 ? {} : undefined
      );
    case 'older-after-newer':
      return olderAfterNewer(searched);
    case 'overtaken':
      return overtaken(searched);
    case 'resolved-gap':
      return resolvedGaps(searched, above);
    case 'resolved-lag':
      return resolvedLags(searched, above);
    case 'checkpoint-gap':
      return checkpointGaps(searched, above);
    case 'latency':
      return messages(searched, (seq, columns) => {
        const commit = columns.numberAt(MESSAGE.commit, seq);
        if (commit < 0 || columns.numberAt(MESSAGE.emission, seq) > 1) return undefined;
        const length = columns.tAt(seq) - columns.tAt(commit);
        return length > above ? { against: commit, length } : undefined;
      });
    case 'delete-insert':
      return deletesThenInserts(searched);
    case 'unsent':
      return unsent(searched);
    case 'failed-batch':
      return sorted(searched.tracks.feeds.flatMap(({ failures }) => failures.map(({ seq }) => makeHit(seq))));
    case 'long-transaction':
      return longTransactions(searched, above);
  }
}

const makeHit = (seq: number, more: Partial<ShapeHit> = {}): ShapeHit => ({
  seq,
  against: null,
  length: null,
  ...more
});
const sorted = (hits: ShapeHit[]) => hits.sort((a, b) => a.seq - b.seq);

function messages(
  { columns }: Searched,
  test: (seq: number, columns: EventColumns) => Partial<ShapeHit> | undefined
): ShapeHit[] {
  const hits: ShapeHit[] = [];
  for (let seq = 0; seq < columns.length; seq++) {
    if (columns.typeNumberAt(seq) !== MESSAGE_TYPE) continue;
    const found = test(seq, columns);
    if (found) hits.push(makeHit(seq, found));
  }
  return hits;
}

function feedOf(columns: EventColumns, seq: number): string {
  const context = columns.contextAt(seq);
  return feedId(context[MESSAGE_CONTEXT.job] as string | null, context[MESSAGE_CONTEXT.statement] as number);
}

function olderAfterNewer(searched: Searched): ShapeHit[] {
  const newest = new Map<string, number>();
  return messages(searched, (seq, columns) => {
    const family = columns.contextAt(seq)[MESSAGE_CONTEXT.family] as string;
    const lane = `${feedOf(columns, seq)} ${columns.messageKeyAt(seq)} ${family}`;
    const before = newest.get(lane);
    if (before !== undefined && isBefore(columns, seq, before)) return { against: before };
    newest.set(lane, seq);
    return undefined;
  });
}

/** Whether one message tells of an earlier change than another. */
function isBefore(columns: EventColumns, a: number, b: number): boolean {
  const [left, right] = [updatedAt(columns, a), updatedAt(columns, b)];
  return left < right || (left === right && columns.logicalAt(a) < columns.logicalAt(b));
}

function overtaken(searched: Searched): ShapeHit[] {
  const newest = new Map<string, number>();
  return messages(searched, (seq, columns) => {
    if (columns.numberAt(MESSAGE.emission, seq) > 1) return undefined;
    const feed = feedOf(columns, seq);
    const before = newest.get(feed);
    if (before !== undefined && updatedAt(columns, seq) < updatedAt(columns, before))
      return { against: before };
    newest.set(feed, seq);
    return undefined;
  });
}

function resolvedGaps({ columns }: Searched, above: Nanos): ShapeHit[] {
  const last = new Map<string, number>();
  const hits: ShapeHit[] = [];
  for (let seq = 0; seq < columns.length; seq++) {
    if (columns.typeNumberAt(seq) !== RESOLVED_TYPE) continue;
    const context = columns.contextAt(seq);
    const feed = feedId(
      context[RESOLVED_CONTEXT.job] as string | null,
      columns.numberAt(RESOLVED.statement, seq)
    );
    const place = `${feed} ${context[RESOLVED_CONTEXT.topic]} ${columns.numberAt(RESOLVED.partition, seq)}`;
    const before = last.get(place);
    last.set(place, seq);
    if (before === undefined) continue;
    const length = columns.tAt(seq) - columns.tAt(before);
    if (length > above) hits.push(makeHit(seq, { against: before, length }));
  }
  return hits;
}

function resolvedLags({ columns }: Searched, above: Nanos): ShapeHit[] {
  const hits: ShapeHit[] = [];
  for (let seq = 0; seq < columns.length; seq++) {
    if (columns.typeNumberAt(seq) !== RESOLVED_TYPE) continue;
    const length = columns.tAt(seq) - columns.wallAt(seq);
    if (length > above) hits.push(makeHit(seq, { length }));
  }
  return hits;
}

function checkpointGaps({ tracks }: Searched, above: Nanos): ShapeHit[] {
  const hits = tracks.feeds.flatMap(({ checkpoints }) =>
    checkpoints.flatMap(({ seq, t }, i) => {
      const before = checkpoints[i - 1];
      return before && t - before.t > above
        ? [makeHit(seq, { against: before.seq, length: t - before.t })]
        : [];
    })
  );
  return sorted(hits);
}

function deletesThenInserts({ columns }: Searched): ShapeHit[] {
  const { seq, key, op } = columns.writes;
  const deleted = new Map<number, number>();
  const hits: ShapeHit[] = [];
  for (let i = 0; i < seq.length; i++) {
    const before = deleted.get(key[i]);
    if (op[i] === DELETE) deleted.set(key[i], seq[i]);
    else {
      if (op[i] === INSERT && before !== undefined)
        hits.push(makeHit(seq[i], { against: before, length: columns.tAt(seq[i]) - columns.tAt(before) }));
      deleted.delete(key[i]);
    }
  }
  return hits;
}

/** Only tables of which messages tell are looked at, from their first message on: earlier changes are what a scan tells of. */
function unsent({ columns }: Searched): ShapeHit[] {
  const told = new Set<number>();
  const since = new Map<string, number>();
  for (let seq = 0; seq < columns.length; seq++) {
    if (columns.typeNumberAt(seq) !== MESSAGE_TYPE) continue;
    told.add(columns.numberAt(MESSAGE.commit, seq));
    const { table } = columns.keys[columns.messageKeyAt(seq)];
    if (!since.has(table)) since.set(table, updatedAt(columns, seq));
  }
  const { seq, key } = columns.writes;
  const hits: ShapeHit[] = [];
  for (let i = 0; i < seq.length; i++) {
    const first = since.get(columns.keys[key[i]].table);
    if (first === undefined || columns.wallAt(seq[i]) <= first || told.has(seq[i])) continue;
    if (hits.at(-1)?.seq !== seq[i]) hits.push(makeHit(seq[i]));
  }
  return hits;
}

function longTransactions({ columns, tracks }: Searched, above: Nanos): ShapeHit[] {
  const { end } = columns;
  return tracks.txns.flatMap(({ seq, from, to }) => {
    const length = (to ?? end) - from;
    return length > above ? [makeHit(seq, { length })] : [];
  });
}

/** Reads a length of time such as `1.5s`, `200ms`, `2 min`; a number alone is seconds. Null for what is none. */
export function parseLength(text: string): Nanos | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|min|m|h)?\s*$/.exec(text);
  if (!match) return null;
  return Math.round(Number(match[1]) * UNITS[match[2] ?? 's']);
}

const UNITS: Readonly<Record<string, Nanos>> = {
  ns: 1,
  us: 1000,
  µs: 1000,
  ms: 1_000_000,
  s: NS_PER_SECOND,
  min: 60 * NS_PER_SECOND,
  m: 60 * NS_PER_SECOND,
  h: 3600 * NS_PER_SECOND
};
