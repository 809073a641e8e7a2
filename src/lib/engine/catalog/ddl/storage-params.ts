import { SqlError } from '../../base/errors';
import { formatDuration, parseDuration } from '../../base/duration';
import type { Expr } from '../../sql/ast/expr';
import type { StorageParameter } from '../../sql/ast/table-def';
import { parseExpression } from '../../sql/parse/parser';
import { formatInterval } from '../../sql/types/interval';
import { parseInterval } from '../../sql/types/interval-parse';
import { quoteSql } from '../../sql/types/sql-literal';
import { STRING, TIMESTAMPTZ } from '../../sql/types/type';
import type { TableDef } from '../descriptors';
import { parseCron } from '../cron';
import type { TableDraft } from './draft';
import { ddlErrors, quoted } from './errors';
import { checkExpr, type ExprHost } from './expressions';
import { checkFillFactor } from './indexes';
import type { DdlHost } from './host';

/**
 * Storage parameters of tables: `WITH (…)`, SET and RESET. Values are kept as SHOW CREATE TABLE prints them; `schema_locked` is
 * a field of the descriptor, because it is asked for with every schema change.
 */

type Kind =
  | 'bool'
  | 'count'
  | 'fraction'
  | 'interval'
  | 'duration'
  | 'cron'
  | 'expiration'
  /** Accepted without effect and not kept, as in CockroachDB. */
  | 'ignored';

/** In the order in which SHOW CREATE TABLE prints them. */
const PARAMETERS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['ttl', 'bool'],
  ['ttl_expire_after', 'interval'],
  ['ttl_expiration_expression', 'expiration'],
  ['ttl_job_cron', 'cron'],
  ['ttl_select_batch_size', 'count'],
  ['ttl_delete_batch_size', 'count'],
  ['ttl_select_rate_limit', 'count'],
  ['ttl_delete_rate_limit', 'count'],
  ['ttl_pause', 'bool'],
  ['ttl_row_stats_poll_interval', 'duration'],
  ['ttl_label_metrics', 'bool'],
  ['ttl_disable_changefeed_replication', 'bool'],
  ['exclude_data_from_backup', 'bool'],
  ['sql_stats_automatic_collection_enabled', 'bool'],
  ['sql_stats_automatic_collection_min_stale_rows', 'count'],
  ['sql_stats_automatic_collection_fraction_stale_rows', 'fraction'],
  ['sql_stats_automatic_partial_collection_enabled', 'bool'],
  ['sql_stats_automatic_full_collection_enabled', 'bool'],
  ['sql_stats_automatic_partial_collection_min_stale_rows', 'count'],
  ['sql_stats_automatic_partial_collection_fraction_stale_rows', 'fraction'],
  ['sql_stats_forecasts_enabled', 'bool'],
  ['sql_stats_histogram_samples_count', 'count'],
  ['sql_stats_histogram_buckets_count', 'count'],
  ['fillfactor', 'ignored'],
  ['autovacuum_enabled', 'ignored'],
  ['ttl_automatic_column', 'ignored'],
  ['ttl_range_concurrency', 'ignored']
]);

/** Names of all storage parameters, for completion and documentation. */
export const STORAGE_PARAMETERS: readonly string[] = [...PARAMETERS.keys(), 'schema_locked'];

export const EXPIRATION_COLUMN = 'crdb_internal_expiration';

/** @throws SqlError 22023 for a parameter nobody knows or a value it does not take */
export function setParameters(
  draft: TableDraft,
  parameters: readonly StorageParameter[],
  host: DdlHost
): void {
  const seen = new Set<string>();
  for (const parameter of parameters) {
    const { key, span } = parameter;
    if (seen.has(key))
      throw ddlErrors.invalidValue(`storage parameter ${quoted(key)} specified more than once`, span);
    seen.add(key);
    if (key === 'schema_locked') draft.schemaLocked = boolOf(parameter, host);
    else setParameter(draft, parameter, host);
  }
  if ([...draft.params.keys()].some((key) => key.startsWith('ttl')) && !hasExpiration(draft))
    throw noExpiration();
  if (hasExpiration(draft)) draft.params.set('ttl', "'on'");
  orderParameters(draft);
}

function setParameter(draft: TableDraft, parameter: StorageParameter, host: DdlHost): void {
  const { key, span } = parameter;
  const kind = PARAMETERS.get(key);
  if (kind === undefined) throw ddlErrors.invalidValue(`invalid storage parameter ${quoted(key)}`, span);
  if (kind === 'ignored') return ignored(parameter, host);
  const text = valueText(kind, parameter, host);
  if (key === 'ttl' && text === 'false')
    throw ddlErrors.invalidValue(
      `setting "ttl = 'off'" is not permitted`,
      span,
      'use `RESET (ttl)` to remove TTL from the table'
    );
  // Parameters that are off are the same as none.
  if (text === 'false' && key !== 'sql_stats_automatic_collection_enabled' && !key.startsWith('sql_stats'))
    draft.params.delete(key);
  else draft.params.set(key, text);
}

