import { describe, expect, it } from 'vitest';
import { NS_PER_SECOND } from '../../src/lib/engine/base/timestamp';
import { auditOf, findingsOf, violatedBy } from '../support/audit/audited-run';
import { farEndFaults } from '../support/audit/far-end';
import { printed, SteppedRun } from '../support/audit/stepped-run';

/**
 * One scenario, cut at every event: a node dies there, or the run is put away and taken up again. Random schedules may miss the one
 * moment between a flush and its checkpoint; a sweep does not (guarantees C3).
 */
const SCRIPT = `
CREATE TABLE t (id INT PRIMARY KEY, v STRING, n INT);
INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3), (4, 'd', 4), (5, 'e', 5), (6, 'f', 6);
ALTER TABLE t SPLIT AT VALUES (3), (5);
\\lease t 3 to 2
\\lease t 5 to 3
\\topic t partitions 2
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated, diff, resolved, min_checkpoint_frequency = '1s';
CREATE CHANGEFEED FOR TABLE t INTO 'nodelocal://1/out' WITH updated, resolved = '2s', min_checkpoint_frequency = '500ms';
\\wait 200ms
UPDATE t SET v = 'a2' WHERE id = 1;
UPDATE t SET v = 'a3' WHERE id = 1;
BEGIN;
UPDATE t SET n = n + 10 WHERE id IN (1, 3, 5);
DELETE FROM t WHERE id = 6;
COMMIT;
\\wait 4s
INSERT INTO t VALUES (7, 'g', 7), (2000, 'z', 0);
UPDATE t SET v = 'a4' WHERE id = 1;
\\wait 300ms
UPDATE t SET n = n + 1 WHERE id < 5;
UPDATE t SET n = n + 1 WHERE id > 2;
DELETE FROM t WHERE id = 4;
UPSERT INTO t VALUES (4, 'd2', 40), (8, 'h', 8);
\\wait 3500ms
ALTER TABLE t ADD COLUMN w INT DEFAULT 5;
UPDATE t SET w = 6 WHERE id = 3;
\\wait 4s
UPDATE t SET v = 'last';
\\wait 7s
DELETE FROM t WHERE id IN (2, 7);
`;
const SETTLE_NS = 90 * NS_PER_SECOND;

const whole = new SteppedRun(SCRIPT);
let events = 0;
while (!whole.step(1)) events++;
const undisturbed = printed(whole.finish(SETTLE_NS));

/** Every third event, from another one each time a test runs for another node; `EVERY=1` takes all of them. */
const EVERY = Number(process.env.EVERY ?? '3');
/** Sweeps in pieces, so that a failure is told soon and no test takes long. */
const PIECE = 60;
const pieces = Array.from({ length: Math.ceil(events / PIECE) }, (_, i) => [
  i * PIECE,
  Math.min((i + 1) * PIECE, events)
]);

it('is a scenario of some hundred events with something to sweep over', () => {
  expect(events).toBeGreaterThan(300);
  expect(undisturbed).toContain('"cause":"backfill"');
});

describe.each([
  ['is killed and comes back', (run: SteppedRun, node: number) => run.engine.cluster.nodes.kill(node)],
  ['is drained and comes back', (run: SteppedRun, node: number) => run.engine.cluster.nodes.drain(node)]
])('a node %s', (_name, harm) => {
  it.each(pieces)('at events %i to %i', (from, to) => {
    for (const node of [1, 2, 3])
      for (let at = from + (node % EVERY); at < to; at += EVERY) {
        const run = new SteppedRun(SCRIPT);
        run.step(at);
        harm(run, node);
        // Short of what moves its leases, or beyond it.
        run.wait(at % 2 === 0 ? 2 * NS_PER_SECOND : 11 * NS_PER_SECOND);
        run.engine.cluster.nodes.restart(node);
        const result = run.finish(SETTLE_NS);
        const report = auditOf(result);
        const told = `node ${node} at event ${at}\n${findingsOf(report).join('\n')}`;
        expect(violatedBy(report), told).toEqual([]);
        expect(farEndFaults(result), told).toEqual([]);
        expect(result.settled, told).toBe(true);
      }
  });
});

it('gives one history, in steps of one event and all at once', () => {
  expect(printed(new SteppedRun(SCRIPT).finish(SETTLE_NS)) === undisturbed).toBe(true);
});

describe('a run that is put away and taken up again', () => {
  it('after each event goes on as if nothing had been', () => {
    const run = new SteppedRun(SCRIPT);
    for (;;) {
      run.reload();
      if (run.step(1)) break;
    }
    run.reload();
    expect(printed(run.finish(SETTLE_NS)) === undisturbed).toBe(true);
  });

  it('gives the same bytes for the same state', () => {
    const run = new SteppedRun(SCRIPT);
    run.step(Math.floor(events / 2));
    const before = run.engine.snapshot();
    run.reload();
    expect(run.engine.snapshot()).toEqual(before);
  });
});
