import { unreachable } from '../../base/assert';
import type {
  CaseExpr,
  CastExpr,
  ColumnRef,
  Expr,
  FrameBound,
  FunctionCall,
  StarExpr,
  SubscriptExpr,
  TupleExpr,
  WindowFrame,
  WindowSpec
} from '../ast/expr';
import { printBytes, printString } from './literals';
import {
  printFunctionName,
  printLocale,
  printName,
  printNames,
  printTableName,
  quoteAnyName,
  quoteName
} from './names';
import { printOrderBy, printOrderItem, printQuery } from './select';
import { printType, printTypes } from './types';

/**
 * Expressions in CockroachDB's form: `true`, `!=`, one blank around operators, and brackets around every operator inside
 * another, whether they are needed or not.
 */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'int':
    case 'decimal':
      return expr.text;
    case 'string':
      return printString(expr.value);
    case 'bytes':
      return printBytes(expr.value);
    case 'bit':
      return `B'${expr.value}'`;
    case 'bool':
      return String(expr.value);
    case 'null':
      return 'NULL';
    case 'default':
      return 'DEFAULT';
    case 'placeholder':
      return `$${expr.index}`;
    case 'ordinal':
      return `@${expr.index}`;
    case 'column':
    case 'star':
      return printReference(expr);
    case 'paren':
      return `(${printExpr(expr.operand)})`;
    default:
      return printCompound(expr);
  }
}

type Compound = Exclude<
  Expr,
  {
    kind:
      | 'int'
      | 'decimal'
      | 'string'
      | 'bytes'
      | 'bit'
      | 'bool'
      | 'null'
      | 'default'
      | 'placeholder'
      | 'ordinal'
      | 'column'
      | 'star'
      | 'paren';
  }
>;

function printCompound(expr: Compound): string {
  switch (expr.kind) {
    case 'unary':
      return expr.op + signedOperand(expr.operand);
    case 'not':
      return `NOT ${operand(expr.operand)}`;
    case 'binary':
    case 'comparison':
      return (
        operand(expr.left) + (CLOSE_OPERATORS.has(expr.op) ? expr.op : ` ${expr.op} `) + operand(expr.right)
      );
    case 'and':
    case 'or':
      return printLogical(expr.operands, expr.kind === 'and' ? ' AND ' : ' OR ');
    case 'like': {
      const escape = expr.escape ? ` ESCAPE ${operand(expr.escape)}` : '';
      return `${operand(expr.left)} ${expr.not ? 'NOT ' : ''}${expr.op} ${operand(expr.right)}${escape}`;
    }
    case 'quantified':
      return `${operand(expr.left)} ${expr.op} ${expr.quantifier} ${operand(expr.right)}`;
    case 'is': {
      const test = expr.test === 'TRUE' || expr.test === 'FALSE' ? expr.test.toLowerCase() : expr.test;
      return `${operand(expr.operand)} IS ${expr.not ? 'NOT ' : ''}${test}`;
    }
    case 'isOf':
      return `${operand(expr.operand)} IS ${expr.not ? 'NOT ' : ''}OF (${printTypes(expr.types)})`;
    case 'between': {
      const words = `${expr.not ? 'NOT ' : ''}BETWEEN ${expr.symmetric ? 'SYMMETRIC ' : ''}`;
      return `${operand(expr.operand)} ${words}${operand(expr.low)} AND ${operand(expr.high)}`;
    }
    case 'in':
      return `${operand(expr.left)} ${expr.not ? 'NOT ' : ''}IN ${printExpr(expr.right)}`;
    case 'cast':
      return printCast(expr);
    case 'annotate':
      if (expr.form === 'function')
        return `ANNOTATE_TYPE(${printExpr(expr.operand)}, ${printType(expr.type)})`;
      return `${castOperand(expr.operand)}:::${printType(expr.type)}`;
    case 'collate':
      return `${castOperand(expr.operand)} COLLATE ${printLocale(expr.locale)}`;
    case 'case':
      return printCase(expr);
    case 'if':
      return `IF(${printExprs([expr.condition, expr.then, expr.else])})`;
    case 'ifError':
      return `${expr.else ? 'IFERROR' : 'ISERROR'}(${printExprs([expr.operand, ...present(expr.else, expr.code)])})`;
    case 'nullIf':
      return `NULLIF(${printExprs([expr.left, expr.right])})`;
    case 'coalesce':
      return `${expr.name}(${printExprs(expr.items)})`;
    case 'call':
      return printCall(expr);
    case 'tuple':
      return printTuple(expr);
    case 'access':
      return `(${printExpr(expr.operand)}).${printField(expr.field)}`;
    case 'array':
      return `ARRAY[${printExprs(expr.items)}]`;
    case 'arraySubquery':
      return `ARRAY (${printQuery(expr.query)})`;
    case 'subscript':
      return printSubscript(expr);
    case 'subquery':
      return `(${printQuery(expr.query)})`;
    case 'exists':
      return `EXISTS (${printQuery(expr.query)})`;
    default:
      return unreachable(expr);
  }
}

/** Written without blanks around them. */
const CLOSE_OPERATORS: ReadonlySet<string> = new Set(['->', '->>', '#>', '#>>']);

export function printExprs(exprs: readonly Expr[]): string {
  return exprs.map(printExpr).join(', ');
}

function present(...exprs: readonly (Expr | undefined)[]): Expr[] {
  return exprs.filter((expr) => expr !== undefined);
}

function printReference(expr: ColumnRef | StarExpr): string {
  const last = expr.kind === 'star' ? '*' : undefined;
  if (!expr.table) return last ?? quoteName((expr as ColumnRef).column);
  return `${printTableName(expr.table)}.${last ?? quoteAnyName((expr as ColumnRef).column)}`;
}

