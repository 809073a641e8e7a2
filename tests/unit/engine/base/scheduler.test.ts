import { expect, it } from 'vitest';
import { makeRandom, nextInt } from '../../../../src/lib/engine/base/random';
import { makeSchedulerState, Scheduler, type Due } from '../../../../src/lib/engine/base/scheduler';

interface Numbered extends Due {
  readonly n: number;
}

it('gives events by time, and those of one time in the order they were scheduled', () => {
  const seed = 7;
  const random = makeRandom(seed, 'scheduler test');
  const scheduler = new Scheduler<Numbered>(makeSchedulerState());
  const expected: { at: number; n: number }[] = [];
  for (let n = 0; n < 2000; n++) {
    const at = nextInt(random, 0, 50);
    scheduler.at(at, { kind: 'x', n });
    expected.push({ at, n });
  }
  expected.sort((a, b) => a.at - b.at || a.n - b.n);
  const got: { at: number; n: number }[] = [];
  for (let due = scheduler.takeUntil(100); due; due = scheduler.takeUntil(100))
    got.push({ at: scheduler.now, n: due.n });
  expect(got, `seed ${seed}`).toEqual(expected);
});

it('keeps to its limit and moves the clock over idle time', () => {
  const scheduler = new Scheduler<Due>(makeSchedulerState());
  scheduler.at(10, { kind: 'later' });
  expect(scheduler.takeUntil(9)).toBeUndefined();
  expect(scheduler.now).toBe(0);
  scheduler.moveTo(9);
  expect(scheduler.takeUntil(10)).toEqual({ kind: 'later' });
  expect(scheduler.now).toBe(10);
});

it('refuses the past', () => {
  const scheduler = new Scheduler<Due>(makeSchedulerState());
  scheduler.moveTo(5);
  expect(() => scheduler.at(4, { kind: 'x' })).toThrow('scheduled at 4');
});
