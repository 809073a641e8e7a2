import type { Span } from '../../base/errors';
import type { TableDef } from '../../catalog/descriptors';
import { TableDraft } from '../../catalog/ddl/draft';
import type { InsertStatement } from '../../sql/ast/dml';
import type { Expr } from '../../sql/ast/expr';
import type { Query } from '../../sql/ast/select';
import { withJobContext } from '../schema/job-context';
import type { StatementResult } from '../statement';
import type { SchemaStatement } from './ddl-host';

/** Fills a table that the statement itself has made with the rows of a query: an INSERT … SELECT. @returns the work done */
export function fillFromQuery(table: TableDef, query: Query, host: SchemaStatement): number {
  const { span } = query;
  const name = {
    catalog: host.view.get(table.database)?.name,
    schema: host.view.get(table.schema)?.name,
    table: table.name,
    span
  };
  const columns = table.columns
    .filter((c) => !c.hidden && c.state === 'public')
    .map((c) => ({ text: c.name, span }));
  const insert: InsertStatement = {
    kind: 'insert',
    upsert: false,
    with: undefined,
    target: { kind: 'table', name, hint: undefined, ordinality: false, alias: undefined, span },
    columns,
    source: query,
    onConflict: undefined,
    returning: undefined,
    span
  };
  return host.runner.query(insert, host.text, host.ctx, { internal: true }).work;
}

/**
 * The rows of a query as of an earlier moment, read by a transaction of their own, since the statement itself writes now.
 * @returns its columns, and the rows as a VALUES clause; undefined where there are none
 */
export function readPast(
  query: Query,
  host: SchemaStatement
): { columns: StatementResult['columns']; query: Query | undefined } {
  const { session, statement } = host.ctx;
  const { database, variables, node } = session;
  const reader = { user: host.user, database, variables, node, statement };
  return withJobContext(host.cluster, reader, (ctx) => {
    const { columns, rows } = host.runner.query(query, host.text, ctx);
    return { columns, query: rows.length > 0 ? valuesOf(columns, rows, query.span) : undefined };
  });
}

function valuesOf(columns: StatementResult['columns'], rows: StatementResult['rows'], span: Span): Query {
  const exprs = rows.map((row) =>
    row.map((value, i): Expr => {
      const slot = { type: columns[i].type, value };
      return { kind: 'placeholder', index: i + 1, slot, span };
    })
  );
  return {
    kind: 'query',
    with: undefined,
    body: { kind: 'values', rows: exprs, literals: undefined, span },
    orderBy: [],
    limit: undefined,
    limitAll: false,
    offset: undefined,
    locking: [],
    span
  };
}

/** A table over new, empty indexes; the old ones stay for reads of the past. */
export function emptiedIndexes(table: TableDef, host: SchemaStatement): TableDef {
  const draft = TableDraft.of(table);
  draft.primary = { ...table.primary, id: draft.newIndexId(), storage: host.newPrimaryStorage() };
  draft.indexes = table.indexes.map((index) => ({
    ...index,
    id: draft.newIndexId(),
    storage: host.newSecondaryStorage()
  }));
  return draft.build();
}
