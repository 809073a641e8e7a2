import type {
  AlterDatabaseAction,
  AlterTypeAction,
  CommentTarget,
  CreateDatabaseStatement,
  RelationKind,
  RelocateRangeStatement,
  SurvivalGoal
} from '../ast/ddl';
import type { Expr } from '../ast/expr';
import type { Name, RoleSpec } from '../ast/name';
import type { Statement } from '../ast/statement';
import type { TypeRef } from '../ast/type';
import { NON_RESERVED } from '../lex/keywords';
import { eatRelocate, rangeChange, relocateSubject } from './alter-table';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { optVisibility } from './index-def';
import {
  anyName,
  indexName,
  name,
  newName,
  newTableName,
  objectName,
  optNameList,
  roleSpec,
  schemaName,
  tableName
} from './names';
import { textNode } from './options';
import { optAsOf, optWhere } from './select';
import { columnPath, sequenceOptions, signedInteger } from './sequence-options';
import { roleSetting } from './session';
import { otherByRule } from './other';
import { relation } from './table-expr';
import { partitionBy } from './table-def';
import { anyQuery, stringConstant } from './txn';
import { iconst64, typeRef } from './types';
import { zoneAction } from './zone';

/** Databases, schemas, types, views, sequences, comments, statistics, ranges: CREATE, ALTER and DROP, each from its noun on. */

export function createDatabase(p: Cursor, offset: number): CreateDatabaseStatement {
  p.expect('DATABASE');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const database = newName(p);
  p.eat('WITH');
  const template = optText(p, 'TEMPLATE');
  const encoding = optText(p, 'ENCODING');
  const lcCollate = optText(p, 'LC_COLLATE');
  const lcCtype = optText(p, 'LC_CTYPE');
  const connectionLimit = p.eatAll('CONNECTION', 'LIMIT') ? afterEquals(p, signedInteger) : undefined;
  const primaryRegion = p.eatAll('PRIMARY', 'REGION') ? afterEquals(p, region) : undefined;
  const regions = p.eatOneOf('REGIONS', 'REGION') ? afterEquals(p, (c) => c.list(region)) : [];
  const survival = p.at('SURVIVE') ? survivalGoal(p) : undefined;
  const placement = p.eat('PLACEMENT') ? p.expectOneOf('RESTRICTED', 'DEFAULT') : undefined;
  const owner = p.eat('OWNER') ? afterEquals(p, roleSpec) : undefined;
  const superRegion = p.eatAll('SUPER', 'REGION') ? superRegionOf(p) : undefined;
  const secondaryRegion = p.eatAll('SECONDARY', 'REGION') ? afterEquals(p, region) : undefined;
  return {
    kind: 'createDatabase',
    ifNotExists,
    name: database,
    template,
    encoding,
    lcCollate,
    lcCtype,
    connectionLimit,
    primaryRegion,
    regions,
    survival,
    placement,
    owner,
    superRegion,
    secondaryRegion,
    span: p.spanFrom(offset)
  };
}

/** A region's name may also be a string. */
function region(p: Cursor): Name {
  return p.kind === 'string' ? textNode(p) : name(p, 'region');
}

function afterEquals<T>(p: Cursor, read: (cursor: Cursor) => T): T {
  p.eat('=');
  return read(p);
}

/** `TEMPLATE = template0` */
function optText(p: Cursor, word: 'TEMPLATE' | 'ENCODING' | 'LC_COLLATE' | 'LC_CTYPE'): string | undefined {
  if (!p.eat(word)) return undefined;
  p.eat('=');
  if (p.kind === 'string') return stringConstant(p);
  if (!p.isName(NON_RESERVED)) p.fail();
  const text = p.tokenText();
  p.next();
  return text;
}

function superRegionOf(p: Cursor): { name: Name; regions: readonly Name[] } {
  const given = region(p);
  p.expect('VALUES');
  return { name: given, regions: p.list(region) };
}

