import { grouped } from '../format';
import type { ConsumerName } from '../../consumers/consumer';
import type { Standing } from '../../consumers/compare';
import type { WorkbenchReport } from '../../worker/read-types';

/** What the workbench calls things. */

export const CONSUMER_WORDS: Readonly<
  Record<ConsumerName, { readonly name: string; readonly does: string }>
> = {
  naive: { name: 'Naive', does: 'applies every message as it comes' },
  idempotent: { name: 'Idempotent', does: 'keeps the newest updated of each key' },
  buffering: { name: 'Buffers', does: 'waits for resolved, then applies in order' }
};

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  same: 'same as the source',
  reshaped: 'same version, other columns',
  ahead: 'newer than the source at that time',
  behind: 'an old version',
  missing: 'missing',
  extra: 'deleted at the source',
  waiting: 'held back',
  none: 'no row'
};

/** Whether a consumer goes wrong, cannot do its work with what this feed sends, or does well. */
export function conditionOf(report: WorkbenchReport, name: ConsumerName): 'wrong' | 'lacking' | 'well' {
  if (report.sums[name].wrong > 0) return 'wrong';
  return whatIsLacking(report, name) === undefined ? 'well' : 'lacking';
}

function whatIsLacking({ hasResolved, hasUpdated }: WorkbenchReport, name: ConsumerName): string | undefined {
  if (name === 'buffering' && !hasResolved) return 'waits for ever: this feed sends no resolved timestamps';
  if (name === 'idempotent' && !hasUpdated) return 'cannot tell old from new: this feed sends no updated';
  return undefined;
}

/** How one consumer does, in a few words. */
export function sumWords(report: WorkbenchReport, name: ConsumerName): string {
  const { wrong, ahead, reshaped, skipped } = report.sums[name];
  const lacking = whatIsLacking(report, name);
  if (lacking !== undefined) return lacking;
  if (wrong > 0) return `${count(wrong, 'row is', 'rows are')} wrong`;
  if (name === 'buffering' && report.waiting > 0)
    return `exactly the source; ${count(report.waiting, 'message', 'messages')} held back`;
  if (ahead > 0) return `no row wrong, ${ahead} of a later time`;
  if (reshaped > 0) return `no row wrong, ${reshaped} in other columns`;
  if (skipped > 0) return `exactly the source; left out ${count(skipped, 'copy', 'copies')}`;
  return 'exactly the source';
}

const count = (n: number, one: string, many: string): string => `${grouped(n)} ${n === 1 ? one : many}`;
