import { columnById, namedIndexes, type ColumnDef, type TableDef } from '../../catalog/descriptors';
import { isUniqueOn } from '../../catalog/ddl/keys';
import { plainExpr } from '../../catalog/ddl/show-create';
import { typeSql } from '../../catalog/ddl/type-sql';
import { PUBLIC } from '../../catalog/privileges';
import { pgTypeName } from '../../sql/types/type-name';
import type { SqlType } from '../../sql/types/type';
import { VIRTUAL_SCHEMAS } from '../names';
import { SESSION_VARIABLES, variableText } from '../session-variables';
import { grantRows, rolesIn } from '../statements/show-roles';
import { constraintsOf, indexColumns } from '../statements/show-table';
import { udtName } from './pg-types';
import {
  listedDatabases,
  objectsOf,
  schemasOf,
  yesNo,
  type Placed,
  type VirtualDefinition,
  type VirtualRequest,
  type VirtualRow
} from './define';

/** `information_schema`: the catalog in the SQL standard's words. */

const define = (name: string, columns: string, rows: VirtualDefinition['rows']): VirtualDefinition => ({
  schema: 'information_schema',
  name,
  columns,
  rows
});

const place = ({ database, schema, object }: Placed<{ readonly name: string }>): VirtualRow => ({
  table_catalog: database.name,
  table_schema: schema.name,
  table_name: object.name
});

/** Relations with the columns that can be read. */
function* relations(
  request: VirtualRequest
): Iterable<
  Placed<{ readonly name: string; readonly version: number }> & { type: string; insertable: boolean }
> {
  for (const placed of objectsOf(request, ['table', 'view', 'sequence'])) {
    const { object } = placed;
    if (object.kind === 'sequence') continue;
    const isView = object.kind === 'view' || object.materialized !== undefined;
    yield { ...placed, type: isView ? 'VIEW' : 'BASE TABLE', insertable: !isView };
  }
}

/** The size of a type as the standard asks for it. */
function sizes(type: SqlType): VirtualRow {
  switch (type.family) {
    case 'string':
    case 'collated':
      return type.width === undefined
        ? {}
        : { character_maximum_length: type.width, character_octet_length: type.width * 4 };
    case 'bit':
      return type.width === undefined ? {} : { character_maximum_length: type.width };
    case 'int':
      return { numeric_precision: type.width, numeric_precision_radix: 2, numeric_scale: 0 };
    case 'float':
      return { numeric_precision: type.width === 64 ? 53 : 24, numeric_precision_radix: 2 };
    case 'decimal':
      return type.precision === undefined
        ? { numeric_precision_radix: 10 }
        : { numeric_precision: type.precision, numeric_precision_radix: 10, numeric_scale: type.scale ?? 0 };
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return { datetime_precision: type.precision ?? 6 };
    default:
      return {};
  }
}

function columnRow(
  placed: Placed<TableDef>,
  column: ColumnDef,
  position: number,
  request: VirtualRequest
): VirtualRow {
  const { catalog } = request;
  const sequence = column.ownsSequence === undefined ? undefined : catalog.get(column.ownsSequence);
  const identity = column.identity && sequence?.kind === 'sequence' ? sequence : undefined;
  return {
    ...place(placed),
    column_name: column.name,
    column_comment: column.comment ?? null,
    ordinal_position: position,
    column_default: column.defaultSql === undefined ? null : plainExpr(column.defaultSql, catalog),
    is_nullable: yesNo(column.nullable),
    data_type:
      column.type.family === 'enum'
        ? 'USER-DEFINED'
        : column.type.family === 'array'
          ? 'ARRAY'
          : pgTypeName(column.type),
    ...sizes(column.type),
    udt_catalog: placed.database.name,
    udt_schema: column.type.family === 'enum' ? (column.type.schema ?? 'public') : 'pg_catalog',
    udt_name: udtName(column.type, catalog),
    is_self_referencing: null,
    is_identity: yesNo(column.identity !== undefined),
    identity_generation: column.identity ? column.identity.toUpperCase() : null,
    ...(identity
      ? {
          identity_start: identity.start,
          identity_increment: identity.increment,
          identity_maximum: identity.max,
          identity_minimum: identity.min
        }
      : {}),
    is_generated: column.computed ? 'ALWAYS' : 'NEVER',
    generation_expression: column.computed ? plainExpr(column.computed.sql, catalog) : '',
    is_updatable: yesNo(!column.computed),
    is_hidden: yesNo(column.hidden),
    crdb_sql_type: typeSql(column.type, catalog)
  };
}

