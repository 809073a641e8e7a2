import { describe, expect, it } from 'vitest';
import { answer, failure, type QueryCase } from '../../../../support/sql/query-cases';

const CASES: readonly QueryCase[] = [
  ['UNION drops duplicates', '(VALUES (1), (1), (2)) UNION VALUES (2), (3) ORDER BY 1', '1|2|3'],
  ['UNION ALL keeps them', 'VALUES (1), (1) UNION ALL VALUES (1)', '1|1|1'],
  ['INTERSECT', '(VALUES (1), (2), (2)) INTERSECT VALUES (2), (2), (3)', '2'],
  ['INTERSECT ALL', '(VALUES (1), (2), (2)) INTERSECT ALL VALUES (2), (2), (3)', '2|2'],
  ['EXCEPT', '(VALUES (1), (1), (2)) EXCEPT VALUES (2)', '1'],
  ['EXCEPT ALL takes away one for one', '(VALUES (1), (1), (2)) EXCEPT ALL VALUES (1)', '1|2'],
  ['NULLs are the same', 'VALUES (NULL) UNION VALUES (NULL)', 'NULL'],
  ['INTERSECT binds closer', 'VALUES (1) UNION VALUES (2) INTERSECT VALUES (2) ORDER BY 1', '1|2'],
  ['from left to right', '(VALUES (1), (2)) EXCEPT VALUES (2) UNION VALUES (2) ORDER BY 1', '1|2'],
  ['names of the first', 'SELECT a FROM (SELECT 1 AS a UNION SELECT 2 AS b) AS u ORDER BY a', '1|2'],
  ['numbers find a common type', 'SELECT 1 UNION SELECT 1.5 ORDER BY 1', '1|1.5'],
  ['NULL takes the type of the other side', 'SELECT NULL UNION SELECT 1 ORDER BY 1', 'NULL|1'],
  ['LIMIT is of the whole', 'VALUES (1) UNION ALL VALUES (2) ORDER BY 1 DESC LIMIT 1', '2'],
  ['a part may have its own', '(SELECT 1 AS x ORDER BY x LIMIT 1) UNION ALL (SELECT 2) ORDER BY x', '1|2']
];

it.each(CASES)('%s', (_name, sql, out) => {
  expect(answer('', sql)).toBe(out);
});

describe('refused', () => {
  it.each([
    ['different numbers of columns', 'SELECT 1 UNION SELECT 1, 2', '42601'],
    ['types that do not fit', 'SELECT 1 UNION SELECT true', '42804'],
    ['an order by something that is no column', 'SELECT 1 AS x UNION SELECT 2 ORDER BY x + y', '42703']
  ])('%s', (_name, sql, sqlstate) => {
    expect(failure('', sql).sqlstate).toBe(sqlstate);
  });
});
