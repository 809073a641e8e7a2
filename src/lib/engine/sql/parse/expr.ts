import type { BinaryOp, ComparisonOp, Expr, LikeOp, Quantifier, QuantifiedExpr } from '../ast/expr';
import { NAME } from '../lex/keywords';
import type { TokenKind } from '../lex/tokens';
import { inList } from './brackets';
import { type Cursor, MAX_DEPTH } from './cursor';
import { primary, simpleCall } from './primary';
import {
  AND,
  AT,
  BOOLEAN_OPERATORS,
  CONCAT,
  ESCAPE,
  INFIX,
  type Infix,
  IS,
  MATCH,
  NAMED_OPERATOR,
  NOT,
  OR,
  QUANTIFIABLE,
  SHIFT,
  UNARY
} from './operators';
import { collationName, typeList, typeRef } from './types';

/**
 * Expressions, by precedence climbing over CockroachDB's table (docs v26.2 `functions-and-operators.md`, and the order of
 * its grammar, which says more). A restricted expression (`b_expr` in the grammar) is one that AND, IN and the like end:
 * the first bound of BETWEEN, a column's DEFAULT.
 */

/** An expression. @throws SqlError 42601, 0A000, 54001 */
export function expr(p: Cursor): Expr {
  return binary(p, 0, false);
}

/** An expression that AND, OR, NOT, IN, LIKE, BETWEEN and IS NULL end. */
export function restrictedExpr(p: Cursor): Expr {
  return binary(p, 0, true);
}

/** What binds tighter than any operator: a literal, a name, a call, brackets, with its subscripts. */
export function tightExpr(p: Cursor): Expr {
  return primary(p, false);
}

export function exprList(p: Cursor): Expr[] {
  return p.list(expr);
}

function binary(p: Cursor, least: number, restricted: boolean): Expr {
  p.enter();
  const outer = p.height;
  p.height = 0;
  const offset = p.offset;
  const left = unary(p, restricted);
  const result = p.kind === ',' || p.kind === ')' ? left : infix(p, left, offset, least, restricted);
  if (p.height < outer) p.height = outer;
  p.depth--;
  return result;
}

/** Goes on with an expression whose first operand is already read. */
export function exprFrom(p: Cursor, left: Expr, offset: number): Expr {
  return infix(p, left, offset, 0, false);
}

function unary(p: Cursor, restricted: boolean): Expr {
  const offset = p.offset;
  switch (p.kind) {
    case 'int':
    case 'string':
    case 'ident':
    case '(':
      return primary(p, restricted);
    case '+':
      p.next();
      return binary(p, UNARY, restricted);
    case '-':
    case '~': {
      const op = p.kind;
      p.next();
      const operand = binary(p, UNARY, restricted);
      return { kind: 'unary', op, operand, span: p.spanFrom(offset) };
    }
    case '|/':
    case '||/': {
      if (restricted) p.fail();
      const op = p.kind;
      p.next();
      const operand = binary(p, SHIFT + 1, false);
      return { kind: 'unary', op, operand, span: p.spanFrom(offset) };
    }
    case 'NOT': {
      if (restricted) p.fail();
      p.next();
      const operand = binary(p, NOT, false);
      return { kind: 'not', operand, span: p.spanFrom(offset) };
    }
    case 'OPERATOR':
      if (p.peek(1) === '(') return prefixOperator(p, restricted);
      return primary(p, restricted);
    default:
      if (p.kind === 'caret' && !restricted) p.recorder?.keyword('NOT');
      return primary(p, restricted);
  }
}

/** `OPERATOR(-) x` */
function prefixOperator(p: Cursor, restricted: boolean): Expr {
  const offset = p.offset;
  const op = operatorName(p);
  const operand = binary(p, SHIFT + 1, restricted);
  const span = p.spanFrom(offset);
  if (op === '+') return operand;
  if (op === '-' || op === '~' || op === '|/' || op === '||/') return { kind: 'unary', op, operand, span };
  p.fail(`unknown unary operator ${op}`);
}

/** `OPERATOR(op)`; a schema before it is not supported by CockroachDB either. */
function operatorName(p: Cursor): TokenKind {
  p.expectAll('OPERATOR', '(');
  if (p.isName(NAME) && p.peek(1) === '.') {
    if (p.tokenText() !== 'pg_catalog') p.unsupported('operators with a schema');
    p.next();
    p.next();
  }
  const op = p.kind;
  if (!(QUANTIFIABLE.has(op) && op !== 'LIKE' && op !== 'ILIKE') && op !== '|/' && op !== '||/') p.fail();
  p.next();
  p.expect(')');
  return op;
}

