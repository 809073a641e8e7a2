import { SqlError, type Span } from '../../base/errors';

/**
 * The order of collated strings: letters before case and accents, as Unicode's collation and CLDR's root order have it.
 *
 * Simpler than CockroachDB, which carries the whole table: Latin letters, digits and the signs of ASCII and Latin-1 stand as they do
 * there; what has no place below comes behind them by code point, lower and upper case together. Languages whose own order is not
 * written down here are refused by name.
 */

/** A language whose order is the root's, or differs from it by letters of its own. */
type Tailoring = readonly (readonly [after: string, letters: readonly string[]])[];

/** Letters of their own stand behind the one named; of those in one text the first goes before the others, which are its variants. */
const DANISH: Tailoring = [['z', ['æä', 'øö', 'å']]];
const SWEDISH: Tailoring = [['z', ['å', 'äæ', 'öø']]];
const TAILORINGS: ReadonlyMap<string, Tailoring> = new Map<string, Tailoring>([
  ...[
    'af',
    'bg',
    'ca',
    'de',
    'en',
    'eu',
    'fr',
    'ga',
    'gd',
    'id',
    'it',
    'la',
    'lb',
    'ms',
    'nl',
    'pt',
    'ru',
    'sw',
    'und'
  ].map((language): [string, Tailoring] => [language, []]),
  ...['da', 'nb', 'nn', 'no'].map((language): [string, Tailoring] => [language, DANISH]),
  ...['fi', 'sv'].map((language): [string, Tailoring] => [language, SWEDISH]),
  ['es', [['n', ['ñ']]]],
  [
    'pl',
    [
      ['a', ['ą']],
      ['c', ['ć']],
      ['e', ['ę']],
      ['l', ['ł']],
      ['n', ['ń']],
      ['o', ['ó']],
      ['s', ['ś']],
      ['z', ['ź', 'ż']]
    ]
  ]
]);
/** Where aa is another way to write å. */
const AA_IS_A_RING: ReadonlySet<string> = new Set(['da', 'nb', 'nn', 'no']);
/** Where ü sorts with y. */
const U_WITH_Y: ReadonlySet<string> = new Set(['da', 'nb', 'nn', 'no', 'sv', 'fi']);

/** The root's order of what is below a letter, then letters; whoever is left out comes behind. */
const SIGNS = '\t\n\v\f\r\u0085 _-,;:!¡?¿.\'"«»()[]{}§¶@*/\\&#%`´^¯¨°©®+±÷×<=>|¦~¤¢$£¥0123456789';
const LETTERS = 'abcdðefghiıjklmnopqrstuvwxyzþ';
/** Letters that stand for others, and what tells them apart. */
const EXPANSIONS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ł', 'l'],
  ['ŧ', 't'],
  ['ħ', 'h'],
  ['ĳ', 'ij']
]);

interface Order {
  /** Primary weights, two bytes each, by letter; tailored letters are composed ones. */
  readonly primary: ReadonlyMap<string, string>;
  /** Letters told apart by accents from the one whose weight they have. */
  readonly variants: ReadonlySet<string>;
  readonly uWithY: boolean;
  readonly aaIsRing: boolean;
}

const orders = new Map<string, Order>();

function orderOf(language: string): Order {
  let order = orders.get(language);
  if (!order) orders.set(language, (order = makeOrder(language)));
  return order;
}

function makeOrder(language: string): Order {
  const tailoring = TAILORINGS.get(language) ?? [];
  const primary = new Map<string, string>();
  const variants = new Set<string>();
  let weight = 0;
  const place = (letters: string) => {
    weight++;
    const bytes = String.fromCharCode(2 + (weight >> 6), 2 + (weight & 0x3f));
    [...letters].forEach((letter, i) => {
      primary.set(letter, bytes);
      if (i > 0) variants.add(letter);
    });
  };
  for (const sign of SIGNS) place(sign);
  for (const letter of LETTERS) {
    place(letter);
    for (const [after, own] of tailoring) if (after === letter) own.forEach(place);
  }
  return { primary, variants, uWithY: U_WITH_Y.has(language), aaIsRing: AA_IS_A_RING.has(language) };
}

interface Locale {
  readonly language: string;
  /** How much is compared: letters; accents too; case too. */
  readonly level: 1 | 2 | 3;
}

const locales = new Map<string, Locale>();

function localeOf(name: string): Locale {
  let locale = locales.get(name);
  if (!locale) {
    const [language, ...rest] = name.toLowerCase().split(/[-_]/);
    const strength = /^u-ks-level([123])$/.exec(rest.slice(rest.indexOf('u')).join('-'));
    locales.set(name, (locale = { language, level: strength ? (Number(strength[1]) as 1 | 2 | 3) : 3 }));
  }
  return locale;
}

/** The collations of PostgreSQL that are none: strings by code point. */
export const isPlainCollation = (name: string): boolean =>
  ['default', 'c', 'posix'].includes(name.toLowerCase());

