import { parseDuration } from '../base/duration';
import { parseSize } from '../base/size';
import type { Nanos } from '../base/timestamp';
import { INERT_SETTINGS } from './inert-settings';
import { parseRelease, releaseOf, type Release } from '../base/release';

/**
 * Cluster settings (reference §1.8, design §4): one table that SET and SHOW CLUSTER SETTING, completion and the generated
 * documentation read. Settings that have no effect here are accepted and say so.
 */
export type SettingKind = 'bool' | 'int' | 'float' | 'duration' | 'string' | 'size' | 'version';

/** How SHOW CLUSTER SETTINGS tells kinds. */
export const SETTING_LETTER: Readonly<Record<SettingKind, string>> = {
  bool: 'b',
  int: 'i',
  float: 'f',
  duration: 'd',
  string: 's',
  size: 'z',
  version: 'm'
};

export interface SettingDef {
  readonly name: string;
  readonly kind: SettingKind;
  /** As SHOW CLUSTER SETTING prints it. */
  readonly initial: string;
  readonly description: string;
  /** False where the playground keeps the value and nothing follows from it. */
  readonly effective: boolean;
}

const row = (name: string, kind: SettingKind, initial: string, description: string): SettingDef => ({
  name,
  kind,
  initial,
  description,
  effective: true
});
const inert = (name: string, kind: SettingKind, initial: string, description: string): SettingDef => ({
  ...row(name, kind, initial, description),
  effective: false
});