function survivalGoal(p: Cursor): SurvivalGoal {
  p.expect('SURVIVE');
  p.eat('=');
  const word = p.expectOneOf('REGION', 'ZONE', 'AVAILABILITY');
  if (word === 'AVAILABILITY') p.expect('ZONE');
  p.expect('FAILURE');
  return word === 'AVAILABILITY' ? 'AVAILABILITY ZONE FAILURE' : `${word} FAILURE`;
}

export function alterDatabase(p: Cursor, offset: number): Statement {
  p.expect('DATABASE');
  const database = name(p, 'database');
  if (p.at('CONFIGURE')) {
    const action = zoneAction(p);
    return {
      kind: 'configureZone',
      target: { kind: 'database', name: database },
      action,
      span: p.spanFrom(offset)
    };
  }
  const action = databaseAction(p);
  return { kind: 'alterDatabase', name: database, action, span: p.spanFrom(offset) };
}

function databaseAction(p: Cursor): AlterDatabaseAction {
  if (p.at('SURVIVE')) return { kind: 'survive', goal: survivalGoal(p) };
  if (p.at('RESET')) return { kind: 'set', setting: roleSetting(p) };
  if (p.eatAll('PRIMARY', 'REGION')) return { kind: 'primaryRegion', region: afterEquals(p, region) };
  switch (p.expectOneOf('RENAME', 'OWNER', 'CONVERT', 'ADD', 'DROP', 'ALTER', 'PLACEMENT', 'SET')) {
    case 'RENAME':
      p.expect('TO');
      return { kind: 'rename', to: name(p, 'new_name') };
    case 'OWNER':
      p.expect('TO');
      return { kind: 'owner', owner: roleSpec(p) };
    case 'CONVERT':
      p.expectAll('TO', 'SCHEMA', 'WITH', 'PARENT');
      return { kind: 'convertToSchema', parent: name(p, 'database') };
    case 'PLACEMENT':
      return { kind: 'placement', placement: p.expectOneOf('RESTRICTED', 'DEFAULT') };
    case 'ADD':
      return addRegion(p);
    case 'DROP':
      return dropRegion(p);
    case 'ALTER':
      return alterRegion(p);
    case 'SET':
      return setOnDatabase(p);
  }
}

function addRegion(p: Cursor): AlterDatabaseAction {
  if (p.eat('SUPER')) {
    p.expect('REGION');
    const { name: given, regions } = superRegionOf(p);
    return { kind: 'addSuperRegion', region: given, regions };
  }
  p.expect('REGION');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  return { kind: 'addRegion', region: region(p), ifNotExists };
}

function dropRegion(p: Cursor): AlterDatabaseAction {
  const word = p.expectOneOf('SUPER', 'SECONDARY', 'REGION');
  if (word !== 'REGION') p.expect('REGION');
  if (word === 'SUPER') return { kind: 'dropSuperRegion', region: region(p) };
  const ifExists = p.eatAll('IF', 'EXISTS');
  if (word === 'SECONDARY') return { kind: 'dropSecondaryRegion', ifExists };
  return { kind: 'dropRegion', region: region(p), ifExists };
}

function alterRegion(p: Cursor): AlterDatabaseAction {
  if (p.expectOneOf('SUPER', 'LOCALITY') === 'SUPER') {
    p.expect('REGION');
    const { name: given, regions } = superRegionOf(p);
    return { kind: 'alterSuperRegion', region: given, regions };
  }
  const global = p.expectOneOf('GLOBAL', 'REGIONAL') === 'GLOBAL';
  const inRegion = !global && p.eat('IN') ? region(p) : undefined;
  return { kind: 'locality', global, region: inRegion, zone: zoneAction(p) };
}

/** `SET PRIMARY | SECONDARY REGION …`, or a variable. SET is read already. */
function setOnDatabase(p: Cursor): AlterDatabaseAction {
  if (p.eatAll('PRIMARY', 'REGION')) return { kind: 'primaryRegion', region: afterEquals(p, region) };
  if (p.eatAll('SECONDARY', 'REGION')) return { kind: 'secondaryRegion', region: afterEquals(p, region) };
  return { kind: 'set', setting: roleSetting(p, true) };
}

