import { compareTimestamps, isAtOrBefore, type Timestamp } from '../../engine/base/timestamp';

/** What falls due at a timestamp, earliest first. Adding and taking cost the logarithm of what is in it. */
export class TimestampHeap<T extends { readonly updated: Timestamp }> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    const items = this.#items;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (compareTimestamps(items[parent].updated, item.updated) <= 0) break;
      items[i] = items[parent];
      i = parent;
    }
    items[i] = item;
  }

  /** Takes out everything at or before a timestamp, in order of time. */
  takeUpTo(ts: Timestamp): T[] {
    const taken: T[] = [];
    while (this.#items.length > 0 && isAtOrBefore(this.#items[0].updated, ts)) taken.push(this.#takeFirst());
    return taken;
  }

  #takeFirst(): T {
    const items = this.#items;
    const first = items[0];
    const last = items.pop()!; // the caller has seen that there is one
    if (items.length > 0) this.#sink(last);
    return first;
  }

  #sink(item: T): void {
    const items = this.#items;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && compareTimestamps(items[child + 1].updated, items[child].updated) < 0)
        child++;
      if (compareTimestamps(items[child].updated, item.updated) >= 0) break;
      items[i] = items[child];
      i = child;
    }
    items[i] = item;
  }
}
