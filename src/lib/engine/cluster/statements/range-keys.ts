import type { Datum } from '../../base/datum';
import { columnById, type TableDef } from '../../catalog/descriptors';
import { bytesOfKey, encodeKeyPart } from '../../sql/types/key-encoding';
import { textOf } from '../../sql/types/format';
import { DEFAULT_FORMAT } from '../../sql/types/session-format';
import { INT } from '../../sql/types/type';
import { toHex } from '../../sql/types/bytes-text';

/** Range boundaries as SPLIT AT and SHOW RANGES print them. */

/** Table and index number stand before the key's own parts. */
export const tablePrefix = (table: TableDef): string =>
  encodeKeyPart(table.id, INT, false) + encodeKeyPart(table.primary.id, INT, false);

export const keyBytes = (key: string): Uint8Array => bytesOfKey(key);

/** `/1/"amsterdam"` from the values themselves. */
export function prettySplit(table: TableDef, values: readonly Datum[]): string {
  return values
    .map((datum, i) => `/${prettyDatum(datum, columnById(table, table.primary.keys[i].column).type)}`)
    .join('');
}

function prettyDatum(datum: Datum, type: Parameters<typeof textOf>[1]): string {
  if (datum === null) return 'NULL';
  // Enums are known by their rank here: a key does not say its labels.
  if (type.family === 'enum') return String(datum);
  const text = textOf(datum, type, DEFAULT_FORMAT);
  return type.family === 'string' || type.family === 'collated' ? JSON.stringify(text) : text;
}

/** `/1/"amsterdam"` from an encoded key: integers and texts are read back, the rest is shown in hexadecimal. */
export function prettyKey(table: TableDef, key: string): string {
  let shown = '';
  let rest = key;
  for (const { column, descending } of table.primary.keys) {
    if (rest === '') break;
    const { family } = columnById(table, column).type;
    const part = readPart(descending ? complement(rest) : rest, family);
    shown += `/${part.text}`;
    rest = rest.slice(part.length);
  }
  return shown;
}

const complement = (key: string): string =>
  key.replace(/[\s\S]/g, (c) => String.fromCharCode(255 - c.charCodeAt(0)));

function readPart(key: string, family: string): { text: string; length: number } {
  const marker = key.charCodeAt(0);
  if (marker === 0) return { text: 'NULL', length: 1 };
  if (marker === 0x12) {
    const end = key.indexOf('\0\u0001');
    const body = key.slice(1, end < 0 ? key.length : end).replaceAll('\0\xff', '\0');
    const length = end < 0 ? key.length : end + 2;
    return {
      text:
        family === 'uuid' || family === 'bytes'
          ? `"\\x${toHex(bytesOfKey(body))}"`
          : JSON.stringify(utf8(body)),
      length
    };
  }
  if (marker >= 0x80 && marker <= 0xfd && marker !== 0x12) return readInt(key, marker);
  return { text: `0x${toHex(bytesOfKey(key))}`, length: key.length };
}

function utf8(bytes: string): string {
  try {
    return decodeURIComponent(
      bytes.replace(/[\s\S]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
    );
  } catch {
    return bytes;
  }
}

/** As encodeInt writes them: one byte around zero, else the number of bytes and the bytes. */
function readInt(key: string, marker: number): { text: string; length: number } {
  if (marker >= 0x88 && marker <= 0xf5) return { text: String(marker - 0x88), length: 1 };
  const positive = marker > 0xf5;
  const length = positive ? marker - 0xf5 : 0x88 - marker;
  let value = 0n;
  for (let i = 1; i <= length; i++) value = (value << 8n) | BigInt(key.charCodeAt(i) || 0);
  if (!positive) value -= 1n << BigInt(8 * length);
  return { text: value.toString(), length: length + 1 };
}
