import type { ColumnDef } from '../catalog/descriptors';
import { quoteIdentifier } from '../sql/builtins/quoting';
import { typeName } from '../sql/types/type-name';

/**
 * The SQL definition of a column as Avro schemas carry it in `__crdb__` (reference §4.11): canonical type names, the name
 * quoted only where SQL needs it.
 */
export function columnDefinition(column: ColumnDef): string {
  let text = `${quoteIdentifier(column.name)} ${typeName(column.type)}`;
  if (!column.nullable) text += ' NOT NULL';
  if (column.defaultSql !== undefined) text += ` DEFAULT ${column.defaultSql}`;
  if (column.computed)
    text += ` AS (${column.computed.sql}) ${column.computed.virtual ? 'VIRTUAL' : 'STORED'}`;
  return text;
}
