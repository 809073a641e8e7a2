import { SqlError, type Span } from '../../base/errors';
import {
  ANY_NAME,
  CLASS_BARE_LABEL,
  CLASS_IDENTIFIER,
  CLASS_RESERVED,
  KEYWORDS,
  type Keyword
} from '../lex/keywords';
import { skipBlanks } from '../lex/lexer';
import type { TokenKind } from '../lex/tokens';
import { Cursor, type Recorder } from './cursor';
import type { SlotKind } from './slots';
import { anyStatement } from './statement';

/**
 * What may stand at the caret of an unfinished statement, found by asking the parser: the statement is cut at the caret, a
 * token that matches nothing takes the caret's place, and whatever the parser looks for there is written down. What it looks
 * for by other means than `Cursor.at` is found by trying every keyword in that place.
 */

export interface Slot {
  readonly kind: SlotKind;
  /** Of an option's value, the option's name. */
  readonly detail: string | undefined;
}

export interface Expected {
  /** What a choice replaces: the word, name or string that the caret stands in or behind, or nothing. */
  readonly replace: Span;
  /** Of what is replaced: the kind of its token, or `none`. */
  readonly replaces: 'none' | 'word' | 'quoted name' | 'string';
  /** What of it stands before the caret, without an opening quote. */
  readonly typed: string;
  /** Names and dots directly before: `s.t.` gives `['s', 't']`. */
  readonly qualifier: readonly string[];
  /** In upper case. Where just one word can follow another both are given together: `GROUP BY`. */
  readonly keywords: readonly string[];
  readonly slots: readonly Slot[];
}

/** Longer statements are only looked at once: every further keyword costs a parse of all that stands before the caret. */
const MOST_TOKENS_TO_TRY = 400;

/**
 * What may stand at `caret` in the statement that begins at `from`. Undefined in comments, numbers and the like, where there
 * is nothing to offer.
 */
export function expectedAt(text: string, from: number, caret: number): Expected | undefined {
  const place = findPlace(text, from, caret);
  if (!place) return undefined;
  const { p, index } = place;
  const { phrases, slots } = lookedFor(p, index);
  const takesKeyword =
    place.replaces !== 'string' && place.replaces !== 'quoted name' && place.qualifier.length === 0;
  return {
    replace: place.replace,
    replaces: place.replaces,
    typed: place.typed,
    qualifier: place.qualifier,
    keywords: takesKeyword ? allPhrases(p, index, phrases) : [],
    slots
  };
}

interface Place {
  readonly p: Cursor;
  /** The token that the caret takes the place of. */
  readonly index: number;
  readonly replace: Span;
  readonly replaces: Expected['replaces'];
  readonly typed: string;
  readonly qualifier: readonly string[];
}

/** Cuts the statement at the caret. */
function findPlace(text: string, from: number, caret: number): Place | undefined {
  const p = new Cursor();
  p.load(text, from);
  const { tokens } = p;
  let index = 0;
  while (index < tokens.count && tokens.kinds[index] !== 'eof' && tokens.ends[index] < caret) index++;
  const start = tokens.starts[index];
  const kind = tokens.kinds[index];
  if (kind === 'eof' || start >= caret) {
    const previous = index > 0 ? tokens.ends[index - 1] : from;
    if (inComment(text, previous, caret)) return undefined;
    return { p, index, ...nothing(caret), qualifier: qualifierBefore(p, index) };
  }
  const isOpen = kind === 'error';
  const quote = text[start];
  if (isOpen && quote === '/') return undefined; // a comment without an end
  if (kind === 'string' || (isOpen && quote === "'")) {
    // Behind the closing quote the string is finished.
    if (!isOpen && tokens.ends[index] === caret)
      return { p, index: index + 1, ...nothing(caret), qualifier: [] };
    const end = isOpen ? endOfOpenString(text, caret) : tokens.ends[index];
    const typed = text.slice(start + 1, caret).replaceAll("''", "'");
    return {
      p,
      index,
      replace: { offset: start, length: end - start },
      replaces: 'string',
      typed,
      qualifier: []
    };
  }
  if (tokens.flags[index] & ANY_NAME || (isOpen && quote === '"')) {
    const isQuoted = quote === '"';
    const end = isOpen ? caret : tokens.ends[index];
    return {
      p,
      index,
      replace: { offset: start, length: end - start },
      replaces: isQuoted ? 'quoted name' : 'word',
      typed: text.slice(isQuoted ? start + 1 : start, caret),
      qualifier: qualifierBefore(p, index)
    };
  }
  if (kind === 'int' || kind === 'decimal' || kind === 'placeholder' || tokens.ends[index] > caret)
    return undefined;
  return { p, index: index + 1, ...nothing(caret), qualifier: qualifierBefore(p, index + 1) };
}

function nothing(caret: number): Pick<Place, 'replace' | 'replaces' | 'typed'> {
  return { replace: { offset: caret, length: 0 }, replaces: 'none', typed: '' };
}

