import type { Span } from '../../base/errors';
import { NAME, TABLE_NAME } from '../lex/keywords';
import type { TokenKind } from '../lex/tokens';
import { Cursor } from './cursor';
import { name, tableName } from './names';
import type { TableName } from '../ast/name';

/**
 * The tables whose columns can be meant at a place of a statement that may be unfinished or wrong. A tree cannot be had of such a
 * statement, so its tokens are gone through: the brackets around the place, from the inside out, each between the set operations
 * beside it. Names are read by the parser's own functions.
 */

/** Something with columns. */
export interface ScopeTable {
  /** A table; undefined for a subquery. */
  readonly name: TableName | undefined;
  /** What its columns can be qualified by. */
  readonly alias: string | undefined;
  /** The query that a derived table stands for, without its brackets. */
  readonly query: Span | undefined;
  /** Names given to the columns by an alias or by WITH. */
  readonly columns: readonly string[];
}

/** A table of WITH: its name is in `alias`. */
export interface Scope {
  readonly tables: readonly ScopeTable[];
  readonly withTables: readonly ScopeTable[];
}

const SET_OPERATIONS: ReadonlySet<TokenKind> = new Set<TokenKind>(['UNION', 'INTERSECT', 'EXCEPT']);
/** A table's name stands behind these. Behind ON it does in CREATE INDEX only. */
const BEFORE_TABLE: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(['FROM', 'JOIN', 'INTO', 'UPDATE', 'UPSERT', 'TABLE', 'REFERENCES', 'LATERAL'] as const)
]);
const ENDS_FROM: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...([
    'WHERE',
    'GROUP',
    'HAVING',
    'WINDOW',
    'ORDER',
    'LIMIT',
    'OFFSET',
    'SET',
    'SELECT',
    'RETURNING',
    'ON'
  ] as const)
]);
/** Words that could be an alias but begin what follows a table. */
const NO_ALIAS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(['SET', 'VALUES', 'ADD', 'ALTER', 'DROP', 'RENAME', 'SPLIT', 'INCLUDE', 'EXCLUDE'] as const)
]);

/** The scope of an offset in the statement that begins at `from`. The innermost tables come first. */
export function scopeAt(text: string, from: number, offset: number): Scope {
  const p = new Cursor();
  p.load(text, from);
  const index = tokenAt(p, offset);
  const tables: ScopeTable[] = [];
  const withTables: ScopeTable[] = [];
  for (const [begin, end] of levelsAround(p, index)) {
    collectLevel(p, begin, end, index, tables);
    collectWith(p, begin, end, withTables);
  }
  return { tables, withTables };
}

function tokenAt({ tokens }: Cursor, offset: number): number {
  let i = 0;
  while (i < tokens.count - 1 && tokens.ends[i] < offset) i++;
  return i;
}

/** The insides of the brackets around a token and the statement as a whole, innermost first, as ranges of tokens. */
function levelsAround({ tokens }: Cursor, index: number): [number, number][] {
  const opened: number[] = [];
  for (let i = 0; i < index; i++) {
    if (tokens.kinds[i] === '(') opened.push(i);
    else if (tokens.kinds[i] === ')') opened.pop();
  }
  const levels: [number, number][] = [[0, tokens.count]];
  for (const open of opened) levels.unshift([open + 1, closing(tokens.kinds, open, tokens.count)]);
  return levels;
}

/** The bracket that closes the one at `open`, or the end. */
function closing(kinds: readonly TokenKind[], open: number, count: number): number {
  let depth = 0;
  for (let i = open; i < count; i++) {
    if (kinds[i] === '(') depth++;
    else if (kinds[i] === ')' && --depth === 0) return i;
  }
  return count;
}

/** Tables of the part of a level that lies between two set operations and holds the place. */
function collectLevel(p: Cursor, begin: number, end: number, index: number, tables: ScopeTable[]): void {
  const { kinds } = p.tokens;
  let found: ScopeTable[] = [];
  let inFrom = false;
  for (let i = begin; i < end; i++) {
    const kind = kinds[i];
    if (SET_OPERATIONS.has(kind)) {
      if (i >= index) break;
      found = [];
    }
    if (ENDS_FROM.has(kind)) inFrom = false;
    if (kind === 'FROM') inFrom = true;
    const isIndexed = kind === 'ON' && kinds[begin] === 'CREATE';
    if (BEFORE_TABLE.has(kind) || isIndexed || (kind === ',' && inFrom)) {
      const table = tableFrom(p, i + 1, end);
      if (table) found.push(table);
    }
    if (kind === '(') i = closing(kinds, i, end) - 1;
  }
  tables.push(...found);
}

