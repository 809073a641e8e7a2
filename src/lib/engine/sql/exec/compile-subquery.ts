import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { Rel } from '../plan/rel';
import type { SubqueryScalar } from '../plan/scalar';
import { freeRegisters, readRegisters, visitRels, ownScalars, visitScalar } from '../plan/walk';
import { hashKey } from '../types/compare';
import type { SqlType } from '../types/type';
import { rowOf } from './compile-rel';
import type { Compiler } from './compiler';
import type { Eval, Frame, Run } from './frame';

/**
 * Queries used as values. One that reads nothing of the rows around it is worked out once in an execution; its result is
 * kept for as long as the WITH tables it reads are the same.
 */
export function compileSubquery(scalar: SubqueryScalar, compiler: Compiler): Eval {
  const run = compiler.rel(scalar.rel);
  const columns = compiler.scalars(scalar.columns);
  switch (scalar.mode) {
    case 'exists':
      return remembered(scalar, (frame) => run(frame, () => true), answer);
    case 'scalar':
      return remembered(scalar, (frame) => onlyRow(run, columns, frame, scalar), answer);
    case 'array':
      return remembered(scalar, (frame) => allRows(run, columns, frame), answer);
    case 'any':
    case 'all':
      return compileMembership(scalar, run, columns, compiler);
  }
}

const answer = (kept: Datum): Datum => kept;

/** A row as a value: its only column, or a tuple. */
function rowValue(columns: readonly Eval[], frame: Frame): Datum {
  return columns.length === 1 ? columns[0](frame) : rowOf(columns, frame);
}

function onlyRow(run: Run, columns: readonly Eval[], frame: Frame, scalar: SubqueryScalar): Datum {
  let found: Datum = null;
  let count = 0;
  run(frame, () => {
    if (++count > 1)
      throw new SqlError('21000', 'more than one row returned by a subquery used as an expression', {
        span: scalar.span
      });
    found = rowValue(columns, frame);
    return false;
  });
  return found;
}

function allRows(run: Run, columns: readonly Eval[], frame: Frame): Datum[] {
  const rows: Datum[] = [];
  run(frame, () => {
    frame.ctx.memory(32);
    rows.push(rowValue(columns, frame));
    return false;
  });
  return rows;
}

interface Memo<T> {
  readonly result: T;
  /** The buffers of WITH tables that it was made from. */
  readonly buffers: readonly unknown[];
}

/** Works a subquery out once if nothing can change its answer, else every time: a volatile function is called for each row. */
function remembered<T>(
  scalar: SubqueryScalar,
  compute: (frame: Frame) => T,
  use: (result: T, frame: Frame) => Datum
): Eval {
  if (readsAround(scalar) || ('volatility' in scalar && scalar.volatility === 'volatile'))
    return (frame) => use(compute(frame), frame);
  const ctes = [...freeCtes(scalar.rel)];
  const { memo } = scalar;
  return (frame) => {
    let kept = frame.memos[memo] as Memo<T> | undefined;
    if (!kept || kept.buffers.some((buffer, i) => buffer !== frame.memos[ctes[i]])) {
      const buffers = ctes.map((cte) => frame.memos[cte]);
      frame.memos[memo] = kept = { result: compute(frame), buffers };
    }
    return use(kept.result, frame);
  };
}

function readsAround(scalar: SubqueryScalar): boolean {
  if (freeRegisters(scalar.rel).size > 0) return true;
  const filled = new Set<number>();
  visitRels(scalar.rel, (rel) => 'register' in rel && filled.add(rel.register));
  return scalar.columns.some((column) =>
    [...readRegisters(column)].some((register) => !filled.has(register))
  );
}

/** WITH tables that a query reads and does not make itself. */
function freeCtes(rel: Rel): Set<number> {
  const read = new Set<number>();
  const made = new Set<number>();
  collectCtes(rel, read, made);
  for (const memo of made) read.delete(memo);
  return read;
}

function collectCtes(rel: Rel, read: Set<number>, made: Set<number>): void {
  visitRels(rel, (node) => {
    if (node.kind === 'cteScan') read.add(node.memo);
    if (node.kind === 'with') for (const cte of node.ctes) made.add(cte.memo);
    for (const own of ownScalars(node))
      visitScalar(own, (part) => {
        if (part.kind === 'subquery') collectCtes(part.rel, read, made);
        return part.kind !== 'subquery';
      });
  });
}

/** The values that `ANY` and `ALL` range over. */
interface Members {
  readonly values: readonly Datum[];
  readonly hasNull: boolean;
  /** Keys of the values, where equality is all that is asked. */
  readonly keys: ReadonlySet<unknown> | undefined;
}

function compileMembership(
  scalar: SubqueryScalar,
  run: Run,
  columns: readonly Eval[],
  compiler: Compiler
): Eval {
  const left = compiler.scalar(scalar.left!); // ANY and ALL have a left side
  const test = scalar.test!;
  const type = scalar.equality?.type;
  const hashed = type && type.family !== 'tuple' && scalar.mode === 'any' ? type : undefined;
  const all = scalar.mode === 'all';
  const members = (frame: Frame) => membersOf(allRows(run, columns, frame), hashed);
  const use = ({ values, hasNull, keys }: Members, frame: Frame): Datum => {
    if (values.length === 0) return all;
    const value = left(frame);
    if (value === null) return null;
    if (keys && hashed) return keys.has(hashKey(value, hashed)) ? true : hasNull ? null : false;
    let open = false;
    for (const member of values) {
      const result = member === null ? null : test(value, member, frame.ctx);
      if (result === !all) return !all;
      open ||= result === null;
    }
    return open ? null : all;
  };
  return remembered(scalar, members, use);
}

function membersOf(values: readonly Datum[], hashed: SqlType | undefined): Members {
  const present = hashed && values.filter((value) => value !== null);
  return {
    values,
    hasNull: values.includes(null),
    keys: present && new Set(present.map((value) => hashKey(value, hashed)))
  };
}
