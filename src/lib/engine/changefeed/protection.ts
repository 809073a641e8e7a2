import { SqlError } from '../base/errors';
import { isAtOrBefore, type Nanos, type Timestamp } from '../base/timestamp';
import type { Feed } from './feed';
import type { FeedHost } from './host';
import { watchedTables } from './schema-feed';

/**
 * The protected timestamp of a feed (reference §5.12): made with the feed, moved behind the high-water mark now and then, given up when
 * the feed ends. While it stands, nothing the feed may still have to read is collected.
 */

export const protectionOwner = (feed: Feed): string => `changefeed ${feed.id}`;

/** Protects from the feed's starting point on, or where it has come to. */
export function protect(feed: Feed, host: FeedHost): void {
  const ts = host.seams.protectedAt(feed.highWater ?? feed.spec.startTime, host.now);
  host.storage.gc.protect(protectionOwner(feed), watchedTables(feed), ts);
  feed.protectedAt = host.now;
  tell(feed, host, host.epoch.hlc(ts));
  scheduleExpiry(feed, host);
}

/** Moves the record to the high-water mark, at most every `changefeed.protect_timestamp_interval`. */
export function moveProtection(feed: Feed, host: FeedHost): void {
  if (feed.highWater === null || !host.storage.gc.protectionOf(protectionOwner(feed))) return;
  if (host.now - feed.protectedAt < host.settings.duration('changefeed.protect_timestamp_interval')) return;
  protect(feed, host);
}

export function releaseProtection(feed: Feed, host: FeedHost): void {
  if (host.seams.releases && host.storage.gc.release(protectionOwner(feed))) tell(feed, host, 'released');
}

/** How old the protected data of a feed may become; null for no limit. Sinkless feeds protect as long as their session lasts. */
function maxAge(feed: Feed, host: FeedHost): Nanos | null {
  if (feed.job === null) return null;
  const own = feed.spec.options.gcProtectNs;
  if (own !== null) return own;
  const cluster = host.settings.duration('changefeed.protect_timestamp.max_age');
  return cluster === 0 ? null : cluster;
}

/** Looks again when the record becomes too old, if it has not moved until then. */
function scheduleExpiry(feed: Feed, host: FeedHost): void {
  const age = maxAge(feed, host);
  const record = host.storage.gc.protectionOf(protectionOwner(feed));
  if (age === null || !record) return;
  const at = Math.max(host.now + 1, record.ts.wall + age + 1);
  if (Number.isSafeInteger(at)) host.schedule(at, { kind: 'feed.expiry', feed: feed.id });
}

/**
 * Whether a feed's protected timestamp has become too old by now; if it has not, it is looked at again when it would be.
 */
export function hasExpired(feed: Feed, host: FeedHost): boolean {
  const age = maxAge(feed, host);
  const record = host.storage.gc.protectionOf(protectionOwner(feed));
  if (age === null || !record) return false;
  return host.now - record.ts.wall > age;
}

export function expiredError(feed: Feed, host: FeedHost): SqlError {
  const record = host.storage.gc.protectionOf(protectionOwner(feed));
  return new SqlError(
    'XXUUU',
    `protected timestamp ${record ? host.epoch.hlc(record.ts) : ''} is too old: the changefeed has made no progress for too long`,
    { hint: 'see changefeed.protect_timestamp.max_age and the option gc_protect_expires_after' }
  );
}

/** What a read below the GC threshold is answered with (reference §5.12). */
export function collectedError(
  table: string,
  ts: Timestamp,
  threshold: Timestamp,
  host: Pick<FeedHost, 'epoch'>
): SqlError {
  return new SqlError(
    'XXUUU',
    `batch timestamp ${host.epoch.hlc(ts)} must be after replica GC threshold ${host.epoch.hlc(threshold)} of table "${table}"`
  );
}

/** The first watched table whose data at a moment is collected already, as an error. */
export function collectedAt(feed: Feed, ts: Timestamp, host: FeedHost): SqlError | undefined {
  for (const table of watchedTables(feed)) {
    const threshold = host.storage.gc.threshold(table);
    if (isAtOrBefore(ts, threshold)) {
      const name = host.catalog.versions(table).at(-1)?.name ?? String(table);
      return collectedError(name, ts, threshold, host);
    }
  }
  return undefined;
}

function tell(feed: Feed, host: FeedHost, value: string): void {
  host.history.append({
    type: 'cluster',
    t: host.now,
    kind: 'protect',
    target: feed.job ?? `statement ${feed.statement}`,
    value
  });
}
