import { describe, expect, it } from 'vitest';
import type { StatementKind } from '../../../../src/lib/engine/sql/ast/statement';
import { parseStatement } from '../../../../src/lib/engine/sql/parse/parser';
import {
  insteadOf,
  OTHER_STATEMENTS,
  STATEMENTS
} from '../../../../src/lib/engine/cluster/statements/classification';
import { runScript } from '../../../support/engine/script-run';

/** One statement of each kind; what runs runs on `SETUP`. */
const SAMPLES: Readonly<Record<StatementKind, string>> = {
  query: 'SELECT 1',
  insert: 'INSERT INTO t VALUES (2)',
  update: 'UPDATE t SET a = 3 WHERE a = 1',
  delete: 'DELETE FROM t WHERE a = 1',
  truncate: 'TRUNCATE t',
  createTable: 'CREATE TABLE n (a INT)',
  createTableAs: 'CREATE TABLE n AS SELECT 1 AS x',
  createIndex: 'CREATE INDEX ON t (a)',
  dropIndex: 'DROP INDEX IF EXISTS t@nothing',
  alterTable: 'ALTER TABLE t ADD COLUMN c INT',
  renameRelation: 'ALTER TABLE t RENAME TO n',
  setRelationSchema: 'ALTER TABLE t SET SCHEMA public',
  setRelationOwner: 'ALTER TABLE t OWNER TO root',
  setTableLocality:
    'ALTER DATABASE defaultdb PRIMARY REGION r; ALTER TABLE t SET (schema_locked = false); ALTER TABLE t SET LOCALITY GLOBAL',
  setTableLogged: 'ALTER TABLE t SET LOGGED',
  split: 'ALTER TABLE t SPLIT AT VALUES (5)',
  unsplit: 'ALTER TABLE t UNSPLIT ALL',
  scatter: 'ALTER TABLE t SCATTER',
  relocate: 'ALTER TABLE t RELOCATE LEASE VALUES (1, 1)',
  relocateRange: 'ALTER RANGE 1 RELOCATE LEASE TO 1',
  renameIndex: 'ALTER INDEX t@t_pkey RENAME TO k',
  alterIndexVisible: 'ALTER INDEX IF EXISTS t@nothing NOT VISIBLE',
  alterIndexPartition: 'ALTER INDEX t@t_pkey PARTITION BY NOTHING',
  configureZone: 'ALTER TABLE t CONFIGURE ZONE USING gc.ttlseconds = 600',
  createDatabase: 'CREATE DATABASE n',
  alterDatabase: 'ALTER DATABASE postgres RENAME TO n',
  createSchema: 'CREATE SCHEMA n',
  alterSchema: 'ALTER SCHEMA s RENAME TO n',
  dropRelation: 'DROP TABLE t',
  dropDatabase: 'DROP DATABASE postgres',
  dropSchema: 'DROP SCHEMA s',
  dropType: 'DROP TYPE e',
  createType: "CREATE TYPE n AS ENUM ('a')",
  createFunction: "CREATE FUNCTION n() RETURNS INT LANGUAGE SQL AS 'SELECT 1'",
  dropFunction: 'DROP FUNCTION IF EXISTS n',
  alterType: "ALTER TYPE e ADD VALUE 'n'",
  createView: 'CREATE VIEW n AS SELECT 1 AS x',
  alterViewOptions: 'ALTER VIEW v SET (security_invoker = true)',
  refreshView: 'REFRESH MATERIALIZED VIEW m',
  createSequence: 'CREATE SEQUENCE n',
  alterSequence: 'ALTER SEQUENCE q INCREMENT 2',
  comment: "COMMENT ON TABLE t IS 'c'",
  statistics: 'CREATE STATISTICS x FROM t',
  begin: 'BEGIN',
  commit: 'BEGIN; COMMIT',
  rollback: 'BEGIN; ROLLBACK',
  savepoint: 'BEGIN; SAVEPOINT x',
  releaseSavepoint: 'BEGIN; SAVEPOINT x; RELEASE SAVEPOINT x',
  rollbackToSavepoint: 'BEGIN; SAVEPOINT x; ROLLBACK TO SAVEPOINT x',
  showCommitTimestamp: 'INSERT INTO t VALUES (9); SHOW COMMIT TIMESTAMP',
  setTransaction: 'BEGIN; SET TRANSACTION PRIORITY HIGH',
  prepareTransaction: "PREPARE TRANSACTION 'x'",
  commitPrepared: "COMMIT PREPARED 'x'",
  rollbackPrepared: "ROLLBACK PREPARED 'x'",
  prepare: 'PREPARE x AS SELECT 1',
  execute: 'PREPARE x AS SELECT 1; EXECUTE x',
  deallocate: 'PREPARE x AS SELECT 1; DEALLOCATE x',
  discard: 'DISCARD ALL',
  declareCursor: 'BEGIN; DECLARE x CURSOR FOR SELECT 1',
  fetch: 'DECLARE x CURSOR WITH HOLD FOR SELECT 1; FETCH x',
  move: 'DECLARE x CURSOR WITH HOLD FOR SELECT 1; MOVE x',
  closeCursor: 'DECLARE x CURSOR WITH HOLD FOR SELECT 1; CLOSE x',
  set: 'SET application_name = x',
  setTracing: 'SET TRACING = on',
  reset: 'RESET application_name',
  setClusterSetting: "SET CLUSTER SETTING kv.closed_timestamp.target_duration = '1s'",
  setSessionAuthorization: 'SET SESSION AUTHORIZATION DEFAULT',
  createChangefeed: "CREATE CHANGEFEED FOR t INTO 'null://'",
  alterChangefeed:
    "CREATE CHANGEFEED FOR t INTO 'null://';\n\\gset\nPAUSE JOB :job_id;\n\\wait 1s\nALTER CHANGEFEED :job_id SET updated",
  createChangefeedSchedule: "CREATE SCHEDULE x FOR CHANGEFEED t INTO 'null://' RECURRING '@daily'",
  createExternalConnection: "CREATE EXTERNAL CONNECTION n AS 'kafka://k'",
  alterExternalConnection: "ALTER EXTERNAL CONNECTION c AS 'kafka://k'",
  dropExternalConnection: 'DROP EXTERNAL CONNECTION c',
  checkExternalConnection: "CHECK EXTERNAL CONNECTION 'nodelocal://1/x'",
  controlJobs: 'PAUSE ALL CHANGEFEED JOBS',
  alterJobOwner: "CREATE CHANGEFEED FOR t INTO 'null://';\n\\gset\nALTER JOB :job_id OWNER TO root",
  controlSchedules: 'PAUSE SCHEDULE 1',
  cancelQueries: "CANCEL QUERY IF EXISTS 'x'",
  cancelSessions: "CANCEL SESSION IF EXISTS 'x'",
  createRole: 'CREATE ROLE n',
  alterRole: 'ALTER ROLE r CREATEDB',
  alterRoleSet: 'ALTER ROLE r SET application_name = x',
  dropRole: 'DROP ROLE r',
  grant: 'GRANT SELECT ON t TO r',
  revoke: 'REVOKE SELECT ON t FROM r',
  grantRole: 'GRANT admin TO r',
  revokeRole: 'REVOKE admin FROM r',
  alterDefaultPrivileges: 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r',
  reassignOwned: 'REASSIGN OWNED BY r TO root',
  dropOwned: 'DROP OWNED BY r',
  show: 'SHOW TABLES',
  explain: 'EXPLAIN SELECT * FROM t',
  other: 'CREATE EXTENSION pgcrypto',
  empty: '/* nothing */'
};

