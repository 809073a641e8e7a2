import { fnv1a, murmur2 } from '../../base/hash';

/**
 * The mock Kafka clusters: topics, partitions, offsets. What a partition holds is in history; here is only how far it has
 * come. One cluster for each bootstrap address (design §8).
 */
export interface KafkaState {
  /** Clusters by bootstrap address. */
  clusters: Map<string, KafkaClusterState>;
  /** Partition counts that a script has ordered for a topic of any cluster. */
  ordered: Map<string, number>;
  /** Whether a topic that does not exist is made by its first message. */
  autoCreate: boolean;
}

export interface KafkaClusterState {
  /** Next offset of each partition, by topic. */
  topics: Map<string, number[]>;
}

export const makeKafkaState = (): KafkaState => ({
  clusters: new Map(),
  ordered: new Map(),
  autoCreate: true
});

export type PartitionAlgorithm = 'fnv-1a' | 'murmur2';

const encoder = new TextEncoder();

/** Where a key goes (reference §3.4). FNV-1a is taken as a signed number, as the Go client's hasher does. */
export function partitionOf(key: Uint8Array, partitions: number, algorithm: PartitionAlgorithm): number {
  if (algorithm === 'murmur2') return (murmur2(key) & 0x7fffffff) % partitions;
  return Math.abs((fnv1a(key) | 0) % partitions);
}

export class KafkaClusters {
  readonly #state: KafkaState;

  constructor(state: KafkaState) {
    this.#state = state;
  }

  /** The partitions of a topic, made when auto-creation allows. @returns undefined for an unknown topic */
  topic(cluster: string, topic: string): number[] | undefined {
    let known = this.#state.clusters.get(cluster);
    if (!known) this.#state.clusters.set(cluster, (known = { topics: new Map() }));
    const partitions = known.topics.get(topic);
    if (partitions) return partitions;
    const ordered = this.#state.ordered.get(topic);
    if (ordered === undefined && !this.#state.autoCreate) return undefined;
    const made = new Array<number>(ordered ?? 1).fill(0);
    known.topics.set(topic, made);
    return made;
  }

  /** Appends to the partition of a key. @returns undefined when the topic does not exist */
  append(
    cluster: string,
    topic: string,
    key: string | Uint8Array,
    algorithm: PartitionAlgorithm
  ): { partition: number; offset: number } | undefined {
    const partitions = this.topic(cluster, topic);
    if (!partitions) return undefined;
    const partition =
      partitions.length === 1
        ? 0
        : partitionOf(typeof key === 'string' ? encoder.encode(key) : key, partitions.length, algorithm);
    return { partition, offset: partitions[partition]++ };
  }

  /** Appends to one partition that is known to exist. @returns the offset */
  appendTo(cluster: string, topic: string, partition: number): number {
    return this.topic(cluster, topic)![partition]++; // the caller has the topic's partitions
  }

  /** Sets how many partitions a topic has, in every cluster; a topic never shrinks. */
  setPartitions(topic: string, count: number): void {
    this.#state.ordered.set(topic, count);
    for (const cluster of this.#state.clusters.values()) {
      const partitions = cluster.topics.get(topic);
      while (partitions && partitions.length < count) partitions.push(0);
    }
  }

  set autoCreate(on: boolean) {
    this.#state.autoCreate = on;
  }
}
