import { MESSAGE } from '../history/event-codec';
import { typeNumber } from '../history/event-types';
import type { HistoryLog } from '../history/log';

/** What a run has sent, in numbers: enough to tell at a glance how two runs differ. */
export interface RunCounts {
  /** Messages that a far end has stored, every copy of them. */
  readonly messages: number;
  /** Those among them that were second or later copies. */
  readonly duplicates: number;
}

const MESSAGE_TYPE = typeNumber('message');
const REQUEST_TYPE = typeNumber('request');

export function countSent(log: HistoryLog): RunCounts {
  let messages = 0;
  let duplicates = 0;
  for (const { type, numbers, count } of log.segments()) {
    const emission = MESSAGE.emission * type.length;
    for (let i = 0; i < count; i++) {
      if (type[i] !== MESSAGE_TYPE) continue;
      messages++;
      if (numbers[emission + i] > 1) duplicates++;
    }
  }
  return { messages, duplicates };
}

/** How many webhook requests there have been: the last number that a `\reply` line can mean. */
export function countRequests(log: HistoryLog): number {
  let requests = 0;
  for (const { type, count } of log.segments())
    for (let i = 0; i < count; i++) if (type[i] === REQUEST_TYPE) requests++;
  return requests;
}
