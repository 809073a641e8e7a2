/**
 * One writer a workspace (guarantee W5): a Web Lock that is held while the tab lives. Where a browser has no locks, or denies them, the fencing
 * number in the database is what is left, and this one is always held.
 */
export class WriterLock {
  #release: () => void = () => {};
  readonly #onLost: () => void;

  /** @param onLost another tab has taken the lock away */
  constructor(onLost: () => void) {
    this.#onLost = onLost;
  }

  /** @returns whether no other tab holds it */
  take(id: string): Promise<boolean> {
    return this.#request(id, { ifAvailable: true });
  }

  /** Takes it from whoever holds it. */
  async steal(id: string): Promise<void> {
    await this.#request(id, { steal: true });
  }

  release(): void {
    this.#release();
    this.#release = () => {};
  }

  #request(id: string, options: LockOptions): Promise<boolean> {
    this.release();
    const locks = (navigator as { locks?: LockManager }).locks;
    if (!locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      let isHeld = false;
      locks
        .request(`changefeed-playground/${id}`, options, (lock) => {
          isHeld = lock !== null;
          resolve(isHeld);
          return isHeld ? new Promise<void>((release) => (this.#release = release)) : undefined;
        })
        .catch(() => {
          if (isHeld) this.#onLost();
          else resolve(true);
        });
    });
  }
}
