import { MIN_TIMESTAMP, NS_PER_SECOND, type Nanos } from '../engine/base/timestamp';
import type { RunHost } from './run-host';

/** How far a run goes on after its script to settle (design §8). */
const SETTLE_LIMIT_NS = 600 * NS_PER_SECOND;
const SETTLE_STEP_NS = 200_000_000;

/**
 * To the end of the script, and on until everything has settled or a time has passed in which it should have: where a transaction stays open or
 * a sink down, it never does.
 * @param limit what the call before this one has given, when it used up its work
 * @returns when that time is over; null while the script is not at its end
 */
export function runToEnd(host: RunHost, maxWork: number, limit: Nanos | null): Nanos | null {
  let left = maxWork;
  while (!host.isIdle && left > 0) {
    host.advanceToIdle(Math.min(left, 10_000));
    left -= 10_000;
  }
  if (!host.isIdle) return null;
  const end = limit ?? host.now + SETTLE_LIMIT_NS;
  while (left > 0 && host.now < end && !isSettled(host)) {
    host.advance(Math.min(host.now + SETTLE_STEP_NS, end), left);
    left -= 100;
  }
  return end;
}

/** A run that has been played at once. */
export interface PlayedAtOnce {
  readonly host: RunHost;
  /** Whether there was more to do than it might. */
  readonly isCut: boolean;
}

/**
 * Plays a run that has just been opened up to a moment, or else until it has settled, with so much work and no more (design §5a): events handled,
 * rows visited by statements and by the queries of feeds, and what history gains by them. It is counted, not timed, so that a link stands at the
 * same moment everywhere.
 * An event is handled whole or not at all: where a statement alone would do more, the run stands before it.
 * @param make the run at its beginning, as often as it is asked for
 */
export function playAtOnce(make: () => RunHost, until: Nanos | null, maxWork: number): PlayedAtOnce {
  const host = make();
  host.engine.boundWork(maxWork);
  const { steps, isCut } = playSteps(host, until, maxWork, Number.POSITIVE_INFINITY);
  host.engine.boundWork(Number.POSITIVE_INFINITY);
  if (!host.engine.wasCut) return { host, isCut };
  const again = make();
  playSteps(again, until, maxWork, steps - 1);
  return { host: again, isCut: true };
}

/** One event after the other. */
function playSteps(
  host: RunHost,
  until: Nanos | null,
  maxWork: number,
  maxSteps: number
): { readonly steps: number; readonly isCut: boolean } {
  const done = () => host.engine.workDone + host.log.length;
  const most = done() + maxWork;
  let steps = 0;
  const mayGoOn = () => done() < most && steps < maxSteps && !host.engine.wasCut;
  const playTo = (at: Nanos) => {
    for (let isThere = false; !isThere && mayGoOn(); steps++) isThere = host.advance(at, 1);
  };
  if (until !== null) playTo(until);
  else {
    for (let before = -1; mayGoOn() && done() > before && !host.isIdle; steps++) {
      before = done();
      host.advanceToIdle(1);
    }
    const limit = host.now + SETTLE_LIMIT_NS;
    while (mayGoOn() && host.now < limit && !isSettled(host)) playTo(host.now + SETTLE_STEP_NS);
  }
  return { steps, isCut: !mayGoOn() };
}

/** Whether nothing more would happen but the passing of time. */
export function isSettled({ engine }: RunHost): boolean {
  return engine.isSettled(engine.highestCommit ?? MIN_TIMESTAMP);
}
