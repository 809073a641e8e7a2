import { describe, expect, it } from 'vitest';
import { answer, failure, type QueryCase } from '../../../../support/sql/query-cases';

const NULL_LOGIC: readonly QueryCase[] = [
  ['AND', 'SELECT NULL AND true, NULL AND false, true AND true', 'NULL f t'],
  ['OR', 'SELECT NULL OR true, NULL OR false, false OR false', 't NULL f'],
  ['NOT', 'SELECT NOT NULL::BOOL, NOT true', 'NULL f'],
  ['comparisons with NULL', 'SELECT 1 = NULL, NULL = NULL, 1 <> NULL, 1 < NULL', 'NULL NULL NULL NULL'],
  ['IS NULL', 'SELECT NULL IS NULL, 1 IS NOT NULL', 't t'],
  ['IS DISTINCT FROM', 'SELECT 1 IS DISTINCT FROM NULL, NULL IS DISTINCT FROM NULL', 't f'],
  ['IS TRUE of NULL', 'SELECT NULL IS TRUE, NULL IS NOT TRUE, NULL IS UNKNOWN', 'f t t'],
  ['IN a list with NULL', 'SELECT 1 IN (1, NULL), 2 IN (1, NULL), 2 NOT IN (1, NULL)', 't NULL NULL'],
  ['BETWEEN', 'SELECT 2 BETWEEN 1 AND NULL, 0 BETWEEN 1 AND NULL', 'NULL f'],
  ['BETWEEN SYMMETRIC', 'SELECT 2 BETWEEN SYMMETRIC 3 AND 1', 't'],
  [
    'tuples decide as early as they can',
    'SELECT (1, NULL) = (2, NULL), (1, NULL) = (1, NULL), (1, 2) < (1, NULL)',
    'f NULL NULL'
  ],
  [
    'a row IS NULL when all of it is',
    'SELECT (NULL, NULL) IS NULL, (NULL, 1) IS NULL, (NULL, 1) IS NOT NULL',
    't f f'
  ],
  ['COALESCE and NULLIF', 'SELECT COALESCE(NULL, 2, 3), NULLIF(1, 1), NULLIF(1, 2)', '2 NULL 1'],
  [
    'CASE takes the first that is true',
    "SELECT CASE WHEN NULL THEN 'a' WHEN true THEN 'b' END, CASE 1 WHEN 2 THEN 'x' END",
    'b NULL'
  ],
  ['CASE does not compute the rest', 'SELECT CASE WHEN true THEN 1 ELSE 1 // 0 END', '1'],
  ['concatenation', "SELECT 'a' || NULL", 'NULL']
];

describe('three-valued logic', () => {
  it.each(NULL_LOGIC)('%s', (_name, sql, out) => {
    expect(answer('', sql)).toBe(out);
  });
});

