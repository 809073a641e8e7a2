import { expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Reference §8.1: `coordinator_id` is the node that has the job, which another node takes when that one is lost.

const COORDINATOR = `SELECT coordinator_id FROM [SHOW JOBS] WHERE job_type = 'CHANGEFEED';\n`;

it.each([
  { fault: 'kill', wait: '30s' },
  { fault: 'drain', wait: '10s' }
])('after a $fault of its coordinator a job is on the node of its new flow', ({ fault, wait }) => {
  const { events } = runScript(`CREATE TABLE t (a INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k';
\\wait 5s
${COORDINATOR}\\node 1 ${fault}
\\wait ${wait}
\\session other
${COORDINATOR}`);
  const shown = events.flatMap((e) =>
    e.type === 'result' && e.columns[0]?.name === 'coordinator_id' ? [e.rows[0][0]] : []
  );
  const flows = events.flatMap((e) => (e.type === 'flow' ? [String(e.coordinator)] : []));
  expect(flows[0]).toBe('1');
  expect(flows.at(-1)).not.toBe('1');
  expect(shown).toEqual([flows[0], flows.at(-1)]);
});
