import { beginsWord, endOfWord, skipOpaque, skipWord } from './skip';

/** Script variables (design §6): `:name`, `:'name'` and `:"name"` are replaced before a statement is parsed. */

export interface Substituted {
  readonly text: string;
  /** The place in the source of a place in `text`; inside a replacement it is where that stood. */
  readonly toSource: (offset: number) => number;
}

/** A piece of the result that was put in. */
interface Replacement {
  readonly at: number;
  readonly length: number;
  readonly source: number;
  readonly sourceLength: number;
}

/**
 * Replaces variables by their values: as they are, as a string literal, or as a quoted name. Strings, quoted names, comments
 * and dollar quotes are left alone, as are `::` and `:::`; a variable that is not set stays and is for the parser to report.
 */
export function substituteVariables(text: string, lookup: (name: string) => string | undefined): Substituted {
  if (!text.includes(':')) return { text, toSource: (offset) => offset };
  const replacements: Replacement[] = [];
  let result = '';
  let copied = 0;
  for (let i = 0; i < text.length;) {
    const c = text.charCodeAt(i);
    if (c !== 58) {
      i = step(text, i, c);
      continue;
    }
    const found = variableAt(text, i);
    const value = found && lookup(found.name);
    if (!found || value === undefined) {
      i = found ? found.end : endOfColons(text, i);
      continue;
    }
    result += text.slice(copied, i);
    const put = found.quote === '' ? value : quote(value, found.quote);
    replacements.push({ at: result.length, length: put.length, source: i, sourceLength: found.end - i });
    result += put;
    copied = i = found.end;
  }
  return { text: result + text.slice(copied), toSource: (offset) => sourceOffset(replacements, offset) };
}

/** Behind the word, string or comment that begins here, or behind the one character. */
function step(text: string, i: number, c: number): number {
  const end = beginsWord(c) ? skipWord(text, i) : skipOpaque(text, i);
  if (end < 0) return text.length;
  return end === i ? i + 1 : end;
}

function endOfColons(text: string, start: number): number {
  let i = start;
  while (text.charCodeAt(i) === 58) i++;
  return i;
}

interface Found {
  readonly name: string;
  readonly quote: '' | "'" | '"';
  readonly end: number;
}

/** The variable at a colon, if one is named there. */
function variableAt(text: string, colon: number): Found | undefined {
  const next = text[colon + 1];
  if (next === "'" || next === '"') {
    const end = endOfWord(text, colon + 2);
    if (end === colon + 2 || text[end] !== next) return undefined;
    return { name: text.slice(colon + 2, end), quote: next, end: end + 1 };
  }
  if (!beginsWord(text.charCodeAt(colon + 1))) return undefined;
  const end = endOfWord(text, colon + 1);
  return { name: text.slice(colon + 1, end), quote: '', end };
}

function quote(value: string, mark: "'" | '"'): string {
  return mark + value.replaceAll(mark, mark + mark) + mark;
}

function sourceOffset(replacements: readonly Replacement[], offset: number): number {
  let shift = 0;
  for (const { at, length, source, sourceLength } of replacements) {
    if (offset < at) break;
    if (offset < at + length) return source;
    shift = source + sourceLength - (at + length);
  }
  return offset + shift;
}
