import { describe, expect, it } from 'vitest';
import { FeedBench, S } from '../../../support/engine/feed-bench';
import { splitRange } from '../../../../src/lib/engine/storage/ranges';

const values = (bench: FeedBench) => bench.messages.map((m) => m.value);

describe('a flow', () => {
  it('scans first, with one time for every row, then follows changes', () => {
    const bench = new FeedBench();
    bench.commit({ 1: 'a', 2: 'b' });
    bench.wait(S);
    bench.create({ updated: null });
    bench.wait(S);
    bench.commit({ 2: 'c' });
    bench.wait(S);
    const [one, two, three] = bench.messages;
    expect([one.cause, two.cause, three.cause]).toEqual(['initial_scan', 'initial_scan', 'change']);
    expect(one.updated).toEqual(two.updated);
    expect(one.mvcc.wall).toBeLessThan(one.updated.wall);
    expect(three.value).toMatch(/^\{"after": \{"id": 2, "v": "c"\}, "updated": "17000000020\d+\.\d{10}"\}$/);
  });

  it('a change arrives well within a second, not with the next checkpoint (reference §5.5)', () => {
    const bench = new FeedBench();
    bench.create();
    bench.wait(40 * S);
    const at = bench.scheduler.now;
    bench.commit({ 1: 'a' });
    bench.wait(S);
    expect(bench.messages[0].t - at).toBeLessThan(100_000_000);
  });

  it('checkpoints once at the end of the scan and then about every min_checkpoint_frequency', () => {
    const bench = new FeedBench();
    bench.commit({ 1: 'a' });
    bench.create();
    bench.wait(100 * S);
    const times = bench.of('checkpoint').map((c) => c.t / S);
    expect(times[0]).toBeLessThan(1);
    for (let i = 1; i < times.length; i++) {
      expect(times[i] - times[i - 1]).toBeGreaterThanOrEqual(30);
      expect(times[i] - times[i - 1]).toBeLessThan(37);
    }
    expect(times).toHaveLength(4);
  });

  it('resolved values are whole seconds, never fall, and cover nothing new (G3, G4)', () => {
    const bench = new FeedBench();
    bench.create({ resolved: '1s', min_checkpoint_frequency: '1s' });
    for (let i = 0; i < 30; i++) {
      bench.commit({ [i % 5]: `v${i}` });
      bench.wait(0.7 * S);
    }
    bench.wait(10 * S);
    const resolved = bench.of('resolved');
    expect(resolved.length).toBeGreaterThan(4);
    for (let i = 1; i < resolved.length; i++)
      expect(resolved[i].resolved.wall).toBeGreaterThan(resolved[i - 1].resolved.wall);
    expect(resolved.at(-1)!.value).toMatch(/^\{"resolved":"17000000\d{2}000000000\.0000000000"\}$/);
    for (const r of resolved)
      for (const m of bench.messages)
        if (bench.history.indexOf(m) > bench.history.indexOf(r))
          expect(m.updated.wall).toBeGreaterThan(r.resolved.wall);
  });

  it('a delete is {"after": null}', () => {
    const bench = new FeedBench();
    bench.commit({ 1: 'a' });
    bench.create({ initial_scan: 'no', diff: null });
    bench.wait(S);
    bench.commit({ 1: null });
    bench.wait(S);
    expect(values(bench)).toEqual(['{"after": null, "before": {"id": 1, "v": "a"}}']);
    expect(bench.messages[0].key).toBe('[1]');
  });
});

describe('a restart', () => {
  it('repeats exactly what lies above the persisted checkpoint, and says so (G11)', () => {
    const bench = new FeedBench();
    const feed = bench.create();
    bench.wait(20 * S);
    bench.commit({ 1: 'early' });
    bench.wait(25 * S);
    bench.commit({ 2: 'late' });
    bench.commit({ 3: 'late' });
    bench.wait(2 * S);
    const checkpoint = bench.of('checkpoint').at(-1)!;
    bench.changefeeds.stop(feed);
    bench.changefeeds.start(feed, 'resume', 1);
    bench.wait(2 * S);
    const again = bench.messages.filter((m) => m.emission > 1);
    expect(again.map((m) => m.key)).toEqual(['[2]', '[3]']);
    for (const m of again) {
      expect(m.cause).toBe('replay');
      expect(bench.history[m.first!]).toMatchObject({
        type: 'message',
        key: m.key,
        emission: 1,
        value: m.value
      });
      expect(bench.history[m.checkpoint!]).toBe(checkpoint);
    }
  });

  it('in the middle of an initial scan loses nothing and scans at the same time again', () => {
    const bench = new FeedBench();
    for (let i = 0; i < 3000; i++) bench.commit({ [i]: 'x' });
    const feed = bench.create({ updated: null });
    bench.wait(0.004 * S);
    expect(bench.messages.length).toBeGreaterThan(0);
    expect(bench.messages.length).toBeLessThan(3000);
    bench.changefeeds.stop(feed);
    bench.changefeeds.start(feed, 'resume', 1);
    bench.wait(5 * S);
    expect(new Set(bench.messages.map((m) => m.key)).size).toBe(3000);
    expect(new Set(bench.messages.map((m) => m.updated.wall)).size).toBe(1);
  });
});

