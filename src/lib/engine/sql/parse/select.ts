import type { Expr } from '../ast/expr';
import type { Name } from '../ast/name';
import type {
  CommonTableExpr,
  LockingItem,
  OrderItem,
  Query,
  QueryBody,
  SelectClause,
  SelectItem,
  SetOperation,
  WindowDefinition,
  WithClause
} from '../ast/select';
import { ANY_NAME, CLASS_BARE_LABEL } from '../lex/keywords';
import type { TokenKind } from '../lex/tokens';
import { type Cursor, MAX_DEPTH, NONE } from './cursor';
import { expr } from './expr';
import { anyName, name, optNameList, tableName } from './names';
import { windowSpec } from './primary';
import { preparableStatement } from './statement';
import { tableExpr, tableExprs } from './table-expr';
import { valuesClause } from './values';

/** Queries: SELECT, VALUES, TABLE, their set operations, and the clauses around them. */

/** Whether a query begins here other than by a bracket. */
export function atQuery(p: Cursor): boolean {
  switch (p.kind) {
    case 'SELECT':
    case 'WITH':
    case 'TABLE':
      return true;
    case 'VALUES':
      return p.peek(1) === '(';
    case 'caret':
      return p.atAny('SELECT', 'WITH', 'VALUES', 'TABLE');
    default:
      return false;
  }
}

/** A query, or one in brackets. @throws SqlError 42601, 0A000, 54001 */
export function queryFrom(p: Cursor): Query {
  const offset = p.offset;
  return queryWith(p, p.at('WITH') ? withClause(p) : undefined, offset);
}

/** The query behind a WITH clause that is already read. */
export function queryWith(p: Cursor, withTables: WithClause | undefined, offset: number): Query {
  p.enter();
  const body = setOperations(p, queryTerm(p), offset);
  const query = clauses(p, withTables, body, offset);
  p.leave();
  return query;
}

/** `( query )` */
export function queryInBrackets(p: Cursor): Query {
  p.expect('(');
  p.enter();
  if (!atQuery(p) && !p.at('(')) p.fail();
  const query = queryFrom(p);
  p.leave();
  p.expect(')');
  return query;
}

const CONTINUES_QUERY: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(['UNION', 'INTERSECT', 'EXCEPT', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR'] as const)
]);

/**
 * Goes on with a query whose first part, in brackets, is already read; undefined when what follows belongs to an
 * expression or a join instead.
 */
export function continueQuery(p: Cursor, first: Query, offset: number): Query | undefined {
  if (!CONTINUES_QUERY.has(p.kind)) return undefined;
  const body = setOperations(p, { kind: 'parenQuery', query: first, span: p.spanFrom(offset) }, offset);
  return clauses(p, undefined, body, offset);
}

/** What set operations join. */
function queryTerm(p: Cursor): QueryBody {
  const offset = p.offset;
  if (p.at('SELECT')) return selectClause(p);
  if (p.eat('VALUES')) return valuesClause(p, offset);
  if (p.eat('TABLE')) return tableClause(p, offset);
  if (!p.at('(')) p.fail();
  return { kind: 'parenQuery', query: queryInBrackets(p), span: p.spanFrom(offset) };
}

/** `TABLE t` */
function tableClause(p: Cursor, offset: number): SelectClause {
  const from = [tableExpr(p)];
  const span = p.spanFrom(offset);
  const star: SelectItem = { expr: { kind: 'star', table: undefined, span }, alias: undefined, span };
  return { ...EMPTY_SELECT, tableForm: true, items: [star], from, span };
}

const EMPTY_SELECT = {
  kind: 'select',
  tableForm: false,
  distinct: false,
  distinctOn: [],
  items: [],
  from: [],
  asOf: undefined,
  where: undefined,
  groupBy: [],
  having: undefined,
  windows: []
} as const;

/** UNION and EXCEPT bind alike and INTERSECT binds tighter. A chain of one operation becomes one flat node. */
function setOperations(p: Cursor, first: QueryBody, offset: number): QueryBody {
  let left = intersections(p, first, offset);
  let nested = 0;
  while (p.kind === 'UNION' || p.kind === 'EXCEPT' || p.kind === 'caret') {
    const op = p.eatOneOf('UNION', 'EXCEPT');
    if (!op) break;
    const all = allOrDistinct(p);
    const operands = [left];
    do {
      const termOffset = p.offset;
      operands.push(intersections(p, queryTerm(p), termOffset));
    } while (isSameOperation(p, op, all));
    if (++nested > MAX_DEPTH) p.tooDeep();
    left = { kind: 'setOperation', op, all, operands, span: p.spanFrom(offset) };
  }
  return left;
}

