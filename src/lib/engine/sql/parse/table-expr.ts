import type { Expr } from '../ast/expr';
import type { Name, TableName } from '../ast/name';
import type {
  AliasColumn,
  FunctionTableItem,
  IndexHint,
  JoinExpr,
  ParenJoin,
  Query,
  TableAlias,
  TableById,
  TableExpr,
  TableRef
} from '../ast/select';
import { ANY_NAME, FUNCTION_NAME, NAME, TABLE_NAME } from '../lex/keywords';
import { type Cursor, MAX_DEPTH, NONE } from './cursor';
import { expr } from './expr';
import { anyName, functionName, name, nameList, tableName } from './names';
import { application, primary } from './primary';
import { atQuery, continueQuery, queryFrom, queryInBrackets } from './select';
import { atSpecialCall } from './special-calls';
import { rowSourceStatement } from './statement';
import { iconst64, typeRef } from './types';

/** What stands in FROM: tables, joins, subqueries, functions and statements that give rows. */

export function tableExprs(p: Cursor): TableExpr[] {
  return p.list(tableExpr);
}

/** A table with the joins that follow it. @throws SqlError 42601, 54001 */
export function tableExpr(p: Cursor): TableExpr {
  const offset = p.offset;
  return joins(p, tablePrimary(p), offset, false);
}

/**
 * Joins from the left. Where a condition is still to come (`a JOIN b JOIN c ON … ON …`), those up to it belong to the
 * right side.
 */
function joins(p: Cursor, first: TableExpr, offset: number, untilCondition: boolean): TableExpr {
  let left = first;
  let chain = 0;
  while (atJoin(p) && !(untilCondition && (p.kind === 'ON' || p.kind === 'USING'))) {
    if (++chain > MAX_DEPTH) p.tooDeep();
    left = join(p, left, offset);
  }
  return left;
}

function atJoin(p: Cursor): boolean {
  switch (p.kind) {
    case 'JOIN':
    case 'CROSS':
    case 'NATURAL':
    case 'INNER':
    case 'LEFT':
    case 'RIGHT':
    case 'FULL':
      return true;
    case 'caret':
      return p.atAny('JOIN', 'CROSS', 'NATURAL', 'INNER', 'LEFT', 'RIGHT', 'FULL');
    default:
      return false;
  }
}

function join(p: Cursor, left: TableExpr, offset: number): JoinExpr {
  const isCross = p.eat('CROSS');
  const natural = !isCross && p.eat('NATURAL');
  const word = isCross ? undefined : p.eatOneOf('INNER', 'LEFT', 'RIGHT', 'FULL');
  if (word && word !== 'INNER') p.eat('OUTER');
  const hint = isCross || word ? p.eatOneOf('HASH', 'MERGE', 'LOOKUP', 'INVERTED', 'STRAIGHT') : undefined;
  p.expect('JOIN');
  const rightOffset = p.offset;
  p.enter();
  let right = tablePrimary(p);
  let on: Expr | undefined;
  let using: Name[] | undefined;
  if (!isCross && !natural) {
    right = joins(p, right, rightOffset, true);
    if (p.eat('USING')) using = nameList(p, 'column');
    else {
      p.expect('ON');
      on = expr(p);
    }
  }
  p.leave();
  const type = isCross ? 'CROSS' : (word ?? 'INNER');
  return {
    kind: 'join',
    type,
    explicit: isCross || word !== undefined,
    natural,
    hint,
    left,
    right,
    on,
    using,
    span: p.spanFrom(offset)
  };
}

function tablePrimary(p: Cursor): TableExpr {
  const offset = p.offset;
  if (p.kind === '(') return bracketed(p);
  if (p.eat('LATERAL')) {
    if (!p.at('(')) return functionTable(p, offset, true);
    return derived(p, queryInBrackets(p), offset, true);
  }
  if (p.kind === '[') return p.peek(1) === 'int' ? tableById(p, true) : statementTable(p);
  if (atFunction(p)) return functionTable(p, offset, false);
  return tableRef(p);
}

/** A function, `ROWS FROM (…)`, or one of the forms that look like a call. */
function atFunction(p: Cursor): boolean {
  if (p.kind === 'ident' && p.peek(1) !== '(' && p.peek(1) !== '.') return false;
  if (p.kind === 'ROWS' && p.peek(1) === 'FROM') return true;
  if (p.kind === 'caret') p.offer('function');
  if (atSpecialCall(p)) return true;
  if (p.isName(FUNCTION_NAME) && p.peek(1) === '(') return true;
  if (!p.isName(TABLE_NAME)) return false;
  let ahead = 1;
  while (p.peek(ahead) === '.' && p.isNameAhead(ahead + 1, ANY_NAME)) ahead += 2;
  return ahead > 1 && p.peek(ahead) === '(';
}

