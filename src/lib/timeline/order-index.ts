import { MESSAGE_CONTEXT, RESOLVED, RESOLVED_CONTEXT } from '../history/event-codec';
import { typeNumber } from '../history/event-types';
import { NumberList } from '../history/number-list';
import { lowerBound, type EventColumns } from './columns';
import { MarkLists, MarkStore, type Marks } from './mark-lists';
import { marksWithin, messageKind, refOf, seqOf } from './marks';
import { feedId, type Sieve } from './sieve';

/**
 * The order view's marks: for each feed its messages as they went out, with the time of the change that each tells of. Grows with history;
 * a summary a block keeps the range of any stretch at hand, a million messages long.
 */

/** Marks in a block. */
const BLOCK = 512;

export interface OrderFeed {
  readonly id: string;
  /** Its messages, rising. */
  readonly marks: Uint32Array;
  /** The `updated` time of each mark. */
  readonly updated: Float64Array;
  /** The marks of each key, as indexes into `marks`. */
  readonly byKey: Marks;
  /** The floor: from `t` on nothing new at or below `covers` will come, on whichever partition. */
  readonly floor: readonly { readonly t: number; readonly covers: number }[];
}

class Feed implements OrderFeed {
  readonly id: string;
  readonly #marks = new NumberList(Uint32Array);
  readonly #updated = new NumberList(Float64Array);
  readonly byKey: MarkLists;
  readonly blocks: { low: number; high: number }[] = [];
  readonly floor: { t: number; covers: number }[] = [];
  /** The newest promise of each partition. */
  readonly partitions = new Map<string, number>();

  constructor(id: string, store: MarkStore) {
    this.id = id;
    this.byKey = new MarkLists(store);
  }

  get marks(): Uint32Array {
    return this.#marks.view;
  }

  get updated(): Float64Array {
    return this.#updated.view;
  }

  push(key: number, ref: number, updated: number): void {
    const index = this.#marks.length;
    this.#marks.push(ref);
    this.#updated.push(updated);
    this.byKey.push(key, index);
    const block = this.blocks[Math.floor(index / BLOCK)];
    if (!block) this.blocks.push({ low: updated, high: updated });
    else {
      block.low = Math.min(block.low, updated);
      block.high = Math.max(block.high, updated);
    }
  }
}

const MESSAGE_TYPE = typeNumber('message');
const RESOLVED_TYPE = typeNumber('resolved');

/** The time that consumers compare: that of the change, or of the scan that read the row. */
export function updatedAt(columns: EventColumns, seq: number): number {
  const own = columns.contextAt(seq)[MESSAGE_CONTEXT.updatedWall];
  return typeof own === 'number' ? own : columns.wallAt(seq);
}

export class OrderIndex {
  readonly #columns: EventColumns;
  readonly #sieve: Sieve;
  readonly #store = new MarkStore();
  readonly #feeds = new Map<string, Feed>();
  #taken = 0;

  constructor(columns: EventColumns, sieve: Sieve) {
    this.#columns = columns;
    this.#sieve = sieve;
  }

  /** Catches up with the columns. After a cut of history a new index is made. */
  update(): void {
    const columns = this.#columns;
    for (let seq = this.#taken; seq < columns.length; seq++) {
      const type = columns.typeNumberAt(seq);
      if (type === MESSAGE_TYPE) this.#takeMessage(seq);
      else if (type === RESOLVED_TYPE) this.#takeResolved(seq);
    }
    this.#taken = columns.length;
  }

  /** In order of appearance. */
  feeds(): readonly OrderFeed[] {
    return [...this.#feeds.values()];
  }

  #takeMessage(seq: number): void {
    const columns = this.#columns;
    const kind = messageKind(columns, seq);
    if (!this.#sieve.message(seq, kind)) return;
    const context = columns.contextAt(seq);
    const feed = this.#feed(
      feedId(context[MESSAGE_CONTEXT.job] as string | null, context[MESSAGE_CONTEXT.statement] as number)
    );
    feed.push(columns.messageKeyAt(seq), refOf(seq, kind), updatedAt(columns, seq));
  }

  #takeResolved(seq: number): void {
    if (!this.#sieve.resolved(seq)) return;
    const columns = this.#columns;
    const context = columns.contextAt(seq);
    const statement = columns.numberAt(RESOLVED.statement, seq);
    const feed = this.#feed(feedId(context[RESOLVED_CONTEXT.job] as string | null, statement));
    const place = `${context[RESOLVED_CONTEXT.topic] as string | null} ${columns.numberAt(RESOLVED.partition, seq)}`;
    feed.partitions.set(place, columns.wallAt(seq));
    const covers = Math.min(...feed.partitions.values());
    if (feed.floor.at(-1)?.covers !== covers) feed.floor.push({ t: columns.tAt(seq), covers });
  }

  #feed(id: string): Feed {
    let feed = this.#feeds.get(id);
    if (!feed) this.#feeds.set(id, (feed = new Feed(id, this.#store)));
    return feed;
  }
}

/** The marks of a feed that went out within two moments, as indexes `[from, to)`. */
export const orderWithin = (
  columns: EventColumns,
  { marks }: OrderFeed,
  from: number,
  to: number
): [number, number] => marksWithin(marks, columns.within(from, to));

/** The lowest and the highest `updated` of the marks `[from, to)`; undefined for none. */
export function updatedRange(
  feed: OrderFeed,
  from: number,
  to: number
): readonly [number, number] | undefined {
  if (from >= to) return undefined;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const { blocks, updated } = feed as Feed;
  for (let i = from; i < to;) {
    const block = i % BLOCK === 0 && i + BLOCK <= to ? blocks[i / BLOCK] : undefined;
    if (block) {
      low = Math.min(low, block.low);
      high = Math.max(high, block.high);
      i += BLOCK;
    } else {
      low = Math.min(low, updated[i]);
      high = Math.max(high, updated[i]);
      i++;
    }
  }
  return [low, high];
}

/** The place of a message among a feed's marks; -1 where it is not shown. */
export function orderIndexOf({ marks }: OrderFeed, seq: number): number {
  const index = lowerBound(marks, refOf(seq, 0));
  return index < marks.length && seqOf(marks[index]) === seq ? index : -1;
}
