import type { FeedTerms, MessageEvent } from '../../engine/base/events';
import type { ShownRow } from './facts';
import { jsonMembers } from '../../history/json-members';

/** What a JSON message says of its row, by envelope (reference §4.3–4.7); null where it says nothing that can be told apart. */
export function shownRow(message: MessageEvent, terms: FeedTerms | null): ShownRow | null {
  if (!terms || terms.format !== 'json' || terms.query) return null;
  const isWrapped = terms.sink === 'pubsub' || terms.sink === 'pulsar';
  const value = isWrapped ? innerValue(message.value) : message.value;
  switch (terms.envelope) {
    case 'wrapped': {
      const members = value === null ? null : jsonMembers(value);
      const after = members?.get('after');
      if (!members || after === undefined) return null;
      return {
        after,
        before: members.get('before'),
        key: members.get('key'),
        updated: timeText(members.get('updated')),
        mvcc: timeText(members.get('mvcc_timestamp'))
      };
    }
    case 'enriched': {
      const outer = value === null ? null : jsonMembers(value);
      const payload = outer?.get('payload');
      const members = payload === undefined ? outer : jsonMembers(payload);
      const after = members?.get('after');
      if (!members || after === undefined) return null;
      return {
        after,
        before: members.get('before'),
        key: members.get('key'),
        updated: undefined,
        mvcc: undefined
      };
    }
    case 'row':
      return value === null
        ? { after: 'null', before: undefined, key: undefined, updated: undefined, mvcc: undefined }
        : topLevelRow(value);
    default:
      return null;
  }
}

/** What a JSON message shows of a query's output (reference §7.3); undefined for a deletion and where that cannot be told apart. */
export function shownOutput(message: MessageEvent, terms: FeedTerms): string | undefined {
  if (terms.format !== 'json' || message.value === null) return undefined;
  const isWrapped = terms.sink === 'pubsub' || terms.sink === 'pulsar';
  const value = (isWrapped ? innerValue(message.value) : message.value) ?? '';
  if (terms.envelope === 'bare' || terms.envelope === 'row') return topLevelRow(value)?.after;
  const after = terms.envelope === 'wrapped' ? jsonMembers(value)?.get('after') : undefined;
  return after === 'null' ? undefined : after;
}

/** What Pub/Sub and Pulsar receive holds key and topic beside the value (reference §3.8, §3.9). */
function innerValue(value: string | null): string | null {
  const members = value === null ? null : jsonMembers(value);
  return members?.get('Value') ?? members?.get('value') ?? value;
}

/** A row at the top level, with what the envelope adds under `__crdb__`. */
function topLevelRow(value: string): ShownRow | null {
  const members = jsonMembers(value);
  if (!members) return null;
  const added = jsonMembers(members.get('__crdb__') ?? '{}');
  members.delete('__crdb__');
  const after = `{${[...members].map(([name, text]) => `${JSON.stringify(name)}: ${text}`).join(', ')}}`;
  return {
    after,
    before: undefined,
    key: added?.get('key'),
    updated: timeText(added?.get('updated')),
    mvcc: timeText(added?.get('mvcc_timestamp'))
  };
}

/** The text inside the quotes. */
const timeText = (literal: string | undefined): string | undefined => literal?.slice(1, -1);
