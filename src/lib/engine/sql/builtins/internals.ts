import type { Datum, Interval, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { isInfinite } from '../types/calendar';
import { assignDatum } from '../types/cast';
import { addInterval } from '../types/datetime-math';
import * as dec from '../types/decimal';
import { datumsToBytes } from '../types/key-encoding';
import type { SqlType } from '../types/type';
import { encodeUtf8 } from '../types/utf8';
import type { EvalContext } from './context';
import { bound, fn, group, scalar, type OverloadSpec } from './overload';
import { humanizeBytes } from './sizes';
import { MAJOR_VERSION, MINOR_VERSION, SERVER_VERSION } from './version';

/** Functions of `crdb_internal`. What would harm a cluster or read its files is refused. */

const stable = { volatility: 'stable' } as const;
const volatile = { volatility: 'volatile' } as const;

/** @throws SqlError 22023 for NULL of no type, 0A000 for types that keys cannot hold */
const toBytes = bound(
  '(args: any...) -> bytes',
  (types) => (args: readonly Datum[]) => datumsToBytes(args, types),
  { nullable: true }
);

/** Fails with a code and message of the caller's choice. */
function forceError(code: string, message: string): never {
  throw new SqlError(/^[0-9A-Z]{5}$/.test(code) ? code : 'XXUUU', message);
}

/** Fails until so much time has passed since the transaction began, as a conflict would. @throws SqlError 40001 */
function forceRetry(wait: Interval, ctx: EvalContext): WideInt {
  const begun = Math.min(ctx.transactionMicros, ctx.firstTriedMicros);
  const until = addInterval(begun, wait);
  if (!isInfinite(until) && ctx.clockMicros() < Number(until)) {
    throw new SqlError(
      '40001',
      'restart transaction: TransactionRetryWithProtoRefreshError: forced by crdb_internal.force_retry()'
    );
  }
  return 0;
}

const forbidden = (name: string, signatures: readonly string[]) =>
  fn(
    `crdb_internal.${name}`,
    'Stops a node: refused.',
    signatures.map((signature) =>
      scalar(
        signature,
        () => {
          throw new SqlError('42501', `crdb_internal.${name} is not allowed`, {
            hint: 'stop a node with the playground instead'
          });
        },
        volatile
      )
    )
  );

/** What has nothing to do here gives what it gives when it is done. */
const noOp = (names: readonly string[], signature: string, result: Datum) =>
  fn(
    names.map((name) => `crdb_internal.${name}`),
    'Does nothing here.',
    [scalar(signature, () => result, volatile)]
  );

/** To so many decimal places, as a column of that scale keeps it: what has fewer stays as it is. */
function rounded(value: string, scale: WideInt): string {
  const d = dec.toDecimal(value);
  return d.form === 'finite' && -d.exp > scale ? dec.formatDecimal(dec.roundPlaces(d, Number(scale))) : value;
}

/** Marked parts are taken out. */
function redact(text: string): string {
  return text.replace(/‹[^‹›]*›/g, '‹×›');
}

const perText = (name: string, doc: string, f: (text: string) => string) =>
  fn(`crdb_internal.${name}`, doc, [
    scalar('(val: string) -> string', ([text]: [string]) => f(text)),
    scalar('(val: string[]) -> string[]', ([texts]: [readonly (string | null)[]]) =>
      texts.map((text) => text && f(text))
    )
  ]);

/** The type that an argument is of, whatever its value. */
const assignments: OverloadSpec[] = [
  bound(
    '(val: any, type: any) -> any',
    ([from, to]) =>
      ([value]: [Datum, Datum], ctx) =>
        value === null ? null : assignDatum(value, from, to, ctx.format),
    { nullable: true, volatility: 'stable', returns: ([, to]: readonly SqlType[]) => to }
  )
];

const version = `${MAJOR_VERSION}.${MINOR_VERSION}`;

/** Whether this version is a given one or a later one. @throws SqlError 22023 */
function isAtLeast(text: string): boolean {
  const m = /^v?(\d{1,4})\.(\d{1,4})(?:[.-].*)?$/.exec(text);
  if (!m) throw new SqlError('22023', `invalid version: ${JSON.stringify(text.slice(0, 40))}`);
  const [major, minor] = [Number(m[1]), Number(m[2])];
  return major < MAJOR_VERSION || (major === MAJOR_VERSION && minor <= MINOR_VERSION);
}

export const INTERNALS = group('crdb_internal', [
  fn('crdb_internal.cluster_id', 'The id of the cluster.', [
    scalar('() -> uuid', (_, ctx) => ctx.clusterId, stable)
  ]),
  fn('crdb_internal.node_id', 'The number of the node that runs the statement.', [
    scalar('() -> int', (_, ctx) => ctx.nodeId, stable)
  ]),
  fn('crdb_internal.cluster_name', 'The name of the cluster.', [scalar('() -> string', () => '', stable)]),
  fn('crdb_internal.locality_value', 'A tier of the locality of the node.', [
    scalar('(key: string) -> string', ([tier]: [string], ctx) => ctx.locality?.(tier) ?? null, stable)
  ]),
  fn('crdb_internal.node_executable_version', 'The version of the node.', [
    scalar('() -> string', () => version, volatile)
  ]),
  fn('crdb_internal.active_version', 'The version that the cluster has been upgraded to.', [
    scalar(
      '() -> jsonb',
      () => `{"internal": 0, "majorVal": ${MAJOR_VERSION}, "minorVal": ${MINOR_VERSION}, "patch": 0}`,
      volatile
    )
  ]),
  fn('crdb_internal.is_at_least_version', 'Whether the cluster has a version or a later one.', [
    scalar('(version: string) -> bool', ([text]: [string]) => isAtLeast(text), volatile)
  ]),
  fn('crdb_internal.release_series', 'The release series of a version.', [
    scalar(
      '(version: string) -> string',
      ([text]: [string]) => /^v?(\d+\.\d+)/.exec(text)?.[1] ?? SERVER_VERSION.slice(1),
      stable
    )
  ]),
  fn(
    ['crdb_internal.datums_to_bytes', 'information_schema.crdb_datums_to_bytes'],
    'Values in the bytes that they have in a key.',
    [toBytes]
  ),
  fn('crdb_internal.approximate_timestamp', 'The wall time of an HLC timestamp.', [
    scalar('(timestamp: decimal) -> timestamp', ([hlc]: [string]) => {
      const micros = dec.quantize({ ...dec.toDecimal(hlc), exp: dec.toDecimal(hlc).exp - 3 }, 0, 'down');
      return micros ? dec.decimalToInt(dec.formatDecimal(micros)) : null;
    })
  ]),
  fn('crdb_internal.round_decimal_values', 'DECIMALs to so many decimal places.', [
    scalar('(val: decimal, scale: int) -> decimal', ([value, scale]: [string, WideInt]) =>
      rounded(value, scale)
    ),
    scalar(
      '(val: decimal[], scale: int) -> decimal[]',
      ([values, scale]: [readonly (string | null)[], WideInt]) =>
        values.map((value) => (value === null ? null : rounded(value, scale)))
    )
  ]),
  fn(
    'crdb_internal.assignment_cast',
    'A value as INSERT would store it in a column of another type.',
    assignments
  ),
  fn('crdb_internal.no_constant_folding', 'The value itself, evaluated for every row.', [
    scalar('(input: any) -> $1', ([value]: [Datum]) => value, volatile)
  ]),
  fn('crdb_internal.force_error', 'Fails with an error.', [
    scalar(
      '(errorCode: string, msg: string) -> int',
      ([code, message]: [string, string]) => forceError(code, message),
      volatile
    )
  ]),
  fn('crdb_internal.force_assertion_error', 'Fails as a broken assertion would.', [
    scalar(
      '(msg: string) -> int',
      ([message]: [string]) => {
        throw new SqlError('XX000', `internal error: ${message}`);
      },
      volatile
    )
  ]),
  fn('crdb_internal.force_retry', 'Fails with a retryable error for some time.', [
    scalar('(val: interval) -> int', ([wait]: [Interval], ctx) => forceRetry(wait, ctx), volatile)
  ]),
  fn('crdb_internal.notice', 'Sends a notice.', [
    scalar(
      '(msg: string) -> int',
      ([message]: [string], ctx) => {
        ctx.notice(message);
        return 0;
      },
      volatile
    ),
    scalar(
      '(severity: string, msg: string) -> int',
      ([severity, message]: [string, string], ctx) => {
        ctx.notice(`${severity.toUpperCase()}: ${message}`);
        return 0;
      },
      volatile
    )
  ]),
  forbidden('force_panic', ['(msg: string) -> int', '(msg: string, mode: string) -> int']),
  forbidden('force_log_fatal', ['(msg: string) -> int']),
  fn('crdb_internal.humanize_bytes', 'A size in bytes as people read it.', [
    scalar('(val: int) -> string', ([bytes]: [WideInt]) => humanizeBytes(bytes))
  ]),
  perText('redact', 'A text without its marked parts.', redact),
  noOp(['void_func'], '() -> void', ''),
  noOp(
    [
      'clear_query_plan_cache',
      'clear_table_stats_cache',
      'clear_statement_hints_cache',
      'await_statement_hints_cache',
      'validate_ttl_scheduled_jobs',
      'revalidate_unique_constraints_in_all_tables'
    ],
    '() -> void',
    ''
  ),
  noOp(['log'], '(msg: string) -> void', ''),
  noOp(['increment_feature_counter'], '(feature: string) -> bool', true),
  noOp(
    ['reset_sql_stats', 'reset_index_usage_stats', 'reset_activity_tables', 'schedule_sql_stats_compaction'],
    '() -> bool',
    true
  ),
  noOp(['fips_ready'], '() -> bool', false),
  noOp(['trace_id'], '() -> int', null),
  noOp(['get_vmodule'], '() -> string', ''),
  noOp(['set_vmodule'], '(vmodule_string: string) -> int', 0),
  fn(
    'crdb_internal.to_json_as_changefeed_with_flags',
    'A row as the value that a changefeed with these options would send.',
    [
      bound(
        '(row: anytuple, flags: string...) -> bytes',
        ([type]) =>
          ([row, ...flags]: readonly Datum[], ctx) => {
            if (type.family !== 'tuple' || !ctx.jsonAsChangefeed)
              throw new SqlError('0A000', 'there are no changefeeds here');
            return encodeUtf8(
              ctx.jsonAsChangefeed(row as readonly Datum[], type, flags as readonly string[])
            );
          },
        stable
      )
    ]
  ),
  fn('crdb_internal.trim_tenant_prefix', 'A key without the prefix of its tenant.', [
    scalar('(key: bytes) -> bytes', ([key]: [Uint8Array]) => key),
    scalar('(keys: bytes[]) -> bytes[]', ([keys]: [readonly Datum[]]) => keys)
  ])
]);
