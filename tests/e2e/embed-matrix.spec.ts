import { expect, test as base, type Page } from '@playwright/test';
import { encodeLink } from '../../src/lib/scenario/link.ts';
import { makeScenario } from '../../src/lib/scenario/scenario.ts';
import { DocsSite } from '../support/page/docs-site.ts';
import { SiteHost } from '../support/page/site-host.ts';

/**
 * What a frame shows in every combination of sandbox, storage and network: the whole playground, in memory as one line says; the static layer; or
 * the browser's own error where there is nothing to show anything with. Never a blank frame, never an uncaught error.
 */

const LINK = encodeLink(makeScenario({ title: 'Two', script: 'SELECT 1;\nSELECT 2;\n' }));

/** Frames of one page: their sandbox, and whether the playground's host lets pages without an origin load its files (CORS). */
const FRAMES = [
  { sandbox: null, isOpen: true },
  { sandbox: 'allow-scripts allow-same-origin', isOpen: true },
  { sandbox: 'allow-scripts allow-same-origin', isOpen: false },
  { sandbox: 'allow-scripts', isOpen: true },
  { sandbox: 'allow-scripts', isOpen: false }
] as const;

type Layer = 'whole' | 'static' | 'error';
const ALL_FAIL: readonly Layer[] = ['error', 'error', 'error', 'error', 'error'];
const ONLINE: readonly Layer[] = ['whole', 'whole', 'whole', 'whole', 'static'];

/**
 * Offline after a visit to the open host's playground in a tab of its own. The frame of a page of another site is another storage to the browser;
 * a frame without an origin has none at all.
 */
const STORAGES = [
  { storage: 'free', sameSite: ['whole', 'whole', 'error', 'error', 'error'] },
  { storage: 'blocked', sameSite: ALL_FAIL },
  { storage: 'full', sameSite: ALL_FAIL }
] as const;

const test = base.extend<{ site: DocsSite }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs
  site: async ({}, use) => {
    const site = await DocsSite.start();
    await use(site);
    site.close();
  }
});
test.use({ serviceWorkers: 'allow', viewport: { width: 1000, height: 900 } });

for (const { storage, sameSite } of STORAGES)
  test(`frames in every sandbox, online and offline, where storage is ${storage}`, async ({ page, site }) => {
    test.setTimeout(180_000);
    const faults: string[] = [];
    page.context().on('weberror', (error) => {
      const { message } = error.error();
      // The modules are refused, which is what the static layer is for.
      if (!message.includes('dynamically imported module')) faults.push(message);
    });
    if (storage !== 'free') await page.context().addInitScript(storage === 'full' ? fill : deny);
    const hosts = { open: new SiteHost(), closed: new SiteHost({ isOpen: false }) };
    if (storage === 'full')
      for (const host of Object.values(hosts))
        host.changed = (file, text) => (file.endsWith('service-worker.js') ? `(${fill})();${text}` : text);
    const urls = { open: await hosts.open.start(), closed: await hosts.closed.start() };
    const stop = () => Promise.all(Object.values(hosts).map((host) => host.stop()));
    const otherSite = site.page('matrix', matrix(urls));

    await stop();
    await expectLayers(page, otherSite, ALL_FAIL, 'offline at the first visit');

    await Promise.all(Object.values(hosts).map((host) => host.start()));
    await expectLayers(page, otherSite, ONLINE, 'online');

    const tab = await page.context().newPage();
    await tab.goto(urls.open);
    await tab.getByRole('application', { name: 'Timeline' }).waitFor({ timeout: 40_000 });
    if (storage === 'free') await expect.poll(() => isStored(tab), { timeout: 60_000 }).toBe(true);
    await tab.close();
    await stop();
    await expectLayers(page, otherSite, ALL_FAIL, 'offline after a visit, in a page of another site');
    // The same page under the name that makes it one site with the playground.
    const ofSite = otherSite.replace('localhost', '127.0.0.1');
    await expectLayers(page, ofSite, sameSite, 'offline after a visit, in a page of the same site');
    expect(faults).toEqual([]);
  });

const matrix = (urls: { readonly open: string; readonly closed: string }): string =>
  `<!doctype html><title>matrix</title>${FRAMES.map(({ sandbox, isOpen }) => {
    const src = `${isOpen ? urls.open : urls.closed}embed/${LINK}`;
    return `<iframe src="${src}"${sandbox === null ? '' : ` sandbox="${sandbox}"`} width="480" height="290"></iframe>`;
  }).join('')}`;

async function expectLayers(page: Page, url: string, layers: readonly Layer[], when: string): Promise<void> {
  await page.goto(url);
  await expect.poll(() => layersOf(page), { message: when, timeout: 40_000 }).toEqual(layers);
}

async function layersOf(page: Page): Promise<(Layer | 'blank')[]> {
  const elements = await page.locator('iframe').elementHandles();
  return Promise.all(
    elements.map(async (element) => {
      const frame = await element.contentFrame();
      if (!frame) return 'blank';
      if (frame.url().startsWith('chrome-error:')) return 'error';
      if (await frame.locator('#static-layer').isVisible()) return 'static';
      const isWhole =
        (await frame.getByRole('application', { name: 'Timeline' }).isVisible()) &&
        (await frame.getByText('in memory').isVisible());
      return isWhole ? 'whole' : 'blank';
    })
  );
}

const isStored = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');

/** As a browser does that is told to keep nothing of any site. */
function deny(): void {
  const denied = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  for (const name of ['indexedDB', 'localStorage', 'sessionStorage', 'caches'])
    Object.defineProperty(window, name, { get: denied });
  for (const name of ['serviceWorker', 'storage', 'locks'])
    Object.defineProperty(navigator, name, { get: denied });
}

/** As a browser does on a full disk. */
function fill(): void {
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const scope = globalThis as { Storage?: { prototype: object } };
  IDBObjectStore.prototype.put = full;
  IDBObjectStore.prototype.add = full;
  if (scope.Storage) Object.assign(scope.Storage.prototype, { setItem: full });
  // Where there is an origin to keep anything for.
  if (globalThis.Cache) Cache.prototype.addAll = async () => full();
}
