import type { Datum } from '../../base/datum';
import type { CatalogView } from '../../catalog/catalog';
import type { DatabaseDef, SchemaDef, SchemaObject } from '../../catalog/descriptors';
import { Authority } from '../../catalog/privileges';
import type { ExecContext } from '../../sql/exec/context';
import {
  arrayOf,
  BOOL,
  BYTES,
  DECIMAL,
  FLOAT,
  FLOAT4,
  INET,
  INT,
  INT2,
  INT4,
  INTERVAL,
  JSONB,
  NAME,
  OID,
  QUOTED_CHAR,
  REGPROC,
  REGTYPE,
  STRING,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
  type SqlType
} from '../../sql/types/type';
import type { Cluster } from '../cluster';
import { StatementExecContext } from '../exec-context';
import type { StatementContext } from '../statement';
import type { VirtualTables } from '../virtual-tables';

/**
 * Tables that are worked out when they are read. A definition says its columns in one line, `name:TYPE` after another, and
 * gives rows as records of the columns that have something to say; the rest is NULL.
 */
export interface VirtualDefinition {
  readonly schema: string;
  readonly name: string;
  readonly columns: string;
  rows(request: VirtualRequest): Iterable<VirtualRow>;
}

export type VirtualRow = Readonly<Record<string, Datum>>;

/** What rows are worked out from: the catalog as the transaction sees it. */
export interface VirtualRequest {
  readonly cluster: Cluster;
  readonly ctx: StatementContext;
  readonly catalog: CatalogView;
  readonly authority: Authority;
  readonly user: string;
  /** The session's database; undefined when none is set. */
  readonly database: DatabaseDef | undefined;
}

const TYPES: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ['STRING', STRING],
  ['NAME', NAME],
  ['INT', INT],
  ['INT2', INT2],
  ['INT4', INT4],
  ['FLOAT', FLOAT],
  ['FLOAT4', FLOAT4],
  ['BOOL', BOOL],
  ['OID', OID],
  ['CHAR', QUOTED_CHAR],
  ['REGPROC', REGPROC],
  ['REGTYPE', REGTYPE],
  ['BYTES', BYTES],
  ['DECIMAL', DECIMAL],
  ['INET', INET],
  ['UUID', UUID],
  ['JSONB', JSONB],
  ['INTERVAL', INTERVAL],
  ['TIMESTAMP', TIMESTAMP],
  ['TIMESTAMPTZ', TIMESTAMPTZ]
]);

function typeOf(text: string): SqlType {
  if (text.endsWith('[]')) return arrayOf(typeOf(text.slice(0, -2)));
  const type = TYPES.get(text);
  if (!type) throw new Error(`internal error: virtual column of type ${text}`);
  return type;
}

/** Ids of virtual tables fall from the top, as in CockroachDB. */
const FIRST_ID = 4_294_967_294;

interface VirtualColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** Columns as read from their text: every cluster has the same tables, and campaigns make clusters by the thousand. */
const COLUMNS = new Map<string, readonly VirtualColumn[]>();

function columnsOf(text: string): readonly VirtualColumn[] {
  let columns = COLUMNS.get(text);
  if (!columns) {
    columns = text.split(' ').map((column) => {
      const [name, type] = column.split(':');
      return { name, type: typeOf(type) };
    });
    COLUMNS.set(text, columns);
  }
  return columns;
}

/** Makes definitions known under their names. */
export function defineVirtual(
  virtual: VirtualTables,
  cluster: Cluster,
  definitions: readonly VirtualDefinition[]
): void {
  let id = FIRST_ID - [...virtual.all].length;
  for (const { schema, name, columns: text, rows } of definitions) {
    const columns = columnsOf(text);
    virtual.add(schema, {
      kind: 'virtual',
      id: id--,
      name,
      columns,
      rows: (ctx) => toRows(columns, rows(requestOf(cluster, ctx)))
    });
  }
}

function* toRows(columns: readonly VirtualColumn[], rows: Iterable<VirtualRow>): Iterable<Datum[]> {
  for (const row of rows) yield columns.map(({ name }) => row[name] ?? null);
}

function requestOf(cluster: Cluster, exec: ExecContext): VirtualRequest {
  if (!(exec instanceof StatementExecContext))
    throw new Error('internal error: a virtual table read outside of a statement');
  const { statement: ctx } = exec;
  const { catalog, session } = ctx;
  const database = session.database === '' ? undefined : catalog.find(0, session.database);
  return {
    cluster,
    ctx,
    catalog,
    authority: new Authority(catalog),
    user: session.user,
    database: database?.kind === 'database' ? database : undefined
  };
}

// --- walks over the catalog ----------------------------------------------------------------------------------------

/** Where an object stands. */
export interface Placed<T> {
  readonly database: DatabaseDef;
  readonly schema: SchemaDef;
  readonly object: T;
}

export function databasesOf({ catalog }: VirtualRequest): DatabaseDef[] {
  return catalog.children(0).filter((d): d is DatabaseDef => d.kind === 'database');
}

/** The databases whose objects are listed: the session's, or all of them without one. */
export function listedDatabases(request: VirtualRequest): DatabaseDef[] {
  return request.database ? [request.database] : databasesOf(request);
}

export function schemasOf({ catalog }: VirtualRequest, database: DatabaseDef): SchemaDef[] {
  return catalog.children(database.id).filter((d): d is SchemaDef => d.kind === 'schema');
}

/** Objects of some kinds that the user may know of. */
export function* objectsOf<K extends SchemaObject['kind']>(
  request: VirtualRequest,
  kinds: readonly K[],
  databases: readonly DatabaseDef[] = listedDatabases(request)
): Iterable<Placed<Extract<SchemaObject, { kind: K }>>> {
  for (const database of databases)
    for (const schema of schemasOf(request, database))
      for (const object of request.catalog.children(schema.id))
        if (
          (kinds as readonly string[]).includes(object.kind) &&
          request.authority.holdsAny(request.user, object)
        )
          yield { database, schema, object: object as Extract<SchemaObject, { kind: K }> };
}

export const yesNo = (value: boolean): string => (value ? 'YES' : 'NO');
