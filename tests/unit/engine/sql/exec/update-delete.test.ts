import { describe, expect, it } from 'vitest';
import { Bench } from '../../../../support/sql/bench';
import { failure, rowsText } from '../../../../support/sql/query-cases';

const SETUP = `
  CREATE TABLE t (k INT PRIMARY KEY, v INT, s STRING NOT NULL DEFAULT 'd', UNIQUE (v), CHECK (v < 1000));
  CREATE TABLE u (id INT PRIMARY KEY, t_k INT, n INT);
  INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b'), (3, NULL, 'c');
  INSERT INTO u VALUES (1, 1, 100), (2, 3, 300), (3, 9, 900)`;

const CASES: readonly (readonly [name: string, sql: string, out: string, rows: string])[] = [
  ['one column', 'UPDATE t SET v = 11 WHERE k = 1', '', '1 11 a|2 20 b|3 NULL c'],
  ['every row', "UPDATE t SET s = 'z'", '', '1 10 z|2 20 z|3 NULL z'],
  [
    'expressions see the row as it was',
    'UPDATE t SET v = k, k = v WHERE v = 20',
    '',
    '1 10 a|3 NULL c|20 2 b'
  ],
  ['a tuple', "UPDATE t SET (v, s) = (1, 'n') WHERE k = 1", '', '1 1 n|2 20 b|3 NULL c'],
  [
    'a subquery',
    "UPDATE t SET (v, s) = (SELECT n, 'q' FROM u WHERE u.t_k = t.k) WHERE k = 1",
    '',
    '1 100 q|2 20 b|3 NULL c'
  ],
  ['DEFAULT', 'UPDATE t SET s = DEFAULT WHERE k = 1', '', '1 10 d|2 20 b|3 NULL c'],
  ['FROM', 'UPDATE t SET v = u.n FROM u WHERE u.t_k = t.k', '', '1 100 a|2 20 b|3 300 c'],
  [
    'FROM gives its columns back',
    'UPDATE t SET v = u.n FROM u WHERE u.t_k = t.k RETURNING t.k, u.id',
    '1 1|3 2',
    '1 100 a|2 20 b|3 300 c'
  ],
  ['the key may change', 'UPDATE t SET k = k + 10', '', '11 10 a|12 20 b|13 NULL c'],
  ['ORDER BY and LIMIT', 'UPDATE t SET v = 0 ORDER BY k DESC LIMIT 1', '', '1 10 a|2 20 b|3 0 c'],
  [
    'RETURNING shows the new row',
    'UPDATE t SET v = v + 1 WHERE v IS NOT NULL RETURNING k, v',
    '1 11|2 21',
    '1 11 a|2 21 b|3 NULL c'
  ],
  ['nothing matches', 'UPDATE t SET v = 0 WHERE k = 9 RETURNING k', '', '1 10 a|2 20 b|3 NULL c'],
  ['delete', 'DELETE FROM t WHERE k < 3', '', '3 NULL c'],
  ['delete all', 'DELETE FROM t', '', ''],
  ['delete USING', 'DELETE FROM t USING u WHERE u.t_k = t.k AND u.n > 100', '', '1 10 a|2 20 b'],
  ['delete with ORDER BY and LIMIT', 'DELETE FROM t ORDER BY k DESC LIMIT 2 RETURNING k', '3|2', '1 10 a'],
  ['delete RETURNING', 'DELETE FROM t WHERE k = 2 RETURNING *', '2 20 b', '1 10 a|3 NULL c'],
  ['delete by a subquery', 'DELETE FROM t WHERE k IN (SELECT t_k FROM u)', '', '2 20 b'],
  ['an alias', 'UPDATE t AS x SET v = 5 WHERE x.k = 1', '', '1 5 a|2 20 b|3 NULL c']
];

it.each(CASES)('%s', (_name, sql, out, rows) => {
  const bench = new Bench();
  bench.exec(SETUP);
  expect(rowsText(bench.rows(sql))).toBe(out);
  expect(rowsText(bench.rows('SELECT * FROM t ORDER BY k'))).toBe(rows);
});

it('keeps secondary indexes true through updates and deletes', () => {
  const bench = new Bench();
  bench.exec(`${SETUP}; UPDATE t SET v = 30 WHERE k = 1; DELETE FROM t WHERE k = 2`);
  expect(['10', '20', '30'].map((v) => rowsText(bench.rows(`SELECT k FROM t WHERE v = ${v}`)))).toEqual([
    '',
    '',
    '1'
  ]);
});

it('keeps computed columns and ON UPDATE expressions', () => {
  const bench = new Bench();
  bench.exec(`CREATE TABLE c (k INT PRIMARY KEY, n INT, twice INT AS (n * 2) STORED, seven INT AS (n + 7) VIRTUAL, m INT DEFAULT 0 ON UPDATE 9);
    INSERT INTO c (k, n) VALUES (1, 1); UPDATE c SET n = 5`);
  expect(rowsText(bench.rows('SELECT * FROM c'))).toBe('1 5 10 12 9');
});

describe('refused', () => {
  it.each([
    ['a column twice', 'UPDATE t SET v = 1, v = 2', '42601'],
    ['a column that is not there', 'UPDATE t SET nope = 1', '42703'],
    ['NULL where it may not be', 'UPDATE t SET s = NULL', '23502'],
    ['a failed CHECK', 'UPDATE t SET v = 1000', '23514'],
    ['a unique value that is there', 'UPDATE t SET v = 20 WHERE k = 1', '23505'],
    ['a key that is there', 'UPDATE t SET k = 2 WHERE k = 1', '23505'],
    ['a type that does not fit', 'UPDATE t SET v = true', '42804'],
    ['an aggregate', 'UPDATE t SET v = max(v)', '42803'],
    ['numbers of columns and values that differ', "UPDATE t SET (v, s) = (1, 'a', 2)", '42601'],
    ['a subquery of several rows', 'UPDATE t SET v = (SELECT n FROM u)', '21000']
  ])('%s', (_name, sql, sqlstate) => {
    expect(failure(SETUP, sql).sqlstate).toBe(sqlstate);
  });
});
