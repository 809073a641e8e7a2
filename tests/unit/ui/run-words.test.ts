import { describe, expect, it } from 'vitest';
import { ago } from '../../../src/lib/ui/parts/ago';
import {
  branchName,
  branchSentence,
  difference,
  lineDifference,
  moment
} from '../../../src/lib/ui/runs/run-words';

const S = 1_000_000_000;

describe('a branch is called after its moment and its command', () => {
  it.each([
    {
      at: 4.2 * S,
      lines: "UPDATE t SET v = 'c'\n  WHERE id = 1;",
      out: "at 4.2 s: UPDATE t SET v = 'c' WHERE id = 1"
    },
    { at: 20 * S, lines: '\\node 2 kill', out: 'at 20 s: \\node 2 kill' },
    { at: 0, lines: 'SELECT 1', out: 'at 0 s: SELECT 1' },
    { at: 83.5 * S, lines: 'SELECT 1;', out: 'at 01:23.500: SELECT 1' },
    { at: S, lines: `SELECT '${'x'.repeat(100)}'`, out: `at 1 s: SELECT '${'x'.repeat(51)}…` }
  ])('$out', ({ at, lines, out }) => expect(branchName(at, lines)).toBe(out));

  it('and told in one sentence', () => {
    expect(branchSentence(4.2 * S, true)).toBe('Made a branch at 4.200 s; the run before is kept in Runs.');
    expect(branchSentence(4.2 * S, false)).toBe('Made a branch at 4.200 s.');
  });
});

it('a moment is cut, not rounded', () => expect(moment(4_199_999_999)).toBe('4.199 s'));

it.each([
  { value: 3, shown: 3, out: '' },
  { value: 5, shown: 3, out: '+2' },
  { value: 0, shown: 3, out: '−3' }
])('$value beside $shown differs by "$out"', ({ value, shown, out }) =>
  expect(difference(value, shown)).toBe(out)
);

it.each([
  { lines: { added: 0, removed: 0 }, out: 'same script' },
  { lines: { added: 1, removed: 0 }, out: '1 line more' },
  { lines: { added: 12, removed: 2 }, out: '12 lines more, 2 fewer' },
  { lines: { added: 0, removed: 1 }, out: '1 line fewer' },
  { lines: { added: 0, removed: 3 }, out: '3 lines fewer' }
])('$out', ({ lines, out }) => expect(lineDifference(lines)).toBe(out));

it.each([
  { minutes: 0.5, out: 'just now' },
  { minutes: 59, out: '59 min ago' },
  { minutes: 61, out: '1 h ago' },
  { minutes: 1500, out: 'yesterday' },
  { minutes: 5000, out: '3 days ago' }
])('$out', ({ minutes, out }) => expect(ago(0, minutes * 60_000)).toBe(out));
