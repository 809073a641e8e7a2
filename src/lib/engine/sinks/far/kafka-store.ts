import { sizeOf } from '../batching';
import type { Batch, ResolvedMessage, RowMessage } from '../sink';
import type { KafkaSpec } from '../spec';
import { BROKER_MAX_BYTES, partitionOf, type KafkaClusters } from './kafka-cluster';
import { allStored, type Recorder, type Stored } from './store';

/** Appends a batch to its partitions. What a broker refuses, it refuses whole. */
export function storeInKafka(
  kafka: KafkaClusters,
  spec: KafkaSpec,
  { batch, count, recorder }: { batch: Batch; count: number; recorder: Recorder }
): Stored {
  if (batch.messages[0].kind === 'row') {
    const refusal = refusalOf(kafka, spec, batch.messages as readonly RowMessage[]);
    if (refusal) return refusal;
  }
  for (let i = 0; i < count; i++) {
    const message = batch.messages[i];
    if (message.kind === 'row') appendRow(kafka, spec, message, recorder);
    else appendResolved(kafka, spec, message, recorder);
  }
  return allStored(count);
}

function refusalOf(
  kafka: KafkaClusters,
  spec: KafkaSpec,
  messages: readonly RowMessage[]
): Stored | undefined {
  let total = 0;
  for (const message of messages) {
    if (!kafka.topic(spec.bootstrap, message.topic))
      return refused(`UNKNOWN_TOPIC_OR_PARTITION: topic "${message.topic}" does not exist`);
    total += sizeOf(message);
  }
  if (total <= BROKER_MAX_BYTES) return undefined;
  const bytes = new Map<string, number>();
  for (const message of messages) {
    const at = `${message.topic} ${partitionFor(kafka, spec, message)}`;
    const size = (bytes.get(at) ?? 0) + sizeOf(message);
    bytes.set(at, size);
    if (size > BROKER_MAX_BYTES) return { ...refused(tooLargeError(messages, size)), tooLarge: true };
  }
  return undefined;
}

const refused = (error: string): Stored => ({ stored: 0, error, tooLarge: false });

/** With the details that `changefeed.kafka_v2_error_details.enabled` asks for where one message alone is too large. */
function tooLargeError(messages: readonly RowMessage[], size: number): string {
  const [only] = messages;
  return messages.length === 1
    ? `MESSAGE_TOO_LARGE: Kafka message too large: key=${(only.key ?? '').slice(0, 100)} size=${size}`
    : `MESSAGE_TOO_LARGE: batch of ${messages.length} messages has more than ${BROKER_MAX_BYTES} bytes for one partition`;
}

function partitionFor(kafka: KafkaClusters, spec: KafkaSpec, message: RowMessage): number {
  const partitions = kafka.partitionCount(spec.bootstrap, message.topic);
  return partitions === 1
    ? 0
    : partitionOf(message.keyBytes ?? message.key ?? '', partitions, spec.partitioner);
}

function appendRow(kafka: KafkaClusters, spec: KafkaSpec, message: RowMessage, recorder: Recorder): void {
  const offsets = kafka.topic(spec.bootstrap, message.topic)!; // known, or the batch had been refused
  const partition = partitionFor(kafka, spec, message);
  recorder.row(message, { partition, offset: offsets[partition]++ });
}

/** A resolved timestamp goes to every partition that its sender knows of (reference §3.4). */
function appendResolved(
  kafka: KafkaClusters,
  spec: KafkaSpec,
  message: ResolvedMessage,
  recorder: Recorder
): void {
  const offsets = kafka.topic(spec.bootstrap, message.topic ?? '');
  for (let partition = 0; offsets && partition < (message.partitions ?? 0); partition++)
    recorder.resolved(message, { partition, offset: offsets[partition]++ });
}
