import type { Expr } from '../ast/expr';
import type { TokenKind } from '../lex/tokens';
import type { Cursor } from './cursor';
import { expr, exprList, restrictedExpr } from './expr';
import { simpleCall } from './primary';
import { typeRef } from './types';

/** Forms that look like a call but have a syntax of their own, and functions that are called without brackets. */

type Reader = (p: Cursor, offset: number) => Expr;

/** Words that are a call by themselves, with the function they call. Those in the second list also take brackets. */
const BARE: ReadonlyMap<TokenKind, string> = new Map<TokenKind, string>([
  ['CURRENT_CATALOG', 'current_database'],
  ['CURRENT_ROLE', 'current_user'],
  ['USER', 'current_user'],
  ['CURRENT_DATE', 'current_date'],
  ['CURRENT_SCHEMA', 'current_schema'],
  ['CURRENT_USER', 'current_user'],
  ['SESSION_USER', 'session_user'],
  ['CURRENT_TIMESTAMP', 'current_timestamp'],
  ['CURRENT_TIME', 'current_time'],
  ['LOCALTIMESTAMP', 'localtimestamp'],
  ['LOCALTIME', 'localtime']
]);
const WITHOUT_BRACKETS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'CURRENT_CATALOG',
  'CURRENT_ROLE',
  'USER'
]);
const WITH_PRECISION: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'CURRENT_TIMESTAMP',
  'CURRENT_TIME',
  'LOCALTIMESTAMP',
  'LOCALTIME'
]);

/** Forms that are names of columns unless a bracket follows. */
const READERS: ReadonlyMap<TokenKind, Reader> = new Map<TokenKind, Reader>([
  [
    'COALESCE',
    (p, offset) => ({
      kind: 'coalesce',
      name: 'COALESCE',
      items: args(p, 1, Infinity),
      span: p.spanFrom(offset)
    })
  ],
  [
    'IFNULL',
    (p, offset) => ({ kind: 'coalesce', name: 'IFNULL', items: args(p, 2), span: p.spanFrom(offset) })
  ],
  ['GREATEST', (p, offset) => simpleCall('greatest', args(p, 1, Infinity), p.spanFrom(offset))],
  ['LEAST', (p, offset) => simpleCall('least', args(p, 1, Infinity), p.spanFrom(offset))],
  ['NULLIF', nullIf],
  ['IF', ifExpr],
  ['IFERROR', (p, offset) => ifError(p, offset, args(p, 2, 3))],
  ['ISERROR', (p, offset) => isError(p, offset, args(p, 1, 2))],
  ['ANNOTATE_TYPE', annotate],
  ['EXTRACT', (p, offset) => extract(p, offset, 'extract')],
  ['EXTRACT_DURATION', (p, offset) => extract(p, offset, 'extract_duration')],
  ['OVERLAY', overlay],
  ['POSITION', position],
  ['SUBSTRING', substring],
  ['TRIM', trim],
  ['TREAT', (p) => p.unsupported('TREAT')],
  ['GROUPING', (p) => p.unsupported('GROUPING')]
]);

/** The form that begins here, or undefined when the word is none. */
export function specialCall(p: Cursor): Expr | undefined {
  const offset = p.offset;
  const kind = p.kind;
  const bare = BARE.get(kind);
  if (bare !== undefined) return bareCall(p, offset, bare);
  if (kind === 'COLLATION' && p.peek(1) === 'FOR') {
    p.expectAll('COLLATION', 'FOR');
    return simpleCall('pg_collation_for', args(p, 1), p.spanFrom(offset));
  }
  const reader = p.peek(1) === '(' ? READERS.get(kind) : undefined;
  if (!reader) return undefined;
  if (kind !== 'TREAT' && kind !== 'GROUPING') p.next();
  return reader(p, offset);
}

/** Whether such a form, which FROM takes in place of a function, begins here. */
export function atSpecialCall(p: Cursor): boolean {
  if (BARE.has(p.kind) || p.kind === 'CAST') return true;
  return (p.kind === 'COLLATION' && p.peek(1) === 'FOR') || (p.peek(1) === '(' && READERS.has(p.kind));
}

function bareCall(p: Cursor, offset: number, fn: string): Expr {
  const kind = p.kind;
  p.next();
  let values: Expr[] = [];
  if (p.kind === '(' && !WITHOUT_BRACKETS.has(kind)) {
    p.next();
    if (WITH_PRECISION.has(kind) && !p.at(')')) values = [expr(p)];
    p.expect(')');
  }
  return simpleCall(fn, values, p.spanFrom(offset));
}

