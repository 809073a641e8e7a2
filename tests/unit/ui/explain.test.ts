import { describe, expect, it } from 'vitest';
import type {
  BatchEvent,
  CheckpointEvent,
  FlowEvent,
  FlowReason,
  MessageEvent
} from '../../../src/lib/engine/base/events';
import { timestamp } from '../../../src/lib/engine/base/timestamp';
import { explainDuplicate } from '../../../src/lib/ui/explain/duplicate';
import { clock } from '../../../src/lib/ui/format';
import { employeesHistory } from '../../support/page/employees-history';

const S = 1_000_000_000;
const messages = employeesHistory().filter((e): e is MessageEvent => e.type === 'message');
const first = messages.find((m) => m.key === '[3]')!; // Ash, sent twice in the example
const again = messages.find((m) => m.key === '[3]' && m.emission === 2)!; // as above

const flow = (reason: FlowReason, highWater: number | null = 27.2 * S): FlowEvent => ({
  t: 58 * S,
  type: 'flow',
  job: '1',
  statement: 2,
  flow: 2,
  coordinator: 1,
  nodes: [1],
  reason,
  high_water: highWater === null ? null : timestamp(highWater),
  checkpoint: 1
});
const checkpoint: CheckpointEvent = {
  t: 30 * S,
  type: 'checkpoint',
  job: '1',
  flow: 1,
  high_water: timestamp(27.2 * S),
  spans: []
};
const failed: BatchEvent = {
  t: 45 * S,
  type: 'batch',
  job: '1',
  statement: 2,
  flow: 1,
  node: 1,
  sink: 'k',
  batch: 7,
  attempt: 1,
  messages: 2,
  stored: 1,
  outcome: 'ack_lost',
  error: null
};

describe('why a message came twice', () => {
  it.each([
    {
      name: 'a resumed feed',
      links: { flow: flow('resume'), checkpoint },
      says: [/was resumed/, /checkpoint at 00:27\.200/, /gone out at 00:45/]
    },
    {
      name: 'a retried feed',
      links: { flow: flow('retry'), checkpoint },
      says: [/after an error/, /00:27\.200/]
    },
    { name: 'a lost node', links: { flow: flow('node_lost'), checkpoint }, says: [/node .* was lost/] },
    { name: 'an altered feed', links: { flow: flow('alter'), checkpoint }, says: [/was altered/] },
    {
      name: 'no checkpoint at all',
      links: { flow: flow('node_lost', null) },
      says: [/from its beginning/, /no checkpoint had been saved/]
    },
    { name: 'nothing but the message', links: {}, says: [/started again/] }
  ])('$name', ({ links, says }) => {
    const { cause, rule, advice } = explainDuplicate(
      { message: again, first, flow: undefined, checkpoint: undefined, failed: undefined, ...links },
      clock
    );
    for (const words of says) expect(cause).toMatch(words);
    expect(rule).toMatch(/at-least-once/i);
    expect(advice).toMatch(/newest `updated` per key/);
  });

  it('tells a batch that was tried again from a feed that went back', () => {
    const message = { ...again, flow: 1, attempt: 2 };
    const { cause } = explainDuplicate(
      { message, first, flow: flow('start'), checkpoint: undefined, failed },
      clock
    );
    expect(cause).toMatch(/not confirmed batch 7/);
    expect(cause).toMatch(/attempt 2/);
    expect(cause).not.toMatch(/checkpoint/);
  });

  it('keeps to the voice: no exclamation marks, whole sentences', () => {
    const { cause, rule, advice } = explainDuplicate(
      { message: again, first, flow: flow('resume'), checkpoint, failed: undefined },
      clock
    );
    for (const sentence of [cause, rule, advice]) expect(sentence).toMatch(/^[A-Z][^!]*\.$/);
  });
});
