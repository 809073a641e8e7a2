import type { WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import {
  daysFromCivil,
  daysInMonth,
  isLeapYear,
  joinMicros,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND
} from '../types/calendar';
import {
  MONTH_NAMES,
  parseTemplate,
  DAY_NAMES,
  ROMAN_MONTHS,
  type Template,
  type TemplateNode,
  type TemplateWord
} from './date-template';
import { isoYearStart } from './to-char';

/** `to_date` and `to_timestamp` of a text and its template. */

/** What has been read so far; absent parts take their smallest value. */
interface ReadParts {
  year?: number;
  century?: number;
  isBc?: boolean;
  month?: number;
  day?: number;
  dayOfYear?: number;
  julian?: number;
  isoYear?: number;
  isoWeek?: number;
  isoDay?: number;
  week?: number;
  hour?: number;
  isPm?: boolean;
  isTwelve?: boolean;
  minute?: number;
  second?: number;
  micros?: number;
  secondOfDay?: number;
  zoneHours?: number;
  zoneMinutes?: number;
  zoneSign?: number;
}

export interface ReadTime {
  /** Day since 1970 and microseconds into it. */
  readonly days: number;
  readonly local: WideInt;
  /** Seconds east of UTC, where the text says. */
  readonly offset: number | undefined;
}

/** @throws SqlError 22007 for a text that does not match, 22008 for a part out of range */
export function readByTemplate(text: string, templateText: string): ReadTime {
  const parts = new TemplateReader(text, parseTemplate(templateText)).read();
  const days = dayOf(parts);
  const time = timeOf(parts);
  return { days, local: joinMicros(days, time), offset: offsetOf(parts) };
}

class TemplateReader {
  readonly #text: string;
  readonly #template: Template;
  readonly #parts: ReadParts = {};
  #at = 0;

  constructor(text: string, template: Template) {
    this.#text = text;
    this.#template = template;
  }

  read(): ReadParts {
    const { nodes, exact } = this.#template;
    nodes.forEach((node, i) => {
      if (!exact) this.#skipSpaces();
      if (this.#at >= this.#text.length) return;
      if (node.kind === 'text') this.#passText(node.text, node.quoted, exact);
      else this.#readWord(node.word, isOpenEnded(nodes[i + 1]), exact);
      if (node.kind === 'word' && node.ordinal) this.#at += 2;
    });
    return this.#parts;
  }

  #skipSpaces(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  /** Separators match each other, or nothing; other text stands for as many characters, whatever they are. */
  #passText(text: string, quoted: boolean, exact: boolean): void {
    if (quoted || exact || /[\p{L}\p{N}]/u.test(text)) this.#at += text.length;
    else if (/[^\p{L}\p{N}\s+-]/u.test(this.#text[this.#at]) || text === this.#text[this.#at]) this.#at++;
    else if (this.#text[this.#at] === '-' && text.trim() !== '') this.#at++;
  }

  #readWord(word: TemplateWord, openEnded: boolean, exact: boolean): void {
    const parts = this.#parts;
    const name = (names: readonly string[]) => this.#name(word, names);
    switch (word) {
      case 'MONTH':
        parts.month = name(MONTH_NAMES) + 1;
        return;
      case 'MON':
        parts.month = name(MONTH_NAMES.map((month) => month.slice(0, 3))) + 1;
        return;
      case 'RM':
        parts.month = 12 - name([...ROMAN_MONTHS].reverse());
        return;
      case 'DAY':
        name(DAY_NAMES);
        return;
      case 'DY':
        name(DAY_NAMES.map((day) => day.slice(0, 3)));
        return;
      case 'AM':
      case 'PM':
        parts.isTwelve = true;
        parts.isPm = name(['am', 'pm']) === 1;
        return;
      case 'A.M.':
      case 'P.M.':
        parts.isTwelve = true;
        parts.isPm = name(['a.m.', 'p.m.']) === 1;
        return;
      case 'AD':
      case 'BC':
        parts.isBc = name(['ad', 'bc']) === 1;
        return;
      case 'A.D.':
      case 'B.C.':
        parts.isBc = name(['a.d.', 'b.c.']) === 1;
        return;
      case 'TZ':
        name(['utc', 'gmt', 'z']);
        parts.zoneHours = 0;
        return;
      case 'OF':
        this.#offset();
        return;
      case 'TZH':
        parts.zoneSign = this.#sign();
        parts.zoneHours = this.#number(word, 2, false);
        return;
      case 'TZM':
        parts.zoneMinutes = this.#number(word, 2, false);
        return;
      case 'Y,YYY':
        parts.year = this.#commaYear(word);
        return;
      case 'MS':
      case 'US':
      case 'FF1':
      case 'FF2':
      case 'FF3':
      case 'FF4':
      case 'FF5':
      case 'FF6':
        parts.micros = this.#fraction(word, word === 'MS' ? 3 : word === 'US' ? 6 : Number(word[2]));
        return;
      default:
        this.#readNumber(word, openEnded && !exact);
    }
  }

  #readNumber(word: TemplateWord, openEnded: boolean): void {
    const parts = this.#parts;
    const read = (width: number) => this.#number(word, width, openEnded);
    switch (word) {
      case 'YYYY':
        parts.year = read(4);
        break;
      case 'YYY':
        parts.year = shortYear(read(3));
        break;
      case 'YY':
        parts.year = shortYear(read(2));
        break;
      case 'Y':
        parts.year = shortYear(read(1));
        break;
      case 'IYYY':
        parts.isoYear = read(4);
        break;
      case 'IYY':
        parts.isoYear = shortYear(read(3));
        break;
      case 'IY':
        parts.isoYear = shortYear(read(2));
        break;
      case 'I':
        parts.isoYear = shortYear(read(1));
        break;
      case 'CC':
        parts.century = read(2);
        break;
      case 'MM':
        parts.month = within(read(2), 1, 12);
        break;
      case 'DD':
        parts.day = within(read(2), 1, 31);
        break;
      case 'DDD':
        parts.dayOfYear = within(read(3), 1, 366);
        break;
      case 'J':
        parts.julian = read(7);
        break;
      case 'IW':
        parts.isoWeek = within(read(2), 1, 53);
        break;
      case 'ID':
        parts.isoDay = within(read(1), 1, 7);
        break;
      case 'IDDD': {
        const day = within(read(3), 1, 371) - 1;
        parts.isoWeek = Math.floor(day / 7) + 1;
        parts.isoDay = (day % 7) + 1;
        break;
      }
      case 'WW':
        parts.dayOfYear = (within(read(2), 1, 53) - 1) * 7 + 1;
        break;
      case 'W':
        parts.day = (within(read(1), 1, 5) - 1) * 7 + 1;
        break;
      case 'HH':
      case 'HH12':
        parts.hour = within(read(2), 1, 12);
        parts.isTwelve = true;
        break;
      case 'HH24':
        parts.hour = within(read(2), 0, 24);
        break;
      case 'MI':
        parts.minute = within(read(2), 0, 59);
        break;
      case 'SS':
        parts.second = within(read(2), 0, 59);
        break;
      case 'SSSS':
      case 'SSSSS':
        parts.secondOfDay = within(read(5), 0, 86_400);
        break;
      default:
        // The day of the week and the quarter say nothing that the date does not.
        read(1);
    }
  }

  #mismatch(word: string): SqlError {
    const found = this.#text.slice(this.#at, this.#at + 20);
    return new SqlError('22007', `invalid value ${JSON.stringify(found)} for ${JSON.stringify(word)}`);
  }

  /** A number of at most so many digits, or of as many as there are where nothing else can follow. */
  #number(word: TemplateWord, width: number, openEnded: boolean): number {
    const m = /^[+-]?\d+/.exec(this.#text.slice(this.#at, this.#at + (openEnded ? 12 : width)));
    if (!m) throw this.#mismatch(word);
    this.#at += m[0].length;
    return Number(m[0]);
  }

  #sign(): number {
    const m = /^[+-]/.exec(this.#text.slice(this.#at));
    if (m) this.#at += 1;
    return m?.[0] === '-' ? -1 : 1;
  }

  #commaYear(word: TemplateWord): number {
    const m = /^(\d{1,6}),(\d{3})/.exec(this.#text.slice(this.#at));
    if (!m) throw this.#mismatch(word);
    this.#at += m[0].length;
    return Number(m[1] + m[2]);
  }

  /** Digits behind the point of the seconds, in microseconds. */
  #fraction(word: TemplateWord, width: number): number {
    const m = /^\d+/.exec(this.#text.slice(this.#at, this.#at + width));
    if (!m) throw this.#mismatch(word);
    this.#at += m[0].length;
    return Number(m[0].padEnd(6, '0'));
  }

  #offset(): void {
    const m = /^([+-]?)(\d{1,2})(?::?(\d{2}))?/.exec(this.#text.slice(this.#at));
    if (!m) throw this.#mismatch('OF');
    this.#at += m[0].length;
    this.#parts.zoneSign = m[1] === '-' ? -1 : 1;
    this.#parts.zoneHours = Number(m[2]);
    this.#parts.zoneMinutes = Number(m[3] ?? 0);
  }

  /** Which of some names stands here, in any letters. */
  #name(word: TemplateWord, names: readonly string[]): number {
    const ahead = this.#text.slice(this.#at, this.#at + 12).toLowerCase();
    const found = names.findIndex((each) => ahead.startsWith(each.toLowerCase()));
    if (found < 0) throw this.#mismatch(word);
    this.#at += names[found].length;
    return found;
  }
}

