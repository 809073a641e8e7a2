import type { Nanos } from '../engine/base/timestamp';
import type { HistoryEventType } from '../engine/base/events';
import type { KeyInfo } from '../history/key-index';
import { EVENT_TYPES, typeNumber, type Context } from '../history/event-types';
import type { HistoryColumns } from '../history/history-columns';
import { NUMBER_COLUMNS } from '../history/segment';

/**
 * History as the page holds it: the worker's columns, put end to end. Numbers only; texts stay in the worker and are asked for by seq
 * when a row comes into view.
 */

/** Events in a chunk: a megabyte, so that growing never copies what is there. */
const CHUNK = 16_384;
const SHIFT = 14;
const MASK = CHUNK - 1;

interface Chunk {
  readonly type: Uint8Array;
  readonly t: Float64Array;
  readonly context: Int32Array;
  readonly wall: Float64Array;
  readonly logical: Int32Array;
  readonly numbers: Int32Array;
  readonly messageKey: Int32Array;
}

const makeChunk = (): Chunk => ({
  type: new Uint8Array(CHUNK),
  t: new Float64Array(CHUNK),
  context: new Int32Array(CHUNK),
  wall: new Float64Array(CHUNK),
  logical: new Int32Array(CHUNK),
  numbers: new Int32Array(CHUNK * NUMBER_COLUMNS),
  messageKey: new Int32Array(CHUNK)
});

export class EventColumns {
  readonly contexts: Context[] = [];
  readonly keys: KeyInfo[] = [];
  /** Rows written by commits, in order of seq. */
  readonly writes = { seq: [] as number[], key: [] as number[], op: [] as number[] };
  #chunks: Chunk[] = [];
  #length = 0;
  /** Where `writeOp` has found something last. */
  #lastWrite = 0;
  #present: Nanos = 0;

  get length(): number {
    return this.#length;
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
    for (const key of batch.keys) this.keys.push(key);
    for (let done = 0; done < batch.count;) done += this.#appendPart(batch, done);
    const { seq, key, op } = batch.writes;
    for (let i = 0; i < seq.length; i++) {
      this.writes.seq.push(seq[i]);
      this.writes.key.push(key[i]);
      this.writes.op.push(op[i]);
    }
  }

  /** Copies as much of a batch as the last chunk has room for. @returns how many events that were */
  #appendPart(batch: HistoryColumns, done: number): number {
    const at = this.#length & MASK;
    if (at === 0 && this.#chunks.length === this.#length >> SHIFT) this.#chunks.push(makeChunk());
    const chunk = this.#chunks[this.#length >> SHIFT];
    const n = Math.min(batch.count - done, CHUNK - at);
    chunk.type.set(batch.type.subarray(done, done + n), at);
    chunk.t.set(batch.t.subarray(done, done + n), at);
    chunk.context.set(batch.context.subarray(done, done + n), at);
    chunk.wall.set(batch.wall.subarray(done, done + n), at);
    chunk.logical.set(batch.logical.subarray(done, done + n), at);
    chunk.messageKey.set(batch.messageKey.subarray(done, done + n), at);
    for (let column = 0; column < NUMBER_COLUMNS; column++) {
      const start = column * batch.count + done;
      chunk.numbers.set(batch.numbers.subarray(start, start + n), column * CHUNK + at);
    }
    this.#length += n;
    return n;
  }

  #truncate(length: number): void {
    if (length >= this.#length) return;
    this.#length = length;
    this.#chunks.length = Math.ceil(length / CHUNK);
    const { seq, key, op } = this.writes;
    let n = seq.length;
    while (n > 0 && seq[n - 1] >= length) n--;
    seq.length = key.length = op.length = n;
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
    return this.#chunks[seq >> SHIFT].logical[seq & MASK];
  }

  contextAt(seq: number): Context {
    return this.contexts[this.#chunks[seq >> SHIFT].context[seq & MASK]] ?? [];
  }

  numberAt(column: number, seq: number): number {
    return this.#chunks[seq >> SHIFT].numbers[column * CHUNK + (seq & MASK)];
  }

  messageKeyAt(seq: number): number {
    return this.#chunks[seq >> SHIFT].messageKey[seq & MASK];
  }

  /** How many events have happened by a moment, itself included. */
  countAt(t: Nanos): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.tAt(middle) <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * What a commit did to a row, by number in `WRITE_OPS`; -1 where it did not write it. Messages come in about the order of the rows, so the
   * search goes on where the one before has ended: a commit of a hundred thousand rows is not read from its beginning for each of them.
   */
  writeOp(commit: number, key: number): number {
    const { seq, key: keys, op } = this.writes;
    const isNear = seq[this.#lastWrite] === commit;
    const from = isNear && keys[this.#lastWrite] === key ? this.#lastWrite : lowerBound(seq, commit);
    const start = isNear ? this.#lastWrite : from;
    for (let i = start; i < seq.length && seq[i] === commit; i++)
      if (keys[i] === key) return op[(this.#lastWrite = i)];
    for (let i = from; i < start; i++) if (keys[i] === key) return op[(this.#lastWrite = i)];
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
