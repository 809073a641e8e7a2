import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderBlock } from '../../../src/cli/render';
import { parseScenario } from '../../../src/lib/scenario/scenario';

/**
 * A block in pages of documentation: what Liquid 5.4.0 with Redcarpet 3.5.1, Jekyll 4.3.1 with its own kramdown 2.4.0, and MDX 3.1.1 with
 * React 19.3 (Docusaurus) have made of it, kept in the fixtures. `render.rb`, `jekyll build` on a folder with page.md and _includes, and
 * `render.mjs` there made them, outside of these tests.
 */

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../fixtures', name), 'utf8').trimEnd();

/** HTML with each character written in one way: references as what they stand for, empty elements without a space before their end. */
const asRead = (html: string) =>
  html
    .replace(/ ?\/>/g, '/>')
    .replace(/&#(x?)([\da-f]+);/gi, (_all, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

describe('a block with everything in it that Liquid, Markdown and JSX read', () => {
  const block = fixture('jekyll/_includes/block.html');

  it('stands in a page of Jekyll byte for byte, after a paragraph and in a list', () => {
    const page = fixture('jekyll/page.html');
    expect(page.split(block)).toHaveLength(3);
    // Around it Liquid and Markdown have done their work.
    expect(page).toContain('<em>emphasis</em>');
    expect(page).toContain('<td>2</td>');
    expect(page).not.toContain('{%');
  });

  it('reads the same in a page of kramdown, after a paragraph and in a list', () => {
    const page = fixture('jekyll/kramdown.html');
    expect(asRead(page).split(asRead(block))).toHaveLength(3);
    expect(page).toContain('<em>emphasis</em>');
    expect(page).toContain('<td>2</td>');
  });

  it('reads the same in a page of MDX, after a paragraph, inside a component and in a list', () => {
    const page = fixture('mdx/page.html');
    expect(asRead(page).split(asRead(block))).toHaveLength(4);
    expect(page).toContain('<em>block</em>, 2 words');
    expect(page).toContain('<section>');
  });

  it('is what is rendered today, but for how the picture is drawn', () => {
    const today = renderBlock(
      parseScenario(fixture('jekyll/hostile.json')),
      new Map([['base', 'https://playground.test/x']])
    );
    const withoutPicture = (html: string) => html.replace(/<img src="[^"]*"/, '<img');
    expect(withoutPicture(today)).toBe(withoutPicture(block));
  });
});
