import type { Drawing } from './hit';
import type { Row } from './layout';
import type { Direction } from './picture';
import { seqOf } from './marks';

/**
 * Walking the timeline by keyboard: along a line from mark to mark, and from line to line to the mark nearest in time. A line is a lane or
 * one of the rows above; lines without marks are passed over.
 */

export interface Cursor {
  /** Number of the row in the layout. */
  readonly row: number;
  /** The lane in it; 0 where a row has none. */
  readonly lane: number;
  readonly seq: number;
}

/** The cursor moved by one mark or one line; the same one where there is nowhere to go. */
export function walk(drawing: Drawing, cursor: Cursor, direction: Direction): Cursor {
  if (direction === 'left' || direction === 'right') {
    const seqs = seqsOf(drawing, cursor.row, cursor.lane);
    const seq =
      direction === 'right' ? seqs.find((s) => s > cursor.seq) : seqs.findLast((s) => s < cursor.seq);
    return seq === undefined ? cursor : { ...cursor, seq };
  }
  const t = drawing.columns.tAt(cursor.seq);
  let line = nextLine(drawing, cursor.row, cursor.lane, direction);
  while (line) {
    const seq = nearestInTime(drawing, seqsOf(drawing, line.row, line.lane), t);
    if (seq !== undefined) return { ...line, seq };
    line = nextLine(drawing, line.row, line.lane, direction);
  }
  return cursor;
}

/** Where to begin: at an event's own line, or at the first mark of the first line that has one. */
export function startAt(drawing: Drawing, seq: number | null): Cursor | undefined {
  let first: Cursor | undefined;
  for (
    let line: Line | undefined = { row: 0, lane: 0 };
    line;
    line = nextLine(drawing, line.row, line.lane, 'down')
  ) {
    if (line.row >= drawing.layout.rows.length) break;
    const seqs = seqsOf(drawing, line.row, line.lane);
    if (seqs.length === 0) continue;
    first ??= { ...line, seq: seqs[0] };
    if (seq !== null && seqs.includes(seq)) return { ...line, seq };
  }
  return first;
}

interface Line {
  readonly row: number;
  readonly lane: number;
}

const lanesOf = (row: Row): number => (row.kind === 'group' ? row.group.keys.length : 1);

function nextLine(
  { layout }: Drawing,
  row: number,
  lane: number,
  direction: 'up' | 'down'
): Line | undefined {
  const step = direction === 'down' ? 1 : -1;
  const within = lane + step;
  if (layout.rows[row] && within >= 0 && within < lanesOf(layout.rows[row])) return { row, lane: within };
  const next = layout.rows[row + step];
  return next && { row: row + step, lane: direction === 'down' ? 0 : lanesOf(next) - 1 };
}

/** Seqs of a line's marks in order. */
export function seqsOf({ layout, tracks }: Drawing, rowNumber: number, lane: number): number[] {
  const row = layout.rows[rowNumber];
  if (!row) return [];
  const seqs = (list: readonly { readonly seq: number }[]) =>
    list.flatMap((mark) => (mark ? [mark.seq] : []));
  switch (row.kind) {
    case 'script':
      return sorted([...seqs(tracks.statements), ...seqs(tracks.notes), ...seqs(tracks.schemaChanges)]);
    case 'faults':
      return seqs(tracks.faults);
    case 'txns':
      return seqs(tracks.txns);
    case 'feed': {
      const { statuses, checkpoints, resolved, flows, failures, scans, batches } = row.feed;
      const marks = [statuses, checkpoints, resolved, flows, failures, scans].flatMap(seqs);
      return sorted([...marks, ...batches]);
    }
    case 'group': {
      const key = row.group.keys[lane];
      const marks = [...(row.group.commits.get(key) ?? []), ...(row.group.messages.get(key) ?? [])];
      return sorted(marks.map(seqOf));
    }
  }
}

const sorted = (list: number[]) => list.sort((a, b) => a - b);

function nearestInTime({ columns }: Drawing, seqs: readonly number[], t: number): number | undefined {
  let best: number | undefined;
  for (const seq of seqs)
    if (best === undefined || Math.abs(columns.tAt(seq) - t) < Math.abs(columns.tAt(best) - t)) best = seq;
  return best;
}
