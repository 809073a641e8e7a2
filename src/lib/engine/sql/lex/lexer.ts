import { SqlError } from '../../base/errors';
import { CLASS_BARE_LABEL, CLASS_IDENTIFIER, KEYWORDS, type Keyword } from './keywords';
import { normalizeName } from './normalize';
import { scanOperator, SINGLE } from './operators';
import { decodeEscapes, decodeHex } from './strings';
import { FLAG_DECODED, FLAG_QUOTED, FLAG_UPPER, FLAG_WIDE, type TokenKind, type Tokens } from './tokens';
import { isWellFormed } from './utf8';

/**
 * Text → tokens, as in CockroachDB's `scanner/scan.go`, one statement at a time. A fault of the text (an open string, a
 * number with junk behind it) does not throw: it becomes an `error` token, after which the statement has no more, and the
 * parser raises it when it gets there, so that an earlier mistake is reported first.
 */

/** Character classes of ASCII, as bits. Every other character may stand in a name. */
export const LETTER = 1;
export const DIGIT = 2;
export const NAME_PART = 4;
export const SPACE = 8;
export const CHAR_CLASS = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const isLetter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
  const isDigit = c >= 48 && c <= 57;
  CHAR_CLASS[c] =
    (isLetter ? LETTER | NAME_PART : 0) |
    (isDigit ? DIGIT | NAME_PART : 0) |
    (c === 36 ? NAME_PART : 0) |
    (c === 32 || c === 9 || c === 10 || c === 12 || c === 13 ? SPACE : 0);
}

interface KeywordEntry {
  readonly kind: Keyword;
  readonly flags: number;
  /** The word's characters with bit 32 set, which folds the case of letters and keeps all name characters apart. */
  readonly folded: Uint8Array;
}

/** Open addressing over the hash that the scanner gathers on its way through a word: no text is cut out for a keyword. */
const TABLE_SIZE = 4096;
const keywordTable: (KeywordEntry | undefined)[] = new Array<KeywordEntry | undefined>(TABLE_SIZE).fill(
  undefined
);
let longestKeyword = 0;
for (const [word, flags] of KEYWORDS) addKeyword(word, word as Keyword, flags);
// CockroachDB still reads these two old spellings as the keyword (`experimental_keywords.go`).
for (const old of ['EXPERIMENTAL_RANGES', 'TESTING_RANGES'])
  addKeyword(old, 'RANGES', KEYWORDS.get('RANGES') ?? 0);

function addKeyword(word: string, kind: Keyword, flags: number): void {
  const folded = Uint8Array.from(word, (char) => char.charCodeAt(0) | 32);
  let hash = 0;
  for (const c of folded) hash = (Math.imul(hash, 31) + c) | 0;
  let slot = hash & (TABLE_SIZE - 1);
  while (keywordTable[slot]) slot = (slot + 1) & (TABLE_SIZE - 1);
  keywordTable[slot] = { kind, flags, folded };
  longestKeyword = Math.max(longestKeyword, word.length);
}

function findKeyword(text: string, start: number, end: number, hash: number): KeywordEntry | undefined {
  const length = end - start;
  if (length > longestKeyword) return undefined;
  let slot = hash & (TABLE_SIZE - 1);
  let entry = keywordTable[slot];
  while (entry) {
    const folded = entry.folded;
    if (folded.length === length) {
      let i = 0;
      while (i < length && (text.charCodeAt(start + i) | 32) === folded[i]) i++;
      if (i === length) return entry;
    }
    slot = (slot + 1) & (TABLE_SIZE - 1);
    entry = keywordTable[slot];
  }
  return undefined;
}

// Behind the end of a text `charCodeAt` gives NaN, which is neither below 128 nor at or above it.
const isNameChar = (c: number) => (c < 128 ? (CHAR_CLASS[c] & NAME_PART) !== 0 : c >= 128);
const isNameStart = (c: number) => (c < 128 ? (CHAR_CLASS[c] & LETTER) !== 0 : c >= 128);
const isDigit = (c: number) => c >= 48 && c <= 57;
const isHexDigit = (c: number) => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);

