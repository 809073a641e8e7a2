import type { Browser, Page } from 'playwright';

/** Tasks of a page's own thread, by the browser's own record. */

export interface Task {
  /** Milliseconds since the page was asked for. */
  readonly at: number;
  /** Milliseconds by the clock, and of the processor. */
  readonly ms: number;
  readonly cpuMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly documentLoaderURL?: string } };
}

const CATEGORIES = ['toplevel', 'blink.user_timing', 'devtools.timeline'];

/** What a page's thread did while something was done. @param site the page's address, which `act` goes to */
export async function tasksDuring(
  browser: Browser,
  page: Page,
  site: string,
  act: () => Promise<void>
): Promise<Task[]> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const begin = traceEvents.findLast(
    (e) => e.name === 'navigationStart' && e.args?.data?.documentLoaderURL === site
  );
  if (!begin) throw new Error('the trace does not tell when the page was asked for');
  return traceEvents
    .filter(
      (e) =>
        e.name.endsWith('RunTask') &&
        e.ph === 'X' &&
        e.pid === begin.pid &&
        e.tid === begin.tid &&
        e.ts >= begin.ts
    )
    .map(({ ts, dur = 0, tdur = 0 }) => ({ at: (ts - begin.ts) / 1000, ms: dur / 1000, cpuMs: tdur / 1000 }));
}