/** Reads operators and right operands for as long as they bind at least as tightly as asked. */
function infix(p: Cursor, first: Expr, offset: number, least: number, restricted: boolean): Expr {
  let left = first;
  for (;;) {
    const entry = INFIX.get(p.kind);
    if (!entry) {
      if (p.kind === 'caret') offerOperators(p, least, restricted);
      return left;
    }
    if (entry.binds < least || (restricted && !entry.restricted)) return left;
    // `SELECT a operator`, `a NOT VISIBLE`, `a AS OF`: words that only look like an operator.
    if (entry.kind === 'special' && !isOperatorHere(p, restricted)) return left;
    const next = operation(p, left, offset, entry, restricted);
    if (++p.height > MAX_DEPTH) p.tooDeep();
    left = next;
    if (entry.nonAssociative && INFIX.get(p.kind)?.binds === entry.binds && endsOpen(left))
      failChained(p, restricted);
  }
}

/** Whether the operation read last ends in an expression, so that a second one of its kind would be ambiguous. */
function endsOpen(left: Expr): boolean {
  return left.kind !== 'quantified' && left.kind !== 'in';
}

function failChained(p: Cursor, restricted: boolean): void {
  const entry = INFIX.get(p.kind)!; // the caller has found it
  if (restricted && !entry.restricted) return;
  if (entry.kind === 'special' && !isOperatorHere(p, restricted)) return;
  p.fail('operators of this kind cannot be chained', 'use brackets, or AND between two comparisons');
}

function isOperatorHere(p: Cursor, restricted: boolean): boolean {
  switch (p.kind) {
    case 'OPERATOR':
      return p.peek(1) === '(';
    case 'AT':
      return p.peek(1) === 'TIME';
    case 'NOT': {
      const next = p.peek(1);
      return (
        next === 'BETWEEN' ||
        next === 'IN' ||
        next === 'LIKE' ||
        next === 'ILIKE' ||
        next === 'SIMILAR' ||
        next === 'caret'
      );
    }
    case 'IS':
      return !restricted || isRestrictedTest(p);
    default:
      return true;
  }
}

/** `IS [NOT] DISTINCT FROM` and `IS [NOT] OF`, the only tests of a restricted expression. */
function isRestrictedTest(p: Cursor): boolean {
  const word = p.peek(p.peek(1) === 'NOT' ? 2 : 1);
  return word === 'DISTINCT' || word === 'OF';
}

/** Keywords that go on with an expression, told to the recorder where the caret stands behind one. */
function offerOperators(p: Cursor, least: number, restricted: boolean): void {
  for (const [kind, entry] of INFIX)
    if (entry.binds >= least && (!restricted || entry.restricted)) p.recorder?.keyword(kind);
}

function operation(p: Cursor, left: Expr, offset: number, entry: Infix, restricted: boolean): Expr {
  const next = p.peek(1);
  if ((next === 'ANY' || next === 'SOME' || next === 'ALL') && QUANTIFIABLE.has(p.kind) && !restricted) {
    const op = p.kind;
    p.next();
    return quantified(p, left, offset, op, false);
  }
  if (entry.kind === 'special') return special(p, left, offset, restricted);
  p.next();
  const right = binary(p, entry.binds + 1, restricted);
  const span = p.spanFrom(offset);
  if (entry.kind === 'comparison')
    return { kind: 'comparison', op: entry.op as ComparisonOp, left, right, span };
  return { kind: 'binary', op: entry.op as BinaryOp, left, right, span };
}

function special(p: Cursor, left: Expr, offset: number, restricted: boolean): Expr {
  const kind = p.kind;
  switch (kind) {
    case 'AND':
    case 'OR':
      return logical(p, left, offset, kind);
    case 'NOT':
      p.next();
      return matching(p, left, offset, true);
    case 'LIKE':
    case 'ILIKE':
    case 'SIMILAR':
    case 'IN':
    case 'BETWEEN':
      return matching(p, left, offset, false);
    case 'IS':
      p.next();
      return isTest(p, left, offset, restricted);
    case 'ISNULL':
    case 'NOTNULL':
      p.next();
      return { kind: 'is', test: 'NULL', not: kind === 'NOTNULL', operand: left, span: p.spanFrom(offset) };
    case '::':
      p.next();
      return { kind: 'cast', form: 'short', operand: left, type: typeRef(p), span: p.spanFrom(offset) };
    case ':::':
      p.next();
      return { kind: 'annotate', form: 'short', operand: left, type: typeRef(p), span: p.spanFrom(offset) };
    case 'COLLATE':
      p.next();
      return { kind: 'collate', operand: left, locale: collationName(p), span: p.spanFrom(offset) };
    case 'AT': {
      p.expectAll('AT', 'TIME', 'ZONE');
      const zone = binary(p, AT + 1, false);
      return simpleCall('timezone', [zone, left], p.spanFrom(offset));
    }
    case '<<=':
    case '>>=': {
      p.next();
      const right = binary(p, SHIFT + 1, false);
      const name = kind === '<<=' ? 'inet_contained_by_or_equals' : 'inet_contains_or_equals';
      return simpleCall(name, [left, right], p.spanFrom(offset));
    }
    default:
      return namedOperator(p, left, offset, restricted);
  }
}

