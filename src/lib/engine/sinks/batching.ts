import { assert } from '../base/assert';
import type { Nanos } from '../base/timestamp';
import type { Batch, BatchOutcome, ClientRef, RowMessage, SinkMessage } from './sink';

/**
 * The client that sends messages in batches (as in batching_sink.go and parallel_io.go): a batch goes out when a threshold
 * is reached and a worker is free, holds no key that another batch in flight holds, and is sent again whole when it fails.
 *
 * It is a set of functions over plain state; the clock and the far end are its host's.
 */

export interface BatchingConfig {
  /** Thresholds; 0 means none. With none at all, messages go out as soon as a worker is free. */
  readonly flushMessages: number;
  readonly flushBytes: number;
  readonly flushFrequencyNs: Nanos;
  /** Most messages of one request; 0 for no limit. */
  readonly maxMessages: number;
  readonly workers: number;
  /** How often a failed batch is sent again before the error reaches the changefeed; Infinity for always. */
  readonly retryMax: number;
  readonly retryBackoffNs: Nanos;
  /** Whether rows of different topics may share a batch. */
  readonly mixesTopics: boolean;
}

/** Longest wait between two attempts of one batch (reference §3.6). */
const MAX_BACKOFF_NS = 30_000_000_000;

export interface BatchingState {
  /** Messages not yet in a batch, in the order given. */
  pending: SinkMessage[];
  pendingBytes: number;
  inFlight: InFlight[];
  /** Everything pending goes out whatever the thresholds say. */
  flushing: boolean;
  /** When the frequency timer fires; null when it does not run. */
  timerAt: Nanos | null;
}

interface InFlight {
  readonly no: number;
  attempt: number;
  readonly messages: readonly SinkMessage[];
}

export const makeBatchingState = (): BatchingState => ({
  pending: [],
  pendingBytes: 0,
  inFlight: [],
  flushing: false,
  timerAt: null
});

/** What a batching client is given by the flow it belongs to. */
export interface BatchingHost {
  readonly now: Nanos;
  nextBatchNo(): number;
  /** Sends a batch towards its far end; the answer comes back through `answered`. */
  send(messages: readonly SinkMessage[], no: number, attempt: number): void;
  /** Calls `retry` later. */
  scheduleRetry(no: number, delay: Nanos): void;
  /** Calls `timerFired` later. */
  scheduleTimer(delay: Nanos): void;
  /** Nothing is pending or in flight any more. */
  idle(): void;
  /** Room has come free behind a full buffer. */
  roomy(): void;
  /** A batch has failed for good. */
  failed(error: string): void;
}

export class BatchingClient {
  readonly #state: BatchingState;
  readonly #config: BatchingConfig;
  readonly #host: BatchingHost;

  constructor(state: BatchingState, config: BatchingConfig, host: BatchingHost) {
    this.#state = state;
    this.#config = config;
    this.#host = host;
  }

  get isIdle(): boolean {
    return this.#state.pending.length === 0 && this.#state.inFlight.length === 0;
  }

  /** Takes messages in order. Those of one key are stored in that order. */
  emit(messages: readonly SinkMessage[]): void {
    for (const message of messages) {
      this.#state.pending.push(message);
      this.#state.pendingBytes += sizeOf(message);
    }
    this.#sendWhatIsDue();
  }

  /** Sends everything; `host.idle` is called when all of it has been acknowledged, at once if nothing is there. */
  flush(): void {
    if (this.isIdle) return this.#host.idle();
    this.#state.flushing = true;
    this.#sendWhatIsDue();
  }

