import { kafkaTopicName } from '../encode/names';

/** Topics of changefeed targets (reference §3.3). Sinks without topics use the same text as table column or in values. */

export interface TopicParts {
  /** The table's name at statement time, full where `full_table_name` asks for it. */
  readonly table: string;
  /** Of a family target. */
  readonly family: string | undefined;
  /** `topic_name`: one topic for all. */
  readonly single: string | undefined;
  readonly prefix: string;
}

/** @param sink the family of the sink: Kafka and cloud storage escape what they cannot hold */
export function topicName(sink: string, { table, family, single, prefix }: TopicParts): string {
  if (sink === 'cloud') {
    // A plus sign sorts before a dot as `-` does, and no escaped name holds one.
    const suffix = family === undefined ? '' : `+${kafkaTopicName(family)}`;
    return kafkaTopicName(prefix + table) + suffix;
  }
  const raw = prefix + (single ?? (family === undefined ? table : `${table}.${family}`));
  return sink === 'kafka' ? kafkaTopicName(raw) : raw;
}
