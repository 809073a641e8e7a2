import type { SqlError } from '../../base/errors';
import type { Keyword } from './keywords';

/** Operators and punctuation. `<>` is read as `!=`, `~~` as LIKE, `~~*` as ILIKE, `!~~` as NOT LIKE. */
export type Operator =
  | '('
  | ')'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | ';'
  | '.'
  | '..'
  | ':'
  | '::'
  | ':::'
  | '+'
  | '-'
  | '*'
  | '/'
  | '//'
  | '%'
  | '^'
  | '<'
  | '>'
  | '='
  | '<='
  | '>='
  | '!='
  | '?'
  | '??'
  | '?|'
  | '?&'
  | '?@>'
  | '?<@'
  | '<<'
  | '<<='
  | '>>'
  | '>>='
  | '<@'
  | '@>'
  | '@'
  | '@@'
  | '<->'
  | '<#>'
  | '<=>'
  | '|'
  | '||'
  | '|/'
  | '||/'
  | '~'
  | '!~'
  | '~*'
  | '!~*'
  | '&'
  | '&&'
  | '#'
  | '->'
  | '->>'
  | '#>'
  | '#>>'
  | '#-';

/**
 * What a token is: a keyword (upper case), an operator, or one of the classes in lower case. `bytes` is `b'…'` or `x'…'`,
 * `bits` is `B'…'`. `unknown` is a character that begins no token, `error` a broken one, and both end up as a syntax error.
 * `caret` never matches anything: `parse/expected.ts` puts it where the user's caret is.
 */
export type TokenKind =
  | Keyword
  | Operator
  | 'ident'
  | 'int'
  | 'decimal'
  | 'string'
  | 'bytes'
  | 'bits'
  | 'placeholder'
  | 'unknown'
  | 'error'
  | 'caret'
  | 'eof';

/** Beside the class bits of a word (`keywords.ts`): how its text was written. */
export const FLAG_UPPER = 256;
export const FLAG_WIDE = 512;
export const FLAG_QUOTED = 1024;
/** The value of the token is not a piece of the text and stands in `Tokens.values`. */
export const FLAG_DECODED = 2048;

/**
 * The tokens of one statement, as parallel arrays that are filled again for each statement: a script of a hundred
 * thousand statements allocates them once. The last token is always `eof` (also in place of a semicolon).
 */
export class Tokens {
  count = 0;
  readonly kinds: TokenKind[] = [];
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  flags = new Int32Array(64);
  /** For numbers and plain string constants the number of such tokens before this one. */
  literals = new Int32Array(64);
  literalCount = 0;
  /** Decoded values by token: names and strings with escapes, bytes. */
  readonly values = new Map<number, string | Uint8Array>();
  /** The fault of the `error` token, which is then the last but one. */
  fault: SqlError | undefined;

  /** For how many tokens there is room without growing. */
  get room(): number {
    return this.starts.length;
  }

  clear(): void {
    this.count = 0;
    this.literalCount = 0;
    this.fault = undefined;
    if (this.values.size > 0) this.values.clear();
  }

  add(kind: TokenKind, start: number, end: number, flags: number): void {
    const i = this.count;
    if (i === this.starts.length) this.#grow();
    this.kinds[i] = kind;
    this.starts[i] = start;
    this.ends[i] = end;
    this.flags[i] = flags;
    this.literals[i] = -1;
    this.count = i + 1;
  }

  addLiteral(kind: TokenKind, start: number, end: number, flags: number): void {
    this.add(kind, start, end, flags);
    this.literals[this.count - 1] = this.literalCount++;
  }

  #grow(): void {
    const size = this.starts.length * 2;
    const wider = (old: Int32Array<ArrayBuffer>) => {
      const array = new Int32Array(size);
      array.set(old);
      return array;
    };
    this.starts = wider(this.starts);
    this.ends = wider(this.ends);
    this.flags = wider(this.flags);
    this.literals = wider(this.literals);
  }
}
