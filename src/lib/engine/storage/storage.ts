import { assert } from '../base/assert';
import {
  NS_PER_SECOND,
  NS_PER_MS,
  previousTimestamp,
  earlierOf,
  isAtOrBefore,
  type Nanos,
  type Timestamp
} from '../base/timestamp';
import { BTree } from './btree';
import type { ClassCodec } from '../base/plain-codec';
import { GarbageCollection, makeGcState, type GcState } from './gc';
import { MvccIndex, mvccIndexCodec } from './mvcc';
import { canTalk, isServing, makeNetworkState, type NetworkState } from './network';
import { makeNode, type NodeState } from './nodes';
import { RangeSizes, type RangeSizesHost } from './range-sizes';
import {
  addIndexRange,
  closedTimestamp,
  isPlainlyOpen,
  makeRangesState,
  rangeOfKey,
  rangesOf,
  type ClosedTimestampSettings,
  type RangesState,
  type RangeState
} from './ranges';
import { Transactions } from './txn';
import {
  makeTransactionsState,
  type CommittedWrite,
  type KeySpan,
  type TransactionsState,
  type TxnState
} from './txn-state';

/**
 * Storage: nodes, ranges, primary and secondary indexes, transactions. What is committed is told to one listener, the
 * rangefeeds (`changefeed/`), in the order of commits.
 *
 * A secondary index is not versioned. It lists the primary keys of every row version that ever had an indexed value, and
 * whoever reads through it looks the row up at its own timestamp and checks the value again. So one structure serves
 * present, past and uncommitted rows, at the price of stale entries that are skipped.
 */
export interface StorageState {
  nodes: NodeState[];
  network: NetworkState;
  ranges: RangesState;
  txns: TransactionsState;
  nextIndex: number;
  /** Primary indexes by number. */
  primary: Map<number, MvccIndex>;
  /** Secondary indexes by number. */
  secondary: Map<number, SecondaryIndex>;
  gc: GcState;
}

export function makeStorageState(localities: readonly string[]): StorageState {
  return {
    nodes: localities.map((locality, i) => makeNode(i + 1, locality)),
    network: makeNetworkState(),
    ranges: makeRangesState(),
    txns: makeTransactionsState(),
    nextIndex: 1,
    primary: new Map(),
    secondary: new Map(),
    gc: makeGcState()
  };
}

/** Ordered entries of an index key (with the primary key behind it) and the primary key they lead to. */
export class SecondaryIndex {
  readonly #tree: BTree<string, string>;

  constructor(entries?: [string, string][]) {
    this.#tree = new BTree<string, string>(entries, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }

  add(entry: string, primaryKey: string): void {
    this.#tree.set(entry, primaryKey);
  }

  /** Visits a span in entry order until the visitor gives true. */
  forEach(
    start: string,
    end: string | undefined,
    visit: (primaryKey: string, entry: string) => boolean,
    reverse = false
  ): void {
    if (reverse) {
      for (const [entry, key] of this.#tree.entriesReversed(end, undefined, true)) {
        if (entry < start || visit(key, entry)) return;
      }
      return;
    }
    const onFound = (entry: string, key: string) => (visit(key, entry) ? { break: true } : undefined);
    this.#tree.forRange(start, end ?? '\uffff', false, onFound);
  }

  entries(): [string, string][] {
    return this.#tree.toArray();
  }
}

const secondaryIndexCodec: ClassCodec<SecondaryIndex> = {
  name: 'SecondaryIndex',
  type: SecondaryIndex,
  save: (index) => index.entries(),
  load: (saved) => new SecondaryIndex(saved as [string, string][])
};

/** How the library objects inside storage are written out. */
export const storageCodecs: ClassCodec<never>[] = [
  mvccIndexCodec as unknown as ClassCodec<never>,
  secondaryIndexCodec as unknown as ClassCodec<never>
];

/** Told of every commit, in commit order. */
export interface CommitListener {
  committed(txn: TxnState, writes: readonly CommittedWrite[]): void;
}

/** What storage asks of its surroundings. */
export interface StorageHost {
  readonly now: Nanos;
  readonly closedSettings: ClosedTimestampSettings;
  /** `gc.ttlseconds` of a table, as a duration. */
  ttl(table: number): Nanos;
  /** What decides when ranges are split for their size; absent where they never are. */
  readonly ranges?: Omit<RangeSizesHost, 'index'>;
}

export const DEFAULT_CLOSED_SETTINGS: ClosedTimestampSettings = {
  targetNs: 3 * NS_PER_SECOND,
  sideTransportNs: 200 * NS_PER_MS
};

export class Storage {
  readonly state: StorageState;
  readonly txns: Transactions;
  readonly gc: GarbageCollection;
  /** Absent where ranges are never split for their size. */
  readonly sizes: RangeSizes | undefined;
  readonly #host: StorageHost;
  #listener: CommitListener | undefined;