function intersections(p: Cursor, first: QueryBody, offset: number): QueryBody {
  let left = first;
  let nested = 0;
  while (p.eat('INTERSECT')) {
    const all = allOrDistinct(p);
    const operands = [left];
    do operands.push(queryTerm(p));
    while (isSameOperation(p, 'INTERSECT', all));
    if (++nested > MAX_DEPTH) p.tooDeep();
    left = { kind: 'setOperation', op: 'INTERSECT', all, operands, span: p.spanFrom(offset) };
  }
  return left;
}

function allOrDistinct(p: Cursor): boolean {
  if (p.eat('ALL')) return true;
  p.eat('DISTINCT');
  return false;
}

/** Takes the operator if it goes on with the same chain. */
function isSameOperation(p: Cursor, op: SetOperation['op'], all: boolean): boolean {
  if (p.kind !== op || (p.peek(1) === 'ALL') !== all) return false;
  p.next();
  allOrDistinct(p);
  return true;
}

/** ORDER BY, LIMIT, OFFSET, FETCH and FOR, behind a query's body. */
function clauses(p: Cursor, withTables: WithClause | undefined, body: QueryBody, offset: number): Query {
  const orderBy = p.at('ORDER') ? orderItems(p, true) : NONE;
  let limit = optLimit(p);
  const locking = lockingClause(p);
  if (limit === NO_LIMIT && locking.length > 0) limit = optLimit(p);
  const span = p.spanOver(offset, body.span);
  const { limit: count, limitAll, offset: skip } = limit;
  return {
    kind: 'query',
    with: withTables,
    body,
    orderBy,
    limit: count,
    limitAll,
    offset: skip,
    locking,
    span
  };
}

interface Limit {
  readonly limit: Expr | undefined;
  readonly limitAll: boolean;
  readonly offset: Expr | undefined;
}

const NO_LIMIT: Limit = { limit: undefined, limitAll: false, offset: undefined };

/** LIMIT (or FETCH) and OFFSET in either order, each at most once. */
function optLimit(p: Cursor): Limit {
  let limit = NO_LIMIT;
  let hasLimit = false;
  let hasOffset = false;
  for (;;) {
    if (!hasLimit && p.eat('LIMIT')) {
      const limitAll = p.eat('ALL');
      limit = { limit: limitAll ? undefined : expr(p), limitAll, offset: limit.offset };
      hasLimit = true;
    } else if (!hasLimit && p.eat('FETCH')) {
      limit = { limit: fetchFirst(p), limitAll: false, offset: limit.offset };
      hasLimit = true;
    } else if (!hasOffset && p.eat('OFFSET')) {
      limit = { limit: limit.limit, limitAll: limit.limitAll, offset: offsetValue(p) };
      hasOffset = true;
    } else return limit;
  }
}

/** `LIMIT n` alone, as UPDATE and DELETE take it. */
export function limitOnly(p: Cursor): { limit: Expr | undefined; limitAll: boolean } {
  if (p.at('OFFSET') || (!p.at('LIMIT') && !p.at('FETCH'))) return { limit: undefined, limitAll: false };
  if (p.eat('FETCH')) return { limit: fetchFirst(p), limitAll: false };
  p.expect('LIMIT');
  return p.eat('ALL') ? { limit: undefined, limitAll: true } : { limit: expr(p), limitAll: false };
}

/** `FIRST 5 ROWS ONLY`; without a number it is one row. */
function fetchFirst(p: Cursor): Expr {
  const span = p.tokenSpan();
  p.expectOneOf('FIRST', 'NEXT');
  let count: Expr = { kind: 'int', text: '1', lit: -1, span };
  if (!p.atAny('ROW', 'ROWS')) {
    count = expr(p);
    if (!isTight(count)) p.fail();
  }
  p.expectOneOf('ROW', 'ROWS');
  p.expect('ONLY');
  return count;
}

function offsetValue(p: Cursor): Expr {
  const value = expr(p);
  if (p.atAny('ROW', 'ROWS')) {
    if (!isTight(value)) p.fail();
    p.next();
  }
  return value;
}

