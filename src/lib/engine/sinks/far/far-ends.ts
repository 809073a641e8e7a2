import { formatDuration } from '../../base/duration';
import { NS_PER_SECOND, type Nanos } from '../../base/timestamp';
import type { Batch, BatchOutcome } from '../sink';
import type { SchemaRequest } from '../../encode/row-change';
import type { RegistrySpec, SinkSpec, WebhookSpec } from '../spec';
import { storeInBucket } from './bucket-store';
import {
  faultAt,
  isSuccess,
  judge,
  makeFaultsState,
  REGISTRY_FAULTS,
  slownessOf,
  type FaultEntry,
  type FaultsState,
  type Verdict
} from './faults';
import { KafkaClusters, makeKafkaState, type KafkaState } from './kafka-cluster';
import { storeInKafka } from './kafka-store';
import { makeRepliesState, takeReply, type RecordedReply, type RepliesState } from './recorded-replies';
import {
  compatibilityOf,
  makeCompatibilityState,
  makeRegistryState,
  postSchema,
  type CompatibilityState,
  type RegistryState
} from './schema-registry';
import { storePlain, type Recorder, type Stored } from './store';
import { requestBody, statusText } from './webhook-store';

/** The far ends of all sinks and what has been done to them. */
export interface FarEndsState {
  faults: FaultsState;
  kafka: KafkaState;
  /** How many clients of cloud storage each node has made: part of their files' names. */
  fileSinks: Map<number, number>;
  /** Schema registries by address. */
  registries: Map<string, RegistryState>;
  /** What all of them ask of new versions. */
  compatibility: CompatibilityState;
  /** Recorded answers of real webhooks. */
  replies: RepliesState;
}

export const makeFarEndsState = (): FarEndsState => ({
  faults: makeFaultsState(),
  kafka: makeKafkaState(),
  fileSinks: new Map(),
  registries: new Map(),
  compatibility: makeCompatibilityState(),
  replies: makeRepliesState()
});

/** How a delivery ends: what was stored has been told to the recorder, the rest is for the sender. */
export interface Delivery {
  readonly outcome: BatchOutcome;
  readonly stored: number;
  readonly error: string | null;
  readonly tooLarge: boolean;
  /** When the sender learns of it, counted from now: an answer's way back, or the time-out. */
  readonly answerAfter: Nanos;
  /** A counted fault that this delivery has used up. */
  readonly ended?: FaultEntry;
}

/** What a schema registry answers. */
export interface RegistryReply {
  /** The schema's id; null where it was not registered as far as the sender learns. */
  readonly id: number | null;
  readonly error: string | null;
  /** A version that has been made, whether or not its sender learns of it. */
  readonly made?: { readonly id: number; readonly version: number };
  readonly answerAfter: Nanos;
  readonly ended?: FaultEntry;
}

/** How long a client without a time-out of its own waits for an answer. */
const REQUEST_TIMEOUT_NS = 10 * NS_PER_SECOND;

export class FarEnds {
  readonly state: FarEndsState;
  readonly kafka: KafkaClusters;

  constructor(state: FarEndsState) {
    this.state = state;
    this.kafka = new KafkaClusters(state.kafka);
  }

  /** Whether test connections to a sink and its registry succeed now; else what is wrong (reference §1.1, the canary sink). */
  connectError(sink: SinkSpec): string | undefined {
    if (faultAt(this.state.faults, sink.address)?.fault.kind === 'down') return refused(sink);
    return sink.registry ? this.#registryError(sink.registry) : undefined;
  }

