import type { CatalogView } from '../../catalog/catalog';
import { namedIndexes, type Descriptor, type TableDef } from '../../catalog/descriptors';
import { constraintDetails, pgIndexDefinition, schemaQualified } from '../../catalog/ddl/show-create';
import { Authority } from '../../catalog/privileges';
import type { EvalCatalog } from '../../sql/builtins/context';
import { typeOfOid } from '../../sql/types/type-oid';
import type { OidVariant, SqlType } from '../../sql/types/type';
import type { NameResolver } from '../names';
import { parseObjectName } from '../object-name';
import { constraintsOf } from '../statements/show-table';
import { indexOid, partsOfOid, roleOfOid, roleOid, VIRTUAL_NAMESPACES } from './oids';

/** Answers of the catalog to functions such as `pg_get_indexdef` and `has_table_privilege`. */
export class EvalCatalogView implements EvalCatalog {
  readonly #view: CatalogView;
  readonly #names: NameResolver;
  /** Schemas of the search path, by id. */
  readonly #visible: ReadonlySet<number>;

  constructor(view: CatalogView, names: NameResolver) {
    this.#view = view;
    this.#names = names;
    this.#visible = new Set(names.searchedSchemas({}).map((schema) => schema.id));
  }

  #relation(oid: number): Extract<Descriptor, { kind: 'table' | 'view' | 'sequence' }> | undefined {
    const found = this.#view.get(oid);
    return found?.kind === 'table' || found?.kind === 'view' || found?.kind === 'sequence'
      ? found
      : undefined;
  }

  #table(oid: number): TableDef | undefined {
    const found = this.#view.get(oid);
    return found?.kind === 'table' ? found : undefined;
  }

  tableName(oid: number): string | undefined {
    const relation = this.#relation(oid);
    if (relation)
      return this.#visible.has(relation.schema) ? relation.name : schemaQualified(relation, this.#view);
    return this.#indexOf(oid)?.index.name;
  }

  tableIsVisible(oid: number): boolean | undefined {
    const relation = this.#relation(oid);
    return relation && this.#visible.has(relation.schema);
  }

  #indexOf(oid: number): { table: TableDef; index: TableDef['primary'] } | undefined {
    const parts = partsOfOid(oid);
    const table = parts?.kind === 'index' ? this.#table(parts.table) : undefined;
    const index = table && namedIndexes(table).find((i) => indexOid(table, i) === oid);
    return table && index && { table, index };
  }

  comment(kind: 'table' | 'column' | 'database', oid: number, column?: number): string | undefined {
    const object = this.#view.get(oid);
    if (kind !== 'column') return object?.comment ?? this.#indexOf(oid)?.index.comment;
    return object?.kind === 'table' ? object.columns.find((c) => c.id === column)?.comment : undefined;
  }

  viewDefinition(oid: number): string | undefined {
    const found = this.#view.get(oid);
    if (found?.kind === 'view') return found.querySql;
    return found?.kind === 'table' ? found.materialized?.querySql : undefined;
  }

  indexDefinition(oid: number, column = 0): string | undefined {
    const found = this.#indexOf(oid);
    if (!found) return undefined;
    if (column === 0) return pgIndexDefinition(found.table, found.index, this.#view);
    const key = found.index.keys.at(column - 1);
    return found.table.columns.find((c) => c.id === key?.column)?.name;
  }

  constraintDefinition(oid: number): string | undefined {
    const parts = partsOfOid(oid);
    const table = parts?.kind === 'constraint' ? this.#table(parts.table) : undefined;
    const constraint = table && parts && constraintsOf(table).at(parts.part);
    return table && constraint && constraintDetails(table, constraint.name, this.#view);
  }

  serialSequence(table: string, column: string): string | undefined {
    const found = this.#names.find(parseObjectName(table))?.object;
    if (found?.kind !== 'table') return undefined;
    const owned = found.columns.find((c) => c.name === column)?.ownsSequence;
    const sequence = owned === undefined ? undefined : this.#view.get(owned);
    return sequence?.kind === 'sequence' ? schemaQualified(sequence, this.#view) : undefined;
  }

  roleName(oid: number): string | undefined {
    return roleOfOid(this.#view, oid);
  }

  hasPrivilege(user: string, kind: string, object: string | number, privilege: string): boolean | undefined {
    const found = typeof object === 'number' ? this.#view.get(object) : this.#named(kind, object);
    if (!found) return undefined;
    return new Authority(this.#view).holds(user, found, privilege.toUpperCase());
  }

  #named(kind: string, name: string): Descriptor | undefined {
    if (kind === 'database') return this.#view.find(0, name);
    if (kind === 'schema') return this.#names.searchedSchemas({ schema: name })[0];
    return this.#names.find(parseObjectName(name))?.object;
  }

  typeOf(oid: number): SqlType | undefined {
    const builtIn = typeOfOid(oid);
    if (builtIn) return builtIn;
    const found = this.#view.get(oid - USER_TYPES);
    return found?.kind === 'type'
      ? { family: 'enum', id: found.id, name: found.name, def: found.def }
      : undefined;
  }

  /** The number of a name as `'t'::REGCLASS` and its kin have it; undefined when nothing has that name. */
  oidOf(variant: OidVariant, text: string): number | undefined {
    switch (variant) {
      case 'regclass': {
        const { object } = this.#names.find(parseObjectName(text)) ?? {};
        return object && object.kind !== 'type' ? object.id : this.#indexOid(text);
      }
      case 'regtype': {
        const { object } = this.#names.find(parseObjectName(text)) ?? {};
        return object?.kind === 'type' ? object.id + USER_TYPES : undefined;
      }
      case 'regnamespace': {
        const { object: schema } = parseObjectName(text);
        return VIRTUAL_NAMESPACES.get(schema) ?? this.#names.searchedSchemas({ schema }).at(0)?.id;
      }
      case 'regrole': {
        const { object: role } = parseObjectName(text);
        return roleOid(this.#view, role) || undefined;
      }
      default:
        return undefined;
    }
  }

  /** An index is a relation as well, in PostgreSQL's eyes; its name is looked for in the schemas of the search path. */
  #indexOid(text: string): number | undefined {
    const { object: name, ...qualifiers } = parseObjectName(text);
    const tables = this.#names.searchedSchemas(qualifiers).flatMap(({ id }) => this.#view.children(id));
    for (const table of tables) {
      const index = table.kind === 'table' ? namedIndexes(table).find((i) => i.name === name) : undefined;
      if (table.kind === 'table' && index) return indexOid(table, index);
    }
    return undefined;
  }

  /** The name behind such a number, as it prints; undefined where there is none. */
  oidName(variant: OidVariant, oid: number): string | undefined {
    switch (variant) {
      case 'regclass':
        return this.tableName(oid);
      case 'regtype': {
        const found = this.#view.get(oid - USER_TYPES);
        return found?.kind === 'type' ? found.name : undefined;
      }
      case 'regnamespace': {
        const found = this.#view.get(oid);
        if (found?.kind === 'schema') return found.name;
        return [...VIRTUAL_NAMESPACES].find(([, id]) => id === oid)?.[0];
      }
      case 'regrole':
        return this.roleName(oid);
      default:
        return undefined;
    }
  }
}

/** Enums' numbers are their descriptors', moved clear of PostgreSQL's (type-oid.ts). */
const USER_TYPES = 100_000;
