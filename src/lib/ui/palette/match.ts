/** How well a text answers what was typed: its words anywhere, then its letters in order. Lower is better; null for not at all. */
export function matchScore(text: string, typed: string): number | null {
  const needle = typed.trim().toLowerCase();
  if (needle === '') return 0;
  const hay = text.toLowerCase();
  const at = hay.indexOf(needle);
  if (at === 0) return 0;
  if (at > 0) return /[\s(“]/.test(hay[at - 1]) ? 1 : 2;
  if (needle.split(/\s+/).every((word) => hay.includes(word))) return 3;
  let i = 0;
  for (const letter of needle.replace(/\s+/g, '')) {
    i = hay.indexOf(letter, i) + 1;
    if (i === 0) return null;
  }
  // Letters far apart are found in nearly everything.
  return needle.length >= 3 && i <= needle.length * 4 ? 4 : null;
}

/** The items that match, best first; those that match alike keep their order. */
export function matching<T extends { readonly title: string; readonly group: string }>(
  items: readonly T[],
  typed: string
): T[] {
  return items
    .map((item) => ({
      item,
      score: matchScore(item.title, typed) ?? plus(matchScore(`${item.group} ${item.title}`, typed))
    }))
    .filter((found): found is { item: T; score: number } => found.score !== null)
    .sort((a, b) => a.score - b.score)
    .map(({ item }) => item);
}

const plus = (score: number | null): number | null => (score === null ? null : score + 5);
