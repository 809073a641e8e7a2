import { unreachable } from '../../base/assert';
import type { Span } from '../../base/errors';
import { SqlError } from '../../base/errors';
import type { ColumnRef, Expr } from '../ast/expr';
import type { Query } from '../ast/select';
import { isPlainCollation, requireCollation, shownLocale } from '../types/collation';
import { castRule } from '../types/cast-rules';
import { BOOL, equivalent, STRING, tupleOf, UNKNOWN, VARBIT, type SqlType } from '../types/type';
import { typeWord } from '../types/type-name';
import { explicitCast } from './casts';
import { checkCall } from './check-call';
import { checkAccess, checkArray, checkArraySubquery, checkSubscript, checkTuple } from './check-collections';
import { checkCase, checkCoalesce, checkIf, checkIfError, checkNullIf } from './check-conditionals';
import {
  checkBetween,
  checkBinary,
  checkComparison,
  checkIn,
  checkLike,
  checkQuantified,
  checkUnary
} from './check-operators';
import { checkExists, checkSubquery } from './check-subquery';
import { canBecome, constantOf, naturalType, resolveConstant, type Constant } from './constants';
import { argumentType, syntax, typeMismatch } from './errors';
import type { PlanContext } from './plan-context';
import { misplaced, type Clause, type QueryBlock, type SpecialClass } from './query-block';
import type { Rel } from './rel';
import { nullConst, type Scalar, type TupleScalar } from './scalar';
import { bare } from './same-type';
import type { Scope, ScopeColumn } from './scope';
import { resolveType } from './type-resolution';

/** A planned query as its user sees it: rows of an operator and what to read from them. */
export interface PlannedQuery {
  readonly rel: Rel;
  readonly columns: readonly ScopeColumn[];
}

/** Plans the queries inside expressions; the query planner implements it. */
export interface SubqueryPlanner {
  /** @param wanted types of the columns, where the surroundings say them */
  planSubquery(query: Query, scope: Scope, wanted: readonly SqlType[] | undefined): PlannedQuery;
}

/**
 * The type checker of expressions: one for each expression's place, with the names in reach there. It follows CockroachDB's
 * rules (sem/tree/type_check.go): a type that is wanted outside is handed down as a wish, and constants take it if they can.
 */
export class Checker {
  readonly context: PlanContext;
  readonly scope: Scope;
  readonly queries: SubqueryPlanner;
  /** Names the place of an expression that belongs to no SELECT: `DEFAULT`, `CHECK`. */
  readonly place: Clause;

  constructor(context: PlanContext, scope: Scope, queries: SubqueryPlanner, place: Clause) {
    this.context = context;
    this.scope = scope;
    this.queries = queries;
    this.place = place;
  }

  /** The SELECT that collects this expression's aggregates. */
  get block(): QueryBlock | undefined {
    return this.scope.block;
  }

  at(node: { readonly span: Span }): Span | undefined {
    return this.context.at(node.span);
  }

  /** An expression as it was written, for messages. */
  textOf(expr: Expr): string {
    const { offset, length } = expr.span;
    const text = this.context.text.slice(offset, offset + length);
    return this.context.foreign || text === ''
      ? expr.kind
      : text.length > 100
        ? `${text.slice(0, 100)}…`
        : text;
  }

