import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

/** What drops and rewritten tables leave in the list of jobs (docs v26.2 show-jobs: "garbage collection jobs"). */

const LISTED = 'SELECT job_type, description, user_name FROM crdb_internal.jobs ORDER BY job_id;';
const change = (description: string) => ['NEW SCHEMA CHANGE', description, 'root'];
const gc = (description: string) => ['SCHEMA CHANGE GC', `GC for ${description}`, 'node'];

describe('jobs of what goes', () => {
  it.each([
    {
      name: 'a table leaves rows',
      sql: 'CREATE TABLE t (a INT PRIMARY KEY); DROP TABLE t;',
      jobs: [change('DROP TABLE defaultdb.public.t'), gc('DROP TABLE defaultdb.public.t')]
    },
    {
      name: 'several tables are one job',
      sql: 'CREATE TABLE t (a INT); CREATE TABLE u (a INT); DROP TABLE t, public.u CASCADE;',
      jobs: [
        change('DROP TABLE defaultdb.public.t, defaultdb.public.u CASCADE'),
        gc('DROP TABLE defaultdb.public.t, defaultdb.public.u CASCADE')
      ]
    },
    {
      name: 'a view leaves nothing',
      sql: 'CREATE VIEW v AS SELECT 1; DROP VIEW v;',
      jobs: [change('DROP VIEW defaultdb.public.v')]
    },
    {
      name: 'a sequence leaves its value',
      sql: 'CREATE SEQUENCE s; DROP SEQUENCE s;',
      jobs: [change('DROP SEQUENCE defaultdb.public.s'), gc('DROP SEQUENCE defaultdb.public.s')]
    },
    {
      name: 'an index',
      sql: 'CREATE TABLE t (a INT PRIMARY KEY, b INT, INDEX i (b)); DROP INDEX t@i;',
      jobs: [change('DROP INDEX defaultdb.public.t@i'), gc('DROP INDEX defaultdb.public.t@i')]
    },
    {
      name: 'a truncated table leaves its old indexes',
      sql: 'CREATE TABLE t (a INT PRIMARY KEY); TRUNCATE t;',
      jobs: [change('TRUNCATE TABLE defaultdb.public.t'), gc('TRUNCATE TABLE defaultdb.public.t')]
    },
    {
      name: 'a type',
      sql: "CREATE TYPE m AS ENUM ('a'); DROP TYPE m;",
      jobs: [change('DROP TYPE defaultdb.public.m')]
    },
    {
      name: 'a database leaves what its tables leave',
      sql: 'CREATE DATABASE d; CREATE TABLE d.t (a INT); DROP DATABASE d CASCADE;',
      jobs: [change('DROP DATABASE d CASCADE'), gc('DROP DATABASE d CASCADE')]
    },
    {
      name: 'an empty schema',
      sql: 'CREATE SCHEMA s; DROP SCHEMA s;',
      jobs: [change('DROP SCHEMA s')]
    },
    { name: 'nothing was there', sql: 'DROP TABLE IF EXISTS t; DROP TYPE IF EXISTS m;', jobs: [] },
    {
      name: 'a column without values changes no row, one with values rewrites the table',
      sql: 'CREATE TABLE t (a INT PRIMARY KEY); ALTER TABLE t ADD COLUMN b INT; ALTER TABLE t ADD COLUMN c INT DEFAULT 1;',
      jobs: [
        change('ALTER TABLE defaultdb.public.t ADD COLUMN b INT8'),
        change('ALTER TABLE defaultdb.public.t ADD COLUMN c INT8 DEFAULT 1'),
        gc('ALTER TABLE defaultdb.public.t ADD COLUMN c INT8 DEFAULT 1')
      ]
    },
    {
      name: 'a failed change leaves what it had begun to build',
      sql: 'CREATE TABLE t (a INT PRIMARY KEY, b INT); INSERT INTO t VALUES (1, 1), (2, 1); CREATE UNIQUE INDEX u ON t (b);',
      jobs: [
        change('CREATE UNIQUE INDEX u ON defaultdb.public.t (b)'),
        gc('ROLLBACK of CREATE UNIQUE INDEX u ON defaultdb.public.t (b)')
      ]
    },
    {
      name: 'the older schema changer owns up to its own',
      sql: "SET use_declarative_schema_changer = 'off'; CREATE TABLE t (a INT PRIMARY KEY); DROP TABLE t;",
      jobs: [
        ['SCHEMA CHANGE', 'DROP TABLE defaultdb.public.t', 'root'],
        ['SCHEMA CHANGE GC', 'GC for DROP TABLE defaultdb.public.t', 'root']
      ]
    },
    {
      name: 'what a transaction made itself, nobody else knows',
      sql: 'SET autocommit_before_ddl = off; BEGIN; CREATE TABLE t (a INT PRIMARY KEY); DROP TABLE t; COMMIT;',
      jobs: []
    },
    {
      name: 'a transaction that is taken back drops nothing',
      sql: 'SET autocommit_before_ddl = off; CREATE TABLE t (a INT PRIMARY KEY); BEGIN; DROP TABLE t; ROLLBACK;',
      jobs: []
    }
  ])('$name', ({ sql, jobs }) => {
    expect(runScript(`${sql}\n${LISTED}`).rows).toEqual(jobs);
  });

  it.each([
    {
      name: 'before its time to live is over',
      lines: '\\wait 599s',
      row: ['running', 'waiting for MVCC GC']
    },
    { name: 'when it next looks', lines: '\\wait 21m', row: ['succeeded', null] },
    {
      name: 'a shorter time to live set afterwards',
      lines: 'ALTER RANGE default CONFIGURE ZONE USING gc.ttlseconds = 60;\n\\wait 11m',
      ttl: '$DEFAULT',
      row: ['succeeded', null]
    },
    {
      name: 'a longer one',
      lines: 'ALTER RANGE default CONFIGURE ZONE USING gc.ttlseconds = 7200;\n\\wait 90m',
      ttl: '$DEFAULT',
      row: ['running', 'waiting for MVCC GC']
    }
  ])('a drop with a time to live of 600 s: $name', ({ lines, ttl, row }) => {
    const zone = ttl
      ? 'ALTER RANGE default CONFIGURE ZONE USING gc.ttlseconds = 600;'
      : 'ALTER TABLE t CONFIGURE ZONE USING gc.ttlseconds = 600;';
    const script = `CREATE TABLE t (a INT PRIMARY KEY);
${zone}
DROP TABLE t;
${lines}
SELECT status, running_status FROM [SHOW JOBS] WHERE job_type = 'SCHEMA CHANGE GC';`;
    expect(runScript(script).rows).toEqual([row]);
  });

  it('waits for what protects the table: the index of a table whose feed is paused', () => {
    const script = (end: string) => `CREATE TABLE t (a INT PRIMARY KEY, b INT, INDEX i (b));
ALTER TABLE t CONFIGURE ZONE USING gc.ttlseconds = 60;
CREATE CHANGEFEED FOR t INTO 'kafka://a:1';
\\wait 10s
PAUSE JOBS (SELECT job_id FROM [SHOW CHANGEFEED JOBS]);
\\wait 1s
DROP INDEX t@i;
\\wait 30m
${end}
SELECT status FROM crdb_internal.jobs WHERE job_type = 'SCHEMA CHANGE GC';`;
    expect(runScript(script('')).rows).toEqual([['running']]);
    const released = 'CANCEL JOBS (SELECT job_id FROM [SHOW CHANGEFEED JOBS]);\n\\wait 15m';
    expect(runScript(script(released)).rows).toEqual([['succeeded']]);
  });

  it.each([
    { name: 'paused', line: '', status: 'paused' },
    { name: 'resumed behind its time, it is over when it looks', line: '\\wait 6m', status: 'succeeded' }
  ])('cannot be canceled; $name', ({ line, status }) => {
    const job = "(SELECT job_id FROM crdb_internal.jobs WHERE job_type = 'SCHEMA CHANGE GC')";
    const script = `CREATE TABLE t (a INT PRIMARY KEY);
DROP TABLE t;
CANCEL JOB ${job};
PAUSE JOB ${job};
\\wait 5h
${line && `RESUME JOB ${job};\n${line}`}
SELECT status FROM crdb_internal.jobs WHERE job_id = ${job};`;
    const { rows, errors } = runScript(script);
    expect(rows).toEqual([[status]]);
    expect(errors).toEqual([expect.stringMatching(/^XXUUU.*not cancelable/)]);
  });
});
