import { expect, it } from 'vitest';
import { Bench } from '../../../../support/sql/bench';
import { failure, type ErrorCase } from '../../../../support/sql/query-cases';

const SETUP = `
  CREATE TYPE mood AS ENUM ('sad', 'ok');
  CREATE TYPE size AS ENUM ('s', 'm');
  CREATE TABLE t (k INT PRIMARY KEY, v INT, s STRING, m mood, z size);
  CREATE TABLE u (k INT PRIMARY KEY, w INT)`;

const CASES: readonly ErrorCase[] = [
  ['no such table', 'SELECT 1 FROM nope', '42P01', 'nope'],
  ['no such column', 'SELECT k, nope FROM t', '42703', 'nope'],
  ['no such column of a table', 'SELECT t.nope FROM t', '42703', 't.nope'],
  ['no such table name in a column', 'SELECT x.k FROM t', '42P01', 'x.k'],
  ['an ambiguous column', 'SELECT k FROM t, u', '42702', 'k'],
  ['no such function', 'SELECT nope(1)', '42883', 'nope'],
  ['no such type', 'SELECT 1::nope', '42704', 'nope'],
  ['a table name twice', 'SELECT 1 FROM t, t', '42712'],
  ['an operator that is not there', 'SELECT 1 + true', '22023', '1 + true'],
  ['enums of two types', 'SELECT m = z FROM t', '22023', 'm = z'],
  ['WHERE of another type', 'SELECT 1 FROM t WHERE v', '42804', 'v'],
  ['an aggregate in WHERE', 'SELECT 1 FROM t WHERE max(k) = 1', '42803', 'max(k)'],
  ['an aggregate within one', 'SELECT max(max(k)) FROM t', '42803', 'max(k)'],
  ['a column outside GROUP BY', 'SELECT v, count(*) FROM t GROUP BY s', '42803', 'v'],
  ['a position that is not there', 'SELECT k FROM t GROUP BY 5', '42P10', '5'],
  [
    'a window function in WHERE',
    'SELECT 1 FROM t WHERE row_number() OVER () = 1',
    '42P20',
    'row_number() OVER ()'
  ],
  ['a window function without OVER', 'SELECT rank() FROM t', '42809'],
  ['no such window', 'SELECT rank() OVER w FROM t', '42704'],
  ['a constant that is no date', "SELECT '2024-13-45'::DATE", '22008'],
  ['a constant that is no number', "SELECT 'x'::INT", '22P02'],
  ['a number too large', 'SELECT 9223372036854775807::INT + 1', '22003'],
  ['division by zero', 'SELECT 1 // 0', '22012'],
  ['an array of mixed types', 'SELECT ARRAY[1, true]', '42804'],
  ['CASE of mixed types', 'SELECT CASE WHEN true THEN 1 ELSE false END', '42804'],
  ['a star without tables', 'SELECT *', '42602'],
  ['a star in an expression', 'SELECT 1 + * FROM t', '42601'],
  ['VALUES of different lengths', 'VALUES (1), (1, 2)', '42601'],
  ['a placeholder', 'SELECT $1', '42P02', '$1'],
  ['a function with wrong arguments', 'SELECT length(1)', '42883'],
  ['an enum label that is not there', "SELECT 'glad'::mood", '22P02'],
  ['a range of an enum without ends', 'SELECT enum_range(NULL::mood, NULL::mood)', '22004'],
  ['a join of tables without that column', 'SELECT 1 FROM t JOIN u USING (s)', '42703', 's']
];

const ROWS = CASES.map(([name, sql, sqlstate, blamed]) => ({ name, sql, sqlstate, blamed }));

it.each(ROWS)('$name', ({ sql, sqlstate, blamed }) => {
  const found = failure(SETUP, sql);
  expect(found.sqlstate).toBe(sqlstate);
  if (blamed !== undefined) expect(found.blamed).toBe(blamed);
});

const WORDS: readonly (readonly [sql: string, words: RegExp])[] = [
  ['SELECT m = z FROM t', /<mood> = <size>/],
  ['SELECT 1 + true', /<int> \+ <bool>/],
  ['SELECT k FROM t, u', /column reference "k" is ambiguous/],
  ['SELECT nope FROM t', /column "nope" does not exist/],
  ['SELECT 1 FROM nope', /relation "nope" does not exist/],
  ['SELECT v, count(*) FROM t GROUP BY s', /column "v" must appear in the GROUP BY clause/],
  [
    'INSERT INTO u VALUES (1, 2, 3)',
    /INSERT has more expressions than target columns, 3 expressions for 2 targets/
  ]
];

it.each(WORDS)('%s', (sql, words) => {
  const bench = new Bench();
  bench.exec(SETUP);
  expect(bench.error(sql).message).toMatch(words);
});

const NEAR: readonly (readonly [sql: string, hint: RegExp])[] = [
  ['SELECT citty FROM (VALUES (1)) AS x(city)', /city/],
  ["SELECT uper('a')", /upper/],
  ['SELECT 1 FROM uu', /"?u"?/]
];

it.each(NEAR)('%s has a hint', (sql, hint) => {
  const bench = new Bench();
  bench.exec(SETUP);
  expect(bench.error(sql).hint).toMatch(hint);
});
