import type { Statement } from '../ast/statement';
import type { WithClause } from '../ast/select';
import type { Keyword } from '../lex/keywords';
import { alterTable } from './alter-table';
import {
  alterChangefeed,
  changefeedSchedule,
  checkExternalConnection,
  createChangefeed,
  dropExternalConnection,
  experimentalChangefeed,
  externalConnection,
  labelSpec
} from './changefeed';
import type { Cursor } from './cursor';
import {
  alterDatabase,
  alterSchema,
  createDatabase,
  createSchema,
  dropDatabase,
  dropSchema
} from './databases';
import {
  alterIndex,
  alterRange,
  alterRelation,
  comment,
  createSequence,
  createView,
  dropRelation,
  refreshView
} from './ddl';
import { analyze, createStatistics } from './statistics';
import { alterType, createType, dropType } from './type-def';
import { insert, remove, truncate, update } from './dml';
import { explain } from './explain';
import { createIndex, dropIndex } from './index-def';
import { alterJob, control, controlSchedules } from './job';
import { otherByRule, otherStatement } from './other';
import {
  alterDefaultPrivileges,
  alterRole,
  createRole,
  dropOwned,
  dropRole,
  grant,
  reassignOwned,
  revoke
} from './role';
import { queryWith, withClause } from './select';
import { reset, set, use } from './session';
import { createFunction, dropFunction } from './routine';
import { show } from './show';
import { createTable, optPersistence } from './table-def';
import {
  begin,
  closeCursor,
  commit,
  deallocate,
  declareCursor,
  discard,
  execute,
  fetch,
  prepare,
  release,
  rollback,
  savepoint
} from './txn';
import { alterPartition } from './zone';

/** Which statement begins here. */

type Reader = (p: Cursor) => Statement;

/** Statements that PREPARE and EXPLAIN take, and that may stand in WITH. */
const PREPARABLE: ReadonlyMap<Keyword, Reader> = new Map<Keyword, Reader>([
  ['SELECT', query],
  ['VALUES', query],
  ['TABLE', query],
  ['INSERT', mutation],
  ['UPSERT', mutation],
  ['UPDATE', mutation],
  ['DELETE', mutation],
  ['WITH', mutation],
  ['TRUNCATE', truncate],
  ['CREATE', create],
  ['ALTER', alter],
  ['DROP', drop],
  ['SHOW', (p) => show(p, true)],
  ['SET', set],
  ['RESET', reset],
  ['USE', use],
  ['EXPLAIN', explain],
  ['PAUSE', control],
  ['RESUME', control],
  ['CANCEL', control],
  ['CHECK', checkExternalConnection],
  ['EXPERIMENTAL', experimental],
  ['BACKUP', backup],
  ['RESTORE', other],
  ['IMPORT', other],
  ['EXPORT', other],
  ['INSPECT', other]
]);

/** Statements that EXPLAIN takes beside those. */
const EXPLAINABLE: ReadonlyMap<Keyword, Reader> = new Map<Keyword, Reader>([
  ['COMMENT', comment],
  ['EXECUTE', execute],
  ['CALL', (p) => otherAt(p, 'call')],
  ['DO', (p) => otherAt(p, 'do_body')]
]);

/** Statements that stand only by themselves. */
const TOP_LEVEL: ReadonlyMap<Keyword, Reader> = new Map<Keyword, Reader>([
  ['BEGIN', begin],
  ['START', begin],
  ['COMMIT', commit],
  ['END', commit],
  ['ROLLBACK', rollback],
  ['ABORT', rollback],
  ['SAVEPOINT', savepoint],
  ['RELEASE', release],
  ['PREPARE', prepare],
  ['DEALLOCATE', deallocate],
  ['DISCARD', discard],
  ['DECLARE', declareCursor],
  ['FETCH', fetch],
  ['MOVE', fetch],
  ['CLOSE', closeCursor],
  ['GRANT', grant],
  ['REVOKE', revoke],
  ['REASSIGN', reassignOwned],
  ['ANALYZE', analyze],
  ['ANALYSE', analyze],
  ['REFRESH', refreshView],
  ['COPY', other],
  ['REINDEX', other],
  ['UNLISTEN', other]
]);

/** One statement, up to where it ends. @throws SqlError 42601, 0A000, 54001 */
export function anyStatement(p: Cursor): Statement {
  const own = readerOf(p, TOP_LEVEL);
  if (own) return own(p);
  if (p.kind === 'SHOW') return show(p, false);
  if (p.kind === 'DROP' && p.peek(1) === 'OWNED') {
    const offset = p.offset;
    p.next();
    return dropOwned(p, offset);
  }
  return explainableStatement(p);
}

/** A statement that EXPLAIN takes. */
export function explainableStatement(p: Cursor): Statement {
  return readerOf(p, EXPLAINABLE)?.(p) ?? preparableStatement(p);
}

