import { normalizeInt, type Datum } from '../../base/datum';
import { SqlError, type Span } from '../../base/errors';
import type { Expr, PlaceholderSlot } from '../ast/expr';
import { castDatum } from '../types/cast';
import { parseDecimal, parseDecimalText } from '../types/decimal';
import { parseFloat64, toFloatWidth } from '../types/float';
import { MAX_INT64, MIN_INT64 } from '../types/int';
import { parseDatum } from '../types/parse';
import type { SessionFormat } from '../types/session-format';
import {
  BYTES,
  DECIMAL,
  FLOAT,
  INT,
  STRING,
  UNKNOWN,
  unbounded,
  type Family,
  type SqlType
} from '../types/type';
import { requireUtf8 } from '../types/utf8';
import type { PlanContext } from './plan-context';
import type { Scalar } from './scalar';

/**
 * Untyped constants. A numeric or string literal has no type until its surroundings say which (docs "Constants"): `'…'`
 * compared with a DATE is a date. What operators make of literals is no constant (sem/tree/constant.go): each literal takes
 * its type from the operator, `1/3*3` is 0.99999999999999999999.
 */
export type Constant = NumberConstant | StringConstant | BytesConstant | PlaceholderConstant;

/** A numeric literal, perhaps with a minus sign in front. */
interface NumberConstant {
  readonly kind: 'number';
  readonly text: string;
  readonly negative: boolean;
  /** Written as an integer. */
  readonly whole: boolean;
  readonly lit: number;
  readonly span: Span;
}

interface StringConstant {
  readonly kind: 'string';
  readonly text: string;
  readonly lit: number;
  readonly span: Span;
}

/** `b'…'`: bytes unless a text, a UUID or a member of an enum is wanted, which the bytes are then read as. */
interface BytesConstant {
  readonly kind: 'bytes';
  readonly value: Uint8Array;
  readonly span: Span;
}

/** A placeholder that has no type yet: it takes the first that is wanted of it, and keeps it. */
interface PlaceholderConstant {
  readonly kind: 'placeholder';
  readonly index: number;
  readonly slot: PlaceholderSlot;
  readonly span: Span;
}

/** A number of more digits is taken for no integer, whatever they are. */
const WHOLE_DIGITS_MAX = 400;

