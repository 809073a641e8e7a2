/**
 * One writer a workspace (guarantee W5): a Web Lock that is held while the tab lives. Where a browser has no locks, or denies them, the fencing
 * number in the database is what is left, and this one is always held.
 */
export class WriterLock {
  readonly #locks = lockManager();
  #release: () => void = () => {};
  /** The workspace whose lock this is. */
  #held: string | null = null;
  readonly #onLost: () => void;

  /** @param onLost another tab has taken the lock away */
  constructor(onLost: () => void) {
    this.#onLost = onLost;
  }

  /** @returns whether no other tab holds it */
  async take(id: string): Promise<boolean> {
    return this.#held === id || this.#request(id, { ifAvailable: true });
  }

  /** Takes it from whoever holds it. */
  async steal(id: string): Promise<void> {
    await this.#request(id, { steal: true });
  }

  release(): void {
    this.#release();
    this.#release = () => {};
    this.#held = null;
  }

  /** The workspaces that some tab writes, this one included. */
  async heldIds(): Promise<ReadonlySet<string>> {
    try {
      const { held = [] } = (await this.#locks?.query()) ?? {};
      const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(PREFIX));
      return new Set(names.map((name) => name.slice(PREFIX.length)));
    } catch {
      return new Set();
    }
  }

  /** Does something to a workspace while no tab writes it. @returns whether it was done */
  async whileFree(id: string, work: () => Promise<void>): Promise<boolean> {
    let isFree: boolean | undefined;
    const alone = async (lock: unknown) => {
      isFree = lock !== null;
      if (isFree) await work();
    };
    try {
      await this.#locks?.request(PREFIX + id, { ifAvailable: true }, alone);
    } catch (error) {
      // What the work itself threw; a denial comes before it.
      if (isFree) throw error;
    }
    if (isFree === undefined) await alone(undefined);
    return isFree ?? true;
  }

  #request(id: string, options: LockOptions): Promise<boolean> {
    this.release();
    const locks = this.#locks;
    if (!locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      let isHeld = false;
      const lost = () => {
        if (this.#held === id) this.#held = null;
        this.#onLost();
      };
      locks
        .request(PREFIX + id, options, (lock) => {
          isHeld = lock !== null;
          if (isHeld) this.#held = id;
          resolve(isHeld);
          return isHeld ? new Promise<void>((release) => (this.#release = release)) : undefined;
        })
        .catch(() => {
          if (isHeld) lost();
          else resolve(true);
        });
    });
  }
}

const PREFIX = 'changefeed-playground/';

/** The browser's locks of this tab; some have none, some deny the very question. */
function lockManager(): LockManager | undefined {
  try {
    return (navigator as { locks?: LockManager }).locks;
  } catch {
    return undefined;
  }
}
