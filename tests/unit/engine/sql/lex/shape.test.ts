import { describe, expect, it } from 'vitest';
import { literalShape, literalsOfShape } from '../../../../../src/lib/engine/sql/lex/shape';
import { parseShaped } from '../../../../../src/lib/engine/sql/parse/parser';
import { withoutPlaces } from '../../../../support/sql/without-places';

describe('statements that differ in literals only have one shape', () => {
  const rows: readonly { a: string; b: string; same: boolean }[] = [
    { a: "INSERT INTO t VALUES (1, 'a')", b: "INSERT INTO t VALUES (22, 'it''s')", same: true },
    { a: 'SELECT 1.5', b: 'SELECT .25e3', same: true },
    { a: 'SELECT 1', b: 'SELECT 1.0', same: false },
    { a: 'SELECT 1', b: 'SELECT 12345678901234567890', same: false },
    { a: "SELECT '1'", b: 'SELECT 1', same: false },
    { a: 'SELECT a1', b: 'SELECT a2', same: false },
    { a: 'SELECT "a1"', b: 'SELECT "a2"', same: false },
    { a: 'SELECT -1', b: 'SELECT 1', same: false }
  ];
  it.each(rows)('$a | $b', ({ a, b, same }) => {
    expect(literalShape(a)?.shape === literalShape(b)?.shape).toBe(same);
  });
});

it('gives literals as the constants of the tree', () => {
  expect(literalShape("UPDATE t SET a = 007, b = 'it''s', c = 1.50 WHERE d = -3")?.literals).toEqual([
    '7',
    "it's",
    '1.50',
    '3'
  ]);
});

it.each([
  ["SELECT e'a'"],
  ["SELECT b'a'"],
  ['SELECT $1'],
  ['SELECT $$a$$'],
  ['SELECT 1 -- 2'],
  ['SELECT /* 1 */ 2'],
  ["SELECT 'a'\n'b'"],
  ["SELECT 'a"],
  ['SELECT 0x1f'],
  ['SELECT 1e'],
  ['SELECT "a'],
  ['SELECT \u0001'],
  [`SELECT ${'1,'.repeat(10_000)}1`]
])('no shape: %j', (text) => {
  expect(literalShape(text)).toBeNull();
});

it.each([
  ["INSERT INTO t VALUES (1, 'a')", true],
  ['SELECT a::DECIMAL(10,2)', false],
  ["SELECT INTERVAL '1' DAY(3)", false],
  ["CREATE CHANGEFEED FOR t INTO 'a'", false],
  ["BACKUP INTO 'a'", false],
  ['SELECT * FROM t LIMIT 5', true],
  ['SELECT 1; SELECT 2', false]
])('%s: every literal is a constant: %s', (text, isShaped) => {
  let answer = false;
  try {
    answer = parseShaped(text).isShaped;
  } catch {
    // Several statements are refused, as by parseStatement.
  }
  expect(answer).toBe(isShaped);
});

it('equal shapes give equal trees but for the values', () => {
  const values = (tree: unknown) =>
    JSON.parse(JSON.stringify(withoutPlaces(tree)), (key, value: unknown) =>
      key === 'text' || key === 'value' ? '' : value
    ) as unknown;
  const a = parseShaped("SELECT a + 1 FROM t WHERE b IN ('x', 'y') AND c > 2.5").statement;
  const b = parseShaped("SELECT a + 99 FROM t WHERE b IN ('', 'zz') AND c > 100.25").statement;
  expect(values(a)).toEqual(values(b));
});

describe('literals of a known shape', () => {
  const known = [
    "INSERT INTO t VALUES (1, 'a', 2.5)",
    'SELECT t.5',
    'SELECT x..5',
    '5',
    'SELECT a FROM t5 WHERE b = .5',
    "SELECT date'2020-01-01' , x",
    'SELECT "a\u0001" FROM t WHERE a = 1',
    "SELECT 1 'a'",
    "'a' 5",
    "f('x')-1"
  ];
  const others = [
    "INSERT INTO t VALUES (22, 'it''s', .25e3)",
    "INSERT INTO t VALUES (22, 'it''s', 25)",
    "INSERT INTO t VALUES (22, 'a' -- b', 2.5)",
    "INSERT INTO t VALUES (22, 'a'\n'b', 2.5)",
    "INSERT INTO t VALUES (1, 'a', 2.5) ",
    "INSERT INTO t VALUES (1, 'a', 2.5",
    "INSERT INTO t VALUES (1, 'a, 2.5)",
    'SELECT t5.5',
    'SELECT t.75',
    'SELECT x.5.5',
    '75',
    '',
    'SELECT a FROM t5 WHERE b = 5.',
    "SELECT date'1' , x",
    'SELECT "a5" FROM t WHERE a = 1',
    'SELECT "a\u0001" FROM t WHERE a = 007',
    "SELECT 99 'a' ",
    "SELECT 9e'a'",
    "'' 5",
    "f('x')--1",
    "f('x')-2"
  ];
  it.each(known.flatMap((of) => [...known, ...others].map((text) => ({ of, text }))))(
    '$of | $text',
    ({ of, text }) => {
      const shape = literalShape(of);
      const own = literalShape(text);
      const found = shape && literalsOfShape(shape, text);
      expect(found ?? null).toEqual(own && own.shape === shape?.shape ? own.literals : null);
    }
  );
});
