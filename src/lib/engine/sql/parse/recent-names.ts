/** A power of two. */
const PLACES = 512;
/** Longer pieces of a text would keep the whole text in memory. */
const LONGEST = 12;

/** Names that were read not long ago, so that the trees of a script share one text for each instead of holding a copy in every place. */
export class RecentNames {
  readonly #names: string[] = new Array<string>(PLACES).fill('');

  /** The piece of a text from `start` to `end`. */
  at(text: string, start: number, end: number): string {
    const length = end - start;
    if (length > LONGEST) return text.slice(start, end);
    // First, middle and last character tell the names of one script apart well enough; two in one place only take turns there.
    const middle = text.charCodeAt(start + (length >> 1));
    const place =
      (text.charCodeAt(start) * 131 + middle * 31 + text.charCodeAt(end - 1) * 7 + length) & (PLACES - 1);
    const known = this.#names[place];
    if (known.length === length && text.startsWith(known, start)) return known;
    return (this.#names[place] = text.slice(start, end));
  }
}
