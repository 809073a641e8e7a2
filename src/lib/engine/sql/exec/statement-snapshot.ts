import type { Row } from '../../base/datum';
import type { RowAccess, RowLock, ScanOptions, StoredRow } from './context';

/**
 * Rows as they were before the statement, for one that reads tables while it writes them: a data-modifying WITH, a subquery
 * in RETURNING. Writes go through; before the first write of a key what stood there is kept, and reads see that.
 */
export class StatementSnapshot implements RowAccess {
  readonly base: RowAccess;
  /** What stood at each written key, by storage: null for nothing. */
  readonly #before = new Map<number, Map<string, StoredRow | null>>();

  constructor(base: RowAccess) {
    this.base = base;
  }

  scan(
    storage: number,
    start: string,
    end: string | undefined,
    options: ScanOptions,
    visit: (key: string, row: Row, version: StoredRow) => boolean
  ): void {
    const before = this.#before.get(storage);
    if (!before) {
      this.base.scan(storage, start, end, options, visit);
      return;
    }
    const sign = options.reverse ? -1 : 1;
    const kept = [...before.keys()]
      .filter((key) => key >= start && (end === undefined || key < end))
      .sort((a, b) => (a < b ? -sign : sign));
    let at = 0;
    let stopped = false;
    const giveKept = (upTo: string | undefined): boolean => {
      for (
        ;
        at < kept.length && (upTo === undefined || (options.reverse ? kept[at] >= upTo : kept[at] <= upTo));
        at++
      ) {
        const row = before.get(kept[at]);
        if (row && visit(kept[at], row.row, row)) return (stopped = true);
      }
      return false;
    };
    this.base.scan(storage, start, end, options, (key, row, version) => {
      if (giveKept(key)) return true;
      return !before.has(key) && (stopped = visit(key, row, version));
    });
    if (!stopped) giveKept(undefined);
  }

  get(storage: number, key: string, lock: RowLock | undefined): StoredRow | null {
    const before = this.#before.get(storage);
    return before?.has(key) ? (before.get(key) ?? null) : this.base.get(storage, key, lock);
  }

  getLatest(storage: number, key: string): StoredRow | null {
    return this.base.getLatest(storage, key);
  }

  get referenceLock(): RowLock | undefined {
    return this.base.referenceLock;
  }

  scanIndex(
    storage: number,
    leadsTo: number,
    start: string,
    end: string | undefined,
    reverse: boolean,
    visit: (primaryKey: string, entry: string) => boolean
  ): void {
    this.base.scanIndex(storage, leadsTo, start, end, reverse, visit);
  }

  put(storage: number, key: string, row: Row, families: number): void {
    this.#keep(storage, key);
    this.base.put(storage, key, row, families);
  }

  delete(storage: number, key: string, keyRow: Row): void {
    this.#keep(storage, key);
    this.base.delete(storage, key, keyRow);
  }

  addIndexEntry(storage: number, entry: string, primaryKey: string): void {
    this.base.addIndexEntry(storage, entry, primaryKey);
  }

  mvccDecimal(version: StoredRow): string {
    return this.base.mvccDecimal(version);
  }

  #keep(storage: number, key: string): void {
    let before = this.#before.get(storage);
    if (!before) this.#before.set(storage, (before = new Map()));
    if (!before.has(key)) {
      const stored = this.base.get(storage, key, undefined);
      // Storage changes its own intent in place, so a copy is kept.
      before.set(key, stored && { row: stored.row, wall: stored.wall, logical: stored.logical });
    }
  }
}

/** Rows as they are now, the statement's own writes included: what constraints are held against. */
export function baseAccess(access: RowAccess): RowAccess {
  return access instanceof StatementSnapshot ? access.base : access;
}
