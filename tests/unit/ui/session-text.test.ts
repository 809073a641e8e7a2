import { describe, expect, it } from 'vitest';
import { isComplete, leavesText, pieceToSend } from '../../../src/lib/ui/script/session-text';

/** `|` is the caret; two of them are a selection. */
function at(marked: string): { text: string; from: number; to: number } {
  const from = marked.indexOf('|');
  const to = Math.max(marked.lastIndexOf('|') - 1, from);
  return { text: marked.replaceAll('|', ''), from, to };
}

describe('what is sent from a session', () => {
  it.each([
    ['the statement that the caret is in', 'BEGIN;\nSELECT |1;\nCOMMIT;', 'SELECT 1;'],
    ['the statement that ends before the caret', 'BEGIN;|\n', 'BEGIN;'],
    [
      'a statement of several lines',
      'UPDATE t\nSET v = |1\nWHERE id = 2;',
      'UPDATE t\nSET v = 1\nWHERE id = 2;'
    ],
    ['the selection', 'BEGIN; |SELECT 1|; COMMIT;', 'SELECT 1'],
    ['nothing of nothing', '|', '']
  ])('is %s', (_name, marked, sent) => {
    const { text, from, to } = at(marked);
    expect(pieceToSend(text, from, to)).toBe(sent);
  });
});

describe('Enter', () => {
  it.each([
    ['sends behind a semicolon', 'SELECT 1;|', true],
    ['sends behind several statements', 'BEGIN;\nSELECT 1; |', true],
    ['sends a backslash command', '\\wait 5s|', true],
    ['makes a line in a statement that has not ended', 'SELECT 1|', false],
    ['makes a line where more follows', 'SELECT 1;|\nSELECT 2;', false],
    ['makes a line behind a string with a semicolon', "SELECT 'a;'|", false],
    ['makes a line behind a comment with a semicolon', 'SELECT 1 -- a;|', false],
    ['makes a line in a string that is open', "INSERT INTO t VALUES ('a; |", false],
    ['makes a line in quotes that are open', 'SELECT "a; |', false],
    ['makes a line in dollar quotes that are open', 'SELECT $x$ a; $y$; |', false],
    ['makes a line in a comment that is open', 'SELECT 1; /* a; |', false],
    ['sends behind a string of two lines', "SELECT 'a;\n b';|", true],
    ['sends behind \\gset', 'SELECT 1 \\gset a|', true],
    ['makes a line in an empty text', '|', false]
  ])('%s', (_name, marked, isSent) => {
    const { text, from } = at(marked);
    expect(isComplete(text, from)).toBe(isSent);
  });
});

it.each([
  ['up from the first line', 'a|b\nc', 'ArrowUp', true],
  ['up within the text', 'ab\nc|', 'ArrowUp', false],
  ['down from the last line', 'ab\nc|', 'ArrowDown', true],
  ['down within the text', 'a|b\nc', 'ArrowDown', false]
] as const)('an arrow leads %s out of it or not', (_name, marked, key, leaves) => {
  const { text, from } = at(marked);
  expect(leavesText(text, from, key)).toBe(leaves);
});
