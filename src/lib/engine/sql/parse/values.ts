import type { ValuesClause } from '../ast/select';
import {
  CELL_PLACES,
  DECIMAL_CELL,
  FALSE_CELL,
  INT_CELL,
  NEGATIVE,
  NULL_CELL,
  ROW_PLACES,
  STRING_CELL,
  TRUE_CELL
} from '../ast/values';
import { FLAG_DECODED, type TokenKind } from '../lex/tokens';
import { type Cursor, MAX_DEPTH } from './cursor';
import { expr } from './expr';

/** `VALUES (…), (…)` behind its keyword. Rows of nothing but literals stay places in the text (`ast/values.ts`). */
export function valuesClause(p: Cursor, offset: number): ValuesClause {
  const literals = new LiteralRowsReader(p);
  const rows = p.list((c) => literals.read() ?? c.parenList(expr));
  return { kind: 'values', rows, literals: literals.rows(), span: p.spanFrom(offset) };
}

const NONE_DECODED: ReadonlyMap<number, string> = new Map();
/** Up to so much room is left unused rather than cut off: a copy takes longer than all else about a single row. */
const KEPT_ROOM = 64;

class LiteralRowsReader {
  readonly #p: Cursor;
  #places: Int32Array | undefined;
  #length = 0;
  #decoded: Map<number, string> | undefined;

  constructor(p: Cursor) {
    this.#p = p;
  }

  rows(): ValuesClause['literals'] {
    const room = this.#places;
    if (!room || this.#length === 0) return undefined;
    const places = room.length <= this.#length + KEPT_ROOM ? room : room.slice(0, this.#length);
    return { text: this.#p.text, places, decoded: this.#decoded ?? NONE_DECODED };
  }

  /** Passes over a row of literals and says where its places stand; undefined, and nothing is read, where the row is another one. */
  read(): number | undefined {
    const p = this.#p;
    const { kinds, starts, ends, literals, flags, count } = p.tokens;
    if (p.kind !== '(' || p.depth >= MAX_DEPTH) return undefined;
    // A row takes two tokens a cell and one more, and needs no more than two places for each.
    const places = (this.#places ??= new Int32Array(2 * (count - p.pos)));
    const row = this.#length;
    let first = -1;
    let numbered = 0;
    let width = 0;
    let cell = row + ROW_PLACES;
    for (let i = p.pos + 1; ; i++) {
      let kind = cellKind(kinds[i]);
      if (kind < 0) {
        if (kinds[i] !== '-' || starts[i + 1] !== ends[i]) return undefined;
        kind = cellKind(kinds[++i]);
        if (kind !== INT_CELL && kind !== DECIMAL_CELL) return undefined;
        kind += NEGATIVE;
      }
      if (kind < NULL_CELL || kind >= NEGATIVE) {
        const lit = literals[i];
        if (lit < 0) return undefined;
        if (numbered++ === 0) first = lit;
        if (flags[i] & FLAG_DECODED)
          (this.#decoded ??= new Map<number, string>()).set(starts[i], p.tokenText(i));
      }
      places[cell] = kind;
      places[cell + 1] = starts[i];
      places[cell + 2] = ends[i];
      cell += CELL_PLACES;
      width++;
      const next = kinds[++i];
      if (next === ',') continue;
      if (next !== ')') return undefined;
      places[row] = width;
      places[row + 1] = first;
      this.#length = cell;
      p.constants += numbered;
      p.moveTo(i + 1);
      return row;
    }
  }
}

/** What a cell of one token is, or -1. */
function cellKind(kind: TokenKind): number {
  switch (kind) {
    case 'int':
      return INT_CELL;
    case 'string':
      return STRING_CELL;
    case 'decimal':
      return DECIMAL_CELL;
    case 'NULL':
      return NULL_CELL;
    case 'TRUE':
      return TRUE_CELL;
    case 'FALSE':
      return FALSE_CELL;
    default:
      return -1;
  }
}
