import { SqlError, type Span } from '../../base/errors';
import type { PlaceholderSlot } from '../ast/expr';
import type { Keyword } from '../lex/keywords';
import { lexStatement } from '../lex/lexer';
import { FLAG_DECODED, FLAG_QUOTED, FLAG_UPPER, type TokenKind, Tokens } from '../lex/tokens';
import { RecentNames } from './recent-names';
import type { SlotKind } from './slots';

/** In place of a list that is left out, for all trees together. */
export const NONE: readonly never[] = [];

/** How deep brackets, subqueries and operators may nest. Fixed, so that no input can exhaust a stack (54001 beyond it). */
export const MAX_DEPTH = 500;

/** Listens to what the parser looks for at the `caret` token: see `expected.ts`. */
export interface Recorder {
  /** A keyword or operator would be accepted here, if those words follow it. */
  keyword(kind: TokenKind, followers?: readonly TokenKind[]): void;
  /** A name or value of some kind would be accepted here. */
  slot(kind: SlotKind, detail?: string): void;
}

/**
 * A place in the tokens of one statement. Every grammar function takes it, asks `at` and `eat` what stands there, and
 * leaves it behind what it has read. Whatever is asked for at the caret token is told to the recorder, so what may be
 * typed there is known without a second grammar.
 */
export class Cursor {
  text = '';
  readonly tokens = new Tokens();
  readonly #names = new RecentNames();
  pos = 0;
  /** The kind of the token at `pos`. */
  kind: TokenKind = 'eof';
  recorder: Recorder | undefined;
  /** Adds a hint to a syntax error at a token; set by `parser.ts`. */
  explain: ((cursor: Cursor, token: number) => string | undefined) | undefined;
  /** What the placeholders of a prepared statement stand for, by their index; filled while it is read. */
  slots: Map<number, PlaceholderSlot> | undefined;
  /** Literal tokens that have become constants of the tree. */
  constants = 0;
  /** Brackets and subqueries that are open. */
  depth = 0;
  /** The longest chain of operators in the expression read last; only ever raised while one is read. */
  height = 0;

  /** Reads the tokens of the statement that begins at `from`; gives the offset behind it. */
  load(text: string, from: number): number {
    this.text = text;
    const end = lexStatement(text, from, this.tokens);
    this.rewind();
    return end;
  }

  /** Back to the first token. */
  rewind(): void {
    this.pos = 0;
    this.kind = this.tokens.kinds[0];
    this.constants = 0;
    this.depth = 0;
    this.height = 0;
  }

  at(kind: TokenKind): boolean {
    if (this.kind === kind) return true;
    if (this.kind === 'caret') this.recorder?.keyword(kind);
    return false;
  }

  /** Whether the token is one of several. */
  atAny(...kinds: readonly TokenKind[]): boolean {
    for (const kind of kinds) if (this.at(kind)) return true;
    return false;
  }

  /** The kind of the token `ahead` places further on. */
  peek(ahead: number): TokenKind {
    const i = this.pos + ahead;
    return i < this.tokens.count ? this.tokens.kinds[i] : 'eof';
  }

  /** Whether these tokens follow one another here. Nearly always the first one says no, which costs no list of them. */
  atAll(first: TokenKind, second: TokenKind, third?: TokenKind): boolean {
    if (this.kind !== first && this.kind !== 'caret') return false;
    return this.atWords(third === undefined ? [first, second] : [first, second, third]);
  }

  /** The same for a list of tokens. */
  atWords(kinds: readonly TokenKind[]): boolean {
    for (let i = 0; i < kinds.length; i++) {
      const kind = this.peek(i);
      if (kind === kinds[i]) continue;
      if (kind === 'caret') this.recorder?.keyword(kinds[i], kinds.slice(i + 1));
      return false;
    }
    return true;
  }

  /** Whether the token is a word of one of the classes in the mask (`keywords.ts`). */
  isName(mask: number): boolean {
    return (this.tokens.flags[this.pos] & mask) !== 0;
  }

  /** The same for a token further on. */
  isNameAhead(ahead: number, mask: number): boolean {
    const i = this.pos + ahead;
    return i < this.tokens.count && (this.tokens.flags[i] & mask) !== 0;
  }

  /** To a token that was read before, or that is known to be there. */
  moveTo(pos: number): void {
    this.pos = pos;
    this.kind = this.tokens.kinds[pos];
  }

  /** To the next token. The last one, `eof`, is never passed. */
  next(): void {
    if (this.kind !== 'eof') this.kind = this.tokens.kinds[++this.pos];
  }

  eat(kind: TokenKind): boolean {
    if (this.kind === kind) {
      this.next();
      return true;
    }
    if (this.kind === 'caret') this.recorder?.keyword(kind);
    return false;
  }

  /** Takes all of these words, or none. */
  eatAll(first: TokenKind, second: TokenKind, third?: TokenKind): boolean {
    if (!this.atAll(first, second, third)) return false;
    this.moveTo(this.pos + (third === undefined ? 2 : 3));
    return true;
  }

  /** @throws SqlError 42601 when the token is another one. */
  expect(kind: TokenKind): void {
    if (!this.eat(kind)) this.fail();
  }

  expectAll(...kinds: readonly TokenKind[]): void {
    for (const kind of kinds) this.expect(kind);
  }

