/** Rows above and below what is seen that are in the page as well, so that scrolling shows no gap. */
const MARGIN = 8;

/**
 * Rows of one height, of which only those in view are in the page. Where the element is scrolled to and how tall it is are kept from its own
 * events: to ask for them while rows are added would have the browser lay the page out each time.
 */
export class VirtualRows {
  #count = $state(0);
  #rowHeight = $state(28);
  #top = $state(0);
  #seen = $state(0);
  readonly #from = $derived(
    Math.max(0, Math.min(Math.floor(this.#top / this.#rowHeight), this.#count) - MARGIN)
  );
  readonly #to = $derived(
    Math.min(Math.ceil((this.#top + this.#seen) / this.#rowHeight) + MARGIN, this.#count)
  );
  readonly #indexes = $derived(
    Array.from({ length: Math.max(0, this.#to - this.#from) }, (_, i) => this.#from + i)
  );
  #element: HTMLElement | undefined;
  #frame = 0;

  /** Which rows are in the page, in order. */
  get indexes(): readonly number[] {
    return this.#indexes;
  }

  /** Height of all rows together. */
  get height(): number {
    return this.#count * this.#rowHeight;
  }

  /** Whether the last row is in view; without rows it is not. */
  get isAtEnd(): boolean {
    return this.#count > 0 && this.height - this.#top - this.#seen < this.#rowHeight * 2;
  }

  /** Begins to watch a scrolling element. @returns what ends it */
  attach(element: HTMLElement): () => void {
    this.#element = element;
    const read = () => (this.#top = Math.max(0, element.scrollTop));
    const watch = new ResizeObserver(() => (this.#seen = element.clientHeight));
    this.#seen = element.clientHeight;
    watch.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      cancelAnimationFrame(this.#frame);
      watch.disconnect();
      element.removeEventListener('scroll', read);
      this.#element = undefined;
    };
  }

  /** There are other rows now. */
  update(count: number, rowHeight: number): void {
    this.#count = count;
    this.#rowHeight = rowHeight;
  }

  /** Brings a row into view with the next picture, however often it is asked for until then. */
  scrollTo(index: number, align: 'auto' | 'end' = 'auto'): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const element = this.#element;
      if (!element) return;
      const start = index * this.#rowHeight;
      const end = start + this.#rowHeight;
      if (align === 'end' || end > element.scrollTop + this.#seen) element.scrollTop = end - this.#seen;
      else if (start < element.scrollTop) element.scrollTop = start;
    });
  }
}
