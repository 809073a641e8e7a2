import { mapCase } from './string-order';

/** Trigrams of a text: of every word, in lower case and with spaces around it, all runs of three characters (pg_trgm). */
export function trigrams(text: string, pad = true): string[] {
  const found = new Set<string>();
  for (const [word] of mapCase(text, false).matchAll(/[\p{L}\p{Nd}]+/gu)) {
    const chars = pad ? [' ', ' ', ...word, ' '] : [...word];
    for (let i = 0; i + 3 <= chars.length; i++) found.add(chars.slice(i, i + 3).join(''));
  }
  return [...found].sort();
}

/** How many of the trigrams of either text both have, 0 … 1. */
export function trigramSimilarity(a: string, b: string): number {
  const left = new Set(trigrams(a));
  const right = trigrams(b);
  if (left.size === 0 || right.length === 0) return 0;
  const common = right.filter((trigram) => left.has(trigram)).length;
  return common / (left.size + right.length - common);
}
