import { describe, expect, it } from 'vitest';
import { answers } from '../../../support/engine/answers';

/** What CockroachDB answers to statements at the edges of the language, each alone on a fresh cluster. */

type Case = readonly [script: string, ...answers: readonly string[]];

/** The answers of the script, without those of statements that give no rows. */
const run = (script: string) =>
  answers(script)
    .map((line) => line.replace(/^\w+: /, ''))
    .filter((line) => !/^(CREATE|INSERT|SET|BEGIN|ALTER|GRANT|UPDATE|UPSERT|ROLLBACK|DELETE)\b/.test(line));

const VALUES: readonly Case[] = [
  [`SELECT min(NULL), max(NULL)`, 'NULL NULL'],
  [`SELECT bit_and(NULL)`, '42725'],
  [`SELECT 'NaN'::DECIMAL / 0::DECIMAL, 'NaN'::DECIMAL % 0::DECIMAL, 'NaN'::DECIMAL // 0`, 'NaN NaN NaN'],
  [`SELECT 'Infinity'::DECIMAL / 0`, '22012'],
  [`SELECT 'Infinity'::DECIMAL - 'Infinity'::DECIMAL, 1 / 'Infinity'::DECIMAL = 0`, 'NaN t'],
  [
    `SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY i)
       FROM unnest(ARRAY['1 mon', '1 mon', '1 year 1 mon', '1 year 2 mons', '1 year 3 mons', '1 year 4 mons',
         '1 year 5 mons', '1 year 6 mons']::INTERVAL[]) v(i)`,
    '1 year 5 mons 24 days 18:00:00'
  ],
  [
    `SELECT percentile_cont(0.05) WITHIN GROUP (ORDER BY f)
       FROM unnest(ARRAY[0, 0.05, 1, 2, 3, 4, 5, 6]::FLOAT[]) v(f)`,
    '0.017500000000000005'
  ],
  [`SELECT 'foo'::BPCHAR = 'foo   ', 'foo'::CHAR(5) IN ('foo  ', 'bar'), 'foo'::STRING = 'foo '`, 't t f'],
  [`SELECT b'foo' = 'foo', b'foo':::STRING, pg_typeof(b'foo')`, 't foo bytea'],
  [`SELECT 'x' WHERE '63616665-6630-3064-6465-616462656566'::UUID = b'cafef00ddeadbeef'`, 'x'],
  [`SELECT ('{"a": 1}'::JSONB)[NULL] IS NULL`, 't'],
  [`SELECT (SELECT 1, 2) IN ((1, 2), (3, 4))`, 't'],
  [`SELECT NULL::RECORD IS NULL, (1, 'a')::RECORD`, 't (1,a)'],
  [`SELECT array_append(ARRAY[ROW(1, 2)], NULL::RECORD)`, '{"(1,2)",NULL}'],
  [`SELECT array_remove(ARRAY[(1, 'cat'), (2, 'dog')], (2, 'dog'))`, '{"(1,cat)"}'],
  [`SELECT array_replace(array_append(ARRAY[(1, 'cat')], (2, true)), (2, 'fish'), (3, 'dog'))`, '42804'],
  [`SELECT array_remove(ARRAY[(1, 'cat'), (2, 'dog')], (2, b'dog'::BYTES))`, '42804'],
  [
    `SELECT to_jsonb(CASE WHEN a = 1 THEN NULL ELSE v.* END) FROM (VALUES (1, 'x'), (2, 'y')) v(a, b)`,
    'NULL|{"a": 2, "b": "y"}'
  ],
  [`SELECT (CASE WHEN false THEN (ROW(1) AS a) ELSE (ROW(2) AS a) END).a`, '2'],
  [`SELECT a FROM (VALUES (1, 2), (1, 1), (0, 9)) v(a, b) ORDER BY (a, b) DESC`, '1|1|0'],
  [`SELECT CASE WHEN true THEN generate_series(1, 3) ELSE 1 END`, '0A000'],
  [`SELECT COALESCE(generate_series(1, 10))`, '0A000'],
  [`SELECT generate_series(generate_series(1, 3), 3)`, '0A000'],
  [`SELECT generate_series(1, max(x)) FROM (VALUES (2), (3)) v(x)`, '1|2|3'],
  [`CREATE TYPE a AS ENUM ('x'); CREATE TYPE b AS ENUM ('y'); SELECT enum_range('x'::a, 'y'::b)`, '42804']
];

