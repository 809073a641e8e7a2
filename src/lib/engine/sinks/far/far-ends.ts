import { assert } from '../../base/assert';
import { NS_PER_SECOND, type Nanos } from '../../base/timestamp';
import { isRow } from '../batching';
import type { Batch, BatchOutcome, ResolvedMessage, RowMessage } from '../sink';
import type { SinkSpec } from '../spec';
import { faultAt, faultOfKind, makeFaultsState, type FaultsState } from './faults';
import { KafkaClusters, makeKafkaState, type KafkaState } from './kafka-cluster';

/** The far ends of all sinks and what has been done to them. */
export interface FarEndsState {
  faults: FaultsState;
  kafka: KafkaState;
}

export const makeFarEndsState = (): FarEndsState => ({ faults: makeFaultsState(), kafka: makeKafkaState() });

/** How a delivery ends: what was stored has been told to the recorder, the rest is for the sender. */
export interface Delivery {
  readonly outcome: BatchOutcome;
  readonly stored: number;
  readonly error: string | null;
  /** When the sender learns of it, counted from now: an answer's way back, or the time-out. */
  readonly answerAfter: Nanos | null;
}

/** Told of everything that is stored, in order. */
export interface Recorder {
  row(message: RowMessage, at: { partition: number | null; offset: number | null }): void;
  resolved(
    message: ResolvedMessage,
    at: { topic: string | null; partition: number | null; offset: number | null }
  ): void;
}

/** How long a Kafka client waits for an answer. */
const REQUEST_TIMEOUT_NS = 10 * NS_PER_SECOND;

export class FarEnds {
  readonly state: FarEndsState;
  readonly kafka: KafkaClusters;

  constructor(state: FarEndsState) {
    this.state = state;
    this.kafka = new KafkaClusters(state.kafka);
  }

  /** Whether a test connection succeeds now; else what is wrong (reference §1.1, the canary sink). */
  connectError(sink: SinkSpec): string | undefined {
    return faultAt(this.state.faults, sink.address)?.fault.kind === 'down' ? refused(sink) : undefined;
  }

  /** Extra time that a slow sink takes for each answer. */
  slowness(sink: SinkSpec): Nanos {
    return faultOfKind(this.state.faults, sink.address, 'slow')?.fault.delay ?? 0;
  }

  /** A batch has arrived. Stores what the faults in force let through. */
  deliver(sink: SinkSpec, batch: Batch, recorder: Recorder): Delivery {
    const entry = faultAt(this.state.faults, sink.address);
    switch (entry?.fault.kind) {
      case 'down':
        return { outcome: 'failed', stored: 0, error: refused(sink), answerAfter: null };
      case 'hang':
        return {
          outcome: 'timeout',
          stored: 0,
          error: 'no answer within 10s',
          answerAfter: REQUEST_TIMEOUT_NS
        };
      case 'lose-acks': {
        const stored = this.#store(sink, batch, batch.messages.length, recorder);
        if (--entry.fault.left === 0) this.#remove(entry.no);
        return {
          outcome: 'ack_lost',
          stored,
          error: 'no acknowledgement within 10s',
          answerAfter: REQUEST_TIMEOUT_NS
        };
      }
      case 'ack-then-fail': {
        const { stored: first, of } = entry.fault;
        if (batch.messages.length < of) break;
        this.#remove(entry.no);
        const stored = this.#store(sink, batch, first, recorder);
        return {
          outcome: 'failed',
          stored,
          error: `${first} of ${batch.messages.length} messages were stored`,
          answerAfter: null
        };
      }
      default:
        break;
    }
    const stored = this.#store(sink, batch, batch.messages.length, recorder);
    if (stored < batch.messages.length)
      return { outcome: 'failed', stored, error: 'topic does not exist', answerAfter: null };
    return { outcome: 'ok', stored, error: null, answerAfter: null };
  }

  #remove(no: number): void {
    this.state.faults.entries = this.state.faults.entries.filter((entry) => entry.no !== no);
  }

  /** @returns how many of the first `count` messages were stored */
  #store(sink: SinkSpec, batch: Batch, count: number, recorder: Recorder): number {
    let stored = 0;
    for (let i = 0; i < count; i++) {
      const message = batch.messages[i];
      if (
        isRow(message)
          ? !this.#storeRow(sink, message, recorder)
          : !this.#storeResolved(sink, message, recorder)
      )
        return stored;
      stored++;
    }
    return stored;
  }

  #storeRow(sink: SinkSpec, message: RowMessage, recorder: Recorder): boolean {
    if (sink.type !== 'kafka') {
      recorder.row(message, { partition: null, offset: null });
      return true;
    }
    const key = message.partitionKey ?? message.keyBytes ?? message.key ?? '';
    const at = this.kafka.append(sink.host, message.topic, key, sink.partitioner);
    if (!at) return false;
    recorder.row(message, at);
    return true;
  }

  /** A resolved timestamp goes to every partition of its topic (reference §3.4). */
  #storeResolved(sink: SinkSpec, message: ResolvedMessage, recorder: Recorder): boolean {
    if (sink.type !== 'kafka') {
      recorder.resolved(message, { topic: message.topic, partition: null, offset: null });
      return true;
    }
    const topic = message.topic;
    assert(topic !== null, () => 'a resolved message for Kafka names no topic');
    const partitions = this.kafka.topic(sink.host, topic);
    if (!partitions) return false;
    for (let partition = 0; partition < partitions.length; partition++)
      recorder.resolved(message, {
        topic,
        partition,
        offset: this.kafka.appendTo(sink.host, topic, partition)
      });
    return true;
  }
}

const refused = (sink: SinkSpec): string => `cannot connect to ${sink.address}: connection refused`;
