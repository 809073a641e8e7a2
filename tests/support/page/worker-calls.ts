import type { Page } from '@playwright/test';

/**
 * The built worker in a bare page: what it keeps in the browser is the same as with the whole page around it, and a tab opens in a tenth of
 * the time. Calls are Comlink's messages, made by hand.
 */
export async function startWorker(page: Page, script: string): Promise<void> {
  await page.evaluate((url) => {
    const worker = new Worker(url, { type: 'module' });
    const waiting = new Map<string, (answer: unknown) => void>();
    worker.addEventListener('message', ({ data }: MessageEvent<{ id: string; value: unknown }>) => {
      waiting.get(data.id)?.(data.value);
      waiting.delete(data.id);
    });
    let last = 0;
    Object.assign(window, {
      call: (name: string, ...args: unknown[]) =>
        new Promise((resolve) => {
          const id = String(++last);
          waiting.set(id, resolve);
          // A test's arguments come as JSON, in which a scenario's map of other members is lost.
          const argumentList = args.map((value) => ({
            type: 'RAW',
            value: value instanceof Object && 'others' in value ? { ...value, others: new Map() } : value
          }));
          worker.postMessage({ id, type: 'APPLY', path: [name], argumentList });
        })
    });
  }, script);
}

/** One call of the worker's. */
export function callWorker<T>(page: Page, name: string, ...args: unknown[]): Promise<T> {
  return page.evaluate(
    ([method, list]) =>
      (window as unknown as { call(name: string, ...args: unknown[]): Promise<T> }).call(
        method as string,
        ...(list as unknown[])
      ),
    [name, args] as const
  );
}
