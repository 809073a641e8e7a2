import { SvelteMap } from 'svelte/reactivity';
import type { HistoryEvent } from '../../engine/base/events';
import type { RunClient } from './run-client';
import type { RunView } from './run-view.svelte';

/** Whole events that are kept at hand. */
const KEPT = 5000;

/**
 * Whole events by seq, fetched when a row that shows them comes into view: reading one that is not there asks for it, together with all
 * others read in the same moment, and whoever read it is drawn again when it comes.
 */
export class EventReader {
  readonly #client: RunClient;
  readonly #view: RunView;
  readonly #events = new SvelteMap<number, HistoryEvent>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- a queue that nothing is drawn from
  #wanted = new Set<number>();
  constructor(client: RunClient, view: RunView) {
    this.#client = client;
    this.#view = view;
    view.onCut((from) => {
      for (const seq of [...this.#events.keys()]) if (seq >= from) this.#events.delete(seq);
    });
  }

  /** The event, or undefined while it is on its way. */
  get(seq: number): HistoryEvent | undefined {
    const found = this.#view.sparse(seq) ?? this.#events.get(seq);
    if (!found) this.#want(seq);
    return found;
  }

  /** The event, as a promise, for code that draws nothing. */
  async read(seq: number): Promise<HistoryEvent | undefined> {
    return (
      this.#view.sparse(seq) ??
      this.#events.get(seq) ??
      (await this.#client.ask((api) => api.events([seq])))[0]
    );
  }

  /** Many events at once, past the ones kept, for searching. */
  readMany(seqs: readonly number[]): Promise<HistoryEvent[]> {
    return this.#client.ask((api) => api.events(seqs));
  }

  #want(seq: number): void {
    if (this.#wanted.size === 0) queueMicrotask(() => void this.#fetch());
    this.#wanted.add(seq);
  }

  async #fetch(): Promise<void> {
    const seqs = [...this.#wanted];
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- as above
    this.#wanted = new Set();
    const { run } = this.#view.facts;
    const events = await this.#client.ask((api) => api.events(seqs));
    if (this.#events.size > KEPT) this.#events.clear();
    // Seqs beyond the end are left out of the answer: rows of a run before may have asked for them in the same moment.
    const there = seqs.filter((seq) => seq < this.#view.columns.length);
    const isOfThisRun = run === this.#view.facts.run && events.length === there.length;
    for (const [i, seq] of there.entries())
      if (isOfThisRun) this.#events.set(seq, events[i]);
      else this.#want(seq);
  }
}