const LOOSE: ReadonlySet<Expr['kind']> = new Set<Expr['kind']>([
  ...([
    'binary',
    'comparison',
    'and',
    'or',
    'not',
    'like',
    'quantified',
    'is',
    'isOf',
    'between',
    'in'
  ] as const),
  ...(['annotate', 'collate', 'default'] as const)
]);

/** Whether an expression may stand before ROWS without brackets: no operators but the sign of a number. */
function isTight(value: Expr): boolean {
  if (value.kind === 'unary') return value.operand.kind === 'int' || value.operand.kind === 'decimal';
  return !LOOSE.has(value.kind) && !(value.kind === 'cast' && value.form === 'short');
}

/** `FOR UPDATE OF t NOWAIT …`; FOR READ ONLY locks nothing and leaves nothing. */
function lockingClause(p: Cursor): readonly LockingItem[] {
  if (p.eatAll('FOR', 'READ', 'ONLY') || !p.at('FOR')) return NONE;
  const items: LockingItem[] = [];
  while (p.at('FOR')) {
    const offset = p.offset;
    p.next();
    const strength = lockingStrength(p);
    const of = p.eat('OF') ? p.list((c) => tableName(c)) : [];
    const wait = p.eatAll('SKIP', 'LOCKED') ? 'SKIP LOCKED' : p.eat('NOWAIT') ? 'NOWAIT' : 'BLOCK';
    items.push({ strength, of, wait, span: p.spanFrom(offset) });
  }
  return items;
}

function lockingStrength(p: Cursor): LockingItem['strength'] {
  const word = p.expectOneOf('UPDATE', 'NO', 'SHARE', 'KEY');
  if (word === 'KEY') {
    p.expect('SHARE');
    return 'KEY SHARE';
  }
  if (word === 'NO') {
    p.expectAll('KEY', 'UPDATE');
    return 'NO KEY UPDATE';
  }
  return word;
}

/** `WITH [RECURSIVE] a AS (…), …` */
export function withClause(p: Cursor): WithClause {
  const offset = p.offset;
  p.expect('WITH');
  // RECURSIVE may be the name of a table, which AS or its columns then follow.
  const recursive = p.at('RECURSIVE') && p.peek(1) !== 'AS' && p.peek(1) !== '(';
  if (recursive) p.next();
  const tables = p.list(commonTable);
  return { recursive, tables, span: p.spanFrom(offset) };
}

function commonTable(p: Cursor): CommonTableExpr {
  const offset = p.offset;
  const given = name(p, 'new_name');
  const columns = optNameList(p, 'new_name');
  p.expect('AS');
  let materialized: CommonTableExpr['materialized'];
  if (p.eat('MATERIALIZED')) materialized = 'MATERIALIZED';
  else if (p.eatAll('NOT', 'MATERIALIZED')) materialized = 'NOT MATERIALIZED';
  p.expect('(');
  p.enter();
  const statement = preparableStatement(p);
  p.leave();
  p.expect(')');
  return { name: given, columns, materialized, statement, span: p.spanFrom(offset) };
}

/** What follows SELECT where there is no target. */
const AFTER_TARGETS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...([
    'eof',
    ')',
    ']',
    ';',
    'FROM',
    'WHERE',
    'GROUP',
    'HAVING',
    'WINDOW',
    'UNION',
    'INTERSECT',
    'EXCEPT'
  ] as const),
  ...(['ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR', 'WITH', 'ON', 'RETURNING'] as const)
]);

function selectClause(p: Cursor): SelectClause {
  const offset = p.offset;
  p.expect('SELECT');
  let distinct = false;
  let distinctOn: readonly Expr[] = NONE;
  if (p.eat('DISTINCT')) {
    if (p.eat('ON')) distinctOn = p.parenList(expr);
    else distinct = true;
  } else p.eat('ALL');
  const isBare = !distinct && distinctOn.length === 0 && AFTER_TARGETS.has(p.kind);
  const items = isBare ? NONE : selectItems(p);
  let asOf: Expr | undefined;
  let from: SelectClause['from'] = NONE;
  if (p.eat('FROM')) {
    from = tableExprs(p);
    asOf = optAsOf(p);
  }
  const where = optWhere(p);
  const groupBy = p.eatAll('GROUP', 'BY') ? p.list(groupItem) : NONE;
  const having = p.eat('HAVING') ? expr(p) : undefined;
  const windows = p.eat('WINDOW') ? p.list(windowDefinition) : NONE;
  const span = p.spanFrom(offset);
  return {
    kind: 'select',
    tableForm: false,
    distinct,
    distinctOn,
    items,
    from,
    asOf,
    where,
    groupBy,
    having,
    windows,
    span
  };
}

