import { NS_PER_SECOND, type Nanos } from '../../engine/base/timestamp';

/** Reads a moment as the clock shows it, `01:02.500` or `1:00:02`, or seconds. @returns undefined for anything else */
export function parseMoment(text: string): Nanos | undefined {
  const m = /^(?:(?:(\d+):)?(\d{1,4}):)?(\d{1,7}(?:\.\d{1,9})?)s?$/.exec(text.trim());
  if (!m) return undefined;
  const seconds = Number(m[1] ?? 0) * 3600 + Number(m[2] ?? 0) * 60 + Number(m[3]);
  return Math.round(seconds * NS_PER_SECOND);
}
