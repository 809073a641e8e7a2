import type { Datum, Row } from '../../base/datum';
import { secondRow } from '../plan/errors';
import type { DeleteRel, InsertRel, MutationRel, UpdateRel } from '../plan/mutation';
import { hasSubquery, ownScalars } from '../plan/walk';
import { registersOf } from './compile-rel';
import type { Compiler } from './compiler';
import { ForeignKeys, type KeyChanges } from './foreign-keys';
import type { Frame, Next, Run } from './frame';
import { chargeRow, makeKeeper, type KeptRow } from './kept-rows';
import { RowWriter } from './row-writer';

/**
 * INSERT, UPDATE and DELETE. The rows to be changed are known before the first write, so that a statement never meets what
 * it has written itself; foreign keys are looked at when all is written. Whoever takes the RETURNING rows cannot stop it.
 */
export function compileMutation(rel: MutationRel, compiler: Compiler): Run {
  switch (rel.kind) {
    case 'insert':
      return compileInsert(rel, compiler);
    case 'update':
      return compileUpdate(rel, compiler);
    case 'delete':
      return compileDelete(rel, compiler);
  }
}

/** Counts the rows, and hands them on for as long as somebody wants them. */
class Outcome {
  rows = 0;
  #stopped = false;
  readonly #next: Next;

  constructor(next: Next) {
    this.#next = next;
  }

