import type { Datum } from '../../base/datum';
import type { WindowView } from '../builtins/overload';
import type { WindowCall, WindowRel } from '../plan/rel';
import { hashKeyOf } from '../types/compare';
import { registersOf, rowOf } from './compile-rel';
import type { Compiler } from './compiler';
import type { Frame, Run } from './frame';
import { makeKeeper, type KeptRow } from './kept-rows';
import { makeKeyOrder } from './sort-order';
import { aggregateFrames, type AggregateInput } from './window-aggregate';
import { checkOffset, FrameFinder, type FrameOffsets, type Partition } from './window-frame';

/** Window functions: keeps all rows, works each function out over its partitions, and gives the rows as they came. */
export function compileWindow(rel: WindowRel, compiler: Compiler): Run {
  const input = compiler.rel(rel.input);
  const calls = rel.calls.map((call) => new CompiledCall(call, compiler));
  const keeper = makeKeeper(registersOf(rel.input));
  const { register } = rel;
  return (frame, next) => {
    const rows: KeptRow[] = [];
    const inputs = calls.map((): CallInput[] => []);
    input(frame, () => {
      rows.push(keeper.keep(frame));
      calls.forEach((call, i) => inputs[i].push(call.read(frame)));
      return false;
    });
    const results = calls.map((call, i) => call.compute(inputs[i], frame));
    for (let i = 0; i < rows.length; i++) {
      keeper.restore(frame, rows[i]);
      frame.rows[register] = results.map((values) => values[i]);
      if (next()) return true;
    }
    return false;
  };
}

/** What a function needs to know of one row. */
interface CallInput extends AggregateInput {
  readonly partition: string;
  readonly order: readonly Datum[];
}

class CompiledCall {
  readonly #call: WindowCall;
  readonly #partitionBy;
  readonly #partitionTypes;
  readonly #orderBy;
  readonly #order;
  readonly #args;
  readonly #filter;
  readonly #start;
  readonly #end;

  constructor(call: WindowCall, compiler: Compiler) {
    this.#call = call;
    this.#partitionBy = compiler.scalars(call.partitionBy);
    this.#partitionTypes = call.partitionBy.map((expr) => expr.type);
    this.#orderBy = compiler.scalars(call.orderBy.map((key) => key.expr));
    this.#order = makeKeyOrder(call.orderBy);
    this.#args = compiler.scalars(call.args);
    this.#filter = call.filter && compiler.scalar(call.filter);
    this.#start = call.frame.start.offset && compiler.scalar(call.frame.start.offset);
    this.#end = call.frame.end.offset && compiler.scalar(call.frame.end.offset);
  }

  read(frame: Frame): CallInput {
    frame.ctx.memory(64 + 16 * (this.#args.length + this.#orderBy.length));
    return {
      partition: hashKeyOf(rowOf(this.#partitionBy, frame), this.#partitionTypes),
      order: rowOf(this.#orderBy, frame),
      args: rowOf(this.#args, frame),
      isCounted: this.#filter === undefined || this.#filter(frame) === true
    };
  }

  /** The function's value for every row, in the order of the rows. */
  compute(inputs: readonly CallInput[], frame: Frame): Datum[] {
    const { frame: spec } = this.#call;
    const offsets: FrameOffsets = {
      start: this.#start ? checkOffset(this.#start(frame), 'starting', spec.mode) : null,
      end: this.#end ? checkOffset(this.#end(frame), 'ending', spec.mode) : null
    };
    const results = new Array<Datum>(inputs.length).fill(null);
    for (const members of partitions(inputs).values()) {
      // A stable sort: rows the order does not tell apart stay as they came.
      if (this.#orderBy.length > 0) members.sort((a, b) => this.#order(inputs[a].order, inputs[b].order));
      const rows = members.map((member) => inputs[member]);
      const values = this.#computePartition(rows, offsets, frame);
      members.forEach((member, i) => (results[member] = values[i]));
    }
    return results;
  }

  #computePartition(rows: readonly CallInput[], offsets: FrameOffsets, frame: Frame): Datum[] {
    const partition = this.#partition(rows);
    const { frame: spec, orderBy, function: fn } = this.#call;
    const finder = new FrameFinder(partition, spec, offsets, orderBy[0], frame.ctx);
    if (fn.kind === 'aggregate') return aggregateFrames(fn.aggregate, rows, finder, spec, frame.ctx);
    return rows.map((_, row) => fn.fn(makeView(row, rows, partition, finder), frame.ctx));
  }

  #partition(rows: readonly CallInput[]): Partition {
    const groupOf: number[] = [];
    const groupStarts: number[] = [];
    rows.forEach((row, i) => {
      const isPeer = i > 0 && (this.#orderBy.length === 0 || this.#order(rows[i - 1].order, row.order) === 0);
      if (!isPeer) groupStarts.push(i);
      groupOf.push(groupStarts.length - 1);
    });
    const ordered = this.#call.frame.shift ? rows.map((row) => row.order[0]) : [];
    return { size: rows.length, groupOf, groupStarts, ordered };
  }
}

/** Row numbers by partition, partitions in the order of their first rows. */
function partitions(inputs: readonly CallInput[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  inputs.forEach(({ partition }, i) => {
    const members = found.get(partition);
    if (members) members.push(i);
    else found.set(partition, [i]);
  });
  return found;
}

function makeView(
  row: number,
  rows: readonly CallInput[],
  { size, groupOf, groupStarts }: Partition,
  finder: FrameFinder
): WindowView {
  const peerGroup = groupOf[row];
  const frame = finder.frame(row);
  return {
    row,
    size,
    peerStart: groupStarts[peerGroup],
    peerEnd: groupStarts[peerGroup + 1] ?? size,
    peerGroup,
    get frameSize() {
      return frame.size;
    },
    frameRow: (index) => frame.row(index),
    arg: (at, index) => rows[at].args[index]
  };
}
