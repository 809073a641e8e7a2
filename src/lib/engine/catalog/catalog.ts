import { assert } from '../base/assert';
import { isAtOrBefore, laterOf, MIN_TIMESTAMP, type Timestamp } from '../base/timestamp';
import type { Descriptor, SchemaObject } from './descriptors';

/**
 * The catalog: every object's descriptor versions by time. Names are looked up in the newest versions through an index,
 * at an earlier moment by going through the versions, and in a transaction through what it has staged.
 */
export interface CatalogState {
  nextId: number;
  /** Roles have numbers of their own, falling from -2, so that tables count as in CockroachDB. */
  nextRole: number;
  /** Versions of each object, oldest first; the last one may say `dropped`. */
  objects: Map<number, Descriptor[]>;
  /** Rises with every change; whatever was derived from an older catalog is worthless. */
  generation: number;
}

/** Ids below this belong to the system database: `defaultdb` is 100 and the first table 104, as in CockroachDB. */
const FIRST_USER_ID = 100;

export const makeCatalogState = (): CatalogState => ({
  nextId: FIRST_USER_ID,
  nextRole: -2,
  objects: new Map(),
  generation: 0
});

/** The parent under which the names of roles stand. */
export const ROLES = -1;
/** The parent under which the names of external connections stand. */
export const EXTERNAL_CONNECTIONS = -2;

/** The parent under which a schema's functions stand: their names are none of its relations'. Ids of schemas are above 2. */
export const functionsOf = (schema: number): number => -schema;

/** Where an object's name stands: databases under 0, roles under `ROLES`, schemas under their database, the rest under their schema. */
function parentOf(descriptor: Descriptor): number {
  switch (descriptor.kind) {
    case 'database':
      return 0;
    case 'role':
      return ROLES;
    case 'externalConnection':
      return EXTERNAL_CONNECTIONS;
    case 'schema':
      return descriptor.database;
    case 'function':
      return functionsOf(descriptor.schema);
    default:
      return descriptor.schema;
  }
}

/** Read access to descriptors as of some moment: what planning sees. */
export interface CatalogView {
  /** Rises whenever a lookup might give another answer than before. */
  readonly generation: number;
  get(id: number): Descriptor | undefined;
  find(parent: number, name: string): Descriptor | undefined;
  children(parent: number): Descriptor[];
}

export class Catalog implements CatalogView {
  readonly #state: CatalogState;
  /** Newest public object by parent and name; derived. */
  readonly #names = new Map<number, Map<string, number>>();
  /** Derived. */
  #lastModified: Timestamp = MIN_TIMESTAMP;

  constructor(state: CatalogState) {
    this.#state = state;
    for (const versions of state.objects.values()) this.#index(versions.at(-1)!, undefined); // never empty
  }

  get generation(): number {
    return this.#state.generation;
  }

  /** When the newest of all versions became valid. */
  get lastModified(): Timestamp {
    return this.#lastModified;
  }

  newId(): number {
    return this.#state.nextId++;
  }

  newRoleId(): number {
    return this.#state.nextRole--;
  }

  /** The newest version of an object that has not been dropped. */
  get(id: number): Descriptor | undefined {
    const newest = this.#state.objects.get(id)?.at(-1);
    return newest?.dropped ? undefined : newest;
  }

  /** Every version of an object, oldest first, dropped or not. */
  versions(id: number): readonly Descriptor[] {
    return this.#state.objects.get(id) ?? [];
  }

  /** The version valid at a moment; undefined before the object was made and after it was dropped. */
  at(id: number, ts: Timestamp): Descriptor | undefined {
    const versions = this.#state.objects.get(id) ?? [];
    for (let i = versions.length - 1; i >= 0; i--)
      if (isAtOrBefore(versions[i].modified, ts)) return versions[i].dropped ? undefined : versions[i];
    return undefined;
  }

  find(parent: number, name: string): Descriptor | undefined {
    const id = this.#names.get(parent)?.get(name);
    return id === undefined ? undefined : this.get(id);
  }