/**
 * Where blanks and comments that begin at an offset end. Nested comments are counted. A comment that is left open gives the
 * complement (`~`) of where it begins, which is negative.
 */
export function skipBlanks(text: string, from: number): number {
  let i = from;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c < 128 && CHAR_CLASS[c] & SPACE) i++;
    else if (c === 45 && text.charCodeAt(i + 1) === 45) {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end;
    } else if (c === 47 && text.charCodeAt(i + 1) === 42) {
      const end = endOfComment(text, i);
      if (end < 0) return ~i;
      i = end;
    } else if (c === 0xfeff && i === 0) {
      // A byte order mark at the start of a pasted script is no part of it.
      i++;
    } else return i;
  }
}

/** The offset behind a bracketed comment, or -1. */
export function endOfComment(text: string, start: number): number {
  let depth = 1;
  for (let i = start + 2; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 42 && text.charCodeAt(i + 1) === 47) {
      i++;
      if (--depth === 0) return i + 1;
    } else if (c === 47 && text.charCodeAt(i + 1) === 42) {
      i++;
      depth++;
    }
  }
  return -1;
}

/** The tag with both dollars of a dollar quote that begins here (`$$`, `$body$`), or undefined. */
export function dollarTag(text: string, start: number): string | undefined {
  let i = start + 1;
  let c = text.charCodeAt(i);
  if (isDigit(c)) return undefined; // a placeholder
  while (c !== 36) {
    if (!isNameStart(c) && !isDigit(c)) return undefined;
    c = text.charCodeAt(++i);
  }
  return text.slice(start, i + 1);
}

function fault(
  message: string,
  offset: number,
  length: number,
  parts: { sqlstate?: string; hint?: string } = {}
): SqlError {
  return new SqlError(parts.sqlstate ?? '42601', `lexical error: ${message}`, {
    hint: parts.hint,
    span: { offset, length }
  });
}

/**
 * Fills `tokens` with the statement that begins at `from` and gives the offset behind it: behind its semicolon, or the
 * end of the text. Semicolons inside `BEGIN ATOMIC … END` belong to the statement.
 */
export function lexStatement(text: string, from: number, tokens: Tokens): number {
  tokens.clear();
  const end = text.length;
  let atomicDepth = 0;
  let previous: TokenKind = 'eof';
  // A byte order mark at the start of a pasted script is no part of it.
  let i = from === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from;
  for (; i < end;) {
    const c = text.charCodeAt(i);
    const charClass = c < 128 ? CHAR_CLASS[c] : LETTER;
    if (charClass & SPACE) {
      i++;
      continue;
    }
    if (charClass & LETTER) {
      i =
        text.charCodeAt(i + 1) === 39 && isStringPrefix(c)
          ? lexPrefixed(text, i, tokens)
          : lexWord(text, i, tokens);
      if (tokens.fault) break;
      const kind = tokens.kinds[tokens.count - 1];
      if (kind === 'ATOMIC' && previous === 'BEGIN') atomicDepth++;
      else if (kind === 'END' && atomicDepth > 0) atomicDepth--;
      previous = kind;
      continue;
    }
    previous = 'eof';
    if (charClass & DIGIT || (c === 46 && isDigit(text.charCodeAt(i + 1)))) {
      i = lexNumber(text, i, tokens);
      if (tokens.fault) break;
      continue;
    }
    const single = SINGLE[c];
    if (single !== undefined && c !== 59) {
      tokens.add(single, i, ++i, 0);
      continue;
    }
    switch (c) {
      case 39: // '
        i = lexString(text, i, tokens);
        break;
      case 34: // "
        i = lexQuotedName(text, i, tokens);
        break;
      case 36: // $
        i = lexDollar(text, i, tokens);
        break;
      case 59: // ;
        if (atomicDepth === 0) {
          tokens.add('eof', i, i, 0);
          return i + 1;
        }
        tokens.add(';', i, ++i, 0);
        break;
      case 45: // -
      case 47: // /
        if (text.charCodeAt(i + 1) === (c === 45 ? 45 : 42)) {
          const after = skipBlanks(text, i);
          if (after < 0) {
            tokens.fault = fault('unterminated comment', ~after, 2, { hint: 'close it with */' });
            tokens.add('error', ~after, end, 0);
            i = end;
          } else i = after;
          break;
        }
        i = scanOperator(text, i, c, tokens);
        break;
      default:
        i = scanOperator(text, i, c, tokens);
    }
    if (tokens.fault) break;
  }
  tokens.add('eof', end, end, 0);
  return tokens.fault ? end : i;
}

