import type { Datum } from '../../base/datum';
import type { CatalogView } from '../../catalog/catalog';
import { columnById, type TableDef } from '../../catalog/descriptors';
import { hydrateType } from '../../catalog/hydrate';
import { bytesOfKey, encodeKeyPart } from '../../sql/types/key-encoding';
import { textOf } from '../../sql/types/format';
import { DEFAULT_FORMAT } from '../../sql/types/session-format';
import { INT, type SqlType } from '../../sql/types/type';
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

/** `/1/"amsterdam"` from an encoded key: integers, texts and enums are read back, the rest is shown in hexadecimal. */
export function prettyKey(table: TableDef, key: string, view: CatalogView): string {
  let shown = '';
  let rest = key;
  for (const { column, descending } of table.primary.keys) {
    if (rest === '') break;
    const { type } = columnById(table, column);
    const own = descending ? complement(rest) : rest;
    const part =
      (type.family === 'enum' ? readEnum(own, type, view) : undefined) ?? readPart(own, type.family);
    shown += `/${part.text}`;
    rest = rest.slice(part.length);
  }
  return shown;
}

/** `/Table/106/1/"amsterdam"`: a key of a table's primary index, `/Table/106` for its beginning. */
export const keyPath = (table: TableDef, key: string, view: CatalogView): string =>
  key === '' ? `/Table/${table.id}` : `/Table/${table.id}/${table.primary.id}${prettyKey(table, key, view)}`;

/** Where the keys of a range of the table end. */
export const endPath = (table: TableDef, end: string | undefined, view: CatalogView): string =>
  end === undefined ? `/Table/${table.id + 1}` : keyPath(table, end, view);

const complement = (key: string): string =>
  key.replace(/[\s\S]/g, (c) => String.fromCharCode(255 - c.charCodeAt(0)));

/**
 * An enum's part of a key as CockroachDB has it: bytes that stand for the label, spread evenly over the labels there are. Here
 * ranks stand for them, which are found again by encoding each.
 */
function readEnum(
  key: string,
  type: SqlType,
  view: CatalogView
): { text: string; length: number } | undefined {
  const full = hydrateType(view, type);
  const members = full.family === 'enum' ? (full.def?.members ?? []) : [];
  for (const [i, { rank }] of members.entries()) {
    const own = encodeKeyPart(rank, type, false);
    if (key.startsWith(own)) return { text: quotedByte(spacedByte(i, members.length)), length: own.length };
  }
  return undefined;
}

/** The byte of one of n labels: halving, as `GenerateNEvenlySpacedBytes` of sql/enum does. */
function spacedByte(index: number, labels: number): number {
  let [low, high, bottom, top] = [0, labels, 0, 256];
  for (;;) {
    const middle = low + ((high - low) >> 1);
    const byte = bottom + ((top - bottom) >> 1);
    if (index === middle) return byte;
    if (index < middle) [high, top] = [middle, byte];
    else [low, bottom] = [middle + 1, byte];
  }
}

const quotedByte = (byte: number): string =>
  byte >= 0x20 && byte < 0x7f
    ? JSON.stringify(String.fromCharCode(byte))
    : `"\\x${byte.toString(16).padStart(2, '0')}"`;

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
