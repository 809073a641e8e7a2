import { assert } from '../base/assert';
import type { Row } from '../base/datum';
import {
  compareTimestamps,
  isAtOrBefore,
  isBefore,
  laterOf,
  nextTimestamp,
  sameTimestamp,
  type Nanos,
  type Timestamp
} from '../base/timestamp';
import { LaidIntents } from './laid-intents';
import { lockHolder, releaseLock, takeLock, type LockStrength } from './locks';
import type { MvccIndex } from './mvcc';
import { isVersionAfter, Version } from './mvcc';
import { afterReads, cacheRead, clearReads, pruneReads, SHARED } from './timestamp-cache';
import {
  Blocked,
  Restart,
  keySpan,
  type CommittedWrite,
  type Isolation,
  type KeySpan,
  type Priority,
  type Push,
  type TransactionsState,
  type TxnMark,
  type TxnState
} from './txn-state';

/**
 * Transactions over the multi-version store: intents, write-too-old pushes, the timestamp cache, read refreshes.
 *
 * A transaction reads at `readTs` and writes at `writeTs`, which other transactions' reads and writes may push upwards. It
 * commits at `writeTs` if everything it read is still the same there (a refresh), else the client must start again.
 *
 * A conflict with another transaction's intent is no error: `Blocked` is thrown, the statement's writes are undone, and
 * the session tries again when that transaction has ended. Nothing waits inside the engine.
 */

/** How a row is read that is to stay as it is: `latest` only makes sure that it is nobody's work in progress. */
interface LockWanted {
  readonly strength: LockStrength | 'latest';
  /** Pass over rows that others hold. */
  readonly skip: boolean;
}

/**
 * How far above a reader a writer is pushed: the statement runs again at this very moment, and then reads a little later in logical time.
 * More would let the writer commit at a time that has not come yet.
 */
const PUSH_MARGIN_NS = 1;

/** How far ahead another node's clock may be: CockroachDB's default maximum clock offset. */
const MAX_CLOCK_OFFSET_NS = 500_000_000;

/** What the transactions need of the rest of storage. */
export interface TxnHost {
  index(index: number): MvccIndex;
  /** The primary keys to which the entries of a piece of a secondary index lead, until the visitor gives true. */
  forEachEntry(span: KeySpan, visit: (primaryKey: string) => boolean): void;
  /** Where the physical clock stands that is furthest behind: nobody begins before. */
  readonly earliestClock: Nanos;
  /** The closed timestamp of a key's range now, where `ts` is not above it: nothing may be written there. */
  closedAbove(index: number, key: string, ts: Timestamp): Timestamp | undefined;
}

export class Transactions {
  readonly #state: TransactionsState;
  readonly #host: TxnHost;
  readonly #laid = new LaidIntents();

  constructor(state: TransactionsState, host: TxnHost) {
    this.#state = state;
    this.#host = host;
  }

  begin(parts: {
    session: string;
    node: number;
    ts: Timestamp;
    startedAt: Nanos;
    isolation?: Isolation | undefined;
    priority?: Priority | undefined;
    recordsReads: boolean;
  }): TxnState {
    const cachesReads =
      parts.recordsReads || this.#state.open.size > 0 || parts.ts.wall > this.#host.earliestClock;
    const txn: TxnState = {
      id: this.#state.nextTxn++,
      session: parts.session,
      node: parts.node,
      isolation: parts.isolation ?? 'serializable',
      priority: parts.priority ?? 'normal',
      readTs: parts.ts,
      writeTs: parts.ts,
      startedAt: parts.startedAt,
      writes: [],
      reads: [],
      locks: [],
      uncertainUntil: { wall: parts.ts.wall + MAX_CLOCK_OFFSET_NS, logical: parts.ts.logical },
      beganAfter: this.#state.lastCommit,
      recordsReads: parts.recordsReads,
      cachesReads,
      aborted: false
    };
    this.#state.open.set(txn.id, txn);
    return txn;
  }

