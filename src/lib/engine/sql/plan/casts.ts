import type { Datum } from '../../base/datum';
import type { Span } from '../../base/errors';
import { SqlError } from '../../base/errors';
import { canCast, castRule } from '../types/cast-rules';
import { assignDatum, castDatum, fitDatum, notAssignable } from '../types/cast';
import { invalidCast } from '../types/type-errors';
import type { SessionFormat } from '../types/session-format';
import { sameType, type SqlType } from '../types/type';
import { nullConst, type Scalar } from './scalar';

/** Casts as expressions: written ones, those of assignments, and those that make two types one. */

/** `x::T`. @throws SqlError 42846 when there is no such cast */
export function explicitCast(operand: Scalar, type: SqlType, span: Span | undefined): Scalar {
  if (operand.type.family === 'unknown') return retyped(operand, type, span);
  const from = operand.type;
  const rule = castRule(from, type);
  if (!rule) throw invalidCast(from, type).at(span);
  if (sameType(from, type) && !(operand.kind === 'array' && leavesWidth(type))) return operand;
  return {
    kind: 'cast',
    type,
    span,
    operand,
    fn: (datum, ctx) => castDatum(datum, from, type, ctx.format),
    volatility: rule.volatility
  };
}

/**
 * A value on its way into a column: cast where an assignment may, held to the column's width and never cut.
 * @throws SqlError 42804 for a type that cannot be stored there; when run 22001, 22003 for values that do not fit
 */
export function assignmentCast(operand: Scalar, type: SqlType, column: string): Scalar {
  const from = operand.type;
  if (from.family === 'unknown') return retyped(operand, type, operand.span);
  if (!sameType(from, type) && !canCast(from, type, 'assignment')) {
    const { message, hint } = notAssignable(from, type);
    const named = message.replace(/ of the column$/, ` of column "${column}"`);
    throw new SqlError('42804', named, { hint, span: operand.span });
  }
  const change = assignmentChange(from, type);
  return change ? castNode(operand, type, (datum, ctx) => change(datum, ctx.format)) : operand;
}

/** What an assignment makes of a value that is not NULL, where one may be; undefined where it leaves it as it is. */
export function assignmentChange(
  from: SqlType,
  type: SqlType
): ((datum: Datum, format: SessionFormat) => Datum) | undefined {
  if (!sameType(from, type)) return (datum, format) => assignDatum(datum, from, type, format);
  return hasWidth(type) ? (datum, format) => fitDatum(datum, type, format) : undefined;
}

/** A value made one of another type without a word; undefined where that may not be. */
export function implicitCast(operand: Scalar, type: SqlType): Scalar | undefined {
  if (sameType(operand.type, type)) return operand;
  if (operand.type.family === 'unknown') return retyped(operand, type, operand.span);
  return canCast(operand.type, type, 'implicit') ? explicitCast(operand, type, operand.span) : undefined;
}

/** NULL of a type. Only NULLs have no type, but not all of them are constants: a CASE of NULLs is one. */
function retyped(operand: Scalar, type: SqlType, span: Span | undefined): Scalar {
  if (operand.kind === 'const') return nullConst(type, span);
  return { kind: 'cast', type, span, operand, fn: (datum) => datum, volatility: 'immutable' };
}

function castNode(operand: Scalar, type: SqlType, fn: (Scalar & { kind: 'cast' })['fn']): Scalar {
  const volatility = castRule(operand.type, type)?.volatility ?? 'immutable';
  return { kind: 'cast', type, span: operand.span, operand, fn, volatility };
}

/**
 * Whether the constants of `ARRAY[…]::T[]`, which take the cast's type, are not yet held to its width (tree/type_check.go, CastExpr). The
 * width of an integer is its type, and nothing looks at that.
 */
function leavesWidth(type: SqlType): boolean {
  return type.family === 'array' && type.elem.family !== 'int' && hasWidth(type.elem);
}

/** Whether values of a type are checked against more than its family. */
function hasWidth(type: SqlType): boolean {
  switch (type.family) {
    case 'float':
      return type.width === 32;
    case 'string':
    case 'collated':
    case 'bit':
      return type.width !== undefined;
    case 'decimal':
      return type.precision !== undefined;
    case 'int':
      return type.width !== 64;
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
    case 'interval':
      return type.precision !== undefined;
    case 'array':
      return hasWidth(type.elem);
    default:
      return false;
  }
}
