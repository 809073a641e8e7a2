import { MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND } from './calendar';

/** How clocks and calendars print, piece by piece; dates and times put these together. */

const PAIRS: readonly string[] = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'));

/** Two digits. */
export function pair(n: number): string {
  return PAIRS[n];
}

/** `.047524` without the zeros at its end, or nothing. `micros` is below a second. */
export function fractionText(micros: number): string {
  if (micros === 0) return '';
  const digits = String(micros).padStart(6, '0');
  let end = 6;
  while (digits.charCodeAt(end - 1) === 0x30) end--;
  return `.${digits.slice(0, end)}`;
}

/** `14:09:10.047524`; a full day is `24:00:00`. */
export function formatTimeOfDay(micros: number): string {
  if (micros === MICROS_PER_DAY) return '24:00:00';
  const hours = Math.floor(micros / MICROS_PER_HOUR);
  const minutes = Math.floor(micros / MICROS_PER_MINUTE) % 60;
  const seconds = Math.floor(micros / MICROS_PER_SECOND) % 60;
  return `${PAIRS[hours]}:${PAIRS[minutes]}:${PAIRS[seconds]}${fractionText(micros % MICROS_PER_SECOND)}`;
}

/** `+02`, `-03:30`, `+00:53:28`: minutes and seconds only where there are some. */
export function offsetText(seconds: number): string {
  const size = Math.abs(seconds);
  const hours = Math.floor(size / 3600);
  const text = (seconds < 0 ? '-' : '+') + (hours < 100 ? PAIRS[hours] : String(hours));
  if (size % 3600 === 0) return text;
  const minutes = `${text}:${PAIRS[Math.floor(size / 60) % 60]}`;
  return size % 60 === 0 ? minutes : `${minutes}:${PAIRS[size % 60]}`;
}

/** `+02:00`, always with minutes. */
export function longOffsetText(seconds: number): string {
  const text = offsetText(seconds);
  return text.includes(':') ? text : `${text}:00`;
}

/** Year, month and day; years before 1 get their sign from ` BC` at the end of the whole text. */
export function formatCivil(year: number, month: number, day: number): string {
  const shown = year <= 0 ? 1 - year : year;
  return `${shown > 999 ? shown : String(shown).padStart(4, '0')}-${PAIRS[month]}-${PAIRS[day]}`;
}
