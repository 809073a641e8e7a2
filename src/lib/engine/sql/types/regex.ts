import { RE2JS, RE2JSException } from 're2js';
import { SqlError } from '../../base/errors';
import { shown } from './type-errors';

/**
 * Regular expressions in RE2's syntax, which is what CockroachDB has: matching takes time in proportion to the text,
 * whatever the pattern. Patterns are compiled once and kept while they are in use.
 */
export type Regex = RE2JS;

/** How many compiled patterns are kept; the ones longest not asked for go first. */
const KEPT = 100;
/** Longer patterns would compile to programs larger than any sensible one. */
const MAX_PATTERN = 20_000;

const compiled = new Map<string, Regex>();

/** Flags of RE2JS: `DOT_ALL` lets `.` match line ends, `MULTI_LINE` lets `^` and `$` match at them. */
export const IGNORE_CASE = RE2JS.CASE_INSENSITIVE;
export const DOT_ALL = RE2JS.DOTALL;
export const MULTI_LINE = RE2JS.MULTILINE;

/** @throws SqlError 2201B for what is no pattern, or too large a one */
export function compileRegex(pattern: string, flags = 0): Regex {
  const key = `${flags}:${pattern}`;
  let regex = compiled.get(key);
  if (regex) compiled.delete(key);
  else regex = compile(pattern, flags);
  compiled.set(key, regex);
  if (compiled.size > KEPT) {
    for (const oldest of compiled.keys()) {
      compiled.delete(oldest);
      break;
    }
  }
  return regex;
}

function compile(pattern: string, flags: number): Regex {
  if (pattern.length > MAX_PATTERN)
    throw new SqlError('2201B', `regular expression is longer than ${MAX_PATTERN} characters`);
  try {
    return RE2JS.compile(pattern, flags);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, '');
    throw new SqlError('2201B', `invalid regular expression ${shown(pattern)}: ${reason.slice(0, 200)}`);
  }
}

/** `text ~ pattern`: found anywhere. */
export function matchesRegex(text: string, pattern: string, ignoreCase: boolean): boolean {
  return compileRegex(pattern, ignoreCase ? IGNORE_CASE : 0).test(text);
}

/** `text SIMILAR TO pattern`. @throws SqlError 2201B */
export function matchesSimilar(text: string, pattern: string, escape: string | undefined = '\\'): boolean {
  return compileRegex(similarToRegex(pattern, escape), DOT_ALL).testExact(text);
}

/** A character behind an escape: classes such as `\\d` keep their meaning, other characters mean themselves. */
function escapedChar(c: string): string {
  return /[\p{L}\p{N}_]/u.test(c) && !/[A-Za-z0-9]/.test(c) ? c : `\\${c}`;
}

/**
 * The pattern of SIMILAR TO as a regular expression: `%` and `_` as in LIKE, `|*+?{}()[]` as in regular expressions,
 * all else itself; parts between escaped quotes become a group (`substring … similar`).
 */
export function similarToRegex(pattern: string, escape: string | undefined): string {
  let out = '';
  let inClass = false;
  let escaped = false;
  let quotes = 0;
  for (const c of pattern) {
    if (escaped) {
      out += c === '"' && !inClass ? (quotes++ % 2 === 0 ? '(' : ')') : escapedChar(c);
      escaped = false;
    } else if (c === escape) escaped = true;
    else if (inClass) {
      out += c === '\\' ? '\\\\' : c;
      inClass = c !== ']';
    } else if (c === '%') out += '.*';
    else if (c === '_') out += '.';
    else if (c === '(') out += '(?:';
    else if (c === '\\' || c === '.' || c === '^' || c === '$') out += `\\${c}`;
    else {
      out += c;
      inClass = c === '[';
    }
  }
  return out;
}
