import { EditHistory } from '../../editor/edit-history';
import type { Stretch } from '../../editor/editor-handle';

/**
 * The script of a first visit, before the simulation has come: it can be edited as soon as the page is there, and the editor that takes over
 * goes on with its text, its undo and its caret.
 */
export class EarlyText {
  readonly history = new EditHistory();
  /** What was shown; what is edited here counts only where this is what is opened. */
  readonly original: string;
  #text = $state('');
  /** Where the caret was when the page took over, if the editor had the focus. */
  caret: Stretch | null = null;

  constructor(original: string) {
    this.original = original;
    this.#text = original;
  }

  get text(): string {
    return this.#text;
  }

  get isEdited(): boolean {
    return this.#text !== this.original;
  }

  edit(text: string): void {
    this.#text = text;
  }

  /** Takes over what was typed into the field before the page's scripts had come. */
  adopt(typed: string, at: number): void {
    this.history.record(this.#text, typed, at);
    this.#text = typed;
  }
}
