import { expect, it } from 'vitest';
import { Bench } from '../../../../support/sql/bench';
import { rowsText } from '../../../../support/sql/query-cases';

/** A thousand rows; what a query may visit tells whether it found its way by a key. */
function makeBench(): Bench {
  const bench = new Bench();
  bench.exec(`
    CREATE TABLE t (a INT, b INT, c STRING, d INT, PRIMARY KEY (a, b), INDEX (c), INDEX (d DESC), UNIQUE INDEX (d, a) WHERE d > 900);
    INSERT INTO t SELECT i // 10, i % 10, 'n' || lpad(i::STRING, 4, '0'), i FROM generate_series(0, 999) AS g(i)`);
  return bench;
}

const bench = makeBench();

const CASES: readonly (readonly [name: string, sql: string, out: string, work: number])[] = [
  ['a whole key', 'SELECT d FROM t WHERE a = 5 AND b = 3', '53', 10],
  ['a prefix of the key', 'SELECT count(*) FROM t WHERE a = 5', '10', 40],
  ['a range', 'SELECT count(*) FROM t WHERE a BETWEEN 5 AND 6', '20', 80],
  ['a prefix and a range', 'SELECT count(*) FROM t WHERE a = 5 AND b > 7', '2', 20],
  ['IN', 'SELECT count(*) FROM t WHERE a IN (1, 3, 5)', '30', 120],
  ['a tuple IN', 'SELECT d FROM t WHERE (a, b) IN ((1, 2), (3, 4)) ORDER BY d', '12|34', 30],
  ['a secondary index', "SELECT d FROM t WHERE c = 'n0123'", '123', 20],
  ['a prefix of a text', "SELECT count(*) FROM t WHERE c LIKE 'n012%'", '10', 60],
  ['a descending index', 'SELECT a FROM t WHERE d = 500', '50', 20],
  ['the order of the key needs no sort', 'SELECT d FROM t ORDER BY a, b LIMIT 3', '0|1|2', 20],
  ['nor does its reverse', 'SELECT d FROM t ORDER BY a DESC, b DESC LIMIT 2', '999|998', 20],
  ['nor that of an index', 'SELECT d FROM t ORDER BY d DESC LIMIT 2', '999|998', 20],
  [
    'an order that goes on with the other side of a join needs one',
    'SELECT t.d, v.x FROM t CROSS JOIN (VALUES (1), (2)) AS v(x) WHERE a = 5 ORDER BY a, b, x DESC LIMIT 3',
    '50 2|50 1|51 2',
    90
  ],
  ['a LIMIT without an order', 'SELECT count(*) FROM (SELECT 1 FROM t LIMIT 5) AS x', '5', 40],
  ['EXISTS looks for one row', 'SELECT EXISTS (SELECT 1 FROM t)', 't', 20],
  ['a lookup join', 'SELECT t.d FROM (VALUES (7, 7)) AS v(x, y) JOIN t ON t.a = v.x AND t.b = v.y', '77', 30],
  ['a condition that is never true', 'SELECT count(*) FROM t WHERE a = 1 AND a = 2', '0', 20],
  ['an OR of keys', 'SELECT count(*) FROM t WHERE a = 1 OR a IN (3, 5)', '30', 120],
  ['an OR of a key and a range', 'SELECT count(*) FROM t WHERE a = 1 OR a > 97', '30', 120],
  ['an OR of ranges that overlap', 'SELECT count(*) FROM t WHERE a < 2 OR (a > 0 AND a < 3)', '30', 120],
  ['an OR of whole keys', 'SELECT d FROM t WHERE (a = 1 AND b = 2) OR (a = 3 AND b = 4)', '12|34', 30],
  ['an OR backwards', 'SELECT d FROM t WHERE a = 1 OR a = 3 ORDER BY a DESC, b DESC LIMIT 2', '39|38', 90],
  ['an OR under another condition', 'SELECT d FROM t WHERE (b = 1 OR b = 5) AND a = 7', '71|75', 30],
  ['an OR by a secondary index', 'SELECT a FROM t WHERE d = 500 OR d = 700 ORDER BY a', '50|70', 30],
  ['comparison with NULL', 'SELECT count(*) FROM t WHERE a = NULL', '0', 20]
];

it.each(CASES)('%s', (_name, sql, out, work) => {
  expect(rowsText(bench.rows(sql))).toBe(out);
  expect(bench.work).toBeLessThanOrEqual(work);
});

it('agrees with a scan that no index helps', () => {
  for (const where of [
    'd > 950',
    "c < 'n0003'",
    'a = 99 OR d = 3',
    'd IN (5, 6, NULL)',
    'd > 900 AND d < 905 AND a = 90'
  ]) {
    const indexed = rowsText(bench.rows(`SELECT d FROM t WHERE ${where} ORDER BY d`));
    const plain = rowsText(
      bench.rows(
        `SELECT d FROM (SELECT a + 0 AS a, c || '' AS c, d + 0 AS d FROM t) AS t WHERE ${where} ORDER BY d`
      )
    );
    expect([where, indexed]).toEqual([where, plain]);
  }
});

it('ends a statement that runs away', () => {
  const small = new Bench({ limits: { work: 10_000, memory: 1_000_000 } });
  const code = (sql: string) => small.error(sql).sqlstate;
  expect([
    code('SELECT count(*) FROM generate_series(1, 1000000000)'),
    code('SELECT count(*) FROM generate_series(1, 5000) AS a, generate_series(1, 5000) AS b'),
    code('WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r'),
    code("SELECT array_agg(repeat('x', 1000)) FROM generate_series(1, 5000)")
  ]).toEqual(['57014', '57014', '57014', '53200']);
});
