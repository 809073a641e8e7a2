import { describe, expect, it } from 'vitest';
import { Epoch, NS_PER_MS, NS_PER_SECOND } from '$lib/engine/base/timestamp';
import { Engine } from '$lib/engine/cluster/engine';
import { DEFAULT_RUN } from '$lib/engine/cluster/state';
import { HistoryLog } from '$lib/history/log';
import { customGraph, GRAPHS } from '$lib/history/dashboard';
import { FeedMetrics } from '$lib/history/metrics';
import { METRICS } from '$lib/history/metric-names';
import { readScript } from '$lib/scenario/script';

// Reference §8.5. Each case asks for what can be counted by hand in its script.

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, v STRING);\n';
const S = NS_PER_SECOND;

function metricsOf(script: string, seconds: number) {
  const log = new HistoryLog();
  const engine = Engine.start(DEFAULT_RUN, log);
  engine.submit(readScript(script));
  engine.advance(seconds * S);
  const metrics = new FeedMetrics(log, new Epoch(DEFAULT_RUN.start));
  metrics.update();
  return { metrics, log, engine };
}

describe('gauges', () => {
  it('count changefeeds that run and that are paused', () => {
    const { metrics } = metricsOf(
      `${TABLE}CREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\gset feed_\nCREATE CHANGEFEED FOR t INTO 'null://';\n\\wait 10s\nPAUSE JOB :feed_job_id;\n\\wait 10s\nRESUME JOB :feed_job_id;\n\\wait 10s\n`,
      30
    );
    const at = (s: number) => [
      metrics.valueAt('changefeed.running', s * S),
      metrics.valueAt('jobs.changefeed.currently_paused', s * S)
    ];
    expect([at(0), at(5), at(15), at(25)]).toEqual([
      [0, 0],
      [2, 0],
      [1, 1],
      [2, 0]
    ]);
  });

  it('count changefeeds without a sink until they end', () => {
    const { metrics } = metricsOf(
      `${TABLE}CREATE CHANGEFEED FOR t WITH end_time = '2023-11-14 22:13:25';\n\\wait 20s\n`,
      20
    );
    expect(metrics.valueAt('changefeed.running', 2 * S)).toBe(1);
    expect(metrics.valueAt('jobs.changefeed.currently_running', 2 * S)).toBe(0);
    expect(metrics.valueAt('changefeed.running', 19 * S)).toBe(0);
  });

  it('tell how far the oldest checkpoint lies behind', () => {
    const { metrics } = metricsOf(`${TABLE}CREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\wait 70s\n`, 70);
    const behind = (s: number) => (metrics.valueAt('changefeed.max_behind_nanos', s * S) ?? 0) / S;
    // A checkpoint about every 30 s, each a few seconds behind when it is made (reference §5.7).
    expect(behind(29)).toBeGreaterThan(25);
    expect(behind(45)).toBeLessThan(25);
    expect(metrics.valueAt('changefeed.checkpoint_progress', 45 * S)).toBeGreaterThan(25 * S);
    expect(metrics.valueAt('changefeed.max_behind_nanos', 0)).toBeNull();
  });

  it('tell of an initial scan while it goes on', () => {
    const { metrics, log } = metricsOf(
      `${TABLE}INSERT INTO t SELECT i, 'v' FROM generate_series(1, 20000) AS g (i);\nCREATE CHANGEFEED FOR t INTO 'kafka://k';\n`,
      20
    );
    const scans = [...log].flatMap((e) => (e.type === 'scan' && e.kind === 'initial' ? [e] : []));
    const [begin, end] = [scans.find((e) => e.state === 'begin')!.t, scans.find((e) => e.state === 'end')!.t]; // an initial scan has both
    const middle = (begin + end) / 2;
    expect(metrics.valueAt('changefeed.backfill_count', middle)).toBe(1);
    expect(metrics.valueAt('changefeed.backfill_pending_ranges', middle)).toBe(1);
    expect(metrics.valueAt('changefeed.backfill_count', end)).toBe(0);
  });

  it('tell the age of what is kept for a paused changefeed', () => {
    const { metrics } = metricsOf(
      `${TABLE}CREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\gset feed_\n\\wait 40s\nPAUSE JOB :feed_job_id;\n\\wait 1h\nCANCEL JOB :feed_job_id;\n`,
      3700
    );
    expect(metrics.valueAt('jobs.changefeed.protected_record_count', 3000 * S)).toBe(1);
    expect(metrics.valueAt('jobs.changefeed.protected_age_sec', 3000 * S)).toBeGreaterThan(2950);
    expect(metrics.valueAt('jobs.changefeed.protected_record_count', 3690 * S)).toBe(0);
    expect(metrics.valueAt('jobs.changefeed.protected_age_sec', 3690 * S)).toBeNull();
  });
});

