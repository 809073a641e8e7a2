import { SqlError } from '../../base/errors';
import { escapeOf, makeLike } from '../types/like';
import {
  compileRegex,
  DOT_ALL,
  IGNORE_CASE,
  matchesSimilar,
  MULTI_LINE,
  similarToRegex,
  type Regex
} from '../types/regex';
import type { EvalContext } from './context';
import { fn, group, scalar } from './overload';

/** Functions of patterns: regular expressions, LIKE and SIMILAR TO with an escape of their own. */

/**
 * The letters behind regexp functions: `g` all matches, `i` and `c` case, `s`, `n`/`m`, `p`, `w` how line ends count.
 * @throws SqlError 2201B
 */
function regexFlags(letters: string): { flags: number; all: boolean } {
  let flags = DOT_ALL;
  let all = false;
  for (const letter of letters) {
    switch (letter) {
      case 'g':
        all = true;
        break;
      case 'i':
        flags |= IGNORE_CASE;
        break;
      case 'c':
        flags &= ~IGNORE_CASE;
        break;
      case 's':
        flags = (flags | DOT_ALL) & ~MULTI_LINE;
        break;
      case 'm':
      case 'n':
        flags = (flags & ~DOT_ALL) | MULTI_LINE;
        break;
      case 'p':
        flags &= ~(DOT_ALL | MULTI_LINE);
        break;
      case 'w':
        flags |= DOT_ALL | MULTI_LINE;
        break;
      default:
        throw new SqlError('2201B', `invalid regexp flag: '${letter}'`);
    }
  }
  return { flags, all };
}

/** The first group of the first match, or all of it where the pattern has no group; null without a match. */
function extract(text: string, regex: Regex): string | null {
  const matcher = regex.matcher(text);
  if (!matcher.find()) return null;
  return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group(0);
}

/** A replacement text: literal pieces and numbers of groups. */
type Replacement = readonly (string | number)[];

/** `\1` … `\9` and `\&` stand for what was matched, `\\` for a backslash; other backslashes are themselves. */
function parseReplacement(text: string): Replacement {
  const pieces: (string | number)[] = [];
  let at = 0;
  for (const m of text.matchAll(/\\([1-9&\\])/g)) {
    pieces.push(text.slice(at, m.index));
    pieces.push(m[1] === '\\' ? '\\' : m[1] === '&' ? 0 : Number(m[1]));
    at = m.index + 2;
  }
  pieces.push(text.slice(at));
  return pieces;
}

function replaceMatches(
  text: string,
  pattern: string,
  replacement: string,
  letters: string,
  ctx: EvalContext
): string {
  const { flags, all } = regexFlags(letters);
  const matcher = compileRegex(pattern, flags).matcher(text);
  const pieces = parseReplacement(replacement);
  const groups = matcher.groupCount();
  let out = '';
  let at = 0;
  while (matcher.find()) {
    out += text.slice(at, matcher.start());
    for (const piece of pieces) {
      if (typeof piece === 'string') out += piece;
      else if (piece <= groups) out += matcher.group(piece) ?? '';
    }
    at = matcher.end();
    ctx.memory(2 * out.length);
    ctx.budget(1);
    if (!all) break;
  }
  return out + text.slice(at);
}

/** The texts between matches. */
export function splitByRegex(text: string, pattern: string, letters: string, ctx: EvalContext): string[] {
  const matcher = compileRegex(pattern, regexFlags(letters).flags).matcher(text);
  const parts: string[] = [];
  let at = 0;
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    // An empty match parts characters, but not at the ends of the text.
    if (end === start && (start === 0 || start >= text.length)) continue;
    parts.push(text.slice(at, start));
    at = end;
    ctx.memory(16);
    ctx.budget(1);
  }
  parts.push(text.slice(at));
  return parts;
}

