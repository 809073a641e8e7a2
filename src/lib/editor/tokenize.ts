import { lexStatement, skipBlanks } from '../engine/sql/lex/lexer';
import { CLASS_UNRESERVED, KEYWORDS } from '../engine/sql/lex/keywords';
import { Tokens, type TokenKind } from '../engine/sql/lex/tokens';

/**
 * A script in colours: the engine's own lexer says what is what, so the editor never shows something else than what is run. Broken text is
 * coloured as far as sense can be made of it.
 */

export type TokenClass =
  'keyword' | 'name' | 'string' | 'number' | 'comment' | 'command' | 'variable' | 'operator' | 'error';

export interface ColoredToken {
  readonly start: number;
  readonly end: number;
  readonly kind: TokenClass;
}

const tokens = new Tokens();

/** The coloured pieces of a script in order; blanks lie between them. */
export function tokenizeScript(text: string): ColoredToken[] {
  const out: ColoredToken[] = [];
  let at = 0;
  while (at < text.length) {
    const start = skipBlanks(text, at);
    if (start < 0) {
      addGap(text, at, text.length, out);
      return out;
    }
    addGap(text, at, start, out);
    at = text[start] === '\\' ? addCommand(text, start, out) : addStatement(text, start, out);
  }
  return out;
}

/** A backslash command takes the rest of its line. */
function addCommand(text: string, start: number, out: ColoredToken[]): number {
  const newline = text.indexOf('\n', start);
  const end = newline < 0 ? text.length : newline;
  const word = /^\\[A-Za-z_?!]*/.exec(text.slice(start, end))?.[0] ?? '\\';
  out.push({ start, end: start + word.length, kind: 'command' });
  const rest = /'(?:[^']|'')*'?|[\d.]+(?:ns|us|ms|s|m|h)?\b|[^\s']+/g;
  rest.lastIndex = 0;
  for (const m of text.slice(start + word.length, end).matchAll(rest)) {
    const from = start + word.length + m.index;
    const kind = m[0].startsWith("'") ? 'string' : /^\d/.test(m[0]) ? 'number' : 'name';
    out.push({ start: from, end: from + m[0].length, kind });
  }
  return end;
}

/** One statement. @returns where to go on */
function addStatement(text: string, start: number, out: ColoredToken[]): number {
  const next = lexStatement(text, start, tokens);
  let at = start;
  for (let i = 0; i < tokens.count; i++) {
    const from = tokens.starts[i];
    const kind = tokens.kinds[i];
    if (kind === 'eof' && tokens.fault) break;
    if (from > at) addGap(text, at, from, out);
    if (kind === 'eof') break;
    // `\gset` may stand in place of the semicolon.
    if (kind === 'unknown' && text[from] === '\\') return addCommand(text, from, out);
    const to = tokens.ends[i];
    const variable = kind === ':' && i + 1 < tokens.count && tokens.starts[i + 1] === to;
    if (variable) {
      out.push({ start: from, end: tokens.ends[i + 1], kind: 'variable' });
      at = tokens.ends[++i];
      continue;
    }
    if (to > from) out.push({ start: from, end: to, kind: classOf(kind, text[from]) });
    at = Math.max(at, to);
  }
  // Behind a broken token the lexer gives up; colours go on from there.
  return tokens.fault ? Math.max(at, start + 1) : next;
}

function classOf(kind: TokenKind, first: string): TokenClass {
  switch (kind) {
    case 'ident':
      return 'name';
    case 'int':
    case 'decimal':
      return 'number';
    case 'string':
    case 'bytes':
    case 'bits':
      return 'string';
    case 'placeholder':
      return 'variable';
    case 'unknown':
      return 'error';
    case 'error':
      return first === "'" || first === '"' || first === '$' ? 'string' : 'error';
    default: {
      const flags = KEYWORDS.get(kind);
      if (flags === undefined) return 'operator';
      return flags & CLASS_UNRESERVED && !SPOKEN.has(kind) ? 'name' : 'keyword';
    }
  }
}

/** Words that may be names but nearly always are not. */
const SPOKEN: ReadonlySet<string> = new Set(
  `ADD ALTER AS AT BACKFILL BEGIN BY CANCEL CASCADE CHANGEFEED CHANGEFEEDS CLUSTER COLUMNS COMMIT CONFLICT CONNECTION CURSOR DATABASE
  DELETE DROP EXPERIMENTAL EXTERNAL EXPLAIN FAMILY FIRST IF INSERT INTO ISOLATION JOB JOBS KEY LEVEL NO OF OPTIONS PAUSE RELEASE RENAME
  RESET RESOLVED RESUME ROLLBACK ROWS SAVEPOINT SCHEDULE SCHEMA SET SETTING SHOW SPLIT START SYSTEM TABLES TIME TRANSACTION TRUNCATE
  UNSET UPDATE UPSERT USE VALUES VIEW WITH WITHOUT ZONE INT STRING BOOL FLOAT DECIMAL TIMESTAMP TIMESTAMPTZ UUID JSONB JSON BYTES DATE
  INTERVAL VARCHAR TEXT INTEGER BIGINT SMALLINT BOOLEAN NUMERIC REAL CHAR EXISTS COALESCE NULLIF`.split(/\s+/)
);

/** Between two tokens lie blanks and comments. */
function addGap(text: string, from: number, to: number, out: ColoredToken[]): void {
  let at = from;
  while (at < to) {
    const c = text[at];
    if (c === '-' || c === '/') {
      const end = c === '-' ? lineEnd(text, at, to) : commentEnd(text, at, to);
      out.push({ start: at, end, kind: 'comment' });
      at = end;
    } else at++;
  }
}

function lineEnd(text: string, from: number, to: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? to : Math.min(newline, to);
}

function commentEnd(text: string, from: number, to: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    if (text.startsWith('/*', i)) {
      depth++;
      i++;
    } else if (text.startsWith('*/', i)) {
      i++;
      if (--depth === 0) return i + 1;
    }
  }
  return to;
}
