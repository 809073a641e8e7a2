import type { Expr } from '../ast/expr';
import type { Name } from '../ast/name';
import type { Statement } from '../ast/statement';
import type { IndexDef, IndexElement, IndexVisibility } from '../ast/table-def';
import { ANY_NAME, FUNCTION_NAME, NAME, TABLE_NAME } from '../lex/keywords';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { anyName, functionName, indexName, name, nameList, tableName } from './names';
import { application, primary } from './primary';
import { direction, nullsOrder, optWhere } from './select';
import { atSpecialCall } from './special-calls';
import { optPartitionBy, optSharding, optStorageParameters } from './table-def';

/** Indexes, in CREATE TABLE and by themselves. */

/**
 * Whether an index begins here, in CREATE TABLE. INDEX, INVERTED and VECTOR may also begin a column of that name; an index
 * has a bracket next, or after one word.
 */
export function atIndexDef(p: Cursor): boolean {
  if (p.kind === 'UNIQUE') return p.peek(1) === 'INDEX';
  const isMethod = p.kind === 'INVERTED' || p.kind === 'VECTOR';
  if (p.kind === 'caret') return p.atAny('INDEX', 'INVERTED', 'VECTOR');
  if (p.kind !== 'INDEX' && !(isMethod && p.peek(1) === 'INDEX')) return false;
  const after = isMethod ? 2 : 1;
  return p.peek(after) === '(' || (p.isNameAhead(after, ANY_NAME) && p.peek(after + 1) === '(');
}

export function indexDefInTable(p: Cursor): IndexDef {
  const offset = p.offset;
  const unique = p.eat('UNIQUE');
  const method = unique ? undefined : p.eatOneOf('INVERTED', 'VECTOR');
  p.expect('INDEX');
  const given = p.at('(') ? undefined : name(p, 'new_name');
  return indexBody(p, offset, {
    name: given,
    unique,
    method: method ?? 'FORWARD',
    mayShard: !method,
    mayStore: !method
  });
}

interface IndexHead {
  readonly name: Name | undefined;
  readonly unique: boolean;
  readonly method: IndexDef['method'];
  readonly mayShard: boolean;
  readonly mayStore: boolean;
}

function indexBody(p: Cursor, offset: number, head: IndexHead): IndexDef {
  const columns = indexElements(p);
  const sharded = head.mayShard ? optSharding(p) : undefined;
  const storing = head.mayStore ? optStoring(p) : [];
  const partitionBy = optPartitionBy(p, false);
  const storage = optStorageParameters(p);
  const where = optWhere(p);
  const said = optVisibility(p);
  const visibility = said?.invisible || said?.fraction !== undefined ? said : undefined;
  const { name: given, unique, method } = head;
  const span = p.spanFrom(offset);
  return {
    kind: 'indexDef',
    name: given,
    unique,
    method,
    columns,
    sharded,
    storing,
    partitionBy,
    storage,
    where,
    visibility,
    span
  };
}

/** `(a, b DESC, (a + b), lower(c))` */
export function indexElements(p: Cursor): IndexElement[] {
  return p.parenList(indexElement);
}

function indexElement(p: Cursor): IndexElement {
  const offset = p.offset;
  let column: string | undefined;
  let value: Expr | undefined;
  if (p.eat('(')) {
    value = expr(p);
    p.expect(')');
  } else if (p.kind === '[' || atSpecialCall(p)) value = primary(p, false);
  else if (atCall(p)) {
    const callOffset = p.offset;
    value = application(p, callOffset, functionName(p));
  } else column = name(p, 'column').text;
  const opClass = p.isName(NAME) && p.kind !== 'NULLS' ? name(p, 'new_name').text : undefined;
  const dir = direction(p);
  const nulls = nullsOrder(p);
  checkNulls(p, dir, nulls);
  return { column, expr: value, opClass, direction: dir, nulls, span: p.spanFrom(offset) };
}

