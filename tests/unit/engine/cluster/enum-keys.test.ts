import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

/** Keys of enums are written out in many places, each of which must know the labels. */
describe('an enum in the primary key', () => {
  const table = `
CREATE TYPE g AS ENUM ('hello', 'hi');
CREATE TABLE t (x g PRIMARY KEY, y INT NOT NULL);
INSERT INTO t VALUES ('hi', 1), ('hello', 2);
`;

  it('is shown by its label in commits and messages', () => {
    const { events, messages } = runScript(`${table}CREATE CHANGEFEED FOR t INTO 'kafka://k';`);
    const keys = events.flatMap((e) => (e.type === 'commit' ? e.writes.map((write) => write.key) : []));
    expect(keys).toEqual(['["hi"]', '["hello"]']);
    expect(messages).toEqual([
      't ["hello"] {"after": {"x": "hello", "y": 2}}',
      't ["hi"] {"after": {"x": "hi", "y": 1}}'
    ]);
  });

  it.each([
    'ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (y)',
    "ALTER TABLE t SPLIT AT VALUES ('hi')",
    "CREATE TABLE u (x g PRIMARY KEY REFERENCES t (x)); INSERT INTO u VALUES ('hi')",
    "ALTER TYPE g RENAME VALUE 'hi' TO 'ho'; INSERT INTO t VALUES ('ho', 3) ON CONFLICT (x) DO UPDATE SET y = 3"
  ])('%s', (statement) => {
    expect(runScript(`${table}${statement};`).errors).toEqual([]);
  });
});

describe('a label that was taken away', () => {
  it('is still shown by messages of rows that had it', () => {
    const { messages, rows } = runScript(`
CREATE TYPE g AS ENUM ('a', 'b', 'c');
CREATE TABLE t (x g PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH format = avro, confluent_schema_registry = 'http://r';
\\gset
\\wait 5s
ALTER TYPE g ADD VALUE 'bb' BEFORE 'c';
INSERT INTO t VALUES ('bb');
PAUSE JOB :job_id;
\\wait 5s
DELETE FROM t WHERE x = 'bb';
ALTER TYPE g DROP VALUE 'bb';
ALTER TYPE g ADD VALUE 'bx' BEFORE 'c';
INSERT INTO t VALUES ('bx');
RESUME JOB :job_id;
\\wait 5s
SELECT status FROM [SHOW CHANGEFEED JOB :job_id];
`);
    const keys = messages.map((message) => /string":"(\w+)/.exec(message)?.[1]);
    expect([...new Set(keys)]).toEqual(['bb', 'bx']);
    expect(rows).toEqual([['running']]);
  });
});

describe('another name of a database or schema', () => {
  it('is followed by expressions that name its types', () => {
    const { errors, rows } = runScript(`
CREATE SCHEMA s;
CREATE TYPE s.g AS ENUM ('a', 'b');
CREATE TABLE t (i INT PRIMARY KEY, x s.g DEFAULT 'a', CHECK (x = 'a'));
ALTER DATABASE defaultdb RENAME TO other;
INSERT INTO t VALUES (1);
ALTER SCHEMA s RENAME TO s2;
INSERT INTO t VALUES (2);
SELECT column_name, data_type FROM [SHOW COLUMNS FROM t];
`);
    expect(errors).toEqual([]);
    expect(rows).toEqual([
      ['i', 'INT8'],
      ['x', 's2.g']
    ]);
  });
});

describe('an expression that a table keeps', () => {
  const TABLE = `
CREATE TYPE g AS ENUM ('a', 'b');
CREATE TABLE t (i INT PRIMARY KEY, x STRING DEFAULT 'a'::g::STRING, n INT DEFAULT 1::INT, CHECK (x::g = 'a'::g));
`;

  it('names types in full, so that it means the same everywhere', () => {
    const { errors } = runScript(`${TABLE}
CREATE DATABASE other;
USE other;
INSERT INTO defaultdb.public.t (i) VALUES (1);
USE defaultdb;
ALTER TYPE g RENAME TO h;
INSERT INTO t (i) VALUES (2);`);
    expect(errors).toEqual([]);
  });

  it('says the type of a constant once', () => {
    const { rows } = runScript(
      `${TABLE}SELECT column_default FROM [SHOW COLUMNS FROM t];SHOW CREATE TABLE t;`
    );
    expect(rows[0][1]).toContain("DEFAULT 'a':::public.g::STRING");
    expect(rows[0][1]).toContain('DEFAULT 1:::INT8,');
  });

  it.each([
    ['CREATE TABLE d.t (x g)', '0A000'],
    [
      "CREATE TABLE u (i INT, s STRING AS (CASE WHEN i = 1 THEN 'x' ELSE ('b'::g)::STRING END) STORED); ALTER TYPE g DROP VALUE 'b'",
      '2BP01'
    ],
    ["CREATE VIEW v AS SELECT 'b'::g AS x; ALTER TYPE g DROP VALUE 'b'", '2BP01']
  ])('%s: %s', (statement, sqlstate) => {
    const { errors } = runScript(`CREATE TYPE g AS ENUM ('a', 'b'); CREATE DATABASE d; ${statement};`);
    expect(errors.map((error) => error.slice(0, 5))).toEqual([sqlstate]);
  });
});