const SETUP = `
CREATE TABLE t (a INT PRIMARY KEY);
INSERT INTO t VALUES (1);
CREATE SCHEMA s;
CREATE TYPE e AS ENUM ('a');
CREATE VIEW v AS SELECT 1 AS x;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS x;
CREATE SEQUENCE q;
CREATE ROLE r;
CREATE EXTERNAL CONNECTION c AS 'kafka://k';
`;

const kinds = Object.keys(SAMPLES) as StatementKind[];
const last = (text: string): string => text.split(/;\s*|\\\w+.*\n/).at(-1)!; // a split gives at least one

describe('every kind of statement', () => {
  it.each(kinds)('%s: the sample is of the kind', (kind) => {
    const text = last(SAMPLES[kind]).replace(':job_id', '1');
    expect(parseStatement(text).kind).toBe(kind);
  });

  it.each(kinds.filter((kind) => kind !== 'other' && STATEMENTS[kind].instead === undefined))(
    '%s runs',
    (kind) => {
      const { errors } = runScript(`${SETUP}${SAMPLES[kind]};`);
      expect(errors).toEqual([]);
    }
  );

  it.each(kinds.filter((kind) => STATEMENTS[kind].instead !== undefined))(
    '%s is refused with what to use instead',
    (kind) => {
      const { events } = runScript(`${SETUP}${SAMPLES[kind]};`);
      const error = events.find((event) => event.type === 'error');
      expect(error).toMatchObject({ sqlstate: '0A000', hint: insteadOf(parseStatement(SAMPLES[kind])) });
    }
  );
});

describe('statements of other parts of CockroachDB', () => {
  it.each([
    "BACKUP INTO 'nodelocal://1/x'",
    "RESTORE FROM LATEST IN 'nodelocal://1/x'",
    'CREATE FUNCTION f() RETURNS INT LANGUAGE SQL RETURN 1',
    "EXPORT INTO CSV 'nodelocal://1/x' FROM TABLE t",
    'CREATE POLICY p ON t'
  ])('%s names what to use instead', (text) => {
    const statement = parseStatement(text);
    expect(statement.kind).toBe('other');
    expect(OTHER_STATEMENTS.map(([, instead]) => instead)).toContain(insteadOf(statement));
    expect(runScript(`${text};`).errors[0]).toMatch(/^0A000 /);
  });
});
