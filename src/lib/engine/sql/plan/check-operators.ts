import { SqlError, type Span } from '../../base/errors';
import type {
  BetweenExpr,
  BinaryExpr,
  ComparisonExpr,
  ComparisonOp,
  Expr,
  InExpr,
  LikeExpr,
  QuantifiedExpr,
  TupleExpr,
  UnaryExpr
} from '../ast/expr';
import { findBinary, type BinaryOverload } from '../types/operators';
import { ANY_TUPLE, arrayOf, BOOL, STRING, UNKNOWN, type SqlType } from '../types/type';
import { typeWord } from '../types/type-name';
import type { Checker } from './checker';
import { callFunction } from './check-call';
import { planValueQuery, rowType } from './check-subquery';
import { comparisonOf, comparisonTest, type Comparison } from './comparison';
import { canBecome, commonType, constantOf, naturalType, resolveConstant, type Constant } from './constants';
import { syntax, typeMismatch, unsupportedOperator } from './errors';
import { chooseBinary, chooseUnary, operatorNamed } from './operators';
import { bare, checkSameType } from './same-type';
import { nullConst, type CompareOp, type Scalar } from './scalar';

/** Operators: arithmetic, comparison, patterns, membership. */

export function checkUnary(checker: Checker, expr: UnaryExpr, wanted: SqlType | undefined): Scalar {
  const span = checker.at(expr);
  const { matches, operand } = chooseUnary(checker, expr.op, expr.operand, wanted);
  if (matches.length > 0 && operand.type.family === 'unknown') return nullConst(operand.type, span);
  if (matches.length !== 1)
    throw unsupportedOperator('unary', `${expr.op} <${typeWord(operand.type)}>`, span);
  const [{ fn, volatility, result }] = matches;
  return { kind: 'unary', type: result, span, op: expr.op, operand, fn, volatility };
}

export function checkBinary(checker: Checker, expr: BinaryExpr, wanted: SqlType | undefined): Scalar {
  return checkOverloaded(checker, expr, expr.op, 'binary', wanted);
}

/** An operator chosen by the types of both sides. */
function checkOverloaded(
  checker: Checker,
  expr: { left: Expr; right: Expr; span: Span },
  opText: string,
  what: 'binary' | 'comparison',
  wanted: SqlType | undefined
): Scalar {
  const span = checker.at(expr);
  const { op, negated } = operatorNamed(opText, span);
  const { matches, left, right } = chooseBinary(checker, op, expr.left, expr.right, wanted);
  const eitherNull = left.type.family === 'unknown' || right.type.family === 'unknown';
  if (eitherNull && matches.length > 0 && matches.every((overload) => !overload.nullable))
    return nullConst(what === 'comparison' ? BOOL : UNKNOWN, span);
  if (matches.length !== 1) throw noOverload(what, left.type, opText, right.type, matches, span);
  const [{ fn: plainFn, nullable, volatility, result }] = matches;
  const type = result;
  const fn = op === '/' && isLiteral(right) && !isLiteral(left) ? unlessByOne(plainFn, type) : plainFn;
  const plain: Scalar = { kind: 'binary', type, span, op: opText, left, right, fn, nullable, volatility };
  return negated ? { kind: 'not', type: BOOL, span, operand: plain } : plain;
}

const isLiteral = ({ kind }: Scalar): boolean => kind === 'const' || kind === 'literal';

/** CockroachDB leaves a division by the literal 1 out (norm rule FoldDivOne), so that the dividend keeps its digits. */
function unlessByOne(fn: BinaryOverload['fn'], result: SqlType): BinaryOverload['fn'] {
  if (result.family !== 'decimal') return fn;
  return (left, right, ctx) => (String(right) === '1' ? String(left) : fn(left, right, ctx));
}

function noOverload(
  what: 'binary' | 'comparison',
  left: SqlType,
  op: string,
  right: SqlType,
  matches: readonly BinaryOverload[],
  span: Span | undefined
): SqlError {
  const signature = `<${typeWord(left)}> ${op} <${typeWord(right)}>`;
  if (matches.length === 0)
    return unsupportedOperator(what, signature, span, {
      hint: 'a cast such as ::INT or ::STRING may make the types fit'
    });
  const candidates = matches.map((m) => `<${typeWord(m.left)}> ${op} <${typeWord(m.right)}>`).join(', ');
  return new SqlError('42725', `ambiguous ${what} operator: ${signature}`, {
    span,
    hint: `candidates are: ${candidates}`
  });
}

