import { writeOrderSheet } from '../../timeline/order-sheet';
import { DARK, LIGHT } from '../../timeline/palettes';
import { fit } from '../../timeline/scale';
import { drawingWidth, writeSheet } from '../../timeline/sheet';
import type { TimelineView } from './timeline-view.svelte';

/** What a picture of the timeline is asked to be. */
export interface PictureChoice {
  readonly title: string;
  readonly subtitle: string;
  /** The stretch that is shown, or all of the run. */
  readonly part: 'shown' | 'whole';
  readonly theme: 'light' | 'dark';
  readonly hasLegend: boolean;
  /** Width in pixels. */
  readonly width: number;
  /** The moment of the playhead, up to which promises are drawn. */
  readonly at: number;
  /** The end of the run. */
  readonly end: number;
}

const ORDER_HEIGHT = 460;

/** The timeline as it is shown, as an SVG document. */
export function timelineSheet(timeline: TimelineView, choice: PictureChoice): string {
  const { title, subtitle, at, hasLegend } = choice;
  const width = drawingWidth(choice.width);
  const scale = choice.part === 'whole' ? fit(choice.end, width) : { ...timeline.scale, width };
  const options = { title, subtitle, at, hasLegend, palette: choice.theme === 'dark' ? DARK : LIGHT };
  const order = timeline.layOutOrder(scale, ORDER_HEIGHT);
  return order ? writeOrderSheet(order, options) : writeSheet({ ...timeline.drawing, scale }, options);
}

/** An SVG document as pixels, twice as many across as it is wide. @throws when the browser cannot draw it */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('no canvas');
  ctx.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png')
  );
}

/** Puts a picture on paper: while it is printed the page shows nothing else. @returns what takes it away again */
export function layOnPaper(svg: string): () => void {
  const paper = document.createElement('div');
  paper.className = 'paper';
  // Read as a picture and not as a page: what is no SVG comes out as an error element, and no script of it runs.
  paper.append(
    document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true)
  );
  document.body.append(paper);
  return () => paper.remove();
}
