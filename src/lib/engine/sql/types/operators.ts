import type { Datum, Interval, TimeTz, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { EvalContext } from '../builtins/context';
import { combineBits, complementBits, shiftBits } from './bit';
import { concatBytes } from './bytes-text';
import { MICROS_PER_SECOND } from './calendar';
import { castToText } from './cast';
import { equalDatums } from './compare';
import { sessionZone } from './datetime';
import * as when from './datetime-math';
import * as dec from './decimal';
import { cbrtDecimal, powerDecimals, sqrtDecimal, zeroToNegative } from './decimal-math';
import { cbrt, pow } from './double-double';
import * as inet from './inet';
import * as int from './int';
import * as iv from './interval';
import { parseJson, printJson, type Json } from './json';
import * as jops from './json-ops';
import { makeLike, type TextTest } from './like';
import { matchesRegex, matchesSimilar } from './regex';
import { divisionByZero } from './type-errors';
import { trigramSimilarity } from './trigram';
import * as T from './type';
import { typeWord } from './type-name';
import type { SqlType } from './type';

/**
 * The operators of SQL on values: which types each takes, what it gives, and how (CockroachDB's eval.go). Comparisons by
 * order are in `comparison.ts`.
 */

export type Volatility = 'leakproof' | 'immutable' | 'stable' | 'volatile';

/** What an operator needs besides its operands. */
export type OperatorContext = Pick<EvalContext, 'format' | 'budget' | 'memory'>;

export interface UnaryOverload {
  readonly op: UnaryOp;
  readonly operand: SqlType;
  readonly result: SqlType;
  readonly volatility: Volatility;
  readonly fn: (operand: Datum, ctx: OperatorContext) => Datum;
}

export type UnaryOp = '+' | '-' | '~' | '|/' | '||/';

export interface BinaryOverload {
  readonly op: BinaryOp;
  readonly left: SqlType;
  readonly right: SqlType;
  readonly result: SqlType;
  readonly volatility: Volatility;
  /** True when the operator is called with NULLs; otherwise a NULL operand makes the result NULL. */
  readonly nullable: boolean;
  readonly fn: (left: Datum, right: Datum, ctx: OperatorContext) => Datum;
}

/** The operators of this table as written; `!~` and NOT LIKE are these with a NOT around them. */
export type BinaryOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | '//'
  | '%'
  | '^'
  | '||'
  | '&'
  | '|'
  | '#'
  | '<<'
  | '>>'
  | '<<='
  | '>>='
  | '&&'
  | '@>'
  | '<@'
  | '->'
  | '->>'
  | '#>'
  | '#>>'
  | '#-'
  | '?'
  | '?|'
  | '?&'
  | 'like'
  | 'ilike'
  | 'similar'
  | '~'
  | '~*';

type Fn = BinaryOverload['fn'];

const STRINGS = T.arrayOf(T.STRING);
const binaries: BinaryOverload[] = [];

function binary(
  op: BinaryOp,
  left: SqlType,
  right: SqlType,
  result: SqlType,
  fn: Fn,
  volatility: Volatility = 'immutable'
): void {
  binaries.push({ op, left, right, result, volatility, nullable: false, fn });
}

/** The same operator with its operands in the other order. */
function both(
  op: BinaryOp,
  left: SqlType,
  right: SqlType,
  result: SqlType,
  fn: Fn,
  volatility?: Volatility
): void {
  binary(op, left, right, result, fn, volatility);
  binary(op, right, left, result, (a, b, ctx) => fn(b, a, ctx), volatility);
}

const asText = (datum: Datum) => (typeof datum === 'string' ? datum : String(datum));
const asInterval = (datum: Datum) => datum as Interval;
const asMicros = (datum: Datum) => datum as WideInt;

// --- Numbers. ---

type DecimalFn = (a: string, b: string) => string;

/** An operator on decimals that also takes an integer on either side. */
function onDecimals(op: BinaryOp, fn: DecimalFn): void {
  const call: Fn = (a, b) => fn(asText(a), asText(b));
  binary(op, T.DECIMAL, T.DECIMAL, T.DECIMAL, call);
  binary(op, T.DECIMAL, T.INT, T.DECIMAL, call);
  binary(op, T.INT, T.DECIMAL, T.DECIMAL, call);
}

/** Arithmetic on the parts of decimals, from text to text. */
const parts =
  (fn: (a: dec.Decimal, b: dec.Decimal) => dec.Decimal): DecimalFn =>
  (a, b) =>
    dec.formatDecimal(fn(dec.toDecimal(a), dec.toDecimal(b)));

function onInts(op: BinaryOp, fn: (a: WideInt, b: WideInt) => WideInt): void {
  binary(op, T.INT, T.INT, T.INT, (a, b) => fn(a as WideInt, b as WideInt));
}

function onFloats(op: BinaryOp, fn: (a: number, b: number) => number): void {
  binary(op, T.FLOAT, T.FLOAT, T.FLOAT, (a, b) => fn(a as number, b as number));
}

onInts('+', int.addInts);
onInts('-', int.subtractInts);
onInts('*', int.multiplyInts);
onInts('//', int.divideInts);
onInts('%', int.remainderInts);
onInts('^', integerPower);
onInts('&', (a, b) => int.bitwiseInts('&', a, b));
onInts('|', (a, b) => int.bitwiseInts('|', a, b));
onInts('#', (a, b) => int.bitwiseInts('#', a, b));
onInts('<<', (a, b) => int.shiftInt(a, shiftWidth(b), true));
onInts('>>', (a, b) => int.shiftInt(a, shiftWidth(b), false));

onFloats('+', (a, b) => a + b);
onFloats('-', (a, b) => a - b);
onFloats('*', (a, b) => a * b);
onFloats('/', (a, b) => a / nonZero(b));
onFloats('//', (a, b) => Math.trunc(a / nonZero(b)));
onFloats('%', (a, b) => a % nonZero(b));
onFloats('^', pow);

onDecimals('+', dec.addDecimals);
onDecimals('-', (a, b) => dec.addDecimals(a, b, -1));
onDecimals('*', dec.multiplyDecimals);
onDecimals('/', parts(dec.divide));
onDecimals('//', parts(dec.divideInteger));
onDecimals('%', parts(dec.remainder));
onDecimals('^', powerDecimals);
// 7 / 2 is 3.5: division of integers leaves them.
binary('/', T.INT, T.INT, T.DECIMAL, (a, b) => parts(dec.divide)(asText(a), asText(b)));

function nonZero(divisor: number): number {
  if (divisor === 0) throw divisionByZero();
  return divisor;
}

/** @throws SqlError 22023 */
function shiftWidth(by: WideInt): number {
  if (by < 0 || by >= 64) throw new SqlError('22023', 'shift argument out of range');
  return Number(by);
}

/**
 * CockroachDB goes through DECIMAL here, so that a negative power is out of range.
 * @throws SqlError 22003, and 2201F for a negative power of zero
 */
export function integerPower(base: WideInt, exponent: WideInt): WideInt {
  if (exponent >= 0) return int.powerInts(base, exponent);
  if (base === 0) throw zeroToNegative();
  if (base === 1) return 1;
  if (base === -1 && exponent < 0) return int.powerInts(-1, -BigInt(exponent));
  throw new SqlError('22003', 'integer out of range');
}

// --- Dates, times and intervals. ---

const shift = (sign: 1 | -1) => (a: Datum, b: Datum) =>
  when.addDays(a as number, sign === 1 ? (b as WideInt) : int.negateInt(b as WideInt));

both('+', T.DATE, T.INT, T.DATE, shift(1));
binary('-', T.DATE, T.INT, T.DATE, shift(-1));
binary('-', T.DATE, T.DATE, T.INT, (a, b) => when.dateDifference(a as number, b as number));
both('+', T.DATE, T.TIME, T.TIMESTAMP, (a, b) => when.dateAtTime(a as number, b as number));
both('+', T.DATE, T.TIMETZ, T.TIMESTAMPTZ, (a, b) => {
  const { micros, offsetSeconds } = b as TimeTz;
  return when.dateAtTime(a as number, micros - offsetSeconds * MICROS_PER_SECOND);
});
binary('-', T.DATE, T.TIME, T.TIMESTAMP, (a, b) => when.dateAtTime(a as number, -(b as number)));
both('+', T.DATE, T.INTERVAL, T.TIMESTAMP, (a, b) =>
  when.addInterval(when.dateToMicros(a as number), asInterval(b))
);
binary('-', T.DATE, T.INTERVAL, T.TIMESTAMP, (a, b) =>
  when.addInterval(when.dateToMicros(a as number), when.negate(asInterval(b)))
);
both('+', T.TIME, T.INTERVAL, T.TIME, (a, b) => when.addToTime(a as number, asInterval(b)));
binary('-', T.TIME, T.INTERVAL, T.TIME, (a, b) => when.addToTime(a as number, when.negate(asInterval(b))));
binary('-', T.TIME, T.TIME, T.INTERVAL, (a, b) => iv.makeInterval(0, 0, (a as number) - (b as number)));
both('+', T.TIMETZ, T.INTERVAL, T.TIMETZ, (a, b) => when.addToTimeTz(a as TimeTz, asInterval(b)));
binary('-', T.TIMETZ, T.INTERVAL, T.TIMETZ, (a, b) =>
  when.addToTimeTz(a as TimeTz, when.negate(asInterval(b)))
);
both('+', T.TIMESTAMP, T.INTERVAL, T.TIMESTAMP, (a, b) => when.addInterval(asMicros(a), asInterval(b)));
binary('-', T.TIMESTAMP, T.INTERVAL, T.TIMESTAMP, (a, b) =>
  when.addInterval(asMicros(a), when.negate(asInterval(b)))
);
both(
  '+',
  T.TIMESTAMPTZ,
  T.INTERVAL,
  T.TIMESTAMPTZ,
  (a, b, ctx) => when.addInterval(asMicros(a), asInterval(b), sessionZone(ctx.format)),
  'stable'
);
binary(
  '-',
  T.TIMESTAMPTZ,
  T.INTERVAL,
  T.TIMESTAMPTZ,
  (a, b, ctx) => when.addInterval(asMicros(a), when.negate(asInterval(b)), sessionZone(ctx.format)),
  'stable'
);
binary('-', T.TIMESTAMP, T.TIMESTAMP, T.INTERVAL, (a, b) =>
  when.timestampDifference(asMicros(a), asMicros(b))
);
binary('-', T.TIMESTAMPTZ, T.TIMESTAMPTZ, T.INTERVAL, (a, b) =>
  when.timestampDifference(asMicros(a), asMicros(b))
);
binary(
  '-',
  T.TIMESTAMP,
  T.TIMESTAMPTZ,
  T.INTERVAL,
  (a, b, ctx) =>
    when.timestampDifference(asMicros(a), when.clockReading(asMicros(b), sessionZone(ctx.format))),
  'stable'
);
binary(
  '-',
  T.TIMESTAMPTZ,
  T.TIMESTAMP,
  T.INTERVAL,
  (a, b, ctx) =>
    when.timestampDifference(when.clockReading(asMicros(a), sessionZone(ctx.format)), asMicros(b)),
  'stable'
);
binary('+', T.INTERVAL, T.INTERVAL, T.INTERVAL, (a, b) => iv.addIntervals(asInterval(a), asInterval(b)));
binary('-', T.INTERVAL, T.INTERVAL, T.INTERVAL, (a, b) => iv.subtractIntervals(asInterval(a), asInterval(b)));
both('*', T.INTERVAL, T.INT, T.INTERVAL, (a, b) => iv.multiplyInterval(asInterval(a), Number(b)));
both('*', T.INTERVAL, T.FLOAT, T.INTERVAL, (a, b) => iv.scaleInterval(asInterval(a), b as number));
both('*', T.INTERVAL, T.DECIMAL, T.INTERVAL, (a, b) =>
  iv.scaleInterval(asInterval(a), dec.decimalToFloat(asText(b)))
);
binary('/', T.INTERVAL, T.INT, T.INTERVAL, (a, b) => iv.divideInterval(asInterval(a), nonZero(Number(b))));
binary('/', T.INTERVAL, T.FLOAT, T.INTERVAL, (a, b) =>
  iv.divideInterval(asInterval(a), nonZero(b as number))
);

// --- Strings, bytes, bits, addresses. ---

/** @throws SqlError 53200 before a text is built that the statement may not have */
function joined(a: string, b: string, ctx: OperatorContext): string {
  if (a.length + b.length > 4096) ctx.memory(2 * (a.length + b.length));
  return a + b;
}

binary('||', T.STRING, T.STRING, T.STRING, (a, b, ctx) => joined(a as string, b as string, ctx));
binary('||', T.BYTES, T.BYTES, T.BYTES, (a, b, ctx) => {
  const [x, y] = [a as Uint8Array, b as Uint8Array];
  ctx.memory(x.length + y.length);
  return concatBytes(x, y);
});
binary('||', T.VARBIT, T.VARBIT, T.VARBIT, (a, b, ctx) => joined(a as string, b as string, ctx));
binary('%', T.STRING, T.STRING, T.BOOL, (a, b) => trigramSimilarity(a as string, b as string) >= 0.3);
for (const op of ['&', '|', '#'] as const) {
  binary(op, T.VARBIT, T.VARBIT, T.VARBIT, (a, b) => combineBits(op, a as string, b as string));
}
binary('<<', T.VARBIT, T.INT, T.VARBIT, (a, b) => shiftBits(a as string, Number(b)));
binary('>>', T.VARBIT, T.INT, T.VARBIT, (a, b) => shiftBits(a as string, -Number(b)));
binary('&', T.INET, T.INET, T.INET, (a, b) => inet.combineInets('&', a as string, b as string));
binary('|', T.INET, T.INET, T.INET, (a, b) => inet.combineInets('|', a as string, b as string));
both('+', T.INET, T.INT, T.INET, (a, b) => inet.addToInet(a as string, BigInt(b as WideInt)));
binary('-', T.INET, T.INT, T.INET, (a, b) => inet.addToInet(a as string, -BigInt(b as WideInt)));
binary('-', T.INET, T.INET, T.INT, (a, b) => int.checkedInt(inet.inetDistance(a as string, b as string)));
binary('>>', T.INET, T.INET, T.BOOL, (a, b) => inet.containsInet(a as string, b as string, false));
binary('<<', T.INET, T.INET, T.BOOL, (a, b) => inet.containsInet(b as string, a as string, false));
binary('>>=', T.INET, T.INET, T.BOOL, (a, b) => inet.containsInet(a as string, b as string, true));
binary('<<=', T.INET, T.INET, T.BOOL, (a, b) => inet.containsInet(b as string, a as string, true));
binary('&&', T.INET, T.INET, T.BOOL, (a, b) => inet.overlapInets(a as string, b as string));

// --- Patterns. ---

/** The test made last for each kind of pattern: a query asks for the same one row after row. */
function remembered(make: (pattern: string) => TextTest): (pattern: string) => TextTest {
  let pattern: string | undefined;
  let test: TextTest = () => false;
  return (wanted) => {
    if (wanted !== pattern) {
      test = make(wanted);
      pattern = wanted;
    }
    return test;
  };
}

const like = remembered((pattern) => makeLike(pattern));
const ilike = remembered((pattern) => makeLike(pattern, '\\', true));
binary('like', T.STRING, T.STRING, T.BOOL, (a, b) => like(b as string)(a as string), 'leakproof');
binary('ilike', T.STRING, T.STRING, T.BOOL, (a, b) => ilike(b as string)(a as string), 'leakproof');
binary('similar', T.STRING, T.STRING, T.BOOL, (a, b) => matchesSimilar(a as string, b as string));
binary('~', T.STRING, T.STRING, T.BOOL, (a, b) => matchesRegex(a as string, b as string, false));
binary('~*', T.STRING, T.STRING, T.BOOL, (a, b) => matchesRegex(a as string, b as string, true));

// --- JSONB. ---

/** The tree read last on each side: chains such as `j->'a'->'b'` and filters read the same text again and again. */
let treeText: string | undefined;
let tree: Json = null;

/** The tree of a JSONB datum; the one read last is kept. */
export function jsonTree(datum: Datum): Json {
  if (datum !== treeText) {
    tree = parseJson(datum as string);
    treeText = datum as string;
  }
  return tree;
}

const asJson = (json: Json | undefined) => (json === undefined ? null : printJson(json));

/** `->>` and `#>>`: strings without their quotes, JSON null as NULL. */
export function jsonText(json: Json | undefined): string | null {
  if (json === undefined || json === null) return null;
  return typeof json === 'string' ? json : printJson(json);
}

const path = (datum: Datum) => datum as readonly (string | null)[];
/** The steps of a path that must all be there. @throws SqlError 22004 */
export function pathSteps(steps: readonly (string | null)[]): string[] {
  return steps.map((step, i) => {
    if (step === null) throw new SqlError('22004', `path element at position ${i + 1} is null`);
    return step;
  });
}

/** Steps that are NULL are passed over when something is removed or asked for. */
const keys = (datum: Datum) => path(datum).filter((key) => key !== null);

binary('->', T.JSONB, T.STRING, T.JSONB, (a, b) => asJson(jops.memberOf(jsonTree(a), b as string)));
binary('->', T.JSONB, T.INT, T.JSONB, (a, b) => asJson(jops.itemOf(jsonTree(a), Number(b))));
binary('->>', T.JSONB, T.STRING, T.STRING, (a, b) => jsonText(jops.memberOf(jsonTree(a), b as string)));
binary('->>', T.JSONB, T.INT, T.STRING, (a, b) => jsonText(jops.itemOf(jsonTree(a), Number(b))));
binary('#>', T.JSONB, STRINGS, T.JSONB, (a, b) => asJson(jops.atPath(jsonTree(a), path(b))));
binary('#>>', T.JSONB, STRINGS, T.STRING, (a, b) => jsonText(jops.atPath(jsonTree(a), path(b))));
binary('#-', T.JSONB, STRINGS, T.JSONB, (a, b) =>
  printJson(jops.removePath(jsonTree(a), pathSteps(path(b))))
);
binary('-', T.JSONB, T.STRING, T.JSONB, (a, b) => printJson(jops.removeKey(jsonTree(a), b as string)));
binary('-', T.JSONB, T.INT, T.JSONB, (a, b) => printJson(jops.removeIndex(jsonTree(a), Number(b))));
binary('-', T.JSONB, STRINGS, T.JSONB, (a, b) => printJson(jops.removeKeys(jsonTree(a), keys(b))));
binary('||', T.JSONB, T.JSONB, T.JSONB, (a, b, ctx) => {
  ctx.memory(2 * ((a as string).length + (b as string).length));
  return printJson(jops.concatJson(parseJson(a as string), parseJson(b as string)));
});
binary('@>', T.JSONB, T.JSONB, T.BOOL, (a, b) =>
  jops.contains(parseJson(a as string), parseJson(b as string))
);
binary('<@', T.JSONB, T.JSONB, T.BOOL, (a, b) =>
  jops.contains(parseJson(b as string), parseJson(a as string))
);
binary('?', T.JSONB, T.STRING, T.BOOL, (a, b) => jops.hasKey(jsonTree(a), b as string));
binary('?|', T.JSONB, STRINGS, T.BOOL, (a, b) => keys(b).some((key) => jops.hasKey(jsonTree(a), key)));
binary('?&', T.JSONB, STRINGS, T.BOOL, (a, b) => keys(b).every((key) => jops.hasKey(jsonTree(a), key)));

// --- Looking operators up. ---

/** The key of a type's kind; undefined for kinds that need more than their family to tell them apart. */
function kind(type: SqlType): string | undefined {
  if (type.family === 'array') return equalsStrings(type) ? 'string[]' : undefined;
  return type.family === 'tuple' || type.family === 'enum' ? undefined : type.family;
}

function equalsStrings(type: T.ArrayType): boolean {
  return type.elem.family === 'string';
}

const byKinds = new Map<string, BinaryOverload>();
const byOp = new Map<BinaryOp, BinaryOverload[]>();
for (const overload of binaries) {
  byKinds.set(`${overload.op} ${kind(overload.left)} ${kind(overload.right)}`, overload);
  const list = byOp.get(overload.op);
  if (list) list.push(overload);
  else byOp.set(overload.op, [overload]);
}

/** All overloads of an operator on types with names of their own; arrays of any type come from `findBinary` alone. */
export function binaryOverloads(op: BinaryOp): readonly BinaryOverload[] {
  return byOp.get(op) ?? [];
}

/** The overload for operands of two types, or undefined when there is none. NULL's type matches no overload. */
export function findBinary(op: BinaryOp, left: SqlType, right: SqlType): BinaryOverload | undefined {
  const direct = byKinds.get(`${op} ${kind(left)} ${kind(right)}`);
  return (
    direct ?? arrayBinary(op, left, right) ?? textConcat(op, left, right) ?? collatedBinary(op, left, right)
  );
}

/** `||`, `@>`, `<@` and `&&` on arrays of any one type. */
function arrayBinary(op: BinaryOp, left: SqlType, right: SqlType): BinaryOverload | undefined {
  const array = left.family === 'array' ? left : right.family === 'array' ? right : undefined;
  if (!array) return undefined;
  const { elem } = array;
  const base = { op, left, right, volatility: 'immutable' as const };
  const isSet = left.family === 'array' && right.family === 'array' && T.equivalent(left, right);
  switch (op) {
    case '||':
      if (isSet) return { ...base, result: array, nullable: true, fn: concatArrays };
      if (left === array && T.equivalent(right, elem))
        return { ...base, result: array, nullable: true, fn: appendTo };
      if (right === array && T.equivalent(left, elem))
        return { ...base, result: array, nullable: true, fn: (a, b, ctx) => prependTo(b, a, ctx) };
      return undefined;
    case '@>':
      return isSet
        ? { ...base, result: T.BOOL, nullable: false, fn: (a, b) => containsArray(a, b, elem) }
        : undefined;
    case '<@':
      return isSet
        ? { ...base, result: T.BOOL, nullable: false, fn: (a, b) => containsArray(b, a, elem) }
        : undefined;
    case '&&':
      return isSet
        ? { ...base, result: T.BOOL, nullable: false, fn: (a, b) => overlapArrays(a, b, elem) }
        : undefined;
    default:
      return undefined;
  }
}

const items = (datum: Datum) => datum as readonly Datum[];

/** NULL and an array is the array. */
function concatArrays(a: Datum, b: Datum, ctx: OperatorContext): Datum {
  if (a === null || b === null) return a ?? b;
  ctx.memory(8 * (items(a).length + items(b).length));
  return [...items(a), ...items(b)];
}

/** The array with an element behind it, which may be NULL; a NULL array counts as empty. */
export function appendTo(array: Datum, item: Datum, ctx: OperatorContext): Datum {
  ctx.memory(8 * (array === null ? 1 : items(array).length + 1));
  return array === null ? [item] : [...items(array), item];
}

export function prependTo(array: Datum, item: Datum, ctx: OperatorContext): Datum {
  ctx.memory(8 * (array === null ? 1 : items(array).length + 1));
  return array === null ? [item] : [item, ...items(array)];
}

/** Every element of `b` is one of `a`; NULL is none of anything. */
function containsArray(a: Datum, b: Datum, elem: SqlType): boolean {
  return items(b).every(
    (wanted) => wanted !== null && items(a).some((item) => item !== null && equalDatums(item, wanted, elem))
  );
}

function overlapArrays(a: Datum, b: Datum, elem: SqlType): boolean {
  return items(b).some(
    (wanted) => wanted !== null && items(a).some((item) => item !== null && equalDatums(item, wanted, elem))
  );
}

/** A string joined with a value of another type, which becomes text first. */
function textConcat(op: BinaryOp, left: SqlType, right: SqlType): BinaryOverload | undefined {
  if (op !== '||' || (left.family !== 'string' && right.family !== 'string')) return undefined;
  const other = left.family === 'string' ? right : left;
  if (NO_TEXT.has(other.family)) return undefined;
  return {
    op,
    left,
    right,
    result: T.STRING,
    volatility: 'stable',
    nullable: false,
    fn: (a, b, ctx) => joined(castToText(a, left, ctx.format), castToText(b, right, ctx.format), ctx)
  };
}

/** Kinds that `||` does not turn into text by itself. */
const NO_TEXT: ReadonlySet<T.Family> = new Set([
  'array',
  'unknown',
  'any',
  'void',
  'bytes',
  'collated',
  'other'
] as const);

/**
 * Strings of one collation behave like strings in patterns and when they are joined. To LIKE, a letter is the same whether its accent is
 * a character of its own or not.
 * @throws SqlError 0A000 for LIKE where the collation holds different letters for equal
 */
function collatedBinary(op: BinaryOp, left: SqlType, right: SqlType): BinaryOverload | undefined {
  if (left.family !== 'collated' || !T.equivalent(left, right)) return undefined;
  const plain = byKinds.get(`${op} string string`);
  if (!plain) return undefined;
  const isLike = op === 'like' || op === 'ilike';
  if (isLike && /[-_]u[-_]ks[-_]level[12]$/i.test(left.locale))
    throw new SqlError('0A000', 'nondeterministic collations are not supported for LIKE', {
      hint: 'cast both sides to STRING'
    });
  const fn: BinaryOverload['fn'] = isLike
    ? (a, b, ctx) => plain.fn((a as string).normalize('NFC'), (b as string).normalize('NFC'), ctx)
    : plain.fn;
  return { ...plain, left, right, fn, result: plain.result.family === 'string' ? left : plain.result };
}

// --- Unary operators. ---

const unaries: UnaryOverload[] = [];

function unary(op: UnaryOp, operand: SqlType, result: SqlType, fn: UnaryOverload['fn']): void {
  unaries.push({ op, operand, result, volatility: 'immutable', fn });
}

for (const type of [T.INT, T.FLOAT, T.DECIMAL, T.INTERVAL]) unary('+', type, type, (a) => a);
unary('-', T.INT, T.INT, (a) => int.negateInt(a as WideInt));
unary('-', T.FLOAT, T.FLOAT, (a) => -(a as number));
unary('-', T.DECIMAL, T.DECIMAL, (a) => dec.formatDecimal(dec.negate(dec.toDecimal(a as string))));
unary('-', T.INTERVAL, T.INTERVAL, (a) => iv.negateInterval(asInterval(a)));
unary('~', T.INT, T.INT, (a) => int.complementInt(a as WideInt));
unary('~', T.VARBIT, T.VARBIT, (a) => complementBits(a as string));
unary('~', T.INET, T.INET, (a) => inet.complementInet(a as string));
unary('|/', T.FLOAT, T.FLOAT, (a) => sqrtFloat(a as number));
unary('|/', T.DECIMAL, T.DECIMAL, (a) => sqrtDecimal(a as string));
unary('||/', T.FLOAT, T.FLOAT, (a) => cbrt(a as number));
unary('||/', T.DECIMAL, T.DECIMAL, (a) => cbrtDecimal(a as string));

/** @throws SqlError 2201F below zero */
export function sqrtFloat(value: number): number {
  if (value < 0) throw new SqlError('2201F', 'cannot take square root of a negative number');
  return Math.sqrt(value);
}

/** The overload of a unary operator for an operand's type. Roots of integers are taken as FLOAT. */
export function findUnary(op: UnaryOp, operand: SqlType): UnaryOverload | undefined {
  const found = unaries.find((overload) => overload.op === op && overload.operand.family === operand.family);
  if (found || operand.family !== 'int' || (op !== '|/' && op !== '||/')) return found;
  const root = findUnary(op, T.FLOAT);
  return root && { ...root, operand: T.INT, fn: (a, ctx) => root.fn(Number(a), ctx) };
}

export function unaryOverloads(op: UnaryOp): readonly UnaryOverload[] {
  return unaries.filter((overload) => overload.op === op);
}

/** The error for operands that no overload takes. */
export function unsupportedBinary(op: string, left: SqlType, right: SqlType): SqlError {
  return new SqlError('22023', `unsupported binary operator: <${typeWord(left)}> ${op} <${typeWord(right)}>`);
}
