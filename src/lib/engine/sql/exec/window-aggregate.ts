import type { Datum } from '../../base/datum';
import type { Aggregate, SlidingAggregate } from '../builtins/overload';
import type { FrameSpec } from '../plan/rel';
import type { ExecContext } from './context';
import type { FrameFinder, Piece } from './window-frame';

/**
 * Aggregates over the frames of a partition. Neighbouring frames share most of their rows, so that they are worked out one
 * from the other where the aggregate can do it; where it cannot, as in CockroachDB, each frame is gone through from its start.
 */

/** A row of the partition: the arguments, and whether FILTER lets it take part. */
export interface AggregateInput {
  readonly args: readonly Datum[];
  readonly isCounted: boolean;
}

/** The aggregate's value for every row, in the order of the window. Each row that is taken in or out counts as work. */
export function aggregateFrames(
  aggregate: Aggregate,
  rows: readonly AggregateInput[],
  finder: FrameFinder,
  { start, exclude }: FrameSpec,
  ctx: ExecContext
): Datum[] {
  const hasExclusion = exclude !== undefined;
  if (start.kind === 'unbounded preceding' && !hasExclusion) return overGrowing(aggregate, rows, finder, ctx);
  const { sliding } = aggregate;
  if (sliding && !(sliding.inOrder && hasExclusion)) return overSliding(sliding, rows, finder, ctx);
  return rows.map((_, row) => {
    let state = aggregate.init();
    for (const piece of finder.pieces(row)) {
      ctx.budget(piece.end - piece.start);
      state = stepOver(aggregate, state, rows, piece, ctx);
    }
    return aggregate.finish(state, ctx);
  });
}

/** Frames that only grow from row to row, so that one running state serves all of them. */
function overGrowing(
  aggregate: Aggregate,
  rows: readonly AggregateInput[],
  finder: FrameFinder,
  ctx: ExecContext
): Datum[] {
  const values: Datum[] = [];
  let state = aggregate.init();
  let taken = 0;
  for (let row = 0; row < rows.length; row++) {
    const end = finder.end(row);
    if (row > 0 && end === taken) {
      values.push(values[row - 1]);
      continue;
    }
    state = stepOver(aggregate, state, rows, { start: taken, end }, ctx);
    taken = end;
    ctx.budget(1);
    values.push(aggregate.finish(state, ctx));
  }
  return values;
}

/** Frames that move: what has gone is taken out, then what is new is taken in. */
function overSliding(
  aggregate: SlidingAggregate,
  rows: readonly AggregateInput[],
  finder: FrameFinder,
  ctx: ExecContext
): Datum[] {
  let state = aggregate.init();
  let before: Piece[] = [];
  return rows.map((_, row) => {
    const frame = finder.pieces(row);
    for (const piece of difference(before, frame)) {
      ctx.budget(piece.end - piece.start);
      for (let i = piece.start; i < piece.end; i++)
        if (rows[i].isCounted) state = aggregate.remove(state, rows[i].args, ctx);
    }
    for (const piece of difference(frame, before)) {
      ctx.budget(piece.end - piece.start);
      state = stepOver(aggregate, state, rows, piece, ctx);
    }
    before = frame;
    return aggregate.finish(state, ctx);
  });
}

function stepOver(
  aggregate: Pick<Aggregate, 'step'>,
  state: unknown,
  rows: readonly AggregateInput[],
  { start, end }: Piece,
  ctx: ExecContext
): unknown {
  let reached = state;
  for (let i = start; i < end; i++)
    if (rows[i].isCounted) reached = aggregate.step(reached, rows[i].args, ctx);
  return reached;
}

/** The rows of `all` that `others` does not have, in order. */
function difference(all: readonly Piece[], others: readonly Piece[]): Piece[] {
  let left = [...all];
  for (const other of others)
    left = left.flatMap(({ start, end }) => {
      const before = { start, end: Math.min(end, other.start) };
      const behind = { start: Math.max(start, other.end), end };
      return [before, behind].filter((piece) => piece.start < piece.end);
    });
  return left;
}
