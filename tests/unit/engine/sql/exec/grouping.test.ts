import { expect, it } from 'vitest';
import { answer, type QueryCase } from '../../../../support/sql/query-cases';

const SETUP = `
  CREATE TABLE s (id INT PRIMARY KEY, city STRING, n INT, d DECIMAL);
  INSERT INTO s VALUES (1, 'rome', 1, 1.5), (2, 'rome', 2, 2.5), (3, 'oslo', 3, NULL), (4, NULL, NULL, 4)`;

const CASES: readonly QueryCase[] = [
  [
    'NULLs make one group',
    'SELECT city, count(*) FROM s GROUP BY city ORDER BY city',
    'NULL 1|oslo 1|rome 2'
  ],
  ['by position', 'SELECT city, sum(n) FROM s GROUP BY 1 ORDER BY 1', 'NULL NULL|oslo 3|rome 3'],
  ['by alias', 'SELECT upper(city) AS c, count(*) FROM s GROUP BY c ORDER BY c', 'NULL 1|OSLO 1|ROME 2'],
  ['by expression', 'SELECT n % 2, count(*) FROM s GROUP BY n % 2 ORDER BY 1', 'NULL 1|0 1|1 2'],
  [
    'columns of a grouped primary key may be used',
    'SELECT city FROM s GROUP BY id ORDER BY id',
    'rome|rome|oslo|NULL'
  ],
  ['HAVING', 'SELECT city FROM s GROUP BY city HAVING count(*) > 1', 'rome'],
  ['HAVING without GROUP BY', 'SELECT sum(n) FROM s HAVING count(*) > 9', ''],
  ['an aggregate of no rows is one row', 'SELECT count(*), sum(n), max(n) FROM s WHERE false', '0 NULL NULL'],
  ['groups of no rows are none', 'SELECT city, count(*) FROM s WHERE false GROUP BY city', ''],
  ['count of a column leaves NULL out', 'SELECT count(n), count(*) FROM s', '3 4'],
  ['DISTINCT', 'SELECT count(DISTINCT city) FROM s', '2'],
  ['FILTER', "SELECT count(*) FILTER (WHERE city = 'rome'), sum(n) FILTER (WHERE n > 9) FROM s", '2 NULL'],
  ['ORDER BY within an aggregate', "SELECT string_agg(city, ',' ORDER BY n DESC) FROM s", 'oslo,rome,rome'],
  ['array_agg keeps NULL', 'SELECT array_agg(city ORDER BY id) FROM s', '{rome,rome,oslo,NULL}'],
  ['WITHIN GROUP', 'SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY n) FROM s', '2'],
  ['sum of INT is DECIMAL, avg too', 'SELECT sum(n), avg(n) FROM s', '6 2.0000000000000000000'],
  ['bool_and and bool_or', 'SELECT bool_and(n > 0), bool_or(n > 2) FROM s', 't t'],
  ['an aggregate beside a constant', 'SELECT 1, max(n) FROM s', '1 3'],
  [
    'aggregates in ORDER BY',
    'SELECT city FROM s GROUP BY city ORDER BY count(*) DESC, city',
    'rome|NULL|oslo'
  ],
  ['DISTINCT after grouping', 'SELECT DISTINCT count(*) FROM s GROUP BY city ORDER BY 1', '1|2'],
  ['an aggregate of a join', 'SELECT count(*) FROM s AS a JOIN s AS b USING (city)', '5'],
  ['concat_agg, every order given', "SELECT string_agg(n::STRING, '' ORDER BY n) FROM s", '123']
];

it.each(CASES)('%s', (_name, sql, out) => {
  expect(answer(SETUP, sql)).toBe(out);
});
