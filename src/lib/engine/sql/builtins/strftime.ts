import type { WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { civilFromDays, dayOfYear, floorSeconds, isoWeek, splitMicros, weekday } from '../types/calendar';
import { offsetText, pair } from '../types/time-text';
import { DAY_NAMES, MONTH_NAMES } from './date-template';
import { readByTemplate, type ReadTime } from './from-char';
import type { ZoneParts } from './to-char';

/** `strftime` and `strptime`: dates by the letters of the C library. */

/** @throws SqlError 22023 for a letter that means nothing */
export function formatTime(micros: WideInt, local: WideInt, template: string, zone: ZoneParts): string {
  const { days, time } = splitMicros(local);
  const { year, month, day } = civilFromDays(days);
  const hour = Math.floor(time / 3_600_000_000);
  const minute = Math.floor(time / 60_000_000) % 60;
  const second = Math.floor(time / 1_000_000) % 60;
  const fraction = String(time % 1_000_000).padStart(6, '0');
  const half = hour % 12 === 0 ? 12 : hour % 12;
  const wide = (n: number, width: number, filler = '0') => String(n).padStart(width, filler);
  const letter = (name: string): string | undefined => {
    switch (name) {
      case 'a':
        return DAY_NAMES[weekday(days)].slice(0, 3);
      case 'A':
        return DAY_NAMES[weekday(days)];
      case 'b':
      case 'h':
        return MONTH_NAMES[month - 1].slice(0, 3);
      case 'B':
        return MONTH_NAMES[month - 1];
      case 'c':
        return run('%a %b %e %H:%M:%S %Y');
      case 'C':
        return wide(Math.floor(year / 100), 2);
      case 'd':
        return pair(day);
      case 'D':
      case 'x':
        return run('%m/%d/%y');
      case 'e':
        return wide(day, 2, ' ');
      case 'f':
        return fraction;
      case 'F':
        return run('%Y-%m-%d');
      case 'g':
        return wide(isoWeek(days).year % 100, 2);
      case 'G':
        return wide(isoWeek(days).year, 4);
      case 'H':
        return pair(hour);
      case 'I':
        return pair(half);
      case 'j':
        return wide(dayOfYear({ year, month, day }), 3);
      case 'k':
        return wide(hour, 2, ' ');
      case 'l':
        return wide(half, 2, ' ');
      case 'L':
        return fraction.slice(0, 3);
      case 'm':
        return pair(month);
      case 'M':
        return pair(minute);
      case 'n':
        return '\n';
      case 'N':
        return `${fraction}000`;
      case 'p':
        return hour < 12 ? 'AM' : 'PM';
      case 'r':
        return run('%I:%M:%S %p');
      case 'R':
        return run('%H:%M');
      case 's':
        return String(floorSeconds(micros));
      case 'S':
        return pair(second);
      case 't':
        return '\t';
      case 'T':
      case 'X':
        return run('%H:%M:%S');
      case 'u':
        return String(weekday(days) || 7);
      case 'U':
        return pair(Math.floor((dayOfYear({ year, month, day }) + 6 - weekday(days)) / 7));
      case 'v':
        return run('%e-%b-%Y');
      case 'V':
        return pair(isoWeek(days).week);
      case 'w':
        return String(weekday(days));
      case 'W':
        return pair(Math.floor((dayOfYear({ year, month, day }) + 6 - ((weekday(days) + 6) % 7)) / 7));
      case 'y':
        return pair(((year % 100) + 100) % 100);
      case 'Y':
        return wide(year, 4);
      case 'z':
        return offsetText(zone.offset).replace(':', '').padEnd(5, '0');
      case 'Z':
        return zone.name;
      case '%':
        return '%';
      default:
        return undefined;
    }
  };
  const run = (text: string): string =>
    text.replace(/%([^]?)/g, (_, name: string) => letter(name) ?? unknownLetter(name));
  return run(template.slice(0, 10_000));
}

function unknownLetter(letter: string): never {
  throw new SqlError('22023', `unsupported verb %${letter} in a time format`);
}

/** The words of `to_timestamp` that letters stand for. */
const TEMPLATE_WORDS: ReadonlyMap<string, string> = new Map([
  ['a', 'Dy'],
  ['A', 'FMDay'],
  ['b', 'Mon'],
  ['h', 'Mon'],
  ['B', 'FMMonth'],
  ['d', 'DD'],
  ['e', 'DD'],
  ['f', 'US'],
  ['H', 'HH24'],
  ['I', 'HH12'],
  ['j', 'DDD'],
  ['k', 'HH24'],
  ['l', 'HH12'],
  ['m', 'MM'],
  ['M', 'MI'],
  ['p', 'AM'],
  ['S', 'SS'],
  ['y', 'YY'],
  ['Y', 'YYYY'],
  ['z', 'OF'],
  ['Z', 'TZ'],
  ['D', 'MM"/"DD"/"YY'],
  ['F', 'YYYY"-"MM"-"DD'],
  ['R', 'HH24":"MI'],
  ['T', 'HH24":"MI":"SS'],
  ['n', ' '],
  ['t', ' '],
  ['%', '"%"']
]);

/** @throws SqlError 22023 for a letter that means nothing, 22007 for a text that does not match */
export function parseTime(text: string, template: string): ReadTime {
  const words = template
    .slice(0, 10_000)
    .replace(/%([^]?)|[^%]+/g, (part: string, letter: string | undefined) => {
      if (letter === undefined) return /[\p{L}\p{N}"\\]/u.test(part) ? JSON.stringify(part) : part;
      return TEMPLATE_WORDS.get(letter) ?? unknownLetter(letter);
    });
  return readByTemplate(text, words);
}
