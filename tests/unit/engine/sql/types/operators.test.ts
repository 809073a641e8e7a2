import { describe, expect, it } from 'vitest';
import { formatDatum } from '$lib/engine/sql/types/format';
import {
  binaryOverloads,
  findBinary,
  findUnary,
  unsupportedBinary,
  type BinaryOp,
  type UnaryOp
} from '$lib/engine/sql/types/operators';
import { INT, STRING } from '$lib/engine/sql/types/type';
import { typeWord } from '$lib/engine/sql/types/type-name';
import { makeContext, valueOf } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';

const ctx = makeContext();

/** What an operator gives, as the protocol prints it, and the type of that. */
function apply(left: string, op: BinaryOp, right: string): [text: string | null, type: string] {
  const [a, b] = [valueOf(left, ctx), valueOf(right, ctx)];
  const overload = findBinary(op, a.type, b.type);
  if (!overload) throw unsupportedBinary(op, a.type, b.type);
  const type = typeWord(overload.result);
  if (!overload.nullable && (a.datum === null || b.datum === null)) return [null, type];
  return [formatDatum(overload.fn(a.datum, b.datum, ctx), overload.result, ctx.format), type];
}

type Row = readonly [left: string, op: BinaryOp, right: string, out: string | null, type: string];

/** Results of CockroachDB's eval tests (`sem/eval/testdata/eval`), decimals with the digits that its division has now. */
const ROWS: readonly Row[] = [
  // Numbers.
  ['1', '+', '2', '3', 'int'],
  ['7', '/', '2', '3.5000000000000000000', 'decimal'],
  ['7', '//', '2', '3', 'int'],
  ['-7', '//', '2', '-3', 'int'],
  ['-7', '%', '3', '-1', 'int'],
  ['2', '^', '10', '1024', 'int'],
  ['1.5::decimal', '+', '2.50::decimal', '4.00', 'decimal'],
  ['1.1::decimal', '*', '2.4::decimal', '2.64', 'decimal'],
  ['2::decimal', '^', '-3::decimal', '0.12500000000000000000', 'decimal'],
  ['9.3::decimal', '//', '2::decimal', '4', 'decimal'],
  ['5.3::decimal', '%', '2::decimal', '1.3', 'decimal'],
  ['1', '+', '1.50::decimal', '2.50', 'decimal'],
  ['0.1::float', '+', '0.2::float', '0.30000000000000004', 'float'],
  ['5.5::float', '//', '2::float', '2', 'float'],
  ['2::float', '^', '0.5::float', '1.4142135623730951', 'float'],
  ['1', '+', 'NULL::int', null, 'int'],
  // Bits.
  ['6', '&', '3', '2', 'int'],
  ['6', '|', '3', '7', 'int'],
  ['6', '#', '3', '5', 'int'],
  ['1', '<<', '40', '1099511627776', 'int'],
  ['-8', '>>', '1', '-4', 'int'],
  ["'1011'::varbit", '&', "'0110'::varbit", '0010', 'varbit'],
  ["'1011'::varbit", '<<', '1', '0110', 'varbit'],
  ["'1'::varbit", '||', "'01'::varbit", '101', 'varbit'],
  // Dates, times and intervals.
  ["'2010-09-28'::date", '+', '3', '2010-10-01', 'date'],
  ["'2010-10-01'::date", '-', "'2010-09-28'::date", '3', 'int'],
  ["'2010-09-28'::date", '+', "'12:00'::time", '2010-09-28 12:00:00', 'timestamp'],
  ["'2010-09-28'::date", '+', "'12:00:00-03'::timetz", '2010-09-28 15:00:00+00', 'timestamptz'],
  ["'2024-01-31 10:00'::timestamp", '+', "'1 month'::interval", '2024-02-29 10:00:00', 'timestamp'],
  ["'2010-09-28'::timestamp", '-', "'2010-09-27 12:00'::timestamp", '12:00:00', 'interval'],
  ["'23:59:59'::time", '+', "'2s'::interval", '00:00:01', 'time'],
  ["'12:00'::time", '-', "'11:30'::time", '00:30:00', 'interval'],
  ["'1 day'::interval", '*', '1.5::float', '1 day 12:00:00', 'interval'],
  ["'1h'::interval", '/', '2', '00:30:00', 'interval'],
  // Texts, bytes and arrays.
  ["'a'", '||', "'b'", 'ab', 'string'],
  ["'a'", '||', '5', 'a5', 'string'],
  ["'\\x01'::bytes", '||', "'\\x02'::bytes", '\\x0102', 'bytes'],
  ['ARRAY[1]', '||', 'ARRAY[2]', '{1,2}', 'int[]'],
  ['ARRAY[1]', '||', '2', '{1,2}', 'int[]'],
  ['0', '||', 'ARRAY[1]', '{0,1}', 'int[]'],
  ['ARRAY[1]', '||', 'NULL::int[]', '{1}', 'int[]'],
  ['ARRAY[1,2,3]', '@>', 'ARRAY[3,1]', 't', 'bool'],
  ['ARRAY[1]', '<@', 'ARRAY[3,1]', 't', 'bool'],
  ['ARRAY[1,2]', '&&', 'ARRAY[3,4]', 'f', 'bool'],
  // Patterns.
  ["'abc'", 'like', "'a_c'", 't', 'bool'],
  ["'😀'", 'like', "'_'", 't', 'bool'],
  ["'ABC'", 'ilike', "'a%'", 't', 'bool'],
  ["'abc'", 'similar', "'(a|x)b%'", 't', 'bool'],
  ["'abc'", '~', "'^a.c$'", 't', 'bool'],
  ["'ABC'", '~*', "'b'", 't', 'bool'],
  // JSON.
  ['\'{"a": {"b": 1}}\'::json', '->', "'a'", '{"b": 1}', 'jsonb'],
  ["'[1, 2]'::json", '->', '-1', '2', 'jsonb'],
  ['\'{"a": "x"}\'::json', '->>', "'a'", 'x', 'string'],
  ['\'{"a": null}\'::json', '->>', "'a'", null, 'string'],
  ['\'{"a": {"b": 1}}\'::json', '#>', "'{a,b}'::string[]", '1', 'jsonb'],
  ['\'{"a": {"b": "x"}}\'::json', '#>>', "'{a,b}'::string[]", 'x', 'string'],
  ['\'{"a": 1, "b": 2}\'::json', '-', "'a'", '{"b": 2}', 'jsonb'],
  ['\'{"a": [1, 2]}\'::json', '#-', "'{a,0}'::string[]", '{"a": [2]}', 'jsonb'],
  ['\'{"a": 1}\'::json', '||', '\'{"b": 2}\'::json', '{"a": 1, "b": 2}', 'jsonb'],
  ["'[1, 2, 3]'::json", '@>', "'[3]'::json", 't', 'bool'],
  ['\'{"a": 1}\'::json', '?', "'a'", 't', 'bool'],
  ['\'{"a": 1}\'::json', '?|', "'{b,a}'::string[]", 't', 'bool'],
  ['\'{"a": 1}\'::json', '?&', "'{b,a}'::string[]", 'f', 'bool'],
  // Addresses.
  ["'192.168.1.1'::inet", '+', '5', '192.168.1.6', 'inet'],
  ["'192.168.1.6'::inet", '-', "'192.168.1.1'::inet", '5', 'int'],
  ["'192.168.1.5'::inet", '<<', "'192.168.1.0/24'::inet", 't', 'bool'],
  ["'192.168.1.0/24'::inet", '&&', "'192.168.1.128/25'::inet", 't', 'bool'],
  ["'192.168.1.1'::inet", '&', "'255.255.0.0'::inet", '192.168.0.0', 'inet']
];

