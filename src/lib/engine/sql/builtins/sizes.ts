import { checkedInt } from '../types/int';
import type { WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import * as dec from '../types/decimal';

/** Sizes of data as people read and write them. */

const PG_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Largest number shown in a unit before the next one serves better. */
const LIMIT = 10_240n;

/** `pg_size_pretty`: up to 10239 of a unit, then half or more of the next one counts as one. */
export function formatSize(bytes: bigint): string {
  const sign = bytes < 0n ? '-' : '';
  let size = bytes < 0n ? -bytes : bytes;
  if (size < LIMIT) return `${sign}${size} ${PG_UNITS[0]}`;
  // One bit more than the unit is kept, so that the last step can round.
  size >>= 9n;
  let unit = 1;
  while (size >= LIMIT * 2n - 1n && unit < PG_UNITS.length - 1) {
    size >>= 10n;
    unit++;
  }
  return `${sign}${(size + 1n) >> 1n} ${PG_UNITS[unit]}`;
}

/** `pg_size_bytes('1.5 MB')`. @throws SqlError 22023 */
export function parseSize(text: string): WideInt {
  const m = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)\s*([a-z]*)\s*$/i.exec(text);
  const unit =
    m &&
    (m[2] === ''
      ? 0
      : PG_UNITS.findIndex(
          (name) =>
            name.toLowerCase() === m[2].toLowerCase() || (m[2].toUpperCase() === 'B' && name === 'bytes')
        ));
  if (!m || unit === null || unit < 0)
    throw new SqlError('22023', `invalid size: ${JSON.stringify(text.slice(0, 60))}`);
  const factor = dec.finite(1n << BigInt(10 * unit), 0);
  const bytes = dec.roundPlaces(dec.multiply(dec.toDecimal(m[1]), factor), 0);
  return checkedInt(BigInt(dec.formatDecimal(bytes)));
}

const IEC_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `crdb_internal.humanize_bytes`: one digit behind the point below ten of a unit. */
export function humanizeBytes(bytes: WideInt): string {
  const sign = bytes < 0 ? '-' : '';
  let size = Math.abs(Number(bytes));
  if (size < 10) return `${sign}${size} B`;
  let unit = 0;
  while (size >= 1024 && unit < IEC_UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  const rounded = Math.floor(size * 10 + 0.5) / 10;
  return `${sign}${rounded < 10 ? rounded.toFixed(1) : rounded.toFixed(0)} ${IEC_UNITS[unit]}`;
}
