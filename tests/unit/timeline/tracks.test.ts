import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { EventColumns } from '../../../src/lib/timeline/columns';
import { highWaterAt, highWaterSteps, plotY } from '../../../src/lib/timeline/feed-plot';
import { hit } from '../../../src/lib/timeline/hit';
import { laneAt } from '../../../src/lib/timeline/layout';
import { placeOf } from '../../../src/lib/timeline/place';
import { toX } from '../../../src/lib/timeline/scale';
import { promisedAt, statusAt } from '../../../src/lib/timeline/tracks';
import { RecordedHistory } from '../../support/page/columns-of';
import { drawingOf } from '../../support/page/drawing-of';
import { employeesHistory, JOB } from '../../support/page/employees-history';

const S = 1_000_000_000;

describe('tracks of the employees example', () => {
  const events = employeesHistory();
  const drawing = drawingOf(events);
  const { tracks } = drawing;
  const [feed] = tracks.feeds;

  it('have one feed with the statuses of its job, one after the other', () => {
    expect(feed.job).toBe(JOB);
    expect(feed.statuses.map((s) => s.status)).toEqual(['running', 'pause-requested', 'paused', 'running']);
    expect(feed.statuses.every((s, i) => i === 0 || s.from === feed.statuses[i - 1].to)).toBe(true);
    expect(feed.statuses.at(-1)?.to).toBeNull();
  });

  it.each([
    { at: 0, status: undefined, covers: null },
    { at: 20 * S, status: 'running', covers: 0.028 * S },
    { at: 40 * S, status: 'running', covers: 27.2 * S },
    { at: 55 * S, status: 'paused', covers: 27.2 * S },
    { at: 62 * S, status: 'running', covers: 58.2 * S }
  ])('at $at the job is $status and has promised up to $covers', ({ at, status, covers }) => {
    expect(statusAt(feed, at)?.status).toBe(status);
    expect(highWaterAt(feed, at)).toBe(covers);
  });

  it('have every statement with the time it took', () => {
    const sql = events.flatMap((e) => (e.type === 'statement' ? [e] : []));
    expect(tracks.statements.map((s) => s.statement)).toEqual(sql.map((e) => e.statement));
    expect(tracks.statements[0]).toMatchObject({ t: 0, returned: 6_000_000, failed: false });
  });

  it('make a staircase that never falls and stays below the present', () => {
    const steps = highWaterSteps(drawing.scale, feed.checkpoints, 62 * S);
    for (let i = 1; i < steps.length; i++) {
      expect(steps[i].x).toBeGreaterThanOrEqual(steps[i - 1].x);
      expect(steps[i].y).toBeLessThanOrEqual(steps[i - 1].y);
    }
    for (const { t, covers } of feed.checkpoints)
      expect(plotY(drawing.scale, covers!)).toBeGreaterThanOrEqual(plotY(drawing.scale, t)); // every checkpoint here covers something
  });

  it('last until the present, where nothing has happened since', () => {
    const columns = new EventColumns();
    expect(columns.end).toBe(0);
    columns.take(new RecordedHistory(events).columns(), 600 * S);
    expect(columns.end).toBe(600 * S);
    columns.take(new RecordedHistory(events).columns());
    expect(columns.end).toBe(events.at(-1)!.t); // it has events
    columns.clear();
    expect(columns.end).toBe(0);
  });

  it('find the promise in force by time', () => {
    expect(promisedAt(feed.checkpoints, 30.1 * S)?.covers).toBe(0.028 * S);
    expect(promisedAt(feed.checkpoints, 0)).toBeUndefined();
  });
});

describe('faults and transactions', () => {
  const node = (t: number, value: string): HistoryEvent => ({
    t,
    type: 'cluster',
    kind: 'node',
    target: '2',
    value
  });
  const txn = (t: number, no: number, state: 'begin' | 'aborted'): HistoryEvent => ({
    t,
    type: 'txn',
    txn: no,
    session: 's',
    state,
    blocked_by: null
  });
  const { tracks, layout } = drawingOf([
    node(1, 'down'),
    txn(2, 5, 'begin'),
    txn(3, 6, 'begin'),
    txn(4, 6, 'aborted'),
    node(5, 'up'),
    { t: 6, type: 'fault', fault: 1, kind: 'down', target: 'kafka://k', state: 'begin', until: null }
  ]);

  it('last from their beginning to their end, or still', () => {
    expect(tracks.faults.map(({ label, from, to }) => [label, from, to])).toEqual([
      ['node 2 down', 1, 5],
      ['kafka://k down', 6, null]
    ]);
    expect(tracks.txns.map(({ txn: no, to, outcome }) => [no, to, outcome])).toEqual([
      [5, null, 'open'],
      [6, 4, 'aborted']
    ]);
  });

  it('lie in lines of their own when they last at the same time', () => {
    const row = layout.rows.find((r) => r.kind === 'txns');
    expect(row?.kind === 'txns' && row.lines).toEqual([0, 1]);
  });
});

describe('hit testing', () => {
  const events = employeesHistory();
  const drawing = drawingOf(events);
  const { layout, scale, columns } = drawing;

  it('finds every message and commit at the place where it is painted', () => {
    events.forEach((event, seq) => {
      if (event.type !== 'message' && event.type !== 'commit') return;
      const { y } = placeOf(drawing, seq)!; // every row of the example has a lane
      const found = hit(drawing, toX(scale, event.t), y);
      // Two marks may share a pixel; what is found then lies at that pixel too.
      expect(Math.abs(toX(scale, columns.tAt(found!.seq)) - toX(scale, event.t))).toBeLessThan(0.5);
      expect(columns.typeAt(found!.seq)).toBe(event.type);
    });
  });

  it('finds a checkpoint on its flag and a status beside it', () => {
    const row = layout.rows.find((r) => r.kind === 'feed')!; // the example has one feed
    const flag = drawing.tracks.feeds[0].checkpoints[1];
    expect(hit(drawing, toX(scale, flag.t) + 3, row.y + 8)).toMatchObject({
      kind: 'checkpoint',
      seq: flag.seq
    });
    expect(hit(drawing, toX(scale, 40 * S), row.y + 12)).toMatchObject({ kind: 'status' });
  });

  it('finds nothing where nothing is', () => {
    expect(hit(drawing, -500, 40)).toBeUndefined();
    expect(hit(drawing, 10, 100_000)).toBeUndefined();
    expect(laneAt(layout, -1)).toBeUndefined();
  });

  it('takes less than a millisecond at a hundred thousand marks', () => {
    const many = Array.from({ length: 100_000 }, (_, i): HistoryEvent => ({
      t: i * 1000,
      type: 'commit',
      txn: i,
      session: 'root',
      statement: 1,
      mvcc: { wall: i, logical: 0 },
      writes: [{ table: 't', family: 'p', key: `[${i % 200}]`, op: 'insert', range: 1 }]
    }));
    const big = drawingOf(many);
    const began = performance.now();
    for (let i = 0; i < 1000; i++) hit(big, (i * 37) % 1000, 40 + ((i * 13) % 4000));
    expect((performance.now() - began) / 1000).toBeLessThan(1);
  });
});
