import type { Datum } from '../../base/datum';
import type { EvalContext } from './context';
import type { SqlType } from '../types/type';
import { makeSignatures, type Signature } from './signature';

/**
 * Functions as data: a function has a name, a line of documentation and overloads; an overload has parameters, a result
 * and what to do. What depends on the types of the arguments is settled once, by `bind`, before any row is seen.
 */

export type Volatility = 'leakproof' | 'immutable' | 'stable' | 'volatile';

/** A function of one row. Unless it is `nullable` no argument is NULL. */
export type ScalarFn = (args: readonly Datum[], ctx: EvalContext) => Datum;

/**
 * A function of many rows. The accumulator is plain data and the caller's to keep; `step` may change it in place and
 * gives the one to go on with. Rows come in the order that the query asks for.
 */
export interface Aggregate<Acc = unknown> {
  init(): Acc;
  step(acc: Acc, args: readonly Datum[], ctx: EvalContext): Acc;
  finish(acc: Acc, ctx: EvalContext): Datum;
  /** The same over frames that lose rows; absent where each frame has to be gone through anew. */
  readonly sliding?: SlidingAggregate;
}

/** An aggregate that can take rows out again: what is left is the sum of what came less what went, as CockroachDB has it. */
export interface SlidingAggregate<Acc = unknown> {
  init(): Acc;
  step(acc: Acc, args: readonly Datum[], ctx: EvalContext): Acc;
  /** Takes out a row that `step` took in. */
  remove(acc: Acc, args: readonly Datum[], ctx: EvalContext): Acc;
  finish(acc: Acc, ctx: EvalContext): Datum;
  /** True when rows have to go in the order they came, which frames with exclusions do not keep. */
  readonly inOrder: boolean;
}

/** What a window function sees of its partition. Rows count from 0 in the order of the window. */
export interface WindowView {
  /** The current row and how many there are. */
  readonly row: number;
  readonly size: number;
  /** The rows that the order does not tell apart from the current one: the first, one behind the last, and the group's number from 0. */
  readonly peerStart: number;
  readonly peerEnd: number;
  readonly peerGroup: number;
  /** How many rows the frame has, and which they are, in order, exclusions left out. */
  readonly frameSize: number;
  frameRow(index: number): number;
  /** An argument of the function, evaluated on any row of the partition. */
  arg(row: number, index: number): Datum;
}

export type WindowFn = (view: WindowView, ctx: EvalContext) => Datum;

/** A function that gives rows; one column is a row of one value. */
export type GeneratorFn = (args: readonly Datum[], ctx: EvalContext) => Iterable<readonly Datum[]>;

interface OverloadBase {
  readonly name: string;
  /** As documentation shows it: `(input: string, count: int) -> string`. */
  readonly signature: string;
  readonly params: readonly Param[];
  /** Type of any number of further arguments. */
  readonly rest: SqlType | undefined;
  readonly volatility: Volatility;
  /** Called with NULL arguments; otherwise a NULL makes the result NULL (a generator gives no row). */
  readonly nullable: boolean;
  /** Taken where the arguments leave several open. */
  readonly preferred: boolean;
  /** All arguments are to have one type, the first one's: `greatest`, `least`. */
  readonly homogeneous: boolean;
  takes(count: number): boolean;
  /** Type of a parameter, from 0; `any` takes everything. */
  param(index: number): SqlType;
  /** Type of the result; of a generator with several columns a tuple with their names. */
  result(args: readonly SqlType[]): SqlType;
}

export interface Param {
  readonly name: string;
  readonly type: SqlType;
}

export interface ScalarOverload extends OverloadBase {
  readonly kind: 'scalar';
  bind(types: readonly SqlType[]): ScalarFn;
}

export interface AggregateOverload extends OverloadBase {
  readonly kind: 'aggregate';
  /** Arguments in brackets, ordered values behind WITHIN GROUP: `percentile_cont(0.5) WITHIN GROUP (ORDER BY x)` has (0.5, x). */
  readonly orderedSet: boolean;
  bind(types: readonly SqlType[]): Aggregate;
}

export interface WindowOverload extends OverloadBase {
  readonly kind: 'window';
  bind(types: readonly SqlType[]): WindowFn;
}

export interface GeneratorOverload extends OverloadBase {
  readonly kind: 'generator';
  bind(types: readonly SqlType[]): GeneratorFn;
}

export type Overload = ScalarOverload | AggregateOverload | WindowOverload | GeneratorOverload;

export interface OverloadOptions {
  readonly volatility?: Volatility;
  readonly nullable?: boolean;
  readonly preferred?: boolean;
  readonly homogeneous?: boolean;
  readonly orderedSet?: boolean;
  /** Where the signature cannot say it. */
  readonly returns?: (args: readonly SqlType[]) => SqlType;
}

