/** A text filter over messages. Their texts lie in the worker, which looks through all of them at once. */
export class DeliverySearch {
  readonly #find: (text: string) => Promise<ArrayLike<number>>;
  #needle = $state('');
  #found = $state.raw<readonly number[]>([]);
  #isSearching = $state(false);
  /** Rises with each search; what an older one finds is dropped. */
  #generation = 0;

  /** @param find gives the seqs of all deliveries that contain a text, in order */
  constructor(find: (text: string) => Promise<ArrayLike<number>>) {
    this.#find = find;
  }

  get needle(): string {
    return this.#needle;
  }

  set needle(text: string) {
    this.#needle = text;
  }

  get isActive(): boolean {
    return this.#needle.trim() !== '';
  }

  get isSearching(): boolean {
    return this.#isSearching;
  }

  /** Seqs of what matches, in order. */
  get found(): readonly number[] {
    return this.#found;
  }

  /** Searches a list of seqs anew. */
  async search(seqs: ArrayLike<number>): Promise<void> {
    const generation = ++this.#generation;
    if (!this.isActive) {
      this.#found = [];
      return;
    }
    this.#isSearching = true;
    const all = await this.#find(this.#needle);
    if (generation !== this.#generation) return;
    this.#found = common(seqs, all);
    this.#isSearching = false;
  }
}

/** What two rising lists share. */
function common(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const both: number[] = [];
  for (let i = 0, k = 0; i < a.length && k < b.length;) {
    if (a[i] === b[k]) {
      both.push(a[i]);
      k++;
      i++;
    } else if (a[i] < b[k]) i++;
    else k++;
  }
  return both;
}