describe('counters', () => {
  it('count what a sink has acknowledged, in messages and bytes', () => {
    const { metrics } = metricsOf(
      `${TABLE}CREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\wait 5s\nINSERT INTO t VALUES (1, 'ä'), (2, 'b');\n\\wait 5s\n`,
      10
    );
    // `[1]` and `{"after": {"id": 1, "v": "ä"}}`, of which one letter has two bytes.
    const bytes = 3 + 31 + (3 + 30);
    expect(metrics.valueAt('changefeed.emitted_messages', 4 * S)).toBe(0);
    expect(metrics.valueAt('changefeed.emitted_messages', 10 * S)).toBe(2);
    expect(metrics.valueAt('changefeed.emitted_bytes', 10 * S)).toBe(bytes);
    expect(metrics.valueAt('changefeed.flushed_bytes', 10 * S)).toBe(bytes);
    expect(metrics.quantile('changefeed.message_size_hist', 100, { from: 0, until: 10 * S })).toBe(34);
    expect(metrics.quantile('changefeed.emitted_batch_sizes', 100, { from: 0, until: 10 * S })).toBe(2);
  });

  it('count the bytes of files after compression', () => {
    const { metrics, log } = metricsOf(
      `${TABLE}INSERT INTO t SELECT i, repeat('x', 100) FROM generate_series(1, 100) AS g (i);\nCREATE CHANGEFEED FOR t INTO 'nodelocal://1/b' WITH initial_scan = 'only', compression = gzip;\n`,
      10
    );
    const files = [...log].flatMap((e) => (e.type === 'file' ? [e.bytes] : []));
    expect(metrics.valueAt('changefeed.flushed_bytes', 10 * S)).toBe(files.reduce((a, b) => a + b, 0));
    expect(metrics.valueAt('changefeed.emitted_bytes', 10 * S)).toBeGreaterThan(100 * 100);
  });

  it('count errors of sinks, restarts and failures', () => {
    const { metrics, log } = metricsOf(
      `${TABLE}CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH kafka_sink_config = '{"Retry": {"Max": 1}}';\n\\wait 5s\n\\sink 'kafka://k' down for 10s\nINSERT INTO t VALUES (1, 'a');\n\\wait 30s\nDROP TABLE t;\n\\wait 10s\n`,
      60
    );
    const flows = [...log].filter((e) => e.type === 'flow' && e.reason === 'retry').length;
    const refused = [...log].filter((e) => e.type === 'batch' && e.outcome !== 'ok').length;
    expect(flows).toBeGreaterThan(0);
    expect(metrics.valueAt('changefeed.error_retries', 60 * S)).toBe(flows);
    expect(metrics.valueAt('changefeed.sink_errors', 60 * S)).toBe(refused);
    expect(metrics.valueAt('changefeed.failures', 60 * S)).toBe(1);
    expect(metrics.valueAt('jobs.changefeed.resume_failed', 60 * S)).toBe(1);
    expect(metrics.valueAt('changefeed.running', 60 * S)).toBe(0);
  });

  it('count schemas that a registry has taken', () => {
    const { metrics } = metricsOf(
      `${TABLE}CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH format = avro, confluent_schema_registry = 'http://r';\nINSERT INTO t VALUES (1, 'a');\n`,
      5
    );
    expect(metrics.valueAt('changefeed.schema_registry.registrations', 5 * S)).toBe(2);
  });
});

