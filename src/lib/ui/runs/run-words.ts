import { NS_PER_SECOND, type Nanos } from '../../engine/base/timestamp';
import { clock, shortSql } from '../format';

/** How runs and branches are told. */

/** `4.200 s` within the first minute, then as the clock shows it. */
export function moment(t: Nanos): string {
  if (t >= 60 * NS_PER_SECOND) return clock(t);
  // Cut, not rounded, as the clock is.
  return `${(Math.floor(t / 1_000_000) / 1000).toFixed(3)} s`;
}

/** What a branch is called: when it was cut and what it did then. */
export function branchName(at: Nanos, lines: string): string {
  const short = moment(at).replace(/\.?0+(?= s$)/, '');
  return `at ${short}: ${shortSql(lines.replace(/;\s*$/, ''), 60)}`;
}

/** @param isKept whether there is a place in the page for the run before */
export const branchSentence = (at: Nanos, isKept: boolean): string =>
  `Made a branch at ${moment(at)}${isKept ? '; the run before is kept in Runs' : ''}.`;

/** How a number differs from that of the run that is shown: `+3`, `−1`; nothing where it does not. */
export function difference(value: number, shown: number): string {
  if (value === shown) return '';
  return value > shown ? `+${value - shown}` : `−${shown - value}`;
}

/** `3 lines more, 1 fewer` than the script of the run that is shown. */
export function lineDifference({
  added,
  removed
}: {
  readonly added: number;
  readonly removed: number;
}): string {
  const lines = (count: number) => (count === 1 ? '1 line' : `${count} lines`);
  if (added === 0) return removed === 0 ? 'same script' : `${lines(removed)} fewer`;
  return `${lines(added)} more${removed === 0 ? '' : `, ${removed} fewer`}`;
}
