import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// CockroachDB's logic tests `unique` and `show_create`.

const ALLOWED = 'SET experimental_enable_unique_without_index_constraints = true;\n';
const TABLE = `${ALLOWED}CREATE TABLE t (a INT PRIMARY KEY, b INT UNIQUE WITHOUT INDEX, c INT,
  CONSTRAINT uc UNIQUE WITHOUT INDEX (c) WHERE a > 0, UNIQUE WITHOUT INDEX (b, c));\n`;

describe('UNIQUE WITHOUT INDEX', () => {
  it('needs its session variable', () => {
    expect(runScript('CREATE TABLE t (a INT, UNIQUE WITHOUT INDEX (a));').errors[0]).toMatch(/^0A000/);
  });

  it('is shown as a constraint and as no index', () => {
    expect(runScript(`${TABLE}SHOW CREATE TABLE t;`).rows[0][1]).toBe(`CREATE TABLE public.t (
	a INT8 NOT NULL,
	b INT8 NULL,
	c INT8 NULL,
	CONSTRAINT t_pkey PRIMARY KEY (a ASC),
	CONSTRAINT unique_b UNIQUE WITHOUT INDEX (b),
	CONSTRAINT uc UNIQUE WITHOUT INDEX (c) WHERE a > 0:::INT8,
	CONSTRAINT unique_b_c UNIQUE WITHOUT INDEX (b, c)
) WITH (schema_locked = true);`);
    const indexes = runScript(`${TABLE}SELECT DISTINCT index_name FROM [SHOW INDEXES FROM t];`).rows;
    expect(indexes).toEqual([['t_pkey']]);
    expect(runScript(`${TABLE}DROP INDEX t@uc;`).errors[0]).toMatch(/^42704/);
  });

  it.each([
    ['INSERT INTO t VALUES (2, 1, 9)', 'unique_b'],
    ['INSERT INTO t VALUES (2, 9, 1)', 'uc'],
    ['INSERT INTO t VALUES (-2, 9, 1)', undefined],
    ['INSERT INTO t VALUES (2, NULL, NULL)', undefined]
  ])('holds for new rows: %s', (statement, name) => {
    const { errors } = runScript(`${TABLE}INSERT INTO t VALUES (1, 1, 1);\n${statement};`);
    expect(errors).toEqual(name ? [`23505 duplicate key value violates unique constraint "${name}"`] : []);
  });

  it('is dropped as a constraint', () => {
    const script = `${TABLE}INSERT INTO t VALUES (1, 1, 1);
ALTER TABLE t DROP CONSTRAINT uc;
INSERT INTO t VALUES (2, 2, 1);`;
    expect(runScript(script).errors).toEqual([]);
  });

  it('may be added for later rows only, and validated', () => {
    const script = `${ALLOWED}CREATE TABLE t (a INT PRIMARY KEY, b INT);
INSERT INTO t VALUES (1, 1), (2, 1);
ALTER TABLE t ADD CONSTRAINT u UNIQUE WITHOUT INDEX (b);
ALTER TABLE t ADD CONSTRAINT u UNIQUE WITHOUT INDEX (b) NOT VALID;
INSERT INTO t VALUES (3, 1);
ALTER TABLE t VALIDATE CONSTRAINT u;
DELETE FROM t WHERE a = 2;
ALTER TABLE t VALIDATE CONSTRAINT u;
SELECT details, validated FROM [SHOW CONSTRAINTS FROM t] WHERE constraint_name = 'u';`;
    const { errors, rows } = runScript(script);
    expect(errors.map((error) => error.slice(0, 5))).toEqual(['23505', '23505', '23505']);
    expect(rows).toEqual([['UNIQUE WITHOUT INDEX (b)', 't']]);
  });
});
