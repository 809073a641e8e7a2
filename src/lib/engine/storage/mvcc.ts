import { BTree } from './btree';
import type { Row } from '../base/datum';
import type { ClassCodec } from '../base/plain-codec';
import type { Timestamp } from '../base/timestamp';

/**
 * The multi-version store: for every row key a chain of versions, newest first. Nothing is overwritten; a deletion is a
 * version too. A provisional version (an intent) stands at the head of its chain and carries its transaction's number.
 *
 * Simpler than CockroachDB: a row is stored whole with every version and the version says which column families were
 * written, instead of one key-value pair for each family. What a family's pair would hold can be read off it.
 */

/** All families: a version of a table with one family, and every insert. */
export const ALL_FAMILIES = -1;

/** One version of one row. `wall` and `logical` are its MVCC timestamp; an intent's may still rise. */
export class Version {
  /** Unique in the run; changefeeds count emissions by it. */
  readonly id: number;
  wall: number;
  logical: number;
  /** The row by storage slot; of a deletion only the primary key's slots. */
  row: Row;
  deleted: boolean;
  /** The transaction that holds this as an intent; 0 once committed. */
  txn: number;
  /** Bit mask of the families this version wrote. */
  families: number;
  /** Seq of the commit event in history. */
  commit: number;
  /** Written with `disable_changefeed_replication`, or by a TTL job told to be silent (reference §1.9). */
  omitted: boolean;
  prev: Version | null;

  constructor(parts: {
    id: number;
    wall: number;
    logical: number;
    row: Row;
    deleted: boolean;
    txn: number;
    families: number;
    commit: number;
    omitted: boolean;
    prev: Version | null;
  }) {
    this.id = parts.id;
    this.wall = parts.wall;
    this.logical = parts.logical;
    this.row = parts.row;
    this.deleted = parts.deleted;
    this.txn = parts.txn;
    this.families = parts.families;
    this.commit = parts.commit;
    this.omitted = parts.omitted;
    this.prev = parts.prev;
  }
}

export function isVersionAfter(version: Version, ts: Timestamp): boolean {
  return version.wall > ts.wall || (version.wall === ts.wall && version.logical > ts.logical);
}

/** The committed version visible at `ts`, deletions included; intents are passed over. */
export function visibleAt(newest: Version | null, ts: Timestamp): Version | null {
  let version = newest;
  while (version && (version.txn !== 0 || isVersionAfter(version, ts))) version = version.prev;
  return version;
}

const compareKeys = (a: string, b: string): number => (a < b ? -1 : a === b ? 0 : 1);

/** Keys of a node: a scan looks for its bounds in every leaf, so there should be few, and a key is moved in beside half of them. */
const NODE_KEYS = 128;

/**
 * An ordered map from encoded key (a string of bytes) to the newest version of its row. A primary index of a table; a
 * table has another one after each change of its primary key.
 */
export class MvccIndex {
  readonly #tree: BTree<string, Version>;
  /** The key looked up last and what stood there: whoever writes a row has looked it up before. */
  #lastKey: string | undefined;
  #last: Version | null = null;
  /** No key lies behind this one: rows that come in the order of their keys are not looked for in the tree. */
  #greatest: string;

  constructor(entries?: [string, Version][]) {
    this.#tree = new BTree<string, Version>(entries, compareKeys, NODE_KEYS);
    this.#greatest = this.#tree.maxKey() ?? '';
  }

  get size(): number {
    return this.#tree.size;
  }

  newest(key: string): Version | null {
    if (key !== this.#lastKey) {
      this.#last = key > this.#greatest ? null : (this.#tree.get(key) ?? null);
      this.#lastKey = key;
    }
    return this.#last;
  }

  setNewest(key: string, version: Version | null): void {
    this.#lastKey = key;
    this.#last = version;
    if (version) {
      this.#tree.set(key, version);
      if (key > this.#greatest) this.#greatest = key;
    } else this.#tree.delete(key);
  }

  /**
   * Visits keys from `start` (included) to `end` (excluded, undefined for no end) in order until `visit` gives true.
   * The visitor must not change the index.
   * @returns whether the visitor stopped it
   */
  forEach(start: string, end: string | undefined, visit: (key: string, newest: Version) => boolean): boolean {
    const onFound = (key: string, newest: Version) => (visit(key, newest) ? STOP : undefined);
    // The library stops at a result with `break` and gives its value back; its types leave that out.
    const result: unknown = this.#tree.forRange(start, end ?? AFTER_ALL_KEYS, false, onFound);
    return result === STOP.break;
  }

  /** As `forEach`, from the end backwards. */
  forEachReverse(
    start: string,
    end: string | undefined,
    visit: (key: string, newest: Version) => boolean
  ): boolean {
    for (const [key, newest] of this.#tree.entriesReversed(end, undefined, true)) {
      if (key < start) return false;
      if (visit(key, newest)) return true;
    }
    return false;
  }

  entries(): [string, Version][] {
    return this.#tree.toArray();
  }
}

const STOP = { break: 'stopped' };
/** Keys begin with the marker of a datum, all of them below 0xff. */
const AFTER_ALL_KEYS = '\uffff';

/** How an index is written out: keys, and the versions of each from the newest on. */
export const mvccIndexCodec: ClassCodec<MvccIndex> = {
  name: 'MvccIndex',
  type: MvccIndex,
  save: (index) => index.entries().map(([key, newest]) => [key, saveChain(newest)]),
  load: (saved) =>
    new MvccIndex((saved as [string, unknown[][]][]).map(([key, chain]) => [key, loadChain(chain)]))
};

/** A chain as a list: linked objects would need a stack as deep as the chain is long. */
function saveChain(newest: Version): unknown[][] {
  const list: unknown[][] = [];
  for (let v: Version | null = newest; v; v = v.prev)
    list.push([v.id, v.wall, v.logical, v.row, v.deleted, v.txn, v.families, v.commit, v.omitted]);
  return list;
}

function loadChain(list: unknown[][]): Version {
  let prev: Version | null = null;
  for (let i = list.length - 1; i >= 0; i--) {
    const [id, wall, logical, row, deleted, txn, families, commit, omitted] = list[i] as [
      number,
      number,
      number,
      Row,
      boolean,
      number,
      number,
      number,
      boolean
    ];
    prev = new Version({ id, wall, logical, row, deleted, txn, families, commit, omitted, prev });
  }
  return prev!; // a key without versions is never kept
}
