import type { Expr, Subscript, SubqueryExpr, TupleExpr } from '../ast/expr';
import type { Name } from '../ast/name';
import type { Query } from '../ast/select';
import { ANY_NAME } from '../lex/keywords';
import type { Cursor } from './cursor';
import { expr, exprFrom } from './expr';
import { name } from './names';
import { simpleCall } from './primary';
import { atQuery, continueQuery, queryFrom } from './select';

/** What stands in brackets and behind an operand: lists, queries, tuples with labels, fields, subscripts. */

/** The right side of IN, and of `(a, b) = …` in UPDATE: a query or a list in brackets, which may be empty. */
export function inList(p: Cursor): TupleExpr | SubqueryExpr {
  const offset = p.offset;
  const inside = brackets(p);
  if (inside.kind === 'query') return { kind: 'subquery', query: inside.query, span: p.spanFrom(offset) };
  if (inside.kind === 'labelled') p.failAt(p.pos - 1);
  return { kind: 'tuple', row: false, items: inside.items, labels: undefined, span: p.spanFrom(offset) };
}

/** What a pair of brackets holds: a query, any number of expressions, or a tuple with the labels of its items. */
export type Brackets =
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'labelled'; readonly tuple: TupleExpr; readonly labels: readonly Name[] }
  | { readonly kind: 'list'; readonly items: readonly Expr[]; readonly trailingComma: boolean };

/**
 * Reads a pair of brackets. `((SELECT 1) UNION …)` and `((SELECT 1) + 1)` begin alike, so what the inner brackets hold
 * decides only once it is known what follows them.
 */
export function brackets(p: Cursor): Brackets {
  p.expect('(');
  if (p.eat(')')) return { kind: 'list', items: [], trailingComma: false };
  const offset = p.offset;
  if (atQuery(p)) {
    const query = queryFrom(p);
    p.expect(')');
    return { kind: 'query', query };
  }
  if (p.kind !== '(' || !leadsToQuery(p)) return bracketList(p, expr(p));
  p.enter();
  const inside = brackets(p);
  p.leave();
  if (inside.kind === 'query') {
    const query = continueQuery(p, inside.query, offset);
    if (query) {
      p.expect(')');
      return { kind: 'query', query };
    }
    if (p.at(')')) {
      p.next();
      return { kind: 'query', query: inside.query };
    }
  }
  const head = afterBrackets(p, inside, offset);
  return bracketList(p, exprFrom(p, subscripts(p, head, offset), offset));
}

/** Whether the brackets that open here have a query as their first thing. */
function leadsToQuery(p: Cursor): boolean {
  let ahead = 0;
  while (p.peek(ahead) === '(') ahead++;
  const kind = p.peek(ahead);
  if (kind === 'VALUES') return p.peek(ahead + 1) === '(';
  return kind === 'SELECT' || kind === 'TABLE' || kind === 'WITH' || kind === 'caret';
}

function bracketList(p: Cursor, first: Expr): Brackets {
  if (first.kind === 'tuple' && !first.labels && p.eat('AS')) {
    const labels = p.list((c) => name(c, 'new_name'));
    p.expect(')');
    return { kind: 'labelled', tuple: first, labels };
  }
  const hasComma = p.eat(',');
  const trailingComma = hasComma && p.kind === ')';
  const items = hasComma && !trailingComma ? p.listAfter(first, expr) : [first];
  p.expect(')');
  return { kind: 'list', items, trailingComma };
}

/** The expression that a pair of brackets is, with what may follow only them: a field, a label list, OVERLAPS. */
export function afterBrackets(p: Cursor, inside: Brackets, offset: number): Expr {
  if (inside.kind === 'query') return { kind: 'subquery', query: inside.query, span: p.spanFrom(offset) };
  if (inside.kind === 'labelled') return { ...inside.tuple, labels: inside.labels, span: p.spanFrom(offset) };
  const { items, trailingComma } = inside;
  if (items.length === 1 && !trailingComma) return afterParen(p, items[0], offset);
  const tuple: TupleExpr = { kind: 'tuple', row: false, items, labels: undefined, span: p.spanFrom(offset) };
  return p.at('OVERLAPS') ? overlaps(p, tuple, offset) : tuple;
}

/** `(a, b) OVERLAPS (c, d)`, at the word. */
export function overlaps(p: Cursor, left: TupleExpr, offset: number): Expr {
  p.expect('OVERLAPS');
  const isRow = p.eat('ROW');
  const right = brackets(p);
  if (right.kind !== 'list') p.failAt(p.pos - 1);
  if (!isRow && right.items.length === 1 && !right.trailingComma) p.failAt(p.pos - 1);
  if (left.items.length !== 2) p.fail('wrong number of parameters on left side of OVERLAPS expression');
  if (right.items.length !== 2) p.fail('wrong number of parameters on right side of OVERLAPS expression');
  return simpleCall('overlaps', [...left.items, ...right.items], p.spanFrom(offset));
}

function afterParen(p: Cursor, operand: Expr, offset: number): Expr {
  if (p.kind !== '.') return { kind: 'paren', operand, span: p.spanFrom(offset) };
  p.next();
  if (p.eat('*')) return { kind: 'access', operand, field: '*', by: 'star', span: p.spanFrom(offset) };
  if (p.eat('@')) {
    const field = p.at('int') ? Number(p.tokenText()) : p.fail();
    if (field < 1) p.fail('invalid numeric tuple index: indexes must be > 0');
    p.next();
    return { kind: 'access', operand, field, by: 'position', span: p.spanFrom(offset) };
  }
  if (!p.isName(ANY_NAME)) {
    p.offer('column');
    p.fail();
  }
  const field = p.tokenText();
  p.next();
  return { kind: 'access', operand, field, by: 'label', span: p.spanFrom(offset) };
}

/** `[1]`, `[1:2]` behind an operand, any number of them. */
export function subscripts(p: Cursor, operand: Expr, offset: number): Expr {
  if (p.kind !== '[') return operand;
  const list: Subscript[] = [];
  while (p.eat('[')) list.push(subscript(p));
  return { kind: 'subscript', operand, subscripts: list, span: p.spanFrom(offset) };
}

function subscript(p: Cursor): Subscript {
  const begin = p.at(':') ? undefined : expr(p);
  const colon = p.eat(':');
  const end = colon && !p.at(']') ? expr(p) : undefined;
  p.expect(']');
  return { colon, begin, end };
}
