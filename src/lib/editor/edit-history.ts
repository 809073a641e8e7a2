/**
 * What can be undone in a script, as data: the plain editor works with it, and when the large editor has loaded it is told the same steps,
 * so that undo goes back past the change of editors.
 */

export interface TextEdit {
  readonly offset: number;
  readonly removed: string;
  readonly inserted: string;
}

interface Step {
  edit: TextEdit;
  /** When it was made; typing that follows soon joins it. */
  at: number;
}

/** Keys struck within this time are one step. */
const JOIN_MS = 1000;
const MOST_STEPS = 500;

export class EditHistory {
  #done: Step[] = [];
  #undone: TextEdit[] = [];
  /** The text that the newest step has left. */
  #text: string | undefined;

  /** The steps that can be undone, oldest first. */
  get steps(): readonly TextEdit[] {
    return this.#done.map((step) => step.edit);
  }

  /** Notes a change of text. @param at when, in milliseconds of any clock */
  record(before: string, after: string, at: number): void {
    this.#catchUp(before);
    const edit = difference(before, after);
    if (!edit) return;
    this.#text = after;
    this.#undone = [];
    const last = this.#done.at(-1);
    const joined = last && at - last.at < JOIN_MS ? join(last.edit, edit) : undefined;
    if (last && joined) this.#done[this.#done.length - 1] = { edit: joined, at };
    else this.#done.push({ edit, at });
    if (this.#done.length > MOST_STEPS) this.#done.shift();
  }

  /** Ends the step under way: what follows is undone by itself. */
  close(): void {
    const last = this.#done.at(-1);
    if (last) last.at = Number.NEGATIVE_INFINITY;
  }

  /** @returns the text before the newest step with the caret's place in it, or undefined when there is none */
  undo(text: string): { readonly text: string; readonly caret: number } | undefined {
    this.#catchUp(text);
    const step = this.#done.pop();
    if (!step) return undefined;
    const { offset, removed, inserted } = step.edit;
    this.#undone.push(step.edit);
    this.#text = splice(text, offset, inserted.length, removed);
    return { text: this.#text, caret: offset + removed.length };
  }

  redo(text: string): { readonly text: string; readonly caret: number } | undefined {
    this.#catchUp(text);
    const edit = this.#undone.pop();
    if (!edit) return undefined;
    this.#done.push({ edit, at: Number.NEGATIVE_INFINITY });
    this.#text = splice(text, edit.offset, edit.removed.length, edit.inserted);
    return { text: this.#text, caret: edit.offset + edit.inserted.length };
  }

  /** What has changed elsewhere, by a button or in the other editor, is a step as well: those before it would not fit the text any more. */
  #catchUp(text: string): void {
    const missed = this.#text === undefined ? undefined : difference(this.#text, text);
    this.#text = text;
    if (!missed) return;
    this.#undone = [];
    this.#done.push({ edit: missed, at: Number.NEGATIVE_INFINITY });
  }

  /** The text as it was before all steps. */
  original(text: string): string {
    this.#catchUp(text);
    return this.#done.reduceRight(
      (t, { edit }) => splice(t, edit.offset, edit.inserted.length, edit.removed),
      text
    );
  }
}

/** The smallest single edit from one text to another; undefined when they are equal. */
export function difference(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  // A pair of surrogates stays together.
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--;
  let end = 0;
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++;
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end--;
  return {
    offset: start,
    removed: before.slice(start, before.length - end),
    inserted: after.slice(start, after.length - end)
  };
}

const isHighSurrogate = (c: number) => (c & 0xfc00) === 0xd800;
const isLowSurrogate = (c: number) => (c & 0xfc00) === 0xdc00;

export function splice(text: string, offset: number, length: number, inserted: string): string {
  return text.slice(0, offset) + inserted + text.slice(offset + length);
}

/** Typing on, or deleting on, at the same place. A line break begins a step of its own. */
function join(a: TextEdit, b: TextEdit): TextEdit | undefined {
  if (b.inserted.includes('\n') || b.inserted.length > 1 || b.removed.length > 1) return undefined;
  if (b.removed === '' && a.removed === '' && b.offset === a.offset + a.inserted.length)
    return { ...a, inserted: a.inserted + b.inserted };
  if (b.inserted === '' && a.inserted === '' && b.offset + b.removed.length === a.offset)
    return { offset: b.offset, removed: b.removed + a.removed, inserted: '' };
  return undefined;
}
