import { HistoryLog } from '../../src/lib/history/log';
import { findDeliveries } from '../../src/lib/history/find-text';
import type { MessageEvent } from '../../src/lib/engine/base/events';
import { timestamp } from '../../src/lib/engine/base/timestamp';
import { messageOf } from '../support/page/made-events';
import { check } from './support/run';
import { median, msOf, type Workload } from './support/workload';

/** A million records of a topic, as the panels read them: rows in view by seq, and all of them by a text. */

const RECORDS = 1_000_000;
const ROWS_IN_VIEW = 50;

function record(i: number): MessageEvent {
  const ts = timestamp(i * 1000);
  return messageOf(i * 1000, `[${i}]`, 0, {
    offset: i,
    value: `{"after": {"id": ${i}, "name": "name ${i}"}}`,
    mvcc: ts,
    updated: ts,
    batch: Math.floor(i / 1000)
  });
}

function largeLog(): HistoryLog {
  const log = new HistoryLog();
  for (let i = 0; i < RECORDS; i++) log.append(record(i));
  return log;
}

export const workloads: readonly Workload[] = [
  {
    name: 'browsing 1,000,000 records: jump to an offset',
    measure: async () => {
      const log = largeLog();
      let at = 0;
      const playground = await median(() => {
        at = (at + 618_033) % (RECORDS - ROWS_IN_VIEW);
        return msOf(() => {
          for (let i = 0; i < ROWS_IN_VIEW; i++) check(log.at(at + i).type === 'message', 'records');
        });
      }, 21);
      return { unit: 'ms', lessIsBetter: true, playground, target: 50 };
    }
  },
  {
    name: 'browsing 1,000,000 records: filter by text',
    measure: async () => {
      const log = largeLog();
      let found = 0;
      // Bounded by looking at every byte of every key and value once.
      const playground = await median(
        () => msOf(() => (found = findDeliveries(log, 'NAME 77777').length)),
        5
      );
      check(found === 11, 'records found');
      return { unit: 'ms', lessIsBetter: true, playground, target: 500 };
    }
  }
];