function* columns(request: VirtualRequest): Iterable<VirtualRow> {
  for (const placed of objectsOf(request, ['table', 'view', 'sequence'])) {
    const { object, ...where } = placed;
    if (object.kind === 'table') {
      let position = 0;
      for (const column of object.columns)
        if (column.state === 'public' && !column.inaccessible)
          yield columnRow({ ...where, object }, column, ++position, request);
    } else if (object.kind === 'view')
      for (const [i, { name, type }] of object.columns.entries())
        yield {
          ...place(placed),
          column_name: name,
          ordinal_position: i + 1,
          is_nullable: 'YES',
          data_type: pgTypeName(type),
          ...sizes(type),
          udt_catalog: where.database.name,
          udt_schema: 'pg_catalog',
          udt_name: udtName(type, request.catalog),
          is_identity: 'NO',
          is_generated: 'NEVER',
          generation_expression: '',
          is_updatable: 'NO',
          is_hidden: 'NO',
          crdb_sql_type: typeSql(type, request.catalog)
        };
  }
}

function constraintPlace(placed: Placed<TableDef>, name: string): VirtualRow {
  return {
    constraint_catalog: placed.database.name,
    constraint_schema: placed.schema.name,
    constraint_name: name
  };
}

function* tableConstraints(request: VirtualRequest): Iterable<VirtualRow> {
  for (const placed of objectsOf(request, ['table'])) {
    const base = place(placed);
    const row = (name: string, type: string): VirtualRow => ({
      ...constraintPlace(placed, name),
      ...base,
      constraint_type: type,
      is_deferrable: 'NO',
      initially_deferred: 'NO'
    });
    for (const { name, type } of constraintsOf(placed.object)) yield row(name, type);
    // PostgreSQL counts NOT NULL among the checks, under a name made of numbers.
    for (const column of placed.object.columns)
      if (!column.nullable && column.state === 'public' && !column.inaccessible)
        yield row(`${placed.database.id}_${placed.object.id}_${column.id}_not_null`, 'CHECK');
  }
}

function* keyColumnUsage(request: VirtualRequest): Iterable<VirtualRow> {
  for (const placed of objectsOf(request, ['table'])) {
    const table = placed.object;
    for (const constraint of constraintsOf(table)) {
      if (constraint.type === 'CHECK') continue;
      for (const [i, id] of constraint.columns.entries())
        yield {
          ...constraintPlace(placed, constraint.name),
          ...place(placed),
          column_name: columnById(table, id).name,
          ordinal_position: i + 1,
          position_in_unique_constraint: constraint.type === 'FOREIGN KEY' ? i + 1 : null
        };
    }
  }
}

function* referentialConstraints(request: VirtualRequest): Iterable<VirtualRow> {
  for (const placed of objectsOf(request, ['table']))
    for (const key of placed.object.foreignKeys) {
      const target = request.catalog.get(key.table);
      if (target?.kind !== 'table') continue;
      const unique = namedIndexes(target).find((index) => isUniqueOn(index, key.tableColumns));
      yield {
        ...constraintPlace(placed, key.name),
        unique_constraint_catalog: placed.database.name,
        unique_constraint_schema: request.catalog.get(target.schema)?.name ?? null,
        unique_constraint_name: unique?.name ?? null,
        match_option: key.match === 'full' ? 'FULL' : 'NONE',
        update_rule: key.onUpdate.toUpperCase(),
        delete_rule: key.onDelete.toUpperCase(),
        table_name: placed.object.name,
        referenced_table_name: target.name
      };
    }
}

