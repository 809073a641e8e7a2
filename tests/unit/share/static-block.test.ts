import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { renderBlock } from '../../../src/cli/render';
import { decodeLink } from '../../../src/lib/scenario/link';
import { makeScenario } from '../../../src/lib/scenario/scenario';
import { DARK, LIGHT } from '../../../src/lib/timeline/palettes';
import { FIRST_SCENARIO } from '../../../src/lib/ui/first-scenario';

const block = (script: string, title = 't') =>
  renderBlock(makeScenario({ title, script }), new Map([['base', 'https://playground.test/x']]));

/** References back to characters. */
const plain = (html: string) =>
  html.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));

/** The drawing that an image of the block holds. */
const pictureOf = (html: string) =>
  decodeURIComponent(plain(/src="data:image\/svg\+xml,([^"]+)"/.exec(html)![1]));

describe('the static block', () => {
  const html = renderBlock(
    FIRST_SCENARIO,
    new Map([
      ['base', 'https://playground.test/x'],
      ['view', 'timeline,editor'],
      ['run', 'click'],
      ['height', '500']
    ])
  );

  it('holds script, picture, messages, link and what embed.js needs', () => {
    expect(html).toMatch(/^<div><changefeed-playground link="https:\/\/playground\.test\/x\/#s=2\./);
    expect(html).toContain('view="timeline,editor" run="click" height="500"');
    expect(plain(html)).toContain("INSERT INTO employees VALUES (4, 'Danny', 'los angeles');");
    const picture = pictureOf(html);
    expect(picture).toMatch(/^<svg .*<\/svg>$/s);
    expect(picture).toContain('Pause before a checkpoint');
    expect(picture).toContain('prefers-color-scheme:dark');
    expect(html.match(/<tr>/g)).toHaveLength(11);
    expect(html).toContain('<td>copy 2</td>');
  });

  it('carries a link that opens as the same scenario at that moment', () => {
    const link = /link="([^"]+)"/.exec(plain(html))![1];
    expect(decodeLink(link.slice(link.indexOf('#')))).toMatchObject({
      script: FIRST_SCENARIO.script,
      digest: expect.stringMatching(/^[0-9a-f]{16}$/)
    });
  });

  it('is small enough for ten on a page beside the loader', () => {
    expect(gzipSync(html, { level: 9 }).length).toBeLessThan(4500);
  });

  it('is one line in which nothing means anything to Liquid, Markdown or JSX', () => {
    const hostile = block(
      "CREATE TABLE t (id INT PRIMARY KEY, v STRING[]);\nCREATE CHANGEFEED FOR t INTO 'kafka://k';\nINSERT INTO t VALUES (1, '{{1,2},{3,4}}'), (2, ARRAY['{% raw %} *x* _y_ `z` </pre></div><script>alert(1)</script> $$']);\n\n\\wait 5s\n",
      '</p><img src=x onerror=alert(1)> {{x}} {% y %}'
    );
    expect(hostile.split('\n')).toHaveLength(1);
    expect(hostile).not.toMatch(/[{}*_`\\$]/);
    expect(hostile.match(/<(script|img)/g)).toEqual(['<img']);
    expect(plain(hostile)).toContain('<script>alert(1)</script>');
    expect(pictureOf(hostile)).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('has no attribute that React knows by another name, and none that it wants as an object', () => {
    const names = [...html.matchAll(/ ([\w-]+)="/g)].map(([, name]) => name);
    expect(new Set(names)).toEqual(
      new Set(['link', 'name', 'view', 'run', 'height', 'src', 'alt', 'width', 'href'])
    );
  });

  it('has a picture that is as light or dark as its frame', () => {
    const themed = (theme: string) => pictureOf(renderBlock(FIRST_SCENARIO, new Map([['theme', theme]])));
    expect(themed('dark')).toContain(`fill="${DARK.surface}"`);
    expect(themed('dark')).not.toContain('prefers-color-scheme');
    expect(themed('light')).toContain(`fill="${LIGHT.surface}"`);
    expect(themed('light')).not.toContain('prefers-color-scheme');
  });
});