const VALUES: readonly QueryCase[] = [
  ['division is exact', 'SELECT 7 / 2, 7 // 2, 7 % 2', '3.5000000000000000000 3 1'],
  ['precedence', 'SELECT 1 + 2 * 3, -2 ^ 2, NOT true OR true', '7 4 t'],
  ['LIKE', "SELECT 'abc' LIKE 'a%', 'abc' LIKE '_b_', 'a%c' LIKE 'a\\%c', 'ABC' ILIKE 'a%'", 't t t t'],
  [
    'SIMILAR TO and regular expressions',
    "SELECT 'abc' SIMILAR TO '(a|x)bc', 'abc' ~ '^a', 'abc' !~* 'B'",
    't t f'
  ],
  [
    'ANY and ALL of arrays',
    'SELECT 2 = ANY (ARRAY[1, 2]), 2 > ALL (ARRAY[1, 2]), 3 = ANY (ARRAY[1, NULL])',
    't f NULL'
  ],
  ['a cast cuts the elements of an array', `SELECT '{hello,ab}'::VARCHAR(2)[]`, '{he,ab}'],
  ['and those of one that is spelt out', `SELECT ARRAY['hello', NULL]::VARCHAR(2)[]`, '{he,NULL}'],
  ['and brings numbers to their scale', `SELECT ARRAY[1.005, 2]::DECIMAL(10,2)[]`, '{1.01,2.00}'],
  ['and times to their precision', `SELECT ARRAY['1.55 s']::INTERVAL(1)[]`, '{00:00:01.6}'],
  ['what is no array is cast as a whole', `SELECT COALESCE(ARRAY['abc'], NULL)::VARCHAR(2)[]`, '{ab}'],
  ['a FLOAT4 in an array keeps 24 bits', `SELECT (ARRAY[0.1]::FLOAT4[])[1]::FLOAT8`, '0.10000000149011612'],
  ['also beside another', `SELECT ARRAY[0.1, 0.2::FLOAT4]`, '{0.1,0.2}'],
  ['array elements', 'SELECT (ARRAY[10, 20])[2], (ARRAY[10, 20])[3]', '20 NULL'],
  [
    'a text constant becomes what it is compared with',
    "SELECT '2024-01-02'::DATE = '2024-01-02', 1 = '1'",
    't t'
  ],
  ['a text constant as an interval', "SELECT '2024-01-31'::DATE + '1 day'", '2024-02-01 00:00:00'],
  ['JSON', `SELECT '{"a": {"b": [1, 2]}}'::JSONB -> 'a' -> 'b' ->> 1`, '2'],
  ['a JSON scalar is an array of itself', `SELECT '5'::JSONB -> 0, '5'::JSONB -> 1`, '5 NULL'],
  ['tuple columns', 'SELECT (((1, 2) AS a, b)).b', '2'],
  ['casts', "SELECT '12'::INT + 1, 1.5::INT, 2.5::INT, 'yes'::BOOL", '13 2 3 t'],
  ['IF and IFERROR', 'SELECT IF(1 > 2, 3, 4), IFERROR(1 // 0, 9)', '4 9'],
  ['a constant that fits INT where a FLOAT is wanted', 'SELECT 1.5::FLOAT + 1', '2.5'],
  ['a row of a table', 'SELECT t FROM (VALUES (1, 2)) AS t(a, b)', '(1,2)'],
  ['annotations', 'SELECT (1:::DECIMAL) / 4', '0.25000000000000000000'],
  ['COLLATE', "SELECT 'a' COLLATE de < 'b' COLLATE de", 't']
];

describe('values', () => {
  it.each(VALUES)('%s', (_name, sql, out) => {
    expect(answer('', sql)).toBe(out);
  });
});

const GENERATORS: readonly QueryCase[] = [
  ['generate_series', 'SELECT * FROM generate_series(1, 7, 3)', '1|4|7'],
  ['downwards', 'SELECT * FROM generate_series(3, 1, -1)', '3|2|1'],
  ['of nothing', 'SELECT * FROM generate_series(2, 1)', ''],
  [
    'timestamps',
    "SELECT count(*) FROM generate_series('2024-01-01'::TIMESTAMP, '2024-01-03'::TIMESTAMP, '12 hours')",
    '5'
  ],
  [
    'in the select list, in step, the shorter one ending in NULL',
    'SELECT generate_series(1, 3), generate_series(1, 2)',
    '1 1|2 2|3 NULL'
  ],
  ['unnest', "SELECT * FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY", 'a 1|b 2'],
  ['unnest of several', 'SELECT * FROM unnest(ARRAY[1, 2], ARRAY[3]) AS u(a, b)', '1 3|2 NULL'],
  ['ROWS FROM', 'SELECT * FROM ROWS FROM (generate_series(1, 2), generate_series(5, 5))', '1 5|2 NULL'],
  ['json_array_elements', "SELECT value FROM json_array_elements('[1, [2]]')", '1|[2]'],
  ['json_each', `SELECT key, value FROM json_each('{"a": 1, "b": null}')`, 'a 1|b null'],
  ['WITH ORDINALITY of a table', 'SELECT o, v FROM (VALUES (5), (6)) WITH ORDINALITY AS t(v, o)', '1 5|2 6'],
  [
    'its rows joined',
    'SELECT a, b FROM generate_series(1, 2) AS a, generate_series(a, 2) AS b',
    '1 1|1 2|2 2'
  ],
  ['a value as a table', "SELECT * FROM upper('x')", 'X'],
  ['regexp_split_to_table', "SELECT regexp_split_to_table('a1b2c', '[0-9]')", 'a|b|c']
];

