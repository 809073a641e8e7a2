import { compareTimestamps, isAtOrBefore, isBefore, type Timestamp } from '../engine/base/timestamp';
import type { DeliveredResolved, DeliveredRow, Delivery } from './delivery';

/**
 * Three ways to build a table from a changefeed. They read the same deliveries in the same order and differ in what they believe:
 * the naive one every message, the idempotent one only what is newer than what it has, the buffering one nothing until a resolved
 * timestamp says that no earlier change is to come.
 */

export const CONSUMERS = ['naive', 'idempotent', 'buffering'] as const;
export type ConsumerName = (typeof CONSUMERS)[number];

export abstract class Consumer {
  /** By row, the delivery it has the row from. A deleted row is kept as such, so that it can be told why it is gone. */
  readonly held = new Map<string, DeliveredRow>();
  /** Messages that changed something. */
  applied = 0;
  /** Messages that were left out because something newer, or the same, was there. */
  skipped = 0;

  take(delivery: Delivery): void {
    if (delivery.kind === 'row') this.takeRow(delivery);
    else this.takeResolved(delivery);
  }

  protected abstract takeRow(row: DeliveredRow): void;
  protected takeResolved(_resolved: DeliveredResolved): void {}

  protected put(row: DeliveredRow): void {
    this.held.set(row.id, row);
    this.applied++;
  }

  /** Puts a row in place of an older version of it, and leaves it out otherwise. */
  protected putIfNewer(row: DeliveredRow): void {
    const before = this.held.get(row.id);
    if (before && isAtOrBefore(row.updated, before.updated)) this.skipped++;
    else this.put(row);
  }
}

/** Applies every message as it comes. A copy of an old version takes the row back in time until the newer ones come again. */
export class NaiveConsumer extends Consumer {
  protected takeRow(row: DeliveredRow): void {
    this.put(row);
  }
}

/** Keeps the newest `updated` of each key: what at-least-once delivery asks of every consumer. */
export class IdempotentConsumer extends Consumer {
  protected takeRow(row: DeliveredRow): void {
    this.putIfNewer(row);
  }
}

/**
 * Holds rows back until every partition has told a resolved timestamp at or above them, then applies them in order of `updated`: what it
 * has is the table exactly as of that time, over all keys.
 */
export class BufferingConsumer extends Consumer {
  readonly #places: ReadonlySet<string>;
  readonly #resolved = new Map<string, Timestamp>();
  #waiting: DeliveredRow[] = [];
  #upTo: Timestamp | null = null;

  /** @param places every partition that is read; a promise counts only when all have made it */
  constructor(places: ReadonlySet<string>) {
    super();
    this.#places = places;
  }

  /** The time as of which it holds the table; null before the first promise of all partitions. */
  get upTo(): Timestamp | null {
    return this.#upTo;
  }

  /** Messages held back. */
  get waiting(): number {
    return this.#waiting.length;
  }

  protected takeRow(row: DeliveredRow): void {
    // Nothing new may come at or below a promise: this is a copy of what has been applied.
    if (this.#upTo && isAtOrBefore(row.updated, this.#upTo)) this.putIfNewer(row);
    else this.#waiting.push(row);
  }

  protected override takeResolved({ place, resolved }: DeliveredResolved): void {
    const before = this.#resolved.get(place);
    if (!before || isBefore(before, resolved)) this.#resolved.set(place, resolved);
    let upTo: Timestamp | null = null;
    for (const each of this.#places) {
      const known = this.#resolved.get(each);
      if (!known) return;
      if (upTo === null || isBefore(known, upTo)) upTo = known;
    }
    if (upTo === null || (this.#upTo && isAtOrBefore(upTo, this.#upTo))) return;
    this.#upTo = upTo;
    this.#apply(upTo);
  }

  #apply(upTo: Timestamp): void {
    const due = this.#waiting.filter((row) => isAtOrBefore(row.updated, upTo));
    this.#waiting = this.#waiting.filter((row) => !isAtOrBefore(row.updated, upTo));
    due.sort((a, b) => compareTimestamps(a.updated, b.updated) || a.seq - b.seq);
    for (const row of due) this.putIfNewer(row);
  }
}