/** Behind a word that no digit can follow, its number may have any length. */
function isOpenEnded(next: TemplateNode | undefined): boolean {
  return next === undefined || (next.kind === 'text' && !/^\d/.test(next.text));
}

/** Two digits lie between 1970 and 2069, three between 1000 and 2999 nearest to 2020. */
function shortYear(year: number): number {
  if (year < 0 || year > 999) return year;
  if (year < 70) return year + 2000;
  if (year < 100) return year + 1900;
  return year < 520 ? year + 2000 : year + 1000;
}

function outOfRange(): SqlError {
  return new SqlError('22008', 'date/time field value out of range');
}

function within(value: number, low: number, high: number): number {
  if (value < low || value > high) throw outOfRange();
  return value;
}

function dayOf(parts: ReadParts): number {
  if (parts.julian !== undefined) return parts.julian - 2_440_588;
  if (parts.isoYear !== undefined) {
    return isoYearStart(parts.isoYear) + ((parts.isoWeek ?? 1) - 1) * 7 + (parts.isoDay ?? 1) - 1;
  }
  const year = yearOf(parts);
  if (Math.abs(year) > 6_000_000) throw outOfRange();
  if (parts.dayOfYear !== undefined && parts.month === undefined) {
    if (parts.dayOfYear > (isLeapYear(year) ? 366 : 365)) throw outOfRange();
    return daysFromCivil(year, 1, 1) + parts.dayOfYear - 1;
  }
  const month = parts.month ?? 1;
  const day = parts.day ?? 1;
  if (day > daysInMonth(year, month)) throw outOfRange();
  return daysFromCivil(year, month, day);
}

