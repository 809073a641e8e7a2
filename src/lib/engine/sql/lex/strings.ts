import { decodeUtf8, encodeUtf8Into } from './utf8';

/** What a quoted piece of text stands for, or why it stands for nothing; `utf8` where its bytes are no UTF-8. */
export type Decoded =
  | { readonly value: string | Uint8Array; readonly fault?: undefined }
  | { readonly value?: undefined; readonly fault: string };

const SIMPLE_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
  ["'", 39]
]);

const BAD_ESCAPE = 'invalid syntax';

/**
 * The inside of `e'…'` (a text) or `b'…'` (bytes), given as its raw pieces. A doubled quote is a quote. `\x41` and `\101`
 * are bytes, `\u00e9` and `\U0001f4a9` characters; a backslash before any other character is dropped.
 */
export function decodeEscapes(pieces: readonly string[], asBytes: boolean): Decoded {
  const bytes: number[] = [];
  for (const piece of pieces) {
    const fault = decodePiece(piece, bytes);
    if (fault) return { fault };
  }
  if (asBytes) return { value: Uint8Array.from(bytes) };
  const value = decodeUtf8(bytes);
  return value === undefined ? { fault: 'utf8' } : { value };
}

/** Appends the bytes of one piece; gives what is wrong with it, if anything. */
function decodePiece(piece: string, bytes: number[]): string | undefined {
  let from = 0;
  for (let i = 0; i < piece.length; i++) {
    const c = piece.charCodeAt(i);
    if (c !== 92 && c !== 39) continue;
    encodeUtf8Into(piece.slice(from, i), bytes);
    if (c === 39) {
      bytes.push(39);
      i++;
    } else {
      const length = decodeEscape(piece, i + 1, bytes);
      if (length < 0) return BAD_ESCAPE;
      i += length;
    }
    from = i + 1;
  }
  encodeUtf8Into(piece.slice(from), bytes);
  return undefined;
}

/** Appends what the escape behind a backslash means. Gives the number of characters read, or -1. */
function decodeEscape(piece: string, at: number, bytes: number[]): number {
  const char = piece[at];
  const simple = SIMPLE_ESCAPES.get(char);
  if (simple !== undefined) {
    bytes.push(simple);
    return 1;
  }
  switch (char) {
    case 'x':
    case 'X':
      return decodeNumber(piece.slice(at + 1, at + 3), /^[0-9a-fA-F]{2}$/, 16, (value) => bytes.push(value));
    case 'u':
      return decodeNumber(piece.slice(at + 1, at + 5), /^[0-9a-fA-F]{4}$/, 16, (value) =>
        addCodePoint(value, bytes)
      );
    case 'U':
      return decodeNumber(piece.slice(at + 1, at + 9), /^[0-9a-fA-F]{8}$/, 16, (value) =>
        addCodePoint(value, bytes)
      );
  }
  if (char >= '0' && char <= '7') {
    const read = decodeNumber(piece.slice(at, at + 3), /^[0-3][0-7]{2}$/, 8, (value) => bytes.push(value));
    return read < 0 ? read : read - 1;
  }
  // A redundant backslash, as before a double quote: the character stays and is read by the caller's loop.
  return 0;
}

/** Reads digits and hands the value on; the length counts the letter before them. */
function decodeNumber(
  digits: string,
  form: RegExp,
  radix: number,
  use: (value: number) => number | void
): number {
  if (!form.test(digits)) return -1;
  return use(parseInt(digits, radix)) === -1 ? -1 : digits.length + 1;
}

/** -1 for what is no character: a surrogate, or beyond the last code point. */
function addCodePoint(value: number, bytes: number[]): number {
  if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return -1;
  encodeUtf8Into(String.fromCodePoint(value), bytes);
  return 0;
}

/** The inside of `x'…'`. */
export function decodeHex(digits: string): Decoded {
  if (!/^([0-9a-fA-F]{2})*$/.test(digits)) return { fault: 'invalid hexadecimal bytes literal' };
  return {
    value: Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
      parseInt(digits.slice(2 * i, 2 * i + 2), 16)
    )
  };
}
