import { CHAR_CLASS, dollarTag, endOfComment, LETTER, NAME_PART } from './lexer';

/**
 * Passing over text without reading it: strings, quoted names, comments and words as wholes. What cuts a script into
 * statements or replaces variables in it asks here, so that it sees the same pieces as the lexer.
 */

/** Behind a closing quote; a doubled quote opens the next piece at once. -1 when there is none. */
function skipQuoted(text: string, start: number): number {
  const close = text.indexOf(text[start], start + 1);
  return close < 0 ? -1 : close + 1;
}

/** Behind a string in which a backslash protects the next character; `start` is at its quote. */
function skipEscaped(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) i++;
    else if (c === 39) return i + 1;
  }
  return -1;
}

/** Whether the character may begin a word. */
export function beginsWord(c: number): boolean {
  return c < 128 ? (CHAR_CLASS[c] & LETTER) !== 0 : c >= 128;
}

/** Behind the characters of a name that begins at `start`. */
export function endOfWord(text: string, start: number): number {
  let i = start;
  let c = text.charCodeAt(i);
  while (c < 128 ? CHAR_CLASS[c] & NAME_PART : c >= 128) c = text.charCodeAt(++i);
  return i;
}

/** Behind a word, and behind the string it is the prefix of (`e'…'`). -1 when that string is open. */
export function skipWord(text: string, start: number): number {
  const end = endOfWord(text, start);
  if (end !== start + 1 || text.charCodeAt(end) !== 39) return end;
  switch (text[start]) {
    case 'b':
    case 'e':
    case 'E':
      return skipEscaped(text, end);
    case 'B':
    case 'x':
    case 'X':
      return skipQuoted(text, end);
    default:
      return end;
  }
}

/**
 * Behind the string, quoted name, comment or dollar quote that begins at `start`; `start` itself when none does; -1 when one
 * does and never ends.
 */
export function skipOpaque(text: string, start: number): number {
  switch (text.charCodeAt(start)) {
    case 39: // '
    case 34: // "
      return skipQuoted(text, start);
    case 45: // -
      if (text.charCodeAt(start + 1) !== 45) return start;
      return endOfLine(text, start);
    case 47: // /
      return text.charCodeAt(start + 1) === 42 ? endOfComment(text, start) : start;
    case 36: // $
      return skipDollar(text, start);
    default:
      return start;
  }
}

function skipDollar(text: string, start: number): number {
  const tag = dollarTag(text, start);
  if (tag === undefined) return start;
  const close = text.indexOf(tag, start + tag.length);
  return close < 0 ? -1 : close + tag.length;
}

/** The offset of the line break that ends a line, or of the end of the text. */
export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
