import type { Rel } from '../plan/rel';
import type { Scalar, SubqueryScalar } from '../plan/scalar';
import { compileScalar } from './compile-scalar';
import { compileRel } from './compile-rel';
import { compileSubquery } from './compile-subquery';
import type { Eval, Frame, Run } from './frame';

/**
 * Turns plans into closures. No text becomes code: an expression is a tree of functions made once for each plan. What a run
 * keeps from one row to the next has a place in `Frame.memos`, given out here.
 */
export class Compiler {
  #memos: number;
  /** Primary indexes of the tables that are read from end to end, through whatever index. */
  readonly fullScans: number[] = [];
  readonly #subqueries = new Map<SubqueryScalar, Eval>();

  /** @param memos places that planning has given out already */
  constructor(memos: number) {
    this.#memos = memos;
  }

  get memos(): number {
    return this.#memos;
  }

  newMemo(): number {
    return this.#memos++;
  }

  scalar(scalar: Scalar): Eval {
    return compileScalar(scalar, this);
  }

  scalars(scalars: readonly Scalar[]): readonly Eval[] {
    return scalars.map((scalar) => compileScalar(scalar, this));
  }

  /**
   * A query used as a value, compiled once wherever it stands: a condition and the bounds of a scan that are drawn from it share theirs.
   * Compiled for each, twenty of them inside one another would be a million.
   */
  subquery(scalar: SubqueryScalar): Eval {
    let compiled = this.#subqueries.get(scalar);
    if (!compiled) this.#subqueries.set(scalar, (compiled = compileSubquery(scalar, this)));
    return compiled;
  }

  rel(rel: Rel): Run {
    return compileRel(rel, this);
  }

  /** A test that holds when every conjunct is true; undefined when there are none. */
  predicate(conjuncts: readonly Scalar[]): ((frame: Frame) => boolean) | undefined {
    if (conjuncts.length === 0) return undefined;
    const evals = this.scalars(conjuncts);
    const [first, second] = evals;
    if (evals.length === 1) return (frame) => first(frame) === true;
    if (evals.length === 2) return (frame) => first(frame) === true && second(frame) === true;
    return (frame) => {
      for (const evaluate of evals) if (evaluate(frame) !== true) return false;
      return true;
    };
  }
}
