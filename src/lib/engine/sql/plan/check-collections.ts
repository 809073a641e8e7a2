import { SqlError } from '../../base/errors';
import type { ArrayExpr, ArraySubquery, Expr, SubscriptExpr, TupleAccess, TupleExpr } from '../ast/expr';
import { arrayOf, INT, tupleOf, type SqlType, type TupleType } from '../types/type';
import { typeWord } from '../types/type-name';
import { rowTuple, type Checker } from './checker';
import { argumentType, notImplemented, syntax, typeMismatch, undefinedColumn } from './errors';
import { jsonFetch } from './operators';
import { planValueQuery } from './check-subquery';
import { asOneType, bare, checkSameType } from './same-type';
import { nullConst, type Scalar } from './scalar';

/** Tuples and arrays: how they are made and taken apart. */

export function checkTuple(checker: Checker, expr: TupleExpr, wanted: SqlType | undefined): Scalar {
  const wish = wanted?.family === 'tuple' ? wanted : undefined;
  const items = expr.items.flatMap((item, i) => {
    if (item.kind !== 'star') return [checker.check(item, wish?.elems[i])];
    return checker.scope.expand(item, checker.at(item)).map((column) => column.expr);
  });
  const labels = expr.labels?.map((label) => label.text);
  if (labels && labels.length !== items.length)
    throw syntax(
      `mismatch in tuple definition: ${items.length} expressions, ${labels.length} labels`,
      checker.at(expr)
    );
  const type = tupleOf(
    items.map((item) => item.type),
    labels
  );
  return { kind: 'tuple', type, span: checker.at(expr), items, register: undefined };
}

/** `(x).label`, `(x).@1`; `(x).*` stands in target lists, see `expandTuple`. */
export function checkAccess(checker: Checker, expr: TupleAccess, wanted: SqlType | undefined): Scalar {
  const span = checker.at(expr);
  if (expr.by === 'star') {
    // As an argument the elements together are the tuple itself: row_to_json((x).*).
    return tupleOperand(checker, expr.operand, wanted).operand;
  }
  const { operand, type } = tupleOperand(checker, expr.operand, undefined);
  const index = expr.by === 'position' ? Number(expr.field) - 1 : labelIndex(type, String(expr.field));
  if (index === undefined || index < 0 || index >= type.elems.length) {
    if (expr.by === 'position')
      throw syntax(
        `tuple column ${expr.field} does not exist`,
        span,
        `the tuple has ${type.elems.length} elements`
      );
    throw unknownLabel(operand, String(expr.field), type, checker, expr);
  }
  return fieldOf(operand, type, index, span);
}

function unknownLabel(
  operand: Scalar,
  label: string,
  type: TupleType,
  checker: Checker,
  expr: TupleAccess
): SqlError {
  const name = operand.kind === 'column' ? `${operand.name}.${label}` : label;
  const { hint } = undefinedColumn(label, undefined, type.labels ?? []);
  const message = `could not identify column "${name}" in ${typeWord(type)}`;
  return new SqlError('42703', message, { span: checker.at(expr), hint });
}

/** The index of a label; @throws SqlError 42702 when several elements have it */
function labelIndex(type: TupleType, label: string): number | undefined {
  const index = type.labels?.indexOf(label) ?? -1;
  if (index >= 0 && type.labels!.indexOf(label, index + 1) >= 0)
    throw new SqlError('42702', `column reference "${label}" is ambiguous`);
  return index < 0 ? undefined : index;
}

/** One element of a tuple; of a tuple that is spelt out, the element itself. */
export function fieldOf(operand: Scalar, type: TupleType, index: number, span: Scalar['span']): Scalar {
  if (operand.kind === 'tuple' && operand.register === undefined) return operand.items[index];
  return { kind: 'field', type: type.elems[index], span, operand, index };
}

