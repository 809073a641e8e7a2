import type { HistoryEvent, WriteOp } from '../engine/base/events';
import { NumberList } from './number-list';

/**
 * Numbers the row keys of a history, so that views can say "this key" without holding its text: a lane of the timeline, a filter, a
 * link between a commit and its messages. Made while events are appended, never by comparing texts afterwards.
 */

/** A row key by number. `family` is left out: the families of a row share its lane. */
export interface KeyInfo {
  readonly table: string;
  /** JSON array of the primary key, also where messages have another text as their key (Avro, `key_column`). */
  readonly key: string;
}

export const WRITE_OPS: readonly WriteOp[] = ['insert', 'update', 'delete'];

export class KeyIndex {
  readonly keys: KeyInfo[] = [];
  /** Rows written by commits, one entry a row: `seq` of the commit, `key` by number, `op` by its place in `WRITE_OPS`. */
  readonly writes = {
    seq: new NumberList(Int32Array),
    key: new NumberList(Int32Array),
    op: new NumberList(Uint8Array),
    range: new NumberList(Int32Array)
  };
  /** Key of each message event; -1 for every other event. */
  readonly messageKeys = new NumberList(Int32Array);
  readonly #numbers = new Map<string, number>();

  /** Takes the event with the next seq. */
  add(event: HistoryEvent): void {
    const seq = this.messageKeys.length;
    let messageKey = -1;
    if (event.type === 'message') messageKey = this.number(event.table, event.row ?? event.key ?? '');
    else if (event.type === 'commit') {
      let last = -1;
      for (const { table, key, op, range } of event.writes) {
        const number = this.number(table, key);
        // A row with several families is one write to one lane.
        if (number === last) continue;
        last = number;
        this.writes.seq.push(seq);
        this.writes.key.push(number);
        this.writes.op.push(WRITE_OPS.indexOf(op));
        this.writes.range.push(range);
      }
    }
    this.messageKeys.push(messageKey);
  }

  number(table: string, key: string): number {
    const name = `${table}\u0000${key}`;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.keys.length);
    this.keys.push({ table, key });
    return this.keys.length - 1;
  }

  /** Takes back what events from `length` on have added. Keys keep their numbers. */
  truncate(length: number): void {
    this.messageKeys.cut(length);
    const { seq, key, op, range } = this.writes;
    let writes = seq.length;
    while (writes > 0 && seq.at(writes - 1) >= length) writes--;
    for (const list of [seq, key, op, range]) list.cut(writes);
  }
}
