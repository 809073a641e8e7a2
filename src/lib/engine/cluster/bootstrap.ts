import type { Timestamp } from '../base/timestamp';
import type { CatalogState } from '../catalog/catalog';
import type { DatabaseDef, Descriptor, RoleDef, SchemaDef } from '../catalog/descriptors';
import { ADMIN, initialPrivileges, ROOT } from '../catalog/privileges';

/**
 * What exists before the first statement: databases `defaultdb`, `postgres` and `system`, each with a schema `public`, and the
 * roles `root` and `admin`. Numbers are those of a new CockroachDB cluster.
 */
export function bootstrapCatalog(state: CatalogState, at: Timestamp): Descriptor[] {
  const made: Descriptor[] = [makeDatabase(1, 'system', ROOT, at), makeSchema(29, 'public', 1, ROOT, at)];
  for (const name of ['defaultdb', 'postgres']) {
    const database = makeDatabase(state.nextId++, name, ROOT, at);
    made.push(database, makeSchema(state.nextId++, 'public', database.id, ROOT, at));
  }
  const root = makeRole(state.nextRole--, ROOT, true, at);
  return [
    ...made,
    { ...root, memberOf: [{ role: ADMIN, admin: true }] },
    makeRole(state.nextRole--, ADMIN, true, at)
  ];
}

export function makeDatabase(id: number, name: string, owner: string, modified: Timestamp): DatabaseDef {
  const privileges = initialPrivileges('database', owner);
  return { kind: 'database', id, name, version: 1, modified, dropped: false, privileges };
}

export function makeSchema(
  id: number,
  name: string,
  database: number,
  owner: string,
  modified: Timestamp
): SchemaDef {
  const privileges = initialPrivileges('schema', owner, name === 'public');
  return { kind: 'schema', id, name, database, version: 1, modified, dropped: false, privileges };
}

/** A role without anything granted. `login` tells users from roles. */
export function makeRole(id: number, name: string, login: boolean, modified: Timestamp): RoleDef {
  return {
    kind: 'role',
    id,
    name,
    version: 1,
    modified,
    dropped: false,
    privileges: { owner: ADMIN, grants: [] },
    login,
    options: [],
    memberOf: [],
    system: [],
    settings: []
  };
}
