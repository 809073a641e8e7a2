import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Design §6: what backslash commands refuse, where they say so, and what stays as it was.

const placed = (script: string) =>
  runScript(script).events.flatMap((e) =>
    e.type === 'error' ? [`${e.line}:${e.column} ${e.sqlstate} ${e.message}`] : []
  );

describe('\\gset in the place of a semicolon', () => {
  it.each([
    {
      name: 'no row',
      script: 'SELECT 1;\nSELECT 2 WHERE false\n  \\gset p_',
      error: '3:3 22023 \\gset: the last'
    },
    {
      name: 'two prefixes',
      script: "SELECT 1 AS x \\gset a b\nSELECT 'y';",
      error: "1:15 22023 \\gset: 'b' is too"
    },
    {
      name: 'a failed statement',
      script: 'SELECT 1/0 \\gset',
      error: '1:12 22023 \\gset: the last statement'
    }
  ])('$name is an error at its own place', ({ script, error }) => {
    expect(placed(script).at(-1)).toContain(error);
  });

  it('sets nothing with an error', () => {
    const { rows } = runScript("SELECT 1 AS x \\gset\nSELECT 2 AS x \\gset a b\nSELECT :x, ':ax';");
    expect(rows).toEqual([['1', ':ax']]);
  });

  it.each([
    { name: 'behind \\send', script: '\\send\nSELECT 1 AS x \\gset\n' },
    {
      name: 'of a statement left waiting',
      script: `CREATE TABLE t (a INT PRIMARY KEY);
INSERT INTO t VALUES (1);
BEGIN;
UPDATE t SET a = 1 WHERE a = 1;
\\session other
SELECT a FROM t WHERE a = 1 FOR UPDATE \\gset
\\session root
COMMIT;
`
    }
  ])('$name warns, and the statement still succeeds', ({ script }) => {
    const { events, errors } = runScript(script);
    const notices = events.filter((e) => e.type === 'notice');
    expect(notices).toEqual([expect.objectContaining({ severity: 'WARNING' })]);
    expect(errors).toEqual([]);
    const { statement } = notices[0];
    expect(events.some((e) => e.type === 'result' && e.statement === statement)).toBe(true);
  });
});

describe('\\session', () => {
  it.each([
    { line: '\\session s as nobody', error: /^2:1 28000 user "nobody" does not exist/ },
    { line: '\\session s as clerks', error: /^2:1 28000 user "clerks" does not have login privilege/ },
    { line: '\\session root as u', error: /^2:1 22023 .*session root is open as root/ }
  ])('$line is refused and the script stays in its session', ({ line, error }) => {
    const script = `CREATE ROLE clerks; CREATE USER u;\n${line}\nSELECT current_user;`;
    const errors = placed(script);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(error);
    expect(runScript(script).rows).toEqual([['root']]);
  });

  it('comes back to an open session with or without its user', () => {
    const { rows, errors } = runScript(
      'CREATE USER u;\n\\session s as u\n\\session root\n\\session s as U\n\\session s\nSELECT current_user;'
    );
    expect(errors).toEqual([]);
    expect(rows).toEqual([['u']]);
  });
});

describe('\\lease', () => {
  it.each([
    { line: '\\lease t x to 1', error: /^2:1 22023 \\lease: could not parse "x" as type int/ },
    { line: '\\lease t 1,2 to 1', error: /^2:1 22023 .*"t" has 1 columns, not 2/ }
  ])('$line', ({ line, error }) => {
    const errors = placed(`CREATE TABLE t (a INT PRIMARY KEY);\n${line}\n`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(error);
  });
});

describe('a sinkless changefeed that ends by itself', () => {
  it.each([
    { options: "initial_scan = 'only'", rows: 1 },
    { options: "end_time = '2023-11-14 22:13:30'", rows: 2 }
  ])('WITH $options returns (reference §5.4)', ({ options, rows }) => {
    const { events, messages } = runScript(`CREATE TABLE t (a INT PRIMARY KEY);
INSERT INTO t VALUES (1);
CREATE CHANGEFEED FOR t WITH ${options};
INSERT INTO t VALUES (2);
\\wait 20s
`);
    expect(messages).toHaveLength(rows);
    const results = events.filter((e) => e.type === 'result' && e.statement === 3);
    expect(results).toEqual([expect.objectContaining({ tag: `EXPERIMENTAL CHANGEFEED ${rows}`, rows: [] })]);
  });
});
