import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// CockroachDB's logic tests multi_region, regional_by_row and alter_table_locality, and its changefeed tests on REGIONAL BY ROW.

const DATABASE = `
CREATE DATABASE d PRIMARY REGION "us-east1" REGIONS "us-west1", "europe-west1";
USE d;
`;
const BY_ROW = `${DATABASE}CREATE TABLE t (pk INT PRIMARY KEY, a INT, UNIQUE (a)) LOCALITY REGIONAL BY ROW;\n`;

const last = (script: string) => runScript(script).rows;

describe('zones that regions make', () => {
  const config = (target: string) =>
    last(`${DATABASE}CREATE TABLE g (a INT PRIMARY KEY) LOCALITY GLOBAL;
CREATE TABLE h (a INT PRIMARY KEY) LOCALITY REGIONAL BY TABLE IN "us-west1";
CREATE TABLE r (a INT PRIMARY KEY) LOCALITY REGIONAL BY ROW;
ALTER DATABASE d CONFIGURE ZONE USING gc.ttlseconds = 5;
SHOW ZONE CONFIGURATION FOR ${target};`)[0];
  const everywhere = `constraints = '{+region=europe-west1: 1, +region=us-east1: 1, +region=us-west1: 1}'`;
  const sizes = 'range_min_bytes = 134217728,\n\trange_max_bytes = 536870912,\n\tgc.ttlseconds = 5';
  const at = (home: string) =>
    `num_replicas = 5,\n\tnum_voters = 3,\n\t${everywhere},\n\tvoter_constraints = '[+region=${home}]',\n\tlease_preferences = '[[+region=${home}]]'`;

  it.each([
    ['DATABASE d', 'DATABASE d', `${sizes},\n\t${at('us-east1')}`],
    ['TABLE r', 'DATABASE d', `${sizes},\n\t${at('us-east1')}`],
    ['TABLE g', 'TABLE d.public.g', `${sizes},\n\tglobal_reads = true,\n\t${at('us-east1')}`],
    ['TABLE h', 'TABLE d.public.h', `${sizes},\n\t${at('us-west1')}`]
  ])('%s is shown as %s', (target, shown, variables) => {
    expect(config(target)).toEqual([shown, `ALTER ${shown} CONFIGURE ZONE USING\n\t${variables}`]);
  });

  it('have five voters where a region may be lost', () => {
    const [[, text]] = last(
      `${DATABASE}ALTER DATABASE d SURVIVE REGION FAILURE; SHOW ZONE CONFIGURATION FOR DATABASE d;`
    );
    expect(text).toContain('num_replicas = 5,\n\tnum_voters = 5,');
    expect(text).toContain("voter_constraints = '{+region=us-east1: 2}'");
  });
});

describe('partitions of a REGIONAL BY ROW table', () => {
  const shown = (of: string) =>
    last(`${BY_ROW}CREATE TABLE plain (id INT PRIMARY KEY); SHOW PARTITIONS FROM ${of};`);
  const PRIMARY = ['europe-west1', 'us-east1', 'us-west1'].map((region) => ['d', 't', region, 't@t_pkey']);
  const UNIQUE = PRIMARY.map((row) => [...row.slice(0, 3), 't@t_a_key']);

  it.each([
    ['TABLE t', [...PRIMARY, ...UNIQUE]],
    ['INDEX t@*', [...PRIMARY, ...UNIQUE]],
    ['INDEX t@t_a_key', UNIQUE],
    ['DATABASE d', [...PRIMARY, ...UNIQUE]],
    ['TABLE plain', []]
  ])('of %s', (of, expected) => {
    expect(
      shown(of).map(([database, table, partition, , , index]) => [database, table, partition, index])
    ).toEqual(expected);
  });

  it('keep voters and leases at home, and the copies of the database', () => {
    const [parent, columns, , value, own, full] = shown('TABLE t')[1].slice(3);
    const home = "voter_constraints = '[+region=us-east1]',\nlease_preferences = '[[+region=us-east1]]'";
    expect([parent, columns, value, own]).toEqual([
      null,
      'crdb_region',
      "('us-east1')",
      `num_voters = 3,\n${home}`
    ]);
    expect(full).toContain('gc.ttlseconds = 14400,\nnum_replicas = 5,\nnum_voters = 3,\nconstraints = ');
  });
});

