import { describe, expect, it } from 'vitest';
import { Bench } from '../../../../support/sql/bench';
import { answer, type QueryCase } from '../../../../support/sql/query-cases';

const SETUP = `
  CREATE TABLE w (id INT PRIMARY KEY, g STRING, n INT);
  INSERT INTO w VALUES (1, 'a', 10), (2, 'a', 20), (3, 'a', 20), (4, 'b', 5)`;

const WHOLE = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

const CASES: readonly QueryCase[] = [
  [
    'row_number',
    'SELECT id, row_number() OVER (PARTITION BY g ORDER BY n DESC, id) FROM w ORDER BY id',
    '1 3|2 1|3 2|4 1'
  ],
  [
    'rank leaves gaps, dense_rank none',
    'SELECT rank() OVER (ORDER BY n DESC), dense_rank() OVER (ORDER BY n DESC) FROM w ORDER BY 1, 2',
    '1 1|1 1|3 2|4 3'
  ],
  [
    'a running sum takes peers together',
    'SELECT id, sum(n) OVER (PARTITION BY g ORDER BY n) FROM w ORDER BY id',
    '1 10|2 50|3 50|4 5'
  ],
  [
    'ROWS takes them one by one',
    'SELECT id, sum(n) OVER (PARTITION BY g ORDER BY n, id ROWS UNBOUNDED PRECEDING) FROM w ORDER BY id',
    '1 10|2 30|3 50|4 5'
  ],
  [
    'no order: the whole partition',
    'SELECT id, sum(n) OVER (PARTITION BY g) FROM w ORDER BY id',
    '1 50|2 50|3 50|4 5'
  ],
  [
    'a moving frame',
    'SELECT id, sum(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM w ORDER BY id',
    '1 30|2 50|3 45|4 25'
  ],
  [
    'RANGE with an offset',
    'SELECT id, count(*) OVER (ORDER BY n RANGE BETWEEN 5 PRECEDING AND CURRENT ROW) FROM w ORDER BY id',
    '1 2|2 2|3 2|4 1'
  ],
  [
    'GROUPS counts peers',
    'SELECT id, count(*) OVER (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM w ORDER BY id',
    '1 2|2 3|3 3|4 1'
  ],
  [
    'EXCLUDE CURRENT ROW',
    'SELECT id, sum(n) OVER (PARTITION BY g ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM w ORDER BY id',
    '1 40|2 30|3 30|4 NULL'
  ],
  [
    'lag and lead',
    'SELECT id, lag(n) OVER (ORDER BY id), lead(n, 2, -1) OVER (ORDER BY id) FROM w ORDER BY id',
    '1 NULL 20|2 10 5|3 20 -1|4 20 -1'
  ],
  [
    'first_value and last_value',
    'SELECT id, first_value(n) OVER o, last_value(n) OVER o FROM w WINDOW o AS (PARTITION BY g ORDER BY id) ORDER BY id',
    '1 10 10|2 10 20|3 10 20|4 5 5'
  ],
  [
    'nth_value',
    'SELECT DISTINCT nth_value(id, 2) OVER (PARTITION BY g ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS v FROM w ORDER BY v',
    'NULL|2'
  ],
  ['ntile', 'SELECT id, ntile(2) OVER (ORDER BY id) FROM w ORDER BY id', '1 1|2 1|3 2|4 2'],
  [
    'ntile begins at the first row that says a number',
    'SELECT v, ntile(v) OVER (ORDER BY v) FROM (VALUES (NULL), (2), (3)) AS t(v) ORDER BY v',
    'NULL NULL|2 1|3 1'
  ],
  [
    'percent_rank and cume_dist',
    'SELECT id, percent_rank() OVER (ORDER BY id), cume_dist() OVER (ORDER BY id) FROM w ORDER BY id LIMIT 1',
    '1 0 0.25'
  ],
  ['FILTER', 'SELECT id, count(*) FILTER (WHERE n > 5) OVER () FROM w ORDER BY id LIMIT 1', '1 3'],
  ['over groups', 'SELECT g, sum(count(*)) OVER (ORDER BY g) FROM w GROUP BY g ORDER BY g', 'a 3|b 4'],
  [
    'a named window that is extended',
    'SELECT id, row_number() OVER (p ORDER BY id DESC) FROM w WINDOW p AS (PARTITION BY g) ORDER BY id',
    '1 3|2 2|3 1|4 1'
  ],
  // What a moving sum loses is taken off it, as CockroachDB does it: the digits of a DECIMAL and the rounding of a FLOAT stay.
  [
    'a moving sum of DECIMALs keeps the digits of those that have gone',
    'SELECT sum(d) OVER (ORDER BY i ROWS 1 PRECEDING) FROM (VALUES (1, 1.50), (2, 2::DECIMAL), (3, 3::DECIMAL), (4, NULL), (5, NULL)) AS t(i, d)',
    '1.50|3.50|5.00|3.00|NULL'
  ],
  [
    'a moving sum of FLOATs keeps their rounding',
    'SELECT sum(f::FLOAT) OVER (ORDER BY i ROWS 2 PRECEDING) FROM (VALUES (1, 0.1), (2, 0.2), (3, 0.3), (4, 0.4)) AS t(i, f)',
    '0.1|0.30000000000000004|0.6000000000000001|0.9000000000000001'
  ],
  [
    'the best of a moving frame, with values that come twice and NULLs',
    'SELECT i, min(v) OVER w, max(v) OVER w FROM (VALUES (1, 3), (2, 3), (3, NULL), (4, 1), (5, 2), (6, NULL), (7, NULL)) AS t(i, v) WINDOW w AS (ORDER BY i ROWS 1 PRECEDING)',
    '1 3 3|2 3 3|3 3 3|4 1 1|5 1 2|6 2 2|7 NULL NULL'
  ],
  [
    'frames ahead of the row, and the rest of the partition',
    'SELECT id, avg(n) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING), count(n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM w ORDER BY id',
    '1 20.000000000000000000 4|2 12.500000000000000000 3|3 5.0000000000000000000 2|4 NULL 1'
  ],
  [
    'EXCLUDE GROUP and TIES',
    `SELECT id, sum(n) OVER (w ${WHOLE} EXCLUDE GROUP), nth_value(id, 3) OVER (w ${WHOLE} EXCLUDE TIES) FROM w WINDOW w AS (ORDER BY n) ORDER BY id`,
    '1 45 2|2 15 2|3 15 3|4 50 2'
  ],
  ['in ORDER BY', 'SELECT id FROM w ORDER BY row_number() OVER (ORDER BY id DESC)', '4|3|2|1']
];