/** b, B, e, E, x, X: directly before a quote they change what it holds. */
function isStringPrefix(c: number): boolean {
  return c === 98 || c === 66 || c === 101 || c === 69 || c === 120 || c === 88;
}

function lexWord(text: string, start: number, tokens: Tokens): number {
  let i = start;
  let hash = 0;
  let seen = 0;
  let c = text.charCodeAt(i);
  do {
    hash = (Math.imul(hash, 31) + (c | 32)) | 0;
    if (c >= 128) seen |= FLAG_WIDE;
    else if (c >= 65 && c <= 90) seen |= FLAG_UPPER;
    c = text.charCodeAt(++i);
  } while (isNameChar(c));
  if (seen & FLAG_WIDE) return lexWideWord(text, start, i, tokens);
  const entry = findKeyword(text, start, i, hash);
  if (entry) tokens.add(entry.kind, start, i, entry.flags | seen);
  else tokens.add('ident', start, i, CLASS_IDENTIFIER | CLASS_BARE_LABEL | seen);
  return i;
}

/** Characters that a word processor or a web page puts in place of quotes and blanks: no name was meant to begin so. */
const LOOKALIKE: ReadonlyMap<string, string> = new Map([
  ['\u201c', 'use " for a name and \' for a string'],
  ['\u201d', 'use " for a name and \' for a string'],
  ['\u201e', 'use " for a name and \' for a string'],
  ['\u2018', "use ' for a string"],
  ['\u2019', "use ' for a string"],
  ['\u00a0', 'this is a no-break space; type a plain one'],
  ['\u200b', 'this is an invisible character; delete it'],
  ['\ufeff', 'this is an invisible character; delete it']
]);

function lexWideWord(text: string, start: number, end: number, tokens: Tokens): number {
  const hint = LOOKALIKE.get(text[start]);
  if (hint !== undefined) {
    tokens.fault = new SqlError('42601', `at or near "${text.slice(start, end)}": syntax error`, {
      hint,
      span: { offset: start, length: end - start }
    });
    tokens.add('error', start, end, 0);
    return end;
  }
  const word = text.slice(start, end);
  if (!isWellFormed(word)) return invalidUtf8(tokens, start, end);
  const name = normalizeName(word);
  // Folding may have given plain letters, as for the Turkish İ: then it may be a keyword after all.
  const flags = KEYWORDS.get(name.toUpperCase());
  tokens.values.set(tokens.count, name);
  if (flags !== undefined) tokens.add(name.toUpperCase() as Keyword, start, end, flags | FLAG_DECODED);
  else tokens.add('ident', start, end, CLASS_IDENTIFIER | CLASS_BARE_LABEL | FLAG_DECODED);
  return end;
}

function invalidUtf8(tokens: Tokens, start: number, end: number): number {
  tokens.fault = fault('invalid UTF-8 byte sequence', start, end - start, { sqlstate: '22021' });
  tokens.add('error', start, end, 0);
  return end;
}

