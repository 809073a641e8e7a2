import type { Drawing } from './hit';
import { FAULT_ROW, TXN_ROW, type FaultRow, type ScriptRow, type TxnRow } from './layout';
import type { Style, View } from './paint';
import type { Surface } from './surface';
import { ticks, toX } from './scale';

/** Paints what stands above the lanes: the grid of time, statements and notes, faults, transactions. */

/** Marks a little outside the edges reach into the picture. */
const OVERHANG = 12;
/** Notes begin left of the picture and reach into it. */
const NOTE_REACH = 260;

export function paintGrid(ctx: Surface, drawing: Drawing, view: View, style: Style): void {
  const { scale, layout } = drawing;
  const { palette } = style;
  const bottom = Math.min(layout.height, view.top + view.height);
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const { t } of ticks(scale).ticks) {
    const x = Math.round(toX(scale, t)) + 0.5;
    ctx.moveTo(x, view.top);
    ctx.lineTo(x, bottom);
  }
  ctx.stroke();
  ctx.font = `500 11px ${style.font}`;
  const taken = noteLabels(ctx, drawing);
  paintSchemaChanges(ctx, drawing, { top: 0, bottom: layout.height, taken }, style);
}

/** Stretches across the picture, in pixels. */
type Taken = readonly { readonly x: number; readonly end: number }[];

/** A dotted rule at each schema change, with what it made. @param taken where labels of others stand, which say more */
export function paintSchemaChanges(
  ctx: Surface,
  { scale, tracks }: Pick<Drawing, 'scale' | 'tracks'>,
  { top, bottom, taken = [] }: { readonly top: number; readonly bottom: number; readonly taken?: Taken },
  { palette, font }: Style
): void {
  ctx.strokeStyle = palette['ink-3'];
  ctx.fillStyle = palette['ink-2'];
  ctx.font = `500 11px ${font}`;
  ctx.lineWidth = 1;
  ctx.setLineDash([1, 3]);
  let free = Number.NEGATIVE_INFINITY;
  for (const { t, label } of tracks.schemaChanges) {
    const x = Math.round(toX(scale, t)) + 0.5;
    if (x < -NOTE_REACH || x > scale.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
    // Versions that follow close on each other share the first one's label.
    if (x < free) continue;
    const end = x + 4 + ctx.measureText(label).width;
    if (taken.some((other) => other.x < end && other.end > x)) continue;
    ctx.fillText(label, x + 4, top + 10);
    free = end + 6;
  }
  ctx.setLineDash([]);
}

/** Where notes stand, in the font that is set: one that would begin in another is left out. */
function noteLabels(
  ctx: Surface,
  { scale, tracks }: Pick<Drawing, 'scale' | 'tracks'>
): { readonly x: number; readonly end: number; readonly text: string }[] {
  const labels: { readonly x: number; readonly end: number; readonly text: string }[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const { t, label } of tracks.notes) {
    const x = toX(scale, t);
    if (x < -NOTE_REACH || x > scale.width || x < free) continue;
    const text = label.length > 40 ? `${label.slice(0, 39)}…` : label;
    const end = x + ctx.measureText(text).width + 12;
    labels.push({ x, end, text });
    free = end + 4;
  }
  return labels;
}

export function paintScript(
  ctx: Surface,
  { scale, tracks }: Drawing,
  row: ScriptRow,
  { palette, font }: Style
): void {
  const middle = row.y + row.height / 2;
  let last = Number.NEGATIVE_INFINITY;
  ctx.lineWidth = 1.5;
  for (const { t, returned, failed } of tracks.statements) {
    const x = toX(scale, t);
    if (x < -OVERHANG || x > scale.width + OVERHANG) continue;
    // A thousand statements in one column of pixels are one line.
    if (!failed && x - last < 1) continue;
    last = x;
    const width = returned === null ? 0 : toX(scale, returned) - x;
    ctx.fillStyle = failed ? palette.loss : palette['ink-3'];
    ctx.fillRect(x - 1, middle - 5, Math.max(2, width), 10);
  }
  ctx.font = `500 11px ${font}`;
  ctx.textBaseline = 'middle';
  for (const { x, end, text } of noteLabels(ctx, { scale, tracks })) {
    ctx.fillStyle = palette.surface;
    ctx.fillRect(x, row.y + 3, end - x, row.height - 6);
    ctx.fillStyle = palette.ink;
    ctx.fillRect(x, row.y + 3, 1.5, row.height - 6);
    ctx.fillText(text, x + 6, middle + 0.5);
  }
  ctx.textBaseline = 'alphabetic';
}

export function paintFaults(
  ctx: Surface,
  { scale, tracks }: Drawing,
  row: FaultRow,
  { palette, font }: Style
): void {
  tracks.faults.forEach(({ from, to, label }, i) => {
    const x = Math.max(toX(scale, from), -OVERHANG);
    const end = to === null ? scale.width + OVERHANG : Math.min(toX(scale, to), scale.width + OVERHANG);
    if (end < 0 || x > scale.width) return;
    const y = row.y + 3 + row.lines[i] * FAULT_ROW;
    const width = Math.max(end - x, 3);
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(x, y, width, FAULT_ROW - 4, 3);
    ctx.fillStyle = palette['caution-ground'];
    ctx.fill();
    ctx.strokeStyle = palette['caution-light'];
    ctx.lineWidth = 1;
    ctx.stroke();
    ctx.clip();
    ctx.globalAlpha = 0.45;
    ctx.beginPath();
    for (let hatch = x - 20; hatch < x + width; hatch += 7) {
      ctx.moveTo(hatch, y + FAULT_ROW);
      ctx.lineTo(hatch + 16, y);
    }
    ctx.stroke();
    ctx.restore();
    paintLabel(
      ctx,
      label,
      Math.max(x, 0) + 6,
      y + 12,
      width - 8,
      palette.ink,
      palette['caution-ground'],
      font
    );
  });
}

/** A label on a band of its own colour, so that it can be read over hatching; left out where there is no room. */
function paintLabel(
  ctx: Surface,
  text: string,
  x: number,
  y: number,
  room: number,
  ink: string,
  ground: string,
  font: string
): void {
  ctx.font = `500 11px ${font}`;
  const width = ctx.measureText(text).width;
  if (width > room) return;
  ctx.fillStyle = ground;
  ctx.fillRect(x - 3, y - 10, width + 6, 13);
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y);
}

