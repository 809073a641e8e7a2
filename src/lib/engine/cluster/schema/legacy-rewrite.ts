import type { Row } from '../../base/datum';
import { columnById, type TableDef } from '../../catalog/descriptors';
import { ALL_FAMILIES } from '../../storage/mvcc';
import type { Cluster } from '../cluster';
import type { SchemaChange } from './change-state';
import { withJobContext } from './job-context';
import { TableRows, withSlot } from './table-rows';

/** Rows that the legacy backfill writes in one transaction. */
const CHUNK = 100;

/**
 * Writes every row again, with the new columns filled in. The legacy schema changer did its backfills with ordinary writes,
 * so that a changefeed saw each row once more, without the column that nobody could read yet (reference §6.3).
 */
export function rewriteRows(
  cluster: Cluster,
  change: SchemaChange,
  table: TableDef,
  columns: readonly number[]
): void {
  const keys: string[] = [];
  withJobContext(cluster, change, (ctx) =>
    new TableRows(cluster, ctx, table).forEachLive((key) => keys.push(key))
  );
  for (let i = 0; i < keys.length; i += CHUNK)
    rewriteChunk(cluster, change, table, { keys: keys.slice(i, i + CHUNK), columns });
}

function rewriteChunk(
  cluster: Cluster,
  change: SchemaChange,
  table: TableDef,
  { keys, columns }: { readonly keys: readonly string[]; readonly columns: readonly number[] }
): void {
  withJobContext(cluster, change, (ctx) => {
    const rows = new TableRows(cluster, ctx, table);
    const fills = columns.map((id) => {
      const column = columnById(change.target, id);
      return {
        slot: column.slot,
        value: rows.expression(column.computed?.sql ?? column.defaultSql ?? 'NULL', column)
      };
    });
    const dropped = change.base.columns.filter((c) => !change.target.columns.some((t) => t.id === c.id));
    for (const key of keys) {
      const version = cluster.storage.txns.readLatest(ctx.txn, table.primary.storage, key);
      if (!version) continue;
      let row: Row = version.row;
      for (const { slot, value } of fills)
        if ((row[slot] ?? null) === null) row = withSlot(row, slot, value(row));
      if (change.published) for (const { slot } of dropped) row = withSlot(row, slot, null);
      const index = table.primary.storage;
      cluster.storage.txns.write(ctx.txn, {
        index,
        key,
        row,
        deleted: false,
        families: ALL_FAMILIES,
        omitted: false
      });
    }
    cluster.commitJob(ctx.txn, change.statement);
  });
}
