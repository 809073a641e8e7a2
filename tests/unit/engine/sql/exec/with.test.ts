import { describe, expect, it } from 'vitest';
import { Bench } from '../../../../support/sql/bench';
import { answer, failure, rowsText, type QueryCase } from '../../../../support/sql/query-cases';

const SETUP = `CREATE TABLE t (k INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 10), (2, 20)`;

const CASES: readonly QueryCase[] = [
  ['a name for a query', 'WITH s AS (SELECT k FROM t) SELECT k FROM s ORDER BY k', '1|2'],
  ['columns of its own', 'WITH s(a, b) AS (SELECT k, v FROM t) SELECT b FROM s WHERE a = 2', '20'],
  ['used twice', 'WITH s AS (SELECT k FROM t) SELECT count(*) FROM s AS l, s AS r', '4'],
  [
    'one may use those before it',
    'WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT y FROM b',
    '2'
  ],
  ['it hides a table', 'WITH t AS (SELECT 7 AS k) SELECT k FROM t', '7'],
  ['within a subquery', 'SELECT (WITH s AS (SELECT 3 AS n) SELECT n FROM s)', '3'],
  ['MATERIALIZED', 'WITH s AS MATERIALIZED (SELECT k FROM t) SELECT sum(k) FROM s', '3'],
  ['NOT MATERIALIZED', 'WITH s AS NOT MATERIALIZED (SELECT k FROM t) SELECT sum(k) FROM s', '3'],
  [
    'recursive',
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT i FROM n ORDER BY i',
    '1|2|3|4'
  ],
  [
    'UNION ends a circle',
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i % 3 + 1 FROM n) SELECT count(*) FROM n',
    '3'
  ],
  [
    'a recursive one under LIMIT stops',
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT 3',
    '1|2|3'
  ],
  [
    'INSERT … RETURNING feeds the query',
    'WITH i AS (INSERT INTO t VALUES (3, 30) RETURNING k, v) SELECT k, v FROM i',
    '3 30'
  ],
  [
    'the query sees the table as it was',
    'WITH i AS (INSERT INTO t VALUES (3, 30) RETURNING k) SELECT count(*) FROM t',
    '2'
  ],
  ['UPDATE … RETURNING', 'WITH w AS (UPDATE t SET v = v + 1 RETURNING v) SELECT sum(v) FROM w', '32'],
  ['DELETE … RETURNING', 'WITH d AS (DELETE FROM t WHERE k = 1 RETURNING v) SELECT v FROM d', '10'],
  ['[INSERT … RETURNING] is a table', 'SELECT v * 2 FROM [INSERT INTO t VALUES (5, 50) RETURNING v]', '100'],
  ['[SHOW …] is a table', 'SELECT answer FROM [SHOW TABLES]', 'shown'],
  ['WITH … (SHOW …)', 'WITH s AS (SHOW TABLES) SELECT count(*) FROM s', '1']
];

it.each(CASES)('%s', (_name, sql, out) => {
  expect(answer(SETUP, sql)).toBe(out);
});

it('thousands that read one another are no nesting', () => {
  const count = 1000;
  const tables = Array.from({ length: count }, (_, i) => `c${i + 1} AS (SELECT x + 1 AS x FROM c${i})`);
  expect(answer('', `WITH c0 AS (SELECT 1 AS x), ${tables.join(', ')} SELECT x FROM c${count}`)).toBe('1001');
});

it('thirty that read one another twice are no thousand million queries', () => {
  const tables = Array.from(
    { length: 30 },
    (_, i) => `c${i + 1} AS NOT MATERIALIZED (SELECT a.x FROM c${i} AS a JOIN c${i} AS b ON a.x = b.x)`
  );
  const sql = `WITH c0 AS NOT MATERIALIZED (SELECT 1 AS x), ${tables.join(', ')} SELECT x FROM c30`;
  expect(answer('', sql)).toBe('1');
});

it('runs a data-modifying part that nothing reads', () => {
  const bench = new Bench();
  bench.exec(`${SETUP}; WITH d AS (DELETE FROM t WHERE k = 1) SELECT 1`);
  expect(rowsText(bench.rows('SELECT k FROM t'))).toBe('2');
});

it('moves rows from one table to another in one statement', () => {
  const bench = new Bench();
  bench.exec(`${SETUP}; CREATE TABLE gone (k INT PRIMARY KEY, v INT);
    WITH d AS (DELETE FROM t WHERE v > 10 RETURNING k, v) INSERT INTO gone SELECT k, v FROM d`);
  expect(rowsText(bench.rows('SELECT k, v FROM gone'))).toBe('2 20');
});

describe('refused', () => {
  it.each([
    [
      'two changes of one table',
      'WITH a AS (UPDATE t SET v = 1 RETURNING k), b AS (DELETE FROM t RETURNING k) SELECT 1 FROM a, b',
      '0A000'
    ],
    ['a name twice', 'WITH s AS (SELECT 1), s AS (SELECT 2) SELECT 1', '42712'],
    ['a name that comes later', 'WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a', '42P01'],
    ['itself without RECURSIVE', 'WITH a AS (SELECT * FROM a) SELECT * FROM a', '42P01'],
    ['no columns to read', 'WITH d AS (DELETE FROM t) SELECT * FROM d', '0A000'],
    [
      'a number of column names that does not fit',
      'WITH s(a, b, c) AS (SELECT k, v FROM t) SELECT 1 FROM s',
      '42P10'
    ]
  ])('%s', (_name, sql, sqlstate) => {
    expect(failure(SETUP, sql).sqlstate).toBe(sqlstate);
  });
});
