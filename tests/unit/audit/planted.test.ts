import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Audit } from '../../../src/lib/audit/audit';
import { timestamp } from '../../../src/lib/engine/base/timestamp';
import type { CheckpointEvent, MessageEvent } from '../../../src/lib/engine/base/events';
import { auditOf, findingsOf, runScript, violatedBy, type TestRun } from '../../support/audit/audited-run';
import { FILES, KAFKA, RETRIES, SCAN_ONLY } from '../../support/audit/base-scripts';
import { HistoryEdit } from '../../support/audit/history-edit';

/**
 * What no replacement of a piece of the mechanism does (`planted-mechanism.test.ts`): a true history is changed, and exactly the checkers
 * that it concerns turn red. The names say what the changefeed would have done wrong.
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

const later = (ns: number) => (ts: { wall: number; logical: number }) => timestamp(ts.wall + ns, ts.logical);

interface Bug {
  readonly name: string;
  readonly script: string;
  readonly plant: (h: HistoryEdit) => void;
  readonly red: readonly string[];
}

const bugs: readonly Bug[] = [
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
    name: 'a key goes to a wrong partition',
    script: KAFKA,
    plant: (h) => h.change(sent(h, 2, '"b3"'), 'message', { partition: 2 }),
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
  {
    name: 'a message is made up',
    script: KAFKA,
    plant: (h) =>
      h.insertAfter(sent(h, 4, '"n": 41'), { ...h.message(sent(h, 4, '"n": 41')), key: '[99]', batch: 901 }),
    red: ['G2', 'G6', 'G7', 'G15']
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
    name: 'collection takes what is protected',
    script: RETRIES,
    plant: (h) =>
      h.change(h.find('cluster', (c) => c.kind === 'gc')[0], 'cluster', {
        value: '1700000100000000000.0000000000'
      }),
    red: ['P12']
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

const textOf = (name: string): string => readFileSync(join(SCENARIOS, name), 'utf8');

/** Those that plant a bug are there to break a guarantee. */
const scenarios = readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.sql') && !textOf(name).includes('\\plant')
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
    const report = auditOf(runScript(textOf(name)));
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
