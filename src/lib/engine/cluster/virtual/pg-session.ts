import type { VirtualDefinition, VirtualRequest, VirtualRow } from './define';

/** What the reading session has named: prepared statements and cursors. */

function* preparedStatements({ cluster, ctx }: VirtualRequest): Iterable<VirtualRow> {
  for (const [name, { text, parameters, preparedAt }] of ctx.session.prepared)
    yield {
      name,
      statement: text,
      prepare_time: cluster.epoch.micros(preparedAt),
      parameter_types: parameters,
      from_sql: true
    };
}

function* cursors({ cluster, ctx }: VirtualRequest): Iterable<VirtualRow> {
  for (const [name, { query, hold, declaredAt }] of ctx.session.cursors)
    yield {
      name,
      statement: query,
      is_holdable: hold,
      is_binary: false,
      is_scrollable: false,
      creation_time: cluster.epoch.micros(declaredAt)
    };
}

export const PG_SESSION: readonly VirtualDefinition[] = [
  {
    schema: 'pg_catalog',
    name: 'pg_prepared_statements',
    columns: 'name:STRING statement:STRING prepare_time:TIMESTAMPTZ parameter_types:STRING[] from_sql:BOOL',
    rows: preparedStatements
  },
  {
    schema: 'pg_catalog',
    name: 'pg_cursors',
    columns:
      'name:STRING statement:STRING is_holdable:BOOL is_binary:BOOL is_scrollable:BOOL creation_time:TIMESTAMPTZ',
    rows: cursors
  }
];
