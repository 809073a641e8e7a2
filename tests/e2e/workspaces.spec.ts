import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { encodeLink } from '../../src/lib/scenario/link.ts';
import { makeScenario } from '../../src/lib/scenario/scenario.ts';
import { expectNoComplaints } from '../support/page/axe';
import { expect, test } from '../support/page/journey';
import type { PlaygroundPage } from '../support/page/playground-page';

/** The workspaces that a browser keeps: a link, an example and a blank script never take one away, and the list leads back to each. */

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Workspaces' });
const rowsOf = (page: Page) => dialogOf(page).getByRole('list', { name: 'Workspaces' }).getByRole('listitem');
const titleOf = (page: Page) => page.getByRole('textbox', { name: 'Name of the workspace' });

const LINK = encodeLink(
  makeScenario({ title: 'From a link', script: 'SELECT 1 AS one;\nSELECT 2 AS two;\n' })
);

/** The first visit's example, with an edit that has not been run, and a link over it. */
async function openTwo(playground: PlaygroundPage): Promise<void> {
  const { page } = playground;
  await playground.open();
  await playground.largeEditor();
  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('-- not run yet');
  await page.evaluate((hash) => (location.hash = hash), LINK);
  await expect(titleOf(page)).toHaveValue('From a link');
}

async function openByPalette(page: Page): Promise<void> {
  await page.keyboard.press('F1');
  await page.keyboard.type('workspaces: open');
  await page.keyboard.press('Enter');
  await expect(dialogOf(page)).toBeVisible();
}

test('every workspace is found again, by keyboard, with what was being written', async ({
  playground,
  page
}) => {
  await openTwo(playground);
  await openByPalette(page);
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(rowsOf(page).nth(0)).toContainText(/From a link.*shown.*2 commands/s);
  await expect(rowsOf(page).nth(0)).toContainText('SELECT 1 AS one;');
  await expect(rowsOf(page).nth(1)).toContainText(
    /Pause before a checkpoint.*21 commands.*kB.*with an edit that was not run/s
  );

  await page.getByRole('button', { name: 'Rename Pause before a checkpoint' }).press('Enter');
  await page.keyboard.insertText('Mine');
  await page.keyboard.press('Enter');
  await expect(rowsOf(page).nth(1)).toContainText('Mine');
  await page.getByRole('button', { name: 'Duplicate Mine' }).press('Enter');
  await expect(rowsOf(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Delete Mine', exact: true }).press('Enter');
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(dialogOf(page).getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(rowsOf(page)).toHaveCount(3);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export Mine (2)' }).press('Enter');
  const file = await download.then((saved) => saved.path());
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 1, title: 'Mine (2)' });

  await page.getByRole('button', { name: 'Open Mine', exact: true }).press('Enter');
  await expect(dialogOf(page)).toHaveCount(0);
  await expect(titleOf(page)).toHaveValue('Mine');
  await expect(playground.lines).toContainText('-- not run yet');
  await playground.waitForMessages(10);
  // It is the one last used now, and the link's is where it was.
  await page.reload();
  await playground.timeline.waitFor();
  await expect(titleOf(page)).toHaveValue('Mine');
  await page.getByRole('button', { name: 'Workspaces', exact: true }).click();
  await expect(rowsOf(page).filter({ hasText: 'From a link' })).toContainText('2 commands');
});

test('a database that came back empty: every workspace is there, from the copies', async ({
  playground,
  page
}) => {
  await openTwo(playground);
  await expect(page.getByText('Saved in this browser')).toBeVisible();
  const { origin } = new URL(page.url());
  await page.goto('about:blank');
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb,local_storage' });
  await playground.open();
  await expect(page.getByText('restored from its copy')).toBeVisible();
  await expect(titleOf(page)).toHaveValue('From a link');
  await page.getByRole('button', { name: 'Workspaces', exact: true }).click();
  await page.getByRole('button', { name: 'Open Pause before a checkpoint' }).click();
  await expect(titleOf(page)).toHaveValue('Pause before a checkpoint');
  await playground.waitForMessages(10);
});

for (const { width, colorScheme } of [
  { width: 1440, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' }
] as const)
  test.describe(`the list at ${width}, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 844 }, colorScheme });

    test('says what it is for when there is only one; axe finds nothing to complain about', async ({
      playground,
      page
    }) => {
      await playground.open();
      const check = (state: string) => expectNoComplaints(page, state, { part: 'dialog[open]' });
      await page.getByRole('button', { name: 'Workspaces', exact: true }).click();
      await expect(dialogOf(page)).toContainText('There is no other yet');
      await check('one');
      await page.keyboard.press('Escape');
      // A phone shows one pane, and a blank script is there to be written.
      const blank =
        width === 390
          ? page.getByRole('tab', { name: 'SQL', exact: true, selected: true })
          : page.getByText('Nothing has happened yet').first();
      for (let i = 0; i < 9; i++) {
        await page.getByRole('button', { name: 'New workspace' }).click();
        await page.getByRole('menuitem', { name: 'Blank script' }).click();
        await expect(blank).toBeAttached();
      }
      await page.getByRole('button', { name: 'Workspaces', exact: true }).click();
      await expect(rowsOf(page)).toHaveCount(10);
      await page.getByRole('searchbox', { name: 'Search the workspaces' }).fill('checkp between');
      await expect(rowsOf(page)).toHaveCount(1);
      await page.getByRole('button', { name: 'Delete Pause before a checkpoint' }).click();
      await expect(dialogOf(page).getByText('Pause before a checkpoint was deleted.')).toBeVisible();
      await page.getByRole('searchbox', { name: 'Search the workspaces' }).fill('');
      await page.getByRole('button', { name: 'Rename Untitled' }).first().click();
      await check('many');
    });
  });
