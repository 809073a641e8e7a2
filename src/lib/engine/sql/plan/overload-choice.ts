import type { Expr } from '../ast/expr';
import { equivalent, unbounded, type SqlType } from '../types/type';
import type { Checker } from './checker';
import {
  canBecome,
  commonType,
  constantOf,
  isReadable,
  naturalType,
  resolveConstant,
  type Constant
} from './constants';
import type { Scalar } from './scalar';

/**
 * Which overload of an operator or function is meant. Arguments that have a type of their own decide first, then constants
 * take what is left, by the preferences of CockroachDB (sem/tree/overload.go): the type wanted outside, the type the
 * other arguments share, the constants' natural type, a type the constants have in common, the preferred overload.
 */

/** What choosing needs to know of an overload. */
export interface Candidate {
  takes(count: number): boolean;
  /** Type of one parameter; `any` takes everything. */
  param(index: number): SqlType;
  result(args: readonly SqlType[]): SqlType;
  readonly preferred: boolean;
}

export interface Choice<C extends Candidate> {
  /** One when the choice was clear, several when it was not, none when nothing fits. */
  readonly matches: readonly C[];
  readonly args: readonly Scalar[];
}

/**
 * Chooses among candidates.
 * @param options.wanted the result type that the surroundings would like
 * @param options.binary the arguments are the two sides of an operator
 * @param options.known arguments that have been checked already; checking twice would plan subqueries twice
 */
export function chooseOverload<C extends Candidate>(
  checker: Checker,
  candidates: readonly C[],
  args: readonly Expr[],
  options: ChoiceOptions
): Choice<C> {
  const fitting = candidates.filter((c) => c.takes(args.length));
  return new OverloadChoice(checker, fitting, args, options.known).choose(
    options.wanted,
    options.binary ?? false
  );
}

export interface ChoiceOptions {
  readonly wanted: SqlType | undefined;
  readonly binary?: boolean;
  readonly known?: readonly (Scalar | undefined)[];
}

class OverloadChoice<C extends Candidate> {
  readonly #checker: Checker;
  readonly #args: readonly Expr[];
  /** What the arguments are that are constants; undefined in the places of the others. */
  readonly #constants: readonly (Constant | undefined)[];
  readonly #typed: (Scalar | undefined)[];
  #left: readonly C[];

  constructor(
    checker: Checker,
    candidates: readonly C[],
    args: readonly Expr[],
    known: ChoiceOptions['known']
  ) {
    this.#checker = checker;
    this.#args = args;
    this.#left = candidates;
    this.#typed = args.map((_, i) => known?.[i]);
    this.#constants = args.map((arg) => constantOf(arg));
  }

