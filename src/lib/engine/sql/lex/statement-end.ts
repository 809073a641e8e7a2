import { beginsWord, endOfWord, skipOpaque, skipWord } from './skip';

/** Where a statement of a script ends (design §6). */

export interface StatementEnd {
  /** Behind its last character, without the terminator; blanks and comments before that may be included. */
  readonly end: number;
  /** Behind the terminator. */
  readonly next: number;
  readonly terminator: ';' | '\\gset' | 'end of text';
  /** Where a string, quoted name or comment begins that never ends. */
  readonly open: number | undefined;
}

/** `\gset [PREFIX]` in the place of a statement's semicolon. */
export interface GsetTerminator {
  readonly prefix: string;
  /** Words behind the prefix: it takes none. */
  readonly more: readonly string[];
  /** Of its backslash, from 1; `column` in UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/**
 * The end of the statement that begins at `from`. Semicolons inside strings, comments and `BEGIN ATOMIC … END` do not end it.
 * A statement with an open string or comment ends at the first semicolon that ends a line behind the fault, so that one
 * forgotten quote does not swallow a script.
 */
export function findStatementEnd(text: string, from: number): StatementEnd {
  let atomicDepth = 0;
  let afterBegin = false;
  for (let i = from; i < text.length;) {
    const c = text.charCodeAt(i);
    if (c === 59 && atomicDepth === 0) return { end: i, next: i + 1, terminator: ';', open: undefined };
    if (c === 92 && isGset(text, i)) return { end: i, next: i, terminator: '\\gset', open: undefined };
    if (beginsWord(c)) {
      const end = skipWord(text, i);
      if (end < 0) return recover(text, i);
      if (afterBegin && isWord(text, i, end, 'atomic')) atomicDepth++;
      else if (atomicDepth > 0 && isWord(text, i, end, 'end')) atomicDepth--;
      afterBegin = isWord(text, i, end, 'begin');
      i = end;
      continue;
    }
    const end = skipOpaque(text, i);
    if (end < 0) return recover(text, i);
    if (end === i) {
      if (c !== 32 && c !== 10 && c !== 9 && c !== 13) afterBegin = false;
      i++;
    } else i = end;
  }
  return { end: text.length, next: text.length, terminator: 'end of text', open: undefined };
}

function isGset(text: string, at: number): boolean {
  return text.startsWith('\\gset', at) && endOfWord(text, at + 1) === at + 5;
}

function isWord(text: string, start: number, end: number, word: string): boolean {
  return end - start === word.length && text.slice(start, end).toLowerCase() === word;
}

const LINE_ENDING_SEMICOLON = /;[ \t\r]*(?=\n|$)/g;

function recover(text: string, open: number): StatementEnd {
  LINE_ENDING_SEMICOLON.lastIndex = open;
  const match = LINE_ENDING_SEMICOLON.exec(text);
  if (!match) return { end: text.length, next: text.length, terminator: 'end of text', open };
  return { end: match.index, next: match.index + 1, terminator: ';', open };
}
