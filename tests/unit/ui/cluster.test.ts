import { describe, expect, it } from 'vitest';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { flowsAt, nodesAt, rangesAt } from '../../../src/lib/ui/cluster/cluster-at';
import { FAULTS, isFilledIn } from '../../../src/lib/ui/cluster/faults';
import { parseMoment } from '../../../src/lib/ui/cluster/moment';
import { RunHost } from '../../../src/lib/worker/run-host';
import { RunReads } from '../../../src/lib/worker/run-reads';

const S = NS_PER_SECOND;

const SCRIPT = `CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k';
\\wait 10s
\\lease t to 2
\\wait 10s
ALTER TABLE t SPLIT AT VALUES (10);
\\wait 10s
\\node 2 kill
\\partition 1 from 3 for 5s
\\wait 30s
\\node 2 restart
\\wait 10s
`;

describe('the cluster of a moment', () => {
  const host = new RunHost();
  host.setScript(SCRIPT);
  host.advance(80 * S, 1_000_000);
  const events: (readonly [number, HistoryEvent])[] = [...host.log].map(
    (event, seq) => [seq, event] as const
  );
  const present = new RunReads(host).ranges();
  const holders = (at: number) =>
    rangesAt(present, events, at * S).map(({ start, leaseholder }) => [start, leaseholder]);

  it('has the ranges and leases of then', () => {
    const [[, first]] = holders(5);
    expect(holders(5)).toHaveLength(1);
    expect(first).not.toBe(2);
    expect(holders(15)).toEqual([[null, 2]]);
    expect(holders(25)).toEqual([
      [null, 2],
      ['/10', 2]
    ]);
    // Nine seconds after node 2 has gone, others have its leases.
    expect(holders(70).every(([, node]) => node !== 2)).toBe(true);
  });

  it('has the nodes of then, and who cannot talk to whom', () => {
    const states = (at: number) => nodesAt(events, at * S, 3).map(({ state }) => state);
    expect(states(5)).toEqual(['up', 'up', 'up']);
    expect(states(32)).toEqual(['up', 'down', 'up']);
    expect(states(75)).toEqual(['up', 'up', 'up']);
    expect(nodesAt(events, 32 * S, 3).map(({ cutFrom }) => cutFrom)).toEqual([[3], [], [1]]);
    expect(nodesAt(events, 60 * S, 3).every(({ cutFrom }) => cutFrom.length === 0)).toBe(true);
  });

  it('has the flows of then', () => {
    expect(flowsAt(events, 0)).toEqual([]);
    expect(flowsAt(events, 5 * S)).toMatchObject([{ coordinator: 1 }]);
  });
});

describe('the palette of faults', () => {
  const FILLED: Readonly<Record<string, string>> = {
    sink: 'kafka://k',
    node: '2',
    from: '3',
    table: 't',
    topic: 't'
  };
  const values = (id: string) => {
    const fault = FAULTS.find((f) => f.id === id);
    return Object.fromEntries(
      (fault?.fields ?? []).map(({ name, value }) => [name, value ?? FILLED[name] ?? ''])
    );
  };

  it.each(FAULTS)('$title is a line that the engine takes', (fault) => {
    expect(isFilledIn(fault, values(fault.id))).toBe(true);
    const host = new RunHost();
    const lines = ['CREATE TABLE t (id INT PRIMARY KEY);', "CREATE CHANGEFEED FOR t INTO 'kafka://k';"];
    host.setScript([...lines, fault.line(values(fault.id)), '\\wait 1s', ''].join('\n'));
    host.advance(5 * S, 1_000_000);
    expect([...host.log].filter((event) => event.type === 'error')).toEqual([]);
  });

  it('covers every command of design §6 that breaks or mends something', () => {
    const lines = FAULTS.map((fault) => fault.line(values(fault.id)).replace(/'[^']*' /, ''));
    for (const start of [
      ...['kill', 'restart', 'drain', 'clock'].map((word) => `\\node 2 ${word}`),
      ...['down', 'up', 'slow', 'hang', 'lose-acks', 'reply', 'ack-then-fail'].map(
        (word) => `\\sink ${word}`
      ),
      ...['down', 'up', 'slow', 'reply', 'compatibility'].map((word) => `\\registry ${word}`),
      ...['\\partition', '\\heal', '\\lease', '\\topic t partitions', '\\topic auto off', '\\gc']
    ])
      expect(
        lines.some((line) => line.startsWith(start)),
        start
      ).toBe(true);
  });
});

describe('a moment as text', () => {
  it.each([
    { text: '00:41.2', at: 41.2 },
    { text: '1:00:02', at: 3602 },
    { text: '90', at: 90 },
    { text: '12.5s', at: 12.5 },
    { text: 'soon', at: undefined },
    { text: '', at: undefined }
  ])('$text', ({ text, at }) => {
    expect(parseMoment(text)).toBe(at === undefined ? undefined : Math.round(at * S));
  });
});
