import { unreachable } from '../../base/assert';
import type { Datum } from '../../base/datum';
import { typeWord } from '../types/type-name';
import type { Scalar } from './scalar';
import { someScalar } from './walk';

/**
 * A text that is the same for expressions that are the same: how a select item is recognised as a grouping expression, or a
 * condition as an index's predicate. Literals count by value, so whoever relies on two texts being equal must not keep
 * the plan for other literals: see `hasLiteral`.
 */
export function scalarKey(scalar: Scalar): string {
  switch (scalar.kind) {
    case 'const':
    case 'literal':
      return `${typeWord(scalar.type)}:${datumKey(scalar.value)}`;
    case 'column':
      return `r${scalar.register}.${scalar.slot}`;
    case 'virtual':
      return scalarKey(scalar.expr);
    case 'unary':
      return `(${scalar.op} ${scalarKey(scalar.operand)})`;
    case 'binary':
    case 'compare':
      return `(${scalarKey(scalar.left)} ${scalar.op} ${scalarKey(scalar.right)})`;
    case 'distinct':
      return `(${scalarKey(scalar.left)} ${scalar.not ? 'is' : 'isnt'} ${scalarKey(scalar.right)})`;
    case 'and':
    case 'or':
      return `(${scalar.kind} ${keys(scalar.operands)})`;
    case 'not':
      return `(not ${scalarKey(scalar.operand)})`;
    case 'is':
      return `(${scalar.not ? 'not ' : ''}is ${scalar.test} ${scalarKey(scalar.operand)})`;
    case 'in':
      return `(${scalar.not ? 'not ' : ''}in ${scalarKey(scalar.left)} ${keys(scalar.items)})`;
    case 'quantified':
      return `(${scalar.op} ${scalar.all ? 'all' : 'any'} ${scalarKey(scalar.left)} ${scalarKey(scalar.right)})`;
    case 'call':
      return `${scalar.name}(${keys(scalar.args)})${typeWord(scalar.type)}`;
    case 'cast':
      return `(${scalarKey(scalar.operand)}::${typeWord(scalar.type)})`;
    case 'case': {
      const whens = scalar.whens.map(({ when, then }) => `${scalarKey(when)}:${scalarKey(then)}`);
      return `(case ${whens.join(' ')} ${scalarKey(scalar.otherwise)})`;
    }
    case 'coalesce':
      return `(coalesce ${keys(scalar.items)})`;
    case 'nullIf':
      return `(nullif ${scalarKey(scalar.left)} ${scalarKey(scalar.right)})`;
    case 'ifError':
      return `(iferror ${keys([scalar.operand, scalar.otherwise, scalar.code].filter((part) => part !== undefined))})`;
    case 'tuple':
      return `(tuple ${keys(scalar.items)})`;
    case 'field':
      return `(${scalarKey(scalar.operand)}).${scalar.index}`;
    case 'array':
      return `[${keys(scalar.items)}]${typeWord(scalar.type)}`;
    case 'subscript':
      return `${scalarKey(scalar.operand)}[${scalarKey(scalar.index)}]`;
    case 'subquery':
      // Every subquery is planned by itself, so two that look alike count as different.
      return `(query ${scalar.memo})`;
    default:
      return unreachable(scalar);
  }
}

function keys(scalars: readonly Scalar[]): string {
  return scalars.map(scalarKey).join(',');
}

function datumKey(value: Datum): string {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (value instanceof Uint8Array) return `\\x${[...value].join('.')}`;
  if (Array.isArray(value)) return `{${value.map(datumKey).join(',')}}`;
  return JSON.stringify(value);
}

/** Whether an expression's key depends on a literal of the statement's text. */
export function hasLiteral(scalar: Scalar): boolean {
  return someScalar(scalar, (node) => node.kind === 'literal');
}
