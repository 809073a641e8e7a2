import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderBlock } from '../../../src/cli/render';
import { parseScenario } from '../../../src/lib/scenario/scenario';

/**
 * A block in a page of Jekyll: what Liquid 5.4.0 and Redcarpet 3.5.1 have made of it, kept in the fixture (`render.rb` there made it, outside of
 * these tests).
 */

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../fixtures/jekyll', name), 'utf8').trimEnd();

describe('a block with everything in it that Liquid and Markdown read', () => {
  const block = fixture('_includes/block.html');
  const page = fixture('page.html');

  it('stands in the rendered page byte for byte, after a paragraph and in a list', () => {
    expect(page.split(block)).toHaveLength(3);
    // Around it Liquid and Markdown have done their work.
    expect(page).toContain('<em>emphasis</em>');
    expect(page).toContain('<td>2</td>');
    expect(page).not.toContain('{%');
  });

  it('is what is rendered today, but for how the picture is drawn', () => {
    const today = renderBlock(
      parseScenario(fixture('hostile.json')),
      new Map([['base', 'https://playground.test/x']])
    );
    const withoutPicture = (html: string) => html.replace(/<svg .*<\/svg>/, '<svg/>');
    expect(withoutPicture(today)).toBe(withoutPicture(block));
  });
});
