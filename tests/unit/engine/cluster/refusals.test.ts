import { describe, expect, it } from 'vitest';
import { answers } from '../../../support/engine/answers';

/** What CockroachDB refuses although it could be understood, by its logic tests. */

const SETUP = 'CREATE TABLE t (a INT PRIMARY KEY, b INT); CREATE SEQUENCE s; CREATE USER u;\n';

const run = (script: string) => answers(SETUP + script).slice(3);

const REFUSED: readonly (readonly [script: string, sqlstate: string])[] = [
  ['SELECT * FROM t AS OF SYSTEM TIME now();', '22023'],
  ['SELECT * FROM t AS OF SYSTEM TIME cluster_logical_timestamp();', '22023'],
  ["SELECT * FROM t AS OF SYSTEM TIME '-0.1us';", '22023'],
  ['SET SESSION CHARACTERISTICS AS TRANSACTION AS OF SYSTEM TIME now();', '22023'],
  ['SET SESSION CHARACTERISTICS AS TRANSACTION DEFERRABLE;', '0A000'],
  ['BEGIN DEFERRABLE;', '0A000'],
  ["SET default_transaction_quality_of_service = 'ttl_low';", '22023'],
  ['CREATE TABLE d (a INT, b INT, FOREIGN KEY (a, a) REFERENCES t (a, b));', '42830'],
  ['INSERT INTO s VALUES (1);', '42809'],
  ['UPDATE s SET last_value = 1;', '42809'],
  ['CREATE TEMP TABLE x (a INT);', 'XCEXF'],
  ['CREATE TEMP TABLE x AS SELECT 1;', 'XCEXF'],
  ['CREATE TEMP SEQUENCE x;', 'XCEXF'],
  ['CREATE TEMP VIEW x AS SELECT 1;', 'XCEXF']
];

describe('statements', () => {
  it.each(REFUSED)('%s', (script, sqlstate) => expect(run(script)).toEqual([`root: ${sqlstate}`]));
});

describe('values of a sequence', () => {
  it.each([
    ["SELECT nextval('s');", '42501'],
    ["SELECT currval('s');", '42501'],
    ["SELECT setval('s', 5);", '42501']
  ])('are not for everybody: %s', (statement, sqlstate) => {
    expect(run(`\\session x as u\n${statement}`)).toEqual([`x: ${sqlstate}`]);
  });

  it('are drawn with USAGE and set with UPDATE', () => {
    const script = `GRANT USAGE ON SEQUENCE s TO u;
      \\session x as u
      SELECT nextval('s'); SELECT currval('s'); SELECT setval('s', 5);
      \\session root
      GRANT UPDATE ON SEQUENCE s TO u;
      \\session x
      SELECT setval('s', 5);`;
    expect(run(script)).toEqual(['root: GRANT', 'x: 1', 'x: 1', 'x: 42501', 'root: GRANT', 'x: 5']);
  });
});

describe('the name of a table as a type', () => {
  it.each([
    ['SELECT NULL::t', 'root: NULL'],
    ["SELECT ('1', 2)::t", 'root: (1,2)'],
    ["SELECT (('1', 2)::t).b", 'root: 2'],
    ['SELECT (1, 2, 3)::t', 'root: 42846']
  ])('%s: %s', (query, answer) => expect(run(`${query};`)).toEqual([answer]));
});

describe('disallow_full_table_scans', () => {
  const rows =
    'CREATE TABLE f (a INT PRIMARY KEY, b INT, c INT, INDEX (b), INDEX (c) WHERE b > 1); INSERT INTO f VALUES (1, 1, 1), (2, 2, 2);';
  it.each([
    ['SELECT c FROM f', false],
    ['SELECT c FROM f@f_b_idx', false],
    ['SELECT c FROM f WHERE c = 1', false],
    ['UPDATE f SET c = 3', false],
    ['SELECT c FROM f WHERE a IN (SELECT c FROM f)', false],
    ['SELECT c FROM f WHERE c = 1 LIMIT 1', false],
    ['SELECT c FROM f LIMIT 1', true],
    ['SELECT c FROM f WHERE a = 1', true],
    ['SELECT c FROM f WHERE b > 1', true],
    ['SELECT c FROM f@f_c_idx WHERE b > 1', true],
    ['SELECT count(*) FROM pg_class WHERE false', true],
    ['INSERT INTO f VALUES (3)', true],
    ['SET large_full_scan_rows = 3; SELECT c FROM f', true],
    ['SET large_full_scan_rows = 2; SELECT c FROM f', false]
  ])('%s: %s', (script, allowed) => {
    const answer = run(`${rows} SET disallow_full_table_scans = on; ${script};`).at(-1);
    expect(answer === 'root: P0003').toBe(!allowed);
  });
});

describe('a schema change in READ COMMITTED', () => {
  const off = 'SET autocommit_before_ddl = off; BEGIN ISOLATION LEVEL READ COMMITTED;';

  it.each(['CREATE TABLE x (a INT);', 'CREATE USER v;', 'GRANT SELECT ON t TO u;'])(
    'comes first: %s',
    (statement) => {
      expect(run(`${off} SELECT 1; ${statement}`).slice(2)).toEqual(['root: 1', 'root: 0A000']);
    }
  );

  it('makes its transaction a serializable one', () => {
    expect(run(`${off} CREATE TABLE x (a INT); SHOW TRANSACTION ISOLATION LEVEL;`).slice(2)).toEqual([
      'root: CREATE TABLE',
      'root: serializable'
    ]);
  });
});
