import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import {
  CELL_KINDS,
  CELL_PLACES,
  cellText,
  DECIMAL_CELL,
  FALSE_CELL,
  INT_CELL,
  integerText,
  NEGATIVE,
  NULL_CELL,
  ROW_PLACES,
  STRING_CELL,
  TRUE_CELL,
  type LiteralRows
} from '../ast/values';
import { canCast } from '../types/cast-rules';
import type { SessionFormat } from '../types/session-format';
import { BOOL, sameType, type SqlType } from '../types/type';
import { assignmentChange } from './casts';
import { canBecome, constantType, literalReader, naturalType, type Constant } from './constants';
import type { PlanContext } from './plan-context';

/** Integers of so many digits are exact as doubles, and integers whatever they say. */
const SHORT_DIGITS = 15;

/**
 * Reads rows of literals as rows of some types. What a kind of literal becomes in a column is settled once, with the checker's own rules,
 * and not for each of the many thousand cells that a statement may have.
 */
export class LiteralRowReader {
  readonly #types: readonly SqlType[];
  readonly #context: PlanContext;
  /** By column and kind of cell; null where a cell has to be looked at by itself. */
  readonly #readers: (CellReader | null | undefined)[];

  constructor(types: readonly SqlType[], context: PlanContext) {
    this.#types = types;
    this.#context = context;
    this.#readers = new Array<CellReader | null | undefined>(types.length * CELL_KINDS).fill(undefined);
  }

  /**
   * The values of a row as wide as there are types.
   * @returns undefined where the row has to be checked cell by cell, which also tells what is wrong with it
   */
  read(literals: LiteralRows, row: number): Datum[] | undefined {
    const { places } = literals;
    const values = new Array<Datum>(this.#types.length);
    // As all rows are made, so that those of numbers alone are no arrays of another kind.
    for (let i = 0; i < values.length; i++) values[i] = null;
    for (let i = 0, cell = row + ROW_PLACES; i < values.length; i++, cell += CELL_PLACES) {
      const reader = this.#reader(i, places[cell]);
      const value = reader?.(literals, cell);
      if (value === undefined) return undefined;
      values[i] = value;
    }
    return values;
  }

  #reader(column: number, kind: number): CellReader | null {
    const place = column * CELL_KINDS + kind;
    return (this.#readers[place] ??= cellReader(kind, this.#types[column], this.#context));
  }
}

/** The value of a cell; undefined where its text is none, or not one of the kind. */
type CellReader = (literals: LiteralRows, cell: number) => Datum | undefined;

function cellReader(kind: number, type: SqlType, context: PlanContext): CellReader | null {
  if (kind === NULL_CELL) return () => null;
  if (kind === TRUE_CELL || kind === FALSE_CELL)
    return sameType(BOOL, type) ? () => kind === TRUE_CELL : null;
  const constant = exampleOf(kind);
  const isWhole = constant.kind === 'number' && constant.whole;
  // Whether 1.0 is an integer is seen in its digits.
  if (kind === DECIMAL_CELL || kind === DECIMAL_CELL + NEGATIVE)
    if (type.family === 'int' || type.family === 'oid') return null;
  const wanted = canBecome(constant, type, context) ? type : naturalType(constant);
  const found = constantType(constant, wanted);
  if (!sameType(found, type) && !canCast(found, type, 'assignment')) return null;
  const read = literalReader(constant, wanted);
  const change = assignmentChange(found, type);
  const { format } = context.session;
  if (isWhole && found.family === 'int' && !change) return shortInt(kind === INT_CELL ? 1 : -1);
  const assigned = change ? (text: string) => change(read(text, format), format) : read;
  return (literals, cell) => {
    const text = cellText(literals, cell);
    if (!isWhole) return valueOf(text, assigned, format);
    return text.length > SHORT_DIGITS ? undefined : valueOf(integerText(text), assigned, format);
  };
}

/** Any literal of a kind: the others are read as it is. */
function exampleOf(kind: number): Constant & { readonly kind: 'number' | 'string' } {
  const place = { lit: -1, span: { offset: 0, length: 0 } };
  if (kind === STRING_CELL) return { kind: 'string', text: '', ...place };
  const whole = kind === INT_CELL || kind === INT_CELL + NEGATIVE;
  return { kind: 'number', text: '0', negative: kind >= NEGATIVE, whole, ...place };
}

/** A text's value; undefined where it has none, which the checker tells best. */
function valueOf(
  text: string,
  read: (text: string, format: SessionFormat) => Datum,
  format: SessionFormat
): Datum | undefined {
  try {
    return read(text, format);
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

/** Decimal digits read where they stand. */
function shortInt(sign: 1 | -1): CellReader {
  return ({ text, places }, cell) => {
    const end = places[cell + 2];
    if (end - places[cell + 1] > SHORT_DIGITS) return undefined;
    let value = 0;
    for (let i = places[cell + 1]; i < end; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit > 9) return undefined;
      value = value * 10 + digit;
    }
    return sign * value;
  };
}
