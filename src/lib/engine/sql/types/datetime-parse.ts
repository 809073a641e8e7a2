import { SqlError } from '../../base/errors';
import { daysFromCivil, civilFromDays, daysInMonth, splitMicros } from './calendar';
import { cannotParseTime, fieldOutOfRange } from './type-errors';
import { fixedZone, namedZone, parseTimeZone, toLocal, UTC, type TimeZone } from './time-zone';
import type { SessionFormat } from './session-format';

/**
 * Reads dates and times as people write them: `2025-03-10 14:09:10.5+01`, `10 March 2025 2:09 PM`, `20250310`, `now`,
 * `44 BC-03-15`. The text falls into runs of letters and digits; words are looked up, and each number goes to the field
 * that is still missing and fits its place, its length and the sign before it. The rules are those of CockroachDB's
 * pgdate package.
 */

/** A moment named by a word. */
export type Sentinel = 'now' | 'epoch' | 'infinity' | '-infinity';

export interface DateTimeParts {
  readonly sentinel?: Sentinel;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits after the second, cut off below nanoseconds. */
  readonly nanos: number;
  /** The zone that the text names, if any. */
  readonly zone?: TimeZone;
}

type Field =
  | 'year'
  | 'month'
  | 'day'
  | 'era'
  | 'hour'
  | 'minute'
  | 'second'
  | 'nanos'
  | 'meridian'
  | 'tzHour'
  | 'tzMinute'
  | 'tzSecond';

const DATE_FIELDS: readonly Field[] = ['year', 'month', 'day', 'era'];
const TIME_FIELDS: readonly Field[] = [
  'hour',
  'minute',
  'second',
  'nanos',
  'meridian',
  'tzHour',
  'tzMinute',
  'tzSecond'
];
const ZONE_FIELDS: readonly Field[] = ['tzHour', 'tzMinute', 'tzSecond'];

const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    'jan january',
    'feb february',
    'mar march',
    'apr april',
    'may',
    'jun june',
    'jul july',
    'aug august',
    'sep sept september',
    'oct october',
    'nov november',
    'dec december'
  ].flatMap((names, i) => names.split(' ').map((name) => [name, i + 1] as const))
);

/** Abbreviations that mean different zones in different places; CockroachDB knows and refuses them. */
const AMBIGUOUS_ZONES: ReadonlySet<string> = new Set(
  (
    'acdt acst adt aedt aest akdt akst ast awst bst cat cdt cest cet cst chst eat edt eest eet est hdt hkt hst idt ist jst ' +
    'kst mdt mest met msk mst ndt nst nzdt nzst pdt pkt pst sast sst uct wat west wet wib wit wita'
  ).split(' ')
);

/** A run of digits: what stands before it, and how many digits there are. */
interface NumberRun {
  readonly separator: string;
  value: number;
  readonly digits: number;
}

/** Why a text is no date; turned into an error that names the type by the caller. */
class Unreadable extends Error {}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * Reads a date with or without a time (`needs: 'date'`), or a time with or without a date (`needs: 'time'`).
 * @throws SqlError 22007 for text that is none, 22008 for a month 13, 0A000 for an ambiguous zone
 */
export function parseDateTime(
  text: string,
  kind: string,
  needs: 'date' | 'time',
  format: SessionFormat
): DateTimeParts {
  const iso = needs === 'date' ? ISO.exec(text) : null;
  if (iso) return validated(fromIso(iso));
  try {
    if (needs === 'time') return readTime(text, format);
    return new Reader(text, format, [...DATE_FIELDS, ...TIME_FIELDS], ['year', 'month', 'day']).read();
  } catch (error) {
    if (error instanceof Unreadable) throw cannotParseTime(kind, text, error.message);
    throw error;
  }
}

/** A text of nothing but a time; when it is none, one that also holds a date. */
function readTime(text: string, format: SessionFormat): DateTimeParts {
  const needed: readonly Field[] = ['hour', 'minute'];
  try {
    return new Reader(text, format, TIME_FIELDS, needed).read();
  } catch (first) {
    try {
      return new Reader(text, format, [...DATE_FIELDS, ...TIME_FIELDS], needed).read();
    } catch (second) {
      // An hour 25 says more than what the second reading makes of it.
      throw first instanceof SqlError ? first : second;
    }
  }
}

