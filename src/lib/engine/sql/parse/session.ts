import type { Expr } from '../ast/expr';
import type { Statement } from '../ast/statement';
import type { RoleSetting } from '../ast/ddl';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { settingName } from './names';
import { otherByRule } from './other';
import { primary } from './primary';
import { transactionModes } from './txn';

/** SET, RESET and USE. */

export function set(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('SET');
  if (p.at('TRANSACTION') && !beginsAssignment(p)) return setTransaction(p, false, offset);
  if (atTracing(p, 0)) return setTracing(p, offset);
  if (p.at('CLUSTER') && !beginsAssignment(p)) return clusterSetting(p, offset);
  if (p.at('LOCAL') && !beginsAssignment(p)) {
    p.next();
    return setVariable(p, 'LOCAL', offset);
  }
  if (p.kind === 'CONSTRAINTS' && !beginsAssignment(p)) p.unsupported('SET CONSTRAINTS');
  if (p.at('SESSION') && !beginsAssignment(p)) return setSession(p, offset);
  if (p.kind === 'ROW' && p.peek(1) === '(') {
    p.next();
    return otherByRule(p, 'row', 'SET ROW', offset);
  }
  return setMore(p, offset);
}

/** Whether the word is the variable's name itself, as in `SET local = 1`. */
function beginsAssignment(p: Cursor): boolean {
  const next = p.peek(1);
  return next === '=' || next === 'TO' || next === '.';
}

/** `TRACING` is a statement of its own, unless it is the first part of a longer name. */
function atTracing(p: Cursor, ahead: number): boolean {
  return p.peek(ahead) === 'TRACING' && p.peek(ahead + 1) !== '.';
}

function setTracing(p: Cursor, offset: number): Statement {
  p.expect('TRACING');
  toOrEquals(p);
  const values = p.list(variableValue);
  return { kind: 'setTracing', values, span: p.spanFrom(offset) };
}

function setSession(p: Cursor, offset: number): Statement {
  p.expect('SESSION');
  if (p.at('TRANSACTION') && !beginsAssignment(p)) return setTransaction(p, false, offset);
  if (atTracing(p, 0)) return setTracing(p, offset);
  if (p.eatAll('CHARACTERISTICS', 'AS')) return setTransaction(p, true, offset);
  if (p.kind === 'SESSION' && p.peek(1) === 'AUTHORIZATION') p.next();
  return setMore(p, offset, true);
}

function setTransaction(p: Cursor, session: boolean, offset: number): Statement {
  p.expect('TRANSACTION');
  const modes = transactionModes(p);
  return { kind: 'setTransaction', session, modes, span: p.spanFrom(offset) };
}

function setMore(p: Cursor, offset: number, isSession = false): Statement {
  const isAuthorization = isSession
    ? p.at('AUTHORIZATION')
    : p.at('SESSION') && p.peek(1) === 'AUTHORIZATION';
  if (isAuthorization) {
    p.eat('SESSION');
    p.expect('AUTHORIZATION');
    if (p.kind === 'ident' || p.kind === 'string') p.unsupported('SET SESSION AUTHORIZATION to a role');
    p.expect('DEFAULT');
    return { kind: 'setSessionAuthorization', span: p.spanFrom(offset) };
  }
  if (p.at('NAMES') && !beginsAssignment(p)) {
    const span = p.tokenSpan();
    p.next();
    const values: Expr[] = [p.kind === 'eof' ? { kind: 'default', span } : variableValue(p)];
    return { kind: 'set', scope: 'SESSION', name: 'client_encoding', values, span: p.spanFrom(offset) };
  }
  return setVariable(p, 'SESSION', offset);
}

function setVariable(p: Cursor, scope: 'SESSION' | 'LOCAL', offset: number): Statement {
  const { name, values } = assignment(p);
  return { kind: 'set', scope, name, values, span: p.spanFrom(offset) };
}

/** `x = values`, `TIME ZONE z`, `SCHEMA s`, `ROLE r`. */
function assignment(p: Cursor): { name: string; values: readonly Expr[] } {
  if (p.atAll('TIME', 'ZONE')) {
    p.expectAll('TIME', 'ZONE');
    return { name: 'timezone', values: [zoneValue(p)] };
  }
  if (p.at('SCHEMA') && !beginsAssignment(p)) {
    p.next();
    return { name: 'search_path', values: [variableValue(p)] };
  }
  if (p.at('ROLE') && !beginsAssignment(p)) {
    p.next();
    return { name: 'role', values: [variableValue(p)] };
  }
  const name = settingName(p, 'session_variable');
  if (p.kind === 'FROM' && p.peek(1) === 'CURRENT') p.unsupported('SET … FROM CURRENT');
  toOrEquals(p);
  p.offer('option_value', name);
  return { name, values: p.list(variableValue) };
}

