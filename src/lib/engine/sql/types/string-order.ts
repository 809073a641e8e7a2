/**
 * Strings by code point: SQL orders them as UTF-8 bytes compare, which JavaScript's `<` on UTF-16 does not when a
 * character beyond U+FFFF meets one of U+E000…U+FFFF.
 */

/** Negative, zero or positive by code points, so also by UTF-8 bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = a.length < b.length ? a.length : b.length;
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // Of two first differences a surrogate stands for the larger code point, unless both are surrogates.
      const xHigh = x >= 0xd800 && x <= 0xdfff;
      const yHigh = y >= 0xd800 && y <= 0xdfff;
      return xHigh === yHigh ? x - y : xHigh ? 1 : -1;
    }
  }
  return a.length - b.length;
}

/** How many characters (code points) a string has. */
export function charCount(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) pairs++;
  }
  return text.length - pairs;
}

/** True when every UTF-16 unit is a character of its own, so that offsets and lengths are those of the string. */
export function isBasic(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xf800) === 0xd800) return false;
  }
  return true;
}

/** The UTF-16 offset at which character number `index` (from 0) starts; the end when there are fewer. */
export function offsetOfChar(text: string, index: number): number {
  if (index <= 0) return 0;
  let at = 0;
  for (let n = 0; n < index && at < text.length; n++) {
    at += (text.charCodeAt(at) & 0xfc00) === 0xd800 ? 2 : 1;
  }
  return at;
}

/** The first `count` characters. */
export function firstChars(text: string, count: number): string {
  if (text.length <= count) return text;
  return text.slice(0, offsetOfChar(text, count));
}

/** Replaces lone surrogates, which no string datum may hold. */
export function wellFormed(text: string): string {
  return isBasic(text)
    ? text
    : text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** Upper or lower case one character at a time, as Go does: `ß` has no capital of one character and stays. */
export function mapCase(text: string, upper: boolean): string {
  if (!/[\u0080-\uffff]/.test(text)) return upper ? text.toUpperCase() : text.toLowerCase();
  let out = '';
  for (const char of text) {
    const mapped = upper ? char.toUpperCase() : char === 'İ' ? 'i' : char.toLowerCase();
    out += charCount(mapped) === 1 ? mapped : char;
  }
  return out;
}

/** Bytes of UTF-8 that a string takes. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x80) bytes++;
    else if (c < 0x800) bytes += 2;
    else if ((c & 0xfc00) === 0xd800) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}
