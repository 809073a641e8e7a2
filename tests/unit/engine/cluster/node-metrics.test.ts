import { describe, expect, it } from 'vitest';
import { runScript } from '../../../support/engine/script-run';

// Reference §8.5: what `crdb_internal.node_metrics` tells of changefeeds.

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, v STRING);\n';

/** Values of metrics at the end of a script. */
function metricsOf(script: string, ...names: string[]): (number | undefined)[] {
  const { rows, errors } = runScript(
    `${TABLE}${script}SELECT name, value FROM crdb_internal.node_metrics WHERE name LIKE '%changefeed%';`
  );
  expect(errors).toEqual([]);
  const values = new Map(rows.map(([name, value]) => [name, Number(value)]));
  return names.map((name) => values.get(name));
}

describe('crdb_internal.node_metrics', () => {
  it('counts messages, bytes and restarts', () => {
    const found = metricsOf(
      `CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH kafka_sink_config = '{"Retry": {"Max": 1}}';
\\wait 4s
INSERT INTO t VALUES (1, 'a'), (2, 'b');
\\wait 1s
\\sink 'kafka://k' down for 4s
INSERT INTO t VALUES (3, 'c');
\\wait 20s
`,
      'changefeed.running',
      'changefeed.error_retries',
      'changefeed.failures'
    );
    expect(found[0]).toBe(1);
    expect(found[1]).toBeGreaterThan(0);
    expect(found[2]).toBe(0);
  });

  it('counts each acknowledged message once, with its bytes', () => {
    expect(
      metricsOf(
        `CREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\wait 4s\nINSERT INTO t VALUES (1, 'a'), (2, 'b');\n\\wait 1s\n`,
        'changefeed.emitted_messages',
        'changefeed.emitted_bytes',
        'changefeed.flushed_bytes',
        'changefeed.commit_latency-count'
      )
    ).toEqual([2, 66, 66, 2]);
  });

  it('counts what a query keeps back', () => {
    expect(
      metricsOf(
        `CREATE CHANGEFEED INTO 'kafka://k' AS SELECT * FROM t WHERE id > 1;\n\\wait 4s\nINSERT INTO t VALUES (1, 'a'), (2, 'b');\n\\wait 1s\n`,
        'changefeed.filtered_messages',
        'changefeed.emitted_messages'
      )
    ).toEqual([1, 1]);
  });

  it('counts registrations, and asks again', () => {
    const [registrations, retries] = metricsOf(
      `CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH format = avro, confluent_schema_registry = 'http://r';\n\\wait 4s\n\\registry reply 500 times 2\nINSERT INTO t VALUES (1, 'a');\n\\wait 10s\n`,
      'changefeed.schema_registry.registrations',
      'changefeed.schema_registry.retry_count'
    );
    expect([registrations, retries]).toEqual([2, 2]);
  });

  it('tells of paused and failed changefeeds', () => {
    expect(
      metricsOf(
        `CREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\gset a_\nCREATE TABLE u (id INT PRIMARY KEY);\nCREATE CHANGEFEED FOR u INTO 'kafka://k';\n\\wait 4s\nPAUSE JOB :a_job_id;\nDROP TABLE u;\n\\wait 4s\n`,
        'changefeed.running',
        'jobs.changefeed.currently_paused',
        'changefeed.failures',
        'jobs.changefeed.protected_record_count'
      )
    ).toEqual([0, 1, 1, 1]);
  });

  it('tells of ranges that lag, and how far apart spans and tables are', () => {
    const feed = `CREATE TABLE u (id INT PRIMARY KEY);
ALTER TABLE t SPLIT AT VALUES (10), (20);
CREATE CHANGEFEED FOR t, u INTO 'kafka://k' WITH lagging_ranges_threshold = '20s', min_checkpoint_frequency = '1s';
\\wait 10s
`;
    const names = [
      'changefeed.total_ranges',
      'changefeed.lagging_ranges',
      'changefeed.progress_skew.span',
      'changefeed.progress_skew.table'
    ];
    expect(metricsOf(feed, ...names)).toEqual([4, 0, 0, 0]);
    // What an open transaction has written keeps its range behind.
    const [total, lagging, spans, tables] = metricsOf(
      `${feed}\\session writer
BEGIN;
INSERT INTO t VALUES (15, 'a');
\\session root
\\wait 40s
`,
      ...names
    );
    expect([total, lagging]).toEqual([4, 1]);
    expect(spans).toBeGreaterThan(30e9);
    expect(tables).toBeGreaterThan(30e9);
  });

  it('counts protections that have become too old', () => {
    expect(
      metricsOf(
        `CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH gc_protect_expires_after = '1h';
\\gset
PAUSE JOB :job_id;
\\wait 3h
`,
        'jobs.changefeed.expired_pts_records',
        'jobs.changefeed.currently_paused',
        'jobs.changefeed.protected_record_count'
      )
    ).toEqual([1, 0, 0]);
  });
});
