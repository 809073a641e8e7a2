import type { EmbedView } from './options';

/** Heights of a frame in pixels: less shows nothing, more would let a frame take over the page. */
export const LEAST_HEIGHT = 120;
export const MOST_HEIGHT = 2000;
export const USUAL_HEIGHT = 480;

/** Below this width parts do not stand side by side. */
export const NARROW = 640;

/** What each part wants to be tall, in pixels: a timeline shows its instruments, the job and a few keys. */
const TALL = { chrome: 44, timeline: 400, other: 220, lesson: 110 } as const;

/** Of each part beside the others, for those that share a height. */
export const SHARES = { timeline: TALL.timeline, other: TALL.other } as const;

/** Parts of the frame other than timeline and lesson stand side by side where there is room for two. */
export function rowsOf(
  views: readonly EmbedView[],
  isNarrow: boolean
): { others: number; hasTimeline: boolean } {
  const hasEditor = views.includes('editor');
  const hasPanels = views.some((name) => name !== 'timeline' && name !== 'editor' && name !== 'lesson');
  const others = isNarrow ? Number(hasEditor) + Number(hasPanels) : Number(hasEditor || hasPanels);
  return { others, hasTimeline: views.includes('timeline') };
}

/** How tall a frame wants to be that shows these parts. */
export function wantedHeight(views: readonly EmbedView[], isNarrow: boolean): number {
  const { others, hasTimeline } = rowsOf(views, isNarrow);
  return clampHeight(
    TALL.chrome +
      others * TALL.other +
      (hasTimeline ? TALL.timeline : 0) +
      (views.includes('lesson') ? TALL.lesson : 0)
  );
}

export function heightOf(text: string | null): number | null {
  const px = Number.parseInt(text ?? '', 10);
  return Number.isFinite(px) ? clampHeight(px) : null;
}

export function clampHeight(px: number): number {
  return Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, px)));
}
