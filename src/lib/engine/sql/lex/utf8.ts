/** UTF-8 without the platform's codecs, so that every fault is a value and the result is the same everywhere. */

/** Appends the UTF-8 bytes of a well-formed text. A lone surrogate becomes its three raw bytes, which `decodeUtf8` refuses. */
export function encodeUtf8Into(text: string, bytes: number[]): void {
  for (const char of text) {
    const c = char.codePointAt(0)!; // a string iterator never gives an empty string
    if (c < 0x80) bytes.push(c);
    else if (c < 0x800) bytes.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) bytes.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else bytes.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
}

/** The text of UTF-8 bytes, or undefined when they are not UTF-8 (overlong forms and surrogates included). */
export function decodeUtf8(bytes: readonly number[]): string | undefined {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i];
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length === 0 || i + length > bytes.length) return undefined;
    let c = length === 1 ? first : first & (0xff >> (length + 1));
    for (let k = 1; k < length; k++) {
      const next = bytes[i + k];
      if ((next & 0xc0) !== 0x80) return undefined;
      c = (c << 6) | (next & 63);
    }
    if (
      (length === 3 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))) ||
      (length === 4 && (c < 0x10000 || c > 0x10ffff))
    )
      return undefined;
    text += String.fromCodePoint(c);
    i += length;
  }
  return text;
}

/** Whether a text has no lone surrogate and so can be written as UTF-8. */
export function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0xd800 || c > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (c > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    i++;
  }
  return true;
}
