import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem
} from '@tanstack/virtual-core';

/** Rows of one height, of which only those in view are in the page. */
export class VirtualRows {
  #items = $state.raw<readonly VirtualItem[]>([]);
  #height = $state(0);
  #virtualizer: Virtualizer<HTMLElement, HTMLElement> | undefined;

  get items(): readonly VirtualItem[] {
    return this.#items;
  }

  /** Height of all rows together. */
  get height(): number {
    return this.#height;
  }

  /** Begins to watch a scrolling element. @returns what ends it */
  attach(element: HTMLElement, options: { readonly count: number; readonly rowHeight: number }): () => void {
    const virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
      ...this.#options(options),
      getScrollElement: () => element
    });
    this.#virtualizer = virtualizer;
    const unmount = virtualizer._didMount();
    virtualizer._willUpdate();
    this.#read(virtualizer);
    return () => {
      unmount();
      this.#virtualizer = undefined;
    };
  }

  /** There are other rows now. */
  update(options: { readonly count: number; readonly rowHeight: number }): void {
    const virtualizer = this.#virtualizer;
    if (!virtualizer) return;
    const { getScrollElement } = virtualizer.options;
    virtualizer.setOptions({ ...this.#options(options), getScrollElement });
    virtualizer._willUpdate();
    virtualizer.measure();
    this.#read(virtualizer);
  }

  scrollTo(index: number, align: 'auto' | 'end' | 'center' = 'auto'): void {
    this.#virtualizer?.scrollToIndex(index, { align });
  }

  #options({ count, rowHeight }: { readonly count: number; readonly rowHeight: number }) {
    return {
      count,
      estimateSize: () => rowHeight,
      overscan: 8,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: (virtualizer: Virtualizer<HTMLElement, HTMLElement>) => this.#read(virtualizer)
    };
  }

  #read(virtualizer: Virtualizer<HTMLElement, HTMLElement>): void {
    this.#items = virtualizer.getVirtualItems();
    this.#height = virtualizer.getTotalSize();
  }
}