/** What brackets hold in FROM: a query, or a join. */
type Bracketed = { readonly query: Query } | { readonly join: JoinExpr | ParenJoin };

function bracketed(p: Cursor): TableExpr {
  const offset = p.offset;
  return named(p, insideBrackets(p), offset);
}

/** Gives what stood in brackets its alias. */
function named(p: Cursor, inside: Bracketed, offset: number): TableExpr {
  if ('query' in inside) return derived(p, inside.query, offset, false);
  const ordinality = optOrdinality(p);
  const alias = ordinality ? tableAlias(p) : optAlias(p);
  return { kind: 'parenJoin', join: inside.join, ordinality, alias, span: p.spanFrom(offset) };
}

/** A subquery, with what follows its brackets. */
function derived(p: Cursor, query: Query, offset: number, lateral: boolean): TableExpr {
  const ordinality = optOrdinality(p);
  const alias = optAlias(p);
  return { kind: 'derived', query, lateral, ordinality, alias, span: p.spanFrom(offset) };
}

/** As with expressions, what inner brackets are shows only behind them: a query that goes on, or a table to join. */
function insideBrackets(p: Cursor): Bracketed {
  p.enter();
  p.expect('(');
  const offset = p.offset;
  let result: Bracketed | undefined;
  if (atQuery(p)) result = { query: queryFrom(p) };
  else if (p.kind === '(') {
    const inside = insideBrackets(p);
    if ('query' in inside) {
      const query = continueQuery(p, inside.query, offset);
      if (query) result = { query };
      else if (p.at(')')) result = inside;
    } else if (p.at(')')) {
      result = {
        join: {
          kind: 'parenJoin',
          join: inside.join,
          ordinality: false,
          alias: undefined,
          span: p.spanFrom(offset)
        }
      };
    }
    result ??= joinIn(p, joins(p, named(p, inside, offset), offset, false));
  } else result = joinIn(p, tableExpr(p));
  p.expect(')');
  p.leave();
  return result;
}

/** Only a join may stand in brackets, not a single table. */
function joinIn(p: Cursor, table: TableExpr): Bracketed {
  if (table.kind === 'join' || (table.kind === 'parenJoin' && !table.alias)) return { join: table };
  return p.fail();
}

/** `[53(1, 2) AS t]` with its hint, and in FROM with ordinality and an alias of its own. */
function tableById(p: Cursor, inFrom: boolean): TableById {
  const offset = p.offset;
  p.expect('[');
  const id = iconst64(p);
  let columns: number[] | undefined;
  if (p.eat('(')) {
    columns = p.at(')') ? [] : p.list(iconst64);
    p.expect(')');
  }
  const ownAlias = tableAlias(p);
  p.expect(']');
  const hint = optHint(p);
  const ordinality = inFrom && optOrdinality(p);
  const alias = inFrom ? optAlias(p) : undefined;
  return { kind: 'tableById', id, columns, hint, ownAlias, ordinality, alias, span: p.spanFrom(offset) };
}

function statementTable(p: Cursor): TableExpr {
  const offset = p.offset;
  p.expect('[');
  p.enter();
  const statement = rowSourceStatement(p);
  p.leave();
  p.expect(']');
  const ordinality = optOrdinality(p);
  const alias = optAlias(p);
  return { kind: 'statementTable', statement, ordinality, alias, span: p.spanFrom(offset) };
}

/** A table as FROM takes it, with hints, ordinality and alias. */
function tableRef(p: Cursor): TableRef {
  const offset = p.offset;
  const table = relation(p);
  const hint = optHint(p);
  const ordinality = optOrdinality(p);
  const alias = optAlias(p);
  return { kind: 'table', name: table, hint, ordinality, alias, span: p.spanOver(offset, table.span) };
}

/** `t`, `t *`, `ONLY t`, `ONLY (t)`: without inheritance they all mean the same. */
export function relation(p: Cursor): TableName {
  if (p.eat('ONLY')) {
    if (!p.eat('(')) return tableName(p);
    const inner = tableName(p);
    p.expect(')');
    return inner;
  }
  const table = tableName(p);
  p.eat('*');
  return table;
}

