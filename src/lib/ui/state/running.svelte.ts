import type { Nanos } from '../../engine/base/timestamp';
import { branchName, branchSentence } from '../runs/run-words';
import type { RunClient } from './run-client';
import type { RunView } from './run-view.svelte';
import { ScriptOutline } from './script-outline';
import type { Selection } from './selection.svelte';
import type { Transport } from './transport.svelte';
import type { Workspace } from './workspace.svelte';

/** A line that a button put into the script, and how to take it back. */
export interface Undoable {
  readonly label: string;
  readonly script: string;
}

/** A stretch of the script that has just been run, to be lit up for a moment. */
export interface Flash {
  readonly from: number;
  readonly to: number;
}

interface Parts {
  readonly client: RunClient;
  readonly view: RunView;
  readonly transport: Transport;
  readonly workspace: Workspace;
  readonly selection: Selection;
  /** Whether the runs before can be seen in the page. */
  readonly hasRuns: () => boolean;
  /** Does something that takes a while; what goes wrong becomes a notice. */
  readonly working: <T>(work: () => Promise<T>) => Promise<T>;
}

/** The topic of the sentence that tells of a branch: there is one at a time. */
const BRANCH = 'branch';
/** As the worker keeps them. */
const UNDO_KEPT = 100;

/** What is done with the script: running it, or parts of it, and taking that back (design §5a). */
export class Running {
  readonly #parts: Parts;
  /** Newest last. */
  #undoables = $state.raw<readonly Undoable[]>([]);
  #flash = $state.raw<Flash | null>(null);
  #isFresh = $state(false);
  #swaps = $state(0);

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether this is a first visit that still shows the example as it came. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** The newest press of a button, while the script is still what it made of it. */
  get undoable(): Undoable | null {
    const newest = this.#undoables.at(-1);
    return newest?.script === this.#parts.workspace.draft ? newest : null;
  }

  get flash(): Flash | null {
    return this.#flash;
  }

  /** Rises whenever a run with answers of its own is shown: a branch, a kept run, another workspace. */
  get swaps(): number {
    return this.#swaps;
  }

  /** Another workspace is shown. */
  begin(isFresh: boolean): void {
    this.#isFresh = isFresh;
    this.#undoables = [];
    this.#swaps++;
    this.#parts.workspace.withdraw(BRANCH);
  }

  /** A new run of the whole script on a fresh cluster, played from its start. */
  async runAll(): Promise<void> {
    const { client, transport, workspace, selection, working } = this.#parts;
    const { draft } = workspace;
    transport.pause();
    await working(() => client.run((api) => api.runAll(draft)));
    this.#tookOver();
    this.#undoables = [];
    this.#isFresh = false;
    workspace.withdraw(BRANCH);
    selection.clear();
    transport.toStart();
    transport.play();
  }

  /**
   * Runs the statement at the caret. One that is still to come runs in its place, behind those before it; one that has run runs again as a
   * new line at the playhead.
   * @param index of its entry
   */
  async runEntry(index: number): Promise<void> {
    const { outline } = this.#parts.workspace;
    const { offset, endOffset } = outline.entries[index];
    if (!this.#isAhead(index)) return this.#runAgain(offset, endOffset);
    await this.#runThrough(index);
  }

  /**
   * Runs a selection: whole statements that come next in their place, anything else as new lines at the playhead.
   * @param from to offsets of the selection in the draft
   */
  async runSelection(from: number, to: number): Promise<void> {
    const { view, workspace } = this.#parts;
    const { entries } = workspace.outline;
    const first = view.facts.taken;
    const last = entries.findLastIndex(({ offset }) => offset < to);
    const isNext =
      this.#isAhead(last) &&
      last >= first &&
      entries.findIndex(({ endOffset }) => endOffset > from) === first &&
      from <= entries[first].offset &&
      to >= entries[last].endOffset - 1;
    if (isNext) await this.#runThrough(last);
    else await this.#runAgain(from, to);
  }

  /** Whether an entry is one that the run has yet to come to. */
  #isAhead(index: number): boolean {
    const { view, transport, workspace } = this.#parts;
    return transport.isAtPresent && !workspace.isPastChanged && index >= view.facts.taken;
  }

  async #runAgain(from: number, to: number): Promise<void> {
    this.#flash = { from, to };
    await this.append(this.#parts.workspace.draft.slice(from, to).trim(), 'Run again');
  }

