import { describe, expect, it } from 'vitest';
import { Bench } from '../../../../support/sql/bench';
import { failure, rowsText } from '../../../../support/sql/query-cases';

const SETUP = `
  CREATE TABLE t (k INT PRIMARY KEY, v INT DEFAULT 7, s STRING NOT NULL DEFAULT 'd', UNIQUE (v));
  CREATE TABLE c (k INT PRIMARY KEY, n INT CHECK (n > 0), twice INT AS (n * 2) STORED);
  CREATE TABLE r (x INT)`;

/** What a statement answers, and what a table holds then. */
const CASES: readonly (readonly [name: string, sql: string, out: string, after: string, rows: string])[] = [
  ['values', "INSERT INTO t VALUES (1, 2, 'x')", '', 'SELECT * FROM t', '1 2 x'],
  ['columns left out take their default', 'INSERT INTO t (k) VALUES (1)', '', 'SELECT * FROM t', '1 7 d'],
  ['fewer values than columns', 'INSERT INTO t VALUES (1)', '', 'SELECT * FROM t', '1 7 d'],
  ['DEFAULT', 'INSERT INTO t VALUES (1, DEFAULT, DEFAULT)', '', 'SELECT * FROM t', '1 7 d'],
  ['columns in another order', "INSERT INTO t (s, k) VALUES ('a', 1)", '', 'SELECT * FROM t', '1 7 a'],
  [
    'from a query',
    'INSERT INTO t (k, v) SELECT i, -i FROM generate_series(1, 3) AS g(i)',
    '',
    'SELECT k, v FROM t ORDER BY k',
    '1 -1|2 -2|3 -3'
  ],
  ['DEFAULT VALUES', 'INSERT INTO r DEFAULT VALUES', '', 'SELECT x FROM r', 'NULL'],
  ['RETURNING', 'INSERT INTO t (k) VALUES (1) RETURNING k + 1 AS n, s', '2 d', 'SELECT count(*) FROM t', '1'],
  ['RETURNING *', 'INSERT INTO c (k, n) VALUES (1, 4) RETURNING *', '1 4 8', 'SELECT twice FROM c', '8'],
  [
    'it reads the table as it was',
    'INSERT INTO r SELECT count(*) FROM r UNION ALL SELECT count(*) FROM r',
    '',
    'SELECT x FROM r',
    '0|0'
  ],
  [
    'a constant takes the type of its column',
    "INSERT INTO t VALUES ('5', '6', 'x')",
    '',
    'SELECT k, v FROM t',
    '5 6'
  ],
  [
    'DO NOTHING',
    'INSERT INTO t (k, v) VALUES (1, 1), (1, 2), (2, 1) ON CONFLICT DO NOTHING RETURNING k, v',
    '1 1',
    'SELECT k, v FROM t',
    '1 1'
  ],
  [
    'DO NOTHING for one constraint',
    'INSERT INTO t (k, v) VALUES (1, 1), (2, 1) ON CONFLICT (v) DO NOTHING',
    '',
    'SELECT k FROM t',
    '1'
  ],
  ['UPSERT inserts', 'UPSERT INTO t (k, v) VALUES (1, 5)', '', 'SELECT k, v, s FROM t', '1 5 d'],
  [
    'a row with NULL conflicts with none',
    'INSERT INTO t (k, v) VALUES (1, NULL), (2, NULL)',
    '',
    'SELECT count(*) FROM t',
    '2'
  ]
];

it.each(CASES)('%s', (_name, sql, out, after, rows) => {
  const bench = new Bench();
  bench.exec(SETUP);
  expect(rowsText(bench.rows(sql))).toBe(out);
  expect(rowsText(bench.rows(after))).toBe(rows);
});

