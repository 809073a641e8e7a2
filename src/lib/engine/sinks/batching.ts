import { assert } from '../base/assert';
import type { Nanos } from '../base/timestamp';
import type { BatchAnswer, ClientHost, SinkClient, SinkMessage } from './sink';

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
  /** Most messages and bytes of one request; 0 for no limit. One message always goes. */
  readonly maxMessages: number;
  readonly maxBytes: number;
  readonly workers: number;
  /** How often a failed batch is sent again before the error reaches the changefeed; Infinity for always. */
  readonly retryMax: number;
  readonly retryBackoffNs: Nanos;
  /** Whether rows of different topics may share a batch. */
  readonly mixesTopics: boolean;
  /** Whether a batch that is too large is cut in halves (`changefeed.batch_reduction_retry.enabled`). */
  readonly halves: boolean;
}

/** Sends at once, one request at a time, never again: a stream, a file, a sink that cannot fail. */
export const PLAIN_BATCHING: BatchingConfig = {
  flushMessages: 0,
  flushBytes: 0,
  flushFrequencyNs: 0,
  maxMessages: 0,
  maxBytes: 0,
  workers: 1,
  retryMax: 0,
  retryBackoffNs: 500_000_000,
  mixesTopics: true,
  halves: false
};

/** Longest wait between two attempts of one batch (reference §3.6). */
const MAX_BACKOFF_NS = 30_000_000_000;

export interface BatchingState {
  readonly kind: 'batching';
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
  no: number;
  attempt: number;
  messages: readonly SinkMessage[];
  /** What is left of a batch that was cut, in order; its keys stay taken. */
  rest: (readonly SinkMessage[])[];
}

export const makeBatchingState = (): BatchingState => ({
  kind: 'batching',
  pending: [],
  pendingBytes: 0,
  inFlight: [],
  flushing: false,
  timerAt: null
});

export class BatchingClient implements SinkClient {
  readonly #state: BatchingState;
  readonly #config: BatchingConfig;
  readonly #host: ClientHost;

  constructor(state: BatchingState, config: BatchingConfig, host: ClientHost) {
    this.#state = state;
    this.#config = config;
    this.#host = host;
  }

  get isIdle(): boolean {
    return this.#state.pending.length === 0 && this.#state.inFlight.length === 0;
  }

  get backlog(): number {
    return this.#state.pending.length;
  }

  emit(messages: readonly SinkMessage[]): void {
    for (const message of messages) {
      this.#state.pending.push(message);
      this.#state.pendingBytes += sizeOf(message);
    }
    this.#sendWhatIsDue();
  }

  flush(): void {
    if (this.isIdle) return this.#host.idle();
    this.#state.flushing = true;
    this.#sendWhatIsDue();
  }

  answered(no: number, told: BatchAnswer): void {
    const answer = this.#host.seams.understood(told);
    const batch = this.#batch(no);
    if (answer.outcome !== 'ok') {
      if (answer.tooLarge && this.#config.halves && batch.messages.length > 1) return this.#halve(batch);
      return this.#tryAgain(batch, answer.error);
    }
    if (batch.rest.length > 0) return this.#sendRest(batch);
    this.#state.inFlight.splice(this.#state.inFlight.indexOf(batch), 1);
    this.#sendWhatIsDue();
    if (this.isIdle) {
      this.#state.flushing = false;
      this.#host.idle();
    } else this.#host.roomy();
  }

  retry(no: number): void {
    const batch = this.#batch(no);
    batch.attempt++;
    this.#send(batch);
  }

  timerFired(): void {
    this.#state.timerAt = null;
    this.#sendBatches(() => true);
  }

  #batch(no: number): InFlight {
    const batch = this.#state.inFlight.find((b) => b.no === no);
    assert(batch, () => `batch ${no} is not in flight`);
    return batch;
  }

  #tryAgain(batch: InFlight, error: string | null): void {
    if (batch.attempt > this.#config.retryMax) return this.#host.failed(error ?? 'no answer');
    // Doubling from the first wait on, so that attempt 1 waits 1 ×, attempt 2 waits 2 × …
    let wait = this.#config.retryBackoffNs;
    for (let i = 1; i < batch.attempt && wait < MAX_BACKOFF_NS; i++) wait *= 2;
    this.#host.scheduleRetry(batch.no, Math.min(wait, MAX_BACKOFF_NS));
  }

