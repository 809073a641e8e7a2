import { MESSAGE_CONTEXT, RESOLVED_CONTEXT } from './event-codec';
import { typeNumber } from './event-types';
import type { HistoryLog } from './log';
import { textAt, type Segment } from './segment';

/**
 * Messages and resolved timestamps whose topic, key or value contain a text, whatever the case of its letters. A million of them are looked
 * through where they lie, as bytes; only those that hold other than ASCII, or more than key and value, are read as events.
 */

const MESSAGE_TYPE = typeNumber('message');
const RESOLVED_TYPE = typeNumber('resolved');

/** @returns seqs in rising order */
export function findDeliveries(log: HistoryLog, text: string): Uint32Array<ArrayBuffer> {
  const needle = text.trim().toLowerCase();
  const found = new Uint32Array(log.length);
  let count = 0;
  const search = new Search(log, needle);
  if (needle !== '')
    for (const segment of log.segments())
      for (let i = 0; i < segment.count; i++)
        if (search.matches(segment, i)) found[count++] = segment.from + i;
  return found.slice(0, count);
}

class Search {
  readonly #log: HistoryLog;
  readonly #needle: string;
  /** The needle's bytes in both cases; undefined where it is not ASCII. */
  readonly #lower: Uint8Array | undefined;
  readonly #upper: Uint8Array | undefined;
  /** Whether the topic in a context contains the needle. */
  readonly #topics = new Map<number, boolean>();

  constructor(log: HistoryLog, needle: string) {
    this.#log = log;
    this.#needle = needle;
    this.#lower = asciiBytes(needle);
    this.#upper = asciiBytes(needle.toUpperCase());
  }

  matches(segment: Segment, i: number): boolean {
    const type = segment.type[i];
    if (type !== MESSAGE_TYPE && type !== RESOLVED_TYPE) return false;
    const topic = type === MESSAGE_TYPE ? MESSAGE_CONTEXT.topic : RESOLVED_CONTEXT.topic;
    if (this.#topicMatches(segment.context[i], topic)) return true;
    return this.#textMatches(segment, i, type === MESSAGE_TYPE) ?? this.#eventMatches(segment.from + i);
  }

  #topicMatches(context: number, member: number): boolean {
    let matches = this.#topics.get(context);
    if (matches === undefined) {
      const topic = this.#log.contexts[context][member];
      matches = typeof topic === 'string' && topic.toLowerCase().includes(this.#needle);
      this.#topics.set(context, matches);
    }
    return matches;
  }

  /** Undefined where the bytes alone do not tell. */
  #textMatches(segment: Segment, i: number, isMessage: boolean): boolean | undefined {
    const [lower, upper] = [this.#lower, this.#upper];
    if (!lower || !upper) return undefined;
    const text = textAt(segment, i);
    const start = isMessage ? valueStart(text) : 0;
    if (start === undefined) return undefined;
    const last = text.length - lower.length;
    const [first, other] = [lower[0], upper[0]];
    for (let at = start; at < text.length; at++) {
      const byte = text[at];
      if (byte > 0x7f) return undefined;
      if ((byte !== first && byte !== other) || at > last) continue;
      let k = 1;
      while (k < lower.length && (text[at + k] === lower[k] || text[at + k] === upper[k])) k++;
      if (k === lower.length) return true;
    }
    return false;
  }

  #eventMatches(seq: number): boolean {
    const event = this.#log.at(seq);
    if (event.type !== 'message' && event.type !== 'resolved') return false;
    const key = event.type === 'message' ? (event.key ?? '') : '';
    return `${key}${event.value ?? ''}`.toLowerCase().includes(this.#needle);
  }
}

function asciiBytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return undefined;
    bytes[i] = code;
  }
  return bytes;
}

const [MINUS, COMMA, SEMICOLON, ZERO] = [0x2d, 0x2c, 0x3b, 0x30];

/**
 * Where key and value begin in the text of a message, behind their lengths (`event-codec.ts`); undefined where something stands behind
 * them, or characters of several bytes in them.
 */
export function valueStart(text: Uint8Array): number | undefined {
  let at = 0;
  const length = (end: number): number => {
    if (text[at] === MINUS) {
      at += 3; // -1 and what ends it
      return 0;
    }
    let n = 0;
    for (; text[at] !== end; at++) n = n * 10 + text[at] - ZERO;
    at++;
    return n;
  };
  const total = length(COMMA) + length(SEMICOLON);
  return text.length - at === total ? at : undefined;
}
