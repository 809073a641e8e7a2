import { parquetWriteBuffer } from 'hyparquet-writer/src/write.js';
import { gzip, zstd } from '../base/compression';
import type { ParquetRow } from './parquet-encoder';

/**
 * A Parquet file (reference §4.12) as hyparquet-writer makes it, at once and in plain code.
 * @param rows of one shape, at least one
 * @param compression of the pages
 */
export function writeParquet(rows: readonly ParquetRow[], compression: 'gzip' | 'zstd' | null): Uint8Array {
  const { columns } = rows[0]; // there is one
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name, kind }, i) => ({
      name,
      type: kind,
      nullable: true,
      data: rows.map(({ cells }) => cells[i])
    })),
    codec: compression === null ? 'UNCOMPRESSED' : compression === 'gzip' ? 'GZIP' : 'ZSTD',
    compressors: { GZIP: gzip, ZSTD: zstd },
    createdBy: 'changefeed playground'
  });
  return new Uint8Array(buffer);
}
