import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { auditOf, findingsOf, violatedBy, type TestRun } from './audited-run';
import { farEndFaults } from './far-end';
import { printed, SteppedRun } from './stepped-run';

/**
 * One script, cut at every event: something breaks there, passes, and every guarantee must hold. Random schedules may miss the one moment
 * between a flush and its checkpoint; a sweep does not (guarantees C3).
 */

/** What happens at an event. */
export interface Harm {
  readonly name: string;
  readonly strike: (run: SteppedRun) => void;
}

const NODES = [1, 2, 3] as const;

/** Short of what moves leases and jobs, and beyond it. */
const SHORT_NS = 2 * NS_PER_SECOND;
const LONG_NS = 11 * NS_PER_SECOND;

const away = (action: 'kill' | 'drain', node: number, ns: number): Harm => ({
  name: `node ${node} ${action === 'kill' ? 'is killed' : 'is drained'} for ${ns / NS_PER_SECOND} s`,
  strike: (run) => {
    run.engine.cluster.nodes[action](node);
    run.wait(ns);
    run.engine.cluster.nodes.restart(node);
  }
});

export const HARMS: readonly Harm[] = [
  ...NODES.flatMap((node) => [
    away('kill', node, SHORT_NS),
    away('kill', node, LONG_NS),
    away('drain', node, SHORT_NS)
  ]),
  {
    name: 'node 1 loses touch with the others',
    strike: (run) =>
      run.engine.cluster.nodes.partition(1, [2, 3], { oneWay: false, duration: 5 * NS_PER_SECOND })
  },
  {
    name: 'every sink goes away',
    strike: (run) => run.engine.cluster.sinkFaults.add('', { kind: 'down' }, SHORT_NS)
  },
  {
    name: 'every sink loses its next answer',
    strike: (run) => run.engine.cluster.sinkFaults.add('', { kind: 'lose-acks', left: 1 }, LONG_NS)
  }
];

/** Virtual time after the last line, for what a harm has held up. */
const SETTLE_NS = 90 * NS_PER_SECOND;

/** How a script runs when nothing is done to it. */
export interface Undisturbed {
  /** Events of the scheduler until its last line is done. */
  readonly events: number;
  readonly settled: boolean;
  readonly errors: number;
  readonly history: string;
}

const errorsOf = ({ events }: TestRun): number => events.filter(({ type }) => type === 'error').length;

export function undisturbed(script: string): Undisturbed {
  const run = new SteppedRun(script);
  let events = 0;
  while (!run.step(1)) events++;
  const result = run.finish(SETTLE_NS);
  return { events, settled: result.settled, errors: errorsOf(result), history: printed(result) };
}

/** What is wrong when a harm strikes at an event. */
export function struckAt(
  script: string,
  { harm, at, like }: { readonly harm: Harm; readonly at: number; readonly like: Undisturbed }
): string[] {
  const run = new SteppedRun(script);
  run.step(at);
  harm.strike(run);
  const result = run.finish(SETTLE_NS);
  const report = auditOf(result);
  return [
    ...(violatedBy(report).length > 0 ? findingsOf(report) : []),
    ...farEndFaults(result),
    // A statement that the harm has made fail may have been the one that would have settled it.
    ...(like.settled && !result.settled && errorsOf(result) === like.errors
      ? ['the run does not settle any more']
      : [])
  ];
}

/** Puts the run away at every n-th event and takes it up again: nothing may change. */
export function putAwayEvery(script: string, events: number): string {
  const run = new SteppedRun(script);
  for (;;) {
    run.reload();
    if (run.step(events)) break;
  }
  run.reload();
  return printed(run.finish(SETTLE_NS));
}
