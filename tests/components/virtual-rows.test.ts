import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { VirtualRows } from '../../src/lib/ui/parts/virtual-rows.svelte';

const ROW = 20;
const SEEN = 200;

/** A list of so many rows in an element that shows ten of them. */
function list(count: number): { rows: VirtualRows; element: HTMLElement; grow: (to: number) => void } {
  const element = document.createElement('div');
  element.style.cssText = `height:${SEEN}px;overflow:auto`;
  const inner = document.createElement('div');
  element.append(inner);
  document.body.append(element);
  const rows = new VirtualRows();
  const grow = (to: number) => {
    rows.update(to, ROW);
    inner.style.height = `${rows.height}px`;
  };
  rows.attach(element);
  grow(count);
  return { rows, element, grow };
}

describe('rows of a long list', () => {
  it('are in the page only where they are seen, and a few around', () => {
    const { rows } = list(50_000);
    flushSync();
    expect(rows.height).toBe(50_000 * ROW);
    expect(rows.indexes[0]).toBe(0);
    expect(rows.indexes.length).toBeLessThan(30);
  });

  it('come into view when they are asked for', async () => {
    const { rows, element } = list(50_000);
    rows.scrollTo(40_000);
    await expect.poll(() => element.scrollTop).toBe(40_001 * ROW - SEEN);
    await expect.poll(() => rows.indexes.includes(40_000)).toBe(true);
    expect(rows.indexes.length).toBeLessThan(40);
  });

  it('are at their end only where the last one is seen', async () => {
    const { rows, grow } = list(5);
    expect(rows.isAtEnd).toBe(true);
    grow(1000);
    expect(rows.isAtEnd).toBe(false);
    rows.scrollTo(999, 'end');
    await expect.poll(() => rows.isAtEnd).toBe(true);
    await expect.poll(() => rows.indexes.at(-1)).toBe(999);
  });

  it('that are no more are not asked for', async () => {
    const { rows, grow } = list(1000);
    rows.scrollTo(999, 'end');
    await expect.poll(() => rows.indexes.at(-1)).toBe(999);
    grow(3);
    expect(rows.indexes.every((index) => index < 3)).toBe(true);
  });
});