/** What UPDATE and DELETE work on: a table with hints and perhaps an alias. */
export function mutationTarget(p: Cursor): TableRef | TableById {
  const offset = p.offset;
  if (p.kind === '[') return tableById(p, false);
  const { table, hint } = hintedTable(p);
  let alias: TableAlias | undefined;
  // SET could be an alias but begins UPDATE's next clause.
  if (p.eat('AS') || (p.isName(NAME) && p.kind !== 'SET')) alias = nameOnly(p);
  return { kind: 'table', name: table, hint, ordinality: false, alias, span: p.spanOver(offset, table.span) };
}

/** What INSERT, UPSERT and a changefeed's query work on: an alias needs AS. */
export function insertTarget(p: Cursor): TableRef | TableById {
  const offset = p.offset;
  if (p.kind === '[') return tableById(p, false);
  const { table, hint } = hintedTable(p);
  const alias = p.kind === 'AS' && p.peek(1) !== 'OF' && p.eat('AS') ? nameOnly(p) : undefined;
  return { kind: 'table', name: table, hint, ordinality: false, alias, span: p.spanOver(offset, table.span) };
}

function hintedTable(p: Cursor): { table: TableName; hint: IndexHint | undefined } {
  p.eat('ONLY');
  const table = tableName(p);
  const hint = optHint(p);
  p.eat('*');
  return { table, hint };
}

function nameOnly(p: Cursor): TableAlias {
  const alias = name(p, 'new_name');
  return { name: alias, columns: NONE, span: alias.span };
}

function functionTable(p: Cursor, offset: number, lateral: boolean): TableExpr {
  let items: FunctionTableItem[];
  if (p.kind === 'ROWS' && p.peek(1) === 'FROM') {
    p.expectAll('ROWS', 'FROM');
    items = p.parenList((c) => ({ call: tableCall(c), alias: optFunctionAlias(c) }));
  } else items = [{ call: tableCall(p), alias: undefined }];
  const ordinality = optOrdinality(p);
  const alias = lateral ? optAlias(p) : optFunctionAlias(p);
  // As in CockroachDB one function means the same in ROWS FROM as by itself.
  const rowsFrom = items.length > 1;
  return { kind: 'functionTable', rowsFrom, items, lateral, ordinality, alias, span: p.spanFrom(offset) };
}

function tableCall(p: Cursor): Expr {
  if (p.kind === '[' || atSpecialCall(p)) return primary(p, false);
  const offset = p.offset;
  return application(p, offset, functionName(p));
}

function optOrdinality(p: Cursor): boolean {
  return p.eatAll('WITH', 'ORDINALITY');
}

function optAlias(p: Cursor): TableAlias | undefined {
  if (p.isName(NAME)) return tableAlias(p);
  // `AS OF SYSTEM TIME` is no alias.
  return p.at('AS') && !(p.peek(1) === 'OF' && p.peek(2) === 'SYSTEM') ? tableAlias(p) : undefined;
}

/** `[AS] t [(a, b)]` */
function tableAlias(p: Cursor): TableAlias {
  const offset = p.offset;
  p.eat('AS');
  const given = name(p, 'new_name');
  const columns = p.at('(') ? p.parenList(aliasColumn) : NONE;
  return { name: given, columns, span: p.spanOver(offset, given.span) };
}

function aliasColumn(p: Cursor): AliasColumn {
  const { text, span } = name(p, 'new_name');
  return { name: text, type: undefined, span };
}

/** A function's alias may give its columns types, and then may lack the name: `AS (a INT)`. */
function optFunctionAlias(p: Cursor): TableAlias | undefined {
  const offset = p.offset;
  const isAlias = p.isName(NAME) || (p.at('AS') && !(p.peek(1) === 'OF' && p.peek(2) === 'SYSTEM'));
  if (!isAlias) return undefined;
  const hasAs = p.eat('AS');
  const given = hasAs && p.kind === '(' ? undefined : name(p, 'new_name');
  if (p.kind !== '(') return { name: given, columns: [], span: p.spanFrom(offset) };
  const isTyped = given === undefined || (p.peek(2) !== ',' && p.peek(2) !== ')');
  const columns = p.parenList(isTyped ? typedColumn : aliasColumn);
  return { name: given, columns, span: p.spanFrom(offset) };
}

function typedColumn(p: Cursor): AliasColumn {
  const offset = p.offset;
  const { text } = name(p, 'new_name');
  const type = typeRef(p);
  return { name: text, type, span: p.spanFrom(offset) };
}

