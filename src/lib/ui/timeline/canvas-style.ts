import type { Style } from '../../timeline/paint';
import { PALETTE_ROLES } from '../../timeline/palette';
import { readColors } from '../read-colors';

/** Colours and font of a canvas as they are in one theme: to ask for them takes longer than to paint. */
export class CanvasStyle {
  #style: Style | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #isDark = false;

  of(canvas: HTMLCanvasElement, isDark: boolean): Style {
    if (!this.#style || this.#canvas !== canvas || this.#isDark !== isDark) {
      this.#canvas = canvas;
      this.#isDark = isDark;
      this.#style = {
        palette: readColors(canvas, PALETTE_ROLES),
        font: getComputedStyle(canvas).fontFamily
      };
    }
    return this.#style;
  }
}
