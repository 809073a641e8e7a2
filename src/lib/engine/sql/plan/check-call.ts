import { SqlError, type Span } from '../../base/errors';
import type { Expr, FunctionCall } from '../ast/expr';
import type { ObjectName } from '../ast/name';
import type { AggregateOverload, GeneratorOverload, Overload } from '../builtins/overload';
import { functionNames, lookupFunction, unsupportedFunction } from '../builtins/registry';
import { typeWord } from '../types/type-name';
import type { SqlType } from '../types/type';
import type { Checker } from './checker';
import { checkRoutineCall, routinesOf } from './check-routine';
import { checkWindowCall } from './check-window';
import { didYouMean, syntax, unsupported } from './errors';
import { chooseOverload } from './overload-choice';
import { planSortKeys } from './plan-order';
import type { AggregateCall, GeneratorItem } from './rel';
import { readRegisters } from './walk';
import { checkSameType, asOneType } from './same-type';
import { columnScalar, nullConst, type Scalar } from './scalar';
import { rowTuple } from './checker';

/** Function calls: scalar functions, aggregates, window functions and generators of rows. */

export function checkCall(checker: Checker, call: FunctionCall, wanted: SqlType | undefined): Scalar {
  const span = checker.at(call);
  const name = functionName(call.name);
  const value = call.args.length === 0 && !call.star ? checker.scope.calledValue(name) : undefined;
  if (value) return { ...value, span };
  const routines = routinesOf(checker, call);
  if (routines) return checkRoutineCall(checker, call, routines, wanted);
  const overloads = overloadsOf(checker, call, name);
  if (call.over) return checkWindowCall(checker, call, overloads);
  const [{ kind }] = overloads;
  switch (kind) {
    case 'aggregate':
      return checkAggregate(checker, call, overloads as readonly AggregateOverload[], name);
    case 'window':
      throw new SqlError('42809', `window function ${name}() requires an OVER clause`, { span });
    case 'generator':
      refuseAggregateClauses(checker, call, name);
      return checkGenerator(checker, call, overloads as readonly GeneratorOverload[], name);
    case 'scalar':
      refuseAggregateClauses(checker, call, name);
      return callOverload(checker, overloads, name, argumentsOf(checker, call), wanted, span);
  }
}

/** A call of a scalar function that the planner makes itself. */
export function callFunction(
  checker: Checker,
  name: string,
  args: readonly Expr[],
  wanted: SqlType | undefined,
  node: Expr
): Scalar {
  return callOverload(checker, lookupFunction(name) ?? [], name, args, wanted, checker.at(node));
}

/** The name under which the registry has a function: names of `pg_catalog` stand by themselves. */
export function functionName(name: ObjectName): string {
  return name.schema === undefined || name.schema === 'pg_catalog'
    ? name.object
    : `${name.schema}.${name.object}`;
}

/** @throws SqlError 42883 for an unknown name, 0A000 for one that is known and left out */
export function overloadsOf(checker: Checker, call: FunctionCall, name: string): readonly Overload[] {
  const span = checker.at(call.name);
  const found = call.oid === undefined ? lookupFunction(name) : undefined;
  if (found && found.length > 0) return found;
  const why = unsupportedFunction(name);
  if (why !== undefined) throw unsupported(`the function ${name}()`, span, why);
  throw new SqlError('42883', `unknown function: ${name}()`, {
    span,
    hint: didYouMean(name, functionNames())
  });
}

/** Arguments as the checker takes them; `t.*` is the row of t. */
function argumentsOf(checker: Checker, call: FunctionCall): readonly Expr[] {
  if (call.star) throw syntax(`cannot use "*" as the argument of ${call.name.object}()`, checker.at(call));
  return call.args;
}

/** Chooses the overload of a scalar function. */
function callOverload(
  checker: Checker,
  overloads: readonly Overload[],
  name: string,
  argExprs: readonly Expr[],
  wanted: SqlType | undefined,
  span: Span | undefined
): Scalar {
  const { overload, args } = chooseFunction(checker, overloads, name, argExprs, wanted, span);
  if (overload === undefined) return nullConst({ family: 'unknown' }, span);
  if (overload.kind !== 'scalar') throw wrongKind(name, overload.kind, span);
  const types = args.map((arg) => arg.type);
  return {
    kind: 'call',
    type: overload.result(types),
    span,
    name,
    args,
    fn: overload.bind(types),
    nullable: overload.nullable,
    volatility: overload.volatility
  };
}

