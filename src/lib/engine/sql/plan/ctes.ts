import type { Query } from '../ast/select';
import type { ScopeColumn, Scope } from './scope';

/** The WITH tables in reach: those of the query itself and of the queries around it. */
export class Ctes {
  readonly #parent: Ctes | undefined;
  readonly #tables = new Map<string, CteBinding>();

  constructor(parent: Ctes | undefined) {
    this.#parent = parent;
  }

  bind(name: string, binding: CteBinding): void {
    this.#tables.set(name, binding);
  }

  has(name: string): boolean {
    return this.#tables.has(name);
  }

  /** The same tables; what is bound to this one later is not in the copy. */
  copy(): Ctes {
    const copy = new Ctes(this.#parent);
    for (const [name, binding] of this.#tables) copy.bind(name, binding);
    return copy;
  }

  find(name: string): CteBinding | undefined {
    return this.#tables.get(name) ?? this.#parent?.find(name);
  }

  *names(): Iterable<string> {
    yield* this.#tables.keys();
    if (this.#parent) yield* this.#parent.names();
  }
}

/** How a WITH table is read: from its buffer, or by planning its query in place. */
export type CteBinding =
  | {
      readonly kind: 'buffer';
      readonly memo: number;
      readonly columns: readonly Pick<ScopeColumn, 'name' | 'type'>[];
    }
  | {
      readonly kind: 'inline';
      readonly query: Query;
      readonly names: readonly string[];
      /** Where the query was written: what it may see. */
      readonly ctes: Ctes;
      readonly outer: Scope | undefined;
      /** Plans the query to be kept after all: for readers that would run it again and again. */
      readonly buffer: () => CteBinding & { readonly kind: 'buffer' };
    }
  /** A statement without rows: naming it in FROM is an error. */
  | { readonly kind: 'rowless' };
