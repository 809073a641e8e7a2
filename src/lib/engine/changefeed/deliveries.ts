import { nextInt, nextWord } from '../base/random';
import { NS_PER_MS, timestamp, type Nanos, type Timestamp } from '../base/timestamp';
import { BatchingClient, type BatchingConfig, type BatchingState } from '../sinks/batching';
import { makeClientState, sinkClient, type SinkClientState } from '../sinks/client-state';
import type { FaultEntry } from '../sinks/far/faults';
import type { Batch, ClientHost, ClientRef, SinkClient } from '../sinks/sink';
import { countDelivery } from './counters';
import { noteArrived, noteSent } from './emissions';
import type { Feed } from './feed';
import type { FeedDue, FeedHost } from './host';
import { makeRecorder } from './recorder';

/**
 * The way between the sink clients of feeds and their far ends: batches travel there, are stored, and answers travel back. What is
 * stored is told to history at that moment, whether or not the flow that sent it still runs.
 */

/** Resolved messages go out at once, one after another: sent again together, an older one would follow a newer. */
const RESOLVED_BATCHING: Partial<BatchingConfig> = {
  flushMessages: 0,
  flushBytes: 0,
  flushFrequencyNs: 0,
  maxMessages: 1,
  maxBytes: 0,
  workers: 1
};

/** Who a client belongs to, and what that wants to hear. */
export interface ClientOwner {
  readonly feed: Feed;
  readonly ref: ClientRef;
  readonly node: number;
  idle(): void;
  roomy(): void;
}

export class Deliveries {
  readonly #host: FeedHost;
  readonly #failed: (feed: Feed, error: string) => void;

  /** @param failed a batch has failed for good: its flow ends and begins again later */
  constructor(host: FeedHost, failed: (feed: Feed, error: string) => void) {
    this.#host = host;
    this.#failed = failed;
  }

  /** The state of a new client. @param bound an inclusive lower bound of the timestamps it will be given */
  newState(feed: Feed, node: number, bound: Timestamp): SinkClientState {
    const writer = () => ({
      session: [0, 0].map(() => nextWord(feed.random).toString(16).padStart(8, '0')).join(''),
      node,
      sink: this.#host.farEnds.nextFileSink(node)
    });
    return makeClientState(feed.spec.sink, writer, bound);
  }

  /** The client of an aggregator. */
  client(state: SinkClientState, owner: ClientOwner): SinkClient {
    return sinkClient(state, owner.feed.spec.sink, this.#host.epoch, this.#clientHost(owner));
  }

  /** The coordinator's client, for resolved messages. */
  resolvedClient(state: BatchingState, owner: ClientOwner): SinkClient {
    const config = { ...owner.feed.spec.sink.batching, ...RESOLVED_BATCHING };
    return new BatchingClient(state, config, this.#clientHost(owner));
  }

  #clientHost({ feed, ref, node, idle, roomy }: ClientOwner): ClientHost {
    const host = this.#host;
    return {
      get now() {
        return host.now;
      },
      nextBatchNo: () => feed.nextBatch++,
      send: (batch) => {
        const delay = host.nodeDelay(node) + this.#timeThere(feed);
        noteSent(feed.emissions, ref.flow);
        host.schedule(host.now + delay, { kind: 'feed.batch', batch: { client: ref, node, ...batch } });
      },
      scheduleRetry: (no, delay) => host.schedule(host.now + delay, { kind: 'feed.resend', client: ref, no }),
      scheduleTimer: (delay) => host.schedule(host.now + delay, { kind: 'feed.timer', client: ref }),
      get seams() {
        return host.seams;
      },
      idle,
      roomy,
      failed: (error) => this.#failed(feed, error)
    };
  }

  /** A batch reaches its far end. */
  arrive(feed: Feed, batch: Batch): void {
    const host = this.#host;
    noteArrived(feed.emissions, batch.client.flow);
    const delivery = host.farEnds.deliver(host.seams.sink(feed.spec.sink), batch, {
      back: this.#timeBack(feed),
      recorder: makeRecorder(host, feed, batch)
    });
    countDelivery(feed.counters, batch, { delivery, now: host.now });
    if (delivery.ended) tellEndOfFault(host, delivery.ended);
    host.schedule(host.now + delivery.answerAfter, {
      kind: 'feed.answer',
      client: batch.client,
      node: batch.node,
      no: batch.no,
      attempt: batch.attempt,
      messages: batch.messages.length,
      stored: delivery.stored,
      outcome: delivery.outcome,
      error: delivery.error,
      tooLarge: delivery.tooLarge
    });
  }

  /** An answer, or its absence, has reached the sender. */
  tellAnswer(feed: Feed, due: Extract<FeedDue, { kind: 'feed.answer' }>): void {
    this.#host.history.append({
      type: 'batch',
      t: this.#host.now,
      job: feed.job,
      statement: feed.statement,
      flow: due.client.flow,
      node: due.node,
      sink: feed.spec.sink.shown,
      batch: due.no,
      attempt: due.attempt,
      messages: due.messages,
      stored: due.stored,
      outcome: due.outcome,
      error: due.error
    });
  }

  /** Half of the time until an answer for the way there, the other half for the way back. */
  #timeThere(feed: Feed): Nanos {
    const range = this.#answerTime(feed);
    return range ? Math.floor(nextInt(feed.random, ...range) / 2) : nextInt(feed.random, ...SESSION_HOP);
  }

  #timeBack(feed: Feed): Nanos {
    const range = this.#answerTime(feed);
    return range ? Math.floor(nextInt(feed.random, ...range) / 2) : 0;
  }

  /** Bounds of the time until a far end has answered; undefined for those inside the cluster. */
  #answerTime(feed: Feed): [Nanos, Nanos] | undefined {
    const { settings } = this.#host;
    const between = (min: string, max: string): [Nanos, Nanos] => {
      const low = settings.duration(min);
      return [low, Math.max(low, settings.duration(max))];
    };
    switch (feed.spec.sink.type) {
      case 'kafka':
      case 'pubsub':
      case 'pulsar':
        return between('playground.kafka.ack_min', 'playground.kafka.ack_max');
      case 'webhook':
        return between('playground.webhook.answer_min', 'playground.webhook.answer_max');
      case 'cloud':
        return between('playground.storage.write_min', 'playground.storage.write_max');
      case 'null':
      case 'sinkless':
        return undefined;
    }
  }
}

/** Tells history that a counted fault has been used up. */
export function tellEndOfFault(host: FeedHost, ended: FaultEntry): void {
  host.history.append({
    type: 'fault',
    t: host.now,
    fault: ended.no,
    kind: ended.fault.kind,
    target: ended.prefix,
    state: 'end',
    until: ended.until === null ? null : timestamp(ended.until)
  });
}

/** What a row takes to the session that streams it, or to nowhere. */
const SESSION_HOP: [Nanos, Nanos] = [NS_PER_MS / 10, NS_PER_MS / 2];
