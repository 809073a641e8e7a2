import { describe, expect, it } from 'vitest';
import { formatLogLine, logLine } from '../../../src/lib/history/log-lines';
import { runScript } from '../../support/audit/audited-run';

const SCRIPT = `CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH resolved = '10s';
\\gset
\\wait 5s
\\sink 'kafka://k' down for 30s
INSERT INTO t VALUES (1);
\\wait 40s
\\node 2 kill
\\wait 20s
\\node 2 restart
PAUSE JOB :job_id;
\\wait 1s
CANCEL JOB :job_id;
\\wait 5s
`;

describe('the log of a run', () => {
  const { events, epoch } = runScript(SCRIPT);
  const lines = events.flatMap((event) => {
    const line = logLine(event);
    return line ? [{ ...line, whole: formatLogLine(line, event.t, epoch) }] : [];
  });
  const has = (pattern: RegExp) => lines.filter(({ whole }) => pattern.test(whole));

  it.each([
    {
      what: 'the structured event of a new feed',
      pattern: /"EventType":"create_changefeed".*"Resolved":"10s"/
    },
    {
      what: 'a retryable error',
      pattern: /^W\d{6} .* CHANGEFEED job \d+ encountered retryable error: cannot connect/
    },
    { what: 'a new flow after it', pattern: /starting changefeed flow \d+ \(retry\)/ },
    { what: 'a node that is gone', pattern: /n2 is not live/ },
    { what: 'a node that is back', pattern: /"EventType":"node_restart","NodeID":2/ },
    { what: 'the end of the job', pattern: /"EventType":"changefeed_canceled"/ }
  ])('has $what', ({ pattern }) => {
    expect(has(pattern).length).toBeGreaterThan(0);
  });

  it('is written as crdb-v2 has it: severity, date and time, node', () => {
    for (const { whole } of lines) expect(whole).toMatch(/^[IWE]231114 22:1\d:\d\d\.\d{6} \[n\d/);
  });

  it('leaves out what is no news: commits, messages, checkpoints', () => {
    expect(lines.length).toBeLessThan(40);
  });
});