const SESSIONS: readonly Case[] = [
  [`SET TIME ZONE INTERVAL '-7h'; SELECT '2015-08-24 21:45:45'::TIMESTAMPTZ`, '2015-08-24 21:45:45-07'],
  [
    `SET TIME ZONE INTERVAL '+04:00' HOUR TO MINUTE; SELECT '2015-08-24 21:45:45'::TIMESTAMPTZ`,
    '2015-08-24 21:45:45+04'
  ],
  [`SET TIME ZONE -5; SHOW TIME ZONE`, '<-05>+05'],
  [`SET timezone = 'america/new_york'; SHOW timezone`, 'America/New_York'],
  [`SET TIME ZONE 'foobar'`, '22023'],
  [
    `CREATE TABLE t (k INT PRIMARY KEY);
     \\wait 10s
     SELECT (now() < statement_timestamp() - '4s'::INTERVAL)::STRING FROM (SELECT count(*) FROM t) AS OF SYSTEM TIME '-5s'`,
    'true'
  ],
  [`BEGIN AS OF SYSTEM TIME '0'`, '22023'],
  [`CREATE SEQUENCE s; BEGIN; SELECT IF(nextval('s') < 3, crdb_internal.force_retry('1h'), 0)`, '0'],
  [
    `CREATE TABLE p (k DECIMAL(10, 2) PRIMARY KEY);
     CREATE TABLE c (k DECIMAL(10, 0) REFERENCES p ON UPDATE CASCADE, u STRING DEFAULT 'made' ON UPDATE 'changed');
     INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);
     UPDATE p SET k = 1.2; UPDATE p SET k = 2; SELECT k, u FROM c`,
    '23503',
    '2 changed'
  ],
  [
    `CREATE TYPE e AS ENUM ('x', 'y'); CREATE TABLE p (k e PRIMARY KEY); CREATE TABLE c (k e REFERENCES p);
     INSERT INTO c VALUES ('y')`,
    '23503'
  ]
];

const PRIVILEGES: readonly Case[] = [
  ['UPDATE t SET v = 1', '42501'],
  ['DELETE FROM t', '42501'],
  [`INSERT INTO t VALUES (2, 2)`],
  [`INSERT INTO t VALUES (2, 2) RETURNING k`, '42501'],
  [`UPSERT INTO t VALUES (2, 2)`, '42501'],
  [`INSERT INTO t VALUES (2, 2) ON CONFLICT DO NOTHING`, '42501']
];

describe('values', () => {
  it.each(VALUES)('%s', (script, ...expected) => expect(run(`${script};`)).toEqual(expected));
});

describe('sessions', () => {
  it.each(SESSIONS)('%s', (script, ...expected) => expect(run(`${script};`)).toEqual(expected));
});

describe('what is changed must be readable', () => {
  const setup = `CREATE TABLE t (k INT PRIMARY KEY, v INT); CREATE USER u; GRANT INSERT, UPDATE, DELETE ON t TO u;
    \\session b as u\n`;
  it.each(PRIVILEGES)('%s', (script, ...expected) => expect(run(`${setup}${script};`)).toEqual(expected));
});

it('a lease may be named by a key that is an enum', () => {
  const script = `CREATE TYPE e AS ENUM ('x', 'y'); CREATE TABLE t (k e PRIMARY KEY);
    \\lease t y to 2
    SELECT 1;`;
  expect(run(script)).toEqual(['1']);
});
