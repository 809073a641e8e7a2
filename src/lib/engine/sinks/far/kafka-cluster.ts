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

/** Largest batch that a broker takes for one partition: Kafka's `message.max.bytes`. */
export const BROKER_MAX_BYTES = 1_048_588;

const encoder = new TextEncoder();

/** Where a key goes (reference §3.4). FNV-1a is taken as a signed number, as the Go client's hasher does. */
export function partitionOf(
  key: string | Uint8Array,
  partitions: number,
  algorithm: PartitionAlgorithm
): number {
  if (algorithm === 'murmur2') return (murmur2(bytesOf(key)) & 0x7fffffff) % partitions;
  const hash = typeof key === 'string' ? (asciiFnv1a(key) ?? fnv1a(bytesOf(key))) : fnv1a(key);
  return Math.abs((hash | 0) % partitions);
}

const bytesOf = (key: string | Uint8Array): Uint8Array =>
  typeof key === 'string' ? encoder.encode(key) : key;

/** The hash of a text that is its own UTF-8, as most keys are; undefined for others. */
function asciiFnv1a(text: string): number | undefined {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return undefined;
    h = Math.imul(h ^ code, 0x01000193);
  }
  return h;
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

  /** How many partitions a client that asks now learns of; 0 for an unknown topic. */
  partitionCount(cluster: string, topic: string): number {
    return this.topic(cluster, topic)?.length ?? 0;
  }

  /** Topics of a cluster with the next offset of each partition, in the order they were made. */
  topicsOf(cluster: string): ReadonlyMap<string, readonly number[]> {
    return this.#state.clusters.get(cluster)?.topics ?? new Map<string, number[]>();
  }

  /** How many partitions a topic has where it has most, or is to have once it is made; 0 for one that nobody has named. */
  mostPartitions(topic: string): number {
    let most = this.#state.ordered.get(topic) ?? 0;
    for (const { topics } of this.#state.clusters.values())
      most = Math.max(most, topics.get(topic)?.length ?? 0);
    return most;
  }

  /** Sets how many partitions a topic has, in every cluster. @param count at least `mostPartitions` */
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
