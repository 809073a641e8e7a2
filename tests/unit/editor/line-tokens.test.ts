import { describe, expect, it } from 'vitest';
import { LineTokens } from '../../../src/lib/editor/line-tokens';

function read(text: string) {
  const tokens = new LineTokens(() => text);
  return text.split('\n').map((line, i) => {
    const list = tokens.line(i);
    return list.flatMap(({ startIndex, scopes }, j) =>
      scopes === '' ? [] : [`${scopes}:${line.slice(startIndex, list[j + 1]?.startIndex)}`]
    );
  });
}

describe('colours by line', () => {
  it.each([
    {
      name: 'several lines',
      text: 'SELECT a\nFROM t;',
      out: [
        ['keyword:SELECT', 'name:a'],
        ['keyword:FROM', 'name:t', 'operator:;']
      ]
    },
    {
      name: 'a string over lines',
      text: "SELECT 'a\nb' FROM",
      out: [
        ['keyword:SELECT', "string:'a"],
        ["string:b'", 'keyword:FROM']
      ]
    },
    {
      name: 'a comment over lines',
      text: '/* a\n\nb */ SELECT',
      out: [['comment:/* a'], ['comment:'], ['comment:b */', 'keyword:SELECT']]
    }
  ])('$name', ({ text, out }) => {
    const shown = read(text).map((line) => line.filter((t) => t !== 'operator:;'));
    expect(shown).toEqual(out.map((line) => line.filter((t) => t !== 'operator:;')));
  });

  it('tell what is open at the end of a line', () => {
    const tokens = new LineTokens(() => "SELECT 'a\nb';\nSELECT 1");
    expect([0, 1, 2].map((i) => tokens.openAfter(i))).toEqual(['string', '', '']);
  });

  it('follow the text', () => {
    let text = 'SELECT';
    const tokens = new LineTokens(() => text);
    expect(tokens.line(0)[0].scopes).toBe('keyword');
    text = '-- SELECT';
    expect(tokens.line(0)[0].scopes).toBe('comment');
  });
});
