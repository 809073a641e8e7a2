import type { Nanos } from '../engine/base/timestamp';
import type { HistoryEventType } from '../engine/base/events';
import type { KeyInfo } from '../history/key-index';
import { EVENT_TYPES, typeNumber, type Context } from '../history/event-types';
import type { HistoryColumns } from '../history/history-columns';
import { NumberList, type NumberColumn } from '../history/number-list';
import { NUMBER_COLUMNS } from '../history/segment';

/**
 * History as the page holds it: the worker's columns, put end to end. Numbers only; texts stay in the worker and are asked for by seq
 * when a row comes into view.
 */

/** Events in a chunk: a megabyte while it grows, so that growing never copies what is there. */
const CHUNK = 16_384;
const SHIFT = 14;
const MASK = CHUNK - 1;

/** Events as seqs `[from, to)`. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/** Whole-number columns of a chunk: those whose meaning the event's type tells, and three of every event. */
const CONTEXT = NUMBER_COLUMNS;
const LOGICAL = NUMBER_COLUMNS + 1;
const MESSAGE_KEY = NUMBER_COLUMNS + 2;
const WHOLE_COLUMNS = NUMBER_COLUMNS + 3;

interface Chunk {
  readonly type: Uint8Array;
  readonly t: Float64Array;
  readonly wall: Float64Array;
  readonly whole: WholeColumn[];
}

/** Whole numbers at the width that they take. */
interface WholeColumn {
  readonly data: Int32Array | Uint16Array | Uint8Array;
  /** What is to be added to each. */
  readonly base: number;
}

const makeChunk = (): Chunk => ({
  type: new Uint8Array(CHUNK),
  t: new Float64Array(CHUNK),
  wall: new Float64Array(CHUNK),
  whole: Array.from({ length: WHOLE_COLUMNS }, () => ({ data: new Int32Array(CHUNK), base: 0 }))
});

const wholeOf = (batch: HistoryColumns, column: number): Int32Array => {
  switch (column) {
    case CONTEXT:
      return batch.context;
    case LOGICAL:
      return batch.logical;
    case MESSAGE_KEY:
      return batch.messageKey;
    default:
      return batch.numbers.subarray(column * batch.count, (column + 1) * batch.count);
  }
};

