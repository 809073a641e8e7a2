import type { Interval } from '../base/datum';
import { parseDuration } from '../base/duration';
import { SqlError } from '../base/errors';
import { NS_PER_MS } from '../base/timestamp';
import { parseDatum } from '../sql/types/parse';
import { DEFAULT_FORMAT, type ObjectNames, type SessionFormat } from '../sql/types/session-format';
import { parseTimeZone } from '../sql/types/time-zone';
import { INTERVAL } from '../sql/types/type';
import { INERT_OFF, INERT_ON, INERT_READ_ONLY, INERT_TEXTS, INERT_WORDS } from './inert-variables';
import type { PlanSession } from '../sql/plan/schema';
import type { SessionSettings } from './session-state';

/**
 * Session variables: one table that SET, SHOW and completion read. A variable without effect here keeps its value, so that
 * scripts of real clusters run; what has an effect says so in `effective`.
 */
export interface VariableDef {
  readonly name: string;
  /** As SHOW prints it. */
  readonly initial: string;
  readonly kind: 'bool' | 'int' | 'text' | 'enum' | 'timeout' | 'datestyle' | 'timezone' | 'readonly';
  readonly values?: readonly string[];
  readonly effective: boolean;
}

const v = (
  name: string,
  kind: VariableDef['kind'],
  initial: string,
  values?: readonly string[]
): VariableDef => ({
  name,
  kind,
  initial,
  ...(values ? { values } : {}),
  effective: true
});
const inert = (
  name: string,
  kind: VariableDef['kind'],
  initial: string,
  values?: readonly string[]
): VariableDef => ({
  ...v(name, kind, initial, values),
  effective: false
});

const ISOLATION_LEVELS = [
  'serializable',
  'repeatable read',
  'snapshot',
  'read committed',
  'read uncommitted'
];

const EFFECTIVE_VARIABLES: readonly VariableDef[] = [
  v('application_name', 'text', '$ changefeed playground'),
  v('autocommit_before_ddl', 'bool', 'on'),
  v('bytea_output', 'enum', 'hex', ['hex', 'escape', 'base64']),
  inert('client_encoding', 'enum', 'UTF8', ['utf8', 'utf-8', 'unicode', 'cp65001']),
  inert('client_min_messages', 'text', 'notice'),
  v('create_table_with_schema_locked', 'bool', 'on'),
  v('database', 'text', 'defaultdb'),
  v('datestyle', 'datestyle', 'ISO, MDY'),
  v('default_int_size', 'enum', '8', ['4', '8']),
  v('default_transaction_isolation', 'enum', 'serializable', ISOLATION_LEVELS),
  v('default_transaction_priority', 'enum', 'normal', ['low', 'normal', 'high']),
  v('default_transaction_read_only', 'bool', 'off'),
  v('default_transaction_use_follower_reads', 'bool', 'off'),
  inert('default_transaction_quality_of_service', 'enum', 'regular', ['background', 'regular', 'critical']),
  v('disable_changefeed_replication', 'bool', 'off'),
  v('disallow_full_table_scans', 'bool', 'off'),
  inert('distsql', 'enum', 'auto', ['off', 'auto', 'on', 'always']),
  inert('enable_zigzag_join', 'bool', 'off'),
  inert('enable_experimental_alter_column_type_general', 'bool', 'on'),
  inert('experimental_enable_unique_without_index_constraints', 'bool', 'off'),
  v('enable_implicit_fk_locking_for_serializable', 'bool', 'off'),
  v('enable_shared_locking_for_serializable', 'bool', 'off'),
  v('extra_float_digits', 'int', '1'),
  v('idle_in_session_timeout', 'timeout', '0'),
  v('idle_in_transaction_session_timeout', 'timeout', '0'),
  v('intervalstyle', 'enum', 'postgres', ['postgres', 'iso_8601', 'sql_standard']),
  v('large_full_scan_rows', 'text', '0'),
  v('lock_timeout', 'timeout', '0'),
  v('null_ordered_last', 'bool', 'off'),
  inert('optimizer', 'enum', 'on', ['on']),
  inert('plan_cache_mode', 'enum', 'auto', ['auto', 'force_custom_plan', 'force_generic_plan']),
  inert('reorder_joins_limit', 'int', '8'),
  v('role', 'text', 'none'),
  v('search_path', 'text', '"$user", public'),
  v('serial_normalization', 'enum', 'rowid', [
    'rowid',
    'unordered_rowid',
    'virtual_sequence',
    'sql_sequence',
    'sql_sequence_cached',
    'sql_sequence_cached_node'
  ]),
  v('server_version', 'readonly', '13.0.0'),
  inert('server_encoding', 'readonly', 'UTF8'),
  v('session_authorization', 'readonly', ''),
  v('session_user', 'readonly', ''),
  v('sql_safe_updates', 'bool', 'off'),
  inert('standard_conforming_strings', 'enum', 'on', ['on']),
  v('statement_timeout', 'timeout', '0'),
  inert('stub_catalog_tables', 'bool', 'on'),
  v('timezone', 'timezone', 'UTC'),
  inert('tracing', 'text', 'off'),
  v('transaction_isolation', 'enum', 'serializable', ISOLATION_LEVELS),
  v('transaction_priority', 'enum', 'normal', ['low', 'normal', 'high']),
  v('transaction_read_only', 'bool', 'off'),
  v('transaction_status', 'readonly', 'NoTxn'),
  v('transaction_timeout', 'timeout', '0'),
  v('use_declarative_schema_changer', 'enum', 'on', ['on', 'off', 'unsafe', 'unsafe_always'])
];

