import type { Scalar } from './scalar';
import { mapParts } from './walk';

/** An expression with the columns of a computed row replaced by what they are computed from. */
export function substituted(scalar: Scalar, register: number, exprs: readonly Scalar[]): Scalar {
  if (scalar.kind === 'column' && scalar.register === register) return exprs[scalar.slot];
  return mapParts(scalar, (part) => substituted(part, register, exprs));
}
