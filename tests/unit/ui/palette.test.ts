import { describe, expect, it } from 'vitest';
import { contrast, distance, tokensOf, VISIONS } from '../../support/page/color';

const GROUNDS = ['surface', 'sunken', 'page'];
const TEXTS = ['ink', 'ink-2', 'ink-3', 'accent', 'data', 'caution', 'loss', 'promise'];
const SYNTAX = ['keyword', 'string', 'number', 'comment', 'command', 'variable'].map(
  (name) => `syntax-${name}`
);
const MARKS = [
  'data',
  'data-light',
  'caution',
  'caution-light',
  'loss',
  'loss-light',
  'promise',
  'promise-light',
  'ink-2'
];
/** Roles that lie side by side in a lane or row, so must be told apart. */
const SIDE_BY_SIDE = ['data', 'caution', 'loss', 'promise'];

describe.each(['light', 'dark'] as const)('%s palette', (theme) => {
  const tokens = tokensOf(theme);
  const token = (name: string) => tokens.get(name)!; // a missing one fails the test by itself

  it.each(TEXTS.flatMap((text) => GROUNDS.map((ground) => ({ text, ground }))))(
    'text $text on $ground has a contrast of at least 4.5',
    ({ text, ground }) => {
      expect(contrast(token(text), token(ground))).toBeGreaterThanOrEqual(4.5);
    }
  );

  it.each(SYNTAX)('%s can be read in the editor', (name) => {
    expect(contrast(token(name), token('surface'))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['on-accent', 'accent'],
    ['accent', 'accent-ground'],
    ['caution', 'caution-ground'],
    ['loss', 'loss-ground'],
    ['promise', 'promise-ground'],
    ['ink-2', 'hover'],
    ['ink', 'selection']
  ])('%s can be read on %s', (text, ground) => {
    expect(contrast(token(text), token(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(MARKS)('mark %s stands out from the ground by at least 3', (mark) => {
    expect(contrast(token(mark), token('surface'))).toBeGreaterThanOrEqual(3);
  });

  it.each(VISIONS.flatMap((vision) => pairs(SIDE_BY_SIDE).map(([a, b]) => ({ vision, a, b }))))(
    '$a and $b are told apart with $vision',
    ({ vision, a, b }) => {
      expect(distance(token(a), token(b), vision)).toBeGreaterThanOrEqual(vision === 'none' ? 30 : 15);
    }
  );
});

function pairs<T>(list: readonly T[]): [T, T][] {
  return list.flatMap((a, i) => list.slice(i + 1).map((b): [T, T] => [a, b]));
}