function wrongKind(name: string, kind: string, span: Span | undefined): SqlError {
  return new SqlError('42809', `${name}() is ${kind === 'aggregate' ? 'an' : 'a'} ${kind} function`, {
    span
  });
}

/** An overload and its arguments; no overload where a NULL argument makes every call NULL. */
interface ChosenFunction<O> {
  readonly overload: O | undefined;
  readonly args: readonly Scalar[];
}

/**
 * Chooses an overload for arguments.
 * @throws SqlError 42883 when none takes them, 42725 when several do
 */
export function chooseFunction<O extends Overload>(
  checker: Checker,
  overloads: readonly O[],
  name: string,
  argExprs: readonly Expr[],
  wanted: SqlType | undefined,
  span: Span | undefined
): ChosenFunction<O> {
  const like = overloads.find((overload) => overload.homogeneous);
  if (like) return { overload: like, args: asOneType(checkSameType(checker, argExprs, wanted)) };
  const known = argExprs.map((arg) => starArgument(checker, arg));
  const { matches, args } = chooseOverload(checker, overloads, argExprs, { wanted, known });
  if (matches.length === 1) return { overload: matches[0], args };
  const types = args.map((arg) => typeWord(arg.type)).join(', ');
  if (matches.length === 0) throw noSignature(overloads, name, types, span);
  const hasNull = args.some((arg) => arg.type.family === 'unknown');
  if (hasNull && matches.every((match) => !match.nullable)) return { overload: undefined, args };
  throw new SqlError('42725', `ambiguous call: ${name}(${types})`, {
    span,
    hint: `candidates are: ${matches.map((match) => `${name}${match.signature}`).join(', ')}`
  });
}

export function noSignature(
  overloads: readonly { readonly signature: string }[],
  name: string,
  types: string,
  span: Span | undefined
): SqlError {
  const known = [...new Set(overloads.map((overload) => `${name}${overload.signature}`))].slice(0, 8);
  return new SqlError('42883', `unknown signature: ${name}(${types})`, {
    span,
    hint: known.length > 0 ? `known signatures: ${known.join(', ')}` : undefined
  });
}

/** `f(t.*)` takes the row of t as one tuple. */
export function starArgument(checker: Checker, arg: Expr): Scalar | undefined {
  if (arg.kind !== 'star') return undefined;
  return rowTuple(checker.scope.expand(arg, checker.at(arg)), undefined, checker.at(arg));
}

export function refuseAggregateClauses(checker: Checker, call: FunctionCall, name: string): void {
  const span = checker.at(call);
  if (call.quantifier === 'DISTINCT')
    throw new SqlError('42809', `DISTINCT specified but ${name}() is not an aggregate function`, { span });
  if (call.filter)
    throw new SqlError('42809', `FILTER specified but ${name}() is not an aggregate function`, { span });
  if (call.orderBy.length > 0)
    throw new SqlError('42809', `ORDER BY specified, but ${name}() is not an aggregate function`, { span });
  if (call.withinGroup)
    throw new SqlError('42809', `WITHIN GROUP specified, but ${name}() is not an ordered-set function`, {
      span
    });
}

/** The SELECT that an aggregate belongs to: the innermost one whose columns it reads, or else its own. */
function checkAggregate(
  checker: Checker,
  call: FunctionCall,
  overloads: readonly AggregateOverload[],
  name: string
): Scalar {
  const span = checker.at(call);
  const block = checker.allow('aggregate', span);
  const made = block.within('aggregate', () => aggregateCall(checker, call, overloads, name));
  const owner = ownerBlock(checker, made) ?? block;
  if (owner !== block) owner.allow('aggregate', span);
  return { ...owner.addAggregate(made), span };
}