describe('regions of a database', () => {
  it('are shown in the order of the alphabet', () => {
    expect(last(`${DATABASE}SHOW CREATE DATABASE d;`)).toEqual([
      [
        'd',
        'CREATE DATABASE d PRIMARY REGION "us-east1" REGIONS = "europe-west1", "us-east1", "us-west1" SURVIVE ZONE FAILURE'
      ]
    ]);
    expect(last(`${DATABASE}SHOW ENUMS;`)).toEqual([
      ['public', 'crdb_internal_region', '{europe-west1,us-east1,us-west1}', 'root']
    ]);
    expect(last(`${DATABASE}SHOW REGIONS FROM DATABASE d;`)).toEqual([
      ['d', 'us-east1', 't', 'f', '{a}'],
      ['d', 'europe-west1', 'f', 'f', '{c}'],
      ['d', 'us-west1', 'f', 'f', '{b}']
    ]);
  });

  it.each([
    ['CREATE DATABASE x REGIONS "us-east1"', '42P12'],
    ['CREATE DATABASE x SURVIVE ZONE FAILURE', '42P12'],
    ['CREATE DATABASE x PRIMARY REGION "r" REGIONS "s", "s"', '42602'],
    ['CREATE DATABASE x PRIMARY REGION "us-east1" REGIONS "us-west1" SURVIVE REGION FAILURE', '22023'],
    ['CREATE DATABASE x PRIMARY REGION "a-fourth"', '42602'],
    ['ALTER DATABASE d ADD REGION "us-west1"', '42710'],
    ['ALTER DATABASE d ADD REGION "a-fourth"', '42602'],
    ['ALTER DATABASE d DROP REGION "nowhere"', '42704'],
    ['ALTER DATABASE d DROP REGION "us-east1"', '42P12'],
    ['ALTER DATABASE d PRIMARY REGION "a-fourth"', '42602'],
    ['ALTER DATABASE defaultdb ADD REGION "us-west1"', '42P12'],
    ['ALTER DATABASE defaultdb DROP REGION "us-west1"', '42P12'],
    ['ALTER DATABASE defaultdb SURVIVE REGION FAILURE', '42602'],
    ['CREATE TABLE defaultdb.x (a INT) LOCALITY GLOBAL', '42P16'],
    ['CREATE TABLE x (a INT) LOCALITY REGIONAL BY TABLE IN "a-fourth"', '42P16'],
    ['CREATE TABLE x (crdb_region INT) LOCALITY REGIONAL BY ROW', '42P16'],
    ['CREATE TABLE x (a INT) LOCALITY REGIONAL BY ROW AS b', '42703'],
    ["ALTER TYPE crdb_internal_region ADD VALUE 'x'", '42809'],
    ['DROP TYPE crdb_internal_region', '2BP01'],
    ['SELECT default_to_database_primary_region(gateway_region()) FROM (VALUES (1)) v', '']
  ])('%s: %s', (statement, sqlstate) => {
    const { errors } = runScript(`${DATABASE}${statement};`);
    expect(errors.map((error) => error.slice(0, 5))).toEqual(sqlstate === '' ? [] : [sqlstate]);
  });

  it('are the whole cluster for the first, and a node for each that is named later', () => {
    const { events } = runScript(
      'ALTER DATABASE defaultdb PRIMARY REGION "one"; ALTER DATABASE defaultdb ADD REGION "two"; SHOW REGIONS FROM CLUSTER;'
    );
    const results = events.flatMap((e) => (e.type === 'result' ? [e.rows] : []));
    expect(results.at(-1)).toEqual([
      ['one', '{a,c}'],
      ['two', '{b}']
    ]);
  });

  it('may lose the last one when nothing needs it any more', () => {
    const script = (drop: string) => `
ALTER DATABASE defaultdb PRIMARY REGION "one";
CREATE TABLE t (a INT) LOCALITY REGIONAL BY ROW;
CREATE TABLE g (a INT) LOCALITY GLOBAL;
${drop}
ALTER DATABASE defaultdb DROP REGION "one";
SELECT create_statement FROM [SHOW CREATE TABLE g];`;
    expect(runScript(script('')).errors[0]).toMatch(/^2BP01 .*crdb_internal_region.*defaultdb\.public\.t/);
    const { errors, rows } = runScript(script('DROP TABLE t;'));
    expect(errors).toEqual([]);
    expect(rows[0][0]).not.toContain('LOCALITY');
  });
});