/** The astronomers' year; without any it is 1 BC, as PostgreSQL has it. */
function yearOf({ year, century, isBc }: ReadParts): number {
  let full = year;
  if (century !== undefined)
    full = year === undefined ? (century - 1) * 100 + 1 : (century - 1) * 100 + (year % 100);
  if (full === undefined) return 0;
  if (full < 0) return full + 1;
  return isBc ? 1 - full : full;
}

function timeOf(parts: ReadParts): number {
  if (parts.secondOfDay !== undefined) return parts.secondOfDay * MICROS_PER_SECOND;
  const { hour = 0, minute = 0, second = 0, micros = 0 } = parts;
  const full = parts.isTwelve ? (hour % 12) + (parts.isPm ? 12 : 0) : hour;
  const time = full * MICROS_PER_HOUR + minute * MICROS_PER_MINUTE + second * MICROS_PER_SECOND + micros;
  if (time > 24 * MICROS_PER_HOUR) throw outOfRange();
  return time;
}

function offsetOf({ zoneSign = 1, zoneHours, zoneMinutes = 0 }: ReadParts): number | undefined {
  if (zoneHours === undefined) return undefined;
  if (zoneHours > 15 || zoneMinutes > 59) throw outOfRange();
  return zoneSign * (zoneHours * 3600 + zoneMinutes * 60);
}
