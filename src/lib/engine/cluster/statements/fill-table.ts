import type { TableDef } from '../../catalog/descriptors';
import { TableDraft } from '../../catalog/ddl/draft';
import type { InsertStatement } from '../../sql/ast/dml';
import type { Query } from '../../sql/ast/select';
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
