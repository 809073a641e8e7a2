import type { TimeScale } from '../../timeline/scale';

/** What other views need of the timeline: the stretch of time it shows, and where its drawing stands on the page. */
export interface TimelineWindow {
  readonly scale: TimeScale;
  show(stretch: { readonly from: number; readonly to: number }): void;
  reveal(t: number): void;
}

/** Which panel is open, so that a command, a shortcut and a sentence can open one as well as its tab. */
export class PageLayout {
  #panel = $state('messages');
  /** Rises with each request to see a panel, on narrow screens too, where panels stand behind a tab. */
  #asked = $state(0);
  #timeline = $state.raw<TimelineWindow | null>(null);

  get panel(): string {
    return this.#panel;
  }

  get asked(): number {
    return this.#asked;
  }

  /** The timeline of the page; null while none is shown. */
  get timeline(): TimelineWindow | null {
    return this.#timeline;
  }

  choose(panel: string): void {
    this.#panel = panel;
  }

  /** Opens a panel and asks for it to be seen. */
  show(panel: string): void {
    this.#panel = panel;
    this.#asked++;
  }

  setTimeline(timeline: TimelineWindow | null): void {
    this.#timeline = timeline;
  }
}
