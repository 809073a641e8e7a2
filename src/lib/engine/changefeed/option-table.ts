import { SqlError, type Span } from '../base/errors';
import { nearestName } from '../base/near-miss';
import { releaseOf, type Release } from '../base/release';

/**
 * Every changefeed option (reference §2.2) as data: validation, completion, hover and the generated options page all read
 * this one table.
 */

export type OptionKind = 'flag' | 'string' | 'enum' | 'duration' | 'timestamp' | 'json' | 'list';

/** Families of sinks that differ in what they take (reference §2.5). */
export type SinkFamily = 'kafka' | 'cloud' | 'webhook' | 'pubsub' | 'pulsar' | 'null' | 'sinkless' | 'sql';

export interface OptionDef {
  readonly name: string;
  readonly kind: OptionKind;
  /** Accepted words of an enum or list, in the order in which an error lists them. */
  readonly values?: readonly string[];
  /** Words of an enum are told apart by case, too, unless this says that they are not (reference §2.1). */
  readonly anyCase?: boolean;
  /** An enum or duration whose value may be left out. */
  readonly valueOptional?: boolean;
  readonly zeroAllowed?: boolean;
  readonly initial?: string;
  /** Sinks that know it; undefined for all. */
  readonly sinks?: readonly SinkFamily[];
  /** Only feeds with a job, so not sinkless ones. */
  readonly jobsOnly?: boolean;
  /** ALTER CHANGEFEED may not touch it. */
  readonly fixed?: boolean;
  /** Retired options are accepted with a notice. */
  readonly retired?: boolean;
  /** The release that brought it; undefined for what v21.2 had. */
  readonly since?: Release;
  /** Releases that brought some of the words, where that was later. */
  readonly valuesSince?: Readonly<Record<string, Release>>;
  /** Sinks that learnt it later than others. */
  readonly sinksSince?: Partial<Record<SinkFamily, Release>>;
  readonly description: string;
}

const KAFKA: readonly SinkFamily[] = ['kafka'];
const REGISTRY_SINKS: readonly SinkFamily[] = ['kafka', 'sinkless', 'null'];
const ENRICHED_SINKS: readonly SinkFamily[] = ['kafka', 'webhook', 'pubsub', 'sinkless', 'null'];

