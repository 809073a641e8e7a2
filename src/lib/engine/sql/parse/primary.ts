import type { Span } from '../../base/errors';
import type {
  ArrayExpr,
  CaseWhen,
  Expr,
  FrameBound,
  FunctionCall,
  TupleExpr,
  WindowFrame,
  WindowSpec
} from '../ast/expr';
import type { ObjectName } from '../ast/name';
import type { OrderItem } from '../ast/select';
import { integerText } from '../ast/values';
import { ANY_NAME, FUNCTION_NAME, NAME, TABLE_NAME, TYPE_NAME } from '../lex/keywords';
import type { TokenKind } from '../lex/tokens';
import { type Cursor, NONE } from './cursor';
import { afterBrackets, brackets, overlaps, subscripts } from './brackets';
import { expr, exprList } from './expr';
import { name } from './names';
import { placeholder } from './placeholder';
import { orderItems, queryInBrackets } from './select';
import { specialCall } from './special-calls';
import { iconst32, iconst64, intervalLiteralType, isTypeKeyword, literalType, typeRef } from './types';

/** What operators join: literals, names, calls, brackets, CASE, arrays. */

/** `restricted` says that DEFAULT may not stand here. @throws SqlError 42601, 0A000 */
export function primary(p: Cursor, restricted: boolean): Expr {
  const offset = p.offset;
  switch (p.kind) {
    case 'int': {
      const node: Expr = {
        kind: 'int',
        text: integerText(p.tokenText()),
        lit: p.takeLiteral(),
        span: p.tokenSpan()
      };
      p.next();
      return subscripts(p, node, offset);
    }
    case 'string':
      return subscripts(p, stringLiteral(p), offset);
    case 'decimal': {
      const node: Expr = { kind: 'decimal', text: p.tokenText(), lit: p.takeLiteral(), span: p.tokenSpan() };
      p.next();
      return subscripts(p, node, offset);
    }
    case '(':
      return subscripts(p, afterBrackets(p, brackets(p), offset), offset);
    case 'ident':
      return subscripts(p, named(p, offset), offset);
    case 'CASE':
      return caseExpr(p);
    case 'EXISTS':
      if (p.peek(1) === '(') {
        p.next();
        return { kind: 'exists', query: queryInBrackets(p), span: p.spanFrom(offset) };
      }
      return subscripts(p, named(p, offset), offset);
    case 'DEFAULT':
      if (restricted) p.fail();
      p.next();
      return { kind: 'default', span: p.spanFrom(offset) };
    default:
      return subscripts(p, unusual(p, offset), offset);
  }
}

/** A string constant; its value is what the token stands for. */
export function stringLiteral(p: Cursor): Expr {
  const node: Expr = { kind: 'string', value: p.tokenText(), lit: p.takeLiteral(), span: p.tokenSpan() };
  p.next();
  return node;
}

/** Keywords and signs that an operand may begin with. */
function unusual(p: Cursor, offset: number): Expr {
  switch (p.kind) {
    case 'NULL':
      p.next();
      return { kind: 'null', span: p.spanFrom(offset) };
    case 'TRUE':
    case 'FALSE': {
      const value = p.kind === 'TRUE';
      p.next();
      return { kind: 'bool', value, span: p.spanFrom(offset) };
    }
    case 'placeholder':
      return placeholder(p);
    case 'bytes': {
      const value = p.tokens.values.get(p.pos) as Uint8Array; // the lexer stores nothing else for this kind
      p.next();
      return { kind: 'bytes', value, span: p.spanFrom(offset) };
    }
    case 'bits': {
      const value = p.tokenText();
      p.next();
      return { kind: 'bit', value, span: p.spanFrom(offset) };
    }
    case 'ARRAY':
      return arrayExpr(p);
    case 'CAST':
      return castExpr(p, offset);
    case '@':
      return ordinal(p, offset);
    case '[':
      return functionById(p, offset);
    case 'UNIQUE':
      if (p.peek(1) === '(') p.unsupported('the UNIQUE predicate');
      break;
    case 'ROW':
      if (p.peek(1) === '(') return rowExpr(p, offset);
      break;
    case 'INTERVAL':
      if (p.peek(1) === 'string' || p.peek(1) === '(') return intervalLiteral(p, offset);
      break;
    case 'caret':
      offerOperands(p);
      break;
  }
  if (beginsTypedLiteral(p)) return typedLiteral(p, offset);
  const call = specialCall(p);
  if (call) return call;
  return named(p, offset);
}

/** What may begin an operand, for the recorder. */
function offerOperands(p: Cursor): void {
  p.offer('column');
  p.offer('function');
  p.offer('expression');
  p.atAny('NULL', 'TRUE', 'FALSE', 'CASE', 'CAST', 'EXISTS', 'ARRAY', 'ROW', 'INTERVAL', 'DEFAULT');
}

