import { parquetWriteBuffer } from 'hyparquet-writer/src/write.js';
import { gzip, zstd } from '../base/compression';
import type { ParquetCell, ParquetColumn, ParquetKind, ParquetRow } from './parquet-encoder';

/**
 * A Parquet file (reference §4.12) as hyparquet-writer makes it, at once and in plain code.
 * @param rows of one shape, at least one
 * @param compression of the pages
 */
export function writeParquet(rows: readonly ParquetRow[], compression: 'gzip' | 'zstd' | null): Uint8Array {
  const { columns } = rows[0]; // there is one
  const buffer = parquetWriteBuffer({
    schema: [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(schemaOf)],
    columnData: columns.map(({ name, kind }, i) => ({
      name,
      data: rows.map(({ cells }) => stored(cells[i], kind))
    })),
    codec: compression === null ? 'UNCOMPRESSED' : compression === 'gzip' ? 'GZIP' : 'ZSTD',
    compressors: { GZIP: gzip, ZSTD: zstd },
    createdBy: 'changefeed playground'
  });
  return new Uint8Array(buffer);
}

type Element = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number];

/** A column as the elements of a schema; a list has three, so that NULL, [NULL] and [] differ (the format's LogicalTypes.md). */
function schemaOf({ name, kind, isList }: ParquetColumn): Element[] {
  if (!isList) return [{ name, repetition_type: 'OPTIONAL', ...KINDS[kind] }];
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' }
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...KINDS[kind] }
  ];
}

const KINDS: Readonly<Record<ParquetKind, Omit<Element, 'name'>>> = {
  BOOLEAN: { type: 'BOOLEAN' },
  INT32: { type: 'INT32' },
  INT64: {
    type: 'INT64',
    converted_type: 'INT_64',
    logical_type: { type: 'INTEGER', bitWidth: 64, isSigned: true }
  },
  FLOAT: { type: 'FLOAT' },
  DOUBLE: { type: 'DOUBLE' },
  BYTE_ARRAY: { type: 'BYTE_ARRAY' },
  STRING: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  // Without the older mark beside it, upon which the library would write the text as a JSON string.
  JSON: { type: 'BYTE_ARRAY', logical_type: { type: 'JSON' } },
  ENUM: { type: 'BYTE_ARRAY', converted_type: 'ENUM', logical_type: { type: 'ENUM' } },
  UUID: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } },
  TIME_MICROS: {
    type: 'INT64',
    converted_type: 'TIME_MICROS',
    logical_type: { type: 'TIME', isAdjustedToUTC: true, unit: 'MICROS' }
  }
};

const encoder = new TextEncoder();

/** A cell as the library takes it: it turns text into bytes for strings alone. */
function stored(cell: ParquetCell, kind: ParquetKind): unknown {
  if (Array.isArray(cell)) return cell.map((item: ParquetCell) => stored(item, kind));
  const isBytes = kind === 'BYTE_ARRAY' || kind === 'JSON' || kind === 'ENUM';
  return isBytes && typeof cell === 'string' ? encoder.encode(cell) : cell;
}
