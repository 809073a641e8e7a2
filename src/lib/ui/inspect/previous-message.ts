import { MESSAGE_CONTEXT } from '../../history/event-codec';
import { lowerBound } from '../../timeline/columns';
import { refOf, seqOf } from '../../timeline/marks';
import type { RunView } from '../state/run-view.svelte';

/** The message that the same feed sent of the same row and family before; undefined for the first one. */
export function previousMessage({ columns, lanes }: RunView, seq: number): number | undefined {
  const key = columns.messageKeyAt(seq);
  const id = lanes.groupIdOf(seq);
  const marks =
    lanes
      .groups()
      .find((group) => group.id === id)
      ?.messages.get(key) ?? [];
  const family = columns.contextAt(seq)[MESSAGE_CONTEXT.family];
  for (let i = lowerBound(marks, refOf(seq, 0)) - 1; i >= 0; i--) {
    const other = seqOf(marks[i]);
    if (columns.contextAt(other)[MESSAGE_CONTEXT.family] === family) return other;
  }
  return undefined;
}