  choose(wanted: SqlType | undefined, binary: boolean): Choice<C> {
    this.#keep((c) =>
      this.#takesConstants(c, (constant, param) => canBecome(constant, param, this.#checker.context))
    );
    this.#checkTypedArguments();
    const clear =
      this.#left.length <= 1 ||
      (wanted !== undefined && this.#prefer((c) => equivalent(c.result(this.#types()), wanted))) ||
      this.#narrowByConstants() ||
      (binary && this.#narrowByNull()) ||
      this.#narrow((c) => c.preferred);
    return this.#finish(clear);
  }

  /** Arguments that are no constants get their types, with the type all candidates agree on as a wish. */
  #checkTypedArguments(): void {
    for (let i = 0; i < this.#args.length; i++) {
      if (this.#constants[i]) continue;
      const first = this.#left[0]?.param(i);
      const agreed =
        first && this.#left.every((c) => equivalent(c.param(i), first)) && first.family !== 'any';
      const scalar = this.#typed[i] ?? this.#checker.check(this.#args[i], agreed ? first : undefined);
      this.#typed[i] = scalar;
      this.#left = this.#left.filter((c) => accepts(c.param(i), scalar.type));
    }
  }

  #narrowByConstants(): boolean {
    const all = this.#constants.filter((constant) => constant !== undefined);
    if (all.length === 0) return false;
    const { context } = this.#checker;
    const shared = this.#sharedType();
    const are = (type: SqlType) => (_constant: Constant, param: SqlType) => equivalent(param, type);
    if (shared && all.every((constant) => canBecome(constant, shared, context))) {
      if (this.#narrow((c) => this.#takesConstants(c, are(shared)))) return true;
    }
    const isNatural = (constant: Constant, param: SqlType) => equivalent(param, naturalType(constant));
    if (this.#narrow((c) => this.#takesConstants(c, isNatural))) return true;
    this.#keep((c) => this.#takesConstants(c, (constant, param) => isReadable(constant, param, context)));
    if (this.#left.length <= 1) return true;
    const best = commonType(all, context);
    return best !== undefined && this.#prefer((c) => this.#takesConstants(c, are(best)));
  }

  /** The type of all arguments that are no constants, if it is one. */
  #sharedType(): SqlType | undefined {
    const types = this.#typed.filter((scalar) => scalar !== undefined).map((scalar) => scalar.type);
    return types.length > 0 && types.every((type) => equivalent(type, types[0])) ? types[0] : undefined;
  }

  /** Whether every constant suits the parameter it stands for; `any` suits all. */
  #takesConstants(candidate: C, suits: (constant: Constant, param: SqlType) => boolean): boolean {
    return this.#constants.every((constant, i) => {
      if (!constant) return true;
      const param = candidate.param(i);
      return param.family === 'any' || suits(constant, param);
    });
  }

  /** Next to an untyped NULL, the overload over two values of one type is meant. */
  #narrowByNull(): boolean {
    const [left, right] = this.#typed.map((scalar) => scalar?.type);
    if (left?.family === 'unknown' && right && right.family !== 'unknown')
      return this.#narrow((c) => equivalent(c.param(0), right));
    if (right?.family === 'unknown' && left && left.family !== 'unknown')
      return this.#narrow((c) => equivalent(c.param(1), left));
    return false;
  }

  #keep(passes: (candidate: C) => boolean): void {
    this.#left = this.#left.filter(passes);
  }

  /** Keeps the candidates that pass, if any do. @returns whether one is left */
  #prefer(passes: (candidate: C) => boolean): boolean {
    const passing = this.#left.filter(passes);
    if (passing.length > 0) this.#left = passing;
    return this.#left.length === 1;
  }

  /** Keeps the candidates that pass, if exactly one does. */
  #narrow(passes: (candidate: C) => boolean): boolean {
    const passing = this.#left.filter(passes);
    if (passing.length !== 1) return false;
    this.#left = passing;
    return true;
  }

  #types(): SqlType[] {
    return this.#typed.map((scalar, i) => scalar?.type ?? naturalType(this.#constants[i]!)); // one of the two
  }

  #finish(clear: boolean): Choice<C> {
    const only = clear || this.#left.length === 1 ? this.#left[0] : undefined;
    const { context } = this.#checker;
    for (const [i, constant] of this.#constants.entries()) {
      if (!constant) continue;
      const param = only?.param(i);
      const type = param && param.family !== 'any' && canBecome(constant, param, context) ? param : undefined;
      this.#typed[i] = resolveConstant(constant, type ?? naturalType(constant), context);
    }
    const args = this.#typed as Scalar[]; // all have been filled in
    const matches = this.#left.filter((c) => args.every((arg, i) => accepts(c.param(i), arg.type)));
    return { matches, args };
  }
}

/** NULL fits every parameter. Tuples and arrays of NULLs fit those of any element. */
export function accepts(param: SqlType, type: SqlType): boolean {
  if (type.family === 'unknown' || param.family === 'any') return true;
  if (param.family === 'array' && type.family === 'array')
    return type.elem.family === 'unknown' || param.elem.family === 'any' || accepts(param.elem, type.elem);
  return equivalent(param, unbounded(type));
}
