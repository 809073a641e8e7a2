import { describe, expect, it } from 'vitest';
import { byteLines, bytesOf, schemaIdOf } from '../../../src/lib/ui/explain/bytes';
import { diffValues } from '../../../src/lib/ui/explain/message-diff';

describe('two messages of one key, member by member', () => {
  it.each([
    {
      name: 'a member that changed, others the same',
      before: '{"after": {"id": 1, "n": 1}, "updated": "1"}',
      after: '{"after": {"id": 1, "n": 2}, "updated": "1"}',
      changed: [['after.n', 'changed', '1', '2']]
    },
    {
      name: 'a column that came and one that went',
      before: '{"after": {"id": 1, "old": 1}}',
      after: '{"after": {"id": 1, "new": 2}}',
      changed: [
        ['after.new', 'added', null, '2'],
        ['after.old', 'removed', '1', null]
      ]
    },
    {
      name: 'a delete',
      before: '{"after": {"id": 1}}',
      after: '{"after": null}',
      changed: [
        ['after', 'added', null, 'null'],
        ['after.id', 'removed', '1', null]
      ]
    },
    { name: 'the same again', before: '{"after": {"id": 1}}', after: '{"after": {"id": 1}}', changed: [] },
    {
      name: 'numbers that differ in a digit past those of a double',
      before: '{"n": 9007199254740993}',
      after: '{"n": 9007199254740992}',
      changed: [['n', 'changed', '9007199254740993', '9007199254740992']]
    },
    { name: 'a tombstone', before: '{"id": 1}', after: null, changed: [['id', 'removed', '1', null]] },
    { name: 'text that is no object', before: '1,a', after: '1,b', changed: [['', 'changed', '1,a', '1,b']] }
  ])('$name', ({ before, after, changed }) => {
    const found = diffValues(before, after)
      .filter(({ change }) => change !== 'same')
      .map((row) => [row.path, row.change, row.before, row.after]);
    expect(found).toEqual(changed);
  });
});

describe('bytes', () => {
  it('are those of the text, or those that were recorded', () => {
    expect([...bytesOf('é', undefined)]).toEqual([0xc3, 0xa9]);
    expect([...bytesOf('{}', 'AAAAAAE=')]).toEqual([0, 0, 0, 0, 1]);
  });

  it('are laid out sixteen to a line', () => {
    const lines = byteLines(bytesOf('0123456789abcdef\n!', undefined), 10);
    expect(lines).toEqual([
      { offset: '0000', hex: '30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66', text: '0123456789abcdef' },
      { offset: '0010', hex: '0a 21', text: '·!' }
    ]);
    expect(byteLines(bytesOf('x'.repeat(100), undefined), 2)).toHaveLength(2);
  });

  it('name their schema in the wire format of Confluent, and only there', () => {
    expect(schemaIdOf(bytesOf(null, 'AAAAAAcC'))).toBe(7);
    expect(schemaIdOf(bytesOf('{"a": 1}', undefined))).toBeUndefined();
  });
});
