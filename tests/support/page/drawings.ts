import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

const FOLDER = new URL('../../data/drawings/', import.meta.url);

/** Compares a drawing with the one that is kept. `UPDATE=1` keeps what came out: look at it in a browser before it is committed. */
export function expectDrawing(name: string, svg: string): void {
  const file = new URL(`${name}.svg`, FOLDER);
  if (process.env.UPDATE === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, svg);
  }
  expect(svg).toBe(readFileSync(file, 'utf8'));
}