export const OPTIONS: readonly OptionDef[] = [
  {
    name: 'avro_schema_prefix',
    kind: 'string',
    sinks: REGISTRY_SINKS,
    description: 'prefix of the subjects in the schema registry and namespace of the records'
  },
  {
    name: 'compression',
    kind: 'enum',
    values: ['gzip', 'zstd'],
    valuesSince: { zstd: releaseOf(23, 1) },
    sinksSince: { webhook: releaseOf(25, 2) },
    anyCase: true,
    sinks: ['cloud', 'webhook'],
    description: 'compression of files and webhook bodies; for parquet the codec of its pages'
  },
  {
    name: 'confluent_schema_registry',
    kind: 'string',
    sinks: REGISTRY_SINKS,
    description: 'address of the schema registry; required for format=avro'
  },
  {
    name: 'cursor',
    kind: 'timestamp',
    fixed: true,
    description: 'emit the changes after this moment, which itself is excluded'
  },
  { name: 'diff', kind: 'flag', description: 'add the row before the change as `before`' },
  {
    name: 'encode_json_value_null_as_object',
    since: releaseOf(25, 1),
    kind: 'flag',
    description: 'emit a JSON null as {"__crdb_json_null__": true}, so that it differs from an SQL NULL'
  },
  {
    name: 'end_time',
    since: releaseOf(22, 1),
    kind: 'timestamp',
    fixed: true,
    description: 'emit the changes before this moment, then succeed'
  },
  {
    name: 'enriched_properties',
    since: releaseOf(25, 2),
    kind: 'list',
    values: ['source', 'schema'],
    sinks: ENRICHED_SINKS,
    description: 'what the enriched envelope adds: where a change comes from, and the schema of the message'
  },
  {
    name: 'envelope',
    kind: 'enum',
    values: ['wrapped', 'bare', 'key_only', 'row', 'deprecated_row', 'enriched'],
    valuesSince: { bare: releaseOf(22, 2), enriched: releaseOf(25, 2) },
    anyCase: true,
    initial: 'wrapped',
    description: 'shape of the messages; `bare` is the default with AS SELECT'
  },
  {
    name: 'execution_locality',
    since: releaseOf(23, 1),
    kind: 'string',
    jobsOnly: true,
    description: 'run only on nodes whose locality matches'
  },
  {
    name: 'extra_headers',
    since: releaseOf(25, 4),
    kind: 'json',
    sinks: ['kafka', 'webhook'],
    description: 'constant headers on every message, as a JSON object of strings'
  },
  {
    name: 'format',
    kind: 'enum',
    values: ['json', 'avro', 'csv', 'experimental_avro', 'parquet', 'protobuf'],
    valuesSince: { csv: releaseOf(22, 1), parquet: releaseOf(23, 1), protobuf: releaseOf(25, 4) },
    anyCase: true,
    initial: 'json',
    description: 'how messages are encoded'
  },
  {
    name: 'full_table_name',
    kind: 'flag',
    description: 'use database.schema.table in topics, subjects, file names and the sinkless table column'
  },
  {
    name: 'gc_protect_expires_after',
    since: releaseOf(23, 2),
    kind: 'duration',
    zeroAllowed: true,
    jobsOnly: true,
    description: 'cancel the job when the data it protects from garbage collection is older than this'
  },
  {
    name: 'headers_json_column_name',
    since: releaseOf(25, 3),
    kind: 'string',
    sinks: KAFKA,
    description: 'JSONB column whose members become headers of the message'
  },
  {
    name: 'hibernation_polling_frequency',
    since: releaseOf(25, 4),
    kind: 'duration',
    description: 'how often a changefeed on a database without tables looks for new ones'
  },
  {
    name: 'ignore_disable_changefeed_replication',
    since: releaseOf(24, 1),
    kind: 'flag',
    description: 'emit also what was written with disable_changefeed_replication'
  },
  {
    name: 'initial_scan',
    kind: 'enum',
    values: ['yes', 'no', 'only'],
    valuesSince: { yes: releaseOf(22, 1), no: releaseOf(22, 1), only: releaseOf(22, 1) },
    anyCase: true,
    valueOptional: true,
    fixed: true,
    description: 'whether the rows that exist are emitted first; `only` ends after them'
  },
  {
    name: 'initial_scan_only',
    since: releaseOf(22, 1),
    kind: 'flag',
    fixed: true,
    description: "old form of initial_scan='only'"
  },
  { name: 'no_initial_scan', kind: 'flag', fixed: true, description: "old form of initial_scan='no'" },
  {
    name: 'kafka_sink_config',
    kind: 'json',
    sinks: KAFKA,
    description: 'batching, acknowledgements and compression of the Kafka client'
  },
  {
    name: 'key_column',
    since: releaseOf(23, 1),
    kind: 'string',
    description: 'column that is used as message key instead of the primary key; needs `unordered`'
  },
  { name: 'key_in_value', kind: 'flag', description: 'repeat the key inside the value' },
  {
    name: 'lagging_ranges_threshold',
    since: releaseOf(24, 1),
    kind: 'duration',
    initial: '3m',
    description: 'a range further behind than this counts as lagging'
  },
  {
    name: 'lagging_ranges_polling_interval',
    since: releaseOf(24, 1),
    kind: 'duration',
    initial: '1m',
    description: 'how often lagging ranges are counted'
  },
  {
    name: 'metrics_label',
    since: releaseOf(22, 1),
    kind: 'string',
    description: 'label under which the metrics of this changefeed are kept'
  },
  {
    name: 'min_checkpoint_frequency',
    kind: 'duration',
    zeroAllowed: true,
    initial: '30s',
    description: 'least time between two flushes, and so between two checkpoints'
  },
  {
    name: 'mvcc_timestamp',
    since: releaseOf(22, 1),
    kind: 'flag',
    description: 'add the commit timestamp of the row version'
  },
  {
    name: 'on_error',
    kind: 'enum',
    values: ['pause', 'fail'],
    anyCase: true,
    initial: 'fail',
    jobsOnly: true,
    description: 'what a terminal error does to the job'
  },
  {
    name: 'partition_alg',
    since: releaseOf(26, 1),
    kind: 'enum',
    values: ['fnv-1a', 'murmur2'],
    initial: 'fnv-1a',
    sinks: KAFKA,
    description: 'hash that chooses the partition of a key'
  },
  {
    name: 'protect_data_from_gc_on_pause',
    kind: 'flag',
    retired: true,
    description: 'no longer needed: data is always protected while a changefeed is paused'
  },
  {
    name: 'pubsub_sink_config',
    since: releaseOf(23, 2),
    kind: 'json',
    sinks: ['pubsub'],
    description: 'batching and retries of the Pub/Sub client'
  },
  {
    name: 'range_distribution_strategy',
    since: releaseOf(26, 1),
    kind: 'enum',
    values: ['default', 'balanced_simple'],
    initial: 'default',
    jobsOnly: true,
    description: 'how ranges are shared out among nodes'
  },
  {
    name: 'resolved',
    kind: 'duration',
    valueOptional: true,
    zeroAllowed: true,
    description: 'send resolved timestamps, at least this far apart'
  },
  {
    name: 'schema_change_events',
    kind: 'enum',
    values: ['default', 'column_changes'],
    anyCase: true,
    initial: 'default',
    description: 'which schema changes count'
  },
  {
    name: 'schema_change_policy',
    kind: 'enum',
    values: ['backfill', 'nobackfill', 'stop', 'ignore'],
    anyCase: true,
    initial: 'backfill',
    description: 'what happens at a schema change that counts'
  },
  {
    name: 'split_column_families',
    since: releaseOf(22, 1),
    kind: 'flag',
    description: 'one stream for each column family of a table with several'
  },
  { name: 'topic_in_value', kind: 'flag', description: 'add the topic to the value' },
  {
    name: 'unordered',
    since: releaseOf(23, 1),
    kind: 'flag',
    description: 'give up the order of messages of one key'
  },
  { name: 'updated', kind: 'flag', description: 'add the timestamp of the change as `updated`' },
  {
    name: 'virtual_columns',
    since: releaseOf(22, 1),
    kind: 'enum',
    values: ['omitted', 'null'],
    initial: 'omitted',
    description: 'leave virtual computed columns out, or give them as null'
  },
  {
    name: 'webhook_auth_header',
    kind: 'string',
    sinks: ['webhook'],
    description: 'sent as the Authorization header'
  },
  {
    name: 'webhook_client_timeout',
    kind: 'duration',
    initial: '3s',
    sinks: ['webhook'],
    description: 'how long a request may take'
  },
  {
    name: 'webhook_sink_config',
    kind: 'json',
    sinks: ['webhook'],
    description: 'batching and retries of the webhook client'
  }
];

