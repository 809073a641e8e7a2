import { SqlError } from '../../base/errors';
import type { CaseExpr, CoalesceExpr, Expr, IfErrorExpr, IfExpr, NullIfExpr } from '../ast/expr';
import { BOOL, STRING, type SqlType } from '../types/type';
import { typeWord } from '../types/type-name';
import type { Checker } from './checker';
import { comparisonOf } from './comparison';
import { typeMismatch } from './errors';
import { asOneType, checkSameType, type SameTyped } from './same-type';
import { nullConst, type Scalar } from './scalar';

/** CASE, COALESCE, IF and their kin: expressions that pick one of several values of one type. */

export function checkCase(checker: Checker, expr: CaseExpr, wanted: SqlType | undefined): Scalar {
  const span = checker.at(expr);
  const conditions = expr.operand
    ? operandConditions(checker, expr, expr.operand)
    : boolConditions(checker, expr);
  const results = [...expr.whens.map(({ then }) => then), ...(expr.else ? [expr.else] : [])];
  const typed = alike(checker, 'CASE', results, wanted);
  const items = asOneType(typed);
  const otherwise = expr.else ? items[items.length - 1] : nullConst(typed.type);
  const whens = conditions.map((when, i) => ({ when, then: items[i] }));
  return { kind: 'case', type: typed.type, span, whens, otherwise };
}

function boolConditions(checker: Checker, expr: CaseExpr): Scalar[] {
  return expr.whens.map(({ when }) => checker.checkBool(when, 'CASE WHEN'));
}

/** `CASE x WHEN a` compares x with every a; all of them have one type. */
function operandConditions(checker: Checker, expr: CaseExpr, operand: Expr): Scalar[] {
  const compared = [operand, ...expr.whens.map(({ when }) => when)];
  const { items, type } = alike(checker, 'CASE condition', compared, undefined);
  const comparison = comparisonOf(type, type);
  if (!comparison)
    throw typeMismatch(`values of type ${typeWord(type)} cannot be compared`, checker.at(operand));
  return items.slice(1).map((right) => ({
    kind: 'compare',
    type: BOOL,
    span: right.span,
    op: '=',
    left: items[0],
    right,
    comparison
  }));
}

export function checkIf(checker: Checker, expr: IfExpr, wanted: SqlType | undefined): Scalar {
  const when = checker.checkBool(expr.condition, 'IF condition');
  const typed = alike(checker, 'IF', [expr.then, expr.else], wanted);
  const [then, otherwise] = asOneType(typed);
  return { kind: 'case', type: typed.type, span: checker.at(expr), whens: [{ when, then }], otherwise };
}

export function checkCoalesce(checker: Checker, expr: CoalesceExpr, wanted: SqlType | undefined): Scalar {
  const typed = alike(checker, expr.name, expr.items, wanted);
  return { kind: 'coalesce', type: typed.type, span: checker.at(expr), items: asOneType(typed) };
}

export function checkNullIf(checker: Checker, expr: NullIfExpr, wanted: SqlType | undefined): Scalar {
  const typed = alike(checker, 'NULLIF', [expr.left, expr.right], wanted);
  const [left, right] = asOneType(typed);
  const comparison = comparisonOf(left.type, right.type);
  if (!comparison)
    throw typeMismatch(`values of type ${typeWord(typed.type)} cannot be compared`, checker.at(expr));
  return { kind: 'nullIf', type: typed.type, span: checker.at(expr), left, right, comparison };
}

export function checkIfError(checker: Checker, expr: IfErrorExpr, wanted: SqlType | undefined): Scalar {
  const span = checker.at(expr);
  const code = expr.code && checker.checkAs(expr.code, STRING, 'IFERROR');
  if (!expr.else) {
    const operand = checker.check(expr.operand);
    return { kind: 'ifError', type: BOOL, span, operand, otherwise: undefined, code };
  }
  const typed = alike(checker, 'IFERROR', [expr.operand, expr.else], wanted);
  const [operand, otherwise] = asOneType(typed);
  return { kind: 'ifError', type: typed.type, span, operand, otherwise, code };
}

/** Types that differ, and literals that are no value of the type. */
const MISMATCHES: ReadonlySet<string> = new Set(['42804', '22P02', '22007', '22008']);

/** Expressions of one type; the error says of what they are part. */
function alike(
  checker: Checker,
  what: string,
  exprs: readonly Expr[],
  wanted: SqlType | undefined
): SameTyped {
  try {
    return checkSameType(checker, exprs, wanted);
  } catch (error) {
    if (!(error instanceof SqlError) || !MISMATCHES.has(error.sqlstate)) throw error;
    throw new SqlError(error.sqlstate, `incompatible ${what} expressions: ${error.message}`, {
      ...error,
      span: error.span
    });
  }
}
