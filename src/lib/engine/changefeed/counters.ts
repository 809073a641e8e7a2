import { addTo, makeHistogram, type DurationHistogram } from '../base/duration-histogram';
import type { Nanos } from '../base/timestamp';
import { sizeOf } from '../sinks/batching';
import type { Delivery } from '../sinks/far/far-ends';
import { isRow, type Batch } from '../sinks/sink';

/** What a running feed counts of itself for `crdb_internal.node_metrics` (reference §8.5). Plain data, kept for as long as the feed. */
export interface FeedCounters {
  messages: number;
  bytes: number;
  /** As stored, after compression. */
  flushedBytes: number;
  flushes: number;
  /** Changes that the feed's query kept back. */
  filtered: number;
  retries: number;
  failures: number;
  sinkErrors: number;
  registrations: number;
  registryRetries: number;
  /** How often what it protected has become too old. */
  expired: number;
  readonly commitLatency: DurationHistogram;
}

export const makeCounters = (): FeedCounters => ({
  messages: 0,
  bytes: 0,
  flushedBytes: 0,
  flushes: 0,
  filtered: 0,
  retries: 0,
  failures: 0,
  sinkErrors: 0,
  registrations: 0,
  registryRetries: 0,
  expired: 0,
  commitLatency: makeHistogram()
});

/** Counts a batch that has arrived: what is acknowledged, from then on. */
export function countDelivery(
  counters: FeedCounters,
  batch: Batch,
  { delivery, now }: { readonly delivery: Delivery; readonly now: Nanos }
): void {
  if (delivery.outcome !== 'ok') {
    counters.sinkErrors++;
    return;
  }
  const acknowledged = now + delivery.answerAfter;
  counters.messages += batch.messages.length;
  let bytes = 0;
  for (const message of batch.messages) {
    bytes += sizeOf(message);
    if (isRow(message) && message.commit !== null)
      addTo(counters.commitLatency, acknowledged - message.mvcc.wall);
  }
  counters.bytes += bytes;
  // Files tell what became of them when they are written.
  if (batch.path === undefined) counters.flushedBytes += bytes;
}