const BY_NAME = new Map(OPTIONS.map((option) => [option.name, option]));

/** @param release one that is to know it; undefined for the newest */
export function changefeedOption(name: string, release?: Release): OptionDef | undefined {
  const def = BY_NAME.get(name);
  return release === undefined || (def?.since ?? 0) <= release ? def : undefined;
}

export const optionError = (message: string, span?: Span, hint?: string): SqlError =>
  new SqlError('22023', message, { span, hint });

/** @param accepted the names known where it stands, if not every option's */
export function unknownOption(
  name: string,
  span: Span | undefined,
  accepted?: ReadonlySet<string>
): SqlError {
  const hint = accepted ? `accepted: ${[...accepted].join(', ')}` : nearestOption(name);
  return optionError(`invalid option "${name}"`, span, hint);
}

function nearestOption(name: string): string | undefined {
  const known = [...BY_NAME.keys()];
  const near =
    known.find((other) => other.startsWith(name) || name.startsWith(other)) ?? nearestName(name, known);
  return near && `did you mean ${near}?`;
}

/** The words that an enum or list has in a release. */
export function valuesIn(def: OptionDef, release: Release): readonly string[] {
  return (def.values ?? []).filter((word) => (def.valuesSince?.[word] ?? 0) <= release);
}

export function isKnownToSink(def: OptionDef, sink: SinkFamily, release: Release): boolean {
  if (def.jobsOnly && sink === 'sinkless') return false;
  return (!def.sinks || def.sinks.includes(sink)) && (def.sinksSince?.[sink] ?? 0) <= release;
}
