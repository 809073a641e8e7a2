import type { Nanos } from '../../engine/base/timestamp';
import { NS_PER_MS, NS_PER_SECOND } from '../../engine/base/timestamp';
import type { RunClient } from './run-client';
import type { RunView } from './run-view.svelte';

/** How many virtual seconds pass in a real one. */
export const SPEEDS = [0.1, 1, 10, 100, 1000, 10_000] as const;

/** Work the engine may do between two frames, so that pressing pause is answered at once. */
const FRAME_WORK = 4000;
/** Work of one slice of running to the end. */
const SLICE_WORK = 50_000;
/** How far a step looks ahead for something to happen. */
const STEP_LIMIT_NS = 120 * NS_PER_SECOND;
/** How long the playhead takes through the example of a first visit. */
const TOUR_MS = 9000;

/**
 * The playhead. There is one moment `at`, and every view shows the run as of it. Playing moves it through what has been worked out; at the
 * run's present it asks the worker for more.
 */
export class Transport {
  readonly #client: RunClient;
  readonly #view: RunView;
  #at = $state<Nanos>(0);
  #playing = $state(false);
  #speed = $state(10);
  #running = $state(false);
  /** A slow walk through a finished example, at its own speed. */
  #tourSpeed = $state<number | null>(null);
  /** Goes on although everything has settled: the reader has asked for it. */
  #goesOn = false;
  #asking = false;

  constructor(client: RunClient, view: RunView) {
    this.#client = client;
    this.#view = view;
  }

  get at(): Nanos {
    return this.#at;
  }

  get isPlaying(): boolean {
    return this.#playing;
  }

  /** Whether the run is being carried to its end. */
  get isRunningToEnd(): boolean {
    return this.#running;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Whether the playhead stands where the run is, and not at an earlier moment. */
  get isAtPresent(): boolean {
    return this.#at >= this.#view.now;
  }

  /** How many events have happened by the playhead. */
  get seen(): number {
    void this.#view.version;
    return this.#view.columns.countAt(this.#at);
  }

  play(): void {
    this.#tourSpeed = null;
    this.#goesOn = this.isAtPresent && this.#view.facts.settled;
    this.#playing = true;
  }

  pause(): void {
    this.#playing = false;
    this.#running = false;
    this.#tourSpeed = null;
  }

  toggle(): void {
    if (this.#playing || this.#running) this.pause();
    else this.play();
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#tourSpeed = null;
  }

  /** Moves the playhead to a moment that has been worked out. */
  seek(t: Nanos): void {
    this.#tourSpeed = null;
    this.#at = Math.round(Math.min(Math.max(t, 0), this.#view.now));
  }

  toStart(): void {
    this.seek(0);
  }

  toPresent(): void {
    this.seek(this.#view.now);
  }

  /** Walks once through a finished run and rests at its end. */
  tour(): void {
    this.#at = 0;
    this.#goesOn = false;
    this.#tourSpeed = this.#view.now / NS_PER_MS / TOUR_MS;
    this.#playing = true;
  }

  get isTouring(): boolean {
    return this.#tourSpeed !== null && this.#playing;
  }

  /** Real time has passed. @param elapsedMs since the last call, at most a few frames of it */
  tick(elapsedMs: number): void {
    if (!this.#playing) return;
    const wanted = this.#at + elapsedMs * NS_PER_MS * (this.#tourSpeed ?? this.#speed);
    const { now, settled } = this.#view.facts;
    if (wanted <= now) {
      this.#at = Math.round(wanted);
      return;
    }
    this.#at = now;
    if ((settled && !this.#goesOn) || this.#tourSpeed !== null) this.pause();
    else void this.#ask(Math.round(wanted));
  }

  async #ask(until: Nanos): Promise<void> {
    // One question at a time; the next frame asks on.
    if (this.#asking) return;
    this.#asking = true;
    const at = this.#at;
    try {
      await this.#client.run((api) => api.advance(until, FRAME_WORK));
      // Who has paused meanwhile and gone nowhere else is still at the run's present, and not at an earlier moment.
      if (this.#playing || this.#at === at) this.#at = this.#view.now;
    } catch {
      // The run cannot go on: what the worker said is shown by whoever listens to it.
      this.pause();
    } finally {
      this.#asking = false;
    }
  }

  /** To the next moment at which something happened; at the present, on until something does. */
  async step(): Promise<void> {
    this.pause();
    const { columns } = this.#view;
    const next = columns.countAt(this.#at);
    if (next < columns.length) {
      this.seek(columns.tAt(next));
      return;
    }
    const limit = this.#view.now + STEP_LIMIT_NS;
    const { length } = columns;
    // The run stands where something has happened, so that what is done next is done there.
    while (columns.length === length && this.#view.now < limit)
      await this.#client.run((api) => api.step(limit, SLICE_WORK));
    this.toPresent();
  }

  /** To the moment before at which something happened. */
  stepBack(): void {
    this.pause();
    const { columns } = this.#view;
    let seq = columns.countAt(this.#at) - 1;
    while (seq >= 0 && columns.tAt(seq) >= this.#at) seq--;
    this.seek(seq < 0 ? 0 : columns.tAt(seq));
  }

  /** Carries the script out to its end and on until everything has settled, or should have. */
  async runToEnd(): Promise<void> {
    this.pause();
    this.#running = true;
    let before = -1;
    // Without progress, as for a feed that retries for ever, the worker has given up waiting.
    while (this.#running && !this.#view.facts.settled && this.#view.now !== before) {
      const goesOn = before >= 0;
      before = this.#view.now;
      await this.#client.run((api) => api.runToEnd(SLICE_WORK, goesOn));
      this.#at = this.#view.now;
    }
    this.#running = false;
    this.toPresent();
  }

  /** Carries the script out through its first entries, and stands where the last of them has come back. @param count of those entries */
  async runThrough(count: number): Promise<void> {
    const progress = () => this.#view.now + this.#view.columns.length;
    for (let before = -1; progress() !== before;) {
      before = progress();
      const { isDone } = await this.#client.change(
        (api) => api.runThrough(count, SLICE_WORK),
        ({ update }) => update
      );
      if (isDone) break;
    }
    this.toPresent();
  }
}
