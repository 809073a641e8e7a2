import { describe, expect, it } from 'vitest';
import { readScript } from '../../../src/lib/scenario/script';

/** Scripts are cut into statements and commands without parsing either (design §6). */
const texts = (script: string) => readScript(script).map(({ text }) => text);

describe('entries', () => {
  const rows: readonly { in: string; out: string[] }[] = [
    { in: '', out: [] },
    { in: ' ;; -- nothing\n', out: [] },
    { in: 'SELECT 1; SELECT 2', out: ['SELECT 1', 'SELECT 2'] },
    { in: "SELECT ';' ; SELECT 2;", out: ["SELECT ';'", 'SELECT 2'] },
    { in: 'SELECT $$;$$; SELECT ";"', out: ['SELECT $$;$$', 'SELECT ";"'] },
    { in: 'SELECT 1 /* ; /* ; */ */; SELECT 2', out: ['SELECT 1 /* ; /* ; */ */', 'SELECT 2'] },
    { in: "SELECT e'\\';'; SELECT 2", out: ["SELECT e'\\';'", 'SELECT 2'] },
    { in: '\\wait 10s\nSELECT 1;\n  \\heal', out: ['\\wait 10s', 'SELECT 1', '\\heal'] },
    { in: 'SELECT 1\n\\gset p_\nSELECT 2;', out: ['SELECT 1', 'SELECT 2'] },
    { in: 'SELECT 1 \\gset\n\\gset x', out: ['SELECT 1', '\\gset x'] },
    { in: 'SELECT 1;\r\n\\wait 1s\r\nSELECT 2;\r\n', out: ['SELECT 1', '\\wait 1s', 'SELECT 2'] },
    {
      in: 'CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; END; SELECT 2',
      out: ['CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; END', 'SELECT 2']
    },
    { in: "SELECT 'open;\nSELECT 2;", out: ["SELECT 'open", 'SELECT 2'] }
  ];
  it.each(rows)('$in', (row) => {
    expect(texts(row.in)).toEqual(row.out);
  });
});

it('places count from the first token, in UTF-16 units', () => {
  const script = '-- 😀\nSELECT 1; /* 😀 */ SELECT 2;\n\n  SELECT 3';
  expect(readScript(script).map(({ line, column, offset }) => ({ line, column, offset }))).toEqual([
    { line: 2, column: 1, offset: 6 },
    { line: 2, column: 20, offset: 25 },
    { line: 4, column: 3, offset: 38 }
  ]);
});

it('entries lie side by side, so that every result has its place', () => {
  const script = '-- a\nSELECT 1;\n\\wait 1s\n/* b */ SELECT 2 \\gset x_\nSELECT 3';
  const entries = readScript(script);
  expect(entries[0].leadOffset).toBe(0);
  for (let i = 1; i < entries.length; i++) expect(entries[i].leadOffset).toBe(entries[i - 1].endOffset);
  for (const { text, offset } of entries) expect(script.startsWith(text, offset)).toBe(true);
  expect(entries.at(-1)?.endOffset).toBe(script.length);
});

it('gset keeps its prefix', () => {
  const gsetOf = (text: string) => readScript(text).map(({ gset }) => gset);
  expect(gsetOf('SELECT 1 \\gset a_')).toEqual([{ prefix: 'a_', more: [], line: 1, column: 10 }]);
  expect(gsetOf('SELECT 1\n  \\gset')).toEqual([{ prefix: '', more: [], line: 2, column: 3 }]);
  expect(gsetOf('SELECT 1 \\gset a b')).toEqual([{ prefix: 'a', more: ['b'], line: 1, column: 10 }]);
  expect(readScript('SELECT 1 \\gset a b')[0].error?.sqlstate).toBe('22023');
});

it('an open string or comment is told, and the script goes on as far as sense can be made', () => {
  const [open, rest] = readScript("SELECT 'a;\nSELECT 2;");
  expect(open.error).toMatchObject({ sqlstate: '42601', offset: 7 });
  expect(rest.error).toBeUndefined();
  expect(readScript('SELECT 1; /* never closed')[1].error).toMatchObject({ offset: 10 });
});

it('reads a script of ten megabytes', () => {
  const script = "INSERT INTO t VALUES (1, 'some text');\n".repeat(260_000);
  expect(script.length).toBeGreaterThan(10_000_000);
  expect(readScript(script)).toHaveLength(260_000);
});
