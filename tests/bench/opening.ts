import type { Browser, CDPSession, Page } from 'playwright';
import { encodeLink } from '../../src/lib/scenario/link';
import { makeScenario } from '../../src/lib/scenario/scenario';
import { inBrowser, LONG_SCRIPT } from './support/site';
import { tasksDuring } from './support/tasks';
import { median, type Workload } from './support/workload';

/** How the built page answers: on a slow machine while it opens, and while a long run plays. */

/** A processor of a quarter of this one's speed, and 10 Mbit/s. */
const SLOW = { cpu: 4, bytesPerSecond: 10e6 / 8, latencyMs: 40 };

async function slowPage(browser: Browser, cpu: number = SLOW.cpu): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    serviceWorkers: 'block'
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpu });
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

/** Waits by the page's own means: Playwright's would be a long script in the very thread that is measured. */
async function until(session: CDPSession, selector: string): Promise<number> {
  const expression = `new Promise((resolve) => {
    const look = () => (document.querySelector(${JSON.stringify(selector)}) ? resolve(performance.now()) : setTimeout(look, 20));
    look();
  })`;
  const { result } = await session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true
  });
  return result.value as number;
}

/** How long the page's thread goes on once the large editor is seen. */
const AFTER_MS = 1500;

/**
 * Milliseconds of the longest task of the page's thread until its timeline stands, and until its large editor does: by the clock on a processor
 * of a quarter of the speed, and four times the processor's own time at its full speed, which a busy machine leaves as it is.
 */
async function longestTasks(browser: Browser, site: string) {
  const clock = await openingTasks(browser, site, SLOW.cpu);
  const cpu = await openingTasks(browser, site, 1);
  const longest = (ms: readonly number[]) => Math.max(0, ...ms);
  return {
    opening: longest(clock.opening.map(({ ms }) => ms)),
    editor: longest(clock.editor.map(({ ms }) => ms)),
    openingCpu: longest(cpu.opening.map(({ cpuMs }) => cpuMs)) * SLOW.cpu,
    editorCpu: longest(cpu.editor.map(({ cpuMs }) => cpuMs)) * SLOW.cpu
  };
}

async function openingTasks(browser: Browser, site: string, cpu: number) {
  const page = await slowPage(browser, cpu);
  const session = await page.context().newCDPSession(page);
  let stands = 0;
  const tasks = await tasksDuring(browser, page, site, async () => {
    await page.goto(site, { waitUntil: 'commit' });
    stands = await until(session, '[role=application][aria-label=Timeline] canvas');
    await until(session, '.host:not(.hidden) .monaco-editor .view-line');
    await new Promise((resolve) => setTimeout(resolve, AFTER_MS));
  });
  await page.context().close();
  return { opening: tasks.filter(({ at }) => at <= stands), editor: tasks.filter(({ at }) => at > stands) };
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
  // Opening has rows of its own: what is pressed here is pressed in a page that stands.
  await page.getByRole('application', { name: 'Timeline' }).waitFor();
  await page.locator('.host:not(.hidden) .monaco-editor .view-line').first().waitFor();
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
        const { opening, editor, openingCpu, editorCpu } = await longestTasks(browser, site);
        return {
          unit: 'ms',
          lessIsBetter: true,
          playground: Math.max(opening, editor),
          target: 200,
          more: {
            'until the timeline stands': opening,
            'until the large editor stands': editor,
            'four times the processor time, timeline': openingCpu,
            'four times the processor time, large editor': editorCpu
          }
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