/** A statement that can be prepared. */
export function preparableStatement(p: Cursor): Statement {
  const reader = readerOf(p, PREPARABLE);
  if (reader) return reader(p);
  if (p.kind !== '(') p.fail();
  return query(p);
}

/** The statements that give rows to FROM, in square brackets. */
const ROW_SOURCES: ReadonlySet<string> = new Set([
  ...['SELECT', 'VALUES', 'TABLE', 'WITH', '(', 'INSERT', 'UPSERT', 'UPDATE', 'DELETE', 'SHOW', 'EXPLAIN']
]);

/** A statement in square brackets. */
export function rowSourceStatement(p: Cursor): Statement {
  if (!ROW_SOURCES.has(p.kind)) {
    p.atAny('SELECT', 'VALUES', 'TABLE', 'WITH', 'INSERT', 'UPSERT', 'UPDATE', 'DELETE', 'SHOW', 'EXPLAIN');
    p.fail();
  }
  return preparableStatement(p);
}

/** What COPY (…) TO takes. */
export function copySource(p: Cursor): Statement {
  if (p.kind === 'SHOW' || p.kind === 'EXPLAIN') p.fail();
  return rowSourceStatement(p);
}

function readerOf(p: Cursor, table: ReadonlyMap<Keyword, Reader>): Reader | undefined {
  if (p.kind === 'caret') for (const word of table.keys()) p.at(word);
  return table.get(p.kind as Keyword);
}

function query(p: Cursor): Statement {
  return queryWith(p, undefined, p.offset);
}

/** INSERT, UPSERT, UPDATE, DELETE or a query, perhaps behind WITH. */
function mutation(p: Cursor): Statement {
  const offset = p.offset;
  const tables: WithClause | undefined = p.at('WITH') ? withClause(p) : undefined;
  switch (p.kind) {
    case 'INSERT':
    case 'UPSERT':
      return insert(p, tables, offset);
    case 'UPDATE':
      return update(p, tables, offset);
    case 'DELETE':
      return remove(p, tables, offset);
    default:
      p.atAny('INSERT', 'UPSERT', 'UPDATE', 'DELETE');
      return queryWith(p, tables, offset);
  }
}

function other(p: Cursor): Statement {
  const offset = p.offset;
  const first = p.kind as Keyword;
  p.next();
  return otherStatement(p, first, offset) ?? p.fail();
}

/** CALL and DO. */
function otherAt(p: Cursor, rule: 'call' | 'do_body'): Statement {
  const offset = p.offset;
  const feature = p.kind;
  p.next();
  return otherByRule(p, rule, feature, offset);
}

/** `BACKUP … TO` was a form once and is refused in words of its own. */
function backup(p: Cursor): Statement {
  for (let i = 1; i < 40 && p.peek(i) !== 'eof' && p.peek(i) !== 'INTO'; i++)
    if (p.peek(i) === 'TO') p.failAt(p.pos + i, 'BACKUP … TO is no longer supported', 'use BACKUP … INTO');
  return other(p);
}

/** EXPERIMENTAL CHANGEFEED and EXPERIMENTAL SCRUB. */
function experimental(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('EXPERIMENTAL');
  return otherStatement(p, 'EXPERIMENTAL', offset) ?? experimentalChangefeed(p, offset);
}

function create(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('CREATE');
  switch (p.kind) {
    case 'TABLE':
    case 'UNLOGGED':
    case 'LOCAL':
    case 'GLOBAL':
    case 'TEMP':
    case 'TEMPORARY':
      return createTemporary(p, offset);
    case 'CHANGEFEED':
      return createChangefeed(p, offset);
    case 'INDEX':
    case 'UNIQUE':
    case 'INVERTED':
    case 'VECTOR':
      return createIndex(p, offset);
    case 'DATABASE':
      return createDatabase(p, offset);
    case 'SCHEMA':
      return createSchema(p, offset);
    case 'TYPE':
      return createType(p, offset);
    case 'FUNCTION':
      p.next();
      return createFunction(p, offset, false);
    case 'VIEW':
    case 'MATERIALIZED':
    case 'RECURSIVE':
      return createView(p, offset, { orReplace: false, temporary: false });
    case 'SEQUENCE':
      return createSequence(p, offset, false);
    case 'USER':
    case 'ROLE':
    case 'GROUP':
      return createRole(p, offset);
    case 'STATISTICS':
      return createStatistics(p, offset);
    case 'EXTERNAL':
      return externalConnection(p, offset, false);
    case 'SCHEDULE':
      return createSchedule(p, offset);
    default:
      return createOther(p, offset);
  }
}

/** Words for the recorder: what may follow CREATE. */
const CREATE_WORDS = [
  ...([
    'TABLE',
    'TEMP',
    'TEMPORARY',
    'UNLOGGED',
    'CHANGEFEED',
    'INDEX',
    'UNIQUE',
    'INVERTED',
    'VECTOR',
    'DATABASE'
  ] as const),
  ...([
    'SCHEMA',
    'TYPE',
    'FUNCTION',
    'VIEW',
    'MATERIALIZED',
    'SEQUENCE',
    'USER',
    'ROLE',
    'STATISTICS',
    'EXTERNAL',
    'SCHEDULE'
  ] as const)
] as const;