/** The table that begins at a token, if one does. */
function tableFrom(p: Cursor, at: number, end: number): ScopeTable | undefined {
  const { kinds, starts } = p.tokens;
  let i = at;
  while (i < end && (kinds[i] === 'ONLY' || kinds[i] === 'LATERAL' || kinds[i] === 'INTO')) i++;
  if (kinds[i] === '(') {
    const close = closing(kinds, i, end);
    if (kinds[i + 1] !== 'SELECT' && kinds[i + 1] !== 'VALUES' && kinds[i + 1] !== 'WITH') return undefined;
    const offset = starts[i + 1];
    const query = { offset, length: (starts[close] ?? offset) - offset };
    return { name: undefined, query, ...aliasAt(p, close + 1, end) };
  }
  p.moveTo(i);
  if (!p.isName(TABLE_NAME) || i >= end) return undefined;
  // A name that breaks off behind its dot is still being written.
  if (p.peek(1) === '.' && !p.isNameAhead(2, ~0)) return undefined;
  const table = tableName(p);
  if (p.kind === '(' && kinds[at - 1] !== 'INTO' && kinds[at - 1] !== 'TABLE' && kinds[at - 1] !== 'ON')
    return undefined; // a function
  skipHint(p);
  const { alias = table.table, columns } = aliasAt(p, p.pos, end);
  return { name: table, alias, query: undefined, columns };
}

/** `@index`, `@{…}` */
function skipHint(p: Cursor): void {
  if (!p.eat('@')) return;
  if (!p.at('{')) return p.next();
  while (!p.at('}') && !p.at('eof')) p.next();
  p.next();
}

/** `[AS] a [(c, …)]` */
function aliasAt(
  p: Cursor,
  at: number,
  end: number
): { alias: string | undefined; columns: readonly string[] } {
  const none = { alias: undefined, columns: [] };
  if (at >= end) return none;
  p.moveTo(at);
  if (p.kind === 'AS' && p.peek(1) !== 'OF') p.next();
  if (p.pos >= end || !p.isName(NAME) || NO_ALIAS.has(p.kind)) return none;
  const alias = name(p, 'new_name').text;
  return { alias, columns: p.kind === '(' ? namesInBrackets(p) : [] };
}

function namesInBrackets(p: Cursor): string[] {
  const names: string[] = [];
  const close = closing(p.tokens.kinds, p.pos, p.tokens.count);
  p.next();
  // A bracket that is still open reaches to the end, which is never passed.
  while (p.pos < close && p.kind !== 'eof') {
    if (p.isName(NAME) && (p.tokens.kinds[p.pos - 1] === '(' || p.tokens.kinds[p.pos - 1] === ','))
      names.push(p.tokenText());
    p.next();
  }
  return names;
}

/** `WITH a [(c, …)] AS (query), …` of a level. */
function collectWith(p: Cursor, begin: number, end: number, into: ScopeTable[]): void {
  const { kinds, starts } = p.tokens;
  if (kinds[begin] !== 'WITH') return;
  let i = begin + (kinds[begin + 1] === 'RECURSIVE' ? 2 : 1);
  while (i < end) {
    p.moveTo(i);
    if (!p.isName(NAME)) return;
    const { alias, columns } = aliasAt(p, i, end);
    i += 1;
    if (kinds[i] === '(') i = closing(kinds, i, end) + 1;
    while (i < end && (kinds[i] === 'AS' || kinds[i] === 'NOT' || kinds[i] === 'MATERIALIZED')) i++;
    if (kinds[i] !== '(') return;
    const close = closing(kinds, i, end);
    const offset = starts[i + 1];
    into.push({
      name: undefined,
      alias,
      columns,
      query: { offset, length: (starts[close] ?? offset) - offset }
    });
    if (kinds[close + 1] !== ',') return;
    i = close + 2;
  }
}
