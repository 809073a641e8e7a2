import { describe, expect, it } from 'vitest';
import * as json from '$lib/engine/sql/types/json';
import * as ops from '$lib/engine/sql/types/json-ops';
import { codeOf } from '../../../../support/sql-state';

const tree = json.parseJson;
const print = (value: json.Json | undefined) => (value === undefined ? undefined : json.printJson(value));

describe('canonical text', () => {
  it.each([
    ['{"b":1,"a":[1,2.50,-0],"A":null}', '{"A": null, "a": [1, 2.50, -0], "b": 1}'],
    ['{"a":1,"a":2}', '{"a": 2}'],
    [' [ ] ', '[]'],
    ['12345678901234567890.123456789', '12345678901234567890.123456789'],
    ['1e3', '1E+3'],
    ['0.0000001', '1E-7'],
    ['"\\u0041\\u00e9\\n\\b\\/<&>"', '"Aé\\n\\u0008/<&>"'],
    ['"\\ud83d\\ude00"', '"😀"'],
    ['"\\ud83d"', '"\ufffd"'],
    ['{"__proto__":{"x":1},"constructor":2}', '{"__proto__": {"x": 1}, "constructor": 2}'],
    ['{"\u{1f600}":1,"\uffff":2}', '{"\uffff": 2, "\u{1f600}": 1}']
  ])('%s', (text, expected) => expect(json.canonicalJson(text)).toBe(expected));

  it('leaves prototypes alone', () => {
    tree('{"__proto__": {"polluted": 1}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    '{',
    '[1,]',
    '{"a"}',
    '{a:1}',
    '01',
    '1 2',
    "'a'",
    '"\t"',
    '"\\x"',
    'nul',
    '',
    '[1 2]',
    '-',
    '1.'
  ])('%j is no JSON', (text) => expect(codeOf(() => tree(text))).toBe('22P02'));

  it('refuses deep nesting', () => {
    expect(codeOf(() => tree('['.repeat(10_000) + ']'.repeat(10_000)))).toBe('54001');
    expect(codeOf(() => tree('['.repeat(500) + ']'.repeat(500)))).toBeUndefined();
  });

  it('prints in lines', () =>
    expect(json.prettyJson(tree('{"b":[1,{}],"a":[]}'))).toBe(
      '{\n    "a": [],\n    "b": [\n        1,\n        {}\n    ]\n}'
    ));
});

// pkg/util/json: the empty array first, then by kind, containers by length.
it('orders values', () => {
  const sorted = [
    '[]',
    'null',
    '"a"',
    '"b"',
    '-1',
    '1',
    '1.5',
    'false',
    'true',
    '[1]',
    '[2]',
    '[1, 1]',
    '{}',
    '{"a": 1}',
    '{"a": 2}',
    '{"b": 1}'
  ];
  expect([...sorted].reverse().sort(ops.compareJsonText)).toEqual(sorted);
  expect(ops.compareJsonText('1.0', '1')).toBe(0);
});

describe('operators', () => {
  const doc = tree('{"a": [1, {"b": "x"}], "n": null}');
  it.each([
    ['path', ops.atPath(doc, ['a', '1', 'b']), '"x"'],
    ['path from the end', ops.atPath(doc, ['a', '-2']), '1'],
    ['path that leads nowhere', ops.atPath(doc, ['a', 'b']), undefined],
    ['path to null', ops.atPath(doc, ['n']), 'null'],
    ['objects joined', ops.concatJson(tree('{"a":1,"b":2}'), tree('{"b":3}')), '{"a": 1, "b": 3}'],
    ['arrays joined', ops.concatJson(tree('[1]'), tree('[2]')), '[1, 2]'],
    ['scalars joined', ops.concatJson('a', null), '["a", null]'],
    [
      'prototype members joined',
      ops.concatJson(tree('{"constructor":{"prototype":{"p":1}}}'), tree('{"__proto__":{"q":2}}')),
      '{"__proto__": {"q": 2}, "constructor": {"prototype": {"p": 1}}}'
    ],
    ['member removed', ops.removeKey(tree('{"a":1,"b":2}'), 'a'), '{"b": 2}'],
    ['members removed', ops.removeKeys(tree('{"a":1,"b":2,"c":3}'), ['c', 'a', 'x']), '{"b": 2}'],
    ['several strings removed', ops.removeKeys(tree('["a","b",1,"a"]'), ['a', '1']), '["b", 1]'],
    ['nothing removed from a scalar', ops.removeKeys(tree('3'), []), '3'],
    ['strings removed', ops.removeKey(tree('["a","b","a"]'), 'a'), '["b"]'],
    ['item removed', ops.removeIndex(tree('[1,2,3]'), 1), '[1, 3]'],
    ['item removed from the end', ops.removeIndex(tree('[1,2,3]'), -1), '[1, 2]'],
    ['path removed', ops.removePath(tree('{"foo":{"bar":1}}'), ['foo', 'bar']), '{"foo": {}}'],
    ['set', ops.setPath(tree('{"a":[1]}'), ['a', '0'], true, true), '{"a": [true]}'],
    ['set behind the end', ops.setPath(tree('[1]'), ['5'], null, true), '[1, null]'],
    ['not set', ops.setPath(tree('{"a":1}'), ['b'], null, false), '{"a": 1}'],
    ['inserted before', ops.insertPath(tree('[1,2]'), ['1'], 'x', false), '[1, "x", 2]'],
    ['inserted behind', ops.insertPath(tree('[1,2]'), ['1'], 'x', true), '[1, 2, "x"]'],
    ['nulls stripped', ops.stripNulls(tree('{"a":null,"b":[null,{"c":null}]}')), '{"b": [null, {}]}']
  ])('%s', (_name, result, expected) => expect(print(result)).toBe(expected));

  it.each([
    ['{"a":1,"b":[1,2]}', '{"b":[2]}', true],
    ['[1,[2,3]]', '[[3]]', true],
    ['[1,2]', '1', true],
    ['1', '[1]', false],
    ['{"a":1}', '{}', true],
    ['[]', '{}', false],
    ['{"a":1.0}', '{"a":1}', true]
  ])('%s @> %s', (a, b, result) => expect(ops.contains(tree(a), tree(b))).toBe(result));

  it('contains arrays of many items as it does those of few', () => {
    const items = ['null', 'true', '"b"', '"a"', '10', '9', '1.0', '[1]', '{"k": 2}', '[]', '"10"', '-3'];
    const all = tree(`[${items.join(',')}]`);
    expect(ops.contains(all, tree(`[${[...items].reverse().join(',')}]`))).toBe(true);
    expect(ops.contains(all, tree(`[${items.join(',').replace('1.0', '1.00')}, {"k": 2}]`))).toBe(true);
    for (const missing of ['false', '"c"', '11', '[2]', '{"k": 3}', '"9"'])
      expect(ops.contains(all, tree(`[${[...items, missing].join(',')}]`))).toBe(false);
  });

  it.each([
    ['delete from a scalar', () => ops.removeKey(tree('3'), 'b'), '22023'],
    ['delete from an object by number', () => ops.removeIndex(tree('{}'), 0), '22023'],
    ['object with scalar', () => ops.concatJson(tree('{}'), 'x'), '22023'],
    ['path step that is no number', () => ops.removePath(tree('[1]'), ['x']), '22P02'],
    ['insert over a member', () => ops.insertPath(tree('{"a":1}'), ['a'], null, false), '22023'],
    ['set in a scalar', () => ops.setPath('x', ['a'], null, true), '22023']
  ])('%s', (_name, run, code) => expect(codeOf(run)).toBe(code));
});
