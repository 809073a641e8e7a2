import type { Datum } from '../../base/datum';
import type { CatalogView } from '../../catalog/catalog';
import type { DatabaseDef, EnumTypeDef, SequenceDef } from '../../catalog/descriptors';
import type { ShowStatement } from '../../sql/ast/show';
import { compareStrings } from '../../sql/types/string-order';
import { arrayOf, BOOL, FLOAT, INT, JSONB, STRING, TIMESTAMP } from '../../sql/types/type';
import type { StatementResult } from '../statement';
import { localities } from './localities';
import type { ShowRequest } from './show';
import { column, listing } from './show-listing';
import { schemasIn } from './show-names';
import { tableNamed } from './show-table';

/** SHOW of sequences, types, regions and what little else there is. */

type Of<W extends ShowStatement['what']> = Extract<ShowStatement, { what: W }>;

function databaseOf(
  name: { text: string; span: { offset: number; length: number } } | undefined,
  { ctx, runner }: ShowRequest
): DatabaseDef {
  const names = runner.names(ctx.session, ctx.catalog);
  return name ? names.database(name.text, name.span) : names.currentDatabase();
}

function inside<K extends 'sequence' | 'type'>(
  database: DatabaseDef,
  kind: K,
  view: CatalogView
): { schema: string; object: Extract<SequenceDef | EnumTypeDef, { kind: K }> }[] {
  const found = view.children(database.id).flatMap((schema) =>
    view
      .children(schema.id)
      .filter((d) => d.kind === kind)
      .map((object) => ({
        schema: schema.name,
        object: object as Extract<SequenceDef | EnumTypeDef, { kind: K }>
      }))
  );
  return found.sort(
    (a, b) => compareStrings(a.schema, b.schema) || compareStrings(a.object.name, b.object.name)
  );
}

export function showSequences({ database }: Of<'sequences'>, request: ShowRequest): StatementResult {
  return listing(
    [column('sequence_schema', STRING), column('sequence_name', STRING)],
    inside(databaseOf(database, request), 'sequence', request.ctx.catalog).map(({ schema, object }) => [
      schema,
      object.name
    ])
  );
}

export function showEnums(statement: Of<'enums'>, request: ShowRequest): StatementResult {
  const { ctx } = request;
  const rows = schemasIn(statement.from, request)
    .flatMap((schema) => ctx.catalog.children(schema.id).map((object) => ({ schema, object })))
    .flatMap(({ schema, object }) =>
      object.kind === 'type'
        ? [
            [
              schema.name,
              object.name,
              object.def.members.length === 0 ? null : object.def.members.map((m) => m.label),
              object.privileges.owner
            ] as Datum[]
          ]
        : []
    );
  rows.sort(
    (a, b) => compareStrings(String(a[0]), String(b[0])) || compareStrings(String(a[1]), String(b[1]))
  );
  return listing(
    [
      column('schema', STRING),
      column('name', STRING),
      column('values', arrayOf(STRING)),
      column('owner', STRING)
    ],
    rows
  );
}

export function showTypes({ comment }: Of<'types'>, request: ShowRequest): StatementResult {
  const database = databaseOf(undefined, request);
  return listing(
    [
      column('schema', STRING),
      column('name', STRING),
      column('owner', STRING),
      ...(comment ? [column('comment', STRING)] : [])
    ],
    inside(database, 'type', request.ctx.catalog).map(({ schema, object }) => [
      schema,
      object.name,
      object.privileges.owner,
      ...(comment ? [object.comment ?? null] : [])
    ])
  );
}

/** Statistics are kept by no one here: the answer is empty. */
export function showStatistics({ table, json }: Of<'statistics'>, request: ShowRequest): StatementResult {
  tableNamed(table, request);
  if (json) return listing([column('statistics', JSONB)], [['[]']]);
  return listing(
    [
      column('statistics_name', STRING),
      column('column_names', arrayOf(STRING)),
      column('created', TIMESTAMP),
      column('row_count', INT),
      column('distinct_count', INT),
      column('null_count', INT),
      column('avg_size', INT),
      column('partial_predicate', STRING),
      column('histogram_id', INT),
      column('full_histogram_id', INT)
    ],
    []
  );
}

