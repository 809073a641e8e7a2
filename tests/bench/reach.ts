import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { encodeLink } from '../../src/lib/scenario/link';
import { makeScenario } from '../../src/lib/scenario/scenario';
import { EMPLOYEES_SCRIPT } from '../../src/lib/ui/first-scenario';
import { sharedScenario } from '../support/scenarios/shared-link';
import { BUILD, inBrowser, LONG_SCRIPT } from './support/site';
import { check } from './support/run';
import { median, type Workload } from './support/workload';

/** How the playground meets the world: links, the loader of embeds, the first paint, and coming back to a long run. */

const VISITS = 5;
const SIZE = { width: 1440, height: 900 };

/** Milliseconds from the request of a page to its first contentful paint, in a browser that has never seen it. */
async function firstPaintMs(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: SIZE, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(address);
  const ms = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries())
            if (name === 'first-contentful-paint') resolve(startTime);
        }).observe({ type: 'paint', buffered: true });
      })
  );
  await context.close();
  return ms;
}

/** Milliseconds from a reload until the messages of a long run are told again. */
async function reopenMs(browser: Browser, site: string): Promise<{ ms: number; readyMs: number }> {
  const page = await browser.newPage({ viewport: SIZE, reducedMotion: 'reduce' });
  await page.goto(`${site}${encodeLink(makeScenario({ script: LONG_SCRIPT }))}`);
  await page.getByRole('button', { name: 'Run to the end' }).click();
  const isThere = () =>
    page.waitForFunction(() => /\b100,?000 records/.test(document.body.innerText), undefined, {
      timeout: 120_000
    });
  await isThere();
  // Leaving the page has everything written; what is behind the run's back has been by then.
  await page.getByText('Saved in this browser').waitFor({ timeout: 60_000 });
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.getByText('Saved in this browser').waitFor({ timeout: 60_000 });
  const began = performance.now();
  await page.reload({ waitUntil: 'commit' });
  await page.getByRole('application', { name: 'Timeline' }).waitFor({ timeout: 120_000 });
  const readyMs = performance.now() - began;
  await isThere();
  return { ms: performance.now() - began, readyMs };
}

export const workloads: readonly Workload[] = [
  {
    name: 'link of the ten-statement example with its view',
    measure: () => ({
      unit: 'characters',
      lessIsBetter: true,
      playground: encodeLink(sharedScenario()).length,
      target: 700
    })
  },
  {
    name: 'loader of embeds',
    measure: () => ({
      unit: 'kB gzip',
      lessIsBetter: true,
      playground: gzipSync(readFileSync(join(BUILD, 'embed.js')), { level: 9 }).length / 1000,
      target: 15
    })
  },
  {
    name: 'first paint of the page',
    measure: () =>
      inBrowser(async (browser, site) => {
        const playground = await median(() => firstPaintMs(browser, site), VISITS);
        const embed = await median(
          () =>
            firstPaintMs(
              browser,
              `${site}embed/${encodeLink(makeScenario({ title: 'An embed', script: EMPLOYEES_SCRIPT }))}`
            ),
          VISITS
        );
        check(playground > 0 && embed > 0, 'something was painted');
        return { unit: 'ms', lessIsBetter: true, playground, target: 1000, more: { embed } };
      })
  },
  {
    name: 'reopening a history of 100,000 messages',
    measure: () =>
      inBrowser(async (browser, site) => {
        const { ms, readyMs } = await reopenMs(browser, site);
        return {
          unit: 'ms',
          lessIsBetter: true,
          playground: ms,
          target: 3000,
          more: { 'timeline ms': readyMs }
        };
      })
  }
];
