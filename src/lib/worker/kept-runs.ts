import type { Nanos } from '../engine/base/timestamp';
import type { RunConfig } from '../engine/cluster/state';
import type { RunCounts } from './run-counts';

/**
 * The runs of a workspace (design §5a): the one that is shown, and those that were shown before. A run is its script, seed and cluster, so
 * that is all that is kept of it; the same script on the same cluster is the same run.
 */

/** What tells a run from the others of its workspace. */
export interface RunMark {
  /** Counted in its workspace, from 1; never given twice. */
  readonly id: number;
  readonly name: string;
  /** Whether somebody has given it its name: then it stays until somebody deletes it. */
  readonly isNamed: boolean;
  /** Milliseconds since 1970 of this browser's clock. */
  readonly madeAt: number;
  /** The run that it was made from; null for the first. */
  readonly from: number | null;
  /** The moment of that run at which its log was cut; null for what is no branch. */
  readonly cutAt: Nanos | null;
}

/** What it takes to make a run again. */
export interface RunContents {
  readonly config: RunConfig;
  readonly script: string;
  /** What stood in the editor and had not been run; null where that was the script itself. */
  readonly draft: string | null;
  /** How far it had been worked out. */
  readonly now: Nanos;
  readonly counts: RunCounts;
}

export interface KeptRun extends RunMark, RunContents {
  /** When it was left for another one, as `madeAt`. */
  readonly keptAt: number;
}

/** Plain data, and another object with every change. */
export interface RunsState {
  readonly present: RunMark;
  /** The one kept last is the last. */
  readonly kept: readonly KeptRun[];
  /** The highest `id` there has been. */
  readonly lastId: number;
}

/** How many runs without a name of their own are kept, and how long their scripts may be together. */
export const UNNAMED_KEPT = 20;
const UNNAMED_CHARS = 20_000_000;

export class RunShelf {
  #state: RunsState;
  /** What has been deleted since the page was opened and where it was, so that it can be put back. */
  readonly #deleted = new Map<number, { readonly run: KeptRun; readonly place: number }>();

  constructor(state: RunsState = firstRun()) {
    this.#state = state;
  }

  get state(): RunsState {
    return this.#state;
  }

  get present(): RunMark {
    return this.#state.present;
  }

  find(id: number): KeptRun | undefined {
    return this.#state.kept.find((run) => run.id === id);
  }

  /** A kept run that is the same as what is about to be run. */
  findSame(config: RunConfig, script: string): KeptRun | undefined {
    return this.#state.kept.findLast((run) => run.script === script && isSameConfig(run.config, config));
  }

  /** Puts the run that is shown among the kept ones. An empty script is nothing to come back to. */
  keep(contents: RunContents): void {
    if (contents.script.trim() === '' && contents.draft === null) return;
    this.#set({ kept: bounded([...this.#state.kept, { ...this.present, ...contents, keptAt: Date.now() }]) });
  }

  /** Another run is shown, made from the one before. @param branch where it is one */
  begin(branch?: { readonly name: string; readonly cutAt: Nanos }): void {
    const id = this.#state.lastId + 1;
    const mark = { ...makeMark(id), from: this.present.id, ...branch };
    this.#set({ present: mark, lastId: id });
  }

  /** A kept run is shown again, and no longer among the others. */
  show({ id, name, isNamed, madeAt, from, cutAt }: KeptRun): void {
    this.#set({
      present: { id, name, isNamed, madeAt, from, cutAt },
      kept: this.#state.kept.filter((run) => run.id !== id)
    });
  }

  /** Gives a run a name, with which it stays; without one it is called as before it had any. */
  rename(id: number, name: string): void {
    const renamed = <T extends RunMark>(run: T): T => {
      if (run.id !== id) return run;
      return { ...run, name: name === '' ? `Run ${id}` : name, isNamed: name !== '' };
    };
    this.#set({ present: renamed(this.present), kept: this.#state.kept.map(renamed) });
  }

  delete(id: number): void {
    const place = this.#state.kept.findIndex((run) => run.id === id);
    if (place < 0) return;
    this.#deleted.set(id, { run: this.#state.kept[place], place });
    this.#set({ kept: this.#state.kept.filter((run) => run.id !== id) });
  }

  /** Puts back what was deleted. */
  putBack(id: number): void {
    const deleted = this.#deleted.get(id);
    if (!deleted) return;
    this.#deleted.delete(id);
    const kept = [...this.#state.kept];
    kept.splice(deleted.place, 0, deleted.run);
    this.#set({ kept });
  }

  #set(change: Partial<RunsState>): void {
    this.#state = { ...this.#state, ...change };
  }
}

export const isSameConfig = (a: RunConfig, b: RunConfig): boolean =>
  a.seed === b.seed &&
  a.start === b.start &&
  a.nodes === b.nodes &&
  a.version === b.version &&
  a.localities.length === b.localities.length &&
  a.localities.every((locality, i) => locality === b.localities[i]);

/** The state of a workspace that has just been made. */
export const firstRun = (): RunsState => ({ present: makeMark(1), kept: [], lastId: 1 });

const makeMark = (id: number): RunMark => ({
  id,
  name: `Run ${id}`,
  isNamed: false,
  madeAt: Date.now(),
  from: null,
  cutAt: null
});

/** Without the oldest of those that nobody has named, once there are too many; the newest always stays. */
function bounded(runs: readonly KeptRun[]): KeptRun[] {
  let count = 0;
  let chars = 0;
  const stays = ({ isNamed, script, draft }: KeptRun) => {
    if (isNamed) return true;
    chars += script.length + (draft?.length ?? 0);
    return ++count === 1 || (count <= UNNAMED_KEPT && chars <= UNNAMED_CHARS);
  };
  return [...runs].reverse().filter(stays).reverse();
}
