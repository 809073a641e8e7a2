import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// A statement that finds an earlier one's plan must do what it would do on its own.

const TABLE = 'CREATE TABLE t (a INT PRIMARY KEY, b STRING, d DECIMAL, ts TIMESTAMPTZ, CHECK (a < 1000));';

describe('statements of one shape', () => {
  it('each have their own literals', () => {
    const { rows } = runScript(`${TABLE}
      INSERT INTO t (a, b, d) VALUES (1, 'x', 1.50);
      INSERT INTO t (a, b, d) VALUES (2, 'it''s', 2);
      INSERT INTO t (a, b, d) VALUES (003, '', 1e3);
      UPDATE t SET b = b || 'y' WHERE a = 1;
      UPDATE t SET b = b || 'z' WHERE a = 2;
      SELECT a, b, d FROM t ORDER BY a LIMIT 10;`);
    expect(rows).toEqual([
      ['1', 'xy', '1.50'],
      ['2', "it'sz", '2'],
      ['3', '', '1E+3']
    ]);
  });

  it('fail on their own, at their own place', () => {
    const script = `${TABLE}
INSERT INTO t (a, b) VALUES (1, 'long text');
INSERT INTO t (a, b) VALUES (1, 'x');
INSERT INTO t (a, b) VALUES (5000, 'x');
SELECT 1 + a / (a - 2) FROM t;
SELECT 10000 + a / (a - 1) FROM t;`;
    const { errors } = runScript(script);
    expect(errors.map((error) => error.slice(0, 5))).toEqual(['23505', '23514', '22012']);
  });

  it('take a literal of another type as planning would', () => {
    const { errors, rows } = runScript(`${TABLE}
      INSERT INTO t (a, ts) VALUES (1, '2024-01-01');
      INSERT INTO t (a, ts) VALUES (2, 'nonsense');
      INSERT INTO t (a, ts) VALUES (99999999999999999999, '2024-01-01');
      SELECT count(*) FROM t;`);
    expect(errors.map((error) => error.slice(0, 5))).toEqual(['22007', '22003']);
    expect(rows).toEqual([['1']]);
  });

  it('see the table as it is', () => {
    const { rows } = runScript(`${TABLE}
      INSERT INTO t (a) VALUES (1);
      SELECT * FROM t WHERE a = 1;
      ALTER TABLE t DROP COLUMN ts;
      SELECT * FROM t WHERE a = 1;`);
    expect(rows).toEqual([['1', null, null]]);
  });

  it('belong to the session whose settings they were planned with', () => {
    const { rows } = runScript(`
      SELECT '2024-01-01 12:00:00'::TIMESTAMPTZ::STRING;
      SET timezone = '+3';
      SELECT '2024-01-02 12:00:00'::TIMESTAMPTZ::STRING;`);
    expect(rows).toEqual([['2024-01-02 12:00:00+03']]);
  });

  it('name columns after their own constants', () => {
    const { events } = runScript("SELECT 1; SELECT 2; SELECT 'a'; SELECT 'b' AS c;");
    const columns = events.flatMap((e) => (e.type === 'result' ? e.columns.map(({ name }) => name) : []));
    expect(columns).toEqual(['?column?', '?column?', '?column?', 'c']);
  });
});