/** The elements of `(x).*` with their names. */
export function expandTuple(checker: Checker, expr: TupleAccess): { name: string; scalar: Scalar }[] {
  const { operand, type } = tupleOperand(checker, expr.operand, undefined);
  return type.elems.map((_, i) => ({
    name: type.labels?.[i] ?? `column${i + 1}`,
    scalar: fieldOf(operand, type, i, checker.at(expr))
  }));
}

function tupleOperand(
  checker: Checker,
  expr: Expr,
  wanted: SqlType | undefined
): { operand: Scalar; type: TupleType } {
  const inner = bare(expr);
  const operand = inner.kind === 'star' ? starTuple(checker, inner) : checker.check(inner, wanted);
  const { type } = operand;
  if (type.family !== 'tuple')
    throw typeMismatch(`type ${typeWord(type)} is not composite`, checker.at(expr));
  return { operand, type };
}

/** `(t.*)` is the row of t. */
function starTuple(checker: Checker, star: Expr & { kind: 'star' }): Scalar {
  return rowTuple(checker.scope.expand(star, checker.at(star)), undefined, checker.at(star));
}

export function checkArray(checker: Checker, expr: ArrayExpr, wanted: SqlType | undefined): Scalar {
  const span = checker.at(expr);
  const wish = wanted?.family === 'array' ? wanted.elem : undefined;
  if (expr.items.length === 0) {
    if (!wish || wish.family === 'any')
      throw new SqlError(
        '42P18',
        'cannot determine type of empty array. Consider casting to the desired type, for example ARRAY[]:::int[]',
        { span }
      );
    return { kind: 'array', type: arrayOf(wish), span, items: [] };
  }
  const typed = checkSameType(checker, expr.items, wish);
  if (typed.type.family === 'array')
    throw notImplemented('unsupported: nested arrays', span, 'use JSONB for arrays of arrays');
  return { kind: 'array', type: arrayOf(typed.type), span, items: asOneType(typed) };
}

export function checkArraySubquery(
  checker: Checker,
  expr: ArraySubquery,
  wanted: SqlType | undefined
): Scalar {
  const span = checker.at(expr);
  const wish = wanted?.family === 'array' ? [wanted.elem] : undefined;
  const { rel, columns } = planValueQuery(checker, expr.query, wish);
  if (columns.length !== 1)
    throw syntax(`subquery must return only one column, found ${columns.length}`, span);
  return {
    kind: 'subquery',
    mode: 'array',
    type: arrayOf(columns[0].type),
    span,
    rel,
    columns: columns.map((column) => column.expr),
    left: undefined,
    test: undefined,
    equality: undefined,
    memo: checker.context.newMemo()
  };
}

/** `a[i]` of an array, `j['a'][0]` of JSONB. */
export function checkSubscript(checker: Checker, expr: SubscriptExpr, wanted: SqlType | undefined): Scalar {
  const span = checker.at(expr);
  const inner = bare(expr.operand);
  const operand =
    inner.kind === 'star'
      ? starTuple(checker, inner)
      : checker.check(expr.operand, wanted && arrayOf(wanted));
  const slice = expr.subscripts.find((subscript) => subscript.colon);
  if (slice) throw notImplemented('unsupported: array slicing', span);
  return expr.subscripts.reduce((of, subscript) => subscripted(checker, of, subscript.begin!, expr), operand); // no slice has no begin
}

function subscripted(checker: Checker, operand: Scalar, index: Expr, expr: SubscriptExpr): Scalar {
  const span = checker.at(expr);
  const { type } = operand;
  if (type.family === 'jsonb') {
    const member = checker.check(index);
    return member.type.family === 'unknown' ? nullConst(type, span) : jsonFetch(operand, member, span);
  }
  if (type.family !== 'array')
    throw typeMismatch(`cannot subscript type ${typeWord(type)} because it is not an array`, span);
  const at = checker.check(index, INT);
  if (at.type.family !== 'int' && at.type.family !== 'unknown')
    throw argumentType('ARRAY subscript', 'int', at.type, checker.at(index));
  return { kind: 'subscript', type: type.elem, span, operand, index: at };
}