const ORDER_OPS: ReadonlySet<string> = new Set<CompareOp>(['=', '!=', '<', '<=', '>', '>=']);

function isOrderOp(op: string): op is CompareOp {
  return ORDER_OPS.has(op);
}

export function checkComparison(checker: Checker, expr: ComparisonExpr): Scalar {
  const { op } = expr;
  if (isOrderOp(op)) return compared(checker, op, expr.left, expr.right, expr);
  if (op === 'IS DISTINCT FROM' || op === 'IS NOT DISTINCT FROM') {
    const { left, right, comparison } = comparedSides(checker, op, expr.left, expr.right, expr);
    const not = op === 'IS NOT DISTINCT FROM';
    return { kind: 'distinct', type: BOOL, span: checker.at(expr), not, left, right, comparison };
  }
  return checkOverloaded(checker, expr, op, 'comparison', BOOL);
}

function compared(checker: Checker, op: CompareOp, left: Expr, right: Expr, whole: Expr): Scalar {
  const sides = comparedSides(checker, op, left, right, whole);
  return { kind: 'compare', type: BOOL, span: checker.at(whole), op, ...sides };
}

interface Sides {
  readonly left: Scalar;
  readonly right: Scalar;
  readonly comparison: Comparison;
}

/** Both sides of a comparison by order: a constant takes the type of the other side if it can. */
function comparedSides(
  checker: Checker,
  op: ComparisonOp,
  leftExpr: Expr,
  rightExpr: Expr,
  whole: Expr
): Sides {
  const [leftTuple, rightTuple] = [bare(leftExpr), bare(rightExpr)];
  if (leftTuple.kind === 'tuple' && rightTuple.kind === 'tuple')
    return comparedTuples(checker, op, leftTuple, rightTuple, whole);
  const [left, right] = typedSides(checker, leftExpr, rightExpr);
  const comparison = comparisonOf(left.type, right.type);
  if (!comparison) throw noOverload('comparison', left.type, op, right.type, [], checker.at(whole));
  return { left, right, comparison };
}

function typedSides(checker: Checker, leftExpr: Expr, rightExpr: Expr): [Scalar, Scalar] {
  const leftConstant = constantOf(leftExpr);
  const rightConstant = constantOf(rightExpr);
  if (leftConstant && rightConstant) {
    const type = commonType([leftConstant, rightConstant], checker.context);
    return [checker.constant(leftConstant, type), checker.constant(rightConstant, type)];
  }
  if (rightConstant) {
    const left = checker.check(leftExpr, rowWish(leftExpr));
    return [left, constantBeside(checker, rightConstant, left.type)];
  }
  if (leftConstant || bare(leftExpr).kind === 'tuple') {
    const right = checker.check(rightExpr, rowWish(rightExpr));
    return [
      leftConstant ? constantBeside(checker, leftConstant, right.type) : checker.check(leftExpr, right.type),
      right
    ];
  }
  const left = checker.check(leftExpr, rowWish(leftExpr));
  return [left, checker.check(rightExpr, left.type)];
}

/** A query that is compared may give rows of several columns. */
function rowWish(expr: Expr): SqlType | undefined {
  return bare(expr).kind === 'subquery' ? ANY_TUPLE : undefined;
}

function constantBeside(checker: Checker, constant: Constant, type: SqlType): Scalar {
  if (type.family !== 'unknown' && canBecome(constant, type, checker.context))
    return resolveConstant(constant, type, checker.context);
  return checker.constant(constant, undefined);
}

function comparedTuples(
  checker: Checker,
  op: ComparisonOp,
  left: TupleExpr,
  right: TupleExpr,
  whole: Expr
): Sides {
  if (left.items.length !== right.items.length)
    throw unsupportedOperator('comparison', checker.textOf(whole), checker.at(whole), {
      detail: `expected tuple ${checker.textOf(right)} to have a length of ${left.items.length}`
    });
  const sides = left.items.map((item, i) => {
    try {
      return comparedSides(checker, op, item, right.items[i], whole);
    } catch (error) {
      if (!(error instanceof SqlError) || error.sqlstate === '54001') throw error;
      const message = `tuples ${checker.textOf(left)}, ${checker.textOf(right)} are not comparable at index ${i + 1}: ${error.message}`;
      throw typeMismatch(message, checker.at(whole));
    }
  });
  const tuple = (expr: TupleExpr, items: Scalar[]): Scalar => ({
    kind: 'tuple',
    type: { family: 'tuple', elems: items.map((item) => item.type) },
    span: checker.at(expr),
    items,
    register: undefined
  });
  const typed = {
    left: tuple(
      left,
      sides.map((side) => side.left)
    ),
    right: tuple(
      right,
      sides.map((side) => side.right)
    )
  };
  return { ...typed, comparison: comparisonOf(typed.left.type, typed.right.type)! }; // each pair has been compared
}

