import { describe, expect, it } from 'vitest';
import { PLANTED_BUGS } from '../../../src/lib/engine/changefeed/planted-bugs';
import { auditOf, findingsOf, runScript, violatedBy } from '../../support/audit/audited-run';

// The five public advisories, each planted in the mechanism by `\plant` (guarantees B8): the audit finds every one of them, and
// finds nothing in the same script without it.

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, v STRING);';
const rows = (from: number, to: number) =>
  `INSERT INTO t SELECT i, 'row' || i::STRING FROM generate_series(${from}, ${to}) AS g(i);`;

const SCRIPTS: Readonly<Record<string, string>> = {
  'early-success': `${TABLE} ${rows(1, 5000)}
\\sink 'kafka://k' slow 2s
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH initial_scan = 'only';
\\wait 60s`,
  'early-resolved': `${TABLE}
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH resolved, updated, min_checkpoint_frequency = '1s';
${Array.from({ length: 20 }, (_, i) => `\\wait 300ms\nINSERT INTO t VALUES (${i}, 'a');`).join('\n')}
\\wait 10s`,
  'reorder-on-retry': `${TABLE}
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH updated;
\\wait 10s
\\sink 'kafka://k' ack-then-fail 0 of 1
INSERT INTO t VALUES (1, 'a');
\\wait 5ms
\\sink 'kafka://k' up
UPDATE t SET v = 'b' WHERE id = 1;
\\wait 60s`,
  'lossy-scan-restart': `${TABLE} ${rows(1, 5000)}
\\sink 'kafka://k' slow 5s
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH updated;
\\gset
\\wait 2s
PAUSE JOB :job_id;
\\wait 1s
RESUME JOB :job_id;
\\wait 60s`,
  'resolved-without-data': `${TABLE}
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH resolved, updated, min_checkpoint_frequency = '1s';
\\wait 10s
INSERT INTO t VALUES (1, 'a');
\\wait 30s`
};

describe.each(PLANTED_BUGS)('$name ($advisory)', ({ name }) => {
  const script = SCRIPTS[name];

  it('is found where it is planted', () => {
    expect(violatedBy(auditOf(runScript(`\\plant ${name}\n${script}`)))).not.toEqual([]);
  });

  it('is not found where it is not', () => {
    expect(findingsOf(auditOf(runScript(script)))).toEqual([]);
  });
});