export function showTriggers(_statement: Of<'triggers'>, _request: ShowRequest): StatementResult {
  return listing([column('trigger_name', STRING), column('enabled', BOOL)], []);
}

export function showPolicies(_statement: Of<'policies'>, _request: ShowRequest): StatementResult {
  return listing(
    ['name', 'cmd', 'type', 'roles', 'using_expr', 'with_check_expr'].map((name) => column(name, STRING)),
    []
  );
}

export function showFullScans(_statement: Of<'fullScans'>, _request: ShowRequest): StatementResult {
  return listing(
    [
      column('query', STRING),
      column('count', INT),
      column('rows_read_avg', FLOAT),
      column('bytes_read_avg', FLOAT),
      column('service_lat_avg', FLOAT),
      column('contention_time_avg', FLOAT),
      column('max_mem_usage_avg', FLOAT),
      column('network_bytes_avg', FLOAT),
      column('max_retries', FLOAT)
    ],
    []
  );
}

// --- regions -------------------------------------------------------------------------------------------------------

export function showRegions({ from, database: name }: Of<'regions'>, request: ShowRequest): StatementResult {
  const { ctx, cluster } = request;
  const regions = localities(cluster);
  const databases = ctx.catalog.children(0).filter((d): d is DatabaseDef => d.kind === 'database');
  const sorted = [...regions.keys()].sort(compareStrings);
  const zonesOf = (region: string): string[] => [...(regions.get(region) ?? [])].sort(compareStrings);
  switch (from) {
    case 'CLUSTER':
      return listing(
        [column('region', STRING), column('zones', arrayOf(STRING))],
        sorted.map((region) => [region, zonesOf(region)])
      );
    case 'DATABASE': {
      const database = databaseOf(name, request);
      const own = [...(database.regions ?? [])].sort(
        (a, b) =>
          Number(b === database.primaryRegion) - Number(a === database.primaryRegion) || compareStrings(a, b)
      );
      return listing(
        [
          column('database', STRING),
          column('region', STRING),
          column('primary', BOOL),
          column('secondary', BOOL),
          column('zones', arrayOf(STRING))
        ],
        own.map((region) => [
          database.name,
          region,
          region === database.primaryRegion,
          false,
          zonesOf(region)
        ])
      );
    }
    case 'ALL DATABASES':
      return listing(
        [
          column('database_name', STRING),
          column('regions', arrayOf(STRING)),
          column('primary_region', STRING),
          column('secondary_region', STRING)
        ],
        databases.map((d) => [d.name, [...(d.regions ?? [])], d.primaryRegion ?? null, null])
      );
    case 'SUPER':
      return listing(
        [
          column('database_name', STRING),
          column('super_region_name', STRING),
          column('regions', arrayOf(STRING))
        ],
        []
      );
    case undefined:
      return listing(
        [
          column('region', STRING),
          column('zones', arrayOf(STRING)),
          column('database_names', arrayOf(STRING)),
          column('primary_region_of', arrayOf(STRING)),
          column('secondary_region_of', arrayOf(STRING))
        ],
        sorted.map((region) => [
          region,
          zonesOf(region),
          databases.filter((d) => d.regions?.includes(region)).map((d) => d.name),
          databases.filter((d) => d.primaryRegion === region).map((d) => d.name),
          []
        ])
      );
  }
}

export function showSurvivalGoal({ database }: Of<'survivalGoal'>, request: ShowRequest): StatementResult {
  const found = databaseOf(database, request);
  const goal = found.primaryRegion === undefined ? null : (found.survival ?? 'zone');
  return listing([column('database', STRING), column('survival_goal', STRING)], [[found.name, goal]]);
}

export function showLocality(_statement: ShowStatement, { ctx, cluster }: ShowRequest): StatementResult {
  const { locality } = cluster.storage.node(ctx.session.node);
  return listing([column('locality', STRING)], [[locality]]);
}