function* constraintColumnUsage(request: VirtualRequest): Iterable<VirtualRow> {
  for (const placed of objectsOf(request, ['table']))
    for (const constraint of constraintsOf(placed.object)) {
      const key = placed.object.foreignKeys.find((k) => k.name === constraint.name);
      const target = key && request.catalog.get(key.table);
      const of = target?.kind === 'table' ? target : placed.object;
      for (const id of key ? key.tableColumns : constraint.columns)
        yield {
          table_catalog: placed.database.name,
          table_schema: request.catalog.get(of.schema)?.name ?? null,
          table_name: of.name,
          column_name: columnById(of, id).name,
          ...constraintPlace(placed, constraint.name)
        };
    }
}

function* checkConstraints(request: VirtualRequest): Iterable<VirtualRow> {
  for (const placed of objectsOf(request, ['table'])) {
    for (const check of placed.object.checks)
      yield {
        ...constraintPlace(placed, check.name),
        check_clause: `((${plainExpr(check.sql, request.catalog)}))`
      };
    for (const column of placed.object.columns)
      if (!column.nullable && column.state === 'public' && !column.inaccessible)
        yield {
          ...constraintPlace(placed, `${placed.database.id}_${placed.object.id}_${column.id}_not_null`),
          check_clause: `${column.name} IS NOT NULL`
        };
  }
}

function* statistics(request: VirtualRequest): Iterable<VirtualRow> {
  for (const placed of objectsOf(request, ['table']))
    for (const index of namedIndexes(placed.object))
      for (const [i, part] of indexColumns(placed.object, index).entries())
        yield {
          ...place(placed),
          non_unique: yesNo(!index.unique),
          index_schema: placed.schema.name,
          index_name: index.name,
          seq_in_index: i + 1,
          column_name: columnById(placed.object, part.column).name,
          direction: part.direction,
          storing: yesNo(part.storing),
          implicit: yesNo(part.implicit),
          is_visible: yesNo(!index.notVisible),
          visibility: index.notVisible ? 0 : 1
        };
}

function* tablePrivileges(request: VirtualRequest): Iterable<VirtualRow> {
  for (const placed of objectsOf(request, ['table', 'view', 'sequence']))
    for (const [grantee, privilege, grantable] of grantRows(placed.object))
      yield {
        grantee,
        ...place(placed),
        privilege_type: privilege,
        is_grantable: yesNo(grantable),
        with_hierarchy: yesNo(privilege === 'SELECT')
      };
}

/** What the user is a member of, itself or by a role of its own. */
function* memberships({ catalog, authority, user }: VirtualRequest): Iterable<VirtualRow> {
  const own = authority.rolesOf(user);
  for (const role of rolesIn(catalog).filter(({ name }) => own.has(name)))
    for (const { role: name, admin } of role.memberOf)
      yield { grantee: role.name, role_name: name, is_grantable: yesNo(admin) };
}

