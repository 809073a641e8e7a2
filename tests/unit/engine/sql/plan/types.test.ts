import { expect, it } from 'vitest';
import { typeName } from '../../../../../src/lib/engine/sql/types/type-name';
import { Bench } from '../../../../support/sql/bench';

/** What type a result column has: CockroachDB's rules for constants, operators and conditionals. */
const CASES: readonly (readonly [sql: string, type: string])[] = [
  ['SELECT 1', 'INT8'],
  ['SELECT 9223372036854775808', 'DECIMAL'],
  ['SELECT 1.5', 'DECIMAL'],
  ["SELECT 'a'", 'STRING'],
  ['SELECT NULL', 'UNKNOWN'],
  ['SELECT 1 + 1.5', 'DECIMAL'],
  ['SELECT 1::FLOAT + 1', 'FLOAT8'],
  ['SELECT 1 / 2', 'DECIMAL'],
  ['SELECT 1 // 2', 'INT8'],
  ["SELECT '2024-01-01'::DATE + 1", 'DATE'],
  ["SELECT '2024-01-02'::DATE - '2024-01-01'::DATE", 'INT8'],
  ['SELECT now() - now()', 'INTERVAL'],
  ["SELECT '2024-01-01'::TIMESTAMP + '1 day'::INTERVAL", 'TIMESTAMP'],
  ['SELECT COALESCE(NULL, 1)', 'INT8'],
  ['SELECT CASE WHEN true THEN 1 ELSE 1.5 END', 'DECIMAL'],
  ['SELECT ARRAY[1, 2]', 'INT8[]'],
  ["SELECT ARRAY['a', NULL]", 'STRING[]'],
  ['SELECT sum(x) FROM (VALUES (1)) AS v(x)', 'DECIMAL'],
  ['SELECT sum_int(x) FROM (VALUES (1)) AS v(x)', 'INT8'],
  ['SELECT count(*)', 'INT8'],
  ['SELECT avg(x) FROM (VALUES (1::FLOAT)) AS v(x)', 'FLOAT8'],
  [`SELECT '{}'::JSONB -> 'a'`, 'JSONB'],
  [`SELECT '{}'::JSONB ->> 'a'`, 'STRING'],
  ['SELECT 1 = 1', 'BOOL'],
  ['SELECT x FROM (SELECT 1 AS x UNION ALL SELECT NULL) AS v', 'INT8'],
  ['SELECT 1::INT4 + 1::INT4', 'INT8'],
  ["SELECT 'a'::VARCHAR(3)", 'VARCHAR(3)'],
  ['SELECT 1.5::DECIMAL(10,2)', 'DECIMAL(10,2)'],
  ["SELECT b'a' || b'b'", 'BYTES']
];

it.each(CASES)('%s is %s', (sql, type) => {
  expect(typeName(new Bench().exec(sql).columns[0].type)).toBe(type);
});

/** Names of result columns that nothing names. */
const NAMES: readonly (readonly [sql: string, name: string])[] = [
  ['SELECT 1', '?column?'],
  ['SELECT count(*)', 'count'],
  ["SELECT upper('a')", 'upper'],
  ['SELECT 1::INT4', 'int4'],
  ['SELECT x FROM (VALUES (1)) AS v(x)', 'x'],
  ['SELECT x::STRING FROM (VALUES (1)) AS v(x)', 'x'],
  ['SELECT CASE WHEN true THEN 1 END', 'case'],
  ['SELECT ARRAY[1]', 'array'],
  ['SELECT EXISTS (SELECT 1)', 'exists'],
  ['SELECT (SELECT 1 AS n)', 'n'],
  ['SELECT COALESCE(1, 2)', 'coalesce'],
  ['VALUES (1)', 'column1'],
  ['SELECT 1 + 1', '?column?'],
  ['SELECT * FROM generate_series(1, 1)', 'generate_series'],
  ['SELECT current_date', 'current_date']
];

it.each(NAMES)('%s is named %s', (sql, name) => {
  expect(new Bench().exec(sql).columns[0].name).toBe(name);
});