/** Numbers of a full chunk seldom lie far apart: many columns are of one number, most fit two bytes. */
function narrow(wide: Int32Array): WholeColumn {
  let low = wide[0];
  let high = wide[0];
  for (const value of wide) {
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  const span = high - low;
  if (span === 0) return { data: ZEROS, base: low };
  if (span > 0xffff) return { data: wide, base: 0 };
  const data = span > 0xff ? new Uint16Array(CHUNK) : new Uint8Array(CHUNK);
  for (let i = 0; i < CHUNK; i++) data[i] = wide[i] - low;
  return { data, base: low };
}

/** Shared by all columns of one number. */
const ZEROS = new Uint8Array(CHUNK);

/** A column's numbers as they were before it was full, to be written in. */
function widen({ data, base }: WholeColumn): Int32Array {
  return data instanceof Int32Array ? data : Int32Array.from(data, (value) => value + base);
}

export class EventColumns {
  readonly contexts: Context[] = [];
  readonly keys: KeyInfo[] = [];
  readonly #writes = {
    seq: new NumberList(Uint32Array),
    key: new NumberList(Uint32Array),
    op: new NumberList(Uint8Array)
  };
  #chunks: Chunk[] = [];
  #length = 0;
  /** Where `writeOp` has found something last. */
  #lastWrite = 0;
  #present: Nanos = 0;

  get length(): number {
    return this.#length;
  }

  /** Rows written by commits, in order of seq: to be read before more is taken. */
  get writes(): Readonly<Record<'seq' | 'key' | 'op', NumberColumn>> {
    const { seq, key, op } = this.#writes;
    return { seq: seq.view, key: key.view, op: op.view };
  }

  /** How far the run has come: what has no end yet lasts at least until then. */
  get end(): Nanos {
    return Math.max(this.#present, this.#length === 0 ? 0 : this.tAt(this.#length - 1));
  }

  /**
   * Takes new events; those held from `batch.from` on are forgotten first.
   * @param present the run's time, where that is later than its last event
   */
  take(batch: HistoryColumns, present: Nanos = 0): void {
    this.#present = present;
    this.#truncate(batch.from);
    this.contexts.length = Math.min(this.contexts.length, batch.contextsFrom);
    for (const context of batch.contexts) this.contexts.push(context);
    this.keys.length = Math.min(this.keys.length, batch.keysFrom);
    for (const key of batch.keys) this.keys.push(this.#withOneName(key));
    for (let done = 0; done < batch.count;) done += this.#appendPart(batch, done);
    const { seq, key, op } = batch.writes;
    this.#writes.seq.pushAll(seq);
    this.#writes.key.pushAll(key);
    this.#writes.op.pushAll(op);
  }

  /** Each key comes with a table's name of its own: one of them is enough for all keys of the table. */
  #withOneName({ table, key }: KeyInfo): KeyInfo {
    const before = this.keys.at(-1)?.table;
    return { table: before === table ? before : table, key };
  }

  /** Copies as much of a batch as the last chunk has room for. @returns how many events that were */
  #appendPart(batch: HistoryColumns, done: number): number {
    const at = this.#length & MASK;
    if (at === 0 && this.#chunks.length === this.#length >> SHIFT) this.#chunks.push(makeChunk());
    const chunk = this.#chunks[this.#length >> SHIFT];
    const n = Math.min(batch.count - done, CHUNK - at);
    const end = done + n;
    chunk.type.set(batch.type.subarray(done, end), at);
    chunk.t.set(batch.t.subarray(done, end), at);
    chunk.wall.set(batch.wall.subarray(done, end), at);
    for (let column = 0; column < WHOLE_COLUMNS; column++) {
      const data = widen(chunk.whole[column]);
      data.set(wholeOf(batch, column).subarray(done, end), at);
      chunk.whole[column] = at + n === CHUNK ? narrow(data) : { data, base: 0 };
    }
    this.#length += n;
    return n;
  }

  #truncate(length: number): void {
    if (length >= this.#length) return;
    this.#length = length;
    this.#chunks.length = Math.ceil(length / CHUNK);
    const { seq, key, op } = this.#writes;
    const writes = lowerBound(seq.view, length);
    for (const list of [seq, key, op]) list.cut(writes);
  }

  clear(): void {
    this.#truncate(0);
    this.#present = 0;
    this.contexts.length = 0;
    this.keys.length = 0;
  }

  typeAt(seq: number): HistoryEventType {
    return EVENT_TYPES[this.typeNumberAt(seq)];
  }

  typeNumberAt(seq: number): number {
    return this.#chunks[seq >> SHIFT].type[seq & MASK];
  }

  tAt(seq: number): Nanos {
    return this.#chunks[seq >> SHIFT].t[seq & MASK];
  }

  /** The event's main timestamp; NaN where it has none. */
  wallAt(seq: number): Nanos {
    return this.#chunks[seq >> SHIFT].wall[seq & MASK];
  }

  logicalAt(seq: number): number {
    return this.numberAt(LOGICAL, seq);
  }

  contextAt(seq: number): Context {
    return this.contexts[this.numberAt(CONTEXT, seq)] ?? [];
  }

  numberAt(column: number, seq: number): number {
    const { data, base } = this.#chunks[seq >> SHIFT].whole[column];
    return data[seq & MASK] + base;
  }

  messageKeyAt(seq: number): number {
    return this.numberAt(MESSAGE_KEY, seq);
  }

  /** How many events have happened by a moment, itself included. */
  countAt(t: Nanos): number {
    return this.#count((at) => at <= t);
  }

  /** How many events have happened before a moment: the seq of the first that has not. */
  countBefore(t: Nanos): number {
    return this.#count((at) => at < t);
  }

  /** Time never falls from event to event. */
  #count(isPast: (t: Nanos) => boolean): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isPast(this.tAt(middle))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The events that lie within two moments. */
  within(from: Nanos, to: Nanos): SeqRange {
    return { from: this.countBefore(from), to: this.countAt(to) };
  }

  /**
   * What a commit did to a row, by number in `WRITE_OPS`; -1 where it did not write it. Messages come in about the order of the rows, so the
   * search goes on where the one before has ended: a commit of a hundred thousand rows is not read from its beginning for each of them.
   */
  writeOp(commit: number, key: number): number {
    const { seq, key: keys, op } = this.#writes;
    const isNear = this.#lastWrite < seq.length && seq.at(this.#lastWrite) === commit;
    const start = isNear ? this.#lastWrite : lowerBound(seq.view, commit);
    for (let i = start; i < seq.length && seq.at(i) === commit; i++)
      if (keys.at(i) === key) return op.at((this.#lastWrite = i));
    if (!isNear) return -1;
    for (let i = lowerBound(seq.view, commit); i < start; i++)
      if (keys.at(i) === key) return op.at((this.#lastWrite = i));
    return -1;
  }

  /** The nearest event of the given types in one direction, or -1. @param from seq to begin behind or before */
  nextOfTypes(from: number, step: 1 | -1, types: ReadonlySet<number>): number {
    for (let seq = from + step; seq >= 0 && seq < this.#length; seq += step)
      if (types.has(this.typeNumberAt(seq))) return seq;
    return -1;
  }
}

/** Numbers of event types, for `nextOfTypes`. */
export const typeSet = (...types: HistoryEventType[]): ReadonlySet<number> => new Set(types.map(typeNumber));

/** Index of the first value of a rising list that is at least `value`. */
export function lowerBound(list: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index behind the last value of a rising list that is at most `value`. */
export function upperBound(list: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