function lexNumber(text: string, start: number, tokens: Tokens): number {
  let i = start;
  let c = text.charCodeAt(i);
  let kind: TokenKind = 'int';
  if (c === 48 && (text.charCodeAt(i + 1) | 32) === 120) {
    i += 2;
    while (isHexDigit(text.charCodeAt(i))) i++;
    c = text.charCodeAt(i);
    if (i === start + 2 || (c | 32) === 120)
      return badNumber(tokens, 'invalid hexadecimal numeric literal', start, i);
  } else {
    while (isDigit(c)) c = text.charCodeAt(++i);
    // Two dots are a token of their own, so that `1..2` is a number, dots, a number.
    if (c === 46 && text.charCodeAt(i + 1) !== 46) {
      kind = 'decimal';
      do c = text.charCodeAt(++i);
      while (isDigit(c));
    }
    if ((c | 32) === 101) {
      kind = 'decimal';
      c = text.charCodeAt(++i);
      if (c === 43 || c === 45) c = text.charCodeAt(++i);
      if (!isDigit(c)) return badNumber(tokens, 'invalid floating point literal', start, i);
      while (isDigit(c)) c = text.charCodeAt(++i);
    }
  }
  if (isNameStart(c))
    return badNumber(
      tokens,
      `trailing junk after numeric literal at or near "${text.slice(start, i + 1)}"`,
      start,
      i + 1
    );
  tokens.addLiteral(kind, start, i, 0);
  return i;
}

function badNumber(tokens: Tokens, message: string, start: number, end: number): number {
  tokens.fault = fault(message, start, Math.max(1, end - start));
  tokens.add('error', start, end, 0);
  return end;
}

function unterminated(tokens: Tokens, start: number, text: string): number {
  tokens.fault = fault('unterminated string', start, text.length - start, {
    hint: 'the closing quote is missing'
  });
  tokens.add('error', start, text.length, 0);
  return text.length;
}

/**
 * Where a next quoted piece of the same string begins: SQL joins pieces with a line break, and nothing else, between
 * them. -1 when there is none.
 */
function continuation(text: string, from: number): number {
  let c = text.charCodeAt(from);
  if (!(c < 128 && CHAR_CLASS[c] & SPACE)) return -1;
  let i = from;
  let newline = false;
  while (c < 128 && CHAR_CLASS[c] & SPACE) {
    if (c === 10) newline = true;
    c = text.charCodeAt(++i);
  }
  return newline && c === 39 ? i : -1;
}

/** `'…'` with doubled quotes, and pieces joined over line breaks. */
function lexString(text: string, start: number, tokens: Tokens): number {
  let close = text.indexOf("'", start + 1);
  if (close < 0) return unterminated(tokens, start, text);
  let end = close + 1;
  let next = text.charCodeAt(end);
  if (next !== 39 && !(next < 33 && continuation(text, end) >= 0)) {
    if (!isPlain(text, start + 1, close)) {
      if (!isWellFormed(text.slice(start + 1, close))) return invalidUtf8(tokens, start, end);
    }
    tokens.addLiteral('string', start, end, 0);
    return end;
  }
  let value = '';
  let from = start + 1;
  for (;;) {
    if (close < 0) return unterminated(tokens, start, text);
    value += text.slice(from, close);
    end = close + 1;
    next = text.charCodeAt(end);
    if (next === 39) {
      value += "'";
      from = end + 1;
    } else {
      const more = continuation(text, end);
      if (more < 0) break;
      from = more + 1;
    }
    close = text.indexOf("'", from);
  }
  if (!isWellFormed(value)) return invalidUtf8(tokens, start, end);
  tokens.values.set(tokens.count, value);
  tokens.addLiteral('string', start, end, FLAG_DECODED);
  return end;
}

/** Whether a stretch holds no surrogates, quickly. */
function isPlain(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((text.charCodeAt(i) & 0xf800) === 0xd800) return false;
  return true;
}

