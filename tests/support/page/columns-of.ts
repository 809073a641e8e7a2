import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { KeyIndex } from '../../../src/lib/history/key-index';
import { HistoryLog } from '../../../src/lib/history/log';
import { NUMBER_COLUMNS, numberAt } from '../../../src/lib/history/segment';
import type { HistoryColumns } from '../../../src/lib/history/history-columns';

/** A history with its key index, as the worker keeps them, for tests of what the page does with them. */
export class RecordedHistory {
  readonly log = new HistoryLog();
  readonly keys = new KeyIndex();

  constructor(events: readonly HistoryEvent[] = []) {
    for (const event of events) this.append(event);
  }

  append(event: HistoryEvent): number {
    this.keys.add(event);
    return this.log.append(event);
  }

  /** The columns of the events `[from, to)`, as the worker hands them over. */
  columns(from = 0, to = this.log.length, sent = { contexts: 0, keys: 0 }): HistoryColumns {
    const count = Math.max(0, to - from);
    const columns = {
      from,
      count,
      type: new Uint8Array(count),
      t: new Float64Array(count),
      context: new Int32Array(count),
      wall: new Float64Array(count),
      logical: new Int32Array(count),
      numbers: new Int32Array(count * NUMBER_COLUMNS),
      messageKey: this.keys.messageKeys.view.slice(from, to)
    };
    for (let i = 0; i < count; i++) {
      const segment = this.log.segmentOf(from + i);
      const at = from + i - segment.from;
      for (const name of ['type', 't', 'context', 'wall', 'logical'] as const)
        columns[name][i] = segment[name][at];
      for (let column = 0; column < NUMBER_COLUMNS; column++)
        columns.numbers[column * count + i] = numberAt(segment, column, at);
    }
    const { seq, key, op, range } = this.keys.writes;
    const within = [...seq.view.keys()].filter((i) => seq.at(i) >= from && seq.at(i) < to);
    const pick = (list: { at(index: number): number }) => within.map((i) => list.at(i));
    return {
      ...columns,
      writes: {
        seq: Int32Array.from(pick(seq)),
        key: Int32Array.from(pick(key)),
        op: Uint8Array.from(pick(op)),
        range: Int32Array.from(pick(range))
      },
      contextsFrom: sent.contexts,
      contexts: this.log.contexts.slice(sent.contexts),
      keysFrom: sent.keys,
      keys: this.keys.keys.slice(sent.keys)
    };
  }
}
