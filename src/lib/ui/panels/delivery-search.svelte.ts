import type { HistoryEvent } from '../../engine/base/events';
import type { EventReader } from '../state/event-reader.svelte';

/** Texts that are read at once while searching. */
const BATCH = 1000;

/** A text filter over messages. Their texts lie in the worker, so it goes through them piece by piece and shows what it has found so far. */
export class DeliverySearch {
  readonly #reader: EventReader;
  #needle = $state('');
  #found = $state.raw<readonly number[]>([]);
  #isSearching = $state(false);
  /** Rises with each search; an older one that still runs gives up. */
  #generation = 0;

  constructor(reader: EventReader) {
    this.#reader = reader;
  }

  get needle(): string {
    return this.#needle;
  }

  set needle(text: string) {
    this.#needle = text;
  }

  get isActive(): boolean {
    return this.#needle.trim() !== '';
  }

  get isSearching(): boolean {
    return this.#isSearching;
  }

  /** Seqs of what matches, in order. */
  get found(): readonly number[] {
    return this.#found;
  }

  /** Searches a list of seqs anew. */
  async search(seqs: readonly number[]): Promise<void> {
    const generation = ++this.#generation;
    const needle = this.#needle.trim().toLowerCase();
    this.#found = [];
    if (needle === '') return;
    this.#isSearching = true;
    for (let from = 0; from < seqs.length && generation === this.#generation; from += BATCH) {
      const part = seqs.slice(from, from + BATCH);
      const events = await this.#reader.readMany(part);
      if (generation !== this.#generation) return;
      this.#found = [...this.#found, ...part.filter((_seq, i) => matches(events[i], needle))];
    }
    if (generation === this.#generation) this.#isSearching = false;
  }
}

function matches(event: HistoryEvent | undefined, needle: string): boolean {
  if (event?.type !== 'message' && event?.type !== 'resolved') return false;
  const key = event.type === 'message' ? (event.key ?? '') : '';
  return `${event.topic ?? ''} ${key} ${event.value ?? ''}`.toLowerCase().includes(needle);
}
