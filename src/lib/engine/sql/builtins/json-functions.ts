import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import {
  isArray,
  isObject,
  jsonTypeName,
  parseJson,
  prettyJson,
  printJson,
  quoteJson,
  type Json
} from '../types/json';
import * as ops from '../types/json-ops';
import { jsonText, jsonTree, pathSteps } from '../types/operators';
import type { SqlType } from '../types/type';
import type { EvalContext } from './context';
import { jsonOf, memberName, objectText } from './json-values';
import { bound, fn, group, scalar, type OverloadSpec } from './overload';

/** Functions on JSONB. */

type Path = readonly (string | null)[];

const print = (json: Json | undefined): string | null => (json === undefined ? null : printJson(json));

/** Both names of a function: `json_` and `jsonb_`. */
const both = (name: string): string[] => [`json_${name}`, `jsonb_${name}`];

/** What a path of arguments leads to. */
function extracted(args: readonly Datum[]): Json | undefined {
  return ops.atPath(jsonTree(args[0]), args.slice(1) as Path);
}

/** @throws SqlError 22023 */
function arrayLength(datum: string): number {
  const json = jsonTree(datum);
  if (isArray(json)) return json.length;
  throw new SqlError('22023', `cannot get array length of a ${isObject(json) ? 'non-array' : 'scalar'}`);
}

/** @throws SqlError 22023 for an odd number of arguments, 22004 for a NULL name */
function buildObject(
  args: readonly Datum[],
  types: readonly SqlType[],
  values: readonly ReturnType<typeof jsonOf>[],
  ctx: EvalContext
): string {
  if (args.length % 2 !== 0) throw new SqlError('22023', 'argument list must have even number of elements');
  const members = new Map<string, string>();
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i];
    if (name === null) throw new SqlError('22004', `argument ${i + 1} cannot be null`);
    members.set(memberName(name, types[i], ctx), values[i + 1](args[i + 1], ctx));
  }
  return measured(objectText(members), ctx);
}

function measured(text: string, ctx: EvalContext): string {
  ctx.memory(2 * text.length);
  return text;
}

const nullName = () => new SqlError('22004', 'null value not allowed for object key');
const text = (value: string | null) => (value === null ? 'null' : quoteJson(value));

/** @throws SqlError 2202E for an odd number of texts, 22004 for a NULL name */
function objectOfTexts(texts: Path): string {
  if (texts.length % 2 !== 0) throw new SqlError('2202E', 'array must have even number of elements');
  return objectOfPairs(
    texts.filter((_, i) => i % 2 === 0),
    texts.filter((_, i) => i % 2 === 1)
  );
}

/** @throws SqlError 2202E for arrays of different lengths, 22004 for a NULL name */
function objectOfPairs(names: Path, values: Path): string {
  if (names.length !== values.length) throw new SqlError('2202E', 'mismatched array dimensions');
  const members = new Map<string, string>();
  names.forEach((name, i) => {
    if (name === null) throw nullName();
    members.set(name, text(values[i]));
  });
  return objectText(members);
}

/** Strings as they are, other values as their JSON. @throws SqlError 22023 for what is no array */
function stringsOf(json: Json): (string | null)[] | null {
  if (json === null) return null;
  if (!isArray(json)) throw new SqlError('22023', 'input argument must be JSON array type');
  return json.map((item) => jsonText(item));
}