export function paintTxns(
  ctx: Surface,
  { scale, tracks }: Drawing,
  row: TxnRow,
  { palette, font }: Style
): void {
  tracks.txns.forEach(({ from, to, outcome, session }, i) => {
    const x = toX(scale, from);
    const end = to === null ? scale.width : toX(scale, to);
    if (end < 0 || x > scale.width) return;
    const y = row.y + 3 + row.lines[i] * TXN_ROW;
    ctx.beginPath();
    ctx.roundRect(x, y + 3, Math.max(end - x, 3), TXN_ROW - 9, 4);
    ctx.fillStyle = outcome === 'aborted' ? palette['loss-ground'] : palette.hover;
    ctx.fill();
    ctx.strokeStyle = outcome === 'aborted' ? palette.loss : palette['ink-3'];
    ctx.lineWidth = 1;
    ctx.stroke();
    ctx.font = `500 9px ${font}`;
    const left = Math.max(x, 0) + 5;
    if (ctx.measureText(session).width < Math.min(end, scale.width) - left - 8) {
      ctx.fillStyle = outcome === 'aborted' ? palette.loss : palette['ink-2'];
      ctx.fillText(session, left, y + TXN_ROW - 7.5);
    }
    if (outcome !== 'committed') return;
    ctx.beginPath();
    ctx.arc(end, y + TXN_ROW / 2 - 1.5, 3.5, 0, 7);
    ctx.fillStyle = palette.surface;
    ctx.fill();
    ctx.strokeStyle = palette.ink;
    ctx.stroke();
  });
}
