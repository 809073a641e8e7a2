/** The name somebody probably meant: for the hints of errors about unknown names. */

/** How many letters may differ before two names have nothing to do with each other. */
const FAR = 2;
/** Longer names are not compared; nobody types them from memory. */
const LONG = 64;

/** The nearest of some names by edit distance, first in order among equals; undefined when none is near. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length < 2 || name.length > LONG) return undefined;
  let nearest: string | undefined;
  let least = Math.min(FAR, Math.floor(name.length / 2)) + 1;
  for (const candidate of candidates) {
    if (candidate === name || candidate.length > LONG || Math.abs(candidate.length - name.length) >= least)
      continue;
    const distance = editDistance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Insertions, deletions, replacements and swaps of neighbours that make one text the other. */
function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    older = before;
    before = row;
  }
  return before[b.length];
}
