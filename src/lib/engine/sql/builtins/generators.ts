import type { Datum, Interval, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import * as lex from '../lex/keywords';
import { addMicros, isInfinite } from '../types/calendar';
import { sessionZone } from '../types/datetime';
import { addInterval } from '../types/datetime-math';
import { MAX_INT64, MIN_INT64 } from '../types/int';
import { compareIntervals, ZERO_INTERVAL } from '../types/interval';
import { isArray, isObject, printJson, type Json } from '../types/json';
import { jsonText, jsonTree } from '../types/operators';
import { UTC, type TimeZone } from '../types/time-zone';
import { INT, tupleOf, UNKNOWN, type SqlType } from '../types/type';
import type { EvalContext } from './context';
import { populate, recordType } from './json-record';
import { fn, generator, group, type OverloadSpec } from './overload';
import { splitByRegex } from './patterns';

/** Functions that give rows. Every row counts against the statement's budget, so that endless series end. */

type Rows = Iterable<readonly Datum[]>;
type Items = readonly Datum[];

/** One column of values. */
function* rowsOf(values: Iterable<Datum>, ctx: EvalContext): Rows {
  for (const value of values) {
    ctx.budget(1);
    yield [value];
  }
}

// --- Series. ---

function zeroStep(): SqlError {
  return new SqlError('22023', 'step cannot be 0');
}

/** @throws SqlError 22023 */
function* integers(start: WideInt, end: WideInt, step: WideInt, ctx: EvalContext): Rows {
  if (step === 0) throw zeroStep();
  for (
    let at: WideInt | undefined = start;
    at !== undefined && (step > 0 ? at <= end : at >= end);
    at = next(at, step)
  ) {
    ctx.budget(1);
    yield [at];
  }
}

/** The sum, or nothing where it is no INT. */
function next(at: WideInt, step: WideInt): WideInt | undefined {
  const sum = addMicros(at, step);
  return typeof sum === 'number' || (sum <= MAX_INT64 && sum >= MIN_INT64) ? sum : undefined;
}

/** @throws SqlError 22023 */
function* moments(start: WideInt, end: WideInt, step: Interval, zone: TimeZone, ctx: EvalContext): Rows {
  const direction = compareIntervals(step, ZERO_INTERVAL);
  if (direction === 0) throw zeroStep();
  for (let at = start; direction > 0 ? at <= end : at >= end; at = addInterval(at, step, zone)) {
    ctx.budget(1);
    yield [at];
    if (isInfinite(at)) return;
  }
}

// --- Arrays. ---

/** The items of an array; those that are tuples make columns of their elements. */
function* unnest(items: Items, type: SqlType | undefined, ctx: EvalContext): Rows {
  const elem = type?.family === 'array' ? type.elem : UNKNOWN;
  const isRow = elem.family === 'tuple';
  const width = isRow ? elem.elems.length : 1;
  for (const item of items) {
    ctx.budget(1);
    if (!isRow) yield [item];
    else yield item === null ? new Array<Datum>(width).fill(null) : (item as Items);
  }
}

/** Several arrays side by side; shorter ones are filled up with NULL. */
function* unnestTogether(arrays: readonly (Items | null)[], ctx: EvalContext): Rows {
  const length = arrays.reduce((most, items) => Math.max(most, items?.length ?? 0), 0);
  for (let i = 0; i < length; i++) {
    ctx.budget(1);
    yield arrays.map((items) => items?.[i] ?? null);
  }
}

/** The type of the items of an argument. @throws SqlError 42804 for a bare NULL, whose items could be of any type */
function itemType(type: SqlType): SqlType {
  if (type.family !== 'array') throw new SqlError('42804', 'could not determine polymorphic type');
  return type.elem;
}

function unnestedColumns(types: readonly SqlType[]): SqlType {
  return tupleOf(
    types.map(itemType),
    types.map(() => 'unnest')
  );
}

function* subscripts(items: Items, dimension: WideInt, reverse: boolean, ctx: EvalContext): Rows {
  const { length } = dimension === 1 ? items : [];
  for (let i = 1; i <= length; i++) {
    ctx.budget(1);
    yield [reverse ? length - i + 1 : i];
  }
}

// --- JSON. ---

/** @throws SqlError 22023 */
function itemsOf(datum: string): readonly Json[] {
  const json = jsonTree(datum);
  if (!isArray(json)) throw new SqlError('22023', 'cannot be called on a non-array');
  return json;
}

/** @throws SqlError 22023 */
function membersOf(datum: string, complaint: (kind: string) => string): ReadonlyMap<string, Json> {
  const json = jsonTree(datum);
  if (!isObject(json)) throw new SqlError('22023', complaint(isArray(json) ? 'an array' : 'a scalar'));
  return json;
}

function* members(datum: string, show: (json: Json) => Datum, ctx: EvalContext): Rows {
  for (const [name, value] of membersOf(datum, (kind) => `cannot deconstruct ${kind} as an object`)) {
    ctx.budget(1);
    yield [name, show(value)];
  }
}

/** Both names of a function: `json_` and `jsonb_`. */
const both = (name: string): string[] => [`json_${name}`, `jsonb_${name}`];

const elements = (result: string, show: (json: Json) => Datum): OverloadSpec =>
  generator(`(input: jsonb) -> {value: ${result}}`, ([val]: [string], ctx) =>
    rowsOf(itemsOf(val).map(show), ctx)
  );

const populated = (manyRows: boolean): OverloadSpec =>
  generator(
    '(base: any, from_json: jsonb) -> $1',
    function* ([base, text]: [Items | null, string | null], ctx, [type]): Rows {
      const record = recordType(type);
      if (text === null) {
        if (!manyRows) yield base ?? record.elems.map(() => null);
        return;
      }
      const json = jsonTree(text);
      if (manyRows && !isArray(json))
        throw new SqlError('22023', 'argument of json_populate_recordset must be an array');
      for (const each of manyRows ? (json as readonly Json[]) : [json]) {
        ctx.budget(1);
        yield populate(base, each, record, ctx.format);
      }
    },
    { nullable: true, volatility: 'stable', returns: ([type]) => recordType(type) }
  );

// --- Catalogs. ---

const KEYWORD_CLASSES: readonly (readonly [bit: number, code: string, meaning: string])[] = [
  [lex.CLASS_UNRESERVED, 'U', 'unreserved'],
  [lex.CLASS_COLUMN, 'C', 'unreserved (cannot be function or type name)'],
  [
    lex.CLASS_TYPE_FUNCTION | lex.CLASS_TYPE_FUNCTION_OR_TABLE,
    'T',
    'reserved (can be function or type name)'
  ],
  [lex.CLASS_RESERVED, 'R', 'reserved']
];

function* keywords(ctx: EvalContext): Rows {
  for (const [word, bits] of [...lex.KEYWORDS].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const found = KEYWORD_CLASSES.find(([bit]) => (bits & bit) !== 0);
    if (!found) continue;
    ctx.budget(1);
    yield [word.toLowerCase(), found[1], found[2]];
  }
}

/** `name=value`, split at the first sign. */
function* options(texts: readonly (string | null)[], ctx: EvalContext): Rows {
  for (const text of texts) {
    ctx.budget(1);
    if (text === null) continue;
    const at = text.indexOf('=');
    yield at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  }
}

export const GENERATORS = group('Set-returning', [
  fn('generate_series', 'Numbers or moments from a start to an end.', [
    generator('(start: int, end: int) -> int', ([start, end]: [WideInt, WideInt], ctx) =>
      integers(start, end, 1, ctx)
    ),
    generator(
      '(start: int, end: int, step: int) -> int',
      ([start, end, step]: [WideInt, WideInt, WideInt], ctx) => integers(start, end, step, ctx)
    ),
    generator(
      '(start: timestamp, end: timestamp, step: interval) -> timestamp',
      ([start, end, step]: [WideInt, WideInt, Interval], ctx) => moments(start, end, step, UTC, ctx)
    ),
    generator(
      '(start: timestamptz, end: timestamptz, step: interval) -> timestamptz',
      ([start, end, step]: [WideInt, WideInt, Interval], ctx) =>
        moments(start, end, step, sessionZone(ctx.format), ctx)
    )
  ]),
  fn('generate_subscripts', 'The numbers of the items of an array.', [
    generator('(array: any[]) -> int', ([items]: [Items], ctx) => subscripts(items, 1, false, ctx)),
    generator('(array: any[], dim: int) -> int', ([items, dim]: [Items, WideInt], ctx) =>
      subscripts(items, dim, false, ctx)
    ),
    generator(
      '(array: any[], dim: int, reverse: bool) -> int',
      ([items, dim, reverse]: [Items, WideInt, boolean], ctx) => subscripts(items, dim, reverse, ctx)
    )
  ]),
  fn('unnest', 'The items of an array, or of several side by side.', [
    generator('(input: any[]) -> any', ([items]: [Items], ctx, [type]) => unnest(items, type, ctx), {
      returns: ([type]) => itemType(type)
    }),
    generator(
      '(first: any[], second: any[], more: any[]...) -> any',
      (arrays: readonly (Items | null)[], ctx) => unnestTogether(arrays, ctx),
      {
        nullable: true,
        returns: unnestedColumns
      }
    )
  ]),
  fn('information_schema._pg_expandarray', 'The items of an array with their numbers.', [
    generator(
      '(input: any[]) -> any',
      function* ([items]: [Items], ctx): Rows {
        for (let i = 0; i < items.length; i++) {
          ctx.budget(1);
          yield [items[i], i + 1];
        }
      },
      { returns: (types) => tupleOf([itemType(types[0]), INT], ['x', 'n']) }
    )
  ]),
  fn('crdb_internal.unary_table', 'One row without columns.', [
    generator('() -> any', () => [[]], { returns: () => tupleOf([], []) })
  ]),
  fn(both('array_elements'), 'The items of a JSON array.', [elements('jsonb', printJson)]),
  fn(both('array_elements_text'), 'The items of a JSON array as texts.', [elements('string', jsonText)]),
  fn(both('object_keys'), 'The names of the members of a JSON object.', [
    generator('(input: jsonb) -> string', ([val]: [string], ctx) =>
      rowsOf(membersOf(val, (kind) => `cannot call json_object_keys on ${kind}`).keys(), ctx)
    )
  ]),
  fn(both('each'), 'The members of a JSON object.', [
    generator('(input: jsonb) -> {key: string, value: jsonb}', ([val]: [string], ctx) =>
      members(val, printJson, ctx)
    )
  ]),
  fn(both('each_text'), 'The members of a JSON object, values as texts.', [
    generator('(input: jsonb) -> {key: string, value: string}', ([val]: [string], ctx) =>
      members(val, jsonText, ctx)
    )
  ]),
  fn(both('populate_record'), 'A row with values from a JSON object.', [populated(false)]),
  fn(both('populate_recordset'), 'Rows with values from the objects of a JSON array.', [populated(true)]),
  fn('regexp_split_to_table', 'The texts between matches of a regular expression.', [
    generator('(string: string, pattern: string) -> string', ([text, pattern]: [string, string], ctx) =>
      rowsOf(splitByRegex(text, pattern, '', ctx), ctx)
    ),
    generator(
      '(string: string, pattern: string, flags: string) -> string',
      ([text, pattern, flags]: [string, string, string], ctx) =>
        rowsOf(splitByRegex(text, pattern, flags, ctx), ctx)
    )
  ]),
  fn('pg_get_keywords', 'The keywords of SQL.', [
    generator('() -> {word: string, catcode: string, catdesc: string}', (_, ctx) => keywords(ctx), {
      volatility: 'stable'
    })
  ]),
  fn('pg_options_to_table', 'Names and values of options.', [
    generator(
      '(options: string[]) -> {option_name: string, option_value: string}',
      ([texts]: [readonly (string | null)[]], ctx) => options(texts, ctx)
    )
  ])
]);