/** `x BETWEEN a AND b` is `x >= a AND x <= b`; SYMMETRIC also takes the bounds the other way round. */
export function checkBetween(checker: Checker, expr: BetweenExpr): Scalar {
  const span = checker.at(expr);
  const { operand, low, high } = expr;
  const within = (from: Expr, to: Expr): Scalar => ({
    kind: 'and',
    type: BOOL,
    span,
    operands: [compared(checker, '>=', operand, from, expr), compared(checker, '<=', operand, to, expr)]
  });
  const inside = within(low, high);
  const either: Scalar = expr.symmetric
    ? { kind: 'or', type: BOOL, span, operands: [inside, within(high, low)] }
    : inside;
  return expr.not ? { kind: 'not', type: BOOL, span, operand: either } : either;
}

export function checkLike(checker: Checker, expr: LikeExpr): Scalar {
  const span = checker.at(expr);
  const plain = expr.escape
    ? callFunction(checker, LIKE_ESCAPE[expr.op], [expr.left, expr.right, expr.escape], BOOL, expr)
    : checkOverloaded(checker, expr, expr.op, 'comparison', BOOL);
  return expr.not ? { kind: 'not', type: BOOL, span, operand: plain } : plain;
}

const LIKE_ESCAPE = {
  LIKE: 'like_escape',
  ILIKE: 'ilike_escape',
  'SIMILAR TO': 'similar_to_escape'
} as const;

export function checkIn(checker: Checker, expr: InExpr): Scalar {
  const right = expr.right;
  return right.kind === 'subquery' ? inSubquery(checker, expr, right) : inList(checker, expr, right);
}

function inList(checker: Checker, expr: InExpr, list: TupleExpr): Scalar {
  const span = checker.at(expr);
  const { items, type } = memberTypes(checker, expr.left, list.items, expr);
  const comparison = comparisonOf(type, type);
  if (!comparison) throw unsupportedOperator('comparison', `<${typeWord(type)}> IN <tuple>`, span);
  return { kind: 'in', type: BOOL, span, not: expr.not, left: items[0], items: items.slice(1), comparison };
}

/** The left side and the members, which all have one type. */
function memberTypes(checker: Checker, left: Expr, members: readonly Expr[], whole: Expr) {
  try {
    const isRow = members.length > 0 && bare(members[0]).kind === 'tuple';
    return checkSameType(checker, [left, ...members], isRow ? rowWish(left) : undefined);
  } catch (error) {
    if (!(error instanceof SqlError) || (error.sqlstate !== '42804' && error.sqlstate !== '22P02'))
      throw error;
    throw unsupportedOperator('comparison', checker.textOf(whole), error.span, { detail: error.message });
  }
}

function inSubquery(checker: Checker, expr: InExpr, right: Expr & { kind: 'subquery' }): Scalar {
  const any = memberOfQuery(checker, '=', false, expr.left, right, expr, 'IN');
  return expr.not ? { kind: 'not', type: BOOL, span: checker.at(expr), operand: any } : any;
}

