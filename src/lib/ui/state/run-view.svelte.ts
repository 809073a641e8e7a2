import type { HistoryEvent } from '../../engine/base/events';
import { Epoch, type Nanos } from '../../engine/base/timestamp';
import type { RunSettings, RunUpdate } from '../../worker/api';
import type { RunMark } from '../../worker/kept-runs';
import { EventColumns } from '../../timeline/columns';
import { LaneIndex } from '../../timeline/lane-index';
import { isSparse, TrackIndex } from '../../timeline/tracks';
import { RunIndex } from './run-index';

/** How the run stands, beside its history. */
export interface RunFacts {
  readonly run: number;
  readonly settings: RunSettings;
  readonly script: string;
  readonly taken: number;
  readonly idle: boolean;
  readonly settled: boolean;
  readonly now: Nanos;
  /** Which of the workspace's runs this is, and how many others are kept. */
  readonly mark: RunMark;
  readonly kept: number;
}

const NO_RUN: RunFacts = {
  run: 0,
  settings: { seed: 1, start: '1700000000000000000', nodes: 3, version: '', localities: [] },
  script: '',
  taken: 0,
  idle: true,
  settled: true,
  now: 0,
  mark: { id: 1, name: 'Run 1', isNamed: false, madeAt: 0, from: null, cutAt: null },
  kept: 0
};

/**
 * The run as the page knows it. Columns and indexes are large, so they stay outside runes; whoever reads them reads `version` first, which
 * rises with everything taken.
 */
export class RunView {
  readonly columns = new EventColumns();
  readonly lanes = new LaneIndex(this.columns);
  readonly tracks = new TrackIndex(this.columns);
  readonly index = new RunIndex(this.columns);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read behind `version`, like the columns
  readonly #sparse = new Map<number, HistoryEvent>();
  #onCut: (from: number) => void = () => {};
  #version = $state(0);
  #cuts = $state(0);
  #facts = $state.raw<RunFacts>(NO_RUN);
  readonly #epoch = $derived(new Epoch(BigInt(this.#facts.settings.start)));

  /** Rises with every update. */
  get version(): number {
    return this.#version;
  }

  /** Rises whenever events that were there have become void: what was made of them has to be made anew. */
  get cuts(): number {
    return this.#cuts;
  }

  get facts(): RunFacts {
    return this.#facts;
  }

  /** The moment up to which the run has been worked out. */
  get now(): Nanos {
    return this.#facts.now;
  }

  /** Turns inner times into the absolute ones that messages show. */
  get epoch(): Epoch {
    return this.#epoch;
  }

  /** Has a function called with the seq from which on events are void, whenever history is cut. */
  onCut(listener: (from: number) => void): void {
    this.#onCut = listener;
  }

  /** The worker that counted the runs is no more: whatever comes next is another run. */
  forget(): void {
    this.#facts = { ...this.#facts, run: NO_RUN.run };
  }

  /** Which events of an update the page needs whole before it shows the update. */
  sparseSeqs({ history }: RunUpdate): number[] {
    const seqs: number[] = [];
    for (let i = 0; i < history.count; i++) if (isSparse(history.type[i])) seqs.push(history.from + i);
    return seqs;
  }

  /** Takes an update over, all at once. @param events the whole events of `sparseSeqs`, in the same order */
  take(update: RunUpdate, events: readonly HistoryEvent[]): void {
    const { history, run, settings, script, taken, idle, settled, now, mark, kept } = update;
    const isNew = run !== this.#facts.run;
    if (isNew || history.from < this.columns.length) {
      this.#onCut(isNew ? 0 : history.from);
      this.#cuts++;
    }
    if (isNew) this.#clear();
    for (const seq of this.#sparse.keys()) if (seq >= history.from) this.#sparse.delete(seq);
    this.sparseSeqs(update).forEach((seq, i) => this.#sparse.set(seq, events[i]));
    this.columns.take(history, now);
    this.lanes.update(history.from);
    this.tracks.update(history.from, this.#sparse);
    this.index.update(history.from);
    this.#facts = { run, settings, script, taken, idle, settled, now, mark, kept };
    this.#version++;
  }

  #clear(): void {
    this.columns.clear();
    this.#sparse.clear();
    this.lanes.update(0);
    this.tracks.update(0, this.#sparse);
    this.index.update(0);
  }

  /** A sparse event, which is at hand without asking the worker. */
  sparse(seq: number): HistoryEvent | undefined {
    return this.#sparse.get(seq);
  }

  /** Every sparse event, in order. */
  *sparseEvents(): Iterable<readonly [number, HistoryEvent]> {
    yield* this.#sparse;
  }
}
