import type { Span } from '../../base/errors';
import type { TextNode } from './ddl';
import type { Expr } from './expr';
import type { Name, Node, ObjectName } from './name';
import type { DropBehavior } from './table-def';
import type { TypeRef } from './type';

/** User-defined functions. */

export type ParamMode = 'IN' | 'OUT' | 'INOUT';

/** `[IN | OUT | INOUT] [name] type [DEFAULT expr]`; no mode is IN. */
export interface RoutineParam extends Node {
  readonly mode: ParamMode | undefined;
  readonly name: Name | undefined;
  readonly type: TypeRef;
  readonly default: Expr | undefined;
}

/** `f`, or `f(INT, STRING)`: a function, and where several have the name, which of them. */
export interface RoutineRef extends Node {
  readonly name: ObjectName;
  /** Undefined without brackets. */
  readonly params: readonly RoutineParam[] | undefined;
}

export type FunctionVolatility = 'IMMUTABLE' | 'STABLE' | 'VOLATILE';

/** What CREATE FUNCTION says beside language and body. */
export type RoutineProperty = Node &
  (
    | { readonly kind: 'volatility'; readonly value: FunctionVolatility }
    | { readonly kind: 'leakproof'; readonly value: boolean }
    /** `word` is how it was said: STRICT and RETURNS NULL ON NULL INPUT are the same. */
    | {
        readonly kind: 'nullInput';
        readonly value: 'CALLED ON NULL INPUT' | 'RETURNS NULL ON NULL INPUT' | 'STRICT';
      }
    | { readonly kind: 'security'; readonly value: 'DEFINER' | 'INVOKER' }
  );

/** What a function gives: a value, a row of OUT columns (TABLE), or with `setof` any number of them. */
export interface FunctionReturns {
  readonly setof: boolean;
  /** Undefined for RETURNS TABLE. */
  readonly type: TypeRef | undefined;
  /** Of RETURNS TABLE. */
  readonly columns: readonly RoutineParam[];
}

/** CREATE [OR REPLACE] FUNCTION with its body as a text. */
export interface CreateFunctionStatement extends Node {
  readonly kind: 'createFunction';
  readonly orReplace: boolean;
  readonly name: ObjectName;
  readonly params: readonly RoutineParam[];
  readonly returns: FunctionReturns | undefined;
  readonly properties: readonly RoutineProperty[];
  /** In lower case. */
  readonly language: string | undefined;
  readonly body: TextNode | undefined;
  /** The first of these that says again what has been said. */
  readonly repeated: Span | undefined;
}

export interface DropFunctionStatement extends Node {
  readonly kind: 'dropFunction';
  readonly ifExists: boolean;
  readonly functions: readonly RoutineRef[];
  readonly behavior: DropBehavior;
}
