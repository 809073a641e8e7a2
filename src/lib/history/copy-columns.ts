import type { HistoryColumns } from './history-columns';
import type { KeyIndex } from './key-index';
import type { HistoryLog } from './log';
import { NUMBER_COLUMNS } from './segment';

/** How much of a history its reader has been given before, so that contexts and keys are told once. */
export interface Sent {
  readonly events: number;
  readonly contexts: number;
  readonly keys: number;
}

export const NOTHING_SENT: Sent = { events: 0, contexts: 0, keys: 0 };

/** Copies of a history's columns from what was sent before on: the reader owns them, and they can be handed to another thread. */
export function copyColumns(log: HistoryLog, keys: KeyIndex, sent: Sent): HistoryColumns {
  const from = sent.events;
  const count = log.length - from;
  const type = new Uint8Array(count);
  const t = new Float64Array(count);
  const context = new Int32Array(count);
  const wall = new Float64Array(count);
  const logical = new Int32Array(count);
  const numbers = new Int32Array(count * NUMBER_COLUMNS);
  for (const segment of log.segments()) {
    const start = Math.max(from - segment.from, 0);
    if (start >= segment.count) continue;
    const to = segment.from + start - from;
    type.set(segment.type.subarray(start, segment.count), to);
    t.set(segment.t.subarray(start, segment.count), to);
    context.set(segment.context.subarray(start, segment.count), to);
    wall.set(segment.wall.subarray(start, segment.count), to);
    logical.set(segment.logical.subarray(start, segment.count), to);
    for (let column = 0; column < NUMBER_COLUMNS; column++) {
      const at = column * segment.type.length;
      numbers.set(segment.numbers.subarray(at + start, at + segment.count), column * count + to);
    }
  }
  const { writes } = keys;
  const firstWrite = firstAtLeast(writes.seq.view, from);
  return {
    from,
    count,
    type,
    t,
    context,
    wall,
    logical,
    numbers,
    messageKey: keys.messageKeys.view.slice(from),
    writes: {
      seq: writes.seq.view.slice(firstWrite),
      key: writes.key.view.slice(firstWrite),
      op: writes.op.view.slice(firstWrite),
      range: writes.range.view.slice(firstWrite)
    },
    contextsFrom: sent.contexts,
    contexts: log.contexts.slice(sent.contexts),
    keysFrom: sent.keys,
    keys: keys.keys.slice(sent.keys)
  };
}

/** Index of the first number of a rising list that is at least `value`. */
function firstAtLeast(list: Int32Array, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
