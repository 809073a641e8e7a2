import { SqlError } from '../../base/errors';
import * as dec from '../types/decimal';
import { ordinalEnding } from './date-template';

/** `to_char` and `to_number` of numbers: templates such as `FM9,999.00` (PostgreSQL's "Data Type Formatting Functions"). */

type NumberWord = '9' | '0' | '.' | ',' | 'S' | 'SG' | 'MI' | 'PL' | 'PR' | 'L' | 'RN' | 'TH' | 'V' | 'EEEE';

interface NumberNode {
  readonly word: NumberWord | 'text';
  readonly text: string;
}

interface NumberTemplate {
  readonly nodes: readonly NumberNode[];
  /** Places in front of the point, and behind it or behind `V`. */
  readonly before: number;
  readonly behind: number;
  /** `FM`: no blanks, and no zeros at the end that no `0` asks for. */
  readonly isShort: boolean;
  has(word: NumberWord): boolean;
}

const TOKEN = /FM|EEEE|SG|MI|PL|PR|RN|TH|[09.,DGSLV]|"((?:[^"\\]|\\[^])*)"?|[^]/giu;

const CANONICAL: ReadonlyMap<string, NumberWord> = new Map<string, NumberWord>([
  ['9', '9'],
  ['0', '0'],
  ['.', '.'],
  ['D', '.'],
  [',', ','],
  ['G', ','],
  ['S', 'S'],
  ['SG', 'SG'],
  ['MI', 'MI'],
  ['PL', 'PL'],
  ['PR', 'PR'],
  ['L', 'L'],
  ['RN', 'RN'],
  ['TH', 'TH'],
  ['V', 'V'],
  ['EEEE', 'EEEE']
]);

/** Longer templates are a mistake or an attack. */
const MAX_LENGTH = 1000;

/** @throws SqlError 42601 */
function parseNumberTemplate(text: string): NumberTemplate {
  if (text.length > MAX_LENGTH) throw new SqlError('42601', 'number format is too long');
  const nodes: NumberNode[] = [];
  let before = 0;
  let behind = 0;
  let isShort = false;
  for (const [token, quoted] of text.matchAll(TOKEN)) {
    const name = token.toUpperCase();
    const word = quoted === undefined ? CANONICAL.get(name) : undefined;
    if (name === 'FM') {
      isShort = true;
      continue;
    }
    if ((word === '.' || word === 'V') && nodes.some((node) => node.word === '.' || node.word === 'V')) {
      throw new SqlError('42601', 'multiple decimal points');
    }
    if (word === '9' || word === '0') {
      if (nodes.some((node) => node.word === '.' || node.word === 'V')) behind++;
      else before++;
    }
    nodes.push(
      word ? { word, text: token } : { word: 'text', text: quoted?.replace(/\\([^])/g, '$1') ?? token }
    );
  }
  const words = new Set(nodes.map((node) => node.word));
  return { nodes, before, behind, isShort, has: (word) => words.has(word) };
}

/** A number's digits in front of and behind the point, as many behind as asked for. */
interface Digits {
  readonly isNegative: boolean;
  /** Empty for a number below one. */
  readonly whole: string;
  readonly fraction: string;
}

/** @param shift powers of ten that the number is multiplied by first */
function digitsOf(value: dec.Decimal, places: number, shift: number): Digits {
  const rounded = dec.quantize({ ...value, exp: value.exp + shift }, -places, 'half-up', 20_000) ?? value;
  const digits = rounded.coeff.toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return {
    isNegative: value.neg && rounded.coeff !== 0n,
    whole: whole.replace(/^0+/, ''),
    fraction: digits.slice(digits.length - places)
  };
}

/** A DECIMAL by a template. @throws SqlError 42601 for a template that contradicts itself */
export function numberToChar(text: string, templateText: string): string {
  const template = parseNumberTemplate(templateText);
  const value = dec.toDecimal(text);
  if (template.has('RN')) return romanNumber(value, template);
  if (template.has('EEEE')) return scientific(value, template);
  const places = template.has('V') ? 0 : template.behind;
  if (value.form !== 'finite') return new NumberWriter(template, hashes(template, value.neg)).write();
  const digits = digitsOf(value, places, template.has('V') ? template.behind : 0);
  const room = template.has('V') ? template.before + template.behind : template.before;
  return new NumberWriter(
    template,
    digits.whole.length > room ? hashes(template, digits.isNegative) : digits
  ).write();
}

