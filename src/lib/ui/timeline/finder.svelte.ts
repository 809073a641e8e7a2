import { NS_PER_SECOND } from '../../engine/base/timestamp';
import { lowerBound } from '../../timeline/columns';
import type * as ShapeSearch from '../../timeline/shape-search';
import type { SearchShape, ShapeHit } from '../../timeline/shape-search';
import type { RunView } from '../state/run-view.svelte';
import type { Sieve } from '../../timeline/sieve';

/** The search by shape, loaded when it is first asked for: what is looked for, and every place that has it. Only what passes the timeline's filter is found. */
export class Finder {
  readonly #view: RunView;
  readonly #sieve: () => Sieve;
  #search = $state.raw<typeof ShapeSearch | null>(null);
  #shape = $state<SearchShape>('duplicate');
  #above = $state(0);
  readonly #hits = $derived.by((): readonly ShapeHit[] => {
    const view = this.#view;
    void view.version;
    const sieve = this.#sieve();
    const hits = this.#search?.findShape(this.#shape, view, this.#above) ?? [];
    return sieve.isOpen ? hits : hits.filter(({ seq }) => sieve.event(seq, view.sparse(seq)));
  });

  constructor(view: RunView, sieve: () => Sieve) {
    this.#view = view;
    this.#sieve = sieve;
  }

  get shape(): SearchShape {
    return this.#shape;
  }

  /** In nanoseconds, for shapes that are measured. */
  get above(): number {
    return this.#above;
  }

  get hits(): readonly ShapeHit[] {
    return this.#hits;
  }

  /** Loads what searching takes. Nothing is found before. */
  async load(): Promise<void> {
    this.#search ??= await import('../../timeline/shape-search');
  }

  look(shape: SearchShape, above = this.#search?.SHAPE_INFO[shape].above ?? NS_PER_SECOND): void {
    this.#shape = shape;
    this.#above = above;
  }

  /** The hit at an event, by its place among all; -1 for none. */
  indexOf(seq: number | null): number {
    if (seq === null) return -1;
    const index = lowerBound(
      this.#hits.map((hit) => hit.seq),
      seq
    );
    return this.#hits[index]?.seq === seq ? index : -1;
  }

  /** The next hit behind an event, or the one before it; from the end it goes on at the other one. */
  next(seq: number | null, step: 1 | -1): ShapeHit | undefined {
    const hits = this.#hits;
    if (seq === null) return step === 1 ? hits[0] : hits.at(-1);
    const found = step === 1 ? hits.find((hit) => hit.seq > seq) : hits.findLast((hit) => hit.seq < seq);
    return found ?? (step === 1 ? hits[0] : hits.at(-1));
  }
}
