import type { FeedTerms, MessageEvent, ResolvedEvent } from '../engine/base/events';
import type { Timestamp } from '../engine/base/timestamp';
import { jsonMembers } from '../history/json-members';

/** What a consumer reads, one after the other: rows and resolved timestamps, each with where it was read. */

export interface DeliveredRow {
  readonly kind: 'row';
  /** Seq of the message. */
  readonly seq: number;
  /** Table, family and primary key as one text: what a consumer keeps rows under. */
  readonly id: string;
  readonly key: string;
  readonly table: string;
  readonly family: string;
  /** The row as the message shows it, `null` for a deletion; undefined where the message does not show it. */
  readonly row: string | null | undefined;
  readonly updated: Timestamp;
  readonly mvcc: Timestamp;
  /** 1 for the first copy. */
  readonly emission: number;
}

export interface DeliveredResolved {
  readonly kind: 'resolved';
  readonly seq: number;
  /** Topic and partition, or the sink where there are none: each is read for itself and promises for itself. */
  readonly place: string;
  readonly resolved: Timestamp;
}

export type Delivery = DeliveredRow | DeliveredResolved;

export function deliveredRow(seq: number, event: MessageEvent, terms: FeedTerms | null): DeliveredRow {
  const key = event.row ?? event.key ?? '';
  return {
    kind: 'row',
    seq,
    id: rowId(event.table, event.family, key),
    key,
    table: event.table,
    family: event.family,
    row: rowOf(event.value, terms),
    updated: event.updated,
    mvcc: event.mvcc,
    emission: event.emission
  };
}

export function deliveredResolved(seq: number, event: ResolvedEvent): DeliveredResolved {
  return { kind: 'resolved', seq, place: placeOf(event.topic, event.partition), resolved: event.resolved };
}

export const rowId = (table: string, family: string, key: string): string =>
  `${table}\u0000${family}\u0000${key}`;

/** Where something was read. */
export const placeOf = (topic: string | null, partition: number | null): string =>
  partition === null ? '' : `${topic ?? ''}/${partition}`;

/**
 * The row in a message's value as the JSON text it is written with, by envelope (reference §4.3–4.7); null for a deletion, undefined where
 * the value does not say or the format is not JSON.
 */
export function rowOf(value: string | null, terms: FeedTerms | null): string | null | undefined {
  if (!terms || terms.format !== 'json' || terms.envelope === 'key_only') return undefined;
  if (value === null) return null;
  switch (terms.envelope) {
    case 'wrapped':
      return orDeleted(jsonMembers(value)?.get('after'));
    case 'enriched': {
      const outer = jsonMembers(value);
      const payload = outer?.get('payload');
      return orDeleted((payload === undefined ? outer : jsonMembers(payload))?.get('after'));
    }
    case 'row':
    case 'bare': {
      const members = jsonMembers(value);
      if (!members) return undefined;
      members.delete('__crdb__');
      return `{${[...members].map(([name, text]) => `${JSON.stringify(name)}: ${text}`).join(', ')}}`;
    }
    default:
      return undefined;
  }
}

const orDeleted = (after: string | undefined): string | null | undefined => (after === 'null' ? null : after);
