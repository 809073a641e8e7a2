import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/lib/engine/base/events';
import { makeRandom, nextInt } from '../../../src/lib/engine/base/random';
import { NS_PER_SECOND, type Nanos } from '../../../src/lib/engine/base/timestamp';
import { RunHost } from '../../../src/lib/worker/run-host';
import { branchAt } from '../../../src/lib/worker/script-edit';

/** Branches as scripts (design §5a): the log cut at a moment and a command behind it, with the same history up to there. */

const ENOUGH = 10_000_000;
const SCRIPT = `-- A table and its feed.
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'webhook-https://shop.example/hook' WITH updated \\gset feed_
\\wait 2s
INSERT INTO t VALUES (1, 'a'); INSERT INTO t VALUES (2, 'b');
\\reply 1 200 after 40ms
\\session ann
BEGIN;
UPDATE t SET v = 'c' WHERE id = 1;
\\session root
UPDATE t SET v = 'd' WHERE id = 1;
\\wait 1s
\\session ann
COMMIT;
\\wait 3s
\\reply 4 200 after 70ms
INSERT INTO t SELECT i, 'many' FROM generate_series(10, 40) AS g (i)`;
const END = 14 * NS_PER_SECOND;

function run(script: string, until: Nanos): RunHost {
  const host = new RunHost();
  host.setScript(script);
  host.advance(until, ENOUGH);
  return host;
}

function branchOf(at: Nanos, lines = '\\note here') {
  const host = run(SCRIPT, END);
  host.goBack(at);
  return branchAt(SCRIPT, host.entries, host.cut, lines);
}

/** What happened, without what the script's own lines were told as: those of a branch have other numbers and places. */
function happened(host: RunHost, before: Nanos): string[] {
  const isScript = ({ type }: HistoryEvent) => type === 'statement' || type === 'result' || type === 'notice';
  return [...host.log]
    .filter((event) => event.t < before && !isScript(event))
    .map((event) =>
      JSON.stringify(event, (name, value: unknown) =>
        ['statement', 'seq', 'batch', 'flow', 'commit', 'first', 'checkpoint', 'evidence'].includes(name)
          ? undefined
          : value
      )
    );
}

const random = makeRandom(7, 'branches');
const whole = run(SCRIPT, END);
const times = [...new Set([...whole.log].map(({ t }) => t))];
/** At what happened, just before and just behind it, and anywhere. */
const MOMENTS = [
  ...times.filter((_t, i) => i % 6 === 0).flatMap((t) => [t - 1, t, t + 1]),
  ...Array.from({ length: 20 }, () => nextInt(random, 0, END - 1))
].filter((t) => t >= 0 && t < END);

describe('a branch', () => {
  it(`at each of ${MOMENTS.length} moments has the history of its run up to there, and its line then`, () => {
    const wrong: string[] = [];
    for (const at of MOMENTS) {
      const branch = run(branchOf(at).text, END);
      const note = [...branch.log].find(({ type }) => type === 'note');
      const before = happened(whole, at);
      if (!note || note.t < at) wrong.push(`${at}: the line begins at ${note?.t}`);
      // What a \gset waits for cannot be sent by itself: then the line comes once it has returned.
      else if (note.t > at && note.t > 200_000_000) wrong.push(`${at}: the line begins late, at ${note.t}`);
      if (JSON.stringify(happened(branch, at)) !== JSON.stringify(before)) wrong.push(`${at}: another past`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    { name: 'in a wait', at: 2 * NS_PER_SECOND, ends: /\\gset feed_\n\\wait 1\.\d+s\n\\note here\n$/ },
    {
      name: 'before anything',
      at: 0,
      ends: /^-- A table and its feed.\n\\send\nCREATE TABLE .*;\n\\note here\n$/
    },
    { name: 'behind the end', at: 13 * NS_PER_SECOND, ends: /AS g \(i\);\n\\wait \d\.\d+s\n\\note here\n$/ }
  ])('$name is the log as it was written, with the wait spelled out', ({ at, ends }) => {
    const { text, offset } = branchOf(at);
    expect(text).toMatch(ends);
    expect(text.slice(offset)).toBe('\\note here\n');
  });

  it('leaves out answers to requests that it has not made', () => {
    const requests = [...whole.log].filter(({ type }) => type === 'request');
    expect(requests.length).toBeGreaterThan(1);
    const behindReply = requests[0].t - 1;
    expect(branchOf(behindReply).text).not.toContain('\\reply');
    expect(branchOf(requests[0].t).text).toContain('\\reply 1 200 after 40ms');
    expect(branchOf(END - 1).text).toContain('\\reply 1');
  });

  it('for another session switches to it and back', () => {
    const host = run(SCRIPT, END);
    host.goBack(3 * NS_PER_SECOND);
    const { text, offset } = branchAt(SCRIPT, host.entries, host.cut, 'SELECT 1;', 'eve');
    expect(text.slice(offset)).toMatch(/^\\session eve\nSELECT 1;\n\\session \w+\n$/);
  });
});
