import type { Row } from '../../base/datum';
import type { CteDef, CteScanRel, WithRel } from '../plan/rel';
import { hashKeyOf } from '../types/compare';
import { assert } from '../../base/assert';
import { rowOf } from './compile-rel';
import type { Compiler } from './compiler';
import type { Frame, Run } from './frame';
import { chargeRow } from './kept-rows';

/** The rows of a WITH table, worked out when first read. A new buffer for each run, so that its identity tells runs apart. */
export interface CteBuffer {
  rows: readonly Row[] | undefined;
  readonly fill: () => readonly Row[];
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
  readonly fill: (frame: Frame) => readonly Row[];
}

/** Makes fresh buffers; tables that change data are worked out at once and in order. */
export function startCtes(ctes: readonly CompiledCte[], frame: Frame): void {
  for (const { cte, fill } of ctes) {
    const buffer: CteBuffer = { rows: undefined, fill: () => fill(frame) };
    frame.memos[cte.memo] = buffer;
    if (cte.mutates) buffer.rows = buffer.fill();
  }
}

export function compileCteScan({ memo, register }: CteScanRel): Run {
  return (frame, next) => {
    const buffer = frame.memos[memo] as CteBuffer | undefined;
    assert(buffer, () => 'a WITH table is read before it is there');
    buffer.rows ??= buffer.fill();
    for (const row of buffer.rows) {
      frame.ctx.budget(1);
      frame.rows[register] = row;
      if (next()) return true;
    }
    return false;
  };
}

export function compileCte(cte: CteDef, compiler: Compiler): (frame: Frame) => readonly Row[] {
  const start = collector(compiler.rel(cte.rel), compiler.scalars(cte.exprs));
  if (!cte.recursive) return start;
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
    const outer = frame.memos[cte.memo];
    const all: Row[] = [];
    let round = onlyNew(start(frame));
    while (round.length > 0) {
      for (const row of round) all.push(row);
      // Inside, the table is what the round before gave.
      const working: CteBuffer = { rows: round, fill: () => [] };
      frame.memos[cte.memo] = working;
      frame.ctx.budget(1);
      round = onlyNew(step(frame));
    }
    frame.memos[cte.memo] = outer;
    return all;
  };
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
