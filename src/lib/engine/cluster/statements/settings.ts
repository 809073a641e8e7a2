import type { Interval } from '../../base/datum';
import { formatDuration, parseDuration } from '../../base/duration';
import { SqlError, type Span } from '../../base/errors';
import { parseSize } from '../../base/size';
import {
  CLUSTER_SETTINGS,
  clusterSetting,
  SETTING_LETTER,
  type SettingDef
} from '../../catalog/cluster-settings';
import { Authority, ROOT } from '../../catalog/privileges';
import type { Expr } from '../../sql/ast/expr';
import { fixedZone } from '../../sql/types/time-zone';
import { BOOL, STRING } from '../../sql/types/type';
import type { Cluster } from '../cluster';
import { NameResolver } from '../names';
import {
  isCustomVariable,
  normalizeVariable,
  searchPath,
  sessionVariable,
  SESSION_VARIABLES,
  variableText,
  type VariableDef
} from '../session-variables';
import type { SessionState } from '../session-state';
import { changeVariable } from '../variable-changes';
import type { Priority } from '../../storage/txn-state';
import { errors } from '../errors';
import { isolationLevel } from './transactions';
import { done, type Handlers, type StatementContext, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';

/** SET, RESET, USE and SHOW of session variables and cluster settings. */
export function registerSettings(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('set', (statement, ctx) => {
    const { session } = ctx;
    const local = statement.scope === 'LOCAL';
    const set = settingOf(statement.name, statement.span);
    if (local && (!session.transaction || session.transaction.implicit)) {
      ctx.notice('SET LOCAL can only be used in transaction blocks', undefined, 'WARNING');
      return done('SET');
    }
    changeVariable(session, { name: set.name, local }, () => {
      const [first] = statement.values;
      if (statement.values.length === 1 && first.kind === 'default') return reset(ctx, set.name);
      const text =
        set.def?.kind === 'timezone'
          ? zoneText(first, runner, ctx)
          : statement.values.map((value) => settingText(value, runner, ctx)).join(', ');
      if (!set.def) return setCustomVariable(ctx, set.name, text);
      if (!setTransactionVariable(cluster, set.def, text, ctx))
        setVariable(ctx, set.def.name, text, statement.span);
    });
    return done('SET');
  });

  handlers.on('reset', (statement, ctx) => {
    if (statement.name === 'all') {
      resetAll(ctx.session);
      return done('RESET');
    }
    const { name } = settingOf(statement.name, statement.span);
    changeVariable(ctx.session, { name, local: false }, () => reset(ctx, name));
    return done('RESET');
  });

  handlers.on('setClusterSetting', (statement, ctx) => {
    if (!ctx.implicit)
      throw new SqlError('XXUUU', 'SET CLUSTER SETTING cannot be used inside a multi-statement transaction', {
        span: statement.span,
        hint: 'COMMIT first, then set it'
      });
    const def = clusterSetting(statement.name);
    if (!def) {
      const known = CLUSTER_SETTINGS.find(
        (s) => s.name.includes(statement.name) || statement.name.includes(s.name)
      );
      throw new SqlError('42704', `unknown cluster setting '${statement.name}'`, {
        span: statement.span,
        hint: known
          ? `did you mean ${known.name}?`
          : 'SHOW CLUSTER SETTINGS lists those that the playground knows'
      });
    }
    const { value } = statement;
    const text =
      value === undefined || value.kind === 'default'
        ? undefined
        : normalizeSetting(def, settingText(value, runner, ctx), value.span);
    // What has been closed stays closed whatever the setting says from now on.
    cluster.storage.fixClosedTimestamps();
    cluster.settings.set(def.name, text);
    const shown = def.name === 'enterprise.license' ? 'redacted' : cluster.settings.text(def.name);
    cluster.history.append({
      type: 'cluster',
      t: cluster.now,
      kind: 'setting',
      target: def.name,
      value: shown
    });
    if (!def.effective) ctx.notice(`${def.name} is kept, but has no effect in the playground`);
    return done('SET CLUSTER SETTING');
  });
}

/** What SET names: a variable of the table, or one of the user's own. @throws SqlError 42704 */
function settingOf(name: string, span: Span): { readonly name: string; readonly def?: VariableDef } {
  const def = sessionVariable(name);
  if (def) return { name: def.name, def };
  if (!isCustomVariable(name)) throw unknownVariable(name, span);
  return { name: name.toLowerCase() };
}

/** Users may keep texts under names of their own that have a dot. One that is a cluster setting's is probably meant to be that. */
function setCustomVariable({ session, notice }: StatementContext, name: string, text: string): void {
  if (clusterSetting(name)) notice(`setting custom variable "${name}"`, 'did you mean SET CLUSTER SETTING?');
  session.variables.set(name, text);
}

/** Variables that speak of the open transaction; one of the session's is not changed by them. */
function setTransactionVariable(
  cluster: Cluster,
  def: VariableDef,
  text: string,
  ctx: StatementContext
): boolean {
  const { session } = ctx;
  const value = normalizeVariable(def, text);
  const open = cluster.sessions.transactions.openTxn(session);
  switch (def.name) {
    case 'transaction_isolation': {
      const level = isolationLevel(cluster, value, ctx.notice);
      if (!open || open.txn.isolation === level) return true;
      if (open.txn.reads.length > 0 || open.txn.writes.length > 0)
        throw errors.runningTransaction('isolation level');
      open.txn.isolation = level;
      return true;
    }
    case 'transaction_priority':
      if (open) open.txn.priority = value as Priority;
      return true;
    case 'transaction_read_only':
      if (open?.transaction.asOf && value === 'off') throw errors.writesThePast();
      if (open) open.transaction.readOnly = value === 'on';
      return true;
    case 'default_transaction_isolation':
      session.variables.set(def.name, isolationLevel(cluster, value, ctx.notice));
      return true;
    default:
      return false;
  }
}

function setVariable(ctx: StatementContext, name: string, text: string, span: Span): void {
  const { session } = ctx;
  if (name === 'database') {
    if (text !== '') new NameResolver(ctx.catalog, text, searchPath(session)).database(text, span);
    session.database = text;
    return;
  }
  if (name === 'role') return setRole(ctx, text, span);
  const def = sessionVariable(name)!; // the caller has found it
  let value: string;
  try {
    value = normalizeVariable(def, text);
  } catch (error) {
    throw error instanceof SqlError ? error.at(span) : error;
  }
  if (value === def.initial) session.variables.delete(name);
  else session.variables.set(name, value);
}

/** SET ROLE: the session's statements have that role's privileges from now on. @throws SqlError 42704, 42501 */
function setRole(ctx: StatementContext, role: string, span: Span): void {
  const { session } = ctx;
  if (role.toLowerCase() === 'none') return resetRole(session);
  const authority = new Authority(ctx.catalog);
  const name = authority.requireRole(role, span).name;
  const { loginUser } = session;
  const mayBecome = authority.isAdmin(loginUser) || authority.rolesOf(loginUser).has(name);
  if (!mayBecome || (name === ROOT && loginUser !== ROOT))
    throw new SqlError('42501', `permission denied to set role "${name}"`, { span });
  session.user = name;
  session.variables.set('role', name);
}

/** RESET ALL, and what DISCARD ALL does to the session's variables. The role stays what SET ROLE has made it. */
export function resetAll(session: SessionState): void {
  const kept = [...session.variables].filter(([name]) => name === 'role' || isCustomVariable(name));
  session.variables.clear();
  for (const [name, value] of kept) session.variables.set(name, name === 'role' ? value : '');
}

export function resetRole(session: SessionState): void {
  session.user = session.loginUser;
  session.variables.delete('role');
}

function reset({ session }: StatementContext, name: string): void {
  if (name === 'database') session.database = 'defaultdb';
  else if (name === 'role') resetRole(session);
  else if (isCustomVariable(name)) session.variables.set(name, '');
  else session.variables.delete(name);
}

const unknownVariable = (name: string, span: Span): SqlError =>
  new SqlError('42704', `unrecognized configuration parameter "${name}"`, {
    span,
    hint: SESSION_VARIABLES.find((v) => v.name.startsWith(name.slice(0, 4)))?.name
  });

/** The text of a SET value: words and constants as they stand, anything else as it evaluates. */
export function settingText(value: Expr, runner: StatementRunner, ctx: StatementContext): string {
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'int':
    case 'decimal':
      return value.text;
    case 'bool':
      return value.value ? 'true' : 'false';
    case 'column':
      if (!value.table) return value.column;
      break;
    case 'unary':
      if (value.op === '-' && (value.operand.kind === 'int' || value.operand.kind === 'decimal'))
        return `-${value.operand.text}`;
      break;
    case 'null':
      return '';
  }
  return runner.scalarText(value, ctx) ?? '';
}

