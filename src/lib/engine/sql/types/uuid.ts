import { fromHex, toHex } from './bytes-text';

/** UUID: 32 hexadecimal digits in lower case with dashes. */

/** Reads what CockroachDB takes: with or without dashes (behind any four digits), in braces, behind `urn:uuid:`. */
export function parseUuid(text: string): string | undefined {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
  if (hasWrongLength(text)) return undefined;
  const digits = bareDigits(text);
  if (!/^[0-9a-fA-F]{4}(-?[0-9a-fA-F]{4}){7}$/.test(digits)) return undefined;
  return dashed(digits.replaceAll('-', '').toLowerCase());
}

/** What CockroachDB says of a text that `parseUuid` does not read. */
export function whyNoUuid(text: string): string {
  if (hasWrongLength(text)) return `uuid: incorrect UUID length: ${text.slice(0, SHOWN_MAX)}`;
  const digits = bareDigits(text);
  const bad = /^.{4}(-?.{4}){7}$/u.test(digits) ? /[^0-9a-fA-F-]/u.exec(digits)?.[0] : undefined;
  if (bad === undefined) return `uuid: incorrect UUID format: ${digits}`;
  return `encoding/hex: invalid byte: U+${bad.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${bad}'`;
}

const SHOWN_MAX = 100;

const hasWrongLength = ({ length }: string): boolean => length < 32 || length > 48;

function bareDigits(text: string): string {
  if (text.startsWith('{') && text.endsWith('}')) return text.slice(1, -1);
  return text.startsWith('urn:uuid:') ? text.slice(9) : text;
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
