import type { FeedTerms } from '../../engine/base/events';
import { compareTimestamps, isAtOrBefore, sameTimestamp, type Timestamp } from '../../engine/base/timestamp';

/** What a feed's far end has stored, key by key. */

/** One stored copy of a version. */
export interface Copy {
  readonly seq: number;
  readonly flow: number;
  readonly batch: number;
  readonly attempt: number;
}

/** A version of a key that has been stored at least once. */
export interface SentVersion {
  readonly updated: Timestamp;
  readonly mvcc: Timestamp;
  readonly first: Copy;
  last: Copy;
  copies: number;
  /** Highest number of a flow that sent it. */
  lastFlow: number;
  /** A batch with a copy of it has been acknowledged. */
  acknowledged: boolean;
  readonly deleted: boolean | null;
  /** Texts of the first copy, until no other copy can come. */
  texts: {
    readonly key: string | null;
    readonly value: string | null;
    /** What was asked for then: an ALTER changes what copies look like. */
    readonly terms: FeedTerms | null;
  } | null;
  /** What the row was, as far as its message shows it: for the next version's `before`. */
  readonly after: string | null;
}

/** Everything stored of one key. */
export class SentKey {
  /** In order of `updated`; what the high-water mark covers is dropped, but for the newest. */
  readonly versions: SentVersion[] = [];
  /** The version whose first copy came last. */
  newest: SentVersion | null = null;
  /** What was stored last, first copy or not. */
  latest: SentVersion | null = null;
  partition: { readonly number: number; readonly seq: number; readonly of: number } | null = null;

  version(updated: Timestamp): SentVersion | undefined {
    const i = this.#lastAtOrBefore(updated);
    const found = i < 0 ? undefined : this.versions[i];
    return found && sameTimestamp(found.updated, updated) ? found : undefined;
  }

  /** The newest one at or before a moment. */
  versionBefore(at: Timestamp): SentVersion | undefined {
    return this.versions[this.#lastAtOrBefore(at)];
  }

  /** The one that comes after another in time. */
  successor(version: SentVersion): SentVersion | undefined {
    return this.versions[this.#lastAtOrBefore(version.updated) + 1];
  }

  add(version: SentVersion): void {
    const at = this.#lastAtOrBefore(version.updated) + 1;
    if (at === this.versions.length) this.versions.push(version);
    else this.versions.splice(at, 0, version);
  }

  /** Drops what lies at or below a moment, but for the newest version and the one stored last. */
  forget(upTo: Timestamp): void {
    const { versions } = this;
    let drop = 0;
    while (
      drop < versions.length - 1 &&
      isAtOrBefore(versions[drop].updated, upTo) &&
      isAtOrBefore(versions[drop + 1].updated, upTo)
    )
      drop++;
    if (drop > 0) versions.splice(0, drop);
  }

  #lastAtOrBefore(at: Timestamp): number {
    const { versions } = this;
    const last = versions.length - 1;
    // Nearly every question is about the newest version.
    if (last < 0 || compareTimestamps(versions[last].updated, at) <= 0) return last;
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAtOrBefore(versions[middle].updated, at)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
