import { CHAR_CLASS, DIGIT, LETTER, NAME_PART } from './lexer';

/**
 * The shape of a statement: its text with marks in place of its numbers and strings. A plan cache looks statements up by shape and
 * puts the literals of the one at hand into the plan of an earlier one, so that most statements of a run are not parsed at all.
 */

export interface LiteralShape {
  /**
   * The text with one mark for each literal. The mark tells the literal's class (integer that a double holds exactly, other
   * integer, other number, string), since the type of a constant follows from it.
   */
  readonly shape: string;
  /** What the literals stand for, in text order: literal n is the constant with `lit` n. Integers have no leading zeros. */
  readonly literals: readonly string[];
  /** What stands before, between and behind the literals; one more than there are literals. */
  readonly pieces: readonly string[];
  /** The marks of the literals, one character each. */
  readonly marks: string;
}

const SAFE_INTEGER = '\u0001';
const LARGE_INTEGER = '\u0002';
const DECIMAL = '\u0003';
const STRING = '\u0004';

/** Integers of so many digits are exact as doubles. */
const SAFE_DIGITS = 15;
/** A longer text has so many literals that no second one has its shape. */
const LONGEST = 8192;

const QUOTE = 39;

/**
 * The shape of a text in one pass. Null for texts in which a literal cannot be told from its surroundings at a glance: with
 * comments, escape strings, dollar quotes, placeholders, hexadecimal numbers or control characters. Whether the statement may be
 * planned by shape at all its parse decides (`parseShaped`).
 */
export function literalShape(text: string): LiteralShape | null {
  const end = text.length;
  if (end > LONGEST) return null;
  const literals: string[] = [];
  const pieces: string[] = [];
  let shape = '';
  let marks = '';
  let copied = 0;
  const found = (literal: string, mark: string, from: number, to: number) => {
    const piece = text.slice(copied, from);
    literals.push(literal);
    pieces.push(piece);
    marks += mark;
    shape += piece + mark;
    copied = to;
  };
  for (let i = 0; i < end;) {
    const c = text.charCodeAt(i);
    const charClass = c < 128 ? CHAR_CLASS[c] : LETTER;
    if (charClass & LETTER) {
      const start = i;
      do i++;
      while (isNamePart(text.charCodeAt(i)));
      // A word directly before a quote may change what the string holds.
      if (i - start === 1 && text.charCodeAt(i) === QUOTE) return null;
    } else if (charClass & DIGIT || beginsNumber(text, i)) {
      const number = numberAt(text, i);
      if (!number) return null;
      found(number.text, number.mark, i, number.end);
      i = number.end;
    } else if (c === QUOTE) {
      const string = stringAt(text, i);
      if (!string) return null;
      found(string.value, STRING, i, string.end);
      i = string.end;
    } else if (c === 34) {
      i = text.indexOf('"', i + 1) + 1;
      if (i === 0) return null;
    } else if (isOpaque(c, text.charCodeAt(i + 1))) return null;
    else i++;
  }
  const rest = text.slice(copied);
  pieces.push(rest);
  return { shape: shape + rest, literals, pieces, marks };
}

/**
 * The literals of a text of a known shape, found by comparing the pieces between them: much less work than to make the text's own shape.
 * @returns undefined for texts of another shape
 */
export function literalsOfShape({ pieces, marks }: LiteralShape, text: string): string[] | undefined {
  if (text.length > LONGEST) return undefined;
  const literals = new Array<string>(marks.length);
  let i = 0;
  for (let n = 0; n < marks.length; n++) {
    const piece = pieces[n];
    if (!text.startsWith(piece, i)) return undefined;
    i += piece.length;
    const mark = marks[n];
    if (mark === STRING) {
      const string = text.charCodeAt(i) === QUOTE ? stringAt(text, i) : undefined;
      if (!string) return undefined;
      literals[n] = string.value;
      i = string.end;
    } else {
      const number = beginsNumber(text, i) && !goesOn(text, i) ? numberAt(text, i) : undefined;
      if (number?.mark !== mark) return undefined;
      literals[n] = number.text;
      i = number.end;
    }
  }
  const rest = pieces[marks.length];
  return text.length === i + rest.length && text.endsWith(rest) ? literals : undefined;
}

/** A digit that belongs to what stands before it: `t5.5` has not the shape of `t.5`, nor `x.5.5` that of `x..5`. */
function goesOn(text: string, i: number): boolean {
  const before = text.charCodeAt(i - 1);
  return isDigit(text.charCodeAt(i)) && (before === 46 || isNamePart(before));
}

/** A digit, or a point before one. */
function beginsNumber(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  return isDigit(c) || (c === 46 && isDigit(text.charCodeAt(i + 1)));
}

function isNamePart(c: number): boolean {
  return c < 128 ? (CHAR_CLASS[c] & NAME_PART) !== 0 : c >= 128;
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** Comments, dollars, backslashes, and control characters, which the marks are. */
function isOpaque(c: number, next: number): boolean {
  return (
    (c === 45 && next === 45) ||
    (c === 47 && next === 42) ||
    c === 36 ||
    c === 92 ||
    c < 9 ||
    (c > 13 && c < 32)
  );
}

function numberAt(text: string, start: number): { text: string; mark: string; end: number } | undefined {
  let i = start;
  let mark = SAFE_INTEGER;
  let c = text.charCodeAt(i);
  while (isDigit(c)) c = text.charCodeAt(++i);
  if (i - start > SAFE_DIGITS) mark = LARGE_INTEGER;
  if (c === 46) {
    if (text.charCodeAt(i + 1) === 46) return undefined;
    mark = DECIMAL;
    do c = text.charCodeAt(++i);
    while (isDigit(c));
  }
  if ((c | 32) === 101) {
    mark = DECIMAL;
    c = text.charCodeAt(++i);
    if (c === 43 || c === 45) c = text.charCodeAt(++i);
    if (!isDigit(c)) return undefined;
    while (isDigit(c)) c = text.charCodeAt(++i);
  }
  // `0x1f`, or junk behind the number.
  if (isNamePart(c)) return undefined;
  const digits = text.slice(start, i);
  const hasZeros = mark !== DECIMAL && i - start > 1 && text.charCodeAt(start) === 48;
  return { text: hasZeros ? digits.replace(/^0+(?=.)/, '') : digits, mark, end: i };
}

/** A plain string with doubled quotes at most; pieces joined over line breaks are left to the lexer. */
function stringAt(text: string, start: number): { value: string; end: number } | undefined {
  let close = text.indexOf("'", start + 1);
  if (close < 0) return undefined;
  let hasQuotes = false;
  while (text.charCodeAt(close + 1) === QUOTE) {
    hasQuotes = true;
    close = text.indexOf("'", close + 2);
    if (close < 0) return undefined;
  }
  let i = close + 1;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  if (text.charCodeAt(i) === QUOTE) return undefined;
  for (let at = start + 1; at < close; at++) if ((text.charCodeAt(at) & 0xf800) === 0xd800) return undefined;
  const value = text.slice(start + 1, close);
  return { value: hasQuotes ? value.replaceAll("''", "'") : value, end: close + 1 };
}