  /**
   * Whether a registry answers `GET /mode` when a changefeed is created; else what is wrong. Answers below 500 count as one, and so do
   * those that a script counts, which are left for what is registered.
   */
  #registryError(registry: RegistrySpec): string | undefined {
    const fault = faultAt(this.state.faults, REGISTRY_FAULTS)?.fault;
    if (fault?.kind === 'down') return `cannot connect to ${registry.address}: connection refused`;
    if (fault?.kind !== 'reply' || fault.left !== null) return undefined;
    const status = fault.codes[Math.min(fault.next, fault.codes.length - 1)];
    return status >= 500
      ? `unexpected schema registry response from ${registry.address}: ${statusText(status)}`
      : undefined;
  }

  /** A schema has been posted to a registry. @param back how long an answer takes to its sender */
  register(registry: RegistrySpec, { subject, schema }: SchemaRequest, back: Nanos): RegistryReply {
    const verdict = judge(this.state.faults, REGISTRY_FAULTS, 1);
    const url = `${registry.address}/subjects/${subject}/versions`;
    const answerAfter = back + slownessOf(this.state.faults, REGISTRY_FAULTS);
    const ended = verdict.ended ? { ended: verdict.ended } : {};
    const failure = (error: string): RegistryReply => ({ id: null, error, answerAfter, ...ended });
    if (verdict.kind === 'refuse')
      return failure(`contacting confluent schema registry: Post "${url}": connection refused`);
    if (verdict.status !== undefined && !isSuccess(verdict.status))
      return failure(`registering schema to ${url} ${statusText(verdict.status)}: `);
    let state = this.state.registries.get(registry.address);
    if (!state) this.state.registries.set(registry.address, (state = makeRegistryState()));
    const posted = postSchema(state, { subject, schema }, compatibilityOf(this.state.compatibility, subject));
    if (posted.kind === 'incompatible')
      return failure(`registering schema to ${url} ${statusText(409)}: ${posted.why}`);
    const made = posted.kind === 'made' ? { made: posted } : {};
    return answerAfter > registry.timeoutNs
      ? {
          id: null,
          error: `contacting confluent schema registry: Post "${url}": no answer within ${formatDuration(registry.timeoutNs)}`,
          answerAfter: registry.timeoutNs,
          ...made,
          ...ended
        }
      : { id: posted.id, error: null, answerAfter, ...made, ...ended };
  }

  /** The number of a new client of cloud storage on a node. */
  nextFileSink(node: number): number {
    const no = (this.state.fileSinks.get(node) ?? 0) + 1;
    this.state.fileSinks.set(node, no);
    return no;
  }

  /**
   * A batch has arrived. Stores what the faults in force let through.
   * @param back how long an answer takes to its sender
   */
  deliver(sink: SinkSpec, batch: Batch, parts: { back: Nanos; recorder: Recorder }): Delivery {
    const verdict = judge(this.state.faults, sink.address, batch.messages.length);
    const answer = parts.back + slownessOf(this.state.faults, sink.address) + workOf(sink, batch);
    const delivery =
      sink.type === 'webhook'
        ? this.#request(sink, batch, { verdict, answer, recorder: parts.recorder })
        : this.#plain(sink, batch, { verdict, answer, recorder: parts.recorder });
    const known = sink.type === 'kafka' && sink.acks === 'none' ? forget(delivery, verdict) : delivery;
    return verdict.ended ? { ...known, ended: verdict.ended } : known;
  }

  #plain(sink: SinkSpec, batch: Batch, { verdict, answer, recorder }: Arrival): Delivery {
    if (verdict.kind === 'refuse') return failed(refused(sink), answer);
    const fails = verdict.status !== undefined && !isSuccess(verdict.status);
    if (fails && verdict.stores === 0) return failed(statusText(verdict.status), answer);
    const { stored, error, tooLarge } = this.#store(sink, batch, verdict.stores, recorder);
    if (verdict.kind === 'silent')
      return {
        outcome: stored > 0 ? 'ack_lost' : 'timeout',
        stored,
        error: `no answer within ${formatDuration(REQUEST_TIMEOUT_NS)}`,
        tooLarge: false,
        answerAfter: REQUEST_TIMEOUT_NS
      };
    if (error !== null) return { ...failed(error, answer), stored, tooLarge };
    if (fails)
      return { ...failed(`${stored} of ${batch.messages.length} messages were stored`, answer), stored };
    return { outcome: 'ok', stored, error, tooLarge, answerAfter: answer };
  }

  /** A webhook's request: what it answers is told, and an answer behind the client's time-out is none. */
  #request(sink: WebhookSpec, batch: Batch, { verdict, answer, recorder }: Arrival): Delivery {
    const body = requestBody(sink, batch);
    const recorded = takeReply(this.state.replies);
    if (recorded) return this.#recorded(sink, batch, { body, recorded, recorder });
    if (verdict.kind === 'refuse') {
      recorder.request({ body, status: null, error: refused(sink), real: false });
      return failed(refused(sink), answer);
    }
    const late = verdict.kind === 'silent' || answer > sink.timeoutNs;
    const status = verdict.status ?? 200;
    const error = late ? noAnswer(sink) : requestError(status);
    recorder.request({
      body,
      status: late ? null : status,
      error,
      real: false,
      ...(late || verdict.retryAfter === undefined ? {} : { retryAfter: verdict.retryAfter })
    });
    const { stored } = this.#store(sink, batch, verdict.stores, recorder);
    const outcome = late ? (stored > 0 ? 'ack_lost' : 'timeout') : error === null ? 'ok' : 'failed';
    return { outcome, stored, error, tooLarge: false, answerAfter: late ? sink.timeoutNs : answer };
  }

  /**
   * A request that a real endpoint has had. What it stored is told by its status alone; an answer that could not be read counts as
   * one, however late, since sending again would make a duplicate that nobody asked for.
   */
  #recorded(
    sink: WebhookSpec,
    batch: Batch,
    parts: { readonly body: string; readonly recorded: RecordedReply; readonly recorder: Recorder }
  ): Delivery {
    const { body, recorder } = parts;
    const { status, after } = parts.recorded;
    const late = status !== null && after > sink.timeoutNs;
    const refusal = status === null ? null : requestError(status);
    const error = late ? noAnswer(sink) : refusal;
    const unreadable = status === null ? 'delivered; the answer could not be read' : null;
    recorder.request({ body, status: late ? null : status, error: error ?? unreadable, real: true });
    const { stored } = this.#store(sink, batch, refusal === null ? batch.messages.length : 0, recorder);
    const outcome = late ? (stored > 0 ? 'ack_lost' : 'timeout') : error === null ? 'ok' : 'failed';
    return { outcome, stored, error, tooLarge: false, answerAfter: Math.min(after, sink.timeoutNs) };
  }

  #store(sink: SinkSpec, batch: Batch, count: number, recorder: Recorder): Stored {
    switch (sink.type) {
      case 'kafka':
        return storeInKafka(this.kafka, sink, { batch, count, recorder });
      case 'cloud':
        return storeInBucket(sink, { batch, count, recorder });
      default:
        return storePlain(batch, count, recorder);
    }
  }
}

