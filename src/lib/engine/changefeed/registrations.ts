import { nextInt } from '../base/random';
import { NS_PER_MS, NS_PER_SECOND, type Nanos } from '../base/timestamp';
import type { SchemaIds, SchemaRequest } from '../encode/row-change';
import type { ClientRef } from '../sinks/sink';
import { tellEndOfFault } from './deliveries';
import type { Feed } from './feed';
import type { FeedDue, FeedHost } from './host';

/**
 * Registers schemas before messages need their ids (reference §4.11). What asks for one waits: rows stay where they are until the
 * registry has answered, so their order never depends on how long it takes.
 *
 * Simpler than CockroachDB: the ids that are known are known to all nodes, where there each process has its own cache.
 */

/** Ids by endpoint, then by subject and schema. Plain data. */
export type SchemaIdsState = Map<string, Map<string, number>>;

/** A registration that somebody waits for. */
export interface Registration extends SchemaRequest {
  readonly attempt: number;
}

/** Entries that are kept for an endpoint. */
const MAX_ENTRIES = 1023;
const MAX_ATTEMPTS = 6;
const FIRST_BACKOFF_NS = 50 * NS_PER_MS;
const MAX_BACKOFF_NS = 2 * NS_PER_SECOND;
/** Bounds of the time until a registry has answered. */
const ANSWER_NS: [Nanos, Nanos] = [4 * NS_PER_MS, 16 * NS_PER_MS];

/** Who has asked, and what becomes of it. */
export interface Asking {
  readonly feed: Feed;
  readonly ref: ClientRef;
  readonly request: SchemaRequest;
}

/** Keys of requests that are asked for again and again, so that a long text is not put together for every row. */
const keys = new WeakMap<SchemaRequest, string>();

function keyOf(request: SchemaRequest): string {
  let key = keys.get(request);
  if (key === undefined) keys.set(request, (key = `${request.subject}\u0000${request.schema}`));
  return key;
}

export class Registrations {
  readonly #state: SchemaIdsState;
  readonly #host: FeedHost;
  readonly #failed: (feed: Feed, error: string) => void;

  /** @param failed the registry has refused too often: the flow ends and begins again later */
  constructor(state: SchemaIdsState, host: FeedHost, failed: (feed: Feed, error: string) => void) {
    this.#state = state;
    this.#host = host;
    this.#failed = failed;
  }

  /** What is known at the registry of a feed. */
  idsOf(feed: Feed): SchemaIds {
    return {
      find: (request) => this.#state.get(feed.spec.sink.registry?.address ?? '')?.get(keyOf(request))
    };
  }

  /** Posts a schema. `registered` or `failed` follows. */
  ask({ feed, ref, request }: Asking): void {
    this.#send(feed, ref, { ...request, attempt: 1 });
  }

  #send(feed: Feed, client: ClientRef, registration: Registration): void {
    this.#host.schedule(this.#host.now + this.#halfWay(feed), {
      kind: 'feed.register',
      client,
      registration
    });
  }

  #halfWay(feed: Feed): Nanos {
    return Math.floor(nextInt(feed.random, ...ANSWER_NS) / 2);
  }

  /** A request reaches the registry. */
  arrive(feed: Feed, { client, registration }: Extract<FeedDue, { kind: 'feed.register' }>): void {
    const { registry } = feed.spec.sink;
    if (!registry) return;
    const { subject, schema } = registration;
    const reply = this.#host.farEnds.register(registry, { subject, schema }, this.#halfWay(feed));
    if (reply.made) {
      feed.counters.registrations++;
      this.#host.history.append({
        type: 'registry',
        t: this.#host.now,
        subject,
        version: reply.made.version,
        id: reply.made.id,
        schema
      });
    }
    if (reply.ended) tellEndOfFault(this.#host, reply.ended);
    this.#host.schedule(this.#host.now + reply.answerAfter, {
      kind: 'feed.registered',
      client,
      registration,
      id: reply.id,
      error: reply.error
    });
  }

  /**
   * An answer has come, or none in time.
   * @returns whether who has asked may go on, if it still runs
   */
  answered(feed: Feed, due: Extract<FeedDue, { kind: 'feed.registered' }>, runs: boolean): boolean {
    const { registration, id, error } = due;
    if (id !== null) {
      this.#remember(feed, registration, id);
      return runs;
    }
    if (!runs) return false;
    if (registration.attempt >= MAX_ATTEMPTS) {
      this.#failed(feed, error ?? 'no answer from the schema registry');
      return false;
    }
    let wait = FIRST_BACKOFF_NS;
    for (let i = 1; i < registration.attempt && wait < MAX_BACKOFF_NS; i++) wait *= 2;
    this.#host.schedule(this.#host.now + Math.min(wait, MAX_BACKOFF_NS), {
      kind: 'feed.reregister',
      client: due.client,
      registration: { ...registration, attempt: registration.attempt + 1 }
    });
    return false;
  }

  /** The wait before another attempt is over. */
  again(feed: Feed, { client, registration }: Extract<FeedDue, { kind: 'feed.reregister' }>): void {
    feed.counters.registryRetries++;
    this.#send(feed, client, registration);
  }

  #remember(feed: Feed, registration: SchemaRequest, id: number): void {
    const { registry } = feed.spec.sink;
    if (!registry) return;
    let ids = this.#state.get(registry.address);
    if (!ids) this.#state.set(registry.address, (ids = new Map()));
    ids.set(keyOf(registration), id);
    // The oldest goes; what still needs it registers it again and gets the same id.
    if (ids.size > MAX_ENTRIES) for (const [oldest] of ids) if (ids.size > MAX_ENTRIES) ids.delete(oldest);
  }
}
