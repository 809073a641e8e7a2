import { SqlError } from '../../base/errors';
import type { Expr } from '../ast/expr';
import type { Statement } from '../ast/statement';
import type {
  BeginStatement,
  DiscardStatement,
  EndTransactionStatement,
  FetchStatement,
  IsolationLevel,
  SavepointStatement,
  TransactionModes
} from '../ast/txn';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { name } from './names';
import { atQuery, optAsOf, queryFrom } from './select';
import { preparableStatement } from './statement';
import { typeList } from './types';

/** Transactions, savepoints, prepared statements and cursors. */

/** BEGIN and START TRANSACTION. */
export function begin(p: Cursor): BeginStatement {
  const offset = p.offset;
  if (p.eat('START')) p.expect('TRANSACTION');
  else {
    p.expect('BEGIN');
    transactionWord(p);
  }
  const modes = atMode(p) ? transactionModes(p) : NO_MODES;
  return { kind: 'begin', modes, span: p.spanFrom(offset) };
}

/** TRANSACTION and WORK may follow and mean nothing. */
function transactionWord(p: Cursor): void {
  p.eatOneOf('TRANSACTION', 'WORK');
}

const NO_MODES: TransactionModes = {
  isolation: undefined,
  priority: undefined,
  readOnly: undefined,
  deferrable: undefined,
  asOf: undefined
};

function atMode(p: Cursor): boolean {
  return p.atAny('ISOLATION', 'PRIORITY', 'READ', 'AS', 'NOT', 'DEFERRABLE');
}

/** Modes with or without commas between them. @throws SqlError 42601 for one given twice */
export function transactionModes(p: Cursor): TransactionModes {
  let modes = NO_MODES;
  do {
    const { offset } = p;
    const [key, value] = transactionMode(p);
    if (modes[key] !== undefined)
      throw new SqlError('42601', `${MODE_NAMES[key]} specified multiple times`, {
        span: p.spanFrom(offset)
      });
    modes = { ...modes, [key]: value };
    if (modes.readOnly === false && modes.asOf)
      throw new SqlError('42601', 'AS OF SYSTEM TIME specified with READ WRITE mode', {
        span: p.spanFrom(offset)
      });
  } while (p.eat(',') || atMode(p));
  return modes;
}

const MODE_NAMES: Record<keyof TransactionModes, string> = {
  isolation: 'isolation level',
  priority: 'user priority',
  readOnly: 'read mode',
  deferrable: 'deferrable mode',
  asOf: 'AS OF SYSTEM TIME'
};

function transactionMode(p: Cursor): [keyof TransactionModes, string | boolean | Expr] {
  if (p.eat('ISOLATION')) {
    p.expect('LEVEL');
    return ['isolation', isolationLevel(p)];
  }
  if (p.eat('PRIORITY')) return ['priority', p.expectOneOf('LOW', 'NORMAL', 'HIGH')];
  if (p.eat('READ')) return ['readOnly', p.expectOneOf('ONLY', 'WRITE') === 'ONLY'];
  if (p.eat('DEFERRABLE')) return ['deferrable', true];
  if (p.eat('NOT')) {
    p.expect('DEFERRABLE');
    return ['deferrable', false];
  }
  return ['asOf', optAsOf(p) ?? p.fail()];
}

function isolationLevel(p: Cursor): IsolationLevel {
  const word = p.expectOneOf('READ', 'SNAPSHOT', 'REPEATABLE', 'SERIALIZABLE');
  if (word === 'READ') return `READ ${p.expectOneOf('UNCOMMITTED', 'COMMITTED')}`;
  if (word !== 'REPEATABLE') return word;
  p.expect('READ');
  return 'REPEATABLE READ';
}

/** COMMIT, END, and COMMIT PREPARED. */
export function commit(p: Cursor): Statement {
  const offset = p.offset;
  if (p.expectOneOf('COMMIT', 'END') === 'COMMIT' && p.eat('PREPARED'))
    return twoPhase(p, 'commitPrepared', offset);
  return endTransaction(p, 'commit', offset);
}

