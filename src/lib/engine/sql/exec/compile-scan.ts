import type { Row } from '../../base/datum';
import { isNarrowed, type ScanRel } from '../plan/rel';
import { encodeKeyPart } from '../types/key-encoding';
import type { SqlType } from '../types/type';
import type { Compiler } from './compiler';
import type { StoredRow } from './context';
import type { Eval, Frame, Run } from './frame';
import { compileSpans, type KeySpan } from './key-spans';

/** Reads a table by the index that planning chose; the whole filter is asked of every row that is found. */
export function compileScan(rel: ScanRel, compiler: Compiler): Run {
  if (!isNarrowed(rel.access) && rel.access.index.predicateSql === undefined)
    compiler.fullScans.push(rel.table.primary.storage);
  return rel.access.index === rel.table.primary
    ? compilePrimary(rel, compiler)
    : compileSecondary(rel, compiler);
}

function compilePrimary(rel: ScanRel, compiler: Compiler): Run {
  const { register, lock, table, access } = rel;
  const { storage } = table.primary;
  const { reverse } = access;
  const spansOf = compileSpans(access, compiler);
  const test = compiler.predicate(rel.filter);
  const rowOf = rowMaker(rel);
  const isPoint = access.equal.length === access.index.keys.length;
  const options = { reverse, lock };
  return (frame, next) => {
    const { access: rows, ctx } = frame;
    let stopped = false;
    const visit = (_key: string, row: Row, version: StoredRow): boolean => {
      ctx.budget(1);
      frame.rows[register] = rowOf ? rowOf(row, version, frame) : row;
      if (test && !test(frame)) return false;
      return (stopped = next());
    };
    for (const { start, end } of spansOf(frame)) {
      if (isPoint) {
        const found = rows.get(storage, start, lock);
        if (found) visit(start, found.row, found);
      } else rows.scan(storage, start, end, options, visit);
      if (stopped) return true;
    }
    return false;
  };
}

/** Puts the commit time behind a row's own values, where somebody asks for it. */
function rowMaker({ mvccSlot }: ScanRel): ((row: Row, version: StoredRow, frame: Frame) => Row) | undefined {
  if (mvccSlot === undefined) return undefined;
  return (row, version, frame) => {
    const made = row.slice(0, mvccSlot);
    while (made.length < mvccSlot) made.push(null);
    made.push(frame.access.mvccDecimal(version));
    return made;
  };
}

/**
 * Reads the entries of a secondary index and looks up the rows they lead to. An entry that the row no longer has is
 * skipped: it stands there for another version of the row.
 */
function compileSecondary(rel: ScanRel, compiler: Compiler): Run {
  const { register, lock, table, access } = rel;
  const { index, reverse } = access;
  const { storage } = table.primary;
  const spansOf = compileSpans(access, compiler);
  const test = compiler.predicate(rel.filter);
  const rowOf = rowMaker(rel);
  const entryOf = compileEntry(rel, compiler);
  return (frame, next) => {
    const { access: rows, ctx } = frame;
    const visitEntry = (key: string, entry: string): boolean => {
      ctx.budget(1);
      const found = rows.get(storage, key, lock);
      if (!found) return false;
      frame.rows[register] = rowOf ? rowOf(found.row, found, frame) : found.row;
      if (!entry.startsWith(entryOf(frame)) || (test && !test(frame))) return false;
      return next();
    };
    for (const { start, end } of spansOf(frame))
      if (visitSpan(frame, { start, end }, visitEntry)) return true;
    return false;
  };

  function visitSpan(frame: Frame, span: KeySpan, visit: (key: string, entry: string) => boolean): boolean {
    let stopped = false;
    frame.access.scanIndex(
      index.storage,
      storage,
      span.start,
      span.end,
      reverse,
      (key, entry) => (stopped = visit(key, entry))
    );
    return stopped;
  }
}

/** The index key of the row that stands in the register. */
function compileEntry(rel: ScanRel, compiler: Compiler): (frame: Frame) => string {
  const parts = rel.entry.map(({ expr, type, descending }): EntryPart => ({
    evaluate: compiler.scalar(expr),
    type,
    descending
  }));
  return (frame) => {
    let key = '';
    for (const { evaluate, type, descending } of parts)
      key += encodeKeyPart(evaluate(frame), type, descending);
    return key;
  };
}

interface EntryPart {
  readonly evaluate: Eval;
  readonly type: SqlType;
  readonly descending: boolean;
}
