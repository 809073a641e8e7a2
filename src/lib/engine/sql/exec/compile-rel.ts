import { unreachable } from '../../base/assert';
import type { Datum, Row } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { DistinctRel, GenerateRel, Rel, ScanRel } from '../plan/rel';
import { isKnownRow, outputRegisters } from '../plan/walk';
import { hashKeyOf } from '../types/compare';
import { compileGroup } from './compile-group';
import { compileJoin } from './compile-join';
import { compileMutation } from './compile-mutation';
import { compileScan } from './compile-scan';
import { compileSet } from './compile-set';
import { compileSort } from './compile-sort';
import { compileWindow } from './compile-window';
import { compileCteScan, compileWith } from './compile-with';
import type { Compiler } from './compiler';
import type { Eval, Frame, Run } from './frame';

/** Operators as functions that push rows: see `Run`. */
export function compileRel(rel: Rel, compiler: Compiler): Run {
  switch (rel.kind) {
    case 'oneRow':
      return (_frame, next) => next();
    case 'values':
      return compileValues(rel, compiler);
    case 'scan':
      return compileScan(rel satisfies ScanRel, compiler);
    case 'source':
      return compileSource(rel);
    case 'filter': {
      const input = compiler.rel(rel.input);
      const test = compiler.predicate(rel.conjuncts)!; // a filter has conditions
      return (frame, next) => input(frame, () => test(frame) && next());
    }
    case 'project': {
      const input = compiler.rel(rel.input);
      const exprs = compiler.scalars(rel.exprs);
      const { register } = rel;
      return (frame, next) =>
        input(frame, () => {
          frame.rows[register] = rowOf(exprs, frame);
          return next();
        });
    }
    case 'join':
      return compileJoin(rel, compiler);
    case 'group':
      return compileGroup(rel, compiler);
    case 'window':
      return compileWindow(rel, compiler);
    case 'generate':
      return compileGenerate(rel, compiler);
    case 'ordinality': {
      const input = compiler.rel(rel.input);
      const { register } = rel;
      return (frame, next) => {
        let number = 0;
        return input(frame, () => {
          frame.rows[register] = [++number];
          return next();
        });
      };
    }
    case 'distinct':
      return compileDistinctRows(rel, compiler);
    case 'sort':
      return compileSort(rel, compiler);
    case 'limit':
      return compileLimit(rel, compiler);
    case 'set':
      return compileSet(rel, compiler);
    case 'cteScan':
      return compileCteScan(rel);
    case 'with':
      return compileWith(rel, compiler);
    case 'insert':
    case 'update':
    case 'delete':
      return compileMutation(rel, compiler);
    default:
      return unreachable(rel);
  }
}

/** A new row of expressions' values. */
export function rowOf(exprs: readonly Eval[], frame: Frame): Datum[] {
  const row = new Array<Datum>(exprs.length);
  // An array of numbers alone would be of another kind, and whoever reads rows would have to tell the kinds apart.
  for (let i = 0; i < exprs.length; i++) row[i] = null;
  for (let i = 0; i < exprs.length; i++) row[i] = exprs[i](frame);
  return row;
}

function compileValues(rel: Rel & { kind: 'values' }, compiler: Compiler): Run {
  const { register } = rel;
  const rows: readonly (Row | { readonly cells: readonly Eval[] })[] = rel.rows.every(isKnownRow)
    ? rel.rows
    : rel.rows.map((row) => (isKnownRow(row) ? row : { cells: compiler.scalars(row.cells) }));
  return (frame, next) => {
    for (const row of rows) {
      frame.ctx.budget(1);
      frame.rows[register] = isKnownRow(row) ? row : rowOf(row.cells, frame);
      if (next()) return true;
    }
    return false;
  };
}

function compileSource(rel: Rel & { kind: 'source' }): Run {
  const { register, source } = rel;
  return (frame, next) => {
    for (const row of source.rows(frame.ctx)) {
      frame.ctx.budget(1);
      frame.rows[register] = row;
      if (next()) return true;
    }
    return false;
  };
}

function compileGenerate(rel: GenerateRel, compiler: Compiler): Run {
  const input = compiler.rel(rel.input);
  const items = rel.items.map((item) => ({ ...item, args: compiler.scalars(item.args) }));
  const { register } = rel;
  const start = (frame: Frame) =>
    items.map(({ args, fn, nullable, columns }) => {
      const values = rowOf(args, frame);
      const rows = !nullable && values.includes(null) ? [] : fn(values, frame.ctx);
      return { rows: rows[Symbol.iterator](), width: columns.length };
    });
  return (frame, next) =>
    input(frame, () => {
      const series = start(frame);
      for (;;) {
        const row: Datum[] = [];
        let any = false;
        for (const { rows, width } of series) {
          const { done, value } = rows.next();
          any ||= !done;
          for (let i = 0; i < width; i++) row.push(done ? null : value[i]);
        }
        if (!any) return false;
        frame.ctx.budget(1);
        frame.rows[register] = row;
        if (next()) return true;
      }
    });
}

function compileDistinctRows(rel: DistinctRel, compiler: Compiler): Run {
  const input = compiler.rel(rel.input);
  const keys = compiler.scalars(rel.keys);
  const types = rel.keys.map((key) => key.type);
  const { duplicateError, nullsDiffer } = rel;
  return (frame, next) => {
    const seen = new Set<string>();
    return input(frame, () => {
      const values = rowOf(keys, frame);
      if (nullsDiffer && values.includes(null)) return next();
      const key = hashKeyOf(values, types);
      if (seen.has(key)) {
        if (duplicateError) throw duplicateError();
        return false;
      }
      frame.ctx.memory(32 + 2 * key.length);
      seen.add(key);
      return next();
    });
  };
}

/** Whether a limit is one of the rows that a scan visits. */
function stopsEarly(rel: Rel): boolean {
  if (rel.kind === 'project') return stopsEarly(rel.input);
  return rel.kind === 'scan' && rel.filter.length === 0;
}

function compileLimit(rel: Rel & { kind: 'limit' }, compiler: Compiler): Run {
  const { fullScans } = compiler;
  const known = fullScans.length;
  const input = compiler.rel(rel.input);
  if (rel.limit && stopsEarly(rel.input)) fullScans.length = known;
  const limitOf = rel.limit && compiler.scalar(rel.limit);
  const offsetOf = rel.offset && compiler.scalar(rel.offset);
  return (frame, next) => {
    const limit = rowCount(limitOf, frame, 'LIMIT') ?? Infinity;
    let skip = rowCount(offsetOf, frame, 'OFFSET') ?? 0;
    if (limit === 0) return false;
    let given = 0;
    let stopped = false;
    input(frame, () => {
      if (skip > 0) {
        skip--;
        return false;
      }
      stopped = next();
      return stopped || ++given >= limit;
    });
    return stopped;
  };
}

/** The value of a LIMIT or OFFSET; undefined for NULL, which is none. @throws SqlError 2201W, 2201X for a negative one */
export function rowCount(
  count: Eval | undefined,
  frame: Frame,
  clause: 'LIMIT' | 'OFFSET'
): number | undefined {
  const value = count?.(frame);
  if (value === undefined || value === null) return undefined;
  if ((value as number) < 0)
    throw new SqlError(clause === 'LIMIT' ? '2201W' : '2201X', `negative value for ${clause}`);
  return Number(value);
}

/** The registers that an operator's user has to keep. */
export function registersOf(rel: Rel): readonly number[] {
  return [...new Set(outputRegisters(rel))];
}
