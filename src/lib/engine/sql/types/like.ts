import { SqlError } from '../../base/errors';
import { isBasic, mapCase } from './string-order';

/**
 * LIKE and ILIKE without regular expressions: a pattern is pieces between `%`, which are found one after another. That
 * takes time in proportion to text times pattern at worst, where backtracking would take forever.
 */
export type TextTest = (text: string) => boolean;

/** Any one character, in a piece. */
const ANY_CHAR = '_';

/** A piece is characters, with null for any one. Texts without astral characters need no pieces of characters. */
interface Pattern {
  readonly pieces: readonly (readonly (string | null)[])[];
}

function badPattern(): SqlError {
  return new SqlError('22025', 'LIKE pattern must not end with escape character');
}

/** The character that takes away the meaning of the next one; undefined when the escape is switched off by an empty text. */
export function escapeOf(escape: string): string | undefined {
  const chars = [...escape];
  if (chars.length > 1)
    throw new SqlError('22025', 'invalid escape string', {
      hint: 'an escape string is one character or none'
    });
  return chars[0];
}

/** @throws SqlError 22025 */
function compile(pattern: string, escape: string | undefined): Pattern {
  const pieces: (string | null)[][] = [[]];
  const chars = isBasic(pattern) ? pattern : [...pattern];
  for (let i = 0; i < chars.length; i++) {
    const piece = pieces[pieces.length - 1];
    if (chars[i] === escape) {
      if (++i === chars.length) throw badPattern();
      piece.push(chars[i]);
    } else if (chars[i] === '%') pieces.push([]);
    else piece.push(chars[i] === ANY_CHAR ? null : chars[i]);
  }
  return { pieces };
}

/**
 * A test for a pattern; `escape` as `escapeOf` gives it.
 * @throws SqlError 22025 when the pattern ends with the escape character
 */
export function makeLike(pattern: string, escape: string | undefined = '\\', ignoreCase = false): TextTest {
  const { pieces } = compile(
    ignoreCase ? mapCase(pattern, true) : pattern,
    ignoreCase && escape ? mapCase(escape, true) : escape
  );
  const test = matcher(pieces);
  return ignoreCase ? (text) => test(mapCase(text, true)) : test;
}

function matcher(pieces: Pattern['pieces']): TextTest {
  const literals = pieces.map((piece) => (piece.includes(null) ? undefined : piece.join('')));
  if (literals.every((literal) => literal !== undefined)) return literalMatcher(literals as string[]);
  return (text) => matchPieces(isBasic(text) ? text : [...text], pieces);
}

/** Without `_` the platform's own search does the work. */
function literalMatcher(literals: readonly string[]): TextTest {
  const first = literals[0];
  if (literals.length === 1) return (text) => text === first;
  const last = literals[literals.length - 1];
  const middle = literals.slice(1, -1).filter((literal) => literal !== '');
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const literal of middle) {
      const found = text.indexOf(literal, at);
      if (found < 0 || found + literal.length > end) return false;
      at = found + literal.length;
    }
    return true;
  };
}

type Chars = string | readonly string[];

function fits(text: Chars, at: number, piece: readonly (string | null)[]): boolean {
  for (let i = 0; i < piece.length; i++) if (piece[i] !== null && piece[i] !== text[at + i]) return false;
  return true;
}

/** The first and the last piece stand at the ends; each of the others is taken where it first fits. */
function matchPieces(text: Chars, pieces: Pattern['pieces']): boolean {
  const first = pieces[0];
  if (pieces.length === 1) return text.length === first.length && fits(text, 0, first);
  const last = pieces[pieces.length - 1];
  const end = text.length - last.length;
  if (end < first.length || !fits(text, 0, first) || !fits(text, end, last)) return false;
  let at = first.length;
  for (let i = 1; i < pieces.length - 1; i++) {
    while (at + pieces[i].length <= end && !fits(text, at, pieces[i])) at++;
    if (at + pieces[i].length > end) return false;
    at += pieces[i].length;
  }
  return true;
}
