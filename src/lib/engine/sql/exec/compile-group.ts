import type { Datum } from '../../base/datum';
import type { AggregateCall, GroupRel } from '../plan/rel';
import { hashKey, hashKeyOf } from '../types/compare';
import { registersOf, rowOf } from './compile-rel';
import type { Compiler } from './compiler';
import { NULL_ROW, type Eval, type Frame, type Run } from './frame';
import { makeKeeper, type KeptRow } from './kept-rows';
import { makeKeyOrder } from './sort-order';

/** One group: its first row, and the state of each aggregate. */
interface Group {
  readonly first: KeptRow;
  readonly states: unknown[];
}

/** Bytes of a group besides its first row. */
const GROUP_BYTES = 96;

export function compileGroup(rel: GroupRel, compiler: Compiler): Run {
  const input = compiler.rel(rel.input);
  const keyOf = compileGroupKey(rel, compiler);
  const steps = rel.aggregates.map((call) => compileAggregate(call, compiler));
  const registers = registersOf(rel.input);
  const keeper = makeKeeper(registers);
  const { register, scalar } = rel;

  const give = (frame: Frame, group: Group): void => {
    keeper.restore(frame, group.first);
    frame.rows[register] = steps.map((step, i) => step.finish(group.states[i], frame));
  };

  if (rel.keys.length === 0) {
    return (frame, next) => {
      let group: Group | undefined;
      input(frame, () => {
        group ??= { first: keeper.keep(frame), states: steps.map((step) => step.start()) };
        const { states } = group;
        for (let i = 0; i < steps.length; i++) states[i] = steps[i].step(states[i], frame);
        return false;
      });
      if (!group) {
        if (!scalar) return false;
        for (const r of registers) frame.rows[r] = NULL_ROW;
        group = { first: keeper.keep(frame), states: steps.map((step) => step.start()) };
      }
      give(frame, group);
      return next();
    };
  }

  return (frame, next) => {
    const groups = new Map<unknown, Group>();
    input(frame, () => {
      const key = keyOf(frame);
      let group = groups.get(key);
      if (!group) {
        frame.ctx.memory(GROUP_BYTES);
        groups.set(key, (group = { first: keeper.keep(frame), states: steps.map((step) => step.start()) }));
      }
      const { states } = group;
      for (let i = 0; i < steps.length; i++) states[i] = steps[i].step(states[i], frame);
      return false;
    });
    for (const group of groups.values()) {
      give(frame, group);
      if (next()) return true;
    }
    return false;
  };
}

function compileGroupKey(rel: GroupRel, compiler: Compiler): (frame: Frame) => unknown {
  const keys = compiler.scalars(rel.keys);
  const types = rel.keys.map((key) => key.type);
  if (keys.length === 1) {
    const [only] = keys;
    const [type] = types;
    return (frame) => hashKey(only(frame), type);
  }
  return (frame) => hashKeyOf(rowOf(keys, frame), types);
}

/** An aggregate over the rows of a frame, one group's state at a time. */
interface AggregateStep {
  start(): unknown;
  step(state: unknown, frame: Frame): unknown;
  finish(state: unknown, frame: Frame): Datum;
}

function compileAggregate(call: AggregateCall, compiler: Compiler): AggregateStep {
  const plain = call.orderBy.length > 0 ? orderedStep(call, compiler) : plainStep(call, compiler);
  const filter = call.filter && compiler.scalar(call.filter);
  if (!filter) return plain;
  return { ...plain, step: (state, frame) => (filter(frame) === true ? plain.step(state, frame) : state) };
}

function plainStep(call: AggregateCall, compiler: Compiler): AggregateStep {
  const { aggregate } = call;
  const args = compiler.scalars(call.args);
  const finish = (state: unknown, frame: Frame) => aggregate.finish(state, frame.ctx);
  if (call.distinct) return distinctStep(call, args);
  if (args.length === 1) {
    const [only] = args;
    return {
      start: () => aggregate.init(),
      step: (state, frame) => aggregate.step(state, [only(frame)], frame.ctx),
      finish
    };
  }
  return {
    start: () => aggregate.init(),
    step: (state, frame) => aggregate.step(state, rowOf(args, frame), frame.ctx),
    finish
  };
}

interface DistinctState {
  readonly seen: Set<string>;
  inner: unknown;
}

/** Every combination of arguments counts once. */
function distinctStep({ aggregate, args: scalars }: AggregateCall, args: readonly Eval[]): AggregateStep {
  const types = scalars.map((arg) => arg.type);
  return {
    start: (): DistinctState => ({ seen: new Set(), inner: aggregate.init() }),
    step(state, frame) {
      const own = state as DistinctState;
      const values = rowOf(args, frame);
      const key = hashKeyOf(values, types);
      if (own.seen.has(key)) return own;
      frame.ctx.memory(32 + 2 * key.length);
      own.seen.add(key);
      own.inner = aggregate.step(own.inner, values, frame.ctx);
      return own;
    },
    finish: (state, frame) => aggregate.finish((state as DistinctState).inner, frame.ctx)
  };
}

interface OrderedRow {
  readonly keys: readonly Datum[];
  readonly args: Datum[];
}

/** Keeps the arguments and hands them on in order when the group is complete. */
function orderedStep(call: AggregateCall, compiler: Compiler): AggregateStep {
  const { aggregate, distinct } = call;
  const args = compiler.scalars(call.args);
  const types = call.args.map((arg) => arg.type);
  const keysOf = compiler.scalars(call.orderBy.map((key) => key.expr));
  const order = makeKeyOrder(call.orderBy);
  return {
    start: (): OrderedRow[] => [],
    step(state, frame) {
      const rows = state as OrderedRow[];
      frame.ctx.memory(64 + 16 * args.length);
      rows.push({ keys: rowOf(keysOf, frame), args: rowOf(args, frame) });
      return rows;
    },
    finish(state, frame) {
      const rows = (state as OrderedRow[]).sort((a, b) => order(a.keys, b.keys));
      const seen = new Set<string>();
      let inner = aggregate.init();
      for (const row of rows) {
        if (distinct) {
          const key = hashKeyOf(row.args, types);
          if (seen.has(key)) continue;
          seen.add(key);
        }
        inner = aggregate.step(inner, row.args, frame.ctx);
      }
      return aggregate.finish(inner, frame.ctx);
    }
  };
}
