import { MESSAGE, MESSAGE_CONTEXT } from '../history/event-codec';
import { WRITE_OPS } from '../history/key-index';
import { lowerBound, type EventColumns, type SeqRange } from './columns';

/** What a mark in a lane stands for. The order is that of painting: later kinds lie on top. */
export const MARK_KINDS = [
  'commit',
  'commit-delete',
  'scan',
  'emission',
  'delete',
  'duplicate',
  'duplicate-delete'
] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

const COMMIT = MARK_KINDS.indexOf('commit');
const COMMIT_DELETE = MARK_KINDS.indexOf('commit-delete');
const SCAN = MARK_KINDS.indexOf('scan');
const EMISSION = MARK_KINDS.indexOf('emission');
const DELETE = MARK_KINDS.indexOf('delete');
const DUPLICATE = MARK_KINDS.indexOf('duplicate');
const DUPLICATE_DELETE = MARK_KINDS.indexOf('duplicate-delete');
const DELETE_OP = WRITE_OPS.indexOf('delete');

/**
 * A mark: seq and kind together, which fits a small integer for every seq that a run can have. Rising marks are in order of time: an event's
 * time is read from the columns by its seq.
 */
export const refOf = (seq: number, kind: number): number => (seq << 3) | kind;
export const seqOf = (ref: number): number => ref >>> 3;
export const kindOf = (ref: number): number => ref & 7;

/** Whether a mark is a copy that was sent again. */
export const isDuplicateKind = (kind: number): boolean => kind >= DUPLICATE;

/** The marks of a stretch of events, as indexes `[from, to)`. */
export function marksWithin(marks: ArrayLike<number>, { from, to }: SeqRange): [number, number] {
  return [lowerBound(marks, refOf(from, 0)), lowerBound(marks, refOf(to, 0))];
}

export const commitKind = (op: number): number => (op === DELETE_OP ? COMMIT_DELETE : COMMIT);

/** The kind of a message event: from what was recorded with it, never from its text. */
export function messageKind(columns: EventColumns, seq: number): number {
  const commit = columns.numberAt(MESSAGE.commit, seq);
  const isDelete = commit >= 0 && columns.writeOp(commit, columns.messageKeyAt(seq)) === DELETE_OP;
  if (columns.numberAt(MESSAGE.emission, seq) > 1) return isDelete ? DUPLICATE_DELETE : DUPLICATE;
  if (isDelete) return DELETE;
  const cause = columns.contextAt(seq)[MESSAGE_CONTEXT.cause];
  return cause === 'initial_scan' || cause === 'backfill' ? SCAN : EMISSION;
}
