import { unreachable } from '../../base/assert';
import type { Datum } from '../../base/datum';
import { SqlError, type Span } from '../../base/errors';
import { hashKey } from '../types/compare';
import type {
  CallScalar,
  CaseScalar,
  ColumnScalar,
  IfErrorScalar,
  InScalar,
  IsScalar,
  QuantifiedScalar,
  Scalar,
  TupleScalar
} from '../plan/scalar';
import { compileCompare, compileDistinct } from './compile-compare';
import type { Compiler } from './compiler';
import { NULL_ROW, type Eval, type Frame } from './frame';

/** Expressions as closures over a frame. */
export function compileScalar(scalar: Scalar, compiler: Compiler): Eval {
  switch (scalar.kind) {
    case 'const': {
      const { value } = scalar;
      return () => value;
    }
    case 'literal': {
      const { index } = scalar;
      return (frame) => frame.literals[index];
    }
    case 'column':
      return compileColumn(scalar);
    case 'virtual': {
      const { register } = scalar;
      const expr = compiler.scalar(scalar.expr);
      return (frame) => (frame.rows[register] === NULL_ROW ? null : expr(frame));
    }
    case 'unary':
    case 'cast': {
      const operand = compiler.scalar(scalar.operand);
      const { fn, span } = scalar;
      return (frame) => {
        const value = operand(frame);
        if (value === null) return null;
        try {
          return fn(value, frame.ctx);
        } catch (error) {
          throw located(error, span);
        }
      };
    }
    case 'binary':
      return compileBinary(scalar, compiler);
    case 'compare':
      return compileCompare(scalar, compiler);
    case 'distinct':
      return compileDistinct(scalar, compiler);
    case 'and':
      return compileAnd(compiler.scalars(scalar.operands));
    case 'or':
      return compileOr(compiler.scalars(scalar.operands));
    case 'not': {
      const operand = compiler.scalar(scalar.operand);
      return (frame) => {
        const value = operand(frame);
        return value === null ? null : !value;
      };
    }
    case 'is':
      return compileIs(scalar, compiler);
    case 'in':
      return compileIn(scalar, compiler);
    case 'quantified':
      return compileQuantified(scalar, compiler);
    case 'call':
      return compileCall(scalar, compiler);
    case 'case':
      return compileCase(scalar, compiler);
    case 'coalesce': {
      const items = compiler.scalars(scalar.items);
      return (frame) => {
        for (const item of items) {
          const value = item(frame);
          if (value !== null) return value;
        }
        return null;
      };
    }
    case 'nullIf': {
      const left = compiler.scalar(scalar.left);
      const right = compiler.scalar(scalar.right);
      const { comparison } = scalar;
      return (frame) => {
        const value = left(frame);
        const other = right(frame);
        const equal = value !== null && other !== null && comparison.equal(value, other, frame.ctx) === true;
        return equal ? null : value;
      };
    }
    case 'ifError':
      return compileIfError(scalar, compiler);
    case 'tuple':
      return compileTuple(scalar, compiler);
    case 'field': {
      const operand = compiler.scalar(scalar.operand);
      const { index } = scalar;
      return (frame) => {
        const value = operand(frame) as readonly Datum[] | null;
        return value === null ? null : value[index];
      };
    }
    case 'array': {
      const items = compiler.scalars(scalar.items);
      return (frame) => items.map((item) => item(frame));
    }
    case 'subscript': {
      const operand = compiler.scalar(scalar.operand);
      const index = compiler.scalar(scalar.index);
      return (frame) => {
        const array = operand(frame) as readonly Datum[] | null;
        const at = index(frame) as number | null;
        return array === null || at === null ? null : (array[Number(at) - 1] ?? null);
      };
    }
    case 'subquery':
      return compiler.subquery(scalar);
    default:
      return unreachable(scalar);
  }
}

/** An error with the place of the expression that raised it. */
export function located(error: unknown, span: Span | undefined): unknown {
  return error instanceof SqlError ? error.at(span) : error;
}

function compileColumn({ register, slot }: ColumnScalar): Eval {
  // A row written before the column was added is shorter than the table is now.
  return (frame) => {
    const value = frame.rows[register][slot];
    return value === undefined ? null : value;
  };
}

function compileBinary(scalar: Scalar & { kind: 'binary' }, compiler: Compiler): Eval {
  const left = compiler.scalar(scalar.left);
  const right = compiler.scalar(scalar.right);
  const { fn, nullable, span } = scalar;
  return (frame) => {
    const a = left(frame);
    if (a === null && !nullable) return null;
    const b = right(frame);
    if (b === null && !nullable) return null;
    try {
      return fn(a, b, frame.ctx);
    } catch (error) {
      throw located(error, span);
    }
  };
}

/** False decides; else NULL is stronger than true. */
function compileAnd(operands: readonly Eval[]): Eval {
  return (frame) => {
    let answer: Datum = true;
    for (const operand of operands) {
      const value = operand(frame);
      if (value === false) return false;
      if (value === null) answer = null;
    }
    return answer;
  };
}

function compileOr(operands: readonly Eval[]): Eval {
  return (frame) => {
    let answer: Datum = false;
    for (const operand of operands) {
      const value = operand(frame);
      if (value === true) return true;
      if (value === null) answer = null;
    }
    return answer;
  };
}

