import { describe, it } from 'vitest';
import { LEGEND } from '../../../src/lib/timeline/legend';
import { MARK_KINDS } from '../../../src/lib/timeline/marks';
import { DARK, LIGHT } from '../../../src/lib/timeline/palettes';
import { paintLegendMark } from '../../../src/lib/timeline/sheet';
import { SvgSurface } from '../../../src/lib/timeline/svg-surface';
import { expectDrawing } from '../../support/page/drawings';

/** Every mark, large enough to look at. A change here is a change in every timeline, legend, list and lesson. */
describe('the marks', () => {
  it.each([
    ['light', LIGHT],
    ['dark', DARK]
  ] as const)('%s', (name, palette) => {
    const kinds = [...new Set([...MARK_KINDS, ...LEGEND.map(({ kind }) => kind)])];
    const out = new SvgSurface();
    out.fillStyle = palette.surface;
    out.fillRect(0, 0, kinds.length * 90, 40);
    kinds.forEach((kind, i) => {
      paintLegendMark(out, kind, i * 90 + 14, 20, palette);
      out.font = '400 9px sans-serif';
      out.fillStyle = palette.ink;
      out.fillText(kind, i * 90 + 26, 23);
    });
    const size = `width="${kinds.length * 90}" height="40"`;
    expectDrawing(
      `marks-${name}`,
      `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${out.elements}\n</svg>\n`
    );
  });
});
