import type { HistoryEventType } from '../engine/base/events';

/** Event types by number, as the `type` column holds them. The order is part of the stored form: add at the end. */
export const EVENT_TYPES: readonly HistoryEventType[] = [
  'statement',
  'result',
  'error',
  'notice',
  'note',
  'commit',
  'txn',
  'flow',
  'scan',
  'batch',
  'message',
  'resolved',
  'file',
  'request',
  'registry',
  'checkpoint',
  'job',
  'schema_change',
  'cluster',
  'fault',
  'audit'
];

const TYPE_NUMBERS = new Map(EVENT_TYPES.map((type, i) => [type, i]));

export function typeNumber(type: HistoryEventType): number {
  return TYPE_NUMBERS.get(type)!; // every type is in the list
}

/** Fields shared by many events: a list of values whose meaning the event's type tells. */
export type Context = readonly (string | number | null)[];