  add(): void {
    this.rows++;
    if (!this.#stopped) this.#stopped = this.#next();
  }

  finish(frame: Frame): boolean {
    frame.affected = this.rows;
    return this.#stopped;
  }
}

function compileInsert(rel: InsertRel, compiler: Compiler): Run {
  const writer = new RowWriter(rel.writer, compiler);
  const width = rel.writer.table.nextSlot;
  const slots = rel.values.map(({ slot }) => slot);
  const exprs = rel.values.map(({ expr }) => compiler.scalar(expr));
  const given = wholeRowOf(rel);
  const source = rowSource(rel, compiler);
  const startConflicts = rel.conflict && compileConflict(rel, writer, compiler);
  const keys = new ForeignKeys(rel.writer, rel.cascades, compiler);
  return (frame, next) => {
    const outcome = new Outcome(next);
    const changes = keys.start();
    const insertRow = startConflicts?.(changes);
    source(frame, () => {
      let row: Datum[];
      if (given !== undefined) row = frame.rows[given] as Datum[];
      else {
        row = new Array<Datum>(width);
        for (let i = 0; i < width; i++) row[i] = null;
        for (let i = 0; i < slots.length; i++) row[slots[i]] = exprs[i](frame);
      }
      if (insertRow) {
        if (insertRow(frame, row)) outcome.add();
      } else {
        writer.complete(frame, row);
        writer.insert(frame, row);
        changes.inserted(row);
        outcome.add();
      }
      return false;
    });
    changes.settle(frame);
    return outcome.finish(frame);
  };
}

/**
 * The register whose rows are those of the table, slot for slot, and may be kept as they are: nothing is filled in, and whoever made them
 * has no more use for them.
 */
function wholeRowOf({ input, values, writer }: InsertRel): number | undefined {
  if (input.kind !== 'values' && input.kind !== 'project') return undefined;
  const { register } = input;
  const isWhole =
    values.length === writer.table.nextSlot &&
    values.every(
      ({ slot, expr }, i) =>
        slot === i && expr.kind === 'column' && expr.register === register && expr.slot === i
    );
  return isWhole ? register : undefined;
}

/** The rows to be inserted: as they come when nothing in them can read the table, else all of them beforehand. */
function rowSource(rel: InsertRel, compiler: Compiler): Run {
  const run = compiler.rel(rel.input);
  const { input } = rel;
  const streams =
    input.kind === 'oneRow' ||
    (input.kind === 'values' && !ownScalars(input).some((cell) => hasSubquery(cell)));
  if (streams) return run;
  const keeper = makeKeeper(registersOf(input));
  return (frame, next) => {
    const rows: KeptRow[] = [];
    run(frame, () => {
      rows.push(keeper.keep(frame));
      return false;
    });
    for (const row of rows) {
      keeper.restore(frame, row);
      next();
    }
    return false;
  };
}

/** Inserts or changes one row. @returns whether it wrote */
type InsertOne = (frame: Frame, row: Datum[]) => boolean;

/** ON CONFLICT and UPSERT: begins a statement, of which each row is inserted, changes the one in its way, or does nothing. */
function compileConflict(
  rel: InsertRel,
  writer: RowWriter,
  compiler: Compiler
): (changes: KeyChanges) => InsertOne {
  const { arbiters, update } = rel.conflict!; // called for such only
  const indexes = writer.indexesNamed(arbiters.map((arbiter) => arbiter.index.id));
  const change = update && {
    ...update,
    where: update.where && compiler.scalar(update.where),
    sets: update.sets.map((set) => ({ ...set, expr: compiler.scalar(set.expr) })),
    columns: new Set(update.sets.map((set) => set.column))
  };
  const insertOne = (frame: Frame, row: Datum[], written: Set<string>, changes: KeyChanges): boolean => {
    // The proposed row only has to be right where it is inserted.
    writer.fill(frame, row);
    let found: { key: string; row: Row } | undefined;
    for (const index of indexes) if ((found = writer.conflicting(frame, index, row))) break;
    if (!found) {
      frame.rows[writer.register] = row;
      writer.check(frame, row);
      written.add(writer.insert(frame, row));
      changes.inserted(row);
      return true;
    }
    if (!change) return false;
    if (written.has(found.key) && !change.mayRepeat) throw secondRow();
    frame.rows[change.oldRegister] = found.row;
    frame.rows[change.excludedRegister] = row;
    if (change.where && change.where(frame) !== true) return false;
    const changed = copyRow(found.row, rel.writer.table.nextSlot);
    for (const { slot, expr } of change.sets) changed[slot] = expr(frame);
    const columns = writer.recompute(frame, changed, change.columns);
    written.add(writer.update(frame, found.key, found.row, changed, columns));
    frame.rows[writer.register] = changed;
    changes.updated(found.row, changed, columns);
    return true;
  };
  return (changes) => {
    const written = new Set<string>();
    return (frame, row) => insertOne(frame, row, written, changes);
  };
}

/** A row of a table with all its slots, and nothing behind them. */
function copyRow(row: Row, width: number): Datum[] {
  const copy = new Array<Datum>(width);
  for (let i = 0; i < width; i++) copy[i] = row[i] ?? null;
  return copy;
}

interface ChangedRow {
  readonly key: string;
  readonly oldRow: Row;
  readonly row: Datum[];
  readonly kept: KeptRow;
}

function compileUpdate(rel: UpdateRel, compiler: Compiler): Run {
  const writer = new RowWriter(rel.writer, compiler);
  const input = compiler.rel(rel.input);
  const sets = rel.sets.map((set) => ({ ...set, expr: compiler.scalar(set.expr) }));
  const columns = new Set(rel.sets.map((set) => set.column));
  const keeper = makeKeeper(registersOf(rel.input));
  const keys = new ForeignKeys(rel.writer, rel.cascades, compiler);
  const width = rel.writer.table.nextSlot;
  return (frame, next) => {
    const rows: ChangedRow[] = [];
    const seen = rel.mayRepeat ? new Set<string>() : undefined;
    input(frame, () => {
      const oldRow = frame.rows[rel.oldRegister];
      const key = writer.keyOf(frame, oldRow);
      if (seen && isRepeated(key, seen)) return false;
      const row = copyRow(oldRow, width);
      for (const { slot, expr } of sets) row[slot] = expr(frame);
      chargeRow(row, frame.ctx);
      rows.push({ key, oldRow, row, kept: keeper.keep(frame) });
      return false;
    });
    const outcome = new Outcome(next);
    const changes = keys.start();
    for (const { key, oldRow, row, kept } of rows) {
      keeper.restore(frame, kept);
      const changed = writer.recompute(frame, row, columns);
      writer.update(frame, key, oldRow, row, changed);
      frame.rows[writer.register] = row;
      changes.updated(oldRow, row, changed);
      outcome.add();
    }
    changes.settle(frame);
    return outcome.finish(frame);
  };
}

function isRepeated(key: string, seen: Set<string>): boolean {
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

function compileDelete(rel: DeleteRel, compiler: Compiler): Run {
  const writer = new RowWriter(rel.writer, compiler);
  const input = compiler.rel(rel.input);
  const keeper = makeKeeper(registersOf(rel.input));
  const keys = new ForeignKeys(rel.writer, rel.cascades, compiler);
  return (frame, next) => {
    const rows: { key: string; kept: KeptRow }[] = [];
    const seen = rel.mayRepeat ? new Set<string>() : undefined;
    input(frame, () => {
      const key = writer.keyOf(frame, frame.rows[rel.oldRegister]);
      if (!seen || !isRepeated(key, seen)) rows.push({ key, kept: keeper.keep(frame) });
      return false;
    });
    const outcome = new Outcome(next);
    const changes = keys.start();
    for (const { key, kept } of rows) {
      keeper.restore(frame, kept);
      const row = frame.rows[rel.oldRegister];
      writer.delete(frame, key, row);
      changes.deleted(row);
      outcome.add();
    }
    changes.settle(frame);
    return outcome.finish(frame);
  };
}
