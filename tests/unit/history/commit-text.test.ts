import { expect, it } from 'vitest';
import type { CommitWrite } from '../../../src/lib/engine/base/events';
import { commitText, parseCommitText } from '../../../src/lib/history/commit-text';

const row = (key: string, parts: Partial<CommitWrite> = {}): CommitWrite => ({
  table: 't',
  family: 'primary',
  key,
  op: 'insert',
  range: 1,
  ...parts
});

const CASES: readonly { name: string; writes: readonly CommitWrite[] }[] = [
  { name: 'rows of one statement', writes: [row('[1]'), row('[2]'), row('["a\\"b"]')] },
  { name: 'runs one after another', writes: [row('[1]'), row('[2]'), row('[1]', { op: 'update' })] },
  { name: 'another range in the midst of them', writes: [row('[1]'), row('[2]', { range: 2 }), row('[3]')] },
  {
    name: 'families that take turns',
    writes: [1, 2].flatMap((k) => [row(`[${k}]`, { family: 'a' }), row(`[${k}]`, { family: 'b' })])
  },
  {
    name: 'tables of one name, and rows that feeds leave out',
    writes: [row('[1]', { table_id: 104 }), row('[2]', { table_id: 104 }), row('[3]', { omitted: true })]
  }
];

it.each(CASES)('$name are read as they were written, member for member', ({ writes }) => {
  const made = inOrder(writes);
  expect(JSON.stringify(parseCommitText(commitText(made)))).toBe(JSON.stringify(made));
});

/** Members in the order in which commits have them, those that are left out left out. */
function inOrder(writes: readonly CommitWrite[]): CommitWrite[] {
  return writes.map(({ table, table_id, family, key, op, range, omitted }) => ({
    table,
    ...(table_id !== undefined && { table_id }),
    family,
    key,
    op,
    range,
    ...(omitted && { omitted })
  }));
}

it('what is the same for all rows of a statement is written once', () => {
  const writes = Array.from({ length: 1000 }, (_, i) => row(`[${i}]`));
  expect(commitText(writes).length).toBeLessThan(9 * writes.length);
});

it('the lists of older runs are read', () => {
  const writes = [row('[1]'), row('[2]')];
  expect(parseCommitText(JSON.stringify(writes))).toEqual(writes);
});
