import { describe, expect, it } from 'vitest';
import { canCast, castRule } from '$lib/engine/sql/types/cast-rules';
import * as T from '$lib/engine/sql/types/type';
import { pgTypeName, typeName, typeWord } from '$lib/engine/sql/types/type-name';
import { typeOid } from '$lib/engine/sql/types/type-oid';
import { typeFromRef, type TypeRefInput } from '$lib/engine/sql/types/type-ref';
import { codeOf } from '../../../../support/sql-state';

describe('names of types', () => {
  it.each([
    [{ name: 'int' }, 'INT8', 'int', 'bigint', 20],
    [{ name: 'integer' }, 'INT8', 'int', 'bigint', 20],
    [{ name: 'bigserial' }, 'INT8', 'int', 'bigint', 20],
    [{ name: 'smallint' }, 'INT2', 'int2', 'smallint', 21],
    [{ name: 'real' }, 'FLOAT4', 'float4', 'real', 700],
    [{ name: 'double precision' }, 'FLOAT8', 'float', 'double precision', 701],
    [{ name: 'float', args: [24] }, 'FLOAT4', 'float4', 'real', 700],
    [{ name: 'numeric' }, 'DECIMAL', 'decimal', 'numeric', 1700],
    [{ name: 'dec', args: [10, 2] }, 'DECIMAL(10,2)', 'decimal', 'numeric', 1700],
    [{ name: 'decimal', args: [10] }, 'DECIMAL(10)', 'decimal', 'numeric', 1700],
    [{ name: 'text' }, 'STRING', 'string', 'text', 25],
    [{ name: 'string', args: [3] }, 'STRING(3)', 'string', 'text', 25],
    [{ name: 'character varying', args: [3] }, 'VARCHAR(3)', 'varchar', 'character varying', 1043],
    [{ name: 'char' }, 'CHAR', 'char', 'character', 1042],
    [{ name: 'character', args: [5] }, 'CHAR(5)', 'char', 'character', 1042],
    [{ name: 'bpchar' }, 'BPCHAR', 'bpchar', 'character', 1042],
    [{ name: '"char"' }, '"char"', '"char"', '"char"', 18],
    [{ name: 'name' }, 'NAME', 'name', 'name', 19],
    [{ name: 'blob' }, 'BYTES', 'bytes', 'bytea', 17],
    [{ name: 'bit' }, 'BIT', 'bit', 'bit', 1560],
    [{ name: 'bit', args: [3] }, 'BIT(3)', 'bit', 'bit', 1560],
    [{ name: 'bit varying', args: [3] }, 'VARBIT(3)', 'varbit', 'bit varying', 1562],
    [
      { name: 'timestamp with time zone', args: [3] },
      'TIMESTAMPTZ(3)',
      'timestamptz(3)',
      'timestamp with time zone',
      1184
    ],
    [{ name: 'time' }, 'TIME', 'time', 'time without time zone', 1083],
    [
      { name: 'interval', interval: { from: 'day', field: 'second' }, args: [2] },
      'INTERVAL DAY TO SECOND(2)',
      'interval(2)',
      'interval',
      1186
    ],
    [{ name: 'interval', interval: { field: 'year' } }, 'INTERVAL YEAR', 'interval', 'interval', 1186],
    [{ name: 'json' }, 'JSONB', 'jsonb', 'jsonb', 3802],
    [{ name: 'regclass' }, 'REGCLASS', 'regclass', 'regclass', 2205],
    [{ name: 'int', dims: 1 }, 'INT8[]', 'int[]', 'bigint[]', 1016],
    [{ name: 'varchar', args: [3], dims: 1 }, 'VARCHAR(3)[]', 'varchar[]', 'character varying[]', 1015],
    [{ name: 'string', collation: 'en_US' }, 'STRING COLLATE en_US', 'collatedstring{en_US}', 'text', 25],
    [
      { name: 'string', collation: 'de', dims: 1 },
      'STRING[] COLLATE de',
      'collatedstring{de}[]',
      'text[]',
      1009
    ],
    [{ name: 'geometry' }, 'GEOMETRY', 'geometry', 'geometry', 0]
  ] as [TypeRefInput, string, string, string, number][])('%o', (ref, sql, word, pg, oid) => {
    const type = typeFromRef(ref)!;
    expect([typeName(type), typeWord(type), pgTypeName(type), typeOid(type)]).toEqual([sql, word, pg, oid]);
  });

  it('an unknown name is left to the caller', () => expect(typeFromRef({ name: 'mood' })).toBeUndefined());
  it('prototype members are no types', () => expect(typeFromRef({ name: 'constructor' })).toBeUndefined());

  it.each([
    [{ name: 'varchar', args: [-1] }, '42601'],
    [{ name: 'varchar', args: [0] }, '42601'],
    [{ name: 'int', args: [3] }, '42601'],
    [{ name: 'decimal', args: [4, 6] }, '22023'],
    [{ name: 'float', args: [55] }, '22023'],
    [{ name: 'timestamp', args: [7] }, '42601'],
    [{ name: 'int', dims: 2 }, '0A000'],
    [{ name: 'money' }, '0A000']
  ] as [TypeRefInput, string][])('%o fails with %s', (ref, code) =>
    expect(codeOf(() => typeFromRef(ref))).toBe(code)
  );
});

