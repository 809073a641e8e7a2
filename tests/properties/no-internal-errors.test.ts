import { describe, expect, it } from 'vitest';
import { makeRandom, nextChance, nextInt, type RandomState } from '../../src/lib/engine/base/random';
import { SqlError } from '../../src/lib/engine/base/errors';
import { functionNames, lookupFunction } from '../../src/lib/engine/sql/builtins/registry';
import type { SqlType } from '../../src/lib/engine/sql/types/type';
import { Bench } from '../support/sql/bench';

/**
 * Every builtin, operator and cast, with values of every type and the odd ones among them. Whatever they answer, an error is one that
 * a user can meet: no broken invariant, no mistake of the language this is written in (XX000).
 */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  bool: ['true', 'false'],
  int: ['0', '1', '-1', '7', '9223372036854775807', '(-9223372036854775808)', '3::INT2'],
  float: ["'NaN'::FLOAT", "'Infinity'::FLOAT", "'-0'::FLOAT", '1.5::FLOAT', '1e300::FLOAT', '2.5::FLOAT4'],
  decimal: [
    "'NaN'::DECIMAL",
    "'-Infinity'::DECIMAL",
    '0::DECIMAL',
    '-12.50',
    '1e-30',
    '123456789012345678901234567890'
  ],
  string: [
    "''",
    "'abc'",
    "e'\\n'",
    "'日本'",
    "'{1,2}'",
    "'%a_'",
    "'2020-01-01'",
    "'1 day'",
    "'😀'::CHAR(1)",
    "'('"
  ],
  collated: ["'b' COLLATE en"],
  bytes: ["b''", "b'\\xff\\x00'", "b'abc'"],
  date: ["'2024-02-29'::DATE", "'infinity'::DATE", "'0044-03-15 BC'::DATE"],
  time: ["'00:00'::TIME", "'24:00'::TIME"],
  timetz: ["'23:59:59.999999-15:59'::TIMETZ"],
  timestamp: ["'2024-05-09 12:18:42'::TIMESTAMP", "'infinity'::TIMESTAMP"],
  timestamptz: ["'1970-01-01 00:00:00+00'::TIMESTAMPTZ", "'-infinity'::TIMESTAMPTZ"],
  interval: ["'1 year -2 mons 3 days 04:05:06.5'::INTERVAL", "'0'::INTERVAL", "'-178000000 years'::INTERVAL"],
  uuid: ["'63616665-6630-3064-6465-616462656562'::UUID"],
  inet: ["'192.168.1.2/24'::INET", "'::1'::INET"],
  jsonb: ['\'{"a": [1, {"b": null}]}\'::JSONB', "'null'::JSONB", '\'[1e400, "x"]\'::JSONB', "'3'::JSONB"],
  bit: ["B'101'", "B''::VARBIT"],
  oid: ['0::OID', "'int8'::REGTYPE", '4294967295::OID'],
  array: [
    'ARRAY[1, NULL, 3]',
    'ARRAY[]::STRING[]',
    "ARRAY['a', 'b']",
    'ARRAY[(1, true)]',
    'ARRAY[NULL]::BOOL[]',
    'NULL::INT[]'
  ],
  tuple: ["(1, 'a')", "((1 AS a, 'b' AS b))", '()', '(NULL, 2.5, (1, 2))'],
  unknown: ['NULL']
};
const FAMILIES = Object.keys(VALUES);
const TYPES =
  'BOOL INT2 INT4 INT FLOAT4 FLOAT DECIMAL DECIMAL(4,2) STRING VARCHAR(2) CHAR(3) "char" NAME BYTES DATE TIME(2) TIMETZ TIMESTAMP(0) TIMESTAMPTZ INTERVAL UUID INET JSONB BIT(3) VARBIT OID REGCLASS REGTYPE INT[] STRING[] DECIMAL(3,1)[] RECORD'.split(
    ' '
  );
const OPERATORS =
  '+ - * / // % ^ & | # << >> || = <> < >= -> ->> #> #>> @> <@ && ? ?| ?& ~ !~ ~* LIKE ILIKE IS_DISTINCT_FROM <<= >>= IN'.split(
    ' '
  );