  children(parent: number): Descriptor[] {
    const ids = this.#names.get(parent);
    return ids ? [...ids.values()].map((id) => this.get(id)!) : []; // names lead to objects that exist
  }

  /** All objects that exist now, in the order in which they were made. */
  all(): Descriptor[] {
    return [...this.#state.objects.keys()].map((id) => this.get(id)).filter((d) => d !== undefined);
  }

  /** Makes new versions valid. Their `modified` must be later than that of the versions before. */
  publish(descriptors: readonly Descriptor[]): void {
    for (const descriptor of descriptors) {
      const versions = this.#state.objects.get(descriptor.id) ?? [];
      const before = versions.at(-1);
      assert(
        !before || !isAtOrBefore(descriptor.modified, before.modified),
        () => `${descriptor.name}: version in the past`
      );
      this.#state.objects.set(descriptor.id, [...versions, descriptor]);
      this.#index(descriptor, before);
    }
    this.#state.generation++;
  }

  /** The catalog as it was. */
  asOf(ts: Timestamp): CatalogView {
    const alive = () =>
      [...this.#state.objects.keys()].map((id) => this.at(id, ts)).filter((d) => d !== undefined);
    return {
      generation: this.generation,
      get: (id) => this.at(id, ts),
      find: (parent, name) => alive().find((d) => d.name === name && parentOf(d) === parent),
      children: (parent) => alive().filter((d) => parentOf(d) === parent)
    };
  }

  #index(descriptor: Descriptor, before: Descriptor | undefined): void {
    this.#lastModified = laterOf(this.#lastModified, descriptor.modified);
    if (before && !before.dropped) this.#names.get(parentOf(before))?.delete(before.name);
    if (descriptor.dropped) return;
    const parent = parentOf(descriptor);
    let names = this.#names.get(parent);
    if (!names) this.#names.set(parent, (names = new Map()));
    names.set(descriptor.name, descriptor.id);
  }
}

/** Changes a transaction has made to the catalog and not committed: it alone sees them. */
export interface StagedChanges {
  /** Newest staged version of each object. */
  objects: Map<number, Descriptor>;
  generation: number;
}

export const makeStagedChanges = (): StagedChanges => ({ objects: new Map(), generation: 0 });

/** The catalog with a transaction's own changes laid over it. */
export class StagedCatalog implements CatalogView {
  readonly #base: Catalog;
  readonly #staged: StagedChanges;

  constructor(base: Catalog, staged: StagedChanges) {
    this.#base = base;
    this.#staged = staged;
  }

  get generation(): number {
    // Staged changes make a generation that no published catalog has.
    return this.#staged.objects.size === 0 ? this.#base.generation : -1 - this.#staged.generation;
  }

  newId(): number {
    return this.#base.newId();
  }

  newRoleId(): number {
    return this.#base.newRoleId();
  }

  get(id: number): Descriptor | undefined {
    const staged = this.#staged.objects.get(id);
    return staged ? (staged.dropped ? undefined : staged) : this.#base.get(id);
  }

  find(parent: number, name: string): Descriptor | undefined {
    for (const staged of this.#staged.objects.values())
      if (!staged.dropped && staged.name === name && parentOf(staged) === parent) return staged;
    const found = this.#base.find(parent, name);
    return found && this.#staged.objects.has(found.id) ? undefined : found;
  }

  children(parent: number): Descriptor[] {
    const staged = [...this.#staged.objects.values()];
    return [
      ...this.#base.children(parent).filter((d) => !this.#staged.objects.has(d.id)),
      ...staged.filter((d) => !d.dropped && parentOf(d) === parent)
    ];
  }

  stage(descriptor: Descriptor): void {
    this.#staged.objects.set(descriptor.id, descriptor);
    this.#staged.generation++;
  }
}

export function isSchemaObject(descriptor: Descriptor | undefined): descriptor is SchemaObject {
  return descriptor !== undefined && 'schema' in descriptor && descriptor.kind !== 'function';
}