/** @throws SqlError 22023 for what is no locale, 0A000 for one whose order is not simulated */
export function requireCollation(name: string, span?: Span): void {
  const [language, ...rest] = name.toLowerCase().split(/[-_]/);
  if (language.length < 2 || language.length > 3 || !/^[a-z]+$/.test(language))
    throw new SqlError('22023', `invalid locale ${name}: language: tag is not well-formed`, { span });
  const wrong = rest.find((part) => !/^[a-z0-9]{1,8}$/.test(part));
  if (wrong !== undefined)
    throw new SqlError('22023', `invalid locale ${name}: language: tag is not well-formed`, { span });
  const extension = rest.includes('u') ? rest.slice(rest.indexOf('u')).join('-') : '';
  // A region has two letters or three digits, a script four letters.
  const subtags = extension === '' ? rest : rest.slice(0, rest.indexOf('u'));
  const unknown = subtags.find((part) => !/^([a-z]{2}|\d{3}|[a-z]{4})$/.test(part));
  if (unknown !== undefined)
    throw new SqlError(
      '22023',
      `invalid locale ${name}: language: subtag "${unknown}" is well-formed but unknown`,
      {
        span
      }
    );
  if (TAILORINGS.has(language) && (extension === '' || /^u-ks-level[123]$/.test(extension))) return;
  throw new SqlError(
    '0A000',
    `the order of collation ${name}: CockroachDB accepts this; the playground does not simulate it`,
    {
      span,
      hint: `the collations of ${[...TAILORINGS.keys()].join(', ')} are, each also with _u_ks_level1 or _u_ks_level2`
    }
  );
}

/** A locale's name as CockroachDB shows it: `en_US_u_ks_level2`. */
export function shownLocale(name: string): string {
  const parts = name.toLowerCase().split(/[-_]/);
  const extension = parts.indexOf('u');
  return parts
    .map((part, i) => {
      if (i === 0 || (extension >= 0 && i >= extension)) return part;
      return part.length === 4 ? part[0].toUpperCase() + part.slice(1) : part.toUpperCase();
    })
    .join('_');
}

/** Bytes, as a binary string, that compare as the strings do: equal exactly for strings that the collation does not tell apart. */
export function collationKey(text: string, localeName: string): string {
  const { language, level } = localeOf(localeName);
  const order = orderOf(language);
  const weights = new Weights(order);
  const composed = text.normalize('NFC');
  for (const char of order.aaIsRing ? composed.replace(/aa/gi, ringOf) : composed) weights.add(char);
  return weights.key(level);
}

const ringOf = (pair: string): string => (pair.startsWith('a') ? 'å' : 'Å');

const COMMON = '\x20';
const VARIANT = '\x21';
const LOWER = '\x02';
const UPPER = '\x08';
const SEPARATOR = '\x01';

class Weights {
  readonly #order: Order;
  #primary = '';
  #secondary = '';
  #tertiary = '';

  constructor(order: Order) {
    this.#order = order;
  }

  /** Adds a composed character; its accents are looked at one by one unless it is a letter of its own. */
  add(char: string): void {
    const lower = char.toLowerCase();
    const tertiary = lower === char ? LOWER : UPPER;
    if (this.#order.uWithY && (lower === 'ü' || lower === 'ű')) return this.#letter('y', VARIANT, tertiary);
    if (this.#order.primary.has(lower))
      return this.#letter(lower, this.#order.variants.has(lower) ? VARIANT : COMMON, tertiary);
    const expanded = EXPANSIONS.get(lower);
    if (expanded !== undefined) {
      for (const letter of expanded) this.#letter(letter, VARIANT, tertiary);
      return;
    }
    const parts = [...lower.normalize('NFD')];
    if (parts.length > 1 && lower !== 'й') for (const part of parts) this.#part(part, tertiary);
    else this.#part(lower, tertiary);
  }

  #part(char: string, tertiary: string): void {
    const code = char.codePointAt(0)!; // a part is a character
    if (code >= 0x300 && code <= 0x36f) {
      this.#secondary += String.fromCharCode(0x30 + code - 0x300);
      this.#tertiary += LOWER;
    } else if (this.#order.primary.has(char)) this.#letter(char, COMMON, tertiary);
    // Control characters do not count.
    else if (code >= 0x20 && !(code >= 0x7f && code < 0xa0)) {
      this.#primary += String.fromCharCode(0x80, code >> 16, (code >> 8) & 0xff, code & 0xff);
      this.#secondary += COMMON;
      this.#tertiary += tertiary;
    }
  }

  #letter(letter: string, secondary: string, tertiary: string): void {
    this.#primary += this.#order.primary.get(letter)!; // the callers asked, or it is a letter of the root
    this.#secondary += secondary;
    this.#tertiary += tertiary;
  }

  key(level: 1 | 2 | 3): string {
    if (level === 1) return this.#primary;
    const two = `${this.#primary}${SEPARATOR}${this.#secondary}`;
    return level === 2 ? two : `${two}${SEPARATOR}${this.#tertiary}`;
  }
}