/** `(a, b …)`, as many as asked. */
function args(p: Cursor, least: number, most = least): Expr[] {
  p.expect('(');
  const items = exprList(p);
  if (items.length < least) p.expect(',');
  if (items.length > most) p.failAt(p.pos - 1);
  p.expect(')');
  return items;
}

function nullIf(p: Cursor, offset: number): Expr {
  const [left, right] = args(p, 2);
  return { kind: 'nullIf', left, right, span: p.spanFrom(offset) };
}

function ifExpr(p: Cursor, offset: number): Expr {
  const [condition, then, otherwise] = args(p, 3);
  return { kind: 'if', condition, then, else: otherwise, span: p.spanFrom(offset) };
}

function ifError(p: Cursor, offset: number, [operand, otherwise, code]: Expr[]): Expr {
  return { kind: 'ifError', operand, else: otherwise, code, span: p.spanFrom(offset) };
}

function isError(p: Cursor, offset: number, [operand, code]: Expr[]): Expr {
  return { kind: 'ifError', operand, else: undefined, code, span: p.spanFrom(offset) };
}

function annotate(p: Cursor, offset: number): Expr {
  p.expect('(');
  const operand = expr(p);
  p.expect(',');
  const type = typeRef(p);
  p.expect(')');
  return { kind: 'annotate', form: 'function', operand, type, span: p.spanFrom(offset) };
}

const EXTRACT_FIELDS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'ident',
  'string',
  'YEAR',
  'MONTH',
  'DAY',
  'HOUR',
  'MINUTE',
  'SECOND'
]);

/** `EXTRACT(hour FROM t)`: the field becomes the first argument, in lower case. */
function extract(p: Cursor, offset: number, fn: string): Expr {
  p.expect('(');
  let values: Expr[];
  if (EXTRACT_FIELDS.has(p.kind) && p.peek(1) === 'FROM') {
    const field: Expr = { kind: 'string', value: p.tokenText().toLowerCase(), lit: -1, span: p.tokenSpan() };
    p.next();
    p.expect('FROM');
    values = [field, expr(p)];
  } else values = exprList(p);
  p.expect(')');
  return simpleCall(fn, values, p.spanFrom(offset));
}

/** `OVERLAY(a PLACING b FROM c [FOR d])` */
function overlay(p: Cursor, offset: number): Expr {
  p.expect('(');
  const values = exprList(p);
  if (values.length === 1 && p.eat('PLACING')) {
    values.push(expr(p));
    p.expect('FROM');
    values.push(expr(p));
    if (p.eat('FOR')) values.push(expr(p));
  }
  p.expect(')');
  return simpleCall('overlay', values, p.spanFrom(offset));
}

/** `POSITION(a IN b)` is `strpos(b, a)`. */
function position(p: Cursor, offset: number): Expr {
  p.expect('(');
  const values: Expr[] = [];
  if (!p.at(')')) {
    const needle = restrictedExpr(p);
    p.expect('IN');
    values.push(restrictedExpr(p), needle);
  }
  p.expect(')');
  return simpleCall('strpos', values, p.spanFrom(offset));
}

/** `SUBSTRING(s FROM 2 FOR 3)`, either part alone, in either order. */
function substring(p: Cursor, offset: number): Expr {
  p.expect('(');
  const values = p.at(')') ? [] : exprList(p);
  if (values.length === 1 && (p.at('FROM') || p.at('FOR'))) {
    let from: Expr | undefined;
    let length: Expr | undefined;
    if (p.eat('FROM')) {
      from = expr(p);
      if (p.eat('FOR')) length = expr(p);
    } else {
      p.expect('FOR');
      length = expr(p);
      if (p.eat('FROM')) from = expr(p);
    }
    values.push(from ?? { kind: 'int', text: '1', lit: -1, span: p.spanFrom(offset) });
    if (length) values.push(length);
  }
  p.expect(')');
  return simpleCall('substring', values, p.spanFrom(offset));
}

const TRIM_FUNCTIONS = { BOTH: 'btrim', LEADING: 'ltrim', TRAILING: 'rtrim' } as const;

/** `TRIM([BOTH | LEADING | TRAILING] ['x' FROM] s)`: the characters become the last argument. */
function trim(p: Cursor, offset: number): Expr {
  p.expect('(');
  const fn = TRIM_FUNCTIONS[p.eatOneOf('BOTH', 'LEADING', 'TRAILING') ?? 'BOTH'];
  let values: Expr[];
  if (p.eat('FROM')) values = exprList(p);
  else {
    values = exprList(p);
    if (values.length === 1 && p.eat('FROM')) values = [...exprList(p), values[0]];
  }
  p.expect(')');
  return simpleCall(fn, values, p.spanFrom(offset));
}
