import type { HistoryEvent } from '../engine/base/events';
import type { Epoch, Nanos } from '../engine/base/timestamp';

/**
 * The digest of what a run shows (design §9): 16 hexadecimal digits over a projection of its messages and resolved timestamps up to a
 * moment, so that fields added to history later do not disturb it. Two FNV-1a hashes of 32 bits with different beginnings; it tells
 * accidents apart, it is no protection.
 */
export function historyDigest(events: Iterable<HistoryEvent>, epoch: Epoch, until: Nanos): string {
  let a = 0x811c9dc5;
  let b = 0x5bd1e995;
  const add = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      a = Math.imul(a ^ c, 0x01000193);
      b = Math.imul(b ^ c ^ (b >>> 13), 0x01000193);
    }
  };
  for (const event of events) {
    if (event.t > until) break;
    if (event.type !== 'message' && event.type !== 'resolved') continue;
    const { type, topic, partition, offset, value } = event;
    const rest =
      event.type === 'message'
        ? [event.key, value, event.path ?? null]
        : [null, value, event.path ?? null, epoch.hlc(event.resolved)];
    add(JSON.stringify([type, topic, partition, offset, ...rest]));
  }
  const hex = (n: number) => (n >>> 0).toString(16).padStart(8, '0');
  return hex(a) + hex(b);
}
