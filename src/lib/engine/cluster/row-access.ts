import type { Row } from '../base/datum';
import type { Epoch } from '../base/timestamp';
import type { RowAccess, RowLock, ScanOptions, StoredRow } from '../sql/exec/context';
import type { Storage } from '../storage/storage';
import type { LockStrength } from '../storage/locks';
import { Blocked, type KeySpan, type TxnState } from '../storage/txn-state';
import { errors } from './errors';
import type { WrittenRows } from './written-rows';

/** Thrown where a range has no live leaseholder; the statement waits until one has the lease. */
export class Unavailable {
  readonly range: number;
  constructor(range: number) {
    this.range = range;
  }
}

/** What the rows of a statement lie in. */
interface RowHost {
  readonly storage: Storage;
  readonly epoch: Epoch;
  readonly writtenRows: Pick<WrittenRows, 'describeRow'>;
}

/** Rows of one statement's transaction, for the executor. */
export class TxnRowAccess implements RowAccess {
  readonly #host: RowHost;
  readonly #storage: Storage;
  readonly #txn: TxnState;
  /** `disable_changefeed_replication`. */
  readonly #omitted: boolean;
  /** Whether FOR SHARE locks; else it is a plain read. */
  readonly #sharedLocks: boolean;
  readonly referenceLock: RowLock | undefined;
  /** Ranges checked already, so that a scan of many rows looks at a range once. */
  #lastRange:
    { readonly index: number; readonly start: string; readonly end: string | undefined } | undefined;

  constructor(
    host: RowHost,
    txn: TxnState,
    parts: { omitted: boolean; sharedLocks: boolean; referenceLock: RowLock | undefined }
  ) {
    this.#host = host;
    this.#storage = host.storage;
    this.#txn = txn;
    this.#omitted = parts.omitted;
    this.#sharedLocks = parts.sharedLocks;
    this.referenceLock = parts.referenceLock;
  }

  scan(
    storage: number,
    start: string,
    end: string | undefined,
    { reverse, lock }: ScanOptions,
    visit: (key: string, row: Row, version: StoredRow) => boolean
  ): void {
    const span = { index: storage, start, end };
    this.#requireSpan(span);
    const { txns } = this.#storage;
    if (!this.#locks(lock)) return txns.scan(this.#txn, span, visit, reverse);
    this.#orNowait(lock, () => txns.scanLocked(this.#txn, span, lockOf(lock), visit, reverse));
  }

  get(storage: number, key: string, lock: RowLock | undefined): StoredRow | null {
    this.#requireKey(storage, key);
    const { txns } = this.#storage;
    if (!this.#locks(lock)) return txns.read(this.#txn, storage, key);
    return this.#orNowait(lock, () => txns.readLocked(this.#txn, { index: storage, key }, lockOf(lock)));
  }

  #locks(lock: RowLock | undefined): lock is RowLock {
    return lock !== undefined && (this.#sharedLocks || lock.strength !== 'share');
  }

  getLatest(storage: number, key: string): StoredRow | null {
    this.#requireKey(storage, key);
    return this.#storage.txns.readLatest(this.#txn, storage, key);
  }

  scanIndex(
    storage: number,
    leadsTo: number,
    start: string,
    end: string | undefined,
    reverse: boolean,
    visit: (primaryKey: string, entry: string) => boolean
  ): void {
    this.#storage.txns.noteIndexRead(this.#txn, { index: storage, start, end, leadsTo });
    this.#storage.secondary(storage).forEach(start, end, visit, reverse);
  }

  put(storage: number, key: string, row: Row, families: number): void {
    this.#requireKey(storage, key);
    this.#storage.txns.write(this.#txn, {
      index: storage,
      key,
      row,
      deleted: false,
      families,
      omitted: this.#omitted
    });
  }

  delete(storage: number, key: string, keyRow: Row): void {
    this.#requireKey(storage, key);
    this.#storage.txns.write(this.#txn, {
      index: storage,
      key,
      row: keyRow,
      deleted: true,
      families: -1,
      omitted: this.#omitted
    });
  }

  addIndexEntry(storage: number, entry: string, primaryKey: string): void {
    this.#storage.txns.noteIndexWrite(this.#txn, storage, entry);
    this.#storage.secondary(storage).add(entry, primaryKey);
  }

  mvccDecimal(version: StoredRow): string {
    return this.#host.epoch.hlc(version);
  }

  /** @throws SqlError 55P03 in place of waiting */
  #orNowait<T>(lock: RowLock, read: () => T): T {
    if (lock.wait !== 'nowait') return read();
    try {
      return read();
    } catch (error) {
      if (error instanceof Blocked)
        throw errors.lockNotAvailable(this.#host.writtenRows.describeRow(error.index, error.key));
      throw error;
    }
  }

  #requireKey(index: number, key: string): void {
    const last = this.#lastRange;
    if (last && last.index === index && key >= last.start && (last.end === undefined || key < last.end))
      return;
    const range = this.#storage.rangeOf(index, key);
    if (!this.#storage.isAvailable(range, this.#txn.node)) throw new Unavailable(range.id);
    this.#lastRange = range;
  }

  #requireSpan(span: KeySpan): void {
    for (const range of this.#storage.rangesOf(span.index)) {
      if (span.end !== undefined && range.start >= span.end) break;
      if (range.end !== undefined && range.end <= span.start) continue;
      if (!this.#storage.isAvailable(range, this.#txn.node)) throw new Unavailable(range.id);
    }
  }
}

function lockOf({ strength, wait }: RowLock): { strength: LockStrength | 'latest'; skip: boolean } {
  return { strength, skip: wait === 'skip' };
}