export const INFORMATION_SCHEMA: readonly VirtualDefinition[] = [
  define(
    'tables',
    'table_catalog:STRING table_schema:STRING table_name:STRING table_type:STRING is_insertable_into:STRING version:INT',
    function* (request) {
      for (const { type, insertable, ...placed } of relations(request))
        yield {
          ...place(placed),
          table_type: type,
          is_insertable_into: yesNo(insertable),
          version: placed.object.version
        };
    }
  ),
  define(
    'columns',
    'table_catalog:STRING table_schema:STRING table_name:STRING column_name:STRING column_comment:STRING ordinal_position:INT column_default:STRING is_nullable:STRING data_type:STRING character_maximum_length:INT character_octet_length:INT numeric_precision:INT numeric_precision_radix:INT numeric_scale:INT datetime_precision:INT interval_type:STRING interval_precision:INT character_set_catalog:STRING character_set_schema:STRING character_set_name:STRING collation_catalog:STRING collation_schema:STRING collation_name:STRING domain_catalog:STRING domain_schema:STRING domain_name:STRING udt_catalog:STRING udt_schema:STRING udt_name:STRING scope_catalog:STRING scope_schema:STRING scope_name:STRING maximum_cardinality:INT dtd_identifier:STRING is_self_referencing:STRING is_identity:STRING identity_generation:STRING identity_start:STRING identity_increment:STRING identity_maximum:STRING identity_minimum:STRING identity_cycle:STRING is_generated:STRING generation_expression:STRING is_updatable:STRING is_hidden:STRING crdb_sql_type:STRING',
    columns
  ),
  define(
    'schemata',
    'catalog_name:STRING schema_name:STRING default_character_set_name:STRING sql_path:STRING crdb_is_user_defined:STRING',
    function* (request) {
      for (const database of listedDatabases(request)) {
        for (const schema of schemasOf(request, database))
          yield {
            catalog_name: database.name,
            schema_name: schema.name,
            crdb_is_user_defined: yesNo(schema.name !== 'public')
          };
        for (const name of VIRTUAL_SCHEMAS)
          yield { catalog_name: database.name, schema_name: name, crdb_is_user_defined: 'NO' };
      }
    }
  ),
  define(
    'sequences',
    'sequence_catalog:STRING sequence_schema:STRING sequence_name:STRING data_type:STRING numeric_precision:INT numeric_precision_radix:INT numeric_scale:INT start_value:STRING minimum_value:STRING maximum_value:STRING increment:STRING cycle_option:STRING',
    function* (request) {
      for (const { database, schema, object } of objectsOf(request, ['sequence']))
        yield {
          sequence_catalog: database.name,
          sequence_schema: schema.name,
          sequence_name: object.name,
          data_type: 'bigint',
          numeric_precision: 64,
          numeric_precision_radix: 2,
          numeric_scale: 0,
          start_value: object.start,
          minimum_value: object.min,
          maximum_value: object.max,
          increment: object.increment,
          cycle_option: 'NO'
        };
    }
  ),
  define(
    'table_constraints',
    'constraint_catalog:STRING constraint_schema:STRING constraint_name:STRING table_catalog:STRING table_schema:STRING table_name:STRING constraint_type:STRING is_deferrable:STRING initially_deferred:STRING',
    tableConstraints
  ),
  define(
    'key_column_usage',
    'constraint_catalog:STRING constraint_schema:STRING constraint_name:STRING table_catalog:STRING table_schema:STRING table_name:STRING column_name:STRING ordinal_position:INT position_in_unique_constraint:INT',
    keyColumnUsage
  ),
  define(
    'referential_constraints',
    'constraint_catalog:STRING constraint_schema:STRING constraint_name:STRING unique_constraint_catalog:STRING unique_constraint_schema:STRING unique_constraint_name:STRING match_option:STRING update_rule:STRING delete_rule:STRING table_name:STRING referenced_table_name:STRING',
    referentialConstraints
  ),
  define(
    'constraint_column_usage',
    'table_catalog:STRING table_schema:STRING table_name:STRING column_name:STRING constraint_catalog:STRING constraint_schema:STRING constraint_name:STRING',
    constraintColumnUsage
  ),
  define(
    'check_constraints',
    'constraint_catalog:STRING constraint_schema:STRING constraint_name:STRING check_clause:STRING',
    checkConstraints
  ),
  define(
    'views',
    'table_catalog:STRING table_schema:STRING table_name:STRING view_definition:STRING check_option:STRING is_updatable:STRING is_insertable_into:STRING is_trigger_updatable:STRING is_trigger_deletable:STRING is_trigger_insertable_into:STRING',
    function* (request) {
      for (const placed of objectsOf(request, ['view']))
        yield {
          ...place(placed),
          view_definition: placed.object.querySql,
          is_updatable: 'NO',
          is_insertable_into: 'NO',
          is_trigger_updatable: 'NO',
          is_trigger_deletable: 'NO',
          is_trigger_insertable_into: 'NO'
        };
    }
  ),
  define(
    'statistics',
    'table_catalog:STRING table_schema:STRING table_name:STRING non_unique:STRING index_schema:STRING index_name:STRING seq_in_index:INT column_name:STRING collation:STRING cardinality:INT direction:STRING storing:STRING implicit:STRING is_visible:STRING visibility:FLOAT',
    statistics
  ),
  ...['table_privileges', 'role_table_grants'].map((name) =>
    define(
      name,
      'grantor:STRING grantee:STRING table_catalog:STRING table_schema:STRING table_name:STRING privilege_type:STRING is_grantable:STRING with_hierarchy:STRING',
      tablePrivileges
    )
  ),
  define(
    'schema_privileges',
    'grantee:STRING table_catalog:STRING table_schema:STRING privilege_type:STRING is_grantable:STRING',
    function* (request) {
      for (const database of listedDatabases(request))
        for (const schema of schemasOf(request, database))
          for (const [grantee, privilege, grantable] of grantRows(schema))
            yield {
              grantee,
              table_catalog: database.name,
              table_schema: schema.name,
              privilege_type: privilege,
              is_grantable: yesNo(grantable)
            };
    }
  ),
  define(
    'user_privileges',
    'grantee:STRING table_catalog:STRING privilege_type:STRING is_grantable:STRING',
    function* (request) {
      for (const database of listedDatabases(request))
        for (const [grantee, privilege, grantable] of grantRows(database))
          if (grantee !== PUBLIC)
            yield {
              grantee,
              table_catalog: database.name,
              privilege_type: privilege,
              is_grantable: yesNo(grantable)
            };
    }
  ),
  define('applicable_roles', 'grantee:STRING role_name:STRING is_grantable:STRING', memberships),
  define(
    'administrable_role_authorizations',
    'grantee:STRING role_name:STRING is_grantable:STRING',
    function* (request) {
      for (const row of memberships(request)) if (row.is_grantable === 'YES') yield row;
    }
  ),
  define('enabled_roles', 'role_name:STRING', function* ({ authority, user }) {
    for (const name of authority.rolesOf(user)) if (name !== PUBLIC) yield { role_name: name };
  }),
  define('session_variables', 'variable:STRING value:STRING', function* ({ ctx }) {
    for (const { name } of SESSION_VARIABLES)
      yield { variable: name, value: variableText(ctx.session, name) };
  }),
  define(
    'character_sets',
    'character_set_catalog:STRING character_set_schema:STRING character_set_name:STRING character_repertoire:STRING form_of_use:STRING default_collate_catalog:STRING default_collate_schema:STRING default_collate_name:STRING',
    function* (request) {
      for (const { name } of listedDatabases(request))
        yield {
          character_set_name: 'UTF8',
          character_repertoire: 'UCS',
          form_of_use: 'UTF8',
          default_collate_catalog: name
        };
    }
  ),
  define(
    'collations',
    'collation_catalog:STRING collation_schema:STRING collation_name:STRING pad_attribute:STRING',
    () => []
  ),
  define(
    'routines',
    'specific_catalog:STRING specific_schema:STRING specific_name:STRING routine_catalog:STRING routine_schema:STRING routine_name:STRING routine_type:STRING data_type:STRING',
    () => []
  ),
  define(
    'parameters',
    'specific_catalog:STRING specific_schema:STRING specific_name:STRING ordinal_position:INT parameter_mode:STRING parameter_name:STRING data_type:STRING',
    () => []
  ),
  define(
    'type_privileges',
    'grantee:STRING type_catalog:STRING type_schema:STRING type_name:STRING privilege_type:STRING is_grantable:STRING',
    function* (request) {
      for (const { database, schema, object } of objectsOf(request, ['type']))
        for (const [grantee, privilege, grantable] of grantRows(object))
          yield {
            grantee,
            type_catalog: database.name,
            type_schema: schema.name,
            type_name: object.name,
            privilege_type: privilege,
            is_grantable: yesNo(grantable)
          };
    }
  )
];
