import { MIN_TIMESTAMP, NS_PER_SECOND } from '../engine/base/timestamp';
import type { RunHost } from './run-host';

/** How far a run goes on after its script to settle (design §8). */
const SETTLE_LIMIT_NS = 600 * NS_PER_SECOND;
const SETTLE_STEP_NS = 200_000_000;

/** To the end of the script, and on until everything has settled. */
export function runToEnd(host: RunHost, maxWork: number): void {
  let left = maxWork;
  while (!host.isIdle && left > 0) {
    host.advanceToIdle(Math.min(left, 10_000));
    left -= 10_000;
  }
  const limit = host.now + SETTLE_LIMIT_NS;
  while (left > 0 && host.now < limit && !isSettled(host)) {
    host.advance(host.now + SETTLE_STEP_NS, left);
    left -= 100;
  }
}

/** Whether nothing more would happen but the passing of time. */
export function isSettled({ engine }: RunHost): boolean {
  return engine.isSettled(engine.highestCommit ?? MIN_TIMESTAMP);
}