/** `a OPERATOR(+) b` means `a + b`, but binds like any operator without a place in the table. */
function namedOperator(p: Cursor, left: Expr, offset: number, restricted: boolean): Expr {
  const op = operatorName(p);
  if (p.atAny('ANY', 'SOME', 'ALL') && !restricted) return quantified(p, left, offset, op, false);
  const entry = INFIX.get(op);
  const right = binary(p, NAMED_OPERATOR, restricted);
  const span = p.spanFrom(offset);
  if (entry?.kind === 'comparison') return { kind: 'comparison', op: op as ComparisonOp, left, right, span };
  if (entry?.kind === 'arithmetic') return { kind: 'binary', op: op as BinaryOp, left, right, span };
  p.fail(`unknown binary operator ${op}`);
}

function logical(p: Cursor, left: Expr, offset: number, word: 'AND' | 'OR'): Expr {
  p.next();
  const operands = p.listAfter(left, word === 'AND' ? conjunct : disjunct, word);
  return { kind: word === 'AND' ? 'and' : 'or', operands, span: p.spanFrom(offset) };
}

const conjunct = (p: Cursor) => binary(p, AND + 1, false);
const disjunct = (p: Cursor) => binary(p, OR + 1, false);

/** The right side of `a = ANY …`, at ANY. */
function quantified(p: Cursor, left: Expr, offset: number, op: TokenKind, not: boolean): Expr {
  const quantifier = p.kind as Quantifier;
  p.next();
  const right = binary(p, CONCAT + 1, false);
  const fullOp = not ? `NOT ${op}` : op;
  if (!BOOLEAN_OPERATORS.has(fullOp))
    p.fail(`${op} ${quantifier} <array> is invalid because "${op}" is not a boolean operator`);
  return {
    kind: 'quantified',
    op: fullOp as QuantifiedExpr['op'],
    quantifier,
    left,
    right,
    span: p.spanFrom(offset)
  };
}

/** LIKE, ILIKE, SIMILAR TO, IN and BETWEEN, behind a NOT that is already read. */
function matching(p: Cursor, left: Expr, offset: number, not: boolean): Expr {
  if (p.eat('IN')) return { kind: 'in', not, left, right: inList(p), span: p.spanFrom(offset) };
  if (p.eat('BETWEEN')) return between(p, left, offset, not);
  const word = p.expectOneOf('LIKE', 'ILIKE', 'SIMILAR');
  let op: LikeOp = 'SIMILAR TO';
  if (word === 'SIMILAR') p.expect('TO');
  else {
    op = word;
    if (p.atAny('ANY', 'SOME', 'ALL')) return quantified(p, left, offset, word, not);
  }
  const right = binary(p, MATCH + 1, false);
  const escape = p.eat('ESCAPE') ? binary(p, ESCAPE + 1, false) : undefined;
  if (!escape) checkChain(p);
  return { kind: 'like', op, not, left, right, escape, span: p.spanFrom(offset) };
}

/** A second LIKE, BETWEEN or the like without brackets. */
function checkChain(p: Cursor): void {
  if (INFIX.get(p.kind)?.binds === MATCH) failChained(p, false);
}

function between(p: Cursor, left: Expr, offset: number, not: boolean): Expr {
  const symmetric = p.eat('SYMMETRIC');
  if (!symmetric) p.eat('ASYMMETRIC');
  const low = restrictedExpr(p);
  p.expect('AND');
  const high = binary(p, MATCH + 1, false);
  checkChain(p);
  return { kind: 'between', not, symmetric, operand: left, low, high, span: p.spanFrom(offset) };
}

function isTest(p: Cursor, left: Expr, offset: number, restricted: boolean): Expr {
  const not = p.eat('NOT');
  if (p.eat('DISTINCT')) {
    p.expect('FROM');
    const right = binary(p, IS + 1, restricted);
    const op = not ? 'IS NOT DISTINCT FROM' : 'IS DISTINCT FROM';
    if (p.kind === 'IS' || (!restricted && (p.kind === 'ISNULL' || p.kind === 'NOTNULL')))
      failChained(p, restricted);
    // IS [NOT] TRUE and FALSE are short for this, and are what CockroachDB prints for it.
    if (right.kind === 'bool') {
      const test = right.value ? 'TRUE' : 'FALSE';
      return { kind: 'is', test, not: !not, operand: left, span: p.spanFrom(offset) };
    }
    return { kind: 'comparison', op, left, right, span: p.spanFrom(offset) };
  }
  if (p.eat('OF')) {
    p.expect('(');
    const types = typeList(p);
    p.expect(')');
    return { kind: 'isOf', not, operand: left, types, span: p.spanFrom(offset) };
  }
  const test = p.expectOneOf('NULL', 'TRUE', 'FALSE', 'UNKNOWN', 'NAN');
  return { kind: 'is', test, not, operand: left, span: p.spanFrom(offset) };
}