/** All variables, by name. */
export const SESSION_VARIABLES: readonly VariableDef[] = [
  ...EFFECTIVE_VARIABLES,
  ...INERT_ON.map((name) => inert(name, 'bool', 'on')),
  ...INERT_OFF.map((name) => inert(name, 'bool', 'off')),
  ...INERT_TEXTS.map(([name, initial]) => inert(name, 'text', initial)),
  ...INERT_WORDS.map(([name, ...values]) => inert(name, 'enum', values[0], values)),
  ...INERT_READ_ONLY.map(([name, value]) => inert(name, 'readonly', value))
].sort((a, b) => (a.name < b.name ? -1 : 1));

const BY_NAME = new Map(SESSION_VARIABLES.map((variable) => [variable.name, variable]));

export function sessionVariable(name: string): VariableDef | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** Whether a name is one that users may give to settings of their own: it has a dot and no variable of the table has it. */
export const isCustomVariable = (name: string): boolean => name.includes('.') && !sessionVariable(name);

/** The value in force, as SHOW prints it. */
export function variableText(session: SessionSettings, name: string): string {
  if (name === 'database') return session.database;
  if (name === 'session_user' || name === 'session_authorization') return session.loginUser;
  return session.variables.get(name) ?? BY_NAME.get(name)!.initial; // callers name variables of the table
}

export function variableIsOn(session: SessionSettings, name: string): boolean {
  return variableText(session, name) === 'on';
}

/** Whether a transaction that says nothing of its moment reads at `follower_read_timestamp()`, and so may not write. */
export const readsAreOfFollowers = (session: SessionSettings): boolean =>
  session.variables.size > 0 && variableIsOn(session, 'default_transaction_use_follower_reads');

/** A timeout in milliseconds: a number of them, or a duration or interval. */
function timeoutMs(text: string): number | undefined {
  const ns = /^\d{1,12}$/.test(text.trim())
    ? Number(text) * NS_PER_MS
    : (parseDuration(text.trim()) ?? intervalNs(text));
  return ns === undefined || ns < 0 ? undefined : Math.floor(ns / NS_PER_MS);
}

