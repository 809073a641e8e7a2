import { describe, expect, it } from 'vitest';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { RunHost } from '../../../src/lib/worker/run-host';
import { RunReads } from '../../../src/lib/worker/run-reads';

const ENOUGH = 1_000_000;
const S = NS_PER_SECOND;

/** A script's run, carried on to a moment. */
function run(script: string, until: number): { host: RunHost; reads: RunReads; feed: string } {
  const host = new RunHost();
  host.setScript(script);
  host.advance(until, ENOUGH);
  const flow = [...host.log].find((event) => event.type === 'flow');
  return { host, reads: new RunReads(host), feed: flow?.type === 'flow' ? (flow.job ?? '') : '' };
}

const HISTORY = `CREATE TABLE t (id INT PRIMARY KEY, v STRING, b BYTES);
\\wait 10s
INSERT INTO t VALUES (1, 'a', '\\xff'), (2, NULL, NULL);
\\wait 10s
UPDATE t SET v = '' WHERE id = 1;
\\wait 10s
DELETE FROM t WHERE id = 1;
\\wait 10s
DROP TABLE t;
`;

describe('tables of a moment', () => {
  const { reads } = run(HISTORY, 60 * S);
  const table = reads.tables(15 * S)[0];

  it('are those that existed then, with their columns', () => {
    expect(reads.tables(0)).toEqual([]);
    expect(table).toMatchObject({
      name: 't',
      columns: [
        { name: 'id', type: 'INT8', inKey: true },
        { name: 'v', type: 'STRING', inKey: false },
        { name: 'b', type: 'BYTES', inKey: false }
      ]
    });
    expect(reads.tables(50 * S)).toEqual([]);
  });

  it('say how a statement writes their names', () => {
    const script = `CREATE TABLE "Order" (id INT PRIMARY KEY);
CREATE DATABASE shop;
CREATE TABLE shop.public.user (id INT PRIMARY KEY);
`;
    const names = run(script, S).reads.tables(S);
    expect(names.map(({ name, sql }) => [name, sql])).toEqual([
      ['Order', '"Order"'],
      ['shop.user', 'shop."user"']
    ]);
  });

  it.each([
    { at: 5, rows: [] },
    {
      at: 15,
      rows: [
        ['1', 'a', '\\xff'],
        ['2', null, null]
      ]
    },
    {
      at: 25,
      rows: [
        ['1', '', '\\xff'],
        ['2', null, null]
      ]
    },
    { at: 35, rows: [['2', null, null]] }
  ])('have the rows of $at s', ({ at, rows }) => {
    const found = reads.rows(table.id, at * S, 0, 100);
    expect(found.rows.map((row) => row.values)).toEqual(rows);
    expect(found.count).toBe(rows.length);
  });

  it('give every version of a row by then, newest first, each with its commit', () => {
    const versions = reads.versions(table.id, '[1]', 35 * S);
    expect(versions.map(({ values }) => values?.[1] ?? null)).toEqual([null, '', 'a']);
    expect(versions[0].values).toBeNull();
    expect(versions.every(({ commit }) => commit !== null)).toBe(true);
    expect(reads.versions(table.id, '[1]', 15 * S)).toHaveLength(1);
  });
});

describe('an open transaction', () => {
  it('shows its intent at the present, and never before', () => {
    const { reads } = run(
      `CREATE TABLE t (id INT PRIMARY KEY, v STRING);\nINSERT INTO t VALUES (1, 'a');\n\\wait 5s\nBEGIN;\nUPDATE t SET v = 'b' WHERE id = 1;\n`,
      10 * S
    );
    const [table] = reads.tables(10 * S);
    expect(
      reads.versions(table.id, '[1]', 10 * S).map(({ intent, values }) => [intent !== null, values?.[1]])
    ).toEqual([
      [true, 'b'],
      [false, 'a']
    ]);
    expect(reads.versions(table.id, '[1]', 9 * S)).toHaveLength(1);
    expect(reads.rows(table.id, 10 * S, 0, 10).rows.map(({ values }) => values?.[1])).toEqual(['a']);
  });
});

describe('ranges', () => {
  it('tell where they begin and who has their lease; history tells what they were before', () => {
    const { host, reads } = run(
      `CREATE TABLE t (id INT PRIMARY KEY);\nALTER TABLE t SPLIT AT VALUES (10);\n\\wait 1s\n\\lease t to 3\n\\wait 1s\n`,
      5 * S
    );
    expect(reads.ranges().map(({ start, leaseholder }) => [start, leaseholder])).toEqual([
      [null, 3],
      ['/10', 3]
    ]);
    const cluster = [...host.log].filter((event) => event.type === 'cluster');
    const split = cluster.find(({ kind }) => kind === 'split');
    expect(split?.range).toBe(reads.ranges()[1].id);
    for (const lease of cluster.filter(({ kind }) => kind === 'lease')) {
      expect(lease.from).toMatch(/^n[12]$/);
      expect(reads.ranges().map(({ id }) => id)).toContain(lease.range);
    }
  });
});