  /** Takes whichever of some words stands here. @throws SqlError 42601 when none does. */
  expectOneOf<K extends TokenKind>(...kinds: readonly K[]): K {
    for (const kind of kinds) if (this.eat(kind)) return kind;
    this.fail();
  }

  /** Takes whichever of some words stands here, if any. */
  eatOneOf<K extends Keyword>(...kinds: readonly K[]): K | undefined {
    for (const kind of kinds) if (this.eat(kind)) return kind;
    return undefined;
  }

  /** Tells the recorder that a name or value could stand here, when the caret does. */
  offer(slot: SlotKind, detail?: string): void {
    if (this.kind === 'caret') this.recorder?.slot(slot, detail);
  }

  /** `first (, next)*`; another word may stand between the items. */
  list<T>(item: (cursor: Cursor) => T, separator: TokenKind = ','): T[] {
    const first = item(this);
    return this.eat(separator) ? this.listAfter(first, item, separator) : [first];
  }

  /**
   * Goes on with a list behind its first item and separator. An array that grows keeps room for many more items, which a tree would
   * carry around, so short lists are written down whole and longer ones copied at their length.
   */
  listAfter<T>(first: T, item: (cursor: Cursor) => T, separator: TokenKind = ','): T[] {
    const second = item(this);
    if (!this.eat(separator)) return [first, second];
    const third = item(this);
    if (!this.eat(separator)) return [first, second, third];
    const items = [first, second, third, item(this)];
    if (!this.eat(separator)) return items;
    do items.push(item(this));
    while (this.eat(separator));
    return items.slice();
  }

  /** `( first (, next)* )` */
  parenList<T>(item: (cursor: Cursor) => T): T[] {
    this.expect('(');
    const items = this.list(item);
    this.expect(')');
    return items;
  }

  /** The offset of the current token: where a node begins. */
  get offset(): number {
    return this.tokens.starts[this.pos];
  }

  /** The span from an offset to the end of the token before the current one. */
  spanFrom(offset: number): Span {
    return { offset, length: (this.pos > 0 ? this.tokens.ends[this.pos - 1] : offset) - offset };
  }

  /** The same where a part is likely to be the whole, which then lends its span. */
  spanOver(offset: number, part: Span): Span {
    const length = (this.pos > 0 ? this.tokens.ends[this.pos - 1] : offset) - offset;
    return part.offset === offset && part.length === length ? part : { offset, length };
  }

  /** The span of the current token. */
  tokenSpan(): Span {
    const offset = this.tokens.starts[this.pos];
    return { offset, length: this.tokens.ends[this.pos] - offset };
  }

  /** What the token stands for: a name as it is looked up, the value of a string, a keyword in lower case. */
  tokenText(index = this.pos): string {
    const { flags, starts, ends, kinds, values } = this.tokens;
    const flag = flags[index];
    if (flag & FLAG_DECODED) return String(values.get(index));
    const kind = kinds[index];
    if (flag & FLAG_QUOTED || kind === 'string') return this.text.slice(starts[index] + 1, ends[index] - 1);
    if (kind === 'ident' && !(flag & FLAG_UPPER))
      return this.#names.at(this.text, starts[index], ends[index]);
    const text = this.text.slice(starts[index], ends[index]);
    if (!(flag & FLAG_UPPER)) return text;
    // The two old spellings of RANGES keep the keyword's text.
    return kind === 'ident' ? text.toLowerCase() : kind.toLowerCase();
  }

  /** The index of the current literal among the statement's literal tokens, for the constant that it becomes. */
  takeLiteral(): number {
    this.constants++;
    return this.tokens.literals[this.pos];
  }

  /** One level deeper; undone by `leave`. @throws SqlError 54001 beyond the limit. */
  enter(): void {
    if (++this.depth > MAX_DEPTH) this.tooDeep();
  }

  leave(): void {
    this.depth--;
  }

  /** @throws SqlError 54001 */
  tooDeep(): never {
    throw new SqlError('54001', 'the statement is nested too deeply', {
      detail: `at most ${MAX_DEPTH} levels of brackets, subqueries and chained operators are allowed`,
      span: this.tokenSpan()
    });
  }

  /** A syntax error at the current token, or its own fault if it is a broken one. @throws SqlError 42601 always */
  fail(reason?: string, hint?: string): never {
    this.failAt(this.pos, reason, hint);
  }

  /** The same at another token. @throws SqlError 42601 always */
  failAt(token: number, reason?: string, hint?: string): never {
    const { tokens } = this;
    if (tokens.kinds[token] === 'error' && tokens.fault) throw tokens.fault;
    throw new SqlError(
      '42601',
      `${this.#near(token)}: syntax error${reason === undefined ? '' : `: ${reason}`}`,
      {
        hint: hint ?? (reason === undefined ? this.explain?.(this, token) : undefined),
        span: { offset: tokens.starts[token], length: tokens.ends[token] - tokens.starts[token] }
      }
    );
  }

  /** Grammar that CockroachDB knows but refuses. @throws SqlError 0A000 always */
  unsupported(feature: string, hint?: string): never {
    throw new SqlError('0A000', `${this.#near(this.pos)}: unimplemented: ${feature}`, {
      hint,
      span: this.tokenSpan()
    });
  }

  #near(token: number): string {
    return `at or near "${this.tokens.kinds[token] === 'eof' ? 'EOF' : this.tokenText(token)}"`;
  }
}