/** A time zone: an interval says how far it lies east of UTC, and so does a number of hours. */
function zoneText(value: Expr, runner: StatementRunner, ctx: StatementContext): string {
  if (value.kind !== 'cast' && value.kind !== 'annotate') return settingText(value, runner, ctx);
  const { type, value: datum } = runner.scalar(value, ctx);
  if (type.family !== 'interval' || datum === null) return settingText(value, runner, ctx);
  return fixedZone(Math.trunc((datum as Interval).micros / 1_000_000)).name;
}

/** The form in which a cluster setting is kept. @throws SqlError 22023 naming setting and value */
function normalizeSetting(def: SettingDef, text: string, span: Span): string {
  const refuse = (accepted: string) =>
    new SqlError(
      '22023',
      `could not parse "${text.slice(0, 60)}" as a value of cluster setting ${def.name}`,
      {
        hint: `accepted: ${accepted}`,
        span
      }
    );
  switch (def.kind) {
    case 'bool': {
      const word = text.toLowerCase();
      if (['true', 'on', 'yes', '1', 't'].includes(word)) return 'true';
      if (['false', 'off', 'no', '0', 'f'].includes(word)) return 'false';
      throw refuse('true, false');
    }
    case 'int':
      if (!/^-?\d{1,15}$/.test(text) || (def.effective && text.startsWith('-')))
        throw refuse('a whole number');
      return String(Number(text));
    case 'float':
      if (!/^\d+(\.\d+)?$/.test(text)) throw refuse('a number');
      return text;
    case 'duration': {
      const ns = parseDuration(text);
      if (ns === undefined || ns < 0) throw refuse("a duration such as '30s' or '500ms'");
      return formatDuration(ns);
    }
    case 'size':
      if (parseSize(text) === undefined) throw refuse("a size such as '16MB'");
      return text;
    case 'version':
      if (!/^v?\d+\.\d+(\.\d+)?$/.test(text)) throw refuse("a version such as '26.2'");
      return text.replace(/^v/, '').replace(/^(\d+\.\d+).*$/, '$1');
    case 'string':
      return text;
  }
}

