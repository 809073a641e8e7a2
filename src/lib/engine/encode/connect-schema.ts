import { SqlError } from '../base/errors';
import { jsonString } from '../sql/types/json-form';
import { typeName } from '../sql/types/type-name';
import type { SqlType } from '../sql/types/type';
import type { RowShape, ShapeColumn } from './row-shape';

/**
 * Schemas in the form of Kafka Connect (reference §4.7, kafka_connect_json_schema.go), which the enriched envelope sends along
 * with `enriched_properties='schema'`. Members stand in byte order, as everywhere in a message.
 */

/** Members of a schema by name; JSON text. */
type Members = readonly (readonly [name: string, json: string])[];

const object = (members: Members): string =>
  `{${[...members]
    .sort(([a], [b]) => (a < b ? -1 : 1)) // all of them ASCII
    .map(([name, json]) => `"${name}": ${json}`)
    .join(', ')}}`;

const list = (items: readonly string[]): string => `[${items.join(', ')}]`;

/** How a type is named; the JSON of its values is that of every message. @throws SqlError XXUUU for types without a schema */
function typeMembers(type: SqlType): Members {
  switch (type.family) {
    case 'int':
      return [['type', '"int64"']];
    case 'bool':
      return [['type', '"boolean"']];
    case 'float':
      return [['type', '"float64"']];
    case 'string':
    case 'collated':
    case 'bit':
    case 'interval':
    case 'uuid':
    case 'inet':
    case 'enum':
      return [['type', '"string"']];
    case 'bytes':
      return [['type', '"bytes"']];
    case 'date':
      return named('date');
    case 'time':
    case 'timetz':
      return named('time');
    case 'timestamp':
    case 'timestamptz':
      return named('timestamp');
    case 'decimal':
      return [
        ['type', '"float64"'],
        ['name', '"decimal"'],
        [
          'parameters',
          object([
            ['precision', `"${type.precision ?? 0}"`],
            ['scale', `"${type.scale ?? 0}"`]
          ])
        ]
      ];
    case 'array':
      return [
        ['type', '"array"'],
        ['items', object([...typeMembers(type.elem), ['optional', 'false']])]
      ];
    case 'jsonb':
      return [['type', '"json"']];
    case 'other':
      return otherMembers(type.name, type);
    default:
      throw notSupported(type);
  }
}

const named = (name: string): Members => [
  ['type', '"string"'],
  ['name', `"${name}"`]
];

/** Types that are kept as text. */
function otherMembers(name: string, type: SqlType): Members {
  switch (name) {
    case 'geometry':
    case 'geography':
      return [
        ['type', '"json"'],
        ['name', `"${name}"`]
      ];
    case 'tsvector':
    case 'tsquery':
    case 'box2d':
    case 'pg_lsn':
    case 'ltree':
    case 'vector':
    case 'refcursor':
      return [['type', '"string"']];
    default:
      throw notSupported(type);
  }
}

const notSupported = (type: SqlType): SqlError =>
  new SqlError('XXUUU', `type ${typeName(type)} not yet supported with json schemas`);

interface StructParts {
  readonly name: string;
  readonly fields: readonly string[];
  readonly optional: boolean;
  /** The member of the struct around it. */
  readonly field?: string;
}

function struct({ name, fields, optional, field }: StructParts): string {
  return object([
    ['type', '"struct"'],
    ['name', jsonString(name)],
    ['fields', list(fields)],
    ['optional', String(optional)],
    ...(field === undefined ? [] : ([['field', `"${field}"`]] as const))
  ]);
}

const column = ({ name, type, nullable }: ShapeColumn): string =>
  object([...typeMembers(type), ['field', jsonString(name)], ['optional', String(nullable)]]);

const scalar = (field: string, type: string, optional = false): string =>
  object([
    ['type', `"${type}"`],
    ['field', `"${field}"`],
    ['optional', String(optional)]
  ]);

/** The fields of `source`, by name (enriched_source_provider.go). */
const SOURCE_FIELDS: readonly string[] = [
  scalar('changefeed_sink', 'string'),
  scalar('cluster_id', 'string'),
  scalar('cluster_name', 'string'),
  scalar('crdb_internal_table_id', 'int32'),
  scalar('database_name', 'string'),
  scalar('db_version', 'string'),
  scalar('job_id', 'string'),
  scalar('mvcc_timestamp', 'string', true),
  scalar('node_id', 'string'),
  scalar('node_name', 'string'),
  scalar('origin', 'string'),
  object([
    ['type', '"array"'],
    ['field', '"primary_keys"'],
    ['optional', 'false'],
    ['items', '{"optional": false, "type": "string"}']
  ]),
  scalar('schema_name', 'string'),
  scalar('source_node_locality', 'string'),
  scalar('table_name', 'string'),
  scalar('ts_hlc', 'string', true),
  scalar('ts_ns', 'int64', true)
];

/** The schema of a message key: a struct of the key's columns. @param target name of the table or family at statement time */
export function keySchema(target: string, columns: readonly ShapeColumn[]): string {
  return struct({ name: `${target}.key`, fields: columns.map(column), optional: false });
}

/** The schema of an enriched value. @param before its shape, where `diff` shows it */
export function envelopeSchema(parts: {
  readonly target: string;
  readonly shape: RowShape;
  readonly before: RowShape | null;
  readonly source: boolean;
  readonly key: boolean;
}): string {
  const { target, shape, before } = parts;
  const fields: string[] = [];
  if (before)
    fields.push(
      struct({
        name: `${target}.before.value`,
        fields: before.columns.map(column),
        optional: true,
        field: 'before'
      })
    );
  fields.push(
    struct({
      name: `${target}.after.value`,
      fields: shape.columns.map(column),
      optional: false,
      field: 'after'
    })
  );
  if (parts.source)
    fields.push(
      struct({ name: 'cockroachdb.source', fields: SOURCE_FIELDS, optional: true, field: 'source' })
    );
  if (parts.key)
    fields.push(
      struct({ name: `${target}.key`, fields: shape.key.map(column), optional: false, field: 'key' })
    );
  fields.push(scalar('ts_ns', 'int64'), scalar('op', 'string'));
  return struct({ name: 'cockroachdb.envelope', fields, optional: false });
}