export function createSchema(p: Cursor, offset: number): Statement {
  p.expect('SCHEMA');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const schema = p.at('AUTHORIZATION') ? undefined : schemaName(p);
  let authorization: RoleSpec | undefined;
  if (!schema || p.at('AUTHORIZATION')) {
    p.expect('AUTHORIZATION');
    authorization = roleSpec(p);
  }
  return { kind: 'createSchema', ifNotExists, name: schema, authorization, span: p.spanFrom(offset) };
}

export function alterSchema(p: Cursor, offset: number): Statement {
  p.expect('SCHEMA');
  const schema = schemaName(p);
  const word = p.expectOneOf('RENAME', 'OWNER');
  p.expect('TO');
  const action =
    word === 'RENAME'
      ? ({ kind: 'rename', to: name(p, 'new_name') } as const)
      : ({ kind: 'owner', owner: roleSpec(p) } as const);
  return { kind: 'alterSchema', name: schema, action, span: p.spanFrom(offset) };
}

/** DROP TABLE, VIEW, MATERIALIZED VIEW and SEQUENCE. */
export function dropRelation(p: Cursor, offset: number): Statement {
  const kind = relationKind(p);
  const ifExists = p.eatAll('IF', 'EXISTS');
  const slot = kind === 'TABLE' ? 'table' : kind === 'SEQUENCE' ? 'sequence' : 'view';
  const names = p.list((c) => tableName(c, slot));
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropRelation', relation: kind, ifExists, names, behavior, span: p.spanFrom(offset) };
}

function relationKind(p: Cursor): RelationKind {
  const word = p.expectOneOf('TABLE', 'VIEW', 'MATERIALIZED', 'SEQUENCE');
  if (word !== 'MATERIALIZED') return word;
  p.expect('VIEW');
  return 'MATERIALIZED VIEW';
}

export function dropDatabase(p: Cursor, offset: number): Statement {
  p.expect('DATABASE');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const database = name(p, 'database');
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropDatabase', ifExists, name: database, behavior, span: p.spanFrom(offset) };
}

export function dropSchema(p: Cursor, offset: number): Statement {
  p.expect('SCHEMA');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const names = p.list(schemaName);
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropSchema', ifExists, names, behavior, span: p.spanFrom(offset) };
}

export function dropType(p: Cursor, offset: number): Statement {
  p.expect('TYPE');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const names = p.list((c) => objectName(c, 'type'));
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  return { kind: 'dropType', ifExists, names, behavior, span: p.spanFrom(offset) };
}

/** CREATE TYPE … AS ENUM (…) or AS (a INT, …). */
export function createType(p: Cursor, offset: number): Statement {
  p.expect('TYPE');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const type = objectName(p, 'new_name');
  if (p.kind === 'eof' || p.kind === '(') p.unsupported('base and shell types');
  p.expect('AS');
  if (p.kind === 'RANGE') p.unsupported('range types');
  if (p.eat('ENUM')) {
    p.expect('(');
    const labels = p.at(')') ? [] : p.list(textNode);
    p.expect(')');
    return {
      kind: 'createType',
      ifNotExists,
      name: type,
      labels,
      fields: undefined,
      span: p.spanFrom(offset)
    };
  }
  p.expect('(');
  const fields = p.at(')') ? [] : p.list(compositeField);
  p.expect(')');
  return { kind: 'createType', ifNotExists, name: type, labels: undefined, fields, span: p.spanFrom(offset) };
}

function compositeField(p: Cursor): { name: Name; type: TypeRef } {
  return { name: name(p, 'new_name'), type: typeRef(p) };
}

export function alterType(p: Cursor, offset: number): Statement {
  p.expect('TYPE');
  const type = objectName(p, 'type');
  const action = typeAction(p);
  return { kind: 'alterType', name: type, action, span: p.spanFrom(offset) };
}

