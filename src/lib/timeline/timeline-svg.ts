import type { HistoryEvent } from '../engine/base/events';
import { copyColumns, NOTHING_SENT } from '../history/copy-columns';
import { KeyIndex } from '../history/key-index';
import { HistoryLog } from '../history/log';
import { EventColumns } from './columns';
import { parseFilter } from './filter';
import type { Drawing } from './hit';
import { LaneIndex, type Grouping } from './lane-index';
import { layOut } from './layout';
import type { Palette } from './palette';
import { DARK, LIGHT } from './palettes';
import { fit } from './scale';
import { drawingWidth, writeSheet } from './sheet';
import { Sieve } from './sieve';
import { TrackIndex, isSparse } from './tracks';

/** A history as a picture, without a browser: for the command line and for documentation pages. */

export interface TimelineSvgOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** `system`: light, and dark where whoever shows the picture prefers that. */
  readonly theme?: 'light' | 'dark' | 'system' | Palette;
  /** Width of the whole picture in pixels. */
  readonly width?: number;
  /** The stretch of virtual time, in nanoseconds since the run's start; the whole run when it is left out. */
  readonly from?: number;
  readonly to?: number;
  readonly grouping?: Grouping;
  /** As typed into the timeline's filter (`filter.ts`); loose words are not looked for. */
  readonly filter?: string;
  readonly hasLegend?: boolean;
  readonly idPrefix?: string;
}

/** Draws a history's lanes. The same history and options give the same text. */
export function timelineSvg(history: Iterable<HistoryEvent>, options: TimelineSvgOptions): string {
  const { drawing, end } = drawHistory(history, options);
  const { theme = 'light', title, subtitle, hasLegend, idPrefix } = options;
  const palette = theme === 'light' || theme === 'system' ? LIGHT : theme === 'dark' ? DARK : theme;
  const svg = writeSheet(drawing, {
    title,
    subtitle,
    hasLegend,
    idPrefix,
    palette,
    at: Math.min(end, drawing.scale.to)
  });
  return theme === 'system' ? svg.replace('>', `><style>${darkRules(svg)}</style>`) : svg;
}

/** Rules that make a light picture dark, for the colours that it has. */
function darkRules(svg: string): string {
  const rules = Object.entries(LIGHT)
    .filter(([, color]) => svg.includes(`"${color}"`))
    .map(([role, color]) => {
      const dark = DARK[role as keyof Palette];
      return `[fill='${color}']{fill:${dark}}[stroke='${color}']{stroke:${dark}}`;
    });
  return `@media (prefers-color-scheme:dark){${rules.join('')}}`;
}

/** A history laid out, and the moment at which it ends. */
export function drawHistory(
  history: Iterable<HistoryEvent>,
  { width = 1200, from, to, grouping = 'table', filter = '' }: Omit<TimelineSvgOptions, 'title'>
): { readonly drawing: Drawing; readonly end: number } {
  const log = new HistoryLog();
  const keys = new KeyIndex();
  const sparse = new Map<number, HistoryEvent>();
  for (const event of history) {
    keys.add(event);
    const seq = log.append(event);
    if (isSparse(event.type)) sparse.set(seq, event);
  }
  const columns = new EventColumns();
  columns.take(copyColumns(log, keys, NOTHING_SENT));
  const sieve = new Sieve({ ...parseFilter(filter), words: [] }, columns);
  const lanes = new LaneIndex(columns, grouping, sieve);
  const tracks = new TrackIndex(columns);
  lanes.update(0);
  tracks.update(0, sparse);
  const { end } = columns;
  const whole = fit(end, drawingWidth(width));
  const scale = { ...whole, from: from ?? whole.from, to: to ?? whole.to };
  return { drawing: { columns, lanes, tracks, layout: layOut(tracks, lanes.groups(), sieve), scale }, end };
}
