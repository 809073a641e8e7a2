import { MESSAGE } from '../history/event-codec';
import { lowerBound } from './columns';
import type { Drawing } from './hit';
import { GROUP_HEAD, laneLines, lanesWithin, type GroupRow } from './layout';
import { MARK_KINDS, isDuplicateKind, kindOf, marksWithin, seqOf } from './marks';
import type { Style, View } from './paint';
import type { PutMarks } from './paint-marks';
import type { Palette } from './palette';
import { perPixel, toX } from './scale';
import { strokeMark } from './shapes';
import type { Surface } from './surface';

/** Paints lanes: what went in above, what came out below, and a hair line from one to the other. */

/** Marks a little outside the edges reach into the picture. */
const OVERHANG = 12;

/** @param style `put` is null where many marks have been painted as pixels already: only the lines between lanes are missing */
export function paintGroup(
  ctx: Surface,
  drawing: Drawing,
  row: GroupRow,
  view: View,
  { palette, put }: Style & { readonly put: PutMarks | null }
): void {
  const { scale, layout } = drawing;
  paintResolvedMarks(ctx, drawing, row, palette);
  ctx.strokeStyle = palette['line-strong'];
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(0, row.lanesY - 0.5);
  ctx.lineTo(scale.width, row.lanesY - 0.5);
  ctx.stroke();
  const [from, to] = lanesWithin(layout, row, view.top - GROUP_HEAD, view.top + view.height);
  ctx.strokeStyle = palette.line;
  ctx.beginPath();
  for (let lane = from; lane < to; lane++) {
    const y = row.lanesY + (lane + 1) * layout.laneHeight - 0.5;
    ctx.moveTo(0, y);
    ctx.lineTo(scale.width, y);
  }
  ctx.stroke();
  if (!put) return;
  const points = collect(drawing, row, from, to);
  paintHairLines(ctx, points.lines, palette);
  const radius = layout.laneHeight > 24 ? 4.25 : 3.5;
  MARK_KINDS.forEach((kind, i) => put(kind, points.byKind[i], radius));
}

/** Where a resolved timestamp went to this topic, partition or file: a floor with teeth on the group's own line. */
function paintResolvedMarks(
  ctx: Surface,
  { columns, scale }: Drawing,
  { group: { resolved }, lanesY }: GroupRow,
  palette: Palette
): void {
  const margin = perPixel(scale) * OVERHANG;
  const step = perPixel(scale) * 9;
  ctx.beginPath();
  const end = columns.countAt(scale.to + margin);
  let i = lowerBound(resolved, columns.countBefore(scale.from - margin));
  while (i < resolved.length && resolved[i] < end) {
    const t = columns.tAt(resolved[i]);
    strokeMark(ctx, 'resolved', toX(scale, t), lanesY - 6, 4);
    i = Math.max(i + 1, lowerBound(resolved, columns.countBefore(t + step)));
  }
  ctx.strokeStyle = palette.promise;
  ctx.lineWidth = 1.25;
  ctx.stroke();
}

interface Points {
  /** x and y of marks by kind, one after the other. */
  readonly byKind: readonly number[][];
  /** Hair lines from commit to emission: x, y, x, y. */
  readonly lines: number[];
}

function collect(drawing: Drawing, row: GroupRow, from: number, to: number): Points {
  const { scale, layout, columns } = drawing;
  const byKind = MARK_KINDS.map((): number[] => []);
  const lines: number[] = [];
  const at = laneLines(layout.laneHeight);
  const margin = OVERHANG * perPixel(scale);
  const inView = columns.within(scale.from - margin, scale.to + margin);
  const add = (marks: Uint32Array | undefined, y: number, each?: (ref: number, x: number) => void) => {
    if (!marks) return;
    const [first, end] = marksWithin(marks, inView);
    let last = Number.NEGATIVE_INFINITY;
    let lastKind = -1;
    for (let i = first; i < end; i++) {
      const x = toX(scale, columns.tAt(seqOf(marks[i])));
      const kind = kindOf(marks[i]);
      // Two of a kind within half a pixel are one to the eye.
      if (kind === lastKind && x - last < 0.5) continue;
      last = x;
      lastKind = kind;
      byKind[kind].push(x, y);
      each?.(marks[i], x);
    }
  };
  for (let lane = from; lane < to; lane++) {
    const key = row.group.keys[lane];
    const top = row.lanesY + lane * layout.laneHeight;
    const commits = row.group.commits.get(key);
    add(commits, top + at.commit);
    add(row.group.messages.get(key), top + at.message, (ref, x) => {
      if (isDuplicateKind(kindOf(ref)) || !commits) return;
      const commit = columns.numberAt(MESSAGE.commit, seqOf(ref));
      if (commit >= 0) lines.push(toX(scale, columns.tAt(commit)), top + at.commit, x, top + at.message);
    });
  }
  return { byKind, lines };
}

function paintHairLines(ctx: Surface, lines: readonly number[], palette: Palette): void {
  ctx.beginPath();
  for (let i = 0; i < lines.length; i += 4) {
    ctx.moveTo(lines[i], lines[i + 1]);
    ctx.lineTo(lines[i + 2], lines[i + 3]);
  }
  ctx.strokeStyle = palette['ink-3'];
  ctx.lineWidth = 0.75;
  ctx.stroke();
}
