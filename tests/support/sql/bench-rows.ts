import type { Row } from '../../../src/lib/engine/base/datum';
import { timestamp, type Timestamp } from '../../../src/lib/engine/base/timestamp';
import type { RowAccess, RowLock, ScanOptions, StoredRow } from '../../../src/lib/engine/sql/exec/context';
import { MvccIndex } from '../../../src/lib/engine/storage/mvcc';
import { SecondaryIndex } from '../../../src/lib/engine/storage/storage';
import { Transactions } from '../../../src/lib/engine/storage/txn';
import { makeTransactionsState, type TxnState } from '../../../src/lib/engine/storage/txn-state';

/** The storage of a bench: the real transactions over indexes without ranges, time one tick further with each statement. */
export class BenchStorage {
  readonly #primary = new Map<number, MvccIndex>();
  readonly #secondary = new Map<number, SecondaryIndex>();
  readonly txns: Transactions;
  #now = 1000;
  #nextIndex = 1;

  constructor() {
    this.txns = new Transactions(makeTransactionsState(), {
      index: (index) => this.#primary.get(index)!,
      forEachEntry: ({ index, start, end }, visit) => this.secondary(index).forEach(start, end, visit),
      earliestClock: Number.MAX_SAFE_INTEGER,
      closedAbove: () => undefined
    });
  }

  addPrimary(): number {
    this.#primary.set(this.#nextIndex, new MvccIndex());
    return this.#nextIndex++;
  }

  addSecondary(): number {
    this.#secondary.set(this.#nextIndex, new SecondaryIndex());
    return this.#nextIndex++;
  }

  secondary(index: number): SecondaryIndex {
    return this.#secondary.get(index)!;
  }

  tick(): Timestamp {
    this.#now += 1000;
    return timestamp(this.#now);
  }

  begin(): TxnState {
    return this.txns.begin({
      session: 'bench',
      node: 1,
      ts: this.tick(),
      startedAt: this.#now,
      recordsReads: false
    });
  }

  rows(txn: TxnState): RowAccess {
    return new BenchRows(this, txn);
  }
}

class BenchRows implements RowAccess {
  readonly referenceLock = undefined;
  readonly #storage: BenchStorage;
  readonly #txn: TxnState;

  constructor(storage: BenchStorage, txn: TxnState) {
    this.#storage = storage;
    this.#txn = txn;
  }

  scan(
    storage: number,
    start: string,
    end: string | undefined,
    options: ScanOptions,
    visit: (key: string, row: Row, version: StoredRow) => boolean
  ): void {
    this.#storage.txns.scan(this.#txn, { index: storage, start, end }, visit, options.reverse);
  }

  get(storage: number, key: string, _lock: RowLock | undefined): StoredRow | null {
    return this.#storage.txns.read(this.#txn, storage, key);
  }

  getLatest(storage: number, key: string): StoredRow | null {
    return this.#storage.txns.readLatest(this.#txn, storage, key);
  }

  scanIndex(
    storage: number,
    _leadsTo: number,
    start: string,
    end: string | undefined,
    reverse: boolean,
    visit: (primaryKey: string, entry: string) => boolean
  ): void {
    this.#storage.secondary(storage).forEach(start, end, visit, reverse);
  }

  put(storage: number, key: string, row: Row, families: number): void {
    this.#storage.txns.write(this.#txn, {
      index: storage,
      key,
      row,
      deleted: false,
      families,
      omitted: false
    });
  }

  delete(storage: number, key: string, keyRow: Row): void {
    this.#storage.txns.write(this.#txn, {
      index: storage,
      key,
      row: keyRow,
      deleted: true,
      families: -1,
      omitted: false
    });
  }

  addIndexEntry(storage: number, entry: string, primaryKey: string): void {
    this.#storage.secondary(storage).add(entry, primaryKey);
  }

  mvccDecimal(version: StoredRow): string {
    return `${1_700_000_000_000_000_000n + BigInt(version.wall)}.${String(version.logical).padStart(10, '0')}`;
  }
}
