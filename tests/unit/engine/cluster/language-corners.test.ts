import { describe, expect, it } from 'vitest';
import { answers } from '../../../support/engine/answers';
import { runScript } from '../../../support/engine/script-run';

/** Corners of the language as CockroachDB's logic tests have them: each script alone on a fresh cluster, all its answers. */

type Case = readonly [name: string, script: string, answers: readonly string[]];

const NAMES: readonly Case[] = [
  [
    'REGCLASS: a name is read as the number of its table and printed as its name again',
    `CREATE TABLE t (a INT PRIMARY KEY); CREATE DATABASE other; CREATE TABLE other.u (a INT);
     SELECT 't'::REGCLASS, 'public.t'::REGCLASS::OID = 'defaultdb.public.t'::REGCLASS::OID, 't_pkey'::REGCLASS;
     SELECT 'nope'::REGCLASS; SELECT to_regclass('t'), to_regclass('nope');
     SELECT relname FROM pg_class WHERE oid = 't'::REGCLASS; USE other; SELECT 't'::REGCLASS; SELECT 'u'::REGCLASS;`,
    [
      'root: CREATE TABLE',
      'root: CREATE DATABASE',
      'root: CREATE TABLE',
      'root: t t t_pkey',
      'root: 42P01',
      'root: t NULL',
      'root: t',
      'root: SET',
      'root: 42P01',
      'root: u'
    ]
  ],
  [
    'REGNAMESPACE, REGROLE and REGTYPE know schemas, roles and enums',
    `CREATE TYPE mood AS ENUM ('ok'); SELECT 'public'::REGNAMESPACE, 'root'::REGROLE, 'mood'::REGTYPE, 'int8'::REGTYPE;
     SELECT 'nobody'::REGROLE;`,
    ['root: CREATE TYPE', 'root: public root mood bigint', 'root: 42704']
  ],
  [
    'a sequence may be named by REGCLASS in a default, and keeps its number though it is renamed',
    `CREATE SEQUENCE s; CREATE TABLE d (a INT DEFAULT nextval('s'::REGCLASS), b INT PRIMARY KEY);
     ALTER SEQUENCE s RENAME TO z; INSERT INTO d (b) VALUES (1), (2); SELECT a FROM d ORDER BY b;`,
    ['root: CREATE SEQUENCE', 'root: CREATE TABLE', 'root: RENAME SEQUENCE', 'root: INSERT 0 2', 'root: 1|2']
  ]
];

const SETTINGS: readonly Case[] = [
  [
    'settings of CockroachDB that nothing follows from are kept and shown',
    `SET CLUSTER SETTING kv.snapshot_rebalance.max_rate = '10MiB'; SHOW CLUSTER SETTING kv.snapshot_rebalance.max_rate;
     SHOW CLUSTER SETTING sql.defaults.distsql; SET CLUSTER SETTING sql.stats.histogram_buckets.count = 'many';
     SET CLUSTER SETTING no.such.setting = 1; SET vectorize = off; SHOW vectorize; SET vectorize = 'bogus';`,
    [
      'root: SET CLUSTER SETTING',
      'root: 10MiB',
      'root: auto',
      'root: 22023',
      'root: 42704',
      'root: SET',
      'root: off',
      'root: 22023'
    ]
  ],
  [
    'variables that know one word alone take no other',
    `SET standard_conforming_strings = off; SET client_encoding = 'latin1'; SET client_encoding = 'unicode'; SHOW client_encoding;
     SET default_tablespace = ''; SET lc_messages = 'en_US.UTF-8'; SET distsql = bogus;`,
    ['root: 22023', 'root: 22023', 'root: SET', 'root: UTF8', 'root: SET', 'root: 22023', 'root: 22023']
  ]
];

const VALUES: readonly Case[] = [
  [
    'LIKE on collated strings: accents may be characters of their own, and letters must not be equal to others',
    `SELECT e'\\u00E9' COLLATE en_US LIKE e'\\u0065\\u0301' COLLATE en_US, 'Test' COLLATE en ILIKE 't%' COLLATE en;
     SELECT 'a' COLLATE "en_US-u-ks-level1" LIKE 'a' COLLATE "en_US-u-ks-level1";`,
    ['root: t t', 'root: 0A000']
  ],
  [
    'bytes in an array are hexadecimal whatever bytea_output says',
    `SET bytea_output = 'escape'; SELECT 'ab'::BYTES, ARRAY['1}'::BYTES];`,
    ['root: SET', 'root: ab {"\\\\x317d"}']
  ]
];

