/* eslint-disable svelte/prefer-svelte-reactivity -- the set of what was found is replaced whole, never changed */
import { typeNumber } from '../../history/event-types';
import type { EventReader } from '../state/event-reader.svelte';
import type { RunView } from '../state/run-view.svelte';

/** Texts that are read at once. */
const BATCH = 1000;
const MESSAGE_TYPE = typeNumber('message');

/** Which messages contain the words of a filter. Their texts lie in the worker, so it goes through them piece by piece. */
export class WordSearch {
  readonly #reader: EventReader;
  readonly #view: RunView;
  #words: readonly string[] = [];
  #found = $state.raw<ReadonlySet<number>>(new Set());
  #searched = 0;
  #isSearching = false;
  /** Rises with each search; an older one that still runs gives up. */
  #generation = 0;

  constructor(reader: EventReader, view: RunView) {
    this.#reader = reader;
    this.#view = view;
  }

  /** Seqs of the messages that contain all words; a new set whenever there are more. */
  get found(): ReadonlySet<number> {
    return this.#found;
  }

  /** Begins anew with other words. */
  async search(words: readonly string[]): Promise<void> {
    if (words.join('\n') === this.#words.join('\n')) return;
    this.#words = words.map((word) => word.toLowerCase());
    this.#generation++;
    this.#searched = 0;
    this.#isSearching = false;
    this.#found = new Set();
    await this.goOn();
  }

  /** Looks through what has come since. */
  async goOn(): Promise<void> {
    if (this.#isSearching || this.#words.length === 0) return;
    this.#isSearching = true;
    const generation = this.#generation;
    // After a cut of history there may be less than has been searched.
    this.#searched = Math.min(this.#searched, this.#view.columns.length);
    while (this.#searched < this.#view.columns.length && generation === this.#generation) {
      const seqs = this.#nextMessages();
      if (seqs.length === 0) break;
      const events = await this.#reader.readMany(seqs);
      if (generation !== this.#generation) return;
      const hits = seqs.filter((_seq, i) => {
        const event = events[i];
        if (event?.type !== 'message') return false;
        const text = `${event.key ?? ''} ${event.value ?? ''} ${event.topic ?? ''}`.toLowerCase();
        return this.#words.every((word) => text.includes(word));
      });
      if (hits.length > 0) this.#found = new Set([...this.#found, ...hits]);
    }
    this.#isSearching = false;
  }

  #nextMessages(): number[] {
    const { columns } = this.#view;
    const seqs: number[] = [];
    while (this.#searched < columns.length && seqs.length < BATCH) {
      if (columns.typeNumberAt(this.#searched) === MESSAGE_TYPE) seqs.push(this.#searched);
      this.#searched++;
    }
    return seqs;
  }
}
