import { isBefore, type Timestamp } from '../engine/base/timestamp';
import type { DeliveredRow } from './delivery';

/**
 * How a consumer's row stands to the source: `same`; `ahead`, a later version than the one that is compared; `behind`, an earlier one;
 * `missing`; `extra`, a row that the source no longer has; `waiting`, held back until a promise comes; `none`, where neither has one.
 */
export type Standing = 'same' | 'ahead' | 'behind' | 'missing' | 'extra' | 'waiting' | 'none';

/**
 * @param held what the consumer has; undefined for nothing ever
 * @param source the row of the source at `at`; null for none
 * @param at the time of the source that is compared; null where it is the present
 */
export function compareRow(
  held: DeliveredRow | undefined,
  source: string | null,
  at: Timestamp | null
): Standing {
  const row = held?.row ?? null;
  if (row === source) return row === null ? 'none' : 'same';
  // What was written after the moment that is compared is true, only not of that moment.
  if (held && at && isBefore(at, held.mvcc)) return 'ahead';
  if (row === null) return 'missing';
  return source === null ? 'extra' : 'behind';
}

/** Whether a standing is a mistake of the consumer. */
export const isWrong = (standing: Standing): boolean =>
  standing === 'behind' || standing === 'missing' || standing === 'extra';