/** A keyword of a type that goes on as only a type can: before a string, a length or another word of its name. */
function beginsTypedLiteral(p: Cursor): boolean {
  if (!isTypeKeyword(p.kind)) return false;
  const next = p.peek(1);
  if (p.kind === 'DOUBLE') return next === 'PRECISION';
  if (next === 'string' || next === '(' || next === 'VARYING') return true;
  if (p.kind !== 'TIME' && p.kind !== 'TIMESTAMP') return false;
  return (next === 'WITH' || next === 'WITHOUT') && p.peek(2) === 'TIME';
}

/** `TIMESTAMP(3) '…'` */
function typedLiteral(p: Cursor, offset: number): Expr {
  const type = literalType(p);
  if (p.kind !== 'string') p.fail();
  return { kind: 'cast', form: 'prefix', operand: stringLiteral(p), type, span: p.spanFrom(offset) };
}

function intervalLiteral(p: Cursor, offset: number): Expr {
  let operand: Expr | undefined;
  const type = intervalLiteralType(p, () => {
    if (p.kind !== 'string') p.fail();
    operand = stringLiteral(p);
  });
  // As in CockroachDB an interval literal is a plain cast. The callback always runs.
  return { kind: 'cast', form: 'short', operand: operand!, type, span: p.spanFrom(offset) };
}

/** A column, `t.*`, a call, or a literal of a named type (`uuid '…'`). */
function named(p: Cursor, offset: number): Expr {
  const next = p.peek(1);
  if (next === '(' && p.isName(FUNCTION_NAME)) return call(p, offset, undefined);
  if (next === 'string' && p.isName(TYPE_NAME)) return namedLiteral(p, offset);
  if (next === '.' && p.isName(TABLE_NAME)) return dotted(p, offset);
  if (!p.isName(NAME)) p.fail();
  const column = p.tokenText();
  const span = p.tokenSpan();
  p.next();
  return { kind: 'column', table: undefined, column, span };
}

function namedLiteral(p: Cursor, offset: number): Expr {
  const type = typeRef(p);
  return { kind: 'cast', form: 'prefix', operand: stringLiteral(p), type, span: p.spanFrom(offset) };
}

/** `a.b`, `a.b.c.d`, `a.b.*`; before a bracket it is a function, before a string a type. */
function dotted(p: Cursor, offset: number): Expr {
  // The word read last, and those before it, the nearest first.
  let last = p.tokenText();
  let second: string | undefined;
  let third: string | undefined;
  let fourth: string | undefined;
  p.next();
  while (fourth === undefined && p.kind === '.') {
    p.next();
    if (p.at('*')) {
      const table = { catalog: third, schema: second, table: last, span: p.spanFrom(offset) };
      p.next();
      return { kind: 'star', table, span: p.spanFrom(offset) };
    }
    if (!p.isName(ANY_NAME)) {
      p.offer('column', [third, second, last].filter((part) => part !== undefined).join('.'));
      p.fail();
    }
    fourth = third;
    third = second;
    second = last;
    last = p.tokenText();
    p.next();
  }
  const span = p.spanFrom(offset);
  if (p.kind === '(' && fourth === undefined)
    return call(p, offset, { catalog: third, schema: second, object: last, span });
  if (p.kind === 'string' && fourth === undefined) {
    const type = { ...NAMED_TYPE, name: last, schema: second, catalog: third, span };
    return { kind: 'cast', form: 'prefix', operand: stringLiteral(p), type, span: p.spanFrom(offset) };
  }
  // A dotted name has two words at least.
  return {
    kind: 'column',
    table: { catalog: fourth, schema: third, table: second!, span },
    column: last,
    span
  };
}

/** A type that must be looked up, to be given its name. */
const NAMED_TYPE = {
  kind: 'type',
  builtIn: false,
  isDefaultSized: false,
  args: [],
  dims: 0,
  collation: undefined,
  interval: undefined,
  shape: undefined,
  srid: undefined
} as const;

/** `@1` */
function ordinal(p: Cursor, offset: number): Expr {
  p.expect('@');
  const index = iconst64(p);
  if (index < 1) p.fail(`invalid column ordinal: @${index}`);
  return { kind: 'ordinal', index, span: p.spanFrom(offset) };
}

/** `[FUNCTION 1074](…)` */
function functionById(p: Cursor, offset: number): Expr {
  p.expectAll('[', 'FUNCTION');
  const oid = iconst32(p);
  p.expect(']');
  const fn = { catalog: undefined, schema: undefined, object: String(oid), span: p.spanFrom(offset) };
  return { ...call(p, offset, fn), oid };
}

