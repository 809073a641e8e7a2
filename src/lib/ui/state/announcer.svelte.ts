/** What screen readers are told: one sentence at a time, and not more often than they can be heard. */
export class Announcer {
  #text = $state('');
  #pending: string | null = null;
  #quietUntil = 0;

  get text(): string {
    return this.#text;
  }

  say(text: string): void {
    const now = performance.now();
    if (now >= this.#quietUntil) {
      this.#text = text;
      this.#quietUntil = now + QUIET_MS;
      return;
    }
    if (this.#pending === null)
      setTimeout(() => {
        this.#text = this.#pending ?? '';
        this.#pending = null;
        this.#quietUntil = performance.now() + QUIET_MS;
      }, this.#quietUntil - now);
    this.#pending = text;
  }
}

const QUIET_MS = 700;
