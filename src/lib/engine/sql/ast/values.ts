import type { Span } from '../../base/errors';
import type { Expr } from './expr';
import type { ValuesClause } from './select';

/**
 * Rows of VALUES. A statement may have many thousands of them, nearly always of nothing but literals. Such a row is kept as the places of
 * its tokens, and becomes expressions only for those who ask for them: five objects less for each literal.
 */

/** The rows of a clause that hold nothing but literals. */
export interface LiteralRows {
  /** What the places point into. */
  readonly text: string;
  /**
   * Row after row: how many cells it has and the number of its first literal token (`lit`), then of each cell what it is, where its token
   * begins and where it ends. There may be room behind them.
   */
  readonly places: Int32Array;
  /** The values of strings that are no piece of the text, by where their tokens begin. */
  readonly decoded: ReadonlyMap<number, string>;
}

/** What a cell is. */
export const INT_CELL = 0;
export const DECIMAL_CELL = 1;
export const STRING_CELL = 2;
export const NULL_CELL = 3;
export const TRUE_CELL = 4;
export const FALSE_CELL = 5;
/** Added to numbers with a minus right before them. */
export const NEGATIVE = 8;
/** All kinds of cell are below. */
export const CELL_KINDS = 16;

/** Of a row, and of each of its cells. */
export const ROW_PLACES = 2;
export const CELL_PLACES = 3;

export function rowWidth(values: ValuesClause, row: number): number {
  const items = values.rows[row];
  return typeof items === 'number' ? values.literals!.places[items] : items.length; // a number leads there
}

/** The expressions of a row. */
export function rowExprs(values: ValuesClause, row: number): readonly Expr[] {
  const items = values.rows[row];
  return typeof items === 'number' ? literalExprs(values.literals!, items) : items; // a number leads there
}

/** Where a row is said to be wrong: at its first cell. */
export function rowSpan(values: ValuesClause, row: number): Span {
  const items = values.rows[row];
  if (typeof items !== 'number') return items[0]?.span ?? values.span;
  return cellSpan(values.literals!, items + ROW_PLACES); // a number leads there
}

/** The text of a cell's token: the value of a string, the digits of a number without its sign. */
export function cellText({ text, places, decoded }: LiteralRows, cell: number): string {
  if (places[cell] !== STRING_CELL) return text.slice(places[cell + 1], places[cell + 2]);
  return decoded.get(places[cell + 1]) ?? text.slice(places[cell + 1] + 1, places[cell + 2] - 1);
}

function literalExprs(literals: LiteralRows, row: number): Expr[] {
  const { places } = literals;
  let lit = places[row + 1];
  return Array.from({ length: places[row] }, (_, i) => {
    const cell = row + ROW_PLACES + i * CELL_PLACES;
    return literalExpr(literals, cell, isNumbered(places[cell]) ? lit++ : -1);
  });
}

/** Whether a cell's token is one of those that are counted. */
const isNumbered = (kind: number): boolean => kind < NULL_CELL || kind >= NEGATIVE;

function literalExpr(literals: LiteralRows, cell: number, lit: number): Expr {
  const kind = literals.places[cell];
  const token = tokenSpan(literals, cell);
  switch (kind) {
    case INT_CELL:
    case DECIMAL_CELL:
      return numberExpr(kind, cellText(literals, cell), lit, token);
    case STRING_CELL:
      return { kind: 'string', value: cellText(literals, cell), lit, span: token };
    case NULL_CELL:
      return { kind: 'null', span: token };
    case TRUE_CELL:
    case FALSE_CELL:
      return { kind: 'bool', value: kind === TRUE_CELL, span: token };
    default: {
      const operand = numberExpr(kind - NEGATIVE, cellText(literals, cell), lit, token);
      return { kind: 'unary', op: '-', operand, span: cellSpan(literals, cell) };
    }
  }
}

function numberExpr(kind: number, text: string, lit: number, span: Span): Expr {
  return kind === INT_CELL
    ? { kind: 'int', text: integerText(text), lit, span }
    : { kind: 'decimal', text, lit, span };
}

function tokenSpan({ places }: LiteralRows, cell: number): Span {
  return { offset: places[cell + 1], length: places[cell + 2] - places[cell + 1] };
}

/** The same with the minus before a number. */
function cellSpan(literals: LiteralRows, cell: number): Span {
  const { offset, length } = tokenSpan(literals, cell);
  return literals.places[cell] < NEGATIVE ? { offset, length } : { offset: offset - 1, length: length + 1 };
}

/** The digits of an integer without leading zeros, which mean nothing and would read as octal elsewhere. */
export function integerText(text: string): string {
  return text.length > 1 && text.charCodeAt(0) === 48 && (text.charCodeAt(1) | 32) !== 120
    ? text.replace(/^0+(?=.)/, '')
    : text;
}