/** ROLLBACK, ABORT, ROLLBACK TO SAVEPOINT and ROLLBACK PREPARED. */
export function rollback(p: Cursor): Statement {
  const offset = p.offset;
  if (p.expectOneOf('ROLLBACK', 'ABORT') === 'ROLLBACK') {
    if (p.eat('PREPARED')) return twoPhase(p, 'rollbackPrepared', offset);
    transactionWord(p);
    if (p.eat('TO')) return savepointNamed(p, 'rollbackToSavepoint', offset);
  }
  return endTransaction(p, 'rollback', offset);
}

function endTransaction(p: Cursor, kind: 'commit' | 'rollback', offset: number): EndTransactionStatement {
  transactionWord(p);
  let chain: boolean | undefined;
  if (p.eat('AND')) {
    chain = !p.eat('NO');
    p.expect('CHAIN');
  }
  return { kind, chain, span: p.spanFrom(offset) };
}

function twoPhase(
  p: Cursor,
  kind: 'prepareTransaction' | 'commitPrepared' | 'rollbackPrepared',
  offset: number
): Statement {
  return { kind, gid: stringConstant(p), span: p.spanFrom(offset) };
}

/** A string token as a text. @throws SqlError 42601 for anything else */
export function stringConstant(p: Cursor): string {
  if (p.kind !== 'string') {
    p.offer('string');
    p.fail();
  }
  const text = p.tokenText();
  p.next();
  return text;
}

export function savepoint(p: Cursor): SavepointStatement {
  const offset = p.offset;
  p.expect('SAVEPOINT');
  const given = name(p, 'new_name');
  return { kind: 'savepoint', name: given, span: p.spanFrom(offset) };
}

export function release(p: Cursor): SavepointStatement {
  const offset = p.offset;
  p.expect('RELEASE');
  return savepointNamed(p, 'releaseSavepoint', offset);
}

/** `[SAVEPOINT] s`; the word alone is a name. */
function savepointNamed(
  p: Cursor,
  kind: 'releaseSavepoint' | 'rollbackToSavepoint',
  offset: number
): SavepointStatement {
  if (p.at('SAVEPOINT') && p.peek(1) !== 'eof') p.next();
  const given = name(p, 'savepoint');
  return { kind, name: given, span: p.spanFrom(offset) };
}

/** PREPARE TRANSACTION, and PREPARE of a statement. */
export function prepare(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('PREPARE');
  if (p.kind === 'TRANSACTION' && p.peek(1) === 'string') {
    p.next();
    return twoPhase(p, 'prepareTransaction', offset);
  }
  const given = name(p, 'new_name');
  let types: ReturnType<typeof typeList> = [];
  if (p.eat('(')) {
    types = typeList(p);
    p.expect(')');
  }
  p.expect('AS');
  if (p.eatAll('OPT', 'PLAN')) {
    const plan = stringConstant(p);
    return { kind: 'prepare', name: given, types, statement: undefined, plan, span: p.spanFrom(offset) };
  }
  const statement = preparableStatement(p);
  return { kind: 'prepare', name: given, types, statement, plan: undefined, span: p.spanFrom(offset) };
}

export function execute(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('EXECUTE');
  if (p.kind === 'SCHEDULE' || p.kind === 'SCHEDULES') {
    const isOne = p.kind === 'SCHEDULE';
    p.next();
    const id = isOne ? expr(p) : undefined;
    const query = isOne ? undefined : anyQuery(p);
    return { kind: 'controlSchedules', action: 'EXECUTE', id, query, span: p.spanFrom(offset) };
  }
  const given = name(p, 'prepared_statement');
  const args = p.at('(') ? p.parenList(expr) : [];
  const discardRows = p.eatAll('DISCARD', 'ROWS');
  return { kind: 'execute', name: given, args, discardRows, span: p.spanFrom(offset) };
}

/** A query as a part of another statement. @throws SqlError 42601 when none begins here */
export function anyQuery(p: Cursor): ReturnType<typeof queryFrom> {
  if (!atQuery(p) && !p.at('(')) p.fail();
  return queryFrom(p);
}

