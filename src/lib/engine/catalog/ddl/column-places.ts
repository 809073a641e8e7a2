import type { ColumnDef } from '../descriptors';

/**
 * Where the columns of a list stand, by id and by name. The list grows at its end while a statement makes one column after another, so
 * each is looked at once; another list, or a shorter one, is read from its start.
 */
export class ColumnPlaces {
  #list: readonly ColumnDef[] = [];
  #read = 0;
  readonly #byId = new Map<number, number>();
  readonly #byName = new Map<string, number>();

  /** The place of a column in the list, -1 for none. */
  ofId(list: readonly ColumnDef[], id: number): number {
    this.#follow(list);
    return this.#byId.get(id) ?? -1;
  }

  /** The place of the first column of a name, -1 for none. */
  ofName(list: readonly ColumnDef[], name: string): number {
    this.#follow(list);
    return this.#byName.get(name) ?? -1;
  }

  #follow(list: readonly ColumnDef[]): void {
    if (list !== this.#list || list.length < this.#read) {
      this.#list = list;
      this.#read = 0;
      this.#byId.clear();
      this.#byName.clear();
    }
    for (; this.#read < list.length; this.#read++) {
      const { id, name } = list[this.#read];
      this.#byId.set(id, this.#read);
      if (!this.#byName.has(name)) this.#byName.set(name, this.#read);
    }
  }
}