const TABLES: readonly Case[] = [
  [
    'DROP COLUMN CASCADE takes the columns with it that are computed from it, one from the other',
    `CREATE TABLE t (a INT PRIMARY KEY, b INT, c INT AS (b + 1) STORED, d INT AS (b * 2) VIRTUAL, e INT, INDEX (c), CHECK (d > 0));
     INSERT INTO t (a, b, e) VALUES (1, 1, 1); ALTER TABLE t DROP COLUMN b; ALTER TABLE t DROP COLUMN b CASCADE; SELECT * FROM t;
     SELECT DISTINCT index_name FROM [SHOW INDEXES FROM t]; INSERT INTO t VALUES (2, 2);`,
    [
      'root: CREATE TABLE',
      'root: INSERT 0 1',
      'root: 42P10',
      'root: ALTER TABLE',
      'root: 1 1',
      'root: t_pkey',
      'root: INSERT 0 1'
    ]
  ],
  [
    'a computed column takes neither DEFAULT nor ON UPDATE',
    `CREATE TABLE t (a INT PRIMARY KEY, c INT AS (a + 1) STORED); ALTER TABLE t ALTER COLUMN c SET DEFAULT 1;
     ALTER TABLE t ALTER COLUMN c SET ON UPDATE 1;`,
    ['root: CREATE TABLE', 'root: 42601', 'root: 42601']
  ],
  [
    'SHOW CONSTRAINTS has partial unique indexes, with their predicates',
    `CREATE TABLE t (a INT PRIMARY KEY, b INT, UNIQUE INDEX (b) WHERE a > 0); CREATE UNIQUE INDEX u ON t (b) WHERE b > 0;
     SELECT constraint_name, details FROM [SHOW CONSTRAINTS FROM t];`,
    [
      'root: CREATE TABLE',
      'root: CREATE INDEX',
      'root: t_b_key UNIQUE (b ASC) WHERE (a > 0)|t_pkey PRIMARY KEY (a ASC)|u UNIQUE (b ASC) WHERE (b > 0)'
    ]
  ]
];

describe.each([
  ['names of objects as values', NAMES],
  ['settings and variables', SETTINGS],
  ['values', VALUES],
  ['tables', TABLES]
])('%s', (_group, cases) => {
  it.each(cases)('%s', (_name, script, expected) => {
    expect(answers(script)).toEqual(expected);
  });
});

describe('notices', () => {
  it.each([
    [
      'a foreign key between types that only belong together says so',
      'CREATE TABLE p (id INT8 PRIMARY KEY); CREATE TABLE c (id INT8 PRIMARY KEY REFERENCES p, p INT4 REFERENCES p (id));',
      ['type of foreign key column "p" (INT4) is not identical to referenced column "p"."id" (INT8)']
    ],
    [
      "a setting of one's own with the name of a cluster setting is probably meant to be that",
      "SET kv.rangefeed.enabled = 'on'; SET my.own = 1",
      ['setting custom variable "kv.rangefeed.enabled"']
    ]
  ])('%s', (_name, script, expected) => {
    const notices = runScript(script).events.flatMap((event) =>
      event.type === 'notice' ? [event.message] : []
    );
    expect(notices).toEqual(expected);
  });
});

describe('labels of metrics', () => {
  it('are at most 1,024 in a cluster, whatever the number of changefeeds', () => {
    const feed = (label: number) =>
      `CREATE CHANGEFEED FOR t INTO 'null://' WITH metrics_label = 'l${label}', initial_scan = 'only';`;
    const made = Array.from({ length: 1025 }, (_, i) => feed(i)).join('\n');
    const got = answers(`CREATE TABLE t (id INT PRIMARY KEY);\n${made}\n${feed(3)}`);
    expect(got.filter((answer) => /: [0-9A-Z]{5}$/.test(answer))).toEqual(['root: 22023']);
    expect(got.at(1025)).toBe('root: 22023');
  });
});

describe('texts of nested values', () => {
  const nested = (depth: number) => `SELECT ${'ROW('.repeat(depth)}1${')'.repeat(depth)};`;

  it('double their marks with each level', () => {
    expect(runScript(nested(4)).rows).toEqual([['("(""(""""(1)"""")"")")']]);
  });

  it('are refused before they fill the memory', () => {
    const { errors } = runScript(nested(200));
    expect(errors.map((error) => error.slice(0, 5))).toEqual(['53200']);
  });
});