function compileIs(scalar: IsScalar, compiler: Compiler): Eval {
  const operand = compiler.scalar(scalar.operand);
  const { not, test } = scalar;
  const allNull = (value: Datum) =>
    value === null || (value as readonly Datum[]).every((item) => item === null);
  const noneNull = (value: Datum) =>
    value !== null && (value as readonly Datum[]).every((item) => item !== null);
  switch (test) {
    case 'null':
      return not ? (frame) => operand(frame) !== null : (frame) => operand(frame) === null;
    case 'true':
      return (frame) => (operand(frame) === true) !== not;
    case 'false':
      return (frame) => (operand(frame) === false) !== not;
    case 'nan':
      return (frame) => {
        const value = operand(frame);
        return value === null ? null : (value === 'NaN' || Number.isNaN(value)) !== not;
      };
    case 'tuple null':
      return (frame) => allNull(operand(frame));
    case 'tuple not null':
      return (frame) => noneNull(operand(frame));
    default:
      return unreachable(test);
  }
}

/** Longer lists of values known beforehand are looked up in a set. */
const LONG_LIST = 8;

function compileIn(scalar: InScalar, compiler: Compiler): Eval {
  const left = compiler.scalar(scalar.left);
  const items = compiler.scalars(scalar.items);
  const { comparison, not } = scalar;
  const { type } = comparison;
  const isKnown = scalar.items.every((item) => item.kind === 'const' || item.kind === 'literal');
  if (type && type.family !== 'tuple' && isKnown && items.length > LONG_LIST) {
    const memo = compiler.newMemo();
    return (frame) => {
      const value = left(frame);
      if (value === null) return null;
      const set = (frame.memos[memo] ??= valueSet(items, frame, type)) as ValueSet;
      if (set.keys.has(hashKey(value, type))) return !not;
      return set.hasNull ? null : not;
    };
  }
  return (frame) => {
    const value = left(frame);
    if (value === null) return items.length === 0 ? not : null;
    let open = false;
    for (const item of items) {
      const other = item(frame);
      const equal = other === null ? null : comparison.equal(value, other, frame.ctx);
      if (equal === true) return !not;
      open ||= equal === null;
    }
    return open ? null : not;
  };
}

interface ValueSet {
  readonly keys: ReadonlySet<unknown>;
  readonly hasNull: boolean;
}

function valueSet(items: readonly Eval[], frame: Frame, type: Scalar['type']): ValueSet {
  const values = items.map((item) => item(frame));
  return {
    keys: new Set(values.filter((value) => value !== null).map((value) => hashKey(value, type))),
    hasNull: values.includes(null)
  };
}

function compileQuantified(scalar: QuantifiedScalar, compiler: Compiler): Eval {
  const left = compiler.scalar(scalar.left);
  const right = compiler.scalar(scalar.right);
  const { all, test } = scalar;
  return (frame) => {
    const members = right(frame) as readonly Datum[] | null;
    if (members === null) return null;
    const value = left(frame);
    let open = false;
    for (const member of members) {
      const answer = value === null || member === null ? null : test(value, member, frame.ctx);
      if (answer === !all) return !all;
      open ||= answer === null;
    }
    return open ? null : all;
  };
}

function compileCall(scalar: CallScalar, compiler: Compiler): Eval {
  const args = compiler.scalars(scalar.args);
  const { fn, nullable, span } = scalar;
  return (frame) => {
    const values = new Array<Datum>(args.length);
    for (let i = 0; i < args.length; i++) {
      const value = args[i](frame);
      if (value === null && !nullable) return null;
      values[i] = value;
    }
    try {
      return fn(values, frame.ctx);
    } catch (error) {
      throw located(error, span);
    }
  };
}

function compileCase(scalar: CaseScalar, compiler: Compiler): Eval {
  const whens = scalar.whens.map(({ when, then }) => ({
    when: compiler.scalar(when),
    then: compiler.scalar(then)
  }));
  const otherwise = compiler.scalar(scalar.otherwise);
  return (frame) => {
    for (const { when, then } of whens) if (when(frame) === true) return then(frame);
    return otherwise(frame);
  };
}

/** Errors of the run itself (budgets, a cancelled statement) are no errors of an expression. */
const UNCAUGHT: ReadonlySet<string> = new Set(['57014', '53200', '40001']);

function compileIfError(scalar: IfErrorScalar, compiler: Compiler): Eval {
  const operand = compiler.scalar(scalar.operand);
  const otherwise = scalar.otherwise && compiler.scalar(scalar.otherwise);
  const code = scalar.code && compiler.scalar(scalar.code);
  return (frame) => {
    try {
      const value = operand(frame);
      return otherwise ? value : false;
    } catch (error) {
      if (!(error instanceof SqlError) || UNCAUGHT.has(error.sqlstate)) throw error;
      if (code && code(frame) !== error.sqlstate) throw error;
      return otherwise ? otherwise(frame) : true;
    }
  };
}

function compileTuple({ items, register }: TupleScalar, compiler: Compiler): Eval {
  const evals = compiler.scalars(items);
  if (register === undefined) return (frame) => evals.map((item) => item(frame));
  return (frame) => (frame.rows[register] === NULL_ROW ? null : evals.map((item) => item(frame)));
}
