import { layOut, type TimelineLayout } from '../../timeline/layout';
import type { Drawing } from '../../timeline/hit';
import { fit, pan, reveal, zoomAt, type TimeScale } from '../../timeline/scale';
import type { Playground } from '../state/playground.svelte';

/** What of the run the timeline shows: which stretch of time, and in which layout. */
export class TimelineView {
  readonly #playground: Playground;
  #width = $state(800);
  /** Null while the whole run is shown, however long it gets. */
  #chosen = $state.raw<{ readonly from: number; readonly to: number } | null>(null);
  readonly #layout = $derived.by((): TimelineLayout => {
    const { view } = this.#playground;
    void view.version;
    return layOut(view.tracks, view.lanes.groups());
  });
  readonly #scale = $derived.by((): TimeScale => {
    const width = this.#width;
    return this.#chosen ? { ...this.#chosen, width } : fit(this.#playground.view.now, width);
  });
  readonly #drawing = $derived.by((): Drawing => {
    const { view } = this.#playground;
    void view.version;
    const { columns, lanes, tracks } = view;
    return { columns, lanes, tracks, layout: this.#layout, scale: this.#scale };
  });

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  get layout(): TimelineLayout {
    return this.#layout;
  }

  get scale(): TimeScale {
    return this.#scale;
  }

  /** Everything a picture is made of; a new object whenever any of it has changed. */
  get drawing(): Drawing {
    return this.#drawing;
  }

  get isFitted(): boolean {
    return this.#chosen === null;
  }

  setWidth(width: number): void {
    this.#width = Math.max(width, 50);
  }

  fit(): void {
    this.#chosen = null;
  }

  zoom(factor: number, x = this.#width / 2): void {
    this.show(zoomAt(this.#scale, x, factor, this.#playground.view.now));
  }

  pan(dx: number): void {
    this.show(pan(this.#scale, dx, this.#playground.view.now));
  }

  /** Brings a moment into view. */
  reveal(t: number): void {
    // The whole run is in view already.
    if (this.isFitted && t <= this.#playground.view.now) return;
    const scale = reveal(this.#scale, t);
    if (scale !== this.#scale) this.show(scale);
  }

  show({ from, to }: { readonly from: number; readonly to: number }): void {
    this.#chosen = { from, to };
  }
}