function typeAction(p: Cursor): AlterTypeAction {
  const word = p.expectOneOf('ADD', 'DROP', 'RENAME', 'SET', 'OWNER', 'ALTER');
  if (p.kind === 'ATTRIBUTE') p.unsupported('ALTER TYPE … ATTRIBUTE');
  switch (word) {
    case 'ADD':
      return addValue(p);
    case 'DROP':
      p.expect('VALUE');
      return { kind: 'dropValue', value: textNode(p) };
    case 'RENAME': {
      if (p.eat('TO')) return { kind: 'rename', to: name(p, 'new_name') };
      p.expect('VALUE');
      const from = textNode(p);
      p.expect('TO');
      return { kind: 'renameValue', from, to: textNode(p) };
    }
    case 'SET':
      p.expect('SCHEMA');
      return { kind: 'setSchema', schema: name(p, 'schema') };
    case 'OWNER':
      p.expect('TO');
      return { kind: 'owner', owner: roleSpec(p) };
    case 'ALTER':
      return p.fail();
  }
}

function addValue(p: Cursor): AlterTypeAction {
  p.expect('VALUE');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const value = textNode(p);
  const where = p.eatOneOf('BEFORE', 'AFTER');
  const placement = where ? { before: where === 'BEFORE', value: textNode(p) } : undefined;
  return { kind: 'addValue', value, ifNotExists, placement };
}

/** CREATE [OR REPLACE] [TEMP] [MATERIALIZED] VIEW, behind those words. */
export function createView(
  p: Cursor,
  offset: number,
  { orReplace, temporary }: { orReplace: boolean; temporary: boolean }
): Statement {
  if (p.kind === 'RECURSIVE') p.unsupported('recursive views');
  const materialized = !orReplace && !temporary && p.eat('MATERIALIZED');
  p.expect('VIEW');
  const ifNotExists = !orReplace && p.eatAll('IF', 'NOT', 'EXISTS');
  const view = newTableName(p);
  const columns = optNameList(p, 'new_name');
  const securityInvoker = materialized ? undefined : optSecurityInvoker(p);
  p.expect('AS');
  const query = anyQuery(p);
  let withData = true;
  if (materialized && p.eat('WITH')) {
    withData = !p.eat('NO');
    p.expect('DATA');
  }
  const span = p.spanFrom(offset);
  return {
    kind: 'createView',
    materialized,
    orReplace,
    temporary,
    ifNotExists,
    name: view,
    columns,
    securityInvoker,
    query,
    withData,
    span
  };
}

/** `WITH (security_invoker [= true])` or nothing. */
function optSecurityInvoker(p: Cursor): boolean | undefined {
  if (!p.eat('WITH')) return undefined;
  p.expect('(');
  const value = securityInvoker(p);
  p.expect(')');
  return value;
}

function securityInvoker(p: Cursor): boolean {
  p.expect('SECURITY_INVOKER');
  if (!p.eat('=')) return true;
  if (p.eat('TRUE')) return true;
  if (p.eat('FALSE')) return false;
  const digits = p.kind === 'int' ? p.tokenText() : '';
  if (digits !== '0' && digits !== '1') p.fail('security_invoker accepts only true/false or 1/0');
  p.next();
  return digits === '1';
}

/** ALTER [MATERIALIZED] VIEW and ALTER SEQUENCE. */
export function alterRelation(p: Cursor, offset: number): Statement {
  const kind = relationKind(p);
  const ifExists = p.eatAll('IF', 'EXISTS');
  const given = relation(p);
  const head = { relation: kind, ifExists, name: given } as const;
  if (p.eatAll('RENAME', 'TO'))
    return { kind: 'renameRelation', ...head, to: tableName(p, 'new_name'), span: p.spanFrom(offset) };
  if (p.eatAll('OWNER', 'TO'))
    return { kind: 'setRelationOwner', ...head, owner: roleSpec(p), span: p.spanFrom(offset) };
  if (p.eatAll('SET', 'SCHEMA'))
    return { kind: 'setRelationSchema', ...head, schema: name(p, 'schema'), span: p.spanFrom(offset) };
  if (kind === 'VIEW' && p.atAny('SET', 'RESET')) return viewOptions(p, offset, head);
  if (kind !== 'SEQUENCE') p.fail();
  const options = sequenceOptions(p);
  if (options.length === 0) p.fail();
  return { kind: 'alterSequence', ifExists, name: given, options, span: p.spanFrom(offset) };
}

