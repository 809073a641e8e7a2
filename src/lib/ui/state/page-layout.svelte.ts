import { untrack } from 'svelte';
import type { TimelineChoice } from '../../scenario/scenario';
import type { TimeScale } from '../../timeline/scale';
import { choiceOf, choose, type ChoosableTimeline } from './timeline-choice';

/** What other views need of the timeline: the stretch of time it shows, and where its drawing stands on the page. */
export interface TimelineWindow extends ChoosableTimeline {
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
  #browse = $state.raw<(() => void) | null>(null);
  /** What a timeline that is not there yet begins with. */
  #choice: TimelineChoice | null = null;

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

  /** Opens the gallery; null in a frame of another page, which has none. */
  get browse(): (() => void) | null {
    return this.#browse;
  }

  setBrowse(browse: () => void): void {
    this.#browse = browse;
  }

  choose(panel: string): void {
    this.#panel = panel;
  }

  /** Opens a panel and asks for it to be seen. */
  show(panel: string): void {
    this.#panel = panel;
    this.#asked++;
  }

  /** How the timeline shows the run, also while it stands behind another tab. */
  get timelineChoice(): TimelineChoice | null {
    return this.#timeline ? choiceOf(this.#timeline) : this.#choice;
  }

  chooseTimeline(choice: TimelineChoice | null): void {
    this.#choice = choice;
    if (this.#timeline) choose(this.#timeline, choice);
  }

  setTimeline(timeline: TimelineWindow | null): void {
    // What the timeline reads and writes meanwhile is no business of the effect that hands it over.
    untrack(() => {
      if (!timeline && this.#timeline) this.#choice = choiceOf(this.#timeline);
      this.#timeline = timeline;
      if (timeline && this.#choice) choose(timeline, this.#choice);
    });
  }
}
