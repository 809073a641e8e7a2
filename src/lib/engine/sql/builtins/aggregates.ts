import type { Datum, Interval, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { combineBits } from '../types/bit';
import { concatBytes } from '../types/bytes-text';
import { addMicros } from '../types/calendar';
import { compareDatums } from '../types/compare';
import * as dec from '../types/decimal';
import { addInts, bitwiseInts, subtractInts } from '../types/int';
import {
  addIntervals,
  divideInterval,
  intervalFromFloat,
  intervalToFloat,
  subtractIntervals
} from '../types/interval';
import { typeWord } from '../types/type-name';
import type { SqlType } from '../types/type';
import type { EvalContext } from './context';
import { jsonOf, objectText } from './json-values';
import { aggregate, fn, group, type Aggregate, type OverloadSpec, type SlidingAggregate } from './overload';

/**
 * Functions of many rows. Most pass over NULLs and give NULL for no values at all. `finish` leaves the accumulator as it
 * is, since a window asks for the result so far again and again.
 */

/** The state of most: nothing yet, or a value so far. */
interface Held<V> {
  value: V | null;
}

/** Combines values two by two. */
function fold<V>(combine: (sum: V, value: V) => V, result: (sum: V) => Datum): Aggregate<Held<V>> {
  return {
    init: () => ({ value: null }),
    step(acc, args) {
      const arg = args[0];
      if (arg !== null) acc.value = acc.value === null ? (arg as V) : combine(acc.value, arg as V);
      return acc;
    },
    finish: (acc) => (acc.value === null ? null : result(acc.value))
  };
}

const same = (value: Datum) => value;

interface Counted<V> extends Held<V> {
  count: number;
}

/** How values of a type are added up, and taken off again. */
interface Sums<V> {
  add(sum: V, value: V): V;
  subtract(sum: V, value: V): V;
}

/**
 * A sum and how many values it has, both of which a frame that moves on takes its rows off from. What is left when the last
 * value has gone stays with the sum, as with CockroachDB: the digits of a DECIMAL, the rounding of a FLOAT.
 */
function running<V>(
  { add, subtract }: Sums<V>,
  result: (sum: V, count: number) => Datum
): Aggregate<Counted<V>> & SlidingAggregate<Counted<V>> {
  return {
    init: () => ({ value: null, count: 0 }),
    step(acc, args) {
      const arg = args[0];
      if (arg === null) return acc;
      acc.value = acc.value === null ? (arg as V) : add(acc.value, arg as V);
      acc.count += 1;
      return acc;
    },
    remove(acc, args) {
      const arg = args[0];
      if (arg === null) return acc;
      acc.value = subtract(acc.value!, arg as V); // what went had come before
      acc.count -= 1;
      return acc;
    },
    finish: (acc) => (acc.count === 0 ? null : result(acc.value!, acc.count)), // values have a sum
    inOrder: false
  };
}

/** A sum; over groups, which lose no rows, without the count. */
function summed<V>(sums: Sums<V>, result: (sum: V) => Datum): Aggregate<Held<V>> {
  return slidingBy(fold<V>(sums.add, result), running(sums, result));
}

function mean<V>(sums: Sums<V>, divide: (sum: V, count: number) => Datum): Aggregate<Counted<V>> {
  const counted = running(sums, divide);
  return slidingBy(counted, counted);
}

/** An aggregate with what to do over frames that lose rows. */
function slidingBy<Acc, Moving>(plain: Aggregate<Acc>, sliding: SlidingAggregate<Moving>): Aggregate<Acc> {
  return { ...plain, sliding: sliding as SlidingAggregate };
}

/** Whole numbers add up beyond the range of INT. */
const WIDE: Sums<WideInt> = {
  add: (a, b) => addMicros(a, b),
  subtract: (a, b) => addMicros(a, -b as WideInt)
};
const INTS: Sums<WideInt> = { add: addInts, subtract: subtractInts };
const DECIMALS: Sums<string> = {
  add: (a, b) => dec.addDecimals(a, b),
  subtract: (a, b) => dec.addDecimals(a, b, -1)
};
const FLOATS: Sums<number> = { add: (a, b) => a + b, subtract: (a, b) => a - b };
const INTERVALS: Sums<Interval> = { add: addIntervals, subtract: subtractIntervals };

function divideDecimal(sum: string, count: number): string {
  return dec.formatDecimal(dec.divide(dec.toDecimal(sum), dec.finite(BigInt(count), 0)));
}

function counter(takes: (args: readonly Datum[]) => boolean): Aggregate<{ count: number }> {
  const plain: Aggregate<{ count: number }> = {
    init: () => ({ count: 0 }),
    step(acc, args) {
      if (takes(args)) acc.count += 1;
      return acc;
    },
    finish: (acc) => acc.count
  };
  return slidingBy(plain, {
    ...plain,
    remove(acc, args) {
      if (takes(args)) acc.count -= 1;
      return acc;
    },
    inOrder: false
  });
}

/** A bare NULL could be of any type. @throws SqlError 42725 */
function refuseUntyped(name: string, type: SqlType): void {
  if (type.family === 'unknown') throw new SqlError('42725', `ambiguous call: ${name}(unknown)`);
}

/** The smallest or largest value. @throws SqlError 42883 for values without an order of their own */
function extreme(name: string, sign: 1 | -1): OverloadSpec {
  return aggregate('(val: any) -> $1', ([type]) => {
    if (type.family === 'array' || type.family === 'tuple') {
      throw new SqlError('42883', `unknown signature: ${name}(${typeWord(type)})`);
    }
    const isBetter = (a: Datum, b: Datum) => compareDatums(a, b, type) * sign > 0;
    return slidingBy(
      fold<Datum>((best, value) => (isBetter(value, best) ? value : best), same),
      bestOfFrame(isBetter)
    );
  });
}

/** The values of a frame that are or will be the best, each better than those behind it or as good. */
interface Contenders {
  readonly values: Datum[];
  /** By which number each came. */
  readonly numbers: number[];
  /** Where the best is; those before have gone. */
  first: number;
  came: number;
  went: number;
}

/** The best value of a frame: one that comes ends the hopes of those before it that are worse. */
function bestOfFrame(isBetter: (a: Datum, b: Datum) => boolean): SlidingAggregate<Contenders> {
  return {
    init: () => ({ values: [], numbers: [], first: 0, came: 0, went: 0 }),
    step(acc, [value]) {
      const { values, numbers } = acc;
      if (value !== null) {
        while (values.length > acc.first && isBetter(value, values[values.length - 1])) {
          values.pop();
          numbers.pop();
        }
        values.push(value);
        numbers.push(acc.came);
      }
      acc.came += 1;
      return acc;
    },
    remove(acc) {
      if (acc.first < acc.numbers.length && acc.numbers[acc.first] === acc.went) acc.first += 1;
      acc.went += 1;
      return acc;
    },
    finish: ({ values, first }) => (first < values.length ? values[first] : null),
    inOrder: true
  };
}

// --- Texts. ---

interface Joined {
  text: string | null;
}

/** Texts one after the other, each but the first behind its separator. */
const joiner: Aggregate<Joined> = {
  init: () => ({ text: null }),
  step(acc, [value, separator = null], ctx) {
    if (value === null) return acc;
    const added =
      acc.text === null ? (value as string) : ((separator as string | null) ?? '') + (value as string);
    ctx.memory(2 * added.length);
    acc.text = (acc.text ?? '') + added;
    return acc;
  },
  finish: (acc) => acc.text
};

interface JoinedBytes {
  parts: Uint8Array[] | null;
}

const bytesJoiner: Aggregate<JoinedBytes> = {
  init: () => ({ parts: null }),
  step(acc, [value, separator = null], ctx) {
    if (value === null) return acc;
    ctx.memory((value as Uint8Array).length);
    if (acc.parts === null) acc.parts = [];
    else if (separator !== null) acc.parts.push(separator as Uint8Array);
    acc.parts.push(value as Uint8Array);
    return acc;
  },
  finish: (acc) => acc.parts && acc.parts.reduce((all, part) => concatBytes(all, part), new Uint8Array())
};

// --- Collections. ---

interface Collected {
  items: Datum[] | null;
}

const collector: Aggregate<Collected> = {
  init: () => ({ items: null }),
  step(acc, [value], ctx) {
    ctx.memory(16);
    acc.items ??= [];
    acc.items.push(value);
    return acc;
  },
  // A copy: the next row of a window goes on adding.
  finish: (acc) => acc.items && [...acc.items]
};

const concatenator: Aggregate<Collected> = {
  init: () => ({ items: null }),
  step(acc, [value], ctx) {
    if (value === null) return acc;
    const added = value as readonly Datum[];
    ctx.memory(16 * added.length);
    acc.items ??= [];
    for (const item of added) acc.items.push(item);
    return acc;
  },
  finish: (acc) => acc.items && [...acc.items]
};

interface JsonItems {
  items: string[] | null;
}

function jsonCollector([type]: readonly SqlType[]): Aggregate<JsonItems> {
  const write = jsonOf(type);
  return {
    init: () => ({ items: null }),
    step(acc, [value], ctx) {
      const text = write(value, ctx);
      ctx.memory(2 * text.length);
      acc.items ??= [];
      acc.items.push(text);
      return acc;
    },
    finish: (acc) => acc.items && `[${acc.items.join(', ')}]`
  };
}

interface JsonMembers {
  members: Map<string, string> | null;
}

/** @throws SqlError 22004 for a NULL name */
function jsonObjectCollector([, type]: readonly SqlType[]): Aggregate<JsonMembers> {
  const write = jsonOf(type);
  return {
    init: () => ({ members: null }),
    step(acc, [name, value], ctx) {
      if (name === null) throw new SqlError('22004', 'field name must not be null');
      const text = write(value, ctx);
      ctx.memory(2 * ((name as string).length + text.length));
      acc.members ??= new Map();
      acc.members.set(name as string, text);
      return acc;
    },
    finish: (acc) => acc.members && objectText(acc.members)
  };
}

// --- Bits. ---

/** @throws SqlError 22023 for byte strings of different lengths */
function xorBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length !== b.length) {
    throw new SqlError('22023', `arguments to xor must all be the same length ${a.length} vs ${b.length}`);
  }
  return a.map((byte, i) => byte ^ b[i]);
}

