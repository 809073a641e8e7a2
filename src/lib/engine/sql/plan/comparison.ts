import type { Datum, TimeTz, WideInt } from '../../base/datum';
import type { EvalContext } from '../builtins/context';
import { MICROS_PER_DAY } from '../types/calendar';
import { compareDatums, equalDatums } from '../types/compare';
import { currentOffset, sessionZone } from '../types/datetime';
import { decimalFromFloat, decimalFromInt } from '../types/decimal';
import { toUtc } from '../types/time-zone';
import { DECIMAL, equivalent, FLOAT, INT, TIMESTAMP, TIMESTAMPTZ, TIMETZ, type SqlType } from '../types/type';
import type { CompareOp } from './scalar';

/**
 * How values of two types compare by order. Operands are never NULL themselves; `null` comes out where a NULL inside a
 * tuple leaves the answer open.
 */
export interface Comparison {
  /** Set when both sides are values of this one type, so that keys and hash tables of it may be used. */
  readonly type: SqlType | undefined;
  order(left: Datum, right: Datum, ctx: EvalContext): number | null;
  equal(left: Datum, right: Datum, ctx: EvalContext): boolean | null;
}

/** The comparison of two types, or undefined when their values cannot be compared. */
export function comparisonOf(left: SqlType, right: SqlType): Comparison | undefined {
  if (left.family === 'tuple' && right.family === 'tuple') return tupleComparison(left.elems, right.elems);
  if (left.family === 'array' && right.family === 'array') {
    if (left.elem.family === 'unknown') return ofOneType(right);
    return right.elem.family === 'unknown' || equivalent(left, right) ? ofOneType(left) : undefined;
  }
  if (left.family === 'unknown') return ofOneType(right);
  if (right.family === 'unknown') return ofOneType(left);
  if (equivalent(left, right)) return ofOneType(left);
  return mixedComparison(left, right);
}

function ofOneType(type: SqlType): Comparison {
  return {
    type,
    order: (a, b) => compareDatums(a, b, type),
    equal: (a, b) => equalDatums(a, b, type)
  };
}

type Convert = (datum: Datum, ctx: EvalContext) => Datum;

const same: Convert = (datum) => datum;

/** Both sides are made values of one type first. */
function mixedComparison(left: SqlType, right: SqlType): Comparison | undefined {
  const common = commonOf(left, right);
  if (!common) return undefined;
  const [toLeft, toRight] = [conversion(left, common), conversion(right, common)];
  const order = (a: Datum, b: Datum, ctx: EvalContext) =>
    compareDatums(toLeft(a, ctx), toRight(b, ctx), common);
  return { type: undefined, order, equal: (a, b, ctx) => order(a, b, ctx) === 0 };
}

/** The type in which values of two different families compare. */
function commonOf(left: SqlType, right: SqlType): SqlType | undefined {
  for (const [families, type] of COMMON)
    if (families.has(left.family) && families.has(right.family)) return type;
  return undefined;
}

const COMMON: readonly (readonly [ReadonlySet<SqlType['family']>, SqlType])[] = [
  [new Set(['int', 'oid'] as const), INT],
  // An INT and a FLOAT compare by their exact values, as JavaScript compares numbers of both kinds.
  [new Set(['int', 'float'] as const), FLOAT],
  [new Set(['int', 'float', 'decimal'] as const), DECIMAL],
  [new Set(['date', 'timestamp'] as const), TIMESTAMP],
  [new Set(['date', 'timestamp', 'timestamptz'] as const), TIMESTAMPTZ],
  [new Set(['time', 'timetz'] as const), TIMETZ]
];

function conversion(from: SqlType, to: SqlType): Convert {
  if (from.family === to.family) return same;
  switch (to.family) {
    case 'decimal':
      return from.family === 'int'
        ? (d) => decimalFromInt(d as WideInt)
        : (d) => decimalFromFloat(d as number);
    case 'timestamp':
      return (d) => dateMicros(d as number);
    case 'timestamptz':
      return from.family === 'date'
        ? (d, ctx) => localMicros(dateMicros(d as number), ctx)
        : (d, ctx) => localMicros(d as WideInt, ctx);
    case 'timetz':
      return (d, ctx): TimeTz => ({ micros: d as number, offsetSeconds: currentOffset(ctx.format) });
    default:
      return same;
  }
}

function dateMicros(days: number): WideInt {
  if (!Number.isFinite(days)) return days;
  const micros = days * MICROS_PER_DAY;
  return Number.isSafeInteger(micros) ? micros : BigInt(days) * BigInt(MICROS_PER_DAY);
}

function localMicros(micros: WideInt, ctx: EvalContext): WideInt {
  return typeof micros === 'number' && !Number.isFinite(micros)
    ? micros
    : toUtc(sessionZone(ctx.format), micros);
}

/** Element by element; the first difference decides, a NULL before it leaves the order open. */
function tupleComparison(left: readonly SqlType[], right: readonly SqlType[]): Comparison | undefined {
  if (left.length !== right.length) return undefined;
  const parts = left.map((type, i) => comparisonOf(type, right[i]));
  if (!parts.every((part) => part !== undefined)) return undefined;
  const uniform = parts.every((part) => part.type !== undefined);
  return {
    type: uniform ? { family: 'tuple', elems: parts.map((part) => part.type!) } : undefined, // all are set
    order(a, b, ctx) {
      const [x, y] = [a as readonly Datum[], b as readonly Datum[]];
      for (let i = 0; i < parts.length; i++) {
        if (x[i] === null || y[i] === null) return null;
        const order = parts[i].order(x[i], y[i], ctx);
        if (order !== 0) return order;
      }
      return 0;
    },
    equal(a, b, ctx) {
      const [x, y] = [a as readonly Datum[], b as readonly Datum[]];
      let answer: boolean | null = true;
      for (let i = 0; i < parts.length; i++) {
        const equal = x[i] === null || y[i] === null ? null : parts[i].equal(x[i], y[i], ctx);
        if (equal === false) return false;
        if (equal === null) answer = null;
      }
      return answer;
    }
  };
}

/** Whether an order answers an operator. */
export function orderAnswers(op: CompareOp, order: number): boolean {
  switch (op) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** The test of an operator over two values that are not NULL. */
export function comparisonTest(comparison: Comparison, op: CompareOp) {
  return (left: Datum, right: Datum, ctx: EvalContext): boolean | null => {
    if (op === '=') return comparison.equal(left, right, ctx);
    if (op === '!=') {
      const equal = comparison.equal(left, right, ctx);
      return equal === null ? null : !equal;
    }
    const order = comparison.order(left, right, ctx);
    return order === null ? null : orderAnswers(op, order);
  };
}

/** `a < b` said from the other side: `b > a`. */
export const MIRRORED: Readonly<Record<CompareOp, CompareOp>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<='
};
