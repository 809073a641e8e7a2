import type { Drawing } from './hit';
import { grounds } from './grounds';
import { laneLabels, rowLabels, type LabelTone } from './labels';
import { legendOf, type LegendEntry } from './legend';
import { paintRows } from './paint';
import { marksAsPaths } from './paint-marks';
import type { Palette } from './palette';
import { MARK_KINDS, type MarkKind } from './marks';
import { ticks, toX } from './scale';
import { strokeMark } from './shapes';
import { SvgSurface, escapeXml, textWidth } from './svg-surface';
import { formatDuration } from './time-format';

/**
 * A timeline as a sheet of its own: title, axis, labels, the drawing and a legend, as one SVG document without scripts, for files, paper
 * and documentation pages. Painted by the same code as the page.
 */

export interface SheetOptions {
  readonly title: string;
  /** A second line; the stretch of time that is shown when it is left out. */
  readonly subtitle?: string;
  readonly palette: Palette;
  /** Up to this moment promises are shown. */
  readonly at: number;
  readonly hasLegend?: boolean;
  /** A font that whoever shows the sheet has; a family list of CSS. */
  readonly font?: string;
  /** Two sheets in one document need different ones. */
  readonly idPrefix?: string;
}

export const SHEET_FONT =
  "Inter, 'Inter Variable', system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const MARGIN = 20;
/** Width of the labels left of the drawing. */
export const SHEET_LABELS = 176;
const HEAD = 46;
const AXIS = 24;
const LEGEND_ROW = 22;
/** Higher than this a sheet is of no use: what lies below is told in words. */
const MOST_HEIGHT = 6000;

/** Width of the drawing on a sheet of a width. */
export const drawingWidth = (sheetWidth: number): number =>
  Math.max(sheetWidth - SHEET_LABELS - 2 * MARGIN, 200);

/** Writes a sheet around a drawing of `drawingWidth` pixels. */
export function writeSheet(drawing: Drawing, options: SheetOptions): string {
  const { palette, title } = options;
  const font = options.font ?? SHEET_FONT;
  const height = Math.min(drawing.layout.height, MOST_HEIGHT);
  return sheet(options, {
    width: drawing.scale.width,
    height,
    scale: drawing.scale,
    legend: options.hasLegend === false ? [] : legendOf(drawing),
    label: `${title}. ${options.subtitle ?? ''}`,
    paint: (out) => {
      for (const ground of grounds(drawing, options.at)) {
        if (ground.y > height) continue;
        out.fillStyle = palette['promise-ground'];
        out.fillRect(0, ground.y, ground.x, Math.min(ground.height, height - ground.y));
        out.beginPath();
        out.moveTo(ground.x, ground.y);
        out.lineTo(ground.x, Math.min(ground.y + ground.height, height));
        for (let y = ground.y + 4; y < Math.min(ground.y + ground.height, height); y += 8) {
          out.moveTo(ground.x, y);
          out.lineTo(ground.x - 4, y);
        }
        out.strokeStyle = palette['promise-light'];
        out.lineWidth = 1;
        out.stroke();
      }
      const put = marksAsPaths(out, palette);
      paintRows(out, drawing, { top: 0, height, ratio: 1 }, { palette, font, put });
    },
    labels: (out) => {
      paintLabels(out, drawing, options, height);
      const hidden = drawing.layout.height - height;
      if (hidden > 0) {
        out.fillStyle = palette['ink-3'];
        out.fillText(`and ${Math.floor(hidden / drawing.layout.laneHeight)} more lanes`, 0, height + 14);
      }
    }
  });
}

function paintLabels(
  out: SvgSurface,
  drawing: Drawing,
  { palette, at, font }: SheetOptions,
  height: number
): void {
  const family = font ?? 'inherit';
  const color: Readonly<Record<LabelTone, string>> = {
    name: palette.ink,
    weak: palette['ink-3'],
    promise: palette.promise,
    plain: palette['ink-2']
  };
  for (const { y, height: rowHeight, parts, kind } of rowLabels(drawing, at)) {
    if (y > height) continue;
    const isColumn = kind === 'feed';
    let x = 0;
    parts.forEach(({ text, tone }, i) => {
      const size = tone === 'name' || tone === 'plain' ? 12 : 11;
      out.font = `${tone === 'name' ? 600 : 400} ${size}px ${family}`;
      out.fillStyle = color[tone];
      const middle = y + rowHeight / 2 + 4;
      const line = isColumn
        ? middle + (i - (parts.length - 1) / 2) * 16
        : kind === 'group'
          ? y + rowHeight - 8
          : middle;
      out.fillText(cut(text, SHEET_LABELS - 12 - x, size), x, line);
      if (!isColumn) x += textWidth(text, size) * 1.04 + 8;
    });
  }
  for (const { text, y } of laneLabels(drawing.columns, drawing.layout, 0, height)) {
    out.font = `400 11px ui-monospace, 'JetBrains Mono', Menlo, Consolas, monospace`;
    out.fillStyle = palette['ink-2'];
    out.fillText(cut(text, SHEET_LABELS - 20, 12.5), 10, y + drawing.layout.laneHeight / 2 + 4);
  }
}

function cut(text: string, room: number, size: number): string {
  if (textWidth(text, size) <= room) return text;
  let end = text.length;
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, size) > room) end--;
  return `${text.slice(0, end)}…`;
}