  get(id: number): TxnState | undefined {
    return this.#state.open.get(id);
  }

  /**
   * Whether there has been one of READ COMMITTED since a transaction began: what it looked up while others were at work is not looked up
   * again when it commits.
   */
  metReadCommitted({ id }: TxnState): boolean {
    if (this.#state.lastReadCommitted > id) return true;
    for (const { isolation } of this.#state.open.values()) if (isolation === 'read committed') return true;
    return false;
  }

  get hasOpen(): boolean {
    return this.#state.open.size > 0;
  }

  get open(): Iterable<TxnState> {
    return this.#state.open.values();
  }

  /**
   * Visits the rows of a span that `txn` sees, in key order (or its reverse), until the visitor gives true.
   * @throws Blocked at another transaction's intent at or below the read timestamp
   */
  scan(
    txn: TxnState,
    span: KeySpan,
    visit: (key: string, row: Row, version: Version) => boolean,
    reverse = false
  ): void {
    this.#noteRead(txn, span);
    const step = this.#seesNewest(txn)
      ? (key: string, newest: Version) => !newest.deleted && visit(key, newest.row, newest)
      : (key: string, newest: Version) => {
          const version = this.#visibleTo(txn, span.index, key, newest);
          return version !== null && !version.deleted && visit(key, version.row, version);
        };
    const index = this.#host.index(span.index);
    if (reverse) index.forEachReverse(span.start, span.end, step);
    else index.forEach(span.start, span.end, step);
  }

  /** The row of one key as `txn` sees it. @throws Blocked as in `scan` */
  read(txn: TxnState, index: number, key: string): Version | null {
    if (txn.cachesReads) this.#noteRead(txn, keySpan(index, key));
    const version = this.#visibleTo(txn, index, key, this.#host.index(index).newest(key));
    return version && !version.deleted ? version : null;
  }

  /** As `scan`, locking each row that is visited. @throws Blocked, Restart as `readLocked` */
  scanLocked(
    txn: TxnState,
    span: KeySpan,
    lock: LockWanted,
    visit: (key: string, row: Row, version: Version) => boolean,
    reverse = false
  ): void {
    this.#noteRead(txn, span);
    const step = (key: string, newest: Version) => {
      const version = this.#locked(txn, { index: span.index, key }, lock, newest);
      return version !== null && visit(key, version.row, version);
    };
    const index = this.#host.index(span.index);
    if (reverse) index.forEachReverse(span.start, span.end, step);
    else index.forEach(span.start, span.end, step);
  }

  /**
   * The newest version of a row, locked until the transaction ends; null for no row, or for one that is passed over.
   * @throws Blocked at another transaction's intent or lock, unless such rows are to be passed over
   * @throws Restart when the newest version lies above what this transaction may read
   */
  readLocked(
    txn: TxnState,
    place: { readonly index: number; readonly key: string },
    lock: LockWanted
  ): Version | null {
    this.#noteRead(txn, keySpan(place.index, place.key));
    return this.#locked(txn, place, lock, this.#host.index(place.index).newest(place.key));
  }

  #locked(
    txn: TxnState,
    place: { readonly index: number; readonly key: string },
    { strength, skip }: LockWanted,
    newest: Version | null
  ): Version | null {
    if (!newest) return null;
    const wanted = strength === 'latest' ? undefined : { ...place, txn: txn.id, strength };
    const foreign = newest.txn !== 0 && newest.txn !== txn.id;
    const holder = foreign ? newest.txn : wanted && lockHolder(this.#state.locks, wanted);
    if (holder !== undefined) {
      if (skip) return null;
      throw this.#blocked(txn, holder, place, 'write');
    }
    if (newest.txn === 0 && isVersionAfter(newest, txn.readTs))
      throw new Restart('write_too_old', laterOf(txn.writeTs, nextTimestamp(newest)));
    if (newest.deleted) return null;
    if (wanted && takeLock(this.#state.locks, wanted)) txn.locks.push({ index: place.index, key: place.key });
    return newest;
  }

  /**
   * The newest version of a key, for somebody about to write it or to check that it is free.
   * @throws Blocked at another transaction's intent, whatever its timestamp
   * @throws Restart when the newest version lies above what this transaction may read
   */
  readLatest(txn: TxnState, index: number, key: string): Version | null {
    if (txn.cachesReads) this.#noteRead(txn, keySpan(index, key));
    const newest = this.#host.index(index).newest(key);
    if (newest && newest.txn !== txn.id) {
      if (newest.txn !== 0) throw this.#blocked(txn, newest.txn, { index, key }, 'write');
      if (isVersionAfter(newest, txn.readTs))
        throw new Restart('write_too_old', laterOf(txn.writeTs, nextTimestamp(newest)));
    }
    return newest && !newest.deleted ? newest : null;
  }

  /** Rows at a fixed moment, as `AS OF SYSTEM TIME` and changefeed scans read them. @throws Blocked as in `scan` */
  scanAt(ts: Timestamp, span: KeySpan, visit: (key: string, row: Row, version: Version) => boolean): void {
    // A transaction that is open already may yet write here, and must not write below what was read.
    if (this.#state.open.size > 0 || ts.wall > this.#host.earliestClock)
      cacheRead(this.#state.cachedReads, span, { ts, txn: SHARED });
    this.#host.index(span.index).forEach(span.start, span.end, (key, newest) => {
      let version: Version | null = newest;
      while (version && (version.txn !== 0 || isVersionAfter(version, ts))) {
        if (version.txn !== 0 && !isVersionAfter(version, ts))
          throw new Blocked(version.txn, { index: span.index, key }, undefined);
        version = version.prev;
      }
      return version !== null && !version.deleted && visit(key, version.row, version);
    });
  }

  /**
   * Lays an intent, or changes the one this transaction holds.
   * @throws Blocked at another transaction's intent
   * @throws Restart when a newer version has been committed than the one this transaction may see
   */
  write(
    txn: TxnState,
    write: {
      index: number;
      key: string;
      row: Row;
      deleted: boolean;
      families: number;
      omitted: boolean;
    }
  ): void {
    const index = this.#host.index(write.index);
    const newest = index.newest(write.key);
    if (newest && newest.txn === txn.id) {
      const { row, deleted, families, omitted } = newest;
      this.#laid.add(txn, newest);
      txn.writes.push({ index: write.index, key: write.key, before: { row, deleted, families, omitted } });
      newest.row = write.row;
      newest.deleted = write.deleted;
      newest.families = families | write.families;
      newest.omitted = write.omitted;
      return;
    }
    const holder = newest && newest.txn !== 0 ? newest.txn : this.#lockedFor(txn, write);
    if (holder !== undefined) throw this.#blocked(txn, holder, write, 'write');
    if (newest && isVersionAfter(newest, txn.readTs))
      throw new Restart('write_too_old', laterOf(txn.writeTs, nextTimestamp(newest)));
    this.#pushWrite(txn, write.index, write.key);
    const version = new Version({
      id: this.#state.nextVersion++,
      wall: txn.writeTs.wall,
      logical: txn.writeTs.logical,
      row: write.row,
      deleted: write.deleted,
      txn: txn.id,
      families: write.families,
      commit: -1,
      omitted: write.omitted,
      prev: newest
    });
    index.setNewest(write.key, version);
    this.#laid.add(txn, version);
    txn.writes.push({ index: write.index, key: write.key, before: null });
  }

  /** Whoever holds a lock that keeps `txn` from writing a key. */
  #lockedFor(txn: TxnState, { index, key }: { index: number; key: string }): number | undefined {
    if (this.#state.locks.size === 0) return undefined;
    return lockHolder(this.#state.locks, { index, key, txn: txn.id, strength: 'update' });
  }

  /**
   * What stands in the way, and whether it may be pushed. As CanPushWithPriority in CockroachDB's concurrency control: high
   * priority pushes what is not high, anybody pushes low; and a transaction that bears write skew lets its commit be moved.
   */
  #blocked(
    txn: TxnState,
    holder: number,
    place: { readonly index: number; readonly key: string },
    by: 'read' | 'write'
  ): Blocked {
    const other = this.#state.open.get(holder);
    const outranks = other !== undefined && PRIORITY_RANK[txn.priority] > PRIORITY_RANK[other.priority];
    let push: Push | undefined;
    if (by === 'read' && (outranks || other?.isolation === 'read committed'))
      push = { kind: 'timestamp', above: { wall: txn.readTs.wall + PUSH_MARGIN_NS, logical: 0 } };
    else if (by === 'write' && outranks) push = { kind: 'abort' };
    return new Blocked(holder, place, push);
  }

  /**
   * Moves a transaction's commit above a moment, so that a reader at that moment need not wait for it. Intents that were laid before the
   * transaction's own timestamp rose move with it, even where that lies above already.
   */
  pushAbove(txn: TxnState, ts: Timestamp): void {
    if (isAtOrBefore(txn.writeTs, ts)) txn.writeTs = nextTimestamp(ts);
    for (const { version } of this.intents(txn)) {
      version.wall = txn.writeTs.wall;
      version.logical = txn.writeTs.logical;
    }
  }

  /** A statement of READ COMMITTED sees everything that has been committed before it. */
  renewSnapshot(txn: TxnState, ts: Timestamp): void {
    txn.readTs = laterOf(txn.readTs, ts);
    txn.writeTs = laterOf(txn.writeTs, ts);
    txn.uncertainUntil = { wall: ts.wall + MAX_CLOCK_OFFSET_NS, logical: ts.logical };
    txn.beganAfter = this.#state.lastCommit;
  }

  /** Makes a transaction one that reads at a fixed moment, and only reads. */
  fixAt(txn: TxnState, ts: Timestamp): void {
    txn.readTs = ts;
    txn.writeTs = ts;
    txn.uncertainUntil = null;
  }

  /** A mark to come back to with `undoTo`: the start of a statement, a savepoint. */
  mark(txn: TxnState): TxnMark {
    return { writes: txn.writes.length, reads: txn.reads.length };
  }

  /** Takes back every write since a mark, newest first. Reads stay: what was seen was seen. */
  undoTo(txn: TxnState, mark: TxnMark): void {
    while (txn.writes.length > mark.writes) {
      const undo = txn.writes.pop()!; // the list is longer than the mark
      const index = this.#host.index(undo.index);
      const intent = index.newest(undo.key);
      assert(intent && intent.txn === txn.id, () => `txn ${txn.id} has no intent to undo`);
      if (undo.before === null) index.setNewest(undo.key, intent.prev);
      else Object.assign(intent, undo.before);
    }
  }

  /**
   * Makes every intent a committed version at one timestamp and ends the transaction.
   * @param commitSeq seq of the commit event
   * @param intents what `intents` has given for it, where that is known already
   * @returns the written rows in the order in which they were first written, each once
   * @throws Restart when what it read has changed below its commit timestamp; nothing is committed then
   */
  commit(
    txn: TxnState,
    commitSeq: number,
    intents: readonly CommittedWrite[] = this.intents(txn)
  ): readonly CommittedWrite[] {
    this.prepareCommit(txn);
    this.#state.lastCommit = Math.max(this.#state.lastCommit, commitSeq);
    for (const { version } of intents) {
      assert(version.txn === txn.id, () => `txn ${txn.id} lost an intent`);
      version.wall = txn.writeTs.wall;
      version.logical = txn.writeTs.logical;
      version.txn = 0;
      version.commit = commitSeq;
    }
    if (intents.length > 0) this.#state.highestCommit = laterOf(this.#state.highestCommit, txn.writeTs);
    this.#end(txn);
    return intents;
  }

  /** Settles the commit timestamp; afterwards `commit` cannot fail. @throws Restart as `commit` does */
  prepareCommit(txn: TxnState): void {
    if (sameTimestamp(txn.readTs, txn.writeTs)) return;
    if (!this.moveReads(txn, txn.writeTs)) throw new Restart('serializable', txn.writeTs);
  }

  /**
   * Lets a transaction read at a later moment, if everything it has read is unchanged up to there (a read refresh).
   * READ COMMITTED makes no promise across statements and may always move.
   */
  moveReads(txn: TxnState, ts: Timestamp): boolean {
    if (txn.isolation === 'serializable' && !this.#readsHoldUpTo(txn, ts)) return false;
    txn.readTs = ts;
    txn.writeTs = laterOf(txn.writeTs, ts);
    // What was read counts as read at the later moment, so nobody may write below that any more.
    for (const span of txn.reads) cacheRead(this.#state.cachedReads, span, { ts, txn: txn.id });
    return true;
  }

  /** Forgets what a statement read that is about to be run again. */
  forgetReads(txn: TxnState, mark: TxnMark): void {
    txn.reads.length = mark.reads;
  }

  /** The rows this transaction holds intents on, each once, with their provisional versions. */
  intents(txn: TxnState): CommittedWrite[] {
    const { writes } = txn;
    const laid = this.#laid.of(txn);
    const intents: CommittedWrite[] = [];
    for (let i = 0; i < writes.length; i++) {
      const { index, key, before } = writes[i];
      if (before !== null) continue;
      const version = laid ? laid[i] : this.#host.index(index).newest(key)!; // its own intent
      intents.push({ index, key, version });
    }
    return intents;
  }

  /** The rows that a transaction holds by SELECT … FOR, each by the stronger of its locks. */
  locks({ id, locks }: TxnState): { index: number; key: string; strength: LockStrength }[] {
    const seen = new Set<string>();
    return locks.flatMap(({ index, key }) => {
      const held = this.#state.locks.get(index)?.get(key);
      const name = `${index} ${key}`;
      if (!held || seen.has(name)) return [];
      seen.add(name);
      return [{ index, key, strength: held.update === id ? ('update' as const) : ('share' as const) }];
    });
  }

  abort(txn: TxnState): void {
    this.undoTo(txn, { writes: 0, reads: 0 });
    txn.aborted = true;
    this.#end(txn);
  }

  /** The earliest intent inside a span, which holds the resolved timestamp of its range back. */
  oldestIntentIn(span: KeySpan): { txn: number; ts: Timestamp } | undefined {
    let oldest: { txn: number; ts: Timestamp } | undefined;
    for (const txn of this.#state.open.values()) {
      // A transaction's write timestamp only rises, so its first intent in the span is its earliest there.
      const first = txn.writes.find((undo) => undo.before === null && contains(span, undo.index, undo.key));
      if (!first) continue;
      const { wall, logical } = this.#host.index(first.index).newest(first.key)!; // an open transaction's intent
      if (oldest === undefined || compareTimestamps({ wall, logical }, oldest.ts) < 0)
        oldest = { txn: txn.id, ts: { wall, logical } };
    }
    return oldest;
  }

  #end(txn: TxnState): void {
    this.#state.open.delete(txn.id);
    this.#laid.forget(txn);
    // Whoever still knows the transaction does not keep all it has done. (New lists: to make one shorter is a call into the runtime.)
    txn.writes = [];
    txn.reads = [];
    if (txn.isolation === 'read committed') this.#state.lastReadCommitted = this.#state.nextTxn;
    for (const { index, key } of txn.locks) releaseLock(this.#state.locks, { index, key, txn: txn.id });
    this.#forgetOldReads();
  }

  /** A cached read only matters to those who can still write below it. */
  #forgetOldReads(): void {
    const { cachedReads, open } = this.#state;
    if (cachedReads.size === 0) return;
    let oldest: Timestamp = { wall: this.#host.earliestClock, logical: 0 };
    if (open.size === 0 && isAtOrBefore(cachedReads.latest, oldest)) return clearReads(cachedReads);
    for (const { writeTs } of open.values()) if (isBefore(writeTs, oldest)) oldest = writeTs;
    pruneReads(cachedReads, oldest);
  }

  /**
   * Whether a transaction sees the newest version of every row: nothing has been committed above its reads, and nobody else has written.
   * Then a scan need not look at the times of versions, which lie elsewhere in memory.
   */
  #seesNewest(txn: TxnState): boolean {
    if (isBefore(txn.readTs, this.#state.highestCommit)) return false;
    for (const other of this.#state.open.values()) if (other !== txn && other.writes.length > 0) return false;
    return true;
  }

  #visibleTo(txn: TxnState, index: number, key: string, newest: Version | null): Version | null {
    let version = newest;
    if (version && version.txn !== 0) {
      if (version.txn === txn.id) return version;
      if (!isVersionAfter(version, txn.readTs)) throw this.#blocked(txn, version.txn, { index, key }, 'read');
      version = version.prev;
    }
    while (version && isVersionAfter(version, txn.readTs)) {
      const { uncertainUntil } = txn;
      if (uncertainUntil && version.commit <= txn.beganAfter && !isVersionAfter(version, uncertainUntil))
        throw new Restart('uncertainty', nextTimestamp(version));
      version = version.prev;
    }
    return version;
  }

  #noteRead(txn: TxnState, span: KeySpan): void {
    if (!txn.cachesReads) return;
    if (txn.recordsReads && txn.isolation === 'serializable') txn.reads.push(span);
    cacheRead(this.#state.cachedReads, span, { ts: txn.readTs, txn: txn.id });
  }

  /**
   * Notes that a piece of a secondary index was read: what leads to no row now may do so later. The rows that its entries do lead to
   * are read, and noted, one by one.
   */
  noteIndexRead(txn: TxnState, span: KeySpan): void {
    this.#noteRead(txn, span);
  }

  /** A new entry of a secondary index lies above every read of its place by others, as the row's intent does that follows. */
  noteIndexWrite(txn: TxnState, index: number, key: string): void {
    txn.writeTs = afterReads(this.#state.cachedReads, { index, key, txn: txn.id }, txn.writeTs);
  }

  /** A new intent lies above every read of its key by others and above what its range has closed. */
  #pushWrite(txn: TxnState, index: number, key: string): void {
    txn.writeTs = afterReads(this.#state.cachedReads, { index, key, txn: txn.id }, txn.writeTs);
    const closed = this.#host.closedAbove(index, key, txn.writeTs);
    if (closed) txn.writeTs = nextTimestamp(closed);
  }

  #readsHoldUpTo(txn: TxnState, ts: Timestamp): boolean {
    const changed = (newest: Version | null): boolean => {
      let other = newest?.txn === txn.id ? newest.prev : newest;
      // What lies above the moment is not read there, but it may stand on something that is.
      while (other && isVersionAfter(other, ts)) other = other.prev;
      return other !== null && isVersionAfter(other, txn.readTs);
    };
    return !txn.reads.some((span) => this.#anyInSpan(span, changed));
  }

  /** Whether a test holds for the newest version of any row of a span. */
  #anyInSpan(span: KeySpan, test: (newest: Version | null) => boolean): boolean {
    const { leadsTo } = span;
    if (leadsTo === undefined)
      return this.#host.index(span.index).forEach(span.start, span.end, (_key, newest) => test(newest));
    const rows = this.#host.index(leadsTo);
    let found = false;
    this.#host.forEachEntry(span, (key) => (found = test(rows.newest(key))));
    return found;
  }
}

const PRIORITY_RANK: Readonly<Record<Priority, number>> = { low: 0, normal: 1, high: 2 };

function contains(span: KeySpan, index: number, key: string): boolean {
  return span.index === index && key >= span.start && (span.end === undefined || key < span.end);
}