/** `@index`, `@[id]`, `@{flags}` */
export function optHint(p: Cursor): IndexHint | undefined {
  if (p.kind !== '@') return undefined;
  const offset = p.offset;
  p.next();
  const hint: Building = {
    index: undefined,
    indexId: undefined,
    direction: undefined,
    flags: [],
    zigzag: [],
    familyId: undefined
  };
  if (p.eat('{')) {
    do hintFlag(p, hint);
    while (p.eat(','));
    p.expect('}');
    checkHint(p, hint);
  } else if (p.eat('[')) {
    hint.indexId = iconst64(p);
    p.expect(']');
  } else hint.index = anyName(p, 'index').text;
  return { ...hint, span: p.spanFrom(offset) };
}

type Building = { -readonly [K in keyof Omit<IndexHint, 'span' | 'flags' | 'zigzag'>]: IndexHint[K] } & {
  flags: string[];
  zigzag: (string | number)[];
};

const PLAIN_FLAGS = [
  'NO_INDEX_JOIN',
  'NO_ZIGZAG_JOIN',
  'NO_FULL_SCAN',
  'AVOID_FULL_SCAN',
  'IGNORE_FOREIGN_KEYS',
  'FORCE_INVERTED_INDEX'
] as const;

function hintFlag(p: Cursor, hint: Building): void {
  const plain = p.eatOneOf(...PLAIN_FLAGS);
  if (plain) {
    if (hint.flags.includes(plain)) p.failAt(p.pos - 1, `${plain} specified multiple times`);
    hint.flags.push(plain);
  } else if (p.eat('FORCE_INDEX')) {
    p.expect('=');
    if (hint.index !== undefined || hint.indexId !== undefined)
      p.fail('FORCE_INDEX specified multiple times');
    const index = indexOrId(p);
    if (typeof index === 'number') hint.indexId = index;
    else hint.index = index;
  } else if (p.eat('FORCE_ZIGZAG')) {
    if (p.eat('=')) hint.zigzag.push(indexOrId(p));
    else if (hint.flags.includes('FORCE_ZIGZAG')) p.fail('FORCE_ZIGZAG specified multiple times');
    else hint.flags.push('FORCE_ZIGZAG');
    if (hint.zigzag.length > 0 && hint.flags.includes('FORCE_ZIGZAG'))
      p.fail('FORCE_ZIGZAG hints not distinct');
  } else if (p.eat('FAMILY')) {
    p.expectAll('=', '[');
    hint.familyId = iconst64(p);
    p.expect(']');
  } else {
    const direction = p.expectOneOf('ASC', 'DESC');
    if (hint.direction) p.failAt(p.pos - 1, 'ASC/DESC specified multiple times');
    hint.direction = direction;
  }
}

function indexOrId(p: Cursor): string | number {
  if (!p.eat('[')) return anyName(p, 'index').text;
  const id = iconst64(p);
  p.expect(']');
  return id;
}

/** Flags that contradict one another (`sem/tree/select.go`). */
function checkHint(p: Cursor, hint: Building): void {
  const forcesIndex = hint.index !== undefined || hint.indexId !== undefined;
  const forcesZigzag = hint.flags.includes('FORCE_ZIGZAG') || hint.zigzag.length > 0;
  const has = (flag: string) => hint.flags.includes(flag);
  const fail = (reason: string) => p.failAt(p.pos - 1, reason);
  if (forcesIndex && has('NO_INDEX_JOIN'))
    fail('FORCE_INDEX cannot be specified in conjunction with NO_INDEX_JOIN');
  if (hint.direction && !forcesIndex) fail('ASC/DESC must be specified in conjunction with an index');
  if (forcesIndex && has('FORCE_INVERTED_INDEX'))
    fail('FORCE_INVERTED_INDEX cannot be specified in conjunction with FORCE_INDEX');
  if (forcesZigzag && has('NO_INDEX_JOIN'))
    fail('FORCE_ZIGZAG cannot be specified in conjunction with NO_INDEX_JOIN');
  if (forcesZigzag && forcesIndex) fail('FORCE_ZIGZAG cannot be specified in conjunction with FORCE_INDEX');
  if (forcesZigzag && has('NO_ZIGZAG_JOIN'))
    fail('FORCE_ZIGZAG cannot be specified in conjunction with NO_ZIGZAG_JOIN');
  if (hint.zigzag.includes('')) fail('FORCE_ZIGZAG index name cannot be empty string');
  if (hint.familyId !== undefined) fail('FAMILY is an internal hint of changefeeds');
}