export function optWhere(p: Cursor): Expr | undefined {
  return p.eat('WHERE') ? expr(p) : undefined;
}

/** `AS OF SYSTEM TIME t` */
export function optAsOf(p: Cursor): Expr | undefined {
  if (!p.atAll('AS', 'OF', 'SYSTEM')) return undefined;
  p.expectAll('AS', 'OF', 'SYSTEM', 'TIME');
  return expr(p);
}

export function selectItems(p: Cursor): SelectItem[] {
  return p.list(selectItem);
}

function selectItem(p: Cursor): SelectItem {
  const offset = p.offset;
  if (p.kind === '*') {
    p.next();
    const span = p.spanFrom(offset);
    return { expr: { kind: 'star', table: undefined, span }, alias: undefined, span };
  }
  const value = expr(p);
  let alias: Name | undefined;
  if (p.isName(CLASS_BARE_LABEL)) alias = label(p);
  else if (p.at('AS') && !(p.peek(1) === 'OF' && p.peek(2) === 'SYSTEM')) {
    p.next();
    alias = label(p);
  }
  return { expr: value, alias, span: p.spanOver(offset, value.span) };
}

function label(p: Cursor): Name {
  if (p.isName(ANY_NAME)) return anyName(p, 'new_name');
  return p.fail();
}

function groupItem(p: Cursor): Expr {
  if ((p.kind === 'ROLLUP' || p.kind === 'CUBE') && p.peek(1) === '(') p.unsupported(p.kind);
  if (p.kind === 'GROUPING' && p.peek(1) === 'SETS') p.unsupported('GROUPING SETS');
  return expr(p);
}

function windowDefinition(p: Cursor): WindowDefinition {
  const offset = p.offset;
  const given = name(p, 'new_name');
  p.expect('AS');
  const spec = windowSpec(p);
  return { name: given, spec, span: p.spanFrom(offset) };
}

/** `ORDER BY …`, at ORDER. Sorting by an index cannot come first where `indexFirst` is false. */
export function orderItems(p: Cursor, indexFirst: boolean): OrderItem[] {
  p.expectAll('ORDER', 'BY');
  const first = orderItem(p, indexFirst);
  return p.eat(',') ? p.listAfter(first, nextOrderItem) : [first];
}

const nextOrderItem = (p: Cursor) => orderItem(p, true);

function orderItem(p: Cursor, mayBeIndex: boolean): OrderItem {
  const offset = p.offset;
  if (mayBeIndex && p.eatAll('PRIMARY', 'KEY')) {
    const table = tableName(p);
    return {
      kind: 'orderByIndex',
      table,
      index: undefined,
      direction: direction(p),
      span: p.spanFrom(offset)
    };
  }
  if (mayBeIndex && p.at('INDEX') && isIndexOrder(p)) {
    p.next();
    const table = tableName(p);
    p.expect('@');
    const index = anyName(p, 'index').text;
    return { kind: 'orderByIndex', table, index, direction: direction(p), span: p.spanFrom(offset) };
  }
  const value = expr(p);
  const dir = direction(p);
  const nulls = nullsOrder(p);
  return { kind: 'orderBy', expr: value, direction: dir, nulls, span: p.spanOver(offset, value.span) };
}

/** INDEX names a column too, unless a table with `@` follows it. */
function isIndexOrder(p: Cursor): boolean {
  if (!p.isNameAhead(1, ANY_NAME)) return false;
  let ahead = 2;
  while (p.peek(ahead) === '.' && p.isNameAhead(ahead + 1, ANY_NAME)) ahead += 2;
  return p.peek(ahead) === '@';
}

export function direction(p: Cursor): 'ASC' | 'DESC' | undefined {
  if (p.eat('ASC')) return 'ASC';
  return p.eat('DESC') ? 'DESC' : undefined;
}

export function nullsOrder(p: Cursor): 'FIRST' | 'LAST' | undefined {
  return p.eat('NULLS') ? p.expectOneOf('FIRST', 'LAST') : undefined;
}
