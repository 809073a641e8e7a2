/** What is looked at: one event of history, in every view at once. */
export class Selection {
  #seq = $state<number | null>(null);
  #hovered = $state<number | null>(null);
  #asked = $state.raw<{ readonly seq: number } | null>(null);

  get seq(): number | null {
    return this.#seq;
  }

  get hovered(): number | null {
    return this.#hovered;
  }

  /** The event that views should bring into view; a new object for each request. */
  get asked(): { readonly seq: number } | null {
    return this.#asked;
  }

  select(seq: number | null): void {
    this.#seq = seq;
  }

  hover(seq: number | null): void {
    this.#hovered = seq;
  }

  /** Selects an event and asks every view to bring it into view. */
  jumpTo(seq: number): void {
    this.#seq = seq;
    this.#asked = { seq };
  }

  clear(): void {
    this.#seq = null;
    this.#hovered = null;
  }
}
