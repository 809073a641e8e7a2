import type { Version } from './mvcc';
import type { TxnState } from './txn-state';

/**
 * The versions that stand behind a transaction's writes, for the one that has begun to write last: whoever commits ten thousand rows need
 * not look up each key again. Derived from the store, and no part of what is saved.
 */
export class LaidIntents {
  #txn: TxnState | undefined;
  #versions: Version[] = [];
  #count = 0;

  /** A write of `txn` that is about to be noted in its list lies in this version. */
  add(txn: TxnState, version: Version): void {
    const place = txn.writes.length;
    if (this.#txn !== txn) {
      // Of one that was at work before, the first ones are missing.
      if (place > 0) return;
      this.#txn = txn;
    }
    // Writes that have been taken back are overwritten.
    this.#versions[place] = version;
    this.#count = place + 1;
  }

  /** The versions of all writes of a transaction in their order, perhaps with more behind them; undefined where they are not known. */
  of(txn: TxnState): readonly Version[] | undefined {
    return this.#txn === txn && this.#count >= txn.writes.length ? this.#versions : undefined;
  }

  /** A transaction has ended. */
  forget(txn: TxnState): void {
    if (this.#txn !== txn) return;
    this.#txn = undefined;
    if (this.#count > KEPT_PLACES) this.#versions = [];
    this.#count = 0;
  }
}

/** Up to so many places are used again by the next transaction. */
const KEPT_PLACES = 64;
