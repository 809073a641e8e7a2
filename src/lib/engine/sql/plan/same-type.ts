import type { Expr, TupleExpr } from '../ast/expr';
import { equivalent, sameType, tupleOf, unbounded, UNKNOWN, type SqlType } from '../types/type';
import { typeWord } from '../types/type-name';
import { explicitCast, implicitCast } from './casts';
import type { Checker } from './checker';
import { canBecome, commonType, constantOf, naturalType, resolveConstant, type Constant } from './constants';
import { typeMismatch } from './errors';
import type { Scalar } from './scalar';

/** Expressions that must have one type: branches of CASE, elements of an array, both sides of IN. */
export interface SameTyped {
  readonly items: readonly Scalar[];
  readonly type: SqlType;
}

/**
 * Checks expressions that must share a type. The first with a type of its own decides; constants follow it, or the wish,
 * or what they have in common.
 * @throws SqlError 42804 naming the first expression that does not fit
 */
export function checkSameType(
  checker: Checker,
  exprs: readonly Expr[],
  wanted: SqlType | undefined
): SameTyped {
  if (exprs.length === 0) return { items: [], type: wanted ?? UNKNOWN };
  const first = bare(exprs[0]);
  if (first.kind === 'tuple' && exprs.length > 1) return checkSameTuples(checker, exprs, first, wanted);
  const constants = new Map<number, Constant>();
  const items: (Scalar | undefined)[] = exprs.map(() => undefined);
  let type: SqlType | undefined;
  exprs.forEach((expr, i) => {
    const constant = constantOf(expr);
    if (constant) {
      constants.set(i, constant);
      return;
    }
    const scalar = checker.check(expr, type ?? wanted);
    if (type !== undefined && !fits(scalar.type, type)) throw unexpected(checker, expr, type, scalar.type);
    items[i] = scalar;
    type = wider(type, scalar.type);
  });
  const shared = type ?? typeOfConstants(checker, constants, wanted);
  for (const [i, constant] of constants) items[i] = constantAs(checker, exprs[i], constant, shared);
  return { items: items as Scalar[], type: shared }; // all have been filled in
}

/** NULL fits everything. */
function fits(found: SqlType, type: SqlType): boolean {
  return found.family === 'unknown' || equivalent(found, type) || type.family === 'unknown';
}

/** The type of values of both: without widths where they differ. */
function wider(type: SqlType | undefined, found: SqlType): SqlType | undefined {
  if (found.family === 'unknown') return type;
  return type === undefined || sameType(type, found) ? found : unbounded(type);
}

function typeOfConstants(
  checker: Checker,
  constants: ReadonlyMap<number, Constant>,
  wanted: SqlType | undefined
): SqlType {
  const all = [...constants.values()];
  if (all.length === 0) return wanted && wanted.family !== 'any' ? wanted : UNKNOWN;
  const { context } = checker;
  if (wanted && wanted.family !== 'any' && all.every((constant) => canBecome(constant, wanted, context)))
    return wanted;
  return commonType(all, context) ?? naturalType(all[0]);
}

function constantAs(checker: Checker, expr: Expr, constant: Constant, type: SqlType): Scalar {
  if (type.family === 'unknown') return checker.constant(constant, undefined);
  if (!canBecome(constant, type, checker.context))
    throw unexpected(checker, expr, type, naturalType(constant));
  return resolveConstant(constant, type, checker.context);
}

function checkSameTuples(
  checker: Checker,
  exprs: readonly Expr[],
  first: TupleExpr,
  wanted: SqlType | undefined
): SameTyped {
  const tuples = exprs.map((expr) => {
    const tuple = bare(expr);
    return tuple.kind === 'tuple' ? tuple : undefined;
  });
  const width = first.items.length;
  const others = exprs.map((expr, i) => (tuples[i] ? undefined : checkOther(checker, expr)));
  tuples.forEach((tuple, i) => {
    if (tuple && tuple.items.length !== width)
      throw typeMismatch(
        `expected tuple ${checker.textOf(exprs[i])} to have a length of ${width}`,
        checker.at(exprs[i])
      );
  });
  const columns = first.items.map((_, at) => {
    const parts = tuples.flatMap((tuple) => (tuple ? [tuple.items[at]] : []));
    const wish = wanted?.family === 'tuple' ? wanted.elems[at] : undefined;
    return checkSameType(checker, parts, wish);
  });
  // The names of the parts are those of the last row that has any.
  const labels = tuples.findLast((tuple) => tuple?.labels)?.labels?.map((label) => label.text);
  const type = tupleOf(
    columns.map((column) => column.type),
    labels
  );
  let row = 0;
  const items = tuples.map((tuple, i): Scalar => {
    if (!tuple) return others[i]!; // what is no tuple has been checked as such
    const at = row++;
    const parts = columns.map((column) => column.items[at]);
    return { kind: 'tuple', type, span: checker.at(exprs[i]), items: parts, register: undefined };
  });
  return { items, type };
}

/** Next to tuples only NULL and expressions that give tuples may stand. */
function checkOther(checker: Checker, expr: Expr): Scalar {
  const scalar = checker.check(expr);
  if (scalar.type.family !== 'unknown' && scalar.type.family !== 'tuple')
    throw unexpected(checker, expr, { family: 'anytuple' }, scalar.type);
  return scalar;
}

export function unexpected(checker: Checker, expr: Expr, type: SqlType, found: SqlType) {
  return typeMismatch(
    `expected ${checker.textOf(expr)} to be of type ${typeWord(type)}, found type ${typeWord(found)}`,
    checker.at(expr)
  );
}

/** An expression without the brackets around it. */
export function bare(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.operand;
  return inner;
}

/** Items brought to the one type they share, where NULLs and the bits of floats still differ. */
export function asOneType({ items, type }: SameTyped): Scalar[] {
  return items.map((item) => {
    if (item.type.family === 'unknown') return implicitCast(item, type) ?? item;
    return type.family === 'float' && type.width === 32 ? explicitCast(item, type, item.span) : item;
  });
}
