import { MIN_TIMESTAMP, NS_PER_SECOND, type Nanos } from '../engine/base/timestamp';
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

/**
 * Plays a run that has just been opened up to a moment, or else until it has settled, with so much work and no more (design §5a): events handled,
 * rows visited by statements, and what history gains by them. It is counted, not timed, so that a link stands at the same moment everywhere. One
 * event after the other, since a statement is one and carried out whole; what it may do at most is its own budget.
 */
export function playAtOnce(host: RunHost, until: Nanos | null, maxWork: number): void {
  const done = () => host.engine.workDone + host.log.length;
  const most = done() + maxWork;
  const playTo = (at: Nanos) => {
    while (done() < most && !host.advance(at, 1));
  };
  if (until !== null) return playTo(until);
  for (let before = -1; done() < most && done() > before && !host.isIdle;) {
    before = done();
    host.advanceToIdle(1);
  }
  const limit = host.now + SETTLE_LIMIT_NS;
  while (done() < most && host.now < limit && !isSettled(host)) playTo(host.now + SETTLE_STEP_NS);
}

/** Whether nothing more would happen but the passing of time. */
export function isSettled({ engine }: RunHost): boolean {
  return engine.isSettled(engine.highestCommit ?? MIN_TIMESTAMP);
}
