import type { Datum } from '../../base/datum';
import type { SetRel } from '../plan/rel';
import { hashKeyOf } from '../types/compare';
import { rowOf } from './compile-rel';
import type { Compiler } from './compiler';
import type { Eval, Frame, Next, Run } from './frame';
import { chargeRow } from './kept-rows';

/** UNION, INTERSECT and EXCEPT, of two or more inputs from the left. NULLs count as equal here. */
export function compileSet(rel: SetRel, compiler: Compiler): Run {
  const inputs = rel.inputs.map((input) => ({
    run: compiler.rel(input.rel),
    exprs: compiler.scalars(input.exprs)
  }));
  if (rel.op === 'union') return rel.all ? unionAll(rel, inputs) : union(rel, inputs);
  return rel.all ? countedSet(rel, inputs) : plainSet(rel, inputs);
}

interface Input {
  readonly run: Run;
  readonly exprs: readonly Eval[];
}

function unionAll({ register }: SetRel, inputs: readonly Input[]): Run {
  return (frame, next) => {
    for (const { run, exprs } of inputs) {
      const stopped = run(frame, () => {
        frame.rows[register] = rowOf(exprs, frame);
        return next();
      });
      if (stopped) return true;
    }
    return false;
  };
}

function union(rel: SetRel, inputs: readonly Input[]): Run {
  const all = unionAll(rel, inputs);
  const { register, types } = rel;
  return (frame, next) => {
    const seen = new Set<string>();
    return all(frame, () => {
      const row = frame.rows[register];
      const key = hashKeyOf(row, types);
      if (seen.has(key)) return false;
      chargeRow(row, frame.ctx);
      seen.add(key);
      return next();
    });
  };
}

/** Visits the rows of one input by their key. */
function visitKeys(
  { run, exprs }: Input,
  rel: SetRel,
  frame: Frame,
  visit: (key: string, row: Datum[]) => void
): void {
  run(frame, () => {
    const row = rowOf(exprs, frame);
    chargeRow(row, frame.ctx);
    visit(hashKeyOf(row, rel.types), row);
    return false;
  });
}

/** INTERSECT and EXCEPT: each row of the first input once, if all or none of the others have it. */
function plainSet(rel: SetRel, inputs: readonly Input[]): Run {
  const [first, ...others] = inputs;
  const wanted = rel.op === 'intersect';
  return (frame, next) => {
    const rows = new Map<string, Datum[]>();
    visitKeys(first, rel, frame, (key, row) => {
      if (!rows.has(key)) rows.set(key, row);
    });
    for (const other of others) {
      const found = new Set<string>();
      visitKeys(other, rel, frame, (key) => found.add(key));
      for (const key of rows.keys()) if (found.has(key) !== wanted) rows.delete(key);
    }
    return give(rel, rows.values(), frame, next);
  };
}

/** INTERSECT ALL and EXCEPT ALL: a row as often as in all of them, or as often as is left over. */
function countedSet(rel: SetRel, inputs: readonly Input[]): Run {
  const [first, ...others] = inputs;
  const intersect = rel.op === 'intersect';
  return (frame, next) => {
    let rows: { key: string; row: Datum[] }[] = [];
    visitKeys(first, rel, frame, (key, row) => rows.push({ key, row }));
    for (const other of others) {
      const counts = new Map<string, number>();
      visitKeys(other, rel, frame, (key) => counts.set(key, (counts.get(key) ?? 0) + 1));
      rows = rows.filter(({ key }) => {
        const left = counts.get(key) ?? 0;
        if (left > 0) counts.set(key, left - 1);
        return left > 0 === intersect;
      });
    }
    return give(
      rel,
      rows.map(({ row }) => row),
      frame,
      next
    );
  };
}

function give({ register }: SetRel, rows: Iterable<Datum[]>, frame: Frame, next: Next): boolean {
  for (const row of rows) {
    frame.rows[register] = row;
    if (next()) return true;
  }
  return false;
}
