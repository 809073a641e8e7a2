/**
 * Something that is read from the worker while somebody looks at it. The newest question wins: while one is under way, of those that come
 * only the last is asked.
 */
export class Reading<T> {
  #value = $state.raw<T | null>(null);
  #problem = $state<string | null>(null);
  #isBehind = $state(false);
  #next: (() => Promise<T>) | null = null;
  #isAsking = false;

  /** The newest answer; null before the first. */
  get value(): T | null {
    return this.#value;
  }

  /** Why it could not be read; null when it could. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Whether what is shown is the answer to an earlier question. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  async ask(question: () => Promise<T>): Promise<void> {
    this.#next = question;
    this.#isBehind = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#next !== null) {
      const now: () => Promise<T> = this.#next;
      this.#next = null;
      try {
        this.#value = await now();
        this.#problem = null;
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error);
      }
    }
    this.#isAsking = false;
    this.#isBehind = false;
  }

  /** Forgets the answer, as when another thing is looked at. */
  clear(): void {
    this.#value = null;
  }
}

/** How long a moment must be looked at before it is read while the playhead moves. */
export const READ_PAUSE_MS = 120;