const bench = new Bench({ limits: { work: 200_000, memory: 30_000_000 } });
bench.exec("CREATE TABLE t (k INT PRIMARY KEY, s STRING); INSERT INTO t VALUES (1, 'x'), (2, NULL)");

/** What is wrong with how a statement ends; undefined for an answer and for an error of SQL. */
function faultOf(sql: string): string | undefined {
  try {
    bench.exec(sql);
    return undefined;
  } catch (error) {
    if (error instanceof SqlError && error.sqlstate !== 'XX000') return undefined;
    return `${sql}: ${String(error)}`;
  }
}

const pick = <T>(random: RandomState, items: readonly T[]): T => items[nextInt(random, 0, items.length - 1)];

function anyValue(random: RandomState): string {
  return pick(random, VALUES[pick(random, FAMILIES)]);
}

/** A value that a parameter of a type takes; now and then one of any type. */
function valueFor(type: SqlType, random: RandomState): string {
  const values = VALUES[type.family];
  if (nextChance(random, 1, 12)) return anyValue(random);
  if (type.family === 'array' && nextChance(random, 2, 3))
    return `ARRAY[${valueFor(type.elem, random)}, NULL, ${valueFor(type.elem, random)}]`;
  return values ? pick(random, values) : anyValue(random);
}

/** Those that stop the world by design, or are asked about somewhere else. */
const LEFT_OUT = new Set(['pg_sleep', 'crdb_internal.force_panic', 'crdb_internal.force_assertion_error']);
const names = [...functionNames()].filter((name) => !LEFT_OUT.has(name)).sort();

describe('no statement ends in an internal error', () => {
  it.each(Array.from({ length: Math.ceil(names.length / 60) }, (_, i) => i * 60))(
    'functions from %i on',
    (from) => {
      const random = makeRandom(from + 1, 'functions');
      const faults: (string | undefined)[] = [];
      for (const name of names.slice(from, from + 60))
        for (const overload of lookupFunction(name) ?? [])
          for (let round = 0; round < 4; round++) {
            const params = overload.params.map(({ type }) => valueFor(type, random));
            const rest = overload.rest
              ? [valueFor(overload.rest, random), valueFor(overload.rest, random)]
              : [];
            const call =
              overload.kind === 'aggregate' && overload.orderedSet
                ? `${name}(${params[0]}) WITHIN GROUP (ORDER BY ${params[1]})`
                : `${name}(${[...params, ...rest].join(', ')})${overload.kind === 'window' ? ' OVER (ORDER BY k)' : ''}`;
            faults.push(faultOf(`SELECT ${call} FROM t`));
          }
      expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
    }
  );

  it.each(OPERATORS)('operator %s', (name) => {
    const operator = name.replaceAll('_', ' ');
    const faults: (string | undefined)[] = [];
    const random = makeRandom(1, name);
    for (const left of FAMILIES)
      for (const right of FAMILIES)
        for (let round = 0; round < 2; round++) {
          const [a, b] = [pick(random, VALUES[left]), pick(random, VALUES[right])];
          faults.push(
            faultOf(operator === 'IN' ? `SELECT ${a} IN (${b}, ${a})` : `SELECT ${a} ${operator} ${b}`)
          );
          if (operator === '=')
            faults.push(faultOf(`SELECT ${a} = ANY (ARRAY[${b}]), CASE WHEN true THEN ${a} ELSE ${b} END`));
        }
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });

  it.each(TYPES)('casts to %s', (type) => {
    const faults = FAMILIES.flatMap((family) =>
      VALUES[family].flatMap((value) => [
        faultOf(`SELECT (${value})::${type}, (${value})::${type}::STRING`),
        faultOf(`SELECT count(*), (${value})::${type} AS v FROM t GROUP BY v ORDER BY v`),
        faultOf(`SELECT to_jsonb((${value})::${type}), array_agg((${value})::${type})::STRING`)
      ])
    );
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });
});
