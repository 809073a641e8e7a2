import type { Datum } from '../../base/datum';
import { CLUSTER_SETTINGS, SETTING_LETTER } from '../../catalog/cluster-settings';
import { columnById, listedIndexes, namedIndexes } from '../../catalog/descriptors';
import { createDatabaseSql, createIndexSql, plainExpr } from '../../catalog/ddl/show-create';
import { typeSql } from '../../catalog/ddl/type-sql';
import { endPath, keyBytes, keyPath, tablePrefix } from '../statements/range-keys';
import { localities } from '../statements/localities';
import { rangesOfTables, replicasOf, type TableRange } from '../statements/show-ranges';
import { grantRows } from '../statements/show-roles';
import {
  QUERY_COLUMNS,
  queryRows,
  SESSION_COLUMNS,
  sessionRows,
  transactionRecords
} from '../statements/show-sessions';
import { createStatement, indexColumns } from '../statements/show-table';
import type { ShownColumn } from '../statements/show-listing';
import { SESSION_VARIABLES, variableText } from '../session-variables';
import { typeName } from '../../sql/types/type-name';
import { locks } from './locks';
import {
  databasesOf,
  objectsOf,
  schemasOf,
  type VirtualDefinition,
  type VirtualRequest,
  type VirtualRow
} from './define';

/** `crdb_internal`: what the cluster itself is made of. */

const define = (name: string, columns: string, rows: VirtualDefinition['rows']): VirtualDefinition => ({
  schema: 'crdb_internal',
  name,
  columns,
  rows
});

/** A listing of SHOW under the name of its table. */
function fromListing(
  name: string,
  columns: readonly ShownColumn[],
  rows: (request: VirtualRequest) => readonly (readonly Datum[])[],
  renamed: ReadonlyMap<string, string> = new Map()
): VirtualDefinition {
  const names = columns.map((column) => renamed.get(column.name) ?? column.name);
  const text = columns.map(({ type }, i) => `${names[i]}:${typeName(type).replace('INT8', 'INT')}`).join(' ');
  return define(name, text, function* (request) {
    for (const row of rows(request)) yield Object.fromEntries(names.map((column, i) => [column, row[i]]));
  });
}

const ALL = (request: VirtualRequest): ReturnType<typeof databasesOf> => databasesOf(request);

function* tables(request: VirtualRequest): Iterable<VirtualRow> {
  for (const { database, schema, object } of objectsOf(request, ['table', 'view', 'sequence'], ALL(request)))
    yield {
      table_id: object.id,
      parent_id: database.id,
      name: object.name,
      database_name: database.name,
      version: object.version,
      mod_time: request.cluster.epoch.micros(object.modified.wall),
      mod_time_logical: request.cluster.epoch.hlc(object.modified),
      format_version: 'InterleavedFormatVersion',
      state: 'PUBLIC',
      schema_name: schema.name,
      parent_schema_id: schema.id,
      locality: null
    };
}

function* tableColumns(request: VirtualRequest): Iterable<VirtualRow> {
  for (const { object } of objectsOf(request, ['table']))
    for (const column of object.columns)
      if (column.state === 'public')
        yield {
          descriptor_id: object.id,
          descriptor_name: object.name,
          column_id: column.id,
          column_name: column.name,
          column_type: typeSql(column.type, request.catalog),
          nullable: column.nullable,
          default_expr:
            column.defaultSql === undefined ? null : plainExpr(column.defaultSql, request.catalog),
          hidden: column.hidden
        };
}

function* tableIndexes(request: VirtualRequest): Iterable<VirtualRow> {
  for (const { object } of objectsOf(request, ['table']))
    for (const index of namedIndexes(object))
      yield {
        descriptor_id: object.id,
        descriptor_name: object.name,
        index_id: index.id,
        index_name: index.name,
        index_type: index.id === object.primary.id ? 'primary' : index.inverted ? 'inverted' : 'secondary',
        is_unique: index.unique,
        is_inverted: index.inverted,
        is_sharded: index.sharded !== undefined,
        is_visible: !index.notVisible,
        visibility: index.notVisible ? 0 : 1,
        shard_bucket_count: index.sharded?.buckets ?? null,
        created_at: null,
        create_statement: createIndexSql(object, index, request.catalog)
      };
}

