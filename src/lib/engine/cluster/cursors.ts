import type { Datum } from '../base/datum';
import { SqlError } from '../base/errors';
import type { FetchStatement } from '../sql/ast/txn';
import type { CursorState, SessionState } from './session-state';

/** Cursors: rows that are handed out from the first to the last. */

/** Moves a cursor forward. @returns the rows on which it came to stand. @throws SqlError 55000 for a step back */
export function advance(cursor: CursorState, { position, count }: FetchStatement): (readonly Datum[])[] {
  if (count === 'BACKWARD ALL' || (count !== 'ALL' && count < 0)) throw onlyForward();
  switch (position) {
    case 'RELATIVE COUNT':
      return take(cursor, count === 'ALL' ? Infinity : count);
    case 'LAST':
      throw onlyForward();
    case 'FIRST':
      return standAt(cursor, 1);
    case 'ABSOLUTE':
      return count === 0 && cursor.passed === 0 ? [] : standAt(cursor, Number(count));
    case 'RELATIVE':
      return standAt(cursor, cursor.passed + Number(count));
  }
}

/** The next rows. Having found no more, the cursor stands behind the last one. */
function take(cursor: CursorState, count: number): (readonly Datum[])[] {
  const from = cursor.passed;
  cursor.passed = Math.min(from + count, cursor.rows.length + 1);
  return cursor.rows.slice(from, from + count);
}

/** The row of a number, from 1. */
function standAt(cursor: CursorState, row: number): (readonly Datum[])[] {
  if (cursor.passed > row) throw onlyForward();
  take(cursor, row - cursor.passed);
  return cursor.rows.slice(row - 1, row);
}

function onlyForward(): SqlError {
  return new SqlError('55000', 'cursor can only scan forward', {
    hint: 'CLOSE it and DECLARE it again to begin anew'
  });
}

/** What the end of a transaction leaves of a session's cursors: those WITH HOLD, of transactions that have committed. */
export function closeCursors({ cursors }: SessionState, committed: boolean): void {
  for (const [name, cursor] of cursors) {
    if (cursor.committed) continue;
    if (committed && cursor.hold) cursor.committed = true;
    else cursors.delete(name);
  }
}

/** @throws SqlError 0A000 where a schema change would pull a cursor's tables from under it */
export function refuseOpenCursors({ cursors }: SessionState): void {
  if ([...cursors.values()].every((cursor) => cursor.committed)) return;
  throw new SqlError('0A000', 'cannot run schema change in a transaction with open DECLARE cursors', {
    hint: 'CLOSE ALL first'
  });
}
