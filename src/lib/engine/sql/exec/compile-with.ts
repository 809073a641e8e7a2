import type { Row } from '../../base/datum';
import type { CteDef, CteScanRel, WithRel } from '../plan/rel';
import { hashKeyOf } from '../types/compare';
import { assert } from '../../base/assert';
import { rowOf } from './compile-rel';
import type { Compiler } from './compiler';
import type { Frame, Run } from './frame';
import { chargeRow } from './kept-rows';

/**
 * The rows of a WITH table, worked out when first read; those of a recursive one round by round, so that a reader who has had
 * enough ends it. A new buffer for each run, so that its identity tells runs apart.
 */
export interface CteBuffer {
  readonly rows: Row[];
  /** Adds the next rows; false when all are there. */
  readonly more: () => boolean;
}

export function compileWith(rel: WithRel, compiler: Compiler): Run {
  const ctes = rel.ctes.map((cte) => ({ cte, fill: compileCte(cte, compiler) }));
  const input = compiler.rel(rel.input);
  return (frame, next) => {
    startCtes(ctes, frame);
    return input(frame, next);
  };
}

export interface CompiledCte {
  readonly cte: CteDef;
  readonly fill: (frame: Frame) => CteBuffer;
}

/** Makes fresh buffers; tables that change data are worked out at once and in order. */
export function startCtes(ctes: readonly CompiledCte[], frame: Frame): void {
  for (const { cte, fill } of ctes) {
    const buffer = fill(frame);
    frame.memos[cte.memo] = buffer;
    if (cte.mutates) buffer.more();
  }
}

export function compileCteScan({ memo, register }: CteScanRel): Run {
  return (frame, next) => {
    const buffer = frame.memos[memo] as CteBuffer | undefined;
    assert(buffer, () => 'a WITH table is read before it is there');
    const { rows } = buffer;
    for (let i = 0; i < rows.length || (buffer.more() && i < rows.length); i++) {
      frame.ctx.budget(1);
      frame.rows[register] = rows[i];
      if (next()) return true;
    }
    return false;
  };
}

export function compileCte(cte: CteDef, compiler: Compiler): (frame: Frame) => CteBuffer {
  const start = collector(compiler.rel(cte.rel), compiler.scalars(cte.exprs));
  if (!cte.recursive) return (frame) => filledOnce(() => start(frame));
  const { recursive } = cte;
  const step = collector(compiler.rel(recursive.rel), compiler.scalars(recursive.exprs));
  const fresh = recursive.all
    ? () => (rows: readonly Row[]) => rows
    : () => {
        const seen = new Set<string>();
        return (rows: readonly Row[]) => rows.filter((row) => isNew(hashKeyOf(row, recursive.types), seen));
      };
  return (frame) => {
    const onlyNew = fresh();
    const rows: Row[] = [];
    let round: readonly Row[] | undefined;
    const more = (): boolean => {
      if (round?.length === 0) return false;
      frame.ctx.budget(1);
      round = onlyNew(round ? within(frame, cte.memo, round, step) : start(frame));
      for (const row of round) rows.push(row);
      return round.length > 0;
    };
    return { rows, more };
  };
}

function filledOnce(collect: () => Row[]): CteBuffer {
  const rows: Row[] = [];
  let filled = false;
  const more = (): boolean => {
    if (filled) return false;
    filled = true;
    for (const row of collect()) rows.push(row);
    return rows.length > 0;
  };
  return { rows, more };
}

/** Inside a recursive query its table is what the round before gave. */
function within(frame: Frame, memo: number, round: readonly Row[], step: (frame: Frame) => Row[]): Row[] {
  const outer = frame.memos[memo];
  frame.memos[memo] = { rows: [...round], more: () => false } satisfies CteBuffer;
  const rows = step(frame);
  frame.memos[memo] = outer;
  return rows;
}

function isNew(key: string, seen: Set<string>): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function collector(run: Run, exprs: readonly ((frame: Frame) => Row[number])[]): (frame: Frame) => Row[] {
  return (frame) => {
    const rows: Row[] = [];
    run(frame, () => {
      const row = rowOf(exprs, frame);
      chargeRow(row, frame.ctx);
      rows.push(row);
      return false;
    });
    return rows;
  };
}
