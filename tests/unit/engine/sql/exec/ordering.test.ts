import { describe, expect, it } from 'vitest';
import { answer, failure, type QueryCase } from '../../../../support/sql/query-cases';

const SETUP = `
  CREATE TABLE t (k INT PRIMARY KEY, v INT, s STRING, INDEX (v));
  INSERT INTO t VALUES (1, 2, 'b'), (2, NULL, 'a'), (3, 1, 'B'), (4, 2, NULL)`;

const CASES: readonly QueryCase[] = [
  ['NULLs come first ascending', 'SELECT v FROM t ORDER BY v', 'NULL|1|2|2'],
  ['and last descending', 'SELECT v FROM t ORDER BY v DESC', '2|2|1|NULL'],
  ['NULLS LAST', 'SELECT v FROM t ORDER BY v NULLS LAST', '1|2|2|NULL'],
  ['NULLS FIRST', 'SELECT v FROM t ORDER BY v DESC NULLS FIRST', 'NULL|2|2|1'],
  ['strings by code point', 'SELECT s FROM t ORDER BY s', 'NULL|B|a|b'],
  [
    'a code point above the BMP comes after one below',
    "SELECT x FROM (VALUES ('\u{1F600}'), ('\uFF5E')) AS v(x) ORDER BY x",
    '\uFF5E|\u{1F600}'
  ],
  ['several keys', 'SELECT k FROM t ORDER BY v DESC, k DESC', '4|1|3|2'],
  ['by position', 'SELECT s, k FROM t ORDER BY 2 DESC', 'NULL 4|B 3|a 2|b 1'],
  ['by alias before column', 'SELECT -k AS v FROM t ORDER BY v', '-4|-3|-2|-1'],
  ['by an expression of columns', 'SELECT k FROM t ORDER BY k % 2, k', '2|4|1|3'],
  ['by a column that is not shown', 'SELECT s FROM t ORDER BY k DESC', 'NULL|B|a|b'],
  ['LIMIT and OFFSET', 'SELECT k FROM t ORDER BY k LIMIT 2 OFFSET 1', '2|3'],
  ['LIMIT ALL', 'SELECT count(*) FROM (SELECT k FROM t LIMIT ALL) AS x', '4'],
  ['LIMIT NULL has no limit', 'SELECT count(*) FROM (SELECT k FROM t LIMIT NULL) AS x', '4'],
  ['LIMIT of an expression', 'SELECT k FROM t ORDER BY k LIMIT 1 + 1', '1|2'],
  ['FETCH FIRST', 'SELECT k FROM t ORDER BY k FETCH FIRST 2 ROWS ONLY', '1|2'],
  ['OFFSET past the end', 'SELECT k FROM t ORDER BY k OFFSET 9', ''],
  ['LIMIT 0', 'SELECT k FROM t LIMIT 0', ''],
  ['DISTINCT', 'SELECT DISTINCT v FROM t ORDER BY v', 'NULL|1|2'],
  [
    'DISTINCT ON keeps the first by the order',
    'SELECT DISTINCT ON (v) v, k FROM t ORDER BY v, k DESC',
    'NULL 2|1 3|2 4'
  ],
  ['by an index', 'SELECT k FROM t ORDER BY v, k', '2|3|1|4'],
  ['by the primary key backwards', 'SELECT k FROM t ORDER BY k DESC LIMIT 1', '4'],
  ['ORDER BY PRIMARY KEY', 'SELECT k FROM t ORDER BY PRIMARY KEY t DESC', '4|3|2|1'],
  ['ORDER BY INDEX', 'SELECT k FROM t ORDER BY INDEX t@t_v_idx', '2|3|1|4']
];

it.each(CASES)('%s', (_name, sql, out) => {
  expect(answer(SETUP, sql)).toBe(out);
});

it('orders by ASC NULLS LAST where the session says so', () => {
  expect(answer(SETUP, 'SELECT v FROM t ORDER BY v ASC NULLS LAST LIMIT 1')).toBe('1');
});

describe('refused', () => {
  it.each([
    ['a negative LIMIT', 'SELECT k FROM t LIMIT -1', '2201W'],
    ['a negative OFFSET', 'SELECT k FROM t OFFSET -1', '2201X'],
    ['a position that is not there', 'SELECT k FROM t ORDER BY 2', '42P10'],
    ['DISTINCT with a key that is not shown', 'SELECT DISTINCT s FROM t ORDER BY k', '42P10'],
    ['DISTINCT ON that does not begin the order', 'SELECT DISTINCT ON (v) v FROM t ORDER BY k', '42P10'],
    ['two columns of that name', 'SELECT k AS x, v AS x FROM t ORDER BY x', '42702']
  ])('%s', (_name, sql, sqlstate) => {
    expect(failure(SETUP, sql).sqlstate).toBe(sqlstate);
  });
});
