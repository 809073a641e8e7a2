import { decodeLink, encodeLink } from '../../src/lib/scenario/link';
import { makeScenario } from '../../src/lib/scenario/scenario';
import { runScenario } from '../../src/cli/run-scenario';
import { Engine } from '../../src/lib/engine/cluster/engine';
import { EMPLOYEES_SCRIPT } from '../../src/lib/ui/first-scenario';
import { BenchRun, check } from './support/run';
import { median, msOf, type Workload } from './support/workload';

/** Virtual time, links and snapshots: what decides how the page feels. */

const FEED = "CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated, resolved = '10s';\n";

function idleHour(): number {
  const run = new BenchRun();
  run.script(`CREATE TABLE t (id INT PRIMARY KEY, v STRING);\n${FEED}INSERT INTO t VALUES (1, 'a');\n`);
  run.wait(60);
  const began = performance.now();
  run.wait(3600);
  const ms = performance.now() - began;
  check(run.count('resolved') > 50, 'resolved messages');
  return ms;
}

/** A run of 10,000 rows with a feed, and its snapshot. */
function largeRun(): BenchRun {
  const run = new BenchRun();
  run.script(
    `CREATE TABLE t (id INT PRIMARY KEY, v STRING);\n${FEED}` +
      `INSERT INTO t SELECT i, 'some text of row ' || i FROM generate_series(1, 10000) AS g (i);\n\\wait 5s\n`
  );
  return run;
}

export const workloads: readonly Workload[] = [
  {
    name: 'an idle hour of virtual time, one changefeed',
    measure: async () => ({
      unit: 'ms',
      lessIsBetter: true,
      playground: await median(idleHour, 5),
      target: 50
    })
  },
  {
    name: 'opening the link of the first example, run to its end',
    measure: async () => {
      const link = encodeLink(makeScenario({ script: EMPLOYEES_SCRIPT }));
      const playground = await median(
        () =>
          msOf(() => {
            const { log } = runScenario(decodeLink(link)!, { settle: true }); // the link was just made
            check(log.length > 50, 'history');
          }),
        9
      );
      return { unit: 'ms', lessIsBetter: true, playground, target: 100, more: { characters: link.length } };
    }
  },
  {
    name: 'snapshot of a run of 10,000 rows',
    measure: async () => {
      const run = largeRun();
      let bytes: Uint8Array = new Uint8Array();
      const playground = await median(() => msOf(() => (bytes = run.engine.snapshot())), 5);
      const restore = await median(() => msOf(() => Engine.restore(bytes, run.log)), 5);
      return {
        unit: 'ms',
        lessIsBetter: true,
        playground,
        more: { 'restore ms': restore, bytes: bytes.length, 'bytes a row': bytes.length / 10_000 }
      };
    }
  }
];
