import { chromium } from '@playwright/test';
import { readFileSync, rmSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { launchOptions } from '../support/chromium.ts';
import { expect, test } from '../support/page/journey';
import { PlaygroundPage } from '../support/page/playground-page';

/** What a browser does to a page and to what it keeps (guarantees C2), with the whole page around it. */

const saved = (page: Page) => page.getByText('Saved in this browser');

/** A page whose script is its own and has been written. */
async function writtenPage(playground: PlaygroundPage, script: string): Promise<void> {
  await playground.open();
  await playground.largeEditor();
  await playground.write(script);
  await playground.runAll();
  await playground.runToEnd();
  await expect(saved(playground.page)).toBeVisible();
}

/** Adds lines to the end of the script and runs all of it. */
async function appendToScript(playground: PlaygroundPage, text: string): Promise<void> {
  await playground.script.focus();
  await playground.page.keyboard.press('ControlOrMeta+End');
  await playground.page.keyboard.insertText(text);
  await playground.runAll();
  await playground.runToEnd();
}

const cdp = async (page: Page) => page.context().newCDPSession(page);
const originOf = (page: Page) => new URL(page.url()).origin;

test('a renderer crash: what was saved is there, and a line says what happened', async ({
  playground,
  page
}) => {
  await writtenPage(playground, 'SELECT 41 AS saved;\n');
  const url = page.url();
  const session = await cdp(page);
  const crashed = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  // As the tab's own reload button does; Playwright has given the page up by now.
  await session.send('Page.navigate', { url });
  const text = async () => {
    const { result } = await session.send('Runtime.evaluate', { expression: 'document.body.innerText' });
    return String(result.value);
  };
  await expect.poll(text).toContain('ended without being closed');
  expect(await text()).toContain('SELECT 41');
});

for (const [name, harm] of [
  [
    'loops for ever',
    (page: Page) =>
      void page
        .workers()[0]
        .evaluate('for (;;);')
        .catch(() => undefined)
  ],
  [
    'was killed',
    (page: Page) =>
      page.evaluate(() => (window as unknown as { theWorkers: Worker[] }).theWorkers[0].terminate())
  ]
] as const)
  test(`a worker that ${name} is started anew; the script stays and is not run again by itself`, async ({
    playground,
    page
  }) => {
    await page.addInitScript(() => {
      const workers: Worker[] = [];
      Object.assign(window, { theWorkers: workers });
      const Native = Worker;
      window.Worker = class extends Native {
        constructor(...args: ConstructorParameters<typeof Worker>) {
          super(...args);
          workers.push(this);
        }
      };
    });
    await writtenPage(playground, 'SELECT 41 AS saved;\n');
    await harm(page);
    await playground.write('SELECT 42 AS unrun;\n');
    await playground.runAll();
    await page.getByRole('button', { name: 'Start it anew' }).click();
    await expect(page.getByText('was started anew')).toBeVisible();
    await expect(playground.lines.first()).toContainText('SELECT 42 AS unrun');
    await page.getByRole('tab', { name: 'Results' }).click();
    await expect(page.getByRole('columnheader', { name: /^unrun/ })).toHaveCount(0);
    await playground.runAll();
    await playground.runToEnd();
    await expect(page.getByRole('columnheader', { name: /^unrun/ }).first()).toBeVisible();
    await expect(saved(page)).toBeVisible();
  });

/** Whatever opens something else asks first; the work can be had as a file before. */
async function nothingTakesItsPlaceUnasked(page: Page, playground: PlaygroundPage): Promise<void> {
  const asked = page.getByRole('dialog', { name: 'This work is not stored' });
  const unwritten = playground.lines.filter({ hasText: 'SELECT 42 AS unwritten' });
  const script = { name: 'other.sql', mimeType: 'text/plain', buffer: Buffer.from('SELECT 43 AS other;') };
  const choose = async (name: string) => {
    await page.getByRole('button', { name: 'New' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  const drop = async () => {
    const chooser = page.waitForEvent('filechooser');
    await choose('Open a file…');
    await (await chooser).setFiles([script]);
  };
  const link = () => page.evaluate(() => (location.hash = 's=2.AA'));
  for (const open of [() => choose('Blank script'), drop, link]) {
    await open();
    await expect(asked).toContainText('no room left');
    await page.keyboard.press('Escape');
    await expect(asked).toHaveCount(0);
    await expect(unwritten).toBeVisible();
  }
  await drop();
  const download = page.waitForEvent('download');
  await asked.getByRole('button', { name: 'Save as a file, then open' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toContain('SELECT 42 AS unwritten');
  await expect(playground.lines.first()).toContainText('SELECT 43');
}

test('a full disk: the run goes on, the mark says so, and the last good copy stays', async ({
  playground,
  page
}) => {
  await writtenPage(playground, 'SELECT 41 AS good;\n');
  // The protocol's own quota does not hold for the contexts of tests, so the worker meets what Chromium would have thrown.
  await page.workers()[0].evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await appendToScript(playground, '\nSELECT 42 AS unwritten;\n');
  await expect(page.getByText('In memory only')).toBeVisible();
  await page.getByRole('tab', { name: 'Results' }).click();
  await expect(page.getByRole('columnheader', { name: /^unwritten/ }).first()).toBeVisible();
  await nothingTakesItsPlaceUnasked(page, playground);
  await page.evaluate(() => localStorage.clear());
  await page.goto('about:blank');
  await playground.open();
  await expect(playground.lines.first()).toContainText('SELECT 41');
});

test('storage that is cleared while the page is open is written anew, whole', async ({
  playground,
  page
}) => {
  await writtenPage(playground, 'SELECT 41 AS first;\n');
  const session = await cdp(page);
  await session.send('Storage.clearDataForOrigin', { origin: originOf(page), storageTypes: 'indexeddb' });
  await appendToScript(playground, '\nSELECT 42 AS after;\n');
  await expect(saved(page)).toBeVisible();
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await playground.timeline.waitFor();
  await expect(playground.lines.first()).toContainText('SELECT 42 AS after');
  await expect(page.getByText('damaged')).toHaveCount(0);
});

test('a database that came back empty: the newest workspace is restored from its copy', async ({
  playground,
  page
}) => {
  await writtenPage(playground, 'SELECT 41 AS kept;\n');
  const session = await cdp(page);
  const origin = originOf(page);
  await page.goto('about:blank');
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb,local_storage' });
  await playground.open();
  await expect(page.getByText('restored from its copy')).toBeVisible();
  await expect(playground.lines.first()).toContainText('SELECT 41 AS kept');
});

/** Ends every process of a browser at once: none gets to write anything more. */
async function killBrowser(context: BrowserContext): Promise<void> {
  const session = await context.browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const closed = context.waitForEvent('close');
  for (const { id } of processInfo) process.kill(id, 'SIGKILL');
  await closed;
}

test('a browser killed hard has the work the next time, from the database or from its copy', async ({
  baseURL
}, info) => {
  test.setTimeout(90_000);
  const profile = info.outputPath('profile');
  const start = () =>
    chromium.launchPersistentContext(profile, { ...launchOptions, serviceWorkers: 'block' });
  const first = await start();
  const page = await first.newPage();
  await page.goto(baseURL!);
  const playground = new PlaygroundPage(page);
  await playground.largeEditor();
  await playground.write('SELECT 41 AS survives;\n');
  await playground.runAll();
  await expect(saved(page)).toBeVisible();
  await killBrowser(first);
  for (const lock of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
    rmSync(`${profile}/${lock}`, { force: true });

  const second = await start();
  const again = await second.newPage();
  await again.goto(baseURL!);
  await expect(new PlaygroundPage(again).lines.first()).toContainText('SELECT 41 AS survives', {
    timeout: 30_000
  });
  await second.close();
});

test('a second tab takes the workspace over, and the first becomes read-only', async ({
  playground,
  page,
  context
}) => {
  await writtenPage(playground, 'SELECT 41 AS first;\n');
  const second = new PlaygroundPage(await context.newPage());
  await second.open();
  await second.page.getByRole('button', { name: 'Take over' }).click();
  await expect(saved(second.page)).toBeVisible();
  await expect(page.getByText('Read-only')).toBeVisible();
  await second.largeEditor();
  await appendToScript(second, '\nSELECT 42 AS second;\n');
  await expect(saved(second.page)).toBeVisible();
  await page.getByRole('button', { name: 'Take over' }).click();
  await expect(saved(page)).toBeVisible();
  await expect(playground.lines.first()).toContainText('SELECT 42 AS second');
  await expect(second.page.getByText('Read-only')).toBeVisible();
});

/** The worker's script with a change, as another build would have it. */
async function changeWorker(page: Page, change: (text: string) => string): Promise<void> {
  await page.route('**/workers/playground*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: change(await response.text()) });
  });
}

test('a newer build beside an older one: the old page gives way, and leaves alone what the new one stored', async ({
  playground,
  page,
  context
}) => {
  await writtenPage(playground, 'SELECT 41 AS old;\n');
  const newer = new PlaygroundPage(await context.newPage());
  await changeWorker(newer.page, (text) =>
    text.replace('this.version(2).stores({', "this.version(3).stores({others:'id',")
  );
  await newer.open();
  await expect(page.getByText('Read-only')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take over' })).toHaveCount(0);
  await expect(newer.lines.first()).toContainText('SELECT 41 AS old');
  await newer.page.close();

  await page.reload();
  await expect(page.getByText('In memory only')).toBeVisible();
  await playground.largeEditor();
  await playground.write('SELECT 42 AS unwritten;\n');
  await playground.runAll();
  const third = new PlaygroundPage(await context.newPage());
  await changeWorker(third.page, (text) =>
    text.replace('this.version(2).stores({', "this.version(3).stores({others:'id',")
  );
  await third.open();
  await expect(third.lines.first()).toContainText('SELECT 41 AS old');
});

test('a database that never answers: in memory within seconds', async ({ playground, page }) => {
  await changeWorker(
    page,
    (text) => `Object.defineProperty(self, 'indexedDB', { value: { open: () => ({}) } });${text}`
  );
  await playground.open();
  await expect(page.getByText('In memory only')).toBeVisible();
  await playground.runAll();
  await expect(page.getByText('In memory only')).toBeVisible();
});