it.each(CASES)('%s', (_name, sql, out) => {
  expect(answer(SETUP, sql)).toBe(out);
});

describe('frames that move over 20,000 rows', () => {
  const bench = new Bench({ limits: { work: 1_000_000 } });
  bench.exec(
    'CREATE TABLE m (i INT PRIMARY KEY, n INT); INSERT INTO m SELECT i, i % 1000 FROM generate_series(1, 20000) AS g(i)'
  );

  // A frame gone through anew for each row would take up to 400 million steps.
  it.each([
    ['sum(n)', 'ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', '9990000'],
    ['avg(n)', 'ROWS BETWEEN 5000 PRECEDING AND 5000 FOLLOWING', '522.17907995618838992'],
    ['max(n)', 'ROWS BETWEEN 5000 PRECEDING AND CURRENT ROW', '999'],
    ['count(n)', 'RANGE BETWEEN 7000 PRECEDING AND 3000 PRECEDING', '4001'],
    ['bool_and(n >= 0)', 'GROUPS BETWEEN 7000 PRECEDING AND CURRENT ROW', 'true'],
    ['count(*)', 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW', '19999'],
    ['last_value(i)', 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP', '20000']
  ])('%s %s', (call, frame, largest) => {
    expect(
      bench.rows(`SELECT max(v)::STRING FROM (SELECT ${call} OVER (ORDER BY i ${frame}) FROM m) AS q(v)`)
    ).toEqual([[largest]]);
  });
});