const likeWith = (ignoreCase: boolean, negated: boolean) => [
  scalar(
    '(unescaped: string, pattern: string, escape: string) -> bool',
    ([text, pattern, escape]: [string, string, string]) =>
      makeLike(pattern, escapeOf(escape) ?? '', ignoreCase)(text) !== negated
  )
];

const similarWith = (negated: boolean) => [
  scalar(
    '(unescaped: string, pattern: string, escape: string) -> bool',
    ([text, pattern, escape]: [string, string, string]) =>
      matchesSimilar(text, pattern, escapeOf(escape) ?? '') !== negated
  )
];

/** `substring(text from pattern for escape)`: a regular expression in which another character stands for the backslash. */
function substringEscaped(text: string, pattern: string, escape: string): string | null {
  if (escape === '\\') return extract(text, compileRegex(pattern));
  const literal = pattern.replaceAll('\\', '\\\\');
  return extract(text, compileRegex(escape === '' ? literal : literal.replaceAll(escape, '\\')));
}

/** The regular expression of a SIMILAR TO pattern; a NULL escape is the usual one. */
function similarPattern(pattern: string | null, escape: string | null = null): string | null {
  return pattern === null
    ? null
    : `^(?:${similarToRegex(pattern, escape === null ? '\\' : escapeOf(escape))})$`;
}

export const PATTERNS = group('String and byte', [
  fn('regexp_extract', 'What a regular expression matches first.', [
    scalar('(input: string, regex: string) -> string', ([text, pattern]: [string, string]) =>
      extract(text, compileRegex(pattern))
    )
  ]),
  fn('regexp_replace', 'The text with matches of a regular expression replaced; flag g for all of them.', [
    scalar(
      '(input: string, regex: string, replace: string) -> string',
      ([text, pattern, replacement]: [string, string, string], ctx) =>
        replaceMatches(text, pattern, replacement, '', ctx)
    ),
    scalar(
      '(input: string, regex: string, replace: string, flags: string) -> string',
      ([text, pattern, replacement, letters]: [string, string, string, string], ctx) =>
        replaceMatches(text, pattern, replacement, letters, ctx)
    )
  ]),
  fn('regexp_split_to_array', 'The texts between matches of a regular expression.', [
    scalar('(string: string, pattern: string) -> string[]', ([text, pattern]: [string, string], ctx) =>
      splitByRegex(text, pattern, '', ctx)
    ),
    scalar(
      '(string: string, pattern: string, flags: string) -> string[]',
      ([text, pattern, letters]: [string, string, string], ctx) => splitByRegex(text, pattern, letters, ctx)
    )
  ]),
  fn(['substr', 'substring'], 'A part of a text, counted from 1.', [
    scalar('(input: string, regex: string) -> string', ([text, pattern]: [string, string]) =>
      extract(text, compileRegex(pattern))
    ),
    scalar(
      '(input: string, regex: string, escape_char: string) -> string',
      ([text, pattern, escape]: [string, string, string]) => substringEscaped(text, pattern, escape)
    )
  ]),
  fn('like_escape', 'LIKE with an escape character.', likeWith(false, false)),
  fn('not_like_escape', 'NOT LIKE with an escape character.', likeWith(false, true)),
  fn('ilike_escape', 'ILIKE with an escape character.', likeWith(true, false)),
  fn('not_ilike_escape', 'NOT ILIKE with an escape character.', likeWith(true, true)),
  fn(['similar_escape', 'similar_to_escape'], 'The regular expression of a SIMILAR TO pattern.', [
    scalar('(pattern: string) -> string', ([pattern]: [string]) => similarPattern(pattern)),
    scalar(
      '(pattern: string, escape: string) -> string',
      ([pattern, escape]: [string | null, string | null]) => similarPattern(pattern, escape),
      { nullable: true }
    )
  ]),
  fn('similar_to_escape', 'SIMILAR TO with an escape character.', similarWith(false)),
  fn('not_similar_to_escape', 'NOT SIMILAR TO with an escape character.', similarWith(true))
]);
