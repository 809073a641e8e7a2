import { describe, expect, it } from 'vitest';
import { tokenizeScript } from '../../../src/lib/editor/tokenize';

const shown = (text: string) =>
  tokenizeScript(text).map(({ start, end, kind }) => `${kind}:${text.slice(start, end)}`);

describe('colours', () => {
  it.each([
    {
      name: 'a statement',
      text: "SELECT a, 'x' FROM t;",
      out: ['keyword:SELECT', 'name:a', 'operator:,', "string:'x'", 'keyword:FROM', 'name:t']
    },
    { name: 'a line comment', text: 'a -- b\nc', out: ['name:a', 'comment:-- b', 'name:c'] },
    { name: 'a nested comment', text: '/* a /* b */ c */ 1', out: ['comment:/* a /* b */ c */', 'number:1'] },
    { name: 'a command', text: '\\wait 5s', out: ['command:\\wait', 'number:5s'] },
    {
      name: 'a command with a quoted word',
      text: "\\sink 'kafka://k' down for 10s",
      out: ['command:\\sink', "string:'kafka://k'", 'name:down', 'name:for', 'number:10s']
    },
    {
      name: 'gset in place of a semicolon',
      text: 'SELECT 1 \\gset a_\nSELECT 2;',
      out: ['keyword:SELECT', 'number:1', 'command:\\gset', 'name:a_', 'keyword:SELECT', 'number:2']
    },
    {
      name: 'a variable',
      text: 'PAUSE JOB :feed_job_id;',
      out: ['keyword:PAUSE', 'keyword:JOB', 'variable::feed_job_id']
    },
    { name: 'a cast, which is none', text: '1::INT', out: ['number:1', 'operator:::', 'keyword:INT'] },
    { name: 'an open string', text: "SELECT 'abc\nDEF", out: ['keyword:SELECT', "string:'abc\nDEF"] },
    {
      name: 'an open comment',
      text: 'SELECT 1; /* abc',
      out: ['keyword:SELECT', 'number:1', 'comment:/* abc']
    },
    {
      name: 'quoted names and keywords as names',
      text: '"select" "a b"',
      out: ['name:"select"', 'name:"a b"']
    },
    {
      name: 'a bad number, and colours go on behind it',
      text: '1abc FROM t',
      out: ['error:1a', 'name:bc', 'keyword:FROM', 'name:t']
    },
    { name: 'nothing', text: ' \n ', out: [] }
  ])('$name', ({ text, out }) => {
    expect(shown(text)).toEqual(out);
  });

  it('cover text in order without overlapping, whatever the text', () => {
    let seed = 20261121;
    const random = (n: number) => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 8) % n;
    const pieces = [
      "'",
      '"',
      '--',
      '/*',
      '*/',
      '\\',
      '\n',
      ';',
      ':',
      '::',
      'SELECT',
      'x',
      '1',
      '1e',
      '$$',
      '$a$',
      ' ',
      'é',
      '😀',
      "e'\\",
      '@',
      '\\gset '
    ];
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: 1 + random(14) }, () => pieces[random(pieces.length)]).join('');
      let at = 0;
      for (const { start, end } of tokenizeScript(text)) {
        expect(start, JSON.stringify(text)).toBeGreaterThanOrEqual(at);
        expect(end, JSON.stringify(text)).toBeGreaterThan(start);
        at = end;
      }
      expect(at, JSON.stringify(text)).toBeLessThanOrEqual(text.length);
    }
  });
});
