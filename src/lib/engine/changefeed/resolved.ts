import type { Timestamp } from '../base/timestamp';
import { resolvedFilePath } from '../sinks/file-names';
import type { ResolvedMessage } from '../sinks/sink';
import type { Coordinator, Feed } from './feed';
import type { FeedHost } from './host';
import type { FeedOptions } from './options';

/** Resolved messages: what they say, and which of them a timestamp makes (reference §3, §5.6). */

/**
 * The payload of a resolved message, the one JSON text of a changefeed without any spaces (reference §4.1). Envelopes that put
 * the row at the top level keep it under `__crdb__`.
 */
export function encodeResolved(options: FeedOptions, hlc: string): string {
  const body = `{"resolved":"${hlc}"}`;
  const inside = options.envelope === 'bare' || options.envelope === 'row' || options.envelope === 'key_only';
  return inside ? `{"__crdb__":${body}}` : body;
}

/** How long a Kafka client goes by what it knows of partitions (reference §3.4). */
const METADATA_AGE_NS = 60_000_000_000;

/** Partitions of the feed's topics as a flow's coordinator knows them. */
export interface TopicMetadata {
  readonly at: number;
  readonly partitions: Map<string, number>;
}

/**
 * The messages of one resolved timestamp: one for each topic, of which Kafka copies it to every partition; one for a sink
 * without topics.
 */
export function resolvedMessages(
  host: FeedHost,
  feed: Feed,
  coord: Pick<Coordinator, 'metadata'>,
  resolved: Timestamp
): ResolvedMessage[] {
  const { sink, options, targets } = feed.spec;
  const message = {
    kind: 'resolved',
    resolved,
    value: encodeResolved(options, host.epoch.hlc(resolved)),
    partitions: null
  } as const;
  const topics = [...new Set(targets.map(({ topic }) => topic))];
  switch (sink.type) {
    case 'kafka': {
      const partitions = topicPartitions(host, coord, sink.bootstrap, topics);
      return topics.map((topic) => ({ ...message, topic, partitions: partitions.get(topic) ?? 0 }));
    }
    case 'pubsub':
    case 'pulsar':
      return topics.map((topic) => ({ ...message, topic }));
    case 'cloud': {
      const path = resolvedFilePath(host.epoch, resolved, sink.partitionFormat);
      return [{ ...message, topic: null, path }];
    }
    default:
      return [{ ...message, topic: null }];
  }
}

/** Partitions that a topic has got since the client last asked are missed. */
function topicPartitions(
  host: FeedHost,
  coord: Pick<Coordinator, 'metadata'>,
  cluster: string,
  topics: readonly string[]
): Map<string, number> {
  if (!coord.metadata || host.now - coord.metadata.at >= METADATA_AGE_NS)
    coord.metadata = {
      at: host.now,
      partitions: new Map(topics.map((topic) => [topic, host.farEnds.kafka.partitionCount(cluster, topic)]))
    };
  return coord.metadata.partitions;
}
