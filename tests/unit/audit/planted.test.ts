import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Audit } from '../../../src/lib/audit/audit';
import { nextTimestamp, timestamp } from '../../../src/lib/engine/base/timestamp';
import type { CheckpointEvent, MessageEvent, ResolvedEvent } from '../../../src/lib/engine/base/events';
import { auditOf, findingsOf, runScript, violatedBy, type TestRun } from '../../support/audit/audited-run';
import { FILES, KAFKA, RETRIES, SCAN_ONLY } from '../../support/audit/base-scripts';
import { HistoryEdit } from '../../support/audit/history-edit';

/**
 * Every guarantee's checker is proved by bugs planted into true histories: each must turn exactly the checkers red that it concerns. The
 * names say what the changefeed would have done wrong; the first five are CockroachDB's public advisories about changefeeds.
 */

const SCENARIOS = join(import.meta.dirname, '../../scenarios');
const RUNS = new Map<string, TestRun>();
const runOf = (script: string): TestRun => {
  let run = RUNS.get(script);
  if (!run) RUNS.set(script, (run = runScript(script)));
  return run;
};

/** Seq of the first stored copy of a version, found by its key and a piece of its value. */
function sent(h: HistoryEdit, key: number, piece: string): number {
  const [seq] = h.messages(
    (m) =>
      m.key === `[${key}]` &&
      (m.value ?? '').includes(`"after": {`) &&
      m.value!.split('"before"')[0].includes(piece)
  );
  expect(seq, `no message of key ${key} with ${piece}`).toBeDefined();
  return seq;
}

const messagesBetween = (h: HistoryEdit, from: number, to: number): number[] =>
  h.messages((_m, seq) => seq > from && seq < to);

/** All resolved messages of one value. */
const sameResolved = (h: HistoryEdit, of: number): number[] =>
  h.resolved((r) => r.resolved.wall === (h.at(of) as ResolvedEvent).resolved.wall);

const later = (ns: number) => (ts: { wall: number; logical: number }) => timestamp(ts.wall + ns, ts.logical);

interface Bug {
  readonly name: string;
  readonly script: string;
  readonly plant: (h: HistoryEdit) => void;
  readonly red: readonly string[];
}

