import { expect, test } from '../support/page/journey';
import { test as plain } from '@playwright/test';
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { PlaygroundPage } from '../support/page/playground-page';

/** What happens to a page that lies in the background, that is old, or on which somebody drops whatever there is (guarantees C2). */

const saved = (page: Page) => page.getByText('Saved in this browser');
const title = (page: Page) => page.getByRole('textbox', { name: 'Name of the workspace' });

test('a tab that is frozen goes on where it was, and one that is discarded opens with what was saved', async ({
  playground,
  page,
  context
}) => {
  await playground.open();
  await playground.largeEditor();
  await playground.write('SELECT 41 AS before;\n');
  await playground.runAll();
  await playground.runToEnd();
  await expect(saved(page)).toBeVisible();
  const session = await context.newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  // Other tabs do not wait for it.
  const other = await context.newPage();
  await other.goto('about:blank');
  await session.send('Page.setWebLifecycleState', { state: 'active' });

  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('\nSELECT 42 AS after;\n');
  await playground.runAll();
  await playground.runToEnd();
  await page.getByRole('tab', { name: 'Results' }).click();
  await expect(page.getByRole('columnheader', { name: /^after/ }).first()).toBeVisible();
  await expect(saved(page)).toBeVisible();

  // A discarded tab is ended without a word while it is frozen, and begins anew when it is looked at.
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await page.close({ runBeforeUnload: false });
  const again = new PlaygroundPage(await context.newPage());
  await again.open();
  await expect(again.lines.first()).toContainText('SELECT 42 AS after');
  await expect(saved(again.page)).toBeVisible();
});

plain(
  'a part of the page that a newer version has taken away is told about once, with a way on',
  async ({ page }) => {
    const uncaught: string[] = [];
    page.on('pageerror', (error) => uncaught.push(error.message));
    const playground = new PlaygroundPage(page);
    await playground.open();
    await playground.largeEditor();
    await playground.write('SELECT 41 AS kept;\n');
    await playground.runAll();
    await expect(saved(page)).toBeVisible();
    let asked = 0;
    await page.route('**/_app/immutable/**', (route) => {
      asked++;
      return route.fulfill({ status: 404, body: 'gone' });
    });
    // A dialog without its content does not stay: behind it nothing could be reached.
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    const notice = page.getByRole('alert', { name: 'Part of the page is missing' });
    await expect(notice).toContainText('could not be loaded');
    const once = asked;
    // The page goes on: what is there works, and nothing is asked for again by itself.
    await playground.runToEnd();
    await expect(playground.lines.first()).toContainText('SELECT 41 AS kept');
    expect(asked).toBe(once);
    // What is asked for once more is tried once more, and is there as soon as it can be had.
    const share = page.getByRole('button', { name: 'Share' });
    const goOn = notice.getByRole('button', { name: 'Go on without' });
    for (let i = 0; i < 2; i++) {
      await goOn.click();
      await expect(notice).toHaveCount(0);
      await share.click();
      await expect(notice).toBeVisible();
    }
    expect(uncaught).toEqual([]);
    await page.unroute('**/_app/immutable/**');
    await goOn.click();
    await share.click();
    await expect(page.getByRole('dialog', { name: 'Share this moment' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.route('**/_app/immutable/**', (route) => route.fulfill({ status: 404, body: 'gone' }));
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await expect(notice).toBeVisible();
    await page.unroute('**/_app/immutable/**');
    await notice.getByRole('button', { name: 'Reload' }).click();
    await playground.timeline.waitFor();
    await expect(playground.lines.first()).toContainText('SELECT 41 AS kept');
    await expect(notice).toHaveCount(0);
  }
);

/**
 * Drops files and folders of the disk, as the system's own windows do: with entries, which no script can make. The large editor stands by then:
 * made events do not come again, as a hand's do, when what is under them is exchanged.
 */
async function dropFromDisk(page: Page, paths: readonly string[]): Promise<void> {
  await new PlaygroundPage(page).largeEditor();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
}

const wall = (second: number) => `${1_700_000_000 + second}000000000`;
const row = (id: number, second: number) =>
  JSON.stringify({ after: { id }, key: [id], topic: 'pets', updated: `${wall(second)}.0000000000` });

/** Files of a bucket as they lie there, in a folder for each day. */
function writeBucket(root: string, count: number): void {
  for (let i = 0; i < count; i++) {
    const name = `20231114221320${String(i).padStart(9, '0')}0000000000-0123456789abcdef-1-1-${String(i).padStart(8, '0')}-pets-1.ndjson`;
    const path = join(
      root,
      `2023-11-${String(14 + Math.floor(i / 200)).padStart(2, '0')}`,
      i % 2 === 0 ? name : `${name}.gz`
    );
    mkdirSync(dirname(path), { recursive: true });
    const text = `${row(i, i)}\n`;
    writeFileSync(path, i % 2 === 0 ? text : gzipSync(text));
  }
}

test('a folder with the files of a bucket opens as the output of one changefeed', async ({
  playground,
  page
}, info) => {
  const bucket = info.outputPath('bucket');
  writeBucket(bucket, 450);
  await playground.open();
  await dropFromDisk(page, [bucket]);
  // Half of them are unpacked first, which takes its time on a busy machine.
  await expect(title(page)).toHaveValue('450 files of a changefeed', { timeout: 30_000 });
  await expect(page.getByText('Read-only')).toBeVisible();
  await expect(
    page
      .getByRole('list', { name: /^Messages/ })
      .getByRole('listitem')
      .first()
  ).toHaveAttribute('aria-setsize', '450');
});

test('a file of 200 MB is refused with a sentence before it is read, whatever it is called', async ({
  playground,
  page
}, info) => {
  await playground.open();
  for (const [name, says] of [
    ['large.ndjson', /large\.ndjson holds more than 128 MiB, so it is not opened/],
    ['large.sql', /large\.sql holds more than 32 MiB, so it is not opened/],
    ['large.json', /large\.json holds more than 32 MiB, so it is not opened/]
  ] as const) {
    const path = info.outputPath(name);
    const file = openSync(path, 'w');
    // Room that is never written: nothing but the size is real.
    ftruncateSync(file, 200_000_000);
    closeSync(file);
    await dropFromDisk(page, [path]);
    await expect(page.getByText(says)).toBeVisible();
  }
  await expect(title(page)).toHaveValue('Pause before a checkpoint');
  await playground.waitForMessages(10);
});

test('scenarios, scripts and output at once: each opens for itself, the last one is shown, none is lost', async ({
  playground,
  page
}, info) => {
  await playground.open();
  const paths = ['one', 'two', 'three'].map((name) => {
    const path = info.outputPath(`${name}.sql`);
    writeFileSync(path, `SELECT '${name}' AS name;\n`);
    return path;
  });
  await dropFromDisk(page, paths);
  await expect(title(page)).toHaveValue('three');
  await expect(playground.lines.first()).toContainText("SELECT 'three'");
});
