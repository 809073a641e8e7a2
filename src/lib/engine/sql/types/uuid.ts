import { fromHex, toHex } from './bytes-text';

/** UUID: 32 hexadecimal digits in lower case with dashes. */

/** Reads what CockroachDB takes: with or without dashes (between any two bytes), in braces, behind `urn:uuid:`. */
export function parseUuid(text: string): string | undefined {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
  if (text.length < 32 || text.length > 48) return undefined;
  let digits = text;
  if (digits.startsWith('{') && digits.endsWith('}')) digits = digits.slice(1, -1);
  else if (digits.startsWith('urn:uuid:')) digits = digits.slice(9);
  if (!/^[0-9a-fA-F]{2}(-?[0-9a-fA-F]{2}){15}$/.test(digits)) return undefined;
  return dashed(digits.replaceAll('-', '').toLowerCase());
}

function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function uuidBytes(uuid: string): Uint8Array {
  return fromHex(uuid.replaceAll('-', '')) ?? new Uint8Array(16);
}

/** Undefined when there are not sixteen of them. */
export function uuidFromBytes(bytes: Uint8Array): string | undefined {
  return bytes.length === 16 ? dashed(toHex(bytes)) : undefined;
}
