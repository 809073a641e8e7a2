import type { Interval, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import {
  civilFromDays,
  dayOfYear,
  daysFromCivil,
  isoWeek,
  julianDay,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  splitMicros,
  weekday
} from '../types/calendar';
import { offsetText, pair } from '../types/time-text';
import {
  DAY_NAMES,
  inLetters,
  MONTH_NAMES,
  ordinalEnding,
  parseTemplate,
  ROMAN_MONTHS,
  type TemplateWord
} from './date-template';

/** `to_char` of dates, times and intervals. */

/** The parts of a moment or an interval that a template may ask for. */
interface TimeParts {
  readonly year: number;
  /** From 1; an interval's from 0. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
  /** The day, counted from 1970; undefined for an interval, which lies in no calendar. */
  readonly date: number | undefined;
  readonly zone: ZoneParts | undefined;
}

/** Of a moment: how far its zone lies east of UTC, and what the zone is called. */
export interface ZoneParts {
  readonly name: string;
  readonly offset: number;
}

/** A clock reading as a template has it. An endless time has nothing to show. */
export function timestampToChar(local: WideInt, template: string, zone: ZoneParts | undefined): string {
  const { days, time } = splitMicros(local);
  return fill(template, { ...civilFromDays(days), ...clockParts(time), date: days, zone });
}

/** @throws SqlError 22007 for what intervals have not, such as the name of a day */
export function intervalToChar({ months, days, micros }: Interval, template: string): string {
  return fill(template, {
    year: Math.trunc(months / 12) + 0,
    month: (months % 12) + 0,
    day: days,
    ...clockParts(micros),
    date: undefined,
    zone: undefined
  });
}

/** Hours and so on, each with the sign of the whole. */
function clockParts(micros: number) {
  return {
    hour: Math.trunc(micros / MICROS_PER_HOUR) + 0,
    minute: Math.trunc((micros % MICROS_PER_HOUR) / MICROS_PER_MINUTE) + 0,
    second: Math.trunc((micros % MICROS_PER_MINUTE) / MICROS_PER_SECOND) + 0,
    micros: (micros % MICROS_PER_SECOND) + 0
  };
}

function fill(template: string, parts: TimeParts): string {
  let out = '';
  for (const node of parseTemplate(template).nodes) {
    if (node.kind === 'text') {
      out += node.text;
      continue;
    }
    const shown = show(node.word, parts);
    if (typeof shown === 'string') {
      out += inLetters(shown, node.letters).padEnd(node.fill ? (NAME_WIDTHS.get(node.word) ?? 0) : 0);
      continue;
    }
    const { value, width } = shown;
    const digits = String(Math.abs(value)).padStart(node.fill ? width : 0, '0');
    const ending = node.ordinal && ordinalEnding(digits);
    out += (value < 0 ? '-' : '') + digits + (node.ordinal === 'TH' ? ending?.toUpperCase() : (ending ?? ''));
  }
  return out;
}

/** Blanks fill names up to the longest of them. */
const NAME_WIDTHS: ReadonlyMap<TemplateWord, number> = new Map<TemplateWord, number>([
  ['MONTH', 9],
  ['DAY', 9],
  ['RM', 4]
]);

interface ShownNumber {
  readonly value: number;
  /** Digits it is filled up to. */
  readonly width: number;
}

const number = (value: number, width: number): ShownNumber => ({ value, width });

function noInterval(): SqlError {
  return new SqlError('22007', 'invalid format specification for an interval value');
}

/** The text or number that a word stands for. @throws SqlError 22007 */
function show(word: TemplateWord, parts: TimeParts): string | ShownNumber {
  const clock = showClock(word, parts);
  if (clock !== undefined) return clock;
  const { month, date } = parts;
  // Years before 1 show as what people call them: the astronomers' year 0 is 1 BC.
  const year = date !== undefined && parts.year <= 0 ? 1 - parts.year : parts.year;
  switch (word) {
    case 'YYYY':
      return number(year, 4);
    case 'Y,YYY':
      return `${Math.floor(year / 1000)},${String(year % 1000).padStart(3, '0')}`;
    case 'YYY':
      return number(year % 1000, 3);
    case 'YY':
      return number(year % 100, 2);
    case 'Y':
      return number(year % 10, 1);
    case 'CC':
      if (date === undefined) return number(Math.trunc(year / 100) + 0, 2);
      return number(parts.year > 0 ? Math.floor((year - 1) / 100) + 1 : -Math.floor((year - 1) / 100) - 1, 2);
    case 'MM':
      return number(month, 2);
    case 'RM':
      return month === 0 ? '' : ROMAN_MONTHS[(month + 11) % 12];
    case 'Q':
      return month === 0 ? '' : number(Math.floor((month - 1) / 3) + 1, 1);
    case 'DD':
      return number(parts.day, 2);
    case 'W':
      return number(Math.floor((parts.day - 1) / 7) + 1, 1);
    case 'DDD':
      return number(date === undefined ? year * 360 + month * 30 + parts.day : dayOfYear(parts), 3);
    case 'MONTH':
    case 'MON':
      if (date === undefined) throw noInterval();
      return word === 'MON' ? MONTH_NAMES[month - 1].slice(0, 3) : MONTH_NAMES[month - 1];
    default:
      if (date === undefined) throw noInterval();
      return showDay(word, date, parts);
  }
}

function showClock(
  word: TemplateWord,
  { hour, minute, second, micros, zone, date }: TimeParts
): string | ShownNumber | undefined {
  switch (word) {
    case 'HH':
    case 'HH12':
      return number(hour % 12 === 0 ? 12 : hour % 12, 2);
    case 'HH24':
      return number(hour, 2);
    case 'MI':
      return number(minute, 2);
    case 'SS':
      return number(second, 2);
    case 'MS':
      return number(Math.trunc(micros / 1000) + 0, 3);
    case 'US':
      return number(micros, 6);
    case 'FF1':
    case 'FF2':
    case 'FF3':
    case 'FF4':
    case 'FF5':
    case 'FF6':
      return String(Math.abs(micros)).padStart(6, '0').slice(0, Number(word[2]));
    case 'SSSS':
    case 'SSSSS':
      return number(hour * 3600 + minute * 60 + second, 1);
    case 'AM':
    case 'PM':
      return ((hour % 24) + 24) % 24 >= 12 ? 'PM' : 'AM';
    case 'A.M.':
    case 'P.M.':
      return ((hour % 24) + 24) % 24 >= 12 ? 'P.M.' : 'A.M.';
    case 'TZ':
    case 'TZH':
    case 'TZM':
    case 'OF':
      if (date === undefined) throw noInterval();
      return zone ? showZone(word, zone) : word === 'TZ' ? '' : word === 'TZM' ? '00' : '+00';
    default:
      return undefined;
  }
}

function showZone(word: 'TZ' | 'TZH' | 'TZM' | 'OF', { name, offset }: ZoneParts): string {
  const text = offsetText(offset);
  switch (word) {
    case 'TZ':
      return name;
    case 'TZH':
      return text.slice(0, 3);
    case 'TZM':
      return pair(Math.floor(Math.abs(offset) / 60) % 60);
    case 'OF':
      return text.slice(0, 6);
  }
}

function showDay(word: TemplateWord, date: number, parts: TimeParts): string | ShownNumber {
  const iso = isoWeek(date);
  switch (word) {
    case 'DAY':
      return DAY_NAMES[weekday(date)];
    case 'DY':
      return DAY_NAMES[weekday(date)].slice(0, 3);
    case 'D':
      return number(weekday(date) + 1, 1);
    case 'ID':
      return number(weekday(date) || 7, 1);
    case 'WW':
      return number(Math.floor((dayOfYear(parts) - 1) / 7) + 1, 2);
    case 'IW':
      return number(iso.week, 2);
    case 'IDDD':
      return number((iso.week - 1) * 7 + (weekday(date) || 7), 3);
    case 'IYYY':
      return number(isoYear(iso.year), 4);
    case 'IYY':
      return number(isoYear(iso.year) % 1000, 3);
    case 'IY':
      return number(isoYear(iso.year) % 100, 2);
    case 'I':
      return number(isoYear(iso.year) % 10, 1);
    case 'J':
      return number(julianDay(date), 1);
    case 'A.D.':
    case 'B.C.':
      return parts.year > 0 ? 'A.D.' : 'B.C.';
    default:
      return parts.year > 0 ? 'AD' : 'BC';
  }
}

function isoYear(year: number): number {
  return year > 0 ? year : 1 - year;
}

/** The first day of a week-numbering year, counted from 1970. */
export function isoYearStart(year: number): number {
  const fourth = daysFromCivil(year, 1, 4);
  return fourth - ((weekday(fourth) + 6) % 7);
}