/** A call that is made up: a form with its own syntax, or an operator that is a function. */
export function simpleCall(fn: string, args: readonly Expr[], span: Span): FunctionCall {
  return {
    kind: 'call',
    name: { catalog: undefined, schema: undefined, object: fn, span },
    oid: undefined,
    args,
    star: false,
    quantifier: undefined,
    orderBy: [],
    withinGroup: undefined,
    filter: undefined,
    over: undefined,
    span
  };
}

/** A call with what may follow it: WITHIN GROUP, FILTER, OVER. The function's name may be read already. */
function call(p: Cursor, offset: number, known: ObjectName | undefined): FunctionCall {
  const bare = application(p, offset, known);
  if (p.kind !== 'WITHIN' && p.kind !== 'FILTER' && p.kind !== 'OVER' && p.kind !== 'caret') return bare;
  const withinGroup = p.atAll('WITHIN', 'GROUP') ? within(p) : undefined;
  const filter = p.atAll('FILTER', '(') ? filterClause(p) : undefined;
  const over = p.at('OVER') ? overClause(p) : undefined;
  if (!withinGroup && !filter && !over) return bare;
  return { ...bare, withinGroup, filter, over, span: p.spanFrom(offset) };
}

/** A call without what may follow it, as FROM takes it. */
export function application(p: Cursor, offset: number, known: ObjectName | undefined): FunctionCall {
  const fn = known ?? simpleName(p);
  p.expect('(');
  let quantifier: FunctionCall['quantifier'];
  let star = false;
  let args: readonly Expr[] = NONE;
  let orderBy: readonly OrderItem[] = NONE;
  if (p.kind === '*' && p.peek(1) === ')') {
    star = true;
    p.next();
  } else if (p.kind !== ')') {
    quantifier = p.eat('DISTINCT') ? 'DISTINCT' : p.eat('ALL') ? 'ALL' : undefined;
    args = p.list(argument);
    if (quantifier !== 'DISTINCT' && p.at('ORDER')) orderBy = orderItems(p, false);
  }
  p.expect(')');
  return {
    kind: 'call',
    name: fn,
    oid: undefined,
    args,
    star,
    quantifier,
    orderBy,
    withinGroup: undefined,
    filter: undefined,
    over: undefined,
    span: p.spanFrom(offset)
  };
}

function argument(p: Cursor): Expr {
  if (p.kind === 'VARIADIC') p.unsupported('VARIADIC arguments');
  return expr(p);
}

function simpleName(p: Cursor): ObjectName {
  const object = p.tokenText();
  const span = p.tokenSpan();
  p.next();
  return { catalog: undefined, schema: undefined, object, span };
}

function within(p: Cursor): OrderItem {
  p.expectAll('WITHIN', 'GROUP', '(');
  const [item, second] = orderItems(p, true);
  if (item.kind === 'orderByIndex') p.unsupported('ORDER BY INDEX in WITHIN GROUP');
  if (second) p.fail('multiple ORDER BY clauses are not supported in this function');
  p.expect(')');
  return item;
}

function filterClause(p: Cursor): Expr {
  p.expectAll('FILTER', '(', 'WHERE');
  const condition = expr(p);
  p.expect(')');
  return condition;
}

function overClause(p: Cursor): WindowSpec {
  p.expect('OVER');
  if (p.kind === '(') return windowSpec(p);
  const offset = p.offset;
  const base = name(p, 'new_name');
  return { base, named: true, partitionBy: [], orderBy: [], frame: undefined, span: p.spanFrom(offset) };
}

/** Words that begin the next part of a window and so are no window's name, though they may name other things. */
const WINDOW_WORDS: ReadonlySet<TokenKind> = new Set<TokenKind>(['PARTITION', 'RANGE', 'ROWS', 'GROUPS']);

/** `([w] [PARTITION BY …] [ORDER BY …] [frame])` */
export function windowSpec(p: Cursor): WindowSpec {
  const offset = p.offset;
  p.expect('(');
  const base = p.isName(NAME) && !WINDOW_WORDS.has(p.kind) ? name(p, 'new_name') : undefined;
  const partitionBy = p.eatAll('PARTITION', 'BY') ? exprList(p) : [];
  const orderBy = p.at('ORDER') ? orderItems(p, false) : [];
  const frame = windowFrame(p);
  p.expect(')');
  return { base, named: false, partitionBy, orderBy, frame, span: p.spanFrom(offset) };
}

function windowFrame(p: Cursor): WindowFrame | undefined {
  const mode = p.eatOneOf('RANGE', 'ROWS', 'GROUPS');
  if (!mode) return undefined;
  const isBetween = p.eat('BETWEEN');
  const start = frameBound(p);
  let end: FrameBound | undefined;
  if (isBetween) {
    p.expect('AND');
    end = frameBound(p);
  }
  const wrong = frameFault(start, end);
  if (wrong !== undefined) p.failAt(p.pos - 1, wrong);
  let exclude: WindowFrame['exclude'];
  if (p.eat('EXCLUDE')) {
    const word = p.expectOneOf('CURRENT', 'GROUP', 'TIES', 'NO');
    if (word === 'CURRENT') p.expect('ROW');
    if (word === 'NO') p.expect('OTHERS');
    exclude = word === 'CURRENT' ? 'CURRENT ROW' : word === 'NO' ? 'NO OTHERS' : word;
  }
  return { mode, start, end, exclude };
}