/** The constant that an expression is, or undefined when it is none. */
export function constantOf(expr: Expr): Constant | undefined {
  switch (expr.kind) {
    case 'int':
    case 'decimal':
      return {
        kind: 'number',
        text: expr.text,
        negative: false,
        whole: expr.kind === 'int',
        lit: expr.lit,
        span: expr.span
      };
    case 'string':
      return { kind: 'string', text: expr.value, lit: expr.lit, span: expr.span };
    case 'bytes':
      return { kind: 'bytes', value: expr.value, span: expr.span };
    case 'placeholder':
      return expr.slot && !expr.slot.type
        ? { kind: 'placeholder', index: expr.index, slot: expr.slot, span: expr.span }
        : undefined;
    case 'paren':
      return constantOf(expr.operand);
    case 'unary': {
      if (expr.op !== '-') return undefined;
      const operand = constantOf(expr.operand);
      return operand?.kind === 'number'
        ? { ...operand, negative: !operand.negative, span: expr.span }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether a number is a 64-bit integer, however it is written. */
function fitsInt({ text, negative }: NumberConstant): boolean {
  const value = wholeOf(text);
  return value !== undefined && value <= (negative ? -MIN_INT64 : MAX_INT64);
}

/** True when the text alone says that the number is a 64-bit integer. */
function isShortWhole(constant: NumberConstant): boolean {
  return constant.whole && constant.text.length <= 18;
}

/** The type a constant has where nothing else is wanted; a placeholder has none. */
export function naturalType(constant: Constant): SqlType {
  if (constant.kind === 'string') return STRING;
  if (constant.kind === 'bytes') return BYTES;
  if (constant.kind === 'placeholder') return UNKNOWN;
  if (constant.kind === 'number' && isShortWhole(constant)) return INT;
  return constant.whole && fitsInt(constant) ? INT : DECIMAL;
}

/** Types of string constants besides STRING, the ones tried first in front. */
const STRING_FAMILIES: ReadonlySet<Family> = new Set<Family>([
  'string',
  'collated',
  'bytes',
  'bool',
  'int',
  'float',
  'decimal',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'interval',
  'uuid',
  'inet',
  'jsonb',
  'bit',
  'oid',
  'enum',
  'array',
  'tuple',
  'anytuple',
  'anyenum',
  'other',
  'void'
]);

/** What `b'…'` can be besides BYTES. */
const BYTES_FAMILIES: ReadonlySet<Family> = new Set<Family>(['bytes', 'string', 'uuid', 'enum']);

/** Whether a constant may take a type at all; its text may still turn out to be no such value. */
export function canBecome(constant: Constant, type: SqlType, context: PlanContext): boolean {
  if (constant.kind === 'string') return STRING_FAMILIES.has(type.family);
  if (constant.kind === 'placeholder') return type.family !== 'unknown' && type.family !== 'any';
  if (constant.kind === 'bytes') return BYTES_FAMILIES.has(type.family);
  switch (type.family) {
    case 'decimal':
    case 'float':
      return true;
    case 'int':
    case 'oid':
      if (constant.kind === 'number' && isShortWhole(constant)) return true;
      // Whether 1.0 is an integer is seen in its digits, so another literal of the same shape may be planned otherwise.
      context.cacheable = false;
      return fitsInt(constant);
    default:
      return false;
  }
}

/** The types a constant can have, by preference: for finding one that several constants share. */
export function possibleTypes(constant: Constant, context: PlanContext): readonly SqlType[] {
  if (constant.kind === 'string') return [STRING, BYTES, INT, FLOAT, DECIMAL];
  if (constant.kind === 'bytes') return [BYTES, STRING];
  if (constant.kind === 'placeholder') return [];
  const numeric = [DECIMAL, FLOAT];
  return naturalType(constant) === INT
    ? [INT, ...numeric]
    : canBecome(constant, INT, context)
      ? [...numeric, INT]
      : numeric;
}

/** The type that all of some constants can have and the first prefers most. */
export function commonType(all: readonly Constant[], context: PlanContext): SqlType | undefined {
  // Placeholders take what the others agree on.
  const constants = all.filter((constant) => constant.kind !== 'placeholder');
  if (constants.length === 0) return undefined;
  // Of a number and a string the number decides: '1' can be any number, 1 is never a string.
  const lead = constants.find((constant) => constant.kind !== 'string') ?? constants[0];
  const leads = constants.filter((constant) => constant.kind === lead.kind || constant.kind !== 'string');
  const types = leads.some((constant) => naturalType(constant) === DECIMAL)
    ? [DECIMAL, FLOAT]
    : possibleTypes(lead, context);
  return types.find((type) => constants.every((constant) => canBecome(constant, type, context)));
}

/**
 * A constant as a value of a type it can become. Widths are left to the cast or assignment around it.
 * @throws SqlError 22P02 and others when the text is no value of the type, 22003 for an INT out of range, 42P18 for a placeholder
 * of which nothing says what it is
 */
export function resolveConstant(constant: Constant, wanted: SqlType, context: PlanContext): Scalar {
  if (constant.kind === 'placeholder') return resolvePlaceholder(constant, wanted, context);
  if (constant.kind === 'bytes') return resolveBytes(constant, wanted, context);
  const type = constantType(constant, wanted);
  const span = context.at(constant.span);
  const { format } = context.session;
  try {
    const { lit } = constant;
    const bind = literalReader(constant, wanted);
    // What a name stands for depends on more than what plans are kept by.
    if (type.family === 'oid') context.cacheable = false;
    const value = bind(constant.text, format);
    if (context.foreign && isStable(type)) return boundLate(constant.text, type, bind);
    if (lit < 0 || context.foreign || !context.cacheable) return { kind: 'const', type, span, value };
    const index = context.literals.length;
    context.literals.push({
      lit,
      span: constant.span,
      bind,
      text: constant.text,
      value,
      stable: isStable(type)
    });
    return { kind: 'literal', type, span, index, value };
  } catch (error) {
    throw error instanceof SqlError ? error.at(span) : error;
  }
}

/** @throws SqlError 22021 for bytes that are no UTF-8 where a text is wanted, 22P02 for a UUID or an enum that they are not */
function resolveBytes({ value, span }: BytesConstant, wanted: SqlType, context: PlanContext): Scalar {
  const type = unbounded(wanted);
  const at = context.at(span);
  if (type.family === 'bytes') return { kind: 'const', type, span: at, value };
  try {
    const { format } = context.session;
    if (type.family === 'uuid')
      return { kind: 'const', type, span: at, value: castDatum(value, BYTES, type, format) };
    const text = requireUtf8(value);
    const datum = type.family === 'string' ? text : parseDatum(text, type, format);
    return { kind: 'const', type, span: at, value: datum };
  } catch (error) {
    throw error instanceof SqlError ? error.at(at) : error;
  }
}

/** The place of a value that EXECUTE will give, which NULL stands for until then. */
function resolvePlaceholder(
  { slot, index, span }: PlaceholderConstant,
  wanted: SqlType,
  context: PlanContext
): Scalar {
  if (wanted.family === 'unknown' || wanted.family === 'any') throw undeterminedPlaceholder(index, span);
  context.cacheable = false;
  slot.type = unbounded(wanted);
  return { kind: 'const', type: slot.type, span: context.at(span), value: null };
}

export function undeterminedPlaceholder(index: number, span?: Span): SqlError {
  return new SqlError('42P18', `could not determine data type of placeholder $${index}`, {
    span,
    hint: `say it: PREPARE name (type, …), or $${index}::type`
  });
}

/** Whether a constant's text is a value of a type it may become. It looks at the value, so the plan is not kept. */
export function isReadable(constant: Constant, type: SqlType, context: PlanContext): boolean {
  if (constant.kind !== 'string' || type.family === 'string') return true;
  context.cacheable = false;
  try {
    parseDatum(constant.text, looseType(type), context.session.format);
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

const LOOSE: ReadonlySet<Family> = new Set(['int', 'decimal', 'bit', 'array']);

/** Precisions of times round the value and so belong to its text; lengths are checked by whoever wants them. */
function looseType(type: SqlType): SqlType {
  return LOOSE.has(type.family) ? unbounded(type) : type;
}

/** CHAR(n), of whose values trailing blanks are no part. */
function isPadded(type: SqlType): boolean {
  return type.family === 'string' && (type.variant === 'char' || type.variant === 'bpchar');
}

const withoutPadding = (text: string): string => text.replace(/ +$/, '');
const sameText = (text: string): string => text;
const positiveInt = (text: string): number | bigint => intOf(text, false);
const negativeInt = (text: string): number | bigint => -intOf(text, true);

/** The type of a constant as a value of a type it can become. */
export function constantType({ kind }: Constant, wanted: SqlType): SqlType {
  return kind === 'string' && wanted.family !== 'string' ? looseType(wanted) : unbounded(wanted);
}

/** What turns the texts of a kind of literal into data of a type. */
export type LiteralReader = (text: string, format: SessionFormat) => Datum;

/** How a literal, and every other of its kind and sign, is read as a value of a type. */
export function literalReader(constant: NumberConstant | StringConstant, wanted: SqlType): LiteralReader {
  if (isPadded(wanted)) return withoutPadding;
  const type = constantType(constant, wanted);
  if (constant.kind === 'string') return type.family === 'string' ? sameText : textReader(type);
  if (type.family === 'int') return constant.negative ? negativeInt : positiveInt;
  return numberReader(constant.negative ? '-' : '', type);
}

function textReader(type: SqlType): LiteralReader {
  return (text, format) => parseDatum(text, type, format);
}

function numberReader(sign: '' | '-', type: SqlType): LiteralReader {
  switch (type.family) {
    case 'float':
      return (text) => floatOf(sign + text, type);
    case 'decimal':
      return (text) => decimalOf(sign + text);
    default:
      return (text, format) => parseDatum(sign + text, type, format);
  }
}

/** The digits of an integer, which may also be written `2.0` or `1e3`. */
function intOf(text: string, negative: boolean): number | bigint {
  if (text.length <= 15) {
    const short = Number(text);
    if (Number.isInteger(short)) return short;
  }
  const wide = wholeOf(text);
  if (wide === undefined || wide > (negative ? -MIN_INT64 : MAX_INT64))
    throw new SqlError('22003', 'numeric constant out of int64 range');
  return normalizeInt(wide);
}

/** The integer that digits stand for; undefined for one with a fraction, and for one far from 64 bits. */
function wholeOf(text: string): bigint | undefined {
  const d = text.length > WHOLE_DIGITS_MAX ? undefined : parseDecimal(text);
  if (!d || d.form !== 'finite' || d.exp < -WHOLE_DIGITS_MAX || d.exp > 20) return undefined;
  const { coeff, exp } = d;
  const scale = BigInt(`1${'0'.repeat(Math.abs(exp))}`);
  if (exp >= 0) return coeff * scale;
  return coeff % scale === 0n ? coeff / scale : undefined;
}

function floatOf(text: string, type: SqlType): number {
  const value = parseFloat64(text);
  if (value === undefined || !Number.isFinite(value))
    throw new SqlError('22003', 'float constant out of range');
  return type.family === 'float' ? toFloatWidth(value, type) : value;
}

function decimalOf(text: string): string {
  const value = parseDecimalText(text);
  if (value === undefined) throw new SqlError('22003', 'decimal constant out of range');
  return value;
}

/** Types whose text may mean something else at another time or in another session. */
function isStable(type: SqlType): boolean {
  switch (type.family) {
    case 'date':
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
    case 'oid':
      return true;
    case 'array':
      return isStable(type.elem);
    case 'tuple':
      return type.elems.some(isStable);
    default:
      return false;
  }
}

/** A constant of the catalog such as DEFAULT 'now': read anew by each execution. */
function boundLate(
  text: string,
  type: SqlType,
  bind: (text: string, format: SessionFormat) => Datum
): Scalar {
  return {
    kind: 'call',
    type,
    span: undefined,
    name: 'parse',
    args: [],
    fn: (_args, ctx) => bind(text, ctx.format),
    nullable: true,
    volatility: 'stable'
  };
}
