import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeRandom, nextChance, nextInt } from '../../src/lib/engine/base/random.ts';
import { makeScenario } from '../../src/lib/scenario/scenario.ts';
import { callWorker, startWorker } from '../support/page/worker-calls.ts';

/**
 * Tabs that are closed or crash in the middle of writing (guarantees W1, W2): what was shown as saved is there the next time, and what is
 * there has no hole. Fifty rounds on each of two stores, at moments that come from the seed.
 */

const ROUNDS = Number(process.env.ROUNDS ?? 50);
const SEED = Number(process.env.SEED ?? 1);
const WORKERS = join(import.meta.dirname, '../../build/_app/immutable/workers');
const WORKER = readdirSync(WORKERS).find((name) => /^playground.*\.js$/.test(name))!; // the build has it
const FIRST = { ...makeScenario({ script: 'SELECT 1;' }) };

interface Opened {
  readonly storage: { readonly kind: string };
  readonly update: { readonly script: string };
}

const notesOf = (script: string) => [...script.matchAll(/^\\note (\d+)$/gm)].map((m) => Number(m[1]));

/** Opens tabs of a context at an address of the site: a tab that is blank first costs a process more. */
async function tabOpener(context: BrowserContext): Promise<(url: string) => Promise<Page>> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  const browser = await context.browser()!.newBrowserCDPSession(); // of a launched browser
  await page.close();
  return async (url) => {
    const coming = context.waitForEvent('page');
    await browser.send('Target.createTarget', { url, browserContextId: targetInfo.browserContextId });
    const opened = await coming;
    await opened.waitForLoadState();
    return opened;
  };
}

/** The workspace as this tab finds it, this tab being its writer. */
async function open(page: Page, site: string): Promise<number[]> {
  await startWorker(page, new URL(`_app/immutable/workers/${WORKER}`, site).href);
  let opened = await callWorker<Opened>(page, 'open', FIRST);
  // The lock of the tab before may still be on its way back.
  if (opened.storage.kind === 'read-only') opened = await callWorker<Opened>(page, 'takeOver', FIRST);
  return notesOf(opened.update.script);
}

for (const seed of [SEED, SEED + 1])
  test(`fifty tabs killed while they write lose no command that was shown as saved, seed ${seed}`, async ({
    context,
    baseURL
  }) => {
    test.setTimeout(240_000);
    await killTabs(context, baseURL!, seed); // the configuration has one
  });

async function killTabs(context: BrowserContext, site: string, seed: number): Promise<void> {
  const random = makeRandom(seed, 'tab kills');
  const openTab = await tabOpener(context);
  // The smallest document of the site: nothing of the page is needed around the worker.
  const url = new URL('_app/version.json', site).href;
  let saved = 0;
  let next = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const page = await openTab(url);
    const found = await open(page, site);
    const what = `seed ${seed}, round ${round}`;
    expect(found, what).toEqual(Array.from({ length: found.length }, (_, i) => i + 1));
    expect(found.length, what).toBeGreaterThanOrEqual(saved);
    expect(found.length, what).toBeLessThan(next);
    next = found.length + 1;
    saved = found.length;
    let left = nextInt(random, 0, 3);
    let acknowledge: () => void = () => {};
    const acknowledged = new Promise<void>((resolve) => (acknowledge = resolve));
    await page.exposeFunction('saved', (note: number) => {
      saved = note;
      if (left-- === 0) acknowledge();
    });
    const last = next + 9;
    // One command after the other, each asked to be written at once; the tab goes away somewhere in between.
    const writing = page
      .evaluate(
        async ([from, to]) => {
          const page = window as unknown as {
            call(name: string, ...args: unknown[]): Promise<{ kind: string }>;
            saved(note: number): Promise<void>;
          };
          let script = '';
          for (let note = 1; note < from; note++) script += `\\note ${note}\n`;
          for (let note = from; note <= to; note++) {
            script += `\\note ${note}\n`;
            void page.call('setScript', script);
            const { kind } = await page.call('flush');
            if (kind === 'saved') void page.saved(note);
          }
        },
        [next, last] as const
      )
      .catch(() => undefined);
    next = last + 1;
    await acknowledged;
    if (nextChance(random, 1, 4)) {
      const session = await context.newCDPSession(page);
      session.send('Page.crash').catch(() => undefined);
      await page.waitForEvent('crash');
    } else {
      const session = await context.newCDPSession(page);
      const { targetInfo } = await session.send('Target.getTargetInfo');
      await session.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => undefined);
    }
    await writing;
    await page.close();
  }
  expect(saved).toBeGreaterThanOrEqual(ROUNDS);
}