/** `SHOW x` and `SHOW ALL`. */
export function showVariable(name: string, ctx: StatementContext, span: Span): StatementResult {
  if (name === 'all')
    return {
      tag: `SHOW ${SESSION_VARIABLES.length}`,
      columns: [
        { name: 'variable', type: STRING },
        { name: 'value', type: STRING }
      ],
      rows: SESSION_VARIABLES.map((v) => [v.name, variableText(ctx.session, v.name)]),
      work: 0
    };
  const def = sessionVariable(name);
  const custom = def ? undefined : ctx.session.variables.get(name.toLowerCase());
  if (custom !== undefined) return oneRow(name.toLowerCase(), custom);
  if (!def) throw unknownVariable(name, span);
  return oneRow(def.name, shownVariable(def.name, ctx));
}

function shownVariable(name: string, { session, txn }: StatementContext): string {
  const transaction = session.transaction?.implicit ? null : session.transaction;
  if (name === 'transaction_read_only') return transaction?.readOnly ? 'on' : 'off';
  if (name === 'transaction_isolation' && transaction) return txn.isolation;
  if (name === 'transaction_priority' && transaction) return txn.priority;
  if (name === 'transaction_isolation') return variableText(session, 'default_transaction_isolation');
  if (name === 'transaction_priority') return variableText(session, 'default_transaction_priority');
  if (name === 'transaction_status') return transaction ? (transaction.failed ? 'Aborted' : 'Open') : 'NoTxn';
  return variableText(session, name);
}

export function showClusterSetting(cluster: Cluster, name: string, span: Span): StatementResult {
  const def = clusterSetting(name);
  if (!def) throw new SqlError('42704', `unknown cluster setting '${name}'`, { span });
  return oneRow(name, cluster.settings.text(name));
}

export function showClusterSettings(cluster: Cluster): StatementResult {
  return {
    tag: `SHOW ${CLUSTER_SETTINGS.length}`,
    columns: [
      { name: 'variable', type: STRING },
      { name: 'value', type: STRING },
      { name: 'setting_type', type: STRING },
      { name: 'public', type: BOOL },
      { name: 'description', type: STRING }
    ],
    rows: CLUSTER_SETTINGS.map((s) => [
      s.name,
      cluster.settings.text(s.name),
      SETTING_LETTER[s.kind],
      true,
      s.description
    ]),
    work: 0
  };
}

function oneRow(name: string, value: string): StatementResult {
  return { tag: 'SHOW 1', columns: [{ name, type: STRING }], rows: [[value]], work: 0 };
}
