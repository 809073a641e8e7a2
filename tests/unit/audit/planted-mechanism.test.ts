import { describe, expect, it } from 'vitest';
import { PLANTED_BUGS } from '../../../src/lib/engine/changefeed/planted-bugs';
import { FILES, KAFKA, RETRIES } from '../../support/audit/base-scripts';
import { auditOf, findingsOf, runScript, violatedBy } from '../../support/audit/audited-run';

/**
 * Every bug that `\\plant` knows is made in the mechanism (guarantees B8, C3): the audit names the guarantee that it breaks, and finds
 * nothing in the same script without it. The first five are CockroachDB's public advisories about changefeeds.
 */

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, v STRING);';
const rows = (from: number, to: number) =>
  `INSERT INTO t SELECT i, 'row' || i::STRING FROM generate_series(${from}, ${to}) AS g(i);`;

const feed = (tables: string) =>
  `CREATE CHANGEFEED FOR ${tables} INTO 'kafka://k' WITH resolved, updated, min_checkpoint_frequency = '1s';`;

/** Where the script that has a bit of everything does not show a bug. */
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
\\wait 30s`,
  'backfill-of-everything': `${TABLE} CREATE TABLE u (id INT PRIMARY KEY); INSERT INTO u VALUES (1);
${feed('t, u')}
\\wait 5s
ALTER TABLE t ADD COLUMN w INT DEFAULT 1;
\\wait 15s`,
  'catch-up-backwards': `${TABLE} ${feed('t')}
\\gset
\\wait 5s
PAUSE JOB :job_id;
INSERT INTO t VALUES (1, 'a');
UPDATE t SET v = 'b' WHERE id = 1;
RESUME JOB :job_id;
\\wait 20s`,
  'hidden-writes-shown': `${TABLE} ${feed('t')}
\\wait 5s
SET disable_changefeed_replication = on;
INSERT INTO t VALUES (1, 'hidden');
\\wait 5s`,
  'end-overlooked': `${TABLE}
SELECT (cluster_logical_timestamp() + 5e9)::STRING AS e \\gset
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH end_time = :'e', min_checkpoint_frequency = '1s';
\\wait 6s
INSERT INTO t VALUES (1, 'late');
\\wait 15s`,
  'schema-of-today': `${TABLE} ${feed('t')}
\\gset
\\wait 5s
PAUSE JOB :job_id;
INSERT INTO t VALUES (1, 'before');
ALTER TABLE t ADD COLUMN w INT DEFAULT 1;
RESUME JOB :job_id;
\\wait 20s`,
  'digits-lost': `CREATE TABLE t (id INT PRIMARY KEY, n INT); ${feed('t')}
INSERT INTO t VALUES (1, 9007199254740993);
\\wait 10s`,
  'files-named-by-the-clock': FILES,
  'fastest-span-counts': `CREATE TABLE t (id INT PRIMARY KEY, v STRING); ALTER TABLE t SPLIT AT VALUES (5);
${feed('t')}
\\wait 5s
\\session s
BEGIN;
INSERT INTO t VALUES (1, 'held');
\\wait 10s
COMMIT;
\\wait 10s`,
  'span-progress-forgotten': `SET CLUSTER SETTING changefeed.progress.frontier_persistence.interval = '1s';
CREATE TABLE t (id INT PRIMARY KEY, v STRING); ALTER TABLE t SPLIT AT VALUES (5);
${feed('t')}
\\gset
\\wait 5s
\\session s
BEGIN;
INSERT INTO t VALUES (1, 'held');
\\session root
INSERT INTO t VALUES (7, 'free');
\\wait 15s
PAUSE JOB :job_id;
RESUME JOB :job_id;
\\wait 5s
\\session s
COMMIT;
\\wait 10s`,
  'progress-kept-back': `${TABLE} ${feed('t')}
\\wait 2s
INSERT INTO t VALUES (1, 'a');
\\wait 120s
INSERT INTO t VALUES (2, 'b');`,
  'resolved-too-often': `${TABLE}
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH resolved = '10s', min_checkpoint_frequency = '1s';
\\wait 30s`,
  'pause-ignored': `${TABLE} ${feed('t')}
\\gset
\\wait 5s
PAUSE JOB :job_id;
\\wait 5s
INSERT INTO t VALUES (1, 'a');
\\wait 5s`,
  'no-backoff': RETRIES,
  'error-untold': RETRIES,
  'protection-ahead': `SET CLUSTER SETTING changefeed.protect_timestamp_interval = '1s'; ${TABLE} ${feed('t')}
\\wait 10s`,
  'collected-data-read': `SET CLUSTER SETTING changefeed.protect_timestamp_interval = '1s'; ${TABLE} ALTER TABLE t CONFIGURE ZONE USING gc.ttlseconds = 5; ${feed('t')}
\\gset
\\wait 15s
PAUSE JOB :job_id;
INSERT INTO t VALUES (1, 'a');
\\wait 60s
\\gc
RESUME JOB :job_id;
\\wait 20s`
};

const scriptOf = (name: string): string => SCRIPTS[name] ?? KAFKA;

describe('planted bugs', () => {
  it('are forty at least, each made in the mechanism', () => {
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(40);
    for (const { plant } of PLANTED_BUGS) expect(Object.keys(plant)).not.toEqual([]);
  });

  it.each(PLANTED_BUGS)('$name breaks $breaks', ({ name, breaks }) => {
    expect(violatedBy(auditOf(runScript(`\\plant ${name}\n${scriptOf(name)}`)))).toContain(breaks);
  });

  it.each([...new Set(PLANTED_BUGS.map(({ name }) => scriptOf(name)))])(
    'without a bug, nothing: %.60s',
    (script) => {
      expect(findingsOf(auditOf(runScript(script)))).toEqual([]);
    }
  );
});
