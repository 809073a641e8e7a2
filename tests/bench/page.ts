import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';
import { encodeLink } from '../../src/lib/scenario/link';
import { makeScenario } from '../../src/lib/scenario/scenario';
import { firstModules, gzipKb } from '../support/page/first-modules';
import { BUILD, inBrowser, LONG_SCRIPT } from './support/site';
import { check } from './support/run';
import type { Workload } from './support/workload';

/** The built page in real Chromium. */

interface Frames {
  readonly fps: number;
  readonly worst: number;
  /** Processor time of the page's thread a frame: what stays comparable on a busy machine. */
  readonly cpuMs: number;
}

/** Frames while something is done to the timeline, by the page's own clock. */
async function framesDuring(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const times: number[] = [];
    const next = (now: number) => {
      times.push(now);
      frame = requestAnimationFrame(next);
    };
    let frame = requestAnimationFrame(next);
    Object.assign(window, {
      takeFrames: () => {
        cancelAnimationFrame(frame);
        return times;
      }
    });
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await cpuSeconds(session);
  await act();
  const seconds = (await cpuSeconds(session)) - before;
  const times = await page.evaluate(() => (window as unknown as { takeFrames(): number[] }).takeFrames());
  const gaps = times.slice(1).map((t, i) => t - times[i]);
  return {
    fps: (gaps.length * 1000) / (times[times.length - 1] - times[0]),
    worst: Math.max(...gaps),
    cpuMs: (seconds * 1000) / gaps.length
  };
}

/** What the page's thread has worked so far. */
async function cpuSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

const timelineFrames = (): Promise<{ pan: Frames; zoom: Frames }> =>
  inBrowser(async (browser, site) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    await page.goto(`${site}${encodeLink(makeScenario({ script: LONG_SCRIPT }))}`);
    const end = page.getByRole('button', { name: 'Run to the end' });
    await end.click();
    const timeline = page.getByRole('application', { name: 'Timeline' });
    await page.waitForFunction(() => /\b100,?000 records/.test(document.body.innerText), undefined, {
      timeout: 120_000
    });
    const box = (await timeline.boundingBox())!; // it is in view
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    const zoom = await framesDuring(page, async () => {
      for (let i = 0; i < 60; i++) {
        await page.mouse.wheel(0, i % 30 < 15 ? -80 : 80);
      }
    });
    const pan = await framesDuring(page, async () => {
      await page.mouse.down();
      for (let i = 0; i < 120; i++) await page.mouse.move(x + 300 * Math.sin(i / 10), y);
      await page.mouse.up();
    });
    return { pan, zoom };
  });

export const workloads: readonly Workload[] = [
  {
    name: "the page's JavaScript before Monaco",
    measure: () => {
      const modules = firstModules(BUILD);
      check(modules.length > 5, 'modules found');
      const workers = readdirSync(join(BUILD, '_app/immutable/workers'))
        .filter((file) => file.startsWith('playground') && file.endsWith('.js'))
        .map((file) => `_app/immutable/workers/${file}`);
      return {
        unit: 'kB gzip',
        lessIsBetter: true,
        playground: gzipKb(BUILD, modules),
        target: 150,
        more: { files: modules.length, 'worker kB': gzipKb(BUILD, workers) }
      };
    }
  },
  {
    name: 'timeline with 100,000 emissions: pan and zoom',
    measure: async () => {
      const { pan, zoom } = await timelineFrames();
      return {
        unit: 'frames/s',
        playground: Math.min(pan.fps, zoom.fps),
        target: 50,
        more: {
          pan: pan.fps,
          zoom: zoom.fps,
          'worst pan ms': pan.worst,
          'worst zoom ms': zoom.worst,
          'cpu ms a frame, pan': pan.cpuMs,
          'cpu ms a frame, zoom': zoom.cpuMs
        }
      };
    }
  }
];
