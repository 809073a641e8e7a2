import type { RunUpdate } from './api';

/** Everything in an update that is handed over instead of copied. */
export function transferables({ history }: RunUpdate): Transferable[] {
  const { type, t, context, wall, logical, numbers, messageKey, writes } = history;
  return [
    type,
    t,
    context,
    wall,
    logical,
    numbers,
    messageKey,
    writes.seq,
    writes.key,
    writes.op,
    writes.range
  ].map((column) => column.buffer);
}
