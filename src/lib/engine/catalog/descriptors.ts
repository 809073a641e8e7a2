import type { Timestamp } from '../base/timestamp';
import type {
  CheckSchema,
  ColumnSchema,
  FamilySchema,
  ForeignKeySchema,
  FunctionSchema,
  IndexSchema
} from '../sql/plan/schema';
import type { EnumDef, SqlType } from '../sql/types/type';

/**
 * Descriptors: what the catalog knows of each object, as plain data that is never changed once published. A schema change
 * publishes a new version with a time, so that every row can be read with the version valid at its timestamp (guarantee
 * P14) and `AS OF SYSTEM TIME` sees the schema of then.
 */

export interface Privileges {
  readonly owner: string;
  /** By grantee: what was granted, and of that what may be granted on. */
  readonly grants: readonly Grant[];
}

export interface Grant {
  readonly grantee: string;
  readonly privilege: string;
  readonly grantable: boolean;
}

interface Described {
  readonly id: number;
  readonly name: string;
  /** Rises by one with every published change. */
  readonly version: number;
  /** When this version became the valid one. */
  readonly modified: Timestamp;
  readonly dropped: boolean;
  readonly privileges: Privileges;
  readonly comment?: string;
}

export interface DatabaseDef extends Described {
  readonly kind: 'database';
  readonly primaryRegion?: string;
  readonly regions?: readonly string[];
  /** Zone configuration: `gc.ttlseconds` and the like, as set. */
  readonly zone?: ZoneConfig;
  /** Of the system database: the zones of named ranges such as `default`. */
  readonly rangeZones?: readonly (readonly [string, ZoneConfig])[];
  readonly defaultPrivileges?: readonly DefaultPrivilege[];
  /** `ALTER DATABASE … SET`: session variables of those who connect to it, by name in order. */
  readonly settings?: readonly (readonly [string, string])[];
  readonly survival?: 'zone' | 'region';
}

export interface SchemaDef extends Described {
  readonly kind: 'schema';
  readonly database: number;
  readonly defaultPrivileges?: readonly DefaultPrivilege[];
}

/** Kinds of objects that ALTER DEFAULT PRIVILEGES speaks of. */
export type DefaultPrivilegeObject = 'tables' | 'sequences' | 'types' | 'schemas' | 'functions';

/** What objects made by a role will have granted from the start; `role` null for FOR ALL ROLES. */
export interface DefaultPrivilege {
  readonly role: string | null;
  readonly objects: DefaultPrivilegeObject;
  readonly grantee: string;
  readonly privilege: string;
  readonly grantable: boolean;
  /** True where the grant is one that every object has by itself and that was revoked. */
  readonly revoked?: boolean;
}

/** A user or role. Roles stand in no database; their names have a place of their own (`ROLES` in catalog.ts). */
export interface RoleDef extends Described {
  readonly kind: 'role';
  readonly login: boolean;
  /** Options by name in upper case, without those of login and password: `CREATEDB`, `CONTROLCHANGEFEED` … */
  readonly options: readonly string[];
  readonly validUntil?: string;
  /** The roles it is a member of. */
  readonly memberOf: readonly { readonly role: string; readonly admin: boolean }[];
  /** GRANT SYSTEM … */
  readonly system: readonly Omit<Grant, 'grantee'>[];
  /** `ALTER ROLE … SET`, by database (empty text for all of them), variable and value. */
  readonly settings: readonly { readonly database: string; readonly name: string; readonly value: string }[];
}

/** What of `CONFIGURE ZONE USING` has an effect or is shown again. */
export interface ZoneConfig {
  readonly gcTtlSeconds?: number;
  /** Other variables, shown by SHOW ZONE CONFIGURATION and without effect here. */
  readonly others?: readonly (readonly [string, string])[];
}

export interface ColumnDef extends ColumnSchema {
  /** The options of its sequence as they were given: `START 2 INCREMENT 5`. */
  readonly identitySql?: string;
  /** Sequence that a SERIAL or identity column owns. */
  readonly ownsSequence?: number;
  /** Sequences that its DEFAULT or ON UPDATE expression draws from. */
  readonly usesSequences?: readonly number[];
  readonly comment?: string;
}

export interface IndexDef extends IndexSchema {
  /** True when a UNIQUE or PRIMARY KEY constraint made it. */
  readonly constraint: boolean;
  /** `VISIBILITY 0.5`: the share as written, where it is neither all nor nothing. */
  readonly visibility?: string;
  /** WITH (…) of the index, as given. */
  readonly params?: readonly (readonly [string, string])[];
  readonly comment?: string;
}

export interface FamilyDef extends FamilySchema {
  readonly name: string;
}

export interface CheckDef extends CheckSchema {
  readonly validated: boolean;
  readonly comment?: string;
  /** The check that a hash-sharded index puts on its shard column; shown nowhere. */
  readonly hidden?: boolean;
}

export interface ForeignKeyDef extends ForeignKeySchema {
  readonly validated: boolean;
  readonly comment?: string;
}

export type Locality =
  | { readonly kind: 'regional by table'; readonly region?: string }
  | { readonly kind: 'regional by row'; readonly column: number }
  | { readonly kind: 'global' };

