import { describe, expect, it } from 'vitest';
import { rowExprs, rowSpan, rowWidth } from '../../../../../src/lib/engine/sql/ast/values';
import { parseShaped, parseStatement } from '../../../../../src/lib/engine/sql/parse/parser';

function valuesOf(text: string) {
  const statement = parseStatement(text);
  if (statement.kind !== 'query' || statement.body.kind !== 'values') throw new Error(`no VALUES: ${text}`);
  return statement.body;
}

describe('a row of literals is the same expressions as one that is written down as such', () => {
  it.each([
    '1',
    '007',
    '0x1F',
    '123456789012345678901234567890',
    '-5',
    '- 5',
    '-0.50',
    '1e3',
    "'a'",
    "'it''s'",
    "'a'\n'b'",
    "''",
    "e'a\\n'",
    'NULL',
    'true',
    'FALSE',
    "1, 'x', -2, NULL, 3.5, 'it''s', TRUE"
  ])('%s', (cells) => {
    const text = `VALUES ('first', 0), (${cells}), (1, 2)`;
    // What is no literal makes the parser write the whole row down.
    const values = valuesOf(text);
    const written = valuesOf(`VALUES ('first', 0), (${cells}, a), (1, 2)`);
    expect(rowExprs(values, 1)).toEqual(rowExprs(written, 1).slice(0, -1));
    expect(rowWidth(values, 1)).toBe(rowExprs(values, 1).length);
    expect(rowSpan(values, 1)).toEqual(rowExprs(values, 1)[0].span);
  });
});

it('keeps rows of literals as places, and only those', () => {
  const values = valuesOf("VALUES (1, 'it''s'), (a, 'it''s'), (2, 'plain'), (-3, NULL), (1 + 1, 2)");
  expect(values.rows.map((row) => typeof row)).toEqual(['number', 'object', 'number', 'number', 'object']);
  expect(rowExprs(values, 2)).toMatchObject([
    { kind: 'int', text: '2', lit: 3 },
    { kind: 'string', value: 'plain', lit: 4 }
  ]);
});

it('a string that a half-read row has left behind belongs to no other row', () => {
  const values = valuesOf("VALUES ('it''s', a), ('plain', 1)");
  expect(rowExprs(values, 1)[0]).toMatchObject({ value: 'plain' });
});

it('literals of such rows count as constants of the tree', () => {
  expect(parseShaped("INSERT INTO t VALUES (1, 'a'), (-2, NULL)").isShaped).toBe(true);
  expect(parseShaped("INSERT INTO t VALUES (1, 'a'), (-2, 'b'::VARCHAR(3))").isShaped).toBe(false);
});
