import {
  compareTimestamps,
  isAtOrBefore,
  isBefore,
  MIN_TIMESTAMP,
  nextTimestamp,
  type Timestamp
} from '../base/timestamp';

/**
 * What has been read at which moment, so that nobody writes below a read that did not see it (CockroachDB's timestamp cache).
 * Of each key and each span only the latest read is kept, with the transaction that made it, whose own writes it does not move. That is
 * enough: where a transaction's own read hides an earlier one of somebody else, it writes above both.
 */
export interface TimestampCacheState {
  /** By index number and key. */
  readonly keys: Map<number, Map<string, CachedRead>>;
  /** By index number and both ends. */
  readonly spans: Map<number, Map<string, CachedSpan>>;
  /** The latest moment of all. */
  latest: Timestamp;
  /** How many reads are kept, and at how many it is worth looking for those that have become too old. */
  size: number;
  pruneAt: number;
}

interface CachedRead {
  readonly ts: Timestamp;
  /** Who read; `SHARED` when several did at the same moment. */
  readonly txn: number;
}

interface CachedSpan extends CachedRead {
  readonly start: string;
  readonly end: string | undefined;
}

/** A reader whose writes are nobody's: reads outside of transactions, and moments at which several have read. */
export const SHARED = 0;

const PRUNE_AT = 1000;

export const makeTimestampCache = (): TimestampCacheState => ({
  keys: new Map(),
  spans: new Map(),
  latest: MIN_TIMESTAMP,
  size: 0,
  pruneAt: PRUNE_AT
});

/** Remembers that `txn` has read a span at a moment. */
export function cacheRead(
  cache: TimestampCacheState,
  span: { readonly index: number; readonly start: string; readonly end: string | undefined },
  read: CachedRead
): void {
  const { index, start, end } = span;
  if (isBefore(cache.latest, read.ts)) cache.latest = read.ts;
  if (isKey(span)) remember(cache, mapOf(cache.keys, index), start, read);
  else
    remember(cache, mapOf(cache.spans, index), `${start}\uffff${end ?? '\uffff'}`, {
      start,
      end,
      ts: read.ts,
      txn: read.txn
    });
}

function isKey({ start, end }: { readonly start: string; readonly end: string | undefined }): boolean {
  return end?.length === start.length + 1 && end.endsWith('\0') && end.startsWith(start);
}

function mapOf<T>(byIndex: Map<number, Map<string, T>>, index: number): Map<string, T> {
  let map = byIndex.get(index);
  if (!map) byIndex.set(index, (map = new Map<string, T>()));
  return map;
}

function remember<T extends CachedRead>(
  cache: TimestampCacheState,
  reads: Map<string, T>,
  name: string,
  read: T
): void {
  const known = reads.get(name);
  if (!known) {
    cache.size++;
    reads.set(name, read);
    return;
  }
  const order = compareTimestamps(read.ts, known.ts);
  if (order > 0) reads.set(name, read);
  else if (order === 0 && read.txn !== known.txn && known.txn !== SHARED)
    reads.set(name, { ...known, txn: SHARED });
}

/** The earliest moment from `ts` on at which `txn` may write a key. */
export function afterReads(
  cache: TimestampCacheState,
  write: { readonly index: number; readonly key: string; readonly txn: number },
  ts: Timestamp
): Timestamp {
  const { index, key, txn } = write;
  const read = cache.keys.get(index)?.get(key);
  if (read && read.txn !== txn && isAtOrBefore(ts, read.ts)) ts = nextTimestamp(read.ts);
  const spans = cache.spans.get(index);
  if (spans)
    for (const span of spans.values())
      if (
        span.txn !== txn &&
        isAtOrBefore(ts, span.ts) &&
        key >= span.start &&
        (span.end === undefined || key < span.end)
      )
        ts = nextTimestamp(span.ts);
  return ts;
}

/** Forgets all reads. */
export function clearReads(cache: TimestampCacheState): void {
  cache.keys.clear();
  cache.spans.clear();
  cache.latest = MIN_TIMESTAMP;
  cache.size = 0;
  cache.pruneAt = PRUNE_AT;
}

/** Forgets reads before a moment below which nobody writes any more; puts it off until there are many. */
export function pruneReads(cache: TimestampCacheState, before: Timestamp): void {
  if (cache.size < cache.pruneAt) return;
  cache.size = 0;
  for (const byIndex of [cache.keys, cache.spans])
    for (const reads of byIndex.values()) {
      for (const [name, { ts }] of reads) if (compareTimestamps(ts, before) < 0) reads.delete(name);
      cache.size += reads.size;
    }
  cache.pruneAt = Math.max(PRUNE_AT, 2 * cache.size);
}
