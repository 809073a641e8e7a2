import { ROLES, type CatalogView } from '../../catalog/catalog';
import type { IndexDef, TableDef } from '../../catalog/descriptors';

/** Numbers by which `pg_catalog` and the `pg_*` functions name what has no descriptor of its own. */

/** Indexes, constraints and defaults count within their table, clear of the numbers of descriptors and types. */
const INDEX_BASE = 1_000_000_000;
const CONSTRAINT_BASE = 2_000_000_000;
const DEFAULT_BASE = 3_000_000_000;
const PER_TABLE = 1000;

export const indexOid = (table: TableDef, index: IndexDef): number =>
  INDEX_BASE + table.id * PER_TABLE + index.id;

export const constraintOid = (table: TableDef, position: number): number =>
  CONSTRAINT_BASE + table.id * PER_TABLE + position;

export const defaultOid = (table: TableDef, column: number): number =>
  DEFAULT_BASE + table.id * PER_TABLE + column;

/** The table and the number within it. */
export function partsOfOid(
  oid: number
): { kind: 'index' | 'constraint' | 'default'; table: number; part: number } | undefined {
  for (const [kind, base] of [
    ['default', DEFAULT_BASE],
    ['constraint', CONSTRAINT_BASE],
    ['index', INDEX_BASE]
  ] as const)
    if (oid >= base)
      return { kind, table: Math.floor((oid - base) / PER_TABLE), part: (oid - base) % PER_TABLE };
  return undefined;
}

/** Roles have negative ids; PostgreSQL's numbers are positive. */
const ROLE_BASE = 4_000_000_000;

export function roleOid(view: CatalogView, name: string): number {
  const role = view.find(ROLES, name);
  return role ? ROLE_BASE - role.id : 0;
}

export function roleOfOid(view: CatalogView, oid: number): string | undefined {
  const role = view.get(ROLE_BASE - oid);
  return role?.kind === 'role' ? role.name : undefined;
}

/** `pg_catalog` itself as a namespace. */
export const VIRTUAL_NAMESPACES: ReadonlyMap<string, number> = new Map([
  ['crdb_internal', 4_294_967_290],
  ['information_schema', 4_294_967_291],
  ['pg_catalog', 4_294_967_292],
  ['pg_extension', 4_294_967_293]
]);
