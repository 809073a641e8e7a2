import type { MessageCause, MessageEvent, ResolvedEvent } from '../engine/base/events';
import type { Nanos } from '../engine/base/timestamp';
import { MESSAGE, MESSAGE_CONTEXT } from './event-codec';
import { valueStart } from './find-text';
import type { HistoryLog } from './log';
import { numberAt, textAt } from './segment';

/** What counts of a message that a far end has stored. */
export interface Delivery {
  /** `job 917…` or `statement 3`. */
  readonly feed: string;
  readonly t: Nanos;
  /** Null for resolved timestamps. */
  readonly batch: number | null;
  readonly attempt: number;
  /** Of key and value together, as stored. */
  readonly bytes: number;
  /** When its row was committed; null where a scan sent it. */
  readonly committedAt: Nanos | null;
  readonly inFile: boolean;
}

const PARTITIONS = 0x8000;

/** What counts of a `message` or `resolved` event. Most messages are read from their columns, without their texts. */
export function deliveryOf(log: HistoryLog, seq: number): Delivery {
  return fromColumns(log, seq) ?? fromEvent(log.at(seq) as MessageEvent | ResolvedEvent);
}

function fromColumns(log: HistoryLog, seq: number): Delivery | undefined {
  if (log.typeAt(seq) !== 'message') return undefined;
  const segment = log.segmentOf(seq);
  const i = seq - segment.from;
  const text = textAt(segment, i);
  const start = valueStart(text);
  if (start === undefined) return undefined;
  const context = log.contexts[segment.context[i]];
  const job = context[MESSAGE_CONTEXT.job] as string | null;
  return {
    feed: job === null ? `statement ${String(context[MESSAGE_CONTEXT.statement])}` : `job ${job}`,
    t: segment.t[i],
    batch: numberAt(segment, MESSAGE.batch, i),
    attempt: Math.floor(numberAt(segment, MESSAGE.partitionAttempt, i) / PARTITIONS),
    bytes: text.length - start,
    committedAt: isScanned(context[MESSAGE_CONTEXT.cause] as MessageCause) ? null : segment.wall[i],
    inFile: false
  };
}

const encoder = new TextEncoder();

function fromEvent(event: MessageEvent | ResolvedEvent): Delivery {
  const isMessage = event.type === 'message';
  const value = bytesOf(event.value, event.value_base64);
  return {
    feed: event.job === null ? `statement ${event.statement}` : `job ${event.job}`,
    t: event.t,
    batch: isMessage ? event.batch : null,
    attempt: isMessage ? event.attempt : 1,
    bytes: value + (isMessage ? bytesOf(event.key, event.key_base64) : 0),
    committedAt: isMessage && !isScanned(event.cause) ? event.mvcc.wall : null,
    inFile: event.path !== undefined
  };
}

const isScanned = (cause: MessageCause): boolean => cause === 'initial_scan' || cause === 'backfill';

function bytesOf(text: string | null, base64: string | undefined): number {
  if (base64 !== undefined) return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
  return text === null ? 0 : encoder.encode(text).length;
}
