import { tokenizeScript, type ColoredToken } from './tokenize';

/** One coloured piece of a line, by column. */
export interface LineToken {
  readonly startIndex: number;
  readonly scopes: string;
}

/**
 * The colours of a script line by line, as the large editor asks for them. The script is coloured as a whole once after each change, since
 * whether a line lies inside a string or a statement depends on all before it.
 */
export class LineTokens {
  readonly #text: () => string;
  #read: string | undefined;
  #lines: LineToken[][] = [];
  /** Kind of the token that reaches over the end of each line, or nothing. */
  #open: string[] = [];

  /** @param text gives the script as it is now */
  constructor(text: () => string) {
    this.#text = text;
  }

  /** Colours of a line, from 0. */
  line(index: number): readonly LineToken[] {
    this.#refresh();
    return this.#lines[index] ?? [];
  }

  /** What is open at the end of a line: as long as this stays the same, the lines behind keep their colours. */
  openAfter(index: number): string {
    this.#refresh();
    return this.#open[index] ?? '';
  }

  #refresh(): void {
    const text = this.#text();
    if (text === this.#read) return;
    this.#read = text;
    this.#lines = [[]];
    this.#open = [];
    let lineStart = 0;
    let at = 0;
    const next = (until: number, open: string) => {
      for (let i = text.indexOf('\n', at); i >= 0 && i < until; i = text.indexOf('\n', i + 1)) {
        this.#open.push(open);
        this.#lines.push(open === '' ? [] : [{ startIndex: 0, scopes: open }]);
        lineStart = i + 1;
      }
      at = until;
    };
    const plain = (offset: number) =>
      this.#lines[this.#lines.length - 1].push({ startIndex: offset - lineStart, scopes: '' });
    for (const token of tokenizeScript(text)) {
      if (token.start > at) plain(at);
      next(token.start, '');
      this.#push(token, lineStart);
      next(token.end, token.kind);
    }
    if (at < text.length) plain(at);
    next(text.length, '');
    this.#open.push('');
  }

  #push({ start, kind }: ColoredToken, lineStart: number): void {
    this.#lines[this.#lines.length - 1].push({ startIndex: start - lineStart, scopes: kind });
  }
}