function viewOptions(
  p: Cursor,
  offset: number,
  { ifExists, name: view }: { ifExists: boolean; name: ReturnType<typeof relation> }
): Statement {
  const isSet = p.expectOneOf('SET', 'RESET') === 'SET';
  p.expect('(');
  let value: boolean | undefined;
  if (isSet) value = securityInvoker(p);
  else p.expect('SECURITY_INVOKER');
  p.expect(')');
  return { kind: 'alterViewOptions', ifExists, name: view, securityInvoker: value, span: p.spanFrom(offset) };
}

export function refreshView(p: Cursor): Statement {
  const offset = p.offset;
  p.expectAll('REFRESH', 'MATERIALIZED', 'VIEW');
  const concurrently = p.eat('CONCURRENTLY');
  const view = tableName(p, 'view');
  const asOf = optAsOf(p);
  let data: 'WITH DATA' | 'WITH NO DATA' | undefined;
  if (p.eat('WITH')) {
    data = p.eat('NO') ? 'WITH NO DATA' : 'WITH DATA';
    p.expect('DATA');
  }
  return { kind: 'refreshView', concurrently, name: view, asOf, data, span: p.spanFrom(offset) };
}

export function createSequence(p: Cursor, offset: number, temporary: boolean): Statement {
  p.expect('SEQUENCE');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const sequence = newTableName(p);
  const options = sequenceOptions(p);
  return {
    kind: 'createSequence',
    temporary,
    ifNotExists,
    name: sequence,
    options,
    span: p.spanFrom(offset)
  };
}

/** ALTER INDEX. */
export function alterIndex(p: Cursor, offset: number): Statement {
  p.expect('INDEX');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const index = indexName(p);
  if (p.eatAll('RENAME', 'TO'))
    return { kind: 'renameIndex', ifExists, index, to: anyName(p, 'new_name'), span: p.spanFrom(offset) };
  const visibility = optVisibility(p);
  if (visibility) return { kind: 'alterIndexVisible', ifExists, index, visibility, span: p.spanFrom(offset) };
  const change = ifExists ? undefined : rangeChange(p, offset, { kind: 'index', index });
  if (change) return change;
  if (p.atAny('SET', 'RESET')) return otherByRule(p, 'index_storage', 'ALTER INDEX … SET', offset);
  const commands = p.list((c) => partitionBy(c, false));
  return { kind: 'alterIndexPartition', ifExists, index, commands, span: p.spanFrom(offset) };
}

/** ALTER RANGE: zones and replicas. */
export function alterRange(p: Cursor, offset: number): Statement {
  p.expect('RANGE');
  if (eatRelocate(p)) return relocateRanges(p, offset, undefined);
  const range = expr(p);
  if (eatRelocate(p)) return relocateRanges(p, offset, range);
  const action = zoneAction(p);
  // DEFAULT is the zone of every range without one, and reads as the keyword.
  const zone =
    range.kind === 'default' ? 'default' : range.kind === 'column' && !range.table ? range.column : undefined;
  if (zone === undefined) p.fail('only simple names are supported in ALTER RANGE ... CONFIGURE ZONE');
  return { kind: 'configureZone', target: { kind: 'range', name: zone }, action, span: p.spanFrom(offset) };
}

function relocateRanges(p: Cursor, offset: number, range: Expr | undefined): RelocateRangeStatement {
  const subject = relocateSubject(p) ?? 'VOTERS';
  let from: Expr | undefined;
  if (subject !== 'LEASE') {
    p.expect('FROM');
    from = expr(p);
  }
  p.expect('TO');
  const to = expr(p);
  let query: RelocateRangeStatement['query'];
  if (!range) {
    p.expect('FOR');
    query = anyQuery(p);
  }
  return { kind: 'relocateRange', subject, range, query, from, to, span: p.spanFrom(offset) };
}

