import type { Catalog } from './catalog';

/**
 * Names that more than one table has, in different databases or schemas: events about such a table tell its id beside its name, so that
 * whoever reads history knows which is meant. Derived, and made anew when the catalog changes.
 */
export class SharedNames {
  readonly #catalog: Catalog;
  #generation = -1;
  readonly #shared = new Set<string>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  has(name: string): boolean {
    if (this.#generation !== this.#catalog.generation) this.#collect();
    return this.#shared.size > 0 && this.#shared.has(name);
  }

  #collect(): void {
    this.#generation = this.#catalog.generation;
    this.#shared.clear();
    const seen = new Set<string>();
    for (const object of this.#catalog.all()) {
      if (object.kind !== 'table') continue;
      if (seen.has(object.name)) this.#shared.add(object.name);
      seen.add(object.name);
    }
  }
}
