import type { ErrorEvent } from '../../engine/base/events';
import type { Decorations, Lines, Problem, ResultTag } from '../../editor/editor-handle';
import { upperBound } from '../../timeline/columns';
import { formatDuration } from '../../timeline/time-format';
import type { StatementMark } from '../../timeline/tracks';
import type { Playground } from '../state/playground.svelte';
import type { ScriptOutline } from '../state/script-outline';

/** Statements whose results are shown in the text; of longer scripts the newest. */
const TAGGED = 400;

/** What stands beside the script as of the playhead: how far it has been carried out, what came of it, and its faults. */
export class ScriptDecorations {
  readonly #playground: Playground;
  #typing = $state.raw<readonly Problem[]>([]);
  readonly #begun = $derived.by(() => this.#countBegun());
  readonly #ran = $derived.by(() => this.#findErrors());
  /** The same object as long as nothing in it has changed, since the playhead moves with every picture. */
  readonly #all = $derived.by((): Decorations => {
    const all = this.#collect();
    if (!this.#last || !isSame(this.#last, all)) this.#last = all;
    return this.#last;
  });
  #last: Decorations | undefined;

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  get all(): Decorations {
    return this.#all;
  }

  /** Faults found while typing; those of the run are known anyway. */
  setTyping(problems: readonly Problem[]): void {
    this.#typing = problems;
  }

  get problems(): readonly Problem[] {
    return this.#all.problems;
  }

  /** How many statements have begun by the playhead. Zero where the script no longer says what was run. */
  #countBegun(): number {
    const { view, transport, workspace } = this.#playground;
    void view.version;
    if (workspace.isPastChanged) return 0;
    const { statements } = view.tracks;
    const begun = upperBound(
      statements.map((s) => s.t),
      transport.at
    );
    return Math.min(begun, workspace.outline.entries.length);
  }

  #collect(): Decorations {
    const { workspace, flash } = this.#playground;
    const { outline } = workspace;
    const begun = this.#begun;
    const lines: Lines | null = begun === 0 ? null : outline.linesOf(begun - 1);
    return {
      executedTo: lines?.last ?? 0,
      current: lines,
      problems: [...this.#ran, ...this.#typing.filter((p) => !this.#ran.some((r) => r.from === p.from))],
      tags: this.#tags(outline, begun),
      flash
    };
  }

  #tags(outline: ScriptOutline, begun: number): ResultTag[] {
    const { view, transport } = this.#playground;
    const tags: ResultTag[] = [];
    for (const mark of view.tracks.statements.slice(Math.max(0, begun - TAGGED), begun)) {
      if (mark.returned === null || mark.returned > transport.at) continue;
      const tag = this.#tagOf(mark);
      if (tag) tags.push({ line: outline.linesOf(mark.statement - 1).last, ...tag });
    }
    return tags;
  }

  #tagOf(mark: StatementMark): Omit<ResultTag, 'line'> | undefined {
    const { columns, index } = this.#playground.view;
    const outcomes = index.outcomes.get(mark.statement) ?? [];
    if (mark.failed)
      return index.stream(mark.statement)
        ? { text: 'ended', tone: 'plain' }
        : { text: 'failed', tone: 'failed' };
    const result = outcomes.findLast((seq) => columns.typeAt(seq) === 'result');
    if (result === undefined) return undefined;
    const tag = String(columns.contextAt(result)[0]);
    // A COMMIT of nothing succeeds as well: what a statement warns of is not left to another panel.
    const warning = this.#warningOf(outcomes);
    if (warning !== undefined) return { text: `${tag} · ${warning}`, tone: 'warned' };
    return { text: `${tag} · ${formatDuration((mark.returned ?? mark.t) - mark.t)}`, tone: 'plain' };
  }

  #warningOf(outcomes: readonly number[]): string | undefined {
    const { view, reader } = this.#playground;
    for (const seq of outcomes) {
      const event = view.columns.typeAt(seq) === 'notice' ? reader.get(seq) : undefined;
      if (event?.type === 'notice' && event.severity === 'WARNING') return `warning: ${event.message}`;
    }
    return undefined;
  }

  #findErrors(): Problem[] {
    const { view, reader, workspace } = this.#playground;
    const begun = this.#begun;
    const failed = view.tracks.statements.slice(0, begun).filter((mark) => mark.failed);
    return failed.slice(-50).flatMap((mark) => {
      const seq = view.index.outcomes
        .get(mark.statement)
        ?.findLast((s) => view.columns.typeAt(s) === 'error');
      const event = seq === undefined ? undefined : reader.get(seq);
      // A stream that was stopped is no fault of the script.
      const isFault = event?.type === 'error' && event.sqlstate !== '57014';
      return isFault ? [problemOf(event, workspace.outline)] : [];
    });
  }
}

function isSame(a: Decorations, b: Decorations): boolean {
  return (
    a.executedTo === b.executedTo &&
    a.current?.first === b.current?.first &&
    a.current?.last === b.current?.last &&
    a.flash === b.flash &&
    a.problems.length === b.problems.length &&
    a.problems.every((problem, i) => isAlike(problem, b.problems[i])) &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, i) => isAlike(tag, b.tags[i]))
  );
}

/** Whether two objects of the same plain fields say the same. */
function isAlike<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((field) => a[field] === b[field]);
}

/** An error of the run as a stretch of the script; without a place of its own it lies on the first word of its statement. */
function problemOf(error: ErrorEvent, outline: ScriptOutline): Problem {
  const entry = outline.entries[error.statement - 1];
  const from =
    error.line !== null && error.column !== null
      ? outline.offsetOf(error.line, error.column)
      : outline.offsetOf(entry?.line ?? 1, entry?.column ?? 1);
  const word = /^\S+/.exec(outline.text.slice(from))?.[0].length ?? 1;
  const { sqlstate, message, hint } = error;
  return { from, to: from + (error.length ?? word), sqlstate, message, hint, source: 'run' };
}