function ignored(parameter: StorageParameter, host: DdlHost): void {
  const { key } = parameter;
  if (key === 'fillfactor') checkFillFactor(parameter.value, host);
  if (key === 'autovacuum_enabled') boolOf(parameter, host);
  if (key === 'ttl_automatic_column')
    host.notice(
      'ttl_automatic_column is no longer used. Setting ttl_expire_after automatically creates a TTL column. Resetting ttl_expire_after removes the automatically created column'
    );
  else if (key === 'ttl_range_concurrency') host.notice('ttl_range_concurrency is no longer configurable');
  else host.notice(`storage parameter ${quoted(key)} is ignored`);
}

/** RESET. `ttl` takes everything of TTL with it. @throws SqlError 22023 */
export function resetParameters(draft: TableDraft, keys: readonly string[]): void {
  for (const key of keys) {
    if (key === 'schema_locked') draft.schemaLocked = false;
    else if (!PARAMETERS.has(key)) throw ddlErrors.invalidValue(`invalid storage parameter ${quoted(key)}`);
    else if (key === 'ttl')
      for (const name of [...draft.params.keys()]) if (name.startsWith('ttl')) draft.params.delete(name);
  }
  for (const key of keys) draft.params.delete(key);
  if (draft.params.has('ttl') && !hasExpiration(draft)) throw noExpiration();
}

const hasExpiration = (draft: TableDraft): boolean =>
  draft.params.has('ttl_expire_after') || draft.params.has('ttl_expiration_expression');

const noExpiration = (): SqlError =>
  ddlErrors.invalidValue('"ttl_expire_after" and/or "ttl_expiration_expression" must be set');

function orderParameters(draft: TableDraft): void {
  const ordered = [...PARAMETERS.keys()].filter((key) => draft.params.has(key));
  draft.params = new Map(ordered.map((key) => [key, draft.params.get(key)!])); // it has them
}

function valueText(kind: Exclude<Kind, 'ignored'>, parameter: StorageParameter, host: DdlHost): string {
  const { key, span } = parameter;
  switch (kind) {
    case 'bool':
      return key === 'ttl' ? (boolOf(parameter, host) ? "'on'" : 'false') : String(boolOf(parameter, host));
    case 'count': {
      const value = numberOf(parameter, host);
      if (!Number.isInteger(value))
        throw ddlErrors.invalidValue(`value of ${quoted(key)} must be an integer`, span);
      if (value < 0) throw ddlErrors.invalidValue(`value of ${quoted(key)} must be at least 0`, span);
      return String(value);
    }
    case 'fraction': {
      const value = numberOf(parameter, host);
      if (value < 0)
        throw ddlErrors.invalidValue(
          `value of ${quoted(key)} cannot be set to a negative value: ${value}`,
          span
        );
      return String(value);
    }
    case 'interval':
      return intervalText(parameter, host);
    case 'duration': {
      const ns = parseDuration(goDuration(stringOf(parameter, host)));
      if (ns === undefined || ns < 0)
        throw ddlErrors.invalidValue(`value of ${quoted(key)} must be a duration`, span);
      return `'${formatDuration(ns)}'`;
    }
    case 'cron': {
      const text = stringOf(parameter, host);
      if (!parseCron(text))
        throw ddlErrors.invalidValue(
          `invalid cron expression for ${quoted(key)}: ${text.slice(0, 60)}`,
          span
        );
      return `'${text}'`;
    }
    case 'expiration':
      return quoteSql(stringOf(parameter, host));
  }
}

/** `1 minute` is taken where a Go duration such as `1m` is wanted. */
function goDuration(text: string): string {
  const m = /^\s*(\d+)\s*(second|minute|hour)s?\s*$/.exec(text);
  return m ? `${m[1]}${m[2][0]}` : text;
}

/** The value of a parameter; a bare word such as `on` or `t` stands for itself. */
function constantOf(value: Expr, key: string, host: DdlHost): ReturnType<DdlHost['constant']> {
  if (value.kind === 'column' && !value.table) return { type: STRING, value: value.column };
  return host.constant(value, key);
}