const bugs: readonly Bug[] = [
  // --- the public advisories ---------------------------------------------------------------------------------------
  {
    name: '90146: succeeded is told before the last flush',
    script: SCAN_ONLY,
    plant: (h) => h.moveAfter(h.messages().at(-1)!, h.jobs((j) => j.status === 'succeeded')[0]),
    red: ['G5', 'P10', 'G14', 'G9']
  },
  {
    name: '104309: resolved is sent before a row that it covers',
    script: KAFKA,
    plant: (h) => {
      // Everything is right but that a checkpoint and its resolved overtake the rows they cover.
      const row = sent(h, 8, '"h"');
      const resolved = h.resolved(
        (r, seq) => seq > row && r.partition === 0 && r.resolved.wall > h.message(row).updated.wall
      )[0];
      h.moveAfter(row, resolved);
      for (const copy of h.messages((m) => m.key === '[8]' && m.emission > 1)) h.drop(copy);
    },
    red: ['G5', 'G3', 'G14', 'G9', 'G22']
  },
  {
    name: '122372: a retry turns two versions of a key round',
    script: KAFKA,
    plant: (h) => h.swap(sent(h, 2, '"b2"'), sent(h, 2, '"b3"')),
    red: ['G1', 'G12', 'P3', 'G14', 'G9']
  },
  {
    name: '123371: an initial scan that begins again leaves rows out',
    script: KAFKA,
    plant: (h) => h.drop(sent(h, 5, '"e"')),
    red: ['G5', 'G14', 'G9']
  },
  {
    name: '82309: resolved goes on while data has stopped',
    script: KAFKA,
    plant: (h) => {
      const from = sent(h, 2, '"b2"');
      for (const seq of messagesBetween(h, from - 1, h.checkpoints((_c, s) => s > from)[0])) h.drop(seq);
    },
    red: ['G5', 'P5', 'G9']
  },
  // --- did everything arrive ---------------------------------------------------------------------------------------
  {
    name: 'one of several versions is lost',
    script: KAFKA,
    plant: (h) => h.drop(sent(h, 2, '"b2"')),
    red: ['G5']
  },
  {
    name: 'the newest version of a key is lost',
    script: KAFKA,
    plant: (h) => h.drop(sent(h, 2, '"b3"')),
    red: ['G5', 'G14', 'G9']
  },
  {
    name: 'a deletion is lost',
    script: KAFKA,
    plant: (h) => h.drop(h.messages((m) => (m.value ?? '').startsWith('{"after": null'))[0]),
    red: ['G5', 'G14', 'G9']
  },
  {
    name: 'one row of a transaction is lost',
    script: KAFKA,
    plant: (h) => h.drop(sent(h, 4, '"n": 41')),
    red: ['G5', 'G9', 'G22']
  },
  {
    name: 'a backfill leaves a row out',
    script: KAFKA,
    plant: (h) => h.drop(h.messages((m) => m.cause === 'backfill' && m.key === '[5]')[0]),
    red: ['G20', 'G14']
  },
  {
    name: 'a backfill sends a table that did not change',
    script: KAFKA,
    plant: (h) => {
      for (const seq of h.find('scan', (s) => s.kind === 'backfill')) h.drop(seq);
    },
    red: ['G20', 'G6', 'G17']
  },
  {
    name: 'a file of rows is lost',
    script: FILES,
    plant: (h) => h.drop(sent(h, 1, '"a2"')),
    red: ['G5', 'P5', 'G9']
  },
  {
    name: 'a row arrives after the feed has succeeded, once more',
    script: SCAN_ONLY,
    plant: (h) => {
      const row = h.messages()[0];
      h.insertAfter(h.jobs((j) => j.status === 'succeeded')[0], {
        ...h.message(row),
        emission: 2,
        first: row,
        attempt: 2,
        offset: 9
      });
    },
    red: ['P10', 'G10']
  },
  {
    name: 'a feed without trouble stands still',
    script: KAFKA,
    plant: (h) => {
      const from = sent(h, 2, '"b2"');
      // Progress stops, and much later something else happens.
      for (let seq = from; seq < h.length; seq++) {
        const { type } = h.at(seq);
        if (type === 'statement' || type === 'result')
          h.change(seq, 'note', { type: 'note', t: h.at(seq).t + 400e9, text: '' });
        else h.drop(seq);
      }
    },
    red: ['P11']
  },
  // --- order -------------------------------------------------------------------------------------------------------
  {
    name: 'an older version first arrives after a newer one, after a restart',
    script: KAFKA,
    plant: (h) => {
      // The first flow never stored b4; the replay does, behind b5.
      const first = sent(h, 2, '"b4"');
      const again = h.messages(
        (m, seq) => seq > first && (m.value ?? '').includes('"v": "b4"}, "before"')
      )[0];
      h.drop(first);
      h.change(again, 'message', { emission: 1, first: null, cause: 'change', checkpoint: null });
    },
    red: ['G1', 'G9']
  },
  {
    name: 'a key goes to a wrong partition',
    script: KAFKA,
    plant: (h) => h.change(sent(h, 2, '"b3"'), 'message', { partition: 2 }),
    red: ['G2']
  },
  {
    name: 'all messages of a key go to a partition that its hash does not name',
    script: KAFKA,
    plant: (h) => {
      for (const seq of h.messages((m) => m.key === '[8]')) h.change(seq, 'message', { partition: 2 });
    },
    red: ['G2']
  },
  {
    name: 'a replay leaves out a version in the middle',
    script: KAFKA,
    plant: (h) => {
      const first = sent(h, 2, '"b5"');
      h.drop(
        h.messages(
          (m, seq) => seq > first && m.cause === 'replay' && (m.value ?? '').includes('"v": "b5"}, "before"')
        )[0]
      );
    },
    red: ['G12', 'G11', 'G14']
  },
  {
    name: 'a file sorts behind the .RESOLVED file that covers its rows',
    script: FILES,
    plant: (h) => {
      const row = sent(h, 1, '"a2"');
      const covering = h.resolved((r, seq) => seq > row && r.resolved.wall > h.message(row).updated.wall)[0];
      h.change(row, 'message', { path: `${(h.at(covering) as ResolvedEvent).path!}-late.ndjson` });
    },
    red: ['G19']
  },
  // --- resolved ----------------------------------------------------------------------------------------------------
  {
    name: 'resolved runs ahead of the truth',
    script: KAFKA,
    plant: (h) => {
      for (const seq of sameResolved(h, h.resolved()[3]))
        h.change(seq, 'resolved', { resolved: later(8e9)((h.at(seq) as ResolvedEvent).resolved) });
    },
    red: ['G3', 'G4', 'P4']
  },
  {
    name: 'resolved names a high-water mark that was not persisted yet',
    script: KAFKA,
    plant: (h) => {
      const checkpoint = h.checkpoints((c) => c.high_water?.wall === 9e9)[0];
      for (const seq of h.resolved((r) => r.resolved.wall === 9e9)) h.moveAfter(seq, checkpoint - 1);
    },
    red: ['P4']
  },
  {
    name: 'resolved falls back',
    script: KAFKA,
    plant: (h) => {
      const [first, , , last] = h.resolved((r) => r.partition === 0);
      h.change(last, 'resolved', { resolved: (h.at(first) as ResolvedEvent).resolved });
    },
    red: ['G4']
  },
  {
    name: 'a flow sends the same resolved twice without need',
    script: KAFKA,
    plant: (h) => h.insertAfter(h.resolved()[3], h.at(h.resolved()[3])),
    red: ['G4']
  },
  {
    name: 'a row arrives behind a resolved timestamp equal to its own',
    script: KAFKA,
    plant: (h) => {
      const row = sent(h, 6, '"n": 61');
      const before = h.resolved((r, seq) => seq < row && r.partition === 2).at(-1)!;
      h.change(before, 'resolved', { resolved: h.message(row).updated });
    },
    red: ['G3', 'G4', 'P4']
  },
  {
    name: 'the high-water mark falls',
    script: KAFKA,
    plant: (h) =>
      h.change(h.checkpoints()[4], 'checkpoint', {
        high_water: (h.at(h.checkpoints()[2]) as CheckpointEvent).high_water
      }),
    red: ['P1', 'P4']
  },
  {
    name: 'the high-water mark is forgotten',
    script: KAFKA,
    plant: (h) => h.change(h.checkpoints()[4], 'checkpoint', { high_water: null }),
    red: ['P1', 'P4']
  },
  {
    name: 'the high-water mark is above a span',
    script: KAFKA,
    plant: (h) => {
      const seq = h.checkpoints()[3];
      const { high_water } = h.at(seq) as CheckpointEvent;
      h.change(seq, 'checkpoint', {
        spans: [{ table: 't', start: '/Min', end: '/Max', resolved: later(-1e9)(high_water!) }]
      });
    },
    red: ['P2']
  },
  {
    name: 'something is committed below the high-water mark',
    script: KAFKA,
    plant: (h) => {
      const commit = h.find('commit', (c) => c.writes.length === 1 && c.writes[0].key === '[2]').at(-1)!;
      const checkpoint = h.checkpoints((_c, seq) => seq < commit).at(-1)!;
      h.change(checkpoint, 'checkpoint', { high_water: timestamp(h.at(commit).t + 1) });
    },
    red: ['G5', 'G1', 'P1', 'P2', 'G22']
  },
  {
    name: 'a checkpoint is written before the sink has acknowledged',
    script: KAFKA,
    plant: (h) => {
      const row = h.message(sent(h, 6, '"n": 61'));
      const answer = h.find('batch', (b) => b.batch === row.batch && b.flow === row.flow)[0];
      h.moveAfter(answer, h.checkpoints((c) => (c.high_water?.wall ?? 0) > row.updated.wall)[0]);
    },
    red: ['P3']
  },
  // --- twice -------------------------------------------------------------------------------------------------------
  {
    name: 'a message is stored twice without cause',
    script: KAFKA,
    plant: (h) => {
      const row = sent(h, 4, '"n": 41');
      h.insertAfter(row, { ...h.message(row), emission: 2, first: row });
    },
    red: ['G10', 'G14']
  },
  {
    name: 'a duplicate is told as a first copy',
    script: KAFKA,
    plant: (h) => h.change(h.messages((m) => m.emission === 2)[0], 'message', { emission: 1, first: null }),
    red: ['G13']
  },
  {
    name: 'a duplicate leads back to another message',
    script: KAFKA,
    plant: (h) => h.change(h.messages((m) => m.emission === 2)[0], 'message', { first: h.messages()[0] }),
    red: ['G13']
  },
  {
    name: 'a duplicate has the wrong cause',
    script: KAFKA,
    plant: (h) =>
      h.change(h.messages((m) => m.cause === 'replay')[0], 'message', { cause: 'change', checkpoint: null }),
    red: ['G10']
  },
  {
    name: 'a restart goes by memory instead of its checkpoint',
    script: KAFKA,
    plant: (h) => {
      // What the first flow had sent is not sent again.
      for (const seq of h.messages((m) => m.cause === 'replay' && m.key === '[8]')) h.drop(seq);
    },
    red: ['G11', 'G14']
  },
  {
    name: 'a restart repeats what its checkpoint covers',
    script: KAFKA,
    plant: (h) => {
      const flow = h.find('flow')[1];
      const row = sent(h, 6, '"n": 61');
      h.insertAfter(flow, {
        ...h.message(row),
        flow: 2,
        batch: 900,
        emission: 2,
        first: row,
        cause: 'replay'
      });
    },
    red: ['G11', 'G14']
  },
  {
    name: 'half of a failed batch is sent again',
    script: KAFKA,
    plant: (h) => {
      const failed = h.find('batch', (b) => b.outcome === 'failed')[0];
      const { batch } = h.at(failed) as { batch: number };
      h.change(h.find('batch', (b) => b.batch === batch && b.attempt === 2)[0], 'batch', {
        messages: 1,
        stored: 2
      });
    },
    red: ['G14']
  },
  {
    name: 'the sink stores less than the batch tells',
    script: KAFKA,
    plant: (h) =>
      h.change(
        h.find('batch', (b) => b.messages === 3 && b.outcome === 'ok')[0] ??
          h.find('batch', (b) => b.messages === 2 && b.outcome === 'ok')[0],
        'batch',
        { stored: 1 }
      ),
    red: ['G14']
  },
  {
    name: 'two batches on their way share a key',
    script: KAFKA,
    plant: (h) => {
      const [b2, b3] = [sent(h, 2, '"b2"'), sent(h, 2, '"b3"')];
      const { batch } = h.message(b2);
      const answer = h.find('batch', (b, seq) => b.batch === batch && seq > b2)[0];
      if (answer < b3) h.moveAfter(answer, b3);
    },
    red: ['G14']
  },
  {
    name: 'an ended flow goes on sending',
    script: KAFKA,
    plant: (h) => {
      const row = sent(h, 1, '"n": 0');
      h.change(row, 'message', { flow: 1, batch: 999 });
    },
    red: ['G10', 'P6']
  },
  {
    name: 'an ended flow writes a checkpoint',
    script: KAFKA,
    plant: (h) => h.change(h.checkpoints((c) => c.flow === 2)[1], 'checkpoint', { flow: 1 }),
    red: ['P6']
  },
  // --- content -----------------------------------------------------------------------------------------------------
  {
    name: 'a value is another',
    script: KAFKA,
    plant: (h) => edit(h, sent(h, 4, '"n": 41'), (v) => v.replace('"n": 41', '"n": 42')),
    red: ['G6']
  },
  {
    name: 'digits are lost',
    script: KAFKA,
    plant: (h) => edit(h, sent(h, 4, '"n": 41'), (v) => v.replace('"n": 41', '"n": 41.0')),
    red: ['G18']
  },
  {
    name: 'a message is made up',
    script: KAFKA,
    plant: (h) =>
      h.insertAfter(sent(h, 4, '"n": 41'), { ...h.message(sent(h, 4, '"n": 41')), key: '[99]', batch: 901 }),
    red: ['G2', 'G6', 'G7', 'G15']
  },
  {
    name: 'a row is told as deleted',
    script: KAFKA,
    plant: (h) => edit(h, sent(h, 6, '"n": 61'), (v) => v.replace(/"after": \{[^}]*\}/, '"after": null')),
    red: ['G6', 'G9']
  },
  {
    name: 'a deletion is told as a row',
    script: KAFKA,
    plant: (h) =>
      edit(h, h.messages((m) => (m.value ?? '').startsWith('{"after": null'))[0], (v) =>
        v.replace('"after": null', '"after": {"id": 3, "n": 30, "v": "c"}')
      ),
    red: ['G6', 'G9']
  },
  {
    name: 'before and after are exchanged',
    script: KAFKA,
    plant: (h) =>
      edit(h, sent(h, 6, '"n": 61'), (v) => v.replace('61', 'x').replace('60', '61').replace('x', '60')),
    red: ['G6', 'G7']
  },
  {
    name: 'before is missing',
    script: KAFKA,
    plant: (h) => edit(h, sent(h, 6, '"n": 61'), (v) => v.replace(/"before": \{[^}]*\}/, '"before": null')),
    red: ['G7']
  },
  {
    name: 'before shows a row where there was none',
    script: KAFKA,
    plant: (h) =>
      edit(h, sent(h, 8, '"h"'), (v) => v.replace('"before": null', '"before": {"id": 8, "n": 1, "v": "x"}')),
    red: ['G7', 'G8']
  },
  {
    name: 'before is an older row than the last',
    script: KAFKA,
    plant: (h) => edit(h, sent(h, 2, '"b3"'), (v) => v.replace('"v": "b2"', '"v": "b"')),
    red: ['G7']
  },
  {
    name: 'a duplicate has other bytes',
    script: KAFKA,
    plant: (h) => edit(h, h.messages((m) => m.emission === 2)[0], (v) => v.replace('{"after"', '{ "after"')),
    red: ['G8']
  },
  {
    name: 'the key in the value is another',
    script: KAFKA,
    plant: (h) => edit(h, sent(h, 6, '"n": 61'), (v) => v.replace('"key": [6]', '"key": [5]')),
    red: ['G15']
  },
  {
    name: 'a message is in a foreign topic',
    script: KAFKA,
    plant: (h) => h.change(sent(h, 6, '"n": 61'), 'message', { topic: 'other' }),
    red: ['G2', 'G16']
  },
  {
    name: 'updated in the value is another time',
    script: KAFKA,
    plant: (h) =>
      edit(h, sent(h, 6, '"n": 61'), (v) =>
        v.replace(/"updated": "(\d+)\./, (_all, wall: string) => `"updated": "${BigInt(wall) + 1n}.`)
      ),
    red: ['G17']
  },
  {
    name: 'a change is told with another time than its commit',
    script: KAFKA,
    plant: (h) => {
      const seq = sent(h, 6, '"n": 61');
      h.change(seq, 'message', { updated: nextTimestamp(h.message(seq).updated) });
    },
    red: ['G5', 'G6', 'G7', 'G17', 'G22']
  },
  {
    name: 'a value is cut off',
    script: KAFKA,
    plant: (h) => edit(h, sent(h, 6, '"n": 61'), (v) => v.slice(0, -2)),
    red: ['G18']
  },
  {
    name: 'a row of before the schema change has the new column',
    script: KAFKA,
    plant: (h) =>
      edit(h, sent(h, 6, '"n": 61'), (v) => v.replace('"v": "f"}, "before"', '"v": "f", "w": 5}, "before"')),
    red: ['P14']
  },
  {
    name: 'a row of after the schema change lacks the new column',
    script: KAFKA,
    plant: (h) => edit(h, sent(h, 1, '"w": 6'), (v) => v.replace(', "w": 6', '')),
    red: ['P14']
  },
  // --- jobs --------------------------------------------------------------------------------------------------------
  {
    name: 'a canceled job runs again',
    script: KAFKA,
    plant: (h) =>
      h.insertAfter(h.jobs((j) => j.status === 'canceled')[0], {
        ...h.at(h.jobs((j) => j.status === 'running')[0])
      }),
    red: ['P7', 'P12']
  },
  {
    name: 'a job is paused without having been asked',
    script: KAFKA,
    plant: (h) => h.drop(h.jobs((j) => j.status === 'pause-requested')[0]),
    red: ['P7']
  },
  {
    name: 'a paused job goes on sending',
    script: KAFKA,
    plant: (h) => {
      const row = sent(h, 7, '"g2"');
      const note = h.find('statement', (s) => s.sql.includes("'b6'"))[0];
      h.moveAfter(row, note);
    },
    red: ['P8']
  },
  {
    name: 'a checkpoint is written while the job is paused',
    script: KAFKA,
    plant: (h) =>
      h.insertAfter(
        h.jobs((j) => j.status === 'paused')[0],
        h.at(h.checkpoints((c) => c.flow === 1).at(-1)!)
      ),
    red: ['P8']
  },
  {
    name: 'a failed feed does not say why',
    script: KAFKA,
    plant: (h) =>
      h.change(h.jobs((j) => j.status === 'canceled')[0], 'job', { status: 'failed', error: null }),
    red: ['P9']
  },
  {
    name: 'a feed begins again at once after an error',
    script: RETRIES,
    plant: (h) => {
      const flow = h.find('flow', (f) => f.reason === 'retry')[0];
      const error = h.jobs((j, seq) => j.running_status !== null && seq < flow).at(-1)!;
      h.moveAfter(flow, error);
    },
    red: ['P9']
  },
  {
    name: 'a feed begins again without having told its error',
    script: RETRIES,
    plant: (h) => {
      for (const seq of h.jobs((j) => j.running_status !== null)) h.drop(seq);
    },
    red: ['P9']
  },
  {
    name: 'protection is given up while the job lives',
    script: KAFKA,
    plant: (h) =>
      h.moveAfter(
        h.find('cluster', (c) => c.value === 'released')[0],
        h.jobs((j) => j.status === 'paused')[0]
      ),
    red: ['P12']
  },
  {
    name: 'protection outlives its job',
    script: KAFKA,
    plant: (h) => h.drop(h.find('cluster', (c) => c.value === 'released')[0]),
    red: ['P12']
  },
  {
    name: 'protection runs ahead of the high-water mark',
    script: KAFKA,
    plant: (h) => {
      const protect = h.at(h.find('cluster', (c) => c.kind === 'protect')[0]);
      h.insertAfter(h.checkpoints()[2], {
        ...protect,
        type: 'cluster',
        kind: 'protect',
        target: (h.at(h.checkpoints()[0]) as CheckpointEvent).job,
        value: '1700000090000000000.0000000000'
      });
    },
    red: ['P12']
  },
  {
    name: 'collection takes what is protected',
    script: RETRIES,
    plant: (h) =>
      h.change(h.find('cluster', (c) => c.kind === 'gc')[0], 'cluster', {
        value: '1700000100000000000.0000000000'
      }),
    red: ['P12']
  },
  {
    name: 'a scan reads what has been collected',
    script: RETRIES,
    plant: (h) => {
      const scan = h.find('scan')[0];
      h.insertAfter(h.find('cluster', (c) => c.kind === 'gc')[0], {
        ...h.at(scan),
        type: 'scan',
        kind: 'catch_up',
        state: 'begin',
        at: timestamp(-20_000e9)
      } as never);
    },
    red: ['P13']
  }
];

function edit(h: HistoryEdit, seq: number, to: (value: string) => string): void {
  const { value } = h.message(seq) as MessageEvent;
  const changed = to(value!);
  expect(changed, 'the edit changes nothing').not.toBe(value);
  h.change(seq, 'message', { value: changed });
}

describe('planted bugs', () => {
  it.each(bugs.map((bug) => [bug.name, bug] as const))('%s', (_name, { script, plant, red }) => {
    const run = runOf(script);
    const h = new HistoryEdit(run.events);
    plant(h);
    const report = auditOf(run, h.events);
    expect(violatedBy(report), findingsOf(report).join('\n')).toEqual([...red]);
  });
});

const scenarios = readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.sql')
);

describe('true histories', () => {
  it.each([
    ['Kafka', KAFKA],
    ['files', FILES],
    ['a scan only', SCAN_ONLY],
    ['retries', RETRIES]
  ])('%s', (_name, script) => {
    const report = auditOf(runOf(script));
    expect(violatedBy(report), findingsOf(report).join('\n')).toEqual([]);
  });

  it.each(scenarios)('scenario %s', (name) => {
    const report = auditOf(runScript(readFileSync(join(SCENARIOS, name), 'utf8')));
    expect(violatedBy(report), findingsOf(report).join('\n')).toEqual([]);
  });

  it('says nothing of what it has not seen', () => {
    const report = auditOf(runScript('SELECT 1;'));
    expect(new Set(report.guarantees.map(({ verdict }) => verdict))).toEqual(new Set(['nothing to judge']));
  });

  it('says while a run goes on what it says at its end', () => {
    const run = runOf(KAFKA);
    const audit = new Audit({ epoch: run.epoch, rows: run.rows });
    const told = run.events.flatMap((event) => [...audit.take(event)]);
    expect(told).toEqual([]);
    audit.finish({ settled: run.settled });
    expect(audit.report()).toEqual(auditOf(run));
  });
});