const DESCRIBED: readonly SettingDef[] = [
  // The playground switches rangefeeds on, so that documentation examples run unchanged (design §8).
  row(
    'kv.rangefeed.enabled',
    'bool',
    'true',
    'if set, changefeeds can be created; every range serves rangefeeds'
  ),
  row('feature.changefeed.enabled', 'bool', 'true', 'set to false to refuse the creation of changefeeds'),
  row(
    'kv.closed_timestamp.target_duration',
    'duration',
    '3s',
    'closed timestamps trail the present by about this duration'
  ),
  row(
    'kv.closed_timestamp.side_transport_interval',
    'duration',
    '200ms',
    'how often idle ranges close their timestamp'
  ),
  row(
    'kv.rangefeed.closed_timestamp_refresh_interval',
    'duration',
    '3s',
    'how often a rangefeed reports the resolved timestamp of its range'
  ),
  inert(
    'kv.rangefeed.closed_timestamp_smear_interval',
    'duration',
    '1ms',
    'paces the reports of many rangefeeds'
  ),
  row(
    'changefeed.aggregator.flush_jitter',
    'float',
    '0.1',
    'part of min_checkpoint_frequency that is added at random to each flush wait'
  ),
  row(
    'changefeed.span_checkpoint.lag_threshold',
    'duration',
    '10m',
    'gap between the slowest and the fastest span that makes span-level checkpoints'
  ),
  row(
    'changefeed.progress.frontier_persistence.interval',
    'duration',
    '30s',
    'the full span frontier is stored at most this often'
  ),
  row(
    'changefeed.resolved_timestamp.min_update_interval',
    'duration',
    '0s',
    'least time between two writes of the high-water mark'
  ),
  row(
    'changefeed.protect_timestamp_interval',
    'duration',
    '10m',
    'how often the protected timestamp follows the high-water mark'
  ),
  row(
    'changefeed.protect_timestamp.max_age',
    'duration',
    '96h',
    'a changefeed fails when its protected timestamp is older than this; 0 for never'
  ),
  inert(
    'changefeed.backfill.concurrent_scan_requests',
    'int',
    '0',
    'scan requests in flight for one changefeed; 0 for three for each node'
  ),
  row(
    'changefeed.backfill.scan_request_size',
    'size',
    '512 KiB',
    'bytes of one scan request of an initial scan or backfill'
  ),
  inert(
    'changefeed.memory.per_changefeed_limit',
    'size',
    '512 MiB',
    'memory for the buffers of one changefeed'
  ),
  inert('changefeed.event_consumer_workers', 'int', '0', 'encoders working in parallel; 0 chooses by itself'),
  inert('changefeed.event_consumer_worker_queue_size', 'int', '16', 'events that may wait for one encoder'),
  row('changefeed.sink_io_workers', 'int', '0', 'requests in flight to one sink; 0 chooses by itself'),
  row('changefeed.kafka.max_request_size', 'size', '256 MiB', 'largest request to a Kafka broker'),
  row(
    'changefeed.batch_reduction_retry.enabled',
    'bool',
    'false',
    'if set, a batch that Kafka finds too large is halved and tried again'
  ),
  inert(
    'changefeed.kafka_v2_error_details.enabled',
    'bool',
    'true',
    'adds details of the message to errors about its size'
  ),
  row('changefeed.partition_alg.enabled', 'bool', 'false', 'if set, the option partition_alg may be used'),
  inert(
    'changefeed.default_range_distribution_strategy',
    'string',
    'default',
    'how ranges are shared out among aggregators'
  ),
  row(
    'changefeed.permissions.require_external_connection_sink.enabled',
    'bool',
    'false',
    'if set, only admins may name a sink other than external://'
  ),
  row('changefeed.max_retry_backoff', 'duration', '30s', 'longest wait between two attempts of a changefeed'),
  row(
    'changefeed.retry_backoff_reset',
    'duration',
    '10m0s',
    'time without an error after which the wait starts again from its beginning'
  ),
  inert('changefeed.new_kafka_sink.enabled', 'bool', 'true', 'if set, the batching Kafka sink is used'),
  inert('changefeed.new_webhook_sink_enabled', 'bool', 'true', 'if set, the batching webhook sink is used'),
  inert('changefeed.new_pubsub_sink_enabled', 'bool', 'true', 'if set, the batching Pub/Sub sink is used'),
  row(
    'sql.ttl.changefeed_replication.disabled',
    'bool',
    'false',
    'if set, deletes of row-level TTL are hidden from changefeeds'
  ),
  row('server.child_metrics.enabled', 'bool', 'false', 'if set, metrics are kept for each metrics_label'),
  row('jobs.retention_time', 'duration', '336h0m0s', 'how long finished jobs are kept'),
  row(
    'sql.schema.auto_unlock.enabled',
    'bool',
    'true',
    'if set, a schema change unlocks a schema_locked table by itself'
  ),
  row(
    'sql.cross_db_fks.enabled',
    'bool',
    'false',
    'if set, foreign keys may refer to tables of other databases'
  ),
  row(
    'sql.cross_db_views.enabled',
    'bool',
    'false',
    'if set, views may refer to relations of other databases'
  ),
  row(
    'sql.cross_db_sequence_owners.enabled',
    'bool',
    'false',
    'if set, sequences may be owned by tables of other databases'
  ),
  row(
    'version',
    'version',
    '26.2',
    'version of the cluster, which decides the few behaviours that differ between releases'
  ),
  inert('cluster.organization', 'string', '', 'name of the organisation'),
  inert('enterprise.license', 'string', '', 'licence key'),
  inert('cluster.label', 'string', '', 'a label for the cluster'),
  inert(
    'diagnostics.reporting.enabled',
    'bool',
    'true',
    'if set, a real cluster reports usage; the playground never does'
  ),
  row(
    'sql.txn.read_committed_isolation.enabled',
    'bool',
    'true',
    'if set, transactions may run under READ COMMITTED; else they are raised to SERIALIZABLE'
  ),
  inert(
    'sql.txn.repeatable_read_isolation.enabled',
    'bool',
    'false',
    'the playground raises REPEATABLE READ to SERIALIZABLE'
  ),
  inert('sql.defaults.distsql', 'string', 'auto', 'default for distributing queries'),
  inert('sql.trace.txn.enable_threshold', 'duration', '0s', 'traces transactions longer than this'),
  row('playground.network.hop_min', 'duration', '1ms', 'shortest time of a message between two nodes'),
  row('playground.network.hop_max', 'duration', '3ms', 'longest time of a message between two nodes'),
  row('playground.kafka.ack_min', 'duration', '2ms', 'shortest time until Kafka acknowledges a batch'),
  row('playground.kafka.ack_max', 'duration', '10ms', 'longest time until Kafka acknowledges a batch'),
  row('playground.webhook.answer_min', 'duration', '20ms', 'shortest time until a webhook endpoint answers'),
  row('playground.webhook.answer_max', 'duration', '80ms', 'longest time until a webhook endpoint answers'),
  row(
    'playground.storage.write_min',
    'duration',
    '50ms',
    'shortest time until object storage has stored a file'
  ),
  row(
    'playground.storage.write_max',
    'duration',
    '200ms',
    'longest time until object storage has stored a file'
  ),
  row(
    'playground.node.liveness',
    'duration',
    '9s',
    'time after which leases and coordinators leave a node that is down'
  ),
  row(
    'playground.node.delay',
    'string',
    '',
    'extra time for all that a node sends or serves, as node=duration pairs: 2=500ms,3=1s'
  )
];

