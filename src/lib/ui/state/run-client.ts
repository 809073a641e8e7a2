import type { HistoryEvent } from '../../engine/base/events';
import type { PlaygroundApi, RunUpdate } from '../../worker/api';
import type { RunView } from './run-view.svelte';

/**
 * Calls to the worker, one after the other: an update can only be understood on top of the one before it, and events asked for by seq must
 * be those of the run that is shown.
 */
export class RunClient {
  readonly #api: PlaygroundApi;
  readonly #view: RunView;
  #last: Promise<unknown> = Promise.resolve();

  constructor(api: PlaygroundApi, view: RunView) {
    this.#api = api;
    this.#view = view;
  }

  /** A call that changes nothing in the run. */
  ask<T>(call: (api: PlaygroundApi) => Promise<T>): Promise<T> {
    const answer = this.#last.then(() => call(this.#api));
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
}
