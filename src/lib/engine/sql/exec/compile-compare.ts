import { unreachable } from '../../base/assert';
import type { Datum } from '../../base/datum';
import { comparisonTest } from '../plan/comparison';
import type { CompareOp, CompareScalar, DistinctScalar } from '../plan/scalar';
import { equalDatums } from '../types/compare';
import { compareStrings } from '../types/string-order';
import type { Family } from '../types/type';
import { located } from './compile-scalar';
import type { Compiler } from './compiler';
import type { Eval } from './frame';

/** Comparisons as closures; the common types have ways of their own, since filters spend their time here. */

/** Types whose values JavaScript's own `<` and `===` order and compare, numbers next to bigints included. */
const NATIVE: ReadonlySet<Family> = new Set<Family>([
  'int',
  'oid',
  'bool',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'enum'
]);
/** Types whose values are equal exactly when their texts are. */
const TEXTUAL: ReadonlySet<Family> = new Set<Family>(['string', 'uuid']);

export function compileCompare(scalar: CompareScalar, compiler: Compiler): Eval {
  const left = compiler.scalar(scalar.left);
  const right = compiler.scalar(scalar.right);
  const family = scalar.comparison.type?.family;
  if (family && NATIVE.has(family)) return compileNative(scalar.op, left, right);
  if (family && TEXTUAL.has(family)) return compileText(scalar.op, left, right);
  const test = comparisonTest(scalar.comparison, scalar.op);
  const { span } = scalar;
  return (frame) => {
    const a = left(frame);
    if (a === null) return null;
    const b = right(frame);
    if (b === null) return null;
    try {
      return test(a, b, frame.ctx);
    } catch (error) {
      throw located(error, span);
    }
  };
}

type Sides = (left: Eval, right: Eval) => Eval;

/** One closure for each operator: a shared one would ask for the operator row after row. */
const NATIVE_OPS: Readonly<Record<CompareOp, Sides>> = {
  '=': (left, right) => (frame) => {
    const a = left(frame);
    const b = right(frame);
    return a === null || b === null ? null : a === b;
  },
  '!=': (left, right) => (frame) => {
    const a = left(frame);
    const b = right(frame);
    return a === null || b === null ? null : a !== b;
  },
  '<': (left, right) => (frame) => {
    const a = left(frame);
    const b = right(frame);
    return a === null || b === null ? null : a < b;
  },
  '<=': (left, right) => (frame) => {
    const a = left(frame);
    const b = right(frame);
    return a === null || b === null ? null : a <= b;
  },
  '>': (left, right) => (frame) => {
    const a = left(frame);
    const b = right(frame);
    return a === null || b === null ? null : a > b;
  },
  '>=': (left, right) => (frame) => {
    const a = left(frame);
    const b = right(frame);
    return a === null || b === null ? null : a >= b;
  }
};

function compileNative(op: CompareOp, left: Eval, right: Eval): Eval {
  return NATIVE_OPS[op](left, right);
}

function compileText(op: CompareOp, left: Eval, right: Eval): Eval {
  if (op === '=' || op === '!=') return NATIVE_OPS[op](left, right);
  return (frame) => {
    const a = left(frame) as string | null;
    const b = right(frame) as string | null;
    return a === null || b === null ? null : orderHolds(op, compareStrings(a, b));
  };
}

function orderHolds(op: '<' | '<=' | '>' | '>=', order: number): boolean {
  switch (op) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return unreachable(op);
  }
}

export function compileDistinct(scalar: DistinctScalar, compiler: Compiler): Eval {
  const left = compiler.scalar(scalar.left);
  const right = compiler.scalar(scalar.right);
  const { comparison, not, span } = scalar;
  const { type } = comparison;
  return (frame) => {
    const a: Datum = left(frame);
    const b: Datum = right(frame);
    if (a === null || b === null) return (a === b) === not;
    try {
      // Of tuples, NULLs on both sides count as the same.
      const equal = type ? equalDatums(a, b, type) : comparison.equal(a, b, frame.ctx);
      return (equal === true) === not;
    } catch (error) {
      throw located(error, span);
    }
  };
}
