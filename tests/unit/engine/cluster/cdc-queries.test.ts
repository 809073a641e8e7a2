import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Reference §7: the examples of §7.4, special names, forbidden constructs, deletes, schema changes.

const CHANGES = `
INSERT INTO foo VALUES (1, 'x');
\\wait 2s
UPDATE foo SET b = 'y' WHERE a = 1;
\\wait 2s
DELETE FROM foo WHERE a = 1;
`;

const TABLE = `CREATE TABLE foo (a INT PRIMARY KEY, b STRING);`;

const valuesOf = (run: ReturnType<typeof runScript>) => run.messages.map((m) => m.replace('foo [1] ', ''));

describe('a CDC query shows inserts, updates and deletes', () => {
  it.each<{ name: string; query: string; with?: string; values: string[] }>([
    {
      name: 'all columns; a deletion has its key only',
      query: 'SELECT * FROM foo',
      values: ['{"a": 1, "b": "x"}', '{"a": 1, "b": "y"}', '{"a": 1, "b": null}']
    },
    {
      name: 'a projection without the key, which stays the message key',
      query: 'SELECT b FROM foo',
      values: ['{"b": "x"}', '{"b": "y"}', '{"b": null}']
    },
    {
      name: 'event_op() without diff',
      query: 'SELECT *, event_op() AS op FROM foo',
      values: [
        '{"a": 1, "b": "x", "op": "upsert"}',
        '{"a": 1, "b": "y", "op": "upsert"}',
        '{"a": 1, "b": null, "op": "delete"}'
      ]
    },
    {
      name: 'cdc_prev, which forces diff',
      query: 'SELECT a, cdc_prev, event_op() AS op FROM foo',
      values: [
        '{"a": 1, "cdc_prev": null, "op": "insert"}',
        '{"a": 1, "cdc_prev": {"a": 1, "b": "x"}, "op": "update"}',
        '{"a": 1, "cdc_prev": {"a": 1, "b": "y"}, "op": "delete"}'
      ]
    },
    {
      name: 'the wrapped envelope with the whole previous row',
      with: 'diff, envelope=wrapped',
      query: 'SELECT b FROM foo',
      values: [
        '{"after": {"b": "x"}, "before": null}',
        '{"after": {"b": "y"}, "before": {"a": 1, "b": "x"}}',
        '{"after": null, "before": {"a": 1, "b": "y"}}'
      ]
    },
    {
      name: 'a predicate over event_op() drops deletes',
      query: "SELECT * FROM foo WHERE event_op() != 'delete'",
      values: ['{"a": 1, "b": "x"}', '{"a": 1, "b": "y"}']
    },
    {
      name: 'a predicate over a column sees NULL in deletes',
      query: "SELECT a FROM foo AS bar WHERE bar.b = 'x'",
      values: ['{"a": 1}']
    },
    {
      name: 'a repeated name and one without a name',
      query: 'SELECT a, a, a + 1 FROM foo',
      values: Array.from({ length: 3 }, () => '{"?column?": 2, "a": 1, "a_1": 1}')
    },
    {
      name: 'the whole previous row as an argument, and one of its columns',
      query: 'SELECT row_to_json((cdc_prev).*) AS p, (cdc_prev).b FROM foo',
      values: [
        '{"b": null, "p": null}',
        '{"b": "x", "p": {"a": 1, "b": "x"}}',
        '{"b": "y", "p": {"a": 1, "b": "y"}}'
      ]
    }
  ])('$name', ({ query, with: options, values }) => {
    const withText = options ? `WITH ${options} ` : '';
    const run = runScript(`${TABLE} CREATE CHANGEFEED INTO 'kafka://k' ${withText}AS ${query};${CHANGES}`);
    expect(run.errors).toEqual([]);
    expect(valuesOf(run)).toEqual(values);
  });
});