/** `b'…'`, `B'…'`, `e'…'`, `x'…'`. */
function lexPrefixed(text: string, start: number, tokens: Tokens): number {
  const prefix = text.charCodeAt(start);
  const isEscaped = prefix === 98 || (prefix | 32) === 101;
  // The raw pieces first: where the token ends does not depend on what they say.
  const pieces: string[] = [];
  let from = start + 2;
  let end: number;
  for (;;) {
    const close = isEscaped ? closingQuote(text, from) : text.indexOf("'", from);
    if (close < 0) return unterminated(tokens, start, text);
    pieces.push(text.slice(from, close));
    end = close + 1;
    const more = continuation(text, end);
    if (more < 0) break;
    from = more + 1;
  }
  const token = { start, end };
  if (prefix === 66) return addBits(tokens, pieces.join(''), token);
  const decoded = isEscaped ? decodeEscapes(pieces, prefix === 98) : decodeHex(pieces.join(''));
  if (decoded.fault !== undefined) {
    if (decoded.fault === 'utf8') return invalidUtf8(tokens, start, end);
    tokens.fault = fault(decoded.fault, start, end - start);
    tokens.add('error', start, end, 0);
    return end;
  }
  tokens.values.set(tokens.count, decoded.value);
  tokens.add(typeof decoded.value === 'string' ? 'string' : 'bytes', start, end, FLAG_DECODED);
  return end;
}

function addBits(tokens: Tokens, value: string, { start, end }: { start: number; end: number }): number {
  const bad = /[^01]/u.exec(value);
  if (bad) {
    tokens.fault = fault(`"${bad[0]}" is not a valid binary digit`, start, end - start);
    tokens.add('error', start, end, 0);
  } else {
    tokens.values.set(tokens.count, value);
    tokens.add('bits', start, end, FLAG_DECODED);
  }
  return end;
}

/** The quote that ends a string with backslash escapes; a doubled quote does not. */
function closingQuote(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) i++;
    else if (c === 39) {
      if (text.charCodeAt(i + 1) !== 39) return i;
      i++;
    }
  }
  return -1;
}

function lexQuotedName(text: string, start: number, tokens: Tokens): number {
  let close = text.indexOf('"', start + 1);
  let isDoubled = false;
  while (close >= 0 && text.charCodeAt(close + 1) === 34) {
    isDoubled = true;
    close = text.indexOf('"', close + 2);
  }
  if (close < 0) return unterminated(tokens, start, text);
  const end = close + 1;
  let flags = CLASS_IDENTIFIER | CLASS_BARE_LABEL | FLAG_QUOTED;
  let wide = false;
  for (let i = start + 1; i < close; i++) if (text.charCodeAt(i) >= 128) wide = true;
  if (wide || isDoubled) {
    const raw = text.slice(start + 1, close).replaceAll('""', '"');
    if (!isWellFormed(raw)) return invalidUtf8(tokens, start, end);
    tokens.values.set(tokens.count, wide ? raw.normalize('NFC') : raw);
    flags |= FLAG_DECODED;
  }
  tokens.add('ident', start, end, flags);
  return end;
}

/** `$1`, `$$…$$`, `$tag$…$tag$`, or a lone dollar, which begins nothing. */
function lexDollar(text: string, start: number, tokens: Tokens): number {
  if (isDigit(text.charCodeAt(start + 1))) {
    let i = start + 2;
    while (isDigit(text.charCodeAt(i))) i++;
    const index = Number(text.slice(start + 1, i));
    if (index < 1 || index > 65536) {
      tokens.fault = fault('placeholder index must be between 1 and 65536', start, i - start);
      tokens.add('error', start, i, 0);
    } else tokens.add('placeholder', start, i, 0);
    return i;
  }
  const tag = dollarTag(text, start);
  if (tag === undefined) {
    tokens.add('unknown', start, start + 1, 0);
    return start + 1;
  }
  const from = start + tag.length;
  const close = text.indexOf(tag, from);
  if (close < 0) return unterminated(tokens, start, text);
  const value = text.slice(from, close);
  if (!isWellFormed(value)) return invalidUtf8(tokens, start, close + tag.length);
  tokens.values.set(tokens.count, value);
  tokens.add('string', start, close + tag.length, FLAG_DECODED);
  return close + tag.length;
}
