import { describe, expect, it } from 'vitest';
import { expectedAt, type Expected } from '../../../../../src/lib/engine/sql/parse/expected';
import { scopeAt } from '../../../../../src/lib/engine/sql/parse/scope';

function at(text: string): Expected | undefined {
  const caret = text.indexOf('|');
  return expectedAt(text.slice(0, caret) + text.slice(caret + 1), 0, caret);
}

describe('what may stand at the caret', () => {
  const rows: readonly { in: string; keywords?: string[]; not?: string[]; slots?: string[] }[] = [
    { in: '|', keywords: ['SELECT', 'INSERT INTO', 'COMMENT ON'], not: ['FROM'], slots: [] },
    { in: 'SELECT |', keywords: ['DISTINCT', 'CASE'], slots: ['column', 'function', 'expression'] },
    { in: 'SELECT 1 |', keywords: ['FROM', 'GROUP BY', 'AS'], not: ['SELECT', 'CASE', 'ABORT'] },
    { in: 'SELECT a FROM t AS |', keywords: [], slots: ['new_name'] },
    { in: 'DROP TABLE |', keywords: ['IF EXISTS'], slots: ['table'] },
    { in: 'CREATE TABLE t (a |', keywords: [], slots: ['type'] },
    { in: 'CREATE |', keywords: ['TABLE', 'CHANGEFEED'], not: ['AGGREGATE', 'SELECT'] },
    { in: "CREATE CHANGEFEED FOR t INTO '|'", keywords: [], slots: ['sink_uri'] },
    { in: "CREATE CHANGEFEED FOR t INTO 'ka|", keywords: [], slots: ['sink_uri'] },
    { in: 'SET CLUSTER SETTING |', keywords: [], slots: ['cluster_setting'] },
    { in: 'ALTER TABLE t ADD COLUMN a INT |', keywords: ['NOT NULL', 'DEFAULT', 'PRIMARY KEY'] }
  ];
  it.each(rows)('$in', (row) => {
    const expected = at(row.in);
    if (row.keywords?.length === 0) expect(expected?.keywords).toEqual([]);
    expect(expected?.keywords).toEqual(expect.arrayContaining(row.keywords ?? []));
    for (const keyword of row.not ?? []) expect(expected?.keywords).not.toContain(keyword);
    if (row.slots) expect(expected?.slots.map(({ kind }) => kind)).toEqual(row.slots);
  });

  it.each(['SELECT 12|', '-- a|', 'SELECT /* |', 'SELECT 1 -- |'])('nothing: %s', (text) => {
    expect(at(text)).toBeUndefined();
  });

  it('tells what a choice replaces', () => {
    expect(at('SELECT na|me FROM t')).toMatchObject({ replace: { offset: 7, length: 4 }, typed: 'na' });
    expect(at('SELECT | FROM t')).toMatchObject({ replace: { offset: 7, length: 0 }, replaces: 'none' });
    expect(at("SELECT 'a|b'")).toMatchObject({
      replace: { offset: 7, length: 4 },
      replaces: 'string',
      typed: 'a'
    });
    expect(at('SELECT s.t.|')).toMatchObject({ qualifier: ['s', 't'] });
  });
});

describe('tables in scope', () => {
  const rows: readonly { in: string; aliases: (string | undefined)[] }[] = [
    { in: 'SELECT | FROM a, s.b AS c JOIN d ON true WHERE x', aliases: ['a', 'c', 'd'] },
    { in: 'SELECT * FROM a WHERE x = (SELECT | FROM b)', aliases: ['b', 'a'] },
    { in: 'SELECT | FROM (SELECT 1) AS d', aliases: ['d'] },
    { in: 'SELECT 1 FROM a UNION SELECT | FROM b', aliases: ['b'] },
    { in: 'SELECT | FROM a UNION SELECT 1 FROM b', aliases: ['a'] },
    { in: 'UPDATE t SET | WHERE x', aliases: ['t'] },
    { in: 'INSERT INTO t (|) VALUES (1)', aliases: ['t'] },
    { in: 'CREATE INDEX ON t (|', aliases: ['t'] },
    { in: 'ALTER TABLE t DROP COLUMN |', aliases: ['t'] },
    { in: 'SELECT | FROM t@{FORCE_INDEX=i} AS x, ', aliases: ['x'] },
    { in: 'SELECT | FROM', aliases: [] },
    { in: 'SELECT | FROM t AS u (x, y', aliases: ['u'] }
  ];
  it.each(rows)('$in', (row) => {
    const { tables } = scopeAt(row.in.replace('|', ''), 0, row.in.indexOf('|'));
    expect(tables.map(({ alias }) => alias)).toEqual(row.aliases);
  });

  it('tables of WITH', () => {
    const { withTables } = scopeAt('WITH a (x) AS (SELECT 1), b AS (TABLE c) SELECT ', 0, 48);
    expect(withTables).toMatchObject([
      { alias: 'a', columns: ['x'] },
      { alias: 'b', columns: [] }
    ]);
  });
});
