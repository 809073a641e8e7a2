import { expect, it } from 'vitest';
import { Limits } from '../../../src/lib/delivery/limits';

/** A clock that only waiting moves, and a person who answers when asked. */
class FakeHost {
  time = 0;
  isStopped = false;
  asked = 0;
  onAsk: () => void = () => {};

  now(): number {
    return this.time;
  }

  async wait(ms: number): Promise<void> {
    this.time += ms;
  }

  async askForMore(): Promise<void> {
    this.asked++;
    this.onAsk();
  }
}

async function send(limits: Limits, host: FakeHost, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) if (await limits.mayGo()) times.push(host.time);
  return times;
}

it('no second sees more than ten requests', async () => {
  const host = new FakeHost();
  const times = await send(new Limits(host), host, 95);
  expect(times).toHaveLength(95);
  for (let i = 10; i < times.length; i++) expect(times[i] - times[i - 10]).toBeGreaterThanOrEqual(1000);
  expect(times.at(-1)).toBe(9000);
});

it('the person is asked after five hundred, and again after each five hundred more', async () => {
  const host = new FakeHost();
  const limits = new Limits(host);
  await send(limits, host, 500);
  expect(host.asked).toBe(0);
  await send(limits, host, 1);
  expect(host.asked).toBe(1);
  await send(limits, host, 499);
  expect(host.asked).toBe(1);
  await send(limits, host, 1);
  expect(host.asked).toBe(2);
  expect(limits.sent).toBe(1001);
});

it('nothing goes after Stop, while it waits for a place or for leave', async () => {
  const host = new FakeHost();
  const limits = new Limits(host);
  host.onAsk = () => (host.isStopped = true);
  expect(await send(limits, host, 510)).toHaveLength(500);
  expect(limits.sent).toBe(500);
});