  constructor(state: StorageState, host: StorageHost) {
    this.state = state;
    this.#host = host;
    this.gc = new GarbageCollection(state.gc, host);
    this.sizes = host.ranges && new RangeSizes(state.ranges, host.ranges, (index) => this.primary(index));
    const clock = () => this.#earliestClock();
    this.txns = new Transactions(state.txns, {
      index: (index) => this.primary(index),
      forEachEntry: ({ index, start, end }, visit) => this.secondary(index).forEach(start, end, visit),
      get earliestClock() {
        return clock();
      },
      closedAbove: (index, key, ts) => this.#closedAbove(this.rangeOf(index, key), ts)
    });
  }

  listen(listener: CommitListener): void {
    this.#listener = listener;
  }

  node(id: number): NodeState {
    const node = this.state.nodes[id - 1];
    assert(node, () => `there is no node ${id}`);
    return node;
  }

  /** Nodes that take leases, sessions and coordinators. */
  get liveNodes(): NodeState[] {
    return this.state.nodes.filter((node) => isServing(node) && !node.draining);
  }

  canTalk(a: number, b: number): boolean {
    return canTalk(this.state.network, a, b);
  }

  /** Whether a range can be read and written through a gateway. */
  isAvailable(range: RangeState, gateway: number): boolean {
    const holder = this.node(range.leaseholder);
    return (
      isServing(holder) &&
      this.canTalk(gateway, holder.id) &&
      (gateway === holder.id || isServing(this.node(gateway)))
    );
  }

  /** Makes a primary index with one range. Leases go to live nodes in turn (design §4). */
  addPrimaryIndex(): number {
    const index = this.state.nextIndex++;
    this.state.primary.set(index, new MvccIndex());
    addIndexRange(this.state.ranges, index, this.nextLeaseholder());
    return index;
  }

  addSecondaryIndex(): number {
    const index = this.state.nextIndex++;
    this.state.secondary.set(index, new SecondaryIndex());
    return index;
  }

  /** The live node whose turn it is to hold a new range's lease. */
  nextLeaseholder(): number {
    const live = this.liveNodes;
    return live.length === 0 ? 1 : live[(this.state.ranges.nextId - 1) % live.length].id;
  }

  primary(index: number): MvccIndex {
    const found = this.state.primary.get(index);
    assert(found, () => `there is no primary index ${index}`);
    return found;
  }

  secondary(index: number): SecondaryIndex {
    const found = this.state.secondary.get(index);
    assert(found, () => `there is no secondary index ${index}`);
    return found;
  }

  rangeOf(index: number, key: string): RangeState {
    return rangeOfKey(this.state.ranges, index, key);
  }

  rangesOf(index: number): readonly RangeState[] {
    return rangesOf(this.state.ranges, index);
  }

  #earliestClock(): Nanos {
    let earliest = 0;
    for (const { clockOffset } of this.state.nodes) if (clockOffset < earliest) earliest = clockOffset;
    return this.#host.now + earliest;
  }

  closedAt(range: RangeState): Timestamp {
    return closedTimestamp(range, this.node(range.leaseholder), this.#host.now, this.#host.closedSettings);
  }

  #closedAbove(range: RangeState, ts: Timestamp): Timestamp | undefined {
    const holder = this.node(range.leaseholder);
    if (isPlainlyOpen(range, holder, this.#host.now, this.#host.closedSettings, ts)) return undefined;
    const closed = this.closedAt(range);
    return isAtOrBefore(ts, closed) ? closed : undefined;
  }

  /**
   * A range's resolved timestamp: everything at or below it has been committed or never will be. Its closed timestamp,
   * held back by open intents below it.
   */
  resolvedAt(range: RangeState): Timestamp {
    const closed = this.closedAt(range);
    const intent = this.txns.oldestIntentIn(range);
    return intent ? earlierOf(closed, previousTimestamp(intent.ts)) : closed;
  }

  /** Keeps what has been closed, before lease, settings or a node's state change. */
  fixClosedTimestamps(): void {
    for (const ranges of this.state.ranges.byIndex.values())
      for (const range of ranges) range.closedFloor = this.closedAt(range);
  }

  /** Commits and tells the listener. @throws Restart as `Transactions.commit`, whose parameters these are */
  commit(txn: TxnState, commitSeq: number, intents?: readonly CommittedWrite[]): readonly CommittedWrite[] {
    const writes = this.txns.commit(txn, commitSeq, intents);
    if (writes.length === 0) return writes;
    this.#listener?.committed(txn, writes);
    this.sizes?.committed(writes);
    return writes;
  }

  /** The span of a whole index. */
  static wholeIndex(index: number): KeySpan {
    return { index, start: '', end: undefined };
  }
}
