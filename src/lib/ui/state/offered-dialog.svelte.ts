/** A dialog that only the playground's own page has a place for: an embed keeps nothing, so there is nothing to list in it. */
export class OfferedDialog {
  #isOffered = $state(false);
  #isOpen = $state(false);

  get isOffered(): boolean {
    return this.#isOffered;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  offer(): void {
    this.#isOffered = true;
  }

  open(): void {
    this.#isOpen = this.#isOffered;
  }

  close(): void {
    this.#isOpen = false;
  }
}
