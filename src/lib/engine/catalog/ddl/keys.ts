import type { IndexDef, TableDef } from '../descriptors';

/** Facts about keys that several statements ask for. */

/** Key columns as the user gave them: without the shard column of a hash-sharded index and the region of a regional table. */
export function explicitKeys(index: IndexDef): number[] {
  return index.keys
    .map((key) => key.column)
    .filter((column) => column !== index.sharded?.column && column !== index.region);
}

/** Whether an index makes sure that no two rows agree in exactly these columns. */
export function isUniqueOn(index: IndexDef, columns: readonly number[]): boolean {
  const explicit = explicitKeys(index);
  // With its region a key of a REGIONAL BY ROW table is as unique as without.
  const keys =
    index.region !== undefined && columns.includes(index.region) ? [...explicit, index.region] : explicit;
  return (
    index.unique &&
    index.predicateSql === undefined &&
    index.validated !== false &&
    keys.length === columns.length &&
    keys.every((key) => columns.includes(key))
  );
}

/** Whether a table's key is the hidden `rowid` that it got because none was given. */
export function isImplicitKey(table: Pick<TableDef, 'primary' | 'columns'>): boolean {
  const keys = explicitKeys(table.primary);
  const column = table.columns.find((c) => c.id === keys[0]);
  if (keys.length !== 1 || !column?.hidden || !column.name.startsWith('rowid')) return false;
  return column.type.family === 'int' && column.defaultSql === 'unique_rowid()';
}