interface Arrival {
  readonly verdict: Verdict;
  /** When an answer would reach the sender. */
  readonly answer: Nanos;
  readonly recorder: Recorder;
}

/** Time that a far end works before it answers: the null sink's `delay` for each row. */
function workOf(sink: SinkSpec, batch: Batch): Nanos {
  return sink.type === 'null' ? sink.delayNs * batch.messages.length : 0;
}

function failed(error: string, answerAfter: Nanos): Delivery {
  return { outcome: 'failed', stored: 0, error, tooLarge: false, answerAfter };
}

/** `RequiredAcks=NONE`: once sent, a batch counts as stored; only a connection that fails is noticed. */
function forget(delivery: Delivery, verdict: Verdict): Delivery {
  return verdict.kind === 'refuse'
    ? delivery
    : { ...delivery, outcome: 'ok', error: null, tooLarge: false, answerAfter: 0 };
}

/** What a status means to the sender: null for a success. Redirects are not followed (guarantees C1). */
const requestError = (status: number): string | null =>
  isSuccess(status) ? null : `${statusText(status)}: `;

const noAnswer = ({ url, timeoutNs }: WebhookSpec): string =>
  `Post "${url}": context deadline exceeded: no answer within ${formatDuration(timeoutNs)}`;

const refused = (sink: SinkSpec): string => `cannot connect to ${sink.address}: connection refused`;
