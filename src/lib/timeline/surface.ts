/**
 * What the painter paints on: the part of a canvas's context that it uses. The other kind of surface writes SVG (`svg-surface.ts`), so a
 * picture on the screen, in a file and in a document comes from the same code.
 */
export type Surface = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'font'
  | 'globalAlpha'
  | 'textBaseline'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'closePath'
  | 'fill'
  | 'stroke'
  | 'clip'
  | 'fillRect'
  | 'fillText'
  | 'setLineDash'
  | 'save'
  | 'restore'
  | 'translate'
> & {
  /** Only whole circles are drawn. */
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  measureText(text: string): { readonly width: number };
};
