import type * as monaco from 'monaco-editor/editor';

/** A text as an editor has left it, with what can be undone in it, the caret and how far it was scrolled. */
interface Parked {
  readonly model: monaco.editor.ITextModel;
  readonly view: monaco.editor.ICodeEditorViewState | null;
}

/** Where an editor that is closed leaves its text, undo, caret and scrolling for the next one. */
export class Parking {
  #parked: Parked | null = null;
  #isClosed = false;

  take(): Parked | null {
    const parked = this.#parked;
    this.#parked = null;
    return parked;
  }

  leave(parked: Parked): void {
    // An editor that was still being made leaves late.
    this.#parked?.model.dispose();
    this.#parked = parked;
    if (this.#isClosed) this.close();
  }

  /** Nobody comes back: Monaco keeps a model until it is told. */
  close(): void {
    this.#isClosed = true;
    this.#parked?.model.dispose();
    this.#parked = null;
  }
}
