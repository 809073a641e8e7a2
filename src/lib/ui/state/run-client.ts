import type { HistoryEvent } from '../../engine/base/events';
import type { PlaygroundApi, RunUpdate } from '../../worker/api';
import type { RunView } from './run-view.svelte';

/** How long a single call may go without an answer before it is said; slices of work are far shorter. */
const STUCK_MS = 4000;

/**
 * Calls to the worker, one after the other: an update can only be understood on top of the one before it, and events asked for by seq must
 * be those of the run that is shown.
 */
export class RunClient {
  #api: PlaygroundApi;
  readonly #view: RunView;
  /** Told when a call has gone without an answer for long, and when one has come after all. */
  readonly #onStuck: (isStuck: boolean) => void;
  #last: Promise<unknown> = Promise.resolve();
  /** Ends what waits for an answer that will never come. */
  #giveUp: (reason: Error) => void = () => {};
  #givenUp = this.#makeGivenUp();

  constructor(api: PlaygroundApi, view: RunView, onStuck: (isStuck: boolean) => void = () => {}) {
    this.#api = api;
    this.#view = view;
    this.#onStuck = onStuck;
  }

  /** Goes on with another worker: calls that wait for the one before fail. */
  replace(api: PlaygroundApi): void {
    const giveUp = this.#giveUp;
    this.#givenUp = this.#makeGivenUp();
    this.#api = api;
    this.#view.forget();
    this.#last = Promise.resolve();
    giveUp(new GivenUpError('the simulation was started anew'));
  }

  /** A call that changes nothing in the run. */
  ask<T>(call: (api: PlaygroundApi) => Promise<T>): Promise<T> {
    const givenUp = this.#givenUp;
    const answer = this.#last.then(() =>
      givenUp === this.#givenUp ? Promise.race([this.#watched(call(this.#api)), givenUp]) : givenUp
    );
    // One failure must not keep every later call from being made.
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** A call that brings an update, which is shown before the promise is kept. @param updateOf where in the answer it lies */
  change<T>(call: (api: PlaygroundApi) => Promise<T>, updateOf: (answer: T) => RunUpdate | null): Promise<T> {
    return this.ask(async (api) => {
      const answer = await call(api);
      const update = updateOf(answer);
      if (update) await this.#show(api, update);
      return answer;
    });
  }

  /** A call that gives an update and nothing else. */
  run(call: (api: PlaygroundApi) => Promise<RunUpdate>): Promise<RunUpdate> {
    return this.change(call, (update) => update);
  }

  async #show(api: PlaygroundApi, update: RunUpdate): Promise<void> {
    const seqs = this.#view.sparseSeqs(update);
    const events: readonly HistoryEvent[] = seqs.length === 0 ? [] : await api.events(seqs);
    this.#view.take(update, events);
  }

  async #watched<T>(answer: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#onStuck(true), STUCK_MS);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      this.#onStuck(false);
    }
  }

  #makeGivenUp(): Promise<never> {
    const givenUp = new Promise<never>((_resolve, reject) => (this.#giveUp = reject));
    // Nobody may be waiting.
    givenUp.catch(() => undefined);
    return givenUp;
  }
}

/** The worker that was asked is no more: nobody has to be told, since whoever gave it up knows. */
export class GivenUpError extends Error {
  override readonly name = 'GivenUpError';
}
