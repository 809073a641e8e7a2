/**
 * The members of a JSON object with their values as written: numbers keep every digit, which `JSON.parse` would not.
 * @returns null for a text that is no JSON object
 */
export function jsonMembers(text: string): Map<string, string> | null {
  const members = new Map<string, string>();
  let i = skipBlanks(text, 0);
  if (text[i] !== '{') return null;
  i = skipBlanks(text, i + 1);
  if (text[i] === '}') return members;
  for (;;) {
    const nameEnd = endOfString(text, i);
    if (nameEnd < 0) return null;
    const name = parseName(text.slice(i, nameEnd));
    i = skipBlanks(text, nameEnd);
    if (name === null || text[i] !== ':') return null;
    i = skipBlanks(text, i + 1);
    const valueEnd = endOfValue(text, i);
    if (valueEnd < 0) return null;
    members.set(name, text.slice(i, valueEnd));
    i = skipBlanks(text, valueEnd);
    if (text[i] === '}') return skipBlanks(text, i + 1) === text.length ? members : null;
    if (text[i] !== ',') return null;
    i = skipBlanks(text, i + 1);
  }
}

function parseName(literal: string): string | null {
  try {
    const name: unknown = JSON.parse(literal);
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}

function skipBlanks(text: string, from: number): number {
  let i = from;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\t' || text[i] === '\r') i++;
  return i;
}

/** Behind the closing quote; -1 where there is no string. */
function endOfString(text: string, from: number): number {
  if (text[from] !== '"') return -1;
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return -1;
}

/** Behind a value, by counting brackets outside strings; -1 where it has no end. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  let i = from;
  while (i < text.length) {
    const c = text[i];
    if (c === '"') {
      i = endOfString(text, i);
      if (i < 0) return -1;
    } else if (c === '{' || c === '[') {
      depth++;
      i++;
    } else if (c === '}' || c === ']') {
      if (depth === 0) return i > from ? trimmedEnd(text, from, i) : -1;
      depth--;
      i++;
    } else if (c === ',' && depth === 0) return i > from ? trimmedEnd(text, from, i) : -1;
    else i++;
    if (depth === 0 && (c === '"' || c === '}' || c === ']')) return i;
  }
  return -1;
}

function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && text.charCodeAt(end - 1) <= 32) end--;
  return end > from ? end : -1;
}