/** An open string takes the rest of the text; what is meant is the rest of a word at most. */
function endOfOpenString(text: string, caret: number): number {
  let end = caret;
  while (end < text.length && !/[\s;,)']/.test(text[end])) end++;
  return end;
}

function inComment(text: string, from: number, caret: number): boolean {
  // Blanks and comments up to the caret end before it, unless a comment goes on behind it.
  const before = text.slice(0, caret);
  const end = skipBlanks(before, from);
  if (end < 0) return true;
  const line = before.lastIndexOf('\n', caret - 1);
  return end === caret && before.indexOf('--', Math.max(from, line + 1)) >= 0;
}

function qualifierBefore(p: Cursor, index: number): string[] {
  const { kinds, flags } = p.tokens;
  const names: string[] = [];
  for (let i = index; i >= 2 && kinds[i - 1] === '.' && flags[i - 2] & ANY_NAME; i -= 2)
    names.unshift(p.tokenText(i - 2));
  return names;
}

/** A keyword, or several that the parser looks for together. */
type Phrase = readonly Keyword[];

export interface Looked {
  readonly phrases: readonly Phrase[];
  readonly slots: readonly Slot[];
  /** What else was looked for: signs, numbers, strings, the end. */
  readonly signs: readonly TokenKind[];
}

/** What the parser looks for in place of a token of the statement that begins at `from`. */
export function lookedForAt(text: string, from: number, index: number): Looked {
  const p = new Cursor();
  p.load(text, from);
  return lookedFor(p, index);
}

/** Puts tokens in the caret's place and the end behind them. */
function cut(p: Cursor, index: number, inPlace: readonly { kind: TokenKind; flags: number }[]): void {
  const { tokens } = p;
  const at = index > 0 ? tokens.ends[index - 1] : 0;
  tokens.count = index;
  tokens.fault = undefined;
  for (const { kind, flags } of inPlace) tokens.add(kind, at, at, flags);
  // One further than the caret, so that an error tells which of the two it is about.
  tokens.add('eof', at + 1, at + 1, 0);
  p.rewind();
}

const CARET = { kind: 'caret', flags: 0 } as const;
const ANY_IDENT = { kind: 'ident', flags: CLASS_IDENTIFIER | CLASS_BARE_LABEL } as const;
const RESERVED_LABEL = { kind: 'ident', flags: CLASS_RESERVED | CLASS_BARE_LABEL } as const;
const RESERVED_WORD = { kind: 'ident', flags: CLASS_RESERVED } as const;
const keywordToken = (kind: Keyword) => ({ kind, flags: KEYWORDS.get(kind) ?? 0 });

function lookedFor(p: Cursor, index: number, before: Phrase = []): Looked {
  const phrases = new Map<string, Phrase>();
  const slots = new Map<string, Slot>();
  const signs = new Set<TokenKind>();
  p.recorder = {
    keyword: (kind, followers = []) => {
      if (!KEYWORDS.has(kind)) {
        signs.add(kind);
        return;
      }
      const sign = followers.findIndex((follower) => !KEYWORDS.has(follower));
      const phrase = [kind, ...(sign < 0 ? followers : followers.slice(0, sign))] as Phrase; // the table's keys are the keywords
      phrases.set(phrase.join(' '), phrase);
    },
    slot: (kind, detail) => void slots.set(`${kind} ${detail ?? ''}`, { kind, detail })
  } satisfies Recorder;
  cut(p, index, [...before.map(keywordToken), CARET]);
  parse(p);
  p.recorder = undefined;
  return { phrases: [...phrases.values()], slots: [...slots.values()], signs: [...signs] };
}

/** The offset of the error, if there is one. */
function parse(p: Cursor): number | undefined {
  try {
    anyStatement(p);
    p.expect('eof');
    return undefined;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return error.span?.offset ?? 0;
  }
}

/** Whether the parser gets past a token in the caret's place. */
function isTaken(p: Cursor, index: number, token: { kind: TokenKind; flags: number }): boolean {
  cut(p, index, [token]);
  const error = parse(p);
  return error === undefined || error >= p.tokens.ends[p.tokens.count - 1];
}

/** What the parser looks for and what it takes, each with the words that must follow it. */
function allPhrases(p: Cursor, index: number, looked: readonly Phrase[]): string[] {
  const taken =
    index <= MOST_TOKENS_TO_TRY ? takenKeywords(p, index, new Set(looked.map(([first]) => first))) : [];
  const all = [...looked, ...taken.map((keyword): Phrase => [keyword])];
  return [...new Set(all.map((phrase) => withFollowers(p, index, phrase).join(' ')))];
}

/**
 * The keywords that the parser takes there, beside those it is known to look for. Where it takes any name or any label, the
 * words that may be one are taken too and prove nothing.
 */
function takenKeywords(p: Cursor, index: number, known: ReadonlySet<Keyword>): Keyword[] {
  let unproven = 0;
  if (isTaken(p, index, ANY_IDENT)) unproven |= ANY_NAME & ~CLASS_RESERVED;
  if (isTaken(p, index, RESERVED_LABEL)) unproven |= CLASS_BARE_LABEL;
  if (isTaken(p, index, RESERVED_WORD)) unproven |= CLASS_RESERVED;
  const taken: Keyword[] = [];
  for (const [word, flags] of KEYWORDS) {
    const keyword = word as Keyword; // the table's keys are the keywords
    if (known.has(keyword) || flags & unproven) continue;
    if (isTaken(p, index, { kind: keyword, flags })) taken.push(keyword);
  }
  return taken;
}

const LONGEST_PHRASE = 4;

/** Goes on with a phrase for as long as there is one word only that may follow. */
function withFollowers(p: Cursor, index: number, phrase: Phrase): Phrase {
  if (phrase.length >= LONGEST_PHRASE) return phrase;
  const { phrases, slots, signs } = lookedFor(p, index, phrase);
  if (phrases.length !== 1 || slots.length > 0 || signs.length > 0) return phrase;
  return withFollowers(p, index, [...phrase, ...phrases[0]]);
}
