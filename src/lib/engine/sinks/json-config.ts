import { parseDuration } from '../base/duration';
import { SqlError } from '../base/errors';
import type { Nanos } from '../base/timestamp';

/**
 * The JSON of `kafka_sink_config` and its like, read as Go's encoding/json reads into a struct: names without regard to case,
 * null as not given, unknown members passed over. What was passed over is kept, so that a notice can say so.
 */
export class JsonConfig {
  readonly #option: string;
  readonly #path: string;
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #ignored: string[];

  private constructor(
    option: string,
    path: string,
    members: ReadonlyMap<string, unknown>,
    ignored: string[]
  ) {
    this.#option = option;
    this.#path = path;
    this.#members = members;
    this.#ignored = ignored;
  }

  /** @param text null for no configuration @throws SqlError 22023 for text that is no JSON object */
  static parse(option: string, text: string | null, known: readonly string[]): JsonConfig {
    let parsed: unknown = {};
    if (text !== null) {
      try {
        parsed = JSON.parse(text);
      } catch {
        throw new SqlError(
          '22023',
          `${option}: error unmarshalling json: invalid character in '${text.slice(0, 60)}'`,
          { hint: 'the value is a JSON object' }
        );
      }
    }
    return JsonConfig.#of(option, '', parsed, known, []);
  }

  static #of(
    option: string,
    path: string,
    value: unknown,
    known: readonly string[],
    ignored: string[]
  ): JsonConfig {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new SqlError(
        '22023',
        `${option}: error unmarshalling json: ${path === '' ? 'the value' : path} must be an object`
      );
    const byLower = new Map(known.map((name) => [name.toLowerCase(), name]));
    const members = new Map<string, unknown>();
    for (const [name, member] of Object.entries(value)) {
      const match = byLower.get(name.toLowerCase());
      if (match === undefined) ignored.push(path === '' ? name : `${path}.${name}`);
      else if (member !== null) members.set(match, member);
    }
    return new JsonConfig(option, path, members, ignored);
  }

  /** Members of this object and of those below that are not known, with the objects they stand in. */
  get ignored(): readonly string[] {
    return this.#ignored;
  }

  object(name: string, known: readonly string[]): JsonConfig {
    return JsonConfig.#of(this.#option, name, this.#members.get(name) ?? {}, known, this.#ignored);
  }

  value(name: string): unknown {
    return this.#members.get(name);
  }

  /** @throws SqlError 22023 for a member that is no whole number, or a negative one */
  count(name: string, initial: number): number {
    const value = this.#members.get(name);
    if (value === undefined) return initial;
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw this.error(
        `error unmarshalling json: ${this.#name(name)} must be a whole number, not ${show(value)}`
      );
    if (value < 0)
      throw this.error(
        `invalid sink config, all values must be non-negative: ${this.#name(name)} is ${value}`
      );
    return value;
  }

  /** @throws SqlError 22023 for a member that is no duration text, or a negative one */
  duration(name: string, initial: Nanos): Nanos {
    const value = this.#members.get(name);
    if (value === undefined) return initial;
    const ns = typeof value === 'string' ? parseDuration(value) : undefined;
    if (ns === undefined)
      throw this.error(
        `error unmarshalling json: time: invalid duration ${show(value)} in ${this.#name(name)}`
      );
    if (ns < 0)
      throw this.error(
        `invalid sink config, all values must be non-negative: ${this.#name(name)} is ${show(value)}`
      );
    return ns;
  }

  /** @throws SqlError 22023 for a member that is no string */
  text(name: string): string | undefined {
    const value = this.#members.get(name);
    if (value !== undefined && typeof value !== 'string')
      throw this.error(`error unmarshalling json: ${this.#name(name)} must be a string, not ${show(value)}`);
    return value;
  }

  error(message: string, hint?: string): SqlError {
    return new SqlError('22023', `${this.#option}: ${message}`, { hint });
  }

  #name(member: string): string {
    return this.#path === '' ? member : `${this.#path}.${member}`;
  }
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'undefined';
}

/** How often a request is sent again, and after what wait at first. */
export interface RetryConfig {
  /** Infinity for `inf`. */
  readonly max: number;
  readonly backoffNs: Nanos;
}

/** `Flush` and `Retry` as webhook, Pub/Sub and Kafka sinks have them (reference §3.6). */
export interface FlushConfig {
  readonly messages: number;
  readonly bytes: number;
  readonly frequencyNs: Nanos;
}

const DEFAULT_RETRY: RetryConfig = { max: 3, backoffNs: 500_000_000 };

/** @throws SqlError 22023 naming the member */
export function readFlush(flush: JsonConfig, initial: FlushConfig): FlushConfig {
  const settled = {
    messages: flush.count('Messages', initial.messages),
    bytes: flush.count('Bytes', initial.bytes),
    frequencyNs: flush.duration('Frequency', initial.frequencyNs)
  };
  if ((settled.messages > 0 || settled.bytes > 0) && settled.frequencyNs === 0)
    throw flush.error(
      'invalid sink config, Flush.Frequency is not set, messages may never be sent',
      'set Flush.Frequency together with Flush.Messages or Flush.Bytes'
    );
  return settled;
}

/** @throws SqlError 22023 naming the member */
export function readRetry(retry: JsonConfig): RetryConfig {
  return {
    max: readMax(retry, retry.value('Max')),
    backoffNs: retry.duration('Backoff', DEFAULT_RETRY.backoffNs)
  };
}

function readMax(retry: JsonConfig, value: unknown): number {
  if (value === undefined) return DEFAULT_RETRY.max;
  if (typeof value === 'string') {
    if (value.toLowerCase() === 'inf') return Infinity;
    if (/^\d{1,9}$/.test(value)) return Number(value);
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw retry.error(
      `error unmarshalling json: Retry.Max must be either a positive int or 'inf' for infinite retries, not ${show(value)}`
    );
  if (value <= 0)
    throw retry.error(
      `error unmarshalling json: Retry.Max must be a positive integer, not ${value}; use 'inf' for infinite retries`
    );
  return value;
}