/** An index keeps NULLs first in ascending and last in descending order, and no other way. */
function checkNulls(p: Cursor, dir: 'ASC' | 'DESC' | undefined, nulls: 'FIRST' | 'LAST' | undefined): void {
  if (nulls && (nulls === 'LAST') !== (dir === 'DESC'))
    p.unsupported(`${dir ?? 'ASC'} NULLS ${nulls} in an index`);
}

function atCall(p: Cursor): boolean {
  if (p.isName(FUNCTION_NAME) && p.peek(1) === '(') return true;
  if (!p.isName(TABLE_NAME)) return false;
  let ahead = 1;
  while (p.peek(ahead) === '.' && p.isNameAhead(ahead + 1, ANY_NAME)) ahead += 2;
  return ahead > 1 && p.peek(ahead) === '(';
}

/** `STORING (a, b)`; COVERING and INCLUDE mean the same. */
export function optStoring(p: Cursor): Name[] {
  return p.eatOneOf('STORING', 'COVERING', 'INCLUDE') ? nameList(p, 'column') : [];
}

/** `[NOT] VISIBLE`, INVISIBLE, `VISIBILITY 0.5`, or nothing. */
export function optVisibility(p: Cursor): IndexVisibility | undefined {
  if (p.eatAll('NOT', 'VISIBLE') || p.eat('INVISIBLE')) return { invisible: true, fraction: undefined };
  if (p.eat('VISIBLE')) return { invisible: false, fraction: undefined };
  if (!p.eat('VISIBILITY')) return undefined;
  if (p.kind !== 'decimal') p.fail();
  const fraction = p.tokenText();
  if (Number(fraction) > 1) p.fail('index visibility must be between 0 and 1');
  p.next();
  return { invisible: Number(fraction) === 0, fraction };
}

/** What USING may name, with the kind of index it makes. */
const METHODS: ReadonlyMap<string, IndexDef['method']> = new Map<string, IndexDef['method']>([
  ['btree', 'FORWARD'],
  ['gin', 'INVERTED'],
  ['gist', 'INVERTED'],
  ['cspann', 'VECTOR'],
  ['hnsw', 'VECTOR']
]);
const UNSUPPORTED_METHODS: ReadonlySet<string> = new Set(['hash', 'spgist', 'brin']);

function optAccessMethod(p: Cursor): IndexDef['method'] | undefined {
  if (!p.eat('USING')) return undefined;
  const { text } = name(p, 'new_name');
  if (UNSUPPORTED_METHODS.has(text)) p.unsupported(`index using ${text}`);
  return METHODS.get(text) ?? p.failAt(p.pos - 1, `unrecognized access method: ${text}`);
}

/** CREATE [UNIQUE] [INVERTED | VECTOR] INDEX, from those words on. */
export function createIndex(p: Cursor, offset: number): Statement {
  const unique = p.eat('UNIQUE');
  const kind = p.eatOneOf('INVERTED', 'VECTOR');
  p.expect('INDEX');
  const concurrently = p.eat('CONCURRENTLY');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  // Behind IF NOT EXISTS the name is required, and may be any word.
  const given = ifNotExists ? anyName(p, 'new_name') : p.at('ON') ? undefined : name(p, 'new_name');
  p.expect('ON');
  const table = tableName(p);
  const using = kind ? undefined : optAccessMethod(p);
  const index = indexBody(p, offset, {
    name: given,
    unique,
    method: kind ?? using ?? 'FORWARD',
    mayShard: !kind,
    mayStore: true
  });
  return { kind: 'createIndex', ifNotExists, concurrently, table, index, span: p.spanFrom(offset) };
}

/** DROP INDEX, from INDEX on. */
export function dropIndex(p: Cursor, offset: number): Statement {
  p.expect('INDEX');
  const concurrently = p.eat('CONCURRENTLY');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const indexes = p.list(indexName);
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropIndex', ifExists, concurrently, indexes, behavior, span: p.spanFrom(offset) };
}