export function comment(p: Cursor): Statement {
  const offset = p.offset;
  p.expectAll('COMMENT', 'ON');
  const on = commentTarget(p);
  p.expect('IS');
  const text = p.eat('NULL') ? null : stringConstant(p);
  return { kind: 'comment', on, comment: text, span: p.spanFrom(offset) };
}

function commentTarget(p: Cursor): CommentTarget {
  if (p.kind === 'EXTENSION' || p.kind === 'FUNCTION') p.unsupported(`COMMENT ON ${p.kind}`);
  switch (p.expectOneOf('DATABASE', 'SCHEMA', 'TYPE', 'TABLE', 'COLUMN', 'INDEX', 'CONSTRAINT')) {
    case 'DATABASE':
      return { kind: 'database', name: name(p, 'database') };
    case 'SCHEMA':
      return { kind: 'schema', name: schemaName(p) };
    case 'TYPE':
      return { kind: 'type', name: objectName(p, 'type') };
    case 'TABLE':
      return { kind: 'table', table: tableName(p) };
    case 'INDEX':
      return { kind: 'index', index: indexName(p) };
    case 'CONSTRAINT': {
      const constraint = name(p, 'constraint');
      p.expect('ON');
      return { kind: 'constraint', name: constraint, table: tableName(p) };
    }
    case 'COLUMN': {
      const offset = p.offset;
      const { table, column } = columnPath(p);
      const span = p.spanFrom(offset);
      return { kind: 'column', table, column: { text: column, span } };
    }
  }
}

/** ANALYZE t; ANALYSE is the same word. */
export function analyze(p: Cursor): Statement {
  const offset = p.offset;
  p.expectOneOf('ANALYZE', 'ANALYSE');
  const table = tableName(p);
  return {
    kind: 'statistics',
    analyze: true,
    name: undefined,
    columns: [],
    table,
    tableId: undefined,
    options: '',
    asOf: undefined,
    where: undefined,
    span: p.spanFrom(offset)
  };
}

export function createStatistics(p: Cursor, offset: number): Statement {
  p.expect('STATISTICS');
  const given = name(p, 'new_name');
  const columns = p.eat('ON') ? p.list((c) => name(c, 'column')) : [];
  p.expect('FROM');
  const tableId = p.eat('[') ? iconst64(p) : undefined;
  if (tableId !== undefined) p.expect(']');
  const table = tableId === undefined ? tableName(p) : undefined;
  const from = p.offset;
  const { asOf, where } = statisticsOptions(p);
  const options = p.text.slice(from, p.tokens.ends[p.pos - 1]);
  const span = p.spanFrom(offset);
  return {
    kind: 'statistics',
    analyze: false,
    name: given,
    columns,
    table,
    tableId,
    options,
    asOf,
    where,
    span
  };
}

/** Each option at most once, in any order; WITH OPTIONS before them needs one at least. */
function statisticsOptions(p: Cursor): { asOf: Expr | undefined; where: Expr | undefined } {
  let asOf: Expr | undefined;
  let where: Expr | undefined;
  const seen = new Set<string>();
  const once = (option: string) => {
    if (seen.has(option)) p.fail(`${option} specified multiple times`);
    seen.add(option);
  };
  const isListed = p.eatAll('WITH', 'OPTIONS');
  for (;;) {
    if (p.eat('THROTTLING')) {
      once('THROTTLING FRACTION');
      if (p.kind !== 'decimal' || !(Number(p.tokenText()) < 1))
        p.fail('THROTTLING fraction must be between 0 and 1');
      p.next();
    } else if (p.eatAll('USING', 'EXTREMES')) once('USING EXTREMES');
    else if (p.at('AS')) {
      once('AS OF');
      asOf = optAsOf(p) ?? p.fail();
    } else if (p.at('WHERE')) {
      once('WHERE');
      where = optWhere(p);
    } else break;
  }
  if (seen.has('USING EXTREMES') && where) p.fail('USING EXTREMES and WHERE may not be specified together');
  if (isListed && seen.size === 0) p.fail();
  return { asOf, where };
}
