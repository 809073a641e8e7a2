import { describe, expect, it } from 'vitest';
import { coloredLines } from '../../../src/lib/editor/light-lines';
import { tokenizeScript } from '../../../src/lib/editor/tokenize';

const problem = (from: number, to: number) => ({
  from,
  to,
  sqlstate: '42601',
  message: 'm',
  hint: null,
  source: 'typing' as const
});

describe('lines of the plain editor', () => {
  it.each(['', 'a', '\n', 'SELECT 1;\n\n-- c\n', "'open\nstring", 'a\n/* b\n c */ d'])(
    'hold the text, nothing more and nothing less: %j',
    (text) => {
      const lines = coloredLines(text, tokenizeScript(text), []);
      expect(lines.map((line) => line.map((piece) => piece.text).join('')).join('\n')).toBe(text);
    }
  );

  it('mark a problem wherever its pieces lie', () => {
    const text = 'SELECT 12 FROM';
    const marked = coloredLines(text, tokenizeScript(text), [problem(8, 12)])
      .flat()
      .filter((piece) => piece.isMarked);
    expect(marked.map((piece) => piece.text).join('')).toBe('2 FR');
  });
});
