/** Constants as CockroachDB writes them (`lexbase/encode.go`). */

const LETTER_ESCAPES: ReadonlyMap<number, string> = new Map([
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [12, '\\f'],
  [13, '\\r'],
  [92, '\\\\'],
  [39, "\\'"]
]);

/** A string constant: `'…'` where every character is printable ASCII other than quote and backslash, else `e'…'`. */
export function printString(text: string): string {
  if (/^[ !#-&(-[\]-~"]*$/.test(text)) return `'${text}'`;
  let body = '';
  for (const char of text) body += escaped(char.codePointAt(0)!, char); // a string iterator gives no empty string
  return `e'${body}'`;
}

function escaped(c: number, char: string): string {
  const letter = LETTER_ESCAPES.get(c);
  if (letter !== undefined) return letter;
  if (c >= 32 && c < 127) return char;
  if (c < 128) return `\\x${hex(c, 2)}`;
  // By the length of its UTF-8 form: two bytes take the short escape, more the long one.
  return c < 0x800 ? `\\u${hex(c, 4).toUpperCase()}` : `\\U${hex(c, 8).toUpperCase()}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** `b'…'` */
export function printBytes(bytes: Uint8Array): string {
  let body = '';
  for (const byte of bytes) {
    const letter = LETTER_ESCAPES.get(byte);
    body += letter ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${hex(byte, 2)}`);
  }
  return `b'${body}'`;
}
