import type { Span } from '../../base/errors';
import type { Expr } from '../ast/expr';
import {
  binaryOverloads as binaryTable,
  findBinary,
  unaryOverloads as unaryTable,
  type BinaryOp,
  type BinaryOverload,
  type UnaryOp,
  type UnaryOverload
} from '../types/operators';
import { typeWord } from '../types/type-name';
import type { SqlType } from '../types/type';
import type { Checker } from './checker';
import { canBecome, constantOf, type Constant } from './constants';
import { typeMismatch, unsupported } from './errors';
import { chooseOverload, type Candidate } from './overload-choice';
import type { Scalar } from './scalar';

/** The operators of `types/operators.ts` as overload choice and the checker want them. */

/** An overload of an operator among the candidates of overload choice. */
interface OperatorCandidate<O> extends Candidate {
  readonly overload: O;
}

function binaryCandidate(overload: BinaryOverload): OperatorCandidate<BinaryOverload> {
  return {
    overload,
    takes: (count) => count === 2,
    param: (index) => (index === 0 ? overload.left : overload.right),
    result: () => overload.result,
    preferred: false
  };
}

function unaryCandidate(overload: UnaryOverload): OperatorCandidate<UnaryOverload> {
  return {
    overload,
    takes: (count) => count === 1,
    param: () => overload.operand,
    result: () => overload.result,
    preferred: false
  };
}

const binaries = new Map<BinaryOp, readonly OperatorCandidate<BinaryOverload>[]>();
const unaries = new Map<UnaryOp, readonly OperatorCandidate<UnaryOverload>[]>();

function binaryCandidates(op: BinaryOp): readonly OperatorCandidate<BinaryOverload>[] {
  let found = binaries.get(op);
  if (!found) binaries.set(op, (found = binaryTable(op).map(binaryCandidate)));
  return found;
}

function unaryCandidates(op: UnaryOp): readonly OperatorCandidate<UnaryOverload>[] {
  let found = unaries.get(op);
  if (!found) unaries.set(op, (found = unaryTable(op).map(unaryCandidate)));
  return found;
}

/** The words of the syntax tree for operators that the table has under a name of its own. */
const TABLE_NAMES: ReadonlyMap<string, BinaryOp> = new Map([
  ['LIKE', 'like'],
  ['ILIKE', 'ilike'],
  ['SIMILAR TO', 'similar']
]);

/** Operators on types whose values are only stored and compared. */
const WITHOUT_TYPES: ReadonlySet<string> = new Set(['<->', '<=>', '<#>', '@@', '?@>', '?<@']);

/** An operator on values, and whether its answer is to be turned round (`!~`, NOT LIKE). */
export function operatorNamed(op: string, span: Span | undefined): { op: BinaryOp; negated: boolean } {
  if (WITHOUT_TYPES.has(op))
    throw unsupported(
      `the operator ${op}`,
      span,
      'values of its types (vectors, text search) are only stored and compared'
    );
  const negated = op.startsWith('NOT ') || op === '!~' || op === '!~*';
  const plain = op.startsWith('NOT ') ? op.slice('NOT '.length) : negated ? op.slice(1) : op;
  return { op: TABLE_NAMES.get(plain) ?? (plain as BinaryOp), negated };
}

/** What a choice of a binary operator came to. */
export interface BinaryChoice {
  /** One when the choice was clear. */
  readonly matches: readonly BinaryOverload[];
  readonly left: Scalar;
  readonly right: Scalar;
}

/** Chooses the overload of a binary operator for two operands. */
export function chooseBinary(
  checker: Checker,
  op: BinaryOp,
  leftExpr: Expr,
  rightExpr: Expr,
  wanted: SqlType | undefined
): BinaryChoice {
  const known = ARRAY_OPS.has(op) ? arrayOperands(checker, leftExpr, rightExpr) : undefined;
  if (known?.left && known.right) {
    const found = withOperands(op, known.left, known.right);
    return { matches: found ? [found] : [], left: known.left, right: known.right };
  }
  const { matches, args } = chooseOverload(checker, binaryCandidates(op), [leftExpr, rightExpr], {
    wanted,
    binary: true,
    known: known && [known.left, known.right]
  });
  const [left, right] = args;
  if (matches.length > 0) return { matches: matches.map((match) => match.overload), left, right };
  const found = findBinary(op, left.type, right.type);
  return { matches: found ? [found] : [], left, right };
}

/** The overload for operands whose types are known. */
export function withOperands(op: BinaryOp, left: Scalar, right: Scalar): BinaryOverload | undefined {
  const [l, r] = [left.type, right.type];
  // A NULL, or an array of nothing but NULLs, counts as whatever stands on the other side.
  if (l.family === 'unknown' || (l.family === 'array' && l.elem.family === 'unknown'))
    return findBinary(op, r, r);
  if (r.family === 'unknown' || (r.family === 'array' && r.elem.family === 'unknown'))
    return findBinary(op, l, l);
  return findBinary(op, l, r);
}

const ARRAY_OPS: ReadonlySet<BinaryOp> = new Set<BinaryOp>(['||', '@>', '<@', '&&']);

/**
 * Operands of an operator that arrays have too: both when one of them is an array, since a constant beside it is an array
 * or an element; else those that had to be checked to find out.
 */
function arrayOperands(
  checker: Checker,
  leftExpr: Expr,
  rightExpr: Expr
): { readonly left?: Scalar; readonly right?: Scalar } {
  const leftConstant = constantOf(leftExpr);
  const rightConstant = constantOf(rightExpr);
  if (leftConstant && rightConstant) return {};
  if (leftConstant) {
    const right = checker.check(rightExpr);
    return right.type.family === 'array'
      ? { left: constantBeside(checker, leftConstant, right.type), right }
      : { right };
  }
  const left = checker.check(leftExpr);
  if (rightConstant)
    return left.type.family === 'array'
      ? { left, right: constantBeside(checker, rightConstant, left.type) }
      : { left };
  const right = checker.check(rightExpr, left.type.family === 'array' ? left.type : undefined);
  return { left, right };
}

function constantBeside(checker: Checker, constant: Constant, array: SqlType & { family: 'array' }): Scalar {
  if (constant.kind === 'string') return checker.constant(constant, array);
  const fits = canBecome(constant, array.elem, checker.context);
  return checker.constant(constant, fits ? array.elem : undefined);
}

/** Chooses the overload of a unary operator. */
export function chooseUnary(checker: Checker, op: UnaryOp, operandExpr: Expr, wanted: SqlType | undefined) {
  const { matches, args } = chooseOverload(checker, unaryCandidates(op), [operandExpr], { wanted });
  return { matches: matches.map((match) => match.overload), operand: args[0] };
}

/** `j['a']`, `j[0]`: the member or element of a JSONB value. */
export function jsonFetch(operand: Scalar, index: Scalar, span: Span | undefined): Scalar {
  const found = withOperands('->', operand, index);
  if (!found) throw typeMismatch(`unexpected JSON subscript type: ${typeWord(index.type)}`, span);
  const { fn, nullable, volatility, result } = found;
  return {
    kind: 'binary',
    type: result,
    span,
    op: '->',
    left: operand,
    right: index,
    fn,
    nullable,
    volatility
  };
}
