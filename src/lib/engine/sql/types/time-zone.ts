import zoneData from 'moment-timezone/data/packed/latest.json';
import type { WideInt } from '../../base/datum';
import { addMicros, floorSeconds, isInfinite, MICROS_PER_SECOND } from './calendar';

/**
 * Time zones: fixed offsets, and the zones of the IANA database by its own rules up to the year 2499. The data is the
 * JSON of the moment-timezone package (its code is not used); a zone is unpacked when it is first asked for.
 */
export interface TimeZone {
  /** As SHOW TIME ZONE gives it: `UTC`, `America/New_York`, `<+02>-02`. */
  readonly name: string;
  /** Seconds east of UTC of each period, and when each but the last ends, in seconds since 1970. */
  readonly offsets: readonly number[];
  readonly ends: readonly number[];
}

export const UTC: TimeZone = { name: 'UTC', offsets: [0], ends: [] };

/** The widest offset that a zone may have: 167 hours and 59 minutes. */
const MAX_OFFSET = 167 * 3600 + 59 * 60;

/** Zone by name in lower case; filled from the data as zones are asked for. */
const cache = new Map<string, TimeZone | undefined>([['utc', UTC]]);
/** Packed text of every zone by name in lower case, aliases included. */
let packed: Map<string, { readonly name: string; readonly text: string }> | undefined;

function packedZones(): Map<string, { readonly name: string; readonly text: string }> {
  if (packed) return packed;
  packed = new Map();
  for (const text of zoneData.zones) {
    const name = text.slice(0, text.indexOf('|'));
    packed.set(name.toLowerCase(), { name, text });
  }
  for (const link of zoneData.links) {
    const [target, alias] = link.split('|');
    const zone = packed.get(target.toLowerCase());
    if (zone) packed.set(alias.toLowerCase(), { name: alias, text: zone.text });
  }
  return packed;
}

/** A digit of base sixty: 0-9, a-z, A-X. */
function digitOfSixty(code: number): number {
  return code > 96 ? code - 87 : code > 64 ? code - 29 : code - 48;
}

/** A number of base sixty in sixtieths of its unit: minutes with a fraction become whole seconds. */
function secondsOfSixty(text: string): number {
  const negative = text.startsWith('-');
  const [whole, fraction = ''] = (negative ? text.slice(1) : text).split('.');
  let minutes = 0;
  for (let i = 0; i < whole.length; i++) minutes = minutes * 60 + digitOfSixty(whole.charCodeAt(i));
  const seconds = minutes * 60 + (fraction ? digitOfSixty(fraction.charCodeAt(0)) : 0);
  return negative ? -seconds : seconds;
}

/** `name|abbreviations|offsets west|which of them, a digit each|minutes between changes|population`. */
function unpack(name: string, text: string): TimeZone {
  const [, , west, order, gaps] = text.split('|');
  const kinds = west.split(' ').map((offset) => 0 - secondsOfSixty(offset));
  const offsets = Array.from(order, (digit) => kinds[digitOfSixty(digit.charCodeAt(0))]);
  const ends: number[] = [];
  let at = 0;
  for (const gap of gaps ? gaps.split(' ') : []) {
    at += secondsOfSixty(gap);
    ends.push(at);
  }
  return { name, offsets, ends };
}

/** A zone of the IANA database by name, in any case; undefined when there is none. */
export function namedZone(name: string): TimeZone | undefined {
  const key = name.toLowerCase();
  if (cache.has(key)) return cache.get(key);
  const found = packedZones().get(key);
  const zone = found ? unpack(found.name, found.text) : undefined;
  // Only names that exist are remembered: what a user mistypes must not grow the cache.
  if (zone) cache.set(key, zone);
  return zone;
}

/** A zone that lies a fixed number of seconds east of UTC, named as CockroachDB names it: `<+02>-02`, `<-03:30>+03:30`. */
export function fixedZone(seconds: number): TimeZone {
  const size = offsetWords(Math.abs(seconds));
  const name = seconds <= 0 ? `<-${size}>+${size}` : `<+${size}>-${size}`;
  return { name, offsets: [seconds], ends: [] };
}

