import { isBefore, type Timestamp } from '../engine/base/timestamp';
import type { DeliveredRow } from './delivery';

/**
 * How a consumer's row stands to the source: `same`; `reshaped`, the same version in other columns than the source shows; `ahead`, a later
 * version than the one that is compared; `behind`, an earlier one; `missing`; `extra`, a row that the source no longer has; `waiting`, held
 * back until a promise comes; `none`, where neither has one.
 */
export type Standing = 'same' | 'reshaped' | 'ahead' | 'behind' | 'missing' | 'extra' | 'waiting' | 'none';

/**
 * @param held what the consumer has; undefined for nothing ever
 * @param source the row of the source at `at`; null for none
 * @param at the time of the source that is compared; null where it is the present
 * @param isReshaped whether what is held is the source's version as the feed shows it: a query's columns, or those the table had then
 */
export function compareRow(
  held: DeliveredRow | undefined,
  source: string | null,
  at: Timestamp | null,
  isReshaped = false
): Standing {
  const row = held?.row ?? null;
  if (row === source) return row === null ? 'none' : 'same';
  // What was written after the moment that is compared is true, only not of that moment.
  if (held && at && isBefore(at, held.mvcc)) return 'ahead';
  if (row === null) return 'missing';
  if (isReshaped) return 'reshaped';
  return source === null ? 'extra' : 'behind';
}

/** Whether a standing is a mistake of the consumer. */
export const isWrong = (standing: Standing): boolean =>
  standing === 'behind' || standing === 'missing' || standing === 'extra';
