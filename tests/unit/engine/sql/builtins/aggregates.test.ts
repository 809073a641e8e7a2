import { describe, expect, it } from 'vitest';
import { SqlError } from '$lib/engine/base/errors';
import type { Datum } from '$lib/engine/base/datum';
import type { AggregateOverload } from '$lib/engine/sql/builtins/overload';
import { formatDatum } from '$lib/engine/sql/types/format';
import type { SqlType } from '$lib/engine/sql/types/type';
import { makeContext, overloadFor, valueOf, type Value } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';

/** The result of an aggregate over rows, each written as its arguments: `aggregate('sum', ['1', '2'])`. */
function aggregate(
  name: string,
  rows: readonly string[],
  ctx = makeContext()
): { text: string | null; type: SqlType } {
  const values = rows.map((row): Value[] => row.split(' | ').map((arg) => valueOf(arg)));
  const model = values.find((row) => row.every((value) => value.datum !== null)) ?? values[0];
  const { overload, args } = overloadFor(name, model);
  const types = args.map((arg) => arg.type);
  const type = overload.result(types);
  const call = (overload as AggregateOverload).bind(types);
  let acc = call.init();
  for (const row of values)
    acc = call.step(
      acc,
      row.map((value, i) => overloadValue(value, types[i])),
      ctx
    );
  return { text: formatDatum(call.finish(acc, ctx), type, ctx.format), type };
}

/** Constants as the chosen parameter has them. */
function overloadValue(value: Value, type: SqlType): Datum {
  if (value.datum === null || value.type.family === type.family) return value.datum;
  return type.family === 'decimal' ? String(value.datum) : Number(value.datum);
}

/** Values of CockroachDB's logic test `aggregate` where they are not plain arithmetic. */
const RESULTS: readonly (readonly [name: string, rows: readonly string[], out: string | null])[] = [
  ['count', ['1', 'NULL', '3'], '2'],
  ['count', ['NULL'], '0'],
  ['sum', ['1', '2', 'NULL'], '3'],
  ['sum', ['9223372036854775807', '9223372036854775807'], '18446744073709551614'],
  ['sum', ['1.50::decimal', '2.5::decimal'], '4.00'],
  ['sum', ["'1h'::interval", "'2h'::interval"], '03:00:00'],
  ['sum', ['NULL::int'], null],
  ['sum_int', ['1', '2'], '3'],
  ['avg', ['1', '2'], '1.5000000000000000000'],
  ['avg', ['1.0::float', '2.0::float'], '1.5'],
  ['avg', ["'1h'::interval", "'2h'::interval"], '01:30:00'],
  ['min', ["'b'", "'a'", 'NULL'], 'a'],
  ['max', ['1.0::decimal', "'NaN'::decimal"], '1.0'],
  ['max', ["'2024-01-01'::date", "'infinity'::date"], 'infinity'],
  ['bool_and', ['true', 'NULL', 'false'], 'f'],
  ['every', ['true', 'true'], 't'],
  ['bool_or', ['false', 'true'], 't'],
  ['bit_and', ['6', '3'], '2'],
  ['bit_or', ["'0011'::varbit", "'1000'::varbit"], '1011'],
  ['xor_agg', ['5', '3'], '6'],
  ['xor_agg', ["'\\x0f'::bytes", "'\\x05'::bytes"], '\\x0a'],
  ['string_agg', ["'a' | ','", "NULL | ','", "'b' | ','"], 'a,b'],
  ['string_agg', ["'a' | NULL::string", "'b' | NULL::string"], 'ab'],
  ['string_agg', ["'a'::bytes | '-'::bytes", "'b'::bytes | '-'::bytes"], '\\x612d62'],
  ['concat_agg', ["'a'", "'b'"], 'ab'],
  ['array_agg', ['1', 'NULL', '2'], '{1,NULL,2}'],
  ['array_agg', ["'{1,2}'::int[]"], '{"{1,2}"}'],
  ['array_cat_agg', ['ARRAY[1]', 'NULL::int[]', 'ARRAY[2,3]'], '{1,2,3}'],
  ['json_agg', ['1', 'NULL'], '[1, null]'],
  ['jsonb_object_agg', ["'b' | 1", "'a' | 2", "'b' | 3"], '{"a": 2, "b": 3}'],
  ['any_not_null', ['NULL::int', '7'], '7'],
  ['variance', ['1', '4', '7'], '9'],
  ['var_pop', ['1', '4', '7'], '6'],
  ['stddev', ['1', '4', '7'], '3.0000000000000000000'],
  ['stddev', ['2::decimal', '5::decimal'], '2.1213203435596425732'],
  ['stddev_pop', ['1.0::float', '3.0::float'], '1'],
  ['variance', ['1'], null],
  ['sqrdiff', ['1', '4', '7'], '18'],
  [
    'corr',
    ['1.0::float | 10.0::float', '2.0::float | 20.0::float', '4.0::float | 25.0::float'],
    '0.9285714285714286'
  ],
  ['corr', ['1 | 1', '1 | 2'], null],
  ['covar_pop', ['1 | 2', '2 | 4', '3 | 6'], '1.3333333333333333'],
  ['covar_samp', ['1 | 2', '2 | 4', '3 | 6'], '2'],
  ['covar_samp', ['1 | 2'], null],
  ['regr_slope', ['2 | 1', '4 | 2', '6 | 3'], '2'],
  ['regr_intercept', ['3 | 1', '5 | 2', '7 | 3'], '1'],
  ['regr_r2', ['2 | 1', '4 | 2', '6 | 3'], '1'],
  ['regr_avgx', ['2 | 1', '4 | 2'], '1.5'],
  ['regr_count', ['2 | 1', 'NULL | 2'], '1'],
  ['regr_sxx', ['0 | 1', '0 | 3'], '2'],
  ['percentile_disc', ['0.5::float | 1', '0.5::float | 2', '0.5::float | 3', '0.5::float | 4'], '2'],
  [
    'percentile_disc',
    ["ARRAY[0.0::float, 1.0::float] | 'a'", "ARRAY[0.0::float, 1.0::float] | 'b'"],
    '{a,b}'
  ],
  ['percentile_cont', ['0.5::float | 1.0::float', '0.5::float | 2.0::float'], '1.5'],
  ['percentile_cont', ["0.25::float | '0s'::interval", "0.25::float | '4h'::interval"], '01:00:00']
];