export interface TableDef extends Described {
  readonly kind: 'table';
  readonly database: number;
  readonly schema: number;
  readonly created: Timestamp;
  readonly columns: readonly ColumnDef[];
  readonly primary: IndexDef;
  /** Secondary indexes, in the order in which they were made. */
  readonly indexes: readonly IndexDef[];
  readonly families: readonly FamilyDef[];
  readonly checks: readonly CheckDef[];
  readonly foreignKeys: readonly ForeignKeyDef[];
  readonly nextColumn: number;
  readonly nextIndex: number;
  readonly nextFamily: number;
  readonly nextSlot: number;
  /** Storage parameters as set (`ttl_expire_after`, `schema_locked` …), by name in order. */
  readonly params: readonly (readonly [string, string])[];
  readonly schemaLocked: boolean;
  readonly locality?: Locality;
  readonly zone?: ZoneConfig;
  readonly temporary: boolean;
  /** Its primary key was dropped by a statement of the open transaction, and another has to come before that commits. */
  readonly keyDropped?: true;
  /** Set when the table was emptied by TRUNCATE; ends changefeeds that watch it. */
  readonly truncated?: Timestamp;
  /** What made this version, for the schema feed. */
  readonly change?: SchemaChangeKind;
  /** A materialized view is a table that only REFRESH writes. */
  readonly materialized?: MaterializedQuery;
  /** The schema change job that is under way: other changes of the table wait for it. */
  readonly changing?: string;
  /** Comments on constraints that are indexes, by constraint name. */
  readonly constraintComments?: readonly (readonly [string, string])[];
}

/** The query of a materialized view and what it reads. */
export interface MaterializedQuery {
  readonly querySql: string;
  readonly dependsOn: readonly number[];
  readonly usesColumns: readonly { readonly table: number; readonly columns: readonly number[] }[];
}

/** What a new table version did, as far as a changefeed tells it apart (reference §6.1). */
export interface SchemaChangeKind {
  readonly addedColumns?: readonly { readonly column: number; readonly backfill: boolean }[];
  readonly droppedColumns?: readonly {
    readonly column: number;
    readonly family: number;
    readonly virtual: boolean;
  }[];
  readonly primaryKey?: boolean;
  readonly locality?: boolean;
  readonly truncate?: boolean;
  readonly offline?: boolean;
}

export interface ViewDef extends Described {
  readonly kind: 'view';
  readonly database: number;
  readonly schema: number;
  readonly querySql: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  readonly dependsOn: readonly number[];
  /** Columns of those tables that the query reads, so that they cannot be dropped under it. */
  readonly usesColumns?: readonly { readonly table: number; readonly columns: readonly number[] }[];
  readonly securityInvoker?: boolean;
  readonly temporary: boolean;
}

export interface SequenceDef extends Described {
  readonly kind: 'sequence';
  readonly database: number;
  readonly schema: number;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: number;
  /** Who keeps the values drawn ahead; the node unless PER SESSION CACHE was said. */
  readonly cachedBy?: 'session';
  /** AS INT2 and the like; undefined where nothing was said, which is INT8. */
  readonly width?: 16 | 32 | 64;
  readonly virtual: boolean;
  readonly ownedBy?: { readonly table: number; readonly column: number };
  readonly temporary: boolean;
}

export interface EnumTypeDef extends Described {
  readonly kind: 'type';
  /** `crdb_internal_region`: the regions of its database, which only ALTER DATABASE changes. */
  readonly ofRegions?: true;
  readonly database: number;
  readonly schema: number;
  readonly def: EnumDef;
}

/**
 * A function in SQL. Its `name` is that among the functions of its schema, with the types of its parameters: `add(INT8, INT8)`.
 */
export interface FunctionDef extends Described, FunctionSchema {
  readonly kind: 'function';
  readonly database: number;
  readonly schema: number;
  readonly dependsOn: readonly number[];
  readonly usesColumns: readonly { readonly table: number; readonly columns: readonly number[] }[];
}

/** `CREATE EXTERNAL CONNECTION`: a sink or registry URI under a name of its own (reference §1.7). */
export interface ExternalConnectionDef extends Described {
  readonly kind: 'externalConnection';
  readonly uri: string;
}

export type Descriptor =
  | DatabaseDef
  | SchemaDef
  | TableDef
  | ViewDef
  | SequenceDef
  | EnumTypeDef
  | FunctionDef
  | RoleDef
  | ExternalConnectionDef;
/** What stands in a schema under a name of its own. */
export type SchemaObject = TableDef | ViewDef | SequenceDef | EnumTypeDef;

export function columnById(table: TableDef, id: number): ColumnDef {
  // Columns are numbered in their order, but for those that came and went.
  const likely = table.columns[id - 1];
  const column = likely?.id === id ? likely : table.columns.find((c) => c.id === id);
  if (!column) throw new Error(`internal error: table ${table.name} has no column ${id}`);
  return column;
}

export function publicColumns(table: TableDef): ColumnDef[] {
  return table.columns.filter((column) => column.state === 'public');
}

/** The secondary indexes that statements can name. */
export const listedIndexes = (table: TableDef): IndexDef[] =>
  table.indexes.filter((index) => index.unlisted === undefined);

/** The primary index and the secondary ones that statements can name. */
export const namedIndexes = (table: TableDef): IndexDef[] => [table.primary, ...listedIndexes(table)];

/** Primary key columns in key order. */
export function primaryKeyColumns(table: TableDef): ColumnDef[] {
  return table.primary.keys.map((key) => columnById(table, key.column));
}

/** The family that always has a key-value pair: the first, which holds the row's existence (reference §4.8). */
export const sentinelFamily = (table: TableDef): FamilyDef => table.families[0];
