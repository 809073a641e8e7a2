interface Named {
  readonly name: string;
}

/**
 * The names that the things of a table take, which share one space. Lists are added to at their ends while a statement makes one thing
 * after another, so each is looked at once; where a list or the first thing is another one than before, all are read again.
 */
export class TakenNames<T extends Named> {
  readonly #things: () => { readonly first: T | undefined; readonly lists: readonly (readonly T[])[] };
  readonly #counts: (thing: T) => boolean;
  #first: T | undefined;
  #lists: readonly (readonly T[])[] = [];
  readonly #read: number[] = [];
  readonly #names = new Set<string>();
  /** By what names begin with, the first number that may be free. */
  readonly #numbers = new Map<string, number>();

  /** @param things what there is at the moment @param counts whether a thing takes its name at all */
  constructor(
    things: () => { readonly first: T | undefined; readonly lists: readonly (readonly T[])[] },
    counts: (thing: T) => boolean
  ) {
    this.#things = things;
    this.#counts = counts;
  }

  has(name: string): boolean {
    return this.#current().has(name);
  }

  /** The first of `base`, `base1`, `base2` … that is free; `separator` stands before the number. */
  free(base: string, separator = ''): string {
    const names = this.#current();
    if (!names.has(base)) return base;
    let i = this.#numbers.get(base + separator) ?? 1;
    while (names.has(`${base}${separator}${i}`)) i++;
    this.#numbers.set(base + separator, i);
    return `${base}${separator}${i}`;
  }

  #current(): ReadonlySet<string> {
    const { first, lists } = this.#things();
    if (first !== this.#first || lists.some((list, i) => list !== this.#lists[i])) {
      this.#first = first;
      this.#lists = lists;
      this.#read.fill(0);
      this.#names.clear();
      this.#numbers.clear();
      if (first) this.#add(first);
    }
    lists.forEach((list, i) => {
      for (let n = this.#read[i] ?? 0; n < list.length; n++) this.#add(list[n]);
      this.#read[i] = list.length;
    });
    return this.#names;
  }

  #add(thing: T): void {
    if (this.#counts(thing)) this.#names.add(thing.name);
  }
}