/** `DEALLOCATE [PREPARE] p | ALL` */
export function deallocate(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('DEALLOCATE');
  if (p.at('PREPARE') && p.peek(1) !== 'eof') p.next();
  const given = p.eat('ALL') ? undefined : name(p, 'prepared_statement');
  return { kind: 'deallocate', name: given, span: p.spanFrom(offset) };
}

export function discard(p: Cursor): DiscardStatement {
  const offset = p.offset;
  p.expect('DISCARD');
  if (p.kind === 'PLANS') p.unsupported('DISCARD PLANS');
  const word = p.expectOneOf('ALL', 'SEQUENCES', 'TEMP', 'TEMPORARY');
  return { kind: 'discard', what: word === 'TEMPORARY' ? 'TEMP' : word, span: p.spanFrom(offset) };
}

export function declareCursor(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('DECLARE');
  const given = name(p, 'new_name');
  const binary = p.eat('BINARY');
  const sensitivity = p.eatOneOf('INSENSITIVE', 'ASENSITIVE');
  let scroll: boolean | undefined;
  if (p.eat('SCROLL')) scroll = true;
  else if (p.eatAll('NO', 'SCROLL')) scroll = false;
  p.expect('CURSOR');
  const hold = p.eatAll('WITH', 'HOLD');
  if (!hold) p.eatAll('WITHOUT', 'HOLD');
  p.expect('FOR');
  const query = anyQuery(p);
  return {
    kind: 'declareCursor',
    name: given,
    binary,
    sensitivity,
    scroll,
    hold,
    query,
    span: p.spanFrom(offset)
  };
}

/** CLOSE c, CLOSE ALL */
export function closeCursor(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('CLOSE');
  const given = p.eat('ALL') ? undefined : name(p, 'cursor');
  return { kind: 'closeCursor', name: given, span: p.spanFrom(offset) };
}

/** FETCH and MOVE. The words of direction are names too: one that nothing follows is the cursor's. */
export function fetch(p: Cursor): FetchStatement {
  const offset = p.offset;
  const kind = p.expectOneOf('FETCH', 'MOVE') === 'FETCH' ? 'fetch' : 'move';
  const { position, count } = movement(p);
  const cursor = name(p, 'cursor');
  return { kind, cursor, position, count, span: p.spanFrom(offset) };
}

function movement(p: Cursor): Pick<FetchStatement, 'position' | 'count'> {
  if (p.eatOneOf('FROM', 'IN')) return { position: 'RELATIVE COUNT', count: 1 };
  const isLast = p.peek(1) === 'eof';
  const word = isLast
    ? undefined
    : p.eatOneOf('NEXT', 'PRIOR', 'FORWARD', 'BACKWARD', 'ABSOLUTE', 'RELATIVE', 'FIRST', 'LAST');
  const sign = word === 'PRIOR' || word === 'BACKWARD' ? -1 : 1;
  let result: Pick<FetchStatement, 'position' | 'count'> = { position: 'RELATIVE COUNT', count: sign };
  if (word === 'ABSOLUTE' || word === 'RELATIVE') result = { position: word, count: signedInt(p) };
  else if (word === 'FIRST' || word === 'LAST') result = { position: word, count: 1 };
  else if (word === undefined || word === 'FORWARD' || word === 'BACKWARD') {
    if (p.eat('ALL')) result = { position: 'RELATIVE COUNT', count: sign < 0 ? 'BACKWARD ALL' : 'ALL' };
    else if (p.atAny('int', '+', '-')) result = { position: 'RELATIVE COUNT', count: sign * signedInt(p) };
    else if (word === undefined) return result;
  }
  p.eatOneOf('FROM', 'IN');
  return result;
}

function signedInt(p: Cursor): number {
  const sign = p.eat('-') ? -1 : 1;
  if (sign > 0) p.eat('+');
  if (p.kind !== 'int') p.fail();
  const value = Number(p.tokenText());
  if (value > Number.MAX_SAFE_INTEGER)
    throw new SqlError('22003', 'numeric constant out of int64 range', { span: p.tokenSpan() });
  p.next();
  return sign * value;
}