describe('set-returning functions', () => {
  it.each(GENERATORS)('%s', (_name, sql, out) => {
    expect(answer('', sql)).toBe(out);
  });
});

/** What the logic and eval tests of CockroachDB print: literals are not computed with before they have types. */
const LITERALS: readonly QueryCase[] = [
  [
    'sums and products keep their own digits',
    'SELECT 1.1 + 2.4, 1.1 - 2.4, 1.1 * 2.4, 199.9 * 23.3',
    '3.5 -1.3 2.64 4657.67'
  ],
  [
    'a quotient has twenty',
    'SELECT 4 / 5, 10 / 2, 1 / 3 * 3',
    '0.80000000000000000000 5.0000000000000000000 0.99999999999999999999'
  ],
  [
    'a division by the literal 1 is left out',
    'SELECT x / 1, x / 2, d / 1, x / o FROM (VALUES (7, 2.50, 1)) AS t(x, d, o)',
    '7 3.5000000000000000000 2.50 7.0000000000000000000'
  ],
  [
    'a zero has the sign of a product, a quotient or a remainder',
    'SELECT a * b, a / b, div(a, b), b % 1, a + b * 0, round(-0.1), ceil(-0.9) FROM (VALUES (0::DECIMAL, -1::DECIMAL)) AS t(a, b)',
    '-0 -0 -0 -0 0 0 0'
  ],
  [
    'which no comparison sees',
    'SELECT count(DISTINCT a * b), bool_and(a * b = 0), min(a * b) IS NOT DISTINCT FROM 0 FROM (VALUES (0::DECIMAL, -1::DECIMAL), (0::DECIMAL, 1::DECIMAL)) AS t(a, b)',
    '1 t t'
  ],
  [
    'by the infinite is 0',
    "SELECT 1 / 'Infinity'::DECIMAL, 0 / '-Infinity'::DECIMAL, div(1, '-Infinity'::DECIMAL)",
    '0 0 -0'
  ],
  [
    'deviations have 25 digits in between',
    'SELECT stddev(d), variance(d), sqrdiff(d) FROM (VALUES (1.0), (4.4), (7.9)) AS t(d)',
    '3.4501207708330056853 11.903333333333333333 23.80666666666666666666667'
  ],
  ['a sign belongs to its literal', 'SELECT -1.50 * 2, -9223372036854775808', '-3.00 -9223372036854775808']
];

describe('arithmetic on literals', () => {
  it.each(LITERALS)('%s', (_name, sql, out) => {
    expect(answer('', sql)).toBe(out);
  });

  it('of which a column of DECIMAL(p,s) keeps the sign, and its index does not', () => {
    const setup = 'CREATE TABLE t (d DECIMAL(10,0) PRIMARY KEY); INSERT INTO t VALUES (-0.1)';
    expect(answer(setup, 'SELECT d, d = 0 FROM t WHERE d = 0')).toBe('-0 t');
    expect(failure(setup, 'INSERT INTO t VALUES (0)').sqlstate).toBe('23505');
  });

  it('overflows as any other', () => {
    expect(failure('', 'SELECT 9223372036854775807 + 1').sqlstate).toBe('22003');
  });

  it('gives a DECIMAL where a FLOAT cannot be had', () => {
    expect(failure('', 'SELECT 1::FLOAT * (1 / 3)').sqlstate).toBe('22023');
  });

  it('is FLOAT arithmetic where it goes into a FLOAT column', () => {
    expect(answer('CREATE TABLE t (f FLOAT); INSERT INTO t VALUES (0.1 + 0.2)', 'SELECT f FROM t')).toBe(
      '0.30000000000000004'
    );
  });
});
