/** Heights of a frame in pixels: less shows nothing, more would let a frame take over the page. */
export const LEAST_HEIGHT = 120;
export const MOST_HEIGHT = 2000;
export const USUAL_HEIGHT = 480;

export function heightOf(text: string | null): number | null {
  const px = Number.parseInt(text ?? '', 10);
  return Number.isFinite(px) ? clampHeight(px) : null;
}

export function clampHeight(px: number): number {
  return Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, px)));
}
