import type { Datum, WideInt } from '../../base/datum';
import { castDatum } from './cast';
import { compareDatums } from './compare';
import { compareDecimals, decimalFromFloat } from './decimal';
import { compareFloats } from './float';
import type { Volatility } from './operators';
import type { SessionFormat } from './session-format';
import * as T from './type';
import type { SqlType } from './type';

/** Comparison operators: which types compare, and how (eval.go, CmpOps). */

export type ComparisonOp = '=' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * Orders two values, neither NULL: negative, zero, positive; null where a NULL inside a tuple leaves the answer open.
 * The operator matters for tuples only: `=` may be decided behind a NULL, `<` may not.
 */
export type Comparator = (
  left: Datum,
  right: Datum,
  op: ComparisonOp,
  format: SessionFormat
) => number | null;

export interface Comparison {
  readonly compare: Comparator;
  /** Stable where the session's time zone decides. */
  readonly volatility: Volatility;
}

/** How values of two types compare, or undefined when they do not. */
export function comparisonOf(left: SqlType, right: SqlType): Comparison | undefined {
  if (left.family === 'tuple' && right.family === 'tuple') return tupleComparison(left.elems, right.elems);
  if (left.family === 'unknown' || right.family === 'unknown')
    return sameKind(left.family === 'unknown' ? right : left);
  if (left.family === 'unsupported' || right.family === 'unsupported') return undefined;
  if (T.equivalent(left, right)) {
    if (left.family === 'array' && right.family === 'array')
      return comparisonOf(left.elem, right.elem) && sameKind(left);
    return sameKind(left);
  }
  const mixed = MIXED.get(`${left.family} ${right.family}`);
  if (mixed) return mixed;
  const mirrored = MIXED.get(`${right.family} ${left.family}`);
  if (!mirrored) return undefined;
  const { compare, volatility } = mirrored;
  return {
    volatility,
    compare: (a, b, op, format) => {
      const order = compare(b, a, op, format);
      return order === null ? null : -order;
    }
  };
}

function sameKind(type: SqlType): Comparison {
  return { volatility: 'leakproof', compare: (a, b) => compareDatums(a, b, type) };
}

/** An integer and a float compare as the exact numbers they are; NaN is below them all. */
function compareIntFloat(a: Datum, b: Datum): number {
  const int = a as WideInt;
  const float = b as number;
  if (float !== float) return 1;
  return int < float ? -1 : int > float ? 1 : 0;
}

/** Both made values of the right type first. */
function throughCast(left: SqlType, right: SqlType, common: SqlType, volatility: Volatility): Comparison {
  return {
    volatility,
    compare: (a, b, _op, format) =>
      compareDatums(castMoment(a, left, common, format), castMoment(b, right, common, format), common)
  };
}

/** Infinite dates compare with moments although they cannot become one by a cast. */
function castMoment(datum: Datum, from: SqlType, to: SqlType, format: SessionFormat): Datum {
  return from.family === 'date' && !Number.isFinite(datum) ? datum : castDatum(datum, from, to, format);
}

const MIXED: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['int float', { volatility: 'leakproof', compare: compareIntFloat }],
  ['int decimal', { volatility: 'leakproof', compare: (a, b) => compareDecimals(String(a), b as string) }],
  [
    'decimal float',
    {
      volatility: 'leakproof',
      compare: (a, b) => compareDecimals(a as string, decimalFromFloat(b as number))
    }
  ],
  ['int oid', { volatility: 'leakproof', compare: (a, b) => compareFloats(Number(a), b as number) }],
  ['date timestamp', throughCast(T.DATE, T.TIMESTAMP, T.TIMESTAMP, 'immutable')],
  ['date timestamptz', throughCast(T.DATE, T.TIMESTAMPTZ, T.TIMESTAMPTZ, 'stable')],
  ['timestamp timestamptz', throughCast(T.TIMESTAMP, T.TIMESTAMPTZ, T.TIMESTAMPTZ, 'stable')],
  ['time timetz', throughCast(T.TIME, T.TIMETZ, T.TIMETZ, 'stable')]
]);

/** Element by element. `=` is false as soon as two elements differ, open when a NULL was met and nothing differs. */
function tupleComparison(left: readonly SqlType[], right: readonly SqlType[]): Comparison | undefined {
  if (left.length !== right.length) return undefined;
  const elems: Comparison[] = [];
  for (let i = 0; i < left.length; i++) {
    const elem = comparisonOf(left[i], right[i]);
    if (!elem) return undefined;
    elems.push(elem);
  }
  const volatility = elems.some((elem) => elem.volatility === 'stable') ? 'stable' : 'immutable';
  return {
    volatility,
    compare: (a, b, op, format) => {
      const [x, y] = [a as readonly Datum[], b as readonly Datum[]];
      const isEquality = op === '=' || op === '!=';
      let open = false;
      for (let i = 0; i < elems.length; i++) {
        const order = x[i] === null || y[i] === null ? null : elems[i].compare(x[i], y[i], op, format);
        if (order === null) {
          if (!isEquality) return null;
          open = true;
        } else if (order !== 0) return order;
      }
      return open ? null : 0;
    }
  };
}