describe('REGIONAL BY ROW', () => {
  it('prints as CockroachDB prints it', () => {
    expect(last(`${BY_ROW}SHOW CREATE TABLE t;`)).toEqual([
      [
        't',
        `CREATE TABLE public.t (
	pk INT8 NOT NULL,
	a INT8 NULL,
	crdb_region public.crdb_internal_region NOT VISIBLE NOT NULL DEFAULT default_to_database_primary_region(gateway_region())::public.crdb_internal_region,
	CONSTRAINT t_pkey PRIMARY KEY (pk ASC),
	UNIQUE INDEX t_a_key (a ASC)
) WITH (schema_locked = true) LOCALITY REGIONAL BY ROW;`
      ]
    ]);
  });

  it('has the region before every index, implicitly', () => {
    const listed =
      'SELECT index_name, column_name, implicit FROM [SHOW INDEXES FROM t] ORDER BY index_name, seq_in_index;';
    expect(last(BY_ROW + listed)).toEqual([
      ['t_a_key', 'crdb_region', 't'],
      ['t_a_key', 'a', 'f'],
      ['t_a_key', 'pk', 't'],
      ['t_pkey', 'crdb_region', 't'],
      ['t_pkey', 'pk', 'f'],
      ['t_pkey', 'a', 'f']
    ]);
  });

  it('cuts the ranges between regions and has each lease where its rows are', () => {
    const shown = 'SELECT start_key, lease_holder_locality FROM [SHOW RANGES FROM TABLE t WITH DETAILS];';
    expect(last(BY_ROW + shown)).toEqual([
      ['…/<TableMin>', 'region=europe-west1,az=c'],
      ['…/1/"\\x80"', 'region=us-east1,az=a'],
      ['…/1/"\\xc0"', 'region=us-west1,az=b']
    ]);
  });

  it.each([
    ['INSERT INTO t VALUES (1, 2)'],
    ["INSERT INTO t (pk, a, crdb_region) VALUES (1, 2, 'us-west1')"],
    ["INSERT INTO t (pk, a, crdb_region) VALUES (2, 2, 'us-west1'); UPDATE t SET pk = 1 WHERE pk = 2"]
  ])('keeps its key unique whatever the region: %s', (statement) => {
    const { errors, events } = runScript(`${BY_ROW}INSERT INTO t VALUES (1, 1);\n${statement};`);
    expect(errors).toEqual(['23505 duplicate key value violates unique constraint "t_pkey"']);
    const [detail] = events.flatMap((e) => (e.type === 'error' ? [e.detail] : []));
    expect(detail).toBe('Key (pk)=(1) already exists.');
  });

  it.each([
    ['INSERT INTO t VALUES (1, 5) ON CONFLICT (pk) DO UPDATE SET a = excluded.a'],
    ['UPSERT INTO t VALUES (1, 5)'],
    ['UPDATE t SET a = 5 WHERE pk = 1']
  ])('finds a row in another region: %s', (statement) => {
    const script = `${BY_ROW}INSERT INTO t (pk, a, crdb_region) VALUES (1, 1, 'us-west1');\n${statement};`;
    expect(last(`${script}SELECT crdb_region, * FROM t;`)).toEqual([['us-west1', '1', '5']]);
  });

  it('lets another table refer to its key, with or without the region', () => {
    const script = `${BY_ROW}
CREATE TABLE u (t INT REFERENCES t (pk));
CREATE TABLE w (t INT, FOREIGN KEY (t, crdb_region) REFERENCES t (pk, crdb_region)) LOCALITY REGIONAL BY ROW;
INSERT INTO t (pk, crdb_region) VALUES (1, 'us-west1');
INSERT INTO u VALUES (1);
INSERT INTO w VALUES (1);`;
    expect(runScript(script).errors.map((error) => error.slice(0, 5))).toEqual(['23503']);
  });

  it('does without the region in front where the key already begins with it', () => {
    const script = `${DATABASE}
CREATE TABLE x (r crdb_internal_region NOT NULL, a INT, PRIMARY KEY (r, a)) LOCALITY REGIONAL BY ROW AS r;
INSERT INTO x VALUES ('us-east1', 1), ('us-west1', 1);
SELECT column_name, implicit FROM [SHOW INDEXES FROM x];`;
    expect(last(script)).toEqual([
      ['r', 'f'],
      ['a', 'f']
    ]);
  });

  it.each([
    ['ALTER TABLE t DROP COLUMN crdb_region', '42P10'],
    ["ALTER DATABASE d DROP REGION 'us-west1'", '2BP01'],
    ['ALTER TABLE t SET LOCALITY GLOBAL', '57000']
  ])('%s is refused with %s', (statement, sqlstate) => {
    const script = `${BY_ROW}INSERT INTO t (pk, crdb_region) VALUES (1, 'us-west1');\n${statement};`;
    expect(runScript(script).errors.map((error) => error.slice(0, 5))).toEqual([sqlstate]);
  });

  it('keeps the old key unique when the key changes', () => {
    const script = `${DATABASE}
CREATE TABLE t (pk INT PRIMARY KEY, a INT NOT NULL) LOCALITY REGIONAL BY ROW;
ALTER TABLE t ALTER PRIMARY KEY USING COLUMNS (a);
INSERT INTO t (pk, a, crdb_region) VALUES (1, 1, 'us-west1');
INSERT INTO t (pk, a) VALUES (1, 2);
INSERT INTO t (pk, a) VALUES (2, 1);`;
    expect(runScript(script).errors).toEqual([
      '23505 duplicate key value violates unique constraint "t_pk_key"',
      '23505 duplicate key value violates unique constraint "t_pkey"'
    ]);
  });

  it('gives rows that were there the primary region, and back again keeps the column', () => {
    const script = `${DATABASE}
CREATE TABLE x (a INT PRIMARY KEY) WITH (schema_locked = false);
INSERT INTO x VALUES (1);
ALTER TABLE x SET LOCALITY REGIONAL BY ROW;
INSERT INTO x (a, crdb_region) VALUES (2, 'us-west1');
ALTER TABLE x SET LOCALITY REGIONAL BY TABLE;
SELECT a, crdb_region FROM x ORDER BY a;`;
    expect(last(script)).toEqual([
      ['1', 'us-east1'],
      ['2', 'us-west1']
    ]);
  });

  it('takes a virtual column for the region too', () => {
    const script = `${DATABASE}
CREATE TABLE x (a INT PRIMARY KEY, r crdb_internal_region NOT NULL
  AS (CASE WHEN a < 10 THEN 'us-east1' ELSE 'us-west1' END) VIRTUAL) LOCALITY REGIONAL BY ROW AS r;
INSERT INTO x VALUES (1), (20);
INSERT INTO x VALUES (1);
CREATE CHANGEFEED FOR x INTO 'kafka://k';`;
    const { errors, messages } = runScript(script);
    expect(errors.map((error) => error.slice(0, 5))).toEqual(['23505']);
    expect([...messages].sort()).toEqual([
      'x ["us-east1", 1] {"after": {"a": 1}}',
      'x ["us-west1", 20] {"after": {"a": 20}}'
    ]);
  });
});