const bitwise = (op: '&' | '|'): OverloadSpec[] => [
  aggregate('(val: int) -> int', () => fold<WideInt>((a, b) => bitwiseInts(op, a, b), same)),
  aggregate('(val: varbit) -> varbit', () => fold<string>((a, b) => combineBits(op, a, b), same))
];

/** How many of the values are the one that decides, and how many are not. */
interface Votes {
  deciding: number;
  others: number;
}

/** True or false as soon as one value is. */
function boolean(deciding: boolean): OverloadSpec[] {
  const vote = (acc: Votes, value: Datum, by: 1 | -1): Votes => {
    if (value === deciding) acc.deciding += by;
    else if (value !== null) acc.others += by;
    return acc;
  };
  const plain: Aggregate<Votes> = {
    init: () => ({ deciding: 0, others: 0 }),
    step: (acc, [value]) => vote(acc, value, 1),
    finish: (acc) => (acc.deciding > 0 ? deciding : acc.others > 0 ? !deciding : null)
  };
  const sliding: SlidingAggregate<Votes> = {
    ...plain,
    remove: (acc, [value]) => vote(acc, value, -1),
    inOrder: false
  };
  return [aggregate('(val: bool) -> bool', () => slidingBy(plain, sliding))];
}

const both = (name: string): string[] => [`json_${name}`, `jsonb_${name}`];

