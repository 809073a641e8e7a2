import type {
  BatchEvent,
  CheckpointEvent,
  FlowEvent,
  HistoryEvent,
  MessageEvent
} from '../../engine/base/events';
import { BATCH } from '../../history/event-codec';
import type { DuplicateLinks } from '../explain/duplicate';
import type { EventReader } from '../state/event-reader.svelte';
import type { RunView } from '../state/run-view.svelte';

/** The events that a second copy links to, as far as they are at hand; reading them asks for the rest. */
export function duplicateLinks(message: MessageEvent, view: RunView, reader: EventReader): DuplicateLinks {
  const first = message.first === null ? undefined : reader.get(message.first);
  const checkpoint = message.checkpoint === null ? undefined : reader.get(message.checkpoint);
  return {
    message,
    first: first?.type === 'message' ? first : undefined,
    flow: flowOf(message, view)?.event,
    checkpoint: checkpoint?.type === 'checkpoint' ? (checkpoint satisfies CheckpointEvent) : undefined,
    failed: failedBatch(message, view, reader)
  };
}

/** The start of the flow that sent a message. */
export function flowOf(
  message: MessageEvent,
  view: RunView
): { readonly seq: number; readonly event: FlowEvent } | undefined {
  for (const [seq, event] of view.sparseEvents())
    if (event.type === 'flow' && event.statement === message.statement && event.flow === message.flow)
      return { seq, event };
  return undefined;
}

/** The attempt before the one that sent this copy, where its batch was tried again. */
function failedBatch(message: MessageEvent, view: RunView, reader: EventReader): BatchEvent | undefined {
  if (message.attempt <= 1) return undefined;
  const seq = batchSeq(message, message.attempt - 1, view);
  const event: HistoryEvent | undefined = seq === undefined ? undefined : reader.get(seq);
  return event?.type === 'batch' ? event : undefined;
}

/** The batch event of one attempt at a message's batch. */
export function batchSeq(message: MessageEvent, attempt: number, view: RunView): number | undefined {
  const { columns, index } = view;
  return index.batches
    .get(message.statement)
    ?.find(
      (seq) =>
        columns.numberAt(BATCH.batch, seq) === message.batch &&
        columns.numberAt(BATCH.attempt, seq) === attempt &&
        columns.numberAt(BATCH.flow, seq) === message.flow
    );
}
