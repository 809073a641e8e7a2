import type { FeedOptions } from './options';

/**
 * The payload of a resolved message, the one JSON text of a changefeed without any spaces (reference §4.1). Envelopes that put
 * the row at the top level keep it under `__crdb__`.
 */
export function encodeResolved(options: FeedOptions, hlc: string): { readonly value: string } {
  const body = `{"resolved":"${hlc}"}`;
  const inside = options.envelope === 'bare' || options.envelope === 'row' || options.envelope === 'key_only';
  return { value: inside ? `{"__crdb__":${body}}` : body };
}
