import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseExpression, parseStatement, parseType } from '../../../../../src/lib/engine/sql/parse/parser';
import { printExpr } from '../../../../../src/lib/engine/sql/print/expr';
import { printString } from '../../../../../src/lib/engine/sql/print/literals';
import { quoteName } from '../../../../../src/lib/engine/sql/print/names';
import { printStatement } from '../../../../../src/lib/engine/sql/print/statement';
import { printType } from '../../../../../src/lib/engine/sql/print/types';
import { withoutPlaces } from '../../../../support/sql/without-places';

const FILE = new URL('../../../../data/parse/printed.txt', import.meta.url);
const cases = readFileSync(FILE, 'utf8')
  .split(/\n\n+/)
  .filter((block) => !block.startsWith('#') && block.includes('----'))
  .map((block) => {
    const [input, printed] = block.split('\n----\n');
    return { in: input, out: printed.trim() };
  });

describe('statements print in the canonical form, which reads back as the same tree', () => {
  it.each(cases)('$in', (row) => {
    const tree = parseStatement(row.in);
    const printed = printStatement(tree);
    expect(printed).toBe(row.out);
    const again = parseStatement(printed);
    expect(printStatement(again)).toBe(printed);
    expect(withoutPlaces(again)).toEqual(withoutPlaces(tree));
  });
});

it.each([
  ['a', 'a'],
  ['A', '"A"'],
  ['select', '"select"'],
  ['a b', '"a b"'],
  ['a"b', '"a""b"'],
  ['', '""'],
  ['1a', '"1a"'],
  ['a$1', 'a$1'],
  ['ü', 'ü'],
  ['timestamp', '"timestamp"'],
  ['changefeed', 'changefeed'],
  ['“x”', '"“x”"']
])('the name %s is written %s', (name, written) => {
  expect(quoteName(name)).toBe(written);
  expect(parseExpression(quoteName(name))).toMatchObject({ kind: 'column', column: name });
});

it.each([
  ['', "''"],
  ["it's", "e'it\\'s'"],
  ['a\\b', "e'a\\\\b'"],
  ['\n\t\u0000', "e'\\n\\t\\x00'"],
  ['é', "e'\\u00E9'"],
  ['€', "e'\\U000020AC'"],
  ['😀', "e'\\U0001F600'"]
])('the string %j is written %s', (value, written) => {
  expect(printString(value)).toBe(written);
  expect(parseExpression(written)).toMatchObject({ kind: 'string', value });
});

it.each([
  ['int', 'INT8'],
  ['text', 'STRING'],
  ['varchar(3)', 'VARCHAR(3)'],
  ['numeric(10, 2)[]', 'DECIMAL(10,2)[]'],
  ['timestamp(3) with time zone', 'TIMESTAMPTZ(3)'],
  ['double precision', 'FLOAT8'],
  ['json', 'JSONB'],
  ['s."My Type"', 's."My Type"'],
  ['interval day to second(2)', 'INTERVAL DAY TO SECOND(2)']
])('the type %s is written %s', (written, printed) => {
  expect(printType(parseType(written))).toBe(printed);
});

it.each([
  ['a % 2 = 0', '(a % 2) = 0'],
  ['(a)', '(a)'],
  ['- (-1)', '-(-1)'],
  ['a - -1', 'a - -1'],
  ['(-1)::int', '(-1)::INT8'],
  ['a COLLATE de < b', 'a COLLATE de < b'],
  ['a OR b OR c', '(a OR b) OR c'],
  ['NOT a = b', 'NOT (a = b)']
])('the expression %s prints as %s', (written, printed) => {
  expect(printExpr(parseExpression(written))).toBe(printed);
});
