import { SqlError } from '../../base/errors';
import type { IndexName, Name, ObjectName, RoleSpec, SchemaName, TableName, TablePattern } from '../ast/name';
import { ANY_NAME, FUNCTION_NAME, NAME, ROLE_NAME, TABLE_NAME, TYPE_NAME } from '../lex/keywords';
import { normalizeName } from '../lex/normalize';
import type { Cursor } from './cursor';
import type { SlotKind } from './slots';

/** Names of every kind. The slot says what completion may offer in their place. */

/** A word of a class. @throws SqlError 42601 when none stands here. */
function word(p: Cursor, mask: number, slot: SlotKind): Name {
  if (!p.isName(mask)) {
    p.offer(slot);
    p.fail();
  }
  const span = p.tokenSpan();
  const text = p.tokenText();
  p.next();
  return { text, span };
}

/** A column, an alias, a database, a constraint … */
export function name(p: Cursor, slot: SlotKind): Name {
  return word(p, NAME, slot);
}

/** A name of a type, which names of parameters are like. */
export function typeWordName(p: Cursor, slot: SlotKind): Name {
  return word(p, TYPE_NAME, slot);
}

/** Any word, reserved ones too: after a dot, or where nothing else can stand. */
export function anyName(p: Cursor, slot: SlotKind): Name {
  return word(p, ANY_NAME, slot);
}

/** A name that something is given: it must not be empty. @throws SqlError 42601 for `""`. */
export function newName(p: Cursor): Name {
  const given = name(p, 'new_name');
  if (given.text === '') throw emptyName(given);
  return given;
}

function emptyName(at: Name | TableName | ObjectName): SqlError {
  return new SqlError('42601', 'a name cannot be empty', { span: at.span });
}

/** `(a, b)` */
export function nameList(p: Cursor, slot: SlotKind): Name[] {
  return p.parenList((c) => name(c, slot));
}

export function optNameList(p: Cursor, slot: SlotKind): Name[] {
  return p.at('(') ? nameList(p, slot) : [];
}

interface Parts {
  readonly first: string;
  readonly second: string | undefined;
  readonly third: string | undefined;
}

/** `a[.b[.c]]`, the first part a word of a class, the others any word. */
function parts(p: Cursor, mask: number, slot: SlotKind): Parts {
  if (!p.isName(mask)) {
    p.offer(slot);
    p.fail();
  }
  const first = p.tokenText();
  p.next();
  if (p.kind !== '.') return { first, second: undefined, third: undefined };
  p.next();
  const second = anyName(p, slot).text;
  if (p.kind !== '.') return { first, second, third: undefined };
  p.next();
  return { first, second, third: anyName(p, slot).text };
}

/** `[[catalog.]schema.]table` */
export function tableName(p: Cursor, slot: SlotKind = 'table'): TableName {
  const offset = p.offset;
  const { first, second, third } = parts(p, TABLE_NAME, slot);
  const span = p.spanFrom(offset);
  if (second === undefined) return { catalog: undefined, schema: undefined, table: first, span };
  if (third === undefined) return { catalog: undefined, schema: first, table: second, span };
  return { catalog: first, schema: second, table: third, span };
}

/** The name of a table that is being made. @throws SqlError 42601 for `""`. */
export function newTableName(p: Cursor): TableName {
  const given = tableName(p, 'new_name');
  if (given.table === '') throw emptyName(given);
  return given;
}

/** A type's or a sequence's name, which is formed like a table's. */
export function objectName(p: Cursor, slot: SlotKind): ObjectName {
  const { catalog, schema, table, span } = tableName(p, slot);
  return { catalog, schema, object: table, span };
}

/** A function's name. A name with dots may begin like a table's. */
export function functionName(p: Cursor): ObjectName {
  const offset = p.offset;
  const { first, second, third } = parts(p, p.peek(1) === '.' ? TABLE_NAME : FUNCTION_NAME, 'function');
  const span = p.spanFrom(offset);
  if (second === undefined) return { catalog: undefined, schema: undefined, object: first, span };
  if (third === undefined) return { catalog: undefined, schema: first, object: second, span };
  return { catalog: first, schema: second, object: third, span };
}

/** `[catalog.]schema` */
export function schemaName(p: Cursor): SchemaName {
  const offset = p.offset;
  const first = name(p, 'schema').text;
  if (!p.eat('.')) return { catalog: undefined, schema: first, span: p.spanFrom(offset) };
  return { catalog: first, schema: name(p, 'schema').text, span: p.spanFrom(offset) };
}

/** `table@index`, or an index by itself. */
export function indexName(p: Cursor): IndexName {
  const offset = p.offset;
  const table = tableName(p, 'index');
  if (!p.eat('@')) {
    const { catalog, schema, table: index, span } = table;
    return { table: undefined, catalog, schema, index, span };
  }
  const index = anyName(p, 'index').text;
  return { table, catalog: undefined, schema: undefined, index, span: p.spanFrom(offset) };
}

/** `t`, `s.t`, `s.*`, `d.s.*`, `*` */
export function tablePattern(p: Cursor): TablePattern {
  const offset = p.offset;
  if (p.eat('*'))
    return { catalog: undefined, schema: undefined, table: undefined, span: p.spanFrom(offset) };
  if (!p.isName(TABLE_NAME)) {
    p.offer('table');
    p.fail();
  }
  const names = [p.tokenText()];
  p.next();
  let all = false;
  while (names.length < 3 && !all && p.eat('.')) {
    if (p.eat('*')) all = true;
    else names.push(anyName(p, 'table').text);
  }
  const table = all ? undefined : names.pop();
  const schema = names.pop();
  return { catalog: names.pop(), schema, table, span: p.spanFrom(offset) };
}

/** `CURRENT_USER` and `SESSION_USER` stand for users, but only without quotes. */
export function roleSpec(p: Cursor): RoleSpec {
  const span = p.tokenSpan();
  if (p.eat('CURRENT_USER')) return { kind: 'current_user', name: 'current_user', span };
  if (p.eat('SESSION_USER')) return { kind: 'session_user', name: 'session_user', span };
  const { text } = word(p, ROLE_NAME, 'role');
  // Also in quotes: names of roles have no capitals (username.MakeSQLUsernameFromUserInput).
  return { kind: 'role', name: normalizeName(text), span };
}

export function roleSpecs(p: Cursor): RoleSpec[] {
  return p.list(roleSpec);
}

/** The name of a session variable or cluster setting: words joined by dots. */
export function settingName(
  p: Cursor,
  slot: 'session_variable' | 'cluster_setting' | 'zone_setting'
): string {
  let text = name(p, slot).text;
  while (p.eat('.')) text += `.${anyName(p, slot).text}`;
  return text;
}