describe('ON CONFLICT DO UPDATE', () => {
  const rows = `${SETUP}; INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b')`;
  it.each([
    [
      'the row as it is and as it would be',
      'INSERT INTO t VALUES (1, 5) ON CONFLICT (k) DO UPDATE SET v = t.v + excluded.v',
      '1 15 a|2 20 b'
    ],
    [
      'WHERE leaves others alone',
      'INSERT INTO t VALUES (1, 5), (2, 6) ON CONFLICT (k) DO UPDATE SET v = excluded.v WHERE t.v > 10',
      '1 10 a|2 6 b'
    ],
    [
      'by another unique column',
      "INSERT INTO t VALUES (9, 20, 'z') ON CONFLICT (v) DO UPDATE SET s = excluded.s",
      '1 10 a|2 20 z'
    ],
    [
      'several columns at once',
      "INSERT INTO t VALUES (1) ON CONFLICT (k) DO UPDATE SET (v, s) = (1, 'n')",
      '1 1 n|2 20 b'
    ],
    [
      'by the name of the constraint',
      'INSERT INTO t VALUES (2, 0) ON CONFLICT ON CONSTRAINT t_pkey DO UPDATE SET v = 3',
      '1 10 a|2 3 b'
    ],
    ['UPSERT replaces what it names', 'UPSERT INTO t (k, v) VALUES (1, 11)', '1 11 a|2 20 b'],
    ['UPSERT of all columns takes defaults', 'UPSERT INTO t VALUES (1, 11)', '1 11 d|2 20 b']
  ])('%s', (_name, sql, out) => {
    const bench = new Bench();
    bench.exec(rows);
    bench.exec(sql);
    expect(rowsText(bench.rows('SELECT * FROM t ORDER BY k'))).toBe(out);
  });

  it('gives the changed rows back', () => {
    const bench = new Bench();
    bench.exec(rows);
    const sql =
      'INSERT INTO t VALUES (1, 5), (3, 6) ON CONFLICT (k) DO UPDATE SET v = excluded.v RETURNING k, v, s';
    expect(rowsText(bench.rows(sql))).toBe('1 5 a|3 6 d');
  });
});

it('UPSERT may write a row twice where it need not read it first', () => {
  const bench = new Bench();
  bench.exec('CREATE TABLE kv (k INT PRIMARY KEY, v INT); UPSERT INTO kv VALUES (1, 1), (1, 2)');
  expect(rowsText(bench.rows('SELECT * FROM kv'))).toBe('1 2');
});

it('a row that is not inserted need not satisfy what new rows must', () => {
  const bench = new Bench();
  bench.exec(`CREATE TABLE n (k INT PRIMARY KEY, a INT NOT NULL, b INT); INSERT INTO n VALUES (1, 2, 3);
    UPSERT INTO n (k, b) VALUES (1, 30)`);
  expect(rowsText(bench.rows('SELECT * FROM n'))).toBe('1 2 30');
});

describe('refused', () => {
  it.each([
    ['a key that is there', 'INSERT INTO t VALUES (1, 1), (1, 2)', '23505'],
    ['a unique value that is there', 'INSERT INTO t VALUES (1, 1), (2, 1)', '23505'],
    ['NULL where it may not be', 'INSERT INTO t VALUES (1, 1, NULL)', '23502'],
    ['NULL in the key', 'INSERT INTO t (v) VALUES (1)', '23502'],
    ['a failed CHECK', 'INSERT INTO c VALUES (1, 0)', '23514'],
    ['a computed column', 'INSERT INTO c (k, twice) VALUES (1, 2)', '55000'],
    ['too many values', 'INSERT INTO t (k, v) VALUES (1, 2, 3)', '42601'],
    ['too few values', 'INSERT INTO t (k, v) VALUES (1)', '42601'],
    ['a column twice', 'INSERT INTO t (k, k) VALUES (1, 2)', '42601'],
    ['a column that is not there', 'INSERT INTO t (nope) VALUES (1)', '42703'],
    ['a table that is not there', 'INSERT INTO nope VALUES (1)', '42P01'],
    ['a type that does not fit', 'INSERT INTO t (k) VALUES (true)', '42804'],
    ['no such constraint', 'INSERT INTO t VALUES (1) ON CONFLICT (s) DO NOTHING', '42P10'],
    [
      'one row twice',
      'INSERT INTO t (k, v) VALUES (1, 1), (1, 2) ON CONFLICT (k) DO UPDATE SET v = 9',
      '21000'
    ],
    ['one row twice by UPSERT', 'UPSERT INTO t (k, v) VALUES (1, 1), (1, 2)', '21000']
  ])('%s', (_name, sql, sqlstate) => {
    expect(failure(SETUP, sql).sqlstate).toBe(sqlstate);
  });

  it('writes nothing when one row fails', () => {
    const bench = new Bench();
    bench.exec(SETUP);
    bench.error('INSERT INTO t VALUES (1, 1), (2, 2), (1, 3)');
    expect(bench.rows('SELECT * FROM t')).toEqual([]);
  });

  it('names constraint and key', () => {
    const bench = new Bench();
    bench.exec(`${SETUP}; INSERT INTO t VALUES (3, 1)`);
    const { message, detail } = bench.error('INSERT INTO t VALUES (3, 2)');
    expect({ message, detail }).toEqual({
      message: 'duplicate key value violates unique constraint "t_pkey"',
      detail: 'Key (k)=(3) already exists.'
    });
  });
});