// --- Percentiles: the values come in order, behind the fractions that are asked for. ---

interface Ordered {
  fractions: Datum;
  values: Datum[];
}

/** @throws SqlError 22003 */
function checkFraction(fraction: number): number {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new SqlError('22003', `percentile value ${fraction} is not between 0 and 1`);
  }
  return fraction;
}

function percentile(
  pick: (values: readonly Datum[], fraction: number, ctx: EvalContext) => Datum
): Aggregate<Ordered> {
  return {
    init: () => ({ fractions: null, values: [] }),
    step(acc, [fractions, value], ctx) {
      acc.fractions = fractions;
      if (value === null) return acc;
      ctx.memory(16);
      acc.values.push(value);
      return acc;
    },
    finish({ fractions, values }, ctx) {
      if (fractions === null || values.length === 0) return null;
      const one = (fraction: Datum) =>
        fraction === null ? null : pick(values, checkFraction(fraction as number), ctx);
      return Array.isArray(fractions) ? fractions.map(one) : one(fractions);
    }
  };
}

/** The first value at or behind a fraction of them. */
const discrete = percentile(
  (values, fraction) => values[Math.max(0, Math.ceil(fraction * values.length) - 1)]
);

/** How much the rows below and above a fraction count. */
interface Weights {
  readonly low: number;
  readonly high: number;
}

/** Between the two values around a fraction. */
function continuous<V>(
  between: (low: V, high: V, weights: Weights) => Datum,
  read: (value: Datum) => V
): Aggregate<Ordered> {
  return percentile((values, fraction) => {
    // Rows count from 1, so that the weights are rounded as CockroachDB's are.
    const position = 1 + fraction * (values.length - 1);
    const low = Math.floor(position);
    const high = Math.ceil(position);
    return between(read(values[low - 1]), read(values[high - 1]), {
      low: high - position,
      high: position - low
    });
  });
}

// As CockroachDB weighs the two (percentileContAggregate), intervals as their seconds.
const betweenFloats = (low: number, high: number, weights: Weights) =>
  weights.high === 0 ? low : weights.low * low + weights.high * high;
const betweenIntervals = (low: Interval, high: Interval, weights: Weights): Interval =>
  weights.high === 0
    ? low
    : intervalFromFloat(betweenFloats(intervalToFloat(low), intervalToFloat(high), weights));