  /**
   * Checks an expression.
   * @param wanted the type its user would like; the result may have another
   * @throws SqlError for names, types and functions that do not fit
   */
  check(expr: Expr, wanted?: SqlType): Scalar {
    switch (expr.kind) {
      case 'int':
      case 'decimal':
      case 'string':
      case 'bytes':
        return this.constant(constantOf(expr)!, wanted); // literals are constants
      case 'unary': {
        const constant = constantOf(expr);
        if (constant) return this.constant(constant, wanted);
      }
    }
    return this.context.nested(this.at(expr), () => this.#checkNode(expr, wanted));
  }

  /** A constant as the wanted type if it can, else as its own. @throws SqlError 22003 for an INT out of range */
  constant(constant: Constant, wanted: SqlType | undefined): Scalar {
    const { context } = this;
    if (wanted && wanted.family !== 'any' && canBecome(constant, wanted, context))
      return resolveConstant(constant, wanted, context);
    const natural = naturalType(constant);
    if (
      wanted?.family === 'int' &&
      constant.kind === 'number' &&
      constant.whole &&
      natural.family === 'decimal'
    )
      throw new SqlError('22003', 'numeric constant out of int64 range', { span: context.at(constant.span) });
    return resolveConstant(constant, natural, context);
  }

  /** Checks a condition. @throws SqlError 42804 when it is no BOOL */
  checkBool(expr: Expr, clause: string): Scalar {
    const scalar = this.check(expr, BOOL);
    if (scalar.type.family !== 'bool' && scalar.type.family !== 'unknown')
      throw argumentType(clause, 'bool', scalar.type, this.at(expr));
    return scalar;
  }

  /** Checks an expression that must have a type. @throws SqlError 42804 */
  checkAs(expr: Expr, type: SqlType, clause: string): Scalar {
    const scalar = this.check(expr, type);
    if (scalar.type.family !== type.family && scalar.type.family !== 'unknown')
      throw argumentType(clause, typeWord(type), scalar.type, this.at(expr));
    return scalar;
  }

  /** Says whether an aggregate, window function or generator may stand here. @throws SqlError when not */
  allow(what: SpecialClass, span: Span | undefined): QueryBlock {
    if (!this.block) throw misplaced(what, this.place, span);
    this.block.allow(what, span);
    return this.block;
  }

  #checkNode(expr: Expr, wanted: SqlType | undefined): Scalar {
    const span = this.at(expr);
    switch (expr.kind) {
      case 'paren':
        // `(t.*)` is the row of t as a tuple.
        if (expr.operand.kind === 'star')
          return rowTuple(this.scope.expand(expr.operand, span), undefined, span);
        return this.check(expr.operand, wanted);
      case 'bit':
        return { kind: 'const', type: VARBIT, span, value: expr.value };
      case 'bool':
        return { kind: 'const', type: BOOL, span, value: expr.value };
      case 'null':
        return nullConst(UNKNOWN, span);
      case 'default':
        throw syntax(
          'DEFAULT can only appear in a VALUES list within INSERT or on the right side of a SET',
          span
        );
      case 'placeholder':
        return this.#placeholder(expr, wanted, span);
      case 'column':
        return this.#column(expr, span);
      case 'star':
        // `t.*` alone is the row of t; `*` is none.
        if (!expr.table) throw syntax('cannot use "*" in this context', span);
        return rowTuple(this.scope.expand(expr, span), undefined, span);
      case 'ordinal':
        return this.#ordinal(expr.index, span);
      case 'unary':
        return checkUnary(this, expr, wanted);
      case 'binary':
        return checkBinary(this, expr, wanted);
      case 'comparison':
        return checkComparison(this, expr);
      case 'like':
        return checkLike(this, expr);
      case 'quantified':
        return checkQuantified(this, expr);
      case 'and':
      case 'or': {
        const operands = expr.operands.map((operand) => this.checkBool(operand, expr.kind.toUpperCase()));
        return { kind: expr.kind, type: BOOL, span, operands };
      }
      case 'not':
        return { kind: 'not', type: BOOL, span, operand: this.checkBool(expr.operand, 'NOT') };
      case 'is':
        return this.#is(expr, span);
      case 'isOf':
        return this.#isOf(expr, span);
      case 'between':
        return checkBetween(this, expr);
      case 'in':
        return checkIn(this, expr);
      case 'cast':
        return this.#cast(expr, span);
      case 'annotate':
        return this.#annotate(expr, span);
      case 'collate':
        return this.#collate(expr, span);
      case 'case':
        return this.#conditional(() => checkCase(this, expr, wanted));
      case 'if':
        return this.#conditional(() => checkIf(this, expr, wanted));
      case 'ifError':
        return this.#conditional(() => checkIfError(this, expr, wanted));
      case 'nullIf':
        return checkNullIf(this, expr, wanted);
      case 'coalesce':
        return this.#conditional(() => checkCoalesce(this, expr, wanted));
      case 'call':
        return checkCall(this, expr, wanted);
      case 'tuple':
        return checkTuple(this, expr, wanted);
      case 'access':
        return checkAccess(this, expr, wanted);
      case 'array':
        return checkArray(this, expr, wanted);
      case 'arraySubquery':
        return checkArraySubquery(this, expr, wanted);
      case 'subscript':
        return checkSubscript(this, expr, wanted);
      case 'subquery':
        return checkSubquery(this, expr, wanted);
      case 'exists':
        return checkExists(this, expr);
      case 'int':
      case 'decimal':
      case 'string':
      case 'bytes':
        return this.check(expr, wanted);
      default:
        return unreachable(expr);
    }
  }

