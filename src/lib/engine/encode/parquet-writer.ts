import { SqlError } from '../base/errors';

export function writeParquet(_rows: readonly unknown[], _compression: 'gzip' | 'zstd' | null): Uint8Array {
  throw new SqlError('0A000', 'format=parquet is not simulated yet');
}