describe('kinds', () => {
  it.each([
    [T.INT, T.INT2, true],
    [T.STRING, T.VARCHAR, true],
    [T.STRING, { family: 'collated', variant: 'string', locale: 'de' } as const, false],
    [T.arrayOf(T.INT), T.arrayOf(T.INT4), true],
    [T.arrayOf(T.INT), T.arrayOf(T.STRING), false],
    [T.tupleOf([T.INT]), T.tupleOf([T.INT, T.INT]), false],
    [T.tupleOf([T.INT]), T.ANY_TUPLE, true],
    [T.UNKNOWN, T.INT, false],
    [T.UUID, T.ANY, true]
  ] as [T.SqlType, T.SqlType, boolean][])('%o and %o', (a, b, same) => {
    expect(T.equivalent(a, b)).toBe(same);
    expect(T.equivalent(b, a)).toBe(same);
  });
  it('widths tell types apart', () => {
    expect(T.sameType(T.INT, T.INT2)).toBe(false);
    expect(
      T.sameType({ family: 'decimal', precision: 3, scale: 1 }, { family: 'decimal', precision: 3, scale: 1 })
    ).toBe(true);
  });
});

// From cast_map.go: the widest context in which a cast is made by itself.
it.each([
  [T.INT, T.FLOAT, 'implicit'],
  [T.INT4, T.INT, 'implicit'],
  [T.INT, T.INT4, 'assignment'],
  [T.INT, T.DECIMAL, 'implicit'],
  [T.DECIMAL, T.INT, 'assignment'],
  [T.FLOAT, T.DECIMAL, 'assignment'],
  [T.INT, T.STRING, 'assignment'],
  [T.STRING, T.INT, 'explicit'],
  [T.STRING, T.VARCHAR, 'implicit'],
  [T.BOOL, T.INT, 'explicit'],
  [T.INT, T.BOOL, 'explicit'],
  [T.DATE, T.TIMESTAMPTZ, 'implicit'],
  [T.TIMESTAMPTZ, T.DATE, 'assignment'],
  [T.TIMESTAMP, T.TIMESTAMPTZ, 'implicit'],
  [T.BYTES, T.UUID, 'explicit'],
  [T.JSONB, T.INT, 'explicit'],
  [T.STRING, T.JSONB, 'explicit'],
  [T.arrayOf(T.INT), T.arrayOf(T.FLOAT), 'implicit'],
  [T.arrayOf(T.INT), T.STRING, 'assignment'],
  [T.UNKNOWN, T.UUID, 'implicit'],
  [T.INT, T.UUID, undefined],
  [T.UUID, T.INT, undefined],
  [T.INT, T.VARBIT, undefined],
  [T.BOOL, T.DATE, undefined]
] as [T.SqlType, T.SqlType, string | undefined][])('%o to %o: %s', (from, to, context) => {
  expect(castRule(from, to)?.context).toBe(context);
  expect(canCast(from, to, 'explicit')).toBe(context !== undefined);
  expect(canCast(from, to, 'implicit')).toBe(context === 'implicit');
});

it.each([
  [T.TIMESTAMPTZ, T.STRING, 'stable'],
  [T.STRING, T.DATE, 'stable'],
  [T.INT, T.STRING, 'immutable'],
  [T.TIME, T.TIMETZ, 'stable']
] as [T.SqlType, T.SqlType, string][])('%o to %o is %s', (from, to, volatility) =>
  expect(castRule(from, to)?.volatility).toBe(volatility)
);