  /** Sends the first half now and the second when that has been stored, so that keys keep their order. */
  #halve(batch: InFlight): void {
    const middle = Math.floor(batch.messages.length / 2);
    batch.rest.unshift(batch.messages.slice(0, middle), batch.messages.slice(middle));
    this.#sendRest(batch);
  }

  #sendRest(batch: InFlight): void {
    batch.messages = batch.rest.shift()!; // the caller has seen that there is some
    batch.no = this.#host.nextBatchNo();
    batch.attempt = 1;
    this.#send(batch);
  }

  #send({ messages, no, attempt }: InFlight): void {
    this.#host.send({ messages: this.#host.seams.sent(messages, attempt), no, attempt });
  }

  #sendWhatIsDue(): void {
    const { flushMessages, flushBytes, flushFrequencyNs } = this.#config;
    const state = this.#state;
    const noThreshold = flushMessages === 0 && flushBytes === 0 && flushFrequencyNs === 0;
    this.#sendBatches(
      () =>
        noThreshold ||
        state.flushing ||
        (flushMessages > 0 && state.pending.length >= flushMessages) ||
        (flushBytes > 0 && state.pendingBytes >= flushBytes)
    );
    // The timer counts from the first message that waits.
    if (state.pending.length > 0 && flushFrequencyNs > 0 && state.timerAt === null) {
      state.timerAt = this.#host.now + flushFrequencyNs;
      this.#host.scheduleTimer(flushFrequencyNs);
    }
  }

  #sendBatches(isDue: () => boolean): void {
    const state = this.#state;
    while (state.pending.length > 0 && state.inFlight.length < this.#config.workers && isDue()) {
      const messages = this.#takeBatch();
      if (messages.length === 0) return;
      const batch: InFlight = { no: this.#host.nextBatchNo(), attempt: 1, messages, rest: [] };
      state.inFlight.push(batch);
      this.#send(batch);
    }
  }

  /**
   * The next messages whose keys are not in flight. A message that has to stay behind keeps later ones of its key behind it.
   */
  #takeBatch(): SinkMessage[] {
    const state = this.#state;
    const limit = this.#limit();
    const sent = this.#keysInFlight();
    const behind = new Set<string>();
    const taken: SinkMessage[] = [];
    const left: SinkMessage[] = [];
    let bytes = 0;
    let i = 0;
    for (; i < state.pending.length && taken.length < limit; i++) {
      const message = state.pending[i];
      const size = sizeOf(message);
      if (taken.length > 0 && this.#isFull(bytes, size)) break;
      const otherTopic = !this.#config.mixesTopics && taken.length > 0 && taken[0].topic !== message.topic;
      if (otherTopic || isBusy(message, sent, behind)) {
        behind.add(keyOf(message));
        left.push(message);
      } else {
        taken.push(message);
        bytes += size;
      }
    }
    state.pendingBytes -= bytes;
    state.pending.splice(0, i, ...left);
    return taken;
  }

  #keysInFlight(): readonly ReadonlySet<string>[] {
    return !this.#host.seams.holdsKeys
      ? []
      : this.#state.inFlight.flatMap(({ messages, rest }) => [messages, ...rest].map(keysOf));
  }

  /** A batch is closed by the message that reaches the threshold, and before the one that would pass the limit. */
  #isFull(bytes: number, next: number): boolean {
    const { flushBytes, maxBytes } = this.#config;
    return (flushBytes > 0 && bytes >= flushBytes) || (maxBytes > 0 && bytes + next > maxBytes);
  }

  #limit(): number {
    const { maxMessages, flushMessages } = this.#config;
    if (maxMessages > 0 && flushMessages > 0) return Math.min(maxMessages, flushMessages);
    return maxMessages || flushMessages || Number.MAX_SAFE_INTEGER;
  }
}

/** Keys of batches, made once for each: a batch is looked at again for every one that is sent while it is on its way. */
const keysByBatch = new WeakMap<readonly SinkMessage[], ReadonlySet<string>>();

function keysOf(messages: readonly SinkMessage[]): ReadonlySet<string> {
  let keys = keysByBatch.get(messages);
  if (!keys) keysByBatch.set(messages, (keys = new Set(messages.map(keyOf))));
  return keys;
}

/** Whether a message's key is in flight, or stays behind already. */
function isBusy(
  message: SinkMessage,
  sent: readonly ReadonlySet<string>[],
  behind: ReadonlySet<string>
): boolean {
  if (sent.length === 0 && behind.size === 0) return false;
  const key = keyOf(message);
  for (const keys of sent) if (keys.has(key)) return true;
  return behind.has(key);
}

/** What two batches in flight may not share: the key within its topic. Resolved messages go alone anyway. */
function keyOf(message: SinkMessage): string {
  return message.kind === 'row' ? `${message.topic}\u0000${message.key ?? ''}` : '';
}

/** About as many bytes as the far end receives: exact for ASCII. */
export function sizeOf(message: SinkMessage): number {
  const value = message.valueBytes?.length ?? message.value?.length ?? 0;
  return message.kind === 'resolved' ? value : value + (message.keyBytes?.length ?? message.key?.length ?? 0);
}
