/** Base64 of bytes and back, in plain code: the same in a worker, on a page and in Node. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const VALUES: ReadonlyMap<string, number> = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** Text of a chunk of bytes; long inputs are joined from chunks, so that no string grows digit by digit. */
const CHUNK_BYTES = 3 * 4096;

/** With padding, as in RFC 4648. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += CHUNK_BYTES)
    parts.push(chunk(bytes, i, Math.min(i + CHUNK_BYTES, bytes.length)));
  return parts.join('');
}

function chunk(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let i = start;
  for (; i + 2 < end; i += 3) {
    const word = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
    text += DIGITS[word >> 18] + DIGITS[(word >> 12) & 63] + DIGITS[(word >> 6) & 63] + DIGITS[word & 63];
  }
  if (end - i === 1) text += `${DIGITS[bytes[i] >> 2]}${DIGITS[(bytes[i] & 3) << 4]}==`;
  if (end - i === 2) {
    const word = (bytes[i] << 8) | bytes[i + 1];
    text += `${DIGITS[word >> 10]}${DIGITS[(word >> 4) & 63]}${DIGITS[(word & 15) << 2]}=`;
  }
  return text;
}

/**
 * The bytes that base64 text stands for; undefined when it is none: a strange character or an incomplete group. Line breaks are
 * skipped, as Go's StdEncoding does.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/[\r\n]/g, '');
  const digits = packed.replace(/={1,2}$/, '');
  if (packed.length % 4 !== 0 || digits.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let n = 0;
  for (const digit of digits) {
    const value = VALUES.get(digit);
    if (value === undefined) return undefined;
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[n++] = (word >> bits) & 0xff;
    }
  }
  return bytes;
}
