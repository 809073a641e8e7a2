import type { MessageEvent, ResolvedEvent } from '../engine/base/events';

/**
 * Records as Kafka's console consumers print them. `kafka-console-consumer` prints the bytes of the value as text, one record a line, and
 * `null` for a record without value; `kafka-avro-console-consumer` fetches the schema and prints the decoded record as Avro's JSON.
 */

export interface ConsoleOptions {
  /** `--property print.key=true`: the key and a tab before the value. */
  readonly keys: boolean;
  /** `--property print.partition=true`: `Partition:0` and a tab before it all. */
  readonly partitions?: boolean;
}

export function consoleLine(
  event: Pick<MessageEvent, 'key' | 'value' | 'partition'> | Pick<ResolvedEvent, 'value' | 'partition'>,
  { keys, partitions = false }: ConsoleOptions
): string {
  const parts = [event.value ?? 'null'];
  // A resolved timestamp has no key.
  if (keys) parts.unshift('key' in event ? (event.key ?? 'null') : 'null');
  if (partitions) parts.unshift(`Partition:${event.partition ?? 0}`);
  return parts.join('\t');
}

/** The command that prints a topic in that way, for a cluster's first broker. */
export function consoleCommand(
  sink: string,
  topic: string,
  {
    keys,
    partitions = false,
    avro,
    registry
  }: ConsoleOptions & { readonly avro: boolean; readonly registry?: string }
): string {
  const broker = /^[a-z-]+:\/\/(?:[^@/]*@)?([^/?,]+)/.exec(sink)?.[1] ?? 'localhost:9092';
  const parts = [
    avro ? 'kafka-avro-console-consumer' : 'kafka-console-consumer',
    `--bootstrap-server ${/:\d+$/.test(broker) ? broker : `${broker}:9092`}`,
    `--topic ${shellWord(topic)}`,
    '--from-beginning'
  ];
  if (keys) parts.push('--property print.key=true');
  if (partitions) parts.push('--property print.partition=true');
  if (avro) parts.push(`--property schema.registry.url=${registry ?? 'http://localhost:8081'}`);
  return parts.join(' ');
}

/** A word as a shell takes it. */
const shellWord = (text: string): string =>
  /^[\w.,:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
