import { SqlError } from '../../base/errors';
import type { EvalContext } from './context';

/** How much texts differ, and how names sound. */

/** Longest texts compared (as in PostgreSQL). */
const MAX_CHARS = 255;

/** Costs are integers of 32 bits, so that their sums stay exact. */
const MAX_COST = 2_147_483_647;

/** The cheapest way from one text to the other by inserting, deleting and replacing characters. @throws SqlError 22023 */
export function levenshtein(
  source: string,
  target: string,
  [insert, remove, replace]: readonly [insert: number, remove: number, replace: number],
  ctx: EvalContext
): number {
  const a = [...source];
  const b = [...target];
  if ([insert, remove, replace].some((cost) => Math.abs(cost) > MAX_COST)) {
    throw new SqlError('22003', 'levenshtein cost out of range');
  }
  if (a.length > MAX_CHARS || b.length > MAX_CHARS) {
    throw new SqlError('22023', `levenshtein argument exceeds maximum length of ${MAX_CHARS} characters`);
  }
  ctx.budget(1 + Math.floor((a.length * b.length) / 1024));
  let previous = Array.from({ length: b.length + 1 }, (_, k) => k * insert);
  for (let i = 1; i <= a.length; i++) {
    const row = [i * remove];
    for (let k = 1; k <= b.length; k++) {
      const same = a[i - 1] === b[k - 1] ? 0 : replace;
      row[k] = Math.min(previous[k] + remove, row[k - 1] + insert, previous[k - 1] + same);
    }
    previous = row;
  }
  return previous[b.length];
}

/** The digit of each letter from A to Z; 0 for vowels and their kin. */
const SOUNDEX_DIGITS = '01230120022455012623010202';

/** The first letter and the digits of the next three sounds. */
export function soundex(text: string): string {
  const letters = text.toUpperCase().replace(/[^A-Z]/g, '');
  if (letters === '') return '';
  let code = letters[0];
  let last = digitOf(letters[0]);
  for (let i = 1; i < letters.length && code.length < 4; i++) {
    const digit = digitOf(letters[i]);
    if (digit !== '0' && digit !== last) code += digit;
    // H and W do not part two letters of one sound.
    if (letters[i] !== 'H' && letters[i] !== 'W') last = digit;
  }
  return code.padEnd(4, '0');
}

function digitOf(letter: string): string {
  return SOUNDEX_DIGITS[letter.charCodeAt(0) - 65];
}

export function soundexDifference(a: string, b: string): number {
  const [x, y] = [soundex(a), soundex(b)];
  let same = 0;
  for (let i = 0; i < 4; i++) if (x[i] === y[i]) same++;
  return same;
}