function fromIso(m: RegExpExecArray): DateTimeParts {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = m;
  const parts = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    nanos: fraction === '' ? 0 : Number(fraction.padEnd(9, '0'))
  };
  return zone === undefined ? parts : { ...parts, zone: isoZone(zone) };
}

function isoZone(text: string): TimeZone {
  if (text === 'Z') return UTC;
  const seconds = Number(text.slice(1, 3)) * 3600 + Number(text.slice(3).replace(':', '') || '0') * 60;
  return seconds === 0 ? UTC : fixedZone(text.startsWith('-') ? -seconds : seconds);
}

/** @throws SqlError 22008 for a field that no calendar or clock has */
function validated(parts: DateTimeParts, hasDate = true): DateTimeParts {
  const { year, month, day, hour, minute, second } = parts;
  if (month < 1 || month > 12) throw fieldOutOfRange('month', month);
  if (day < 1 || day > daysInMonth(year, month)) throw fieldOutOfRange('day', day);
  // With a date, 24:00:00 and a leap second are the start of what comes next.
  if (hour < 0 || hour > (hasDate ? 24 : 23)) throw fieldOutOfRange('hour', hour);
  if (minute < 0 || minute > 59) throw fieldOutOfRange('minute', minute);
  if (second < 0 || second > (hasDate ? 60 : 59)) throw fieldOutOfRange('second', second);
  if (hour === 24 && (minute > 0 || second > 0 || parts.nanos > 0)) throw fieldOutOfRange('hour', hour);
  return parts;
}

class Reader {
  readonly #text: string;
  readonly #format: SessionFormat;
  /** Fields that a number or word may still fill. */
  readonly #wanted: Set<Field>;
  readonly #required: Set<Field>;
  readonly #has = new Map<Field, number>();
  #sentinel: Sentinel | undefined;
  #zone: TimeZone | undefined;
  #zoneSign = 1;
  /** Whether a year of two digits still awaits its century. */
  #shortYear = false;
  /** `2016-01-02-03.04.05`: the form in which DB2 writes. */
  #isDb2 = false;

  constructor(text: string, format: SessionFormat, wanted: readonly Field[], required: readonly Field[]) {
    this.#text = text;
    this.#format = format;
    this.#wanted = new Set(wanted);
    this.#required = new Set(required);
  }