/** `left op ANY|ALL (query)`. */
function memberOfQuery(
  checker: Checker,
  op: string,
  all: boolean,
  leftExpr: Expr,
  right: Expr & { kind: 'subquery' },
  whole: Expr,
  name: string
): Scalar {
  const span = checker.at(whole);
  const constant = constantOf(leftExpr);
  const typedLeft = constant ? undefined : checker.check(leftExpr, rowWish(leftExpr));
  const wishType = typedLeft?.type ?? naturalType(constant!); // one of the two is set
  const wish = wishType.family === 'tuple' ? wishType.elems : [wishType];
  const { rel, columns } = planValueQuery(checker, right.query, wish);
  const type = rowType(columns);
  if (columns.length > 1 || type.family !== 'tuple') checkWidths(wishType, columns.length, span);
  const left = typedLeft ?? constantBeside(checker, constant!, type); // one of the two is set
  const comparison = isOrderOp(op) ? comparisonOf(left.type, type) : undefined;
  const test =
    comparison && isOrderOp(op) ? comparisonTest(comparison, op) : operatorTest(op, left.type, type);
  if (!test) {
    const signature = `<${typeWord(left.type)}> ${name} <tuple{${typeWord(type)}}>`;
    throw unsupportedOperator('comparison', signature, span);
  }
  return {
    kind: 'subquery',
    mode: all ? 'all' : 'any',
    type: BOOL,
    span,
    rel,
    columns: columns.map((column) => column.expr),
    left,
    test,
    equality: op === '=' ? comparison : undefined,
    memo: checker.context.newMemo()
  };
}

/** @throws SqlError 42601 where the query does not give as many columns as there are values on the left */
function checkWidths(left: SqlType, found: number, span: Span | undefined): void {
  const wanted = left.family === 'tuple' ? left.elems.length : 1;
  if (found === wanted) return;
  throw syntax(`subquery has too ${found > wanted ? 'many' : 'few'} columns`, span);
}

/** The test of an operator over values of two types; undefined when there is none. */
function operatorTest(opText: string, left: SqlType, right: SqlType) {
  if (isOrderOp(opText)) return undefined;
  const { op, negated } = operatorNamed(opText, undefined);
  const overload = findBinary(op, left, right);
  if (overload?.result.family !== 'bool') return undefined;
  const { fn } = overload;
  if (!negated) return fn;
  return (...args: Parameters<typeof fn>) => {
    const answer = fn(...args);
    return answer === null ? null : !answer;
  };
}

/** `x op ANY (…)` and ALL over an array, a list or a query. */
export function checkQuantified(checker: Checker, expr: QuantifiedExpr): Scalar {
  const right = bare(expr.right);
  const all = expr.quantifier === 'ALL';
  const name = `${expr.op} ${expr.quantifier}`;
  if (right.kind === 'subquery') {
    return memberOfQuery(checker, expr.op, all, expr.left, right, expr, name);
  }
  const span = checker.at(expr);
  const { left, members } = quantifiedSides(checker, expr, right);
  const elem = elementType(members.type);
  if (!elem)
    throw unsupportedOperator('comparison', checker.textOf(expr), span, {
      detail: `${name} wants an array, a tuple or a subquery on its right side`
    });
  const { op } = expr;
  const comparison = isOrderOp(op) ? comparisonOf(left.type, elem) : undefined;
  const test =
    comparison && isOrderOp(op) ? comparisonTest(comparison, op) : operatorTest(op, left.type, elem);
  if (!test)
    throw unsupportedOperator(
      'comparison',
      `<${typeWord(left.type)}> ${name} <${typeWord(members.type)}>`,
      span
    );
  return { kind: 'quantified', type: BOOL, span, op, all, left, right: members, test };
}

function quantifiedSides(
  checker: Checker,
  expr: QuantifiedExpr,
  right: Expr
): { left: Scalar; members: Scalar } {
  if (right.kind === 'array' || right.kind === 'tuple') {
    const { items, type } = memberTypes(checker, expr.left, right.items, expr);
    const [left, ...rest] = items;
    const members: Scalar =
      right.kind === 'array'
        ? { kind: 'array', type: arrayOf(type), span: checker.at(right), items: rest }
        : {
            kind: 'tuple',
            type: { family: 'tuple', elems: rest.map(() => type) },
            span: checker.at(right),
            items: rest,
            register: undefined
          };
    return { left, members };
  }
  const constant = constantOf(expr.left);
  if (constant) {
    const members = checker.check(right);
    return { left: constantBeside(checker, constant, elementType(members.type) ?? STRING), members };
  }
  const left = checker.check(expr.left);
  return { left, members: checker.check(right, arrayOf(left.type)) };
}

/** The type of what an array or tuple holds; NULL counts as an array of anything. */
function elementType(type: SqlType): SqlType | undefined {
  if (type.family === 'array') return type.elem;
  if (type.family === 'tuple') return type.elems[0] ?? { family: 'unknown' };
  return type.family === 'unknown' ? type : undefined;
}
