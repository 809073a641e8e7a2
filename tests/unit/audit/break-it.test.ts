import { describe, expect, it } from 'vitest';
import { BREAK_IT, breakItLines } from '../../../src/lib/audit/break-it';
import { PLANTED_BUGS } from '../../../src/lib/engine/changefeed/planted-bugs';
import { EMPLOYEES_SCRIPT } from '../../../src/lib/ui/first-scenario';
import { auditOf, findingsOf, runScript, violatedBy } from '../../support/audit/audited-run';

// "Break it" in the page: planted into a run that is under way, each bug turns the checks red that it names, with evidence that is there.

it('names the advisories that can be planted', () => {
  const named = BREAK_IT.map(({ bug, advisory }) => [bug, advisory]).sort();
  const advisories = PLANTED_BUGS.filter(({ advisory }) => advisory !== undefined);
  expect(named).toEqual(advisories.map(({ name, advisory }) => [name, advisory]).sort());
});

it('the example is not red by itself', () => {
  expect(findingsOf(auditOf(runScript(EMPLOYEES_SCRIPT)))).toEqual([]);
});

describe.each(BREAK_IT)('$bug', (broken) => {
  it.each([0, 700, 12_345])('in the running example, %i ms later, turns its checks red', (ms) => {
    const wait = ms === 0 ? '' : `\\wait ${ms}ms\n`;
    const run = runScript(`${EMPLOYEES_SCRIPT}${wait}${breakItLines(broken, EMPLOYEES_SCRIPT)}\n`);
    const report = auditOf(run);
    expect(violatedBy(report)).toEqual(expect.arrayContaining([...broken.breaks]));
    for (const { evidence } of report.guarantees.filter(({ verdict }) => verdict === 'violated')) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(evidence.length).toBeLessThanOrEqual(6);
      for (const seq of evidence) expect(run.events[seq]).toBeDefined();
    }
  });

  it('without the bug the same lines break nothing', () => {
    const lines = breakItLines(broken, EMPLOYEES_SCRIPT).split('\n').slice(1).join('\n');
    expect(findingsOf(auditOf(runScript(`${EMPLOYEES_SCRIPT}${lines}\n`)))).toEqual([]);
  });
});

it('names of the script are left alone', () => {
  const [broken] = BREAK_IT;
  expect(breakItLines(broken, 'CREATE TABLE probe (id INT); SELECT probe2_x')).toContain(
    'CREATE TABLE probe3 ('
  );
});