const FAILURES: readonly (readonly [left: string, op: BinaryOp, right: string, code: string])[] = [
  ['9223372036854775807', '+', '1', '22003'],
  ['-9223372036854775807::int', '-', '2', '22003'],
  ['9223372036854775807', '*', '2', '22003'],
  ['1', '/', '0', '22012'],
  ['1', '//', '0', '22012'],
  ['1', '%', '0', '22012'],
  ['1.0::float', '/', '0.0::float', '22012'],
  ['1::decimal', '/', '0::decimal', '22012'],
  ['2', '^', '-3', '22003'],
  ['10::decimal', '^', '1000000::decimal', '22003'],
  ['1', '<<', '64', '22023'],
  ["'1'::varbit", '&', "'01'::varbit", '22026'],
  ["'infinity'::date", '-', "'2010-09-28'::date", '22008'],
  ["'5874897-12-31'::date", '+', '1', '22008'],
  ["'1 day'::interval", '*', '1e300::float', '22008'],
  ["'a'", 'like', "'a\\'", '22025'],
  ["'a'", '~', "'('", '2201B'],
  ["'a'", '~', "'(?=a)'", '2201B'],
  ["'abc'", 'similar', "'%(b|'", '2201B'],
  ["'{}'::json", '#-', "ARRAY[NULL, 'a']::string[]", '22004'],
  ["'1'::json", '-', "'a'", '22023'],
  ["'255.255.255.255'::inet", '+', '1', '22003'],
  ["'::1'::inet", '&', "'1.2.3.4'::inet", '22023'],
  ['1', '+', "'a'::string", '22023'],
  ['true', '+', 'true', '22023']
];

