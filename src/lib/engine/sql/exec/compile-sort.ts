import type { Datum } from '../../base/datum';
import type { SortRel } from '../plan/rel';
import { registersOf, rowCount, rowOf } from './compile-rel';
import type { Compiler } from './compiler';
import type { Run } from './frame';
import { makeKeeper, type KeptRow } from './kept-rows';
import { makeKeyOrder } from './sort-order';

interface SortedRow {
  readonly keys: readonly Datum[];
  readonly kept: KeptRow;
}

/** Rows beyond those wanted that are let pile up before they are dropped again. */
const SLACK = 1024;

/**
 * Keeps all rows and gives them in order; equal ones in the order in which they came. With a limit known beforehand only
 * the first rows are kept: they are sorted and cut now and then.
 */
export function compileSort(rel: SortRel, compiler: Compiler): Run {
  const input = compiler.rel(rel.input);
  const keysOf = compiler.scalars(rel.keys.map((key) => key.expr));
  const order = makeKeyOrder(rel.keys);
  const keeper = makeKeeper(registersOf(rel.input));
  const limitOf = rel.top && compiler.scalar(rel.top.limit);
  const offsetOf = rel.top?.offset && compiler.scalar(rel.top.offset);
  const byKeys = (a: SortedRow, b: SortedRow) => order(a.keys, b.keys);
  return (frame, next) => {
    const limit = rowCount(limitOf, frame, 'LIMIT') ?? Infinity;
    const wanted = limit + (rowCount(offsetOf, frame, 'OFFSET') ?? 0);
    const rows: SortedRow[] = [];
    input(frame, () => {
      rows.push({ keys: rowOf(keysOf, frame), kept: keeper.keep(frame) });
      if (rows.length >= 2 * wanted + SLACK) {
        rows.sort(byKeys);
        rows.length = wanted;
      }
      return false;
    });
    frame.ctx.budget(rows.length);
    rows.sort(byKeys);
    for (const { kept } of rows) {
      keeper.restore(frame, kept);
      if (next()) return true;
    }
    return false;
  };
}