/** What does not fit shows as number signs. */
function hashes(template: NumberTemplate, isNegative: boolean): Digits {
  const whole = template.has('V') ? template.before + template.behind : template.before;
  return {
    isNegative,
    whole: '#'.repeat(whole),
    fraction: '#'.repeat(template.has('V') ? 0 : template.behind)
  };
}

/** Writes digits into the places of a template. */
class NumberWriter {
  readonly #template: NumberTemplate;
  readonly #digits: Digits;
  /** Places in front of the point, and which of them is the first to show a digit. */
  readonly #places: number;
  readonly #first: number;
  #out = '';
  #place = 0;
  /** Whether the sign that belongs in front of the first digit has been written. */
  #isSigned: boolean;

  constructor(template: NumberTemplate, digits: Digits) {
    this.#template = template;
    this.#digits = digits;
    this.#places = template.has('V') ? template.before + template.behind : template.before;
    this.#first = this.#firstPlace();
    this.#isSigned = this.#hasOwnSign();
  }

  write(): string {
    const { nodes } = this.#template;
    nodes.forEach((node, i) => this.#writeNode(node, i));
    return this.#out;
  }

  /** The first place with a digit: a significant one, or a zero that a `0` asks for. */
  #firstPlace(): number {
    const places = this.#template.nodes
      .filter(({ word }) => word === '9' || word === '0')
      .slice(0, this.#places);
    const zero = places.findIndex(({ word }) => word === '0');
    const significant = this.#places - this.#digits.whole.length;
    // A bare zero shows itself in the last place.
    const isBare =
      this.#digits.fraction === '' || (this.#template.isShort && /^0*$/.test(this.#digits.fraction));
    const last = significant === this.#places && isBare ? this.#places - 1 : significant;
    return zero < 0 ? last : Math.min(zero, last);
  }

  /** A trailing `S`, `MI` or `SG` says where the sign goes; `PL` does for a plus. */
  #hasOwnSign(): boolean {
    const { has, nodes } = this.#template;
    if (has('MI') || has('SG')) return true;
    if (has('PL')) return !this.#digits.isNegative;
    const sign = nodes.findIndex(({ word }) => word === 'S');
    return sign >= 0 && nodes.slice(0, sign).some(({ word }) => word === '9' || word === '0');
  }

  #writeNode({ word, text }: NumberNode, index: number): void {
    const { isShort } = this.#template;
    const { isNegative } = this.#digits;
    const blank = isShort ? '' : ' ';
    switch (word) {
      case '9':
      case '0':
        this.#writeDigit(word, index);
        break;
      case ',':
        this.#out += this.#place > this.#first ? ',' : blank;
        break;
      case '.':
        this.#sign();
        this.#out += '.';
        break;
      case 'S':
        if (this.#hasOwnSign()) this.#out += isNegative ? '-' : '+';
        break;
      case 'SG':
        this.#out += isNegative ? '-' : '+';
        break;
      case 'MI':
        this.#out += isNegative ? '-' : blank;
        break;
      case 'PL':
        this.#out += isNegative ? blank : '+';
        break;
      case 'PR':
        this.#out += isNegative ? '>' : blank;
        break;
      case 'L':
        this.#out += blank;
        break;
      case 'TH':
        if (!isNegative) this.#out += this.#ordinal(text);
        break;
      case 'text':
        this.#out += text;
        break;
    }
  }

