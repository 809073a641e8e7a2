import type { Datum } from '../../base/datum';
import type { EquiPair, JoinRel } from '../plan/rel';
import { hashKey, hashKeyOf } from '../types/compare';
import { registersOf, rowOf } from './compile-rel';
import type { Compiler } from './compiler';
import { NULL_ROW, type Eval, type Frame, type Next, type Run } from './frame';
import { makeKeeper, type KeptRow } from './kept-rows';

/** Joins; the left side is gone through once and in its order. */
export function compileJoin(rel: JoinRel, compiler: Compiler): Run {
  if (rel.algorithm === 'apply') return compileApply(rel, compiler);
  return compileKept(rel, compiler);
}

/** Runs the right side anew for each row of the left. */
function compileApply(rel: JoinRel, compiler: Compiler): Run {
  const left = compiler.rel(rel.left);
  const right = compiler.rel(rel.right);
  const on = compiler.predicate(rel.on);
  const setMissing = makeMissing(registersOf(rel.right));
  const keepsUnmatched = rel.type === 'left';
  return (frame, next) =>
    left(frame, () => {
      let matched = false;
      const stopped = right(frame, () => {
        if (on && !on(frame)) return false;
        matched = true;
        return next();
      });
      if (stopped || matched || !keepsUnmatched) return stopped;
      setMissing(frame);
      return next();
    });
}

/** Puts the row of a missing partner into registers. */
function makeMissing(registers: readonly number[]): (frame: Frame) => void {
  return (frame) => {
    for (const register of registers) frame.rows[register] = NULL_ROW;
  };
}

interface RightRow {
  readonly kept: KeptRow;
  matched: boolean;
}

/** Right rows by what they are joined on; one list under one key where there is nothing to look up. */
type RightSide = Map<unknown, RightRow[]>;

/** Keeps the right side: in a hash table, or as one list that every left row is tried against. */
function compileKept(rel: JoinRel, compiler: Compiler): Run {
  const left = compiler.rel(rel.left);
  const right = compiler.rel(rel.right);
  const on = compiler.predicate(rel.on);
  const leftKey = compileKey(rel.pairs, 'left', compiler);
  const rightKey = compileKey(rel.pairs, 'right', compiler);
  const keeper = makeKeeper(registersOf(rel.right));
  const setMissing = makeMissing(registersOf(rel.right));
  const { type } = rel;
  const setMissingLeft = makeMissing(type === 'full' ? registersOf(rel.left) : []);

  const build = (frame: Frame): RightSide => {
    const side: RightSide = new Map();
    right(frame, () => {
      const key = rightKey(frame);
      // A row without a key can be nobody's partner; a FULL join gives it all the same.
      if (key === undefined && type !== 'full') return false;
      const row = { kept: keeper.keep(frame), matched: false };
      const rows = side.get(key);
      if (rows) rows.push(row);
      else side.set(key, [row]);
      return false;
    });
    return side;
  };

  return (frame, next) => {
    const side = build(frame);
    // Nothing on the right leaves nothing to be found; the left side need not be read.
    if (side.size === 0 && type === 'inner') return false;
    const stopped = left(frame, () => {
      const key = leftKey(frame);
      const rows = key === undefined ? undefined : side.get(key);
      let matched = false;
      if (rows) {
        frame.ctx.budget(rows.length);
        for (const row of rows) {
          keeper.restore(frame, row.kept);
          if (on && !on(frame)) continue;
          matched = true;
          row.matched = true;
          if (next()) return true;
        }
      }
      if (matched || type === 'inner') return false;
      setMissing(frame);
      return next();
    });
    if (stopped || type !== 'full') return stopped;
    return giveUnmatched(side, frame, next, (row) => {
      setMissingLeft(frame);
      keeper.restore(frame, row.kept);
    });
  };
}

function giveUnmatched(side: RightSide, frame: Frame, next: Next, restore: (row: RightRow) => void): boolean {
  for (const rows of side.values()) {
    for (const row of rows) {
      if (row.matched) continue;
      frame.ctx.budget(1);
      restore(row);
      if (next()) return true;
    }
  }
  return false;
}

const EVERYTHING = 0;

/** The key that a side's row is found by; undefined when a part of it is NULL. */
function compileKey(
  pairs: readonly EquiPair[],
  side: 'left' | 'right',
  compiler: Compiler
): (frame: Frame) => unknown {
  if (pairs.length === 0) return () => EVERYTHING;
  const exprs: readonly Eval[] = compiler.scalars(pairs.map((pair) => pair[side]));
  const types = pairs.map((pair) => pair.type);
  if (exprs.length === 1) {
    const [only] = exprs;
    const [type] = types;
    return (frame) => {
      const value: Datum = only(frame);
      return value === null ? undefined : hashKey(value, type);
    };
  }
  return (frame) => {
    const values = rowOf(exprs, frame);
    return values.includes(null) ? undefined : hashKeyOf(values, types);
  };
}
