import { SqlError } from '../../base/errors';
import { compareStrings } from './string-order';

/** Text search values as text: a TSVECTOR is a sorted list of words with positions, a TSQUERY an expression of words. */

type Operator = '&' | '|' | '!' | '(' | ')';

type Token =
  | { readonly kind: 'word'; readonly word: string; readonly places: readonly string[] }
  | { readonly kind: 'operator'; readonly sign: Operator }
  /** `<->`, and `<2>` for a greater distance. */
  | { readonly kind: 'followed'; readonly by: number };

/** @throws SqlError 42601 */
export function normalizeTsVector(text: string): string {
  const words = new Map<string, Map<number, string>>();
  for (const token of tokens(text, false, 'TSVector')) {
    if (token.kind !== 'word') throw syntaxError(text, 'TSVector');
    const places = words.get(token.word) ?? new Map<number, string>();
    words.set(token.word, places);
    for (const place of token.places) {
      const m = /^(\d+)([A-D]?)$/i.exec(place);
      if (!m || Number(m[1]) === 0) throw syntaxError(text, 'TSVector');
      const at = Math.min(Number(m[1]), 16_383);
      const weight = m[2].toUpperCase().replace('D', '');
      const known = places.get(at);
      // Of two weights of one place the heavier counts: A before B before none.
      if (known === undefined || known === '' || (weight !== '' && weight < known)) places.set(at, weight);
    }
  }
  return [...words]
    .sort(([a], [b]) => compareStrings(a, b))
    .map(([word, places]) => {
      const at = [...places].sort(([a], [b]) => a - b).map(([place, weight]) => `${place}${weight}`);
      return quoted(word) + (at.length > 0 ? `:${at.join(',')}` : '');
    })
    .join(' ');
}

/** @throws SqlError 42601, 54001 */
export function normalizeTsQuery(text: string): string {
  return new QueryReader(text).whole();
}

const quoted = (word: string): string => `'${word.replaceAll("'", "''")}'`;

function syntaxError(text: string, kind: 'TSVector' | 'TSQuery'): SqlError {
  return new SqlError('42601', `syntax error in ${kind}: ${text.slice(0, 200)}`);
}

/** Words with what stands behind their colon, and in queries the operators between them. */
function tokens(text: string, isQuery: boolean, kind: 'TSVector' | 'TSQuery'): Token[] {
  const found: Token[] = [];
  // A colon in front is a letter like any other.
  const bare = isQuery
    ? /(?:\\.|[^\s'\\&|!<()])(?:\\.|[^\s:\\&|!<()])*/sy
    : /(?:\\.|[^\s'\\])(?:\\.|[^\s:\\])*/sy;
  const quotedWord = /'((?:\\.|[^'\\])*)'/sy;
  const places = /:([0-9A-Da-d*]+(?:,[0-9A-Da-d*]+)*)/y;
  for (let at = 0; at < text.length;) {
    const take = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = at;
      const m = pattern.exec(text);
      if (m) at += m[0].length;
      return m;
    };
    if (take(/\s+/y)) continue;
    const sign = isQuery ? take(/[&|!()]/y)?.[0] : undefined;
    if (sign !== undefined) {
      found.push({ kind: 'operator', sign: sign as Operator });
      continue;
    }
    const distance = isQuery ? take(/<(-|\d{1,5})>/y)?.[1] : undefined;
    if (distance !== undefined) {
      found.push({ kind: 'followed', by: distance === '-' ? 1 : Number(distance) });
      continue;
    }
    const word = take(quotedWord)?.[1] ?? take(bare)?.[0];
    if (word === undefined) throw syntaxError(text, kind);
    const behind = take(places)?.[1].split(',') ?? [];
    if (text[at] === ':') throw syntaxError(text, kind);
    found.push({ kind: 'word', word: word.replace(/\\(.)/gs, '$1'), places: behind });
  }
  return found;
}

const STRENGTH: Readonly<Record<string, number>> = { '|': 1, '&': 2, '<': 3, '!': 4 };
const MAX_DEPTH = 500;

/** A part of a query as it prints, and how strongly its outermost operator binds. */
interface Printed {
  readonly text: string;
  readonly strength: number;
}

/** Reads a query and prints it with brackets only where they are needed. */
class QueryReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokens(text, true, 'TSQuery');
  }

  whole(): string {
    if (this.#tokens.length === 0) return '';
    const { text } = this.#expression(0);
    if (this.#at < this.#tokens.length) throw syntaxError(this.#text, 'TSQuery');
    return text;
  }

  #expression(least: number): Printed {
    if (++this.#depth > MAX_DEPTH)
      throw new SqlError('54001', `a text search query is nested more than ${MAX_DEPTH} levels deep`);
    let left = this.#operand();
    for (;;) {
      const sign = this.#binary();
      if (sign === undefined || STRENGTH[sign[0]] < least) break;
      this.#at++;
      const strength = STRENGTH[sign[0]];
      const right = this.#expression(strength + 1);
      left = { text: `${within(left, strength)} ${sign} ${within(right, strength)}`, strength };
    }
    this.#depth--;
    return left;
  }

  #binary(): string | undefined {
    const token = this.#tokens.at(this.#at);
    if (token?.kind === 'followed') return token.by === 1 ? '<->' : `<${token.by}>`;
    return token?.kind === 'operator' && (token.sign === '&' || token.sign === '|') ? token.sign : undefined;
  }

  #operand(): Printed {
    const token = this.#tokens.at(this.#at++);
    if (token?.kind === 'word') {
      const [place] = token.places;
      const marks = place === undefined ? '' : weights(place);
      return { text: quoted(token.word) + (marks === '' ? '' : `:${marks}`), strength: 5 };
    }
    if (token?.kind !== 'operator') throw syntaxError(this.#text, 'TSQuery');
    if (token.sign === '!') {
      const strength = STRENGTH['!'];
      return { text: `!${within(this.#expression(strength), strength)}`, strength };
    }
    if (token.sign !== '(') throw syntaxError(this.#text, 'TSQuery');
    const inner = this.#expression(0);
    const end = this.#tokens.at(this.#at++);
    if (end?.kind !== 'operator' || end.sign !== ')') throw syntaxError(this.#text, 'TSQuery');
    return inner;
  }
}

const within = ({ text, strength }: Printed, outer: number): string =>
  strength < outer ? `( ${text} )` : text;

/** The marks of a word in a query: any prefix first, then weights. */
function weights(place: string): string {
  return ['*', 'A', 'B', 'C', 'D'].filter((mark) => place.toUpperCase().includes(mark)).join('');
}