function inertSetting(line: string): SettingDef {
  const [name, kind, ...initial] = line.split(' ');
  return inert(
    name,
    kind as SettingKind,
    initial.join(' '),
    'a setting of CockroachDB that has no effect here'
  );
}

/** All settings, by name. */
export const CLUSTER_SETTINGS: readonly SettingDef[] = [
  ...DESCRIBED,
  ...INERT_SETTINGS.trim().split('\n').map(inertSetting)
].sort((a, b) => (a.name < b.name ? -1 : 1));

const BY_NAME = new Map(CLUSTER_SETTINGS.map((setting) => [setting.name, setting]));

export function clusterSetting(name: string): SettingDef | undefined {
  return BY_NAME.get(name);
}

/** Values that have been set, by name, as SHOW CLUSTER SETTING prints them. */
export type SettingsState = Map<string, string>;

/** Initial values that older releases had (reference §5.11, §9). */
const OLDER_INITIALS: ReadonlyMap<string, { readonly until: Release; readonly initial: string }> = new Map([
  ['changefeed.max_retry_backoff', { until: releaseOf(26, 2), initial: '10m0s' }],
  ['kv.rangefeed.closed_timestamp_refresh_interval', { until: releaseOf(23, 2), initial: '200ms' }],
  ['changefeed.aggregator.flush_jitter', { until: releaseOf(24, 1), initial: '0' }]
]);

/** The values in force. */
export class ClusterSettings {
  readonly #values: SettingsState;
  /** Durations as numbers, which are asked for with every write; derived. */
  readonly #durations = new Map<string, Nanos>();
  #release: Release | undefined;

  constructor(values: SettingsState) {
    this.#values = values;
  }

  /** As SHOW CLUSTER SETTING prints it. */
  text(name: string): string {
    return this.#values.get(name) ?? this.#initial(name);
  }

  /** The value of a setting that has not been set, in the release that the cluster stands for. */
  #initial(name: string): string {
    const older = OLDER_INITIALS.get(name);
    const { initial } = BY_NAME.get(name)!; // callers name settings of the table
    return older && !this.isAtLeast(older.until) ? older.initial : initial;
  }

  /** The release that the cluster stands for (reference §9). */
  get release(): Release {
    return (this.#release ??= parseRelease(this.text('version')));
  }

  isAtLeast(release: Release): boolean {
    return this.release >= release;
  }

  bool(name: string): boolean {
    return this.text(name) === 'true';
  }

  number(name: string): number {
    return Number(this.text(name));
  }

  duration(name: string): Nanos {
    let ns = this.#durations.get(name);
    if (ns === undefined) {
      ns = parseDuration(this.text(name)) ?? 0; // only durations are ever stored for a setting of that kind
      this.#durations.set(name, ns);
    }
    return ns;
  }

  /** Bytes of a size setting. */
  size(name: string): number {
    return parseSize(this.text(name)) ?? 0;
  }

  /** @param text undefined takes the setting back to its initial value */
  set(name: string, text: string | undefined): void {
    // Initial values depend on the version.
    this.#durations.clear();
    this.#release = undefined;
    if (text === undefined) this.#values.delete(name);
    else this.#values.set(name, text);
  }
}