  /** Runs on through an entry that is still to come. */
  async #runThrough(index: number): Promise<void> {
    const { view, transport, workspace, working } = this.#parts;
    const { entries } = workspace.outline;
    this.#flash = { from: entries[view.facts.taken].offset, to: entries[index].endOffset };
    transport.pause();
    await working(async () => {
      await this.takeOver();
      await transport.runThrough(index + 1);
    });
    this.#isFresh = false;
  }

  /**
   * Puts lines into the script and carries them out: what every button does. At the run's present they become part of it; where the playhead
   * stands at an earlier moment they begin a branch there.
   */
  async append(lines: string, label: string, session?: string): Promise<void> {
    if (lines === '') return;
    const { client, transport, workspace, working } = this.#parts;
    const { draft } = workspace;
    const wasPlaying = transport.isPlaying;
    const at = transport.isAtPresent ? null : transport.at;
    transport.pause();
    await working(async () => {
      const text = lines.endsWith(';') || lines.startsWith('\\') ? lines : `${lines};`;
      const { offset } = await client.change(
        (api) =>
          at === null
            ? api.append(draft, text, session)
            : api.branch(draft, text, at, branchName(at, lines), session),
        ({ update }) => update
      );
      this.#tookOver();
      this.#did(label, offset, text);
      if (at !== null) {
        this.#swaps++;
        workspace.notify('info', branchSentence(at, this.#parts.hasRuns()), BRANCH);
      }
      const { entries } = workspace.outline;
      const first = entries.findIndex((e) => e.endOffset > offset);
      // Lines for another session have a line before them that switches to it.
      const isSwitched = entries[first]?.text === `\\session ${session}`;
      const last = first + new ScriptOutline(text).entries.length + (isSwitched ? 1 : 0);
      await transport.runThrough(last);
    });
    this.#isFresh = false;
    if (wasPlaying) transport.play();
  }

  /** Puts lines into the script at a moment that has passed; what came after it is worked out anew, up to the run's present. */
  async insertAt(at: Nanos, lines: string, label: string): Promise<void> {
    const { client, transport, workspace, working } = this.#parts;
    const { draft } = workspace;
    transport.pause();
    await working(async () => {
      const { offset } = await client.change(
        (api) => api.append(draft, lines, undefined, at),
        ({ update }) => update
      );
      this.#tookOver();
      this.#did(label, offset, lines);
      transport.seek(at);
    });
    this.#isFresh = false;
  }

  #did(label: string, offset: number, text: string): void {
    const { script } = this.#parts.view.facts;
    this.#undoables = [...this.#undoables, { label, script }].slice(-UNDO_KEPT);
    this.#flash = { from: offset, to: offset + text.length };
  }

  /** Takes the newest press of a button back: the run is as if it had not happened. */
  async undo(): Promise<void> {
    const { client, transport, workspace, working } = this.#parts;
    transport.pause();
    const undone = await working(() =>
      client.change(
        (api) => api.undo(),
        (answer) => answer?.update ?? null
      )
    );
    this.#tookOver();
    this.#undoables = undone ? this.#undoables.slice(0, -1) : [];
    if (undone?.branch) {
      const { at, draft } = undone.branch;
      this.#swaps++;
      workspace.withdraw(BRANCH);
      if (draft !== null) workspace.edit(draft);
      transport.seek(at);
    } else transport.toPresent();
  }

  /** Shows a kept run in place of the present one, which is kept. @returns whether there is such a run */
  async showRun(id: number): Promise<boolean> {
    const { client, transport, workspace, selection, working } = this.#parts;
    const { draft } = workspace;
    transport.pause();
    const shown = await working(() =>
      client.change(
        (api) => api.showRun(id, draft),
        (answer) => answer?.update ?? null
      )
    );
    if (!shown) return false;
    this.#tookOver();
    this.#undoables = [];
    this.#swaps++;
    workspace.withdraw(BRANCH);
    if (shown.draft !== null) workspace.edit(shown.draft);
    selection.clear();
    transport.toPresent();
    return true;
  }

  /** Plays on with the script as it is written now. */
  async play(): Promise<void> {
    const { transport, working } = this.#parts;
    await working(() => this.takeOver());
    this.#isFresh = false;
    transport.play();
  }

  /** The run goes on with the script as it is written, where that is another one. */
  async takeOver(): Promise<void> {
    const { client, workspace } = this.#parts;
    if (!workspace.isDirty) return;
    const { draft } = workspace;
    await client.run((api) => api.setScript(draft));
    this.#tookOver();
  }

  async runToEnd(): Promise<void> {
    const { transport, workspace, working } = this.#parts;
    if (workspace.isDirty) await this.play();
    await working(() => transport.runToEnd());
  }

  #tookOver(): void {
    const { view, workspace, selection } = this.#parts;
    workspace.settle(view.facts.script);
    if (selection.seq !== null && selection.seq >= view.columns.length) selection.clear();
  }
}