/** What a function does, by kind. */
type Body =
  | { readonly kind: 'scalar'; bind(types: readonly SqlType[]): ScalarFn }
  | { readonly kind: 'aggregate'; bind(types: readonly SqlType[]): Aggregate }
  | { readonly kind: 'window'; bind(types: readonly SqlType[]): WindowFn }
  | { readonly kind: 'generator'; bind(types: readonly SqlType[]): GeneratorFn };

/** An overload as it is written down; a signature with a `T` stands for one overload for each type of element. */
export interface OverloadSpec {
  readonly signature: string;
  readonly options: OverloadOptions;
  readonly body: Body;
}

export interface FunctionSpec {
  readonly names: readonly string[];
  /** One line for completion and hover. */
  readonly doc: string;
  readonly overloads: readonly OverloadSpec[];
}

/** Functions of one subject, as documentation groups them. */
export interface FunctionGroup {
  readonly category: string;
  readonly functions: readonly FunctionSpec[];
}

export function group(category: string, functions: readonly FunctionSpec[]): FunctionGroup {
  return { category, functions };
}

export function fn(
  names: string | readonly string[],
  doc: string,
  overloads: readonly OverloadSpec[]
): FunctionSpec {
  return { names: typeof names === 'string' ? [names] : names, doc, overloads };
}

/** A scalar overload. `A` is the datums its signature promises. */
export function scalar<A extends readonly Datum[]>(
  signature: string,
  call: (args: A, ctx: EvalContext, types: readonly SqlType[]) => Datum,
  options: OverloadOptions = {}
): OverloadSpec {
  return {
    signature,
    options,
    // The checker has seen to it that the arguments are of the signature's types.
    body: { kind: 'scalar', bind: (types) => (args, ctx) => call(args as unknown as A, ctx, types) }
  };
}

/** A scalar overload that prepares something from the types of its arguments. */
export function bound<A extends readonly Datum[]>(
  signature: string,
  bind: (types: readonly SqlType[]) => (args: A, ctx: EvalContext) => Datum,
  options: OverloadOptions = {}
): OverloadSpec {
  return {
    signature,
    options,
    body: {
      kind: 'scalar',
      bind(types) {
        const call = bind(types);
        return (args, ctx) => call(args as unknown as A, ctx);
      }
    }
  };
}

/** An aggregate overload; aggregates see NULLs and mostly pass over them. */
export function aggregate<Acc>(
  signature: string,
  bind: (types: readonly SqlType[]) => Aggregate<Acc>,
  options: OverloadOptions = {}
): OverloadSpec {
  const body: Body = { kind: 'aggregate', bind: (types) => bind(types) as Aggregate };
  return { signature, options: { nullable: true, ...options }, body };
}

export function window(
  signature: string,
  bind: (types: readonly SqlType[]) => WindowFn,
  options: OverloadOptions = {}
): OverloadSpec {
  return { signature, options: { nullable: true, ...options }, body: { kind: 'window', bind } };
}

export function generator<A extends readonly Datum[]>(
  signature: string,
  call: (args: A, ctx: EvalContext, types: readonly SqlType[]) => Iterable<readonly Datum[]>,
  options: OverloadOptions = {}
): OverloadSpec {
  return {
    signature,
    options,
    body: { kind: 'generator', bind: (types) => (args, ctx) => call(args as unknown as A, ctx, types) }
  };
}

/** The overloads that a specification stands for, under a name. */
export function makeOverloads(name: string, spec: OverloadSpec): Overload[] {
  return makeSignatures(spec.signature).map((signature) => makeOverload(name, signature, spec));
}

function makeOverload(name: string, signature: Signature, { options, body }: OverloadSpec): Overload {
  const { params, rest, result } = signature;
  const base: OverloadBase = {
    name,
    signature: signature.text,
    params,
    rest,
    volatility: options.volatility ?? 'immutable',
    nullable: options.nullable ?? false,
    preferred: options.preferred ?? false,
    homogeneous: options.homogeneous ?? false,
    takes: (count) => (rest ? count >= params.length : count === params.length),
    param: (index) => (index < params.length ? params[index].type : (rest ?? ANY_TYPE)),
    result: options.returns ?? result
  };
  switch (body.kind) {
    case 'scalar':
      return { ...base, kind: 'scalar', bind: body.bind };
    case 'aggregate':
      return { ...base, kind: 'aggregate', bind: body.bind, orderedSet: options.orderedSet ?? false };
    case 'window':
      return { ...base, kind: 'window', bind: body.bind };
    case 'generator':
      return { ...base, kind: 'generator', bind: body.bind };
  }
}

const ANY_TYPE: SqlType = { family: 'any' };
