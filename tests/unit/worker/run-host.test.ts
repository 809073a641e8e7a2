import { describe, expect, it } from 'vitest';
import { NS_PER_SECOND } from '../../../src/lib/engine/base/timestamp';
import { RunHost } from '../../../src/lib/worker/run-host';
import { branchAt } from '../../../src/lib/worker/script-edit';

const S = NS_PER_SECOND;
const ENOUGH = 1_000_000;
const HEAD = `CREATE TABLE t (id INT PRIMARY KEY, v INT);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k' WITH updated, resolved='5s', min_checkpoint_frequency='5s';
INSERT INTO t VALUES (1, 0), (2, 0);
`;
const TAIL = `\\wait 20s
UPDATE t SET v = v + 1 WHERE id = 1;
\\wait 20s
DELETE FROM t WHERE id = 2;
`;

const events = (host: RunHost) => [...host.log].map((event) => JSON.stringify(event));

function ranTo(script: string, until: number): RunHost {
  const host = new RunHost();
  host.setScript(script);
  host.advance(until, ENOUGH);
  return host;
}

describe('a script that is changed while it runs', () => {
  it.each([
    { name: 'behind what has run', at: 10 * S, to: `${HEAD}${TAIL}INSERT INTO t VALUES (3, 3);\n` },
    { name: 'in the line that runs', at: 10 * S, to: `${HEAD}${TAIL.replace('20s', '30s')}` },
    { name: 'before what has run', at: 30 * S, to: `${HEAD.replace("'5s'", "'1s'")}${TAIL}` },
    {
      name: 'after the run has come to rest',
      at: 90 * S,
      to: `${HEAD}${TAIL}INSERT INTO t VALUES (3, 3);\n`
    },
    { name: 'to nothing', at: 30 * S, to: '' }
  ])('$name gives the run that it would have given from the start', ({ at, to }) => {
    const host = ranTo(HEAD + TAIL, at);
    const from = host.setScript(to);
    host.advance(120 * S, ENOUGH);
    const straight = ranTo(to, 120 * S);
    expect(events(host)).toEqual(events(straight));
    expect(from).toBeLessThanOrEqual(host.log.length);
    expect(host.keys.messageKeys.view).toEqual(straight.keys.messageKeys.view);
  });
});

it('time that passes in slices of one step of work gives the same run', () => {
  const host = new RunHost();
  host.setScript(HEAD + TAIL);
  while (!host.advance(60 * S, 1));
  expect(events(host)).toEqual(events(ranTo(HEAD + TAIL, 60 * S)));
});

it.each([1, 2, 3, 4, 5, 6, 7])(
  'a script carried out through its line %s stands behind it, before the next, and goes on as if it had never stopped',
  (count) => {
    const host = new RunHost();
    host.setScript(HEAD + TAIL);
    while (!host.advanceThrough(count, 3));
    expect(host.taken).toBe(count);
    const told = [...host.log].flatMap((e) => (e.type === 'statement' ? [e.statement] : []));
    expect(told).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    // A wait has been waited for.
    expect(host.now >= 20 * S).toBe(count >= 4);
    host.advance(60 * S, ENOUGH);
    expect(events(host)).toEqual(events(ranTo(HEAD + TAIL, 60 * S)));
  }
);

it('a run is brought back from what is stored of it', () => {
  const host = ranTo(HEAD + TAIL, 30 * S);
  const { log, config, saved } = host;
  const restored = RunHost.restore(config, HEAD + TAIL, { ...saved, log });
  restored?.advance(60 * S, ENOUGH);
  expect(restored && events(restored)).toEqual(events(ranTo(HEAD + TAIL, 60 * S)));
});

it('a line at a moment long behind the end of the script begins then, whichever snapshot the run has gone back to', () => {
  const script = `\\topic t partitions 50\n${HEAD.replaceAll("'5s'", "'1s'")}`;
  const host = new RunHost();
  host.setScript(script);
  for (let until = 100; until <= 1500; until += 100) host.advance(until * S, ENOUGH);
  // So much has happened since the script came to rest that a state in between was kept.
  expect(host.log.length).toBeGreaterThan(25_000);
  const at = 1400 * S;
  host.goBack(at);
  const { text } = branchAt(script, host.entries, host.cut, '\\note here');
  const note = [...ranTo(text, 1450 * S).log].find(({ type }) => type === 'note');
  expect(note?.t).toBe(at);
});
