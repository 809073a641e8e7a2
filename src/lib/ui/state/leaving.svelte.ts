import type { StorageState } from '../../worker/api';
import type { ExportedFile } from '../../worker/run-share';
import { save } from '../parts/save-file';
import { OfferedDialog } from './offered-dialog.svelte';
import type { Workspace } from './workspace.svelte';

interface Parts {
  readonly workspace: Workspace;
  /** Has everything written now. */
  readonly flush: () => Promise<StorageState>;
  /** What is shown, as a file. */
  readonly exportFile: () => Promise<ExportedFile>;
}

/**
 * Work that this browser could not store is only given up knowingly: whatever opens something else in its place, a link, a file, an example, a
 * workspace of the list, asks here first. An embed keeps nothing and asks nothing.
 */
export class Leaving extends OfferedDialog {
  readonly #parts: Parts;
  #answer: ((mayLeave: boolean) => void) | null = null;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
  }

  /** Why nothing is stored, in a sentence. */
  get reason(): string {
    const { storage } = this.#parts.workspace;
    return 'reason' in storage ? storage.reason : '';
  }

  /** @returns whether something else may be opened; asks while that would lose work */
  async mayLeave(): Promise<boolean> {
    const { workspace, flush } = this.#parts;
    if (!this.isOffered) return true;
    // Whether it can be written is known once it has been tried.
    if (workspace.storage.kind === 'saving') workspace.setStorage(await flush());
    if (!workspace.isUnsaved) return true;
    this.#end(false);
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.open();
    });
  }

  /** Saves what is shown as a file, and lets what was asked for be opened. */
  async saveAndLeave(): Promise<void> {
    const { name, text, stripped } = await this.#parts.exportFile();
    save(name, text);
    if (stripped.length > 0)
      this.#parts.workspace.notify(
        'warning',
        `${name} was saved without its secrets (${stripped.join(', ')}).`
      );
    this.leave();
  }

  leave(): void {
    this.#end(true);
  }

  override close(): void {
    this.#end(false);
  }

  #end(mayLeave: boolean): void {
    super.close();
    this.#answer?.(mayLeave);
    this.#answer = null;
  }
}
