import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/args';
import { firstDifference } from '../../../src/cli/verify';

// Design §8: the first difference, and only in the fields that the record has.

describe('verify', () => {
  const made = ['{"seq":0,"type":"note","text":"a","added":1}', '{"seq":1,"type":"note","text":"b"}'];
  it.each([
    { name: 'the same', record: made.join('\n'), out: null },
    {
      name: 'fields that are new',
      record: '{"seq":0,"type":"note"}\n{"seq":1,"type":"note","text":"b"}\n',
      out: null
    },
    { name: 'lines that end as on Windows', record: `${made.join('\r\n')}\r\n`, out: null },
    {
      name: 'another value',
      record: made.join('\n').replace('"a"', '"x"'),
      out: /^event 0: text was "x", is "a"/
    },
    { name: 'one event less', record: made[0], out: /^event 1: not in the record/ },
    { name: 'one event more', record: [...made, made[0]].join('\n'), out: /^event 2: missing/ },
    { name: 'an empty record', record: '', out: /^event 0: not in the record/ }
  ])('$name', ({ record, out }) => {
    const found = firstDifference(record, made);
    if (out) expect(found).toMatch(out);
    else expect(found).toBeNull();
  });

  it('a record that is none is unreadable input, no difference', () => {
    expect(() => firstDifference('{bad', made)).toThrow(UsageError);
  });
});