describe('commit latency', () => {
  const script = (fault: string) =>
    `${TABLE}INSERT INTO t VALUES (0, 'scanned');\nCREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\wait 5s\n${fault}INSERT INTO t VALUES (1, 'a');\n\\wait 10s\n`;
  const latency = (fault: string) =>
    metricsOf(script(fault), 15).metrics.quantile('changefeed.commit_latency', 50, {
      from: 0,
      until: 15 * S
    });

  it('is from the commit to the acknowledgement, and leaves scans out', () => {
    expect(latency('')).toBeGreaterThan(NS_PER_MS);
    expect(latency('')).toBeLessThan(50 * NS_PER_MS);
    expect(latency("\\sink 'kafka://k' slow 2s\n")).toBeGreaterThan(2 * S);
  });
});

describe('scopes', () => {
  it('are changefeeds with their labels, and can be asked for alone', () => {
    const { metrics } = metricsOf(
      `SET CLUSTER SETTING server.child_metrics.enabled = true;\n${TABLE}CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH metrics_label = 'tier0';\nCREATE CHANGEFEED FOR t INTO 'kafka://l';\nINSERT INTO t VALUES (1, 'a');\n`,
      5
    );
    expect(metrics.scopes.map(({ label }) => label)).toEqual(['tier0', 'default']);
    const [{ feed }] = metrics.scopes;
    expect(metrics.valueAt('changefeed.emitted_messages', 5 * S)).toBe(2);
    expect(metrics.valueAt('changefeed.emitted_messages', 5 * S, { feed })).toBe(1);
    expect(metrics.valueAt('changefeed.emitted_messages', 5 * S, { label: 'tier0' })).toBe(1);
    expect(metrics.valueAt('changefeed.emitted_messages', 5 * S, { label: 'tier1' })).toBe(0);
  });
});