describe('what a CDC query may not hold', () => {
  it.each<{ query: string; error: string }>([
    { query: 'SELECT count(*) FROM foo', error: '42883 function "count" unsupported by CDC' },
    { query: 'SELECT random() FROM foo', error: '42883 function "random" unsupported by CDC' },
    { query: 'SELECT now() FROM foo', error: '42883 function "now" unsupported by CDC' },
    { query: 'SELECT generate_series(1, a) FROM foo', error: '42883 function "generate_series" unsupported' },
    { query: 'SELECT row_number() OVER () FROM foo', error: '42883 function "row_number" unsupported' },
    { query: 'SELECT (SELECT 1) FROM foo', error: '0A000 sub-query expressions are not supported by CDC' },
    { query: 'SELECT * FROM foo WHERE EXISTS (SELECT 1)', error: '0A000 sub-query' },
    { query: 'SELECT cdc_prev() FROM foo', error: '42883 unknown function: cdc_prev()' },
    { query: 'SELECT nope FROM foo', error: '42703 column "nope" does not exist' },
    { query: 'SELECT * FROM foo WHERE b', error: '42804 argument of WHERE must be type bool' },
    { query: 'SELECT * FROM foo WHERE 1 > 2', error: 'does not match any rows' },
    { query: 'SELECT * FROM foo WHERE a > 5 AND a < 3', error: 'does not match any rows' },
    { query: 'SELECT * FROM foo WHERE a IN (1, 2) AND a = 3', error: 'does not match any rows' },
    { query: 'SELECT * FROM foo WHERE a IS NULL', error: 'does not match any rows' },
    { query: 'SELECT * FROM foo WHERE a = NULL', error: 'does not match any rows' },
    { query: 'SELECT * FROM foo WHERE a < NULL OR 2 = 1', error: 'does not match any rows' },
    {
      query: 'SELECT * FROM foo WHERE changefeed_creation_timestamp() < 5',
      error: 'does not match any rows'
    },
    { query: 'SELECT a FROM foo ORDER BY a', error: '42601' },
    { query: 'SELECT a FROM foo LIMIT 1', error: '42601' },
    { query: 'SELECT a FROM foo, foo AS f2', error: '42601' }
  ])('$query', ({ query, error }) => {
    const run = runScript(`${TABLE} CREATE CHANGEFEED INTO 'null://' AS ${query};`);
    expect(run.errors).toHaveLength(1);
    expect(run.errors[0]).toContain(error);
  });
});

it.each(['a > 1/0', '1/0 > 5', 'a = NULL OR a = 1', '(a, b) > (0, NULL)'])(
  'a filter that may hold, or fails only at a row, is taken: %s',
  (filter) => {
    const run = runScript(`${TABLE} CREATE CHANGEFEED INTO 'null://' AS SELECT a FROM foo WHERE ${filter};`);
    expect(run.errors).toEqual([]);
  }
);

describe('a CDC query over column families', () => {
  const FAMILIES = 'CREATE TABLE foo (a INT PRIMARY KEY, b INT, c INT, FAMILY f1 (a, b), FAMILY f2 (c));';

  it('watches the one family whose columns it reads', () => {
    const run = runScript(
      `${FAMILIES} CREATE CHANGEFEED INTO 'kafka://k' AS SELECT a, c FROM foo; INSERT INTO foo VALUES (1, 2, 3);`
    );
    expect(run.messages).toEqual(['foo.f2 [1] {"a": 1, "c": 3}']);
  });

  it.each<{ query: string; error: string }>([
    { query: 'SELECT b, c FROM foo', error: '"f1", "f2"' },
    { query: 'SELECT * FROM foo', error: '22023' }
  ])('is refused: $query', ({ query, error }) => {
    const run = runScript(`${FAMILIES} CREATE CHANGEFEED INTO 'null://' AS ${query};`);
    expect(run.errors[0]).toContain(error);
  });
});

describe('a CDC query under schema change', () => {
  it('follows a column that SELECT * gains', () => {
    const run = runScript(`${TABLE} INSERT INTO foo VALUES (1, 'x');
      CREATE CHANGEFEED INTO 'kafka://k' AS SELECT * FROM foo;
      \\wait 5s
      ALTER TABLE foo ADD COLUMN c INT DEFAULT 7;
      \\wait 10s`);
    expect(valuesOf(run)).toEqual(['{"a": 1, "b": "x"}', '{"a": 1, "b": "x", "c": 7}']);
  });

  it('fails for good where it names a column that is gone', () => {
    const run = runScript(`${TABLE} INSERT INTO foo VALUES (1, 'x');
      CREATE CHANGEFEED INTO 'kafka://k' AS SELECT b FROM foo;
      \\wait 5s
      ALTER TABLE foo DROP COLUMN b;
      \\wait 20s
      SELECT status, error FROM [SHOW CHANGEFEED JOBS];`);
    expect(run.rows).toEqual([['failed', 'column "b" does not exist']]);
  });

  it('fails for good where an expression cannot be evaluated', () => {
    const run = runScript(`${TABLE} CREATE CHANGEFEED INTO 'kafka://k' AS SELECT 1 / (a - 1) AS q FROM foo;
      INSERT INTO foo VALUES (1, 'x');
      \\wait 20s
      SELECT status, error FROM [SHOW CHANGEFEED JOBS];`);
    expect(run.rows).toEqual([['failed', 'division by zero']]);
  });
});

it('reads the names of cdc_prev as its table has them', () => {
  const run = runScript(`CREATE TABLE foo (a INT PRIMARY KEY, cdc_prev STRING);
    CREATE CHANGEFEED INTO 'kafka://k' AS SELECT cdc_prev, (crdb_internal_cdc_prev).a AS old FROM foo;
    INSERT INTO foo VALUES (1, 'mine');`);
  expect(valuesOf(run)).toEqual(['{"cdc_prev": "mine", "old": null}']);
});