/** Whether an expression stands in brackets as an operand: it is an operator, and no signed number. */
function isOperator(expr: Expr): boolean {
  switch (expr.kind) {
    case 'unary':
      return !isSignedNumber(expr);
    case 'not':
    case 'binary':
    case 'comparison':
    case 'and':
    case 'or':
    case 'like':
    case 'quantified':
    case 'is':
    case 'isOf':
    case 'between':
    case 'in':
      return true;
    default:
      return false;
  }
}

function isSignedNumber(expr: Expr): boolean {
  return (
    expr.kind === 'unary' &&
    expr.op === '-' &&
    (expr.operand.kind === 'int' || expr.operand.kind === 'decimal')
  );
}

/** An operand of an operator. */
function operand(expr: Expr): string {
  return isOperator(expr) ? `(${printExpr(expr)})` : printExpr(expr);
}

/** What follows a sign: two signs in a row would begin a comment, and a collation binds less. */
function signedOperand(expr: Expr): string {
  return expr.kind === 'collate' ? `(${printExpr(expr)})` : castOperand(expr);
}

/** An operand of what binds tighter than a sign. */
function castOperand(expr: Expr): string {
  return isSignedNumber(expr) ? `(${printExpr(expr)})` : operand(expr);
}

/** AND and OR from the left: `(a AND b) AND c`. */
function printLogical(operands: readonly Expr[], word: string): string {
  let text = operand(operands[0]);
  for (let i = 1; i < operands.length; i++)
    text = (i === 1 ? text : `(${text})`) + word + operand(operands[i]);
  return text;
}

function printCast(expr: CastExpr): string {
  const type = printType(expr.type);
  if (expr.form === 'function') return `CAST(${printExpr(expr.operand)} AS ${type})`;
  if (expr.form === 'prefix' && expr.operand.kind === 'string') return `${type} ${printExpr(expr.operand)}`;
  return `${castOperand(expr.operand)}::${type}`;
}

function printCase(expr: CaseExpr): string {
  const head = expr.operand ? `CASE ${printExpr(expr.operand)}` : 'CASE';
  const whens = expr.whens
    .map(({ when, then }) => ` WHEN ${printExpr(when)} THEN ${printExpr(then)}`)
    .join('');
  return `${head}${whens}${expr.else ? ` ELSE ${printExpr(expr.else)}` : ''} END`;
}

function printTuple({ items, labels }: TupleExpr): string {
  const tuple = `(${printExprs(items)}${items.length === 1 ? ',' : ''})`;
  return labels ? `(${tuple} AS ${printNames(labels)})` : tuple;
}

function printField(field: string | number): string {
  if (typeof field === 'number') return `@${field}`;
  return field === '*' ? field : quoteAnyName(field);
}

/** What may stand before a subscript without brackets. */
const SUBSCRIPTABLE: ReadonlySet<Expr['kind']> = new Set<Expr['kind']>([
  ...([
    'int',
    'decimal',
    'string',
    'bytes',
    'bit',
    'bool',
    'null',
    'placeholder',
    'column',
    'star',
    'ordinal'
  ] as const),
  ...([
    'paren',
    'call',
    'tuple',
    'access',
    'array',
    'arraySubquery',
    'subquery',
    'coalesce',
    'if',
    'ifError',
    'nullIf'
  ] as const)
]);

function printSubscript({ operand: inner, subscripts }: SubscriptExpr): string {
  const base = SUBSCRIPTABLE.has(inner.kind) ? printExpr(inner) : `(${printExpr(inner)})`;
  return (
    base +
    subscripts.map(({ colon, begin, end }) => `[${bound(begin)}${colon ? `:${bound(end)}` : ''}]`).join('')
  );
}

function bound(expr: Expr | undefined): string {
  return expr ? printExpr(expr) : '';
}

function printCall(call: FunctionCall): string {
  const name = call.oid === undefined ? printFunctionName(call.name) : `[FUNCTION ${call.oid}]`;
  const quantifier = call.quantifier ? `${call.quantifier} ` : '';
  const order = call.orderBy.length > 0 ? ` ${printOrderBy(call.orderBy)}` : '';
  const within = call.withinGroup ? ` WITHIN GROUP (ORDER BY ${printOrderItem(call.withinGroup)})` : '';
  const filter = call.filter ? ` FILTER (WHERE ${printExpr(call.filter)})` : '';
  const over = call.over ? ` OVER ${printWindow(call.over)}` : '';
  return `${name}(${quantifier}${call.star ? '*' : printExprs(call.args)}${order})${within}${filter}${over}`;
}

/** A window by its name, or in brackets. */
export function printWindow(spec: WindowSpec): string {
  if (spec.named && spec.base) return printName(spec.base);
  const parts: string[] = [];
  if (spec.base) parts.push(printName(spec.base));
  if (spec.partitionBy.length > 0) parts.push(`PARTITION BY ${printExprs(spec.partitionBy)}`);
  if (spec.orderBy.length > 0) parts.push(printOrderBy(spec.orderBy));
  if (spec.frame) parts.push(printFrame(spec.frame));
  return `(${parts.join(' ')})`;
}

function printFrame({ mode, start, end, exclude }: WindowFrame): string {
  const bounds = end ? `BETWEEN ${printBound(start)} AND ${printBound(end)}` : printBound(start);
  return `${mode} ${bounds}${exclude ? ` EXCLUDE ${exclude}` : ''}`;
}

function printBound({ kind, offset }: FrameBound): string {
  return offset ? `${printExpr(offset)} ${kind}` : kind;
}
