import { expect, it } from 'vitest';
import { nextInt, makeRandom, type RandomState } from '../../../src/lib/engine/base/random';
import { Epoch } from '../../../src/lib/engine/base/timestamp';
import { printEvent } from '../../../src/lib/history/print';
import { makeScenario } from '../../../src/lib/scenario/scenario';
import { runScenario } from '../../../src/cli/run-scenario';
import { RunHost } from '../../../src/lib/worker/run-host';
import { insertAt } from '../../../src/lib/worker/script-edit';

/** Design §5a: what is done to a run by hand, at whatever moment, is lines of its script, and that script gives the same history. */

const BEGIN = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated;
\\gset feed_
\\wait 7s
INSERT INTO t VALUES (1, 'a');
`;

const ACTIONS: readonly ((random: RandomState) => { lines: string; session?: string })[] = [
  (random) => ({ lines: `UPSERT INTO t VALUES (${nextInt(random, 1, 5)}, 'live');` }),
  () => ({ lines: 'PAUSE JOB :feed_job_id;' }),
  () => ({ lines: 'RESUME JOB :feed_job_id;' }),
  () => ({ lines: '\\node 2 kill' }),
  () => ({ lines: '\\node 2 restart' }),
  () => ({ lines: "\\sink 'kafka://k' down for 3s" }),
  () => ({ lines: '\\note something happened' }),
  (random) => ({ lines: `DELETE FROM t WHERE id = ${nextInt(random, 1, 5)};`, session: 'other' }),
  () => ({ lines: 'SELEC nonsense;' })
];

it.each(Array.from({ length: 25 }, (_, i) => i + 1))('seed %i', (seed) => {
  const random = makeRandom(seed, 'live script');
  const host = new RunHost();
  host.setScript(BEGIN);
  for (let i = 0; i < 12; i++) {
    // Odd nanoseconds, so that the waits have to be exact; sometimes no time at all.
    const passes = nextInt(random, 0, 3) === 0 ? 0 : nextInt(random, 1, 9_000_000_007);
    host.advance(host.now + passes, Number.MAX_SAFE_INTEGER);
    const { lines, session } = ACTIONS[nextInt(random, 0, ACTIONS.length - 1)](random);
    host.setScript(insertAt(host.script, host.entries, host.position, lines, session).text);
  }
  host.advance(host.now + 60_000_000_000, Number.MAX_SAFE_INTEGER);

  const { log, epoch } = runScenario(makeScenario({ script: host.script }), {
    settle: false,
    until: host.now
  });
  expect(lines(host.log, new Epoch(host.config.start)), `seed ${seed}\n${host.script}`).toEqual(
    lines(log, epoch)
  );
});

const lines = (log: RunHost['log'], epoch: Epoch) =>
  [...log].map((event, seq) => printEvent(event, seq, epoch));
