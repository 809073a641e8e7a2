import type { Row } from '../base/datum';
import type { Nanos, Timestamp } from '../base/timestamp';
import type { LocksState } from './locks';
import type { Version } from './mvcc';
import { makeTimestampCache, type TimestampCacheState } from './timestamp-cache';

/** What a transaction is while it is open, what it leaves, and how it meets others. How it works: `txn.ts`. */

export type Isolation = 'serializable' | 'read committed';
export type Priority = 'low' | 'normal' | 'high';

/** A piece of an index that was read; `end` undefined for "to the end". A single key is `[key, key + '\0')`. */
export interface KeySpan {
  readonly index: number;
  readonly start: string;
  readonly end: string | undefined;
  /** Of a piece of a secondary index: the primary index whose rows its entries lead to. */
  readonly leadsTo?: number;
}

interface Undo {
  readonly index: number;
  readonly key: string;
  /** What the transaction's own intent held before, or null when this write made the intent. */
  readonly before: { row: Row; deleted: boolean; families: number; omitted: boolean } | null;
}

export interface TxnState {
  readonly id: number;
  readonly session: string;
  /** The gateway, whose clock gives the timestamps. */
  readonly node: number;
  isolation: Isolation;
  priority: Priority;
  readTs: Timestamp;
  writeTs: Timestamp;
  readonly startedAt: Nanos;
  /** Every write in order, so that a statement or savepoint can be undone. */
  writes: Undo[];
  reads: KeySpan[];
  /** Rows it holds with FOR UPDATE or FOR SHARE. */
  locks: { readonly index: number; readonly key: string }[];
  /**
   * Values committed before it began and no later than this are uncertain: a clock that was ahead wrote them, and not to see
   * them would be to look into the past. Null for reads of a fixed moment.
   */
  uncertainUntil: Timestamp | null;
  /** Seq of the last commit before it began. */
  beganAfter: number;
  /**
   * Whether its reads can still be asked for. One statement that commits with it and meets no other transaction reads and writes at the
   * same moment, whatever it has read.
   */
  readonly recordsReads: boolean;
  /** Whether somebody may yet write below its reads: one that is open already, or whose clock is behind. */
  readonly cachesReads: boolean;
  aborted: boolean;
}

export interface TransactionsState {
  nextTxn: number;
  nextVersion: number;
  /** Open transactions by number. */
  open: Map<number, TxnState>;
  cachedReads: TimestampCacheState;
  locks: LocksState;
  /** Number of the transaction that was to come next when the latest of READ COMMITTED ended. */
  lastReadCommitted: number;
  /** Seq of the latest commit event. */
  lastCommit: number;
  /** No committed version lies above it. */
  highestCommit: Timestamp;
}

export const makeTransactionsState = (): TransactionsState => ({
  nextTxn: 1,
  nextVersion: 1,
  open: new Map(),
  cachedReads: makeTimestampCache(),
  locks: new Map(),
  lastReadCommitted: 0,
  lastCommit: -1,
  highestCommit: { wall: 0, logical: 0 }
});

/** What one transaction may do to another in its way: move its commit above a read, or abort it. */
export type Push = { readonly kind: 'timestamp'; readonly above: Timestamp } | { readonly kind: 'abort' };

/** Thrown where another transaction's intent or lock stands in the way; caught by the session, never seen by a user. */
export class Blocked {
  readonly txn: number;
  readonly index: number;
  readonly key: string;
  /** What may be done about it instead of waiting. */
  readonly push: Push | undefined;
  constructor(txn: number, place: { index: number; key: string }, push: Push | undefined) {
    this.txn = txn;
    this.index = place.index;
    this.key = place.key;
    this.push = push;
  }
}

/** Why a transaction has to begin again; the session turns it into SQLSTATE 40001 or retries by itself. */
export class Restart {
  readonly reason: 'write_too_old' | 'serializable' | 'aborted' | 'uncertainty';
  /** Where the next attempt may read. */
  readonly readTs: Timestamp;
  constructor(reason: Restart['reason'], readTs: Timestamp) {
    this.reason = reason;
    this.readTs = readTs;
  }
}

/** What a transaction wrote to one row, told when it commits. */
export interface CommittedWrite {
  readonly index: number;
  readonly key: string;
  readonly version: Version;
}

/** A place in a transaction's writes and reads. */
export interface TxnMark {
  readonly writes: number;
  readonly reads: number;
}

export const keySpan = (index: number, key: string): KeySpan => ({ index, start: key, end: `${key}\0` });
