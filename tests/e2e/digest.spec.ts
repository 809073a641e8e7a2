import { expect, test } from '@playwright/test';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as Run from '../../src/cli/run-scenario.ts';
import { bundleForNode } from '../../src/cli/tools/build-cli.mjs';
import type { HistoryEvent } from '../../src/lib/engine/base/events.ts';
import { Epoch } from '../../src/lib/engine/base/timestamp.ts';
import { printEvent } from '../../src/lib/history/print.ts';
import { makeScenario } from '../../src/lib/scenario/scenario.ts';

/**
 * The same file and seed give the same history in Node and in Chromium, byte for byte (guarantee D1): every recorded scenario is run by the
 * worker of the built page and as the command line does.
 */

const root = join(import.meta.dirname, '../..');
const START = '1700000000000000000';
const scenarios = join(root, 'tests/scenarios');
const workers = join(root, 'build/_app/immutable/workers');

interface BrowserRun {
  readonly now: number;
  readonly events: HistoryEvent[];
}

/** Runs scripts in the page's worker, spoken to as Comlink does; the page itself stays away. */
async function runInWorker([worker, scripts, start]: [string, string[], string]): Promise<BrowserRun[]> {
  const port = new Worker(worker, { type: 'module' });
  let calls = 0;
  const call = (name: string, ...values: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const id = `call ${calls++}`;
      const listen = ({ data }: MessageEvent<{ id: string; type: string; value: unknown }>) => {
        if (data.id !== id) return;
        port.removeEventListener('message', listen);
        if (data.type === 'RAW') resolve(data.value);
        else reject(new Error(`${name}: ${JSON.stringify(data)}`));
      };
      port.addEventListener('message', listen);
      port.addEventListener('error', (event) => reject(new Error(event.message)));
      const argumentList = values.map((value) => ({ type: 'RAW', value }));
      port.postMessage({ id, type: 'APPLY', path: [name], argumentList });
    });
  const runs: BrowserRun[] = [];
  for (const script of scripts) {
    await call('openNew', {
      version: 1,
      title: '',
      description: '',
      seed: 1,
      start,
      cluster: { nodes: 3, version: '26.2', localities: [] },
      script,
      view: { at: null, selected: null, panes: [], speed: 1 },
      others: new Map()
    });
    const { now, history } = (await call('runToEnd', 1_000_000)) as {
      now: number;
      history: { from: number; count: number };
    };
    const seqs = Array.from({ length: history.from + history.count }, (_, i) => i);
    runs.push({ now, events: (await call('events', seqs)) as HistoryEvent[] });
  }
  port.terminate();
  return runs;
}

test('every scenario gives the same history in Chromium as in Node', async ({ page, baseURL }) => {
  test.setTimeout(300_000);
  const names = readdirSync(scenarios, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const scripts = names.map((name) => readFileSync(join(scenarios, name), 'utf8'));
  const file = readdirSync(workers).find((name) => /^playground.*\.js$/.test(name))!; // the build has one
  await page.goto('./theme.js');
  const worker = new URL(`_app/immutable/workers/${file}`, baseURL).href;
  const runs = await page.evaluate(runInWorker, [worker, scripts, START] as [string, string[], string]);

  const bundle = join(root, '.bundles/run-scenario.mjs');
  await bundleForNode(root, 'src/cli/run-scenario.ts', bundle);
  const { runScenario } = (await import(bundle)) as typeof Run;
  const epoch = new Epoch(BigInt(START));
  for (const [i, name] of names.entries()) {
    const { now, events } = runs[i];
    const scenario = { ...makeScenario({ script: scripts[i] }), start: START };
    const { log } = runScenario(scenario, { settle: false, until: now });
    const lines = (from: Iterable<HistoryEvent>) =>
      Array.from(from, (event, seq) => printEvent(event, seq, epoch));
    expect.soft(lines(events), name).toEqual(lines(log));
  }
});