const orderedSet = { orderedSet: true } as const;

/** For one fraction and for several. */
function percentiles(type: string, result: string, of: () => Aggregate<Ordered>): OverloadSpec[] {
  return [
    aggregate(`(fraction: float, val: ${type}) -> ${result}`, of, orderedSet),
    aggregate(`(fractions: float[], val: ${type}) -> ${result}[]`, of, orderedSet)
  ];
}

export const AGGREGATES = group('Aggregate', [
  fn('count', 'How many values there are.', [
    aggregate('(val: any) -> int', () => counter(([arg]) => arg !== null))
  ]),
  fn('count_rows', 'How many rows there are.', [aggregate('() -> int', () => counter(() => true))]),
  fn('sum', 'The sum of the values; of integers it is a DECIMAL.', [
    aggregate('(val: int) -> decimal', () => summed(WIDE, dec.decimalFromInt)),
    aggregate('(val: float) -> float', () => summed(FLOATS, same)),
    aggregate('(val: decimal) -> decimal', () => summed(DECIMALS, same)),
    aggregate('(val: interval) -> interval', () => summed(INTERVALS, same))
  ]),
  fn('sum_int', 'The sum of the values as INT.', [aggregate('(val: int) -> int', () => summed(INTS, same))]),
  fn('avg', 'The mean of the values.', [
    aggregate('(val: int) -> decimal', () =>
      mean(WIDE, (sum, count) => divideDecimal(dec.decimalFromInt(sum), count))
    ),
    aggregate('(val: float) -> float', () => mean(FLOATS, (sum, count) => sum / count)),
    aggregate('(val: decimal) -> decimal', () => mean(DECIMALS, divideDecimal)),
    aggregate('(val: interval) -> interval', () => mean(INTERVALS, divideInterval))
  ]),
  fn('min', 'The smallest value.', [extreme('min', -1)]),
  fn('max', 'The largest value.', [extreme('max', 1)]),
  fn(['bool_and', 'every'], 'Whether all values are true.', boolean(false)),
  fn('bool_or', 'Whether any value is true.', boolean(true)),
  fn('bit_and', 'The bits that all values have.', bitwise('&')),
  fn('bit_or', 'The bits that any value has.', bitwise('|')),
  fn('xor_agg', 'The values combined by exclusive or.', [
    aggregate('(val: bytes) -> bytes', () => fold<Uint8Array>(xorBytes, same)),
    aggregate('(val: int) -> int', () => fold<WideInt>((a, b) => bitwiseInts('#', a, b), same))
  ]),
  fn('string_agg', 'The texts one after the other with separators.', [
    aggregate('(val: string, separator: string) -> string', () => joiner),
    aggregate('(val: bytes, separator: bytes) -> bytes', () => bytesJoiner)
  ]),
  fn('concat_agg', 'The texts one after the other.', [
    aggregate('(val: string) -> string', () => joiner),
    aggregate('(val: bytes) -> bytes', () => bytesJoiner)
  ]),
  fn('array_agg', 'The values as an array.', [
    aggregate('(val: any) -> $1[]', ([type]) => {
      refuseUntyped('array_agg', type);
      return collector;
    })
  ]),
  fn('array_cat_agg', 'The arrays one after the other.', [
    aggregate('(val: any[]) -> $1', () => concatenator)
  ]),
  fn(both('agg'), 'The values as a JSON array.', [
    aggregate('(val: any) -> jsonb', jsonCollector, { volatility: 'stable' })
  ]),
  fn(both('object_agg'), 'Names and values as a JSON object.', [
    aggregate('(key: string, val: any) -> jsonb', jsonObjectCollector, { volatility: 'stable' })
  ]),
  fn('any_not_null', 'Any value.', [
    aggregate('(val: any) -> $1', () => fold<Datum>((first) => first, same))
  ]),
  fn(
    'percentile_disc',
    'The first value at or behind a fraction of the ordered values.',
    percentiles('any', '$2', () => discrete)
  ),
  fn('percentile_cont', 'The value at a fraction of the ordered values, between two of them if need be.', [
    ...percentiles('float', 'float', () => continuous(betweenFloats, (value) => value as number)),
    ...percentiles('interval', 'interval', () => continuous(betweenIntervals, (value) => value as Interval)),
    // CockroachDB takes FLOAT and INTERVAL alone; PostgreSQL turns the other numbers into FLOAT, and so do we.
    ...percentiles('int', 'float', () => continuous(betweenFloats, Number)),
    ...percentiles('decimal', 'float', () => continuous(betweenFloats, Number))
  ])
]);