function* indexColumnRows(request: VirtualRequest): Iterable<VirtualRow> {
  for (const { object } of objectsOf(request, ['table']))
    for (const index of namedIndexes(object))
      for (const part of indexColumns(object, index))
        yield {
          descriptor_id: object.id,
          descriptor_name: object.name,
          index_id: index.id,
          index_name: index.name,
          column_type: part.storing
            ? 'storing'
            : part.implicit && part.column !== index.sharded?.column
              ? 'extra'
              : 'key',
          column_id: part.column,
          column_name: columnById(object, part.column).name,
          column_direction: part.direction === 'N/A' ? null : part.direction,
          implicit: part.column === index.sharded?.column
        };
}

// --- ranges --------------------------------------------------------------------------------------------------------

function allRanges(request: VirtualRequest): TableRange[] {
  const found = [...objectsOf(request, ['table'], ALL(request))]
    .map(({ object }) => object)
    .sort((a, b) => a.id - b.id);
  return rangesOfTables(request.cluster, found);
}

function rangeRow({ table, range }: TableRange, { cluster, catalog }: VirtualRequest): VirtualRow {
  const replicas = replicasOf(cluster, range);
  return {
    range_id: range.id,
    start_key: keyBytes(tablePrefix(table) + range.start),
    start_pretty: keyPath(table, range.start, catalog),
    end_key: keyBytes(range.end === undefined ? `${tablePrefix(table)}\xff` : tablePrefix(table) + range.end),
    end_pretty: endPath(table, range.end, catalog),
    replicas,
    replica_localities: replicas.map((node) => cluster.storage.node(node).locality),
    voting_replicas: replicas,
    non_voting_replicas: [],
    learner_replicas: [],
    split_enforced_until: null
  };
}

const RANGES =
  'range_id:INT start_key:BYTES start_pretty:STRING end_key:BYTES end_pretty:STRING replicas:INT[] replica_localities:STRING[] voting_replicas:INT[] non_voting_replicas:INT[] learner_replicas:INT[] split_enforced_until:TIMESTAMP';

// --- nodes ---------------------------------------------------------------------------------------------------------

function* nodes({ cluster }: VirtualRequest): Iterable<VirtualRow> {
  for (const node of cluster.storage.state.nodes)
    yield {
      node_id: node.id,
      network: 'tcp',
      address: `127.0.0.1:${26256 + node.id}`,
      advertise_address: `127.0.0.1:${26256 + node.id}`,
      locality: node.locality,
      cluster_name: '',
      server_version: cluster.state.run.version,
      build_tag: `v${cluster.state.run.version}.0`,
      started_at: cluster.epoch.micros(0),
      is_live: node.up,
      draining: node.draining,
      ranges: allRangesOf(cluster),
      leases: leasesOf(cluster, node.id),
      field: 'Version',
      value: `v${cluster.state.run.version}.0`
    };
}

const allRangesOf = (cluster: VirtualRequest['cluster']): number =>
  [...cluster.storage.state.ranges.byIndex.values()].reduce((n, ranges) => n + ranges.length, 0);

const leasesOf = (cluster: VirtualRequest['cluster'], node: number): number =>
  [...cluster.storage.state.ranges.byIndex.values()].reduce(
    (n, ranges) => n + ranges.filter((range) => range.leaseholder === node).length,
    0
  );