  /** The answer to a batch, or that none came in time. */
  answered(no: number, outcome: BatchOutcome, error: string | null): void {
    const batch = this.#state.inFlight.find((b) => b.no === no);
    assert(batch, () => `an answer came for batch ${no}, which is not in flight`);
    if (outcome !== 'ok') {
      if (batch.attempt > this.#config.retryMax) return this.#host.failed(error ?? 'no answer');
      // Doubling from the first wait on, so that attempt 1 waits 1 ×, attempt 2 waits 2 × …
      let wait = this.#config.retryBackoffNs;
      for (let i = 1; i < batch.attempt && wait < MAX_BACKOFF_NS; i++) wait *= 2;
      return this.#host.scheduleRetry(no, Math.min(wait, MAX_BACKOFF_NS));
    }
    this.#state.inFlight.splice(this.#state.inFlight.indexOf(batch), 1);
    this.#sendWhatIsDue();
    if (this.isIdle) {
      this.#state.flushing = false;
      this.#host.idle();
    } else this.#host.roomy();
  }

  retry(no: number): void {
    const batch = this.#state.inFlight.find((b) => b.no === no);
    assert(batch, () => `batch ${no} is to be sent again but is not in flight`);
    batch.attempt++;
    this.#host.send(batch.messages, no, batch.attempt);
  }

  timerFired(): void {
    this.#state.timerAt = null;
    this.#sendBatches(true);
  }

  #sendWhatIsDue(): void {
    const { flushMessages, flushBytes, flushFrequencyNs } = this.#config;
    const noThreshold = flushMessages === 0 && flushBytes === 0 && flushFrequencyNs === 0;
    const reached =
      (flushMessages > 0 && this.#state.pending.length >= flushMessages) ||
      (flushBytes > 0 && this.#state.pendingBytes >= flushBytes);
    this.#sendBatches(noThreshold || reached || this.#state.flushing);
    // The timer counts from the first message that waits.
    if (this.#state.pending.length > 0 && flushFrequencyNs > 0 && this.#state.timerAt === null) {
      this.#state.timerAt = this.#host.now + flushFrequencyNs;
      this.#host.scheduleTimer(flushFrequencyNs);
    }
  }

  #sendBatches(due: boolean): void {
    while (due && this.#state.pending.length > 0 && this.#state.inFlight.length < this.#config.workers) {
      const messages = this.#takeBatch();
      if (messages.length === 0) return;
      const no = this.#host.nextBatchNo();
      this.#state.inFlight.push({ no, attempt: 1, messages });
      this.#host.send(messages, no, 1);
    }
  }

  /**
   * The next messages whose keys are not in flight. A message that has to stay behind keeps later ones of its key behind it.
   */
  #takeBatch(): SinkMessage[] {
    const state = this.#state;
    const limit = Math.min(state.pending.length, this.#limit());
    const busy = new Set<string>();
    for (const batch of state.inFlight) for (const message of batch.messages) busy.add(keyOf(message));
    const taken: SinkMessage[] = [];
    const left: SinkMessage[] = [];
    let i = 0;
    for (; i < state.pending.length && taken.length < limit; i++) {
      const message = state.pending[i];
      const key = keyOf(message);
      const otherTopic = !this.#config.mixesTopics && taken.length > 0 && taken[0].topic !== message.topic;
      if ((busy.size > 0 && busy.has(key)) || otherTopic) {
        busy.add(key);
        left.push(message);
      } else {
        taken.push(message);
        state.pendingBytes -= sizeOf(message);
      }
    }
    state.pending =
      left.length === 0 && i === state.pending.length ? [] : left.concat(state.pending.slice(i));
    return taken;
  }

  #limit(): number {
    const { maxMessages, flushMessages } = this.#config;
    if (maxMessages > 0 && flushMessages > 0) return Math.min(maxMessages, flushMessages);
    return maxMessages || flushMessages || Number.MAX_SAFE_INTEGER;
  }
}

/** What two batches in flight may not share: the key within its topic. Resolved messages go alone anyway. */
function keyOf(message: SinkMessage): string {
  return message.kind === 'row' ? `${message.topic}\u0000${message.key ?? ''}` : '';
}

function sizeOf(message: SinkMessage): number {
  if (message.kind === 'resolved') return message.value.length;
  return (message.key?.length ?? 0) + (message.value?.length ?? 0);
}

/** Helps hosts: the same batch as plain data with its sender. */
export function makeBatch(
  client: ClientRef,
  node: number,
  no: number,
  attempt: number,
  messages: readonly SinkMessage[]
): Batch {
  return { client, node, no, attempt, messages };
}

export function isRow(message: SinkMessage): message is RowMessage {
  return message.kind === 'row';
}
