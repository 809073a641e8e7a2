/**
 * Chance in a run (design §2): all of it comes from the seed. Every user of chance (a session, a changefeed, a node)
 * has a stream of its own, so that what one of them draws never shifts what another gets: a second feed on the same
 * table is untouched by what happens to the first.
 */

/** The whole state of one stream; plain data. */
export interface RandomState {
  /** Two 32-bit words that name the stream, made of the seed and the user's name. */
  readonly key: readonly [number, number];
  /** How many words have been drawn. */
  drawn: number;
}

/** 32-bit mix of a word (the finaliser of MurmurHash3): every input bit reaches every output bit. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The stream of `name` under `seed`; the same two always give the same numbers. */
export function makeRandom(seed: number, name: string): RandomState {
  let a = mix(seed ^ 0x9e3779b9);
  let b = mix(seed + 0x7f4a7c15);
  for (let i = 0; i < name.length; i++) {
    a = mix(a ^ name.charCodeAt(i));
    b = mix((b + Math.imul(name.charCodeAt(i), 0x27d4eb2f)) | 0);
  }
  return { key: [a, b], drawn: 0 };
}

/** The next word of a stream, 0 … 2³²−1. The counter is hashed rather than stepped, so a state is two words and a count. */
export function nextWord(state: RandomState): number {
  const n = state.drawn++;
  return mix(mix((n + state.key[0]) | 0) ^ mix((Math.imul(n, 0x9e3779b1) + state.key[1]) | 0));
}

/** A whole number from `low` to `high`, both included; `high - low` below 2⁵³. */
export function nextInt(state: RandomState, low: number, high: number): number {
  const span = high - low + 1;
  if (span <= 1) return low;
  // Below 2²¹ the product of a word and the span is exact, so this is integer arithmetic throughout.
  if (span <= 0x1fffff) return low + Math.floor((nextWord(state) * span) / 0x100000000);
  const wide = (nextWord(state) >>> 11) * 0x100000000 + nextWord(state);
  return low + (wide % span);
}

/** True in `of` out of `outOf` draws. */
export function nextChance(state: RandomState, of: number, outOf: number): boolean {
  return nextInt(state, 1, outOf) <= of;
}