export const CRDB_INTERNAL: readonly VirtualDefinition[] = [
  define(
    'tables',
    'table_id:INT parent_id:INT name:STRING database_name:STRING version:INT mod_time:TIMESTAMP mod_time_logical:DECIMAL format_version:STRING state:STRING sc_lease_node_id:INT sc_lease_expiration_time:TIMESTAMP drop_time:TIMESTAMP audit_mode:STRING schema_name:STRING parent_schema_id:INT locality:STRING',
    tables
  ),
  define(
    'table_columns',
    'descriptor_id:INT descriptor_name:STRING column_id:INT column_name:STRING column_type:STRING nullable:BOOL default_expr:STRING hidden:BOOL',
    tableColumns
  ),
  define(
    'table_indexes',
    'descriptor_id:INT descriptor_name:STRING index_id:INT index_name:STRING index_type:STRING is_unique:BOOL is_inverted:BOOL is_sharded:BOOL is_visible:BOOL visibility:FLOAT shard_bucket_count:INT created_at:TIMESTAMP create_statement:STRING',
    tableIndexes
  ),
  define(
    'index_columns',
    'descriptor_id:INT descriptor_name:STRING index_id:INT index_name:STRING column_type:STRING column_id:INT column_name:STRING column_direction:STRING implicit:BOOL',
    indexColumnRows
  ),
  define(
    'databases',
    'id:INT name:STRING owner:NAME primary_region:STRING secondary_region:STRING regions:STRING[] survival_goal:STRING placement_policy:STRING create_statement:STRING',
    function* (request) {
      for (const d of databasesOf(request))
        yield {
          id: d.id,
          name: d.name,
          owner: d.privileges.owner,
          primary_region: d.primaryRegion ?? null,
          regions: [...(d.regions ?? [])],
          survival_goal: d.primaryRegion === undefined ? null : (d.survival ?? 'zone'),
          create_statement: createDatabaseSql(d)
        };
    }
  ),
  define(
    'create_statements',
    'database_id:INT database_name:STRING schema_name:STRING descriptor_id:INT descriptor_type:STRING descriptor_name:STRING create_statement:STRING state:STRING has_partitions:BOOL is_multi_region:BOOL is_virtual:BOOL is_temporary:BOOL',
    function* (request) {
      for (const { database, schema, object } of objectsOf(request, ['table', 'view', 'sequence']))
        yield {
          database_id: database.id,
          database_name: database.name,
          schema_name: schema.name,
          descriptor_id: object.id,
          descriptor_type: object.kind === 'table' && object.materialized ? 'view' : object.kind,
          descriptor_name: object.name,
          create_statement: createStatement(object, request.catalog).replace(/;$/, ''),
          state: 'PUBLIC',
          has_partitions: false,
          is_multi_region: database.primaryRegion !== undefined,
          is_virtual: false,
          is_temporary: false
        };
    }
  ),
  define(
    'create_type_statements',
    'database_id:INT database_name:STRING schema_name:STRING descriptor_id:INT descriptor_name:STRING create_statement:STRING enum_members:STRING[]',
    function* (request) {
      for (const { database, schema, object } of objectsOf(request, ['type']))
        yield {
          database_id: database.id,
          database_name: database.name,
          schema_name: schema.name,
          descriptor_id: object.id,
          descriptor_name: object.name,
          create_statement: createStatement(object, request.catalog).replace(/;$/, ''),
          enum_members: object.def.members.map((m) => m.label)
        };
    }
  ),
  define(
    'schema_changes',
    'table_id:INT parent_id:INT name:STRING type:STRING target_id:INT target_name:STRING state:STRING direction:STRING',
    function* (request) {
      for (const { database, object } of objectsOf(request, ['table']))
        for (const [type, elements] of [
          ['COLUMN', object.columns],
          ['INDEX', listedIndexes(object)]
        ] as const)
          for (const element of elements)
            if (element.state !== 'public')
              yield {
                table_id: object.id,
                parent_id: database.id,
                name: object.name,
                type,
                target_id: element.id,
                target_name: element.name,
                state: element.state === 'delete-only' ? 'DELETE_ONLY' : 'WRITE_ONLY',
                direction: 'ADD'
              };
    }
  ),
  define(
    'cluster_settings',
    'variable:STRING value:STRING type:STRING public:BOOL sensitive:BOOL reportable:BOOL description:STRING default_value:STRING origin:STRING key:STRING',
    function* ({ cluster }) {
      for (const setting of CLUSTER_SETTINGS) {
        const value = cluster.settings.text(setting.name);
        yield {
          variable: setting.name,
          value,
          type: SETTING_LETTER[setting.kind],
          public: true,
          sensitive: false,
          reportable: true,
          description: setting.description,
          default_value: setting.initial,
          origin: value === setting.initial ? 'default' : 'override',
          key: setting.name
        };
      }
    }
  ),
  define('session_variables', 'variable:STRING value:STRING hidden:BOOL', function* ({ ctx }) {
    for (const { name } of SESSION_VARIABLES)
      yield { variable: name, value: variableText(ctx.session, name), hidden: false };
  }),
  define('ranges_no_leases', RANGES, function* (request) {
    for (const entry of allRanges(request)) yield rangeRow(entry, request);
  }),
  define('ranges', `${RANGES} lease_holder:INT range_size:INT errors:STRING`, function* (request) {
    for (const entry of allRanges(request))
      yield { ...rangeRow(entry, request), lease_holder: entry.range.leaseholder, range_size: null };
  }),
  define('table_spans', 'descriptor_id:INT start_key:BYTES end_key:BYTES dropped:BOOL', function* (request) {
    for (const { object } of objectsOf(request, ['table'], ALL(request)))
      yield {
        descriptor_id: object.id,
        start_key: keyBytes(tablePrefix(object)),
        end_key: keyBytes(`${tablePrefix(object)}\xff`),
        dropped: false
      };
  }),
  define(
    'cluster_locks',
    'range_id:INT table_id:INT database_name:STRING schema_name:STRING table_name:STRING index_name:STRING lock_key:BYTES lock_key_pretty:STRING txn_id:UUID ts:TIMESTAMP lock_strength:STRING durability:STRING granted:BOOL contended:BOOL duration:INTERVAL isolation_level:STRING',
    locks
  ),
  ...['cluster_sessions', 'node_sessions'].map((name) =>
    fromListing(name, SESSION_COLUMNS, ({ cluster }) => sessionRows(cluster))
  ),
  ...['cluster_queries', 'node_queries'].map((name) =>
    fromListing(name, QUERY_COLUMNS, ({ cluster }) => queryRows(cluster))
  ),
  ...['cluster_transactions', 'node_transactions'].map((name) =>
    define(
      name,
      'id:UUID node_id:INT session_id:STRING start:TIMESTAMP txn_string:STRING application_name:STRING num_stmts:INT num_retries:INT num_auto_retries:INT last_auto_retry_reason:STRING isolation_level:STRING priority:STRING quality_of_service:STRING',
      ({ cluster }) => transactionRecords(cluster)
    )
  ),
  define(
    'gossip_nodes',
    'node_id:INT network:STRING address:STRING advertise_address:STRING locality:STRING cluster_name:STRING server_version:STRING build_tag:STRING started_at:TIMESTAMP is_live:BOOL ranges:INT leases:INT',
    nodes
  ),
  define(
    'gossip_liveness',
    'node_id:INT epoch:INT expiration:STRING draining:BOOL decommissioning:BOOL membership:STRING',
    function* ({ cluster }) {
      for (const node of cluster.storage.state.nodes)
        yield {
          node_id: node.id,
          epoch: 1,
          draining: node.draining,
          decommissioning: false,
          membership: 'active'
        };
    }
  ),
  define('node_build_info', 'node_id:INT field:STRING value:STRING', function* (request) {
    const { cluster, ctx } = request;
    const row = (field: string, value: string): VirtualRow => ({ node_id: ctx.session.node, field, value });
    yield row('Name', 'CockroachDB');
    yield row('ClusterID', cluster.state.clusterId);
    yield row('Organization', '');
    yield row(
      'Build',
      `CockroachDB v${cluster.state.run.version}.0 (simulated by the changefeed playground)`
    );
    yield row('Version', `v${cluster.state.run.version}.0`);
    yield row('Channel', 'playground');
  }),
  define('regions', 'region:STRING zones:STRING[]', function* ({ cluster }) {
    for (const [region, zones] of localities(cluster)) yield { region, zones: [...zones] };
  }),
  define(
    'default_privileges',
    'database_name:STRING schema_name:STRING role:STRING for_all_roles:BOOL object_type:STRING grantee:STRING privilege_type:STRING is_grantable:BOOL',
    function* (request) {
      for (const database of databasesOf(request))
        for (const target of [database, ...schemasOf(request, database)])
          for (const rule of target.defaultPrivileges ?? [])
            if (!rule.revoked)
              yield {
                database_name: database.name,
                schema_name: target.kind === 'schema' ? target.name : null,
                role: rule.role,
                for_all_roles: rule.role === null,
                object_type: rule.objects,
                grantee: rule.grantee,
                privilege_type: rule.privilege,
                is_grantable: rule.grantable
              };
    }
  ),
  define(
    'cluster_database_privileges',
    'database_name:STRING grantee:STRING privilege_type:STRING is_grantable:STRING',
    function* (request) {
      for (const database of databasesOf(request))
        for (const [grantee, privilege, grantable] of grantRows(database))
          yield {
            database_name: database.name,
            grantee,
            privilege_type: privilege,
            is_grantable: grantable ? 'YES' : 'NO'
          };
    }
  ),
  define(
    'invalid_objects',
    'id:INT database_name:STRING schema_name:STRING obj_name:STRING error:STRING',
    () => []
  ),
  define('feature_usage', 'feature_name:STRING usage_count:INT', () => []),
  define(
    'cluster_contended_tables',
    'database_name:STRING schema_name:STRING table_name:STRING num_contention_events:INT',
    () => []
  ),
  define(
    'kv_store_status',
    'node_id:INT store_id:INT attrs:JSONB capacity:INT available:INT used:INT logical_bytes:INT range_count:INT lease_count:INT',
    function* ({ cluster }) {
      for (const node of cluster.storage.state.nodes)
        yield {
          node_id: node.id,
          store_id: node.id,
          attrs: '[]',
          range_count: allRangesOf(cluster),
          lease_count: leasesOf(cluster, node.id)
        };
    }
  )
];
