const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * The members of a JSON object with their values as written: numbers keep every digit, which `JSON.parse` would not.
 * @returns null for a text that is no JSON object
 */
export function jsonMembers(text: string): Map<string, string> | null {
  const members = new Map<string, string>();
  let i = skipBlanks(text, 0);
  if (text.charCodeAt(i) !== OPEN_BRACE) return null;
  i = skipBlanks(text, i + 1);
  if (text.charCodeAt(i) === CLOSE_BRACE) return members;
  for (;;) {
    const nameEnd = endOfString(text, i);
    if (nameEnd < 0) return null;
    const name = parseName(text.slice(i, nameEnd));
    i = skipBlanks(text, nameEnd);
    if (name === null || text.charCodeAt(i) !== COLON) return null;
    i = skipBlanks(text, i + 1);
    const valueEnd = endOfValue(text, i);
    if (valueEnd < 0) return null;
    members.set(name, text.slice(i, valueEnd));
    i = skipBlanks(text, valueEnd);
    const next = text.charCodeAt(i);
    if (next === CLOSE_BRACE) return skipBlanks(text, i + 1) === text.length ? members : null;
    if (next !== COMMA) return null;
    i = skipBlanks(text, i + 1);
  }
}

function parseName(literal: string): string | null {
  if (isPlain(literal)) return literal.slice(1, -1);
  try {
    const name: unknown = JSON.parse(literal);
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}

/** Nothing in it is escaped, or ought to be. */
function isPlain(literal: string): boolean {
  for (let i = 0; i < literal.length; i++) {
    const c = literal.charCodeAt(i);
    if (c === BACKSLASH || c < 0x20) return false;
  }
  return true;
}

function skipBlanks(text: string, from: number): number {
  let i = from;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c !== 0x20 && c !== 0x0a && c !== 0x09 && c !== 0x0d) return i;
    i++;
  }
}

/** Behind the closing quote; -1 where there is no string. */
function endOfString(text: string, from: number): number {
  if (text.charCodeAt(from) !== QUOTE) return -1;
  for (let i = from + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === QUOTE) return i + 1;
  }
  return -1;
}

/** Behind a value, by counting brackets outside strings; -1 where it has no end. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  let i = from;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      i = endOfString(text, i);
      if (i < 0) return -1;
    } else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      depth++;
      i++;
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
      if (depth === 0) return i > from ? trimmedEnd(text, from, i) : -1;
      depth--;
      i++;
    } else if (c === COMMA && depth === 0) return i > from ? trimmedEnd(text, from, i) : -1;
    else i++;
    if (depth === 0 && (c === QUOTE || c === CLOSE_BRACE || c === CLOSE_BRACKET)) return i;
  }
  return -1;
}

function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && text.charCodeAt(end - 1) <= 32) end--;
  return end > from ? end : -1;
}
