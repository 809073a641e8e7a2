import type { Nanos } from '../engine/base/timestamp';
import type { RunConfig } from '../engine/cluster/state';
import type { RunSettings } from './api';
import { isSameConfig, RunShelf, type RunsState } from './kept-runs';
import { countSent } from './run-counts';
import { RunHost } from './run-host';
import { branchAt, insertAt } from './script-edit';

/**
 * The run that is shown and the ones that were shown before: what begins a run, goes on with it, branches off it, and takes any of that
 * back (design §5a).
 */

/** Who has to know of it. */
export interface RunListener {
  /** History from a seq on is another one. */
  cut(from: number): void;
  /** Another run is shown: all of history is. */
  replaced(): void;
  /** The run that was shown until now is among the kept ones and nowhere else. */
  kept(): void;
}

/** Something that can be taken back. */
interface UndoStep {
  readonly script: string;
  /** The run that a branch was made from; null for what is none. */
  readonly from: number | null;
}

/** How often something can be taken back. */
const UNDO_KEPT = 100;

export class RunDesk {
  readonly #listener: RunListener;
  #host = new RunHost();
  #shelf = new RunShelf();
  /** Newest last. */
  #undo: UndoStep[] = [];

  constructor(listener: RunListener) {
    this.#listener = listener;
  }

  get host(): RunHost {
    return this.#host;
  }

  get shelf(): RunShelf {
    return this.#shelf;
  }

  /** Another workspace is shown. */
  open(host: RunHost, runs?: RunsState): void {
    this.#shelf = new RunShelf(runs);
    this.#use(host);
  }

  #use(host: RunHost): void {
    this.#host = host;
    this.#undo = [];
    this.#listener.replaced();
  }

  runAll(script: string, { start, ...others }: Partial<RunSettings>): void {
    const { config: before } = this.#host;
    const config: RunConfig = {
      ...before,
      ...others,
      ...(start === undefined ? {} : { start: BigInt(start) })
    };
    if (script !== this.#host.script || !isSameConfig(config, before)) {
      const same = this.#shelf.findSame(config, script);
      this.#keep();
      if (same) this.#shelf.show(same);
      else this.#shelf.begin();
    }
    const host = new RunHost(config);
    host.setScript(script);
    this.#use(host);
  }

  /** The script as it is written. Where that changes what has been carried out it is another run, and the one before is kept. */
  setScript(script: string): void {
    if (this.#host.changesPast(script)) {
      this.#keep();
      this.#shelf.begin();
    }
    this.#change((host) => host.setScript(script));
  }

  /** @returns where the lines begin in the new script */
  append(script: string, lines: string, session?: string, at?: Nanos): number {
    this.setScript(script);
    const { now } = this.#host;
    if (at !== undefined) this.#change((host) => host.goBack(at));
    this.#canUndo({ script, from: null });
    const { entries, position } = this.#host;
    const { text, offset } = insertAt(script, entries, position, lines, session);
    this.#change((host) => host.setScript(text));
    // The lines begin now; their results come as time passes. What lies behind an earlier moment is worked out anew.
    this.#host.advance(now, Number.MAX_SAFE_INTEGER);
    return offset;
  }

  /** @returns where the lines begin in the branch's script */
  branch(draft: string, lines: string, at: Nanos, name: string, session?: string): number {
    this.#canUndo({ script: this.#host.script, from: this.#shelf.present.id });
    this.#keep(draft);
    this.#shelf.begin({ name, cutAt: at });
    this.#change((host) => host.goBack(at));
    const { script, entries, cut } = this.#host;
    const { text, offset } = branchAt(script, entries, cut, lines, session);
    this.#change((host) => host.setScript(text));
    return offset;
  }

  #canUndo(step: UndoStep): void {
    this.#undo.push(step);
    if (this.#undo.length > UNDO_KEPT) this.#undo.shift();
  }

  /** @returns undefined where there is nothing to take back; what the page has to know of a branch, null for what was none */
  undo(): { readonly at: Nanos; readonly draft: string | null } | null | undefined {
    const step = this.#undo.pop();
    if (!step) return undefined;
    this.#change((host) => host.setScript(step.script));
    const before = step.from === null ? undefined : this.#shelf.find(step.from);
    const { cutAt } = this.#shelf.present;
    if (!before || cutAt === null) return null;
    // The branch is given up as if it had not been: the run before is shown as it was left.
    this.#host.advance(before.now, Number.MAX_SAFE_INTEGER);
    this.#shelf.show(before);
    return { at: cutAt, draft: before.draft };
  }

  /**
   * Shows a kept run in place of this one. @param draft what stands in the editor
   * @returns undefined for a run that is not there; what stood in the editor then, null where that was the script
   */
  show(id: number, draft: string): string | null | undefined {
    const run = this.#shelf.find(id);
    if (!run) return undefined;
    this.#keep(draft);
    this.#shelf.show(run);
    const host = new RunHost(run.config);
    host.setScript(run.script);
    host.advance(run.now, Number.MAX_SAFE_INTEGER);
    this.#use(host);
    return run.draft;
  }

  #keep(draft = this.#host.script): void {
    const { config, script, now, log } = this.#host;
    this.#shelf.keep({ config, script, draft: draft === script ? null : draft, now, counts: countSent(log) });
    this.#listener.kept();
  }

  #change(work: (host: RunHost) => number): void {
    this.#listener.cut(work(this.#host));
  }
}