  #writeDigit(word: '9' | '0', index: number): void {
    const place = this.#place++;
    const { whole, fraction } = this.#digits;
    if (place >= this.#places) {
      this.#sign();
      if (!this.#isLeftOut(word, place - this.#places, index))
        this.#out += fraction[place - this.#places] ?? '';
      return;
    }
    if (place < this.#first) {
      if (!this.#template.isShort) this.#out += ' ';
      return;
    }
    this.#sign();
    this.#out += whole.padStart(this.#places, '0')[place];
  }

  /** With `FM` zeros at the end of a fraction go, as far as no `0` asks for them. */
  #isLeftOut(word: '9' | '0', at: number, index: number): boolean {
    if (!this.#template.isShort || word === '0') return false;
    const later = this.#template.nodes.slice(index + 1).some((node) => node.word === '0');
    return !later && /^0*$/.test(this.#digits.fraction.slice(at));
  }

  /** The sign in front of the first digit, where nothing else says. */
  #sign(): void {
    if (this.#isSigned) return;
    this.#isSigned = true;
    const { isNegative } = this.#digits;
    const plus = this.#template.has('S') ? '+' : this.#template.isShort ? '' : ' ';
    const minus = this.#template.has('PR') ? '<' : '-';
    this.#out += isNegative ? minus : plus;
  }

  #ordinal(text: string): string {
    const ending = ordinalEnding(this.#digits.whole || '0');
    return text === 'th' ? ending : ending.toUpperCase();
  }
}

const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I']
];

/** The longest Roman number below 4000. */
const ROMAN_WIDTH = 15;

function romanNumber(value: dec.Decimal, template: NumberTemplate): string {
  const digits = value.form === 'finite' ? digitsOf(value, 0, 0) : undefined;
  let rest = digits && !digits.isNegative && digits.whole.length <= 4 ? Number(digits.whole) : 0;
  if (rest < 1 || rest > 3999) return '#'.repeat(ROMAN_WIDTH);
  let text = '';
  for (const [worth, letters] of ROMAN) {
    while (rest >= worth) {
      text += letters;
      rest -= worth;
    }
  }
  const isLower = template.nodes.some((node) => node.word === 'RN' && node.text === 'rn');
  return (isLower ? text.toLowerCase() : text).padStart(template.isShort ? 0 : ROMAN_WIDTH);
}

/** One digit, a point, the fraction and a power of ten. */
function scientific(value: dec.Decimal, template: NumberTemplate): string {
  const sign = value.neg ? '-' : template.isShort ? '' : ' ';
  if (value.form !== 'finite') return `${sign}#.${'#'.repeat(template.behind)}####`;
  const rounded = dec.roundDigits(value, template.behind + 1);
  const digits = rounded.coeff.toString();
  const power = rounded.coeff === 0n ? 0 : rounded.exp + digits.length - 1;
  const fraction = digits.slice(1).padEnd(template.behind, '0');
  const point = fraction === '' ? '' : `.${fraction}`;
  return `${sign}${digits[0]}${point}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The number in a text that was written by a template. @throws SqlError 22P02 for a text without one */
export function numberFromChar(text: string, templateText: string): string {
  const template = parseNumberTemplate(templateText);
  if (template.has('RN') || template.has('EEEE'))
    throw new SqlError('0A000', '"RN" and "EEEE" are not supported for input');
  let at = 0;
  let sign = '';
  let digits = '';
  const takeSign = () => {
    if (/[-+<]/.test(text[at] ?? '')) sign = text[at++] === '+' ? '' : '-';
  };
  for (const { word } of template.nodes) {
    if (at >= text.length) break;
    switch (word) {
      case '9':
      case '0':
        while (text[at] === ' ') at++;
        if (digits === '') takeSign();
        if (/\d/.test(text[at] ?? '')) digits += text[at++];
        break;
      case '.':
        if (text[at] === '.') at++;
        digits += '.';
        break;
      case ',':
        if (text[at] === ',') at++;
        break;
      case 'S':
      case 'SG':
      case 'MI':
      case 'PL':
        takeSign();
        break;
      case 'PR':
        if (text[at] === '>') at++;
        break;
      case 'V':
        break;
      default:
        at++;
    }
  }
  if (!/\d/.test(digits))
    throw new SqlError(
      '22P02',
      `invalid input syntax for type numeric: ${JSON.stringify(text.slice(0, 50))}`
    );
  const value = dec.toDecimal(sign + digits.replace(/\.$/, ''));
  return dec.formatDecimal(template.has('V') ? { ...value, exp: value.exp - template.behind } : value);
}
