import type { CommentTarget, RelationKind, RelocateRangeStatement } from '../ast/ddl';
import type { Expr } from '../ast/expr';
import type { Statement } from '../ast/statement';
import { eatRelocate, rangeChange, relocateSubject } from './alter-table';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { optVisibility } from './index-def';
import {
  anyName,
  indexName,
  name,
  newTableName,
  objectName,
  optNameList,
  roleSpec,
  schemaName,
  tableName
} from './names';
import { optAsOf } from './select';
import { columnPath, sequenceOptions } from './sequence-options';
import { otherByRule } from './other';
import { relation } from './table-expr';
import { partitionBy } from './table-def';
import { anyQuery, stringConstant } from './txn';
import { zoneAction } from './zone';

/** Views, sequences, indexes, ranges and comments: CREATE, ALTER and DROP, each from its noun on. */

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
