import { expect, it } from 'vitest';
import { answer, type QueryCase } from '../../../../support/sql/query-cases';

const SETUP = `
  CREATE TABLE a (id INT PRIMARY KEY, x INT);
  CREATE TABLE b (id INT PRIMARY KEY, a_id INT, y STRING, INDEX (a_id));
  INSERT INTO a VALUES (1, 10), (2, 20), (3, NULL);
  INSERT INTO b VALUES (1, 1, 'p'), (2, 1, 'q'), (3, 2, 'r'), (4, NULL, 's')`;

const CASES: readonly QueryCase[] = [
  ['inner', 'SELECT a.id, b.y FROM a JOIN b ON a.id = b.a_id ORDER BY 2', '1 p|1 q|2 r'],
  ['left', 'SELECT a.id, b.y FROM a LEFT JOIN b ON a.id = b.a_id ORDER BY 1, 2', '1 p|1 q|2 r|3 NULL'],
  ['right', 'SELECT a.id, b.y FROM a RIGHT JOIN b ON a.id = b.a_id ORDER BY 2', '1 p|1 q|2 r|NULL s'],
  ['full', 'SELECT a.id, b.y FROM a FULL JOIN b ON a.id = b.a_id ORDER BY 1, 2', 'NULL s|1 p|1 q|2 r|3 NULL'],
  ['cross', 'SELECT count(*) FROM a CROSS JOIN b', '12'],
  ['a comma is a cross join', 'SELECT count(*) FROM a, b', '12'],
  [
    'no equality: every pair is tried',
    'SELECT a.id, b.id FROM a JOIN b ON a.id > b.id ORDER BY 1, 2',
    '2 1|3 1|3 2'
  ],
  [
    'an ON condition on the left alone keeps its rows in a left join',
    'SELECT a.id, b.y FROM a LEFT JOIN b ON a.id = b.a_id AND a.x = 20 ORDER BY 1',
    '1 NULL|2 r|3 NULL'
  ],
  [
    'the same condition in WHERE drops them',
    'SELECT a.id, b.y FROM a LEFT JOIN b ON a.id = b.a_id WHERE a.x = 20',
    '2 r'
  ],
  ['NULL keys never meet', 'SELECT count(*) FROM b AS l JOIN b AS r ON l.a_id = r.a_id', '5'],
  [
    'NULL keys meet IS NOT DISTINCT FROM',
    'SELECT count(*) FROM b AS l JOIN b AS r ON l.a_id IS NOT DISTINCT FROM r.a_id',
    '6'
  ],
  [
    'USING gives the column once',
    'SELECT * FROM a JOIN b USING (id) ORDER BY id',
    '1 10 1 p|2 20 1 q|3 NULL 2 r'
  ],
  [
    'USING of a full join takes the side that is there',
    'SELECT id FROM (VALUES (1), (2)) AS l(id) FULL JOIN (VALUES (2), (3)) AS r(id) USING (id) ORDER BY id',
    '1|2|3'
  ],
  ['NATURAL joins by the names both have', 'SELECT count(*) FROM a NATURAL JOIN b', '3'],
  [
    'NATURAL without common names is a cross join',
    'SELECT count(*) FROM (SELECT 1 AS p) NATURAL JOIN (SELECT 2 AS q)',
    '1'
  ],
  [
    'LATERAL sees the tables before it',
    'SELECT a.id, t.y FROM a, LATERAL (SELECT y FROM b WHERE b.a_id = a.id ORDER BY y DESC LIMIT 1) AS t ORDER BY 1',
    '1 q|2 r'
  ],
  [
    'LEFT JOIN LATERAL keeps rows without a match',
    'SELECT a.id, t.n FROM a LEFT JOIN LATERAL (SELECT y AS n FROM b WHERE b.a_id = a.id LIMIT 1) AS t ON true ORDER BY 1',
    '1 p|2 r|3 NULL'
  ],
  [
    'a set-returning function may use columns before it',
    'SELECT id, g FROM a, generate_series(1, id) AS g ORDER BY 1, 2',
    '1 1|2 1|2 2|3 1|3 2|3 3'
  ],
  [
    'parentheses group joins',
    'SELECT a.id, l.id FROM a LEFT JOIN (b AS l JOIN b AS r ON l.id = r.id AND l.id = 3) ON a.id = l.a_id ORDER BY 1',
    '1 NULL|2 3|3 NULL'
  ],
  [
    'a table joined with itself',
    'SELECT l.id, r.id FROM a AS l JOIN a AS r ON l.id = r.id + 1 ORDER BY 1',
    '2 1|3 2'
  ],
  [
    'types of the two sides may differ',
    'SELECT count(*) FROM a JOIN (VALUES (1.0), (2.5)) AS v(d) ON a.id = v.d',
    '1'
  ]
];

it.each(CASES)('%s', (_name, sql, out) => {
  expect(answer(SETUP, sql)).toBe(out);
});
