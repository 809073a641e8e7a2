import { SqlError } from '../../base/errors';
import { utf8Length } from './string-order';

/** UTF-8, synchronously and without the platform's coders, which refuse or replace what they like. */

/** The bytes of a string without lone surrogates. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    let c = text.charCodeAt(i);
    if (c < 0x80) bytes[n++] = c;
    else if (c < 0x800) {
      bytes[n++] = 0xc0 | (c >> 6);
      bytes[n++] = 0x80 | (c & 0x3f);
    } else if ((c & 0xfc00) === 0xd800) {
      c = 0x10000 + ((c & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
      bytes[n++] = 0xf0 | (c >> 18);
      bytes[n++] = 0x80 | ((c >> 12) & 0x3f);
      bytes[n++] = 0x80 | ((c >> 6) & 0x3f);
      bytes[n++] = 0x80 | (c & 0x3f);
    } else {
      bytes[n++] = 0xe0 | (c >> 12);
      bytes[n++] = 0x80 | ((c >> 6) & 0x3f);
      bytes[n++] = 0x80 | (c & 0x3f);
    }
  }
  return bytes;
}

/** The length in bytes of the character that starts at `i`, or 0 when the bytes there are no UTF-8. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const first = bytes[i];
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || i + length > bytes.length) return 0;
  for (let k = 1; k < length; k++) if ((bytes[i + k] & 0xc0) !== 0x80) return 0;
  // No overlong forms, no surrogates, nothing beyond U+10FFFF.
  const second = bytes[i + 1];
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return length;
}

/** The string that bytes spell, or undefined when they are no UTF-8; with `replace`, U+FFFD for every byte that is not. */
export function decodeUtf8(bytes: Uint8Array, replace = false): string | undefined {
  let out = '';
  const units: number[] = [];
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0 && !replace) return undefined;
    units.push(length === 0 ? 0xfffd : codePointAt(bytes, i, length));
    i += length || 1;
    // A call takes a limited number of arguments.
    if (units.length === 4096) {
      out += String.fromCodePoint(...units);
      units.length = 0;
    }
  }
  return out + String.fromCodePoint(...units);
}

function codePointAt(bytes: Uint8Array, i: number, length: number): number {
  if (length === 1) return bytes[i];
  let code = bytes[i] & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) code = (code << 6) | (bytes[i + k] & 0x3f);
  return code;
}

/** The string that bytes spell. @throws SqlError 22021 when they are no UTF-8 */
export function requireUtf8(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new SqlError('22021', 'invalid byte sequence for encoding "UTF8"');
  return text;
}