function toOrEquals(p: Cursor): void {
  if (!p.eat('=')) p.expect('TO');
}

/** A value of a variable: an expression, or one of the words that are none. */
export function variableValue(p: Cursor): Expr {
  if (p.kind === 'ON' || p.kind === 'NONE') {
    const span = p.tokenSpan();
    const column = p.tokenText();
    p.next();
    return { kind: 'column', table: undefined, column, span };
  }
  p.atAny('ON', 'NONE');
  return expr(p);
}

/** A time zone: a text, a word, an interval or a number of hours. */
function zoneValue(p: Cursor): Expr {
  const span = p.tokenSpan();
  switch (p.kind) {
    case 'ident':
    case 'LOCAL': {
      const value = p.tokenText();
      p.next();
      return { kind: 'string', value, lit: -1, span };
    }
    case '+':
    case '-': {
      const isNegative = p.kind === '-';
      p.next();
      if (!p.atAny('int', 'decimal')) p.fail();
      const operand = primary(p, true);
      return isNegative ? { kind: 'unary', op: '-', operand, span: p.spanFrom(span.offset) } : operand;
    }
    case 'DEFAULT':
    case 'string':
    case 'int':
    case 'decimal':
    case 'INTERVAL':
      return primary(p, false);
    default:
      p.atAny('LOCAL', 'DEFAULT', 'INTERVAL');
      p.offer('option_value', 'timezone');
      return p.fail();
  }
}

function clusterSetting(p: Cursor, offset: number): Statement {
  p.expectAll('CLUSTER', 'SETTING');
  const name = settingName(p, 'cluster_setting');
  toOrEquals(p);
  p.offer('option_value', name);
  const value = variableValue(p);
  return { kind: 'setClusterSetting', name, value, span: p.spanFrom(offset) };
}

/** `RESET [SESSION] x`, `RESET ALL`, `RESET CLUSTER SETTING x`. */
export function reset(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('RESET');
  if (p.eat('CLUSTER')) {
    p.expect('SETTING');
    const name = settingName(p, 'cluster_setting');
    return { kind: 'setClusterSetting', name, value: undefined, span: p.spanFrom(offset) };
  }
  p.eat('SESSION');
  return { kind: 'reset', name: sessionVariable(p), span: p.spanFrom(offset) };
}

/** `SET | RESET CLUSTER SETTING …` as a part of another statement. */
export function clusterSettingChange(p: Cursor): void {
  const isSet = p.expectOneOf('SET', 'RESET') === 'SET';
  p.expectAll('CLUSTER', 'SETTING');
  settingName(p, 'cluster_setting');
  if (!isSet) return;
  toOrEquals(p);
  variableValue(p);
}

/** The name of a variable where only names may stand: few keywords are among them. */
export function sessionVariable(p: Cursor): string {
  if (p.eatAll('TIME', 'ZONE')) return 'timezone';
  switch (p.kind) {
    case 'ALL':
    case 'DATABASE':
    case 'ROLE':
    case 'SESSION_USER':
    case 'LC_COLLATE':
    case 'LC_CTYPE':
    case 'VIRTUAL_CLUSTER_NAME': {
      const text = p.tokenText();
      p.next();
      return text;
    }
    case 'NAMES':
      p.next();
      return 'client_encoding';
    case 'ident':
    case 'TRACING': {
      let text = p.tokenText();
      p.next();
      while (p.eat('.')) {
        if (p.kind !== 'ident') p.fail();
        text += `.${p.tokenText()}`;
        p.next();
      }
      return text;
    }
    default:
      p.offer('session_variable');
      return p.fail();
  }
}

/** `USE d` is `SET database = d`. */
export function use(p: Cursor): Statement {
  const offset = p.offset;
  p.expect('USE');
  p.offer('database');
  const value = variableValue(p);
  return { kind: 'set', scope: 'SESSION', name: 'database', values: [value], span: p.spanFrom(offset) };
}

/** The SET and RESET of ALTER ROLE and ALTER DATABASE; SET may be read already. */
export function roleSetting(p: Cursor, isSet = false): RoleSetting {
  if (!isSet && p.eat('RESET')) {
    const name = sessionVariable(p);
    return name === 'all' ? { kind: 'resetAll' } : { kind: 'reset', name };
  }
  if (!isSet) p.expect('SET');
  return { kind: 'set', ...assignment(p) };
}