/** What is put on a sheet: a drawing of some height, what stands left of it, and the entries of its legend. */
export interface SheetBody {
  readonly width: number;
  readonly height: number;
  readonly scale: Drawing['scale'];
  readonly legend: readonly LegendEntry[];
  /** What the picture is, for those who cannot see it. */
  readonly label: string;
  readonly paint: (out: SvgSurface) => void;
  readonly labels: (out: SvgSurface) => void;
}

/** Puts a body between title, axis and legend. */
export function sheet(options: SheetOptions, body: SheetBody): string {
  const { palette, title } = options;
  const font = options.font ?? SHEET_FONT;
  const width = body.width + SHEET_LABELS + 2 * MARGIN;
  const rows = legendRows(body.legend, width - 2 * MARGIN);
  const top = MARGIN + HEAD + AXIS;
  const height = top + body.height + 16 + rows.length * LEGEND_ROW + MARGIN;
  const out = new SvgSurface(options.idPrefix);
  out.fillStyle = palette.surface;
  out.fillRect(0, 0, width, height);
  paintHead(out, options, body);
  out.save();
  out.translate(MARGIN, top);
  out.beginPath();
  out.rect(-4, -4, SHEET_LABELS - 4, body.height + 24);
  out.clip();
  body.labels(out);
  out.restore();
  out.save();
  out.translate(MARGIN + SHEET_LABELS, top);
  paintAxis(out, body, palette);
  out.beginPath();
  out.rect(0, 0, body.width, body.height);
  out.clip();
  body.paint(out);
  out.restore();
  paintLegend(out, rows, top + body.height + 24, palette);
  const id = options.idPrefix ?? 'cfp';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${Math.ceil(height)}" width="${width}" height="${Math.ceil(height)}" role="img" aria-labelledby="${id}-title ${id}-desc" font-family="${escapeXml(font)}">`,
    `<title id="${id}-title">${escapeXml(title)}</title>`,
    `<desc id="${id}-desc">${escapeXml(body.label)}</desc>`,
    out.elements,
    '</svg>',
    ''
  ].join('\n');
}

function paintHead(
  out: SvgSurface,
  { title, subtitle, palette }: SheetOptions,
  { width, scale }: SheetBody
): void {
  out.font = '600 16px inherit';
  out.fillStyle = palette.ink;
  out.fillText(cut(title, width + SHEET_LABELS, 16), MARGIN, MARGIN + 14);
  out.font = '400 12px inherit';
  out.fillStyle = palette['ink-2'];
  const from = Math.max(scale.from, 0);
  const shown = `${formatDuration(Math.max(scale.to - from, 0))} of virtual time`;
  out.fillText(cut(subtitle ?? shown, width + SHEET_LABELS, 12), MARGIN, MARGIN + 33);
}

function paintAxis(out: SvgSurface, { scale, width }: SheetBody, palette: Palette): void {
  out.font = '400 11px inherit';
  out.fillStyle = palette['ink-3'];
  for (const { t, label } of ticks(scale).ticks) {
    const x = toX(scale, t);
    const half = textWidth(label, 11) / 2;
    if (x < 0 || x > width) continue;
    out.fillText(label, Math.min(Math.max(x - half, 0), width - 2 * half), -9);
  }
  out.beginPath();
  out.moveTo(0, -0.5);
  out.lineTo(width, -0.5);
  out.strokeStyle = palette['line-strong'];
  out.lineWidth = 1;
  out.stroke();
}

interface LegendPlace extends LegendEntry {
  readonly x: number;
}

/** Breaks a legend into lines. */
function legendRows(entries: readonly LegendEntry[], width: number): LegendPlace[][] {
  const rows: LegendPlace[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const room = 22 + textWidth(entry.name, 11) + 18;
    if (x + room > width) {
      rows.push([]);
      x = 0;
    }
    rows[rows.length - 1].push({ ...entry, x });
    x += room;
  }
  return rows;
}

function paintLegend(out: SvgSurface, rows: readonly LegendPlace[][], top: number, palette: Palette): void {
  rows.forEach((row, i) => {
    for (const { kind, name, x } of row) {
      const y = top + i * LEGEND_ROW;
      paintLegendMark(out, kind, MARGIN + x + 7, y, palette);
      out.font = '400 11px inherit';
      out.fillStyle = palette['ink-2'];
      out.fillText(name, MARGIN + x + 20, y + 4);
    }
  });
}

const isMark = (kind: LegendEntry['kind']): kind is MarkKind =>
  (MARK_KINDS as readonly string[]).includes(kind);

/** One mark of any kind, as the drawing has it. */
export function paintLegendMark(
  out: SvgSurface,
  kind: LegendEntry['kind'],
  x: number,
  y: number,
  palette: Palette
): void {
  if (isMark(kind)) return marksAsPaths(out, palette)(kind, [x, y], 4.25);
  out.beginPath();
  strokeMark(out, kind, x, y, 4.5);
  if (kind === 'checkpoint') {
    out.fillStyle = palette.promise;
    out.fill();
    return;
  }
  out.strokeStyle = kind === 'failure' ? palette.loss : palette.promise;
  out.lineWidth = 1.5;
  out.stroke();
}
