import { describe, expect, it } from 'vitest';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { Dashboard, type Graph } from '../../../src/lib/history/dashboard';
import { runScript } from '../../support/audit/audited-run';

const S = NS_PER_SECOND;

/** The graphs of a script's first seconds, one step a second, by name. */
function graphsOf(script: string, seconds: number): Map<string, Graph> {
  const dashboard = new Dashboard();
  const { events } = runScript(script);
  for (const event of events) dashboard.take(event);
  const { graphs } = dashboard.view(0, seconds * S, seconds, seconds * S);
  return new Map(graphs.map((graph) => [graph.name, graph]));
}

const lineOf = (graphs: Map<string, Graph>, name: string, line = 0): readonly number[] =>
  graphs.get(name)?.lines[line].values ?? [];

const OUTAGE = `CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH updated, resolved = '1s', min_checkpoint_frequency = '1s';
\\gset
\\wait 10s
\\sink 'kafka://k' down for 10s
INSERT INTO t VALUES (1);
\\wait 40s
PAUSE JOB :job_id;
\\wait 10s
`;

describe('the graphs of a sink that was down from 10 to 20 seconds', () => {
  const graphs = graphsOf(OUTAGE, 60);

  it('are those of the DB Console, in its order', () => {
    expect([...graphs.keys()]).toEqual([
      'Changefeed Status',
      'Commit Latency',
      'Emitted Bytes',
      'Sink Counts',
      'Max Checkpoint Latency',
      'Changefeed Restarts',
      'Oldest Protected Timestamp',
      'Backfill Pending Ranges',
      'Schema Registry Registrations',
      'Ranges in catchup mode',
      'Rangefeed catchup scans duration'
    ]);
  });

  it('Max Checkpoint Latency climbs while it lasts and falls when it is over', () => {
    const behind = lineOf(graphs, 'Max Checkpoint Latency');
    expect(behind[9]).toBeLessThan(8 * S);
    expect(behind[18]).toBeGreaterThan(behind[9] + 5 * S);
    expect(behind[40]).toBeLessThan(8 * S);
    // A paused feed is not behind.
    expect(behind[59]).toBeNaN();
  });

  it('nothing is emitted meanwhile, and batches fail', () => {
    const messages = lineOf(graphs, 'Sink Counts');
    expect(messages.slice(11, 19).every((n) => n === 0)).toBe(true);
    expect(messages.slice(20).some((n) => n > 0)).toBe(true);
    const failed = lineOf(graphs, 'Changefeed Restarts', 1);
    expect(failed.slice(10, 20).reduce((a, b) => a + b)).toBeGreaterThan(0);
    expect(failed.slice(21).every((n) => n === 0)).toBe(true);
  });

  it('the change that waited has the latency of the outage', () => {
    const p99 = lineOf(graphs, 'Commit Latency').filter((n) => !Number.isNaN(n));
    expect(Math.max(...p99)).toBeGreaterThan(9 * S);
  });

  it('the status goes from running to paused', () => {
    expect(lineOf(graphs, 'Changefeed Status', 0)[5]).toBe(1);
    expect(lineOf(graphs, 'Changefeed Status', 0)[58]).toBe(0);
    expect(lineOf(graphs, 'Changefeed Status', 1)[58]).toBe(1);
  });

  it('emitted bytes are those of keys and values', () => {
    const { events } = runScript(OUTAGE);
    const sent = events.filter((e) => e.type === 'message' || e.type === 'resolved');
    const bytes = sent.reduce(
      (sum, e) => sum + (e.value ?? '').length + (e.type === 'message' ? (e.key ?? '').length : 0),
      0
    );
    const total = graphsOf(OUTAGE, 1200).get('Emitted Bytes');
    expect(total?.lines[0].values.reduce((a, b) => a + (Number.isNaN(b) ? 0 : b), 0)).toBe(bytes);
  });
});

it('times that have not come yet have no value', () => {
  const { graphs } = new Dashboard().view(0, 10 * S, 10, 4 * S);
  expect(graphs[3].lines[0].values.map((n) => Number.isNaN(n))).toEqual([
    ...[false, false, false, false, false],
    ...[true, true, true, true, true]
  ]);
});
