import type { BatchingConfig } from './batching';
import type { PartitionAlgorithm } from './far/kafka-cluster';

/** Where a changefeed sends, settled when it is created: plain data in the job's record. */
export interface SinkSpec {
  readonly type: 'kafka' | 'null' | 'sinkless';
  /** How history and jobs show it: the URI without secrets, `external://name` as it is. */
  readonly shown: string;
  /** What faults match: scheme, host and path. */
  readonly address: string;
  readonly host: string;
  readonly batching: BatchingConfig;
  readonly partitioner: PartitionAlgorithm;
  /** Kafka's `RequiredAcks`: `none` sends and forgets. */
  readonly acks: 'none' | 'one' | 'all';
}