/** Types an aggregate call and everything in it. */
export function aggregateCall(
  checker: Checker,
  call: FunctionCall,
  overloads: readonly AggregateOverload[],
  name: string
): AggregateCall {
  const span = checker.at(call);
  if (call.star && name !== 'count') throw syntax(`cannot use "*" as the argument of ${name}()`, span);
  const known = call.star ? (lookupFunction('count_rows') as readonly AggregateOverload[]) : overloads;
  const ordered = call.withinGroup && call.withinGroup.kind === 'orderBy' ? [call.withinGroup.expr] : [];
  if (overloads[0].orderedSet && !call.withinGroup)
    throw new SqlError('42809', `ordered-set aggregation ${name}() requires WITHIN GROUP clause`, { span });
  const argExprs = [...call.args, ...ordered];
  const { overload, args } = chooseFunction(checker, known, name, argExprs, undefined, span);
  const chosen = overload ?? known[0];
  const types = args.map((arg) => arg.type);
  if (call.quantifier === 'DISTINCT' && call.orderBy.length > 0 && args.length === 0)
    throw syntax('DISTINCT needs an argument', span);
  const orderItems = call.withinGroup ? [call.withinGroup] : call.orderBy;
  return {
    name,
    args,
    distinct: call.quantifier === 'DISTINCT',
    filter: call.filter && checkFilter(checker, call.filter),
    orderBy: planSortKeys(checker, orderItems),
    type: chosen.result(types),
    aggregate: chosen.bind(types)
  };
}

/** FILTER is asked of single rows, also where the function itself ranges over groups. */
function checkFilter(checker: Checker, filter: Expr): Scalar {
  const check = () => checker.checkBool(filter, 'FILTER');
  return checker.block ? checker.block.within('FILTER', check) : check();
}

/** The innermost SELECT around, whose rows an aggregate's arguments read; undefined when they read none. */
function ownerBlock(checker: Checker, call: AggregateCall) {
  const read = aggregateRegisters(call);
  if (read.size === 0) return undefined;
  for (let scope: typeof checker.scope | undefined = checker.scope; scope; scope = scope.parent) {
    if (scope.block && scope.columns.some((column) => touches(column.expr, read))) return scope.block;
  }
  return undefined;
}

function touches(expr: Scalar, registers: ReadonlySet<number>): boolean {
  for (const register of readRegisters(expr)) if (registers.has(register)) return true;
  return false;
}

function aggregateRegisters(call: AggregateCall): Set<number> {
  const all = [...call.args, ...(call.filter ? [call.filter] : []), ...call.orderBy.map((key) => key.expr)];
  return new Set(all.flatMap((scalar) => [...readRegisters(scalar)]));
}

/** A generator in a select list: the SELECT gives a row for each of its rows. */
function checkGenerator(
  checker: Checker,
  call: FunctionCall,
  overloads: readonly GeneratorOverload[],
  name: string
): Scalar {
  const span = checker.at(call);
  const block = checker.allow('generator', span);
  const item = block.withoutGenerators('nested set-returning functions are not supported', () =>
    generatorItem(checker, call, overloads, name)
  );
  const { register, slot } = block.addGenerator(item);
  const { columns } = item;
  if (columns.length === 1)
    return { ...columnScalar(register, slot, columns[0].name, columns[0].type), span };
  const items = columns.map((column, i) => columnScalar(register, slot + i, column.name, column.type));
  const type: SqlType = {
    family: 'tuple',
    elems: columns.map((column) => column.type),
    labels: columns.map((column) => column.name)
  };
  return { kind: 'tuple', type, span, items, register: undefined };
}

/** A generator with its arguments; its columns are the elements of its tuple, or one called like the function. */
export function generatorItem(
  checker: Checker,
  call: FunctionCall,
  overloads: readonly GeneratorOverload[],
  name: string
): GeneratorItem {
  const span = checker.at(call);
  const { overload, args } = chooseFunction(
    checker,
    overloads,
    name,
    argumentsOf(checker, call),
    undefined,
    span
  );
  const chosen = overload ?? overloads[0];
  const types = args.map((arg) => arg.type);
  const result = chosen.result(types);
  const columns =
    result.family === 'tuple'
      ? result.elems.map((type, i) => ({ name: result.labels?.[i] ?? `column${i + 1}`, type }))
      : [{ name: call.name.object, type: result }];
  return { name, args, columns, fn: chosen.bind(types), nullable: chosen.nullable };
}