describe('consumers of a feed', () => {
  const SCRIPT = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a'), (2, 'a');
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH updated, resolved = '10s', min_checkpoint_frequency = '10s';
\\gset
\\wait 20s
UPDATE t SET v = 'b' WHERE id = 1;
UPDATE t SET v = 'c' WHERE id = 1;
DELETE FROM t WHERE id = 2;
\\wait 1s
PAUSE JOB :job_id;
\\wait 1s
RESUME JOB :job_id;
\\wait 60s
`;

  it('agree with the source at its resolved time once everything has come', () => {
    const { reads, feed } = run(SCRIPT, 80 * S);
    const { report, isComplete } = reads.consumers(feed, 80 * S, ENOUGH);
    expect(isComplete).toBe(true);
    expect(report).toMatchObject({ by: 'resolved', waiting: 0, hasResolved: true, hasUpdated: true });
    expect(report.copies).toBeGreaterThan(0);
    expect(report.rows.map(({ key, source }) => [key, source])).toEqual([
      ['[1]', '{"id": 1, "v": "c"}'],
      ['[2]', null]
    ]);
    for (const sum of Object.values(report.sums)) expect(sum).toMatchObject({ wrong: 0, ahead: 0 });
  });

  it('before the next promise are ahead of the source, but for the one that waits for it', () => {
    const { reads, feed } = run(SCRIPT, 21 * S);
    const { report } = reads.consumers(feed, 21 * S, ENOUGH);
    const standings = report.rows.map(({ consumers }) => [
      consumers.naive.standing,
      consumers.idempotent.standing,
      consumers.buffering.standing
    ]);
    expect(standings).toEqual([
      ['ahead', 'ahead', 'same'],
      ['ahead', 'ahead', 'same']
    ]);
    expect(report.waiting).toBe(3);
  });

  it('while a replay comes in, the naive one has gone back', () => {
    const { host, reads, feed } = run(SCRIPT, 80 * S);
    const copy = [...host.log].find(
      (event) => event.type === 'message' && event.emission > 1 && (event.value ?? '').includes('"b"')
    );
    const { report } = reads.consumers(feed, copy?.t ?? 0, ENOUGH);
    // Events of one moment are read together, so at most the row has been overtaken again.
    expect(['ahead', 'behind']).toContain(report.rows[0].consumers.naive.standing);
    expect(report.sums.idempotent.skipped).toBeGreaterThan(0);
  });

  it.each([
    // Reference §6: such a column sends nothing again, so what was sent stays true in the columns of its time.
    { feed: 'updated', ddl: 'ADD COLUMN n INT', standing: 'reshaped' },
    {
      feed: "updated, schema_change_policy = 'nobackfill'",
      ddl: 'ADD COLUMN n INT DEFAULT 3',
      standing: 'reshaped'
    },
    { feed: 'updated', ddl: 'ADD COLUMN n INT DEFAULT 3', standing: 'same' },
    { feed: 'updated', ddl: 'DROP COLUMN v', standing: 'same' },
    {
      feed: "format = avro, confluent_schema_registry = 'http://r'",
      ddl: 'ADD COLUMN n INT DEFAULT 3',
      standing: 'same'
    },
    {
      feed: "format = avro, confluent_schema_registry = 'http://r'",
      ddl: 'ADD COLUMN n INT',
      standing: 'reshaped'
    },
    // Whoever is told keys alone reads the rows where they are.
    { feed: "envelope = 'key_only'", ddl: 'ADD COLUMN n INT DEFAULT 3', standing: 'same' }
  ])('$feed: after $ddl a row is $standing, not an old version', ({ feed: options, ddl, standing }) => {
    const script = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH ${options};
INSERT INTO t VALUES (1, 'a');
\\wait 10s
ALTER TABLE t ${ddl};
\\wait 60s
`;
    const { reads, feed } = run(script, 80 * S);
    const { report } = reads.consumers(feed, 80 * S, ENOUGH);
    expect(report.sums.naive).toMatchObject({ wrong: 0, reshaped: standing === 'reshaped' ? 1 : 0 });
    expect(report.rows[0].consumers.naive.standing).toBe(standing);
  });

  it('hold an old version of a row that the query has stopped choosing', () => {
    const script = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED INTO 'kafka://k' WITH updated, resolved AS SELECT id FROM t WHERE v = 'a';
INSERT INTO t VALUES (1, 'a');
\\wait 10s
UPDATE t SET v = 'b' WHERE id = 1;
\\wait 60s
`;
    const { reads, feed } = run(script, 80 * S);
    const { report } = reads.consumers(feed, 80 * S, ENOUGH);
    expect(report.rows[0].consumers.naive.standing).toBe('behind');
  });

  it('hold what a query shows of a version, in its columns', () => {
    const script = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED INTO 'kafka://k' WITH updated, envelope = wrapped AS SELECT id, upper(v) AS v FROM t;
INSERT INTO t VALUES (1, 'a');
\\wait 60s
`;
    const { reads, feed } = run(script, 60 * S);
    const { report } = reads.consumers(feed, 60 * S, ENOUGH);
    expect(report.rows[0].consumers.naive).toMatchObject({
      standing: 'reshaped',
      row: '{"id": 1, "v": "A"}'
    });
    expect(report.sums.naive.wrong).toBe(0);
  });

  it('give the same whichever way the moment was reached', () => {
    const { reads, feed, host } = run(SCRIPT, 80 * S);
    for (const at of [5, 21, 24, 60, 24, 80]) {
      const followed = reads.consumers(feed, at * S, ENOUGH);
      expect(followed).toEqual(new RunReads(host).consumers(feed, at * S, ENOUGH));
    }
  });
});
