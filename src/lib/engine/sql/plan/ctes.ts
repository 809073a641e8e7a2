import type { Query } from '../ast/select';
import type { ScopeColumn, Scope } from './scope';

/** The WITH tables in reach: those of the query itself and of the queries around it. */
export class Ctes {
  readonly #parent: Ctes | undefined;
  /** Tables with their place in the WITH clause. */
  readonly #tables: Map<string, { binding: CteBinding; readonly place: number }>;
  /** Tables from this place on are not seen. */
  readonly #end: number;

  constructor(parent: Ctes | undefined, before?: Ctes) {
    this.#parent = parent;
    this.#tables = before ? before.#tables : new Map();
    this.#end = before ? before.#tables.size : Number.POSITIVE_INFINITY;
  }

  bind(name: string, binding: CteBinding): void {
    const known = this.#tables.get(name);
    if (known) known.binding = binding;
    else this.#tables.set(name, { binding, place: this.#tables.size });
  }

  has(name: string): boolean {
    return this.#own(name) !== undefined;
  }

  /** The tables as they are now: what is bound to this one later is not seen. The tables are shared, as there may be thousands. */
  sofar(): Ctes {
    return new Ctes(this.#parent, this);
  }

  find(name: string): CteBinding | undefined {
    return this.#own(name) ?? this.#parent?.find(name);
  }

  #own(name: string): CteBinding | undefined {
    const table = this.#tables.get(name);
    return table && table.place < this.#end ? table.binding : undefined;
  }

  *names(): Iterable<string> {
    for (const [name, { place }] of this.#tables) if (place < this.#end) yield name;
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
      /** How many queries are planned in its place: its own, and those of the tables it reads. */
      readonly queries: number;
      /** Plans the query to be kept after all: for readers that would run it again and again. */
      readonly buffer: () => CteBinding & { readonly kind: 'buffer' };
    }
  /** A statement without rows: naming it in FROM is an error. */
  | { readonly kind: 'rowless' };