describe('a far end', () => {
  it('that is down makes the feed retry; everything arrives once it is up', () => {
    const bench = new FeedBench();
    bench.create();
    bench.wait(S);
    bench.farEnds.state.faults.entries.push({
      no: 1,
      prefix: 'kafka://h',
      fault: { kind: 'down' },
      until: null
    });
    bench.commit({ 1: 'a' });
    bench.wait(20 * S);
    expect(bench.messages).toHaveLength(0);
    expect(bench.of('flow').map((f) => f.reason)).toContain('retry');
    bench.farEnds.state.faults.entries = [];
    bench.wait(60 * S);
    expect(values(bench)).toEqual(['{"after": {"id": 1, "v": "a"}}']);
  });

  it('that stores part of a batch and fails it gets the whole batch again: exactly that part is doubled (G14)', () => {
    const bench = new FeedBench();
    bench.create({ initial_scan: 'no', kafka_sink_config: '{"Flush": {"Messages": 5, "Frequency": "1s"}}' });
    bench.wait(S);
    bench.farEnds.state.faults.entries.push({
      no: 1,
      prefix: 'kafka://h',
      fault: { kind: 'ack-then-fail', stored: 2, of: 5 },
      until: null
    });
    bench.commit({ 1: 'a', 2: 'a', 3: 'a', 4: 'a', 5: 'a' });
    bench.wait(5 * S);
    expect(bench.messages.map((m) => `${m.key} ${m.emission} ${m.attempt}`)).toEqual([
      '[1] 1 1',
      '[2] 1 1',
      '[1] 2 2',
      '[2] 2 2',
      '[3] 1 2',
      '[4] 1 2',
      '[5] 1 2'
    ]);
    expect(bench.of('batch').map((x) => [x.outcome, x.stored, x.attempt])).toEqual([
      ['failed', 2, 1],
      ['ok', 5, 2]
    ]);
  });
});

describe('ranges and intents', () => {
  it('an open transaction holds resolved at its intent until it ends', () => {
    const bench = new FeedBench();
    bench.create({ resolved: null, min_checkpoint_frequency: '1s' });
    bench.wait(10 * S);
    const open = bench.storage.txns.begin({
      session: 'other',
      node: 1,
      ts: { wall: bench.scheduler.now, logical: 9 },
      startedAt: bench.scheduler.now,
      recordsReads: true
    });
    bench.storage.txns.write(open, {
      index: bench.table.primary.storage,
      key: bench.key(9),
      row: [9, 'open'],
      deleted: false,
      families: -1,
      omitted: false
    });
    bench.wait(30 * S);
    const held = bench.of('resolved').at(-1)!.resolved.wall;
    // The intent lies at 10 s with a logical part; the whole second before it is 10 s exactly.
    expect(held).toBe(10 * S);
    bench.storage.commit(open, 0);
    bench.wait(10 * S);
    expect(bench.of('resolved').at(-1)!.resolved.wall).toBeGreaterThan(40 * S);
    expect(bench.messages.map((m) => m.key)).toEqual(['[9]']);
  });

  it('a table split over nodes has an aggregator on each', () => {
    const bench = new FeedBench();
    for (const id of [10, 20]) {
      const right = splitRange(bench.storage.state.ranges, bench.table.primary.storage, bench.key(id))!;
      right.leaseholder = id / 10 + 1;
    }
    bench.create();
    expect(bench.of('flow')[0].nodes).toEqual([1, 2, 3]);
    for (const id of [5, 15, 25]) bench.commit({ [id]: 'x' });
    bench.wait(S);
    expect(bench.messages.map((m) => [m.key, m.node]).sort()).toEqual([
      ['[15]', 2],
      ['[25]', 3],
      ['[5]', 1]
    ]);
  });
});
