import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import Dexie from 'dexie';
import { vi } from 'vitest';

/** A browser as far as storage goes: one database for all its tabs, and locks that a tab holds until it is closed. */

/** A lock manager of one tab over the locks that all tabs share. */
class TabLocks {
  readonly #held: Map<string, TabLocks>;

  constructor(held: Map<string, TabLocks>) {
    this.#held = held;
  }

  async request(
    name: string,
    _options: { readonly ifAvailable: true },
    use: (lock: { readonly name: string } | null) => Promise<void> | undefined
  ): Promise<void> {
    if (this.#held.has(name)) return use(null);
    this.#held.set(name, this);
    await use({ name });
    this.#held.delete(name);
  }

  release(): void {
    for (const [name, holder] of this.#held) if (holder === this) this.#held.delete(name);
  }
}

export class FakeBrowser {
  readonly #factory = new IDBFactory();
  readonly #held = new Map<string, TabLocks>();

  /** Makes what is opened from now on a tab of this browser. @returns what closes the tab */
  openTab(): () => void {
    const locks = new TabLocks(this.#held);
    vi.stubGlobal('navigator', { locks });
    Dexie.dependencies.indexedDB = this.#factory;
    return () => locks.release();
  }

  /** Changes every stored record of a table, as a failing disk would. */
  async damage(table: 'heads' | 'segments' | 'snapshots'): Promise<void> {
    const database = new Dexie('changefeed-playground', { indexedDB: this.#factory, IDBKeyRange });
    await database.open();
    await database
      .table<{ record: Uint8Array }>(table)
      .toCollection()
      .modify((row) => {
        row.record = row.record.map((byte, i) => (i === row.record.length - 1 ? byte ^ 1 : byte));
      });
    database.close();
  }
}

/** A browser that gives no storage. */
export function denyStorage(): void {
  vi.stubGlobal('navigator', {});
  Dexie.dependencies.indexedDB = {
    ...new IDBFactory(),
    open: () => {
      throw new DOMException('denied', 'SecurityError');
    }
  } as unknown as IDBFactory;
}
