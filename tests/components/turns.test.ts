import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/lib/ui/state/turns';

/** Has parts stand up and tells in which order they did. */
async function inOrder(
  begin: (turns: Turns, stand: (name: string) => () => void) => void
): Promise<string[]> {
  const turns = new Turns();
  const order: string[] = [];
  begin(turns, (name) => () => void order.push(name));
  await expect.poll(() => turns.isOver).toBe(true);
  return order;
}

describe('parts of a page that opens', () => {
  it('stand up by rank, and not in the task that asks', async () => {
    let wasAtOnce = true;
    const order = await inOrder((turns, stand) => {
      turns.take(9, stand('panels'));
      turns.take(1, stand('header'));
      turns.take(2, stand('timeline'));
      wasAtOnce = turns.isOver;
    });
    expect(wasAtOnce).toBe(false);
    expect(order).toEqual(['header', 'timeline', 'panels']);
  });

  it('may wait with parts of their own, which come before what ranks behind them', async () => {
    const order = await inOrder((turns, stand) => {
      turns.take(9, stand('panels'));
      turns.take(3, () => {
        stand('pane')();
        turns.take(6, stand('drawing'));
      });
    });
    expect(order).toEqual(['pane', 'drawing', 'panels']);
  });

  it('that have been taken away before their turn do not come', async () => {
    const order = await inOrder((turns, stand) => {
      turns.take(1, stand('header'));
      turns.take(2, stand('gone'))();
    });
    expect(order).toEqual(['header']);
  });

  it('give way to the next picture once they have worked for a while', async () => {
    const frames: number[] = [];
    let frame = 0;
    const count = () => requestAnimationFrame(() => (frame++, count()));
    count();
    await inOrder((turns) => {
      for (let i = 0; i < 3; i++)
        turns.take(i, () => {
          frames.push(frame);
          const began = performance.now();
          while (performance.now() - began < 10);
        });
    });
    expect(new Set(frames).size).toBe(3);
  });
});
