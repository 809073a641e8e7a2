import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HARMS, undisturbed } from '../support/audit/sweep';
import type { SweepResult, SweepTask } from '../support/audit/sweep-worker';
import { printed, SteppedRun } from '../support/audit/stepped-run';
import { inWorkers } from '../support/audit/workers';

/**
 * Scenarios cut at their events: a node dies there, a link breaks, a sink goes away, or the run is put away and taken up again. Random
 * schedules may miss the one moment between a flush and its checkpoint; a sweep does not (guarantees C3). `MOMENTS=all` tries every event.
 */

/** A bit of everything, some hundred events long. */
const LONG = `
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

const SCENARIOS = join(import.meta.dirname, '../scenarios');

const scripts: readonly (readonly [name: string, script: string])[] = [
  ['a bit of everything', LONG],
  ...readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .map((name) => [name, readFileSync(join(SCENARIOS, name), 'utf8')] as const)
    // A planted bug is there to break a guarantee.
    .filter(([, script]) => script.includes('CREATE CHANGEFEED') && !script.includes('\\plant'))
];

/** Moments of each scenario at which each harm strikes. */
const MOMENTS =
  process.env.MOMENTS === 'all' ? Number.POSITIVE_INFINITY : Number(process.env.MOMENTS ?? '12');
const LIMIT_MS = 15 * 60_000;

describe('whatever strikes at whatever event', () => {
  it('sweeps over twenty scenarios and more', () => {
    expect(scripts.length).toBeGreaterThanOrEqual(20);
    expect(undisturbed(LONG).events).toBeGreaterThan(300);
  });

  it(
    'every guarantee holds',
    async () => {
      const harms = [null, ...HARMS.keys()];
      const tasks = scripts.flatMap(([name, script]) =>
        harms.map((harm): SweepTask => ({ name, script, harm, moments: MOMENTS }))
      );
      const faults: string[] = [];
      let runs = 0;
      await inWorkers<SweepTask, SweepResult>('sweep-worker.ts', tasks, (result) => {
        runs += result.runs;
        faults.push(...result.faults);
      });
      expect(faults.join('\n\n')).toBe('');
      expect(runs).toBeGreaterThan(scripts.length * HARMS.length * 10);
    },
    LIMIT_MS
  );
});

describe('a run of some hundred events', () => {
  it('gives one history, in steps of one event and all at once', () => {
    const { history } = undisturbed(LONG);
    expect(history).toContain('"cause":"backfill"');
    expect(printed(new SteppedRun(LONG).finish(90e9)) === history).toBe(true);
  });

  it('gives the same bytes for the same state', () => {
    const run = new SteppedRun(LONG);
    run.step(150);
    const before = run.engine.snapshot();
    run.reload();
    expect(run.engine.snapshot()).toEqual(before);
  });
});
