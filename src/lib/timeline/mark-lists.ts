import { NumberList } from '../history/number-list';
import { lowerBound } from './columns';

/**
 * Marks of many lanes in a few large pages. A large table has a lane for each of its rows, most with one mark or two: an array for each
 * would take several times the room of what it holds.
 */

/** Numbers in a page. */
const PAGE = 4096;
const SHIFT = 12;
const MASK = PAGE - 1;
/** A list with room for more has a page of its own. */
const MOST_SHARED = PAGE / 8;

/** A page lies in blocks of one size, one list in each. */
interface Page {
  readonly data: Uint32Array;
  /** Numbers in a block; 0 while the page has none. */
  size: number;
  /** Blocks that hold a list. */
  used: number;
  /** Blocks from here on have never held one … */
  fresh: number;
  /** … and those before that hold none any more form a chain, each giving the place of the next; -1 at its end. */
  free: number;
}

const END = 0xffff_ffff;

/** Marks that are asked for by the number of their key. */
export interface Marks {
  /** What `refOf` made of the key's marks, rising; shared memory, to be read before more is added. */
  get(key: number): Uint32Array | undefined;
}

/** The marks of what has none. */
export const NO_MARKS: Marks = { get: () => undefined };

/** Where the lists of one index lie. Lists are told by number, in the order in which they were made. */
export class MarkStore {
  readonly #starts = new NumberList(Uint32Array);
  readonly #lengths = new NumberList(Uint32Array);
  #pages: Page[] = [];
  /** Pages that may have room for a block more, by the size of their blocks. */
  readonly #roomy = new Map<number, number[]>();
  /** Pages without a block in use, of the common size and of none. */
  #empty: number[] = [];
  #holes: number[] = [];

  clear(): void {
    this.#starts.cut(0);
    this.#lengths.cut(0);
    this.#pages = [];
    this.#roomy.clear();
    this.#empty = [];
    this.#holes = [];
  }

  /** How many numbers the pages have room for. */
  get room(): number {
    return this.#pages.reduce((sum, { data }) => sum + data.length, 0);
  }

  /** Makes an empty list. @returns its number */
  make(): number {
    this.#starts.push(0);
    this.#lengths.push(0);
    return this.#lengths.length - 1;
  }

  view(list: number): Uint32Array {
    const start = this.#starts.at(list);
    const length = this.#lengths.at(list);
    if (length === 0) return new Uint32Array();
    return this.#pages[start >>> SHIFT].data.subarray(start & MASK, (start & MASK) + length);
  }

  push(list: number, ref: number): void {
    const length = this.#lengths.at(list);
    if (length === roomFor(length)) this.#move(list, length);
    const start = this.#starts.at(list);
    this.#pages[start >>> SHIFT].data[(start & MASK) + length] = ref;
    this.#lengths.set(list, length + 1);
  }

  /** Puts a mark where it belongs among the others, once. */
  insert(list: number, ref: number): void {
    const marks = this.view(list);
    const at = lowerBound(marks, ref);
    if (marks[at] === ref) return;
    this.push(list, ref);
    const longer = this.view(list);
    longer.copyWithin(at + 1, at, marks.length);
    longer[at] = ref;
  }

  /** Gives a list that is full a larger block. */
  #move(list: number, length: number): void {
    const marks = this.view(list);
    const from = this.#starts.at(list);
    const to = this.#allocate(roomFor(length + 1));
    this.#pages[to >>> SHIFT].data.set(marks, to & MASK);
    this.#starts.set(list, to);
    if (length > 0) this.#free(from);
  }

  #allocate(size: number): number {
    if (size > MOST_SHARED) return this.#addPage(new Uint32Array(size), size) << SHIFT;
    let roomy = this.#roomy.get(size);
    if (!roomy) this.#roomy.set(size, (roomy = []));
    for (; ; roomy.pop()) {
      if (roomy.length === 0) roomy.push(this.#emptyPage(size));
      const number = roomy[roomy.length - 1];
      const page = this.#pages[number];
      // A page that was left empty may serve another size by now.
      const offset = page.size === size ? takeBlock(page) : undefined;
      if (offset !== undefined) return (number << SHIFT) + offset;
    }
  }

  #emptyPage(size: number): number {
    const number = this.#empty.pop();
    if (number === undefined) return this.#addPage(new Uint32Array(PAGE), size);
    this.#pages[number] = { data: this.#pages[number].data, size, used: 0, fresh: 0, free: END };
    return number;
  }

  #addPage(data: Uint32Array, size: number): number {
    const number = this.#holes.pop() ?? this.#pages.length;
    this.#pages[number] = { data, size, used: 0, fresh: 0, free: END };
    return number;
  }

  #free(start: number): void {
    const number = start >>> SHIFT;
    const page = this.#pages[number];
    if (page.size > MOST_SHARED) {
      this.#pages[number] = GONE;
      this.#holes.push(number);
      return;
    }
    const wasFull = page.free === END && page.fresh + page.size > PAGE;
    page.data[start & MASK] = page.free;
    page.free = start & MASK;
    page.used--;
    if (page.used === 0) {
      page.size = 0;
      this.#empty.push(number);
    } else if (wasFull) this.#roomy.get(page.size)?.push(number);
  }
}

const GONE: Page = { data: new Uint32Array(), size: 0, used: 0, fresh: 0, free: END };

/** @returns where the block begins; undefined for a full page */
function takeBlock(page: Page): number | undefined {
  let offset: number;
  if (page.free !== END) {
    offset = page.free;
    page.free = page.data[offset];
  } else if (page.fresh + page.size <= PAGE) {
    offset = page.fresh;
    page.fresh += page.size;
  } else return undefined;
  page.used++;
  return offset;
}

/** How many numbers the block of a list has room for: at most a quarter more than it holds. */
function roomFor(length: number): number {
  if (length < 9) return length;
  const step = 1 << (29 - Math.clz32(length - 1));
  return Math.ceil(length / step) * step;
}

/** Lists of a store by key. */
export class MarkLists implements Marks {
  readonly #store: MarkStore;
  readonly #lists = new Map<number, number>();

  constructor(store: MarkStore) {
    this.#store = store;
  }

  get(key: number): Uint32Array | undefined {
    const list = this.#lists.get(key);
    return list === undefined ? undefined : this.#store.view(list);
  }

  /** Adds a mark behind those that the key has. */
  push(key: number, ref: number): void {
    this.#store.push(this.#list(key), ref);
  }

  /** Adds a mark at its place among those that the key has, once. */
  insert(key: number, ref: number): void {
    this.#store.insert(this.#list(key), ref);
  }

  #list(key: number): number {
    let list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, (list = this.#store.make()));
    return list;
  }
}
