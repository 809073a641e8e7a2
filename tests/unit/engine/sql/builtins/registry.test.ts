import { describe, expect, it } from 'vitest';
import {
  allFunctions,
  functionInfo,
  functionNames,
  lookupFunction,
  registerFunctions,
  unsupportedFunction
} from '$lib/engine/sql/builtins/registry';
import { fn, group, scalar } from '$lib/engine/sql/builtins/overload';
import { INT, STRING } from '$lib/engine/sql/types/type';

describe('the registry of functions', () => {
  it('makes every signature', () => {
    for (const name of functionNames()) {
      const overloads = lookupFunction(name) ?? [];
      expect(overloads.length, name).toBeGreaterThan(0);
      // All overloads of a name are of one kind, which the planner relies on.
      expect(new Set(overloads.map((overload) => overload.kind)).size, name).toBe(1);
    }
  });

  it('documents every function in one line', () => {
    for (const { name, doc, category } of allFunctions()) {
      expect(doc, name).toMatch(/^\S.*[.]$/);
      expect(category, name).not.toBe('');
    }
  });

  it('finds functions with and without their catalog', () => {
    expect(lookupFunction('pg_catalog.length')).toBe(lookupFunction('length'));
    expect(lookupFunction('crdb_internal.node_id')).toBeDefined();
    expect(lookupFunction('node_id')).toBeUndefined();
    expect(functionInfo('length')?.category).toBe('String and byte');
  });

  it.each([
    ['st_distance', true],
    ['_st_dwithin', true],
    ['to_tsvector', true],
    ['crdb_internal.pb_to_json', true],
    ['crdb_internal.to_json_as_changefeed_with_flags', false],
    ['int8in', true],
    ['jsonb_send', true],
    ['gen_salt', true],
    ['length', false],
    ['nosuch', false],
    ['__proto__', false],
    ['constructor', false]
  ])('knows whether %s is left out', (name, isLeftOut) => {
    expect(unsupportedFunction(name) !== undefined).toBe(isLeftOut);
  });

  // The last column of docs/generated/sql/functions.md.
  it.each([
    ['to_char(timestamp: timestamp, format: string)', 'stable'],
    ['to_char(date: date)', 'immutable'],
    ['strftime(input: timestamptz, extract_format: string)', 'immutable'],
    ['age(val: timestamptz)', 'stable'],
    ['age(end: timestamptz, begin: timestamptz)', 'immutable'],
    ['date_trunc(element: string, input: interval)', 'stable'],
    ['date_trunc(element: string, input: timestamp)', 'immutable'],
    ['timezone(timezone: string, timestamptz: timestamptz)', 'immutable'],
    ['timezone(timezone: string, timetz: timetz)', 'stable'],
    ['pg_column_size(args: any...)', 'stable']
  ])('%s is %s', (signature, volatility) => {
    const [name] = signature.split('(');
    const overload = lookupFunction(name)?.find((found) =>
      `${name}${found.signature}`.startsWith(`${signature} ->`)
    );
    expect(overload?.volatility).toBe(volatility);
  });

  it('takes functions that the engine brings', () => {
    expect(lookupFunction('engine_waits')).toBeUndefined();
    registerFunctions(
      group('Engine', [fn('engine_waits', 'Waits.', [scalar('(seconds: float) -> bool', () => true)])])
    );
    expect(lookupFunction('engine_waits')).toHaveLength(1);
    expect(unsupportedFunction('engine_waits')).toBeUndefined();
  });

  it('tells parameters, results and signatures', () => {
    const [overload] = lookupFunction('repeat') ?? [];
    expect(overload.signature).toBe('(input: string, repeat_counter: int) -> string');
    expect([overload.param(0), overload.param(1), overload.result([])]).toEqual([STRING, INT, STRING]);
    expect([overload.takes(1), overload.takes(2), overload.takes(3)]).toEqual([false, true, false]);
    const [concat] = lookupFunction('concat') ?? [];
    expect([concat.takes(0), concat.takes(9)]).toEqual([true, true]);
  });
});
