import { describe, expect, it } from 'vitest';
import { escapeOf, makeLike } from '$lib/engine/sql/types/like';
import { matchesRegex, matchesSimilar, similarToRegex } from '$lib/engine/sql/types/regex';
import { codeOf } from '../../../../support/sql-state';

describe('LIKE', () => {
  it.each([
    ['abc', '%', true],
    ['', '%', true],
    ['', '_', false],
    ['abc', 'a%c', true],
    ['abc', 'a%b', false],
    ['abcabc', '%bca%', true],
    ['a%c', 'a\\%c', true],
    ['abc', 'a\\%c', false],
    ['a\\c', 'a\\\\c', true],
    ['a\nc', 'a_c', true],
    ['a\nbc', 'a%c', true],
    ['é😀', '__', true],
    ['ABC', 'abc', false],
    // A percent sign in front of a literal that stands in the text more than once.
    ['aXbXc', '%Xc', true],
    ['aXbX', '%Xb', false]
  ])('%j LIKE %j is %s', (text, pattern, matches) => {
    expect(makeLike(pattern)(text)).toBe(matches);
  });

  it('ignores case where it is asked to', () => {
    expect(makeLike('É%', '\\', true)('éa')).toBe(true);
  });

  it.each([
    ['a#%', '#', 'a%', true],
    ['a\\%', '', 'a\\x', true],
    ['漢%漢%', '漢', '%%', true],
    ['漢%漢%', '漢', 'a%', false]
  ])('%j with escape %j against %j is %s', (pattern, escape, text, matches) => {
    expect(makeLike(pattern, escapeOf(escape) ?? '')(text)).toBe(matches);
  });

  it('refuses a pattern that ends with its escape, and an escape of two characters', () => {
    expect(codeOf(() => makeLike('a\\')('a'))).toBe('22025');
    expect(codeOf(() => escapeOf('ab'))).toBe('22025');
  });
});

describe('SIMILAR TO', () => {
  it.each([
    ['abc', 'a%', '\\', true],
    ['abc', '(b|c)%', '\\', false],
    ['aaa', 'a{2,3}', '\\', true],
    ['abc', 'abc$', '\\', false],
    ['a.c', 'a.c', '\\', true],
    ['abc', 'a.c', '\\', false],
    ['a%', 'a#%', '#', true],
    ['b漢', '%b漢漢', '漢', true],
    ['[', '\\[', '\\', true]
  ])('%j SIMILAR TO %j escape %j is %s', (text, pattern, escape, matches) => {
    expect(matchesSimilar(text, pattern, escape)).toBe(matches);
  });

  it('keeps groups for what stands between escaped quotes', () => {
    expect(similarToRegex('a#"b%#"c', '#')).toBe('a(b.*)c');
  });
});

describe('regular expressions', () => {
  it.each([
    ['abc', 'b', false, true],
    ['abc', '^b', false, false],
    ['ABC', 'b', true, true],
    // As in Go, where PostgreSQL's point matches a line end too.
    ['a\nb', 'a.b', false, false],
    ['word two', '\\bt\\w+', false, true]
  ])('%j ~ %j is %s', (text, pattern, ignoreCase, matches) => {
    expect(matchesRegex(text, pattern, ignoreCase)).toBe(matches);
  });

  it.each(['(', '[', 'a**', '(?=a)', '\\1(a)', 'a{1001}', 'a'.repeat(100_000)])(
    'refuses %.20s',
    (pattern) => {
      expect(codeOf(() => matchesRegex('a', pattern, false))).toBe('2201B');
    }
  );
});
