import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// CockroachDB's logic test `views`.

describe('a view over a user-defined type', () => {
  const VIEW = "CREATE TYPE g AS ENUM ('a', 'b'); CREATE VIEW v AS SELECT 'a'::g AS x;\n";

  it.each([
    ['ALTER TYPE g RENAME TO h', 'a'],
    ["ALTER TYPE g RENAME VALUE 'a' TO 'aa'", 'aa'],
    ['CREATE SCHEMA s; ALTER TYPE g SET SCHEMA s', 'a'],
    ['CREATE DATABASE other; USE other; CREATE VIEW public.w AS SELECT 1; USE defaultdb', 'a']
  ])('follows %s', (statement, label) => {
    const { errors, rows } = runScript(`${VIEW}${statement}; SELECT * FROM v;`);
    expect(errors).toEqual([]);
    expect(rows).toEqual([[label]]);
  });

  it('keeps the type from being dropped, also where only its query names it', () => {
    const script = "CREATE TYPE g AS ENUM ('a'); CREATE VIEW v AS SELECT 'a'::g::STRING AS x; DROP TYPE g;";
    expect(runScript(script).errors.map((error) => error.slice(0, 5))).toEqual(['2BP01']);
  });

  it('prints it with its schema', () => {
    expect(runScript(`${VIEW}SHOW CREATE VIEW v;`).rows[0][1]).toContain("SELECT 'a'::public.g AS x");
  });
});

describe('what a view may not do', () => {
  const T = 'CREATE TABLE t (a INT PRIMARY KEY, b INT, INDEX i (b), INDEX i2 (a));\n';
  it.each([
    ['CREATE VIEW v AS SELECT a FROM [INSERT INTO t VALUES (1, 1) RETURNING a]', '42601'],
    ['CREATE DATABASE d; CREATE VIEW d.v AS SELECT a FROM t', '0A000'],
    ['CREATE VIEW v AS SELECT b FROM t@i; DROP INDEX t@i', '2BP01'],
    ['CREATE VIEW v AS SELECT b FROM t@i; ALTER INDEX t@i RENAME TO j', '2BP01'],
    [
      'CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; CREATE OR REPLACE VIEW v AS SELECT a FROM w',
      '42P17'
    ],
    ['CREATE DATABASE d; CREATE SEQUENCE d.s OWNED BY t.a', '0A000']
  ])('%s: %s', (statement, sqlstate) => {
    expect(runScript(`${T}${statement};`).errors.map((error) => error.slice(0, 5))).toEqual([sqlstate]);
  });

  it('thirty that read one another twice are not a thousand million', () => {
    const views = Array.from(
      { length: 30 },
      (_, i) => `CREATE VIEW v${i + 1} AS SELECT a FROM v${i} UNION ALL SELECT a FROM v${i};`
    );
    const { errors } = runScript(`${T}CREATE VIEW v0 AS SELECT a FROM t; ${views.join(' ')}`);
    expect(errors[0]).toMatch(/^54001/);
  });

  it('an index whose name only begins alike may go', () => {
    expect(runScript(`${T}CREATE VIEW v AS SELECT a FROM t@i2; DROP INDEX t@i;`).errors).toEqual([]);
  });
});
