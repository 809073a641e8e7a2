import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';
import { encodeLink } from '../../src/lib/scenario/link';
import { makeScenario } from '../../src/lib/scenario/scenario';
import { firstModules, gzipKb } from '../support/page/first-modules';
import { BUILD, inBrowser, LONG_SCRIPT, longScript } from './support/site';
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

/** Lets a run play to its end, which a long one waits with. @param records what the page says of it then */
async function runToEnd(page: Page, records: string): Promise<void> {
  // A notice offers the same beside the transport.
  await page.getByTitle('Run to the end').click();
  await page.waitForFunction((text) => document.body.innerText.includes(text), records, {
    timeout: 240_000
  });
}

interface Memory {
  readonly page: number;
  readonly worker: number;
}

/** Bytes that are reachable in a page and in its worker: objects and what typed arrays hold. */
async function memory(page: Page, session: CDPSession): Promise<Memory> {
  await session.send('HeapProfiler.enable');
  const used = async (
    send: (method: 'HeapProfiler.collectGarbage' | 'Runtime.getHeapUsage') => Promise<object>
  ) => {
    for (let i = 0; i < 3; i++) await send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = (await send('Runtime.getHeapUsage')) as Usage;
    return usedSize + backingStorageSize;
  };
  // What was drawn while the run played is given back soon after.
  await page.waitForTimeout(3000);
  const worker = await workerOf(session);
  return {
    page: await used((method) => session.send(method)),
    worker: await used((method) => worker(method))
  };
}

interface Usage {
  readonly usedSize: number;
  readonly backingStorageSize: number;
}

type Send = (method: string) => Promise<object>;

/** A line to the page's worker, which a session of the page reaches in messages of their own. */
async function workerOf(session: CDPSession): Promise<Send> {
  const attached = new Promise<string>((resolve) =>
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId);
    })
  );
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false
  });
  const sessionId = await attached;
  let last = 0;
  return (method) => {
    const id = ++last;
    const answer = new Promise<object>((resolve) => {
      const take = ({ message }: { readonly message: string }) => {
        const read = JSON.parse(message) as { readonly id?: number; readonly result?: object };
        if (read.id !== id) return;
        session.off('Target.receivedMessageFromTarget', take);
        resolve(read.result ?? {});
      };
      session.on('Target.receivedMessageFromTarget', take);
    });
    return session
      .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) })
      .then(() => answer);
  };
}

/** What a run holds more than a page that stands still: in the page, and in its worker. */
const memoryOf = (script: string, records: string): Promise<Memory> =>
  inBrowser(async (browser, site) => {
    const held = async (text: string, then: (page: Page) => Promise<void>) => {
      const page = await browser.newPage({ reducedMotion: 'reduce' });
      const session = await page.context().newCDPSession(page);
      await page.goto(`${site}${encodeLink(makeScenario({ script: text }))}`);
      await page.getByRole('application', { name: 'Timeline' }).waitFor();
      await then(page);
      const found = await memory(page, session);
      await page.close();
      return found;
    };
    const empty = await held('SELECT 1;', async () => {});
    const full = await held(script, (page) => runToEnd(page, records));
    return { page: full.page - empty.page, worker: full.worker - empty.worker };
  });

/** Two hundred thousand rows, each of which tells of itself once. */
const MANY_ROWS = `CREATE TABLE t (id INT PRIMARY KEY, n INT);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092';
${Array.from({ length: 20 }, (_, i) => `INSERT INTO t SELECT i, 0 FROM generate_series(${i * 10_000 + 1}, ${(i + 1) * 10_000}) AS g (i);\n`).join('')}\\wait 5s
`;

const timelineFrames = (): Promise<{ pan: Frames; zoom: Frames }> =>
  inBrowser(async (browser, site) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    await page.goto(`${site}${encodeLink(makeScenario({ script: LONG_SCRIPT }))}`);
    const timeline = page.getByRole('application', { name: 'Timeline' });
    await runToEnd(page, '100,000 records');
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
  },
  {
    name: 'memory of the page with 200,000 emissions',
    measure: async () => {
      const RECORDS = 200_000;
      const long = await memoryOf(longScript(RECORDS), '200,000 records');
      const rows = await memoryOf(MANY_ROWS, '200,000 records');
      return {
        unit: 'MB a million emissions',
        lessIsBetter: true,
        playground: long.page / RECORDS,
        target: 100,
        more: {
          'worker, a million': long.worker / RECORDS,
          'MB of 200,000 over 1,000 rows': long.page / 1e6,
          'MB of 200,000 rows of one each': rows.page / 1e6,
          'worker, MB of 200,000 rows of one each': rows.worker / 1e6
        }
      };
    }
  }
];
