import { compareDatums } from '../types/compare';
import { MIRRORED } from './comparison';
import type { PlanContext } from './plan-context';
import type { CompareOp, CompareScalar, Scalar } from './scalar';
import { hasLiteral, scalarKey } from './scalar-key';
import { conjunctsOf } from './walk';

/**
 * Whether conditions make sure that a predicate holds: whether a partial index has all rows that a query wants. Sure means
 * seen at once; CockroachDB proves more.
 */
export function impliesPredicate(
  conditions: readonly Scalar[],
  predicate: Scalar,
  context: PlanContext
): boolean {
  return conjunctsOf(predicate).every((wanted) => {
    const proof = conditions.find((condition) => implies(condition, wanted));
    // The proof may rest on the value of a literal, so it holds for this text only.
    if (proof && hasLiteral(proof)) context.cacheable = false;
    return proof !== undefined;
  });
}

function implies(condition: Scalar, wanted: Scalar): boolean {
  if (scalarKey(condition) === scalarKey(wanted)) return true;
  if (wanted.kind === 'is' && wanted.test === 'null' && wanted.not)
    return rejectsNull(condition, scalarKey(wanted.operand));
  if (wanted.kind === 'or') return wanted.operands.some((operand) => implies(condition, operand));
  if (wanted.kind === 'in' && !wanted.not) return isMember(condition, wanted);
  return condition.kind === 'compare' && wanted.kind === 'compare' && boundsImply(condition, wanted);
}

/** A comparison with a value is never true of NULL. */
export function rejectsNull(condition: Scalar, key: string): boolean {
  if (condition.kind === 'compare')
    return [condition.left, condition.right].some((side) => scalarKey(side) === key);
  return condition.kind === 'in' && !condition.not && scalarKey(condition.left) === key;
}

function isMember(condition: Scalar, wanted: Scalar & { kind: 'in' }): boolean {
  if (condition.kind === 'compare' && condition.op === '=')
    return (
      scalarKey(condition.left) === scalarKey(wanted.left) &&
      wanted.items.some((item) => scalarKey(item) === scalarKey(condition.right))
    );
  if (condition.kind !== 'in' || condition.not || scalarKey(condition.left) !== scalarKey(wanted.left))
    return false;
  const members = new Set(wanted.items.map(scalarKey));
  return condition.items.every((item) => members.has(scalarKey(item)));
}

/** `x > 10` makes `x > 5` sure. */
function boundsImply(condition: CompareScalar, wanted: CompareScalar): boolean {
  const a = valueBound(condition);
  const b = valueBound(wanted);
  if (!a || !b || a.key !== b.key || a.value === null || b.value === null) return false;
  const type = condition.comparison.type;
  if (!type || !wanted.comparison.type) return false;
  const order = compareDatums(a.value, b.value, type);
  switch (b.op) {
    case '>':
      return a.op === '>' ? order >= 0 : (a.op === '>=' || a.op === '=') && order > 0;
    case '>=':
      return (a.op === '>' || a.op === '>=' || a.op === '=') && order >= 0;
    case '<':
      return a.op === '<' ? order <= 0 : (a.op === '<=' || a.op === '=') && order < 0;
    case '<=':
      return (a.op === '<' || a.op === '<=' || a.op === '=') && order <= 0;
    case '!=':
      return a.op === '=' && order !== 0;
    case '=':
      return false;
  }
}

/** A comparison with a value: `key op value`. */
function valueBound(scalar: CompareScalar) {
  const { left, right, op } = scalar;
  if (right.kind === 'const' || right.kind === 'literal') return bound(left, op, right);
  if (left.kind === 'const' || left.kind === 'literal') return bound(right, MIRRORED[op], left);
  return undefined;
}

function bound(side: Scalar, op: CompareOp, value: Scalar & { kind: 'const' | 'literal' }) {
  return { key: scalarKey(side), op, value: value.value };
}