describe('aggregates', () => {
  it.each(RESULTS)('%s of %j', (name, rows, out) => {
    expect(aggregate(name, rows).text).toBe(out);
  });

  it.each([
    ['sum', ['1'], 'decimal'],
    ['avg', ['1'], 'decimal'],
    ['sum_int', ['1'], 'int'],
    ['count', ['1'], 'int'],
    ['avg', ['1.0::float'], 'float'],
    ['stddev', ['1'], 'decimal'],
    ['array_agg', ['1'], 'array'],
    ['corr', ['1 | 2'], 'float']
  ])('%s of %j has type %s', (name, rows, family) => {
    expect(aggregate(name, rows).type.family).toBe(family);
  });

  it.each([
    ['sum_int', ['9223372036854775807', '1'], '22003'],
    ['xor_agg', ["'\\x0f'::bytes", "'\\x0505'::bytes"], '22023'],
    ['bit_and', ["'01'::varbit", "'1'::varbit"], '22026'],
    ['json_object_agg', ['NULL::string | 1'], '22004'],
    ['percentile_disc', ['1.5::float | 1'], '22003'],
    ['min', ["'{1}'::int[]"], '42883']
  ])('%s of %j fails with %s', (name, rows, code) => {
    expect(codeOf(() => aggregate(name, rows))).toBe(code);
  });

  it('asks for the memory of what it collects', () => {
    let left = 1000;
    const ctx = makeContext({
      memory(bytes) {
        left -= bytes;
        if (left < 0) throw new SqlError('53200', 'too much');
      }
    });
    const rows = Array.from({ length: 100 }, () => "'0123456789' | ','");
    expect(codeOf(() => aggregate('string_agg', rows, ctx))).toBe('53200');
  });

  it('gives results so far without spoiling those given before', () => {
    const { overload } = overloadFor('array_agg', [valueOf('1')]);
    const call = (overload as AggregateOverload).bind([valueOf('1').type]);
    const ctx = makeContext();
    let acc = call.step(call.init(), [1], ctx);
    const first = call.finish(acc, ctx);
    acc = call.step(acc, [2], ctx);
    expect(first).toEqual([1]);
    expect(call.finish(acc, ctx)).toEqual([1, 2]);
  });
});
