import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import Dexie from 'dexie';
import { vi } from 'vitest';

/** A browser as far as storage goes: one database for all its tabs, and locks that a tab holds until it is closed. */

interface HeldLock {
  readonly tab: TabLocks;
  /** Tells the holder that another tab has taken the lock. */
  lose(): void;
}

/** A lock manager of one tab over the locks that all tabs share. */
class TabLocks {
  readonly #held: Map<string, HeldLock>;

  constructor(held: Map<string, HeldLock>) {
    this.#held = held;
  }

  async request(
    name: string,
    options: { readonly ifAvailable?: true; readonly steal?: true },
    use: (lock: { readonly name: string } | null) => Promise<void> | undefined
  ): Promise<void> {
    const holder = this.#held.get(name);
    if (holder && !options.steal) return use(null);
    holder?.lose();
    let lose: () => void = () => {};
    const lost = new Promise<void>((_resolve, reject) => {
      lose = () => reject(new DOMException('stolen', 'AbortError'));
    });
    const mine: HeldLock = { tab: this, lose };
    this.#held.set(name, mine);
    await Promise.race([use({ name }), lost]);
    if (this.#held.get(name) === mine) this.#held.delete(name);
  }

  async query() {
    return { held: [...this.#held.keys()].map((name) => ({ name })), pending: [] };
  }

  release(): void {
    for (const [name, { tab }] of this.#held) if (tab === this) this.#held.delete(name);
  }
}

/** The origin private file system, as far as its files go. */
class Files {
  /** By name, the one written last at the end. */
  readonly texts = new Map<string, string>();

  async removeEntry(name: string): Promise<void> {
    if (!this.texts.delete(name)) throw new DOMException('none', 'NotFoundError');
  }

  async *[Symbol.asyncIterator]() {
    for (const [i, name] of [...this.texts.keys()].entries())
      yield [
        name,
        {
          kind: 'file',
          getFile: async () => ({ size: this.texts.get(name)?.length ?? 0, lastModified: i })
        }
      ];
  }

  async getFileHandle(name: string, options?: { readonly create?: boolean }) {
    if (!options?.create && !this.texts.has(name)) throw new DOMException('none', 'NotFoundError');
    return {
      getFile: async () => ({ text: async () => this.texts.get(name) ?? '' }),
      createWritable: async () => {
        let written = '';
        return {
          write: async (text: string) => void (written += text),
          close: async () => {
            this.texts.delete(name);
            this.texts.set(name, written);
          }
        };
      }
    };
  }
}

/** What lies in the database, by table. */
type StoredTable = 'heads' | 'segments' | 'snapshots' | 'runs';

export class FakeBrowser {
  #factory = new IDBFactory();
  readonly #held = new Map<string, HeldLock>();
  readonly files = new Files();
  readonly #hasLocks: boolean;

  constructor({ hasLocks = true }: { readonly hasLocks?: boolean } = {}) {
    this.#hasLocks = hasLocks;
  }

  /** Makes what is opened from now on a tab of this browser. @returns what closes the tab */
  openTab(): () => void {
    const locks = new TabLocks(this.#held);
    const storage = { getDirectory: async () => this.files };
    vi.stubGlobal('navigator', { storage, ...(this.#hasLocks ? { locks } : {}) });
    Dexie.dependencies.indexedDB = this.#factory;
    return () => locks.release();
  }

  /** The database comes back empty, as after a hard kill of the browser. */
  loseDatabase(): void {
    this.#factory = new IDBFactory();
    Dexie.dependencies.indexedDB = this.#factory;
  }

  async #open(): Promise<Dexie> {
    const database = new Dexie('changefeed-playground', { indexedDB: this.#factory, IDBKeyRange });
    await database.open();
    return database;
  }

  /** What lies in a table, by a change of each record: a failing disk, a foreign or a newer record. */
  async change(table: StoredTable, to: (record: Uint8Array) => Uint8Array): Promise<void> {
    const database = await this.#open();
    await database
      .table<{ record: Uint8Array }>(table)
      .toCollection()
      .modify((row) => {
        row.record = to(row.record);
      });
    database.close();
  }

  /** Changes every stored record of a table, as a failing disk would. */
  async damage(table: StoredTable): Promise<void> {
    await this.change(table, (record) =>
      record.map((byte, i) => (i === record.length - 1 ? byte ^ 1 : byte))
    );
  }

  /** The keys of a table. */
  async keys(table: StoredTable): Promise<unknown[]> {
    const database = await this.#open();
    const keys = await database.table(table).toCollection().primaryKeys();
    database.close();
    return keys;
  }

  /** Everything in the tables is gone, while the page is open. */
  async clear(): Promise<void> {
    const database = await this.#open();
    await Promise.all(database.tables.map((table) => table.clear()));
    database.close();
  }

  async deleteSegment(index: number): Promise<void> {
    const database = await this.#open();
    await database
      .table('segments')
      .filter((row: { index: number }) => row.index === index)
      .delete();
    database.close();
  }

  /** A later build opens the database and changes it. */
  async openNewer(): Promise<void> {
    const database = new Dexie('changefeed-playground', { indexedDB: this.#factory, IDBKeyRange });
    database.version(3).stores({ heads: 'id, usedAt', others: 'id' });
    await database.open();
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
