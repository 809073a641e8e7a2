import { describe, expect, it } from 'vitest';
import { answer, failure, type QueryCase } from '../../../../support/sql/query-cases';

const SETUP = `
  CREATE TABLE t (k INT PRIMARY KEY, v INT);
  CREATE TABLE u (k INT PRIMARY KEY, t_k INT, INDEX (t_k));
  INSERT INTO t VALUES (1, 10), (2, 20), (3, NULL);
  INSERT INTO u VALUES (1, 1), (2, 1), (3, 2), (4, NULL)`;

const CASES: readonly QueryCase[] = [
  ['a scalar', 'SELECT (SELECT max(v) FROM t)', '20'],
  ['no row is NULL', 'SELECT (SELECT v FROM t WHERE k = 9)', 'NULL'],
  ['correlated', 'SELECT k, (SELECT count(*) FROM u WHERE u.t_k = t.k) FROM t ORDER BY k', '1 2|2 1|3 0'],
  ['EXISTS', 'SELECT k FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.t_k = t.k) ORDER BY k', '1|2'],
  ['NOT EXISTS', 'SELECT k FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.t_k = t.k)', '3'],
  ['IN', 'SELECT k FROM t WHERE k IN (SELECT t_k FROM u) ORDER BY k', '1|2'],
  ['NOT IN a set with NULL is never true', 'SELECT k FROM t WHERE k NOT IN (SELECT t_k FROM u)', ''],
  [
    'NOT IN an empty set is true',
    'SELECT k FROM t WHERE k NOT IN (SELECT t_k FROM u WHERE k > 9) ORDER BY k',
    '1|2|3'
  ],
  ['NULL IN an empty set is false', 'SELECT NULL::INT IN (SELECT k FROM t WHERE k > 9)', 'f'],
  ['a row IN rows', 'SELECT k FROM t WHERE (k, v) IN (SELECT 2, 20)', '2'],
  ['= ANY', 'SELECT k FROM t WHERE k = ANY (SELECT t_k FROM u) ORDER BY k', '1|2'],
  ['> ALL', 'SELECT k FROM t WHERE k > ALL (SELECT t_k FROM u WHERE t_k IS NOT NULL)', '3'],
  ['> ALL of nothing', 'SELECT count(*) FROM t WHERE k > ALL (SELECT t_k FROM u WHERE k > 9)', '3'],
  ['ARRAY', 'SELECT ARRAY(SELECT k FROM t ORDER BY k DESC)', '{3,2,1}'],
  [
    'two levels up',
    'SELECT k FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.t_k = (SELECT max(v) / 10 FROM t AS i WHERE i.k = t.k)) ORDER BY k',
    '1|2'
  ],
  [
    'in the select list of an aggregate',
    'SELECT sum((SELECT count(*) FROM u WHERE u.t_k = t.k)) FROM t',
    '3'
  ],
  ['in HAVING', 'SELECT t_k FROM u GROUP BY t_k HAVING count(*) > (SELECT 1)', '1'],
  ['in ORDER BY', 'SELECT k FROM t ORDER BY (SELECT -t.k)', '3|2|1'],
  ['in LIMIT', 'SELECT k FROM t ORDER BY k LIMIT (SELECT 2)', '1|2'],
  ['in FROM', 'SELECT s.n FROM (SELECT count(*) AS n FROM u) AS s', '4']
];

it.each(CASES)('%s', (_name, sql, out) => {
  expect(answer(SETUP, sql)).toBe(out);
});

it('one in another, as the bound of a key, is compiled once a level and not twice', () => {
  const depth = 50;
  const nested = '(SELECT max(v) FROM t WHERE k < '.repeat(depth) + '3' + ')'.repeat(depth);
  expect(answer(SETUP, `SELECT ${nested}`)).toBe('20');
});

describe('refused', () => {
  it.each([
    ['more than one row', 'SELECT (SELECT k FROM t)', '21000'],
    ['more than one row, only when it is run', 'SELECT k FROM t WHERE v = (SELECT t_k FROM u)', '21000'],
    ['too many columns', 'SELECT k FROM t WHERE k IN (SELECT k, t_k FROM u)', '42601'],
    ['arithmetic with a row of two columns', 'SELECT (SELECT k, v FROM t LIMIT 1) + 1', '42601']
  ])('%s', (_name, sql, sqlstate) => {
    expect(failure(SETUP, sql).sqlstate).toBe(sqlstate);
  });
});
