import type { Nanos } from '../base/timestamp';
import type { Headers } from '../encode/headers';
import type { BatchingConfig } from './batching';
import type { PartitionFormat } from './cloud-uri';
import type { PartitionAlgorithm } from './far/kafka-cluster';
import type { Acks } from './kafka-config';

/** Where a changefeed sends, settled when it is created: plain data in the job's record, without secrets. */
export type SinkSpec =
  KafkaSpec | CloudSpec | WebhookSpec | PubsubSpec | PulsarSpec | NullSpec | SinklessSpec;

/** A schema registry as its client knows it. */
export interface RegistrySpec {
  /** Scheme, host and path. */
  readonly address: string;
  readonly timeoutNs: Nanos;
}

interface SinkCommon {
  /** How history and jobs show it: the URI without secrets, `external://name` as it is. */
  readonly shown: string;
  /** What faults match: scheme, host and path. */
  readonly address: string;
  readonly batching: BatchingConfig;
  /** Where the format has schemas. */
  readonly registry: RegistrySpec | null;
}

export interface KafkaSpec extends SinkCommon {
  readonly type: 'kafka';
  /** Addresses of the brokers, which name the mock cluster. */
  readonly bootstrap: string;
  readonly partitioner: PartitionAlgorithm;
  /** `RequiredAcks`: `none` sends and forgets. */
  readonly acks: Acks;
}

export interface CloudSpec extends SinkCommon {
  readonly type: 'cloud';
  readonly partitionFormat: PartitionFormat;
  readonly fileSizeBytes: number;
  /** With its leading dot, and that of the compression. */
  readonly extension: string;
  readonly compression: 'gzip' | 'zstd' | null;
  readonly parquet: boolean;
}

export interface WebhookSpec extends SinkCommon {
  readonly type: 'webhook';
  /** The endpoint as it may be shown. */
  readonly url: string;
  /** Of every request, secrets replaced. */
  readonly headers: Headers;
  readonly csv: boolean;
  /** Rows without blanks, as before 23.2. */
  readonly compact: boolean;
  readonly timeoutNs: Nanos;
}

export interface PubsubSpec extends SinkCommon {
  readonly type: 'pubsub';
  readonly csv: boolean;
  readonly tableNameAttribute: boolean;
  /** Members in lower case and no blanks, as before 23.2. */
  readonly lowerCase: boolean;
}

export interface PulsarSpec extends SinkCommon {
  readonly type: 'pulsar';
  readonly csv: boolean;
}

export interface NullSpec extends SinkCommon {
  readonly type: 'null';
  /** Time that each row takes. */
  readonly delayNs: Nanos;
}

export interface SinklessSpec extends SinkCommon {
  readonly type: 'sinkless';
}
