import type { Browser, Page } from 'playwright';
import { encodeLink } from '../../src/lib/scenario/link';
import { makeScenario } from '../../src/lib/scenario/scenario';
import { inBrowser, LONG_SCRIPT } from './support/site';
import { median, type Workload } from './support/workload';

/** How the built page answers: on a slow machine while it opens, and while a long run plays. */

/** A processor of a quarter of this one's speed, and 10 Mbit/s. */
const SLOW = { cpu: 4, bytesPerSecond: 10e6 / 8, latencyMs: 40 };

async function slowPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    serviceWorkers: 'block'
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu });
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: SLOW.latencyMs,
    downloadThroughput: SLOW.bytesPerSecond,
    uploadThroughput: SLOW.bytesPerSecond
  });
  return page;
}

/** Milliseconds from the request of the page until its script can be written in. */
async function editableMs(browser: Browser, site: string): Promise<number> {
  const page = await slowPage(browser);
  await page.goto(site, { waitUntil: 'commit' });
  const ms = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const field = document.querySelector<HTMLTextAreaElement>('textarea[aria-label="SQL script"]');
          if (field && !field.readOnly && field.value !== '') resolve(performance.now());
          else requestAnimationFrame(look);
        };
        look();
      })
  );
  await page.context().close();
  return ms;
}

/** Milliseconds of the longest task of the page's thread, from its request until the large editor stands. */
async function longestTaskMs(browser: Browser, site: string): Promise<{ opening: number; editor: number }> {
  const page = await slowPage(browser);
  await page.addInitScript(() => {
    const tasks: PerformanceEntry[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: 'longtask' });
    Object.assign(window, { tasks });
  });
  await page.goto(site, { waitUntil: 'commit' });
  const longest = () =>
    page.evaluate(() =>
      Math.max(0, ...(window as unknown as { tasks: PerformanceEntry[] }).tasks.map((task) => task.duration))
    );
  await page.getByRole('application', { name: 'Timeline' }).waitFor({ timeout: 60_000 });
  const opening = await longest();
  await page.locator('.monaco-editor .view-lines').waitFor({ timeout: 60_000 });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  const editor = await longest();
  await page.context().close();
  return { opening, editor };
}

const FIFTY_THOUSAND = `${LONG_SCRIPT.split('\n')
  .slice(0, 3 + 2 * 49)
  .join('\n')}\n\\wait 5s\n`;

/** Milliseconds from a press to the next picture, the slowest of a dozen, while a run of 50,000 emissions plays. */
async function interactionMs(browser: Browser, site: string): Promise<number> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block'
  });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const durations: number[] = [];
    const take = (list: PerformanceObserverEntryList) => {
      for (const entry of list.getEntries() as PerformanceEventTiming[])
        if ('interactionId' in entry && entry.interactionId !== 0) durations.push(entry.duration);
    };
    new PerformanceObserver(take).observe({
      type: 'event',
      durationThreshold: 16
    } as PerformanceObserverInit);
    Object.assign(window, { durations });
  });
  await page.goto(`${site}${encodeLink(makeScenario({ script: FIFTY_THOUSAND }))}`);
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('10');
  for (const panel of ['Kafka', 'Tables', 'Jobs', 'Messages'])
    for (let times = 0; times < 3; times++) {
      await page.getByRole('tab', { name: panel, exact: true }).click();
      await page.waitForTimeout(100);
    }
  const worst = await page.evaluate(() =>
    Math.max(0, ...(window as unknown as { durations: number[] }).durations)
  );
  await context.close();
  return worst;
}

export const workloads: readonly Workload[] = [
  {
    name: 'SQL can be edited, at a quarter of the speed and 10 Mbit/s',
    measure: () =>
      inBrowser(async (browser, site) => ({
        unit: 'ms',
        lessIsBetter: true,
        // Bounded by the document, its three style sheets and their layout: the script is part of the document.
        playground: await median(() => editableMs(browser, site)),
        target: 1500
      }))
  },
  {
    name: 'longest task of the page, at a quarter of the speed',
    measure: () =>
      inBrowser(async (browser, site) => {
        const { opening, editor } = await longestTaskMs(browser, site);
        return {
          unit: 'ms',
          lessIsBetter: true,
          playground: opening,
          target: 200,
          more: { 'with the large editor': editor }
        };
      })
  },
  {
    name: 'interaction to next paint while a run of 50,000 emissions plays',
    measure: () =>
      inBrowser(async (browser, site) => ({
        unit: 'ms',
        lessIsBetter: true,
        playground: await median(() => interactionMs(browser, site)),
        target: 100
      }))
  }
];
