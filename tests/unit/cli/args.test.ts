import { describe, expect, it } from 'vitest';
import { choiceOption, parseArgs, UsageError } from '../../../src/cli/args';

// Design §8: bad usage is exit status 2, which `UsageError` stands for.

describe('words of a command line', () => {
  const known = { values: ['seed'], flags: ['audit'] };

  it('keeps files and a lone dash in order', () => {
    expect(parseArgs(['a.sql', '--seed', '4', '-', '--audit'], known)).toEqual({
      options: new Map([['seed', '4']]),
      flags: new Set(['audit']),
      rest: ['a.sql', '-']
    });
  });

  it.each([['--bogus'], ['-x'], ['-'.repeat(3)]])('%s is no file', (word) => {
    expect(() => parseArgs([word], known)).toThrow(UsageError);
    expect(() => parseArgs([word], known)).toThrow(word);
  });

  it('names the words of a choice', () => {
    const theme = (word: string) =>
      choiceOption(new Map([['theme', word]]), 'theme', ['auto', 'light', 'dark']);
    expect(theme('dark')).toBe('dark');
    expect(() => theme('Dark')).toThrow(new UsageError("--theme is auto, light or dark, not 'Dark'"));
    expect(choiceOption(new Map(), 'theme', ['auto'])).toBeUndefined();
  });
});