  read(): DateTimeParts {
    const numbers = this.#readWords();
    if (this.#sentinel) return { ...this.#parts(), sentinel: this.#sentinel };
    const monthIsWord = !this.#wanted.has('month');
    for (let i = 0; i < numbers.length; i++) {
      if (this.#wanted.size === 0) throw new Unreadable('too many input fields');
      this.#place(numbers, i, monthIsWord);
    }
    return this.#finish();
  }

  /** Looks up the words and gathers the numbers, which mean nothing before all words are known. */
  #readWords(): NumberRun[] {
    const numbers: NumberRun[] = [];
    let leftover = '';
    let count = 0;
    let end = 0;
    for (const m of this.#text.matchAll(/[\p{L}\p{Nd}]+/gu)) {
      const before = this.#text.slice(end, m.index);
      end = m.index + m[0].length;
      if (++count > 12) throw new Unreadable('too many fields in input');
      // `02T03`: a T between two numbers is a separator.
      const day = /^(\d\d)[Tt](.{2})$/.exec(m[0]);
      if (day) {
        this.#word(before, day[1], numbers);
        leftover += this.#word('t', day[2], numbers);
        count++;
      } else leftover += this.#word(before, m[0], numbers);
    }
    if (count === 0) throw new Unreadable('empty or blank input');
    if (leftover !== '') this.#nameZone(leftover);
    return numbers;
  }

  /** Takes in one run; gives it back when it is no word that dates have. */
  #word(before: string, run: string, numbers: NumberRun[]): string {
    const word = run.toLowerCase();
    switch (word) {
      case 'epoch':
      case 'now':
        this.#setSentinel(word);
        return '';
      case 'infinity':
        this.#setSentinel(before.endsWith('-') ? '-infinity' : 'infinity');
        return '';
      case 'yesterday':
        this.#setRelativeDay(-1);
        return '';
      case 'today':
        this.#setRelativeDay(0);
        return '';
      case 'tomorrow':
        this.#setRelativeDay(1);
        return '';
      case 'ad':
      case 'ce':
        this.#set('era', 1);
        return '';
      case 'bc':
      case 'bce':
        this.#set('era', -1);
        return '';
      case 'am':
        this.#set('meridian', -1);
        return '';
      case 'pm':
        this.#set('meridian', 1);
        return '';
      case 'allballs':
      case 'gmt':
      case 'utc':
      case 'z':
      case 'zulu':
        this.#setUtc();
        return '';
      default:
        break;
    }
    if (this.#number(before, word, numbers)) return '';
    const month = MONTHS.get(word);
    if (month !== undefined) {
      this.#set('month', month);
      return '';
    }
    if (AMBIGUOUS_ZONES.has(word)) {
      throw new SqlError('0A000', `timestamp abbreviations such as ${word} are not supported`, {
        hint: 'write an offset (+02) or a full zone name (Europe/Berlin)'
      });
    }
    const zulu = /^(\d+)(?:z|zulu)$/.exec(word);
    if (zulu) {
      this.#setUtc();
      if (this.#number(before, zulu[1], numbers)) return '';
    }
    const julian = /^j(\d{1,9})$/.exec(word);
    if (julian) {
      this.#setDays(Number(julian[1]) - 2_440_588);
      return '';
    }
    return before.trim() + run;
  }

  #number(before: string, word: string, numbers: NumberRun[]): boolean {
    if (!/^\d{1,15}$/.test(word)) return false;
    const separators = before.replace(/\s+/g, '');
    if (separators.length > 1) throw new Unreadable(`several separators in "${before}"`);
    numbers.push({ separator: separators || ' ', value: Number(word), digits: word.length });
    return true;
  }

  #setSentinel(sentinel: Sentinel): void {
    if (this.#sentinel) throw new Unreadable(`unexpected ${sentinel}`);
    this.#sentinel = sentinel;
  }

  #setRelativeDay(days: number): void {
    const zone = parseTimeZone(this.#format.timeZone) ?? UTC;
    this.#setDays(splitMicros(toLocal(zone, this.#format.nowMicros)).days + days);
  }

  #setDays(days: number): void {
    const { year, month, day } = civilFromDays(days);
    this.#set('year', year);
    this.#set('month', month);
    this.#set('day', day);
  }