function intervalNs(text: string): number | undefined {
  try {
    const { months, days, micros } = parseDatum(text, INTERVAL, DEFAULT_FORMAT) as Interval;
    return months === 0 ? days * 86_400_000_000_000 + micros * 1000 : undefined;
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

/** The form in which a variable is kept. @throws SqlError 22023 naming the variable, the value and what is accepted */
export function normalizeVariable(def: VariableDef, text: string): string {
  const refuse = (accepted: string) =>
    new SqlError('22023', `invalid value for parameter "${def.name}": "${text.slice(0, 60)}"`, {
      hint: `accepted: ${accepted}`
    });
  switch (def.kind) {
    case 'readonly':
      throw new SqlError('55P02', `parameter "${def.name}" cannot be changed`);
    case 'bool': {
      const word = text.toLowerCase();
      if (['on', 'true', 'yes', '1', 't', 'y'].includes(word)) return 'on';
      if (['off', 'false', 'no', '0', 'f', 'n'].includes(word)) return 'off';
      throw refuse('on, off');
    }
    case 'int': {
      if (!/^-?\d{1,9}$/.test(text)) throw refuse('a whole number');
      const n = Number(text);
      if (def.name === 'extra_float_digits' && (n < -15 || n > 3))
        throw new SqlError('22023', `${n} is outside the valid range for parameter "extra_float_digits"`, {
          hint: 'accepted: -15 to 3'
        });
      return String(n);
    }
    case 'enum': {
      const word = def.values!.find((value) => value.toLowerCase() === text.toLowerCase()); // an enum has values
      if (word === undefined) throw refuse(def.values!.join(', '));
      return def.name === 'client_encoding' ? def.initial : word;
    }
    case 'datestyle': {
      const words = text
        .toUpperCase()
        .split(/[\s,]+/)
        .filter((word) => word !== '');
      if (words.some((word) => ['POSTGRES', 'GERMAN', 'SQL'].includes(word)))
        throw new SqlError('0A000', `only ISO style is supported, not "${text.slice(0, 60)}"`);
      const orders = words.filter((word) => ['MDY', 'DMY', 'YMD'].includes(word));
      if (orders.length > 1 || words.some((word) => word !== 'ISO' && !orders.includes(word)))
        throw refuse('ISO, MDY; ISO, DMY; ISO, YMD');
      return `ISO, ${orders[0] ?? 'MDY'}`;
    }
    case 'timeout': {
      const ms = timeoutMs(text);
      if (ms === undefined) throw refuse("milliseconds, or a duration such as '10s'");
      return String(ms);
    }
    case 'timezone': {
      if (['', 'local', 'default'].includes(text.toLowerCase())) return 'UTC';
      const zone = parseTimeZone(text);
      if (!zone) throw refuse("a zone such as 'America/New_York', or hours east of UTC");
      return zone.name;
    }
    case 'text':
      return text;
  }
}

/** Schemas that names are looked up in, `$user` resolved. */
export function searchPath(session: SessionSettings): string[] {
  return variableText(session, 'search_path')
    .split(',')
    .map((part) =>
      part
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replace(/^'(.*)'$/, '$1')
    )
    .map((part) => (part === '$user' ? session.user : part))
    .filter((part) => part !== '');
}

export function sessionFormat(
  session: SessionSettings,
  nowMicros: number,
  names?: ObjectNames
): SessionFormat {
  // Every statement asks several times; most sessions change nothing.
  if (session.variables.size > 0) return formatOf((name) => variableText(session, name), nowMicros, names);
  // Member by member: to copy an object and add to the copy takes as long as the rest of a statement's context.
  const { timeZone, intervalStyle, dateOrder, byteaOutput, extraFloatDigits } = INITIAL_FORMAT;
  return { timeZone, intervalStyle, dateOrder, byteaOutput, extraFloatDigits, nowMicros, names };
}

function formatOf(
  text: (name: string) => string,
  nowMicros: number,
  names: ObjectNames | undefined
): SessionFormat {
  const style = text('datestyle').toLowerCase();
  return {
    timeZone: text('timezone'),
    intervalStyle: text('intervalstyle') as SessionFormat['intervalStyle'],
    dateOrder: style.includes('dmy') ? 'dmy' : style.includes('ymd') ? 'ymd' : 'mdy',
    byteaOutput: text('bytea_output') as SessionFormat['byteaOutput'],
    extraFloatDigits: Number(text('extra_float_digits')),
    nowMicros,
    names
  };
}

const INITIAL_FORMAT: SessionFormat = formatOf((name) => BY_NAME.get(name)!.initial, 0, undefined); // each is in the table

const PLANNED_WITH = [
  'search_path',
  'default_int_size',
  'null_ordered_last',
  'sql_safe_updates',
  'timezone',
  'datestyle',
  'intervalstyle'
] as const;

/** What a plan depends on besides its statement and the catalog, as one text. */
export function planKey(session: SessionSettings): string {
  const { database, user } = session;
  if (session.variables.size === 0) return `${database}\u0000${user}`;
  return [database, user, ...PLANNED_WITH.map((name) => variableText(session, name))].join('\u0000');
}

export function planSession(session: SessionSettings, format: SessionFormat): PlanSession {
  const { database, user } = session;
  return {
    database,
    user,
    format,
    nullOrderedLast: variableIsOn(session, 'null_ordered_last'),
    safeUpdates: variableIsOn(session, 'sql_safe_updates'),
    planKey: planKey(session)
  };
}
