import type { Datum, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { castToText } from '../types/cast';
import { equalDatums } from '../types/compare';
import { appendTo, prependTo } from '../types/operators';
import { equivalent, type SqlType } from '../types/type';
import { typeWord } from '../types/type-name';
import type { EvalContext } from './context';
import { bound, fn, group, scalar, type OverloadSpec } from './overload';

/** Functions on arrays. Arrays count from 1. */

type Items = readonly Datum[];

/** The type of the items of an argument that is an array, or of the item beside it where the array is a bare NULL. */
function elementType(types: readonly SqlType[]): SqlType {
  requireAlike(types);
  const array = types.find((type) => type.family === 'array');
  return array?.family === 'array' ? array.elem : types[types.length - 1];
}

/** Two items of which both or neither may be NULL. */
function same(a: Datum, b: Datum, type: SqlType): boolean {
  return a === null || b === null ? a === b : equalDatums(a, b, type);
}

/** The items of the array at a depth, the outermost having depth 1; undefined below the last. */
function atDepth(items: Items, depth: WideInt): Items | undefined {
  let level: Datum = items;
  for (let i = 1; i < depth; i++) {
    const [first]: Items = level as Items;
    if (!Array.isArray(first)) return undefined;
    level = first as Items;
  }
  return depth < 1 ? undefined : (level as Items);
}

/** Length or bound of a dimension; NULL where the array has none. */
const dimension = (measure: (items: Items) => number): OverloadSpec =>
  scalar('(input: any[], array_dimension: int) -> int', ([items, depth]: [Items, WideInt]) => {
    const level = atDepth(items, depth);
    return level === undefined || level.length === 0 ? null : measure(level);
  });

function countItems(items: Items): number {
  return items.reduce<number>((sum, item) => sum + (Array.isArray(item) ? countItems(item as Items) : 1), 0);
}

/** Text of all items, those of arrays inside too; NULLs are left out or replaced. */
function joinItems(
  items: Items,
  type: SqlType,
  separator: string,
  nullText: string | null,
  ctx: EvalContext
): string {
  const texts: string[] = [];
  let length = 0;
  const collect = (level: Items, elem: SqlType) => {
    for (const item of level) {
      if (item === null) {
        if (nullText !== null) texts.push(nullText);
      } else if (elem.family === 'array') collect(item as Items, elem.elem);
      else texts.push(castToText(item, elem, ctx.format));
      length += separator.length + (texts[texts.length - 1]?.length ?? 0);
    }
  };
  collect(items, type);
  ctx.memory(2 * length);
  return texts.join(separator);
}

/** The parts of a text: all of it without a separator between, each character where that is NULL. */
function splitText(text: string, separator: string | null, nullText: string | null, ctx: EvalContext): Items {
  if (text === '') return [];
  const parts = separator === null ? [...text] : separator === '' ? [text] : text.split(separator);
  ctx.memory(16 * parts.length);
  return nullText === null ? parts : parts.map((part) => (part === nullText ? null : part));
}

/** Position of an item from a place on, or null. @throws SqlError 22004 for a NULL place */
function positionOf(items: Items, wanted: Datum, type: SqlType, start: WideInt = 1): number | null {
  for (let i = Math.max(0, Number(start) - 1); i < items.length; i++)
    if (same(items[i], wanted, type)) return i + 1;
  return null;
}

const nullable = { nullable: true } as const;

export const ARRAYS = group('Array', [
  fn('array_append', 'The array with an item behind it.', [
    scalar(
      '(array: T[], elem: T) -> T[]',
      ([array, item]: [Items | null, Datum], ctx) => appendTo(array, item, ctx),
      {
        nullable: true,
        returns: arrayTypeOf
      }
    )
  ]),
  fn('array_prepend', 'The array with an item in front of it.', [
    scalar(
      '(elem: T, array: T[]) -> T[]',
      ([item, array]: [Datum, Items | null], ctx) => prependTo(array, item, ctx),
      {
        nullable: true,
        returns: arrayTypeOf
      }
    )
  ]),
  fn('array_cat', 'Two arrays one after the other.', [
    scalar(
      '(left: T[], right: T[]) -> T[]',
      ([left, right]: [Items | null, Items | null], ctx) => {
        if (left === null || right === null) return left ?? right;
        ctx.memory(8 * (left.length + right.length));
        return [...left, ...right];
      },
      { nullable: true, returns: arrayTypeOf }
    )
  ]),
  fn('array_remove', 'The array without all items equal to a value.', [
    bound(
      '(array: T[], elem: T) -> T[]',
      (types) => {
        const elem = elementType(types);
        return ([array, item]: [Items | null, Datum]) =>
          array && array.filter((each) => !same(each, item, elem));
      },
      { nullable: true, returns: arrayTypeOf }
    )
  ]),
  fn('array_replace', 'The array with all items equal to a value replaced.', [
    bound(
      '(array: T[], toreplace: T, replacewith: T) -> T[]',
      (types) => {
        const elem = elementType(types);
        return ([array, from, to]: [Items | null, Datum, Datum]) =>
          array && array.map((each) => (same(each, from, elem) ? to : each));
      },
      { nullable: true, returns: arrayTypeOf }
    )
  ]),
  fn('array_position', 'Where an item first stands in the array.', [
    bound(
      '(array: T[], elem: T) -> int',
      (types) => {
        const elem = elementType(types);
        return ([array, item]: [Items | null, Datum]) => array && positionOf(array, item, elem);
      },
      nullable
    ),
    bound(
      '(array: T[], elem: T, start: int) -> int',
      (types) => {
        const elem = elementType(types);
        return ([array, item, start]: [Items | null, Datum, WideInt | null]) => {
          if (start === null) throw new SqlError('22004', 'initial position must not be null');
          return array && positionOf(array, item, elem, start);
        };
      },
      nullable
    )
  ]),
  fn('array_positions', 'Where an item stands in the array.', [
    bound(
      '(array: T[], elem: T) -> int[]',
      (types) => {
        const elem = elementType(types);
        return ([array, item]: [Items | null, Datum]) =>
          array && array.flatMap((each, i) => (same(each, item, elem) ? [i + 1] : []));
      },
      nullable
    )
  ]),
  fn('array_length', 'How many items a dimension of the array has.', [dimension((items) => items.length)]),
  fn('array_lower', 'The number of the first item of a dimension.', [dimension(() => 1)]),
  fn('array_upper', 'The number of the last item of a dimension.', [dimension((items) => items.length)]),
  fn('cardinality', 'How many items the array has in all.', [
    scalar('(input: any[]) -> int', ([items]: [Items]) => countItems(items))
  ]),
  fn('array_to_string', 'The items of the array as one text.', [
    scalar(
      '(input: any[], delim: string) -> string',
      ([items, separator]: [Items, string], ctx, types) =>
        joinItems(items, elementType(types), separator, null, ctx),
      { volatility: 'stable' }
    ),
    scalar(
      '(input: any[], delimiter: string, null: string) -> string',
      ([items, separator, nullText]: [Items | null, string | null, string | null], ctx, types) =>
        items === null || separator === null
          ? null
          : joinItems(items, elementType(types), separator, nullText, ctx),
      { nullable: true, volatility: 'stable' }
    )
  ]),
  fn('string_to_array', 'The parts of a text between separators.', [
    scalar(
      '(str: string, delimiter: string) -> string[]',
      ([text, separator]: [string | null, string | null], ctx) =>
        text === null ? null : splitText(text, separator, null, ctx),
      nullable
    ),
    scalar(
      '(str: string, delimiter: string, null: string) -> string[]',
      ([text, separator, nullText]: [string | null, string | null, string | null], ctx) =>
        text === null ? null : splitText(text, separator, nullText, ctx),
      nullable
    )
  ])
]);

/** @throws SqlError 42804 for rows of different columns, which no array holds and nothing compares */
function requireAlike(types: readonly SqlType[]): void {
  const rows = types
    .map((type) => (type.family === 'array' ? type.elem : type))
    .filter((type) => type.family === 'tuple');
  for (const row of rows)
    if (!areAlike(rows[0].elems, row.elems))
      throw new SqlError('42804', `unsupported comparison: ${typeWord(rows[0])} to ${typeWord(row)}`);
}

function areAlike(a: readonly SqlType[], b: readonly SqlType[]): boolean {
  const isOpen = ({ family }: SqlType) => family === 'unknown';
  return (
    a.length === b.length && a.every((elem, i) => isOpen(elem) || isOpen(b[i]) || equivalent(elem, b[i]))
  );
}

/** The array's own type where it has one, so that enums and tuples keep theirs. */
function arrayTypeOf(types: readonly SqlType[]): SqlType {
  requireAlike(types);
  const array = types.find((type) => type.family === 'array' && type.elem.family !== 'unknown');
  if (array) return array;
  const elem = types.find((type) => type.family !== 'array' && type.family !== 'unknown');
  return { family: 'array', elem: elem ?? { family: 'unknown' } };
}
