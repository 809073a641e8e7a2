import type {
  BatchEvent,
  CheckpointEvent,
  FlowEvent,
  FlowReason,
  MessageEvent
} from '../../engine/base/events';
import type { Nanos } from '../../engine/base/timestamp';

/** What was recorded about a second copy. Nothing here is guessed: each member is an event that the message links to. */
export interface DuplicateLinks {
  readonly message: MessageEvent;
  readonly first: MessageEvent | undefined;
  /** The start of the flow that sent this copy. */
  readonly flow: FlowEvent | undefined;
  /** The checkpoint that the flow went back to. */
  readonly checkpoint: CheckpointEvent | undefined;
  /** The attempt before, where the batch was sent again. */
  readonly failed: BatchEvent | undefined;
}

/** Cause, rule, advice: three sentences in the voice of look.md. */
export interface Explanation {
  readonly cause: string;
  readonly rule: string;
  readonly advice: string;
}

const REASONS: Readonly<Record<FlowReason, string>> = {
  start: 'the feed began',
  resume: 'the feed was resumed',
  retry: 'the feed started again after an error',
  node_lost: 'a node that ran part of the feed was lost, and the feed started again',
  drain: 'a node was drained, and the feed moved',
  alter: 'the feed was altered and started again',
  boundary: 'the feed started again at a schema change'
};

export function explainDuplicate(links: DuplicateLinks, clock: (t: Nanos) => string): Explanation {
  return {
    cause: causeOf(links, clock),
    rule: ruleOf(links),
    advice: 'Consumers keep the newest `updated` per key.'
  };
}

function causeOf(links: DuplicateLinks, clock: (t: Nanos) => string): string {
  const { message, first, flow, checkpoint, failed } = links;
  if (isRetriedBatch(links)) {
    const why = failed
      ? `the sink had not confirmed batch ${failed.batch}`
      : 'the sink had not confirmed its batch';
    return `Sent again: ${why}, so all of it was sent once more (attempt ${message.attempt}).`;
  }
  const reason = flow ? REASONS[flow.reason] : 'the feed started again';
  const covers = checkpoint?.high_water ?? flow?.high_water ?? null;
  const from =
    covers === null
      ? 'from its beginning, because no checkpoint had been saved'
      : `from its checkpoint at ${clock(covers.wall)}; this change, of ${clock(message.updated.wall)}, came after it`;
  const before = first ? ` It had gone out at ${clock(first.t)}.` : '';
  return `Sent again: ${reason} and went on ${from}.${before}`;
}

function ruleOf(links: DuplicateLinks): string {
  return isRetriedBatch(links)
    ? 'A batch is sent as a whole until it is confirmed; at-least-once delivery allows this.'
    : 'At-least-once delivery allows this: what came after the newest checkpoint is sent again, so that nothing is lost.';
}

/** The same flow sent it twice: then it was the batch that was tried again, not the feed that went back. */
function isRetriedBatch({ message, first }: DuplicateLinks): boolean {
  return message.attempt > 1 && (first === undefined || first.flow === message.flow);
}