  #setUtc(): void {
    this.#zone = UTC;
    for (const field of ZONE_FIELDS) this.#wanted.delete(field);
  }

  #nameZone(name: string): void {
    const zone = namedZone(name);
    if (!zone) throw new Unreadable(`could not parse ${JSON.stringify(name.slice(0, 40))}`);
    this.#zone = zone;
    // The offset of such a zone depends on the day.
    for (const field of ['year', 'month', 'day'] as const) this.#required.add(field);
    for (const field of DATE_FIELDS) if (!this.#has.has(field)) this.#wanted.add(field);
    for (const field of ZONE_FIELDS) this.#wanted.delete(field);
  }

  #set(field: Field, value: number): void {
    if (!this.#wanted.has(field)) throw new Unreadable(`a second or unexpected ${field}`);
    this.#wanted.delete(field);
    this.#has.set(field, value);
  }

  /** Sets a field if what stands before the number can introduce it. */
  #setRun(field: Field, run: NumberRun): void {
    if (!INTRODUCED_BY[field].includes(run.separator)) {
      throw new Unreadable(`unexpected separator "${run.separator}" before the ${field}`);
    }
    this.#set(field, run.value);
  }

  #wants(field: Field): boolean {
    return this.#wanted.has(field);
  }

  /** Gives a number to the field it can only mean. */
  #place(numbers: NumberRun[], index: number, monthIsWord: boolean): void {
    const run = numbers[index];
    const next = numbers[index + 1]?.separator ?? '';
    const [year, month, day] = [this.#wants('year'), this.#wants('month'), this.#wants('day')];
    if (run.separator === '.') return this.#placeAfterPoint(run, year, month, day);
    if (run.digits === 3 && !year && month && day && run.value >= 1 && run.value <= 366)
      return this.#setDayOfYear(run);
    if (year && month && day) return this.#placeFirst(run, next);
    if (!year && month && day) return this.#set('month', run.value);
    if (year && !month && day) {
      if (monthIsWord && (run.digits >= 3 || this.#format.dateOrder === 'ymd')) {
        if (run.digits <= 2) this.#shortYear = true;
        return this.#setRun('year', run);
      }
      return this.#setRun('day', run);
    }
    if (!year && !month && day) {
      if (monthIsWord && run.digits >= 3 && this.#shortYear) {
        // What looked like a short year was the day: `10 March 2025` in an order that starts with the year.
        this.#shortYear = false;
        this.#set('day', this.#has.get('year') ?? 0);
        this.#has.set('year', run.value);
        return;
      }
      return this.#setRun('day', run);
    }
    if (year && month) return this.#setRun('month', run);
    if (year) {
      if (run.digits <= 2) this.#shortYear = true;
      return this.#setRun('year', run);
    }
    this.#placeTime(numbers, index, monthIsWord, next);
  }

  #placeAfterPoint(run: NumberRun, year: boolean, month: boolean, day: boolean): void {
    if (run.digits === 3 && !year && month && day && run.value >= 1 && run.value <= 366)
      return this.#setDayOfYear(run);
    if (this.#wants('minute') && run.value <= 60) {
      this.#isDb2 = true;
      return this.#setRun('minute', run);
    }
    if (this.#isDb2 && this.#wants('second') && run.value <= 60) return this.#setRun('second', run);
    if (!this.#wants('second') && this.#wants('nanos')) {
      const digits = String(run.value).padStart(run.digits, '0').slice(0, 9);
      return this.#set('nanos', Number(digits.padEnd(9, '0')));
    }
    throw new Unreadable('cannot interpret the number after the point');
  }

  /** The first number of a date: a whole one without separators, a year, or what the session's order begins with. */
  #placeFirst(run: NumberRun, next: string): void {
    const order = this.#format.dateOrder;
    if (run.digits >= 6 && run.separator !== '-' && next !== '-' && next !== '/') {
      this.#shortYear = run.digits === 6;
      this.#set('day', run.value % 100);
      this.#set('month', Math.floor(run.value / 100) % 100);
      run.value = Math.floor(run.value / 10_000);
      return this.#setRun('year', run);
    }
    if (run.digits >= 3 || order === 'ymd') {
      if (run.separator === '-') run.value = -run.value;
      else if (run.digits <= 2) this.#shortYear = true;
      return this.#setRun('year', run);
    }
    return this.#setRun(order === 'dmy' ? 'day' : 'month', run);
  }

  #placeTime(numbers: NumberRun[], index: number, monthIsWord: boolean, next: string): void {
    const run = numbers[index];
    if (!this.#wants('day') && this.#wants('hour') && run.separator === '-' && next === '.') {
      this.#isDb2 = true;
      return this.#setRun('hour', run);
    }
    if (this.#wants('tzHour') && (run.separator === '-' || run.separator === '+')) {
      this.#zoneSign = run.separator === '-' ? -1 : 1;
      if (run.digits <= 2) return this.#setRun('tzHour', run);
      return this.#setPacked(run, 'tzHour', 'tzMinute', 'tzSecond');
    }
    if (!this.#wants('tzHour') && (this.#wants('tzMinute') || this.#wants('tzSecond'))) {
      const field = this.#wants('tzMinute') ? 'tzMinute' : 'tzSecond';
      if (run.separator === ':') return this.#setRun(field, run);
      // The offset is complete; the number belongs to something else.
      for (const each of ZONE_FIELDS) this.#wanted.delete(each);
      return this.#place(numbers, index, monthIsWord);
    }
    if (this.#wants('hour') && this.#wants('minute') && this.#wants('second')) {
      if (run.digits <= 2) return this.#setRun('hour', run);
      return this.#setPacked(run, 'hour', 'minute', 'second');
    }
    if (this.#wants('minute')) return this.#setRun('minute', run);
    if (this.#wants('second') && !this.#isDb2) return this.#setRun('second', run);
    throw new Unreadable('a number too many');
  }

  /** `0930` or `093015`. */
  #setPacked(run: NumberRun, hour: Field, minute: Field, second: Field): void {
    if (run.digits !== 4 && run.digits !== 6) throw new Unreadable('unexpected number of digits');
    if (run.digits === 6) {
      this.#set(second, run.value % 100);
      run.value = Math.floor(run.value / 100);
    } else this.#set(second, 0);
    this.#set(minute, run.value % 100);
    run.value = Math.floor(run.value / 100);
    this.#setRun(hour, run);
  }

  #setDayOfYear(run: NumberRun): void {
    if (run.separator !== ' ' && run.separator !== '.')
      throw new Unreadable('unexpected separator before the day of the year');
    const { year, month, day } = civilFromDays(
      daysFromCivil(this.#has.get('year') ?? 0, 1, 1) + run.value - 1
    );
    this.#has.set('year', year);
    this.#set('month', month);
    this.#set('day', day);
  }

  #hasAny(fields: readonly Field[]): boolean {
    return fields.some((field) => this.#has.has(field));
  }

  #finish(): DateTimeParts {
    const missing = (fields: readonly Field[]) => fields.some((field) => !this.#has.has(field));
    const date: readonly Field[] = ['year', 'month', 'day'];
    if (this.#hasAny(date) && missing(date)) throw new Unreadable('missing required date fields');
    const time: readonly Field[] = this.#isDb2 ? ['hour', 'minute', 'second'] : ['hour', 'minute'];
    if ((this.#isDb2 || this.#hasAny(time)) && missing(time))
      throw new Unreadable('missing required time fields');
    if (missing([...this.#required])) throw new Unreadable('missing required fields in input');
    this.#settleYear();
    this.#settleHour();
    return validated(this.#parts(), this.#hasAny(date));
  }

  #settleYear(): void {
    const year = this.#has.get('year');
    if (year === undefined) return;
    const era = this.#has.get('era');
    if (era !== undefined) {
      if (year <= 0) throw new Unreadable('only positive years are permitted in AD/BC notation');
      if (era < 0) this.#has.set('year', 1 - year);
    } else if (this.#shortYear) {
      if (year < 0) throw new Unreadable('negative year not allowed');
      this.#has.set('year', year < 70 ? year + 2000 : year < 100 ? year + 1900 : year);
    }
  }

  #settleHour(): void {
    const hour = this.#has.get('hour');
    const meridian = this.#has.get('meridian');
    if (hour === undefined || meridian === undefined) return;
    if (hour < 0 || hour > 12) throw fieldOutOfRange('hour', hour);
    if (meridian < 0) this.#has.set('hour', hour === 12 ? 0 : hour);
    else this.#has.set('hour', hour === 12 ? 12 : hour + 12);
  }

  #parts(): DateTimeParts {
    const get = (field: Field, absent: number) => this.#has.get(field) ?? absent;
    const parts = {
      year: get('year', 1970),
      month: get('month', 1),
      day: get('day', 1),
      hour: get('hour', 0),
      minute: get('minute', 0),
      second: get('second', 0),
      nanos: get('nanos', 0)
    };
    const zone = this.#namedZone();
    return zone ? { ...parts, zone } : parts;
  }

  #namedZone(): TimeZone | undefined {
    const hour = this.#has.get('tzHour');
    if (hour === undefined) return this.#zone;
    const seconds = hour * 3600 + (this.#has.get('tzMinute') ?? 0) * 60 + (this.#has.get('tzSecond') ?? 0);
    return fixedZone(this.#zoneSign * seconds);
  }
}

/** What may stand before each field. */
const INTRODUCED_BY: Readonly<Record<Field, string>> = {
  year: '-/ ,',
  month: '-/ ',
  day: '-/ ',
  era: '',
  hour: ' t-',
  minute: ':.',
  second: ':.',
  nanos: '.',
  meridian: '',
  tzHour: '-+',
  tzMinute: ':',
  tzSecond: ':'
};
