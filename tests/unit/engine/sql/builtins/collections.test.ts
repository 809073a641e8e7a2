import { describe, expect, it } from 'vitest';
import { evaluate, makeContext, overloadFor, valueOf } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';
import { SqlError } from '$lib/engine/base/errors';
import type { EnumType } from '$lib/engine/sql/types/type';

/** Results of CockroachDB's logic tests `array`, `inet`, `srfs` and `builtin_function`. */
const RESULTS: readonly (readonly [call: string, out: string | null])[] = [
  ["array_length(ARRAY['a', 'b'], 1)", '2'],
  ["array_length(ARRAY['a'], 2)", null],
  ['array_length(ARRAY[]::int[], 1)', null],
  ['array_lower(ARRAY[5, 6], 1)', '1'],
  ['array_upper(ARRAY[5, 6], 1)', '2'],
  ['array_length(ARRAY[ARRAY[1, 2]], 2)', '2'],
  ['cardinality(ARRAY[]::int[])', '0'],
  ['array_append(ARRAY[1, 2], 3)', '{1,2,3}'],
  ['array_append(NULL::int[], 3)', '{3}'],
  ['array_append(ARRAY[1], NULL)', '{1,NULL}'],
  ['array_prepend(1, ARRAY[2])', '{1,2}'],
  ['array_cat(ARRAY[1, 2], ARRAY[3])', '{1,2,3}'],
  ['array_cat(NULL::int[], ARRAY[3])', '{3}'],
  ['array_remove(ARRAY[1, NULL, 2, NULL], NULL)', '{1,2}'],
  ['array_remove(ARRAY[1, 2, 3, 2, 5], 2)', '{1,3,5}'],
  ['array_replace(ARRAY[1, 2, NULL], NULL, 7)', '{1,2,7}'],
  ['array_position(ARRAY[1, 2, 3, 2], 2)', '2'],
  ['array_position(ARRAY[1, 2, 3, 2], 2, 3)', '4'],
  ['array_position(ARRAY[1, 2], 9)', null],
  ['array_positions(ARRAY[1, 2, 3, 2], 2)', '{2,4}'],
  ["array_to_string(ARRAY['a', 'b,', NULL, 'c'], ',')", 'a,b,,c'],
  ["array_to_string(ARRAY['a', NULL], 'foo', 'zerp')", 'afoozerp'],
  ["array_to_string(ARRAY['a'], NULL)", null],
  ["array_to_string(ARRAY[ARRAY[5,6], ARRAY[7,NULL,8]], ' ')", '5 6 7 8'],
  ["string_to_array('axbxc', 'x')", '{a,b,c}'],
  ["string_to_array('axbxc', 'x', 'b')", '{a,NULL,c}'],
  ["string_to_array('abc', NULL)", '{a,b,c}'],
  ["string_to_array('abc', '')", '{abc}'],
  ["string_to_array('', ',')", '{}'],
  ['generate_series(1, 4)', '{1,2,3,4}'],
  ['generate_series(4, 1, -2)', '{4,2}'],
  ['generate_series(3, 1)', '{}'],
  ['generate_series(9223372036854775806, 9223372036854775807)', '{9223372036854775806,9223372036854775807}'],
  [
    "generate_series('2020-01-31'::timestamp, '2020-04-30'::timestamp, '1 month'::interval)",
    '{"2020-01-31 00:00:00","2020-02-29 00:00:00","2020-03-29 00:00:00","2020-04-29 00:00:00"}'
  ],
  ["generate_subscripts('{NULL,1,NULL,2}'::int[], 1, true)", '{4,3,2,1}'],
  ["unnest(ARRAY['a', NULL])", '{a,NULL}'],
  ["unnest(ARRAY[1, 2], ARRAY['a'], ARRAY[1.1, 2.2, 3.3])", '{"(1,a,1.1)","(2,,2.2)","(,,3.3)"}'],
  ["information_schema._pg_expandarray(ARRAY['b', 'a'])", '{"(b,1)","(a,2)"}'],
  ["pg_options_to_table('{a=1,b}'::text[])", '{"(a,1)","(b,)"}'],
  ["abbrev('10.1.0.0/16'::inet)", '10.1.0.0/16'],
  ["broadcast('192.168.1.5/24'::inet)", '192.168.1.255/24'],
  ["family('::1'::inet)", '6'],
  ["host('192.168.1.5/24'::inet)", '192.168.1.5'],
  ["hostmask('192.168.23.20/30'::inet)", '0.0.0.3'],
  ["masklen('192.168.1.5/24'::inet)", '24'],
  ["netmask('192.168.1.5/24'::inet)", '255.255.255.0'],
  ["set_masklen('192.168.1.5/24'::inet, 16)", '192.168.1.5/16'],
  ["text('192.168.1.5'::inet)", '192.168.1.5/32'],
  ["inet_same_family('192.168.1.5/24'::inet, '::1'::inet)", 'f'],
  ["inet_contained_by_or_equals('192.168.1.0/25'::inet, '192.168.1.0/24'::inet)", 't'],
  ["from_ip(to_ip('1.2.3.4'))", '1.2.3.4'],
  ["from_ip(to_ip('2001:0db8:85a3:0000:0000:8a2e:0370:7334'))", '2001:db8:85a3::8a2e:370:7334']
];

describe('functions on arrays, rows and addresses', () => {
  it.each(RESULTS)('%s', (call, out) => {
    expect(evaluate(call)).toBe(out);
  });

  it.each([
    ['generate_series(1, 2, 0)', '22023'],
    ["set_masklen('192.168.1.5/24'::inet, 64)", '22023'],
    ["to_ip('asdf')", '22023'],
    ["from_ip('\\x'::bytes)", '22023'],
    ['unnest(NULL, NULL)', '42804'],
    ['array_position(ARRAY[1], 1, NULL)', '22004']
  ])('%s fails with %s', (call, code) => {
    expect(codeOf(() => evaluate(call))).toBe(code);
  });

  it('stops an endless series when the statement has used up its budget', () => {
    let left = 1000;
    const ctx = makeContext({
      budget(units) {
        left -= units;
        if (left < 0) throw new SqlError('57014', 'too much');
      }
    });
    expect(codeOf(() => evaluate('generate_series(1, 9000000000000000000)', ctx))).toBe('57014');
  });
});

describe('functions on enums', () => {
  const type: EnumType = {
    family: 'enum',
    id: 104,
    name: 'mood',
    def: {
      members: [
        { rank: 1, label: 'sad' },
        { rank: 2, label: 'ok' },
        { rank: 2.5, label: 'leaving', readOnly: true },
        { rank: 3, label: 'happy' }
      ]
    }
  };
  const call = (name: string, ...ranks: (number | null)[]) => {
    const values = ranks.map((datum) => ({ datum, type, isConstant: false }));
    const { overload } = overloadFor(name, values);
    if (overload.kind !== 'scalar') throw new Error(name);
    return overload.bind(values.map((value) => value.type))(ranks, makeContext());
  };

  it.each([
    ['enum_first', [3], 1],
    ['enum_last', [1], 3],
    ['enum_range', [null], [1, 2, 3]],
    ['enum_range', [2, null], [2, 3]]
  ] as const)('%s of %j', (name, ranks, out) => {
    expect(call(name, ...ranks)).toEqual(out);
  });

  it('cannot tell the type of a bare NULL', () => {
    expect(codeOf(() => valueOf('enum_first(NULL)'))).toBe('22004');
  });
});
