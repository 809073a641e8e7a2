import type { IndexDef, TableDef } from '../descriptors';

/** Facts about keys that several statements ask for. */

/** Key columns as the user gave them: without the shard column of a hash-sharded index. */
export function explicitKeys(index: IndexDef): number[] {
  return index.keys.map((key) => key.column).filter((column) => column !== index.sharded?.column);
}

/** Whether an index makes sure that no two rows agree in exactly these columns. */
export function isUniqueOn(index: IndexDef, columns: readonly number[]): boolean {
  const keys = explicitKeys(index);
  return (
    index.unique &&
    index.predicateSql === undefined &&
    keys.length === columns.length &&
    keys.every((key) => columns.includes(key))
  );
}

/** Whether a table's key is the hidden `rowid` that it got because none was given. */
export function isImplicitKey(table: Pick<TableDef, 'primary' | 'columns'>): boolean {
  const { keys } = table.primary;
  const column = table.columns.find((c) => c.id === keys[0].column);
  return keys.length === 1 && column !== undefined && column.hidden && column.defaultSql === 'unique_rowid()';
}
