import { NS_PER_SECOND, type Nanos } from './timestamp';

/** Go's duration text, which changefeed options and cluster settings use: `1m30s`, `500ms`, `1.5h`, `-10s`, `0`. */

const UNIT_NS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1000],
  ['µs', 1000],
  ['μs', 1000],
  ['ms', 1_000_000],
  ['s', NS_PER_SECOND],
  ['m', 60 * NS_PER_SECOND],
  ['h', 3600 * NS_PER_SECOND]
]);

/** Nanoseconds of a Go duration text, or undefined when it is none or beyond what a safe integer holds. */
export function parseDuration(text: string): Nanos | undefined {
  const m = /^([+-]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text);
  if (!m) return undefined;
  if (m[2] === '0') return 0;
  let total = 0;
  for (const [, whole, fraction, unit] of m[2].matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const unitNs = UNIT_NS.get(unit)!; // the pattern admits only the units of the table
    total += Number(whole || '0') * unitNs;
    // Digits of the fraction one by one: exact, where a product with a binary fraction would not be.
    let digitNs = unitNs;
    for (const digit of fraction ?? '') {
      digitNs /= 10;
      total += Math.floor(Number(digit) * digitNs);
    }
    if (!Number.isSafeInteger(total)) return undefined;
  }
  return m[1] === '-' ? -total : total;
}

/** As Go prints a duration: `30s`, `1m30s`, `1h0m0s`, `500ms`, `1.5s`, `0s`. */
export function formatDuration(ns: Nanos): string {
  if (ns === 0) return '0s';
  if (ns < 0) return `-${formatDuration(-ns)}`;
  if (ns < 1000) return `${ns}ns`;
  if (ns < 1_000_000) return `${decimal(ns, 1000)}µs`;
  if (ns < NS_PER_SECOND) return `${decimal(ns, 1_000_000)}ms`;
  const hours = Math.floor(ns / (3600 * NS_PER_SECOND));
  const minutes = Math.floor(ns / (60 * NS_PER_SECOND)) % 60;
  const seconds = `${decimal(ns % (60 * NS_PER_SECOND), NS_PER_SECOND)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** `ns / unit` with all its digits and no trailing zeros. */
function decimal(ns: Nanos, unit: number): string {
  const whole = Math.floor(ns / unit);
  const rest = ns - whole * unit;
  if (rest === 0) return String(whole);
  return `${whole}.${String(rest)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '')}`;
}
