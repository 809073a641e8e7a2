import { SqlError } from '../../base/errors';

/**
 * Templates of `to_char`, `to_date` and `to_timestamp`: words such as `YYYY`, `Mon` or `HH24` stand for parts of a date,
 * everything else for itself (PostgreSQL's "Data Type Formatting Functions").
 */

/** A word, in capitals. */
export type TemplateWord = (typeof WORDS)[number];

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'word';
      readonly word: TemplateWord;
      /** How the word was written is how names are. */
      readonly letters: 'upper' | 'lower' | 'title';
      /** Filled up with zeros or blanks; `FM` in front turns that off. */
      readonly fill: boolean;
      /** `TH` or `th` behind a number makes it an ordinal. */
      readonly ordinal: 'TH' | 'th' | undefined;
    };

export interface Template {
  readonly nodes: readonly TemplateNode[];
  /** `FX` in front: input has to match the template character by character. */
  readonly exact: boolean;
}

/** Longer words come before those they begin with. */
const WORDS = [
  'SSSSS',
  'Y,YYY',
  'MONTH',
  'A.D.',
  'A.M.',
  'B.C.',
  'P.M.',
  'SSSS',
  'HH24',
  'HH12',
  'IDDD',
  'YYYY',
  'IYYY',
  'FF1',
  'FF2',
  'FF3',
  'FF4',
  'FF5',
  'FF6',
  'DAY',
  'DDD',
  'MON',
  'YYY',
  'IYY',
  'TZH',
  'TZM',
  'AD',
  'AM',
  'BC',
  'PM',
  'CC',
  'DD',
  'DY',
  'HH',
  'ID',
  'IW',
  'IY',
  'MI',
  'MM',
  'MS',
  'OF',
  'RM',
  'SS',
  'TZ',
  'US',
  'WW',
  'YY',
  'D',
  'I',
  'J',
  'Q',
  'W',
  'Y'
] as const;

/** Longer templates are a mistake or an attack. */
const MAX_LENGTH = 10_000;

/** Takes a template apart. @throws SqlError 22023 for one that is far too long */
export function parseTemplate(text: string): Template {
  if (text.length > MAX_LENGTH) throw new SqlError('22023', 'format string is too long');
  const nodes: TemplateNode[] = [];
  let exact = false;
  let at = 0;
  while (at < text.length) {
    const start = at;
    let fill = true;
    for (;;) {
      const prefix = text.slice(at, at + 2).toUpperCase();
      if (prefix === 'FX') exact = true;
      else if (prefix === 'FM') fill = false;
      else if (prefix !== 'TM') break;
      at += 2;
    }
    const word = wordAt(text, at);
    if (word) {
      const written = text.slice(at, at + word.length);
      at += word.length;
      const ordinal = /^(TH|th)/.exec(text.slice(at, at + 2))?.[1] as 'TH' | 'th' | undefined;
      if (ordinal) at += 2;
      nodes.push({ kind: 'word', word, letters: lettersOf(written), fill, ordinal });
      continue;
    }
    if (at > start) continue;
    const literal = /^(?:"((?:[^"\\]|\\[^])*)"?|\\(")|([^]))/u.exec(text.slice(at));
    if (!literal) break;
    const [all, quoted, escaped, plain] = literal;
    nodes.push({
      kind: 'text',
      text: quoted !== undefined ? quoted.replace(/\\([^])/g, '$1') : (escaped ?? plain),
      quoted: quoted !== undefined
    });
    at += all.length;
  }
  return { nodes, exact };
}

function wordAt(text: string, at: number): TemplateWord | undefined {
  const ahead = text.slice(at, at + 5).toUpperCase();
  return WORDS.find((word) => ahead.startsWith(word));
}

function lettersOf(written: string): 'upper' | 'lower' | 'title' {
  if (written[0] !== written[0].toUpperCase()) return 'lower';
  return written.length > 1 && written[1] !== written[1].toUpperCase() ? 'title' : 'upper';
}

export function inLetters(text: string, letters: 'upper' | 'lower' | 'title'): string {
  if (letters === 'title') return text[0].toUpperCase() + text.slice(1).toLowerCase();
  return letters === 'upper' ? text.toUpperCase() : text.toLowerCase();
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`. */
export function ordinalEnding(digits: string): string {
  if (/1[123]$/.test(digits)) return 'th';
  return { 1: 'st', 2: 'nd', 3: 'rd' }[digits.slice(-1)] ?? 'th';
}

export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
];
export const DAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const ROMAN_MONTHS = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];
