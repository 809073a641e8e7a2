import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeRandom, nextChance, nextInt } from '../../src/lib/engine/base/random.ts';
import { makeScenario } from '../../src/lib/scenario/scenario.ts';
import { callWorker, startWorker } from '../support/page/worker-calls.ts';

/**
 * Tabs that are closed or crash in the middle of writing (guarantees W1, W2): what was shown as saved is there the next time, and what is
 * there has no hole. A hundred tabs on two stores, five at once in one process of the browser, each the writer of a workspace of its own, at
 * moments that come from the seed.
 */

const TABS = 5;
const ROUNDS = Number(process.env.ROUNDS ?? 10);
const SEED = Number(process.env.SEED ?? 1);
const WORKERS = join(import.meta.dirname, '../../build/_app/immutable/workers');
const WORKER = readdirSync(WORKERS).find((name) => /^playground.*\.js$/.test(name))!; // the build has it
const FIRST = { ...makeScenario({ script: 'SELECT 1;' }) };

interface Opened {
  readonly workspace: { readonly id: string };
  readonly storage: { readonly kind: string };
  readonly update: { readonly script: string };
}

/** What is known of a workspace from one tab that writes it to the next. */
interface Written {
  id: string | null;
  /** The last command that was shown as saved, and the first that has not been asked for. */
  saved: number;
  next: number;
}

const notesOf = (script: string) => [...script.matchAll(/^\\note (\d+)$/gm)].map((m) => Number(m[1]));

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
  const workspaces = Array.from({ length: TABS }, (): Written => ({ id: null, saved: 0, next: 1 }));
  let onSaved: (page: Page, note: number) => void = () => {};
  await context.exposeBinding('saved', ({ page }, note: number) => onSaved(page, note));
  const openTabs = await tabOpener(context, site);
  for (let round = 0; round < ROUNDS; round++) {
    const tabs = await openTabs();
    const found = await Promise.all(tabs.map((page, i) => open(page, workspaces[i])));
    for (const [i, notes] of found.entries()) {
      const what = `seed ${seed}, round ${round}, workspace ${i}`;
      const { saved, next } = workspaces[i];
      expect(notes, what).toEqual(Array.from({ length: notes.length }, (_, n) => n + 1));
      expect(notes.length, what).toBeGreaterThanOrEqual(saved);
      expect(notes.length, what).toBeLessThan(next);
      workspaces[i].saved = notes.length;
    }
    let left = nextInt(random, TABS, 4 * TABS);
    const acknowledged = new Promise<void>((resolve) => {
      onSaved = (page, note) => {
        workspaces[tabs.indexOf(page)].saved = note;
        if (--left === 0) resolve();
      };
    });
    const writing = tabs.map((page, i) => write(page, workspaces[i]));
    await acknowledged;
    await (nextChance(random, 1, 4)
      ? crash(context, tabs)
      : Promise.all(tabs.map((page) => close(context, page))));
    await Promise.all(writing);
    await Promise.all(tabs.map((page) => page.close()));
  }
  for (const { saved } of workspaces) expect(saved).toBeGreaterThanOrEqual(ROUNDS / 2);
}

/** Opens tabs at the smallest document of the site: nothing of the page is needed around the worker. */
async function tabOpener(context: BrowserContext, site: string): Promise<() => Promise<Page[]>> {
  const url = new URL('_app/version.json', site).href;
  const script = new URL(`_app/immutable/workers/${WORKER}`, site).href;
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  const browser = await context.browser()!.newBrowserCDPSession(); // of a launched browser
  await page.close();
  const next = async (begin: () => Promise<unknown>) => {
    const [opened] = await Promise.all([context.waitForEvent('page'), begin()]);
    await opened.waitForLoadState();
    return opened;
  };
  return async () => {
    const { browserContextId } = targetInfo;
    // A tab that is blank first costs a process more.
    const first = await next(() => browser.send('Target.createTarget', { url, browserContextId }));
    const tabs = [first];
    while (tabs.length < TABS)
      // Opened by the first one it lives in the same process.
      tabs.push(await next(() => first.evaluate((address) => void window.open(address), url)));
    await Promise.all(tabs.map((tab) => startWorker(tab, script)));
    return tabs;
  };
}

/** The workspace as this tab finds it, this tab being its writer; a new one where nothing of it has been saved. */
async function open(page: Page, workspace: Written): Promise<number[]> {
  if (workspace.id !== null) {
    const { opened } = await callWorker<{ opened: Opened | null }>(page, 'openWorkspace', workspace.id);
    // The lock of the tab before may still be on its way back.
    const mine =
      opened?.storage.kind === 'read-only' ? await callWorker<Opened>(page, 'takeOver', FIRST) : opened;
    if (mine) return notesOf(mine.update.script);
  }
  const made = await callWorker<Opened>(page, 'openNew', FIRST);
  workspace.id = made.workspace.id;
  return [];
}

/** One command after the other, each asked to be written at once; the tab goes away somewhere in between. */
async function write(page: Page, workspace: Written): Promise<void> {
  const from = workspace.saved + 1;
  workspace.next = from + 10;
  const commands = async ([first, last]: readonly [number, number]) => {
    const tab = window as unknown as {
      call(name: string, ...args: unknown[]): Promise<{ kind: string }>;
      saved(note: number): Promise<void>;
    };
    let script = '';
    for (let note = 1; note < first; note++) script += `\\note ${note}\n`;
    for (let note = first; note <= last; note++) {
      script += `\\note ${note}\n`;
      void tab.call('setScript', script);
      const { kind } = await tab.call('flush');
      if (kind === 'saved') void tab.saved(note);
    }
  };
  await page.evaluate(commands, [from, workspace.next - 1] as const).catch(() => undefined);
}

/** The process of the tabs dies, and all of them with it. */
async function crash(context: BrowserContext, tabs: readonly Page[]): Promise<void> {
  const crashed = Promise.all(tabs.map((page) => page.waitForEvent('crash')));
  const session = await context.newCDPSession(tabs[0]);
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}

async function close(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  await session.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => undefined);
}
