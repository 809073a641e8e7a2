import { lowerBound } from './columns';
import type { LaneGroup } from './lane-index';
import { refOf, seqOf } from './marks';
import type { Sieve } from './sieve';
import type { FeedTrack, TrackIndex } from './tracks';

/**
 * Where every row of the timeline lies, in pixels from the top of the drawing. Lanes of a group are worked out by division: a hundred
 * thousand of them cost nothing.
 */

export const SCRIPT_HEIGHT = 26;
export const FAULT_ROW = 20;
export const TXN_ROW = 18;
export const FEED_HEIGHT = 70;
export const GROUP_HEAD = 26;
/** Heights of a lane by how many there are: with more they move closer together. */
const LANE_HEIGHTS: readonly (readonly [number, number])[] = [
  [8, 38],
  [20, 30],
  [Number.POSITIVE_INFINITY, 22]
];
const GAP = 6;

interface RowAt {
  readonly y: number;
  readonly height: number;
}

export interface ScriptRow extends RowAt {
  readonly kind: 'script';
}

export interface FaultRow extends RowAt {
  readonly kind: 'faults';
  /** Which line of the row each fault lies in, so that those that last at the same time do not cover each other. */
  readonly lines: readonly number[];
}

export interface TxnRow extends RowAt {
  readonly kind: 'txns';
  readonly lines: readonly number[];
}

export interface FeedRow extends RowAt {
  readonly kind: 'feed';
  readonly feed: FeedTrack;
}

export interface GroupRow extends RowAt {
  readonly kind: 'group';
  readonly group: LaneGroup;
  /** Where its first lane begins. */
  readonly lanesY: number;
}

export type Row = ScriptRow | FaultRow | TxnRow | FeedRow | GroupRow;

export interface TimelineLayout {
  readonly rows: readonly Row[];
  readonly height: number;
  readonly laneHeight: number;
}

/** @param sieve what of it is asked for; everything without one */
export function layOut(tracks: TrackIndex, groups: readonly LaneGroup[], sieve?: Sieve): TimelineLayout {
  const rows: Row[] = [];
  let y = 0;
  const add = (height: number, make: (at: RowAt) => Row) => {
    rows.push(make({ y, height }));
    y += height;
  };
  const shows = (...kinds: Parameters<Sieve['kind']>) => !sieve || kinds.some((kind) => sieve.kind(kind));
  if (shows('statement') || shows('note') || shows('schema'))
    add(SCRIPT_HEIGHT, (at) => ({ kind: 'script', ...at }));
  if (tracks.faults.length > 0 && shows('fault')) {
    const lines = stack(tracks.faults);
    add(rowHeight(lines, FAULT_ROW), (at) => ({ kind: 'faults', lines, ...at }));
  }
  if (tracks.txns.length > 0 && shows('transaction')) {
    const lines = stack(tracks.txns);
    add(rowHeight(lines, TXN_ROW), (at) => ({ kind: 'txns', lines, ...at }));
  }
  for (const feed of tracks.feeds)
    if (!sieve || sieve.feed(feed.id)) add(FEED_HEIGHT, (at) => ({ kind: 'feed', feed, ...at }));
  const lanes = groups.reduce((sum, group) => sum + group.keys.length, 0);
  const laneHeight = LANE_HEIGHTS.find(([most]) => lanes <= most)![1]; // the last row takes any number
  for (const group of groups) {
    const height = GROUP_HEAD + group.keys.length * laneHeight + GAP;
    add(height, (at) => ({ kind: 'group', group, lanesY: at.y + GROUP_HEAD, ...at }));
  }
  return { rows, height: y, laneHeight };
}

const rowHeight = (lines: readonly number[], one: number) => (Math.max(...lines) + 1) * one + GAP;

/** Gives each stretch the first line that is free when it begins. At most four lines; then they share the last. */
function stack(stretches: readonly { readonly from: number; readonly to: number | null }[]): number[] {
  const MOST = 4;
  const free: number[] = [];
  return stretches.map(({ from, to }) => {
    let line = free.findIndex((until) => until <= from);
    if (line < 0) line = Math.min(free.length, MOST - 1);
    free[line] = to ?? Number.POSITIVE_INFINITY;
    return line;
  });
}

/** A lane by its group and its place in it. */
export interface LaneAt {
  readonly row: GroupRow;
  readonly index: number;
  readonly y: number;
}

export function rowAt(layout: TimelineLayout, y: number): Row | undefined {
  return layout.rows.find((row) => y >= row.y && y < row.y + row.height);
}

/** The lane at a height; undefined over heads and gaps. */
export function laneAt(layout: TimelineLayout, y: number): LaneAt | undefined {
  const row = rowAt(layout, y);
  if (row?.kind !== 'group') return undefined;
  const index = Math.floor((y - row.lanesY) / layout.laneHeight);
  if (index < 0 || index >= row.group.keys.length) return undefined;
  return { row, index, y: laneY(layout, row, index) };
}

export function laneY(layout: TimelineLayout, row: GroupRow, index: number): number {
  return row.lanesY + index * layout.laneHeight;
}

/** Where in a lane commits and messages have their lines: what went in above, what came out below. */
export function laneLines(laneHeight: number): { readonly commit: number; readonly message: number } {
  return { commit: laneHeight * 0.28, message: laneHeight * 0.72 };
}

/** The lanes of a group that touch a stretch of heights, as indexes `[from, to)`. */
export function lanesWithin(
  layout: TimelineLayout,
  row: GroupRow,
  top: number,
  bottom: number
): [number, number] {
  const from = Math.max(0, Math.floor((top - row.lanesY) / layout.laneHeight));
  const to = Math.min(row.group.keys.length, Math.ceil((bottom - row.lanesY) / layout.laneHeight));
  return [from, Math.max(from, to)];
}

/** The lane of a key in one group; where none is asked for, in the first group that shows its commit `ref`. */
export function findLane(
  layout: TimelineLayout,
  key: number,
  where: { readonly group: string } | { readonly commit: number }
): LaneAt | undefined {
  for (const row of layout.rows) {
    if (row.kind !== 'group') continue;
    if ('group' in where ? row.group.id !== where.group : !hasMark(row.group.commits.get(key), where.commit))
      continue;
    const index = row.group.keys.indexOf(key);
    if (index >= 0) return { row, index, y: laneY(layout, row, index) };
  }
  return undefined;
}

function hasMark(marks: Uint32Array | undefined, seq: number): boolean {
  if (!marks) return false;
  const at = lowerBound(marks, refOf(seq, 0));
  return at < marks.length && seqOf(marks[at]) === seq;
}