function offsetWords(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = seconds % 60;
  if (rest === 0 && minutes === 0) return String(hours).padStart(2, '0');
  return rest === 0 ? `${hours}:${minutes}` : `${hours}:${minutes}:${rest}`;
}

/**
 * A zone as SET TIME ZONE and AT TIME ZONE name it: an offset (`+2`, `-03:30`, `5.5`), a zone of the database, or `UTC+3`.
 * With `posix` a bare offset counts westward, as AT TIME ZONE has it; one with minutes or behind GMT or UTC always does.
 * Undefined for what is none of these (timeutil.TimeZoneStringToLocation).
 */
export function parseTimeZone(text: string, posix = false): TimeZone | undefined {
  const key = `${posix ? '!' : '='}${text}`;
  const known = cache.get(key);
  if (known) return known;
  const zone = readTimeZone(text, posix);
  // Sessions repeat a few zones; the bound keeps a script from filling memory with made-up ones.
  if (zone && cache.size < 2000) cache.set(key, zone);
  return zone;
}

function readTimeZone(text: string, posix: boolean): TimeZone | undefined {
  if (!/[a-z/]/i.test(text)) {
    const bracketed = /^<([+-])(\d{1,3})(?::(\d{1,2}))?(?::(\d{1,2}))?>/.exec(text);
    if (bracketed) {
      const [, sign, hours, minutes = '0', seconds = '0'] = bracketed;
      const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
      return bounded(sign === '-' ? -size : size, 167 * 3600);
    }
    const hours = /^\s*([+-]?)(\d{1,4}(?:\.\d{1,9})?)\s*$/.exec(text);
    if (hours) {
      const size = Math.round(Number(hours[2]) * 3600);
      return bounded((hours[1] === '-') === posix ? size : -size, 167 * 3600);
    }
  } else {
    const named = namedZone(text);
    if (named) return named;
  }
  const m = /^(GMT|UTC)?([+-])?(\d{1,3})(?::([0-5]?\d))?(?::([0-5]?\d))?$/i.exec(text.replaceAll(' ', ''));
  if (!m) return undefined;
  const [, prefix, sign, hours, minutes, seconds] = m;
  const size = Number(hours) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  const westward = prefix !== undefined || minutes !== undefined || posix;
  const zone = bounded(westward === (sign === '-') ? size : -size, MAX_OFFSET);
  return zone && { ...zone, name: text.toUpperCase() };
}

function bounded(seconds: number, most: number): TimeZone | undefined {
  return Math.abs(seconds) <= most ? fixedZone(seconds + 0) : undefined;
}

/** Seconds east of UTC at a moment, given in seconds since 1970. */
export function offsetAt(zone: TimeZone, seconds: number): number {
  const { offsets, ends } = zone;
  if (ends.length === 0) return offsets[0];
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (seconds < ends[middle]) high = middle;
    else low = middle + 1;
  }
  return offsets[low];
}

/** What a clock in the zone shows at a moment. */
export function toLocal(zone: TimeZone, micros: WideInt): WideInt {
  if (isInfinite(micros)) return micros;
  return addMicros(micros, offsetAt(zone, floorSeconds(micros)) * MICROS_PER_SECOND);
}

/** The moment at which a clock in the zone shows a time. */
export function toUtc(zone: TimeZone, local: WideInt): WideInt {
  if (isInfinite(local)) return local;
  return addMicros(local, -localOffset(zone, floorSeconds(local)) * MICROS_PER_SECOND);
}

/**
 * The offset in force when a clock in the zone shows a time, in seconds of that clock. Times that are shown twice or
 * skipped get the offset that Go's time.Date gives them: that of the period found by taking the time for UTC first.
 */
export function localOffset(zone: TimeZone, localSeconds: number): number {
  if (zone.ends.length === 0) return zone.offsets[0];
  const guess = offsetAt(zone, localSeconds);
  return guess === 0 ? 0 : offsetAt(zone, localSeconds - guess);
}
