import { SqlError } from '../../base/errors';
import type { FrameBound, FunctionCall, WindowFrame, WindowSpec } from '../ast/expr';
import type { AggregateOverload, Overload, WindowOverload } from '../builtins/overload';
import { INT, INTERVAL, type SqlType } from '../types/type';
import { findBinary } from '../types/operators';
import { typeWord } from '../types/type-name';
import { aggregateCall, chooseFunction, functionName } from './check-call';
import type { Checker } from './checker';
import { comparisonOf } from './comparison';
import { argumentType, notImplemented } from './errors';
import { checkRow, planSortKeys } from './plan-order';
import type { FrameEdge, FrameSpec, SortKey, WindowCall, WindowFunction } from './rel';
import type { Scalar } from './scalar';

/** Window functions: calls with OVER. */

/** A window's parts after names have been looked up. */
interface WindowParts {
  readonly partitionBy: WindowSpec['partitionBy'];
  readonly orderBy: WindowSpec['orderBy'];
  readonly frame: WindowFrame | undefined;
}

export function checkWindowCall(
  checker: Checker,
  call: FunctionCall,
  overloads: readonly Overload[]
): Scalar {
  const span = checker.at(call);
  const name = functionName(call.name);
  const [{ kind }] = overloads;
  if (kind !== 'aggregate' && kind !== 'window')
    throw new SqlError(
      '42809',
      `OVER specified, but ${name}() is neither a window function nor an aggregate function`,
      {
        span
      }
    );
  if (call.quantifier === 'DISTINCT')
    throw notImplemented('DISTINCT is not allowed in window functions', span);
  const block = checker.allow('window', span);
  const made = block.within('window', () => windowCall(checker, call, overloads, name));
  return { ...block.addWindow(made), span };
}

function windowCall(
  checker: Checker,
  call: FunctionCall,
  overloads: readonly Overload[],
  name: string
): WindowCall {
  const parts = windowParts(checker, call.over!); // calls with OVER only
  const orderBy = planSortKeys(checker, parts.orderBy);
  const base = {
    name,
    partitionBy: parts.partitionBy.flatMap((expr) => checkRow(checker, expr)),
    orderBy,
    frame: frameSpec(checker, parts.frame, orderBy)
  };
  if (overloads[0].kind === 'aggregate') {
    const { args, filter, type, aggregate } = aggregateCall(
      checker,
      call,
      overloads as readonly AggregateOverload[],
      name
    );
    return { ...base, args, filter, type, function: { kind: 'aggregate', aggregate } };
  }
  if (call.filter) {
    throw new SqlError('0A000', `FILTER is not implemented for non-aggregate window functions`, {
      span: checker.at(call)
    });
  }
  const windows = overloads as readonly WindowOverload[];
  const { overload, args } = chooseFunction(checker, windows, name, call.args, undefined, checker.at(call));
  const chosen = overload ?? windows[0];
  const types = args.map((arg) => arg.type);
  const fn: WindowFunction = { kind: 'window', fn: chosen.bind(types) };
  return { ...base, args, filter: undefined, type: chosen.result(types), function: fn };
}

/** Follows the names of windows. @throws SqlError 42704 for an unknown one, 42P20 for what a copy may not change */
function windowParts(checker: Checker, spec: WindowSpec): WindowParts {
  if (!spec.base) return spec;
  const base = checker.block?.windowNamed(spec.base.text);
  if (!base)
    throw new SqlError('42704', `window "${spec.base.text}" does not exist`, { span: checker.at(spec.base) });
  const parts = windowParts(checker, base);
  if (spec.named) return parts;
  const refuse = (what: string) => {
    throw new SqlError('42P20', `cannot override ${what} of window "${spec.base!.text}"`, {
      span: checker.at(spec)
    });
  };
  if (spec.partitionBy.length > 0) refuse('PARTITION BY clause');
  if (spec.orderBy.length > 0 && parts.orderBy.length > 0) refuse('ORDER BY clause');
  if (parts.frame) refuse('frame clause');
  return {
    partitionBy: parts.partitionBy,
    orderBy: spec.orderBy.length > 0 ? spec.orderBy : parts.orderBy,
    frame: spec.frame
  };
}