describe('binary operators', () => {
  it.each(ROWS)('%s %s %s', (left, op, right, out, type) => {
    expect(apply(left, op, right)).toEqual([out, type]);
  });

  it.each(FAILURES)('%s %s %s fails with %s', (left, op, right, code) => {
    expect(codeOf(() => apply(left, op, right))).toBe(code);
  });

  it('lists what has types of its own', () => {
    const words = binaryOverloads('//').map(({ left, right, result }) =>
      [left, right, result].map(typeWord).join(' ')
    );
    expect(words).toContain('int int int');
    expect(words).toContain('decimal int decimal');
  });

  it('says which types do not go together', () => {
    expect(unsupportedBinary('+', INT, STRING).message).toBe('unsupported binary operator: <int> + <string>');
  });

  it('answers hostile patterns in time that grows with the text', () => {
    const text = 'a'.repeat(30_000);
    expect(apply(`'${text}!'`, '~', "'^(a|aa)+$'")[0]).toBe('f');
    expect(apply(`'${text}'`, 'like', "'%a%a%a%a%a%a%a%a%b'")[0]).toBe('f');
  });
});

describe('unary operators', () => {
  it.each([
    ['-', '5', '-5', 'int'],
    ['-', '1.50::decimal', '-1.50', 'decimal'],
    ['-', "'1 day'::interval", '-1 days', 'interval'],
    ['~', '5', '-6', 'int'],
    ['~', "'101'::varbit", '010', 'varbit'],
    ['~', "'0.0.0.255'::inet", '255.255.255.0', 'inet'],
    ['|/', '4.0::float', '2', 'float'],
    ['||/', '27::decimal', '3.0000000000000000000', 'decimal'],
    ['|/', '9', '3', 'float']
  ] as const)('%s %s', (op: UnaryOp, operand, out, type) => {
    const value = valueOf(operand, ctx);
    const overload = findUnary(op, value.type);
    expect(overload && formatDatum(overload.fn(value.datum, ctx), overload.result, ctx.format)).toBe(out);
    expect(overload && typeWord(overload.result)).toBe(type);
  });

  it.each([
    ['-', '-9223372036854775808', '22003'],
    ['|/', '-1.0::float', '2201F']
  ] as const)('%s %s fails with %s', (op: UnaryOp, operand, code) => {
    const value = valueOf(operand, ctx);
    expect(codeOf(() => findUnary(op, value.type)?.fn(value.datum, ctx))).toBe(code);
  });
});
