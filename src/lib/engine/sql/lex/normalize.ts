/** How identifiers are taken to their one form, as in CockroachDB's `lexbase/normalize.go`. */

const ASCII = /^[\0-\x7f]*$/;

/**
 * An unquoted identifier: lower case character by character, then Unicode form NFC. The dotted and the dotless i of
 * Turkish both become a plain i, so that `INSERT` typed on any keyboard is the same word.
 */
export function normalizeName(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let lower = '';
  for (const char of text) lower += char === 'İ' || char === 'ı' ? 'i' : char.toLowerCase();
  return ASCII.test(lower) ? lower : lower.normalize('NFC');
}