const WHOLE_UP_TO_PEERS: FrameSpec = {
  mode: 'range',
  start: { kind: 'unbounded preceding', offset: undefined },
  end: { kind: 'current row', offset: undefined },
  exclude: undefined,
  shift: undefined
};

function frameSpec(checker: Checker, frame: WindowFrame | undefined, orderBy: readonly SortKey[]): FrameSpec {
  if (!frame) return WHOLE_UP_TO_PEERS;
  const mode = frame.mode.toLowerCase() as FrameSpec['mode'];
  if (mode === 'groups' && orderBy.length === 0)
    throw new SqlError('42P20', 'GROUPS mode requires an ORDER BY clause');
  const offsets = [frame.start, frame.end].some((bound) => bound?.offset);
  if (mode === 'range' && offsets && orderBy.length !== 1)
    throw new SqlError('42P20', 'RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column');
  const ordered = mode === 'range' && offsets ? orderBy[0].expr.type : undefined;
  const start = frameEdge(checker, frame.start, mode, ordered);
  const end = frame.end
    ? frameEdge(checker, frame.end, mode, ordered)
    : { kind: 'current row' as const, offset: undefined };
  checkEdges(start, end);
  return {
    mode,
    start,
    end,
    exclude:
      frame.exclude === undefined || frame.exclude === 'NO OTHERS' ? undefined : EXCLUSIONS[frame.exclude],
    shift: ordered && rangeShift(ordered, start, end)
  };
}

const EXCLUSIONS = { 'CURRENT ROW': 'current row', GROUP: 'group', TIES: 'ties' } as const;

function frameEdge(
  checker: Checker,
  bound: FrameBound,
  mode: FrameSpec['mode'],
  ordered: SqlType | undefined
): FrameEdge {
  const kind = bound.kind.toLowerCase() as FrameEdge['kind'];
  if (!bound.offset) return { kind, offset: undefined };
  const wanted = mode === 'range' ? rangeOffsetType(ordered!) : INT; // RANGE with an offset has an order
  const offset = checker.check(bound.offset, wanted);
  if (offset.type.family !== wanted.family && offset.type.family !== 'unknown')
    throw argumentType(mode.toUpperCase(), typeWord(wanted), offset.type, checker.at(bound.offset));
  return { kind, offset };
}

/** By what values of a type are moved: times by intervals, numbers by their like. */
function rangeOffsetType(type: SqlType): SqlType {
  switch (type.family) {
    case 'int':
    case 'float':
    case 'decimal':
      return type;
    case 'date':
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
    case 'interval':
      return INTERVAL;
    default:
      throw new SqlError(
        '42P20',
        `RANGE with offset PRECEDING/FOLLOWING is not supported for column type ${typeWord(type)}`
      );
  }
}

function rangeShift(type: SqlType, start: FrameEdge, end: FrameEdge): FrameSpec['shift'] {
  const offset = (start.offset ?? end.offset)!.type; // one of the edges has an offset
  const add = findBinary('+', type, offset);
  const subtract = findBinary('-', type, offset);
  const comparison = add && comparisonOf(type, add.result);
  if (!add || !subtract || !comparison)
    throw new SqlError(
      '42P20',
      `RANGE with offset PRECEDING/FOLLOWING is not supported for column type ${typeWord(type)}`
    );
  return { add: add.fn, subtract: subtract.fn, comparison };
}

const EDGE_ORDER: readonly FrameEdge['kind'][] = [
  'unbounded preceding',
  'preceding',
  'current row',
  'following',
  'unbounded following'
];

/** A frame starts before it ends. */
function checkEdges(start: FrameEdge, end: FrameEdge): void {
  const refuse = (why: string) => {
    throw new SqlError('42P20', why);
  };
  if (start.kind === 'unbounded following') refuse('frame start cannot be UNBOUNDED FOLLOWING');
  if (end.kind === 'unbounded preceding') refuse('frame end cannot be UNBOUNDED PRECEDING');
  if (EDGE_ORDER.indexOf(start.kind) > EDGE_ORDER.indexOf(end.kind))
    refuse(`frame starting from ${start.kind} cannot end with ${end.kind}`);
}
