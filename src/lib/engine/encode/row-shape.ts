import type { Datum, Row } from '../base/datum';
import {
  primaryKeyColumns,
  publicColumns,
  type ColumnDef,
  type FamilyDef,
  type TableDef
} from '../catalog/descriptors';
import type { SqlType } from '../sql/types/type';
import { quoteIdentifier } from '../sql/builtins/quoting';
import { typeName } from '../sql/types/type-name';
import { columnDefinition } from './column-definition';

/**
 * Which columns a message has: those of one version of a table, or of one of its families, or the output of a query over it.
 * Encoders know rows by their shape only, and keep what they make for a shape with that shape.
 */

export interface ShapeColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Where its value stands in a row; a virtual column has no place and is null (reference §4.1). */
  readonly slot: number | null;
  readonly nullable: boolean;
  /** The SQL definition that Avro schemas carry along (reference §4.11). */
  readonly definition: string;
}

export interface RowShape {
  readonly table: number;
  /** The table's name in this version; topics and subjects use the one of statement time instead. */
  readonly tableName: string;
  /** Version of the descriptor. */
  readonly version: number;
  /** Set where the table has other families: names the records of Avro. */
  readonly family: string | null;
  /** In table order, or in the order of a query. */
  readonly columns: readonly ShapeColumn[];
  /** The primary key, in key order. */
  readonly key: readonly ShapeColumn[];
  /** What the message key is made of: the primary key, or the one column of `key_column`. */
  readonly messageKey: readonly ShapeColumn[];
}

export interface ShapeOptions {
  readonly virtualColumns: 'omitted' | 'null';
  readonly keyColumn: string | null;
  /** `headers_json_column_name`: in no payload (reference §3.4). */
  readonly headersColumn: string | null;
  /** Gives a stored type what it leaves to the catalog: the labels of enums, current when it is asked. */
  resolveType(type: SqlType): SqlType;
}

/**
 * The shape of a table's rows: public columns, hidden ones included, virtual ones only as null.
 * @param family undefined for all columns of a table whose families are not told apart
 */
export function tableShape(table: TableDef, family: FamilyDef | undefined, options: ShapeOptions): RowShape {
  const columns = publicColumns(table).filter((column) => {
    if (column.name === options.headersColumn) return false;
    if (column.computed?.virtual && options.virtualColumns === 'omitted') return false;
    return !family || family.columns.includes(column.id);
  });
  const key = primaryKeyColumns(table).map((column) => keyColumn(column, options));
  const chosen = table.columns.filter((column) => column.name === options.keyColumn);
  return {
    table: table.id,
    tableName: table.name,
    version: table.version,
    family: family && table.families.length > 1 ? family.name : null,
    columns: columns.map((column) => ({
      ...keyColumn(column, options),
      ...(column.computed?.virtual ? { slot: null } : {})
    })),
    key,
    messageKey: options.keyColumn === null ? key : chosen.map((column) => keyColumn(column, options))
  };
}

/** Columns of a key have values even where they are virtual: the shard of a hash-sharded index leads the key. */
function keyColumn(column: ColumnDef, options: ShapeOptions): ShapeColumn {
  return {
    name: column.name,
    type: options.resolveType(column.type),
    slot: column.slot,
    nullable: column.nullable,
    definition: columnDefinition(column)
  };
}

/** A column of a query's output, whose value stands at its index. */
export function queryColumn({ name, type }: { name: string; type: SqlType }, index: number): ShapeColumn {
  return {
    name,
    type,
    slot: index,
    nullable: true,
    definition: `${quoteIdentifier(name)} ${typeName(type)}`
  };
}

/** A deletion's row: the columns of the primary key keep their values, all others are null (reference §4.4). */
export function keyOnly(row: Row, shape: RowShape): Row {
  const only: Datum[] = new Array<Datum>(row.length).fill(null);
  for (const { slot } of shape.key) only[slot!] = row[slot!] ?? null; // columns of a key have slots
  return only;
}