describe('series', () => {
  const script = `${TABLE}CREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\wait 2s\nINSERT INTO t SELECT i, 'v' FROM generate_series(1, 50) AS g (i);\n\\wait 8s\n`;

  it('of a counter are its sums, or its growth a second', () => {
    const { metrics } = metricsOf(script, 10);
    const query = { from: 0, until: 10 * S, points: 5 };
    expect(metrics.series({ metric: 'changefeed.emitted_messages' }, query)).toEqual({
      times: [2, 4, 6, 8, 10].map((s) => s * S),
      values: [0, 50, 50, 50, 50]
    });
    expect(metrics.series({ metric: 'changefeed.emitted_messages', rate: true }, query).values).toEqual([
      0, 25, 0, 0, 0
    ]);
  });

  it('of a histogram have nothing to tell where nothing was measured', () => {
    const { metrics } = metricsOf(script, 10);
    const { values } = metrics.series(
      { metric: 'changefeed.commit_latency', percent: 99 },
      { from: 0, until: 10 * S, points: 5 }
    );
    expect(values.map((value) => value === null)).toEqual([true, false, true, true, true]);
  });

  it('are the same however history was read, and after it was taken back', () => {
    const { metrics, log, engine } = metricsOf(script, 5);
    engine.advance(10 * S);
    metrics.update();
    const fresh = new FeedMetrics(log, new Epoch(DEFAULT_RUN.start));
    fresh.update();
    const all = (of: FeedMetrics) =>
      GRAPHS.flatMap(({ lines }) =>
        lines.map((line) => of.series(line, { from: 0, until: 10 * S, points: 20 }).values)
      );
    expect(all(metrics)).toEqual(all(fresh));
    log.truncate(5);
    metrics.update();
    expect(metrics.valueAt('changefeed.emitted_messages', 10 * S)).toBe(0);
  });

  it('of a gauge miss no spike between two steps where its most is asked for', () => {
    const { metrics, log } = metricsOf(`${TABLE}CREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\wait 70s\n`, 70);
    const query = { from: 0, until: 70 * S, points: 1 };
    const flow = [...log].find((e) => e.type === 'flow')!.t; // the changefeed began with one
    const checkpoints = [...log].flatMap((e) => (e.type === 'checkpoint' && e.high_water ? [e] : []));
    expect(checkpoints.length).toBeGreaterThan(1);
    // Behind by most just before a checkpoint: from the one before, or from the beginning, to that moment; or now.
    const moments = [...checkpoints.map(({ t }) => t - 1), 70 * S];
    const behind = moments.map((t, i) => t - (checkpoints[i - 1]?.high_water?.wall ?? flow));
    const { values } = metrics.series({ metric: 'changefeed.max_behind_nanos', peak: true }, query);
    expect(values).toEqual([Math.max(...behind)]);
    expect(metrics.series({ metric: 'changefeed.max_behind_nanos' }, query).values[0]).toBe(behind.at(-1));
  });

  it('of a gauge add up scans that go on at one time, not those of the whole step', () => {
    const { metrics, log } = metricsOf(
      `${TABLE}INSERT INTO t SELECT i, 'v' FROM generate_series(1, 2000) AS g (i);\nCREATE CHANGEFEED FOR t INTO 'kafka://k';\n\\wait 10s\nCREATE CHANGEFEED FOR t INTO 'kafka://l';\n\\wait 10s\n`,
      30
    );
    expect([...log].filter((e) => e.type === 'scan' && e.state === 'begin')).toHaveLength(2);
    const line = { metric: 'changefeed.backfill_pending_ranges', peak: true } as const;
    const of = (points: number) => metrics.series(line, { from: 0, until: 30 * S, points }).values;
    expect(of(1)).toEqual([1]);
    expect(of(3)).toEqual([1, 1, 0]);
  });

  it('of every graph are of metrics that there are', () => {
    const names = METRICS.map(({ name }) => name);
    const all = [...GRAPHS, ...METRICS.map(customGraph)];
    for (const { lines } of all) for (const { metric } of lines) expect(names).toContain(metric);
  });
});

describe('the changefeed dashboard', () => {
  // Titles, axes and legends of the DB Console: reference §8.5, docs v26.2 ui-cdc-dashboard.
  it.each([
    ['Changefeed Status', 'count', ['Running', 'Paused', 'Failed']],
    ['Commit Latency', 'latency', ['99th Percentile', '90th Percentile', '50th Percentile']],
    ['Emitted Bytes', 'bytes', ['Emitted Bytes']],
    ['Sink Counts', 'actions', ['Messages', 'Flushes']],
    ['Max Checkpoint Latency', 'time', ['Max Checkpoint Latency']],
    ['Changefeed Restarts', 'actions', ['Retryable Errors']],
    ['Oldest Protected Timestamp', 'time', ['Protected Timestamp Age']],
    ['Backfill Pending Ranges', 'count', ['Backfill Pending Ranges']],
    ['Schema Registry Registrations', 'action', ['Schema Registry Registrations']],
    ['Ranges in catchup mode', 'ranges', []],
    ['Rangefeed Catchup Scans Duration', 'duration', []]
  ])('has %s', (title, axis, legend) => {
    const place = GRAPHS.findIndex((graph) => graph.title === title);
    expect(GRAPHS[place]).toMatchObject({ title, axis });
    expect(GRAPHS[place].lines.map(({ label }) => label)).toEqual(legend);
    // What has no line says why, and draws no zeros.
    expect(GRAPHS[place].absent === undefined).toBe(legend.length > 0);
  });

  it('has nothing else', () => {
    expect(GRAPHS).toHaveLength(11);
  });
});
