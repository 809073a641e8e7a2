import { encodeUtf8 } from './utf8';

/** BYTES as text: hexadecimal, PostgreSQL's escapes, base64. Readers give undefined for text that is none. */

const HEX: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** Two lower-case digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i++) out += HEX[bytes[i]];
  return out;
}

export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Printable ASCII as it is, `\\` for a backslash, `\ooo` for the rest. */
export function toEscapes(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) {
    if (byte === 0x5c) out += '\\\\';
    else if (byte >= 0x20 && byte < 0x7f) out += String.fromCharCode(byte);
    else out += `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return out;
}

export function fromEscapes(text: string): Uint8Array | undefined {
  if (!text.includes('\\')) return encodeUtf8(text);
  const parts: number[] = [];
  for (const m of text.matchAll(/\\(\\|[0-3][0-7]{2})?|[^\\]+/g)) {
    if (!m[0].startsWith('\\')) for (const byte of encodeUtf8(m[0])) parts.push(byte);
    else if (m[1] === undefined) return undefined;
    else parts.push(m[1] === '\\' ? 0x5c : parseInt(m[1], 8));
  }
  return Uint8Array.from(parts);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += BASE64[word >> 18] + BASE64[(word >> 12) & 63];
    out += i + 1 < bytes.length ? BASE64[(word >> 6) & 63] : '=';
    out += i + 2 < bytes.length ? BASE64[word & 63] : '=';
  }
  return out;
}

/** Line breaks are skipped; otherwise the text must be complete groups of four (Go's StdEncoding). */
export function fromBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/[\r\n]/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined;
  const padding = packed.endsWith('==') ? 2 : packed.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((packed.length / 4) * 3 - padding);
  for (let i = 0, n = 0; i < packed.length; i += 4) {
    let word = 0;
    for (let k = 0; k < 4; k++) word = (word << 6) | Math.max(0, BASE64.indexOf(packed[i + k]));
    for (let k = 16; k >= 0 && n < bytes.length; k -= 8) bytes[n++] = (word >> k) & 255;
  }
  return bytes;
}

/** BYTES as a session prints them (`bytea_output`). */
export function formatBytes(bytes: Uint8Array, output: 'hex' | 'escape' | 'base64'): string {
  return output === 'hex' ? `\\x${toHex(bytes)}` : output === 'escape' ? toEscapes(bytes) : toBase64(bytes);
}

/** Text as BYTES reads it: `\x` and hexadecimal digits, or escapes. */
export function parseBytes(text: string): Uint8Array | undefined {
  if (text.startsWith('\\x') || text.startsWith('\\X')) return fromHex(text.slice(2));
  return fromEscapes(text);
}

/** Negative, zero or positive, byte by byte. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = a.length < b.length ? a.length : b.length;
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

export function concatBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
