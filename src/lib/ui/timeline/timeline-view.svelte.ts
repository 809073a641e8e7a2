import {
  NO_FILTER,
  formatFilter,
  parseFilter,
  toggleFilter,
  type Filter,
  type FilterName
} from '../../timeline/filter';
import type { Drawing } from '../../timeline/hit';
import { LaneIndex, type Grouping } from '../../timeline/lane-index';
import { lanesPicture } from '../../timeline/lanes-picture';
import { layOut, type TimelineLayout } from '../../timeline/layout';
import type { OrderDrawing } from '../../timeline/order-plot';
import type { Picture } from '../../timeline/picture';
import { fit, pan, reveal, zoomAt, type TimeScale } from '../../timeline/scale';
import { Sieve } from '../../timeline/sieve';
import type { Playground } from '../state/playground.svelte';
import type { OrderPage, OrderView, orderView } from './order-view';
import { WordSearch } from './word-search.svelte';

export type TimelineMode = 'lanes' | 'order' | 'table';

/** Where the playhead stands in the picture while it is followed, as part of the width. */
const FOLLOWED_AT = 0.8;

/** What of the run the timeline shows: which stretch of time, in which way, grouped and filtered how. */
export class TimelineView {
  readonly #playground: Playground;
  readonly #words: WordSearch;
  #width = $state(800);
  #height = $state(300);
  #mode = $state<TimelineMode>('lanes');
  #grouping = $state<Grouping>('table');
  #filterText = $state('');
  #isFollowing = $state(false);
  #makeOrder = $state.raw<typeof orderView | null>(null);
  /** Null while the whole run is shown, however long it gets. */
  #chosen = $state.raw<{ readonly from: number; readonly to: number } | null>(null);
  /** Derived, so that who only asks for it is not run again by every move of the stretch, which it may have made itself. */
  readonly #isFitted = $derived(this.#chosen === null);
  readonly #filter = $derived<Filter>(
    this.#filterText.trim() === '' ? NO_FILTER : parseFilter(this.#filterText)
  );
  readonly #sieve = $derived.by((): Sieve => {
    void this.#playground.view.cuts;
    return new Sieve(this.#filter, this.#playground.view.columns, this.#words.found);
  });
  /** The page's own index where nothing is asked for but what it holds. */
  readonly #lanes = $derived.by((): LaneIndex => {
    const { view } = this.#playground;
    if (this.#grouping === 'table' && this.#sieve.isOpen) return view.lanes;
    return new LaneIndex(view.columns, this.#grouping, this.#sieve);
  });
  readonly #layout = $derived.by((): TimelineLayout => {
    const { view } = this.#playground;
    void view.version;
    this.#lanes.update(Number.POSITIVE_INFINITY);
    return layOut(view.tracks, this.#lanes.groups(), this.#sieve.isOpen ? undefined : this.#sieve);
  });
  readonly #scale = $derived.by((): TimeScale => {
    const width = this.#width;
    return this.#chosen ? { ...this.#chosen, width } : fit(this.#playground.view.now, width);
  });
  readonly #drawing = $derived.by((): Drawing => {
    const { view } = this.#playground;
    void view.version;
    const { columns, tracks } = view;
    return { columns, lanes: this.#lanes, tracks, layout: this.#layout, scale: this.#scale };
  });
  readonly #orderView = $derived.by((): OrderView | null => {
    return this.#makeOrder?.(this.#playground.view.columns, this.#sieve) ?? null;
  });
  readonly #orderPage = $derived.by((): OrderPage | null => {
    const { view } = this.#playground;
    void view.version;
    const order = this.#orderView;
    return order ? order.page(order.layOut(view.tracks, this.#scale, this.#height)) : null;
  });
  readonly #picture = $derived.by((): Picture => this.order?.picture ?? lanesPicture(this.#drawing));

  constructor(playground: Playground) {
    this.#playground = playground;
    this.#words = new WordSearch(playground.reader, playground.view);
  }

  get layout(): TimelineLayout {
    return this.#layout;
  }

  get scale(): TimeScale {
    return this.#scale;
  }

  /** What the lanes are painted from; a new object whenever any of it has changed. */
  get drawing(): Drawing {
    return this.#drawing;
  }

  /** The order view while it is chosen and loaded. */
  get order(): OrderPage | null {
    return this.#mode === 'order' ? this.#orderPage : null;
  }

  /** The drawing of the order view over another width; null while it is not chosen. */
  layOutOrder(scale: TimeScale, available: number): OrderDrawing | null {
    if (this.#mode !== 'order') return null;
    return this.#orderView?.layOut(this.#playground.view.tracks, scale, available) ?? null;
  }

  /** What is drawn in the chosen way. */
  get picture(): Picture {
    return this.#picture;
  }

  get mode(): TimelineMode {
    return this.#mode;
  }

  setMode(mode: TimelineMode): void {
    this.#mode = mode;
    if (mode === 'order' && !this.#makeOrder)
      void import('./order-view').then((module) => (this.#makeOrder = module.orderView));
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  setGrouping(grouping: Grouping): void {
    this.#grouping = grouping;
  }

  // --- filter ------------------------------------------------------------------------------------------------------------

  get filterText(): string {
    return this.#filterText;
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** The filter made ready: what passes it is shown. */
  get sieve(): Sieve {
    return this.#sieve;
  }

  setFilter(text: string): void {
    this.#filterText = text;
    void this.#words.search(parseFilter(text).words);
  }

  toggleFilter(name: FilterName, value: string): void {
    this.setFilter(formatFilter(toggleFilter(this.#filter, name, value)));
  }

  /** Looks for the filter's words in what has come since. */
  searchOn(): void {
    void this.#words.goOn();
  }

  // --- the stretch of time -----------------------------------------------------------------------------------------------

  get isFitted(): boolean {
    return this.#isFitted;
  }

  /** Whether the picture moves along with the playhead while it plays. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  setFollowing(isFollowing: boolean): void {
    this.#isFollowing = isFollowing;
    if (isFollowing) this.follow(this.#playground.transport.at);
  }

  /** Moves the picture so that a moment stands near its right edge. The whole run has every moment in view. */
  follow(t: number): void {
    if (!this.#chosen) return;
    const span = this.#chosen.to - this.#chosen.from;
    const from = Math.max(t - span * FOLLOWED_AT, -span * 0.02);
    this.#chosen = { from, to: from + span };
  }

  setSize(width: number, height: number): void {
    this.#width = Math.max(width, 50);
    this.#height = Math.max(height, 50);
  }

  fit(): void {
    this.#chosen = null;
  }

  zoom(factor: number, x = this.#width / 2): void {
    this.show(zoomAt(this.#scale, x, factor, this.#playground.view.now));
  }

  pan(dx: number): void {
    this.move(pan(this.#scale, dx, this.#playground.view.now));
  }

  /** Shows another stretch because a hand has moved it, which ends following unless it has only been made longer or shorter. */
  move(stretch: { readonly from: number; readonly to: number }): void {
    const { from, to } = this.#scale;
    if (Math.abs(stretch.to - stretch.from - (to - from)) < (to - from) / 1e6) this.#isFollowing = false;
    this.show(stretch);
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
