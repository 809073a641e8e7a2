import { SqlError, type Span } from '../base/errors';
import { functionsOf, isSchemaObject, type CatalogView } from '../catalog/catalog';
import type { DatabaseDef, FunctionDef, SchemaDef, SchemaObject } from '../catalog/descriptors';
import type { ObjectName } from '../sql/ast/name';

/** Finds objects by name as CockroachDB does: along the search path of the session's database, or as qualified. */

export interface QualifiedName {
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  readonly object: string;
  readonly span?: Span;
}

/** Schemas that every database has and nobody can change. */
export const VIRTUAL_SCHEMAS: readonly string[] = [
  'crdb_internal',
  'information_schema',
  'pg_catalog',
  'pg_extension'
];

export interface FoundObject {
  readonly database: DatabaseDef;
  readonly schema: SchemaDef;
  readonly object: SchemaObject;
}

export class NameResolver {
  readonly #view: CatalogView;
  readonly #database: string;
  readonly #path: readonly string[];

  /** @param path schemas to search, in order, virtual ones left out */
  constructor(view: CatalogView, database: string, path: readonly string[]) {
    this.#view = view;
    this.#database = database;
    this.#path = path;
  }

  database(name: string, span?: Span): DatabaseDef {
    const found = this.#view.find(0, name);
    if (found?.kind !== 'database')
      throw new SqlError('3D000', `database "${name}" does not exist`, { span });
    return found;
  }

  /** The session's database. @throws SqlError 3D000 when none is set or it is gone */
  currentDatabase(): DatabaseDef {
    if (this.#database === '')
      throw new SqlError('3D000', 'no database specified', {
        hint: 'USE a database, or name it: database.schema.table'
      });
    return this.database(this.#database);
  }

  findSchema(database: DatabaseDef, name: string): SchemaDef | undefined {
    const found = this.#view.find(database.id, name);
    return found?.kind === 'schema' ? found : undefined;
  }

  /** The schema a new object goes into: as qualified, else the first of the path that exists. @throws SqlError 3D000, 3F000 */
  schemaForNew(name: QualifiedName): { database: DatabaseDef; schema: SchemaDef } {
    const place = this.#place(name);
    if (place) {
      if (VIRTUAL_SCHEMAS.includes(place.schemaName))
        throw new SqlError('42501', `schema "${place.schemaName}" cannot be changed`, { span: name.span });
      const schema = this.findSchema(place.database, place.schemaName);
      if (!schema)
        throw new SqlError('3F000', `schema "${place.schemaName}" does not exist`, { span: name.span });
      return { database: place.database, schema };
    }
    const database = this.currentDatabase();
    for (const schemaName of this.#path) {
      const schema = this.findSchema(database, schemaName);
      if (schema) return { database, schema };
    }
    throw new SqlError('3F000', 'no schema has been selected to create in', { span: name.span });
  }

  /** The schemas in which a name without its object is looked for: the one it names, or those of the search path. */
  searchedSchemas(name: Pick<QualifiedName, 'catalog' | 'schema' | 'span'>): SchemaDef[] {
    const place = this.#place({ ...name, object: '' });
    if (place) {
      const schema = this.findSchema(place.database, place.schemaName);
      return schema ? [schema] : [];
    }
    const database = this.#database === '' ? undefined : this.#view.find(0, this.#database);
    if (database?.kind !== 'database') return [];
    return this.#path.map((name) => this.findSchema(database, name)).filter((schema) => schema !== undefined);
  }

  /** An object of a schema, whatever its kind; undefined where there is none of that name. */
  find(name: QualifiedName): FoundObject | undefined {
    const place = this.#place(name);
    if (place) {
      const schema = this.findSchema(place.database, place.schemaName);
      return schema && this.#in(place.database, schema, name.object);
    }
    if (this.#database === '') return undefined;
    const database = this.#view.find(0, this.#database);
    if (database?.kind !== 'database') return undefined;
    for (const schemaName of this.#path) {
      const schema = this.findSchema(database, schemaName);
      const found = schema && this.#in(database, schema, name.object);
      if (found) return found;
    }
    return undefined;
  }

  #in(database: DatabaseDef, schema: SchemaDef, name: string): FoundObject | undefined {
    const object = this.#view.find(schema.id, name);
    return isSchemaObject(object) ? { database, schema, object } : undefined;
  }

  /** Where a qualified name points: `a.b` is schema `a` of the current database, else database `a`'s schema `public`. */
  #place(name: QualifiedName): { database: DatabaseDef; schemaName: string } | undefined {
    if (name.catalog !== undefined)
      return { database: this.database(name.catalog, name.span), schemaName: name.schema ?? 'public' };
    if (name.schema === undefined) return undefined;
    const current = this.#database === '' ? undefined : this.#view.find(0, this.#database);
    if (
      current?.kind === 'database' &&
      (this.findSchema(current, name.schema) || VIRTUAL_SCHEMAS.includes(name.schema))
    )
      return { database: current, schemaName: name.schema };
    const other = this.#view.find(0, name.schema);
    if (other?.kind === 'database') return { database: other, schemaName: 'public' };
    if (current?.kind === 'database') return { database: current, schemaName: name.schema };
    return undefined;
  }

  /** Whether a name points into database `system`, whose tables are virtual. */
  isSystem(name: QualifiedName): boolean {
    const place = this.#place(name);
    if (!place) return this.#database === 'system';
    return place.database.name === 'system' && place.schemaName === 'public';
  }

  /** The virtual schema that a name points into, if it does. */
  virtualSchema(name: QualifiedName): string | undefined {
    if (name.schema !== undefined && VIRTUAL_SCHEMAS.includes(name.schema)) return name.schema;
    return undefined;
  }
}

/** Functions of a name: of the schema it says, or of those in the search path. */
export function functionsNamed(name: ObjectName, names: NameResolver, view: CatalogView): FunctionDef[] {
  return names
    .searchedSchemas(name)
    .flatMap((schema) => view.children(functionsOf(schema.id)))
    .filter((object): object is FunctionDef => object.kind === 'function' && object.called === name.object);
}

/** `db.schema.object`, quoted nowhere: as job listings show targets. */
export function fullName(found: FoundObject): string {
  return `${found.database.name}.${found.schema.name}.${found.object.name}`;
}