function isJson(input: string): boolean {
  try {
    parseJson(input);
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

const toJson = bound(
  '(val: any) -> jsonb',
  ([type]) => {
    const write = jsonOf(type);
    return ([value]: [Datum], ctx) => measured(write(value, ctx), ctx);
  },
  { volatility: 'stable' }
);

const arrayToJson: OverloadSpec[] = [
  bound(
    '(array: any[]) -> jsonb',
    ([type]) => {
      const write = jsonOf(type);
      return ([value]: [Datum], ctx) => measured(write(value, ctx), ctx);
    },
    { volatility: 'stable' }
  ),
  bound(
    '(array: any[], pretty_bool: bool) -> jsonb',
    ([type]) => {
      const write = jsonOf(type);
      return ([value, pretty]: [Datum, boolean], ctx) => {
        if (pretty) throw new SqlError('0A000', 'pretty printing is not supported');
        return measured(write(value, ctx), ctx);
      };
    },
    { volatility: 'stable' }
  )
];

const setters: OverloadSpec[] = [
  scalar('(val: jsonb, path: string[], to: jsonb) -> jsonb', ([val, path, to]: [string, Path, string]) =>
    printJson(ops.setPath(jsonTree(val), pathSteps(path), parseJson(to), true))
  ),
  scalar(
    '(val: jsonb, path: string[], to: jsonb, create_missing: bool) -> jsonb',
    ([val, path, to, create]: [string, Path, string, boolean]) =>
      printJson(ops.setPath(jsonTree(val), pathSteps(path), parseJson(to), create))
  )
];

export const JSON_FUNCTIONS = group('JSONB', [
  fn(['to_json', 'to_jsonb'], 'A value as JSON.', [toJson]),
  fn('row_to_json', 'A row as a JSON object.', [
    bound(
      '(row: anytuple) -> jsonb',
      ([type]) => {
        const write = jsonOf(type);
        return ([row]: [Datum], ctx) => measured(write(row, ctx), ctx);
      },
      { volatility: 'stable' }
    )
  ]),
  fn('array_to_json', 'An array as a JSON array.', arrayToJson),
  fn(both('build_array'), 'Its arguments as a JSON array.', [
    bound(
      '(args: any...) -> jsonb',
      (types) => {
        const values = types.map(jsonOf);
        return (args: readonly Datum[], ctx) =>
          measured(`[${args.map((arg, i) => values[i](arg, ctx)).join(', ')}]`, ctx);
      },
      { nullable: true, volatility: 'stable' }
    )
  ]),
  fn(both('build_object'), 'A JSON object of names and values in turn.', [
    bound(
      '(args: any...) -> jsonb',
      (types) => {
        const values = types.map(jsonOf);
        return (args: readonly Datum[], ctx) => buildObject(args, types, values, ctx);
      },
      { nullable: true, volatility: 'stable' }
    )
  ]),
  fn(both('object'), 'A JSON object of texts: names and values in turn, or in two arrays.', [
    scalar('(texts: string[]) -> jsonb', ([texts]: [Path]) => objectOfTexts(texts)),
    scalar('(keys: string[], values: string[]) -> jsonb', ([names, values]: [Path, Path]) =>
      objectOfPairs(names, values)
    )
  ]),
  fn(both('typeof'), 'What kind of JSON value it is.', [
    scalar('(val: jsonb) -> string', ([val]: [string]) => jsonTypeName(jsonTree(val)))
  ]),
  fn(both('array_length'), 'How many items a JSON array has.', [
    scalar('(json: jsonb) -> int', ([val]: [string]) => arrayLength(val))
  ]),
  fn(both('strip_nulls'), 'The value without members that are null.', [
    scalar('(from_json: jsonb) -> jsonb', ([val]: [string]) => printJson(ops.stripNulls(jsonTree(val))))
  ]),
  fn(both('extract_path'), 'The value at a path.', [
    scalar('(val: jsonb, path: string...) -> jsonb', (args: readonly Datum[]) => print(extracted(args)))
  ]),
  fn(both('extract_path_text'), 'The value at a path as text.', [
    scalar('(val: jsonb, path: string...) -> string', (args: readonly Datum[]) => jsonText(extracted(args)))
  ]),
  fn(both('set'), 'The value with the part at a path replaced or added.', setters),
  fn('jsonb_insert', 'The value with a part inserted at a path.', [
    scalar(
      '(target: jsonb, path: string[], new_val: jsonb) -> jsonb',
      ([val, path, value]: [string, Path, string]) =>
        printJson(ops.insertPath(jsonTree(val), pathSteps(path), parseJson(value), false))
    ),
    scalar(
      '(target: jsonb, path: string[], new_val: jsonb, insert_after: bool) -> jsonb',
      ([val, path, value, after]: [string, Path, string, boolean]) =>
        printJson(ops.insertPath(jsonTree(val), pathSteps(path), parseJson(value), after))
    )
  ]),
  fn('json_remove_path', 'The value without the part at a path.', [
    scalar('(val: jsonb, path: string[]) -> jsonb', ([val, path]: [string, Path]) =>
      printJson(ops.removePath(jsonTree(val), pathSteps(path)))
    )
  ]),
  fn('jsonb_pretty', 'The value with line breaks and indentation.', [
    scalar('(val: jsonb) -> string', ([val]: [string], ctx) => measured(prettyJson(jsonTree(val)), ctx))
  ]),
  fn('json_valid', 'Whether a text is JSON.', [
    scalar('(string: string) -> bool', ([input]: [string]) => isJson(input))
  ]),
  fn('jsonb_exists_any', 'Whether any of some texts is a name or item of the value.', [
    scalar('(json: jsonb, array: string[]) -> bool', ([val, keys]: [string, Path]) =>
      keys.some((key) => key !== null && ops.hasKey(jsonTree(val), key))
    )
  ]),
  fn('jsonb_array_to_string_array', 'The items of a JSON array as texts.', [
    scalar(
      '(input: jsonb) -> string[]',
      ([val]: [string | null]) => (val === null ? [] : stringsOf(jsonTree(val))),
      { nullable: true }
    )
  ])
]);
