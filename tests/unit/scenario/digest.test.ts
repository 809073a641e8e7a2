import { describe, expect, it } from 'vitest';
import { runScenario } from '../../../src/cli/run-scenario';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { historyDigest } from '../../../src/lib/scenario/digest';
import { makeScenario } from '../../../src/lib/scenario/scenario';
import { EMPLOYEES_SCRIPT } from '../../../src/lib/ui/first-scenario';

const run = (seed: number) => runScenario(makeScenario({ script: EMPLOYEES_SCRIPT, seed }), { settle: true });
const END = Number.MAX_SAFE_INTEGER;

describe('the digest of what a run shows', () => {
  const { log, epoch } = run(1);
  const events = [...log];
  const digest = historyDigest(events, epoch, END);
  const withMessage = (change: (event: HistoryEvent) => HistoryEvent) =>
    historyDigest(
      events.map((event) => (event.type === 'message' && event.offset === 3 ? change(event) : event)),
      epoch,
      END
    );

  it('is 16 hexadecimal digits, equal for equal runs and unequal for other seeds', () => {
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    const again = run(1);
    expect(historyDigest(again.log, again.epoch, END)).toBe(digest);
    const other = run(2);
    expect(historyDigest(other.log, other.epoch, END)).not.toBe(digest);
  });

  it('is not disturbed by fields that are no part of it', () => {
    expect(withMessage((event) => ({ ...event, range: 77, node: 9 }) as HistoryEvent)).toBe(digest);
    expect(
      historyDigest(
        events.filter((e) => e.type !== 'statement'),
        epoch,
        END
      )
    ).toBe(digest);
  });

  it.each([
    { name: 'value', change: { value: '{}' } },
    { name: 'key', change: { key: '[9]' } },
    { name: 'offset', change: { offset: 99 } },
    { name: 'partition', change: { partition: 2 } },
    { name: 'topic', change: { topic: 'other' } },
    { name: 'path', change: { path: 'a/b' } }
  ])('sees a change of $name', ({ change }) => {
    expect(withMessage((event) => ({ ...event, ...change }) as HistoryEvent)).not.toBe(digest);
  });

  it('covers what there was up to a moment', () => {
    const messages = events.filter((event) => event.type === 'message');
    expect(historyDigest(events, epoch, messages[2].t)).toBe(historyDigest(messages.slice(0, 3), epoch, END));
  });
});
