import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SiteHost } from '../support/page/site-host.ts';
import { encodeLink } from '../../src/lib/scenario/link.ts';
import { makeScenario } from '../../src/lib/scenario/scenario.ts';

/** After the first visit the site works without its server, from any sub-path, deep links too; a new version says so. */

test.use({ serviceWorkers: 'allow' });

const LINK = encodeLink(makeScenario({ title: 'From a link', script: 'SELECT 1 AS one;\n' }));

const BUILD = join(import.meta.dirname, '../../build');
const { version: VERSION } = JSON.parse(readFileSync(join(BUILD, '_app/version.json'), 'utf8')) as {
  version: string;
};

const stored = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');

test('everything works without the server after the first visit', async ({ page }) => {
  test.setTimeout(120_000);
  const host = new SiteHost();
  const url = await host.start();
  await page.goto(url);
  await page.getByRole('application', { name: 'Timeline' }).waitFor();
  await expect.poll(() => stored(page), { timeout: 60_000 }).toBe(true);
  await host.stop();

  await page.goto(`${url}?from=somewhere${LINK}`);
  await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue('From a link');
  await page.locator('.monaco-editor .view-lines').waitFor({ timeout: 30_000 });
  await page.keyboard.press('ControlOrMeta+s');
  await expect(page.getByRole('dialog', { name: 'Share this moment' })).toBeVisible();

  const embed = await page.context().newPage();
  for (const path of ['embed/', 'embed']) {
    await embed.goto(`${url}${path}${LINK}`);
    await expect(embed.getByRole('heading', { name: 'From a link' })).toBeVisible();
  }
  await embed.close();

  // What is no page of it, and its own address as a file, lead to it.
  for (const path of ['nowhere/at/all', 'index.html']) {
    await page.goto(`${url}${path}${LINK}`);
    await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue('From a link');
    expect(page.url()).toBe(url);
  }
});

test('a new version says so, and an open page goes on with its own', async ({ page }) => {
  test.setTimeout(120_000);
  const host = new SiteHost();
  const url = await host.start();
  await page.goto(url);
  await expect.poll(() => stored(page), { timeout: 60_000 }).toBe(true);
  await page.reload();
  await page.getByRole('application', { name: 'Timeline' }).waitFor();

  host.changed = (file, text) =>
    file.endsWith('service-worker.js')
      ? text.replaceAll(VERSION, `${VERSION}-newer`)
      : file.endsWith('index.html')
        ? text.replace('<title>Changefeed Playground</title>', '<title>Newer Playground</title>')
        : text;
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const notice = page.getByRole('status', { name: 'New version' });
  await expect(notice).toBeVisible({ timeout: 60_000 });
  await expect(page).toHaveTitle('Changefeed Playground');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await notice.getByRole('button', { name: 'Reload' }).click();
  await expect(page).toHaveTitle('Newer Playground', { timeout: 30_000 });
  await host.stop();
  await page.reload();
  await expect(page).toHaveTitle('Newer Playground');
  await page.getByRole('application', { name: 'Timeline' }).waitFor();
});

test('it can be installed: a manifest with name, icon and start', async ({ page, request, baseURL }) => {
  await page.goto('./');
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = await (await request.get(new URL(href!, page.url()).href)).json();
  expect(manifest).toMatchObject({ name: 'Changefeed Playground', start_url: './', display: 'standalone' });
  for (const { src } of manifest.icons)
    expect((await request.get(new URL(src, baseURL).href)).ok()).toBe(true);
});
