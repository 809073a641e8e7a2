import type { Datum } from '../../base/datum';
import type { DatabaseDef, SchemaDef, SchemaObject, TableDef } from '../../catalog/descriptors';
import type { SchemaName } from '../../sql/ast/name';
import type { ShowStatement } from '../../sql/ast/show';
import { compareStrings } from '../../sql/types/string-order';
import { arrayOf, INT, STRING } from '../../sql/types/type';
import { ddlErrors } from '../../catalog/ddl/errors';
import { Authority } from '../../catalog/privileges';
import { VIRTUAL_SCHEMAS } from '../names';
import type { StatementResult } from '../statement';
import type { ShowRequest } from './show';
import { column, listing } from './show-listing';

/** SHOW DATABASES, SCHEMAS and TABLES. */

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

export function showDatabases({ comment }: Of<'databases'>, { ctx }: ShowRequest): StatementResult {
  const authority = new Authority(ctx.catalog);
  const databases = ctx.catalog
    .children(0)
    .filter((d): d is DatabaseDef => d.kind === 'database' && authority.holdsAny(ctx.session.user, d))
    .sort((a, b) => compareStrings(a.name, b.name));
  return listing(
    [
      column('database_name', STRING),
      column('owner', STRING),
      column('primary_region', STRING),
      column('secondary_region', STRING),
      column('regions', arrayOf(STRING)),
      column('survival_goal', STRING),
      ...(comment ? [column('comment', STRING)] : [])
    ],
    databases.map((d) => [
      d.name,
      d.name === 'system' ? 'node' : d.privileges.owner,
      d.primaryRegion ?? null,
      null,
      [...(d.regions ?? [])],
      d.primaryRegion === undefined ? null : (d.survival ?? 'zone'),
      ...(comment ? [d.comment ?? null] : [])
    ])
  );
}

export function showSchemas(
  { database: name, comment }: Of<'schemas'>,
  { ctx, runner }: ShowRequest
): StatementResult {
  const names = runner.names(ctx.session, ctx.catalog);
  const database = name ? names.database(name.text, name.span) : names.currentDatabase();
  const rows: Datum[][] = ctx.catalog
    .children(database.id)
    .filter((d): d is SchemaDef => d.kind === 'schema')
    .map((d) => [d.name, d.privileges.owner, ...(comment ? [d.comment ?? null] : [])]);
  for (const virtual of VIRTUAL_SCHEMAS) rows.push([virtual, 'node', ...(comment ? [null] : [])]);
  rows.sort((a, b) => compareStrings(String(a[0]), String(b[0])));
  return listing(
    [column('schema_name', STRING), column('owner', STRING), ...(comment ? [column('comment', STRING)] : [])],
    rows
  );
}

export function showTables({ from, comment }: Of<'tables'>, request: ShowRequest): StatementResult {
  const { ctx } = request;
  const schemas = schemasIn(from, request).filter((schema) => schema.kind === 'schema');
  const objects = schemas.flatMap((schema) =>
    ctx.catalog
      .children(schema.id)
      .filter((d): d is SchemaObject => d.kind === 'table' || d.kind === 'view' || d.kind === 'sequence')
      .map((object) => ({ schema, object }))
  );
  objects.sort(
    (a, b) => compareStrings(a.schema.name, b.schema.name) || compareStrings(a.object.name, b.object.name)
  );
  return listing(
    [
      column('schema_name', STRING),
      column('table_name', STRING),
      column('type', STRING),
      column('owner', STRING),
      column('estimated_row_count', INT),
      column('locality', STRING),
      ...(comment ? [column('comment', STRING)] : [])
    ],
    objects.map(({ schema, object }) => [
      schema.name,
      object.name,
      object.kind === 'table' && object.materialized ? 'materialized view' : object.kind,
      object.privileges.owner,
      object.kind === 'table' ? estimatedRows(object, request) : 0,
      object.kind === 'table' ? localityText(object) : null,
      ...(comment ? [object.comment ?? ''] : [])
    ])
  );
}

/** `FROM s`, `FROM d`, `FROM d.s`; without it every schema of the current database. @throws SqlError 3D000, 3F000 */
export function schemasIn(from: SchemaName | undefined, { ctx, runner }: ShowRequest): SchemaDef[] {
  const names = runner.names(ctx.session, ctx.catalog);
  const all = (database: DatabaseDef): SchemaDef[] =>
    ctx.catalog.children(database.id).filter((d): d is SchemaDef => d.kind === 'schema');
  if (!from) return all(names.currentDatabase());
  const { catalog, schema, span } = from;
  if (catalog !== undefined) {
    const found = names.findSchema(names.database(catalog, span), schema);
    if (!found) throw ddlErrors.undefinedSchema(`${catalog}.${schema}`, span);
    return [found];
  }
  const current = ctx.catalog.find(0, ctx.session.database);
  const found = current?.kind === 'database' ? names.findSchema(current, schema) : undefined;
  if (found) return [found];
  const database = ctx.catalog.find(0, schema);
  if (database?.kind === 'database') return all(database);
  if (VIRTUAL_SCHEMAS.includes(schema)) return [];
  throw ddlErrors.undefinedDatabase(schema, span);
}

/** Beyond this many keys the count is no longer taken row by row. */
const COUNTED = 20_000;

/** Rows of a table, about: deletions in large tables are not taken off. */
export function estimatedRows(table: TableDef, { cluster }: Pick<ShowRequest, 'cluster'>): number {
  const index = cluster.storage.primary(table.primary.storage);
  if (index.size > COUNTED) return index.size;
  let rows = 0;
  index.forEach('', undefined, (_key, newest) => {
    const version = newest.txn === 0 ? newest : newest.prev;
    if (version && !version.deleted) rows++;
    return false;
  });
  return rows;
}

export function localityText(table: TableDef): string | null {
  const { locality } = table;
  if (!locality) return null;
  switch (locality.kind) {
    case 'global':
      return 'GLOBAL';
    case 'regional by table':
      return locality.region === undefined
        ? 'REGIONAL BY TABLE IN PRIMARY REGION'
        : `REGIONAL BY TABLE IN ${locality.region}`;
    case 'regional by row':
      return 'REGIONAL BY ROW';
  }
}
