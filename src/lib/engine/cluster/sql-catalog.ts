import { SqlError } from '../base/errors';
import type { CatalogView } from '../catalog/catalog';
import { hydrateType } from '../catalog/hydrate';
import type { TableDef } from '../catalog/descriptors';
import type { ObjectName, TableName } from '../sql/ast/name';
import type { Statement } from '../sql/ast/statement';
import type { TypeRef } from '../sql/ast/type';
import type {
  FunctionSchema,
  InboundForeignKey,
  PlanCatalog,
  ResolvedRelation,
  RowSource
} from '../sql/plan/schema';
import { arrayOf, tupleOf, type SqlType } from '../sql/types/type';
import { errors } from './errors';
import type { NameResolver } from './names';
import { functionsNamed, VIRTUAL_SCHEMAS } from './names';
import { whyNoTable } from './virtual/unsupported-tables';
import type { VirtualTables } from './virtual-tables';

/** The catalog as planning sees it: descriptors by name along a session's search path, virtual tables, SHOW as a row source. */
export class SqlCatalog implements PlanCatalog {
  readonly #view: CatalogView;
  readonly #names: NameResolver;
  readonly #virtual: VirtualTables;
  readonly #database: string;
  readonly #source: (statement: Statement, text: string) => RowSource;

  constructor(parts: {
    view: CatalogView;
    names: NameResolver;
    virtual: VirtualTables;
    database: string;
    source: (statement: Statement, text: string) => RowSource;
  }) {
    this.#view = parts.view;
    this.#names = parts.names;
    this.#virtual = parts.virtual;
    this.#database = parts.database;
    this.#source = parts.source;
  }

  get generation(): number {
    return this.#view.generation;
  }

  relation(name: TableName): ResolvedRelation | undefined {
    const { catalog, schema, table, span } = name;
    const virtual = this.#virtualRelation(catalog, schema, table);
    if (virtual) return virtual;
    const found = this.#names.find({ catalog, schema, object: table, span });
    if (!found) return this.#refuseLeftOut(name);
    if (found.object.kind === 'table' && found.object.keyDropped)
      throw new SqlError('55C02', 'requested table does not have a primary key', { span });
    if (found.object.kind === 'table' || found.object.kind === 'view')
      return { database: found.database.name, schema: found.schema.name, relation: found.object };
    if (found.object.kind === 'sequence') {
      const relation = this.#virtual.sequenceTable(found.object);
      return { database: found.database.name, schema: found.schema.name, relation };
    }
    throw new SqlError('42809', `"${table}" is a type, not a table`, { span });
  }

  #virtualRelation(
    catalog: string | undefined,
    schema: string | undefined,
    table: string
  ): ResolvedRelation | undefined {
    // An unqualified name finds pg_catalog first, as its place in every search path says.
    const schemas = schema === undefined ? ['pg_catalog'] : VIRTUAL_SCHEMAS.includes(schema) ? [schema] : [];
    for (const candidate of schemas) {
      const relation = this.#virtual.find(candidate, table);
      if (relation) return { database: catalog ?? this.#database, schema: candidate, relation };
    }
    if (!this.#names.isSystem({ catalog, schema, object: table })) return undefined;
    const relation = this.#virtual.find('system', table);
    return relation && { database: 'system', schema: 'public', relation };
  }

  /** A table of CockroachDB's own schemas that is left out is refused by name. @throws SqlError 0A000 */
  #refuseLeftOut({ catalog, schema, table, span }: TableName): undefined {
    const place = this.#names.isSystem({ catalog, schema, object: table })
      ? 'system'
      : (schema ?? 'pg_catalog');
    const hint = whyNoTable(place, table);
    if (hint !== undefined) throw errors.unsupported(`reading ${place}.${table}`, hint, span);
  }

  relationById(id: number): ResolvedRelation | undefined {
    const object = this.#view.get(id);
    if (object?.kind !== 'table' && object?.kind !== 'view') return undefined;
    const database = this.#view.get(object.database);
    const schema = this.#view.get(object.schema);
    return { database: database?.name ?? '', schema: schema?.name ?? '', relation: object };
  }

  inboundForeignKeys(table: number): InboundForeignKey[] {
    const inbound: InboundForeignKey[] = [];
    for (const other of this.#tables())
      for (const foreignKey of other.foreignKeys)
        if (foreignKey.table === table) inbound.push({ table: other, foreignKey });
    return inbound;
  }

  *#tables(): Iterable<TableDef> {
    for (const database of this.#view.children(0))
      for (const schema of this.#view.children(database.id))
        for (const object of this.#view.children(schema.id)) if (object.kind === 'table') yield object;
  }

  type(ref: TypeRef): SqlType | undefined {
    const found = this.#names.find({
      catalog: ref.catalog,
      schema: ref.schema,
      object: ref.name,
      span: ref.span
    });
    if (found?.object.kind === 'table') return this.#rowType(found.object);
    if (found?.object.kind !== 'type') return this.#arrayType(ref);
    const { id, name, def } = found.object;
    return { family: 'enum', id, name, schema: found.schema.name, def };
  }

  /** The type of a table's rows, which has its name: tuples of the columns that `*` gives. */
  #rowType(table: TableDef): SqlType {
    const columns = table.columns.filter((c) => c.state === 'public' && !c.hidden && !c.inaccessible);
    return tupleOf(
      columns.map((c) => this.hydrate(c.type)),
      columns.map((c) => c.name)
    );
  }

  /** `_mood`: the array type that CockroachDB makes beside every enum. */
  #arrayType(ref: TypeRef): SqlType | undefined {
    const elem = ref.name.startsWith('_') ? this.type({ ...ref, name: ref.name.slice(1) }) : undefined;
    return elem && elem.family !== 'array' ? arrayOf(elem) : undefined;
  }

  functions(name: ObjectName): FunctionSchema[] {
    return functionsNamed(name, this.#names, this.#view).map((fn) => ({
      ...fn,
      params: fn.params.map((param) => ({ ...param, type: this.hydrate(param.type) })),
      returns: { ...fn.returns, type: this.hydrate(fn.returns.type) }
    }));
  }

  hydrate(type: SqlType): SqlType {
    return hydrateType(this.#view, type);
  }

  statementSource(statement: Statement, text: string): RowSource {
    return this.#source(statement, text);
  }

  *relationNames(): Iterable<string> {
    const database = this.#database === '' ? undefined : this.#view.find(0, this.#database);
    if (!database) return;
    for (const schema of this.#view.children(database.id))
      for (const object of this.#view.children(schema.id)) if (object.kind !== 'type') yield object.name;
  }
}
