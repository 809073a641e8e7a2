import { describe, expect, it } from 'vitest';
import { DARK, LIGHT } from '../../../src/lib/timeline/palettes';
import { timelineSvg } from '../../../src/lib/timeline/timeline-svg';
import { tokensOf } from '../../support/page/color';
import { expectDrawing } from '../../support/page/drawings';
import { employeesHistory } from '../../support/page/employees-history';
import { parseColor } from '../../../src/lib/timeline/palette';

describe('a history as a picture', () => {
  const events = employeesHistory();

  it('draws the lanes of the employees example', () => {
    expectDrawing('employees', timelineSvg(events, { title: 'Pause before a checkpoint', width: 900 }));
  });

  it('is the same each time', () => {
    const draw = () => timelineSvg(events, { title: 'x', theme: 'dark' });
    expect(draw()).toBe(draw());
  });

  it('escapes what people have named', () => {
    const svg = timelineSvg(events, { title: '<script>&"', subtitle: '</svg>\u0000' });
    expect(svg).toContain('&lt;script&gt;&amp;&quot;');
    expect(svg).not.toContain('<script');
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
    expect(svg).not.toContain('\u0000');
  });

  it('keeps the ids of two pictures in one document apart', () => {
    const ids = (prefix: string) =>
      [...timelineSvg(events, { title: 'x', idPrefix: prefix }).matchAll(/id="([^"]+)"/g)].map((m) => m[1]);
    const [a, b] = [ids('a'), ids('b')];
    expect(a.length).toBeGreaterThan(2);
    expect(a.filter((id) => b.includes(id))).toEqual([]);
  });

  it('shows only what a filter asks for', () => {
    const svg = timelineSvg(events, { title: 'x', filter: 'key:3' });
    expect(svg).toContain('>[3]<');
    expect(svg).not.toContain('>[1]<');
  });

  it('draws nothing of an empty history but its sheet', () => {
    expect(timelineSvg([], { title: 'Nothing yet' })).toContain('Nothing yet');
  });
});

describe('the palettes of pictures', () => {
  it.each([
    ['light', LIGHT],
    ['dark', DARK]
  ] as const)('%s: as the tokens of the page', (theme, palette) => {
    const tokens = tokensOf(theme);
    for (const [role, color] of Object.entries(palette))
      expect([role, parseColor(color)]).toEqual([role, tokens.get(role)]);
  });
});
