import { readScript, type ScriptEntry } from '../../scenario/script';

/** A script as its entries: which one the caret is in, which lines they take. Entry `n` is statement `n + 1` of the run. */
export class ScriptOutline {
  readonly text: string;
  readonly entries: readonly ScriptEntry[];
  /** Offsets at which lines begin. */
  readonly #lines: number[] = [0];

  constructor(text: string) {
    this.text = text;
    this.entries = readScript(text);
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.#lines.push(i + 1);
  }

  /** The number of the entry at an offset: the one it lies in or just behind, else the next, else the last; -1 for an empty script. */
  entryAt(offset: number): number {
    let best = -1;
    for (let i = 0; i < this.entries.length; i++) {
      const { offset: from, endOffset } = this.entries[i];
      if (offset > endOffset && this.#lineOf(offset) > this.#lineOf(endOffset)) best = i;
      else return from <= offset || best < 0 || this.#lineOf(offset) === this.#lineOf(from) ? i : best;
    }
    return best;
  }

  /** The line of an offset, from 1. */
  lineOf(offset: number): number {
    return this.#lineOf(offset) + 1;
  }

  /** The offset of a place told by line and column, both from 1. */
  offsetOf(line: number, column: number): number {
    const start = this.#lines[Math.min(line, this.#lines.length) - 1] ?? 0;
    return Math.min(start + column - 1, this.text.length);
  }

  /** First and last line of an entry's text, from 1; comments before it are not counted. */
  linesOf(index: number): { readonly first: number; readonly last: number } {
    const entry = this.entries[index];
    return {
      first: entry.line,
      last: Math.max(entry.line, this.#lineOf(Math.max(entry.endOffset - 1, 0)) + 1)
    };
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#lines[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
