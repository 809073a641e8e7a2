import type { Timestamp } from '../base/timestamp';
import { AvroResolvedEncoder } from '../encode/avro/avro-encoder';
import type { SchemaIds, SchemaRequest } from '../encode/row-change';
import { resolvedFilePath } from '../sinks/file-names';
import type { ResolvedMessage } from '../sinks/sink';
import type { Coordinator, Feed, FeedSpec } from './feed';
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

/** Topics that a resolved timestamp goes to; null is a sink that has none. */
const topicsOf = ({ sink, targets }: FeedSpec): (string | null)[] =>
  sink.type === 'kafka' || sink.type === 'pubsub' || sink.type === 'pulsar'
    ? [...new Set(targets.map(({ topic }) => topic))]
    : [null];

/**
 * The messages of one resolved timestamp: one for each topic, of which Kafka copies it to every partition; one for a sink
 * without topics. Or a schema that has to be registered before.
 */
export function resolvedMessages(
  host: FeedHost,
  feed: Feed,
  parts: { readonly coord: Pick<Coordinator, 'metadata'>; readonly ids: SchemaIds },
  resolved: Timestamp
): ResolvedMessage[] | SchemaRequest {
  const { sink, options } = feed.spec;
  const topics = topicsOf(feed.spec);
  const hlc = host.epoch.hlc(resolved);
  const messages: ResolvedMessage[] = [];
  for (const topic of topics) {
    const avro = options.format === 'avro' ? new AvroResolvedEncoder(topic ?? '', options, parts.ids) : null;
    const missing = avro?.missingSchema();
    if (missing) return missing;
    const encoded = avro?.encode(hlc) ?? { value: encodeResolved(options, hlc) };
    messages.push({ kind: 'resolved', resolved, topic, partitions: null, ...encoded });
  }
  if (sink.type === 'kafka') {
    const known = topicPartitions(host, parts.coord, sink.bootstrap, topics as string[]); // Kafka has topics
    return messages.map((message) => ({ ...message, partitions: known.get(message.topic ?? '') ?? 0 }));
  }
  if (sink.type !== 'cloud') return messages;
  const path = resolvedFilePath(host.epoch, resolved, sink.partitionFormat);
  return messages.map((message) => ({ ...message, path }));
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
