import type { Datum } from '../../base/datum';
import { InternalError } from '../../base/assert';
import { SqlError } from '../../base/errors';
import type { FrameEdge, FrameSpec, SortKey } from '../plan/rel';
import type { ExecContext } from './context';

/** One partition of a window: its rows in window order, from 0. */
export interface Partition {
  readonly size: number;
  /** Number of each row's peer group, from 0; rows that the order does not tell apart are peers. */
  readonly groupOf: readonly number[];
  /** First row of each peer group, and the size at the end. */
  readonly groupStarts: readonly number[];
  /** The value of the only sort key of each row; empty unless RANGE has offsets. */
  readonly ordered: readonly Datum[];
}

/** The offsets of a frame, evaluated once for the window. */
export interface FrameOffsets {
  readonly start: Datum;
  readonly end: Datum;
}

/** Rows of a partition that follow one another: `[start, end)`. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Finds the rows of frames in a partition: `[start, end)` before exclusions. */
export class FrameFinder {
  readonly #partition: Partition;
  readonly #spec: FrameSpec;
  readonly #offsets: FrameOffsets;
  readonly #key: SortKey | undefined;
  readonly #ctx: ExecContext;

  constructor(
    partition: Partition,
    spec: FrameSpec,
    offsets: FrameOffsets,
    key: SortKey | undefined,
    ctx: ExecContext
  ) {
    this.#partition = partition;
    this.#spec = spec;
    this.#offsets = offsets;
    this.#key = key;
    this.#ctx = ctx;
  }

  start(row: number): number {
    const { start, mode } = this.#spec;
    const { size } = this.#partition;
    if (start.kind === 'unbounded preceding') return 0;
    const at =
      mode === 'rows'
        ? this.#rowEdge(row, start, this.#offsets.start)
        : this.#edge(row, start, this.#offsets.start, true);
    return Math.min(Math.max(at, 0), size);
  }

  /** One behind the last row. */
  end(row: number): number {
    const { end, mode } = this.#spec;
    const { size } = this.#partition;
    if (end.kind === 'unbounded following') return size;
    const at =
      mode === 'rows'
        ? this.#rowEdge(row, end, this.#offsets.end) + 1
        : this.#edge(row, end, this.#offsets.end, false);
    return Math.min(Math.max(at, 0), size);
  }

  /** The rows of a row's frame, exclusions left out: pieces without gaps, in order, none of them empty. */
  pieces(row: number): Piece[] {
    const [start, end] = [this.start(row), this.end(row)];
    this.#ctx.budget(1);
    const pieces: Piece[] = [];
    const add = (from: number, to: number) => {
      if (from < to) pieces.push({ start: from, end: to });
    };
    const { exclude } = this.#spec;
    if (exclude === undefined) {
      add(start, end);
      return pieces;
    }
    const [outStart, outEnd] = exclude === 'current row' ? [row, row + 1] : this.#peers(row);
    add(start, Math.min(end, outStart));
    if (exclude === 'ties' && start <= row && row < end) add(row, row + 1);
    add(Math.max(start, outEnd), end);
    return pieces;
  }

  /** The frame of a row, found when it is first asked for. */
  frame(row: number): { readonly size: number; row(index: number): number } {
    let found: Piece[] | undefined;
    const pieces = () => (found ??= this.pieces(row));
    return {
      get size() {
        return pieces().reduce((size, { start, end }) => size + end - start, 0);
      },
      row(index) {
        let behind = index;
        for (const { start, end } of pieces()) {
          if (behind < end - start) return start + behind;
          behind -= end - start;
        }
        throw new InternalError(`no row ${index} in the frame of row ${row}`);
      }
    };
  }

  #peers(row: number): [number, number] {
    const { groupOf, groupStarts, size } = this.#partition;
    return [groupStarts[groupOf[row]], groupStarts[groupOf[row] + 1] ?? size];
  }

  #rowEdge(row: number, edge: FrameEdge, offset: Datum): number {
    if (edge.kind === 'current row') return row;
    return edge.kind === 'preceding' ? row - Number(offset) : row + Number(offset);
  }

  /** An edge in GROUPS or RANGE mode: the first row of a peer group, or one behind its last. */
  #edge(row: number, edge: FrameEdge, offset: Datum, isStart: boolean): number {
    const { groupOf, groupStarts, size } = this.#partition;
    const group = groupOf[row];
    if (edge.kind !== 'current row' && this.#spec.mode === 'range')
      return this.#rangeEdge(row, edge, offset, isStart);
    const move =
      edge.kind === 'current row' ? 0 : edge.kind === 'preceding' ? -Number(offset) : Number(offset);
    const wanted = group + move + (isStart ? 0 : 1);
    if (wanted < 0) return 0;
    return wanted < groupStarts.length ? groupStarts[wanted] : size;
  }

  /** RANGE with an offset: rows whose value lies no further away. Rows without a value are only with their like. */
  #rangeEdge(row: number, edge: FrameEdge, offset: Datum, isStart: boolean): number {
    const { ordered, size } = this.#partition;
    const value = ordered[row];
    if (value === null) return this.#peers(row)[isStart ? 0 : 1];
    const { shift } = this.#spec;
    const key = this.#key!; // RANGE with an offset has exactly one sort key
    const towardsLess = (edge.kind === 'preceding') !== key.descending;
    const limit = (towardsLess ? shift!.subtract : shift!.add)(value, offset, this.#ctx);
    const sign = key.descending ? -1 : 1;
    // Whether a row lies before the edge that is looked for; true for the first rows of the partition and then never again.
    const isBefore = (other: Datum): boolean => {
      if (other === null) return key.nullsFirst;
      const order = sign * (shift!.comparison.order(other, limit, this.#ctx) ?? 0);
      return isStart ? order < 0 : order <= 0;
    };
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(ordered[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** @throws SqlError 22013 for a frame that starts before its offset makes sense */
export function checkOffset(offset: Datum, which: 'starting' | 'ending', mode: FrameSpec['mode']): Datum {
  if (offset === null) throw new SqlError('22004', `frame ${which} offset must not be null`);
  const negative =
    (typeof offset === 'number' && offset < 0) ||
    (typeof offset === 'bigint' && offset < 0n) ||
    (typeof offset === 'string' && offset.startsWith('-')) ||
    (typeof offset === 'object' && 'months' in offset && isNegativeInterval(offset));
  if (!negative) return offset;
  throw new SqlError(
    '22013',
    mode === 'range'
      ? 'invalid preceding or following size in window function'
      : `frame ${which} offset must not be negative`
  );
}

function isNegativeInterval(interval: { months: number; days: number; micros: number }): boolean {
  return interval.months < 0 || interval.days < 0 || interval.micros < 0;
}