function intervalText(parameter: StorageParameter, host: DdlHost): string {
  const { key, span, value } = parameter;
  const { type, value: datum } = constantOf(value, key, host);
  let interval;
  try {
    if (typeof datum !== 'string' && type.family !== 'interval') throw new SqlError('22023', '');
    interval = typeof datum === 'string' ? parseInterval(datum) : (datum as ReturnType<typeof parseInterval>);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw ddlErrors.invalidValue(`value of ${quoted(key)} must be an interval`, span);
  }
  if (interval.months < 0 || interval.days < 0 || interval.micros < 0)
    throw ddlErrors.invalidValue(`value of ${quoted(key)} must be at least zero`, span);
  return `'${formatInterval(interval, 'postgres')}':::INTERVAL`;
}

function boolOf({ key, value, span }: StorageParameter, host: DdlHost): boolean {
  const { type, value: datum } = constantOf(value, key, host);
  if (type.family === 'bool' && typeof datum === 'boolean') return datum;
  const word = typeof datum === 'string' ? datum.toLowerCase() : '';
  if (['on', 'true', 't', 'yes', '1'].includes(word)) return true;
  if (['off', 'false', 'f', 'no', '0'].includes(word)) return false;
  throw ddlErrors.invalidValue(`parameter ${quoted(key)} requires a Boolean value`, span);
}

function numberOf({ key, value, span }: StorageParameter, host: DdlHost): number {
  const { type, value: datum } = constantOf(value, key, host);
  if (type.family !== 'int' && type.family !== 'decimal' && type.family !== 'float')
    throw ddlErrors.invalidValue(`parameter ${quoted(key)} requires a numeric value`, span);
  return Number(datum);
}

function stringOf({ key, value, span }: StorageParameter, host: DdlHost): string {
  const { value: datum } = constantOf(value, key, host);
  if (typeof datum !== 'string')
    throw ddlErrors.invalidValue(`parameter ${quoted(key)} requires a string value`, span);
  return datum;
}

// --- row-level TTL -------------------------------------------------------------------------------------------------

/** The expression by which a row with `ttl_expire_after` expires. */
export const expirationDefault = (interval: string): string =>
  `current_timestamp():::TIMESTAMPTZ + ${interval}`;

/** Checks what only makes sense once the columns are known. @throws SqlError 22023, 42804 */
export function checkExpiration(draft: TableDraft, host: DdlHost): void {
  const text = draft.params.get('ttl_expiration_expression');
  if (text === undefined) return;
  const sql = expressionText(text);
  let expr: Expr;
  try {
    expr = parseExpression(sql);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw ddlErrors.invalidValue(
      `ttl_expiration_expression ${quoted(sql)} must be a valid expression: ${error.message}`
    );
  }
  const inner: ExprHost = {
    plan: host.plan,
    session: host.session,
    view: host.view,
    text: sql,
    sequence: (name, span) => host.sequence(name, span)
  };
  try {
    checkExpr(expr, { place: 'TTL EXPIRATION EXPRESSION', table: draft, wanted: TIMESTAMPTZ }, inner);
  } catch (error) {
    // Its place is inside a string: none of the statement's own.
    throw error instanceof SqlError
      ? new SqlError(error.sqlstate, error.message, {
          hint: error.hint ?? 'it is the ttl_expiration_expression'
        })
      : error;
  }
}

/** The text inside a SQL string constant as it is kept. */
export function expressionText(literal: string): string {
  const expr = parseExpression(literal);
  return expr.kind === 'string' ? expr.value : '';
}

/** The expression that says when a row expires, where a table has one. */
export function expirationSql(draft: TableDraft): string | undefined {
  const kept = draft.params.get('ttl_expiration_expression');
  return kept === undefined ? undefined : expressionText(kept);
}

/** What of row-level TTL a table has; undefined without any. */
export interface TtlSettings {
  /** SQL of the time at which a row expires. */
  readonly expirationSql: string;
  readonly cron: string;
  readonly paused: boolean;
  readonly disableReplication: boolean;
  readonly deleteBatch: number;
}

/** Rows that one DELETE of a TTL job takes at most, when `ttl_delete_batch_size` is not set, or zero. */
const DELETE_BATCH = 100;

export function ttlOf(table: TableDef): TtlSettings | undefined {
  const params = new Map(table.params);
  if (!params.has('ttl')) return undefined;
  const expression = params.get('ttl_expiration_expression');
  return {
    expirationSql: expression === undefined ? EXPIRATION_COLUMN : expressionText(expression),
    cron: (params.get('ttl_job_cron') ?? "'@daily'").slice(1, -1),
    paused: params.get('ttl_pause') === 'true',
    disableReplication: params.get('ttl_disable_changefeed_replication') === 'true',
    deleteBatch: Number(params.get('ttl_delete_batch_size') ?? 0) || DELETE_BATCH
  };
}
