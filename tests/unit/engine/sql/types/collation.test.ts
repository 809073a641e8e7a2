import { describe, expect, it } from 'vitest';
import { SqlError } from '../../../../../src/lib/engine/base/errors';
import {
  collationKey,
  requireCollation,
  shownLocale
} from '../../../../../src/lib/engine/sql/types/collation';

const sorted = (words: string, locale: string) =>
  words
    .split(' ')
    .sort((a, b) => (collationKey(a, locale) < collationKey(b, locale) ? -1 : 1))
    .join(' ');

// CockroachDB's logic tests collatedstring*, and the charts of CLDR.
describe('the order of a collation', () => {
  it.each([
    ['en', 'B X a b x y ü A', 'a A b B ü x X y'],
    ['da', 'ü y X x B b A a', 'a A b B x X y ü'],
    ['da', 'AA aa bb xx üü', 'bb xx üü aa AA'],
    ['sv', 'ö ä å z o a', 'a o z å ä ö'],
    ['de', 'z ö o p', 'o ö p z'],
    ['es', 'o ñ n nz', 'n nz ñ o'],
    ['pl', 'm ł l lz', 'l lz ł m'],
    ['fr', 'côté cote coté côte', 'cote coté côte côté'],
    ['en', 'a-b a1 ab a_b', 'a_b a-b a1 ab'],
    ['en', 'Ω z я а', 'z Ω а я']
  ])('%s: %s', (locale, words, expected) => expect(sorted(words, locale)).toBe(expected));

  it.each([
    ['en', 'é', 'e\u0301', true],
    ['en', 'a', 'A', false],
    ['en_u_ks_level1', 'a', 'Á', true],
    ['en_u_ks_level2', 'a', 'A', true],
    ['en_u_ks_level2', 'a', 'á', false],
    ['de', 'Fussball', 'Fußball', false],
    ['de_u_ks_level1', 'Fussball', 'Fußball', true],
    ['en', 'a', 'a\u0001', true]
  ])('%s: %s and %s are the same: %s', (locale, a, b, same) =>
    expect(collationKey(a, locale) === collationKey(b, locale)).toBe(same)
  );
});

describe('the name of a collation', () => {
  const codeOf = (name: string) => {
    try {
      requireCollation(name);
      return 'fine';
    } catch (error) {
      return error instanceof SqlError ? error.sqlstate : 'thrown';
    }
  };

  it.each([
    ['en', 'fine'],
    ['de_AT', 'fine'],
    ['en-us-u-ks-level2', 'fine'],
    ['e', '22023'],
    ['bad_locale', '22023'],
    ['en-us-u-ks-l"evel2', '22023'],
    ['tr', '0A000'],
    ['de_u_co_phonebk', '0A000']
  ])('%s: %s', (name, expected) => expect(codeOf(name)).toBe(expected));

  it('is shown in one way', () => {
    expect(shownLocale('EN-us-u-KS-level2')).toBe('en_US_u_ks_level2');
  });
});
