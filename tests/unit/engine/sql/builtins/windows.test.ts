import { describe, expect, it } from 'vitest';
import type { Datum } from '$lib/engine/base/datum';
import type { WindowOverload, WindowView } from '$lib/engine/sql/builtins/overload';
import { lookupFunction } from '$lib/engine/sql/builtins/registry';
import { INT } from '$lib/engine/sql/types/type';
import { makeContext } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';

/** A partition whose rows are ordered by a value; each row's frame reaches from the first row to its last peer. */
function run(name: string, values: readonly number[], ...rest: readonly Datum[]): Datum[] {
  const overload = lookupFunction(name)?.find(
    (each) => each.takes(countOf(name, rest)) && each.param(0) !== undefined
  );
  const call = (overload as WindowOverload).bind([INT, INT, INT]);
  const groups = [...new Set(values)];
  return values.map((value, row) => {
    const peerEnd = values.lastIndexOf(value) + 1;
    const view: WindowView = {
      row,
      size: values.length,
      peerStart: values.indexOf(value),
      peerEnd,
      peerGroup: groups.indexOf(value),
      frameSize: peerEnd,
      frameRow: (index) => index,
      arg: (at, index) => (name === 'ntile' ? rest[0] : index === 0 ? values[at] : rest[index - 1])
    };
    return call(view, makeContext());
  });
}

const WITHOUT_VALUE = ['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist'];

function countOf(name: string, rest: readonly Datum[]): number {
  return WITHOUT_VALUE.includes(name) ? 0 : name === 'ntile' ? 1 : 1 + rest.length;
}

describe('window functions', () => {
  it.each([
    ['row_number', [], [1, 2, 3, 4]],
    ['rank', [], [1, 2, 2, 4]],
    ['dense_rank', [], [1, 2, 2, 3]],
    ['percent_rank', [], [0, 1 / 3, 1 / 3, 1]],
    ['cume_dist', [], [0.25, 0.75, 0.75, 1]],
    ['ntile', [3], [1, 1, 2, 3]],
    ['ntile', [null], [null, null, null, null]],
    ['lag', [], [null, 10, 20, 20]],
    ['lag', [2, -1], [-1, -1, 10, 20]],
    ['lead', [1], [20, 20, 30, null]],
    ['lead', [-1], [null, 10, 20, 20]],
    ['first_value', [], [10, 10, 10, 10]],
    ['last_value', [], [10, 20, 20, 30]],
    ['nth_value', [2], [null, 20, 20, 20]]
  ])('%s with %j', (name, rest, out) => {
    expect(run(name, [10, 20, 20, 30], ...rest)).toEqual(out);
  });

  it.each([
    ['ntile', 0, '22014'],
    ['nth_value', 0, '22016']
  ])('%s of %i fails with %s', (name, n, code) => {
    expect(codeOf(() => run(name, [1], n))).toBe(code);
  });
});
