import { describe, expect, it } from 'vitest';
import { Epoch } from '../../../src/lib/engine/base/timestamp';
import type { CommitEvent } from '../../../src/lib/engine/base/events';
import {
  grouped,
  jsonPieces,
  ordinalCopy,
  prettyJson,
  describeEvent,
  shortSql,
  splitHlc,
  wallClock
} from '../../../src/lib/ui/format';

const epoch = new Epoch(1700000000000000000n);

describe('JSON for reading', () => {
  it.each([
    { name: 'an object', text: '{"a":1,"b":[1,2]}', out: '{\n  "a": 1,\n  "b": [1,2]\n}' },
    { name: 'nested objects', text: '{"after":{"id":1}}', out: '{\n  "after": {\n    "id": 1\n  }\n}' },
    { name: 'marks inside strings', text: '{"a":"{,:}\\""}', out: '{\n  "a": "{,:}\\""\n}' },
    { name: 'an empty object', text: '{}', out: '{}' },
    {
      name: 'digits beyond what a number holds',
      text: '{"n":12345678901234567890.10}',
      out: '{\n  "n": 12345678901234567890.10\n}'
    },
    { name: 'no JSON at all', text: 'a,b', out: 'a,b' }
  ])('lays out $name', ({ text, out }) => {
    expect(prettyJson(text)).toBe(out);
  });

  it.each(['{"a": [1, -2.5e3, true, null, "x\\"y"]}', 'plain "text', '', '[[[', '"only"'])(
    'loses nothing in pieces: %s',
    (text) => {
      expect(
        jsonPieces(text)
          .map((p) => p.text)
          .join('')
      ).toBe(text);
    }
  );

  it('tells keys from strings', () => {
    expect(
      jsonPieces('{"a":"b"}')
        .filter((p) => p.kind !== 'mark')
        .map((p) => p.kind)
    ).toEqual(['key', 'string']);
  });
});

describe('timestamps', () => {
  it('show what they have in common with the run apart', () => {
    expect(splitHlc(epoch.hlc({ wall: 41_200_000_000, logical: 0 }), epoch)).toEqual([
      '17000000',
      '41200000000.0000000000'
    ]);
  });

  it('have a readable wall clock', () => {
    expect(wallClock(epoch, 41_234_567_890)).toBe('2023-11-14 22:14:01.234 UTC');
  });
});

it.each([
  [2, '2nd copy'],
  [3, '3rd copy'],
  [4, '4th copy'],
  [11, '11th copy'],
  [22, '22nd copy']
])('%d is the %s', (n, words) => {
  expect(ordinalCopy(n)).toBe(words);
});

it('puts SQL on one line', () => {
  expect(shortSql('SELECT\n  1')).toBe('SELECT 1');
  expect(shortSql('x'.repeat(100), 10)).toHaveLength(10);
});

describe('a whole number', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [-1000, '-1,000'],
    [-100, '-100'],
    [12_345_678, '12,345,678'],
    [0.1, '0.1']
  ])('%d is told as %s', (n, out) => {
    expect(grouped(n)).toBe(out);
  });
});

it('tells three writes of a commit and how many more there are', () => {
  const write = (key: number) => ({ op: 'insert', table: 't', key: `[${key}]`, range: 1 });
  const commit = (writes: number) =>
    ({
      type: 'commit',
      writes: Array.from({ length: writes }, (_, i) => write(i))
    }) as unknown as CommitEvent;
  expect(describeEvent(commit(2))).toBe('insert t [0], insert t [1]');
  expect(describeEvent(commit(12_003))).toBe('insert t [0], insert t [1], insert t [2] and 12,000 more');
});