describe('a changefeed and regions', () => {
  const feed = (policy: string, rest: string) =>
    runScript(`
ALTER DATABASE defaultdb PRIMARY REGION "us-east1";
CREATE TABLE t (a INT PRIMARY KEY, b INT) WITH (schema_locked = false);
INSERT INTO t VALUES (0, NULL);
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH schema_change_policy = '${policy}', min_checkpoint_frequency = '1s';
\\gset
\\wait 5s
${rest}
\\wait 10s
SELECT status FROM [SHOW CHANGEFEED JOB :job_id];
`);
  const FIRST = 't [0] {"after": {"a": 0, "b": null}}';
  const SECOND = 't ["us-east1", 1] {"after": {"a": 1, "b": 2, "crdb_region": "us-east1"}}';
  const change = 'ALTER TABLE t SET LOCALITY REGIONAL BY ROW;\n\\wait 10s\nINSERT INTO t VALUES (1, 2);';

  it('emits the whole table once with the region in key and row', () => {
    const { messages, rows } = feed('backfill', change);
    const copy = 't ["us-east1", 0] {"after": {"a": 0, "b": null, "crdb_region": "us-east1"}}';
    expect(messages).toEqual([FIRST, copy, SECOND]);
    expect(rows).toEqual([['running']]);
  });

  it('goes on under the new key without a copy under nobackfill', () => {
    expect(feed('nobackfill', change).messages).toEqual([FIRST, SECOND]);
  });

  it('ends under stop', () => {
    const { messages, rows } = feed('stop', change);
    expect(messages).toEqual([FIRST]);
    expect(rows).toEqual([['failed']]);
  });

  it('takes no notice of another region or of GLOBAL', () => {
    const { messages } = feed(
      'stop',
      `ALTER TABLE t SET LOCALITY GLOBAL;
ALTER DATABASE defaultdb ADD REGION "us-west1";
INSERT INTO t VALUES (1, 2);`
    );
    expect(messages).toEqual([FIRST, 't [1] {"after": {"a": 1, "b": 2}}']);
  });

  it('sees a row that moves as a deletion and an insertion at one time', () => {
    const { messages, events } = feed(
      'backfill',
      `${change}
ALTER DATABASE defaultdb ADD REGION "us-west1";
UPDATE t SET crdb_region = 'us-west1' WHERE a = 1;`
    );
    expect([...messages.slice(3)].sort()).toEqual([
      't ["us-east1", 1] {"after": null}',
      't ["us-west1", 1] {"after": {"a": 1, "b": 2, "crdb_region": "us-west1"}}'
    ]);
    const times = events.flatMap((e) => (e.type === 'message' ? [e.updated.wall] : []));
    expect(times.at(-1)).toBe(times.at(-2));
  });

  it('shows rows of a region that is gone', () => {
    const { messages, rows } = feed(
      'backfill',
      `${change}
ALTER DATABASE defaultdb ADD REGION "us-west1";
UPDATE t SET crdb_region = 'us-west1' WHERE a = 1;
PAUSE JOB :job_id;
\\wait 5s
DELETE FROM t WHERE a = 1;
ALTER DATABASE defaultdb DROP REGION "us-west1";
RESUME JOB :job_id;`
    );
    expect(messages.at(-1)).toBe('t ["us-west1", 1] {"after": null}');
    expect(rows).toEqual([['running']]);
  });
});