function createOther(p: Cursor, offset: number): Statement {
  p.atAny(...CREATE_WORDS);
  const known = otherStatement(p, 'CREATE', offset);
  if (known) return known;
  p.expectAll('OR', 'REPLACE');
  if (p.eat('FUNCTION')) return createFunction(p, offset, true);
  const temporary = p.eatOneOf('TEMP', 'TEMPORARY') !== undefined;
  return createView(p, offset, { orReplace: true, temporary });
}

/** A table, or where TEMP alone was said, perhaps a view or sequence. */
function createTemporary(p: Cursor, offset: number): Statement {
  const isPlainTemp = p.kind === 'TEMP' || p.kind === 'TEMPORARY';
  const persistence = optPersistence(p);
  if (isPlainTemp && (p.at('VIEW') || p.kind === 'RECURSIVE'))
    return createView(p, offset, { orReplace: false, temporary: true });
  if (isPlainTemp && p.at('SEQUENCE')) return createSequence(p, offset, true);
  return createTable(p, offset, persistence);
}

/** CREATE SCHEDULE [label] FOR BACKUP | CHANGEFEED. */
function createSchedule(p: Cursor, offset: number): Statement {
  p.expect('SCHEDULE');
  const head = p.at('FOR') ? { ifNotExists: false, label: undefined } : labelSpec(p);
  p.expect('FOR');
  if (p.eat('BACKUP')) return otherByRule(p, 'schedule_backup', 'CREATE SCHEDULE FOR BACKUP', offset);
  return changefeedSchedule(p, offset, head);
}

function alter(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('ALTER');
  switch (p.kind) {
    case 'TABLE':
      return alterTable(p, offset);
    case 'CHANGEFEED':
      return alterChangefeed(p, offset);
    case 'DATABASE':
      return alterDatabase(p, offset);
    case 'SCHEMA':
      return alterSchema(p, offset);
    case 'INDEX':
      return alterIndex(p, offset);
    case 'VIEW':
    case 'MATERIALIZED':
    case 'SEQUENCE':
      return alterRelation(p, offset);
    case 'TYPE':
      return alterType(p, offset);
    case 'RANGE':
      return alterRange(p, offset);
    case 'PARTITION':
      return alterPartition(p, offset);
    case 'USER':
    case 'ROLE':
    case 'GROUP':
      return alterRole(p, offset);
    case 'DEFAULT':
      return alterDefaultPrivileges(p, offset);
    case 'JOB':
      return alterJob(p, offset);
    case 'EXTERNAL':
      return externalConnection(p, offset, true);
    default:
      return alterOther(p, offset);
  }
}

const ALTER_WORDS = [
  ...([
    'TABLE',
    'CHANGEFEED',
    'DATABASE',
    'SCHEMA',
    'INDEX',
    'VIEW',
    'SEQUENCE',
    'TYPE',
    'RANGE',
    'PARTITION'
  ] as const),
  ...(['USER', 'ROLE', 'DEFAULT', 'JOB', 'EXTERNAL'] as const)
] as const;

function alterOther(p: Cursor, offset: number): Statement {
  p.atAny(...ALTER_WORDS);
  return otherStatement(p, 'ALTER', offset) ?? p.fail();
}

function drop(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('DROP');
  switch (p.kind) {
    case 'TABLE':
    case 'VIEW':
    case 'MATERIALIZED':
    case 'SEQUENCE':
      return dropRelation(p, offset);
    case 'DATABASE':
      return dropDatabase(p, offset);
    case 'SCHEMA':
      return dropSchema(p, offset);
    case 'TYPE':
      return dropType(p, offset);
    case 'FUNCTION':
      p.next();
      return dropFunction(p, offset);
    case 'INDEX':
      return dropIndex(p, offset);
    case 'USER':
    case 'ROLE':
    case 'GROUP':
      return dropRole(p, offset);
    case 'SCHEDULE':
    case 'SCHEDULES':
      return controlSchedules(p, 'DROP', offset);
    case 'EXTERNAL':
      return dropExternalConnection(p, offset);
    default:
      return dropOther(p, offset);
  }
}

const DROP_WORDS = [
  ...([
    'TABLE',
    'VIEW',
    'SEQUENCE',
    'DATABASE',
    'SCHEMA',
    'TYPE',
    'FUNCTION',
    'INDEX',
    'USER',
    'ROLE',
    'SCHEDULE',
    'EXTERNAL'
  ] as const)
] as const;

function dropOther(p: Cursor, offset: number): Statement {
  p.atAny(...DROP_WORDS);
  return otherStatement(p, 'DROP', offset) ?? p.fail();
}