function frameBound(p: Cursor): FrameBound {
  if (p.kind === 'UNBOUNDED' && (p.peek(1) === 'PRECEDING' || p.peek(1) === 'FOLLOWING')) {
    p.next();
    return { kind: `UNBOUNDED ${p.expectOneOf('PRECEDING', 'FOLLOWING')}`, offset: undefined };
  }
  if (p.eatAll('CURRENT', 'ROW')) return { kind: 'CURRENT ROW', offset: undefined };
  p.atAny('UNBOUNDED', 'CURRENT');
  const offset = expr(p);
  return { kind: p.expectOneOf('PRECEDING', 'FOLLOWING'), offset };
}

/** What is wrong with a frame whose end lies before its start. */
function frameFault(start: FrameBound, end: FrameBound | undefined): string | undefined {
  if (start.kind === 'UNBOUNDED FOLLOWING') return 'frame start cannot be UNBOUNDED FOLLOWING';
  if (!end)
    return start.kind === 'FOLLOWING'
      ? 'frame starting from following row cannot end with current row'
      : undefined;
  if (end.kind === 'UNBOUNDED PRECEDING') return 'frame end cannot be UNBOUNDED PRECEDING';
  if (start.kind === 'CURRENT ROW' && end.kind === 'PRECEDING')
    return 'frame starting from current row cannot have preceding rows';
  if (start.kind === 'FOLLOWING' && (end.kind === 'PRECEDING' || end.kind === 'CURRENT ROW'))
    return 'frame starting from following row cannot have preceding rows';
  return undefined;
}

function castExpr(p: Cursor, offset: number): Expr {
  p.expectAll('CAST', '(');
  const operand = expr(p);
  p.expect('AS');
  const type = typeRef(p);
  p.expect(')');
  return { kind: 'cast', form: 'function', operand, type, span: p.spanFrom(offset) };
}

function caseExpr(p: Cursor): Expr {
  const offset = p.offset;
  p.expect('CASE');
  const operand = p.at('WHEN') ? undefined : expr(p);
  p.expect('WHEN');
  const whens = p.list(caseWhen, 'WHEN');
  const otherwise = p.eat('ELSE') ? expr(p) : undefined;
  p.expect('END');
  return { kind: 'case', operand, whens, else: otherwise, span: p.spanFrom(offset) };
}

/** `a THEN b`, behind WHEN. */
function caseWhen(p: Cursor): CaseWhen {
  const when = expr(p);
  p.expect('THEN');
  return { when, then: expr(p) };
}

/** `ROW(1, 2)` */
function rowExpr(p: Cursor, offset: number): Expr {
  p.expectAll('ROW', '(');
  const items = p.at(')') ? [] : exprList(p);
  p.expect(')');
  const tuple: TupleExpr = { kind: 'tuple', row: true, items, labels: undefined, span: p.spanFrom(offset) };
  return p.at('OVERLAPS') ? overlaps(p, tuple, offset) : tuple;
}

/** `ARRAY[…]`, `ARRAY(SELECT …)`, `ARRAY(1, 2)`, `ARRAY ROW(1, 2)` */
function arrayExpr(p: Cursor): Expr {
  const offset = p.offset;
  p.expect('ARRAY');
  if (p.kind === '[') return { ...arrayItems(p), span: p.spanFrom(offset) };
  const isRow = p.eat('ROW');
  const inside = brackets(p);
  if (inside.kind === 'query' && !isRow)
    return { kind: 'arraySubquery', query: inside.query, span: p.spanFrom(offset) };
  if (inside.kind !== 'list') p.failAt(p.pos - 1);
  if (!isRow && inside.items.length === 1 && !inside.trailingComma) p.failAt(p.pos - 1);
  return { kind: 'array', items: inside.items, span: p.spanFrom(offset) };
}

/** `[1, 2]`, or arrays of arrays `[[1], [2]]`. */
function arrayItems(p: Cursor): ArrayExpr {
  const offset = p.offset;
  p.enter();
  p.expect('[');
  let items: Expr[] = [];
  if (p.kind === '[' && p.peek(1) !== 'FUNCTION') items = p.list(arrayItems);
  else if (!p.at(']')) items = exprList(p);
  p.expect(']');
  p.leave();
  return { kind: 'array', items, span: p.spanFrom(offset) };
}
