import { endOfLine } from '../engine/sql/lex/skip';
import { skipBlanks } from '../engine/sql/lex/lexer';
import { findStatementEnd, type GsetTerminator } from '../engine/sql/lex/statement-end';

/** Scripts (design §6, a contract): SQL statements and backslash commands, told apart without parsing either. */

export interface ScriptEntry {
  readonly kind: 'sql' | 'command';
  /** From the first token to the last, without the terminator; a command from its backslash to the end of its line. */
  readonly text: string;
  /** Where what belongs to the entry begins: behind the entry before, blanks and comments included. */
  readonly leadOffset: number;
  /** Of the first token. */
  readonly offset: number;
  /** Behind the terminator: the semicolon, `\gset` with its prefix, or the end of the command's line. */
  readonly endOffset: number;
  /** Of the first token, from 1; `column` in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** Set where `\gset [PREFIX]` stands in place of the semicolon. */
  readonly gset?: GsetTerminator;
  /** What keeps the entry from being read as a whole; its text is still the best that can be made of it. */
  readonly error?: ScriptFault;
}

/** A fault of the script's form, as plain data. `offset` is in the script. */
export interface ScriptFault {
  readonly sqlstate: string;
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * The entries of a script in text order. Each covers its own text and, from `leadOffset` on, what stands before it; only blanks
 * and comments behind the last entry belong to none. Empty statements give no entry. Takes time in proportion to the text.
 */
export function readScript(text: string): ScriptEntry[] {
  const entries: ScriptEntry[] = [];
  const lines = new LineCounter(text);
  for (let lead = 0; ;) {
    const offset = skipEmpty(text, lead);
    if (offset < 0 || offset >= text.length) {
      if (offset < 0) entries.push(openComment(text, lead, ~offset, lines));
      return entries;
    }
    const entry = isCommand(text, offset) ? readCommand(text, offset) : readStatement(text, offset);
    entries.push(placed(entry, { lead, offset }, lines));
    lead = entry.endOffset;
  }
}

/** Put together field by field: a script may have hundreds of thousands of entries. */
function placed(
  { kind, text, endOffset, gset, error }: Body,
  { lead, offset }: { lead: number; offset: number },
  lines: LineCounter
): ScriptEntry {
  lines.moveTo(offset);
  const { line, column } = lines;
  const entry = { kind, text, leadOffset: lead, offset, endOffset, line, column };
  if (!gset) return error ? { ...entry, error } : entry;
  const { prefix, more } = gset;
  lines.moveTo(gset.offset);
  return {
    ...entry,
    gset: { prefix, more, line: lines.line, column: lines.column },
    ...(error && { error })
  };
}

interface Body extends Pick<ScriptEntry, 'kind' | 'text' | 'endOffset' | 'error'> {
  readonly gset?: Pick<GsetTerminator, 'prefix' | 'more'> & { readonly offset: number };
}

/** Behind blanks, comments and empty statements; negative where a comment is open, as `skipBlanks` says. */
function skipEmpty(text: string, from: number): number {
  let i = skipBlanks(text, from);
  while (i >= 0 && text[i] === ';') i = skipBlanks(text, i + 1);
  return i;
}

/** A backslash is a command only as the first thing on its line. */
function isCommand(text: string, offset: number): boolean {
  if (text[offset] !== '\\') return false;
  const lineStart = text.lastIndexOf('\n', offset) + 1;
  return text.slice(lineStart, offset).trim() === '';
}

function readCommand(text: string, offset: number): Body {
  const endOffset = endOfTrimmedLine(text, offset);
  return { kind: 'command', text: text.slice(offset, endOffset), endOffset };
}

/** The end of the line's text, without blanks behind it and without a carriage return. */
function endOfTrimmedLine(text: string, from: number): number {
  return endWithoutBlanks(text, from, endOfLine(text, from));
}

function endWithoutBlanks(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && text.charCodeAt(end - 1) <= 32) end--;
  return end;
}

function readStatement(text: string, offset: number): Body {
  const found = findStatementEnd(text, offset);
  const statement = text.slice(offset, endWithoutBlanks(text, offset, found.end));
  if (found.terminator === '\\gset') return { ...readGset(text, found.end), kind: 'sql', text: statement };
  const body: Body = { kind: 'sql', text: statement, endOffset: found.next };
  if (found.open === undefined) return body;
  return {
    ...body,
    error: fault('unterminated string or comment', found.open, Math.max(1, found.end - found.open))
  };
}

/** `\gset [PREFIX]` to the end of its line. */
function readGset(text: string, at: number): Pick<Body, 'endOffset' | 'gset' | 'error'> {
  const endOffset = endOfTrimmedLine(text, at);
  const words = text.slice(at, endOffset).replace(/;$/, '').trim().split(/\s+/);
  const gset = { prefix: words[1] ?? '', more: words.slice(2), offset: at };
  if (gset.more.length === 0) return { endOffset, gset };
  return {
    endOffset,
    gset,
    error: { ...fault('\\gset takes one prefix', at, endOffset - at), sqlstate: '22023' }
  };
}

function openComment(text: string, lead: number, offset: number, lines: LineCounter): ScriptEntry {
  const rest = text.slice(offset).trimEnd();
  const error = fault('unterminated comment', offset, 2);
  return placed({ kind: 'sql', text: rest, endOffset: text.length, error }, { lead, offset }, lines);
}

function fault(message: string, offset: number, length: number): ScriptFault {
  return { sqlstate: '42601', message: `lexical error: ${message}`, offset, length };
}

/** Lines and columns of offsets that are asked for in ascending order. */
class LineCounter {
  readonly #text: string;
  #lineStart = 0;
  #nextBreak: number;
  line = 1;
  column = 1;

  constructor(text: string) {
    this.#text = text;
    this.#nextBreak = text.indexOf('\n');
  }

  moveTo(offset: number): void {
    while (this.#nextBreak >= 0 && this.#nextBreak < offset) {
      this.line++;
      this.#lineStart = this.#nextBreak + 1;
      this.#nextBreak = this.#text.indexOf('\n', this.#lineStart);
    }
    this.column = offset - this.#lineStart + 1;
  }
}
