import { MOST_PER_SECOND, MOST_PER_VISIT } from './protocol';

/** What the limits need of the world: a clock in milliseconds, a way to wait, and the person's leave to go past the visit's limit. */
export interface LimitsHost {
  now(): number;
  wait(ms: number): Promise<void>;
  /** Pauses until the person has said more, or stopped. */
  askForMore(): Promise<void>;
  readonly isStopped: boolean;
}

/** At most ten requests in any second, and five hundred before the person is asked again (design §11). */
export class Limits {
  readonly #host: LimitsHost;
  /** When the latest requests went out, oldest first. */
  readonly #recent: number[] = [];
  #allowed = MOST_PER_VISIT;
  #sent = 0;

  constructor(host: LimitsHost) {
    this.#host = host;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Waits for a place. @returns false once the person has stopped it; then nothing may be sent */
  async mayGo(): Promise<boolean> {
    const host = this.#host;
    while (this.#recent.length >= MOST_PER_SECOND && !host.isStopped) {
      const left = this.#recent[0] + 1000 - host.now();
      if (left <= 0) break;
      await host.wait(left);
    }
    if (this.#sent >= this.#allowed && !host.isStopped) {
      await host.askForMore();
      this.#allowed += MOST_PER_VISIT;
    }
    if (host.isStopped) return false;
    this.#recent.push(host.now());
    if (this.#recent.length > MOST_PER_SECOND) this.#recent.shift();
    this.#sent++;
    return true;
  }
}
