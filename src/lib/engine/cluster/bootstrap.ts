import type { Timestamp } from '../base/timestamp';
import type { CatalogState } from '../catalog/catalog';
import type { DatabaseDef, Descriptor, Privileges, SchemaDef } from '../catalog/descriptors';

/** What exists before the first statement: databases `defaultdb`, `postgres` and `system`, each with a schema `public`. */
export function bootstrapCatalog(state: CatalogState, at: Timestamp): Descriptor[] {
  const made: Descriptor[] = [];
  for (const name of ['system', 'defaultdb', 'postgres']) {
    const database = makeDatabase(state.nextId++, name, 'root', at);
    made.push(database, makeSchema(state.nextId++, 'public', database.id, 'admin', at));
  }
  return made;
}

const ownedBy = (owner: string): Privileges => ({ owner, grants: [] });

export function makeDatabase(id: number, name: string, owner: string, modified: Timestamp): DatabaseDef {
  return { kind: 'database', id, name, version: 1, modified, dropped: false, privileges: ownedBy(owner) };
}

export function makeSchema(id: number, name: string, database: number, owner: string, modified: Timestamp): SchemaDef {
  return { kind: 'schema', id, name, database, version: 1, modified, dropped: false, privileges: ownedBy(owner) };
}