  /** Whether a generator's rows were wanted would be known too late. */
  #conditional(check: () => Scalar): Scalar {
    const why = 'set-returning functions are not allowed in conditional expressions';
    return this.block ? this.block.withoutGenerators(why, check) : check();
  }

  #placeholder(
    expr: Expr & { kind: 'placeholder' },
    wanted: SqlType | undefined,
    span: Span | undefined
  ): Scalar {
    const { slot, index } = expr;
    const parameter = slot ? undefined : this.scope.parameter(index);
    if (parameter) return { ...parameter, span };
    if (!slot)
      throw new SqlError('42P02', `no value provided for placeholder: $${index}`, {
        span,
        hint: 'use PREPARE and EXECUTE, or write the value itself'
      });
    if (!slot.type) return this.constant({ kind: 'placeholder', index, slot, span: expr.span }, wanted);
    this.context.cacheable = false;
    const value: Scalar = { kind: 'const', type: slot.type, span, value: slot.value ?? null };
    // Where another type is wanted than PREPARE has said, the value is cast; if it cannot be, EXECUTE says so.
    const isOther = wanted && wanted.family !== 'any' && !equivalent(slot.type, wanted);
    return isOther && castRule(slot.type, wanted) ? explicitCast(value, wanted, span) : value;
  }

  #column(expr: ColumnRef, span: Span | undefined): Scalar {
    const found = this.scope.find(expr, span);
    if (found) return { ...found.column.expr, span };
    const row = expr.table === undefined ? this.#wholeRow(expr.column, span) : undefined;
    return row ?? { ...this.scope.resolve(expr, span).column.expr, span };
  }

  /** `t` for the row of the table t, where no column is called so. */
  #wholeRow(name: string, span: Span | undefined): TupleScalar | undefined {
    const source = this.scope.sourceNamed(name);
    if (!source) return undefined;
    return rowTuple(
      source.columns.filter((column) => !column.hidden),
      source.register,
      span
    );
  }

  #ordinal(index: number, span: Span | undefined): Scalar {
    const column = this.scope.columns[index - 1];
    if (index < 1 || !column) throw new SqlError('42703', `column ordinal @${index} not found`, { span });
    return { ...column.expr, span };
  }

  #is(expr: Expr & { kind: 'is' }, span: Span | undefined): Scalar {
    const base = { kind: 'is' as const, type: BOOL, span, not: expr.not };
    switch (expr.test) {
      case 'NULL': {
        const operand = this.check(expr.operand);
        if (operand.type.family !== 'tuple') return { ...base, test: 'null', operand };
        // Of a row, IS NOT NULL says that no element is NULL, which is not the opposite of IS NULL.
        return { ...base, test: expr.not ? 'tuple not null' : 'tuple null', not: false, operand };
      }
      case 'UNKNOWN':
        return { ...base, test: 'null', operand: this.checkBool(expr.operand, 'IS UNKNOWN') };
      case 'TRUE':
        return { ...base, test: 'true', operand: this.checkBool(expr.operand, 'IS TRUE') };
      case 'FALSE':
        return { ...base, test: 'false', operand: this.checkBool(expr.operand, 'IS FALSE') };
      case 'NAN': {
        const operand = this.check(expr.operand);
        if (!NAN_FAMILIES.has(operand.type.family))
          throw argumentType('IS NAN', 'float or decimal', operand.type, span);
        return { ...base, test: 'nan', operand };
      }
    }
  }

  #isOf(expr: Expr & { kind: 'isOf' }, span: Span | undefined): Scalar {
    const operand = this.check(expr.operand);
    const types = expr.types.map((ref) => this.resolveType(ref));
    const holds = types.some((type) => type.family === operand.type.family);
    return { kind: 'const', type: BOOL, span, value: holds !== expr.not };
  }

  #cast(expr: Expr & { kind: 'cast' }, span: Span | undefined): Scalar {
    const type = this.resolveType(expr.type);
    const operand = this.check(expr.operand, castWish(expr.operand, type));
    // A row of any columns keeps those it has.
    if (type.family === 'anytuple' && operand.type.family === 'tuple') return operand;
    return explicitCast(operand, type, span);
  }

  #annotate(expr: Expr & { kind: 'annotate' }, span: Span | undefined): Scalar {
    const type = this.resolveType(expr.type);
    const operand = this.check(expr.operand, type);
    if (operand.type.family === 'unknown') return nullConst(type, span);
    if (operand.type.family !== type.family)
      throw typeMismatch(
        `incompatible type annotation for ${this.textOf(expr.operand)} as ${typeWord(type)}, found type: ${typeWord(operand.type)}`,
        span
      );
    return { ...operand, type };
  }

  #collate(expr: Expr & { kind: 'collate' }, span: Span | undefined): Scalar {
    const operand = this.check(expr.operand, STRING);
    const { type } = operand;
    if (type.family !== 'string' && type.family !== 'collated' && type.family !== 'unknown')
      throw typeMismatch(`incompatible type for COLLATE: ${typeWord(type)}`, span);
    if (isPlainCollation(expr.locale)) return operand;
    requireCollation(expr.locale, span);
    return explicitCast(
      operand,
      { family: 'collated', variant: 'string', locale: shownLocale(expr.locale) },
      span
    );
  }

  resolveType(ref: Parameters<typeof resolveType>[0]): SqlType {
    return resolveType(ref, this.context.catalog, this.at(ref));
  }
}

const NAN_FAMILIES: ReadonlySet<SqlType['family']> = new Set<SqlType['family']>([
  'float',
  'decimal',
  'unknown'
]);

/** Only constants, alone or in an array or a row, take the type of the cast around them; anything else is typed by itself and then converted. */
function castWish(operand: Expr, type: SqlType): SqlType | undefined {
  if (type.family === 'tuple') return type;
  return constantOf(operand) || (type.family === 'array' && bare(operand).kind === 'array')
    ? type
    : undefined;
}

/** The tuple of a row's columns, labelled with their names. */
export function rowTuple(
  columns: readonly ScopeColumn[],
  register: number | undefined,
  span: Span | undefined
): TupleScalar {
  const type = tupleOf(
    columns.map((column) => column.type),
    columns.map((column) => column.name)
  );
  return { kind: 'tuple', type, span, items: columns.map((column) => column.expr), register };
}
