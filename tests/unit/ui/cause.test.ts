import { describe, expect, it } from 'vitest';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { EventColumns } from '../../../src/lib/timeline/columns';
import { isSparse, TrackIndex } from '../../../src/lib/timeline/tracks';
import { causeAt } from '../../../src/lib/ui/panels/cause';
import { alterClause, alterLines } from '../../../src/lib/ui/panels/alter-options';
import { graphValue } from '../../../src/lib/ui/panels/graph-format';
import { jobsAt } from '../../../src/lib/ui/panels/jobs-at';
import { runScript } from '../../support/audit/audited-run';
import { RecordedHistory } from '../../support/page/columns-of';

const S = NS_PER_SECOND;
const FEED = `CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH resolved = '1s', min_checkpoint_frequency = '1s';
\\gset
\\wait 10s
`;

/** The tracks of a script's run, and its events. */
function tracksOf(script: string) {
  const { events } = runScript(script);
  const columns = new EventColumns();
  const { columns: history } = { columns: new RecordedHistory(events).columns() };
  columns.take(history);
  const sparse = new Map(
    events.map((event, seq) => [seq, event] as const).filter(([seq]) => isSparse(history.type[seq]))
  );
  const tracks = new TrackIndex(columns);
  tracks.update(0, sparse);
  return { tracks, events, sparse };
}

describe('the cause of a spike', () => {
  it('is a sink that was down, also shortly after it has come back', () => {
    const { tracks, events } = tracksOf(
      `${FEED}\\sink 'kafka://k' down for 10s\nINSERT INTO t VALUES (1);\n\\wait 30s\n`
    );
    for (const t of [15, 22]) {
      const cause = causeAt(tracks, t * S, 8 * S);
      expect(cause?.text).toContain('kafka://k down');
      expect(events[cause?.seq ?? -1]).toMatchObject({ type: 'fault', state: 'begin' });
    }
  });

  it('is a transaction that is open', () => {
    const { tracks } = tracksOf(
      `${FEED}\\session alice\nBEGIN;\nINSERT INTO t VALUES (1);\n\\wait 20s\nCOMMIT;\n\\wait 10s\n`
    );
    expect(causeAt(tracks, 25 * S, 15 * S)?.text).toMatch(
      /^transaction \d+ of session alice has been open since 00:10/
    );
  });

  it('is no transaction that has only read, nor one that has ended long before', () => {
    const { tracks } = tracksOf(
      `${FEED}\\session alice\nBEGIN;\nSELECT * FROM t;\n\\session root\nINSERT INTO t VALUES (1);\n\\wait 20s\n`
    );
    expect(tracks.txns).toMatchObject([{ session: 'alice', wrote: null }]);
    expect(causeAt(tracks, 25 * S, 3 * S)?.text).toContain('nothing is wrong');
  });

  it('is what began where progress ended, not a node that has been down for long', () => {
    const { tracks } = tracksOf(
      `${FEED}\\node 3 kill\n\\wait 30s\n\\session alice\nBEGIN;\nINSERT INTO t VALUES (1);\n\\wait 30s\n`
    );
    expect(causeAt(tracks, 65 * S, 25 * S)?.text).toContain('of session alice has been open');
    expect(causeAt(tracks, 12 * S, 3 * S)?.text).toContain('node 3');
  });

  it('is a pause', () => {
    const { tracks } = tracksOf(`${FEED}PAUSE JOB :job_id;\n\\wait 20s\nRESUME JOB :job_id;\n\\wait 10s\n`);
    expect(causeAt(tracks, 31 * S, 20 * S)?.text).toContain('the job was paused');
  });

  it('is nothing at all where a feed only waits for its next checkpoint', () => {
    const { tracks } = tracksOf(`${FEED}\\wait 10s\n`);
    expect(causeAt(tracks, 12 * S, 3 * S)?.text).toContain('nothing is wrong');
  });
});

describe('jobs of a moment', () => {
  const { sparse } = tracksOf(
    `${FEED}\\sink 'kafka://k' down for 20s\nINSERT INTO t VALUES (1);\n\\wait 60s\nPAUSE JOB :job_id;\n\\wait 5s\n`
  );
  const at = (t: number) => jobsAt(sparse, t * S)[0];

  it('tell a retry while it lasts', () => {
    expect(at(5)).toMatchObject({ status: 'running', retrying: null });
    expect(at(25).retrying).toContain('cannot connect');
    expect(at(60)).toMatchObject({ status: 'running', retrying: null });
    expect(at(72)).toMatchObject({ status: 'paused' });
    expect(at(60).highWater?.wall).toBeGreaterThan(30 * S);
  });

  it('and as a stretch of the job bar, from the first error to the next checkpoint', () => {
    const { tracks } = tracksOf(
      `${FEED}\\sink 'kafka://k' down for 20s\nINSERT INTO t VALUES (1);\n\\wait 60s\n`
    );
    const [feed] = tracks.feeds;
    expect(feed.statuses.map(({ status }) => status)).toEqual(['pending', 'running', 'retrying', 'running']);
    const [, , retrying] = feed.statuses;
    expect(retrying.from).toBeLessThan(30 * S);
    expect(feed.checkpoints.some(({ t }) => t === retrying.to)).toBe(true);
  });
});

describe('what a form makes of ALTER CHANGEFEED', () => {
  it.each([
    { alteration: { kind: 'set', option: 'resolved', value: '10s' }, clause: "SET resolved = '10s'" },
    { alteration: { kind: 'set', option: 'diff', value: '' }, clause: 'SET diff' },
    { alteration: { kind: 'unset', option: 'resolved' }, clause: 'UNSET resolved' },
    { alteration: { kind: 'add', target: 'u' }, clause: 'ADD u' },
    { alteration: { kind: 'drop', target: 'u' }, clause: 'DROP u' }
  ] as const)('$clause', ({ alteration, clause }) => {
    expect(alterClause(alteration)).toBe(clause);
  });

  it('pauses a job that runs, and lets it go on', () => {
    const { events } = runScript(`${FEED}${alterLines(':job_id', 'SET diff', false)}\n\\wait 5s\n`);
    expect(events.filter(({ type }) => type === 'error')).toEqual([]);
    expect(events.findLast((e) => e.type === 'job')).toMatchObject({ status: 'running' });
  });
});

describe('values of graphs', () => {
  it.each([
    { value: 1234, unit: 'count', text: '1,234' },
    { value: 0.25, unit: 'count', text: '0.3' },
    { value: 2048, unit: 'bytes', text: '2 KiB' },
    { value: 1_500_000_000, unit: 'nanoseconds', text: '1.5 s' },
    { value: 12_000_000, unit: 'nanoseconds', text: '12 ms' },
    { value: 90, unit: 'seconds', text: '1.5 min' },
    { value: null, unit: 'count', text: '–' }
  ] as const)('$value $unit', ({ value, unit, text }) => {
    expect(graphValue(value, unit)).toBe(text);
  });
});
