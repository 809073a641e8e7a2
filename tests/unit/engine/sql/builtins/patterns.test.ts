import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';

/** Results of CockroachDB's logic test `builtin_function`. */
const RESULTS: readonly (readonly [call: string, out: string | null])[] = [
  ["regexp_extract('foobar', 'o.b')", 'oob'],
  ["regexp_extract('foobar', 'o(.)b')", 'o'],
  ["regexp_extract('foabaroob', 'o(.)b')", 'a'],
  ["regexp_extract('foobar', 'o.x')", null],
  ["regexp_replace('foobarbaz', 'b..', 'X')", 'fooXbaz'],
  ["regexp_replace('foobarbaz', 'b..', 'X', 'g')", 'fooXX'],
  ["regexp_replace('foobarbaz', 'b(..)', e'X\\\\1Y', 'g')", 'fooXarYXazY'],
  ["regexp_replace('foobarbaz', 'b(.)(.)', e'X\\\\2\\\\1\\\\3Y', 'g')", 'fooXraYXzaY'],
  ["regexp_replace(e'fooBa\\nrbaz', 'b(..)', e'X\\\\&Y', 'gi')", 'fooXBa\nYrXbazY'],
  ["regexp_replace(e'fooBa\\nrbaz', 'b(..)', e'X\\\\&Y', 'gmi')", 'fooBa\nrXbazY'],
  ["regexp_replace(e'fooBar\\nbaz', 'b(..)$', e'X\\\\&Y', 'gpi')", 'fooBar\nXbazY'],
  ["regexp_replace(e'fooBar\\nbaz', 'b(..)$', e'X\\\\&Y', 'gwi')", 'fooXBarY\nXbazY'],
  ["regexp_replace(e'DOGGIE\\ndog \\nDOG', '^d.+', 'CAT', 's')", 'DOGGIE\ndog \nDOG'],
  ["regexp_replace(e'DOGGIE\\ndog \\nDOG', '^d.+', 'CAT', 'n')", 'DOGGIE\nCAT\nDOG'],
  ["regexp_replace(e'DOGGIE\\ndog \\nDOG', '^D.+', 'CAT', 'p')", 'CAT\ndog \nDOG'],
  ["regexp_replace(e'DOGGIE\\ndog \\nDOG', '^d.+', 'CAT', 'w')", 'DOGGIE\nCAT'],
  ["regexp_replace('ReRe','R(e)','1\\\\1','g')", '1\\11\\1'],
  ["regexp_replace('TIMESTAMP(6)', '.*(\\((\\d+)\\))?.*', '\\2')", ''],
  ["regexp_replace('TIMESTAMP(6)', '.*(\\((\\d+)\\)).*', '\\2')", '6'],
  ["regexp_split_to_array('3aa0AAa1', 'a+')", '{3,0AA,1}'],
  ["regexp_split_to_array('3aaa0AAa1', 'a+', 'i')", '{3,0,1}'],
  ["regexp_split_to_table('3aa0AAa1', 'a+')", '{3,0AA,1}'],
  ["like_escape('a%b', 'a#%b', '#')", 't'],
  ["not_like_escape('a%b', 'a#%b', '#')", 'f'],
  ["ilike_escape('A%B', 'a#%b', '#')", 't'],
  ["similar_to_escape('abc', '_{3}', '')", 't'],
  ["similar_escape('(ACTIVE|CLOSED)', NULL::text)", '^(?:(?:ACTIVE|CLOSED))$'],
  ['similar_escape(NULL::text, NULL::text)', null]
];

describe('functions of patterns', () => {
  it.each(RESULTS)('%s', (call, out) => {
    expect(evaluate(call)).toBe(out);
  });

  it.each([
    ["regexp_replace('a', 'b', 'c', 'z')", '2201B'],
    ["regexp_extract('a', '(')", '2201B'],
    ["substring('f(oabaroob', '\\(o(.)b', '+')", '2201B'],
    ["like_escape('a', 'a', 'ab')", '22025']
  ])('%s fails with %s', (call, code) => {
    expect(codeOf(() => evaluate(call))).toBe(code);
  });

  it('answers hostile patterns in time that grows with the text', () => {
    const text = 'a'.repeat(20_000);
    expect(evaluate(`regexp_extract('${text}b', '(a+)+$')`)).toBeNull();
    expect(evaluate(`regexp_replace('${text}', '(a|a)*c', '')`)).toBe(text);
  });
});
