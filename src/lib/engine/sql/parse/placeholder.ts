import type { Placeholder } from '../ast/expr';
import type { Cursor } from './cursor';

/** `$1`, at which the cursor stands; in a prepared statement with the slot it shares with all others of its number. */
export function placeholder(p: Cursor): Placeholder {
  const span = p.tokenSpan();
  const index = Number(p.tokenText().slice(1));
  p.next();
  return { kind: 'placeholder', index, slot: slotOf(p, index), span };
}

function slotOf({ slots }: Cursor, index: number): Placeholder['slot'] {
  if (!slots) return undefined;
  const known = slots.get(index);
  if (known) return known;
  const slot = { type: undefined, value: undefined };
  slots.set(index, slot);
  return slot;
}
