import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';

/** Results of CockroachDB's logic test `json_builtins`. */
const RESULTS: readonly (readonly [call: string, out: string | null])[] = [
  ["json_typeof('-123.4'::json)", 'number'],
  ['jsonb_typeof(\'{"1": {"2": 3}}\'::json)', 'object'],
  ["json_typeof('null'::json)", 'null'],
  ["array_to_json('{1.0, 2.0, 3.0}'::decimal[])", '[1.0, 2.0, 3.0]'],
  ['array_to_json(NULL)', null],
  ['to_json(123)', '123'],
  ["to_json(e'\\\\a')", '"\\\\a"'],
  ["to_json('\\x0001'::bytes)", '"\\\\x0001"'],
  ['to_json(1.234::float)', '1.234'],
  ["to_json('10.1.0.0/16'::inet)", '"10.1.0.0/16"'],
  ["to_json('2014-05-28 12:22:35.614298'::timestamp)", '"2014-05-28T12:22:35.614298"'],
  ["to_json('2014-05-28 12:22:35.614298-04'::timestamptz)", '"2014-05-28T16:22:35.614298Z"'],
  ["to_json('2h45m2s234ms'::interval)", '"02:45:02.234"'],
  ["to_json((1, 2, 'hello', NULL, NULL))", '{"f1": 1, "f2": 2, "f3": "hello", "f4": null, "f5": null}'],
  ["row_to_json((1, 'foo'))", '{"f1": 1, "f2": "foo"}'],
  ['json_build_object()', '{}'],
  ["json_build_object('a', 2, 'b', 4)", '{"a": 2, "b": 4}'],
  ["json_build_object('b', 1, 'a', 2, 'b', 3)", '{"a": 2, "b": 3}'],
  ["jsonb_build_object(true, 'val', 1, 0, 1.3, 2)", '{"1": 0, "1.3": 2, "true": "val"}'],
  ["json_build_object('a', '0100110'::varbit)", '{"a": "0100110"}'],
  ["json_build_array(1, 'a', NULL, '{1,2}'::int[])", '[1, "a", null, [1, 2]]'],
  ["json_object('{a, 1, b, 2, 3, NULL}'::text[])", '{"3": null, "a": "1", "b": "2"}'],
  ["json_object('{a,b}'::text[], '{1,2}'::text[])", '{"a": "1", "b": "2"}'],
  ["json_extract_path('{\"a\": {\"b\": 2}}', 'a', 'b')", '2'],
  ["json_extract_path('{\"a\": 1}', 'a', NULL)", null],
  ["json_extract_path('null')", 'null'],
  ['json_extract_path_text(\'{"a": {"b": "x"}}\', \'a\', \'b\')', 'x'],
  ["json_set('{\"a\":1}', '{a}'::string[], '2')", '{"a": 2}'],
  ["jsonb_set('{\"a\":1, \"b\":2}', '{b}'::string[], '[0]')", '{"a": 1, "b": [0]}'],
  ["jsonb_set('{\"a\":1}', '{c}'::string[], '2', false)", '{"a": 1}'],
  [
    "jsonb_insert('{\"a\": [0, 1, 2]}', '{a, 1}'::string[], '\"new_value\"')",
    '{"a": [0, "new_value", 1, 2]}'
  ],
  [
    "jsonb_insert('{\"a\": [0, 1, 2]}', '{a, 1}'::string[], '\"new_value\"', true)",
    '{"a": [0, 1, "new_value", 2]}'
  ],
  ['json_remove_path(\'{"a": [0, 1], "b": 2}\', \'{a, 0}\'::string[])', '{"a": [1], "b": 2}'],
  ['json_strip_nulls(\'[{"f1": 1, "f2": null}, 2, null, 3]\'::json)', '[{"f1": 1}, 2, null, 3]'],
  ["json_array_length('[1, 2, [3]]'::json)", '3'],
  ["jsonb_exists_any('{\"a\": 1}', '{b, a}'::string[])", 't'],
  ['json_valid(\'{"a": 1\')', 'f'],
  ['jsonb_array_to_string_array(\'["a", 1, null]\')', '{a,1,NULL}'],
  ['jsonb_pretty(\'{"a": [1, 2]}\')', '{\n    "a": [\n        1,\n        2\n    ]\n}'],
  ["json_array_elements('[1, true, null]'::json)", '{1,true,"null"}'],
  ['json_array_elements_text(\'[1, null, "text"]\'::json)', '{1,NULL,text}'],
  ['json_object_keys(\'{"a": 1, "1": 2}\'::json)', '{1,a}'],
  ['json_each(\'{"f1": [1], "f4": null}\')', '{"(f1,[1])","(f4,null)"}'],
  ['json_each_text(\'{"f4": null, "f6": "stringy"}\')', '{"(f4,)","(f6,stringy)"}'],
  ['to_jsonb(\'{"__proto__": 1, "constructor": 2}\'::json)', '{"__proto__": 1, "constructor": 2}'],
  ["json_object('{__proto__, x}'::text[])", '{"__proto__": "x"}']
];

const FAILURES: readonly (readonly [call: string, code: string])[] = [
  ["json_build_object('a')", '22023'],
  ['json_build_object(NULL, 2)', '22004'],
  ["json_build_object('{1,2}'::int[], 3)", '22023'],
  ["json_object('{a,b,c}'::text[])", '2202E'],
  ["json_object('{a,b}'::text[], '{1}'::text[])", '2202E'],
  ['json_array_length(\'{"a": 1}\')', '22023'],
  ["json_array_elements('1')", '22023'],
  ["json_object_keys('[1]')", '22023'],
  ["json_each('1')", '22023'],
  ["jsonb_set('1', '{a}'::string[], '2')", '22023'],
  ["jsonb_set('{}', ARRAY[NULL, 'a']::string[], '2')", '22004'],
  ["array_to_json('{1}'::int[], true)", '0A000'],
  ['json_populate_record((1, 2), \'{"a": 3}\')', '42804'],
  ['json_populate_record(1, \'{"a": 3}\')', '42804']
];

describe('functions on JSON', () => {
  it.each(RESULTS)('%s', (call, out) => {
    expect(evaluate(call)).toBe(out);
  });

  it.each(FAILURES)('%s fails with %s', (call, code) => {
    expect(codeOf(() => evaluate(call))).toBe(code);
  });
});
